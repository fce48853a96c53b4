"""A block of whole candidates: the events of all cases of each candidate as one sequence, for `across: candidate`.

Only candidates with several cases need one: who has a single case is judged in it, as by any other rule.
Stage, thread, protection and close of an event are facts of its own case, found by the blocks of cases beforehand; here
they are only brought into another order. To a rule the events of a candidate look like those of one case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.calendars import ClockKind
from analyzer.events.log import EventLog
from analyzer.events.parts import in_groups
from analyzer.replay.block import NEVER, Block, Flags
from analyzer.replay.facts import Facts
from analyzer.replay.keys import Keys
from analyzer.replay.scans import Positions, ranges


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
            np.empty(events, dtype=np.int64),
            np.empty(events, dtype=np.bool_),
            np.full(cases, NEVER, dtype=np.int64),
            np.empty(cases, dtype=np.bool_),
        )

    def note(self, block: Block, wanted: Flags) -> None:
        """Write down what a block of cases knows of its cases that are wanted."""
        cases = slice(block.first_case, block.first_case + block.cases)
        chosen = np.flatnonzero(wanted[cases])
        at = ranges(block.case_first[chosen], block.case_first[chosen + 1])
        self.shape[block.start + at] = block.shape_of(at)
        self.before_close[block.start + at] = block.before_close[at]
        closes = np.flatnonzero(block.closes_at < len(block))
        self.closed_at[cases.start + closes] = block.time[block.closes_at[closes]]
        self.older[cases] = block.older


@dataclass(frozen=True, slots=True)
class Candidates:
    """The events of candidates with several cases, in the order of candidates, then time, then event id.

    Attributes
    ----------
    several : array of bool, shape (cases,)
        Whether the candidate of each case has others.
    order : array of int64, shape (k,)
        Positions in the log.
    candidate : array of int64, shape (k,)
        Number of the candidate of each event, in that order; non-decreasing.
    """

    several: Flags
    order: Positions
    candidate: Positions


def candidates_of(log: EventLog) -> Candidates:
    """Find whose case each case is: the smallest `candidate_id` that its events name; without one it stands alone."""
    if not len(log):
        nothing = np.zeros(0, dtype=np.int64)
        return Candidates(nothing.astype(np.bool_), nothing, nothing)
    first = np.concatenate([[0], np.flatnonzero(log.case[1:] != log.case[:-1]) + 1, [len(log)]])
    name = _names(log, first[:-1])
    several = np.bincount(name)[name] > 1
    chosen = np.flatnonzero(several)
    order, candidate = in_groups(log, ranges(first[chosen], first[chosen + 1]), name)
    return Candidates(several, order, np.cumsum(np.diff(candidate, prepend=-1) != 0) - 1)


def _names(log: EventLog, first: Positions) -> Positions:
    """A number for the candidate of each case; cases of one candidate have one number."""
    codes = log.keys("candidate_id")
    most = np.maximum.reduceat(codes, first).astype(np.int64)
    least = np.minimum.reduceat(codes.view(np.uint32), first).astype(np.int64)  # an empty cell becomes the largest
    name = np.where(most < 0, int(most.max()) + 1 + np.arange(len(first)), least)
    several = (most >= 0) & (most != least)
    if several.any():  # the texts decide, and not the order in which they came up
        events = np.flatnonzero(np.repeat(several, np.diff(np.append(first, len(log)))) & (codes >= 0))
        ranks, case = log.ranks("candidate_id", events), log.case[events]
        by_rank = np.lexsort((ranks, case))
        of_case = by_rank[np.diff(case[by_rank], prepend=-1) != 0]
        name[several] = codes[events[of_case]]
    return name


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
