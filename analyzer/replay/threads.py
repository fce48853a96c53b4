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
    keyed = np.flatnonzero(thread >= 0)
    thread = thread if len(keyed) == count else thread[keyed]
    first = _first_of_thread(thread, keyed, block.case)
    kinds = block.facts.kinds
    role = np.where(kinds.sender_unknown, ROLE_UNKNOWN, kinds.sender)[block.kind]
    unsure = np.zeros(count, dtype=np.bool_)
    # Others of the thread at its first instant: if their senders' roles differ, nobody knows who began. An event
    # without a sender leaves it to the others.
    others = np.flatnonzero(first != keyed)
    others = others[block.instant_first(keyed[others]) == block.instant_first(first[others])]
    senders = others[role[keyed[others]] != NOBODY][::-1]
    by_thread = np.full(count, NOBODY, dtype=np.int64)
    by_thread[keyed] = role[keyed]
    nobody = senders[role[first[senders]] == NOBODY]
    by_thread[first[nobody]] = role[keyed[nobody]]
    began = by_thread[first]
    unsure[first[senders[role[keyed[senders]] != began[senders]]]] = True
    starter = np.full(count, THREAD_UNKNOWN, dtype=np.int64)
    starter[keyed] = began
    if block.older.any():
        beside = np.append(np.flatnonzero(first == keyed), others)
        replies = np.ones(count, dtype=np.bool_) if log.has_reply is None else log.has_reply[span]
        unsure[first[beside[replies[keyed[beside]] & block.older[block.case[keyed[beside]]]]]] = True
    if not unsure.any():
        return starter
    starter[keyed[unsure[first]]] = THREAD_UNKNOWN
    return starter


def _first_of_thread(thread: Positions, at: Positions, case: Positions) -> Positions:
    """First position of each event's thread within its case."""
    low, radix = int(thread.min(initial=0)), int(thread.max(initial=-1)) + 1
    number = thread - low if low else thread
    if radix - low > 4 * len(thread):
        number, present = compact(number, radix - low)
        radix, low = len(present), 0
    earliest = np.zeros(radix - low, dtype=np.int64)
    earliest[number[::-1]] = at[::-1]  # the last assignment wins: the first position
    first = earliest[number]
    astray = np.flatnonzero(case[first] != case[at])
    if len(astray):  # a thread id that occurs in several cases: the pair decides
        order = np.lexsort((at, thread, case[at]))
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = (np.diff(thread[order]) != 0) | (np.diff(case[at][order]) != 0)
        first[order] = at[order][begins][np.cumsum(begins) - 1]
    return first
