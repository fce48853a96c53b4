"""`separate: [A, B]`, `same: [A, B]`.

Sentence
    Whoever sent the nearest B before an A did not (`separate`), or did (`same`), send the A.

Formula
    For each A with a B before it or at its instant (A itself aside), P being the latest instant of such a B:
    `separate` is broken if any B of P, `same` if no B of P, has the sender of the A.

Unfinished case
    Final at once.

Evidence
    A, and the B that breaks the rule.

Example
    separate: [{activity: decision}, {activity: interview}]  # whoever decides has not interviewed last
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import Rule, SameSender
from analyzer.findings import Reason
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Candidates, Judged, VerbCode, empty, nobody
from analyzer.replay.keys import PERSON
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import NONE, Positions, latest


def _verb(rule: Rule) -> SameSender:
    assert isinstance(rule.verb, SameSender)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A that may have a B before it."""
    at = block.positions(_verb(rule).event, WORST, wanted=False)
    return Candidates(at[_nearest(block, rule, at, WORST, wanted=False) != NONE], empty())


def active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """As with a B before them."""
    found = block.holds(_verb(rule).event, at, reading, wanted=False)
    earlier = [block.positions(_verb(rule).earlier, one, wanted=False) for one in (WORST, reading)]
    if earlier[0] is not earlier[1]:  # a block gives equal sets as one array, and candidates have one of the first
        found &= _nearest(block, rule, at, reading, wanted=False) != NONE
    return found


def _nearest(block: Block, rule: Rule, at: Positions, reading: Reading, *, wanted: bool) -> Positions:
    events = (
        block.positions(_verb(rule).earlier, reading, wanted=False) if not wanted else _closing(block, rule, reading)
    )
    return latest(events, block.instant_last(at), block.begin(at), apart_from=at)


def _closing(block: Block, rule: Rule, reading: Reading) -> Positions:
    """Bs that surely put those before them out of question; one about a protected topic is never looked at."""
    mask = block.mask(_verb(rule).earlier, reading, wanted=True) & ~block.protected
    return block.where(mask)


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Look for a B, none later than it, that breaks the rule."""
    return Judged(_breaking(block, rule, at, reading) == NONE, nobody(at))


def _breaking(block: Block, rule: Rule, at: Positions, reading: Reading) -> Positions:
    """A B that breaks the rule at each event; `NONE`."""
    nearest = _nearest(block, rule, at, reading, wanted=True)
    floor = np.where(nearest == NONE, block.begin(at), block.instant_first(np.maximum(nearest, 0)))
    if _verb(rule).separate:
        return _last_of_same(block, rule, at, floor, reading)
    return _last_of_another(block, rule, at, floor, reading)


def _last_of_same(block: Block, rule: Rule, at: Positions, floor: Positions, reading: Reading) -> Positions:
    events = block.positions(_verb(rule).earlier, reading, wanted=False)
    unknown = reading.unknown_as(Reason.PERSON, wanted=False)
    return block.keys(PERSON).latest(events, at, block.instant_last(at), floor, unknown_agrees=unknown)


def _last_of_another(block: Block, rule: Rule, at: Positions, floor: Positions, reading: Reading) -> Positions:
    """The last possible B by another person, if no B of its instant is by the same."""
    keys, last = block.keys(PERSON), block.instant_last(at)
    unknown = reading.unknown_as(Reason.PERSON, wanted=True)
    events = block.positions(_verb(rule).earlier, reading, wanted=False)
    if unknown:  # whoever is not known may be the same person
        events = events[keys.known(events)]
    found = _last_but_of(keys.codes, events, at, last, floor)
    if unknown:
        found[~keys.known(at)] = NONE
    # Only at an instant of several events may there be somebody beside.
    some = np.flatnonzero(found != NONE)
    some = some[block.instant_first(found[some]) != block.instant_last(found[some])]
    if len(some):
        since, until = block.instant_first(found[some]), np.minimum(block.instant_last(found[some]), last[some])
        beside = keys.latest(_closing(block, rule, reading), at[some], until, since, unknown_agrees=unknown)
        found[some[beside != NONE]] = NONE
    return found


def _last_but_of(person: Positions, events: Positions, at: Positions, last: Positions, floor: Positions) -> Positions:
    """The last of some events by anybody but the sender of each event, or by somebody not known."""
    found = latest(events, last, floor, apart_from=at)
    if not len(events):
        return found
    index = np.searchsorted(events, np.maximum(found, 0))
    own = (found != NONE) & (person[np.maximum(found, 0)] == person[at]) & (person[at] >= 0)
    # Of a run of events by one person, the one before the run is by another.
    runs = np.flatnonzero(np.diff(person[events], prepend=-2) != 0)
    before = runs[np.searchsorted(runs, index, side="right") - 1] - 1
    other = np.where(before >= 0, events[np.maximum(before, 0)], NONE)
    found = np.where(own, other, found)
    return np.where(found >= floor, found, NONE)


def chain(block: Block, rule: Rule, at: Positions) -> Positions:
    """The B that breaks the rule."""
    return _breaking(block, rule, at, WORST)[:, None]


CODE = VerbCode("same sender", candidates, active, judge, chain=chain)
