"""The rows of stages: their times, the numbers beside them, and clocks that differ."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analyzer.analysis.columns import STAYS
from analyzer.charts import stage_times, to_svg
from analyzer.definitions import model
from tests.charts.tables import long_names, outside, overlaps, stages, texts
from tests.insights.fakes import analysis, definition, frame, utc

NAN = math.nan
TYPICAL = stages(
    {"stage": "applied"},
    {"stage": "interview", "median": 8.0, "low": 7.0, "high": NAN, "ninety": NAN, "limit": NAN, "promised": ""},
)
NOT_REACHED = {"median": NAN, "low": NAN, "high": NAN, "quarter": NAN, "three_quarters": NAN, "ninety": NAN}


def points(ax, label):
    drawn = next(line for line in ax.lines if line.get_label() == label)
    return [(float(x), int(y)) for x, y in drawn.get_xydata() if not np.isnan(x)]


def strokes(ax, label):
    (drawn,) = [lines for lines in ax.collections if lines.get_label() == label]
    return [(float(line[0, 0]), float(line[1, 0]), int(line[0, 1])) for line in drawn.get_segments()]


def test_the_title_is_the_question():
    assert stage_times(TYPICAL).get_title(loc="left") == "How long do cases stay in each stage?"


def test_each_stage_has_its_times_in_its_row():
    ax = stage_times(TYPICAL)
    assert points(ax, "median") == [(2, 0), (8, 1)]
    assert points(ax, "ninety") == [(6, 0)]
    assert points(ax, "limit") == [(5, 0)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["applied", "interview"]


def test_a_bar_runs_between_the_quartiles_and_is_open_where_the_upper_one_is_not_reached():
    ax = stage_times(stages({"stage": "a"}, {"stage": "b", "three_quarters": NAN}, {"stage": "c"} | NOT_REACHED))
    assert strokes(ax, "middle half of the stays") == [(1.5, 3, 0), (1.5, pytest.approx(ax.get_xlim()[1]), 1)]


def test_an_interval_without_an_upper_limit_goes_to_the_end_of_the_axis():
    ax = stage_times(TYPICAL)
    assert strokes(ax, "95% interval of the median") == [(1, 4, 0), (7, pytest.approx(ax.get_xlim()[1]), 1)]


def test_a_row_says_its_numbers():
    said = texts(stage_times(TYPICAL))
    assert (
        "median 2.0 business days (1.0 to 4.0); 25 % 1.5, 75 % 3.0\n20 stays, 3 go on; 2 over 5 business days" in said
    )
    assert "median 8.0 business days (7.0 or more); 25 % 1.5, 75 % 3.0\n20 stays, 3 go on" in said


def test_a_stage_without_cases_and_one_without_a_median_say_so():
    said = texts(stage_times(stages({"stage": "a", "stays": 0}, {"stage": "b", "still": 0, "over": 0} | NOT_REACHED)))
    assert "no case seen" in said
    assert "median not reached; 25 % not reached, 75 % not reached\n20 stays; 0 over 5 business days" in said


def test_stays_that_go_on_are_counted():
    said = "Cohort · 40 stays, 4 over the allowed time; 6 go on and count as at least that long"
    assert said in texts(stage_times(TYPICAL))


def test_stages_on_different_clocks_are_drawn_in_times_the_allowed_time():
    table = stages({"stage": "a"}, {"stage": "b", "unit": "days", "limit": 4.0}, {"stage": "c", "limit": NAN})
    ax = stage_times(table)
    assert points(ax, "median") == [(0.4, 0), (0.5, 1)]
    assert ax.get_xlabel() == "times the allowed time"


def test_of_many_stages_those_with_most_stays_are_drawn():
    ax = stage_times(stages(*({"stage": f"s{at}", "stays": at} for at in range(60))))
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"s{at}" for at in range(20, 60)]
    assert "40 of 60 stages shown: those with most stays" in " ".join(texts(ax))


def test_an_analysis_is_drawn_as_its_table():
    begin, end = utc("2026-03-02"), utc("2026-03-05")
    stays = [
        {
            "case_id": f"APP-{at}",
            "stage": "applied",
            "entered": begin,
            "left": end,
            "seen_until": end,
            "entry_seen": True,
        }
        for at in range(3)
    ]
    made = analysis(definition(stages=(model.Stage("applied"),)), [], stays=frame(STAYS, stays))
    assert points(stage_times(made), "median") == [(3, 0)]


@pytest.mark.parametrize("table", [stages(), stages({"stage": "a", "stays": 0} | NOT_REACHED)])
def test_no_stays_are_told_in_a_sentence(table):
    assert "No case was seen in a stage." in texts(stage_times(table))


def test_the_same_table_gives_the_same_bytes():
    assert to_svg(stage_times(TYPICAL)) == to_svg(stage_times(TYPICAL))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "table",
    [
        pytest.param(stages(), id="empty"),
        pytest.param(stages({"stage": "a", "stays": 1, "limit": NAN, "promised": ""} | NOT_REACHED), id="tiny"),
        pytest.param(TYPICAL, id="typical"),
        pytest.param(stages(*({"stage": name, "entry_unseen": 9} for name in long_names(7))), id="long names"),
        pytest.param(
            stages(*({"stage": name, "stays": 5_000_000, "ninety": 9e4} for name in long_names(45))), id="huge"
        ),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(table, theme):
    ax = stage_times(table, theme=theme)
    assert overlaps(ax) == []
    assert outside(ax) == []
