"""Waivers and changes since an earlier report, in words: for console, page and workbook alike.

What a waiver covers and what has changed is said by `review`; nothing here decides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyzer.findings import Severity
from analyzer.reports import words
from analyzer.reports.files import as_json, write_bytes
from analyzer.reports.result import Result
from analyzer.reports.tables import write_csv
from analyzer.review import Changes

MOST_ROWS = 50
"""Findings of each kind that the page lists; the workbook and `changes.csv` have all."""

BECAME: Mapping[str, str] = {
    "settled": "settled",
    "excused": "excused",
    "waived": "waived",
    "undecided": "undecided",
    "kept": "kept, as it is seen now",
    "pending": "pending again",
    "cancelled": "cancelled",
    "rule gone": "the definition has no such rule any more",
    "case gone": "the log has no such case any more",
    "event gone": "the log has no such event any more",
    "not judged any more": "not judged any more",
}
"""What became of a finding that is no longer open, in words."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One finding that has changed."""

    finding: str
    listed: bool
    change: str
    detail: str
    title: str
    severity: str
    case: str
    when: str


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since an earlier report.

    Attributes
    ----------
    day, horizon, folder : str
        The earlier report's horizon, to the day and to the minute, and its folder.
    past, open : str
        A line each for the tiles: candidates past the recruiter, and open findings.
    lines : tuple of (name, count, text)
        The four kinds of change, each with what makes it up.
    opened, closed : tuple of ChangeRow
        The first of those that are new or reopened, and of those no longer open; the gravest rules first.
    more_opened, more_closed : int
        How many are not among them.
    notes : tuple of str
    """

    day: str
    horizon: str
    folder: str
    past: str
    open: str
    lines: tuple[tuple[str, int, str], ...]
    opened: tuple[ChangeRow, ...]
    closed: tuple[ChangeRow, ...]
    more_opened: int
    more_closed: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Waivers (records as in `Analysis.waivers`, made safe to show), how many end soon, and what has changed."""

    waivers: tuple[Mapping[str, Any], ...]
    ending: int
    since: Since | None


def reviewed_of(analysis: Result, changes: Changes | None = None) -> Reviewed:
    """Put waivers and changes into words.

    Parameters
    ----------
    analysis : Analysis
    changes : Changes, optional
        From `review.changes`; without it nothing is said of changes.
    """
    waivers = tuple(_shown(row) for row in analysis.waivers.to_dict("records"))
    ending = sum(row["state"] == "ending soon" for row in waivers)
    return Reviewed(waivers, ending, None if changes is None else _since(analysis, changes))


def _shown(row: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {
        str(name): words.clean(cell, cut=words.CUT) if isinstance(cell, str) else cell for name, cell in row.items()
    }


def zone_of(analysis: Result) -> str:
    """The zone in which a report tells times."""
    calendar = analysis.definition.calendar
    return calendar.timezone if calendar else "UTC"


def _since(analysis: Result, changes: Changes) -> Since:
    counts, zone = changes.counts, zone_of(analysis)
    day = words.day(changes.since, zone)
    opened, more_opened = _rows(analysis, changes.table, ("new", "reopened"), zone)
    closed, more_closed = _rows(analysis, changes.table, ("no longer open",), zone)
    origins = changes.table.loc[changes.table["change"] == "new", "detail"].value_counts().sort_index().to_dict()
    became = {BECAME.get(word, word): n for word, n in counts["became"].items()}
    return Since(
        day=day,
        horizon=words.instant(changes.since, zone),
        folder=words.clean(Path(changes.folder).name, cut=60) or "the earlier report",
        past=""
        if counts["past_recruiter_before"] is None
        else f"{words.number(counts['past_recruiter_before'])} on {day}",
        open=f"{words.number(counts['new'] + counts['reopened'])} new or reopened, "
        f"{words.number(counts['no_longer_open'])} no longer open since {day}",
        lines=(
            ("New", counts["new"], _parts(origins)),
            ("Reopened", counts["reopened"], "findings then, but not open" if counts["reopened"] else ""),
            ("No longer open", counts["no_longer_open"], _parts(became)),
            ("Still open", counts["still_open"], ""),
        ),
        opened=opened,
        closed=closed,
        more_opened=more_opened,
        more_closed=more_closed,
        notes=tuple(words.sentence(note) for note in changes.notes),
    )


def _parts(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{words.number(n)} {word}" for word, n in counts.items())


def _rows(
    analysis: Result, table: pd.DataFrame, kinds: tuple[str, ...], zone: str
) -> tuple[tuple[ChangeRow, ...], int]:
    """The first rows of some kinds of change, the gravest rules first, and how many there are beside them."""
    some = table[table["change"].isin(kinds)]
    rank = some["severity"].map({severity.value: -severity.rank for severity in Severity})
    shown = (
        some.assign(_rank=rank).sort_values(["_rank", "timestamp", "case_id", "rule"], kind="stable").head(MOST_ROWS)
    )
    here = set(analysis.findings["finding_id"])
    rows = tuple(
        ChangeRow(
            finding=row["finding_id"],
            listed=row["finding_id"] in here,
            change=row["change"],
            detail=BECAME.get(row["detail"], row["detail"]) if row["change"] != "reopened" else f"was {row['detail']}",
            title=words.clean(row["title"]) or row["rule"],
            severity=row["severity"],
            case=words.clean(row["case_id"], cut=40),
            when=words.instant(row["timestamp"], zone),
        )
        for row in shown.to_dict("records")
    )
    return rows, len(some) - len(rows)


# ---------------------------------------------------------------- columns


def waivers_told(findings: pd.DataFrame) -> pd.Series:
    """Say for each finding which waiver covers it, who granted it, until when and why; empty for the others."""
    codes = findings[["waiver", "waived_by", "waived_until", "waived_why"]].astype(object).fillna("")
    told = codes["waived_by"] + " until " + codes["waived_until"] + ": " + codes["waived_why"]
    return (told + " [" + codes["waiver"] + "]").where(codes["waiver"] != "", "")


def reasons_told(findings: pd.DataFrame) -> pd.Series:
    """Say why a finding is undecided, or by which waiver it is waived."""
    told = waivers_told(findings)
    told = ("by " + told).where(told != "", "by a waiver that is not told here")
    return told.where(findings["verdict"] == "waived", findings["reasons"])


# ---------------------------------------------------------------- console and files


def review_lines(review: Reviewed, width: int) -> Iterator[str]:
    """Lines for a console; none where there is neither a waiver nor an earlier report."""
    if review.waivers:
        yield from ("", "WAIVERS")
        for row in review.waivers:
            covered = f"{words.count(row['covered'], 'finding')} waived, {row['state']} (until {row['until']})"
            yield from words.wrap(f"{row['waiver']}: {covered}", width, first="  ", rest="    ")
            told = f"{row['rules']}; {row['scope']}; granted by {row['granted_by']}: {row['reason']}"
            yield from words.wrap(told, width, first="    ")
            if row["remark"]:
                yield from words.wrap(words.sentence(row["remark"]), width, first="    ")
    if review.since is not None:
        yield from ("", f"SINCE {review.since.horizon} ({review.since.folder})")
        for name, number, told in review.since.lines:
            said = words.number(number) + (f": {told}" if told else "")
            yield from words.wrap(said, width, first=f"  {name:<16} ", rest=" " * 19)
        for note in review.since.notes:
            yield from words.wrap(note, width, first=f"  {'Note':<16} ", rest=" " * 19)


def changes_text(analysis: Result, changes: Changes) -> str:
    """Write in one line what is new since an earlier report, and below it in what the two are not alike."""
    since = _since(analysis, changes)
    return "\n".join([f"Since {since.horizon}: {changes.headline}.", *(f"Note: {note}" for note in since.notes)])


def write_review_tables(analysis: Result, folder: Path, changes: Changes | None) -> list[Path]:
    """Write `waivers.csv` where there are waivers, and `changes.csv` and `changes.json` where there are changes."""
    written = []
    if len(analysis.waivers):
        written.append(write_csv(analysis.waivers, folder / "waivers.csv"))
    if changes is not None:
        written.append(write_csv(changes.table, folder / "changes.csv"))
        told = {"counts": changes.counts, "since": changes.since.isoformat(), "notes": list(changes.notes)}
        written.append(write_bytes(folder / "changes.json", f"{as_json(told)}\n".encode()))
    return written
