"""Conditions: looks at an activation's own event and its past, in three-valued logic (SEMANTICS section 3).

Whatever happened before the log's part of an older case is one more unknown. `excusing` says on which side a condition
stands: an event about a protected topic is seen only where it makes a finding less likely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from analyzer.calendars import Duration
from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Condition,
    Matches,
    Open,
    RequireAfter,
    Rule,
    Selector,
    Unanswered,
)
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.kleene import Truth, conjunction, disjunction, negation, some_way, unknown
from tests.oracle.records import OracleEvent
from tests.oracle.selecting import holds

Way = dict[tuple[str, str], Truth]
BEFORE_THE_LOG = unknown(Reason.OLDER)


def condition(case: Case, what: Condition, event: OracleEvent, *, excusing: bool) -> Truth:
    """Whether a condition holds at an event."""
    if isinstance(what, Matches):
        return holds(case, what.selector, event)
    if isinstance(what, After):
        seen = happened(case, what.event, event, what.within, protected=excusing != what.negated)
        return negation(seen) if what.negated else seen
    if isinstance(what, Unanswered):
        return some_way(ways_unanswered(case, what, event, excusing=excusing))
    if isinstance(what, Open):
        return some_way(ways_open(case, what, event, excusing=excusing))
    parts = [condition(case, part, event, excusing=excusing) for part in what.parts]
    if isinstance(what, AllConditions):
        return conjunction(parts)
    assert isinstance(what, AnyCondition)
    return disjunction(parts)


def past(case: Case, event: OracleEvent, *, itself: bool, protected: bool) -> Iterator[OracleEvent]:
    """Events up to and including the time-point of an event."""
    for other in case.events:
        if other.time > event.time or (other is event and not itself):
            continue
        if protected or not case.is_protected(other):
            yield other


def happened(case: Case, what: Selector, event: OracleEvent, window: Duration | None, *, protected: bool) -> Truth:
    """Whether a matching event lies in the window up to an event, itself left out."""
    seen = [
        holds(case, what, other)
        for other in past(case, event, itself=False, protected=protected)
        if window is None or case.lag(other, event, window) <= window.amount
    ]
    return disjunction([*seen, False if case.sees_whole(window, event) else BEFORE_THE_LOG])


def no_closer(case: Case, closer: Selector, since: int | None, until: OracleEvent, *, protected: bool) -> Way:
    """That no event of a kind came after an instant (None: at all) up to an event's time-point."""
    return {
        ("not", other.event_id): negation(holds(case, closer, other))
        for other in past(case, until, itself=True, protected=protected)
        if since is None or other.time > since
    }


def ways_unanswered(case: Case, what: Unanswered, event: OracleEvent, *, excusing: bool) -> Iterator[Way]:
    """Every choice of `at_least` questions of which the first is old enough and none has been answered since."""
    asked = [
        (other, truth)
        for other in past(case, event, itself=False, protected=False)
        if (truth := holds(case, what.question, other)) is not False
    ]
    for number, (first, truth) in enumerate(asked):
        if case.lag(first, event, what.waited) < what.waited.amount:
            continue
        silence = no_closer(case, what.by, first.time, event, protected=not excusing)
        for others in combinations(asked[number + 1 :], what.at_least - 1):
            yield silence | _asked([(first, truth), *others])
    if case.older:
        silence = no_closer(case, what.by, None, event, protected=not excusing)
        for unseen in range(1, what.at_least + 1):
            for others in combinations(asked, what.at_least - unseen):
                yield silence | _asked(others) | {("unseen", str(unseen)): BEFORE_THE_LOG}


def _asked(questions: list[tuple[OracleEvent, Truth]] | tuple[tuple[OracleEvent, Truth], ...]) -> Way:
    return {("asked", other.event_id): truth for other, truth in questions}


def ways_open(case: Case, what: Open, event: OracleEvent, *, excusing: bool) -> Iterator[Way]:
    """Every activation of the rule before an event, with no answer after it.

    What makes the duty open makes the finding that asks about it less likely in `unless`, more likely in `when`; the
    duty's own conditions see events about protected topics accordingly.
    """
    rule = case.setting.definition.rule(what.rule)
    assert isinstance(rule.verb, RequireAfter)
    for asked in case.events:
        if asked.time >= event.time or not may_activate(case, rule, asked):
            continue
        active = activation(case, rule, rule.verb.after, asked, excusing=excusing)
        waiting = conjunction([active, negation(excused(case, rule, asked, excusing=not excusing))])
        if waiting is False:
            continue
        silence = no_closer(case, rule.verb.require, asked.time - 1, event, protected=not excusing)
        silence.pop(("not", asked.event_id), None)
        yield silence | {("open", asked.event_id): waiting}
    if case.older:
        yield no_closer(case, rule.verb.require, None, event, protected=not excusing) | {("unseen", ""): BEFORE_THE_LOG}


# ---------------------------------------------------------------- activations


@dataclass(frozen=True, slots=True)
class Opening:
    """An interval that an event opens and another closes (`forbid .. between`)."""

    opens: Selector
    closes: Selector


def may_activate(case: Case, rule: Rule, event: OracleEvent) -> bool:
    """Whether an event can activate a rule at all: not about a protected topic, and on the rule's side of the close."""
    if case.is_protected(event):
        return False
    return (case.closed_at is not None and event.time >= case.closed_at) == rule.while_closed


def activation(case: Case, rule: Rule, own: Selector, event: OracleEvent, *, excusing: bool = False) -> Truth:
    """Whether an event matches what a rule judges, under its `when`."""
    return conjunction([holds(case, own, event), *conditions_met(case, rule, event, excusing=excusing)])


def conditions_met(case: Case, rule: Rule, event: OracleEvent, *, excusing: bool = False) -> Iterator[Truth]:
    return (condition(case, named.condition, event, excusing=excusing) for named in rule.when)


def excused(case: Case, rule: Rule, event: OracleEvent, *, excusing: bool) -> Truth:
    return disjunction(condition(case, named.condition, event, excusing=excusing) for named in rule.unless)


def ways_in_between(case: Case, what: Opening, event: OracleEvent) -> Iterator[Way]:
    """Every opening up to an event, with no closing after it."""
    for opened in past(case, event, itself=False, protected=False):
        silence = no_closer(case, what.closes, opened.time, event, protected=True)
        yield silence | {("open", opened.event_id): holds(case, what.opens, opened)}
    if case.older:
        yield no_closer(case, what.closes, None, event, protected=True) | {("unseen", ""): BEFORE_THE_LOG}
