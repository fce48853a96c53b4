"""`require: B next_after: A [in: thread]`.

Sentence
    The next message after an A (in its thread) is a B.

Formula
    For each A at t: among the events of the first instant after t that has a message (of A's thread) is a B (of it). A
    message about a protected topic is seen only if it is a B.

Unfinished case
    Pending until there is such a message. With `on_close: cancel`, cancelled when the case closes before that, or at
    its instant.

Evidence
    A and the next message.

Example
    require: {from: hiring_manager, about: redirect}
    next_after: {from: candidate, to: hiring_manager}
    in: thread
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.calendars import ClockKind
from analyzer.definitions.model import Fields, RequireNext, Rule
from analyzer.findings import Reason
from analyzer.replay.block import NEVER, Block, Flags
from analyzer.replay.judged import Absence, Candidates, Judged, Timing, VerbCode, activated_by, empty, nobody
from analyzer.replay.reading import WORST, Reading
from analyzer.replay.scans import NONE, Positions, earliest

MESSAGE = Fields(activity=("message",))


def _verb(rule: Rule) -> RequireNext:
    assert isinstance(rule.verb, RequireNext)
    return rule.verb


def candidates(block: Block, rule: Rule) -> Candidates:
    """Every possible A."""
    return Candidates(block.positions(_verb(rule).next_after, WORST, wanted=False), empty())


@dataclass(frozen=True, slots=True)
class Following:
    """What comes after some events; arrays of shape (k,).

    Attributes
    ----------
    surely : array of int64
        The next message (of the thread); `NONE`.
    perhaps : array of int64
        The first message before that instant that may be of the thread and breaks the rule if it is; `NONE`.
    """

    surely: Positions
    perhaps: Positions


def _messages(block: Block, rule: Rule, reading: Reading) -> Flags:
    """Shapes of messages that are seen: one about a protected topic only if it is a B."""
    seen: Flags = block.mask(MESSAGE, WORST, wanted=False) & (_answers(block, rule, reading) | ~block.protected)
    return seen


def _answers(block: Block, rule: Rule, reading: Reading) -> Flags:
    """Shapes of Bs."""
    return block.mask(_verb(rule).require, reading, wanted=True)


def _where(block: Block, rule: Rule, shapes: Flags) -> Positions:
    """Every event whose shape is marked, for `in: thread` in the cases of candidates only."""
    if not _verb(rule).in_thread:
        return block.where(shapes)
    looked_at = block.once(("cases of", rule.id), lambda: _cases_of(block, candidates(block, rule).at))
    key = ("in cases of", rule.id, shapes.tobytes())
    return block.once(key, lambda: looked_at[shapes[block.shape_of(looked_at)]])


def _cases_of(block: Block, at: Positions) -> Positions:
    """All events of the cases of some events."""
    chosen = np.zeros(block.cases, dtype=np.bool_)
    chosen[block.case[at]] = True
    return np.flatnonzero(chosen[block.case])


def _following(block: Block, rule: Rule, at: Positions, reading: Reading) -> Following:
    seen, start, end = _messages(block, rule, reading), block.instant_last(at) + 1, block.end(at)
    messages = _where(block, rule, seen)
    if not _verb(rule).in_thread:
        return Following(earliest(messages, start, end), nobody(at))
    surely = block.keys("thread").earliest(messages, at, start, end, unknown_agrees=False)
    before = _instant_first(block, surely, end)
    others = _where(block, rule, seen & ~_answers(block, rule, reading))
    return Following(surely, _perhaps_broken(block, rule, at, others, before, reading))


def _perhaps_broken(
    block: Block, rule: Rule, at: Positions, others: Positions, before: Positions, reading: Reading
) -> Positions:
    """The first message that may be of the thread and is no B, at an instant that surely has no B of the thread."""
    keys, start = block.keys("thread"), block.instant_last(at) + 1
    answers = _where(block, rule, _answers(block, rule, reading))
    known, keyless = keys.known(at), keys.keyless(others)
    found = np.where(known, earliest(keyless, start, before), earliest(others, start, before))
    while True:
        first, stop = (limit(block, found, at) for limit in (_instant_first, _instant_end))
        beside = keys.earliest(answers, at, first, np.where(found == NONE, first, stop), unknown_agrees=False)
        again = np.flatnonzero((found != NONE) & (beside != NONE))
        if not len(again):
            return found
        found[again] = earliest(keyless, stop[again], before[again])


def _instant_first(block: Block, at: Positions, otherwise: Positions) -> Positions:
    return np.where(at == NONE, otherwise, block.instant_first(np.maximum(at, 0)))


def _instant_end(block: Block, at: Positions, otherwise: Positions) -> Positions:
    return np.where(at == NONE, otherwise, block.instant_last(np.maximum(at, 0)) + 1)


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Look for a B at the instant of the next message."""
    verb, following = _verb(rule), _following(block, rule, at, reading)
    answers, nowhere = _where(block, rule, _answers(block, rule, reading)), np.zeros_like(at)
    first = _instant_first(block, following.surely, nowhere)
    stop = _instant_end(block, following.surely, nowhere)
    if not verb.in_thread:
        found = earliest(answers, first, stop)
        return Judged(found != NONE, found)
    keys = block.keys("thread")
    found = keys.earliest(answers, at, first, stop, unknown_agrees=False)
    if not reading.unknown_as(Reason.THREAD, wanted=True):
        return Judged((found != NONE) & (following.perhaps == NONE), found)
    beside = keys.earliest(answers, at, first, stop, unknown_agrees=True)
    sooner = _by_chance(block, rule, at, _instant_first(block, following.surely, block.end(at)), reading)
    found = np.where(found == NONE, np.where(sooner == NONE, beside, sooner), found)
    return Judged(found != NONE, found)


def _by_chance(block: Block, rule: Rule, at: Positions, before: Positions, reading: Reading) -> Positions:
    """The first B, beside a message or one itself, both of which may be of the thread; `NONE`."""
    keys, start = block.keys("thread"), block.instant_last(at) + 1
    answers = _where(block, rule, _answers(block, rule, reading))
    messages = _where(block, rule, _messages(block, rule, reading))
    own = keys.earliest(_beside(block, answers, keys.keyless(messages)), at, start, before, unknown_agrees=True)
    return np.where(keys.known(at), own, earliest(_beside(block, answers, messages), start, before))


def _beside(block: Block, answers: Positions, messages: Positions) -> Positions:
    """The answers at instants at which there is some message."""
    return answers[block.among(block.instant_first(answers), block.instant_first(messages))]


def timing(block: Block, rule: Rule, at: Positions, reading: Reading) -> Timing:
    """Whether the next message may still come, which it is, and whether the case closed by then."""
    following = _following(block, rule, at, reading)
    running, missed = following.surely == NONE, following.surely
    if not reading.unknown_as(Reason.THREAD, wanted=True):
        running = running & (following.perhaps == NONE)
        missed = np.where(following.perhaps == NONE, missed, following.perhaps)
    closes = block.closed_by(at, ClockKind.ELAPSED)
    in_time = (closes != NEVER) & (running | (closes <= block.time[np.maximum(missed, 0)]))
    return Timing(running, in_time, missed=missed)


def chain(block: Block, rule: Rule, at: Positions) -> Positions:
    """The next message."""
    following = _following(block, rule, at, WORST)
    return np.stack([following.surely, following.perhaps], axis=1)


def absence(block: Block, rule: Rule, at: Positions) -> Absence:
    """No B before the message that came instead: before the one that surely is of the thread, if there is one.

    A message before it may be of another thread, and then it is the longer stretch that tells.
    """
    following = _following(block, rule, at, WORST)
    missed = np.where(following.surely == NONE, following.perhaps, following.surely)
    return Absence(_verb(rule).require, block.time[at], block.time[missed])


CODE = VerbCode(
    "require next_after",
    candidates,
    activated_by(lambda rule: _verb(rule).next_after),
    judge,
    timing=timing,
    chain=chain,
    absence=absence,
)
