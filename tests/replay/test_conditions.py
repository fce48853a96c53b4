"""Conditions by themselves: which excuse holds, and which question is still open at an event."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.definitions.model import Anything, Forbid, Open
from analyzer.replay.conditions import first_excuse, latest_open, open_questions
from analyzer.replay.reading import BEST, WORST
from analyzer.replay.scans import NONE
from tests.replay.small import block_of, rule, run
from tests.replay.worlds import world

ASK = "candidate -> recruiter | status"
DUTY = rule(
    name="duty",
    require="{from: recruiter, to: candidate}",
    after="{from: candidate, to: recruiter}",
    within="2 days",
)


def test_the_first_excuse_that_holds_is_numbered():
    text = rule(forbid="{from: candidate}", unless="[{about: status}, {by: [phone]}]")
    lines = """
        2026-03-02 09:00 | candidate -> recruiter | thanks | phone
        2026-03-02 10:00 | candidate -> recruiter | status | phone
        2026-03-02 11:00 | candidate -> recruiter | thanks | email
        2026-03-02 12:00 | candidate -> recruiter | - | email
    """
    block = block_of(text, a=lines)
    unless = block.facts.rule("it").unless
    assert first_excuse(block, unless, np.arange(4), WORST).tolist() == [1, 0, -1, -1]
    assert first_excuse(block, unless, np.arange(4), BEST).tolist() == [1, 0, -1, 0]
    assert first_excuse(block, (), np.arange(4), BEST).tolist() == [-1] * 4


def test_a_question_from_the_instant_of_the_close_on_is_never_open():
    lines = f"""
        2026-03-02 09:00 | {ASK}
        2026-03-02 09:00 | stage | rejected
        2026-03-03 09:00 | {ASK}
        2026-03-04 09:00 | {ASK}
    """
    before = f"2026-03-02 08:59 | {ASK}\n{lines.strip()}"
    block = block_of(DUTY, a=lines, b=before)
    found = latest_open(block, Open("duty"), np.arange(9), WORST, wanted=True)
    assert found.tolist() == [NONE] * 4 + [NONE, 4, 4, 4, 4]


def test_of_questions_at_one_instant_each_is_open_to_the_other_only():
    lines = f"""
        2026-03-02 09:00 | {ASK}
        2026-03-02 10:00 | recruiter -> candidate | thanks
        2026-03-02 11:00 | {ASK}
        2026-03-02 11:00 | {ASK}
    """
    text = rule(forbid="any", unless="[{unanswered: {about: status}, by: {from: recruiter}, for: 1 hour}]")
    block = block_of(text, a=lines)
    condition = block.facts.rule("it").unless[0].condition
    found = open_questions(block, condition, np.arange(4), WORST, wanted=True)
    assert found.count.tolist() == [0, 0, 1, 1]
    assert found.first.tolist() == [NONE, NONE, 3, 2]
    assert found.answer.tolist() == [NONE, 1, 1, 1]


def test_an_answer_without_a_key_closes_a_question_only_where_that_counts_against_it():
    lines = f"""
        2026-03-02 09:00 | {ASK} | topic_key=t
        2026-03-02 10:00 | recruiter -> candidate | thanks
        2026-03-02 11:00 | candidate -> hiring_manager | thanks
    """
    block = block_of(DUTY + "    correlate: topic_key\n", a=lines)
    asked = Open("duty"), np.array([2])
    assert latest_open(block, *asked, WORST, wanted=True).tolist() == [NONE]
    assert latest_open(block, *asked, BEST, wanted=True).tolist() == [0]
    assert latest_open(block, *asked, WORST, wanted=False).tolist() == [0]
    assert latest_open(block, *asked, BEST, wanted=False).tolist() == [NONE]


def test_only_a_rule_with_answers_can_be_open():
    definition, log = world(
        rule(forbid="{from: candidate, to: hiring_manager}", when="[{open: duty}]") + DUTY.removeprefix("rules:\n"),
        a="2026-03-02 09:00 | candidate -> hiring_manager | thanks",
    )
    with pytest.raises(TypeError, match=r"duty, which is not a 'require \.\. after' rule"):
        run(definition.replace_rule("duty", verb=Forbid(Anything())), log)
