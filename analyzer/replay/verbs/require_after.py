"""`require: B after: A within: W`.

Sentence
    After an A, a B follows within W.

Formula
    G(A -> F[L, W] B), L being `not_before` (0 if not written). A B at A's own instant counts, A itself does not. One B
    answers every A that is open; with `pairing: each` it answers the oldest open A in whose window it falls (ties:
    event id), excused or not. With `correlate` both agree on the column.

Unfinished case
    Pending while the clock at the horizon has not passed W. With `on_close: cancel`, cancelled when the case closes
    while an answer would still have been in time.

Evidence
    A, and the first B after it if there is one, late as it may be (with `pairing: each`, the B that answers it); else
    the stretch that was searched.

Example
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter, about: status_inquiry}
    within: 2 business days
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analyzer.definitions.model import RequireAfter, Rule
from analyzer.replay.agreement import first_from, first_not_early
from analyzer.replay.block import NEVER, Block
from analyzer.replay.judged import (
    CLOCKS,
    Absence,
    Candidates,
    Judged,
    Limits,
    Timing,
    VerbCode,
    activated_by,
    empty,
    instants_of,
    never,
)
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import Positions
from analyzer.replay.verbs.each import paired


def _verb(rule: Rule) -> RequireAfter:
    assert isinstance(rule.verb, RequireAfter)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).after, WORST, wanted=False), empty())


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """The first B that is not too early decides: no later one is in time if it is not."""
    verb = _verb(rule)
    if rule.pairing == "each":
        return paired(block, rule, at, reading)
    events = block.positions(verb.require, reading, wanted=True)

    def search(asked: Positions, start: Positions) -> Positions:
        return first_from(block, rule, events, asked, start, reading, wanted=True)

    found = first_not_early(block, verb.not_before, at, search)
    kept = block.within(at, found, verb.within)
    if _may_be_too_early_and_too_late(verb):
        late = np.flatnonzero(~kept)
        beyond = replace(verb.within, amount=verb.within.amount + 1)
        found[late] = first_not_early(block, beyond, at[late], search)
    return Judged(kept, found)


def _may_be_too_early_and_too_late(verb: RequireAfter) -> bool:
    """Whether an answer may be both, be it on two clocks or under a rule that nothing can keep."""
    least, most = verb.not_before, verb.within
    return least is not None and (least.clock is not most.clock or least.amount > most.amount)


def limits(block: Block, rule: Rule, at: Positions) -> Limits:
    """From when each limit runs."""
    within = _verb(rule).within
    return Limits(
        clock=np.full(len(at), CLOCKS.index(within.clock), dtype=np.int8),
        start=block.clock(within.clock, at),
        limit=np.full(len(at), within.amount, dtype=np.int64),
    )


def timing(block: Block, rule: Rule, at: Positions, reading: Reading) -> Timing:
    """What the horizon and the close say of the limits."""
    del reading
    found, within = limits(block, rule, at), _verb(rule).within
    in_time = never(at)
    if rule.on_close == "cancel":
        closes = block.closed_by(at, within.clock)
        in_time = (closes != NEVER) & (closes - found.start <= within.amount)
    return Timing(block.facts.horizon(within.clock) - found.start <= within.amount, in_time, found)


def absence(block: Block, rule: Rule, at: Positions) -> Absence:
    """No B as long as one would have been in time, which may be later than the printed deadline: that evening, say."""
    verb, found, clocks = _verb(rule), limits(block, rule, at), block.facts.clocks
    until = instants_of(clocks, found.clock, found.start + found.limit + 1) - 1
    if verb.not_before is None:
        return Absence(verb.require, block.time[at], until)
    least = verb.not_before
    since = clocks.earliest(least.clock, block.clock(least.clock, at) + least.amount)
    return Absence(verb.require, since, until)


CODE = VerbCode(
    "require after",
    candidates,
    activated_by(lambda rule: _verb(rule).after),
    judge,
    limits=limits,
    timing=timing,
    absence=absence,
)
