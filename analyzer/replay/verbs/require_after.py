"""`require: B after: A within: W`.

Sentence
    After an A, a B follows within W.

Formula
    G(A -> F[0, W] B). A B at A's own instant counts, A itself does not. One B answers every A that is open.

Unfinished case
    Pending while the clock at the horizon has not passed W. With `on_close: cancel`, cancelled when the case closes
    while an answer would still have been in time.

Evidence
    A, and the first B after it if there is one, late as it may be; else the stretch that was searched.

Example
    `require: {from: recruiter, to: candidate}`, `after: {from: candidate, about: status_inquiry}`,
    `within: 2 business days`
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import RequireAfter, Rule
from analyzer.replay.block import Block
from analyzer.replay.judged import CLOCKS, Candidates, Judged, Limits, Timing, VerbCode, activated_by, empty
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import Positions, earliest


def _verb(rule: Rule) -> RequireAfter:
    assert isinstance(rule.verb, RequireAfter)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).after, WORST, wanted=False), empty())


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """The first B decides: no later one is in time if it is not."""
    verb = _verb(rule)
    found = earliest(
        block.positions(verb.require, reading, wanted=True), block.instant_first(at), block.end(at), apart_from=at
    )
    return Judged(block.within(at, found, verb.within), found)


def limits(block: Block, rule: Rule, at: Positions) -> Limits:
    """From when each limit runs."""
    within = _verb(rule).within
    return Limits(
        clock=np.full(len(at), CLOCKS.index(within.clock), dtype=np.int8),
        start=block.clock(within.clock, at),
        limit=np.full(len(at), within.amount, dtype=np.int64),
    )


def timing(block: Block, rule: Rule, found: Limits, at: Positions) -> Timing:
    """What the horizon and the close say of the limits."""
    within = _verb(rule).within
    closes = block.closes_at[block.case[at]]
    closed = closes < len(block)
    in_time = np.zeros(len(at), dtype=np.bool_)
    in_time[closed] = block.clock(within.clock, closes[closed]) - found.start[closed] <= within.amount
    return Timing(found, block.facts.horizon(within.clock) - found.start <= within.amount, in_time)


CODE = VerbCode(
    "require after", candidates, activated_by(lambda rule: _verb(rule).after), judge, limits=limits, timing=timing
)
