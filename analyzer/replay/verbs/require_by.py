"""`require: B by: STAGE`, `require: B by: close`.

Sentence
    By the time a case reaches a stage (or closes), there has been a B.

Formula
    At the first instant at which the case is in the stage: O B. A B at that instant counts. The activation is the event
    that reaches the stage (of several, the smallest event id), and is no answer itself.

Unfinished case
    No activation before the stage is reached; then final at once. Judged whether or not the case is closed.

Evidence
    The event that reaches the stage, and the latest B before it if there is one.

Example
    require: {from: recruiter, to: candidate, about: coaching}
    by: close
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import RequireBy, Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Absence, Candidates, Judged, VerbCode, empty
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions, latest


def _verb(rule: Rule) -> RequireBy:
    assert isinstance(rule.verb, RequireBy)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """The first event of each case to reach the stage."""
    return Candidates(block.once(("reaches", _verb(rule).stage), lambda: _reaching(block, rule)), empty())


def _reaching(block: Block, rule: Rule) -> Positions:
    facts, stage = block.facts, _verb(rule).stage
    wanted = facts.closing if stage is None else np.arange(len(facts.closing)) == facts.stage_code[stage]
    events = block.marks.events[wanted[block.marks.event_stage]]
    first = events[np.diff(block.case[events], prepend=NONE) != 0]
    instant = np.full(block.cases, NONE, dtype=np.int64)
    instant[block.case[first]] = block.instant_first(first)
    # About a protected topic it moves the case but activates nothing; another event of the instant may.
    events = events[
        (block.instant_first(events) == instant[block.case[events]]) & ~block.protected[block.shape_of(events)]
    ]
    first_open: Positions = events[np.diff(block.case[events], prepend=NONE) != 0]
    return first_open


def active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Every first event."""
    del block, rule, reading
    return np.ones(len(at), dtype=np.bool_)


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Look back for a B."""
    events = block.positions(_verb(rule).require, reading, wanted=True)
    found = latest(events, block.instant_last(at), block.begin(at), apart_from=at)
    kept = found != NONE
    if reading.unknown_as(Reason.OLDER, wanted=True):
        kept |= block.unseen(at, None)
    return Judged(kept, found)


def absence(block: Block, rule: Rule, at: Positions) -> Absence:
    """No B from the beginning of the case."""
    return Absence(_verb(rule).require, block.seen_from(at), block.time[at])


CODE = VerbCode("require by", candidates, active, judge, absence=absence, always=True)
