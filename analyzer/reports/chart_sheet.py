"""The sheet of charts: small tables, and beside each a chart of the workbook's own that is drawn from its cells.

Every chart's title is the question it answers. Series differ in pattern and in darkness, so that a print in black and
white can be read. The numbers are those of `facts` and `insights`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from analyzer import insights
from analyzer.findings import Severity
from analyzer.reports import words
from analyzer.reports.facts import Facts
from analyzer.reports.result import Result
from analyzer.reports.sheets import Book, add_sheet, cell_text, heading_of

CHARTS = "Charts"

_FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#1F3A5F"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#1F3A5F", "bg_color": "#C9D6E8"}},
    {"fill": {"color": "#DCE3EA"}},
    {"pattern": {"pattern": "light_horizontal", "fg_color": "#44525F", "bg_color": "#FFFFFF"}},
    {"pattern": {"pattern": "dotted_diamond", "fg_color": "#1F3A5F", "bg_color": "#FFFFFF"}},
)
"""Dark, striped, light, lined, dotted: told apart without colour."""
_LINE = {"color": "#1F3A5F", "width": 0.75}
_ROWS_OF_A_CHART = 22
_WIDE = 860
_PIXELS_A_ROW = 20
_ASIDE = 1
"""Columns between a table and its chart."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A table and the chart of its numbers.

    Attributes
    ----------
    question : str
        Title of the chart.
    note : str
        What the numbers count.
    label : str
        Heading of the first column, whose cells are the categories.
    labels : sequence
        Text, or days.
    series : dict of str to sequence of int
        Heading of each further column, and its numbers.
    kind, subtype : str
        As the library names charts.
    axis : str
        What the length of a bar means.
    """

    question: str
    note: str
    label: str
    labels: Sequence[Any]
    series: dict[str, Sequence[int]]
    kind: str
    subtype: str
    axis: str
    empty: str


def write_charts(book: Book, analysis: Result, facts: Facts) -> None:
    """Add the sheet."""
    sheet = add_sheet(book, CHARTS)
    drawn = (_by_rule(facts), _by_week(analysis), _by_role(facts))
    columns = max(len(one.series) for one in drawn)
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, columns, 11)
    row = 0
    for one in drawn:
        row = _write(book, sheet, one, row, columns + 1 + _ASIDE)


# ---------------------------------------------------------------- what is drawn


def _by_rule(facts: Facts) -> _Drawn:
    """Findings of every rule that has any, the most pressing first."""
    shown = ("violated", "excused", "settled", "waived", "undecided")
    lines = [line for line in facts.rules if any(line.of(verdict) for verdict in shown)]
    return _Drawn(
        question="Which rules are broken, and what is excused?",
        note="Findings of each rule; a rule without any is left out.",
        label="Rule",
        labels=[line.title for line in lines],
        series={words.VERDICTS[v].capitalize(): [line.of(v) for line in lines] for v in shown},
        kind="bar",
        subtype="stacked",
        axis="Findings",
        empty="No rule has a finding.",
    )


def _by_week(analysis: Result) -> _Drawn:
    """Open findings of each week, by severity."""
    table = insights.findings_by_week(analysis)
    counts = table.pivot_table(index="week", columns="severity", values="findings", aggfunc="sum", fill_value=0)
    names = [severity.value for severity in reversed(Severity)]
    counts = counts.reindex(columns=names, fill_value=0).astype("int64")
    return _Drawn(
        question="Are findings becoming fewer?",
        note="Open findings by the week of the event they are about; the first and the last week may be short.",
        label="Week from",
        labels=[pd.Timestamp(week).to_pydatetime() for week in counts.index],
        series={name.capitalize(): counts[name].tolist() for name in names},
        kind="column",
        subtype="stacked",
        axis="Open findings",
        empty="The log has no week.",
    )


def _by_role(facts: Facts) -> _Drawn:
    """Answers owed by each role: in time, late, none."""
    lines = [line for line in facts.duties_by_role if line.due]
    return _Drawn(
        question="Who answers in time?",
        note="Answers owed whose outcome is known and that nothing lets off, by the role that owes them.",
        label="Owed by",
        labels=[line.role for line in lines],
        series={
            "In time": [line.in_time for line in lines],
            "Late": [line.late for line in lines],
            "No answer": [line.unanswered for line in lines],
        },
        kind="bar",
        subtype="percent_stacked",
        axis="Share of the answers owed",
        empty="No answer was due.",
    )


# ---------------------------------------------------------------- drawing


def _write(book: Book, sheet: Worksheet, drawn: _Drawn, row: int, beside: int) -> int:
    """Write one table and its chart; the row where the next one begins."""
    sheet.write_string(row, 0, drawn.question, book.formats["part"])
    sheet.write_string(row + 1, 0, drawn.note, book.formats["text"])
    if not drawn.labels:
        sheet.write_string(row + 2, 0, drawn.empty, book.formats["text"])
        return row + 4
    head = row + 2
    for place, name in enumerate((drawn.label, *drawn.series)):
        sheet.write_string(head, place, name, book.formats[heading_of("count" if place else "text")])
    for step, label in enumerate(drawn.labels, start=1):
        if isinstance(label, str):
            sheet.write_string(head + step, 0, cell_text(label), book.formats["text"])
        else:
            sheet.write_datetime(head + step, 0, label, book.formats["day"])
        for place, numbers in enumerate(drawn.series.values(), start=1):
            sheet.write_number(head + step, place, numbers[step - 1], book.formats["count"])
    rows = max(len(drawn.labels) + 3, _ROWS_OF_A_CHART)
    chart = _chart(book, drawn, head)
    chart.set_size({"width": _WIDE, "height": (rows - 1) * _PIXELS_A_ROW})
    sheet.insert_chart(row, beside, chart, {"description": f"{drawn.question} {drawn.note}"})
    return row + rows + 1


def _chart(book: Book, drawn: _Drawn, head: int) -> Any:  # noqa: ANN401 - the library has no types
    chart = book.library.add_chart({"type": drawn.kind, "subtype": drawn.subtype})
    last = head + len(drawn.labels)
    for place, (name, fill) in enumerate(zip(drawn.series, _FILLS, strict=False), start=1):
        chart.add_series(
            {
                "name": name,
                "categories": [CHARTS, head + 1, 0, last, 0],
                "values": [CHARTS, head + 1, place, last, place],
                **_cached(drawn, name),
                "border": _LINE,
                "gap": 40,
                **fill,
            }
        )
    chart.set_title({"name": drawn.question, "overlay": False, "name_font": {"size": 13, "bold": True}})
    chart.set_legend({"position": "bottom"})
    numbers: dict[str, Any] = {"name": drawn.axis, "major_gridlines": {"visible": True, "line": {"color": "#DCE3EA"}}}
    numbers |= {"min": 0, "num_format": "0%" if drawn.subtype == "percent_stacked" else "#,##0"}
    names: dict[str, Any] = {"num_font": {"size": 9}}
    if drawn.kind == "bar":  # the first row of the table on top, as one reads it
        chart.set_x_axis(numbers)
        chart.set_y_axis(names | {"reverse": True})
    else:
        chart.set_x_axis({"num_format": "yyyy-mm-dd", "num_font": {"size": 9, "rotation": -45}, "text_axis": True})
        chart.set_y_axis(numbers)
    return chart


def _cached(drawn: _Drawn, name: str) -> dict[str, list[Any]]:
    """The numbers as the chart keeps them beside its references.

    The library looks them up by itself only where it holds all cells in memory. Without them it takes the categories
    for numbers, and a viewer that reckons nothing shows an empty chart.
    """
    labels = [cell_text(label) if isinstance(label, str) else _serial(label) for label in drawn.labels]
    return {"categories_data": labels, "values_data": list(drawn.series[name])}


def _serial(day: datetime) -> int:
    """A day as a workbook counts it."""
    return (day - datetime(1899, 12, 30)).days
