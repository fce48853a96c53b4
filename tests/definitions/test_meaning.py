"""What is written is what the model says: every construct of the language, names resolved, `message` added once."""

from __future__ import annotations

import pytest

from analyzer.calendars import Duration
from analyzer.definitions import load_definition
from analyzer.definitions.model import (
    After,
    AllConditions,
    AllOf,
    AnyCondition,
    AnyOf,
    Anything,
    Condition,
    Fields,
    Forbid,
    Limit,
    Matches,
    Not,
    Open,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    SameSender,
    Selector,
    Unanswered,
    Verb,
)
from analyzer.findings import Severity
from tests.definitions.texts import BASE, load

MESSAGE = ("message",)
ASKS = Fields(activity=MESSAGE, sender=("candidate",), to=("hiring_manager",), about=("status",))
ANSWERS = Fields(activity=MESSAGE, sender=("recruiter",), to=("candidate",))
MEETING = Fields(activity=("interview",))
TWO_DAYS = Duration.parse("2 business days")
A_DAY = Duration.parse("1 day")

# ---------------------------------------------------------------- selectors


def selector(text: str) -> Selector:
    """Read a selector at the place of a verb."""
    verb = load(f"rules: {{r: {{forbid: {text}}}}}").rule("r").verb
    assert isinstance(verb, Forbid)
    return verb.event


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("asks", ASKS, id="name"),
        pytest.param("any", Anything(), id="any-is-every-event"),
        pytest.param("{from: candidate}", Fields(activity=MESSAGE, sender=("candidate",)), id="one-value"),
        pytest.param(
            "{from: [candidate, recruiter]}", Fields(activity=MESSAGE, sender=("candidate", "recruiter")), id="list"
        ),
        pytest.param(
            "{from: [candidate, candidate]}", Fields(activity=MESSAGE, sender=("candidate",)), id="each-value-once"
        ),
        pytest.param(
            "{from: any, to: recruiter}", Fields(activity=MESSAGE, to=("recruiter",)), id="any-is-not-written"
        ),
        pytest.param("{activity: interview, from: any}", MEETING, id="activity"),
        pytest.param("{activity: [interview, message]}", Fields(activity=("interview", "message")), id="activities"),
        pytest.param(
            "{activity: any, from: candidate}", Fields(sender=("candidate",)), id="any-activity-is-not-message"
        ),
        pytest.param(
            "{copied: recruiter, not_copied: coordinator, party: candidate}",
            Fields(activity=MESSAGE, copied=("recruiter",), not_copied=("coordinator",), party=("candidate",)),
            id="parties",
        ),
        pytest.param("{about: guarded}", Fields(activity=MESSAGE, about=("status", "terms")), id="guarded"),
        pytest.param(
            "{only_about: [thanks, guarded]}",
            Fields(activity=MESSAGE, only_about=("thanks", "status", "terms")),
            id="guarded-in-a-list",
        ),
        pytest.param(
            "{by: [email, phone], stage: interview, thread_started_by: candidate}",
            Fields(activity=MESSAGE, by=("email", "phone"), stage=("interview",), thread_started_by=("candidate",)),
            id="channel-stage-thread",
        ),
        pytest.param(
            "{where: {needs_reply: yes, source: [mail, ats]}}",
            Fields(activity=MESSAGE, where=(("needs_reply", ("yes",)), ("source", ("mail", "ats")))),
            id="where",
        ),
        pytest.param(
            "{not: asks}",
            AllOf(
                (
                    Fields(activity=MESSAGE),
                    Not(Fields(sender=("candidate",), to=("hiring_manager",), about=("status",))),
                )
            ),
            id="not",
        ),
        pytest.param(
            "{any_of: [asks, meeting]}",
            AnyOf((Fields(sender=("candidate",), to=("hiring_manager",), about=("status",)), MEETING)),
            id="an-activity-in-one-part-is-enough",
        ),
        pytest.param(
            "{all_of: [{from: candidate}, any]}",
            AllOf((Fields(activity=MESSAGE), Fields(sender=("candidate",)), Anything())),
            id="message-once-outermost",
        ),
        pytest.param(
            "{from: candidate, not: {about: thanks}}",
            AllOf((Fields(activity=MESSAGE), Fields(sender=("candidate",)), Not(Fields(about=("thanks",))))),
            id="fields-beside-not",
        ),
        pytest.param(
            "{from: candidate, not: meeting}",
            AllOf((Fields(sender=("candidate",)), Not(MEETING))),
            id="an-activity-beside-fields-is-enough",
        ),
    ],
)
def test_a_selector_is_read(text: str, expected: Selector) -> None:
    assert selector(text) == expected


def test_events_may_refer_to_events_declared_later() -> None:
    text = BASE.replace("{activity: interview}", "either\n  either: {any_of: [asks, answers]}")
    verb = load_definition(text + "rules: {r: {forbid: meeting}}").rule("r").verb
    assert verb == Forbid(
        AllOf(
            (
                Fields(activity=MESSAGE),
                AnyOf(
                    (
                        Fields(sender=("candidate",), to=("hiring_manager",), about=("status",)),
                        Fields(sender=("recruiter",), to=("candidate",)),
                    )
                ),
            )
        )
    )


# ---------------------------------------------------------------- verbs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("forbid: asks", Forbid(ASKS), id="forbid"),
        pytest.param(
            "forbid: asks, between: [meeting, answers]", Forbid(ASKS, (MEETING, ANSWERS)), id="forbid-between"
        ),
        pytest.param("require: answers, before: meeting", RequireBefore(ANSWERS, MEETING), id="before"),
        pytest.param(
            "require: answers, before: meeting, within: 1 day",
            RequireBefore(ANSWERS, MEETING, A_DAY),
            id="before-within",
        ),
        pytest.param(
            "require: answers, after: asks, within: 2 business days", RequireAfter(ANSWERS, ASKS, TWO_DAYS), id="after"
        ),
        pytest.param(
            "require: answers, after: asks, within: 2 business days, not_before: 1 day",
            RequireAfter(ANSWERS, ASKS, TWO_DAYS, A_DAY),
            id="after-not-before",
        ),
        pytest.param("require: answers, next_after: asks", RequireNext(ANSWERS, ASKS), id="next-after"),
        pytest.param(
            "require: answers, next_after: asks, in: thread", RequireNext(ANSWERS, ASKS, in_thread=True), id="in-thread"
        ),
        pytest.param("require: answers, by: interview", RequireBy(ANSWERS, "interview"), id="by-stage"),
        pytest.param("require: answers, by: close", RequireBy(ANSWERS, None), id="by-close"),
        pytest.param("limit: asks, at_most: 3", Limit(ASKS, 3), id="limit"),
        pytest.param("limit: asks, at_most: 0, per: 1 day", Limit(ASKS, 0, A_DAY), id="limit-per"),
        pytest.param("separate: [asks, answers]", SameSender(ASKS, ANSWERS, separate=True), id="separate"),
        pytest.param("same: [asks, answers]", SameSender(ASKS, ANSWERS, separate=False), id="same"),
        pytest.param(
            "route: {from: candidate, to: hiring_manager, about: guarded, through: recruiter, within: 1 day}",
            Route("candidate", "hiring_manager", ("status", "terms"), "recruiter", A_DAY),
            id="route",
        ),
        pytest.param(
            "route: {from: candidate, to: hiring_manager, about: status, through: recruiter, within: 1 day,"
            " indirect: true}",
            Route("candidate", "hiring_manager", ("status",), "recruiter", A_DAY, indirect=True),
            id="route-indirect",
        ),
    ],
)
def test_a_verb_is_read(text: str, expected: Verb) -> None:
    assert load(f"rules: {{r: {{{text}}}}}").rule("r").verb == expected


def test_the_words_around_a_verb_are_read() -> None:
    rule = load(
        "rules:",
        "  r:",
        "    title: A title",
        "    require: answers",
        "    after: asks",
        "    within: 1 day",
        "    severity: high",
        "    settled_by: {from: recruiter}",
        "    settled_within: 2 business days",
        "    on_close: cancel",
        "    while: closed",
        "    pairing: each",
        "    correlate: thread",
        "    across: candidate",
        "    why: >",
        "      Because",
        "      it matters.",
        "    instead: Ask.",
        "",
        "# what follows is no part of it",
    ).rule("r")
    assert (rule.title, rule.severity, rule.on_close, rule.pairing) == ("A title", Severity.HIGH, "cancel", "each")
    assert (rule.while_closed, rule.correlate, rule.across) == (True, "thread", "candidate")
    assert rule.settled_by == Fields(activity=MESSAGE, sender=("recruiter",))
    assert rule.settled_within == TWO_DAYS
    assert (rule.why, rule.instead) == ("Because it matters.", "Ask.")
    assert (rule.place.line, rule.place.column) == (17, 3)
    assert rule.text.splitlines()[0] == "r:"
    assert rule.text.splitlines()[-1] == "  instead: Ask."


def test_what_is_not_written_has_its_default() -> None:
    rule = load("rules: {r: {forbid: asks}}").rule("r")
    assert (rule.title, rule.severity, rule.on_close, rule.pairing) == ("r", Severity.MEDIUM, "due", "any")
    assert (rule.while_closed, rule.correlate, rule.across, rule.settled_by) == (False, None, None, None)
    assert (rule.when, rule.unless, rule.why, rule.instead) == ((), (), "", "")


def test_values_that_are_the_default_may_be_written() -> None:
    text = "rules: {r: {require: answers, after: asks, within: 1 day, pairing: any, on_close: due}}"
    assert load(text).rule("r").pairing == "any"


# ---------------------------------------------------------------- conditions

IN_COPY = Matches(Fields(copied=("recruiter",)))
ASKED = Matches(Fields(sender=("candidate",), to=("hiring_manager",), about=("status",)))
WAITS = "s: {require: answers, after: asks, within: 1 day}"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("in-copy", "in-copy", IN_COPY, id="excuse"),
        pytest.param("[in-copy]", "in-copy", IN_COPY, id="excuse-in-a-list"),
        pytest.param("[asks]", "asks", ASKED, id="event-without-message"),
        pytest.param("{copied: recruiter}", "copied: recruiter", IN_COPY, id="in-place"),
        pytest.param(
            "[{copied: recruiter, about: [status,   terms]}]",
            "copied: recruiter, about: [status, terms]",
            Matches(Fields(copied=("recruiter",), about=("status", "terms"))),
            id="in-place-its-text-is-its-name",
        ),
        pytest.param("{mine: {copied: recruiter}}", "mine", IN_COPY, id="under-a-name"),
        pytest.param("[{mine: in-copy}]", "mine", IN_COPY, id="another-name-for-an-excuse"),
        pytest.param("{after: asks}", "after: asks", After(ASKS), id="after"),
        pytest.param(
            "{after: {from: candidate}, within: 1 day}",
            "after: {from: candidate}, within: 1 day",
            After(Fields(activity=MESSAGE, sender=("candidate",)), A_DAY),
            id="after-within",
        ),
        pytest.param("{after: any}", "after: any", After(Anything()), id="after-anything"),
        pytest.param("{not_after: meeting}", "not_after: meeting", After(MEETING, negated=True), id="not-after"),
        pytest.param(
            "{n: {unanswered: asks, by: answers, for: 1 day}}", "n", Unanswered(ASKS, ANSWERS, A_DAY), id="unanswered"
        ),
        pytest.param(
            "{n: {unanswered: asks, by: {from: recruiter}, for: 2 business days, at_least: 2}}",
            "n",
            Unanswered(ASKS, Fields(activity=MESSAGE, sender=("recruiter",)), TWO_DAYS, 2),
            id="unanswered-at-least",
        ),
        pytest.param("{n: {open: s}}", "n", Open("s"), id="open"),
        pytest.param(
            "{n: {all_of: [in-copy, {after: asks}]}}", "n", AllConditions((IN_COPY, After(ASKS))), id="all-of"
        ),
        pytest.param("{n: {any_of: [asks, {open: s}]}}", "n", AnyCondition((ASKED, Open("s"))), id="any-of"),
        pytest.param("{n: {not: {from: candidate}}}", "n", Matches(Not(Fields(sender=("candidate",)))), id="not"),
        pytest.param(
            "{n: {from: candidate, any_of: [in-copy, {after: asks}]}}",
            "n",
            AllConditions((Matches(Fields(sender=("candidate",))), AnyCondition((IN_COPY, After(ASKS))))),
            id="fields-beside-any-of",
        ),
        pytest.param("{n: {by: email}}", "n", Matches(Fields(by=("email",))), id="by-is-the-channel"),
    ],
)
@pytest.mark.parametrize("key", ["when", "unless"])
def test_a_condition_is_read(key: str, text: str, name: str, expected: Condition) -> None:
    rule = load(f"rules: {{r: {{forbid: asks, {key}: {text}}}, {WAITS}}}").rule("r")
    (named,) = rule.when if key == "when" else rule.unless
    assert (named.name, named.condition) == (name, expected)


def test_a_mapping_of_names_gives_each_its_condition() -> None:
    rule = load("rules: {r: {forbid: asks, unless: {one: in-copy, two: {after: asks}}}}").rule("r")
    assert [(each.name, each.condition) for each in rule.unless] == [("one", IN_COPY), ("two", After(ASKS))]


def test_an_excuse_goes_before_an_event_of_the_same_name() -> None:
    rule = load("rules: {r: {forbid: any, unless: asks}}").rule("r")
    assert rule.unless[0].condition == ASKED
    text = BASE.replace("in-copy:", "asks:")
    rule = load_definition(text + "rules: {r: {forbid: any, unless: asks}}").rule("r")
    assert rule.unless[0].condition == IN_COPY


def test_a_named_excuse_keeps_the_place_of_its_declaration() -> None:
    rule = load("rules:", "  r:", "    forbid: asks", "    unless: [in-copy, {after: asks}]").rule("r")
    assert [(each.place.line, each.place.column) for each in rule.unless] == [(15, 3), (19, 23)]
