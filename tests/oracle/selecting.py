"""Selectors on one event, in three-valued logic (SEMANTICS section 2), and whether a contact permits a message.

Each test of a field is one unknown of its own. Where a role is not known the test is tried with every role it could
be: those that are named anywhere near, and one that nobody names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Names, Selector
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.kleene import Truth, conjunction, disjunction, is_unknown, negation, unknown
from tests.oracle.records import UNKNOWN, OracleEvent

NOBODY_NAMES = "a role that nobody names"


def holds(case: Case, selector: Selector, event: OracleEvent) -> Truth:
    """Whether an event matches a selector."""
    known = case.remembered(selector, event)
    return case.remember(selector, event, _holds(case, selector, event)) if known is None else known


def _holds(case: Case, selector: Selector, event: OracleEvent) -> Truth:
    if isinstance(selector, Anything):
        return True
    if isinstance(selector, Fields):
        return conjunction(field_tests(case, selector, event))
    if isinstance(selector, AllOf):
        return conjunction(holds(case, part, event) for part in selector.parts)
    if isinstance(selector, AnyOf):
        return disjunction(holds(case, part, event) for part in selector.parts)
    return negation(holds(case, selector.part, event))


def field_tests(case: Case, fields: Fields, event: OracleEvent) -> Iterator[Truth]:
    """The tests of the fields that were written, one by one."""
    if fields.activity is not None:
        yield event.activity in fields.activity
    yield from role_tests(fields, event)
    if fields.about is not None:
        yield topics_test(case, event, lambda topics: bool(topics & set(fields.about or ())))
    if fields.only_about is not None:
        yield topics_test(case, event, lambda topics: bool(topics) and topics <= set(fields.only_about or ()))
    if fields.by is not None:
        yield event.channel in fields.by
    if fields.stage is not None:
        yield stage_test(case, event, fields.stage)
    if fields.thread_started_by is not None:
        yield thread_test(case, event, fields.thread_started_by)
    for column, values in fields.where:
        yield dict(event.columns).get(column) in values


def role_tests(fields: Fields, event: OracleEvent) -> Iterator[Truth]:
    if fields.sender is not None:
        yield role_test(event, fields.sender, lambda one, roles: one.sender_role in roles)
    if fields.to is not None:
        yield role_test(event, fields.to, lambda one, roles: bool(reached(one) & roles))
    if fields.copied is not None:
        yield role_test(event, fields.copied, lambda one, roles: bool(addressed(one) & roles))
    if fields.not_copied is not None:
        yield role_test(event, fields.not_copied, lambda one, roles: not addressed(one) & roles)
    if fields.party is not None:
        yield role_test(event, fields.party, lambda one, roles: bool((addressed(one) | {one.sender_role}) & roles))


def topics_test(case: Case, event: OracleEvent, test: Callable[[frozenset[str]], bool]) -> Truth:
    if event.topics is not None:
        return test(event.topics)
    return False if case.setting.assume.get("topic") == "other" else unknown(Reason.TOPIC)


def stage_test(case: Case, event: OracleEvent, stages: Names) -> Truth:
    """Where the stage is one of several, the test is known only if it comes out alike for all of them."""
    possible = case.stages_of(event)
    outcomes = {stage in stages for stage in possible}
    if None not in possible and len(outcomes) == 1:
        return outcomes.pop()
    return True if case.setting.assume.get("stage") == "any" else unknown(Reason.STAGE)


def thread_test(case: Case, event: OracleEvent, roles: Names) -> Truth:
    opener = case.opener_of(event)
    if not isinstance(opener, Reason):
        return opener in roles
    return False if case.setting.assume.get("thread_started_by") == "none" else unknown(opener)


# ---------------------------------------------------------------- roles that may not be known


def reached(event: OracleEvent) -> frozenset[str]:
    """Whom a message reaches: its `to`, or cc (if there is any) where `to` names nobody but the sender's own role."""
    own = frozenset() if event.sender_role is None else frozenset({event.sender_role})
    return (event.copied_roles or event.recipient_roles) if event.recipient_roles <= own else event.recipient_roles


def addressed(event: OracleEvent) -> frozenset[str]:
    return event.recipient_roles | event.copied_roles


def role_test(event: OracleEvent, roles: Names, test: Callable[[OracleEvent, frozenset[str]], bool]) -> Truth:
    outcomes = {test(one, frozenset(roles)) for one in role_readings(event, roles)}
    return outcomes.pop() if len(outcomes) == 1 else unknown(Reason.ROLE)


def role_readings(event: OracleEvent, roles: Iterable[str]) -> Iterator[OracleEvent]:
    """The event with every role known, once for each way that its unknown roles could be."""
    sender_unknown = event.sender_role == UNKNOWN or (event.sender_role is None and event.activity == "message")
    to_unknown, copied_unknown = UNKNOWN in event.recipient_roles, UNKNOWN in event.copied_roles
    if not (sender_unknown or to_unknown or copied_unknown):
        yield event
        return
    named = {*roles, *addressed(event), event.sender_role or UNKNOWN, NOBODY_NAMES} - {UNKNOWN}
    anyone = sorted(named)
    for sender in anyone if sender_unknown else [event.sender_role]:
        for to in anyone if to_unknown else [UNKNOWN]:
            for copied in anyone if copied_unknown else [UNKNOWN]:
                yield replace(
                    event,
                    sender_role=sender,
                    recipient_roles=_known(event.recipient_roles, to),
                    copied_roles=_known(event.copied_roles, copied),
                )


def _known(roles: frozenset[str], stands_for: str) -> frozenset[str]:
    return frozenset(stands_for if role == UNKNOWN else role for role in roles)


# ---------------------------------------------------------------- contacts


def permitted(case: Case, event: OracleEvent) -> Truth:
    """Whether every recipient of a message may be written to, by its sender, about this, here and now.

    The pairs are tried with every role that could be meant; what a contact asks of the message stays one unknown.
    """
    contacts = case.setting.definition.contacts
    conditions = [conjunction(field_tests(case, contact.under, event)) for contact in contacts]
    roles = {role for contact in contacts for role in (*contact.senders, *contact.recipients)}
    outcomes = {
        conjunction(
            disjunction(
                condition
                for contact, condition in zip(contacts, conditions, strict=True)
                if one.sender_role in contact.senders and role in contact.recipients
            )
            for role in sorted(reached(one))
            if role != one.sender_role
        )
        for one in role_readings(event, roles)
    }
    if len(outcomes) == 1:
        return outcomes.pop()
    reasons = frozenset().union(*(outcome for outcome in outcomes if is_unknown(outcome)))
    return reasons | {str(Reason.ROLE)}
