from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest

from analyzer import charts, insights
from analyzer.reports import figures, html

KEPT = figures.drawings
NUMBERS = figures.numbers
CHARTS = (
    "beyond_chance",
    "case_swimlane",
    "contact_flow",
    "contact_matrix",
    "excuses_used",
    "findings_by_week",
    "open_cases",
    "response_times",
    "rules_broken",
    "stage_by_topic",
    "stage_funnel",
    "stage_times",
)


def test_the_page_has_three_figures_each_for_light_and_dark(monkeypatch, analysis):
    monkeypatch.undo()
    drawn = list(KEPT(analysis))
    assert len(drawn) == len(html.FIGURES) == 3
    for light, dark in drawn:
        assert ElementTree.fromstring(light).tag.endswith("svg")
        assert light != dark


def test_the_numbers_of_a_figure_are_those_that_it_draws(monkeypatch, analysis):
    monkeypatch.undo()
    weeks, waits, groups = NUMBERS(analysis)
    assert weeks.headings == ("Week from", "Judged", "Open", "High", "Medium", "Low", "Pending")
    assert weeks.rows[0][0].startswith("2026-01-05")
    counts = [sum(int(row[place]) for row in weeks.rows) for place in range(1, 6)]
    told = analysis.summary["findings"]
    assert counts[1] == told["open"]
    assert counts[2:] == [told["by_severity"][name] for name in ("high", "medium", "low")]
    table = insights.median_waits(analysis)
    assert [int(row[2]) + int(row[3]) for row in waits.rows] == table["waits"].tolist()
    assert [row[1] for row in waits.rows] == ["Recruiter"]
    assert groups.rows == (("1 with few cases, or not known", "no", "3", "2", "66.7%"),), (
        "REQ-1 is too small to be named"
    )
    for numbers in (weeks, waits, groups):
        assert all(len(row) == len(numbers.headings) for row in numbers.rows)


def test_the_charts_folder_has_each_chart_as_svg_and_png(monkeypatch, analysis):
    drawn = charts.findings_by_week(analysis)
    for name in CHARTS:
        monkeypatch.setattr(charts, name, lambda *_, **__: drawn)
    asked = []
    analysis.case = lambda case_id: asked.append(case_id) or SimpleNamespace()
    made = dict(figures.files(analysis))
    assert sorted(made) == sorted(f"{name}.{kind}" for name in CHARTS for kind in ("svg", "png"))
    assert made["contact_matrix.png"].startswith(b"\x89PNG")
    assert asked == ["APP-1"]


@pytest.mark.parametrize(
    ("rows", "case"),
    [
        pytest.param([("c", True), ("c", True), ("b", True), ("a", False)], "b", id="first-id-not-most-findings"),
        pytest.param([("b", False), ("a", False), ("b", False)], "a", id="none-open"),
        pytest.param([], "", id="no-findings"),
    ],
)
def test_the_timeline_is_an_example_not_the_case_with_most_findings(rows, case):
    assert figures.example_case(pd.DataFrame(rows, columns=["case_id", "open"])) == case
