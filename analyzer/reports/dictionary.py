"""The data dictionary: every column of the log and of every table that the product gives out, in one list.

What a column holds is said where the table is made (`events`, `analysis`, `discovery`); here the tables that only
reports write are added, and all are told in one shape. The manual's page and `columns.csv` are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analyzer.analysis.columns import ACTIVATIONS, CASES, EVENTS, FINDINGS, STAYS, TABLES as OF_ANALYSIS, Column
from analyzer.analysis.showing import Reading
from analyzer.definitions.suggest import did_you_mean
from analyzer.discovery.columns import TABLES as OF_DRAFTS
from analyzer.errors import UsageError
from analyzer.events.columns import KNOWN, LISTS, TIMES, WHAT_THEY_HOLD
from analyzer.importing.showing import KEPT_AS, TABLES as OF_IMPORTS

LOG = "log"
DRAFT = "draft."
IMPORT = "import."

EVIDENCE: tuple[Column, ...] = (
    Column("finding_id", "text", "the finding that the event helps to prove"),
    Column("part", "text", "`about`: what the finding is about; `proof`: another event that the verdict rests on"),
    *EVENTS,
)

DUTIES: tuple[Column, ...] = (
    Column("rule", "text", "id of the rule"),
    Column("title", "text", "the rule's title"),
    Column("owner_role", "text", "the role that owes the answer; several that may answer are joined by '/'"),
    Column("owner", "text", "that person; empty where the log does not say, and for candidates, who are told together"),
    Column("due", "count", "answers whose outcome is known and that nothing lets off: in_time + late + no_answer"),
    Column("in_time", "count", "those that came within the limit"),
    Column("late", "count", "those that came after it"),
    Column("no_answer", "count", "those that have not come, with the limit run out"),
    Column("pending", "count", "answers still in time, beside those due"),
    Column("excused", "count", "those that an excuse lets off, beside those due"),
    Column("waived", "count", "those that a waiver lets off, beside those due"),
    Column("cancelled", "count", "those that fell away, beside those due"),
    Column("undecided", "count", "those that the log cannot settle, beside those due"),
    Column("on_time_share", "share, 0 to 1", "in_time of due; empty where none was due"),
    Column("low", "share, 0 to 1", "lower end of its 95% interval (Wilson)"),
    Column("high", "share, 0 to 1", "upper end"),
)

SET_ASIDE: tuple[Column, ...] = (
    Column("file", "text", "the file, as it was given"),
    Column("row", "count", "its row; 1 is the line of headings (of JSON Lines the first line)"),
    Column("code", "text", "why, as in the list of codes (codes.md)"),
    Column("column", "text", "heading of the cell at fault; empty where it is no single one's"),
    Column("reason", "text", "why, in words"),
    Column("way_out", "text", "what can be done about it"),
)

DICTIONARY: tuple[Column, ...] = (
    Column("table", "text", "the file's name without its ending"),
    Column("column", "text", "the column"),
    Column("kind", "text", "text, count, true/false, seconds, share or instant"),
    Column("meaning", "text", "what it holds"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns.

    Attributes
    ----------
    name : str
        As a reader asks for it; for a file of a report, its name without the ending.
    about : str
        Where it is found and what a row is; Markdown.
    columns : tuple of Column
    """

    name: str
    about: str
    columns: tuple[Column, ...]


FILES: Mapping[str, tuple[Column, ...]] = {
    "activations": ACTIVATIONS,
    "cases": CASES,
    "columns": DICTIONARY,
    "duties": DUTIES,
    "evidence": EVIDENCE,
    "findings": FINDINGS,
    "quarantined": SET_ASIDE,
    "stays": STAYS,
}
"""Tables of a report's folder, by the name of the file without its ending."""

_ABOUT = {
    "findings": "`analysis.findings`: activations neither satisfied, pending nor cancelled, by case, time and rule.",
    "listing": "`analysis.listing`: the findings in the few columns that one reads first.",
    "activations": "`analysis.activations`: one row for everything that a rule judged, whatever the verdict.",
    "cases": "`analysis.cases`: one row a case.",
    "exercised": "`insights.exercised(analysis)`: what each part of the definition came to in the log.",
    "unmentioned": "`insights.unmentioned(analysis)`: messages that no contact mentions.",
    "undeclared": "`insights.undeclared(analysis)`: names of the log that the definition does not declare.",
    "waivers": "`analysis.waivers`: one row a waiver, in the order of their file ([waivers.md](waivers.md)); also "
    "`waivers.csv` of a report.",
    "since": "`review.changes(analysis, DIR).table`: findings that are open now or were open in an earlier report, new "
    "ones first ([changes.md](changes.md)); also `changes.csv` of a report.",
    "stays": "`analysis.stays`: one row for each time that a case was in a stage, by case and time.",
    "events": "`analysis.case(CASE).events`: one row an event of the case; events about protected topics are left out.",
    "changes": "`analysis.compare(other).changes`: what came to something else, by case, time and rule.",
    "by rule": "`analysis.compare(other).by_rule`: one row a rule. Of a rule that only one definition has, "
    "the last five columns are 0.",
    "evidence": "`evidence.parquet` of a report: one row for each finding and event that proves it, in the order of "
    "the findings, within one by time.",
    "duties": "`duties.csv` and `duties.parquet` of a report, `insights.duties_by_owner(analysis)`: one row for each "
    "duty and person who owes it.",
    "quarantined": "`quarantined.csv` of a report, `insights.rows_set_aside(analysis)`: one row for each row of the "
    "input that was set aside, without what stands in it.",
    "columns": "`columns.csv` of a report: this dictionary, for the tables in the folder.",
}


@cache
def tables() -> tuple[Table, ...]:
    """Every documented table: the log, what an analysis gives out, what a report's folder adds, drafts, imports.

    Examples
    --------
    >>> [table.name for table in tables()][:3]
    ['log', 'findings', 'listing']
    """
    log = Table(LOG, "The event log, one row an event.", tuple(_of_log(name) for name in KNOWN))
    of_reports = {name: columns for name, columns in FILES.items() if name not in OF_ANALYSIS}
    made = [Table(name, _ABOUT[name], columns) for name, columns in {**OF_ANALYSIS, **of_reports}.items()]
    drafts = [
        Table(
            f"{DRAFT}{name}",
            f"`draft.{name}` of `discover(log)`.",
            tuple(Column(column, "", meaning) for column, meaning in held.items()),
        )
        for name, held in OF_DRAFTS.items()
    ]
    imports = [
        Table(
            f"{IMPORT}{name}",
            f'`imported.table("{name}")` of `import_log(...)`; `{KEPT_AS[name]}` of `LOG.accounts.json`.',
            tuple(Column(*column) for column in held),
        )
        for name, held in OF_IMPORTS.items()
    ]
    return (log, *made, *drafts, *imports)


def table_named(name: str) -> Table:
    """Find a table by its name; capitals, hyphens, underscores and spaces count for nothing.

    Raises
    ------
    UsageError
        There is none of this name.
    """
    known = {_plain(table.name): table for table in tables()}
    found = known.get(_plain(name).removesuffix(".csv").removesuffix(".parquet"))
    if found is None:
        help_ = did_you_mean(name, [table.name for table in tables()], plural="tables")
        way_out = help_ or "`analyzer columns` lists all tables"
        raise UsageError(f"there is no table {name!r}; {way_out}")
    return found


def columns(table: str | None = None) -> pd.DataFrame:
    """What the columns of the log and of every table hold, as a table.

    Parameters
    ----------
    table : str, optional
        Name of a table, such as ``findings``; capitals, hyphens and underscores count for nothing. Default: all tables.

    Returns
    -------
    DataFrame
        One row a column: ``table``, ``column``, ``kind`` and ``meaning``; in the order of the tables and of their
        columns.

    Raises
    ------
    UsageError
        There is no such table.

    Examples
    --------
    >>> columns("stays")["column"].tolist()[:3]
    ['case_id', 'stage', 'entered']
    """
    chosen = tables() if table is None else (table_named(table),)
    rows = [(one.name, *column) for one in chosen for column in one.columns]
    return Reading(rows, columns=[column.name for column in DICTIONARY])


def _of_log(name: str) -> Column:
    kind = "instant" if name in TIMES else "list" if name in LISTS else "text"
    return Column(name, kind, WHAT_THEY_HOLD[name])


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", " ").replace("_", " ")
