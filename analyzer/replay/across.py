"""A block of whole candidates: the events of all cases of each candidate as one sequence, for `across: candidate`.

Stage, thread, protection and close of an event are facts of its own case, found by the blocks of cases beforehand; here
they are only brought into another order. To a rule the events of a candidate look like those of one case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import ClockKind
from analyzer.events.log import EventLog
from analyzer.replay.block import NEVER, Block, Flags
from analyzer.replay.facts import Facts
from analyzer.replay.keys import Keys
from analyzer.replay.scans import Positions, compact


@dataclass(slots=True)
class OwnFacts:
    """What the blocks of cases have found out about the events of a log; arrays of shape (n,), in the log's order.

    Attributes
    ----------
    shape : array of int64
    before_close : array of bool
        The event lies before the close of its case.
    closed_at : array of int64, shape (cases,)
        Instant at which each case closes; `NEVER` where it does not.
    older : array of bool, shape (cases,)
        Cases that began before the log.
    """

    shape: Positions
    before_close: Flags
    closed_at: Positions
    older: Flags

    @classmethod
    def of_nothing(cls, log: EventLog) -> OwnFacts:
        """Room for the facts of a log."""
        events, cases = len(log), len(log.case_ids)
        return cls(
            np.zeros(events, dtype=np.int64),
            np.zeros(events, dtype=np.bool_),
            np.full(cases, NEVER, dtype=np.int64),
            np.zeros(cases, dtype=np.bool_),
        )

    def note(self, block: Block) -> None:
        """Write down what a block of cases knows."""
        events = slice(block.start, block.start + len(block))
        cases = slice(block.first_case, block.first_case + block.cases)
        self.shape[events] = block.shape_of(np.arange(len(block)))
        self.before_close[events] = block.before_close
        closes = np.flatnonzero(block.closes_at < len(block))
        self.closed_at[cases.start + closes] = block.time[block.closes_at[closes]]
        self.older[cases] = block.older


@dataclass(frozen=True, slots=True)
class Candidates:
    """The events of a log in the order of candidates, then time, then event id.

    Attributes
    ----------
    order : array of int64, shape (n,)
        Positions in the log.
    candidate : array of int64, shape (n,)
        Number of the candidate of each event, in that order; non-decreasing.
    """

    order: Positions
    candidate: Positions


def candidates_of(log: EventLog) -> Candidates:
    """Find whose case each case is: the smallest `candidate_id` that its events name; without one it stands alone."""
    column = log.keys("candidate_id").astype(np.int64)
    names = np.unique(column[column >= 0])
    rank = _rank_by_text(log, names)
    beyond = len(names)
    cell = np.where(column < 0, beyond, rank[np.searchsorted(names, np.maximum(column, 0))] if beyond else beyond)
    first = np.flatnonzero(np.diff(log.case, prepend=-1))
    of_case = np.minimum.reduceat(cell, first) if len(cell) else cell
    alone = of_case == beyond
    of_case[alone] = beyond + np.flatnonzero(alone)
    candidate, _ = compact(of_case, beyond + len(of_case) + 1)
    of_event = np.repeat(candidate, np.diff(np.append(first, len(log))))
    order = np.lexsort((log.time, of_event))
    return Candidates(_untied(log, order, of_event[order]), of_event[order])


def _rank_by_text(log: EventLog, names: NDArray[np.int64]) -> Positions:
    """The rank, by their texts, of the codes that occur in the column of candidates."""
    if not len(names):
        return np.zeros(0, dtype=np.int64)
    codes = log.keys("candidate_id")
    first_event = np.zeros(len(names), dtype=np.int64)
    filled = np.flatnonzero(codes >= 0)[::-1]
    first_event[np.searchsorted(names, codes[filled])] = filled
    return log.ranks("candidate_id", first_event)


def _untied(log: EventLog, order: Positions, candidate: Positions) -> Positions:
    """Events of one candidate and instant in the order of their ids."""
    time = log.time[order]
    tied = (candidate[1:] == candidate[:-1]) & (time[1:] == time[:-1])
    member = np.append(tied, False)
    member[1:] |= tied
    at = np.flatnonzero(member)
    if not len(at):
        return order
    group = np.cumsum(~np.insert(tied, 0, False))[at]
    order = order.copy()
    order[at] = order[at][np.lexsort((log.ranks("event_id", order[at]), group))]
    return order


class CandidateBlock(Block):
    """Whole candidates of a log: to a rule, the events of one candidate are those of one case.

    Parameters
    ----------
    own : OwnFacts
        Facts of the events' own cases, of the whole log.
    candidates : Candidates
    start, stop : int
        Which part of the order of candidates.
    """

    def __init__(
        self, facts: Facts, log: EventLog, own: OwnFacts, candidates: Candidates, start: int, stop: int
    ) -> None:
        self._events = candidates.order[start:stop]
        self._own = own
        super().__init__(facts, log, start, stop, case=candidates.candidate[start:stop], events=self._events)
        self.__dict__["_shape"] = own.shape[self._events]
        self.__dict__["before_close"] = own.before_close[self._events]
        self.__dict__["older"] = self._older()

    def _older(self) -> Flags:
        """Candidates of whom some case began before the log."""
        older = np.zeros(self.cases, dtype=np.bool_)
        older[self.case[self._own.older[self._log.case[self._events]]]] = True
        return older

    def seen_from(self, at: Positions) -> Positions:
        """The instant since which all cases of each event's candidate are seen: when the last older one begins."""
        return self.once("seen from", self._seen_from)[self.case[at]]

    def _seen_from(self) -> Positions:
        own_case = self._log.case[self._events]
        begins = self.time[self.case_first[:-1]].copy()
        older = np.flatnonzero(self._own.older[own_case])
        first = np.unique(own_case[older], return_index=True)[1]
        np.maximum.at(begins, self.case[older[first]], self.time[older[first]])
        return begins

    def closed_by(self, at: Positions, kind: ClockKind) -> Positions:
        """What a clock reads when the own case of each event closes; `NEVER` where it does not."""
        instants = self._own.closed_at[self._log.case[self._events[at]]]
        closed = np.flatnonzero(instants != NEVER)
        reads = np.full(len(at), NEVER, dtype=np.int64)
        reads[closed] = self.facts.clocks.read(kind, instants[closed])
        return reads

    def keys(self, column: str) -> Keys:
        """What the events hold in a column that some rule compares."""
        return self.once(("keys", column), lambda: Keys(self.facts.keys[column][self._events]))

    def in_log(self, at: Positions) -> Positions:
        """Positions in the log."""
        return self._events[at]
