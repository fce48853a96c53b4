"""The verbs, one function each: what an event activates, and whether that was kept (SEMANTICS section 3).

`next_after` is in `following`, pairing one to one in `pairing`, chains in `routes`, the stage rules in `staying`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.calendars import Duration
from analyzer.definitions.model import (
    ContactRule,
    Forbid,
    Limit,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    Rule,
    SameSender,
)
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.correlating import agreed
from tests.oracle.following import require_next
from tests.oracle.judged import Judged, at_once
from tests.oracle.kleene import Truth, conjunction, disjunction, negation, possibly, reasons_of, some_way, unknown
from tests.oracle.looking_back import (
    BEFORE_THE_LOG,
    Opening,
    Way,
    activation,
    conditions_met,
    happened,
    past,
    ways_in_between,
)
from tests.oracle.pairing import answers_in_time, one_to_one
from tests.oracle.records import OracleEvent
from tests.oracle.routes import ways_of_chains
from tests.oracle.selecting import holds, permitted


def contact(case: Case, rule: Rule, verb: ContactRule, event: OracleEvent) -> Judged:
    active = conjunction([event.activity == "message", *conditions_met(case, rule, event)])
    return at_once(event, active, permitted(case, event) if possibly(active) else True)


def forbid(case: Case, rule: Rule, verb: Forbid, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.event, event)
    if verb.between is None or not possibly(active):
        return at_once(event, active, False)
    opening = Opening(*verb.between, rule.correlate)
    return at_once(event, active, negation(some_way(ways_in_between(case, opening, event))))


def require_before(case: Case, rule: Rule, verb: RequireBefore, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.before, event)
    if not possibly(active):
        return at_once(event, active, True)
    kept = happened(case, verb.require, event, verb.within, protected=True, correlate=rule.correlate)
    sure = [
        other
        for other in past(case, event, itself=False, protected=True)
        if holds(case, verb.require, other) is True
        and agreed(rule.correlate, event, other) is True
        and (verb.within is None or case.lag(other, event, verb.within) <= verb.within.amount)
    ]
    return at_once(event, active, kept, answers=at_one_instant(case, sure, max))


def at_one_instant(case: Case, events: list[OracleEvent], which: Callable[..., int]) -> frozenset[str]:
    """The ids of the events of the first (min) or last (max) instant among some; empty text for one not to be shown."""
    chosen = which((event.time for event in events), default=0)
    return frozenset("" if case.is_protected(event) else event.event_id for event in events if event.time == chosen)


def require_after(case: Case, rule: Rule, verb: RequireAfter, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.after, event)
    if not possibly(active):
        return at_once(event, active, True)
    due = case.clock.deadline(event.time, verb.within)
    kept, answers = (one_to_one if rule.pairing == "each" else any_answer)(case, rule, event)
    late = [
        other
        for other in case.events
        if other.time >= event.time
        and case.lag(event, other, verb.within) > verb.within.amount
        and is_answer(case, rule, event, other) is True
    ]
    return at_once(
        event,
        active,
        kept,
        otherwise=unanswered_so_far(case, rule, verb.within, event),
        due=due,
        missed=due,
        answers=frozenset(
            "" if case.is_protected(one) else one.event_id for one in case.events if one.event_id in answers
        ),
        late=frozenset() if rule.pairing == "each" else at_one_instant(case, late, min),
    )


def is_answer(case: Case, rule: Rule, event: OracleEvent, other: OracleEvent) -> Truth:
    """Whether an event answers another, whenever it came."""
    return conjunction([holds(case, rule.verb.require, other), agreed(rule.correlate, event, other)])


def any_answer(case: Case, rule: Rule, event: OracleEvent) -> tuple[Truth, frozenset[str]]:
    """Whether some answer came in time, and those that may be named."""
    in_time = [
        (other, is_answer(case, rule, event, other))
        for other in case.events
        if answers_in_time(case, rule.verb, event, other)
    ]
    sure = [other for other, truth in in_time if truth is True]
    first = min((other.time for other in sure), default=0)
    return disjunction(truth for _, truth in in_time), frozenset(one.event_id for one in sure if one.time == first)


def unanswered_so_far(case: Case, rule: Rule, within: Duration, event: OracleEvent) -> str:
    closed_at = case.closing_of(event)
    if rule.on_close == "cancel" and closed_at is not None and case.lag(event, closed_at, within) <= within.amount:
        return "cancelled"
    return "pending" if case.lag(event, case.as_of, within) <= within.amount else "violated"


def require_by(case: Case, rule: Rule, verb: RequireBy, event: OracleEvent) -> Judged:
    stages = case.setting.closing if verb.stage is None else {verb.stage}
    reaching = [other for other in case.events if other.stage in stages]
    first = [other for other in reaching if other.time == reaching[0].time and not case.is_protected(other)]
    active = conjunction([bool(first) and event is first[0], *conditions_met(case, rule, event)])
    return at_once(event, active, happened(case, verb.require, event, None, protected=True))


def limit(case: Case, rule: Rule, verb: Limit, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.event, event)
    if not possibly(active):
        return at_once(event, active, True)
    others = [
        holds(case, verb.event, other)
        for other in past(case, event, itself=False, protected=False)
        if verb.per is None or case.lag(other, event, verb.per) <= verb.per.amount
    ]
    surely = 1 + sum(other is True for other in others)
    at_most = 1 + sum(map(possibly, others))
    whole = case.sees_whole(verb.per, event)
    if surely > verb.at_most:
        return at_once(event, active, False)
    if whole and at_most <= verb.at_most:
        return at_once(event, active, True)
    doubts = frozenset().union(*map(reasons_of, others))
    return at_once(event, active, doubts if whole else doubts | reasons_of(BEFORE_THE_LOG))


def route(case: Case, rule: Rule, verb: Route, event: OracleEvent) -> Judged:
    conditions = conjunction([event.activity == "message", *conditions_met(case, rule, event)])
    if not possibly(conditions):
        return at_once(event, False, True)
    return at_once(event, conjunction([conditions, some_way(ways_of_chains(case, verb, event))]), False)


def same_sender(case: Case, rule: Rule, verb: SameSender, event: OracleEvent) -> Judged:
    """The nearest earlier-or-simultaneous event must be by the same person, or by another one."""
    seen = [
        other
        for other in past(case, event, itself=False, protected=False)
        if possibly(holds(case, verb.earlier, other))
    ]
    earlier = disjunction(holds(case, verb.earlier, other) for other in seen)
    active = conjunction([activation(case, rule, verb.event, event), earlier])
    if not possibly(active):
        return at_once(event, active, True)
    return at_once(event, active, negation(some_way(ways_of_persons(case, verb, event, seen))))


def ways_of_persons(case: Case, verb: SameSender, event: OracleEvent, seen: list[OracleEvent]) -> Iterator[Way]:
    """Every event that may be the nearest one and by the wrong person, with none nearer.

    Where it must be the same person, one by that person at the nearest instant is enough.
    """
    for one in seen:
        by_other = negation(same_person(event, one))
        way: Way = {
            ("is", one.event_id): holds(case, verb.earlier, one),
            ("person", one.event_id): negation(by_other) if verb.separate else by_other,
        }
        for other in seen:
            matches = holds(case, verb.earlier, other)
            if other.time > one.time:
                way["not", other.event_id] = negation(matches)
            elif other.time == one.time and other is not one and not verb.separate:
                way["nor", other.event_id] = negation(conjunction([matches, same_person(event, other)]))
        yield way


def same_person(one: OracleEvent, other: OracleEvent) -> Truth:
    return one.sender == other.sender if one.sender and other.sender else unknown(Reason.PERSON)


VERBS: dict[type, Callable[[Case, Rule, Any, OracleEvent], Judged]] = {
    ContactRule: contact,
    Forbid: forbid,
    RequireBefore: require_before,
    RequireAfter: require_after,
    RequireNext: require_next,
    RequireBy: require_by,
    Limit: limit,
    SameSender: same_sender,
    Route: route,
}


MODIFIERS: dict[str, tuple[type, ...]] = {
    "across": (Forbid, RequireBefore, RequireAfter, Limit, SameSender, Route),
    "correlate": (Forbid, RequireBefore, RequireAfter),
    "pairing": (RequireAfter,),
}
"""What each modifier can be said of."""


def refuse_what_makes_no_sense(rule: Rule) -> None:
    """A modifier that a verb does not take must not be left out silently."""
    written = {"across": rule.across, "correlate": rule.correlate, "pairing": rule.pairing == "each"}
    for name, value in written.items():
        if value and not isinstance(rule.verb, MODIFIERS[name]):
            raise NotImplementedError(f"rule {rule.id}: {name} does not belong to this verb")


ALWAYS_JUDGED = (RequireBy,)
"""Verbs that a closing does not stop."""


def judged(case: Case, rule: Rule, eligible: Callable[[OracleEvent], bool]) -> Iterator[Judged]:
    """Every event of a case that may activate a rule."""
    refuse_what_makes_no_sense(rule)
    for event in case.events:
        if eligible(event):
            one = VERBS[type(rule.verb)](case, rule, rule.verb, event)
            if possibly(one.active):
                yield one
