"""`across: candidate` in the oracle: all cases of a candidate as one sequence, against tables worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.definitions.model import (
    After,
    Anything,
    Forbid,
    Limit,
    Open,
    RequireAfter,
    RequireBefore,
    Route,
    SameSender,
    Unanswered,
)
from tests.oracle.shorthand import at, define, duration, mail, message, rule_of, stage, words

ASKS, ANSWERS = mail("candidate", "recruiter", "status"), mail("recruiter", "candidate", "status")
DAY = duration("24 hours")
AFTER, BEFORE = RequireAfter(ANSWERS, ASKS, DAY), RequireBefore(ASKS, ANSWERS)
ACROSS = {"across": "candidate"}


def asks(event_id="q", time=0, topics="status", **fields):
    return message(event_id, time, "candidate", "recruiter", topics, **fields)


def answers(event_id="a", time=1, topics="status", **fields):
    return message(event_id, time, "recruiter", "candidate", topics, **fields)


def verdicts(verb, *events, rule=None):
    return words(define(rule_of(verb, **(rule or {}))), events)


def of_case(case_id, *events, candidate="cand-1"):
    return [replace(event, case_id=case_id, candidate=candidate) for event in events]


@pytest.mark.parametrize(
    ("verb", "other", "own", "alone", "across"),
    [
        pytest.param(AFTER, answers(), asks(), "violated", "satisfied", id="require-after"),
        pytest.param(BEFORE, asks(), answers("q"), "violated", "satisfied", id="require-before"),
        pytest.param(Limit(ASKS, 1), asks("p"), asks(time=1), "satisfied", "violated", id="limit"),
        pytest.param(
            Forbid(mail("guest"), (ASKS, ANSWERS)),
            asks("p"),
            message("q", 1, "guest", "recruiter"),
            "satisfied",
            "violated",
            id="forbid-between",
        ),
        pytest.param(
            SameSender(ANSWERS, ASKS, separate=True),
            replace(asks("p"), sender="ann"),
            replace(answers("q"), sender="ann"),
            None,
            "violated",
            id="separate",
        ),
        pytest.param(
            Route("candidate", "hiring_manager", ("status",), "recruiter", DAY),
            message("p", 0, "candidate", "coordinator"),
            message("q", 1, "coordinator", "hiring_manager"),
            None,
            "violated",
            id="route",
        ),
    ],
)
def test_across_the_cases_of_a_candidate_all_events_are_seen(verb, other, own, alone, across):
    events = [*of_case("c", own), *of_case("d", other)]
    assert verdicts(verb, *events).get("q") == alone
    assert verdicts(verb, *events, rule=ACROSS).get("q") == across
    stranger = [*of_case("c", own), *of_case("d", other, candidate="cand-2")]
    assert verdicts(verb, *stranger, rule=ACROSS).get("q") == alone
    nameless = [*of_case("c", own, candidate=None), *of_case("d", other, candidate=None)]
    assert verdicts(verb, *nameless, rule=ACROSS).get("q") == alone


def test_the_smallest_candidate_that_a_case_names_is_the_one():
    mixed = [*of_case("c", asks()), *of_case("c", stage("s", 0, "applied"), candidate="cand-9")]
    assert verdicts(AFTER, *mixed, *of_case("d", answers()), rule=ACROSS) == {"q": "satisfied"}
    assert verdicts(AFTER, *mixed, *of_case("d", answers(), candidate="cand-9"), rule=ACROSS) == {"q": "violated"}


def test_closing_stage_and_thread_are_those_of_the_events_own_case():
    other = of_case("d", stage("s", 0, "hired"), answers("b", 0, thread="t1"))
    assert verdicts(Forbid(ASKS), *of_case("c", asks(time=1)), *other, rule=ACROSS) == {"q": "violated"}
    assert verdicts(Forbid(ASKS), *of_case("d", asks(time=1)), *other, rule=ACROSS) == {}
    by_candidate = Forbid(mail(thread_started_by=("candidate",)))
    assert verdicts(by_candidate, *of_case("c", asks(time=1, thread="t1")), *other, rule=ACROSS) == {"q": "violated"}
    cancel = ACROSS | {"on_close": "cancel"}
    assert verdicts(AFTER, *of_case("c", asks(time=-1)), *other, rule=cancel) == {"q": "satisfied"}
    assert verdicts(AFTER, *of_case("c", asks(time=-1)), *other[:1], rule=cancel) == {"q": "violated"}
    assert verdicts(AFTER, *of_case("d", asks(time=-1)), *other[:1], rule=cancel) == {"q": "cancelled"}


def test_conditions_repairs_and_keys_look_across():
    other = of_case("d", message("g", 0, "guest", "recruiter"), answers(time=3, thread="t1"))
    own = of_case("c", asks(time=2, thread="t1"))
    assert verdicts(Forbid(ASKS), *own, *other, rule=ACROSS | {"unless": {"x": After(mail("guest"))}}) == {
        "q": "excused (x)"
    }
    repaired = ACROSS | {"settled_by": ANSWERS, "settled_within": DAY}
    assert verdicts(Forbid(ASKS), *own, *other, rule=repaired) == {"q": "settled"}
    # A thread id that two cases hold is one value of the column.
    assert verdicts(AFTER, *own, *other, rule=ACROSS | {"correlate": "thread"}) == {"q": "satisfied"}
    duty = rule_of(RequireAfter(mail("guest"), ANSWERS, DAY), "duty")
    asking = rule_of(Forbid(ASKS), unless={"x": Open("duty")}, **ACROSS)
    assert words(define(duty, asking), [*of_case("c", asks(time=4)), *other])["q"] == "excused (x)"


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        pytest.param(asks(time=4), "undecided (case-older-than-log)", id="the-other-is-not-yet-seen"),
        pytest.param(asks(time=at(29, -1)), "undecided (case-older-than-log)", id="part-of-the-window"),
        pytest.param(asks(time=at(29)), "violated", id="the-window-is-seen"),
    ],
)
def test_the_part_seen_begins_with_the_last_case_that_is_older(own, verdict):
    verb = RequireBefore(mail("guest"), ASKS, DAY)
    events = [*of_case("c", stage("z", 0, "applied"), own), *of_case("d", stage("s", 5, "interview"))]
    assert verdicts(verb, *events, rule=ACROSS)["q"] == verdict


UNSEEN = "undecided (case-older-than-log)"


@pytest.mark.parametrize(
    ("condition", "answered", "verdict"),
    [
        pytest.param(Unanswered(mail("guest"), ANSWERS, DAY), [5], "violated", id="unanswered-answered-since"),
        pytest.param(Unanswered(mail("guest"), ANSWERS, DAY), [4], UNSEEN, id="unanswered-answered-before"),
        pytest.param(Unanswered(mail("guest"), ANSWERS, duration("3 days")), [4], "violated", id="too-young"),
        pytest.param(Open("duty"), [5], "violated", id="open-answered-since"),
        pytest.param(Open("duty"), [4], UNSEEN, id="open-answered-before"),
    ],
)
def test_an_answer_that_is_seen_closes_nothing_that_came_unseen_after_it(condition, answered, verdict):
    duty = rule_of(RequireAfter(ANSWERS, mail("guest"), DAY), "duty", **ACROSS)
    asking = rule_of(Forbid(ASKS), unless={"x": condition}, **ACROSS)
    own = of_case("c", stage("z", 0, "applied"), asks(time=48), *(answers(f"a{time}", time) for time in answered))
    events = [*own, *of_case("d", stage("s", 5, "interview"))]
    assert words(define(duty, asking), events)["q"] == verdict
    between = Forbid(ASKS, between=(mail("guest"), ANSWERS))
    if not isinstance(condition, Open):
        return
    wanted = UNSEEN if verdict == UNSEEN else "satisfied"
    assert verdicts(between, *events, rule=ACROSS)["q"] == wanted


def test_an_instant_of_two_cases_has_no_order():
    both = [*of_case("c", asks("q", 0)), *of_case("d", answers("a", 0))]
    assert verdicts(AFTER, *both, rule=ACROSS) == {"q": "satisfied"}
    assert verdicts(Forbid(Anything()), *both, rule=ACROSS) == {"q": "violated", "a": "violated"}
