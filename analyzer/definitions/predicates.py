"""Selectors and conditions as frozen values: what a rule may ask of an event, and of the past before it.

Every name is resolved: selectors hold roles, topics and the like, and no name of another selector. The meaning of each
is in SEMANTICS sections 2 and 3; `model` gives them on together with the rest of a definition.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.calendars import Duration

Names = tuple[str, ...]

# ---------------------------------------------------------------- selectors: predicates on one event


@dataclass(frozen=True, slots=True)
class Anything:
    """`any`: holds for every event."""


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping of selector fields: all must hold; the values of one field are alternatives.

    None stands for a field that was not written (or was written `any`).
    """

    activity: Names | None = None
    sender: Names | None = None
    to: Names | None = None
    copied: Names | None = None
    not_copied: Names | None = None
    party: Names | None = None
    about: Names | None = None
    only_about: Names | None = None
    by: Names | None = None
    stage: Names | None = None
    thread_started_by: Names | None = None
    where: tuple[tuple[str, Names], ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Selector


Selector = Anything | Fields | AllOf | AnyOf | Not

# ---------------------------------------------------------------- conditions: an activation's event and its past


@dataclass(frozen=True, slots=True)
class Matches:
    """The activation's own event matches the selector (no `message` is added here)."""

    selector: Selector


@dataclass(frozen=True, slots=True)
class After:
    """`after: E within: W` (or `not_after`, with `negated`)."""

    event: Selector
    within: Duration | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """`unanswered: Q by: R for: T at_least: n`."""

    question: Selector
    by: Selector
    waited: Duration
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Open:
    """`open: RULE`, the id of a `require .. after` rule."""

    rule: str


@dataclass(frozen=True, slots=True)
class AllConditions:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyCondition:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Matches | After | Unanswered | Open | AllConditions | AnyCondition
