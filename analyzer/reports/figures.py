"""The charts of a report: which there are, and their bytes.

Asks `insights` for tables and `charts` to draw them; nothing here draws. A chart with nothing to draw says so itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analyzer import charts, insights
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


def drawings(analysis: Result) -> Iterator[tuple[bytes, bytes]]:
    """Give the figures of the page, each for light and for dark, as SVG."""
    for draw in (trend(analysis), waits(analysis)):
        light, dark = (charts.to_svg(draw(theme)) for theme in ("light", "dark"))
        yield light, dark
