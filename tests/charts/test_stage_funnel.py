"""The funnel of stages: its bars, its words, and what is left out."""

from __future__ import annotations

import numpy as np

from analyzer.charts import stage_funnel
from tests.charts.tables import funnel, texts

TYPICAL = funnel("applied", "interview", "hired", n=120)


def bars(ax):
    return {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}


def test_a_bar_is_the_cases_that_reached_the_stage_by_what_became_of_them():
    drawn = bars(stage_funnel(TYPICAL))
    assert drawn["went on"] == [60, 30, 0]
    assert drawn["closed there"] == [40, 20, 0]
    assert drawn["still there"] == [20, 10, 0]
    assert drawn["closing stage"] == [0, 0, 30]


def test_open_cases_stand_apart_and_are_not_in_the_share():
    assert "120 of 120 cases (100.0%)\n60 of 100 went on, 60.0% (95%: 50.2% to 69.1%); 20 open" in texts(
        stage_funnel(TYPICAL)
    )


def test_the_last_open_stage_says_how_cases_closed():
    table = TYPICAL.assign(went_on_share=[0.6, np.nan, np.nan])
    assert "60 of 120 cases (50.0%)\nrejected 20; 10 open" in texts(stage_funnel(table))


def test_a_closing_stage_says_only_how_many_reached_it():
    assert "30 of 120 cases (25.0%)" in texts(stage_funnel(TYPICAL))


def test_what_is_counted_and_left_out_is_said_below_the_question():
    said = "\n".join(texts(stage_funnel(TYPICAL)))
    assert "Cohort · 120 cases of which the log shows the beginning, followed until the horizon" in said
    assert "a stage was skipped 1 time" in said
    assert "left out: 3 cases older than the log or without a stage" in said


def test_parts_differ_in_hatch_or_lightness():
    first = [container[0] for container in stage_funnel(TYPICAL).containers]
    assert len({(bar.get_hatch(), sum(bar.get_facecolor()[:3]) > 2) for bar in first}) == 5
