"""Every part of a selector or a condition, the outermost first."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.model import (
    AllConditions,
    AllOf,
    AnyCondition,
    AnyOf,
    Condition,
    Forbid,
    Limit,
    Not,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    SameSender,
    Selector,
    Verb,
)


def selector_parts(selector: Selector) -> Iterator[Selector]:
    """Give the selector and all that it is made of."""
    yield selector
    match selector:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from selector_parts(part)
        case Not(part=part):
            yield from selector_parts(part)


def condition_parts(condition: Condition) -> Iterator[Condition]:
    """Give the condition and all conditions that it is made of."""
    yield condition
    if isinstance(condition, AllConditions | AnyCondition):
        for part in condition.parts:
            yield from condition_parts(part)


def verb_selectors(verb: Verb) -> tuple[Selector, ...]:
    """Give the selectors of a verb; the first is the one whose events it judges, where there is one."""
    match verb:
        case Forbid(event=event, between=between):
            return (event, *(between or ()))
        case RequireBefore(require=require, before=judged):
            return (judged, require)
        case RequireAfter(require=require, after=judged):
            return (judged, require)
        case RequireNext(require=require, next_after=judged):
            return (judged, require)
        case RequireBy(require=require):
            return (require,)
        case Limit(event=event):
            return (event,)
        case SameSender(event=event, earlier=earlier):
            return (event, earlier)
        case _:
            return ()


def judged_event(verb: Verb) -> Selector | None:
    """Give the selector whose events a verb judges; None where it judges something else (a stage, a path)."""
    return None if isinstance(verb, RequireBy) else next(iter(verb_selectors(verb)), None)


def answer_of(verb: Verb) -> Selector | None:
    """Give the selector of what a verb requires; None where it requires nothing."""
    match verb:
        case RequireBefore(require=answer) | RequireAfter(require=answer):
            return answer
        case RequireNext(require=answer) | RequireBy(require=answer):
            return answer
        case _:
            return None
