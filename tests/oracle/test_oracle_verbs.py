"""Verbs and verdicts of the oracle, against tables worked out by hand from SEMANTICS."""

from __future__ import annotations

import pytest

from analyzer.definitions.model import (
    After,
    Anything,
    Forbid,
    Limit,
    Matches,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
)
from tests.oracle.shorthand import at, define, duration, judge, mail, message, rule_of, stage, words

ASKS, ANSWERS = mail("candidate", "recruiter", "status"), mail("recruiter", "candidate", "status")
DAY = duration("24 hours")
OLDER = {"older": {"c": True}}
ANSWER_RULE = RequireAfter(ANSWERS, ASKS, DAY)


def asks(event_id="q", time=0, topics="status", **fields):
    return message(event_id, time, "candidate", "recruiter", topics, **fields)


def answers(event_id="a", time=1, topics="status", **fields):
    return message(event_id, time, "recruiter", "candidate", topics, **fields)


def verdicts(verb, *events, rule=None, options=None, **parts):
    return words(define(rule_of(verb, **(rule or {})), **parts), events, **(options or {}))


# ---------------------------------------------------------------- require after


@pytest.mark.parametrize(
    ("events", "rule", "as_of", "verdict"),
    [
        pytest.param([answers(time=at(24))], {}, at(99), "satisfied", id="at-the-deadline"),
        pytest.param([answers(time=at(24, 1))], {}, at(99), "violated", id="one-microsecond-late"),
        pytest.param([answers(time=0)], {}, at(99), "satisfied", id="at-the-same-instant"),
        pytest.param([answers(time=-1)], {}, at(99), "violated", id="before-it-was-asked"),
        pytest.param([], {}, at(24), "pending", id="the-deadline-is-not-past"),
        pytest.param([], {}, at(24, 1), "violated", id="the-deadline-is-past"),
        pytest.param([answers(time=5)], {}, at(5), "pending", id="events-at-the-horizon-are-not-seen"),
        pytest.param([answers(time=5, topics=None)], {}, at(99), "undecided (topic-unknown)", id="perhaps-an-answer"),
        pytest.param([answers(time=5, topics=None)], {}, at(9), "pending", id="perhaps-an-answer-while-open"),
        pytest.param([answers(time=5, topics=None), answers("b", 6)], {}, at(99), "satisfied", id="surely-another"),
        pytest.param([answers(time=30, topics=None)], {}, at(99), "violated", id="perhaps-a-late-one"),
        pytest.param([answers(topics="status complaint")], {}, at(99), "satisfied", id="protected-answers-count"),
        pytest.param([stage("s", 5, "rejected")], {}, at(99), "violated", id="closed-but-due"),
        pytest.param([stage("s", 5, "rejected")], {"on_close": "cancel"}, at(99), "cancelled", id="cancelled"),
        pytest.param([stage("s", 5, "rejected")], {"on_close": "cancel"}, at(9), "cancelled", id="cancelled-at-once"),
        pytest.param([stage("s", at(24), "rejected")], {"on_close": "cancel"}, at(99), "cancelled", id="last-instant"),
        pytest.param([stage("s", at(24, 1), "rejected")], {"on_close": "cancel"}, at(99), "violated", id="too-late"),
        pytest.param(
            [stage("s", 5, "rejected"), answers(time=9)],
            {"on_close": "cancel"},
            at(99),
            "satisfied",
            id="answered-still",
        ),
        pytest.param(
            [stage("s", 5, "rejected"), answers(time=9, topics=None)],
            {"on_close": "cancel"},
            at(99),
            "undecided (topic-unknown)",
            id="cancelled-or-answered",
        ),
        pytest.param([], {"unless": {"x": Matches(Anything())}}, at(9), "excused (x)", id="excused-on-an-open-window"),
        pytest.param(
            [answers(topics=None)],
            {"unless": {"x": Matches(Anything())}},
            at(9),
            "undecided (topic-unknown)",
            id="excused-or-answered",
        ),
        pytest.param(
            [answers(topics=None)],
            {"unless": {"x": Matches(mail(stage=("hired",)))}},
            at(9),
            "undecided (stage-unknown, topic-unknown)",
            id="open-but-two-unknowns",
        ),
    ],
)
def test_an_answer_must_follow_in_time(events, rule, as_of, verdict):
    assert verdicts(ANSWER_RULE, asks(), *events, rule=rule, options={"as_of": as_of})["q"] == verdict


def test_a_question_that_is_perhaps_one_is_undecided_unless_it_was_answered():
    assert verdicts(ANSWER_RULE, asks(topics=None)) == {"q": "undecided (topic-unknown)"}
    assert verdicts(ANSWER_RULE, asks(topics=None), answers()) == {}
    assert verdicts(ANSWER_RULE, asks(topics="status complaint")) == {}


def test_an_event_does_not_answer_itself_but_another_of_its_instant_does():
    every = RequireAfter(ASKS, ASKS, DAY)
    assert verdicts(every, asks()) == {"q": "violated"}
    assert verdicts(every, asks(), asks("p", 0)) == {"q": "satisfied", "p": "satisfied"}
    assert verdicts(every, asks(), asks("p", 1)) == {"q": "satisfied", "p": "violated"}


def test_an_answer_may_come_too_early():
    verb = RequireAfter(ANSWERS, ASKS, DAY, duration("2 hours"))
    assert verdicts(verb, asks(), answers(time=at(2, -1))) == {"q": "violated"}
    assert verdicts(verb, asks(), answers(time=at(2))) == {"q": "satisfied"}


def test_on_working_clocks_an_answer_in_the_evening_is_in_time():
    verb = RequireAfter(ANSWERS, ASKS, duration("1 business day"))
    (row,) = judge(define(rule_of(verb)), [asks(), answers(time=at(15))])
    assert (row.verdict, row.due, row.answers) == ("satisfied", at(8), {"a"})
    assert verdicts(verb, asks(), answers(time=at(24))) == {"q": "satisfied"}
    # A microsecond is three units of a day of eight hours.
    assert verdicts(verb, asks(), answers(time=at(24, 1))) == {"q": "violated"}


def test_the_first_answer_is_named_in_time_or_late():
    verb = RequireAfter(ANSWERS, ASKS, DAY)
    (in_time,) = judge(define(rule_of(verb)), [asks(), answers("c", 3), answers("a", 2), answers("b", 2)])
    (late,) = judge(define(rule_of(verb)), [asks(), answers("a", 40), answers("b", 30)])
    assert (in_time.answers, late.answers, late.due) == ({"a", "b"}, {"b"}, at(24))


@pytest.mark.parametrize(
    ("repair", "verdict"),
    [
        pytest.param(asks("e", at(26)), "settled", id="two-hours-after-the-deadline"),
        pytest.param(asks("e", at(26, 1)), "violated", id="one-microsecond-later"),
        pytest.param(message("e", 5, "candidate", "recruiter", "status"), "settled", id="before-the-deadline"),
        pytest.param(asks("e", 0), "settled", id="at-the-same-instant"),
        pytest.param(asks("e", -1), "violated", id="before-the-activation"),
        pytest.param(asks("e", 5, None), "undecided (topic-unknown)", id="perhaps"),
        pytest.param(asks("e", 5, "status complaint"), "settled", id="protected"),
    ],
)
def test_a_missed_deadline_may_be_repaired(repair, verdict):
    rule = {"settled_by": ASKS, "settled_within": duration("2 hours")}
    assert verdicts(ANSWER_RULE, asks(), repair, rule=rule)["q"] == verdict


# ---------------------------------------------------------------- forbid, require before, limit


def test_what_is_forbidden_is_violated_excused_or_settled():
    rule = {"settled_by": ANSWERS, "settled_within": DAY}
    assert verdicts(Forbid(ASKS), asks()) == {"q": "violated"}
    assert verdicts(Forbid(ASKS), asks(), answers(), rule=rule) == {"q": "settled"}
    assert verdicts(Forbid(ASKS), asks(), answers(time=at(24, 1)), rule=rule) == {"q": "violated"}
    assert verdicts(Forbid(ASKS), asks(), answers(), rule=rule | {"unless": {"x": After(Anything())}}) == {
        "q": "settled"
    }
    assert verdicts(Forbid(Anything()), asks(), rule={"settled_by": Anything(), "settled_within": DAY}) == {
        "q": "violated"
    }


@pytest.mark.parametrize(
    ("events", "options", "verdict"),
    [
        pytest.param([asks(time=1)], {}, "violated", id="open"),
        pytest.param([asks(time=2)], {}, "violated", id="opened-at-the-same-instant"),
        pytest.param([asks(time=3)], {}, "satisfied", id="opened-later"),
        pytest.param([asks(time=0), answers()], {}, "satisfied", id="closed"),
        pytest.param([asks(time=0), answers(time=2)], {}, "satisfied", id="closed-at-the-same-instant"),
        pytest.param([asks(time=1), answers()], {}, "violated", id="closed-when-it-was-opened"),
        pytest.param([asks(time=0, topics=None)], {}, "undecided (topic-unknown)", id="perhaps-open"),
        pytest.param([], OLDER, "undecided (case-older-than-log)", id="perhaps-opened-before"),
        pytest.param([answers(time=2)], OLDER, "satisfied", id="surely-closed"),
        pytest.param([asks(time=1, topics="status complaint")], {}, "satisfied", id="protected-events-open-nothing"),
    ],
)
def test_an_event_is_forbidden_between_two_others(events, options, verdict):
    verb = Forbid(mail("guest"), between=(ASKS, ANSWERS))
    assert verdicts(verb, message("m", 2, "guest", "recruiter"), *events, options=options)["m"] == verdict


@pytest.mark.parametrize(
    ("before", "within", "options", "verdict"),
    [
        pytest.param(asks(time=0), DAY, {}, "satisfied", id="at-the-beginning-of-the-window"),
        pytest.param(asks(time=at(0, -1)), DAY, {}, "violated", id="just-outside"),
        pytest.param(asks(time=at(0, -1)), None, {}, "satisfied", id="no-window"),
        pytest.param(asks(time=24), DAY, {}, "satisfied", id="the-same-instant"),
        pytest.param(asks(time=at(24, 1)), DAY, {}, "violated", id="afterwards"),
        pytest.param(asks(time=5, topics=None), DAY, {}, "undecided (topic-unknown)", id="perhaps"),
        pytest.param(asks(time=5, topics="status complaint"), DAY, {}, "satisfied", id="protected"),
        pytest.param(asks(time=-1), DAY, OLDER, "violated", id="older-but-the-window-is-seen"),
        pytest.param(answers("x", time=1), DAY, OLDER, "undecided (case-older-than-log)", id="older"),
    ],
)
def test_something_must_come_before(before, within, options, verdict):
    verb = RequireBefore(ASKS, ANSWERS, within)
    assert verdicts(verb, before, answers("m", 24), options=options)["m"] == verdict


def test_the_last_event_before_is_named():
    verb = RequireBefore(ASKS, ANSWERS)
    (row,) = judge(define(rule_of(verb)), [asks("p", 1), asks("q", 2), asks("o", 2), answers(time=3)])
    assert row.answers == {"q", "o"}


@pytest.mark.parametrize(
    ("times", "per", "options", "found"),
    [
        pytest.param([0, 1], DAY, {}, ["satisfied", "satisfied"], id="as-many-as-allowed"),
        pytest.param([0, 1, 2], DAY, {}, ["satisfied", "satisfied", "violated"], id="one-more"),
        pytest.param([0, 1, 24], DAY, {}, ["satisfied", "satisfied", "violated"], id="at-the-window's-end"),
        pytest.param([0, 1, at(24, 1)], DAY, {}, ["satisfied"] * 3, id="just-outside"),
        pytest.param([0, 1, at(24, 1)], None, {}, ["satisfied", "satisfied", "violated"], id="in-the-whole-case"),
        pytest.param([0, 0, 0], DAY, {}, ["violated"] * 3, id="simultaneous-ones-count"),
        pytest.param([0], DAY, OLDER, ["undecided (case-older-than-log)"], id="older"),
        pytest.param([0, 24], DAY, OLDER, ["undecided (case-older-than-log)", "satisfied"], id="seen-wholly"),
    ],
)
def test_no_more_than_so_many_are_allowed(times, per, options, found):
    events = [asks(f"q{number}", time) for number, time in enumerate(times)]
    assert list(verdicts(Limit(ASKS, 2, per), *events, options=options).values()) == found


def test_a_limit_counts_what_it_does_not_judge_but_nothing_protected():
    when = {"when": {"x": Matches(mail(by=("email",)))}}
    events = [asks("p", 0), asks("q", 1, channel="email")]
    assert verdicts(Limit(ASKS, 1), *events, rule=when) == {"q": "violated"}
    assert verdicts(Limit(ASKS, 1), asks("p", 0, "status complaint"), events[1], rule=when) == {"q": "satisfied"}
    assert verdicts(Limit(ASKS, 1), asks("p", 0, None), events[1], rule=when) == {"q": "undecided (topic-unknown)"}
    assert verdicts(Limit(ASKS, 2), asks("p", 0, None), events[1], rule=when) == {"q": "satisfied"}


# ---------------------------------------------------------------- next, by


def test_the_next_message_must_be_the_answer():
    verb = RequireNext(ANSWERS, ASKS)
    other = message("o", 1, "guest", "recruiter")
    assert verdicts(verb, asks()) == {"q": "pending"}
    assert verdicts(verb, asks(), answers()) == {"q": "satisfied"}
    assert verdicts(verb, asks(), other) == {"q": "violated"}
    assert verdicts(verb, asks(), other, answers(time=1)) == {"q": "satisfied"}
    assert verdicts(verb, asks(), other, answers(time=2)) == {"q": "violated"}
    assert verdicts(verb, asks(), stage("s", 1, "applied"), answers(time=2)) == {"q": "satisfied"}
    assert verdicts(verb, asks(), answers(time=0), answers("b", 2)) == {"q": "satisfied"}
    assert verdicts(verb, asks(), answers(topics=None)) == {"q": "undecided (topic-unknown)"}


@pytest.mark.parametrize("reached", ["interview", None], ids=["stage", "close"])
def test_something_must_have_come_by_the_time_a_stage_is_reached(reached):
    verb = RequireBy(ASKS, reached)
    entered = stage("s", 5, reached or "hired")
    assert verdicts(verb, asks()) == {}
    assert verdicts(verb, asks(), entered) == {"s": "satisfied"}
    assert verdicts(verb, asks(time=5), entered) == {"s": "satisfied"}
    twice = [asks(time=6), entered, stage("t", 7, reached or "hired")]
    assert verdicts(verb, *twice, options={"older": {"c": False}}) == {"s": "violated"}
    assert verdicts(verb, entered, options=OLDER) == {"s": "undecided (case-older-than-log)"}


# ---------------------------------------------------------------- route


ROUND = Route("candidate", "hiring_manager", ("status", "terms"), "recruiter", DAY)
FIRST = message("m1", 0, "candidate", "coordinator")


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        pytest.param(message("m2", at(24), "coordinator", "hiring_manager"), "violated", id="within-the-lag"),
        pytest.param(message("m2", at(24, 1), "coordinator", "hiring_manager"), None, id="too-long-after"),
        pytest.param(message("m2", 0, "coordinator", "hiring_manager"), None, id="not-strictly-later"),
        pytest.param(message("m2", 1, "guest", "hiring_manager"), None, id="from-somebody-else"),
        pytest.param(message("m2", 1, "coordinator", "hiring_manager", "terms"), None, id="about-another-topic"),
        pytest.param(message("m2", 1, "coordinator", "hiring_manager", "thanks status"), "violated", id="topic-shared"),
        pytest.param(message("m2", 1, "coordinator", "hiring_manager recruiter"), None, id="past-nobody"),
        pytest.param(message("m2", 1, "coordinator", "hiring_manager", copied="recruiter"), None, id="in-copy"),
        pytest.param(message("m2", 1, "coordinator", "guest", copied="hiring_manager"), None, id="cc-reaches-nobody"),
        pytest.param(message("m2", 1, "coordinator", "", copied="hiring_manager"), "violated", id="cc-stands-in"),
        pytest.param(
            message("m2", 1, "coordinator", "hiring_manager", None), "undecided (topic-unknown)", id="topic-unknown"
        ),
        pytest.param(message("m2", 1, None, "hiring_manager"), "undecided (role-unknown)", id="sender-unknown"),
        pytest.param(message("m2", 1, "coordinator", "?"), "undecided (role-unknown)", id="recipient-unknown"),
        pytest.param(message("m2", 1, "coordinator", "hiring_manager", "status complaint"), None, id="protected"),
    ],
)
def test_a_route_goes_from_hand_to_hand_past_the_gatekeeper(last, verdict):
    assert verdicts(ROUND, FIRST, last).get("m2") == verdict


def test_a_direct_message_is_a_route_unless_only_indirect_ones_are_judged():
    direct = message("m", 0, "candidate", "hiring_manager")
    indirect = Route("candidate", "hiring_manager", ("status",), "recruiter", DAY, indirect=True)
    assert verdicts(ROUND, direct) == {"m": "violated"}
    assert verdicts(indirect, direct) == {}
    assert verdicts(indirect, FIRST, message("m2", 1, "coordinator", "hiring_manager")) == {"m2": "violated"}


def test_the_ends_of_a_route_do_not_stand_in_its_middle():
    back = [
        message("m1", 0, "candidate", "hiring_manager guest"),
        message("m2", 1, "hiring_manager", "coordinator"),
        message("m3", 2, "coordinator", "hiring_manager"),
    ]
    assert verdicts(ROUND, *back) == {"m1": "violated"}
    longer = [FIRST, message("m2", 1, "coordinator", "guest"), message("m3", 25, "guest", "hiring_manager")]
    assert verdicts(ROUND, *longer) == {"m3": "violated"}


@pytest.mark.parametrize(
    ("verb", "rule"),
    [
        pytest.param(RequireNext(ANSWERS, ASKS), {"across": "candidate"}, id="across"),
        pytest.param(RequireNext(ANSWERS, ASKS), {"correlate": "thread"}, id="correlate"),
        pytest.param(RequireBefore(ANSWERS, ASKS), {"pairing": "each"}, id="pairing"),
    ],
)
def test_a_modifier_that_a_verb_does_not_take_is_refused(verb, rule):
    with pytest.raises(NotImplementedError):
        verdicts(verb, asks(), rule=rule)
