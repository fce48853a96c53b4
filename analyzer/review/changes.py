"""What became of the findings of an earlier report, and which are new: findings are known by their stable id.

Two runs can be compared only as far as they are alike; in what they are not stands in the notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.analysis import Analysis
from analyzer.analysis.columns import SINCE
from analyzer.analysis.showing import frame_html
from analyzer.errors import UsageError
from analyzer.review.comparable import insist_on_same_part, notes_of
from analyzer.review.earlier import COLUMNS, Earlier, read_report

NEW, REOPENED, CLOSED, STILL = "new", "reopened", "no longer open", "still open"
ORDER = (NEW, REOPENED, CLOSED, STILL)
"""The changes, in the order of the table."""

KEPT = "kept"
"""What became of a finding that is none any more because the rule is kept."""

_KEY = ["rule", "case_id", "event_id"]
SHOWN = 20
"""Rows of the notebook's table."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Changes:
    """What is new since an earlier report, what is gone and what goes on.

    Attributes
    ----------
    table : DataFrame
        One row for each finding that is open now or was open then; new ones first, within a change by time, case and
        rule. Documented in `analyzer.analysis.columns` (`SINCE`).
    counts : dict
        `new`, `reopened`, `no_longer_open`, `still_open`; `open_before` and `open_now`; of those no longer open how
        many `became` what; `past_recruiter_before` and `past_recruiter_now`: candidates. Ready for JSON.
    since : Timestamp
        The horizon of the earlier report, in UTC.
    folder : str
        Its folder.
    notes : tuple of str
        In what the two runs are not alike; sentences without a full stop.
    """

    table: pd.DataFrame
    counts: dict[str, Any]
    since: pd.Timestamp
    folder: str
    notes: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The counts in a sentence."""
        counts = self.counts
        return (
            f"{counts['new']:,} new, {counts['reopened']:,} reopened, {counts['no_longer_open']:,} no longer open, "
            f"{counts['still_open']:,} still open"
        )

    def __repr__(self) -> str:
        return f"<changes since {self.since.isoformat()}: {self.headline}>"

    def _repr_html_(self) -> str:
        """The counts, and what is new, for a notebook."""
        new = self.table[self.table["change"].isin((NEW, REOPENED))]
        shown = new.head(SHOWN)[["change", "detail", "rule", "severity", "case_id", "timestamp"]]
        less = f"<p>{SHOWN} of {len(new):,}; all are in <code>table</code></p>" if len(new) > SHOWN else ""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"<p><b>{escape(repr(self)[1:-1])}</b></p>{frame_html(shown)}{less}<ul>{notes}</ul>"


def changes(analysis: Analysis, earlier: Earlier | str | Path) -> Changes:
    """Hold a run against an earlier report of the same process.

    Parameters
    ----------
    analysis : Analysis
    earlier : Earlier, str or Path
        From `read_report`, or the report's folder.

    Returns
    -------
    Changes
        Of every finding that is open in one of the two. `open_now` = new + reopened + still open, `open_before` = no
        longer open + still open.

    Raises
    ------
    UsageError
        It is the report of another process, whose findings have other ids, or holds another part of its run; or as
        `read_report` raises it.
    """
    then = earlier if isinstance(earlier, Earlier) else read_report(earlier)
    process = then.summary["definition"].get("process")
    if process != analysis.definition.process:
        raise UsageError(
            f"the earlier report {then.folder} is of the process {process!r}, this run of "
            f"{analysis.definition.process!r}: their findings have nothing in common"
        )
    insist_on_same_part(analysis, then)
    since = pd.Timestamp(then.summary["as_of"])
    table = _sorted(_opened(analysis, then, since), _closed(analysis, then))
    return Changes(table, _counts(table, analysis, then), since, then.folder, notes_of(analysis, then))


def _opened(analysis: Analysis, then: Earlier, since: pd.Timestamp) -> pd.DataFrame:
    """Findings that are open now: new, reopened, or still open."""
    now = analysis.findings[analysis.findings["open"].astype(bool)]
    before = then.findings.set_index("finding_id")["verdict"].reindex(now["finding_id"]).fillna("").to_numpy()
    change = np.select([before == "violated", before != ""], [STILL, REOPENED], NEW)
    origin = np.select(
        [~now["rule"].isin(list(then.summary["verdicts"])), now["timestamp"] >= since, now["due"] >= since],
        ["rule is new", "happened since", "fell due since"],
        "about an earlier event",
    )
    detail = np.select([change == NEW, change == REOPENED], [origin, before], "")
    return now[list(COLUMNS)].assign(change=change, detail=detail, verdict_before=before)


def _closed(analysis: Analysis, then: Earlier) -> pd.DataFrame:
    """Findings that were open and are no longer: what became of them."""
    was = then.findings[then.findings["verdict"] == "violated"]
    still = analysis.findings.loc[analysis.findings["open"].astype(bool), "finding_id"]
    gone = was[~was["finding_id"].isin(still)]
    verdict = _verdicts_now(analysis, gone)
    detail = verdict.replace("satisfied", KEPT)
    lost = (verdict == "").to_numpy()
    detail[lost] = _why_lost(analysis, gone[lost])
    return gone.assign(
        change=CLOSED, detail=detail.to_numpy(), verdict_before=gone["verdict"], verdict=verdict.to_numpy()
    )


def _verdicts_now(analysis: Analysis, gone: pd.DataFrame) -> pd.Series:
    """The verdict of the same activation in this run; empty where there is none."""
    if gone.empty:
        return pd.Series([], dtype=object)
    judged = analysis.activations
    judged = judged[judged["case_id"].isin(gone["case_id"]) & judged["rule"].isin(gone["rule"])]
    found = gone[_KEY].merge(judged[[*_KEY, "verdict"]], on=_KEY, how="left")
    return found["verdict"].astype(object).fillna("")


def _why_lost(analysis: Analysis, lost: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Why there is nothing to judge any more."""
    log = analysis.log
    rules = {rule.id for rule in analysis.definition.rules}
    names = log.table.column("event_id").take(pa.array(log.rows)).cast(pa.string())

    def here(values: pd.Series, known: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:  # noqa: ANN401 - Arrow's own
        wanted = pa.array(values.astype(str).tolist(), type=pa.string())
        found: np.ndarray[Any, np.dtype[np.bool_]] = np.asarray(pc.is_in(wanted, value_set=known), dtype=np.bool_)
        return found

    conditions = [
        ~lost["rule"].isin(rules).to_numpy(),
        ~here(lost["case_id"], log.case_ids.cast(pa.string())),
        ~here(lost["event_id"], names),
    ]
    return np.select(conditions, ["rule gone", "case gone", "event gone"], "not judged any more").astype(object)


def _sorted(*parts: pd.DataFrame) -> pd.DataFrame:
    names = [column.name for column in SINCE]
    filled = [part[names] for part in parts if len(part)]
    if not filled:
        return parts[0][names].reset_index(drop=True)
    frame = pd.concat(filled, ignore_index=True)
    rank = frame["change"].map({change: place for place, change in enumerate(ORDER)})
    order = ["_rank", "timestamp", "case_id", "rule", "event_id"]
    return frame.assign(_rank=rank).sort_values(order, kind="stable", ignore_index=True)[names]


def _counts(table: pd.DataFrame, analysis: Analysis, then: Earlier) -> dict[str, Any]:
    tally: Mapping[Any, int] = table["change"].value_counts().to_dict()
    counts: dict[str, Any] = {change.replace(" ", "_"): int(tally.get(change, 0)) for change in ORDER}
    became = table.loc[table["change"] == CLOSED, "detail"].value_counts()
    counts["became"] = {str(word): int(became[word]) for word in sorted(became.index)}
    counts["open_before"] = counts["no_longer_open"] + counts["still_open"]
    counts["open_now"] = counts["new"] + counts["reopened"] + counts["still_open"]
    counts["past_recruiter_before"] = _past(then.summary)
    counts["past_recruiter_now"] = _past(analysis.summary)
    return counts


def _past(summary: Mapping[str, Any]) -> int | None:
    """Candidates past the recruiter; None where a report cut to its recipient does not say."""
    return None if summary["past_recruiter"] is None else int(summary["past_recruiter"]["candidates"])
