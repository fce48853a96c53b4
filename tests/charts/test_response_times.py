"""The curves of response times: their steps, marks, limits and key."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analyzer.charts import response_times
from analyzer.insights import kaplan_meier
from tests.charts.tables import outside, overlaps, rows_of, texts, waits
from tests.insights.fakes import activation, analysis, definition, duty

DAYS = "business days"


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def points(ax, label):
    return [tuple(map(float, point)) for point in line(ax, label).get_xydata()]


def small():
    return rows_of(kaplan_meier([1, 2, 2, 3, 5], [True, True, False, False, True]))


def test_the_title_is_the_question():
    assert response_times(small()).get_title(loc="left") == "How long do people wait for an answer?"


def test_a_curve_is_a_step_line_through_the_estimate():
    ax = response_times(small())
    expected = [(0, 1), (0, 1), (1, 0.8), (2, 0.6), (3, 0.6), (5, 0), (5, 0)]
    assert np.allclose(points(ax, "duty/recruiter"), expected)
    assert line(ax, "duty/recruiter").get_drawstyle() == "steps-post"


def test_open_waits_are_ticks_on_the_curve():
    ax = response_times(small())
    assert np.allclose(points(ax, "duty/recruiter/open"), [(2, 0.6), (3, 0.6)])
    assert line(ax, "duty/recruiter/open").get_marker() == "|"


def test_the_median_is_marked_where_the_curve_passes_one_half():
    assert points(response_times(small()), "duty/recruiter/median") == [(5, 0.5)]


def test_a_median_that_is_not_reached_is_not_marked():
    ax = response_times(rows_of(kaplan_meier([1, 2, 2], [True, False, False])))
    assert not [line for line in ax.lines if line.get_label().endswith("/median")]
    assert "median not reached\n25 % within 1.0 business days, 75 % not\nreached" in "\n".join(texts(ax))


def test_the_quartiles_are_marked_where_the_curve_passes_three_quarters_and_one_quarter():
    ax = response_times(small())
    assert points(ax, "duty/recruiter/quarter") == [(2, 0.75)]
    assert points(ax, "duty/recruiter/three_quarters") == [(5, 0.25)]


def test_a_quartile_that_is_not_reached_is_not_marked():
    ax = response_times(rows_of(kaplan_meier([1, 2, 2], [True, False, False])))
    assert [line.get_label() for line in ax.lines if "quarter" in line.get_label()] == ["duty/recruiter/quarter"]


def test_the_promised_limit_is_a_line_with_its_words():
    ax = response_times(small())
    assert set(line(ax, "promised/2 business days").get_xdata()) == {2}
    assert "promised: 2 business days" in texts(ax)


def test_the_key_says_duty_owner_median_share_past_the_promise_and_number():
    (key,) = response_times(small()).get_legend().get_texts()
    assert key.get_text().splitlines() == [
        "Duty", "owed by recruiter", "median 5.0 business days (1.0 or more)", "25 % within 2.0, 75 % within 5.0",
        "60.0% wait longer than promised", "n 5, 2 not answered yet",
    ]  # fmt: skip


def test_curves_differ_in_line_style_and_marker():
    ax = response_times(waits(*[(f"role-{at}", 2.0, DAYS) for at in range(6)]))
    curves = [line(ax, f"duty-{at}/role-{at}") for at in range(6)]
    assert len({str(curve._unscaled_dash_pattern) for curve in curves}) == 6
    assert len({line(ax, f"duty-{at}/role-{at}/median").get_marker() for at in range(6)}) == 6


def test_duties_on_different_clocks_are_drawn_in_times_the_promise():
    fast, slow = kaplan_meier([4.0], [True]), kaplan_meier([12.0], [True])
    table = pd.concat([rows_of(fast), rows_of(slow, "other", "candidate", 24.0, "hours")], ignore_index=True)
    ax = response_times(table)
    assert points(ax, "duty/recruiter/median") == [(2, 0.5)]
    assert points(ax, "other/candidate/median") == [(0.5, 0.5)]
    assert ax.get_xlabel() == "wait as a multiple of the promised time"
    assert [set(line.get_xdata()) for line in ax.lines if line.get_label().startswith("promised")] == [{1.0}]


def test_the_curves_with_most_waits_are_drawn_and_the_others_counted():
    many = pd.concat([rows_of(kaplan_meier(np.ones(n), np.ones(n)), f"duty-{n}") for n in range(1, 10)])
    ax = response_times(many, most=2)
    assert {line.get_label() for line in ax.lines if line.get_drawstyle() == "steps-post"} == {
        "duty-8/recruiter", "duty-9/recruiter"
    }  # fmt: skip
    assert "2 of 9 duties shown" in "\n".join(texts(ax))


@pytest.mark.parametrize("most", [0, 7])
def test_curves_that_cannot_be_told_apart_are_refused(most):
    with pytest.raises(ValueError, match="1 to 6"):
        response_times(small(), most=most)


def test_a_hundred_thousand_waits_are_thinned_out_to_what_can_be_seen():
    random = np.random.default_rng(3)
    waited = random.gamma(2, 1, 100_000)
    curve = kaplan_meier(waited, random.random(100_000) < 0.9)
    drawn = line(response_times(rows_of(curve)), "duty/recruiter").get_xydata()
    assert len(drawn) <= 1003
    at = np.searchsorted(curve.waited, drawn[1:-1, 0], side="right") - 1
    assert np.allclose(drawn[1:-1, 1], curve.share_waiting[at])


def test_one_long_wait_does_not_squeeze_the_others():
    waited, answered = [0.5, 1, 1.5, 2, 400], [True, True, True, True, False]
    assert response_times(rows_of(kaplan_meier(waited, answered))).get_xlim()[1] < 10


def test_an_analysis_is_drawn_as_its_table():
    rule = duty("answer", "24 hours")
    rows = [activation(rule, "satisfied", "2026-03-03 15:00", answered_at="2026-03-03 21:00", owner_role="recruiter")]
    ax = response_times(analysis(definition(rule), rows))
    assert points(ax, "answer/recruiter/median") == [(6, 0.5)]
    assert ax.get_xlabel() == "hours since the question"


def test_no_questions_are_said_in_a_sentence():
    assert "No question that a rule promises an answer to was asked." in texts(response_times(small().iloc[:0]))


def test_answers_at_once_are_no_trouble():
    ax = response_times(rows_of(kaplan_meier([0.0, 0.0], [True, True])))
    assert points(ax, "duty/recruiter/median") == [(0, 0.5)]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(waits(("recruiter", 2.0, DAYS), ("candidate", 2.0, DAYS)), id="typical"),
        pytest.param(rows_of(kaplan_meier([1.0], [True])), id="tiny"),
        pytest.param(small().iloc[:0], id="empty"),
        pytest.param(waits(*[("recruiter", limit, DAYS) for limit in (1.0, 1.1, 2.0, 3.0, 5.0)]), id="many limits"),
        pytest.param(
            waits(
                *[("regional_talent_acquisition_lead", 2.0, unit) for unit in (DAYS, "hours") * 4],
                title="A duty whose title is much longer than anybody would wish it to be in a chart",
            ),
            id="long names, two clocks",
        ),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(table):
    ax = response_times(table)
    assert overlaps(ax) == []
    assert outside(ax) == []
