"""Stages of a case: what the stage is at each instant, each change and each stay, when the case closes.

An event with a stage says that its case is in that stage at that instant. Stages of one instant have no order of their
own: they are taken in an order that the definition lists, if there is one (SEMANTICS section 3, `stages`).

A **mark** is one instant of a case at which a stage is named; arrays here run over marks. A **state** is the set of
stages that a case may be in: a single one as a rule, several where an instant leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import Stage
from analyzer.replay.reading import FALSE, TRUE, UNKNOWN
from analyzer.replay.scans import NONE, Positions, compact

MOST_AT_ONCE = 6
"""More stages than this at one instant are not put in order: their order counts as unknown."""

UNRESOLVED = -2


@dataclass(frozen=True, slots=True)
class Step:
    """What a set of stages at one instant does to a case in a given state.

    Attributes
    ----------
    after : frozenset of int
        Stages the case may be in afterwards.
    kept : int
        Whether every change is listed: FALSE, TRUE or UNKNOWN.
    changed : frozenset of int
        Stages of this instant whose entry is, or may be, a change.
    maybe : frozenset of int
        Those of `changed` whose entry may be a repetition all the same.
    harmless : frozenset of int
        Those whose entry is a repetition or a listed change, whatever the order, wherever no order is listed.
    """

    after: frozenset[int]
    kept: np.int8
    changed: frozenset[int]
    maybe: frozenset[int]
    harmless: frozenset[int] = frozenset()


class Transitions:
    """Which stage may follow which, and steps through several stages at one instant."""

    def __init__(self, stages: Iterable[Stage], code: Mapping[str, int]) -> None:
        self.listed = {(code[stage.id], code[other]) for stage in stages for other in stage.next or ()}
        self.led_to = frozenset(after for before, after in self.listed if before != after)
        self._steps: dict[tuple[frozenset[int], frozenset[int]], Step] = {}

    def step(self, before: frozenset[int], named: frozenset[int]) -> Step:
        """What follows when `named` are the stages of one instant; an empty `before` is a case that had none."""
        key = (before, named)
        if key not in self._steps:
            self._steps[key] = self._single(before, next(iter(named))) if len(named) == 1 else self._several(*key)
        return self._steps[key]

    def _single(self, before: frozenset[int], stage: int) -> Step:
        named = frozenset({stage})
        if not before:
            return Step(named, TRUE, frozenset(), frozenset())
        fine = {was == stage or (was, stage) in self.listed for was in before}
        kept = UNKNOWN if len(fine) > 1 else (TRUE if fine == {True} else FALSE)
        return Step(named, kept, frozenset() if before == named else named, named & before)

    def _several(self, before: frozenset[int], named: frozenset[int]) -> Step:
        by_start = [self._orders(was, named) for was in sorted(before)] if before else [self._orders(None, named)]
        if not all(by_start):
            unlisted = (
                [was for was, orders in zip(sorted(before), by_start, strict=True) if not orders] if before else []
            )
            # A way back counts as it is; an entry from another stage without a listed order is open, listed or not.
            harmless = frozenset(
                stage
                for stage in named & before
                if unlisted == [stage] and all((other, stage) in self.listed for other in named - {stage})
            )
            return Step(named, UNKNOWN, named, named & before, harmless)
        orders = [order for some in by_start for order in some]
        ends = frozenset(order[-1] for order in orders)
        # The first of an order is no change if it repeats the stage before, or is the first that the case names.
        starts = {order[0] for order in orders} & (before or named)
        surely = starts if len({order[0] for order in orders}) == 1 and len(before) <= 1 else set()
        return Step(ends, TRUE, named - surely, frozenset(starts - surely))

    def _orders(self, was: int | None, named: frozenset[int]) -> list[tuple[int, ...]]:
        if len(named) > MOST_AT_ONCE:
            return []
        start = () if was is None else (was,)
        return [
            order
            for order in permutations(sorted(named))
            if all(a == b or (a, b) in self.listed for a, b in pairwise((*start, *order)))
        ]


@dataclass(frozen=True, slots=True)
class Marks:
    """Every instant at which a case names a stage, in the order of cases and time.

    Attributes
    ----------
    first : array of int64, shape (m,)
        First position of the instant.
    case : array of int64, shape (m,)
        Case within the block.
    state, before : array of int64, shape (m,)
        Codes into `states`: after and before the instant; -1 before the first mark of a case.
    named : array of int64, shape (m,)
        Code into `named_sets`: the stages of this instant.
    states, named_sets : tuple of frozenset of int
        Stage codes.
    entry : array of int64, shape (m,)
        The first event of the instant that names a stage (smallest event id).
    """

    first: Positions
    case: Positions
    state: Positions
    before: Positions
    named: Positions
    states: tuple[frozenset[int], ...]
    named_sets: tuple[frozenset[int], ...]
    entry: Positions
    events: Positions
    event_mark: Positions
    event_stage: Positions


def find_marks(
    stage_cell: NDArray[np.int64], case: NDArray[np.int64], first_of_instant: Positions, transitions: Transitions
) -> Marks:
    """Read the marks of a block and resolve the state after each.

    Parameters
    ----------
    stage_cell : array of int64, shape (n,)
        Code of the stage each event names, -1 for none.
    case : array of int64, shape (n,)
        Case within the block.
    first_of_instant : array of int64, shape (n,)
        First position of each event's instant.
    transitions : Transitions
    """
    events = np.flatnonzero(stage_cell >= 0)
    instant = first_of_instant[events]
    begins = np.ones(len(events), dtype=np.bool_)
    begins[1:] = instant[1:] != instant[:-1]
    event_mark = np.cumsum(begins) - 1
    entry = events[begins]
    named, named_sets = _named(stage_cell[events], event_mark, int(begins.sum()))
    marks_case = case[entry]
    begins_case = np.ones(len(entry), dtype=np.bool_)
    begins_case[1:] = marks_case[1:] != marks_case[:-1]
    state, states = _resolve(named, named_sets, begins_case, transitions)
    before = np.where(begins_case, NONE, np.roll(state, 1))
    return Marks(
        first=first_of_instant[entry],
        case=marks_case,
        state=state,
        before=before,
        named=named,
        states=states,
        named_sets=named_sets,
        entry=entry,
        events=events,
        event_mark=event_mark,
        event_stage=stage_cell[events],
    )


def _named(stage: Positions, mark: Positions, count: int) -> tuple[Positions, tuple[frozenset[int], ...]]:
    """The set of stages each mark names, as a code; sets of one stage come first."""
    width = int(stage.max(initial=-1)) + 1
    if count == len(stage):
        return stage, tuple(frozenset({code}) for code in range(width))
    pairs = np.unique(mark * width + stage)
    marks, stages = np.divmod(pairs, width)
    sets: list[frozenset[int]] = [frozenset({code}) for code in range(width)]
    named = np.full(count, NONE, dtype=np.int64)
    numbers = {one: code for code, one in enumerate(sets)}
    begins = np.flatnonzero(np.diff(marks, prepend=-1))
    rank = np.arange(len(marks)) - np.repeat(begins, np.diff(np.append(begins, len(marks))))
    for place in range(int(rank.max(initial=-1)) + 1):
        chosen = rank == place
        held, added = named[marks[chosen]], stages[chosen]
        keys, present = compact((held + 1) * width + added, (len(sets) + 1) * width)
        made = []
        for key in present.tolist():
            was, stage_code = key // width - 1, key % width
            union = (sets[was] if was >= 0 else frozenset()) | {stage_code}
            if union not in numbers:
                numbers[union] = len(sets)
                sets.append(union)
            made.append(numbers[union])
        named[marks[chosen]] = np.array(made, dtype=np.int64)[keys]
    return named, tuple(sets)


def _resolve(
    named: Positions, sets: tuple[frozenset[int], ...], begins_case: NDArray[np.bool_], transitions: Transitions
) -> tuple[Positions, tuple[frozenset[int], ...]]:
    """The state after each mark. A single stage decides it alone; several wait for the state before."""
    single = np.array([len(one) == 1 for one in sets], dtype=np.bool_)
    state = np.where(single[named], named, UNRESOLVED)
    states = list(sets)
    numbers = {one: code for code, one in enumerate(states)}
    waiting = np.flatnonzero(state == UNRESOLVED)
    while len(waiting):
        before = np.where(begins_case[waiting], NONE, state[waiting - 1])
        ready = before != UNRESOLVED
        chosen, was = waiting[ready], before[ready]
        keys, present = compact((was + 1) * len(sets) + named[chosen], (len(states) + 1) * len(sets))
        made = []
        for key in present.tolist():
            old, new = key // len(sets) - 1, key % len(sets)
            after = transitions.step(states[old] if old >= 0 else frozenset(), sets[new]).after
            if after not in numbers:
                numbers[after] = len(states)
                states.append(after)
            made.append(numbers[after])
        state[chosen] = np.array(made, dtype=np.int64)[keys]
        waiting = waiting[~ready]
    return state, tuple(states)


def steps_of(marks: Marks, transitions: Transitions) -> tuple[Positions, list[Step]]:
    """The step that each mark makes, as a code into a list of distinct steps."""
    sets, states = marks.named_sets, marks.states
    keys, present = compact((marks.before + 1) * len(sets) + marks.named, (len(states) + 1) * len(sets))
    pairs = [(key // len(sets) - 1, key % len(sets)) for key in present.tolist()]
    return keys, [transitions.step(states[old] if old >= 0 else frozenset(), sets[new]) for old, new in pairs]
