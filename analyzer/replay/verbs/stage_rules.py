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
    `applied: {next: [screening, rejected], at_most: 5 business days}`
"""

from __future__ import annotations

import numpy as np

from analyzer.calendars import Duration
from analyzer.definitions.model import Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import CLOCKS, Candidates, Judged, Timing, VerbCode, empty, nobody
from analyzer.replay.reading import FALSE, TRUE, UNKNOWN, Reading, Truth
from analyzer.replay.scans import NONE, Positions
from analyzer.replay.stages import steps_of

# ---------------------------------------------------------------- stage-order


def _entries(block: Block) -> tuple[Positions, Positions, Positions]:
    """One event for each stage that an instant names (the smallest event id): position, mark, stage."""
    marks = block.marks
    radix = len(block.facts.stage_code) + 1
    key = marks.event_mark * radix + marks.event_stage
    order = np.argsort(key, kind="stable")
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = key[order][1:] != key[order][:-1]
    chosen = np.sort(order[begins])
    return marks.events[chosen], marks.event_mark[chosen], marks.event_stage[chosen]


def _changes(block: Block) -> tuple[Positions, Truth, Truth]:
    """Events that change the stage, or may: position, whether they do, whether the change is listed."""
    marks = block.marks
    at, mark, stage = _entries(block)
    codes, steps = steps_of(marks, block.facts.transitions)
    step = codes[mark]
    kept = np.array([one.kept for one in steps], dtype=np.int8)[step] if steps else np.zeros(0, dtype=np.int8)
    is_change = np.array(
        [[s in one.changed for s in range(len(block.facts.stage_code))] for one in steps], dtype=np.bool_
    )
    changes = is_change[step, stage] if steps else np.zeros(0, dtype=np.bool_)
    before = marks.before[mark]
    repeated = np.array(
        [[s in state for s in range(len(block.facts.stage_code))] for state in marks.states], dtype=np.bool_
    )
    maybe = (before >= 0) & repeated[before, stage] if len(marks.states) else np.zeros(0, dtype=np.bool_)
    does = np.where(maybe, UNKNOWN, TRUE).astype(np.int8)
    return at[changes], does[changes], kept[changes]


def order_candidates(block: Block, rule: Rule) -> Candidates:
    """Every change of stage that is not plainly listed; the listed ones are plainly kept."""
    at, does, kept = block.once("stage changes", lambda: _changes(block))
    plain = (does == TRUE) & (kept == TRUE) & (not rule.when)
    return Candidates(at[~plain], at[plain])


def order_judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """A change is kept if it is listed."""
    del rule
    changes, does, kept = block.once("stage changes", lambda: _changes(block))
    index = np.searchsorted(changes, at)
    active = reading.settle(does[index], Reason.STAGE, wanted=False)
    return Judged(active, reading.settle(kept[index], Reason.STAGE, wanted=True), nobody(at))


ORDER = VerbCode("stage-order", order_candidates, order_judge, when_closed=True)

# ---------------------------------------------------------------- stage-time


def _stays(block: Block) -> tuple[Positions, Positions, Positions, Truth]:
    """Stays: entering event, stage, ending event (`NONE`: not ended), and whether the stay is one.

    A stay begins at a mark that leaves the case in another state than before, or that names several stages; it ends at
    the first event of the next mark of that kind.
    """
    marks = block.marks
    at, mark, stage = _entries(block)
    several = np.array([len(one) > 1 for one in marks.named_sets], dtype=np.bool_)[marks.named]
    begins = (marks.state != marks.before) | several
    # The next mark of the same case at which a stay begins.
    index = np.where(begins, np.arange(len(begins)), len(begins))
    following = np.append(np.minimum.accumulate(index[::-1])[::-1], len(begins))[1:]
    same_case = np.append(marks.case, -1)[following] == marks.case
    ends = np.where(same_case, np.append(marks.entry, NONE)[following], NONE)
    final = np.array([len(one) == 1 for one in marks.states], dtype=np.bool_)[marks.state]
    is_end = _member(marks.states, len(block.facts.stage_code))[marks.state[mark], stage] if len(at) else at < 0
    passing = ~is_end
    end = np.where(passing, at, ends[mark])
    real = np.where(passing | final[mark], TRUE, UNKNOWN).astype(np.int8)
    chosen = begins[mark]
    return at[chosen], stage[chosen], end[chosen], real[chosen]


def _member(states: tuple[frozenset[int], ...], stages: int) -> Flags:
    """Whether each state holds each stage."""
    return np.array([[s in state for s in range(stages)] for state in states], dtype=np.bool_).reshape(-1, stages)


def _limits(block: Block) -> list[tuple[int, Duration]]:
    code = block.facts.stage_code
    return [(code[stage.id], stage.at_most) for stage in block.facts.definition.stages if stage.at_most is not None]


def time_candidates(block: Block, rule: Rule) -> Candidates:
    """Every stay in a stage with a limit."""
    del rule
    at, stage, _, _ = block.once("stays", lambda: _stays(block))
    return Candidates(at[np.isin(stage, [code for code, _ in _limits(block)])], empty())


def _lookup(block: Block, at: Positions) -> tuple[Positions, Positions, Truth]:
    entered, stage, end, real = block.once("stays", lambda: _stays(block))
    index = np.searchsorted(entered, at)
    return stage[index], end[index], real[index]


def time_judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """A stay is kept if it ended within its stage's limit."""
    del rule
    stage, end, real = _lookup(block, at)
    kept = np.zeros(len(at), dtype=np.bool_)
    for code, limit in _limits(block):
        here = stage == code
        kept[here] = block.within(at[here], end[here], limit)
    maybe_kept = np.where(kept, TRUE, np.where(real == UNKNOWN, UNKNOWN, FALSE)).astype(np.int8)
    return Judged(np.ones(len(at), dtype=np.bool_), reading.settle(maybe_kept, Reason.STAGE, wanted=True), end)


def time_timing(block: Block, rule: Rule, at: Positions) -> Timing:
    """When each stay should have ended."""
    del rule
    stage, _, _ = _lookup(block, at)
    start = np.zeros(len(at), dtype=np.int64)
    limit_of = np.zeros(len(at), dtype=np.int64)
    running = np.zeros(len(at), dtype=np.bool_)
    clock = np.zeros(len(at), dtype=np.int8)
    for code, limit in _limits(block):
        here = stage == code
        kind = limit.clock
        clock[here] = CLOCKS.index(kind)
        start[here] = block.clock(kind, at[here])
        limit_of[here] = limit.amount
        running[here] = block.facts.horizon(kind) - start[here] <= limit.amount
    return Timing(clock, start, limit_of, running, np.zeros(len(at), dtype=np.bool_))


TIME = VerbCode("stage-time", time_candidates, time_judge, timing=time_timing, when_closed=True)
