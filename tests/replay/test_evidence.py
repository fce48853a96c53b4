"""Evidence: the events that prove a verdict, and by how much each excuse failed."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.definitions.model import AllConditions, AnyCondition, Fields, Matches, Open
from analyzer.replay.block import Block
from analyzer.replay.conditions import open_questions
from analyzer.replay.evidence import parts_of
from analyzer.replay.judged import NO_TIME
from analyzer.replay.reading import BEST
from analyzer.replay.scans import NONE
from tests.replay.small import MINUTE, replayed, rule, run
from tests.replay.worlds import world

MANAGER = "2026-03-06 10:00 | candidate -> hiring_manager | status"
QUESTION = "candidate -> recruiter | status"
FORBID = {"forbid": "{from: candidate, to: hiring_manager, about: status}"}
SILENT = "{unanswered: {from: candidate, to: recruiter}, by: {from: recruiter}, for: 2 days, at_least: 2}"
ANSWER = {
    "require": "{from: recruiter, to: candidate}",
    "after": "{from: candidate, to: recruiter}",
    "within": "2 hours",
}


def tried(found, name: str = "it"):
    """How each plain condition under `unless` stood: (excuse, holds, may hold, count, minutes, event) each."""
    part = found.part(name)
    return [
        [
            (
                one.excuse,
                bool(one.holds[row]),
                bool(one.may_hold[row]),
                int(one.count[row]),
                None if one.passed[row] == NO_TIME else int(one.passed[row]) / MINUTE,
                found.ids(one.event[row : row + 1])[0],
            )
            for one in part.evidence.tried
        ]
        for row in range(len(part.evidence.row))
    ]


# ---------------------------------------------------------------- witnesses


def test_a_satisfied_row_needs_no_evidence():
    lines = f"2026-03-06 10:00 | {QUESTION}\n2026-03-06 11:00 | recruiter -> candidate | thanks\n"
    lines += f"2026-03-06 12:00 | {QUESTION}\n2026-03-06 15:00 | recruiter -> candidate | thanks"
    found = replayed(rule(**ANSWER), a=lines)
    assert found.verdicts("it") == {"a1": "satisfied", "a3": "violated"}
    assert found.witness("it") == {"a3": ["a3", "a4"]}
    assert found.part("it").evidence.row.tolist() == [1]


def test_the_stage_at_the_activating_event():
    lines = f"2026-03-05 10:00 | stage | offer\n{MANAGER}"
    found = replayed(rule(**FORBID), a=lines, b=MANAGER)
    assert [found.result.stage_names[code] if code >= 0 else "" for code in found.part("it").evidence.stage] == [
        "offer",
        "",
    ]


def test_a_repair_is_evidence():
    text = rule(**FORBID, settled_by="{from: hiring_manager, about: redirect}", settled_within="1 day")
    found = replayed(text, a=f"{MANAGER}\n2026-03-06 11:00 | hiring_manager -> candidate | redirect")
    assert found.witness("it") == {"a1": ["a1", "a2"]}


@pytest.mark.parametrize(
    ("unless", "lines", "verdict", "events"),
    [
        pytest.param(
            "{after: {from: recruiter}}",
            [
                "2026-03-05 10:00 | recruiter -> candidate | thanks",
                "2026-03-05 11:00 | recruiter -> candidate | thanks",
            ],
            "excused",
            ["a2", "a3"],
            id="the latest that after looks for",
        ),
        pytest.param(
            SILENT,
            [
                f"2026-03-02 09:00 | {QUESTION}",
                "2026-03-02 10:00 | recruiter -> candidate | thanks",
                f"2026-03-02 11:00 | {QUESTION}",
                f"2026-03-02 12:00 | {QUESTION}",
            ],
            "excused",
            ["a2", "a3", "a5"],
            id="the last answer and the first open question",
        ),
        pytest.param(
            "{open: duty}",
            [f"2026-03-02 09:00 | {QUESTION}", f"2026-03-02 10:00 | {QUESTION}"],
            "excused",
            ["a1", "a3"],
            id="the first of those that are open",
        ),
        pytest.param("{after: {from: recruiter}}", [], "violated", ["a1"], id="an excuse that fails proves nothing"),
        pytest.param("{to: hiring_manager}", [], "excused", ["a1"], id="the event itself"),
        pytest.param(
            "{all_of: [{after: {from: recruiter}}, {any_of: [{after: {from: coordinator}}, {about: thanks}]}]}",
            [
                "2026-03-05 10:00 | recruiter -> candidate | thanks",
                "2026-03-05 11:00 | coordinator -> candidate | thanks",
            ],
            "excused",
            ["a1", "a2", "a3"],
            id="all parts of an excuse",
        ),
    ],
)
def test_what_proves_an_excuse(unless, lines, verdict, events):
    text = rule(**FORBID, unless=f"[{unless}]") + DUTY
    found = replayed(text, a="\n".join([*lines, MANAGER]))
    last = f"a{len(lines) + 1}"
    assert found.verdicts("it") == {last: verdict}
    assert found.witness("it") == {last: events}


DUTY = """
  duty:
    title: The recruiter answers
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter}
    within: 20 days
"""


def test_only_the_excuse_that_holds_is_proven():
    text = rule(**FORBID, unless="[{after: {from: recruiter}, within: 1 hour}, {after: {from: coordinator}}]")
    early = "2026-03-05 10:00 | recruiter -> candidate | thanks\n2026-03-05 11:00 | coordinator -> candidate | thanks\n"
    late = "2026-03-05 11:00 | coordinator -> candidate | thanks\n2026-03-06 09:00 | recruiter -> candidate | thanks\n"
    found = replayed(text, a=early + MANAGER, b=MANAGER, c=late + MANAGER)
    assert found.part("it").rows.excuse.tolist() == [1, -1, 0]
    assert found.witness("it") == {"a3": ["a2", "a3"], "b1": ["b1"], "c3": ["c2", "c3"]}


def test_what_when_looked_at_is_evidence():
    text = rule(**FORBID, when="[{after: {from: coordinator}}]")
    others = ("2026-03-05 11:00 | coordinator -> candidate", "2026-03-05 12:00 | recruiter -> candidate")
    lines = f"{others[0]} | thanks\n{others[1]} | thanks\n{MANAGER}"
    assert replayed(text, a=lines).witness("it") == {"a3": ["a1", "a3"]}


def test_protected_events_are_never_evidence():
    text = rule(**FORBID, unless="[{after: {from: recruiter}}]")
    lines = f"2026-03-05 11:00 | recruiter -> candidate | complaint\n{MANAGER}"
    found = replayed(text, a=lines)
    assert (found.verdicts("it"), found.witness("it")) == ({"a2": "excused"}, {"a2": ["a2"]})


def test_a_limit_shows_the_latest_that_were_counted_one_more_than_are_allowed():
    times = ["02 09:00", "02 10:00", "04 09:00", "04 10:00", "04 11:00", "04 12:00"]
    lines = "\n".join(f"2026-03-{time} | {QUESTION}" for time in times)
    text = rule(limit="{from: candidate}", at_most="2", per="1 day")
    assert replayed(text, a=lines, b=lines).witness("it") == {
        "a5": ["a3", "a4", "a5"],
        "a6": ["a4", "a5", "a6"],
        "b5": ["b3", "b4", "b5"],
        "b6": ["b4", "b5", "b6"],
    }


def test_an_undecided_limit_shows_no_more_than_it_counts():
    text = rule(limit="{from: candidate, about: status}", at_most="2")
    lines = (
        f"2026-03-02 09:00 | candidate -> recruiter | -\n2026-03-02 10:00 | {QUESTION}\n2026-03-02 11:00 | {QUESTION}"
    )
    assert replayed(text, a=lines).witness("it") == {"a3": ["a1", "a2", "a3"]}
    older = replayed(text, older="a", a=f"2026-03-02 10:00 | {QUESTION}")
    assert (older.verdicts("it"), older.witness("it")) == ({"a1": "undecided"}, {"a1": ["a1"]})


ROUTE = "{from: candidate, to: hiring_manager, about: [status, thanks], through: recruiter, within: 1 day}"


def test_a_route_shows_its_whole_chain():
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 09:30 | candidate -> recruiter | status
        2026-03-02 10:00 | coordinator -> hiring_manager | status
        2026-03-02 11:00 | candidate -> hiring_manager | status
    """
    assert replayed(rule(route=ROUTE), a=lines).witness("it") == {"a3": ["a1", "a3"], "a4": ["a4"]}


def test_a_route_shows_the_shortest_chain_and_of_equal_ones_the_latest_hop():
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 09:10 | candidate -> coordinator | status, thanks
        2026-03-02 09:20 | coordinator -> coordinator | thanks
        2026-03-02 10:00 | coordinator -> hiring_manager | status, thanks
    """
    found = replayed(rule(route=ROUTE), a=lines)
    assert found.witness("it") == {"a4": ["a2", "a4"]}


def test_of_several_topics_the_shortest_chain_is_shown():
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 09:30 | interview | coordinator -> candidate
        2026-03-02 10:00 | coordinator -> hiring_manager | status, thanks
        2026-03-02 11:00 | candidate -> coordinator, hiring_manager | thanks
        2026-03-02 12:00 | coordinator -> hiring_manager | thanks
    """
    assert replayed(rule(route=ROUTE), a=lines).witness("it") == {"a3": ["a1", "a3"], "a4": ["a4"], "a5": ["a4", "a5"]}


def test_evidence_of_blocks_is_put_together():
    text = rule(limit="{from: candidate}", at_most="1", unless="[{after: {from: recruiter}, within: 1 hour}]")
    many = "\n".join(f"2026-03-02 {hour}:00 | {QUESTION}" for hour in (10, 11, 12))
    definition, log = world(text, a=MANAGER, b=many, c="2026-03-02 10:00 | recruiter -> candidate | thanks", d=many)
    whole, parts = (run(definition, log, block_events=size) for size in (100, 1))
    assert (
        whole.witness("it")
        == parts.witness("it")
        == {
            "b2": ["b1", "b2"],
            "b3": ["b2", "b3"],
            "d2": ["d1", "d2"],
            "d3": ["d2", "d3"],
        }
    )
    assert tried(whole) == tried(parts)
    for name in ("row", "witness", "stage"):
        assert np.array_equal(getattr(whole.part("it").evidence, name), getattr(parts.part("it").evidence, name))


def test_where_no_block_finds_anything_there_is_no_evidence():
    definition, log = world(rule(**FORBID), a=f"2026-03-02 10:00 | {QUESTION}", b=f"2026-03-02 10:00 | {QUESTION}")
    for size in (1, 100):
        evidence = run(definition, log, block_events=size).part("it").evidence
        assert (evidence.row.tolist(), evidence.witness.shape, evidence.stage.tolist(), evidence.tried) == (
            [],
            (0, 0),
            [],
            (),
        )


# ---------------------------------------------------------------- shortfalls


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
    assert tried(found)[-1] == [expected]


def test_the_event_itself_is_never_an_open_question():
    text = rule(
        forbid="{from: candidate, about: status}",
        unless="[{unanswered: {from: candidate}, by: {from: recruiter}, for: 1 hour}]",
    )
    found = replayed(text, a=f"2026-03-05 10:00 | {QUESTION}\n2026-03-05 11:00 | {QUESTION}")
    assert tried(found) == [[(0, False, False, 0, None, "")], [(0, True, True, 1, 60, "a1")]]


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
    assert tried(found)[0][0] == expected


def test_every_part_of_every_excuse_is_told_under_its_number():
    text = rule(**FORBID, unless="[{copied: recruiter, stage: offer}, {any_of: [{about: thanks}, {by: [phone]}]}]")
    found = replayed(text, a=f"2026-03-05 10:00 | stage | offer\n{MANAGER} | email")
    assert [one[:3] for one in tried(found)[0]] == [
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
