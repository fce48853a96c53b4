"""The events that prove the findings, one row for each finding and event."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analyzer.reports import words
from analyzer.reports.dictionary import EVIDENCE
from analyzer.reports.result import Result

ABOUT, PROOF = "about", "proof"


def evidence_of(analysis: Result) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.int64]]]:
    """Spread the witnesses of all findings: one row for each finding and event.

    Returns
    -------
    evidence : DataFrame
        In the order of the findings, within one by time; ``finding`` is the finding's position, the event's columns
        are empty where the event is not among those that may be shown.
    first : array of int64, shape (findings,)
        Position of each finding's first row, -1 where it has none.
    """
    findings = analysis.findings.reset_index(drop=True)
    spread = pd.DataFrame(
        {
            "finding": np.arange(len(findings)),
            "finding_id": findings["finding_id"],
            "case_id": findings["case_id"],
            "about": findings["event_id"],
            "event_id": [words.parts(cell) for cell in findings["witness"]],
        }
    ).explode("event_id", ignore_index=True)
    spread = spread[spread["event_id"].notna()].astype({"event_id": "str", "case_id": "str"})
    events = analysis.events_of(sorted(set(findings["case_id"])))
    events = events.drop_duplicates(["case_id", "event_id"])
    table = spread.merge(events, on=["case_id", "event_id"], how="left")
    table = table.sort_values(["finding", "timestamp", "event_id"], kind="stable", ignore_index=True)
    first = np.full(len(findings), -1, dtype=np.int64)
    of = table["finding"].to_numpy()
    first[of[::-1]] = np.arange(len(of))[::-1]
    return table, first


def evidence_table(evidence: pd.DataFrame) -> pd.DataFrame:
    """The rows of `evidence_of` with the documented columns and no others."""
    part = np.where(evidence["event_id"] == evidence["about"], ABOUT, PROOF)
    table: pd.DataFrame = evidence.assign(part=part).astype({"part": "str"})[[column.name for column in EVIDENCE]]
    return table
