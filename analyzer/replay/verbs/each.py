"""`pairing: each` of `require .. after`: which answers discharge which questions of a block, under a reading.

Questions are all activations, excused or not; they and the answers are put into groups (a case, or a case and a value
of the column that the rule correlates by), and `pairing` says who takes whom. An empty cell of the column joins no
group: such a question is answered perhaps by any answer in its window, and takes none from another; such an answer
perhaps answers every question in whose window it falls, and these perhaps leave the answers of their group to others.
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import RequireAfter, Rule
from analyzer.findings import Reason
from analyzer.replay.agreement import first_not_early
from analyzer.replay.block import Block
from analyzer.replay.conditions import all_hold
from analyzer.replay.judged import Judged
from analyzer.replay.pairing import Choices, pair
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions, earliest, first_reaching


def paired(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Which of some questions are discharged, and by which answer."""
    verb = _verb(rule)
    asked = block.positions(verb.after, reading, wanted=False)
    given = block.positions(verb.require, reading, wanted=True)
    agrees = rule.correlate is not None and reading.unknown_as(Reason.KEY, wanted=True)
    # Many readings see the same questions and answers, and a block gives equal sets as one array.
    seen = (rule.id, id(asked), id(given), agrees, reading if rule.when else None)
    questions, answer = block.once(seen, lambda: _paired(block, rule, reading, asked, given))
    found = np.full(len(at), NONE, dtype=np.int64)
    if len(questions):
        index = np.minimum(np.searchsorted(questions, at), len(questions) - 1)
        found = np.where(questions[index] == at, answer[index], NONE)
    if agrees:
        left = np.flatnonzero(found == NONE)
        found[left] = _perhaps(block, rule, at[left], reading)
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
    waiting = questions
    if rule.correlate is not None and reading.unknown_as(Reason.KEY, wanted=True):
        # What a keyless answer answers leaves its own answer to the next question.
        waiting = questions[_perhaps(block, rule, questions, reading) == NONE]
    # Nothing before the first question of its case answers one.
    given = given[given >= block.first_instants(waiting)[block.case[given]]]
    asked, groups = _by_group(waiting, _groups(block, rule, waiting))
    given, of = _by_group(given, _number_of(groups, _groups(block, rule, given)))
    taken = pair(_choices(block, _verb(rule), asked, groups, given, of))
    answer = np.full(len(questions), NONE, dtype=np.int64)
    done = taken != NONE
    answer[np.searchsorted(questions, asked[taken[done]])] = given[done]
    return questions, answer


def _groups(block: Block, rule: Rule, at: Positions) -> Positions:
    """A number for the group of each event; -1 for none."""
    if rule.correlate is None:
        return block.case[at]
    codes = block.keys(rule.correlate).codes[at]
    return np.where(codes < 0, -1, codes * block.cases + block.case[at])


def _by_group(at: Positions, group: Positions) -> tuple[Positions, Positions]:
    """Events that are in some group, in the order of groups and of time, and the group of each."""
    if not (len(at) and group[0] >= 0 and bool((group[1:] >= group[:-1]).all())):
        chosen = np.flatnonzero(group >= 0)
        chosen = chosen[np.argsort(group[chosen], kind="stable")]
        at, group = at[chosen], group[chosen]
    return at, group


def _number_of(groups: Positions, some: Positions) -> Positions:
    """Which of some groups, sorted and repeated, others are; -1 for none of them."""
    different = groups[np.diff(groups, prepend=-1) != 0]
    if not len(different):
        return np.full(len(some), -1, dtype=np.int64)
    place = np.searchsorted(different, some)
    return np.where(different.take(place, mode="clip") == some, place, -1)


def _choices(
    block: Block, verb: RequireAfter, asked: Positions, groups: Positions, given: Positions, of: Positions
) -> Choices:
    """The questions that each answer may take: those of its group that are neither too young for it nor too old.

    Parameters
    ----------
    asked, groups : array of int64
        Questions, sorted by their groups, and these.
    given, of : array of int64
        Answers, and which of the groups (numbered as they come up) each is in.
    """
    begins = np.append(np.flatnonzero(np.diff(groups, prepend=-1)), len(groups))
    begin, end = begins[of], begins[of + 1]
    stop = first_reaching(asked, begin, end, block.instant_last(given) + 1)
    if verb.not_before is not None:
        kind = verb.not_before.clock
        youngest = block.clock(kind, given) - verb.not_before.amount
        stop = first_reaching(block.clock(kind, asked), begin, stop, youngest + 1)
    kind = verb.within.clock
    low = first_reaching(block.clock(kind, asked), begin, end, block.clock(kind, given) - verb.within.amount)
    itself = np.full(len(given), NONE, dtype=np.int64)
    both = np.flatnonzero(block.among(given, asked))
    itself[both] = first_reaching(asked, begin[both], end[both], given[both])
    return Choices(of, low, stop - 1, begin, itself)


def _perhaps(block: Block, rule: Rule, at: Positions, reading: Reading) -> Positions:
    """The first answer that the column, being empty on one side, may or may not match with each question."""
    verb, keys = _verb(rule), block.keys(rule.correlate or "")
    answers = block.positions(verb.require, reading, wanted=True)
    found = np.full(len(at), NONE, dtype=np.int64)
    known = keys.known(at)
    for some, among in ((np.flatnonzero(known), keys.keyless(answers)), (np.flatnonzero(~known), answers)):

        def search(asked: Positions, start: Positions, among: Positions = among) -> Positions:
            return earliest(among, start, block.end(asked), apart_from=asked)

        found[some] = first_not_early(block, verb.not_before, at[some], search)
    return np.where(block.within(at, found, verb.within), found, NONE)
