"""A small run to waive in, and waivers as text."""

from __future__ import annotations

import json
from typing import Any

from analyzer.analysis import Analysis, analyze
from analyzer.review import Waivers, parse_waivers, waive
from tests.analysis.logs import definition, log_of, message, stage

ZONE = "America/New_York"
BASE: dict[str, Any] = {
    "id": "w",
    "rule": "bypass",
    "case": "any",
    "from": "2026-03-01",
    "until": "2026-03-31",
    "granted_by": "people-office",
    "reason": "agreed in the kick-off",
}


def rows() -> list[dict[str, Any]]:
    """Four cases: open findings of several rules, one excused, one undecided, one pending, one settled stage."""
    whom = {
        case: {"candidate_id": f"cand-{number}", "requisition_id": f"req-{number % 2}"}
        for number, case in enumerate("ABCD", start=1)
    }
    whom["D"] = {}  # of this one the log says neither candidate nor requisition
    asks = [("A", "03 10:0"), ("B", "04 00:0"), ("C", "09 23:5"), ("D", "10 00:0")]
    made = [stage(f"{case}0", "2026-03-02 09:00", "applied", case=case) | whom[case] for case in whom]
    for case, when in asks:
        person = {"sender": f"person-{case}", "recipients": "hm-1"}
        made.append(
            message(f"{case}1", f"2026-03-{when}0", "candidate", "hiring_manager", "status", case=case, **person)
        )
        to = {"sender": f"person-{case}", "recipients": "rec-1" if case < "C" else "rec-2"}
        made.append(message(f"{case}2", f"2026-03-{when}9", "candidate", "recruiter", "status", case=case, **to))
    made.append(message("A3", "2026-03-05 10:00", "candidate", "hiring_manager", "status", copied="recruiter"))
    made.append(message("A4", "2026-03-05 11:00", "candidate", "hiring_manager", ""))
    made.append(message("B4", "2026-03-31 11:00", "candidate", "recruiter", "status", case="B"))
    return made


def run(*more: dict[str, Any], as_of: str = "2026-04-01") -> Analysis:
    return analyze(log_of(*rows(), *more), definition(), as_of=as_of)


def read(*waivers: dict[str, Any]) -> Waivers:
    """Read waivers; JSON is YAML, and quotes every text (`any` must stand without)."""
    text = json.dumps(list(waivers)).replace('"any"', "any")
    return parse_waivers(text, definition=definition())


def waived_by(analysis: Analysis, *changes: dict[str, Any]) -> Analysis:
    """Judge again with `BASE`, changed; None takes a key away."""
    made = [{key: value for key, value in (BASE | change).items() if value is not None} for change in changes or ({},)]
    return waive(analysis, read(*made))


def events_waived(analysis: Analysis) -> list[str]:
    frame = analysis.findings
    return sorted(frame.loc[frame["verdict"] == "waived", "event_id"])
