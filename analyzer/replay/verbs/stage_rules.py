"""`stages:` with the built-in rules `stage-order` and `stage-time`.

Sentence
    A case moves only from a stage to one of those listed as its `next`, and stays no longer than `at_most`.

Formula
    stage-order: for each change from P to S, S is in next(P). stage-time: for each stay in S that begins at t, the
    next other stage comes no later than at_most after t. The first stage seen is no change; its stay is judged from its
    first event (a lower bound). A repeated stage is no change. Stages of one instant are taken in a listed order.

Unfinished case
    stage-order is final at once. A stay is pending while its limit runs.

Evidence
    The event that enters the stage, and the event that ends the stay.

Example
    stages:
      applied: {next: [screening], at_most: 5 business days}
      screening: {next: [hired]}
      hired: {closes: true}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.calendars import Duration
from analyzer.definitions.model import Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import CLOCKS, NO_TIME, Candidates, Judged, Limits, Timing, VerbCode, empty, never, nobody
from analyzer.replay.reading import FALSE, TRUE, UNKNOWN, Reading, Truth
from analyzer.replay.scans import NONE, Positions, places
from analyzer.replay.stages import Marks, steps_of

# ---------------------------------------------------------------- stage-order


@dataclass(frozen=True, slots=True)
class Entries:
    """Events that enter a stage, one for each stage an instant names (the smallest event id); arrays of shape (e,).

    Protected events are left out: they are facts, never activations.

    Attributes
    ----------
    at, mark, stage : array of int64
        Position, mark (see `stages`) and stage code.
    changed : array of bool
        The stage is entered, or may be: it is no plain repetition.
    maybe : array of bool
        It may be a repetition all the same: an instant before or the order within this one leaves that open.
    kept : array of int8
        Whether the change is listed.
    """

    at: Positions
    mark: Positions
    stage: Positions
    changed: Flags
    maybe: Flags
    kept: Truth


def entries(block: Block) -> Entries:
    """The entries of a block, found once."""
    return block.once("stage entries", lambda: _entries(block))


def _entries(block: Block) -> Entries:
    marks, stages = block.marks, len(block.facts.stage_code)
    open_ones = np.flatnonzero(~block.protected[block.shape_of(marks.events)])
    key = marks.event_mark[open_ones] * stages + marks.event_stage[open_ones]
    chosen = (
        open_ones[np.sort(np.unique(key, return_index=True)[1])] if len(marks.events) > len(marks.entry) else open_ones
    )
    mark, stage = marks.event_mark[chosen], marks.event_stage[chosen]
    codes, steps = steps_of(marks, block.facts.transitions)
    step = codes[mark]
    return Entries(
        at=marks.events[chosen],
        mark=mark,
        stage=stage,
        changed=_member([one.changed for one in steps], stages)[step, stage],
        maybe=_member([one.maybe for one in steps], stages)[step, stage],
        kept=np.where(
            _member([one.harmless for one in steps], stages)[step, stage],
            TRUE,
            np.array([one.kept for one in steps], dtype=np.int8)[step],
        ),
    )


def _member(states: Sequence[frozenset[int]], stages: int) -> Flags:
    """Whether each state holds each stage."""
    held = [[s in state for s in range(stages)] for state in states]
    return np.array(held, dtype=np.bool_).reshape(len(states), stages)


def order_candidates(block: Block, rule: Rule) -> Candidates:
    """Every change of stage that is not plainly listed; the listed ones are plainly kept."""
    found = entries(block)
    plain = found.changed & ~found.maybe & (found.kept == TRUE) & (not rule.when)
    return Candidates(found.at[found.changed & ~plain], found.at[plain])


def order_active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Entries that are no repetition."""
    del rule
    found = entries(block)
    return _no_repetition(found.maybe[places(found.at, at)], reading)


def _no_repetition(maybe: Flags, reading: Reading) -> Flags:
    """Whether entries that may be repetitions are changes."""
    return reading.settle(np.where(maybe, UNKNOWN, TRUE).astype(np.int8), Reason.STAGE, wanted=False)


def order_judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """A change is kept if it is listed."""
    del rule
    found = entries(block)
    return Judged(reading.settle(found.kept[places(found.at, at)], Reason.STAGE, wanted=True), nobody(at))


ORDER = VerbCode("stage-order", order_candidates, order_active, order_judge, always=True)

# ---------------------------------------------------------------- stage-time


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays of a block; arrays of shape (s,).

    Attributes
    ----------
    at, stage : array of int64
        Entering event and stage code.
    end : array of int64
        The event that ends the stay, `NONE` if none does; where that hangs on an unknown order, the latest possible.
    maybe : array of bool
        The entry may be a repetition, that is no stay of its own.
    vague : array of bool
        The stay may have ended at once.
    """

    at: Positions
    stage: Positions
    end: Positions
    maybe: Flags
    vague: Flags


def stays(block: Block) -> Stays:
    """The stays of a block, found once."""
    return block.once("stays", lambda: _stays(block))


def _stays(block: Block) -> Stays:
    """A stay begins where a stage is entered and ends with the next mark that leaves it.

    A mark leaves the stage before it if it changes the state; one that names several stages always does, for where an
    order leads back to that stage another one begins with it. A stage that an instant may only have passed through
    (`vague`) lasts at most until the next mark that names something else.
    """
    marks, found = block.marks, entries(block)
    first_mark = marks.before[found.mark] == NONE
    chosen = found.changed | first_mark
    at, mark, stage = found.at[chosen], found.mark[chosen], found.stage[chosen]
    ends = _member(marks.states, len(block.facts.stage_code))
    final = ends[marks.state[mark], stage]
    vague = final & (np.array([len(one) for one in marks.states], dtype=np.int64)[marks.state[mark]] > 1)
    end = np.where(final, _next_mark(marks, marks.state != marks.before)[mark], at)
    end[vague] = _named_otherwise(marks, mark[vague], stage[vague])
    return Stays(at, stage, end, (found.maybe & ~first_mark)[chosen], vague)


def _next_mark(marks: Marks, wanted: Flags) -> Positions:
    """For each mark the entering event of the next wanted mark of its case; `NONE`."""
    count = len(wanted)
    index = np.where(wanted, np.arange(count), count)
    following = np.append(np.minimum.accumulate(index[::-1])[::-1], [count])[1:]
    same_case = np.append(marks.case, NONE)[following] == marks.case
    return np.where(same_case, np.append(marks.entry, NONE)[following], NONE)


def _named_otherwise(marks: Marks, mark: Positions, stage: Positions) -> Positions:
    """The entering event of the next mark of the case that names anything but one stage alone; `NONE`."""
    changes = np.ones(len(marks.named), dtype=np.bool_)
    changes[1:] = marks.named[1:] != marks.named[:-1]
    beyond = _next_mark(marks, changes)
    after = np.minimum(mark + 1, len(marks.named) - 1)
    same_case = (after > mark) & (marks.case[after] == marks.case[mark])
    repeats = marks.named[after] == stage  # the set of one stage has the stage's own code
    return np.where(same_case, np.where(repeats, beyond[after], marks.entry[after]), NONE)


def _limits(block: Block) -> list[tuple[int, Duration]]:
    code = block.facts.stage_code
    return [(code[stage.id], stage.at_most) for stage in block.facts.definition.stages if stage.at_most is not None]


@dataclass(frozen=True, slots=True)
class TimedStays:
    """Stays in stages with a limit; arrays of shape (t,).

    Attributes
    ----------
    at, end : array of int64
        As in `Stays`.
    maybe : array of bool
        As in `Stays`.
    kept : array of int8
        Whether the stay ended within its limit.
    limits : Limits
    """

    at: Positions
    end: Positions
    maybe: Flags
    kept: Truth
    limits: Limits


def timed_stays(block: Block) -> TimedStays:
    """The stays in stages with a limit, found once."""
    return block.once("timed stays", lambda: _timed_stays(block))


def _timed_stays(block: Block) -> TimedStays:
    found, limits = stays(block), _limits(block)
    limited = np.zeros(len(block.facts.stage_code), dtype=np.bool_)
    limited[[code for code, _ in limits]] = True
    chosen = np.flatnonzero(limited[found.stage])
    at, stage, end = found.at[chosen], found.stage[chosen], found.end[chosen]
    kept = np.zeros(len(at), dtype=np.bool_)
    clock, start, limit_of = np.empty(len(at), dtype=np.int8), np.empty_like(at), np.empty_like(at)
    for kind in {limit.clock for _, limit in limits}:
        amount = np.full(len(limited), NO_TIME, dtype=np.int64)
        for code, limit in limits:
            if limit.clock is kind:
                amount[code] = limit.amount
        here = np.flatnonzero(amount[stage] != NO_TIME)
        clock[here] = CLOCKS.index(kind)
        start[here] = block.clock(kind, at[here])
        limit_of[here] = amount[stage[here]]
        ended = here[end[here] != NONE]
        kept[ended] = block.clock(kind, end[ended]) - start[ended] <= limit_of[ended]
    holds = np.where(kept, TRUE, np.where(found.vague[chosen], UNKNOWN, FALSE)).astype(np.int8)
    return TimedStays(at, end, found.maybe[chosen], holds, Limits(clock, start, limit_of))


def time_candidates(block: Block, rule: Rule) -> Candidates:
    """Every stay in a stage with a limit."""
    del rule
    return Candidates(timed_stays(block).at, empty())


def time_active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Stays that do not go on from one before."""
    del rule
    found = timed_stays(block)
    return _no_repetition(found.maybe[places(found.at, at)], reading)


def time_judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """A stay is kept if it ended within its stage's limit."""
    del rule
    found = timed_stays(block)
    index = places(found.at, at)
    return Judged(reading.settle(found.kept[index], Reason.STAGE, wanted=True), found.end[index])


def time_limits(block: Block, rule: Rule, at: Positions) -> Limits:
    """From when each stay's limit runs."""
    del rule
    found = timed_stays(block)
    index = places(found.at, at)
    return Limits(found.limits.clock[index], found.limits.start[index], found.limits.limit[index])


def time_timing(block: Block, rule: Rule, at: Positions, reading: Reading) -> Timing:
    """Whether each stay's limit still runs at the horizon."""
    del reading
    found = time_limits(block, rule, at)
    horizon = np.empty(len(at), dtype=np.int64)
    for _, limit in _limits(block):
        horizon[found.clock == CLOCKS.index(limit.clock)] = block.facts.horizon(limit.clock)
    return Timing(horizon - found.start <= found.limit, never(at), found)


TIME = VerbCode(
    "stage-time", time_candidates, time_active, time_judge, limits=time_limits, timing=time_timing, always=True
)
