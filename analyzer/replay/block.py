"""A block of whole cases as columns, with every answer that rules ask of it: which events match, when, in which case.

Selectors are evaluated on shapes (see `shapes`); this is where shapes, cases and instants meet the events. Nothing here
knows verbs or verdicts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import ClockKind, Duration
from analyzer.definitions.model import Rule, Selector
from analyzer.events.log import EventLog
from analyzer.replay.facts import Facts
from analyzer.replay.keys import Keys
from analyzer.replay.numbering import find_shapes
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions
from analyzer.replay.stages import Marks, find_marks

Flags = NDArray[np.bool_]
T = TypeVar("T")

NEVER = int(np.iinfo(np.int64).max)
"""Stands for what a clock reads when a case closes that does not."""

FEW = 16
"""A set of less than one in so many events is gathered by shape; a larger one is found by looking at every event."""


class Block:
    """Whole cases of a log, positions [start, stop).

    Parameters
    ----------
    case, events : arrays of shape (n,), optional
        Another grouping of events than by cases, and the positions in the log of the events in its order; see `across`.

    Attributes
    ----------
    time, kind : arrays of shape (n,)
        As in the log.
    case : array of int64, shape (n,)
        Case within the block.
    case_first : array of int64, shape (cases + 1,)
        First position of each case; the last entry is n.
    """

    def __init__(
        self,
        facts: Facts,
        log: EventLog,
        start: int,
        stop: int,
        *,
        case: NDArray[Any] | None = None,
        events: Positions | None = None,
    ) -> None:
        case = log.case[start:stop] if case is None else case
        self.facts = facts
        self.start = start
        self.first_case = int(case[0]) if stop > start else 0
        self.time: Positions = log.time[start:stop] if events is None else log.time[events]
        self.kind = log.kind[start:stop] if events is None else log.kind[events]
        self.case: Positions = case.astype(np.int64) - self.first_case
        self._log = log
        self._stop = stop
        changes = np.flatnonzero(self.case[1:] != self.case[:-1]) + 1
        self.case_first: Positions = np.concatenate([[0] if stop > start else [], changes, [stop - start]]).astype(
            np.int64
        )
        self._asked: dict[tuple[Selector, Reading, bool], Positions] = {}
        self._positions: dict[bytes, Positions] = {}
        self._kept: dict[object, Any] = {}

    def __len__(self) -> int:
        return len(self.time)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once a block: for tables that several readings of a rule share."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    # ------------------------------------------------------------ cases and instants

    @property
    def cases(self) -> int:
        """How many cases the block holds."""
        return len(self.case_first) - 1

    def begin(self, at: Positions) -> Positions:
        """First position of the case of each event."""
        return self.case_first[self.case[at]]

    def end(self, at: Positions) -> Positions:
        """First position after the case of each event."""
        return self.case_first[self.case[at] + 1]

    @cached_property
    def repeats_instant(self) -> Positions:
        """Every event that shares its instant with the one before it in its case."""
        return np.flatnonzero((self.time[1:] == self.time[:-1]) & (self.case[1:] == self.case[:-1])) + 1

    @cached_property
    def _instants(self) -> tuple[Positions, Positions]:
        """First and last position of the instant of each event."""
        first, again = np.arange(len(self)), self.repeats_instant
        if not len(again):
            return first, first
        begins = np.flatnonzero(np.diff(again, prepend=NONE) != 1)  # where a run of events of one instant begins
        sizes = np.diff(np.append(begins, len(again)))
        last = first.copy()
        last[again] = np.repeat(again[begins] - 1 + sizes, sizes)
        last[again[begins] - 1] = again[begins] - 1 + sizes
        first[again] = np.repeat(again[begins] - 1, sizes)
        return first, last

    def instant_first(self, at: Positions) -> Positions:
        """First position of the instant of each event."""
        return self._instants[0][at]

    def instant_last(self, at: Positions) -> Positions:
        """Last position of the instant of each event."""
        return self._instants[1][at]

    @cached_property
    def marks(self) -> Marks:
        """Every instant at which a case names a stage."""
        cells = self.facts.kind_stage[self.kind]
        return find_marks(cells, self.case, self._instants[0], self.facts.transitions)

    @cached_property
    def closes_at(self) -> Positions:
        """For each case the first position of the instant at which it closes; n where it does not."""
        return self.first_instants(self.marks.events[self.facts.closing[self.marks.event_stage]])

    def first_instants(self, events: Positions) -> Positions:
        """For each case the first position of the instant of its first event of some, in order; n where it has none."""
        first = np.full(self.cases, len(self), dtype=np.int64)
        first[self.case[events][::-1]] = self.instant_first(events)[::-1]  # of several assignments the last stands
        return first

    @cached_property
    def before_close(self) -> Flags:
        """Events before the instant at which their case closes."""
        turns = np.zeros(len(self) + 1, dtype=np.int8)
        closes = self.closes_at < self.case_first[1:]
        turns[self.closes_at[closes]] = 1
        turns[self.case_first[1:][closes]] -= 1
        open_ones: Flags = np.cumsum(turns[:-1], dtype=np.int8) == 0
        return open_ones

    @cached_property
    def older(self) -> Flags:
        """Cases that began before the log (SEMANTICS section 4, "The beginning of a case")."""
        span = slice(self.first_case, self.first_case + self.cases)
        if self.facts.older is not None:
            return self.facts.older[span]
        older = np.zeros(self.cases, dtype=np.bool_)
        first_mark = self.marks.before == NONE
        led_to = np.array([one <= self.facts.transitions.led_to for one in self.marks.named_sets], dtype=np.bool_)
        older[self.marks.case[first_mark]] = led_to[self.marks.named[first_mark]]
        opened = self._log.opened_at
        if opened is not None and self.facts.complete_from is not None:
            stated = opened[span] != np.iinfo(np.int64).min
            older |= stated & (opened[span] < self.facts.complete_from)
        return older

    def among(self, at: Positions, some: Positions) -> Flags:
        """Which events are among some others."""
        marked = np.zeros(len(self), dtype=np.bool_)
        marked[some] = True
        return marked[at]

    def in_force(self, at: Positions, rule: Rule) -> Positions:
        """Those of some events that may activate a rule: on its side of the close of their case."""
        open_ones = self.before_close[at]
        return at[~open_ones if rule.while_closed else open_ones]

    def seen_from(self, at: Positions) -> Positions:
        """The instant at which the part of its case that the log shows begins, for each event."""
        return self.time[self.begin(at)]

    def in_log(self, at: Positions) -> Positions:
        """Positions in the log of positions in the block."""
        return at + self.start

    def closed_by(self, at: Positions, kind: ClockKind) -> Positions:
        """What a clock reads when the case of each event closes; `NEVER` where it does not."""
        closes = self.closes_at[self.case[at]]
        closed = np.flatnonzero(closes < len(self))
        reads = np.full(len(at), NEVER, dtype=np.int64)
        reads[closed] = self.clock(kind, closes[closed])
        return reads

    def keys(self, column: str) -> Keys:
        """What the events hold in a column that some rule compares."""
        return self.once(("keys", column), lambda: Keys(self.facts.keys[column][self.start : self._stop]))

    # ------------------------------------------------------------ clocks

    def clock(self, kind: ClockKind, at: Positions) -> Positions:
        """The clock's reading at each event; rules ask for the same events again and again, so all are read once."""
        return self.clock_of_all(kind)[at]

    def clock_of_all(self, kind: ClockKind) -> Positions:
        """The clock's reading at every event."""
        if kind is ClockKind.ELAPSED:
            return self.time
        return self.once(kind, lambda: self.facts.clocks.read(kind, self.time))

    def within(self, earlier: Positions, later: Positions, limit: Duration | None) -> Flags:
        """Whether no more than the limit passed between two events; True without a limit, False where one is `NONE`."""
        both: Flags = (earlier != NONE) & (later != NONE)
        if limit is None or not len(both):
            return both
        # Where one is `NONE`, that reads the clock at the last event, and is not asked for.
        return both & (self.clock(limit.clock, later) - self.clock(limit.clock, earlier) <= limit.amount)

    def unseen(self, at: Positions, limit: Duration | None) -> Flags:
        """Whether a look back from each event leaves the part of its case that the log shows."""
        older: Flags = self.older[self.case[at]]
        if limit is None or not older.any():
            return older
        beyond = np.zeros(len(at), dtype=np.bool_)
        some = at[older]
        before = self.facts.clocks.read(limit.clock, self.seen_from(some) - 1)
        beyond[older] = self.clock(limit.clock, some) - before <= limit.amount
        return beyond

    def after_unseen(self, closer: Positions, at: Positions, *, before: bool = False) -> Flags:
        """Whether an event closes whatever may have been opened unseen, up to each position.

        In a case of its own every event does. Across cases one that is seen may lie before one that is not.

        Parameters
        ----------
        closer : array of int64, shape (k,)
            Events up to each position; `NONE` closes nothing.
        at : array of int64, shape (k,)
            The events that look back.
        before : bool
            What was opened lies strictly before `at`, and an event of its own instant closes it; else it may lie at
            the instant of `at`, and only a later event closes it.
        """
        if not len(at):
            return np.zeros(0, dtype=np.bool_)
        least = np.minimum(self.seen_from(at), self.time[at] + (0 if before else 1)) - (1 if before else 0)
        after: Flags = (closer != NONE) & (self.time[np.maximum(closer, 0)] >= least)
        return after

    # ------------------------------------------------------------ shapes

    @cached_property
    def _shape(self) -> Positions:
        """The shape of each event."""
        return find_shapes(self._log, slice(self.start, self._stop), self)

    @cached_property
    def _by_shape(self) -> tuple[Positions, Positions, Positions]:
        """Shapes that occur, the events in the order of shapes, and where each shape's events begin in it."""
        shapes = self._shape
        narrow = shapes.astype(np.uint16) if len(self.facts.shapes) < 1 << 16 else shapes
        order = np.argsort(narrow, kind="stable")  # a radix sort for 16 bits
        sizes = np.bincount(shapes, minlength=len(self.facts.shapes))
        present = np.flatnonzero(sizes)
        return present, order, np.append(0, np.cumsum(sizes[present]))

    @property
    def protected(self) -> Flags:
        """Shapes about a protected topic."""
        _ = self._shape
        return self.facts.shapes.protected

    def shown(self, at: Positions) -> Positions:
        """The events, `NONE` in place of those about a protected topic."""
        if not self.protected.any():
            return at
        hidden = (at != NONE) & self.protected[self._shape[np.maximum(at, 0)]]
        return np.where(hidden, NONE, at)

    def shape_of(self, at: Positions) -> Positions:
        """The shape of each event."""
        return self._shape[at]

    def state_code(self, at: Positions) -> Positions:
        """The single stage at each event; -1 where it is unknown."""
        shape = self._shape[at]
        return self.facts.shapes.table("single stage", self.facts.shapes.single_stage)[shape]

    # ------------------------------------------------------------ selectors

    def mask(self, selector: Selector, reading: Reading, *, wanted: bool) -> Flags:
        """Whether events of each shape match; see `Shapes.mask`."""
        _ = self._shape
        return self.facts.shapes.mask(selector, reading, wanted=wanted)

    def holds(self, selector: Selector, at: Positions, reading: Reading, *, wanted: bool) -> Flags:
        """Whether the events at some positions match."""
        return self.mask(selector, reading, wanted=wanted)[self._shape[at]]

    def positions(self, selector: Selector, reading: Reading, *, wanted: bool) -> Positions:
        """Every event that matches, in order; protected events only where a match is wanted."""
        key = (selector, reading, wanted)
        if key not in self._asked:
            mask = self.mask(selector, reading, wanted=wanted)
            self._asked[key] = self.where(mask if wanted else mask & ~self.protected)
        return self._asked[key]

    def where_open(self, shapes: Flags) -> Positions:
        """Every event whose shape is marked, in order, before its case closes."""
        return np.flatnonzero(shapes[self._shape] & self.before_close)

    def where(self, shapes: Flags) -> Positions:
        """Every event whose shape is marked, in order."""
        key = shapes.tobytes()
        if key not in self._positions:
            self._positions[key] = self._find(shapes)
        return self._positions[key]

    def _find(self, shapes: Flags) -> Positions:
        present, order, begins = self._by_shape
        chosen = np.flatnonzero(shapes[present])
        few = int((begins[chosen + 1] - begins[chosen]).sum()) * FEW < len(self)
        if not few:
            return np.flatnonzero(shapes[self._shape])
        if not len(chosen):
            return np.zeros(0, dtype=np.int64)
        # Stable sorting merges the runs, each of which is in order already.
        return np.sort(np.concatenate([order[begins[one] : begins[one + 1]] for one in chosen]), kind="stable")
