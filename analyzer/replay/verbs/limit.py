"""`limit: A at_most: n [per: W]`.

Sentence
    No more than n As (in any stretch of length W).

Formula
    For each A at t: the number of As in [t - W, t], those of the same instant included, is at most n. Without `per` the
    stretch begins with the case. Every A counts, whether or not it is itself an activation.

Unfinished case
    Final at once.

Evidence
    The n + 1 latest As that were counted.

Example
    limit: {from: candidate, about: status_inquiry}
    at_most: 3
    per: 1 week
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import Limit, Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block
from analyzer.replay.judged import Candidates, Judged, VerbCode, activated_by, empty, nobody
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import NONE, Positions, first_reaching


def _verb(rule: Rule) -> Limit:
    assert isinstance(rule.verb, Limit)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).event, WORST, wanted=False), empty())


def _counted(block: Block, rule: Rule, at: Positions, reading: Reading) -> tuple[Positions, Positions, Positions]:
    """The As, and for each event the range of their indices that it counts: [low, high)."""
    verb = _verb(rule)
    events = block.positions(verb.event, reading, wanted=False)
    low = np.searchsorted(events, block.begin(at), side="left")
    high = np.searchsorted(events, block.instant_last(at), side="right")
    if verb.per is not None and len(events):
        clock = block.clock(verb.per.clock, events)
        low = first_reaching(clock, low, high, block.clock(verb.per.clock, at) - verb.per.amount)
    return events, low, high


def _count(block: Block, rule: Rule, at: Positions, reading: Reading) -> NDArray[np.int64]:
    _, low, high = _counted(block, rule, at, reading)
    return high - low


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Count what lies in the stretch that ends with each A."""
    verb = _verb(rule)
    kept = _count(block, rule, at, reading) <= verb.at_most
    if not reading.unknown_as(Reason.OLDER, wanted=True):
        kept &= ~block.unseen(at, verb.per)
    return Judged(kept, nobody(at))


def chain(block: Block, rule: Rule, at: Positions) -> Positions:
    """The n + 1 latest As counted with each event."""
    width = _verb(rule).at_most + 1
    events, low, high = _counted(block, rule, at, WORST)
    index = high[:, None] - width + np.arange(width)[None, :]
    inside = index >= low[:, None]
    return np.where(inside, events[np.where(inside, index, 0)], NONE)


CODE = VerbCode("limit", candidates, activated_by(lambda rule: _verb(rule).event), judge, chain=chain)
