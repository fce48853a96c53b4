"""What can be said of a condition before any log is read: that it never holds, always holds, or says less than another.

Everything is asked at events that meet a selector, `known`: what a rule judges. "Yes" is certain, "no" may mean
"cannot tell".
"""

from __future__ import annotations

from collections.abc import Collection

from analyzer.calendars import Duration
from analyzer.definitions.lint.possible import follows, possible
from analyzer.definitions.model import (
    After,
    AllConditions,
    AllOf,
    AnyCondition,
    AnyOf,
    Anything,
    Condition,
    Matches,
    Not,
    Open,
    Selector,
    Unanswered,
)


def never_holds(
    condition: Condition, known: Selector, *, unprotected: Selector | None = None, dead: Collection[str] = ()
) -> bool:
    """Tell whether a condition cannot hold at any event that meets `known`.

    Parameters
    ----------
    unprotected : Selector, optional
        Holds for events about no protected topic, which alone count as open questions.
    dead : collection of str
        Rules that never have an activation: nothing is ever open under them.
    """
    match condition:
        case Matches(selector=selector):
            return not possible(known, selector)
        case After(event=event, negated=negated):
            return not negated and not possible(event)
        case Unanswered(question=question):
            return not possible(question, unprotected or Anything())
        case Open(rule=rule):
            return rule in dead
        case AllConditions(parts=parts):
            each = (never_holds(part, known, unprotected=unprotected, dead=dead) for part in parts)
            return any(each) or not possible(known, AllOf(_selectors(parts)))
        case AnyCondition(parts=parts):
            return all(never_holds(part, known, unprotected=unprotected, dead=dead) for part in parts)


def always_holds(condition: Condition, known: Selector) -> bool:
    """Tell whether a condition holds at every event that meets `known`."""
    match condition:
        case Matches(selector=selector):
            return follows(known, than=selector)
        case After(event=event, negated=negated):
            return negated and not possible(event)
        case AllConditions(parts=parts):
            return all(always_holds(part, known) for part in parts)
        case AnyCondition(parts=parts):
            return any(always_holds(part, known) for part in parts) or follows(known, than=AnyOf(_selectors(parts)))
        case _:
            return False


def as_selector(condition: Condition) -> Selector | None:
    """Write a condition that asks the event alone as one selector; None for one that looks at the past."""
    match condition:
        case Matches(selector=selector):
            return selector
        case AllConditions(parts=parts) | AnyCondition(parts=parts):
            each = [as_selector(part) for part in parts]
            known = tuple(one for one in each if one is not None)
            if len(known) < len(each):
                return None
            return AllOf(known) if isinstance(condition, AllConditions) else AnyOf(known)
        case _:
            return None


def asked_of_event(condition: Condition) -> Selector:
    """What surely holds of the event itself wherever a condition holds; `any` where nothing does."""
    match condition:
        case Matches(selector=selector):
            return selector
        case AllConditions(parts=parts):
            return AllOf(tuple(asked_of_event(part) for part in parts))
        case AnyCondition(parts=parts):
            return AnyOf(tuple(asked_of_event(part) for part in parts))
        case _:
            return Anything()


def says_no_more(narrow: Condition, wide: Condition, known: Selector) -> bool:
    """Tell whether `wide` holds wherever `narrow` does, at events that meet `known`."""
    if narrow == wide:
        return True
    match narrow, wide:
        case AnyCondition(parts=parts), _:
            return all(says_no_more(part, wide, known) for part in parts)
        case _, AllConditions(parts=parts):
            return all(says_no_more(narrow, part, known) for part in parts)
        case _, AnyCondition(parts=parts):
            return any(says_no_more(narrow, part, known) for part in parts)
        case AllConditions(parts=parts), _:
            at_event = Matches(AllOf((known, asked_of_event(narrow))))
            return any(says_no_more(part, wide, known) for part in parts) or (
                isinstance(wide, Matches) and says_no_more(at_event, wide, known)
            )
        case Matches(selector=some), Matches(selector=more):
            return not possible(known, some, Not(more))
        case After(), After():
            return _after(narrow, wide)
        case Unanswered(), Unanswered():
            return _unanswered(narrow, wide)
        case _:
            return False


def _after(narrow: After, wide: After) -> bool:
    if narrow.negated != wide.negated:
        return False
    if narrow.negated:  # no event of a larger set in a longer time
        return follows(wide.event, than=narrow.event) and _shorter(wide.within, narrow.within)
    return follows(narrow.event, than=wide.event) and _shorter(narrow.within, wide.within)


def _unanswered(narrow: Unanswered, wide: Unanswered) -> bool:
    same = (narrow.question, narrow.by) == (wide.question, wide.by)
    return same and _shorter(wide.waited, narrow.waited) and wide.at_least <= narrow.at_least


def _shorter(one: Duration | None, other: Duration | None) -> bool:
    """Whether a time is surely no longer than another; None is the whole past."""
    if other is None or one is None:
        return other is None
    return one.clock is other.clock and one.amount <= other.amount


def _selectors(parts: tuple[Condition, ...]) -> tuple[Selector, ...]:
    """The parts that ask the event alone."""
    return tuple(part for part in map(as_selector, parts) if part is not None)
