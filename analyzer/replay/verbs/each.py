"""`pairing: each` of `require .. after`: which answers discharge which questions of a block, under a reading.

Questions are all activations, excused or not; they and the answers are put into groups (a case, or a case and a value
of the column that the rule correlates by), and `pairing` says who takes whom. An empty cell of the column joins no
group: such a question is answered perhaps by any answer in its window, and takes none from another; such an answer
perhaps answers every question in whose window it falls, and these perhaps leave the answers of their group to others.
"""

from __future__ import annotations

import numpy as np

from analyzer.calendars import Duration
from analyzer.definitions.model import RequireAfter, Rule
from analyzer.findings import Reason
from analyzer.replay.agreement import first_from
from analyzer.replay.block import Block
from analyzer.replay.conditions import all_hold
from analyzer.replay.judged import Judged
from analyzer.replay.pairing import Choices, pair
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions, first_reaching


def paired(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Which of some questions are discharged, and by which answer."""
    verb = _verb(rule)
    asked = block.positions(verb.after, reading, wanted=False)
    given = block.positions(verb.require, reading, wanted=True)
    # Many readings see the same questions and answers, and a block gives equal sets as one array.
    seen = (rule.id, id(asked), id(given), reading if rule.when or rule.correlate else None)
    questions, answer = block.once(seen, lambda: _paired(block, rule, reading, asked, given))
    found = np.full(len(at), NONE, dtype=np.int64)
    if len(questions):
        index = np.minimum(np.searchsorted(questions, at), len(questions) - 1)
        found = np.where(questions[index] == at, answer[index], NONE)
    if rule.correlate is not None and reading.unknown_as(Reason.KEY, wanted=True):
        found = np.where(found == NONE, _perhaps(block, rule, at, reading), found)
    return Judged(found != NONE, found)


def _verb(rule: Rule) -> RequireAfter:
    assert isinstance(rule.verb, RequireAfter)
    return rule.verb


def _paired(
    block: Block, rule: Rule, reading: Reading, asked: Positions, given: Positions
) -> tuple[Positions, Positions]:
    """All questions in force, and the answer that discharges each; `NONE`."""
    questions = block.in_force(asked, rule)
    questions = questions[all_hold(block, rule.when, questions, reading)]
    is_asked = np.zeros(block.cases, dtype=np.bool_)
    is_asked[block.case[questions]] = True
    group_of = _groups(block, rule)
    waiting = questions
    if rule.correlate is not None and reading.unknown_as(Reason.KEY, wanted=True):
        # What a keyless answer answers leaves its own answer to the next question.
        waiting = questions[_perhaps(block, rule, questions, reading) == NONE]
    asked = _by_group(waiting, group_of)
    given = _by_group(given[is_asked[block.case[given]]], group_of)
    taken = pair(_choices(block, _verb(rule), asked, given, group_of))
    answer = np.full(len(questions), NONE, dtype=np.int64)
    done = taken != NONE
    answer[np.searchsorted(questions, asked[taken[done]])] = given[done]
    return questions, answer


def _groups(block: Block, rule: Rule) -> Positions:
    """A number for the group of each event; -1 for none."""
    if rule.correlate is None:
        return block.case
    codes = block.keys(rule.correlate).codes
    size = int(codes.max(initial=0)) + 1
    return np.where(codes < 0, -1, block.case * size + codes)


def _by_group(at: Positions, group_of: Positions) -> Positions:
    """Events that are in some group, in the order of groups and of time."""
    group = group_of[at]
    if len(group) and group[0] >= 0 and bool((group[1:] >= group[:-1]).all()):
        return at
    at = at[group >= 0]
    return at[np.argsort(group_of[at], kind="stable")]


def _choices(block: Block, verb: RequireAfter, asked: Positions, given: Positions, group_of: Positions) -> Choices:
    """The questions that each answer may take: those of its group that are neither too young for it nor too old."""
    group, groups = group_of[given], group_of[asked]
    begin = np.searchsorted(groups, group, side="left")
    end = np.searchsorted(groups, group, side="right")
    stop = first_reaching(asked, begin, end, block.instant_last(given) + 1)
    if verb.not_before is not None:
        kind = verb.not_before.clock
        youngest = block.clock(kind, given) - verb.not_before.amount
        stop = np.minimum(stop, first_reaching(block.clock(kind, asked), begin, end, youngest + 1))
    kind = verb.within.clock
    low = first_reaching(block.clock(kind, asked), begin, end, block.clock(kind, given) - verb.within.amount)
    place = first_reaching(asked, begin, end, given)
    is_asked = (place < end) & (asked[np.minimum(place, len(asked) - 1)] == given) if len(asked) else place < begin
    return Choices(group, low, stop - 1, begin, np.where(is_asked, place, NONE))


def _perhaps(block: Block, rule: Rule, at: Positions, reading: Reading) -> Positions:
    """The first answer that the column, being empty on one side, may or may not match with each question."""
    verb, keys = _verb(rule), block.keys(rule.correlate or "")
    answers = block.positions(verb.require, reading, wanted=True)
    keyless = answers[~keys.known(answers)]
    start = block.instant_first(at)
    if verb.not_before is not None:
        clock = block.clock_of_all(verb.not_before.clock)
        start = first_reaching(clock, at, block.end(at), clock[at] + verb.not_before.amount)
    any_answer = first_from(block, rule, answers, at, start, reading, wanted=True)
    by_chance = first_from(block, rule, keyless, at, start, reading, wanted=True)
    found = np.where(keys.known(at), by_chance, any_answer)
    return np.where(block.within(at, found, verb.within), found, NONE)


def after_limit(block: Block, limit: Duration, at: Positions) -> Positions:
    """The first position of the case of each event at which a limit has been passed."""
    clock = block.clock_of_all(limit.clock)
    return first_reaching(clock, at, block.end(at), clock[at] + limit.amount + 1)
