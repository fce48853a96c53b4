from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest

from analyzer import charts
from analyzer.reports import figures, html

KEPT = figures.drawings
CHARTS = (
    "beyond_chance",
    "case_swimlane",
    "contact_matrix",
    "excuses_used",
    "findings_by_week",
    "response_times",
    "rules_broken",
    "stage_by_topic",
    "stage_times",
)


def test_the_page_has_three_figures_each_for_light_and_dark(monkeypatch, analysis):
    monkeypatch.undo()
    drawn = list(KEPT(analysis))
    assert len(drawn) == len(html.FIGURES) == 3
    for light, dark in drawn:
        assert ElementTree.fromstring(light).tag.endswith("svg")
        assert light != dark


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
