"""The data inside the HTML page: findings and timelines as coded columns.

What the list needs to sort, filter and search comes first and is read at once; what only a case's page needs (its
events, the evidence) comes in parts of some hundred cases, each unpacked when somebody opens one of them. So a page
with 100,000 findings opens quickly. `coding` says how a column is written; nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.roles import candidate_roles
from analyzer.reports import words
from analyzer.reports.coding import Column, instants, seconds, spelled, texts, whole
from analyzer.reports.facts import facts_of, role_order, role_titles
from analyzer.reports.result import Result
from analyzer.reports.reviewed import reasons_told

CASES_A_PART = 200
MOST_EVENTS = 400_000
"""Events that one page holds; cases with open findings come first, and the page says what it left out."""

_LISTED = (
    "rule",
    "verdict",
    "sender_role",
    "recipient_roles",
    "copied_roles",
    "owner_role",
    "topics",
    "reasons",
    "excuse",
    "stage",
)
_SEARCHED = ("sender", "owner", "subject")
_DETAILS = ("channel", "clock", "rule_place", "excuses_tried", "instead")
_DETAIL_TIMES = ("due", "answered_at", "searched_from", "searched_until", "settled_at")
_EVENTS = ("activity", "sender_role", "sender", "recipient_roles", "copied_roles", "channel",
           "topics", "stage", "subject")  # fmt: skip

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Payload:
    """What a page embeds.

    Attributes
    ----------
    head : dict
        Rules, roles and the columns of the list.
    parts : tuple of dict
        Details and events of `CASES_A_PART` cases each, in the order of `head["cases"]`.
    cases, drawn : int
        Cases with findings, and how many of them have their events in the page.
    """

    head: dict[str, Any]
    parts: tuple[dict[str, Any], ...]
    cases: int
    drawn: int


def payload_of(analysis: Result, *, most_events: int = MOST_EVENTS) -> Payload:
    """Code the findings of an analysis and the events of their cases.

    Parameters
    ----------
    analysis : Analysis
    most_events : int
        Cases are drawn while their events together are no more than this.
    """
    findings = analysis.findings.reset_index(drop=True)
    findings["reasons"] = reasons_told(findings)
    case_codes, case_ids = pd.factorize(findings["case_id"])
    order = [str(case) for case in case_ids]
    drawn = _drawn(analysis, findings, order, most_events)
    head = {
        "zone": facts_of(analysis).zone,
        "roles": role_titles(analysis),
        "lanes": _lanes(analysis),
        "rules": _rules(analysis),
        "size": CASES_A_PART,
        "cases": _cases(analysis, order),
        "findings": {
            "case": whole(case_codes),
            "id": {"v": spelled(findings["finding_id"].tolist())},
            "when": instants(findings["timestamp"]),
            "past": whole(findings["past_recruiter"].astype(bool).astype(int)),
            **{name: texts(findings[name]) for name in (*_LISTED, *_SEARCHED)},
        },
    }
    parts = tuple(_parts(analysis, findings, case_codes, order, drawn))
    return Payload(head, parts, len(order), len(drawn))


# ---------------------------------------------------------------- the head


def _rules(analysis: Result) -> list[dict[str, Any]]:
    return [
        {
            "id": rule.id,
            "title": words.clean(rule.title) or rule.id,
            "severity": str(rule.severity),
            "line": rule.place.line,
            "why": words.clean(rule.why),
            "instead": words.clean(rule.instead),
            "text": rule.text,
        }
        for rule in analysis.definition.rules
    ]


def _lanes(analysis: Result) -> list[str]:
    """Roles from top to bottom of a timeline: the candidate, the recruiter, then as in the definition."""
    candidates = candidate_roles(analysis.definition)
    return sorted(role_order(analysis), key=lambda role: role not in candidates)


def _cases(analysis: Result, order: Sequence[str]) -> dict[str, Column]:
    """The columns of the cases that have findings, in their order."""
    frame = analysis.cases.set_index("case_id").reindex(list(order))
    return {
        "id": {"v": spelled([words.clean(case, cut=words.CUT) for case in order])},
        "candidate": texts(frame["candidate_id"]),
        "requisition": texts(frame["requisition_id"]),
        "stage": texts(frame["stage"]),
        "closed": whole(frame["closed"].fillna(False).astype(bool).astype(int)),
        "older": whole(frame["older_than_log"].fillna(False).astype(bool).astype(int)),
    }


def _drawn(analysis: Result, findings: pd.DataFrame, order: Sequence[str], most: int) -> list[str]:
    """Which cases get their timeline: those with open findings first, until the page is full."""
    events = analysis.cases.set_index("case_id")["events"].reindex(list(order)).fillna(0).astype(int).to_numpy()
    still = set(findings.loc[findings["open"].astype(bool), "case_id"])
    ranked = sorted(range(len(order)), key=lambda place: (order[place] not in still, place))
    fits = np.cumsum(events[ranked]) <= most if ranked else np.array([], dtype=bool)
    return [order[place] for place, fit in zip(ranked, fits, strict=True) if fit]


# ---------------------------------------------------------------- the parts


def _parts(
    analysis: Result, findings: pd.DataFrame, case_codes: Codes, order: Sequence[str], drawn: Sequence[str]
) -> list[dict[str, Any]]:
    """Cut details and events into runs of cases; rows of both come in the order of the cases."""
    events = (
        analysis.events_of(list(drawn))
        if drawn
        else pd.DataFrame(columns=["case_id", "event_id", "timestamp", *_EVENTS])
    )
    place_of = {case: place for place, case in enumerate(order)}
    event_case = events["case_id"].map(place_of).to_numpy(dtype=np.int64)
    sorted_events = np.argsort(event_case, kind="stable")
    events, event_case = events.iloc[sorted_events], event_case[sorted_events]
    by_case = np.argsort(case_codes, kind="stable")
    details, detail_case = findings.iloc[by_case], case_codes[by_case]
    parts = []
    for first in range(0, len(order), CASES_A_PART):
        run = (first, first + CASES_A_PART)
        low, high = np.searchsorted(detail_case, run)
        start, stop = np.searchsorted(event_case, run)
        names = _names(events["event_id"].iloc[start:stop], details.iloc[low:high])
        parts.append(
            {
                **names,
                "row": whole(by_case[low:high]),
                "details": _details(details.iloc[low:high]),
                "events": {
                    "case": whole(event_case[start:stop]),
                    "when": instants(events["timestamp"].iloc[start:stop]),
                    **{name: texts(events[name].iloc[start:stop]) for name in _EVENTS if name in events},
                },
            }
        )
    return parts


def _names(events: pd.Series[Any], details: pd.DataFrame) -> dict[str, Any]:
    """Write every event id once (`ids`); events, findings and their evidence name it by its place, -1 if by none.

    `evidence` has the places of all findings one after the other, `ends` where those of each finding end.
    """
    evidence = [words.parts(cell) for cell in details["witness"]]
    every = [*events, *details["event_id"], *(name for names in evidence for name in names)]
    cleaned = [words.clean(name, cut=words.CUT) or None for name in every]
    codes, ids = pd.factorize(np.array(cleaned, dtype=object))
    of_events, about, witnesses = np.split(codes, [len(events), len(events) + len(details)])
    return {
        "ids": spelled(list(ids)),
        "event": whole(of_events),
        "about": whole(about),
        "evidence": whole(witnesses),
        "ends": whole(np.cumsum([len(names) for names in evidence], dtype=np.int64)),
    }


def _details(rows: pd.DataFrame) -> dict[str, Column]:
    return {
        **{name: texts(rows[name]) for name in _DETAILS},
        **{name: instants(rows[name]) for name in _DETAIL_TIMES},
        "slack": seconds(rows["slack_seconds"]),
        "may_still_settle": whole(rows["may_still_settle"].astype(bool).astype(int)),
    }
