"""Conditions: looks at an activation's own event and its past, in three-valued logic (SEMANTICS section 3).

Whatever happened before the log's part of an older case is one more unknown; seen events of other cases of the same
candidate may be earlier still (`across`). `excusing` says on which side a condition
stands: an event about a protected topic is seen only where it makes a finding less likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from tests.oracle.correlating import agreed, agreed_with_unseen
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


def happened(
    case: Case,
    what: Selector,
    event: OracleEvent,
    window: Duration | None,
    *,
    protected: bool,
    correlate: str | None = None,
) -> Truth:
    """Whether a matching event, one that agrees with the event, lies in the window up to it, itself left out."""
    seen = [
        conjunction([holds(case, what, other), agreed(correlate, event, other)])
        for other in past(case, event, itself=False, protected=protected)
        if window is None or case.lag(other, event, window) <= window.amount
    ]
    unseen = conjunction([BEFORE_THE_LOG, agreed_with_unseen(correlate, event)])
    return disjunction([*seen, False if case.sees_whole(window, event) else unseen])


def no_closer(case: Case, closer: Selector, since: int | None, until: OracleEvent, *, protected: bool) -> Way:
    """That no event of a kind came after an instant (None: at all) up to an event's time-point."""
    return {
        ("not", other.event_id): negation(holds(case, closer, other))
        for other in past(case, until, itself=True, protected=protected)
        if since is None or other.time > since
    }


def latest_unseen(case: Case, event: OracleEvent) -> int:
    """The latest instant at which something may have happened that the log does not hold, up to an event."""
    return min(case.start - 1, event.time)


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
        yield from _ways_with_unseen(case, what, event, asked, excusing=excusing)


Question = tuple[OracleEvent, Truth]


def _ways_with_unseen(
    case: Case, what: Unanswered, event: OracleEvent, asked: list[Question], *, excusing: bool
) -> Iterator[Way]:
    """Every choice of questions of which some are not in the log: one of these is the first, or one that is seen.

    An unseen question can have been asked at any instant before the part seen; of those after the same answers the
    earliest is the oldest.
    """
    last = latest_unseen(case, event)
    answers = {other.time for other in past(case, event, itself=True, protected=not excusing) if other.time <= last}
    firsts: list[tuple[int | None, Way]] = [(time, {}) for time in (None, *sorted(answers))]
    firsts += [(other.time, _asked([(other, truth)])) for other, truth in asked if other.time <= last]
    for time, first in firsts:
        if time is not None and case.lag(time, event, what.waited) < what.waited.amount:
            continue
        silence = no_closer(case, what.by, time, event, protected=not excusing)
        later = [
            one for one in asked if (time is None or one[0].time >= time) and ("asked", one[0].event_id) not in first
        ]
        missing = what.at_least - len(first)
        for unseen in range(1, missing + 1):
            for others in combinations(later, missing - unseen):
                yield silence | first | _asked(others) | {("unseen", str(unseen)): BEFORE_THE_LOG}


def _asked(questions: Iterable[Question]) -> Way:
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
        silence = _no_answer(case, rule, asked, event, protected=not excusing)
        yield silence | {("open", asked.event_id): waiting}
    if case.older:
        silence = no_closer(case, rule.verb.require, _asked_last(case, event) - 1, event, protected=not excusing)
        # An unseen question may have a key that no answer has.
        yield ({} if rule.correlate else silence) | {("unseen", ""): BEFORE_THE_LOG}


def _no_answer(case: Case, rule: Rule, asked: OracleEvent, event: OracleEvent, *, protected: bool) -> Way:
    """That nothing that agrees with a question answered it, from its own instant to an event's."""
    assert isinstance(rule.verb, RequireAfter)
    found: Way = {}
    for other in past(case, event, itself=True, protected=protected):
        if other.time >= asked.time and other is not asked:
            same = agreed(rule.correlate, asked, other)
            # Whether an empty key agrees is another question for every pair of events.
            name = ("not", other.event_id) if isinstance(same, bool) else ("not", f"{asked.event_id} {other.event_id}")
            found[name] = negation(conjunction([holds(case, rule.verb.require, other), same]))
    return found


def _asked_last(case: Case, event: OracleEvent) -> int:
    """The latest instant at which a question may have been asked, strictly before an event, that the log has not."""
    return min(case.start, event.time) - 1


# ---------------------------------------------------------------- activations


@dataclass(frozen=True, slots=True)
class Opening:
    """An interval that an event opens and another closes (`forbid .. between`); all agree on a column, if any."""

    opens: Selector
    closes: Selector
    correlate: str | None = None


def may_activate(case: Case, rule: Rule, event: OracleEvent) -> bool:
    """Whether an event can activate a rule at all: not about a protected topic, and on the rule's side of the close."""
    if case.is_protected(event):
        return False
    closed_at = case.closing_of(event)
    return (closed_at is not None and event.time >= closed_at) == rule.while_closed


def activation(case: Case, rule: Rule, own: Selector, event: OracleEvent, *, excusing: bool = False) -> Truth:
    """Whether an event matches what a rule judges, under its `when`."""
    return conjunction([holds(case, own, event), *conditions_met(case, rule, event, excusing=excusing)])


def conditions_met(case: Case, rule: Rule, event: OracleEvent, *, excusing: bool = False) -> Iterator[Truth]:
    return (condition(case, named.condition, event, excusing=excusing) for named in rule.when)


def excused(case: Case, rule: Rule, event: OracleEvent, *, excusing: bool) -> Truth:
    return disjunction(condition(case, named.condition, event, excusing=excusing) for named in rule.unless)


def ways_in_between(case: Case, what: Opening, event: OracleEvent) -> Iterator[Way]:
    """Every opening up to an event, with no closing after it, among those that agree with the event."""

    def silence(since: int) -> Way:
        return {
            ("not", other.event_id): negation(
                conjunction([holds(case, what.closes, other), agreed(what.correlate, event, other)])
            )
            for other in past(case, event, itself=True, protected=True)
            if other.time > since
        }

    for opened in past(case, event, itself=False, protected=False):
        opens = conjunction([holds(case, what.opens, opened), agreed(what.correlate, event, opened)])
        yield silence(opened.time) | {("open", opened.event_id): opens}
    if case.older:
        opens = conjunction([BEFORE_THE_LOG, agreed_with_unseen(what.correlate, event)])
        yield silence(latest_unseen(case, event)) | {("unseen", ""): opens}
