"""Chains of messages that pass information on without the gatekeeper: every chain, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.model import Fields, Route
from tests.oracle.case import Case
from tests.oracle.kleene import Truth, negation
from tests.oracle.records import UNKNOWN, OracleEvent
from tests.oracle.selecting import NOBODY_NAMES, addressed, holds, reached, role_test

Way = dict[tuple[str, str, str], Truth]


def ways_of_chains(case: Case, verb: Route, last: OracleEvent) -> Iterator[Way]:
    """What must be true of the messages of each chain that a message ends; a chain has one topic from end to end."""
    messages = [event for event in case.events if event.activity == "message" and not case.is_protected(event)]
    for topic in verb.about:
        about = Fields(about=(topic,))
        carries = {event.event_id: _carries(case, verb, about, topic, event) for event in messages}
        usable = [event for event in messages if not any(truth is False for truth in carries[event.event_id].values())]
        if last in usable:
            yield from _backwards(case, verb, usable, carries, last, verb.to, 1)


def _carries(case: Case, verb: Route, about: Fields, topic: str, event: OracleEvent) -> Way:
    party = Fields(party=(verb.through,))
    return {
        ("about", topic, event.event_id): holds(case, about, event),
        ("past", verb.through, event.event_id): negation(holds(case, party, event)),
    }


def _backwards(
    case: Case, verb: Route, usable: list[OracleEvent], carries: dict[str, Way], last: OracleEvent, to: str, length: int
) -> Iterator[Way]:
    """Chains that end with `last` reaching the role `to`."""
    arrives = carries[last.event_id] | {("to", to, last.event_id): reaches(last, to)}
    if any(truth is False for truth in arrives.values()):
        return
    begins = sent_by(last, verb.sender)
    if begins is not False and not (verb.indirect and length == 1):
        yield arrives | {("from", verb.sender, last.event_id): begins}
    for role in passing_on(verb, usable):
        sends = sent_by(last, role)
        if sends is False:
            continue
        passed = arrives | {("from", role, last.event_id): sends}
        for before in usable:
            if before.time < last.time and case.lag(before, last, verb.within) <= verb.within.amount:
                for way in _backwards(case, verb, usable, carries, before, role, length + 1):
                    yield way | passed


def passing_on(verb: Route, usable: list[OracleEvent]) -> list[str]:
    """Roles that may stand between the ends of a chain."""
    seen = {role for event in usable for role in (event.sender_role, *addressed(event)) if role is not None}
    return sorted((seen | {NOBODY_NAMES}) - {verb.sender, verb.to, UNKNOWN})


def sent_by(event: OracleEvent, role: str) -> Truth:
    return role_test(event, (role,), lambda one, roles: one.sender_role in roles)


def reaches(event: OracleEvent, role: str) -> Truth:
    return role_test(event, (role,), lambda one, roles: bool(reached(one) & roles))
