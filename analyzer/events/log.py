"""The event log as columns: coded, de-duplicated, sorted by case and time.

What `replay` works on. Two events of one **kind** are alike in everything that a rule can test about a single event
(activity, roles, channel, topics, stage cell); there are few kinds and many events, so a selector is evaluated on
kinds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.events.quality import Quality
from analyzer.events.showing import log_html
from analyzer.events.texts import Encoded, encode

UNKNOWN = "?"
"""Stands in a roles cell for a party whose role could not be mapped."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the events of one kind have in common.

    Attributes
    ----------
    activity : str
        `message`, `stage`, `interview`, ...
    sender_role : str or None
        None: the cell was empty. `UNKNOWN` where it was written so.
    recipient_roles, copied_roles : frozenset of str
        Role names; may hold `UNKNOWN`.
    channel : str or None
    topics : frozenset of str or None
        None: the log does not say.
    stage : str or None
        The event's own stage cell.
    """

    activity: str
    sender_role: str | None
    recipient_roles: frozenset[str]
    copied_roles: frozenset[str]
    channel: str | None
    topics: frozenset[str] | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few distinct texts: `values[codes]`; code -1 is an empty cell."""

    codes: NDArray[np.int32]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class EventLog:
    """An event log in memory.

    Attributes
    ----------
    case_ids : pyarrow string array, length c
        Sorted by code point; every case with at least one event.
    case : array of int32, shape (n,)
        Position in `case_ids`; non-decreasing.
    time : array of int64, shape (n,)
        UTC microseconds since 1970; non-decreasing within a case. Events of one instant are ordered by event id, so
        the order of the input's rows is nowhere to be seen.
    kind : array of int32, shape (n,)
        Position in `kinds`.
    kinds : tuple of Kind
        Distinct, in an order that depends on the set of kinds only.
    thread : array of int32, shape (n,), or None
        Code of the thread within its case, counting up as threads come up (an id that two cases use is two threads);
        -1 where the cell is empty; None where the log has no `thread_id` column.
    has_reply : array of bool, shape (n,), or None
        Whether the `in_reply_to` cell is filled; None where the log has no such column.
    rows : array of int64, shape (n,)
        Which row of `table` each event is.
    table : pyarrow.Table
        The accepted rows as read (canonical column names, text as text), for cells that no rule tests. Always has
        `event_id` and `case_id`.
    extra : mapping of str to Coded
        Every further column of few distinct values, in event order, for `where`.
    quality : Quality
        Where every row of the input went.
    opened_at : array of int64, shape (c,), or None
        Smallest `opened_at` of each case (int64 minimum where empty), if the log has the column.
    sources : tuple of str
        The files, in order.
    width : array of int64, shape (n,), or None
        How many microseconds after `time` each event may have happened at the latest; None where stamps are exact.
    coded : dict of str to Encoded
        Columns of `table` that have been coded for `keys`; shared by all logs of one table.
    """

    case_ids: pa.Array
    case: NDArray[np.int32]
    time: NDArray[np.int64]
    kind: NDArray[np.int32]
    kinds: tuple[Kind, ...]
    thread: NDArray[np.int32] | None
    has_reply: NDArray[np.bool_] | None
    rows: NDArray[np.int64]
    table: pa.Table
    extra: Mapping[str, Coded]
    quality: Quality
    opened_at: NDArray[np.int64] | None = None
    sources: tuple[str, ...] = ()
    width: NDArray[np.int64] | None = None
    coded: dict[str, Encoded] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.case)

    def __repr__(self) -> str:
        if len(self) == 0:
            return "<event log without events>"
        first, last = (str(np.datetime64(int(each), "us"))[:10] for each in (self.time.min(), self.time.max()))
        aside = self.quality.quarantined.num_rows
        return (
            f"<event log of {_counted(len(self), 'event')} in {_counted(len(self.case_ids), 'case')}, {first} to "
            f"{last} (UTC); {_counted(aside, 'row')} set aside>"
        )

    def _repr_html_(self) -> str:
        """Show in a notebook what the log holds and where the rows of the input went."""
        return log_html(self)

    def keys(self, column: str) -> NDArray[np.int32]:
        """Code the cells of any column, so that equal cells have equal codes; -1 for an empty one.

        Parameters
        ----------
        column : str
            Column name, or `thread` for `thread_id`. A column that the log does not have is empty everywhere. Two
            cases may hold the same thread id, and so agree where a rule looks across both.

        Returns
        -------
        array of int32, shape (n,)
        """
        column = "thread_id" if column == "thread" else column
        if column not in self.table.column_names:
            return np.full(len(self), -1, dtype=np.int32)
        return self._encoded(column).codes[self.rows]

    def _encoded(self, column: str) -> Encoded:
        if column not in self.coded:
            self.coded[column] = encode(self.table.column(column), in_order=False)
        return self.coded[column]

    def texts(self, column: str) -> list[str]:
        """The distinct cells of a column of texts, by the codes that `keys` gives; none without such a column."""
        if column not in self.table.column_names:
            return []
        texts: list[str] = self._encoded(column).values.to_pylist()
        return texts

    def key_of(self, column: str, texts: Sequence[str]) -> dict[str, int]:
        """The codes that `keys` gives to some texts; -1 for one that the column does not hold."""
        if column not in self.table.column_names:
            return dict.fromkeys(texts, -1)
        values = self._encoded(column).values
        return {text: int(pc.index(values, text).as_py()) for text in texts}

    def ranks(self, column: str, events: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of some events in the order of their texts in a column, by code point.

        Parameters
        ----------
        column : str
            A column of texts that the log has.
        events : array of int64, shape (k,)
            Positions of events; equal texts stay in the order given.

        Returns
        -------
        array of int64, shape (k,)
        """
        texts = pa.array(["" if text is None else str(text) for text in self.cells(column, events)])
        ranks = np.empty(len(events), dtype=np.int64)
        ranks[np.asarray(pc.array_sort_indices(texts).to_numpy())] = np.arange(len(events))
        return ranks

    def cells(self, column: str, events: NDArray[np.int64]) -> list[Any]:
        """Read the cells of a canonical or further column at some events; None where the log has no such column.

        Parameters
        ----------
        column : str
            Column name.
        events : array of int64, shape (k,)
            Positions of events; -1 gives None.
        """
        if column not in self.table.column_names:
            return [None] * len(events)
        at = pa.array(np.where(events < 0, 0, self.rows[events]), mask=events < 0)
        cells: list[Any] = self.table.column(column).take(at).to_pylist()
        return cells


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
