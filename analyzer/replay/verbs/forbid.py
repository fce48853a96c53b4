"""`forbid: A`, `forbid: C between: [A, B]`.

Sentence
    An A is not to happen. With `between`: no C from an A until the next B.

Formula
    G(not A); with `between` G(C -> not (not B S A)). An A at C's own instant opens, a B at C's own instant closes, but
    a B at the instant of an A does not close what that A opens. With `correlate` all three agree on the column.

Unfinished case
    Final at once.

Evidence
    The event itself; with `between` also the A that opened.

Example
    forbid: {from: candidate, to: hiring_manager, about: status_inquiry}
    unless: [recruiter-in-copy]
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import Forbid, Rule
from analyzer.findings import Reason
from analyzer.replay.agreement import last_up_to
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Absence, Candidates, Judged, VerbCode, activated_by, empty, never, nobody
from analyzer.replay.reading import BEST, WORST, Reading
from analyzer.replay.scans import NONE, Positions


def _verb(rule: Rule) -> Forbid:
    assert isinstance(rule.verb, Forbid)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible event of the kind."""
    return Candidates(block.positions(_verb(rule).event, WORST, wanted=False), empty())


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """No event is kept; with `between`, those are that fall into no open interval."""
    if _verb(rule).between is None:
        return Judged(never(at), nobody(at))
    kept = np.ones(len(at), dtype=np.bool_)
    some = np.flatnonzero(_opened_before(block, rule, at, reading))
    opened, closed = _interval(block, rule, at[some], reading)
    kept[some] = opened == NONE
    if reading.unknown_as(Reason.OLDER, wanted=False):
        kept[some] &= block.after_unseen(closed, at[some]) | ~block.unseen(at[some], None)
    return Judged(kept, nobody(at))


def _opened_before(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Whether there may be an A up to each event, in its case or before the log: a quick first look."""
    between = _verb(rule).between
    assert between is not None
    opens = block.positions(between[0], reading, wanted=False)
    begins = block.first_instants(opens)
    begins[block.older] = NONE
    return begins[block.case[at]] <= at


def _interval(block: Block, rule: Rule, at: Positions, reading: Reading) -> tuple[Positions, Positions]:
    """The A that holds an interval open at each event, and the last B before it; `NONE`."""
    between = _verb(rule).between
    assert between is not None
    opens, closes = between
    begin = block.begin(at)
    last = last_up_to(block, rule, block.positions(closes, reading, wanted=True), at, begin, reading, wanted=True)
    # The event itself may be a B: then nothing before it is open.
    itself = block.holds(closes, at, reading, wanted=True)
    last = np.where(itself, block.instant_last(at), last)
    floor = np.where(last == NONE, begin, block.instant_first(np.maximum(last, 0)))
    events = block.positions(opens, reading, wanted=False)
    return last_up_to(block, rule, events, at, floor, reading, wanted=False), last


def chain(block: Block, rule: Rule, at: Positions) -> Positions:
    """The A that opened."""
    if _verb(rule).between is None:
        return np.zeros((len(at), 0), dtype=np.int64)
    return _interval(block, rule, at, WORST)[0][:, None]


def absence(block: Block, rule: Rule, at: Positions) -> Absence | None:
    """With `between`: no B since the A that opened: since one that surely is open still, if there is one.

    An A after it may be none, and then it is the longer stretch that tells.
    """
    between = _verb(rule).between
    if between is None:
        return None
    surely, perhaps = (_interval(block, rule, at, reading)[0] for reading in (BEST, WORST))
    opened = np.where(surely == NONE, perhaps, surely)
    since = np.where(opened == NONE, block.seen_from(at), block.time[np.maximum(opened, 0)])
    return Absence(between[1], since, block.time[at])


CODE = VerbCode("forbid", candidates, activated_by(lambda rule: _verb(rule).event), judge, chain=chain, absence=absence)
