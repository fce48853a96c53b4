"""The numbers of the whole: one JSON-ready mapping that every report prints from.

Counts come from the replay's columns, so that they cost little on any size of log.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.analysis.frames import texts_of_cases
from analyzer.analysis.horizon import zone_of
from analyzer.analysis.past import PAST_RECRUITER, goes_past
from analyzer.analysis.roles import owner_roles
from analyzer.analysis.waived import Waived
from analyzer.calendars import format_instant
from analyzer.definitions.model import RequireAfter
from analyzer.findings import Severity, Verdict
from analyzer.intervals import wilson
from analyzer.replay import REASONS, Replay, RuleResult
from analyzer.replay.judged import NO_TIME


def summarize(replay: Replay, notes: tuple[str, ...], waived: Waived) -> dict[str, Any]:
    """Count everything; the keys are documented in the manual's page on `summary.json`."""
    log, definition = replay.log, replay.facts.definition
    return {
        "definition": {
            "process": definition.process,
            "title": definition.title,
            "version": definition.version,
            "path": PurePath(definition.path).name,
            "digest": definition.digest,
            "rules": {one.rule.id: sha256(one.rule.text.encode()).hexdigest()[:12] for one in replay.results},
        },
        "part": None,
        "as_of": instant_text(replay.facts.as_of),
        "period": {
            "first": instant_text(int(log.time.min())) if len(log) else "",
            "last": instant_text(int(log.time.max())) if len(log) else "",
        },
        "events": len(log),
        "messages": int(replay.facts.kinds.is_message[log.kind].sum()),
        "cases": _cases(replay),
        "contact": _contact(replay),
        "verdicts": {result.rule.id: _verdicts(result) for result in replay.results},
        "findings": _findings(replay),
        "incidents": len(open_events(replay.results)),
        "past_recruiter": past_recruiter(replay),
        "duties": [_duty(result) for result in replay.results if isinstance(result.rule.verb, RequireAfter)],
        "protected_events": int(replay.facts.protected[log.kind].sum()),
        "quality": log.quality.to_dict(),
        "undecided": _undecided(replay),
        "assume": dict(replay.facts.assume.written),
        "coverage_declared": replay.coverage is not None,
        "waivers": {"digest": waived.digest, "covered": dict(zip(waived.table["waiver"], waived.covered, strict=True))},
        "notes": list(notes),
    }


def instant_text(microseconds: int) -> str:
    """An instant as ISO 8601 text in UTC."""
    return str(np.datetime64(microseconds, "us")) + "Z"


def _cases(replay: Replay) -> dict[str, int]:
    own = replay.own_cases
    total = int(own.sum())
    complete = int((replay.closed_at[own] != NO_TIME).sum())
    older = int(replay.older[own].sum())
    return {"total": total, "complete": complete, "open": total - complete, "older_than_log": older}


def _verdicts(result: RuleResult) -> dict[str, int]:
    return {verdict.word: count for verdict in Verdict if (count := result.count(verdict))}


def _contact(replay: Replay) -> dict[str, int]:
    """Messages that the contact graph permits, among those it was asked about and answered for."""
    for result in replay.results:
        if result.verb == "contact":
            allowed = result.count(Verdict.SATISFIED)
            judged = sum(result.count(verdict) for verdict in Verdict if verdict is not Verdict.UNDECIDED)
            return {"allowed": allowed, "judged": judged, "undecided": result.count(Verdict.UNDECIDED)}
    return {"allowed": 0, "judged": 0, "undecided": 0}


def _findings(replay: Replay) -> dict[str, Any]:
    count = {verdict: sum(result.count(verdict) for result in replay.results) for verdict in Verdict}
    by_severity = {
        severity.value: sum(r.count(Verdict.VIOLATED) for r in replay.results if r.rule.severity is severity)
        for severity in Severity
    }
    return {
        "open": count[Verdict.VIOLATED],
        "by_severity": by_severity,
        **{verdict.word: count[verdict] for verdict in Verdict if verdict not in (Verdict.SATISFIED, Verdict.VIOLATED)},
    }


def open_events(results: tuple[RuleResult, ...]) -> NDArray[np.int64]:
    """Activating events of open findings, each once: the incidents."""
    return np.unique(np.concatenate([violated(result) for result in results] or [np.zeros(0, dtype=np.int64)]))


def violated(result: RuleResult) -> NDArray[np.int64]:
    """Activating events of a rule's open findings."""
    events: NDArray[np.int64] = result.rows.at[result.rows.verdict == Verdict.VIOLATED]
    return events


def past_recruiter(replay: Replay) -> dict[str, Any]:
    """Count the candidates of `PAST_RECRUITER` among all candidates of the log, with a 95 % Wilson interval."""
    at = [
        result.rows.at[(result.rows.verdict == Verdict.VIOLATED) & goes_past(replay, result)]
        for result in replay.results
    ]
    cases = np.unique(replay.log.case[np.concatenate([*at, np.zeros(0, dtype=np.int64)])])
    person = _candidates(replay)
    found, total = len(np.unique(person[cases])), len(np.unique(person[replay.own_cases]))
    low, high = wilson(found, total) if total else (0.0, 1.0)
    return {
        "candidates": found,
        "of": total,
        "share": found / total if total else 0.0,
        "low": low,
        "high": high,
        "counts": PAST_RECRUITER,
    }


def _candidates(replay: Replay) -> NDArray[np.int64]:
    """A number for the candidate of each case."""
    names = texts_of_cases(replay, "candidate_id")
    numbers: dict[str, int] = {}
    known = [numbers.setdefault(name, len(numbers)) if name else -1 for name in names]
    person = np.array(known, dtype=np.int64)
    nameless = person < 0
    person[nameless] = len(numbers) + np.arange(nameless.sum())
    return person


def _duty(result: RuleResult) -> dict[str, Any]:
    """How the answers that a rule asks for came: in time, late, not at all, not yet due."""
    rows = result.rows
    missed = np.isin(rows.verdict, (Verdict.VIOLATED, Verdict.SETTLED))
    return {
        "rule": result.rule.id,
        "title": result.rule.title,
        "owner_role": "/".join(owner_roles(result.rule) or ()),
        "due": int((rows.verdict == Verdict.SATISFIED).sum() + missed.sum()),
        "in_time": result.count(Verdict.SATISFIED),
        "late": int((missed & (rows.answer >= 0)).sum()),
        "unanswered": int((missed & (rows.answer < 0)).sum()),
        **{
            verdict.word: result.count(verdict)
            for verdict in (Verdict.PENDING, Verdict.EXCUSED, Verdict.WAIVED, Verdict.CANCELLED, Verdict.UNDECIDED)
        },
    }


def _undecided(replay: Replay) -> dict[str, int]:
    """Verdicts that each reason leaves open; one verdict may have several."""
    counts = {
        reason.value: sum(int((result.rows.reasons >> place & 1).sum()) for result in replay.results)
        for place, reason in enumerate(REASONS)
    }
    return {reason: count for reason, count in counts.items() if count}


def local_text(replay: Replay, microseconds: int) -> str:
    """An instant in the definition's zone, for people."""
    return format_instant(microseconds, zone_of(replay.facts.definition))
