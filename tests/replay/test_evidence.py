"""Evidence: the events that prove a verdict."""

from __future__ import annotations

import numpy as np
import pytest

from tests.replay.small import replayed, rule, run
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
DUTY = """
  duty:
    title: The recruiter answers
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter}
    within: 20 days
"""


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
    assert found.part("it").evidence.stage.tolist() == [found.result.stage_names.index("offer"), -1]


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
        pytest.param(
            "{open: duty}",
            [
                f"2026-03-02 09:00 | {QUESTION}",
                "2026-03-02 10:00 | recruiter -> candidate | thanks",
                f"2026-03-02 11:00 | {QUESTION}",
            ],
            "excused",
            ["a3", "a4"],
            id="the one that is open and not one that was answered",
        ),
        pytest.param(
            "{after: {from: recruiter, about: thanks}}",
            ["2026-03-05 10:00 | recruiter -> candidate | thanks", "2026-03-05 11:00 | recruiter -> candidate | -"],
            "excused",
            ["a1", "a3"],
            id="not one that only may be the one looked for",
        ),
        pytest.param(
            "{unanswered: {from: candidate, about: status}, by: {from: recruiter, about: thanks}, for: 2 days}",
            [
                "2026-03-02 09:00 | candidate -> recruiter | -",
                "2026-03-02 10:00 | recruiter -> candidate | thanks",
                "2026-03-02 11:00 | recruiter -> candidate | -",
                "2026-03-02 12:00 | candidate -> recruiter | -",
                f"2026-03-02 13:00 | {QUESTION}",
            ],
            "excused",
            ["a3", "a5", "a6"],
            id="the last that may be an answer and the first that surely is a question",
        ),
        pytest.param(
            "{open: duty}",
            [
                f"2026-03-02 09:00 | {QUESTION}",
                "2026-03-02 10:00 | ? -> candidate | thanks",
                "2026-03-02 11:00 | candidate -> ? | thanks",
                f"2026-03-02 12:00 | {QUESTION}",
            ],
            "excused",
            ["a4", "a5"],
            id="one that surely is open and not one that may be",
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


def test_of_what_when_looked_at_only_what_is_certain_is_evidence():
    text = rule(**FORBID, when="[{after: {from: coordinator, about: thanks}}]")
    lines = "2026-03-05 11:00 | coordinator -> candidate | thanks\n2026-03-05 12:00 | coordinator -> candidate | -\n"
    found = replayed(text, a=lines + MANAGER)
    assert (found.verdicts("it"), found.witness("it")) == ({"a3": "violated"}, {"a3": ["a1", "a3"]})


def test_of_what_when_looked_at_a_protected_event_is_passed_over():
    text = rule(**FORBID, when="[{after: {from: coordinator}}]")
    lines = "2026-03-05 11:00 | coordinator -> candidate | thanks\n2026-03-05 12:00 | coordinator -> candidate | "
    assert replayed(text, a=f"{lines}complaint\n{MANAGER}").witness("it") == {"a3": ["a1", "a3"]}


def test_protected_events_are_never_evidence():
    text = rule(**FORBID, unless="[{after: {from: recruiter}}]")
    lines = f"2026-03-05 11:00 | recruiter -> candidate | complaint\n{MANAGER}"
    found = replayed(text, a=lines)
    assert (found.verdicts("it"), found.witness("it")) == ({"a2": "excused"}, {"a2": ["a2"]})


def test_where_a_protected_event_excuses_no_other_is_shown_in_its_place():
    text = rule(**FORBID, unless="[{after: {from: recruiter}, within: 1 day}]")
    lines = [
        "2026-03-04 11:00 | recruiter -> candidate | thanks",
        "2026-03-05 11:00 | recruiter -> candidate | complaint",
    ]
    found = replayed(text, a="\n".join([*lines, MANAGER]))
    assert (found.verdicts("it"), found.witness("it")) == ({"a3": "excused"}, {"a3": ["a3"]})


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


@pytest.mark.parametrize("topics", ["[status, thanks]", "[thanks, status]"])
def test_of_two_topics_that_come_round_the_shorter_chain_is_shown(topics):
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | thanks
        2026-03-03 08:00 | coordinator -> coordinator | thanks
        2026-03-03 10:00 | candidate -> coordinator | status
        2026-03-04 07:00 | coordinator -> hiring_manager | status, thanks
        2026-03-04 07:30 | coordinator -> hiring_manager | thanks
    """
    text = rule(route=ROUTE.replace("[status, thanks]", topics))
    assert replayed(text, a=lines).witness("it") == {"a4": ["a3", "a4"], "a5": ["a1", "a2", "a5"]}


@pytest.mark.parametrize(("topics", "first"), [("[status, thanks]", "a1"), ("[thanks, status]", "a2")])
def test_of_two_topics_with_chains_of_one_length_the_first_decides(topics, first):
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 09:30 | candidate -> coordinator | thanks
        2026-03-02 10:00 | coordinator -> hiring_manager | status, thanks
    """
    text = rule(route=ROUTE.replace("[status, thanks]", topics))
    assert replayed(text, a=lines).witness("it") == {"a3": [first, "a3"]}


def test_a_chain_begins_with_the_last_hop_that_may_be_the_first():
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 10:00 | ? -> coordinator | status
        2026-03-02 11:00 | coordinator -> hiring_manager | status
    """
    assert replayed(rule(route=ROUTE), a=lines).witness("it") == {"a3": ["a2", "a3"]}


def test_where_only_ways_round_are_judged_the_chain_of_a_direct_message_is_not_shown():
    lines = """
        2026-03-02 09:00 | candidate -> coordinator | status
        2026-03-02 10:00 | ? -> hiring_manager | status
        2026-03-02 11:00 | ? -> hiring_manager | status
    """
    direct = rule(route=ROUTE)
    assert replayed(direct, a=lines).witness("it") == {"a2": ["a2"], "a3": ["a3"]}
    round_only = rule(route=ROUTE.replace("within: 1 day", "within: 1 day, indirect: true"))
    assert replayed(round_only, a=lines).witness("it") == {"a2": ["a1", "a2"], "a3": ["a1", "a3"]}


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
    assert whole.tried("it") == parts.tried("it")
    for name in ("row", "witness", "stage"):
        assert np.array_equal(getattr(whole.part("it").evidence, name), getattr(parts.part("it").evidence, name))


def test_where_no_block_finds_anything_there_is_no_evidence():
    text = rule(**FORBID, unless="[{copied: recruiter}]")
    definition, log = world(text, a=f"2026-03-02 10:00 | {QUESTION}", b=f"2026-03-02 10:00 | {QUESTION}")
    for size in (1, 100):
        evidence = run(definition, log, block_events=size).part("it").evidence
        assert (evidence.row.tolist(), evidence.witness.shape, evidence.stage.tolist(), evidence.tried) == (
            [],
            (0, 0),
            [],
            (),
        )
