"""Hand-made analyses: the few attributes that insights read, with frames of the documented columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analyzer.analysis.columns import ACTIVATIONS, CASES, STAYS
from analyzer.calendars import Calendar, Duration
from analyzer.definitions import model
from analyzer.errors import Place
from analyzer.events.log import Kind
from analyzer.findings import Severity

HERE = Place("hand-made.yaml", 1, 1)
NINE_TO_FIVE = ((540, 1020),)
NEW_YORK = Calendar("America/New_York", (NINE_TO_FIVE,) * 5 + ((), ()))
ROLES = (
    ("candidate", "Candidate"),
    ("recruiter", "Recruiter"),
    ("coordinator", "Recruiting coordinator"),
    ("hiring_manager", "Hiring manager"),
)


def duty(rule: str, within: str, *, severity: Severity = Severity.MEDIUM, unless: Iterable[str] = ()) -> model.Rule:
    verb = model.RequireAfter(model.Anything(), model.Anything(), Duration.parse(within))
    return model.Rule(rule, f"Duty {rule}", verb, HERE, severity=severity, unless=excuses(unless))


def forbid(rule: str, *, severity: Severity = Severity.HIGH, unless: Iterable[str] = ()) -> model.Rule:
    return model.Rule(rule, f"Rule {rule}", model.Forbid(model.Anything()), HERE, severity, unless=excuses(unless))


def excuses(names: Iterable[str]) -> tuple[model.NamedCondition, ...]:
    return tuple(model.NamedCondition(name, model.Matches(model.Anything()), HERE) for name in names)


CONTACT = model.Rule("contact", "Contact", model.ContactRule(), HERE)


def definition(
    *rules: model.Rule,
    contacts: Iterable[tuple[str, str]] = (),
    roles: tuple[tuple[str, str], ...] = ROLES,
    calendar: Calendar | None = NEW_YORK,
    stages: tuple[model.Stage, ...] = (),
) -> model.Definition:
    allowed = tuple(model.Contact((sender,), (to,), model.Fields(), HERE) for sender, to in contacts)
    return model.Definition(
        path="hand-made.yaml", process="hand-made", title="", version="1", gatekeeper="recruiter", roles=roles,
        channels=(), topics=(), guarded=(), protected=(), stages=stages, calendar=calendar, contacts=allowed,
        rules=rules, examples=(), source="", digest="",
    )  # fmt: skip


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC").as_unit("us")


def activation(rule: model.Rule, verdict: str, timestamp: str, **cells: Any) -> dict[str, Any]:
    verb = {model.RequireAfter: "require after", model.Forbid: "forbid"}.get(type(rule.verb), rule.id)
    return {
        "rule": rule.id, "title": rule.title, "verb": verb, "severity": rule.severity.value, "verdict": verdict,
        "case_id": "APP-0001", "event_id": f"{rule.id}-{timestamp}", "timestamp": utc(timestamp),
        **{name: utc(cell) if name in ("due", "answered_at") and cell else cell for name, cell in cells.items()},
    }  # fmt: skip


def frame(columns: Iterable[Any], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Make a frame of the documented columns, in their order and of their kinds."""
    made = {}
    for column in columns:
        cells = [row.get(column.name) for row in rows]
        if column.kind == "instant, UTC":
            made[column.name] = pd.Series(pd.DatetimeIndex(cells, tz="UTC").as_unit("us"))
        elif column.kind == "text":
            made[column.name] = pd.Series([cell or "" for cell in cells], dtype="str")
        else:
            made[column.name] = pd.Series([np.nan if cell is None else cell for cell in cells])
    return pd.DataFrame(made)


@dataclass(frozen=True)
class FakeLog:
    """Messages of a log: the kind of each, and its id."""

    kinds: tuple[Kind, ...] = ()
    kind: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    event_ids: tuple[str, ...] = ()

    def cells(self, column: str, events: np.ndarray) -> list[Any]:
        assert column == "event_id"
        return [self.event_ids[at] for at in events]


@dataclass(frozen=True)
class FakeAnalysis:
    """What insights read of an analysis."""

    definition: model.Definition
    activations: pd.DataFrame
    cases: pd.DataFrame
    as_of: pd.Timestamp
    log: FakeLog
    stays: pd.DataFrame


def analysis(
    made_of: model.Definition,
    rows: list[dict[str, Any]],
    *,
    as_of: str = "2026-03-31",
    first: str = "2026-03-02 14:00",
    closed: dict[str, str] | None = None,
    log: FakeLog | None = None,
    stays: pd.DataFrame | None = None,
) -> FakeAnalysis:
    case_ids = sorted({row["case_id"] for row in rows} | set(closed or {}))
    cases = [
        {"case_id": case, "first_event": utc(first), "closed_at": utc(closed[case]) if case in (closed or {}) else None}
        for case in case_ids
    ]
    frames = frame(ACTIVATIONS, rows), frame(CASES, cases)
    stays = frame(STAYS, []) if stays is None else stays
    return FakeAnalysis(made_of, *frames, utc(as_of), log or FakeLog(), stays)


def message(sender: str | None, *to: str, copied: Iterable[str] = (), topics: Iterable[str] = ()) -> Kind:
    return Kind("message", sender, frozenset(to), frozenset(copied), "email", frozenset(topics), None)


def log_of(*messages: tuple[str, Kind]) -> FakeLog:
    kinds = tuple(dict.fromkeys(kind for _, kind in messages))
    codes = np.array([kinds.index(kind) for _, kind in messages], dtype=np.int32)
    return FakeLog(kinds, codes, tuple(event_id for event_id, _ in messages))
