"""Who started the thread of each event: the role of the sender of the thread's first event in the case.

Unknown without a thread id, when events of several sender roles open it at one instant, and where the opening may lie
before the log (SEMANTICS section 2, `thread_started_by`).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.events.log import EventLog
from analyzer.replay.facts import Facts
from analyzer.replay.scans import Positions
from analyzer.replay.shapes import NOBODY, ROLE_UNKNOWN, THREAD_UNKNOWN


class Cases(Protocol):
    """What is needed of a block."""

    facts: Facts
    case: Positions
    kind: NDArray[np.int32]
    time: Positions

    @property
    def repeats_instant(self) -> Positions:
        """Every event that shares its instant with the one before it in its case."""
        ...

    @property
    def older(self) -> NDArray[np.bool_]:
        """Cases that began before the log."""
        ...

    def instant_first(self, at: Positions) -> Positions:
        """First position of the instant of each event."""
        ...


def find_starters(log: EventLog, span: slice, block: Cases) -> Positions:
    """Code of the role that started each event's thread.

    Returns
    -------
    array of int64, shape (n,)
        Role codes of `KindTests`, or `NOBODY`, `THREAD_UNKNOWN`, `ROLE_UNKNOWN` of `shapes`.
    """
    if log.thread is None:
        return np.full(len(block.case), THREAD_UNKNOWN, dtype=np.int64)
    number, first = _numbered(log.thread[span])
    kinds = block.facts.kinds
    role_of_kind = np.where(kinds.sender_unknown, ROLE_UNKNOWN, kinds.sender)
    began = np.append(role_of_kind[block.kind[first]], THREAD_UNKNOWN)  # the last stands for events without a thread
    # Others of the thread at its first instant: if their senders' roles differ, nobody knows who began. An event
    # without a sender leaves it to the others. Roles that are not known may differ: each has a code of its own here.
    others = block.repeats_instant[number[block.repeats_instant] >= 0]
    others = others[block.instant_first(others) == block.instant_first(first[number[others]])]
    others = others[first[number[others]] != others]
    role = role_of_kind[block.kind[others]]
    role = np.where(role == ROLE_UNKNOWN, ROLE_UNKNOWN - 1 - others, role)
    thread, role = number[others][role != NOBODY], role[role != NOBODY]
    nobody = began[thread] == NOBODY
    began[thread[nobody]] = role[nobody]  # of several the last; if they differ the thread is unsure anyway
    unsure = thread[role != began[thread]]
    np.maximum(began, ROLE_UNKNOWN, out=began)
    if block.older.any():
        beside = np.append(first, others)
        replies = np.ones(len(number), dtype=np.bool_) if log.has_reply is None else log.has_reply[span]
        unsure = np.append(unsure, number[beside[replies[beside] & block.older[block.case[beside]]]])
    began[unsure] = THREAD_UNKNOWN
    starter: Positions = began[number]
    return starter


def _numbered(thread: NDArray[np.int32]) -> tuple[Positions, Positions]:
    """Number the threads of some whole cases; codes count up as threads come up, each in one case only.

    Returns
    -------
    number : array of int64, shape (n,)
        Thread of each event, -1 for none.
    first : array of int64, shape (threads,)
        First position of each thread.
    """
    highest = np.maximum.accumulate(thread)
    comes_up = np.ones(len(thread), dtype=np.bool_)
    comes_up[1:] = highest[1:] != highest[:-1]
    first = np.flatnonzero(comes_up & (thread >= 0))
    if not len(first):
        return np.full(len(thread), -1, dtype=np.int64), first
    low, high = int(thread[first[0]]), int(thread[first[-1]])
    number = thread.astype(np.int64)
    number -= low
    np.maximum(number, -1, out=number)
    if high - low + 1 != len(first):  # some threads have no event here
        table = np.full(high - low + 2, -1, dtype=np.int64)
        table[thread[first] - low] = np.arange(len(first))
        number = table[number]
    return number, first
