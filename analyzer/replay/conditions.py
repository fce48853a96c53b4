"""Conditions of `when` and `unless`: what holds at an activation's event, given that event and its past.

Each form is one function from positions to truth under a reading. A condition is final at once: nothing here looks
forward.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Condition,
    Matches,
    NamedCondition,
    Open,
    RequireAfter,
    Unanswered,
)
from analyzer.findings import Reason
from analyzer.replay.agreement import first_from
from analyzer.replay.block import Block, Flags
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions, latest


def condition_holds(block: Block, condition: Condition, at: Positions, reading: Reading, *, wanted: bool) -> Flags:
    """Whether a condition holds at each event.

    Parameters
    ----------
    at : array of int64, shape (k,)
        Positions of activating events.
    wanted : bool
        Whether its holding makes a finding less likely: True for `unless`, False for `when`.

    Returns
    -------
    array of bool, shape (k,)
    """
    match condition:
        case Matches(selector):
            return block.holds(selector, at, reading, wanted=wanted)
        case After():
            return _after(block, condition, at, reading, wanted=wanted)
        case Unanswered():
            return _unanswered(block, condition, at, reading, wanted=wanted)
        case Open():
            return _open(block, condition, at, reading, wanted=wanted)
        case AllConditions(parts):
            return _until(block, parts, at, reading, wanted=wanted, decides=False)
        case AnyCondition(parts):
            return _until(block, parts, at, reading, wanted=wanted, decides=True)


def _until(
    block: Block, parts: tuple[Condition, ...], at: Positions, reading: Reading, *, wanted: bool, decides: bool
) -> Flags:
    """Ask one part after the other, each only where the parts before have not given the answer that decides."""
    result = np.full(len(at), not decides)
    left = np.arange(len(at))
    for part in parts:
        decided = condition_holds(block, part, at[left], reading, wanted=wanted) == decides
        result[left[decided]] = decides
        left = left[~decided]
    return result


def all_hold(block: Block, when: tuple[NamedCondition, ...], at: Positions, reading: Reading) -> Flags:
    """Whether all conditions of `when` hold."""
    return _until(block, tuple(named.condition for named in when), at, reading, wanted=False, decides=False)


def first_excuse(
    block: Block, unless: tuple[NamedCondition, ...], at: Positions, reading: Reading, *, wanted: bool = True
) -> NDArray[np.int64]:
    """Which excuse holds at each event: its index in `unless`, the first that does; -1 for none."""
    found = np.full(len(at), -1, dtype=np.int64)
    left = np.arange(len(at))
    for index, named in enumerate(unless):
        holds = condition_holds(block, named.condition, at[left], reading, wanted=wanted)
        found[left[holds]] = index
        left = left[~holds]
    return found


# ---------------------------------------------------------------- after


def latest_before(block: Block, condition: After, at: Positions, reading: Reading, *, wanted: bool) -> Positions:
    """The nearest event that `after` looks for, the event's own instant included, the event itself not."""
    events = block.positions(condition.event, reading, wanted=wanted != condition.negated)
    return latest(events, block.instant_last(at), block.begin(at), apart_from=at)


def _after(block: Block, condition: After, at: Positions, reading: Reading, *, wanted: bool) -> Flags:
    wanted_event = wanted != condition.negated
    nearest = latest_before(block, condition, at, reading, wanted=wanted)
    seen = block.within(nearest, at, condition.within)
    if reading.unknown_as(Reason.OLDER, wanted=wanted_event):
        seen |= block.unseen(at, condition.within)
    return ~seen if condition.negated else seen


# ---------------------------------------------------------------- unanswered


@dataclass(frozen=True, slots=True)
class Questions:
    """Open questions at some events.

    Attributes
    ----------
    count : array of int64
        How many since the last answer.
    first : array of int64
        Position of the first of them, `NONE` for none.
    answer : array of int64
        Position of the last answer before, `NONE` for none.
    """

    count: NDArray[np.int64]
    first: Positions
    answer: Positions


def open_questions(block: Block, condition: Unanswered, at: Positions, reading: Reading, *, wanted: bool) -> Questions:
    """The questions since the last answer. An answer in a question's own instant does not close it."""
    # A protected message is never an open question, not even one that would excuse.
    asks = block.mask(condition.question, reading, wanted=wanted) & ~block.protected
    questions = block.where(asks)
    answers = block.positions(condition.by, reading, wanted=not wanted)
    last = block.instant_last(at)
    answer = latest(answers, last, block.begin(at))
    since = np.where(answer == NONE, block.begin(at), block.instant_first(np.maximum(answer, 0)))
    # An answer at the event's own instant closes whatever was asked.
    closed_now = (answer != NONE) & (since == block.instant_first(at))
    low = np.searchsorted(questions, since, side="left")
    count = np.searchsorted(questions, last, side="right") - low - asks[block.shape_of(at)]
    count[closed_now] = 0
    first = np.full(len(at), NONE, dtype=np.int64)
    some = np.flatnonzero(count)
    earliest_one = questions[low[some]]
    itself = earliest_one == at[some]
    earliest_one[itself] = questions[low[some[itself]] + 1]
    first[some] = earliest_one
    return Questions(count, first, answer)


def _unanswered(block: Block, condition: Unanswered, at: Positions, reading: Reading, *, wanted: bool) -> Flags:
    found = open_questions(block, condition, at, reading, wanted=wanted)
    kind = condition.waited.clock
    some = found.first != NONE
    holds = np.zeros(len(at), dtype=np.bool_)
    age = block.clock(kind, at[some]) - block.clock(kind, found.first[some])
    holds[some] = (age >= condition.waited.amount) & (found.count[some] >= condition.at_least)
    if reading.unknown_as(Reason.OLDER, wanted=wanted):
        # An unseen question came at the instant of the last answer at the earliest.
        answer = np.maximum(found.answer, 0)
        late = ~block.after_unseen(found.answer, at)
        late &= (found.answer == NONE) | (block.clock(kind, at) - block.clock(kind, answer) >= condition.waited.amount)
        holds |= block.unseen(at, None) & late
    return holds


# ---------------------------------------------------------------- open


def latest_open(block: Block, condition: Open, at: Positions, reading: Reading, *, wanted: bool) -> Positions:
    """An activation of the rule, strictly before the event, that nothing has answered yet; `NONE` if there is none."""
    asked, longest = _activations(block, condition, at, reading, wanted=wanted)
    if not len(asked):
        return np.full(len(at), NONE, dtype=np.int64)
    index = np.searchsorted(asked, block.instant_first(at)) - 1
    some = (index >= 0) & (asked[np.maximum(index, 0)] >= block.begin(at))
    still = some & (longest[np.maximum(index, 0)] > block.instant_last(at))
    holder = np.searchsorted(longest, longest[np.maximum(index, 0)])
    return np.where(still, asked[holder], NONE)


def _activations(
    block: Block, condition: Open, at: Positions, reading: Reading, *, wanted: bool
) -> tuple[Positions, Positions]:
    """Activations of the rule in the events' cases that are not excused, and until where one so far stays open.

    Answers come in the order of questions but for ties: the one that stays open longest decides. Without an answer it
    stays open until the end of the case.
    """
    rule = block.facts.rule(condition.rule)
    verb = rule.verb
    if not isinstance(verb, RequireAfter):
        raise TypeError(f"'open' names {rule.id}, which is not a 'require .. after' rule")
    looked_at = np.zeros(block.cases, dtype=np.bool_)
    looked_at[block.case[at]] = True
    asked = block.positions(verb.after, reading, wanted=wanted)
    asked = asked[looked_at[block.case[asked]]]
    asked = asked[~block.protected[block.shape_of(asked)]]
    asked = block.in_force(asked, rule)
    for named in rule.when:
        asked = asked[condition_holds(block, named.condition, asked, reading, wanted=wanted)]
    asked = asked[first_excuse(block, rule.unless, asked, reading, wanted=not wanted) < 0]
    answers = block.positions(verb.require, reading, wanted=not wanted)
    answer = first_from(block, rule, answers, asked, block.instant_first(asked), reading, wanted=not wanted)
    return asked, np.maximum.accumulate(np.where(answer == NONE, block.end(asked), answer))


def _open(block: Block, condition: Open, at: Positions, reading: Reading, *, wanted: bool) -> Flags:
    holds: Flags = latest_open(block, condition, at, reading, wanted=wanted) != NONE
    if reading.unknown_as(Reason.OLDER, wanted=wanted):
        rule = block.facts.rule(condition.rule)
        answers = block.positions(rule.verb.require, reading, wanted=not wanted)  # type: ignore[union-attr]
        closed = block.after_unseen(latest(answers, block.instant_last(at), block.begin(at)), at, before=True)
        # An unseen question may have a key that no answer has.
        holds |= block.unseen(at, None) & (~closed | (rule.correlate is not None))
    return holds
