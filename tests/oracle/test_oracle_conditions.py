"""Conditions of the oracle: when they hold, what older cases and protected topics change, which excuse is named."""

from __future__ import annotations

import pytest

from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Anything,
    Forbid,
    Matches,
    Open,
    RequireAfter,
    Unanswered,
)
from tests.oracle.shorthand import HOUR, at, define, duration, judge, mail, message, rule_of, words

BYPASS = mail("candidate", "hiring_manager")
ASKS = mail("candidate", "recruiter", "status")
ANSWERS = mail("recruiter", "candidate")
OLDER = {"older": {"c": True}}
OLDER_REASON = "undecided (case-older-than-log)"
THERE = at(24)


def bypass(**fields):
    return message("m", THERE, "candidate", "hiring_manager", **fields)


def asks(event_id, time, topics="status", **fields):
    return message(event_id, time, "candidate", "recruiter", topics, **fields)


def answers(event_id, time, topics="status", **fields):
    return message(event_id, time, "recruiter", "candidate", topics, **fields)


def let_off(condition, *events, **options):
    """The verdict on a forbidden message that the condition would excuse."""
    return words(define(rule_of(Forbid(BYPASS), unless={"x": condition})), [bypass(), *events], **options).get("m")


def judged_when(condition, *events, **options):
    """The verdict on a forbidden message that is judged under the condition only."""
    return words(define(rule_of(Forbid(BYPASS), when={"x": condition})), [bypass(), *events], **options).get("m")


DAY = duration("24 hours")


@pytest.mark.parametrize(
    ("event", "within", "holds"),
    [
        pytest.param(answers("a", at(0)), DAY, True, id="at-the-end-of-the-window"),
        pytest.param(answers("a", at(0, -1)), DAY, False, id="just-outside"),
        pytest.param(answers("a", at(0, -1)), None, True, id="no-window"),
        pytest.param(answers("a", THERE), DAY, True, id="the-same-instant"),
        pytest.param(answers("a", THERE + 1), DAY, False, id="later"),
        pytest.param(asks("a", at(20)), DAY, False, id="another-event"),
    ],
)
def test_after_looks_at_the_window_up_to_the_event(event, within, holds):
    assert let_off(After(ANSWERS, within), event) == ("excused (x)" if holds else "violated")
    assert let_off(After(ANSWERS, within, negated=True), event) == ("violated" if holds else "excused (x)")
    assert judged_when(After(ANSWERS, within), event) == ("violated" if holds else None)
    assert judged_when(After(ANSWERS, within, negated=True), event) == (None if holds else "violated")


def test_after_leaves_out_the_event_itself():
    assert let_off(After(Anything(), None)) == "violated"


def test_after_without_a_topic_is_unknown():
    assert let_off(After(mail(about="terms")), answers("a", 20, None)) == "undecided (topic-unknown)"


@pytest.mark.parametrize(
    ("within", "first", "verdict"),
    [
        pytest.param(None, at(-100), OLDER_REASON, id="no-window"),
        pytest.param(DAY, at(0), "violated", id="the-window-begins-with-the-case"),
        pytest.param(DAY, at(0, 1), OLDER_REASON, id="one-microsecond-is-not-seen"),
        pytest.param(duration("8 business hours"), at(0), OLDER_REASON, id="the-clock-stood-still-before"),
        pytest.param(duration("8 business hours"), at(0.5), OLDER_REASON, id="half-an-hour-of-work-missing"),
    ],
)
def test_in_an_older_case_a_look_beyond_its_beginning_is_unknown(within, first, verdict):
    assert let_off(After(ANSWERS, within), asks("a", first), **OLDER) == verdict
    assert let_off(After(ANSWERS, within), asks("a", first)) == "violated"


@pytest.mark.parametrize(
    ("events", "at_least", "holds"),
    [
        pytest.param([], 1, False, id="nothing-asked"),
        pytest.param([asks("q", at(0))], 1, True, id="waited-just-long-enough"),
        pytest.param([asks("q", at(0, 1))], 1, False, id="one-microsecond-too-short"),
        pytest.param([asks("q", at(-5)), answers("r", 2)], 1, False, id="answered"),
        pytest.param([asks("q", at(-5)), answers("r", -5)], 1, True, id="an-answer-of-the-same-instant-is-none"),
        pytest.param([asks("q", at(-5)), answers("r", THERE)], 1, False, id="answered-at-the-last-instant"),
        pytest.param([asks("q", at(-5)), answers("r", 2), asks("p", 3)], 1, False, id="asked-again-too-late"),
        pytest.param([asks("q", at(0))], 2, False, id="one-of-two"),
        pytest.param([asks("q", at(0)), asks("p", at(20))], 2, True, id="the-first-of-two-is-old-enough"),
        pytest.param([asks("q", at(0)), asks("p", at(0))], 2, True, id="two-at-once"),
        pytest.param([asks("q", -9), answers("r", -8), asks("p", 20), asks("o", 21)], 2, False, id="both-too-young"),
        pytest.param([asks("q", -9), answers("r", -8), asks("p", -7), asks("o", 21)], 2, True, id="since-the-answer"),
        pytest.param([asks("q", -9), answers("r", -8), asks("p", -7)], 2, False, id="one-was-before-the-answer"),
    ],
)
def test_a_question_is_unanswered_after_so_long(events, at_least, holds):
    condition = Unanswered(ASKS, ANSWERS, DAY, at_least)
    assert let_off(condition, *events) == ("excused (x)" if holds else "violated")


@pytest.mark.parametrize(
    ("events", "at_least", "verdict"),
    [
        pytest.param([asks("q", 0, None)], 1, "undecided (topic-unknown)", id="perhaps-a-question"),
        pytest.param([asks("q", 0, None), answers("r", 2)], 1, "violated", id="perhaps-a-question-but-answered"),
        pytest.param([asks("q", 0, None), asks("p", 0)], 1, "excused (x)", id="another-surely"),
        pytest.param([asks("q", 0, None), asks("p", 0)], 2, "undecided (topic-unknown)", id="perhaps-two"),
        pytest.param(
            [asks("q", 0), message("r", 2, None, "candidate")], 1, "undecided (role-unknown)", id="perhaps-an-answer"
        ),
        pytest.param(
            [asks("q", 0, None), message("r", 2, None, "candidate")],
            1,
            "undecided (role-unknown, topic-unknown)",
            id="perhaps-a-question-perhaps-answered",
        ),
        pytest.param(
            [asks("q", 0, None), asks("p", 3), message("r", 2, None, "candidate")],
            1,
            "undecided (role-unknown, topic-unknown)",
            id="a-young-question-changes-nothing",
        ),
    ],
)
def test_an_unknown_question_or_answer_may_change_what_is_unanswered(events, at_least, verdict):
    assert let_off(Unanswered(ASKS, ANSWERS, DAY, at_least), *events) == verdict


@pytest.mark.parametrize(
    ("events", "at_least", "verdict"),
    [
        pytest.param([], 1, OLDER_REASON, id="asked-before-the-log"),
        pytest.param([answers("r", 1)], 1, "violated", id="answered-in-the-log"),
        pytest.param([answers("r", 0), asks("q", 0)], 1, "excused (x)", id="asked-in-the-log-anyway"),
        pytest.param([asks("q", 20)], 2, OLDER_REASON, id="one-more-before-the-log"),
        pytest.param(
            [asks("q", 20, None)],
            2,
            "undecided (case-older-than-log, topic-unknown)",
            id="perhaps-one-seen-and-one-unseen",
        ),
    ],
)
def test_in_an_older_case_a_question_may_have_been_asked_before(events, at_least, verdict):
    assert let_off(Unanswered(ASKS, ANSWERS, DAY, at_least), *events, **OLDER) == verdict


# ---------------------------------------------------------------- open duties


DUTY = RequireAfter(ANSWERS, ASKS, duration("1 hour"))


def while_open(*events, duty=None, **options):
    definition = define(rule_of(Forbid(BYPASS), when={"x": Open("duty")}), rule_of(DUTY, "duty", **(duty or {})))
    rows = {row.event_id: row for row in judge(definition, [bypass(), *events], **options) if row.rule == "r"}
    return (rows["m"].verdict, rows["m"].reasons) if "m" in rows else None


@pytest.mark.parametrize(
    ("events", "duty", "verdict"),
    [
        pytest.param([], {}, None, id="nothing-owed"),
        pytest.param([asks("q", 0)], {}, ("violated", ()), id="owed-and-overdue"),
        pytest.param([asks("q", 23.9)], {}, ("violated", ()), id="owed-and-not-yet-due"),
        pytest.param([asks("q", THERE)], {}, None, id="owed-since-this-instant-only"),
        pytest.param([asks("q", 0), answers("r", 20)], {}, None, id="answered-late"),
        pytest.param([asks("q", 0), answers("r", 0)], {}, None, id="answered-at-once"),
        pytest.param([asks("q", 0), answers("r", THERE)], {}, None, id="answered-at-the-last-instant"),
        pytest.param([asks("q", 0), answers("r", -1)], {}, ("violated", ()), id="answered-before-it-was-asked"),
        pytest.param([asks("q", 0), answers("r", THERE + 1)], {}, ("violated", ()), id="answered-afterwards"),
        pytest.param([asks("q", 0)], {"unless": {"y": Matches(Anything())}}, None, id="excused"),
        pytest.param([asks("q", 0)], {"when": {"y": Matches(mail("guest"))}}, None, id="not-judged"),
        pytest.param([asks("q", 0, None)], {}, ("undecided", ("topic-unknown",)), id="perhaps-owed"),
        pytest.param(
            [asks("q", 0)],
            {"unless": {"y": Matches(mail(stage=("interview",)))}},
            ("undecided", ("stage-unknown",)),
            id="perhaps-excused",
        ),
        pytest.param([asks("q", 0, "status complaint")], {}, None, id="protected-questions-are-not-open"),
        pytest.param([asks("q", 0), answers("r", 1, "complaint")], {}, None, id="protected-answers-are-seen-in-when"),
    ],
)
def test_a_duty_is_open_until_it_is_answered(events, duty, verdict):
    assert while_open(*events, duty=duty) == verdict


def test_in_an_older_case_a_duty_may_have_been_open_before():
    assert while_open(**OLDER) == ("undecided", ("case-older-than-log",))
    assert while_open(answers("r", 0), **OLDER) is None
    assert while_open(asks("q", 0), **OLDER) == ("violated", ())


# ---------------------------------------------------------------- protected topics


@pytest.mark.parametrize(
    ("condition", "events", "excuse", "judged"),
    [
        pytest.param(After(ANSWERS), [answers("a", 1, "complaint")], "excused (x)", None, id="after"),
        pytest.param(After(ANSWERS, negated=True), [answers("a", 1, "complaint")], "excused (x)", None, id="not-after"),
        pytest.param(
            Unanswered(ASKS, ANSWERS, DAY), [asks("q", 0, "status complaint")], "violated", None, id="question"
        ),
        pytest.param(
            Unanswered(ASKS, ANSWERS, DAY),
            [asks("q", 0), answers("r", 1, "complaint")],
            "excused (x)",
            None,
            id="its-answer",
        ),
    ],
)
def test_a_protected_event_counts_only_where_it_makes_a_finding_less_likely(condition, events, excuse, judged):
    assert let_off(condition, *events) == excuse
    assert judged_when(condition, *events) == judged


# ---------------------------------------------------------------- several conditions


YES, NO, PERHAPS = Matches(BYPASS), Matches(mail("guest")), Matches(mail(stage=("hired",)))


@pytest.mark.parametrize(
    ("unless", "verdict"),
    [
        pytest.param({"a": YES, "b": YES}, "excused (a)", id="the-first"),
        pytest.param({"a": NO, "b": YES}, "excused (b)", id="the-first-that-holds"),
        pytest.param({"a": PERHAPS, "b": YES}, "excused (b)", id="the-first-that-surely-holds"),
        pytest.param({"a": PERHAPS, "b": NO}, "undecided (stage-unknown)", id="perhaps"),
        pytest.param({"a": AllConditions((YES, NO))}, "violated", id="all-of-with-a-false-one"),
        pytest.param({"a": AllConditions((PERHAPS, NO))}, "violated", id="false-beats-unknown"),
        pytest.param({"a": AllConditions((YES, PERHAPS))}, "undecided (stage-unknown)", id="all-of-with-an-unknown"),
        pytest.param({"a": AnyCondition((NO, YES, PERHAPS))}, "excused (a)", id="any-of"),
        pytest.param({"a": AnyCondition((NO, PERHAPS))}, "undecided (stage-unknown)", id="any-of-with-an-unknown"),
    ],
)
def test_the_first_excuse_that_surely_holds_is_named(unless, verdict):
    assert words(define(rule_of(Forbid(BYPASS), unless=unless)), [bypass()]) == {"m": verdict}


@pytest.mark.parametrize(
    ("when", "verdict"),
    [
        pytest.param({"a": YES, "b": YES}, "violated", id="all-hold"),
        pytest.param({"a": YES, "b": NO}, None, id="one-does-not"),
        pytest.param({"a": YES, "b": PERHAPS}, "undecided (stage-unknown)", id="one-perhaps"),
        pytest.param({"a": NO, "b": PERHAPS}, None, id="false-beats-unknown"),
    ],
)
def test_an_event_is_judged_when_all_conditions_hold(when, verdict):
    assert words(define(rule_of(Forbid(BYPASS), when=when)), [bypass()]).get("m") == verdict


def test_times_of_the_tables_are_a_day_apart():
    assert THERE - at(0) == 24 * HOUR == DAY.amount
