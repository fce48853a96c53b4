"""The sheets after findings and evidence: duties, stages, quality, rows set aside, the definition itself.

Numbers are those of `facts` and of the tables in `insights`; how cells come into a file is `sheets`.
"""

from __future__ import annotations

import numpy as np
from xlsxwriter.worksheet import Worksheet

from analyzer import insights
from analyzer.reports.facts import Facts, owner_title, role_titles
from analyzer.reports.result import Result
from analyzer.reports.sheets import Book, Column, add_sheet, write_table

TOGETHER = "(all together)"
"""Stands for the owner where people are not listed one by one."""


def write_annexes(book: Book, analysis: Result, facts: Facts) -> None:
    """Add the sheets in their order."""
    _duties(book, add_sheet(book, "Duties by owner"), analysis)
    _stages(book, add_sheet(book, "Stage times"), analysis)
    _quality(book, add_sheet(book, "Coverage and quality"), facts)
    _set_aside(book, add_sheet(book, "Rows set aside"), analysis)
    _definition(book, add_sheet(book, "Definition"), analysis, facts)


def _duties(book: Book, sheet: Worksheet, analysis: Result) -> None:
    """One row for each duty and person, candidates together; the interval beside a share says how little few tell."""
    table = insights.duties_by_owner(analysis)
    together = insights.told_together(analysis)
    owner = np.where(table["owner_role"].isin(together), TOGETHER, table["owner"])
    titles = role_titles(analysis)
    columns = [
        Column("Duty", 46, table["title"]),
        Column("Owed by", 32, table["owner_role"].map(lambda role: owner_title(role, titles))),
        Column("Owner", 20, owner),
        Column("Due", 9, table["due"], "count"),
        Column("In time", 9, table["in_time"], "count"),
        Column("Late", 9, table["late"], "count"),
        Column("No answer", 11, table["no_answer"], "count"),
        Column("Share in time", 13, table["on_time_share"], "share"),
        Column("95% from", 10, table["low"], "share"),
        Column("95% to", 10, table["high"], "share"),
        Column("Pending", 9, table["pending"], "count"),
        Column("Excused", 9, table["excused"], "count"),
        Column("Undecided", 11, table["undecided"], "count"),
    ]
    write_table(book, sheet, columns)


def _stages(book: Book, sheet: Worksheet, analysis: Result) -> None:
    """One row a stage; stays that go on are censored, see `insights.stage_times`."""
    table = insights.stage_times(analysis)
    limited = table["promised"] != ""
    columns = [
        Column("Stage", 20, table["stage"]),
        Column("Cases", 9, table["cases"], "count"),
        Column("Stays", 9, table["stays"], "count"),
        Column("Still in it", 9, table["still"], "count"),
        Column("Began before the log (in no time here)", 16, table["entry_unseen"], "count"),
        Column("Times in", 15, table["unit"]),
        Column("Half have gone on after", 12, table["median"], "decimal"),
        Column("95% from", 10, table["low"], "decimal"),
        Column("95% to", 10, table["high"], "decimal"),
        Column("90% have gone on after", 12, table["ninety"], "decimal"),
        Column("Limit", 10, table["limit"], "decimal"),
        Column("Limit as written", 18, table["promised"]),
        Column("Seen longer than the limit", 13, table["over"].where(limited), "count"),
        Column("Estimated share longer", 12, table["share_over"], "share"),
    ]
    write_table(book, sheet, columns)


def _set_aside(book: Book, sheet: Worksheet, analysis: Result) -> None:
    """Which rows, and why; not what stands in them."""
    table = insights.rows_set_aside(analysis)
    columns = [
        Column("File", 50, table["file"]),
        Column("Row", 9, table["row"], "count"),
        Column("Code", 8, table["code"]),
        Column("Column", 20, table["column"]),
        Column("Reason", 50, table["reason"]),
        Column("The way out", 70, table["way_out"]),
    ]
    write_table(book, sheet, columns)


def _quality(book: Book, sheet: Worksheet, facts: Facts) -> None:
    """Where every row went, what could not be decided, and the notes."""
    rows: list[tuple[str, str, int | None, str]] = []
    names = {
        "rows": "rows read",
        "analysed": "analysed",
        "quarantined": "set aside",
        "duplicates": "repeated",
        "out_of_scope": "out of scope",
    }
    quality = facts.summary["quality"]
    for file in quality.get("files", []):
        rows += [("Rows", name, file[key], str(file["file"])) for key, name in names.items()]
    rows += [("Rows", f"{name}, all files", quality[key], "") for key, name in names.items()]
    rows += [("Set aside", each["code"], each["rows"], each["title"]) for each in quality.get("reasons", [])]
    rows += [("Remark", each["code"], each["count"], each["message"]) for each in quality.get("remarks", [])]
    rows += [
        ("Not decided", reason, n, f"{meaning} {cure}".strip().replace("`", ""))
        for reason, n, meaning, cure in facts.undecided
    ]
    rows += [("Coverage", "declared" if facts.coverage_declared else "not declared", None, facts.coverage)]
    rows += [("Assumed", key, None, value) for key, value in sorted(facts.summary["assume"].items())]
    rows += [("Note", "", None, note) for note in facts.notes]
    kinds, what, counts, told = zip(*rows, strict=True)
    numbers = [np.nan if n is None else float(n) for n in counts]
    columns = [
        Column("About", 14, list(kinds)),
        Column("What", 30, list(what)),
        Column("How many", 11, numbers, "count"),
        Column("Details", 120, list(told)),
    ]
    write_table(book, sheet, columns)


def _definition(book: Book, sheet: Worksheet, analysis: Result, facts: Facts) -> None:
    """Print the text of the definition, line by line, so that the line numbers of findings can be followed."""
    lines = analysis.definition.source.splitlines() or [""]
    columns = [
        Column("Line", 7, np.arange(1, len(lines) + 1), "count"),
        Column(f"{facts.path}, version {facts.version}, SHA-256 {facts.digest}", 150, lines),
    ]
    write_table(book, sheet, columns)
