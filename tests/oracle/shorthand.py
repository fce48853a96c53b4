"""Short ways to write events, rules and definitions by hand; times are hours after a Monday, 09:00 in New York."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.calendars import Calendar, Duration
from analyzer.definitions.model import Condition, Definition, Fields, NamedCondition, Names, Rule, Stage, Verb
from tests.oracle.oracle import evaluate
from tests.oracle.randomdefinitions import CLOSING, NOWHERE, definition_of
from tests.oracle.records import OracleEvent, Row
from tests.oracle.slow_clock import instant

HOUR = 3_600_000_000
MONDAY = instant(2026, 3, 2, 9, zone="America/New_York")
OFFICE = Calendar("America/New_York", (((540, 1020),),) * 5 + ((), ()))
LATER = MONDAY + 10_000 * HOUR
WAYS = (
    Stage("applied", ("screening", "rejected")),
    Stage("screening", ("interview", "rejected")),
    Stage("interview", ("hired", "rejected")),
    *(Stage(name, None, closes=True) for name in CLOSING),
)


def at(hours: float, microseconds: int = 0) -> int:
    return MONDAY + round(hours * HOUR) + microseconds


def roles(text: str) -> frozenset[str]:
    return frozenset(text.split())


def message(
    event_id: str, time: float | int, sender: str | None, to: str, topics: str | None = "status", **fields: Any
) -> OracleEvent:
    """A message of case `c`; a time of more than a million hours is an instant already."""
    fields["copied_roles"] = roles(fields.pop("copied", ""))
    known = None if topics is None else roles(topics)
    when = time if isinstance(time, int) and time > 1_000_000 else at(time)
    return OracleEvent(event_id, "c", when, "message", sender, roles(to), topics=known, **fields)


def stage(event_id: str, time: float | int, name: str, **fields: Any) -> OracleEvent:
    when = time if isinstance(time, int) and time > 1_000_000 else at(time)
    return OracleEvent(event_id, "c", when, "stage", stage=name, **fields)


def mail(sender: str | None = None, to: str | None = None, about: str | None = None, **fields: Any) -> Fields:
    """A selector of messages."""

    def names(text: str | None) -> Names | None:
        return None if text is None else tuple(text.split())

    return Fields(activity=("message",), sender=names(sender), to=names(to), about=names(about), **fields)


def rule_of(verb: Verb, rule_id: str = "r", **fields: Any) -> Rule:
    """A rule; `when` and `unless` map names to conditions."""
    for word in ("when", "unless"):
        named: dict[str, Condition] = fields.get(word) or {}
        fields[word] = tuple(NamedCondition(name, condition, NOWHERE) for name, condition in named.items())
    return Rule(rule_id, rule_id, verb, NOWHERE, **fields)


def duration(text: str) -> Duration:
    return Duration.parse(text)


def define(*rules: Rule, **parts: Any) -> Definition:
    return definition_of(rules, **{"calendar": OFFICE, "stages": WAYS, **parts})


def judge(definition: Definition, events: Sequence[OracleEvent], *, as_of: int = LATER, **options: Any) -> list[Row]:
    return evaluate(definition, events, as_of=as_of, **options)


def words(definition: Definition, events: Sequence[OracleEvent], **options: Any) -> dict[str, str]:
    """Event id -> verdict, with the excuse or the reasons in brackets, of a definition of one rule."""
    found: dict[str, str] = {}
    for row in judge(definition, events, **options):
        note = row.excuse or ", ".join(row.reasons)
        found[row.event_id] = f"{row.verdict} ({note})" if note else row.verdict
    return found
