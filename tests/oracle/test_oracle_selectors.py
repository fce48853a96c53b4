"""Selectors, stages, threads and contacts of the oracle, against tables worked out by hand from SEMANTICS."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.definitions.model import AllOf, AnyOf, Anything, Contact, ContactRule, Fields, Forbid, Not, Stage
from tests.oracle.randomdefinitions import NOWHERE
from tests.oracle.shorthand import define, mail, message, rule_of, stage, words

UNKNOWN_TOPIC, UNKNOWN_ROLE = "undecided (topic-unknown)", "undecided (role-unknown)"
UNKNOWN_STAGE, UNKNOWN_THREAD = "undecided (stage-unknown)", "undecided (thread-unknown)"
THANKS = message("m", 1, "candidate", "recruiter", "thanks")


def verdict_on(selector, *events, options=None, **parts):
    """What `forbid` says of the event `m`: violated when the selector holds, None when not."""
    return words(define(rule_of(Forbid(selector)), **parts), events, **(options or {})).get("m")


@pytest.mark.parametrize(
    ("fields", "changes", "verdict"),
    [
        pytest.param({"about": ("status", "thanks")}, {}, "violated", id="one-of-the-topics"),
        pytest.param({"about": ("status",)}, {}, None, id="another-topic"),
        pytest.param({"about": ("status",)}, {"topics": None}, UNKNOWN_TOPIC, id="no-topic"),
        pytest.param({"about": ("status",), "by": ("phone",)}, {"topics": None}, None, id="false-beats-unknown"),
        pytest.param({"only_about": ("thanks",)}, {}, "violated", id="only-listed"),
        pytest.param({"only_about": ("thanks",)}, {"topics": {"thanks", "status"}}, None, id="one-more"),
        pytest.param({"only_about": ("thanks",)}, {"topics": None}, UNKNOWN_TOPIC, id="only-about-unknown"),
        pytest.param({"sender": ("candidate",)}, {}, "violated", id="from"),
        pytest.param({"sender": ("recruiter",)}, {}, None, id="from-another"),
        pytest.param({"sender": ("recruiter",)}, {"sender_role": None}, UNKNOWN_ROLE, id="nobody-sent-it"),
        pytest.param({"sender": ("recruiter",)}, {"sender_role": "?"}, UNKNOWN_ROLE, id="sender-not-mapped"),
        pytest.param({"sender": ("a",)}, {"sender_role": None, "activity": "interview"}, None, id="no-message"),
        pytest.param({"to": ("recruiter",)}, {}, "violated", id="to"),
        pytest.param({"to": ("coordinator",)}, {"recipient_roles": {"recruiter", "?"}}, UNKNOWN_ROLE, id="to-unknown"),
        pytest.param({"to": ("recruiter",)}, {"recipient_roles": {"recruiter", "?"}}, "violated", id="to-known-too"),
        pytest.param({"to": ("recruiter",)}, {"recipient_roles": set()}, None, id="to-nobody"),
        pytest.param(
            {"to": ("guest",)}, {"recipient_roles": set(), "copied_roles": {"guest"}}, "violated", id="cc-for-nobody"
        ),
        pytest.param(
            {"to": ("guest",)},
            {"recipient_roles": {"candidate"}, "copied_roles": {"guest"}},
            "violated",
            id="cc-for-the-own-role",
        ),
        pytest.param(
            {"to": ("candidate",)}, {"recipient_roles": {"candidate"}, "copied_roles": {"guest"}}, None, id="own-role"
        ),
        pytest.param({"to": ("guest",)}, {"copied_roles": {"guest"}}, None, id="cc-is-not-to"),
        pytest.param({"copied": ("recruiter",)}, {}, "violated", id="copied-counts-to"),
        pytest.param({"copied": ("guest",)}, {"copied_roles": {"guest"}}, "violated", id="copied-counts-cc"),
        pytest.param({"copied": ("guest",)}, {"copied_roles": {"?"}}, UNKNOWN_ROLE, id="copied-unknown"),
        pytest.param({"not_copied": ("guest",)}, {}, "violated", id="not-copied"),
        pytest.param({"not_copied": ("recruiter",)}, {}, None, id="copied-after-all"),
        pytest.param({"not_copied": ("guest",)}, {"copied_roles": {"?"}}, UNKNOWN_ROLE, id="not-copied-unknown"),
        pytest.param({"not_copied": ("guest", "recruiter")}, {}, None, id="neither-may-be-copied"),
        pytest.param({"party": ("candidate",)}, {}, "violated", id="party-by-sending"),
        pytest.param({"party": ("guest",)}, {"copied_roles": {"guest"}}, "violated", id="party-by-cc"),
        pytest.param({"party": ("guest",)}, {"sender_role": None}, UNKNOWN_ROLE, id="party-unknown"),
        pytest.param({"by": ("email",)}, {"channel": "email"}, "violated", id="channel"),
        pytest.param({"by": ("email",)}, {}, None, id="no-channel-is-another"),
        pytest.param({"activity": ("interview",)}, {}, None, id="another-activity"),
        pytest.param({"where": (("k", ("1", "2")),)}, {"columns": (("k", "2"),)}, "violated", id="cell"),
        pytest.param({"where": (("k", ("1",)),)}, {}, None, id="empty-cell-is-not-equal"),
    ],
)
def test_a_field_holds_fails_or_is_unknown(fields, changes, verdict):
    sets = {key: frozenset(value) for key, value in changes.items() if isinstance(value, set)}
    assert verdict_on(Fields(**fields), replace(THANKS, **(changes | sets))) == verdict


A, B, NOT_KNOWN = mail("candidate"), mail("guest"), mail(about="terms")


@pytest.mark.parametrize(
    ("selector", "verdict"),
    [
        pytest.param(Anything(), "violated", id="any"),
        pytest.param(Not(Anything()), None, id="none"),
        pytest.param(AllOf((A, NOT_KNOWN)), UNKNOWN_TOPIC, id="all-with-an-unknown"),
        pytest.param(AllOf((B, NOT_KNOWN)), None, id="all-with-a-false-one"),
        pytest.param(AnyOf((A, NOT_KNOWN)), "violated", id="any-with-a-true-one"),
        pytest.param(AnyOf((B, NOT_KNOWN)), UNKNOWN_TOPIC, id="any-with-an-unknown"),
        pytest.param(Not(NOT_KNOWN), UNKNOWN_TOPIC, id="not-an-unknown"),
        pytest.param(AnyOf((NOT_KNOWN, Not(NOT_KNOWN))), UNKNOWN_TOPIC, id="kleene-knows-no-excluded-middle"),
    ],
)
def test_selectors_combine_in_three_valued_logic(selector, verdict):
    assert verdict_on(selector, replace(THANKS, topics=None)) == verdict


@pytest.mark.parametrize(
    ("stages", "verdict"),
    [
        pytest.param([("s", 0, "screening")], "violated", id="in-the-stage"),
        pytest.param([("s", 0, "applied"), ("t", 0, "interview")], None, id="no-listed-order-but-neither"),
        pytest.param([("s", 1, "screening")], "violated", id="stage-of-the-same-instant"),
        pytest.param([("s", 2, "screening")], UNKNOWN_STAGE, id="no-stage-yet"),
        pytest.param([("s", 0, "screening"), ("t", 1, "interview")], None, id="already-left"),
        pytest.param([("s", 0, "applied"), ("t", 0, "screening")], "violated", id="listed-order-of-one-instant"),
        pytest.param([("s", 0, "screening"), ("t", 0, "offer")], UNKNOWN_STAGE, id="no-listed-order"),
        pytest.param(
            [("r", -1, "interview"), ("s", 0, "applied"), ("t", 0, "screening")], UNKNOWN_STAGE, id="no-way-back"
        ),
    ],
)
def test_the_stage_is_that_of_the_case_at_the_event(stages, verdict):
    events = [stage(*one) for one in stages]
    assert verdict_on(mail(stage=("screening",)), THANKS, *events) == verdict


def test_two_listed_orders_with_unlike_ends_leave_the_stage_unknown():
    ways = (Stage("a", ("b",)), Stage("b", ("a",)))
    events = [THANKS, stage("s", 0, "a"), stage("t", 0, "b")]
    assert verdict_on(mail(stage=("a",)), *events, stages=ways) == UNKNOWN_STAGE


@pytest.mark.parametrize(
    ("others", "changes", "verdict"),
    [
        pytest.param([("recruiter", 0, "t")], {}, "violated", id="begun-by-the-role"),
        pytest.param([("candidate", 0, "t"), ("recruiter", 0.5, "t")], {}, None, id="begun-by-another"),
        pytest.param([], {}, None, id="begun-by-itself"),
        pytest.param([("recruiter", 0, "t")], {"thread": None}, UNKNOWN_THREAD, id="no-thread"),
        pytest.param([("recruiter", 0, "t"), ("guest", 0, "t")], {}, UNKNOWN_THREAD, id="two-at-once"),
        pytest.param([("recruiter", 0, "t"), ("recruiter", 0, "t")], {}, "violated", id="two-of-one-role-at-once"),
        pytest.param([("?", 0, "t")], {}, UNKNOWN_ROLE, id="begun-by-someone"),
        pytest.param([("?", 0, "t"), ("?", 0, "t")], {}, UNKNOWN_THREAD, id="begun-by-two-who-may-differ"),
        pytest.param([("recruiter", 0, None)], {}, None, id="no-id-opens-no-thread"),
        pytest.param([("recruiter", 0, "u")], {}, None, id="another-thread"),
        pytest.param([(None, 0, "t")], {}, UNKNOWN_ROLE, id="begun-by-a-message-from-nobody-knows-whom"),
    ],
)
def test_a_thread_was_begun_by_the_sender_of_its_first_event(others, changes, verdict):
    events = [message(f"o{n}", hour, sender, "guest", thread=thread) for n, (sender, hour, thread) in enumerate(others)]
    one = replace(THANKS, **({"thread": "t"} | changes))
    assert verdict_on(mail(thread_started_by=("recruiter",)), one, *events) == verdict


def test_an_event_without_a_sender_begins_a_thread_that_nobody_began():
    opened = replace(stage("s", 0, "applied"), thread="t")
    selector = mail(thread_started_by=("candidate",))
    assert verdict_on(selector, replace(THANKS, thread="t"), opened) is None
    together = replace(opened, time=THANKS.time)
    assert verdict_on(selector, replace(THANKS, thread="t"), together) == "violated"


@pytest.mark.parametrize(
    ("has_reply", "verdict"),
    [
        pytest.param(None, UNKNOWN_THREAD, id="no-such-column"),
        pytest.param(True, UNKNOWN_THREAD, id="an-answer-to-something-unseen"),
        pytest.param(False, "violated", id="a-first-message"),
    ],
)
def test_in_an_older_case_a_thread_begins_where_nothing_is_replied_to(has_reply, verdict):
    one = replace(THANKS, thread="t", has_reply=has_reply)
    selector = mail(thread_started_by=("candidate",))
    assert verdict_on(selector, one, options={"older": {"c": True}}) == verdict


def test_in_an_older_case_one_reply_among_the_first_messages_is_enough_to_doubt():
    one = replace(THANKS, thread="t", has_reply=False)
    twin = replace(one, event_id="n", has_reply=True)
    selector = mail(thread_started_by=("candidate",))
    assert verdict_on(selector, one, twin, options={"older": {"c": True}}) == UNKNOWN_THREAD
    assert verdict_on(selector, one, twin) == "violated"


@pytest.mark.parametrize(
    ("selector", "name", "value", "verdict"),
    [
        pytest.param(mail(thread_started_by=("candidate",)), "thread_started_by", "none", None, id="thread"),
        pytest.param(mail(stage=("hired",)), "stage", "any", "violated", id="stage"),
        pytest.param(mail(about="status"), "topic", "other", None, id="topic"),
        pytest.param(mail(only_about=("status",)), "topic", "other", None, id="only-about"),
        pytest.param(AllOf((A, Not(mail(about="status")))), "topic", "other", "violated", id="not-the-topic"),
    ],
)
def test_an_assumption_settles_what_the_log_cannot_tell(selector, name, value, verdict):
    one = replace(THANKS, topics=None)
    assert verdict_on(selector, one) not in (None, "violated")
    assert verdict_on(selector, one, options={"assume": {name: value}}) == verdict


# ---------------------------------------------------------------- contacts


def contact(senders, recipients, **under):
    return Contact(tuple(senders.split()), tuple(recipients.split()), Fields(**under), NOWHERE)


ALLOWED = (
    contact("candidate", "recruiter"),
    contact("candidate", "coordinator", about=("thanks",)),
    contact("candidate", "hiring_manager", copied=("recruiter",)),
)


@pytest.mark.parametrize(
    ("sender", "to", "copied", "topics", "verdict"),
    [
        pytest.param("candidate", "recruiter", "", "status", "satisfied", id="permitted"),
        pytest.param("recruiter", "candidate", "", "status", "violated", id="not-the-other-way"),
        pytest.param("candidate", "coordinator", "", "thanks", "satisfied", id="about-the-right-thing"),
        pytest.param("candidate", "coordinator", "", "status", "violated", id="about-the-wrong-thing"),
        pytest.param("candidate", "coordinator", "", None, UNKNOWN_TOPIC, id="about-nobody-knows-what"),
        pytest.param("candidate", "recruiter coordinator", "", "status", "violated", id="one-of-two-is-not-permitted"),
        pytest.param("candidate", "hiring_manager", "", "status", "violated", id="not-in-the-open"),
        pytest.param("candidate", "hiring_manager", "recruiter", "status", "satisfied", id="in-the-open"),
        pytest.param("candidate", "hiring_manager recruiter", "", "status", "satisfied", id="open-by-to"),
        pytest.param("candidate", "recruiter", "guest", "status", "satisfied", id="cc-is-not-judged"),
        pytest.param("candidate", "", "guest", "status", "violated", id="cc-stands-in"),
        pytest.param("candidate", "candidate", "", "status", "satisfied", id="among-equals"),
        pytest.param("candidate", "candidate", "guest", "status", "violated", id="cc-stands-in-for-equals"),
        pytest.param("guest", "guest recruiter", "", "status", "violated", id="own-role-among-others"),
        pytest.param("candidate", "", "", "status", "satisfied", id="to-nobody"),
        pytest.param(None, "recruiter", "", "status", UNKNOWN_ROLE, id="from-someone"),
        pytest.param("candidate", "?", "", "status", UNKNOWN_ROLE, id="to-someone"),
        pytest.param("candidate", "? guest", "", "status", "violated", id="someone-and-a-stranger"),
        pytest.param("candidate", "hiring_manager", "?", "status", UNKNOWN_ROLE, id="perhaps-in-the-open"),
    ],
)
def test_every_recipient_must_be_permitted(sender, to, copied, topics, verdict):
    definition = define(rule_of(ContactRule(), "contact"), contacts=ALLOWED)
    assert words(definition, [message("m", 1, sender, to, topics, copied=copied)]) == {"m": verdict}
