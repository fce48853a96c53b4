"""JSON Schemas (draft 2020-12) of what reports write as JSON: the summary, findings, the manifest.

They have no `$id`, so that they mean the same wherever a copy lies, and they admit no key that is not described: a
document that has one was written by another version, and a reader should hear of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analyzer.analysis.columns import FINDINGS, Column
from analyzer.findings import VERDICT_WORDS, Reason, Severity

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
_INSTANT: Schema = {"type": "string", "format": "date-time", "pattern": rf"^{_DAY}T{_TIME}(Z|\+00:00)$"}
_SEVERITIES = [severity.value for severity in Severity]
_REASONS = [reason.value for reason in Reason]

_KINDS: Mapping[str, Schema] = {
    "text": _TEXT,
    "true/false": {"type": "boolean"},
    "count": _COUNT,
    "seconds": {"type": ["number", "null"]},
    "instant, UTC": {**_INSTANT, "type": ["string", "null"]},
}
_NARROWER: Mapping[str, Schema] = {
    "finding_id": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
    "severity": {"enum": _SEVERITIES},
    "verdict": {"enum": sorted(VERDICT_WORDS)},
}


def summary_schema() -> Schema:
    """Describe `summary.json`, which is `Analysis.summary`."""
    return {"$schema": DIALECT, "title": "Summary of a run", **_closed(_SUMMARY)}


def findings_schema() -> Schema:
    """Describe what `analyzer check --format json` prints."""
    run = {
        "as_of": _told(_INSTANT, "the horizon"),
        "assume": _SUMMARY["assume"],
        "coverage": {"enum": ["declared", "not declared"], "description": "whether coverage was declared"},
        "notes": _SUMMARY["notes"],
        "period": _SUMMARY["period"],
        "quality": _SUMMARY["quality"],
    }
    told = {
        "as_of": _told(_INSTANT, "the horizon"),
        "definition": _SUMMARY["definition"],
        "findings": {
            "type": "array",
            "items": _closed({column.name: _of_column(column) for column in FINDINGS}),
            "description": "every finding, open or not, by case, time and rule",
        },
        "summary": {**_closed(run), "description": "under what the log was judged"},
    }
    return {"$schema": DIALECT, "title": "Findings of a run", **_closed(told)}


def manifest_schema() -> Schema:
    """Describe `manifest.json`: every other file of a report but `run.json`, by its path in the folder."""
    file = _closed({"bytes": _told(_COUNT, "its size"), "sha256": _told(_SHA256, "SHA-256 of its bytes")})
    inside = {"type": "string", "pattern": r"^[^/\\]+(/[^/\\]+)*$", "not": {"pattern": r"(^|/)\.\.(/|$)"}}
    return {
        "$schema": DIALECT,
        "title": "Manifest of a report",
        "type": "object",
        "propertyNames": inside,
        "additionalProperties": file,
        "minProperties": 1,
    }


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "summary": summary_schema,
    "check": findings_schema,
    "manifest": manifest_schema,
}
"""Schema of each document, by the name under which `analyzer schema` prints it."""


# ---------------------------------------------------------------- parts


def _closed(properties: Mapping[str, Schema]) -> Schema:
    """An object with all of these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _told(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _counts(*names: str) -> dict[str, Schema]:
    return dict.fromkeys(names, _COUNT)


def _listed(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "array", "items": _closed(properties)}


def _by_name(names: list[str]) -> Schema:
    """Counts under some of these names; those that do not occur are left out."""
    return {
        "type": "object",
        "propertyNames": {"enum": names},
        "additionalProperties": {"type": "integer", "minimum": 1},
    }


def _of_column(column: Column) -> Schema:
    return _told(_NARROWER.get(column.name, _KINDS[column.kind]), column.meaning)


_ROWS = _counts("rows", "analysed", "quarantined", "duplicates", "out_of_scope")
_BESIDE_OPEN = ("settled", "excused", "waived", "pending", "cancelled", "undecided")
_NO_EVENTS: Schema = {"const": ""}

_SUMMARY: Mapping[str, Schema] = {
    "definition": _told(
        _closed(
            {
                **dict.fromkeys(("process", "title", "version", "path"), _TEXT),
                "digest": _SHA256,
                "rules": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{12}$"}},
            }
        ),
        "under which definition the log was judged; `path` is the file's name, `digest` its SHA-256, `rules` a short "
        "hash of the lines of each rule",
    ),
    "part": {
        "anyOf": [
            {"type": "null"},
            _closed({"holds": _TEXT, "without_candidates": {"type": "boolean"}, **_counts("of_cases", "of_events")}),
        ],
        "description": "what a part of a run holds, of how many cases and events; null for the whole",
    },
    "as_of": _told(_INSTANT, "the horizon: the log is complete for everything before it"),
    "period": _told(
        _closed({end: {"anyOf": [_INSTANT, _NO_EVENTS]} for end in ("first", "last")}),
        "first and last event; empty: none",
    ),
    "events": _told(_COUNT, "events before the horizon"),
    "messages": _told(_COUNT, "messages among them"),
    "cases": _told(
        _closed(_counts("total", "complete", "open", "older_than_log")), "cases; complete: closed by a stage"
    ),
    "contact": _told(_closed(_counts("judged", "allowed", "undecided")), "messages whose contact was judged"),
    "verdicts": _told(
        {"type": "object", "additionalProperties": _by_name(list(VERDICT_WORDS))},
        "for each rule, by its id, how many activations have each verdict",
    ),
    "findings": _told(
        _closed({**_counts("open", *_BESIDE_OPEN), "by_severity": _closed(_counts(*_SEVERITIES))}),
        "open findings, by severity too, and how many activations came to something else than kept",
    ),
    "incidents": _told(_COUNT, "events with at least one open finding"),
    "past_recruiter": {
        "anyOf": [
            {"type": "null"},
            _closed(
                {**_counts("candidates", "of"), **dict.fromkeys(("share", "low", "high"), _SHARE), "counts": _TEXT}
            ),
        ],
        "description": "candidates with an open finding past the recruiter; `counts` says whom; null in a part without "
        "what was judged about candidates",
    },
    "duties": _told(
        _listed(
            {
                **dict.fromkeys(("rule", "title", "owner_role"), _TEXT),
                **_counts(
                    "due", "in_time", "late", "unanswered", "pending", "excused", "waived", "cancelled", "undecided"
                ),
            }
        ),
        "answers owed, for each rule that asks for one",
    ),
    "protected_events": _told(_COUNT, "events about protected topics; nothing else is said of them"),
    "quality": _told(
        _closed(
            {
                **_ROWS,
                "files": _listed({"file": _TEXT, **_ROWS}),
                "reasons": _listed({"code": _TEXT, "title": _TEXT, "rows": _COUNT}),
                "remarks": _listed({"code": _TEXT, "message": _TEXT, "count": _COUNT}),
            }
        ),
        "where every row went: rows = analysed + quarantined + duplicates + out_of_scope",
    ),
    "undecided": _told(_by_name(_REASONS), "verdicts that each reason leaves open; one may have several"),
    "assume": _told({"type": "object", "additionalProperties": _TEXT}, "what the run settled openly"),
    "coverage_declared": {"type": "boolean", "description": "whether the run was told which channels the log covers"},
    "waivers": _told(
        _closed(
            {
                "digest": {"anyOf": [_SHA256, {"const": ""}]},
                "covered": {"type": "object", "additionalProperties": _COUNT},
            }
        ),
        "SHA-256 of the file of waivers (empty: none), and how many findings each waiver covers",
    ),
    "notes": {"type": "array", "items": _TEXT, "description": "what a reader must know of the run"},
}
