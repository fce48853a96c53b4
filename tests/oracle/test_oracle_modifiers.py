"""What joins events, in the oracle: persons, keys, threads and pairs, against tables worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.definitions.model import (
    Forbid,
    Matches,
    Open,
    RequireAfter,
    RequireBefore,
    RequireNext,
    SameSender,
)
from tests.oracle.randomdefinitions import KEY_COLUMN
from tests.oracle.shorthand import at, define, duration, judge, mail, message, rule_of, stage, words

ASKS, ANSWERS = mail("candidate", "recruiter", "status"), mail("recruiter", "candidate", "status")
DAY = duration("24 hours")
OLDER = {"older": {"c": True}}
AFTER, BEFORE = RequireAfter(ANSWERS, ASKS, DAY), RequireBefore(ASKS, ANSWERS)
KEYED = {"correlate": KEY_COLUMN}
EACH = {"pairing": "each"}
NO_KEY, TOPIC = "undecided (no-correlation-key)", "undecided (topic-unknown)"


def asks(event_id="q", time=0, topics="status", *, key=None, **fields):
    return message(event_id, time, "candidate", "recruiter", topics, **with_key(fields, key))


def answers(event_id="a", time=1, topics="status", *, key=None, **fields):
    return message(event_id, time, "recruiter", "candidate", topics, **with_key(fields, key))


def with_key(fields, key):
    return fields | ({} if key is None else {"columns": ((KEY_COLUMN, key),)})


def verdicts(verb, *events, rule=None, options=None, **parts):
    return words(define(rule_of(verb, **(rule or {})), **parts), events, **(options or {}))


# ---------------------------------------------------------------- separate, same

PERSON = "undecided (person-unknown)"


def decides(event_id="d", time=9, sender="ann"):
    return replace(message(event_id, time, "hiring_manager", "candidate"), sender=sender)


def screens(event_id, time, sender, topics="status"):
    return replace(message(event_id, time, "recruiter", "hiring_manager", topics), sender=sender)


@pytest.mark.parametrize(
    ("events", "separate", "same"),
    [
        pytest.param([], None, None, id="nobody-before"),
        pytest.param([screens("b", 10, "ann")], None, None, id="afterwards"),
        pytest.param([screens("b", 1, "ann")], "violated", "satisfied", id="by-the-same-person"),
        pytest.param([screens("b", 1, "bob")], "satisfied", "violated", id="by-another-person"),
        pytest.param([screens("b", 9, "ann")], "violated", "satisfied", id="at-the-same-instant"),
        pytest.param([screens("b", 1, "ann"), screens("c", 2, "bob")], "satisfied", "violated", id="the-nearest-one"),
        pytest.param([screens("b", 2, "ann"), screens("c", 2, "bob")], "violated", "satisfied", id="a-tie"),
        pytest.param([screens("b", 1, None)], PERSON, PERSON, id="by-somebody"),
        pytest.param([screens("b", 2, "ann"), screens("c", 2, None)], "violated", "satisfied", id="tie-with-somebody"),
        pytest.param([screens("b", 2, "bob"), screens("c", 2, None)], PERSON, PERSON, id="other-and-somebody"),
        pytest.param([screens("b", 1, None), screens("c", 2, "bob")], "satisfied", "violated", id="somebody-earlier"),
        pytest.param([screens("b", 1, "ann", None)], TOPIC, None, id="perhaps-screened-by-the-same"),
        pytest.param([screens("b", 1, "bob", None)], None, TOPIC, id="perhaps-screened-by-another"),
        pytest.param([screens("b", 1, "ann"), screens("c", 2, "bob", None)], TOPIC, TOPIC, id="perhaps-a-nearer-one"),
        pytest.param(
            [screens("b", 1, "ann"), screens("c", 2, "bob", "status complaint")],
            "violated",
            "satisfied",
            id="protected-ones-are-not-looked-at",
        ),
    ],
)
def test_two_steps_are_for_two_people_or_for_one(events, separate, same):
    for is_separate, wanted in ((True, separate), (False, same)):
        verb = SameSender(mail("hiring_manager"), mail("recruiter", about="status"), is_separate)
        assert verdicts(verb, decides(), *events).get("d") == wanted


def test_a_decision_by_somebody_is_open_and_an_event_is_not_its_own_step_before():
    verb = SameSender(mail("hiring_manager"), mail("recruiter"), separate=True)
    assert verdicts(verb, screens("b", 1, "ann"), decides(sender=None)) == {"d": PERSON}
    twice = SameSender(mail("hiring_manager"), mail("hiring_manager"), separate=True)
    assert verdicts(twice, decides()) == {}
    assert verdicts(twice, decides("e", 8), decides()) == {"d": "violated"}
    # What an older case may hold is not looked at.
    assert verdicts(verb, decides(), options=OLDER) == {}


# ---------------------------------------------------------------- pairing: each


@pytest.mark.parametrize(
    ("events", "found"),
    [
        pytest.param([answers("a", 2)], ["satisfied", "violated"], id="the-oldest-first"),
        pytest.param([answers("a", 2), answers("b", 3)], ["satisfied", "satisfied"], id="one-each"),
        pytest.param([answers("a", 2), answers("b", 2)], ["satisfied", "satisfied"], id="at-one-instant"),
        pytest.param([answers("a", at(24, 1))], ["violated", "satisfied"], id="too-late-for-the-oldest"),
        pytest.param([answers("a", 0)], ["satisfied", "violated"], id="at-the-question's-instant"),
        pytest.param([answers("a", 2, "status complaint")], ["satisfied", "violated"], id="protected-answer"),
        pytest.param([answers("a", 2, None)], [TOPIC, "violated"], id="perhaps-one"),
        pytest.param([answers("a", 2, None), answers("b", 3)], ["satisfied", TOPIC], id="perhaps-two"),
        pytest.param([asks("p", 0, None), answers("a", 2)], [TOPIC, "violated"], id="perhaps-another-before"),
        pytest.param([asks("z", 0, None), answers("a", 2)], ["satisfied", "violated"], id="ties-by-id"),
        pytest.param([asks("p", 0, "status complaint"), answers()], ["satisfied", "violated"], id="protected-asks"),
    ],
)
def test_one_answer_is_for_one_question(events, found):
    questions = [asks("q", 0), asks("r", 1)]
    judged = verdicts(AFTER, *questions, *events, rule=EACH)
    assert [judged["q"], judged["r"]] == found


def test_an_excused_question_takes_an_answer_and_one_outside_the_rule_takes_none():
    events = [asks("q", 0, channel="phone"), asks("r", 1), answers("a", 2)]
    by_phone, by_mail = Matches(mail(by=("phone",))), Matches(mail(by=("email",)))
    assert verdicts(AFTER, *events, rule=EACH | {"unless": {"x": by_phone}}) == {"q": "satisfied", "r": "violated"}
    events[1] = asks("r", 1, channel="email")
    assert verdicts(AFTER, *events, rule=EACH | {"when": {"x": by_mail}}) == {"r": "satisfied"}


def test_an_answer_that_is_a_question_goes_to_another():
    echo = RequireAfter(ASKS, ASKS, DAY)
    chain = [asks("p", 0), asks("q", 1), asks("r", 2)]
    assert verdicts(echo, *chain, rule=EACH) == {"p": "satisfied", "q": "satisfied", "r": "violated"}
    assert verdicts(echo, asks("p", 0), asks("q", 0), rule=EACH) == {"p": "satisfied", "q": "satisfied"}


def test_an_answer_that_is_too_early_for_the_oldest_question_is_not_spent_on_it():
    verb = RequireAfter(ANSWERS, ASKS, DAY, duration("2 hours"))
    events = [asks("q", 0), asks("r", 1), answers("a", 2), answers("b", at(3, -1))]
    assert verdicts(verb, *events, rule=EACH) == {"q": "satisfied", "r": "violated"}
    assert verdicts(verb, *events[:3], answers("b", 3), rule=EACH) == {"q": "satisfied", "r": "satisfied"}


def test_the_answer_that_was_paired_is_named_and_no_late_one():
    rule = rule_of(AFTER, **EACH)
    rows = judge(define(rule), [asks("q", 0), asks("r", 1), answers("a", 2), answers("b", 3)])
    assert {row.event_id: row.answers for row in rows} == {"q": {"a"}, "r": {"b"}}
    (late,) = judge(define(rule), [asks("q", 0), answers("a", 40)])
    assert (late.verdict, late.answers) == ("violated", frozenset())


# ---------------------------------------------------------------- correlate


@pytest.mark.parametrize("pairing", ["any", "each"])
@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        pytest.param("k1", "k1", "satisfied", id="agree"),
        pytest.param("k1", "k2", "violated", id="differ"),
        pytest.param("k1", None, NO_KEY, id="keyless-answer"),
        pytest.param(None, "k1", NO_KEY, id="keyless-question"),
        pytest.param(None, None, NO_KEY, id="both-keyless"),
    ],
)
def test_question_and_answer_agree_on_a_column(pairing, question, answer, verdict):
    events = [asks(key=question), answers(key=answer)]
    assert verdicts(AFTER, *events, rule=KEYED | {"pairing": pairing}) == {"q": verdict}
    late = [asks(key=question), answers(time=40, key=answer)]
    assert verdicts(AFTER, *late, rule=KEYED | {"pairing": pairing}) == {"q": "violated"}
    if pairing == "any":
        assert verdicts(BEFORE, *events, rule=KEYED) == {"a": verdict}


def test_threads_correlate_too_and_doubts_add_up():
    in_thread = [asks(thread="t1"), answers(thread="t1")]
    assert verdicts(AFTER, *in_thread, rule={"correlate": "thread"}) == {"q": "satisfied"}
    perhaps = [asks(key="k1"), answers("a", 1, None)]
    assert verdicts(AFTER, *perhaps, rule=KEYED) == {"q": "undecided (no-correlation-key, topic-unknown)"}
    assert verdicts(BEFORE, answers(), rule=KEYED, options=OLDER) == {
        "a": "undecided (case-older-than-log, no-correlation-key)"
    }
    assert verdicts(BEFORE, answers(key="k1"), rule=KEYED, options=OLDER) == {"a": "undecided (case-older-than-log)"}
    two = [answers("b", 1, key="k2"), answers("a", 2, key="k1")]
    (row,) = judge(define(rule_of(AFTER, **KEYED)), [asks(key="k1"), *two])
    assert row.answers == {"a"}


def test_pairs_are_made_within_a_key():
    events = [asks("p", 0, key="k1"), asks("q", 1, key="k2"), asks("r", 2), answers("a", 3, key="k2")]
    rule = KEYED | EACH
    assert verdicts(AFTER, *events, rule=rule) == {"p": "violated", "q": "satisfied", "r": NO_KEY}
    # A question without a key takes no answer from anybody.
    events = [asks("p", 0), asks("q", 1, key="k1"), answers("a", 3, key="k1")]
    assert verdicts(AFTER, *events, rule=rule) == {"p": NO_KEY, "q": "satisfied"}
    # An answer without a key is perhaps for every question, and may leave another one to the next.
    events = [asks("p", 0, key="k1"), answers("a", 1), asks("q", 2, key="k1"), answers("b", 3, key="k1")]
    assert verdicts(AFTER, *events, rule=rule) == {"p": "satisfied", "q": NO_KEY}


@pytest.mark.parametrize(
    ("opens", "closes", "verdict"),
    [
        pytest.param("k1", None, NO_KEY, id="perhaps-closed"),
        pytest.param("k1", "k1", "satisfied", id="closed"),
        pytest.param("k1", "k2", "violated", id="another-one-closed"),
        pytest.param("k2", "k2", "satisfied", id="another-one-opened"),
        pytest.param(None, "k2", NO_KEY, id="perhaps-opened"),
        pytest.param(None, "k1", "satisfied", id="closed-whatever-was-opened"),
    ],
)
def test_the_ends_of_an_interval_agree_with_what_lies_between(opens, closes, verdict):
    verb = Forbid(mail("guest"), between=(ASKS, ANSWERS))
    between = message("m", 2, "guest", "recruiter", columns=((KEY_COLUMN, "k1"),))
    assert verdicts(verb, asks(key=opens), answers(key=closes), between, rule=KEYED)["m"] == verdict
    keyless = replace(between, columns=())
    assert verdicts(verb, asks(key=opens), answers(key=closes), keyless, rule=KEYED)["m"] == NO_KEY
    assert verdicts(verb, keyless, rule=KEYED)["m"] == "satisfied"


@pytest.mark.parametrize(
    ("asked", "answered", "verdict"),
    [
        pytest.param("k1", "k1", "violated", id="answered"),
        pytest.param("k1", "k2", "excused (x)", id="another-one-answered"),
        pytest.param("k1", None, NO_KEY, id="perhaps-answered"),
        pytest.param(None, "k1", NO_KEY, id="answer-to-something"),
    ],
)
def test_an_open_duty_is_closed_by_what_agrees(asked, answered, verdict):
    duty, asking = rule_of(AFTER, "duty", **KEYED), rule_of(Forbid(mail("guest")), unless={"x": Open("duty")})
    events = [asks(key=asked), answers(key=answered), message("m", 2, "guest", "recruiter")]
    assert words(define(duty, asking), events)["m"] == verdict
    # What was asked before the log may have had another key.
    closed = [answers(key=answered), events[2]]
    assert words(define(duty, asking), closed, **OLDER)["m"] == "undecided (case-older-than-log)"


# ---------------------------------------------------------------- next_after


THREAD = "undecided (thread-unknown)"


@pytest.mark.parametrize(
    ("own", "events", "verdict"),
    [
        pytest.param("t1", [], "pending", id="nothing-yet"),
        pytest.param("t1", [answers(thread="t1")], "satisfied", id="answered"),
        pytest.param("t1", [answers(thread="t2")], "pending", id="another-thread"),
        pytest.param("t1", [asks("o", 1, thread="t2"), answers(time=2, thread="t1")], "satisfied", id="passed-over"),
        pytest.param("t1", [asks("o", 1, thread="t1"), answers(time=2, thread="t1")], "violated", id="another-first"),
        pytest.param("t1", [asks("o", 1, thread="t1"), answers(thread="t1")], "satisfied", id="at-one-instant"),
        pytest.param("t1", [asks("o", 1, thread="t1"), answers(thread="t2")], "violated", id="elsewhere-then"),
        pytest.param("t1", [asks("o", 1), answers(time=2, thread="t1")], THREAD, id="perhaps-another-first"),
        pytest.param("t1", [answers("b", 1), answers(time=2, thread="t1")], "satisfied", id="either-way-an-answer"),
        pytest.param("t1", [answers()], "pending", id="perhaps-answered"),
        pytest.param("t1", [asks("o", 1)], THREAD, id="perhaps-broken"),
        pytest.param("t1", [answers(), asks("o", 2, thread="t1")], THREAD, id="perhaps-answered-before"),
        pytest.param(None, [asks("o", 1, thread="t2")], THREAD, id="no-thread-of-its-own"),
        pytest.param(None, [answers(thread="t2")], "pending", id="perhaps-answered-in-any-thread"),
        pytest.param(
            "t1", [asks("o", 1, "complaint", thread="t1"), answers(time=2, thread="t1")], "satisfied", id="not-seen"
        ),
    ],
)
def test_the_next_message_of_the_thread_must_be_the_answer(own, events, verdict):
    verb = RequireNext(ANSWERS, replace(ASKS, where=(("first", ("yes",)),)), in_thread=True)
    question = replace(asks(thread=own), columns=(("first", "yes"),))
    assert verdicts(verb, question, *events) == {"q": verdict}


def test_a_protected_message_that_is_perhaps_the_answer_is_perhaps_seen():
    verb = RequireNext(mail("recruiter", "candidate"), ASKS)
    perhaps = message("p", 1, "recruiter", "?", "complaint")
    assert verdicts(verb, asks(), perhaps, message("o", 2, "guest", "candidate"))["q"] == "undecided (role-unknown)"
    assert verdicts(verb, asks(), perhaps, answers(time=2))["q"] == "satisfied"


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        pytest.param([], "cancelled", id="nothing-came"),
        pytest.param([message("o", 6, "guest", "recruiter")], "cancelled", id="something-else-came-later"),
        pytest.param([message("o", 5, "guest", "recruiter")], "cancelled", id="at-the-instant"),
        pytest.param([message("o", 4, "guest", "recruiter")], "violated", id="before"),
        pytest.param([answers(time=6)], "satisfied", id="answered-all-the-same"),
        pytest.param([answers("a", 6, None)], TOPIC, id="perhaps-answered"),
    ],
)
def test_the_close_cancels_the_wait_for_the_next_message(events, verdict):
    closed = [asks(), stage("s", 5, "rejected"), *events]
    assert verdicts(RequireNext(ANSWERS, ASKS), *closed, rule={"on_close": "cancel"})["q"] == verdict
