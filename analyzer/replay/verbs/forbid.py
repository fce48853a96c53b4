"""`forbid: A`.

Sentence
    An A is not to happen.

Formula
    G(not A).

Unfinished case
    Final at once.

Evidence
    The A itself.

Example
    `forbid: {from: candidate, to: hiring_manager, about: status_inquiry}`
"""

from __future__ import annotations

from analyzer.definitions.model import Forbid, Rule
from analyzer.replay.block import Block
from analyzer.replay.judged import Candidates, Judged, VerbCode, activated_by, empty, never, nobody
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import Positions


def _verb(rule: Rule) -> Forbid:
    assert isinstance(rule.verb, Forbid)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).event, WORST, wanted=False), empty())


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """No A is kept."""
    del block, rule, reading
    return Judged(never(at), nobody(at))


CODE = VerbCode("forbid", candidates, activated_by(lambda rule: _verb(rule).event), judge)
