"""The report as a workbook: Summary, Findings, Evidence, and the sheets of `chart_sheet` and `annex_sheets`.

What each sheet shows; how cells come into a file is `sheets`. Numbers are those of `facts`, so they equal the page's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import words
from analyzer.reports.annex_sheets import write_annexes
from analyzer.reports.change_sheets import CHANGES, WAIVERS, write_review
from analyzer.reports.chart_sheet import CHARTS, write_charts
from analyzer.reports.evidence import evidence_of
from analyzer.reports.facts import STATEMENT, Facts, facts_of, owner_title, role_titles
from analyzer.reports.files import replacing
from analyzer.reports.glossary import GLOSSARY, PAST_TITLE
from analyzer.reports.result import Result
from analyzer.reports.reviewed import Reviewed, reviewed_of, waivers_told
from analyzer.reports.sheets import (
    Book,
    Column,
    Formats,
    add_sheet,
    cell_text,
    heading_of,
    new_workbook,
    write_table,
)
from analyzer.review import Changes

HOUR = 3600
LAST = 9
"""Last column of the summary."""
LINE = 15.0
"""Height of a line of text in points."""
SHEETS = {
    CHARTS: "findings by rule and by week, and duties in time by role, drawn",
    "Findings": "every finding, with its evidence, the excuses tried and the allowed way; its first column leads on",
    "Evidence": "the events that prove each finding; the first column leads back to it",
    "Duties by owner": "who owed answers and gave them in time; candidates are told together",
    "Stage times": "how long cases stay in each stage, beside the allowed time",
    "Coverage and quality": "where every row went, what could not be decided, and why",
    "Rows set aside": "rows of the input that could not be read, one by one",
    "Definition": "the definition's text, line by line",
    WAIVERS: "what was agreed beforehand, by whom, until when, and how much it covers",
    CHANGES: "findings that are open now or were open in the earlier report, one by one",
}
"""The sheets after the summary, and what stands in them; the last two are there if there is something for them."""


def write_excel(
    analysis: Result, path: Path | str, *, fail_on: str | None = DEFAULT_LIMIT, changes: Changes | None = None
) -> Path:
    """Write the report as an Excel workbook.

    Parameters
    ----------
    analysis : Analysis
    path : Path or str
        Replaced whole, or not at all.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report, for a sheet of its own.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    UsageError
        `fail_on` is unknown, or `path` cannot be written.
    """
    facts = facts_of(analysis, fail_on=fail_on)
    evidence, first_evidence = evidence_of(analysis)
    with replacing(path) as scratch, TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.xlsx"
        book = new_workbook(bare, created=pd.Timestamp(analysis.as_of).to_pydatetime(), title=facts.title)
        _summary(add_sheet(book, "Summary"), facts, book.formats, reviewed_of(analysis, changes))
        write_charts(book, analysis, facts)
        _findings(book, analysis, facts, first_evidence)
        _evidence(book, evidence, facts)
        write_annexes(book, analysis, facts)
        write_review(book, analysis, facts, changes)
        book.close(bare, scratch)
    return Path(path)


# ---------------------------------------------------------------- evidence


def _evidence(book: Book, table: pd.DataFrame, facts: Facts) -> None:
    sheet = add_sheet(book, "Evidence", wide=True)
    part = np.where(table["event_id"] == table["about"], "what the finding is about", "proof")
    columns = [
        Column("Finding", 15, table["finding_id"]),
        Column("Case", 16, table["case_id"]),
        Column("Event", 16, table["event_id"]),
        Column("Part", 22, part),
        Column(f"When ({facts.zone})", 17, table["timestamp"], "instant"),
        Column("Activity", 12, table["activity"]),
        Column("From (role)", 17, table["sender_role"]),
        Column("Sender", 17, table["sender"]),
        Column("To (roles)", 20, table["recipient_roles"]),
        Column("Copied (roles)", 17, table["copied_roles"]),
        Column("Channel", 10, table["channel"]),
        Column("Topics", 22, table["topics"]),
        Column("Stage", 12, table["stage"]),
        Column("Subject", 44, table["subject"]),
    ]
    write_table(book, sheet, columns, zone=facts.zone, links=("Findings", (table["finding"] + 2).tolist()))


# ---------------------------------------------------------------- findings


def _findings(book: Book, analysis: Result, facts: Facts, first_evidence: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    sheet = add_sheet(book, "Findings", wide=True)
    table = analysis.findings
    titles = role_titles(analysis)
    owner_role = table["owner_role"].map(lambda role: owner_title(role, titles))
    zone = facts.zone
    columns = [
        Column("Finding", 15, table["finding_id"]),
        Column("Verdict", 11, table["verdict"].map(lambda verdict: words.VERDICTS.get(verdict, verdict))),
        Column("Severity", 10, table["severity"]),
        Column("Past the recruiter", 10, np.where(table["past_recruiter"], "yes", "")),
        Column("Rule", 24, table["rule"]),
        Column("What the rule asks", 46, table["title"]),
        Column("Case", 16, table["case_id"]),
        Column("Requisition", 14, table["requisition_id"]),
        Column("Candidate", 16, table["candidate_id"]),
        Column(f"When ({zone})", 17, table["timestamp"], "instant"),
        Column("From (role)", 17, table["sender_role"]),
        Column("Sender", 17, table["sender"]),
        Column("To (roles)", 20, table["recipient_roles"]),
        Column("Copied (roles)", 17, table["copied_roles"]),
        Column("Channel", 10, table["channel"]),
        Column("Topics", 22, table["topics"]),
        Column("Stage", 12, table["stage"]),
        Column("Subject", 40, table["subject"]),
        Column("Owes or acted", 18, owner_role),
        Column("Owner", 17, table["owner"]),
        Column(f"Due ({zone})", 17, table["due"], "instant"),
        Column(f"Answered ({zone})", 17, table["answered_at"], "instant"),
        Column("Hours left (+) or lacking (-)", 14, table["slack_seconds"].astype(float) / HOUR, "decimal"),
        Column("Counted in", 15, table["clock"]),
        Column("Excused by", 20, table["excuse"]),
        Column("Reasons", 22, table["reasons"]),
        Column("Waived by", 34, waivers_told(table)),
        Column("Excuses tried", 60, table["excuses_tried"]),
        Column("The allowed way", 46, table["instead"]),
        Column("Line of the definition", 20, table["rule_place"]),
        Column("Evidence (events)", 28, table["witness"]),
        Column("Incident", 24, table["incident"]),
    ]

    write_table(
        book,
        sheet,
        columns,
        zone=zone,
        links=("Evidence", np.where(first_evidence < 0, 0, first_evidence + 2).tolist()),
    )


# ---------------------------------------------------------------- summary


def _summary(sheet: Worksheet, facts: Facts, formats: Formats, review: Reviewed) -> None:
    """Name and value, one below the other, then where to read on, rules, duties and what the words mean."""
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, LAST, 12)
    for row, cells in enumerate(_summary_rows(facts, review)):
        for column, (value, style) in enumerate(cells):
            if isinstance(value, Link):
                sheet.write_url(row, column, value.target, formats["link"], cell_text(value.text))
            elif style == "wrapped":
                _write_wrapped(sheet, row, column, cell_text(str(value)), formats[style])
            elif isinstance(value, str):
                sheet.write_string(row, column, cell_text(value), formats[style])
            elif value is not None:
                sheet.write_number(row, column, value, formats[style])
    sheet.freeze_panes(1, 0)


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of another sheet."""

    text: str
    target: str


Cells = list[tuple[str | float | Link | None, str]]


def _write_wrapped(sheet: Worksheet, row: int, column: int, text: str, style: object) -> None:
    """Write text over all columns to the last, on as many lines as it needs; no program reckons that itself."""
    characters = 28 + 12 * (LAST - 1) + (0 if column else 62)
    sheet.set_row(row, LINE * -(-len(text) // (characters - 10)))
    sheet.merge_range(row, column, row, LAST, text, style)


def _summary_rows(facts: Facts, review: Reviewed) -> Iterator[Cells]:
    yield [(f"{facts.limit.headline}: {facts.title}", "title")]
    yield [(facts.limit.sentence, "text")]
    if facts.part:
        yield [(facts.part, "wrapped")]
    yield []
    for name, value in _headlines(facts):
        yield [(name, "strong"), (value, "text" if isinstance(value, str) else "count")]
    past = facts.past
    if past is not None and past["of"]:
        yield [("Share of candidates with an open finding past the recruiter", "strong"), (past["share"], "share")]
        yield [("95% interval, from", "strong"), (past["low"], "share")]
        yield [("95% interval, to", "strong"), (past["high"], "share")]
    yield from _since_rows(review)
    yield []
    yield [("Where to read on", "part")]
    for name, about in SHEETS.items():
        if (name == WAIVERS and not review.waivers) or (name == CHANGES and review.since is None):
            continue  # the book has no such sheet
        yield [(Link(name, f"internal:'{name}'!A1"), "link"), (about, "text")]
    yield []
    yield from _rules_and_duties(facts)
    yield []
    yield [("What the numbers count", "part")]
    for word, meaning in GLOSSARY:
        yield [(word, "strong"), (meaning, "wrapped")]
    yield []
    yield [(STATEMENT, "wrapped")]


def _since_rows(review: Reviewed) -> Iterator[Cells]:
    """What has changed since an earlier report, as the page says it; nothing where none was named."""
    since = review.since
    if since is None:
        return
    yield []
    yield [(f"Changes since {since.horizon}", "part")]
    for name, number, told in since.lines:
        yield [(name, "strong"), (number, "count"), (told, "text")]
    if since.past:
        yield [(PAST_TITLE, "strong"), (since.past, "text")]
    for note in since.notes:
        yield [("Note", "strong"), (note, "wrapped")]


def _rules_and_duties(facts: Facts) -> Iterator[Cells]:
    yield [("Rules", "part")]
    verdicts = ("violated", "settled", "excused", "waived", "undecided", "pending", "satisfied")
    yield [
        ("Rule", "head"),
        ("Id (leads to its line)", "head"),
        ("Severity", "head"),
        *((words.VERDICTS[v].capitalize(), heading_of("count")) for v in verdicts),
    ]
    for line in facts.rules:
        yield [
            (line.title, "text"),
            (Link(line.rule, f"internal:'Definition'!A{line.line + 1}"), "link"),
            (line.severity, "text"),
            *((line.of(v), "count") for v in verdicts),
        ]
    yield []
    yield [("Duties in time", "part")]
    heads = ("Duty", "Owed by", "Due", "In time", "Late", "No answer", "Share in time", "Pending", "Excused")
    yield [(head, heading_of("count" if place > 1 else "text")) for place, head in enumerate(heads)]
    for duty in facts.duties:
        counts = (duty.due, duty.in_time, duty.late, duty.unanswered)
        yield [
            (duty.title, "text"),
            (duty.role, "text"),
            *((n, "count") for n in counts),
            (duty.share, "share"),
            (duty.pending, "count"),
            (duty.excused, "count"),
        ]


def _headlines(facts: Facts) -> Iterator[tuple[str, str | int]]:
    summary = facts.summary
    findings, contact, cases = summary["findings"], summary["contact"], summary["cases"]
    yield "Period", facts.period
    yield "Complete before", facts.as_of
    yield "Definition", f"{facts.process}, version {facts.version} ({facts.path})"
    yield "Definition SHA-256", facts.digest
    yield "Times in", facts.zone
    yield "Coverage", facts.coverage
    yield "Cases", cases["total"]
    yield "Cases complete", cases["complete"]
    yield "Cases still open", cases["open"]
    yield "Events", summary["events"]
    yield "Rows read", summary["quality"]["rows"]
    yield "Rows set aside", facts.set_aside
    yield "Other rows that no verdict looks at", facts.left_out or "none"
    yield "Open findings", findings["open"]
    for severity in ("high", "medium", "low"):
        yield f"Open findings, {severity}", findings["by_severity"][severity]
    yield "Incidents (events with open findings)", summary["incidents"]
    for verdict in ("settled", "excused", "waived", "undecided"):
        yield f"Findings {verdict}", findings[verdict]
    yield "Messages on an allowed contact", contact["allowed"]
    yield "Messages judged", contact["judged"]
    yield PAST_TITLE, facts.past["candidates"] if facts.past else facts.past_missing
    if facts.past:
        yield "Candidates", facts.past["of"]
