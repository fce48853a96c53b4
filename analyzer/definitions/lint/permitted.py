"""Contacts against rules: what is permitted and forbidden, reported twice, or required and not permitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyzer.definitions.lint.conditions import as_selector
from analyzer.definitions.lint.possible import Alternative, alternatives, follows, possible
from analyzer.definitions.lint.subject import MESSAGES, Remark, Subject
from analyzer.definitions.model import AllOf, Anything, Contact, Fields, Forbid, Names, Not, Rule, Selector
from analyzer.definitions.walk import answer_of
from analyzer.errors import Place

Pair = tuple[str, str]


def pairs(contact: Contact) -> list[Pair]:
    """The senders and recipients that a contact joins; those of one role are not judged and left out."""
    return [(a, b) for a in contact.senders for b in contact.recipients if a != b]


def message(contact: Contact, sender: str, recipient: str) -> Selector:
    """The messages of two roles that a contact permits."""
    return AllOf((MESSAGES, Fields(sender=(sender,), to=(recipient,)), contact.under))


# ---------------------------------------------------------------- permitted and forbidden


def contradictions(subject: Subject) -> Iterator[Remark]:
    """Find what a contact permits and a `forbid` that excuses nothing always forbids (D212)."""
    rules = [rule for rule in subject.definition.rules if _forbids_always(rule)]
    found: dict[tuple[Place, str], list[str]] = {}
    for contact in subject.definition.contacts:
        for rule in rules:
            for said in _contradicted(subject, contact, rule):
                found.setdefault((contact.place, rule.id), []).append(said)
    for (place, rule_id), ways in found.items():
        rule = subject.definition.rule(rule_id)
        text = f"{', '.join(ways)} is permitted here, and rule {rule_id!r} ({subject.line(rule.place)}) forbids it"
        why = "take it out of the contact, or say in the rule when it is fine (`unless:`)"
        yield Remark(place, "D212", text, why)


def _forbids_always(rule: Rule) -> bool:
    verb = rule.verb
    plain = isinstance(verb, Forbid) and verb.between is None
    return plain and not (rule.unless or rule.when or rule.while_closed)


def _contradicted(subject: Subject, contact: Contact, rule: Rule) -> Iterator[str]:
    """The parts of a contact that a rule forbids: whole pairs, or pairs about a topic that the contact lists."""
    assert isinstance(rule.verb, Forbid)
    listed = contact.under.only_about or contact.under.about or ()
    for pair in pairs(contact):
        judged = AllOf((message(contact, *pair), subject.in_force))
        if not possible(judged):
            continue
        if follows(judged, than=rule.verb.event):
            yield " -> ".join(pair)
            continue
        topics = [topic for topic in listed if _always(AllOf((judged, Fields(about=(topic,)))), rule.verb.event)]
        if topics:
            yield f"{' -> '.join(pair)} about {', '.join(topics)}"


def _always(judged: Selector, event: Selector) -> bool:
    return possible(judged) and follows(judged, than=event)


# ---------------------------------------------------------------- what no contact permits


def reported_twice(subject: Subject) -> Iterator[Remark]:
    """Find `forbid` rules of which every finding is one of the rule `contact` as well (D214)."""
    definition = subject.definition
    contact_rule = next((rule for rule in definition.rules if rule.id == "contact"), None)
    if contact_rule is None or contact_rule.when:
        return
    twice = [rule for rule in definition.rules if _off_the_contacts(subject, rule)]
    if twice:
        names = ", ".join(f"{rule.id!r} ({subject.line(rule.place)})" for rule in twice)
        text = f"no contact permits what {names} forbid{'s' if len(twice) == 1 else ''}: `contact` reports it as well"
        why = "the two findings of one message are one incident; keep the rule for its severity, excuses and words"
        yield Remark(contact_rule.place, "D214", text, why)


def _off_the_contacts(subject: Subject, rule: Rule) -> bool:
    if not isinstance(rule.verb, Forbid) or rule.while_closed:
        return False
    let_off = [as_selector(named.condition) for named in rule.unless]
    left = AllOf((rule.verb.event, subject.in_force, *(Not(one) for one in let_off if one is not None)))
    return not_permitted(subject, left)


def not_permitted(subject: Subject, selector: Selector) -> bool:
    """Tell whether the contacts surely permit no message that meets a selector, and there is one at all.

    Messages are permitted pair by pair, so it is enough that one recipient who must be there cannot be written to.
    """
    if not possible(selector, MESSAGES) or possible(selector, Not(MESSAGES)):
        return False
    found = alternatives(AllOf((selector, MESSAGES)))
    return found is not None and all(_off(subject, tests) for tests in found)


def _off(subject: Subject, tests: Alternative) -> bool:
    senders = [test.values for test in tests if test.name == "sender" and test.holds]
    if not senders:
        return False
    known = _selector(tests)
    to = [test.values for test in tests if test.name == "to" and test.holds]
    return all(
        any(all(_pair_is_off(subject, known, sender, one) for one in sorted(wanted)) for wanted in to)
        for sender in sorted(frozenset.intersection(*senders))
    )


def _pair_is_off(subject: Subject, known: Selector, sender: str, recipient: str) -> bool:
    if sender == recipient:
        return False  # not judged
    pair = Fields(sender=(sender,), to=(recipient,))
    return not any(
        sender in contact.senders and recipient in contact.recipients and possible(known, pair, contact.under)
        for contact in subject.definition.contacts
    )


def _selector(tests: Alternative) -> Selector:
    """An alternative as a selector again."""
    parts: list[Selector] = []
    for test in tests:
        values = tuple(sorted(test.values))
        column = test.name.removeprefix("where ")
        one = Fields(where=((column, values),)) if column != test.name else _field(test.name, values)
        parts.append(one if test.holds else Not(one))
    return AllOf(tuple(parts)) if parts else Anything()


def _field(name: str, values: Names) -> Fields:
    fields: dict[str, Any] = {name: values}
    return Fields(**fields)


def required_not_permitted(subject: Subject) -> Iterator[Remark]:
    """Find rules that require a message which the contacts do not permit (D215)."""
    if not subject.definition.contacts:
        return
    for rule in subject.definition.rules:
        answer = answer_of(rule.verb)
        if answer is not None and not_permitted(subject, AllOf((answer, subject.unprotected))):
            text = f"rule {rule.id!r} requires a message that no contact permits"
            why = "whoever keeps the rule leaves the agreed ways: add a contact, or ask for something else"
            yield Remark(subject.of_rule(rule, "require"), "D215", text, why)


# ---------------------------------------------------------------- contacts for nothing


def idle_contacts(subject: Subject) -> Iterator[Remark]:
    """Find contacts that permit nothing (D216) or nothing that others do not permit too (D217)."""
    lines: dict[Place, list[Contact]] = {}
    for contact in subject.definition.contacts:
        lines.setdefault(contact.place, []).append(contact)
    needed = dict(lines)
    # The last first: of two lines that permit the same, the first stays.
    for place, contacts in reversed(lines.items()):
        ways = [(contact, *pair) for contact in contacts for pair in pairs(contact)]
        alive = [way for way in ways if possible(message(*way), subject.in_force)]
        del needed[place]
        wider = [_wider(way, needed) for way in alive]
        if not alive:
            yield _permits_nothing(subject, place, contacts, joined=bool(ways))
        elif all(one is not None for one in wider):
            at = ", ".join(subject.line(one) for one in sorted({one for one in wider if one is not None}))
            text = f"everything that this contact permits is permitted at {at} already"
            yield Remark(place, "D217", text, "leave it out, or narrow the other one")
        else:
            needed[place] = contacts


def _permits_nothing(subject: Subject, place: Place, contacts: list[Contact], *, joined: bool) -> Remark:
    if not joined:
        why = "messages within a role are not judged: leave it out"
    elif any(possible(message(contact, *pair)) for contact in contacts for pair in pairs(contact)):
        why = "it is for messages that no rule judges (of a closed case, or about a protected topic): leave it out"
    else:
        why = "two of its conditions exclude each other"
    return Remark(place, "D216", "this contact permits nothing", why)


def _wider(way: tuple[Contact, str, str], lines: dict[Place, list[Contact]]) -> Place | None:
    """The line of a contact that permits all that one does for a pair."""
    _, sender, recipient = way
    for place, contacts in lines.items():
        for other in contacts:
            joined = sender in other.senders and recipient in other.recipients
            if joined and follows(message(*way), than=message(other, sender, recipient)):
                return place
    return None
