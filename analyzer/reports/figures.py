"""The charts of a report: which there are, and their bytes.

Asks `insights` for tables and `charts` to draw them; nothing here draws. A chart with nothing to draw says so itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analyzer import charts, insights
from analyzer.reports import words
from analyzer.reports.facts import owner_title, role_titles
from analyzer.reports.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Theme = Literal["light", "dark"]
Draw = Callable[[Theme], "Axes"]


def trend(analysis: Result) -> Draw:
    """Findings week by week."""
    table = insights.findings_by_week(analysis)
    return lambda theme: charts.findings_by_week(table, theme=theme)


def waits(analysis: Result) -> Draw:
    """How long people wait for an answer."""
    table = insights.response_times(analysis)
    return lambda theme: charts.response_times(table, theme=theme)


def contacts(analysis: Result) -> Draw:
    """Who writes to whom."""
    table = insights.contact_matrix(analysis)
    names = dict(analysis.definition.roles)
    return lambda theme: charts.contact_matrix(table, theme=theme, names=names)


def files(analysis: Result) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every chart of the report's `charts` folder, as SVG and PNG.

    The timeline is an example (`example_case`); there is none without findings.
    """
    drawn: dict[str, Any] = {
        "beyond_chance": charts.beyond_chance(analysis),
        "contact_flow": charts.contact_flow(analysis),
        "contact_matrix": contacts(analysis)("light"),
        "excuses_used": charts.excuses_used(analysis),
        "findings_by_week": trend(analysis)("light"),
        "open_cases": charts.open_cases(analysis),
        "response_times": waits(analysis)("light"),
        "rules_broken": charts.rules_broken(analysis),
        "stage_by_topic": charts.stage_by_topic(analysis),
        "stage_funnel": charts.stage_funnel(analysis),
        "stage_times": charts.stage_times(analysis),
    }
    case_id = example_case(analysis.findings)
    if case_id:
        drawn["case_swimlane"] = charts.case_swimlane(analysis.case(case_id))
    for name, axes in drawn.items():
        yield f"{name}.svg", charts.to_svg(axes)
        yield f"{name}.png", charts.to_png(axes)


def example_case(findings: pd.DataFrame) -> str:
    """First case by id with an open finding, else with any; "" where there are none.

    By its id, not by how much was found: a report singles out nobody for having most findings.
    """
    still = findings[findings["open"].astype(bool)]
    return str(min((still if len(still) else findings)["case_id"], default=""))


def chance(analysis: Result) -> Draw:
    """Where there are more findings than chance explains."""
    table = insights.beyond_chance(analysis)
    return lambda theme: charts.beyond_chance(table, theme=theme)


def drawings(analysis: Result) -> Iterator[tuple[bytes, bytes]]:
    """Give the figures of the page, each for light and for dark, as SVG: trend, waits, beyond chance."""
    for draw in (trend(analysis), waits(analysis), chance(analysis)):
        light, dark = (charts.to_svg(draw(theme)) for theme in ("light", "dark"))
        yield light, dark


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a figure draws, as a table: `figures` says how many of the last columns are numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: int


def numbers(analysis: Result) -> tuple[Numbers, ...]:
    """Give the numbers of the figures of the page, in the order of `drawings`."""
    return _weeks(insights.findings_by_week(analysis)), _waits(analysis), _groups(insights.beyond_chance(analysis))


def _weeks(table: pd.DataFrame) -> Numbers:
    grouped = table.groupby("week", sort=True)
    severities = table.pivot_table(index="week", columns="severity", values="findings", aggfunc="sum", fill_value=0)
    severities = severities.reindex(columns=["high", "medium", "low"], fill_value=0)
    rows = tuple(
        (
            f"{week:%Y-%m-%d}{'' if rows['whole_week'].all() else ', part of a week'}",
            *(words.number(rows[name].sum()) for name in ("judged", "findings")),
            *(words.number(n) for n in severities.loc[[week]].to_numpy().ravel()),
            words.number(rows["pending"].sum()),
        )
        for week, rows in grouped
    )
    return Numbers(("Week from", "Judged", "Open", "High", "Medium", "Low", "Pending"), rows, 6)


def _waits(analysis: Result) -> Numbers:
    table, titles = insights.median_waits(analysis), role_titles(analysis)
    rows = tuple(
        (
            words.clean(row["title"]),
            owner_title(row["owner_role"], titles),
            words.number(row["answered"]),
            words.number(row["censored"]),
            words.measure(row["median"], row["unit"]),
            words.clean(row["promised"]),
            words.percent(row["share_past_limit"]) if row["share_past_limit"] == row["share_past_limit"] else "",
        )
        for row in table.to_dict("records")
    )
    headings = ("Duty", "Owed by", "Answered", "Not yet", "Half answered after", "Promised", "Longer than promised")
    return Numbers(headings, rows, 5)


def _groups(table: pd.DataFrame) -> Numbers:
    rows = tuple(
        (
            words.clean(row["group"], cut=words.CUT) or f"{words.number(row['groups'])} with few cases, or not known",
            row["beyond_chance"] or "no",
            words.number(row["cases"]),
            words.number(row["with_finding"]),
            words.percent(row["share"]),
        )
        for row in table.to_dict("records")
    )
    return Numbers(("Requisition", "Beyond chance", "Cases", "With an open finding", "Share"), rows, 3)
