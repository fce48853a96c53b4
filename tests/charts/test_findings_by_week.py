"""The weekly bars: their heights, their labels, and what they say beside the picture."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.charts import findings_by_week
from analyzer.insights import wilson
from tests.charts.tables import outside, overlaps, texts, weeks
from tests.insights.fakes import activation, analysis, definition, forbid


def heights(ax):
    return {bars.get_label().split()[0]: [bar.get_height() for bar in bars] for bars in ax.containers}


def test_the_title_is_the_question():
    assert findings_by_week(weeks(4)).get_title(loc="left") == "Are findings becoming fewer?"


def test_a_bar_stacks_the_findings_of_a_week_by_severity_high_at_the_foot():
    ax = findings_by_week(weeks(3, findings=5))
    assert heights(ax) == {"high": [5] * 3, "medium": [4] * 3, "low": [3] * 3}
    assert [bars[0].get_y() for bars in ax.containers] == [0, 5, 9]


def test_each_severity_says_its_total():
    assert [bars.get_label() for bars in findings_by_week(weeks(3, findings=5)).containers] == [
        "high severity (15)", "medium (12)", "low (9)"
    ]  # fmt: skip


def test_severities_differ_in_lightness_and_hatch():
    bars = [container[0] for container in findings_by_week(weeks(3)).containers]
    lightness = [sum(bar.get_facecolor()[:3]) for bar in bars]
    assert lightness == sorted(lightness)
    assert min(np.diff(lightness)) > 0.4
    assert [bool(bar.get_hatch()) for bar in bars] == [False, True, False]


def test_a_bar_says_its_total_its_week_and_what_it_is_out_of():
    ax = findings_by_week(weeks(4, findings=5, judged=40))
    assert [text.get_text() for text in ax.texts].count("12") == 4
    assert "5 Jan\nn 120\n10.0%\n2026" in texts(ax)


def test_weeks_that_are_not_whole_are_starred_and_explained():
    said = texts(findings_by_week(weeks(4)))
    assert [text.startswith(("29 Dec*", "19 Jan*")) for text in said].count(True) == 2
    assert any("* the log does not cover the whole week" in text for text in said)


def test_the_question_is_answered_by_the_rate_of_whole_weeks_only():
    table = weeks(8)
    table.loc[table["week"] < "2026-01-26", "findings"] = 4
    table.loc[table["week"] >= "2026-01-26", "findings"] = 1
    table.loc[table["week"] == table["week"].max(), "findings"] = 40
    first, last = "10.0 (7.3 to 13.5) in the first 3 whole weeks", "2.5 (1.3 to 4.7) in the last 3 whole weeks"
    assert f"per 100 judged: {first}, {last}" in "\n".join(texts(findings_by_week(table)))


def test_a_whisker_is_the_interval_of_the_weeks_share_written_in_findings():
    (whiskers,) = [
        lines for lines in findings_by_week(weeks(2, findings=5)).collections if "interval" in lines.get_label()
    ]
    low, high = wilson(12, 120)
    assert [line[:, 1].tolist() for line in whiskers.get_segments()] == [[low * 120, high * 120]] * 2


def test_a_week_in_which_nothing_was_judged_has_no_whisker():
    table = weeks(3)
    table.loc[table["week"] == table["week"].max(), ["judged", "findings"]] = 0
    ax = findings_by_week(table)
    assert [len(lines.get_segments()) for lines in ax.collections] == [2, 2]
    assert "12 Jan*\nn 0\n-" in texts(ax)


def test_many_weeks_become_months():
    ax = findings_by_week(weeks(200, findings=1))
    assert len(ax.containers[0]) == 47
    assert sum(heights(ax)["high"]) == 200
    assert "month beginning" in ax.get_xlabel()


def test_a_hundred_thousand_rows_are_added_up():
    table = weeks(10, findings=2)
    ax = findings_by_week(table.loc[table.index.repeat(3400)])
    assert heights(ax)["high"] == [2 * 3400] * 10


def test_an_analysis_is_drawn_as_its_table():
    rule = forbid("past-recruiter")
    rows = [activation(rule, "violated", "2026-03-03 15:00"), activation(rule, "violated", "2026-03-17 15:00")]
    assert heights(findings_by_week(analysis(definition(rule), rows)))["high"] == [1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        pytest.param(weeks(0), "No week lies between", id="no weeks"),
        pytest.param(weeks(5, findings=0), "No open findings in this period.", id="no findings"),
    ],
)
def test_nothing_is_said_in_a_sentence(table, sentence):
    assert sentence in " ".join(texts(findings_by_week(table)))


@pytest.mark.parametrize("n", [0, 1, 2, 5, 14, 16, 17, 32, 33, 60, 61, 500])
@pytest.mark.parametrize("findings", [0, 3, 30_000])
def test_no_text_covers_another_or_leaves_the_figure(n, findings):
    ax = findings_by_week(weeks(n, findings=findings, judged=max(40, findings)))
    assert overlaps(ax) == []
    assert outside(ax) == []
