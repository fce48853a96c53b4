"""Parts of a log, and the same events in another order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.coding import event_order, first_of_each
from analyzer.events.log import Coded, EventLog


def events_where(log: EventLog, keep: NDArray[np.bool_]) -> EventLog:
    """Some events of a log; cases without any are left out."""
    cases, case = np.unique(log.case[keep], return_inverse=True)
    return replace(
        _taken(log, keep),
        case_ids=log.case_ids.take(cases),
        case=case.astype(np.int32),
        opened_at=None if log.opened_at is None else log.opened_at[cases],
    )


def at_times(log: EventLog, time: NDArray[np.int64], rank: NDArray[np.int64]) -> tuple[EventLog, NDArray[np.int64]]:
    """The same events at other instants.

    Parameters
    ----------
    time : array of int64, shape (n,)
        The instant of each event.
    rank : array of int64, shape (n,)
        The place of each event's id among all ids.

    Returns
    -------
    EventLog
        Sorted by case, the new instants, and event id.
    array of int64, shape (n,)
        Where in `log` each event of the new log stands.
    """
    order, at = np.arange(len(log)), _of_disordered_cases(log.case, time, rank)
    if not len(at):
        return replace(log, time=time, width=None), order
    order[at] = at[np.lexsort((rank[at], time[at], log.case[at]))]
    moved = replace(_taken(log, order), time=time[order], width=None)
    if moved.thread is None:
        return moved, order
    return replace(moved, thread=_counted_up(moved.thread)), order


def _of_disordered_cases(
    case: NDArray[np.int32], time: NDArray[np.int64], rank: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The events of the cases that are not in the order of time, then rank."""
    passed = np.diff(time)
    wrong = (case[1:] == case[:-1]) & ((passed < 0) | ((passed == 0) & (rank[1:] < rank[:-1])))
    if not wrong.any():
        return np.zeros(0, dtype=np.int64)
    disordered = np.zeros(int(case[-1]) + 1, dtype=np.bool_)
    disordered[case[1:][wrong]] = True
    return np.flatnonzero(disordered[case])


def in_groups(
    log: EventLog, events: NDArray[np.int64], group: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Some events in the order of groups of cases, then time, then event id.

    Parameters
    ----------
    events : array of int64, shape (k,)
        Positions in the log.
    group : array of int64, shape (cases,)
        A number for the group of each case.

    Returns
    -------
    order, group : arrays of int64, shape (k,)
        The events in that order, and the group of each.
    """
    of_event = group[log.case[events]]
    ids = log.table.column("event_id").take(pa.array(log.rows[events]))
    order, of_event, _ = event_order(of_event, log.time[events], ids)
    return events[order], of_event


def _taken(log: EventLog, chosen: NDArray[Any]) -> EventLog:
    return replace(
        log,
        case=log.case[chosen],
        time=log.time[chosen],
        kind=log.kind[chosen],
        thread=None if log.thread is None else log.thread[chosen],
        has_reply=None if log.has_reply is None else log.has_reply[chosen],
        rows=log.rows[chosen],
        extra=_Taken(log.extra, chosen),
        width=None if log.width is None else log.width[chosen],
    )


def _counted_up(thread: NDArray[np.int32]) -> NDArray[np.int32]:
    """Thread codes renumbered in the order in which threads come up."""
    at = np.flatnonzero(thread >= 0)
    first = first_of_each(thread[at])[thread[at]]
    comes_up = first == np.arange(len(at))
    counted = np.full(len(thread), -1, dtype=np.int32)
    counted[at] = (np.cumsum(comes_up) - 1)[first]
    return counted


class _Taken(Mapping[str, Coded]):
    """Further columns of some events; each is cut (and coded, if it was not) only when a rule asks for it."""

    def __init__(self, whole: Mapping[str, Coded], chosen: NDArray[Any]) -> None:
        self._whole = whole
        self._chosen = chosen

    def __getitem__(self, name: str) -> Coded:
        coded = self._whole[name]
        return Coded(coded.codes[self._chosen], coded.values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)
