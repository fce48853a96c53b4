"""`require: B before: A [within: W]`.

Sentence
    Before an A, there has been a B (no more than W ago).

Formula
    G(A -> O[0, W] B). A B at A's own instant counts, A itself does not. With `correlate` both agree on the column.

Unfinished case
    Final at once: nothing later can change what came before.

Evidence
    A, and the latest B before it if there is one; else the stretch that was searched.

Example
    require: {from: recruiter, to: candidate}
    before: {activity: interview}
    within: 3 business days
"""

from __future__ import annotations

from analyzer.definitions.model import RequireBefore, Rule
from analyzer.findings import Reason
from analyzer.replay.agreement import last_up_to
from analyzer.replay.block import Block
from analyzer.replay.judged import Absence, Candidates, Judged, VerbCode, activated_by, empty
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import Positions


def _verb(rule: Rule) -> RequireBefore:
    assert isinstance(rule.verb, RequireBefore)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).before, WORST, wanted=False), empty())


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """The latest B decides: clocks never run backwards, so no earlier one is nearer."""
    verb = _verb(rule)
    events = block.positions(verb.require, reading, wanted=True)
    found = last_up_to(block, rule, events, at, block.begin(at), reading, wanted=True)
    kept = block.within(found, at, verb.within)
    if reading.unknown_as(Reason.OLDER, wanted=True):
        kept |= block.unseen(at, verb.within)
    return Judged(kept, found)


def absence(block: Block, rule: Rule, at: Positions) -> Absence:
    """No B up to each A, from as long ago as it would have counted, or from the beginning of the case."""
    within = _verb(rule).within
    since = block.seen_from(at)
    if within is not None:
        since = block.facts.clocks.earliest(within.clock, block.clock(within.clock, at) - within.amount)
    return Absence(_verb(rule).require, since, block.time[at])


CODE = VerbCode("require before", candidates, activated_by(lambda rule: _verb(rule).before), judge, absence=absence)
