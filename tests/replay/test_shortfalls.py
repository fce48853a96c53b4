"""By how much each excuse failed, and the open questions that it looks at."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.definitions.model import AllConditions, AnyCondition, Fields, Matches, Open
from analyzer.replay.block import Block
from analyzer.replay.conditions import open_questions
from analyzer.replay.evidence import parts_of
from analyzer.replay.reading import BEST
from analyzer.replay.scans import NONE
from tests.replay.small import replayed, rule, run
from tests.replay.worlds import world

MANAGER = "2026-03-06 10:00 | candidate -> hiring_manager | status"
QUESTION = "candidate -> recruiter | status"
FORBID = {"forbid": "{from: candidate, to: hiring_manager, about: status}"}
SILENT = "{unanswered: {from: candidate, to: recruiter}, by: {from: recruiter}, for: 2 days, at_least: 2}"
DUTY = """
  duty:
    title: The recruiter answers
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter}
    within: 20 days
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], (0, False, False, 0, None, ""), id="nothing was asked"),
        pytest.param(
            [f"2026-03-05 10:00 | {QUESTION}"], (0, False, False, 1, 24 * 60, "a1"), id="one question, a day old"
        ),
        pytest.param(
            [f"2026-03-04 10:00 | {QUESTION}", f"2026-03-05 10:00 | {QUESTION}"],
            (0, True, True, 2, 48 * 60, "a1"),
            id="two questions, old enough",
        ),
        pytest.param(
            [f"2026-03-04 10:01 | {QUESTION}", f"2026-03-05 10:00 | {QUESTION}"],
            (0, False, False, 2, 48 * 60 - 1, "a1"),
            id="a minute too young",
        ),
        pytest.param(
            [f"2026-03-04 10:00 | {QUESTION}", "2026-03-05 10:00 | recruiter -> candidate | thanks"],
            (0, False, False, 0, None, ""),
            id="answered",
        ),
        pytest.param(
            [
                f"2026-03-04 10:00 | {QUESTION}",
                f"2026-03-06 10:00 | {QUESTION}",
                "2026-03-06 10:00 | recruiter -> candidate | thanks",
            ],
            (0, False, False, 0, None, ""),
            id="answered at the very instant",
        ),
        pytest.param(
            [f"2026-03-04 10:00 | {QUESTION}", f"2026-03-06 10:00 | {QUESTION}"],
            (0, True, True, 2, 48 * 60, "a1"),
            id="the second at the very instant",
        ),
        pytest.param(
            [f"2026-03-04 10:00 | {QUESTION}", "2026-03-05 10:00 | candidate -> ? | status"],
            (0, False, True, 2, 48 * 60, "a1"),
            id="it may hold",
        ),
    ],
)
def test_by_how_much_a_silence_falls_short(lines, expected):
    found = replayed(rule(**FORBID, unless=f"[{SILENT}]"), a="\n".join([*lines, MANAGER]))
    assert found.tried("it")[-1] == [expected]


def test_the_event_itself_is_never_an_open_question():
    text = rule(
        forbid="{from: candidate, about: status}",
        unless="[{unanswered: {from: candidate}, by: {from: recruiter}, for: 1 hour}]",
    )
    found = replayed(text, a=f"2026-03-05 10:00 | {QUESTION}\n2026-03-05 11:00 | {QUESTION}")
    assert found.tried("it") == [[(0, False, False, 0, None, "")], [(0, True, True, 1, 60, "a1")]]
    both = replayed(text, a=f"2026-03-05 10:00 | {QUESTION}\n2026-03-05 10:00 | {QUESTION}")
    assert both.tried("it") == [[(0, False, False, 1, 0, "a2")], [(0, False, False, 1, 0, "a1")]]


def test_a_question_of_the_same_instant_is_open_whatever_the_order_of_ids():
    found = replayed(rule(**FORBID, unless=f"[{SILENT}]"), a=f"{MANAGER}\n2026-03-06 10:00 | {QUESTION}")
    assert found.tried("it") == [[(0, False, False, 1, 0, "a2")]]


@pytest.mark.parametrize(
    ("unless", "line", "expected"),
    [
        pytest.param(
            "{after: {from: recruiter}, within: 1 hour}",
            "2026-03-06 08:30 | recruiter -> candidate | thanks",
            (0, False, False, -1, 90, "a1"),
            id="too long ago",
        ),
        pytest.param(
            "{after: {from: recruiter}, within: 1 hour}",
            "2026-03-06 08:30 | coordinator -> candidate | thanks",
            (0, False, False, -1, None, ""),
            id="never",
        ),
        pytest.param(
            "{after: {from: recruiter}}",
            "2026-03-06 08:30 | coordinator -> candidate | thanks",
            (0, False, False, -1, None, ""),
            id="never, and no limit",
        ),
        pytest.param(
            "{not_after: {from: recruiter}, within: 1 day}",
            "2026-03-06 09:00 | recruiter -> candidate | thanks",
            (0, False, False, -1, 60, "a1"),
            id="too shortly ago",
        ),
        pytest.param(
            "{not_after: {from: recruiter, about: thanks}, within: 1 day}",
            "2026-03-06 09:00 | recruiter -> candidate | -",
            (0, False, True, -1, None, ""),
            id="perhaps too shortly ago",
        ),
        pytest.param(
            "{open: duty}",
            "2026-03-06 09:00 | coordinator -> candidate | thanks",
            (0, False, False, -1, None, ""),
            id="nothing is open",
        ),
        pytest.param(
            "{open: duty}",
            "2026-03-06 09:00 | candidate -> ? | thanks",
            (0, False, True, -1, None, "a1"),
            id="perhaps open",
        ),
        pytest.param(
            "{all_of: [{open: duty}, {about: thanks}]}",
            f"2026-03-06 09:00 | {QUESTION}",
            (0, True, True, -1, None, "a1"),
            id="open, but another part fails",
        ),
        pytest.param(
            "{copied: recruiter}",
            "2026-03-06 09:00 | coordinator -> candidate | thanks",
            (0, False, False, -1, None, ""),
            id="a field",
        ),
    ],
)
def test_by_how_much_a_condition_falls_short(unless, line, expected):
    found = replayed(rule(**FORBID, unless=f"[{unless}]") + DUTY, a=f"{line}\n{MANAGER}")
    assert found.verdicts("it")["a2"] in ("violated", "undecided")
    assert found.tried("it")[0][0] == expected


def test_every_part_of_every_excuse_is_told_under_its_number():
    text = rule(**FORBID, unless="[{copied: recruiter, stage: offer}, {any_of: [{about: thanks}, {by: [phone]}]}]")
    found = replayed(text, a=f"2026-03-05 10:00 | stage | offer\n{MANAGER} | email")
    assert [one[:3] for one in found.tried("it")[0]] == [
        (0, False, False),
        (0, True, True),
        (1, False, False),
        (1, False, False),
    ]


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        pytest.param(Open("duty"), [Open("duty")], id="one"),
        pytest.param(
            Matches(Fields(sender=("a",), by=("b",))),
            [Matches(Fields(sender=("a",))), Matches(Fields(by=("b",)))],
            id="two fields",
        ),
        pytest.param(
            Matches(Fields(sender=("a",), where=(("x", ("1",)), ("y", ("2",))))),
            [
                Matches(Fields(sender=("a",))),
                Matches(Fields(where=(("x", ("1",)),))),
                Matches(Fields(where=(("y", ("2",)),))),
            ],
            id="columns",
        ),
        pytest.param(Matches(Fields()), [Matches(Fields())], id="no fields"),
        pytest.param(
            AllConditions((Open("a"), AnyCondition((Open("b"), Matches(Fields(to=("c",))))))),
            [Open("a"), Open("b"), Matches(Fields(to=("c",)))],
            id="nested",
        ),
    ],
)
def test_the_plain_conditions_that_a_condition_is_made_of(condition, parts):
    assert list(parts_of(condition)) == parts


# ---------------------------------------------------------------- open questions


def test_open_questions_at_every_event():
    text = rule(forbid="{from: candidate}", unless="[{unanswered: {about: status}, by: {about: thanks}, for: 1 hour}]")
    lines = """
        2026-03-05 10:00 | candidate -> recruiter | status
        2026-03-05 11:00 | candidate -> recruiter | status
        2026-03-05 12:00 | candidate -> recruiter | thanks
        2026-03-05 12:00 | candidate -> recruiter | status
        2026-03-05 13:00 | candidate -> recruiter | status
        2026-03-05 13:00 | candidate -> recruiter | status
        2026-03-05 14:00 | candidate -> recruiter | thanks
    """
    definition, log = world(text, a=lines, b=lines)
    found = run(definition, log).result
    block = Block(found.facts, log, 0, len(log))
    condition = definition.rule("it").unless[0].condition
    questions = open_questions(block, condition, np.arange(len(log)), BEST, wanted=True)
    count, first, answer = [0, 1, 0, 0, 2, 2, 0], [NONE, 0, NONE, NONE, 3, 3, NONE], [NONE, NONE, 2, 2, 2, 2, 6]
    assert questions.count.tolist() == count * 2
    assert questions.first.tolist() == first + [one if one == NONE else one + 7 for one in first]
    assert questions.answer.tolist() == answer + [one if one == NONE else one + 7 for one in answer]
