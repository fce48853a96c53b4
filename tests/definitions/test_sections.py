"""The sections around the rules: contacts, built-in rules, vocabulary, calendar, and the definition as a whole."""

from __future__ import annotations

from hashlib import sha256

import pytest

from analyzer.calendars import ClockKind
from analyzer.definitions import load_definition
from analyzer.definitions.model import Fields, Matches, RequireAfter
from analyzer.findings import Severity
from tests.definitions.texts import BASE, load

IN_COPY = Matches(Fields(copied=("recruiter",)))

# ---------------------------------------------------------------- contacts and built-in rules


def test_between_gives_both_ways_at_one_place() -> None:
    there, back = load(
        "contacts:", "  - {between: [candidate, [recruiter, coordinator]], about: status}  # why"
    ).contacts
    assert (there.senders, there.recipients) == (("candidate",), ("recruiter", "coordinator"))
    assert (back.senders, back.recipients) == (("recruiter", "coordinator"), ("candidate",))
    assert there.under == back.under == Fields(about=("status",))
    assert there.place == back.place
    assert (there.place.line, there.place.column) == (17, 5)
    assert there.text == "{between: [candidate, [recruiter, coordinator]], about: status}  # why"


def test_from_and_to_give_one_way() -> None:
    (contact,) = load(
        "contacts: [{from: candidate, to: recruiter, copied: coordinator, by: email, stage: interview}]"
    ).contacts
    assert (contact.senders, contact.recipients) == (("candidate",), ("recruiter",))
    assert contact.under == Fields(copied=("coordinator",), by=("email",), stage=("interview",))


def test_any_in_a_contact_is_every_declared_role() -> None:
    (contact,) = load("contacts: [{from: any, to: recruiter}]").contacts
    assert contact.senders == ("candidate", "recruiter", "coordinator", "hiring_manager")


def test_built_in_rules_come_first_and_only_where_there_is_cause() -> None:
    with_contacts = load("contacts: [{from: any, to: recruiter}]", "rules: {r: {forbid: asks}}")
    assert [rule.id for rule in with_contacts.rules] == ["contact", "stage-order", "r"]
    assert [rule.id for rule in load("rules: {r: {forbid: asks}}").rules] == ["stage-order", "r"]
    timed = BASE.replace("{next: [interview]}", "{next: [interview], at_most: 5 business days}")
    assert [rule.id for rule in load_definition(timed).rules] == ["stage-order", "stage-time"]


def test_the_contact_rule_takes_its_words() -> None:
    rule = load(
        "contacts: [{from: any, to: recruiter}]",
        "contact_rule:",
        "  title: Stay on the ways",
        "  severity: low",
        "  unless: in-copy",
        "  when: {stage: interview}",
        "  why: So.",
        "  instead: Otherwise.",
    ).rule("contact")
    assert (rule.title, rule.severity, rule.why, rule.instead) == (
        "Stay on the ways",
        Severity.LOW,
        "So.",
        "Otherwise.",
    )
    assert rule.unless[0].condition == IN_COPY
    assert rule.when[0].condition == Matches(Fields(stage=("interview",)))
    assert rule.text.startswith("contact_rule:\n  title: Stay")


# ---------------------------------------------------------------- the rest


def test_vocabulary_is_read() -> None:
    definition = load()
    assert definition.roles[0] == ("candidate", "Candidate")
    assert definition.channels == ("email", "phone")
    assert [topic.id for topic in definition.topics] == ["status", "thanks", "terms"]
    assert (definition.guarded, definition.protected) == (("status", "terms"), ())
    assert (definition.process, definition.title, definition.version) == ("mini", "mini", "")
    applied, interview, hired = definition.stages
    assert (applied.next, interview.next, hired.next) == (("interview",), ("hired",), None)
    assert [stage.closes for stage in definition.stages] == [False, False, True]


def test_roles_topics_and_stages_may_be_plain_lists() -> None:
    text = "{format: 1, process: p, roles: [a, b], topics: [t], stages: [one, two]}"
    definition = load_definition(text)
    assert definition.roles == (("a", "a"), ("b", "b"))
    assert [(topic.id, topic.title) for topic in definition.topics] == [("t", "t")]
    assert [stage.id for stage in definition.stages] == ["one", "two"]
    assert definition.rules == ()


def test_a_calendar_is_read() -> None:
    week = '{mon-thu: ["09:00-12:00", "13:00-17:00"], fri: "09:00-15:00"}'
    off = "{country: US-CA, add: [2026-12-24, 2026-12-31], except: 2026-11-26}"
    text = BASE.replace('{mon-fri: ["09:00-17:00"]}', f"{week}, holidays: {off}")
    calendar = load_definition(text).calendar
    assert calendar is not None
    assert calendar.timezone == "America/New_York"
    assert calendar.hours == (((540, 720), (780, 1020)),) * 4 + (((540, 900),), (), ())
    assert calendar.country == "US-CA"
    assert [day.isoformat() for day in calendar.holidays] == ["2026-12-24", "2026-12-31"]
    assert [day.isoformat() for day in calendar.excluded] == ["2026-11-26"]


def test_without_a_calendar_there_is_none() -> None:
    assert load_definition("{format: 1, process: p, roles: [a]}").calendar is None


def test_durations_keep_their_clock_and_their_text() -> None:
    verb = load("rules: {r: {require: answers, after: asks, within: 16 business hours}}").rule("r").verb
    assert isinstance(verb, RequireAfter)
    assert (verb.within.clock, verb.within.text) == (ClockKind.BUSINESS_HOURS, "16 business hours")


def test_source_and_digest_are_those_of_the_file() -> None:
    definition = load()
    assert definition.source == BASE + "\n"
    assert definition.digest == sha256((BASE + "\n").encode()).hexdigest()
    assert definition.path == "d.yaml"


def test_a_rule_may_be_replaced() -> None:
    definition = load("rules: {r: {forbid: asks}, s: {forbid: answers}}")
    changed = definition.replace_rule("s", severity=Severity.LOW)
    assert changed.rule("s").severity is Severity.LOW
    assert changed.rule("r") == definition.rule("r")
    with pytest.raises(KeyError):
        definition.rule("t")
