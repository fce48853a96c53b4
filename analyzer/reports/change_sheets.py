"""The sheets of the workbook on waivers and on changes since an earlier report; none of them without these."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from analyzer.reports import words
from analyzer.reports.facts import Facts, owner_title, role_titles
from analyzer.reports.result import Result
from analyzer.reports.reviewed import BECAME
from analyzer.reports.sheets import Book, Column, add_sheet, write_table
from analyzer.review import Changes

WAIVERS = "Waivers"
CHANGES = "Changes"


def write_review(book: Book, analysis: Result, facts: Facts, changes: Changes | None) -> None:
    """Add the sheets that there is something for."""
    if len(analysis.waivers):
        _waivers(book, add_sheet(book, WAIVERS), analysis, facts)
    if changes is not None:
        _changes(book, add_sheet(book, CHANGES, wide=True), analysis, facts, changes)


def _waivers(book: Book, sheet: Worksheet, analysis: Result, facts: Facts) -> None:
    """One row a waiver, in the file's order."""
    table = analysis.waivers
    columns = [
        Column("Waiver", 22, table["waiver"]),
        Column("Rules", 26, table["rules"]),
        Column("For", 26, table["scope"]),
        Column("From", 12, table["from"]),
        Column("Until", 12, table["until"]),
        Column(f"Ends ({facts.zone})", 17, table["ends"], "instant"),
        Column("State", 12, table["state"]),
        Column("Findings waived", 10, table["covered"], "count"),
        Column("Matched, covered by another", 12, table["shared"], "count"),
        Column("Granted by", 20, table["granted_by"]),
        Column("Reason", 46, table["reason"]),
        Column("Note", 30, table["note"]),
        Column("To look at", 40, table["remark"]),
        Column("Line of the file", 18, table["place"]),
    ]
    write_table(book, sheet, columns, zone=facts.zone)


def _changes(book: Book, sheet: Worksheet, analysis: Result, facts: Facts, changes: Changes) -> None:
    """One row for each finding that is open now or was then; the first cell leads to it in the sheet of findings."""
    table, titles = changes.table, role_titles(analysis)
    place = {finding: row for row, finding in enumerate(analysis.findings["finding_id"], start=2)}
    closed = table["change"] == "no longer open"
    columns = [
        Column("Finding", 15, table["finding_id"]),
        Column("Change", 15, table["change"]),
        Column("Which", 34, table["detail"].where(~closed, table["detail"].map(lambda word: BECAME.get(word, word)))),
        Column("Verdict then", 11, _worded(table["verdict_before"])),
        Column("Verdict now", 11, _worded(table["verdict"])),
        Column("Severity", 10, table["severity"]),
        Column("Rule", 24, table["rule"]),
        Column("What the rule asks", 46, table["title"]),
        Column("Case", 16, table["case_id"]),
        Column("Requisition", 14, table["requisition_id"]),
        Column("Candidate", 16, table["candidate_id"]),
        Column("Event", 16, table["event_id"]),
        Column(f"When ({facts.zone})", 17, table["timestamp"], "instant"),
        Column("Owes or acted", 18, table["owner_role"].map(lambda role: owner_title(role, titles))),
        Column("Owner", 17, table["owner"]),
    ]
    links = [place.get(finding, 0) for finding in table["finding_id"]]
    write_table(book, sheet, columns, zone=facts.zone, links=("Findings", links))


def _worded(verdicts: pd.Series) -> pd.Series:
    """Verdicts in the words that reports use."""
    return verdicts.map(lambda verdict: words.VERDICTS.get(verdict, verdict))
