"""The verbs, one function each: what an event activates, and whether that was kept (SEMANTICS section 3).

Covered: contact, forbid (also between), require before, after (also not_before), next_after, by, limit, route; the
stage rules are in `staying`. Not covered: same and separate, pairing each, correlate, across, next_after in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
)
from tests.oracle.case import Case
from tests.oracle.kleene import Truth, conjunction, disjunction, negation, possibly, reasons_of, some_way
from tests.oracle.looking_back import (
    BEFORE_THE_LOG,
    Opening,
    activation,
    conditions_met,
    happened,
    past,
    ways_in_between,
)
from tests.oracle.records import OracleEvent
from tests.oracle.routes import ways_of_chains
from tests.oracle.selecting import holds, permitted


@dataclass(frozen=True, slots=True)
class Judged:
    """An event that may activate a rule.

    `otherwise` is what it comes to when not kept, excuses and repairs aside; a repair is counted from `missed`.
    `answers` may be named when it was kept, `late` when it was not.
    """

    event: OracleEvent
    active: Truth
    kept: Truth
    otherwise: str = "violated"
    due: int | None = None
    missed: int | None = None
    answers: frozenset[str] = field(default=frozenset())
    late: frozenset[str] = field(default=frozenset())


def contact(case: Case, rule: Rule, verb: ContactRule, event: OracleEvent) -> Judged:
    active = conjunction([event.activity == "message", *conditions_met(case, rule, event)])
    return Judged(event, active, permitted(case, event) if possibly(active) else True)


def forbid(case: Case, rule: Rule, verb: Forbid, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.event, event)
    if verb.between is None or not possibly(active):
        return Judged(event, active, False)
    return Judged(event, active, negation(some_way(ways_in_between(case, Opening(*verb.between), event))))


def require_before(case: Case, rule: Rule, verb: RequireBefore, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.before, event)
    if not possibly(active):
        return Judged(event, active, True)
    kept = happened(case, verb.require, event, verb.within, protected=True)
    sure = [
        other
        for other in past(case, event, itself=False, protected=True)
        if holds(case, verb.require, other) is True
        and (verb.within is None or case.lag(other, event, verb.within) <= verb.within.amount)
    ]
    return Judged(event, active, kept, answers=at_one_instant(case, sure, max))


def at_one_instant(case: Case, events: list[OracleEvent], which: Callable[..., int]) -> frozenset[str]:
    """The ids of the events of the first (min) or last (max) instant among some; empty text for one not to be shown."""
    chosen = which((event.time for event in events), default=0)
    return frozenset("" if case.is_protected(event) else event.event_id for event in events if event.time == chosen)


def require_after(case: Case, rule: Rule, verb: RequireAfter, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.after, event)
    if not possibly(active):
        return Judged(event, active, True)
    due = case.clock.deadline(event.time, verb.within)
    later = [other for other in case.events if other.time >= event.time and other is not event]
    in_time = [other for other in later if answers_in_time(case, verb, event, other)]
    late = [
        other
        for other in later
        if case.lag(event, other, verb.within) > verb.within.amount and holds(case, verb.require, other) is True
    ]
    return Judged(
        event,
        active,
        kept=disjunction(holds(case, verb.require, other) for other in in_time),
        otherwise=unanswered_so_far(case, rule, verb.within, event),
        due=due,
        missed=due,
        answers=at_one_instant(case, [other for other in in_time if holds(case, verb.require, other) is True], min),
        late=at_one_instant(case, late, min),
    )


def answers_in_time(case: Case, verb: RequireAfter, event: OracleEvent, answer: OracleEvent) -> bool:
    if case.lag(event, answer, verb.within) > verb.within.amount:
        return False
    return verb.not_before is None or case.lag(event, answer, verb.not_before) >= verb.not_before.amount


def unanswered_so_far(case: Case, rule: Rule, within: Duration, event: OracleEvent) -> str:
    closed_at = case.closed_at
    if rule.on_close == "cancel" and closed_at is not None and case.lag(event, closed_at, within) <= within.amount:
        return "cancelled"
    return "pending" if case.lag(event, case.as_of, within) <= within.amount else "violated"


def require_next(case: Case, rule: Rule, verb: RequireNext, event: OracleEvent) -> Judged:
    """A message about a protected topic that is no answer is not seen, so it makes no next time-point."""
    active = activation(case, rule, verb.next_after, event)
    later = [other for other in case.events if other.time > event.time]
    ends_the_wait = [
        other
        for other in later
        if other.activity == "message" and (not case.is_protected(other) or holds(case, verb.require, other) is True)
    ]
    if not ends_the_wait:
        return Judged(event, active, False, otherwise="pending")
    following = min(other.time for other in ends_the_wait)
    answers = [other for other in later if other.time == following]
    kept = disjunction(holds(case, verb.require, other) for other in answers)
    sure = frozenset(other.event_id for other in answers if holds(case, verb.require, other) is True)
    return Judged(event, active, kept, missed=following, answers=sure)


def require_by(case: Case, rule: Rule, verb: RequireBy, event: OracleEvent) -> Judged:
    stages = case.setting.closing if verb.stage is None else {verb.stage}
    reaching = [other for other in case.events if other.stage in stages]
    first = [other for other in reaching if other.time == reaching[0].time and not case.is_protected(other)]
    active = conjunction([bool(first) and event is first[0], *conditions_met(case, rule, event)])
    return Judged(event, active, happened(case, verb.require, event, None, protected=True))


def limit(case: Case, rule: Rule, verb: Limit, event: OracleEvent) -> Judged:
    active = activation(case, rule, verb.event, event)
    if not possibly(active):
        return Judged(event, active, True)
    others = [
        holds(case, verb.event, other)
        for other in past(case, event, itself=False, protected=False)
        if verb.per is None or case.lag(other, event, verb.per) <= verb.per.amount
    ]
    surely = 1 + sum(other is True for other in others)
    at_most = 1 + sum(map(possibly, others))
    whole = case.sees_whole(verb.per, event)
    if surely > verb.at_most:
        return Judged(event, active, False)
    if whole and at_most <= verb.at_most:
        return Judged(event, active, True)
    doubts = frozenset().union(*map(reasons_of, others))
    return Judged(event, active, doubts if whole else doubts | reasons_of(BEFORE_THE_LOG))


def route(case: Case, rule: Rule, verb: Route, event: OracleEvent) -> Judged:
    conditions = conjunction([event.activity == "message", *conditions_met(case, rule, event)])
    if not possibly(conditions):
        return Judged(event, False, True)
    return Judged(event, conjunction([conditions, some_way(ways_of_chains(case, verb, event))]), False)


VERBS: dict[type, Callable[[Case, Rule, Any, OracleEvent], Judged]] = {
    ContactRule: contact,
    Forbid: forbid,
    RequireBefore: require_before,
    RequireAfter: require_after,
    RequireNext: require_next,
    RequireBy: require_by,
    Limit: limit,
    Route: route,
}


def refuse_what_is_not_covered(rule: Rule) -> None:
    """A rule that the oracle would misread must not be judged at all."""
    in_thread = isinstance(rule.verb, RequireNext) and rule.verb.in_thread
    if type(rule.verb) not in VERBS or in_thread or rule.pairing == "each" or rule.correlate or rule.across:
        raise NotImplementedError(f"the oracle does not cover rule {rule.id}")


ALWAYS_JUDGED = (RequireBy,)
"""Verbs that a closing does not stop."""


def judged(case: Case, rule: Rule, eligible: Callable[[OracleEvent], bool]) -> Iterator[Judged]:
    """Every event of a case that may activate a rule."""
    refuse_what_is_not_covered(rule)
    for event in case.events:
        if eligible(event):
            one = VERBS[type(rule.verb)](case, rule, rule.verb, event)
            if possibly(one.active):
                yield one
