"""Closing, stages and older cases of the oracle, against tables made by hand."""

from __future__ import annotations

import pytest

from analyzer.definitions.model import Forbid, RequireBefore, Stage, StageOrder, StageTime
from tests.oracle.shorthand import WAYS, at, define, duration, judge, mail, message, rule_of, stage, words

ASKS, ANSWERS = mail("candidate", "recruiter", "status"), mail("recruiter", "candidate", "status")
DAY = duration("24 hours")


def asks(event_id, time):
    return message(event_id, time, "candidate", "recruiter")


def answers(event_id, time):
    return message(event_id, time, "recruiter", "candidate")


def verdicts(verb, *events, rule=None, options=None, **parts):
    return words(define(rule_of(verb, **(rule or {})), **parts), events, **(options or {}))


def test_a_closed_case_activates_only_what_is_meant_for_closed_ones():
    events = [asks("p", 0), stage("s", 1, "rejected"), asks("q", 1), asks("r", 2), stage("t", 3, "hired")]
    assert verdicts(Forbid(ASKS), *events) == {"p": "violated"}
    assert verdicts(Forbid(ASKS), *events, rule={"while_closed": True}) == {"q": "violated", "r": "violated"}


@pytest.mark.parametrize(
    ("stages", "found"),
    [
        pytest.param([("s", 0, "screening")], {}, id="the-first-is-no-change"),
        pytest.param([("s", 0, "applied"), ("t", 1, "screening")], {"t": "satisfied"}, id="listed"),
        pytest.param([("s", 0, "applied"), ("t", 1, "interview")], {"t": "violated"}, id="not-listed"),
        pytest.param([("s", 0, "hired"), ("t", 1, "applied")], {"t": "violated"}, id="from-an-end"),
        pytest.param([("s", 0, "applied"), ("t", 1, "nowhere")], {"t": "violated"}, id="not-declared"),
        pytest.param([("s", 0, "applied"), ("t", 1, "applied")], {}, id="repeated"),
        pytest.param([("t", 0, "applied"), ("s", 0, "screening")], {"s": "satisfied"}, id="at-once-in-order"),
        pytest.param(
            [("r", 0, "applied"), ("s", 1, "interview"), ("t", 1, "screening")],
            {"s": "satisfied", "t": "satisfied"},
            id="two-changes-at-once",
        ),
        pytest.param(
            [("r", 0, "interview"), ("s", 1, "applied"), ("t", 1, "screening")],
            {"s": "undecided (stage-unknown)", "t": "undecided (stage-unknown)"},
            id="no-listed-order",
        ),
        pytest.param(
            [("r", 0, "interview"), ("s", 1, "screening"), ("t", 1, "interview")],
            {"s": "undecided (stage-unknown)"},
            id="no-listed-order-but-a-listed-way-back",
        ),
        pytest.param(
            [("q", 0, "hired"), ("r", 1, "interview"), ("s", 1, "rejected"), ("t", 2, "applied"), ("u", 2, "rejected")],
            dict.fromkeys("rstu", "undecided (stage-unknown)"),
            id="no-listed-order-and-a-way-back-from-one-of-two-stages",
        ),
        pytest.param(
            [("s", 0, "applied"), ("b", 1, "screening"), ("a", 1, "screening")], {"a": "satisfied"}, id="twice"
        ),
    ],
)
def test_every_change_of_stage_must_be_listed(stages, found):
    assert verdicts(StageOrder(), *(stage(*one) for one in stages)) == found


LIMITED = (Stage("applied", ("screening",), DAY), *WAYS[1:])


@pytest.mark.parametrize(
    ("stages", "as_of", "found"),
    [
        pytest.param([("t", at(24), "screening")], at(99), "satisfied", id="left-in-time"),
        pytest.param([("t", at(24, 1), "screening")], at(99), "violated", id="left-too-late"),
        pytest.param([], at(24), "pending", id="not-yet-due"),
        pytest.param([], at(24, 1), "violated", id="still-there"),
        pytest.param([("r", 20, "applied")], at(25), "violated", id="a-repeated-stage-does-not-begin-anew"),
        pytest.param([("t", 0, "screening")], at(99), "satisfied", id="left-at-once"),
    ],
)
def test_no_stay_may_be_too_long(stages, as_of, found):
    events = [stage("s", 0, "applied"), *(stage(*one) for one in stages)]
    (row,) = judge(define(rule_of(StageTime()), stages=LIMITED), events, as_of=as_of)
    assert (row.event_id, row.verdict, row.due) == ("s", found, at(24))


def test_a_stage_event_about_a_protected_topic_is_a_fact_but_never_an_activation():
    events = [
        stage("s", 0, "applied"),
        stage("t", 1, "interview", topics=frozenset({"complaint"})),
        stage("u", 2, "hired"),
    ]
    assert verdicts(StageOrder(), *events) == {"u": "satisfied"}


def test_a_case_is_older_when_its_first_stage_is_led_to_or_it_was_opened_too_early():
    unseen = {"m": "undecided (case-older-than-log)"}
    verb, question = RequireBefore(ASKS, ANSWERS), answers("m", 5)
    assert verdicts(verb, question) == {"m": "violated"}
    assert verdicts(verb, stage("s", 0, "applied"), question) == {"m": "violated"}
    assert verdicts(verb, stage("s", 0, "screening"), question) == unseen
    early = {"opened_at": {"c": at(-5)}, "complete_from": at(-4)}
    assert verdicts(verb, question, options=early) == unseen
    assert verdicts(verb, question, options=early | {"complete_from": at(-5)}) == {"m": "violated"}


def test_an_unordered_instant_leaves_every_stay_that_hangs_on_it_open():
    events = [stage("a", 0, "hired"), stage("b", 0, "applied"), stage("c", 1, "applied")]
    found = verdicts(StageTime(), *events, stages=LIMITED)
    assert found == {"b": "undecided (stage-unknown)", "c": "undecided (stage-unknown)"}
