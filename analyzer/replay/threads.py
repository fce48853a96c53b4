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
from analyzer.replay.scans import Positions, compact
from analyzer.replay.shapes import NOBODY, ROLE_UNKNOWN, THREAD_UNKNOWN


class Cases(Protocol):
    """What is needed of a block."""

    facts: Facts
    case: Positions
    kind: NDArray[np.int32]
    time: Positions

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
    count = len(block.case)
    if log.thread is None:
        return np.full(count, THREAD_UNKNOWN, dtype=np.int64)
    thread = log.thread[span].astype(np.int64)
    first = _first_of_thread(thread, block.case)
    kinds = block.facts.kinds
    role = np.where(kinds.sender_unknown, ROLE_UNKNOWN, kinds.sender)[block.kind]
    # Others of the thread at its first instant: if their senders' roles differ, nobody knows who began. An event
    # without a sender leaves it to the others.
    others = np.flatnonzero((first != np.arange(count)) & (thread >= 0))
    others = others[block.instant_first(others) == block.instant_first(first[others])]
    senders = others[role[others] != NOBODY][::-1]
    began = role.copy()
    nobody = senders[role[first[senders]] == NOBODY]
    began[first[nobody]] = role[nobody]
    unsure = first[senders[role[senders] != began[first[senders]]]]
    if block.older.any():
        beside = np.append(np.flatnonzero((first == np.arange(count)) & (thread >= 0)), others)
        replies = np.ones(count, dtype=np.bool_) if log.has_reply is None else log.has_reply[span]
        unsure = np.append(unsure, first[beside[replies[beside] & block.older[block.case[beside]]]])
    began[unsure] = THREAD_UNKNOWN
    starter = began[first]
    starter[thread < 0] = THREAD_UNKNOWN
    return starter


def _first_of_thread(thread: Positions, case: Positions) -> Positions:
    """First position of each event's thread within its case; of an event without a thread, any."""
    none = thread < 0
    low = int(thread.min(where=~none, initial=np.iinfo(np.int64).max))
    number = np.where(none, 0, thread - low + 1)
    radix = int(number.max(initial=0)) + 1
    if radix > 4 * len(thread):
        number, present = compact(number, radix)
        radix = len(present)
    earliest = np.zeros(radix, dtype=np.int64)
    earliest[number[::-1]] = np.arange(len(thread))[::-1]  # the last assignment wins: the first position
    first: Positions = earliest[number]
    first[none] = np.flatnonzero(none)
    if (case[first] != case).any():  # a thread id that occurs in several cases: the pair decides
        order = np.lexsort((thread, case))
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = (np.diff(thread[order]) != 0) | (np.diff(case[order]) != 0)
        first[order] = order[begins][np.cumsum(begins) - 1]
    return first
