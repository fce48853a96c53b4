"""The funnel plot: its points, its limits, and who is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analyzer.charts import beyond_chance, to_svg
from analyzer.charts.chance import MOST_NAMES
from analyzer.insights import chance_limits
from tests.charts.tables import outside, overlaps, texts
from tests.insights.fakes import activation, analysis, definition, forbid

LONG = "Regional talent acquisition_01"


def groups(*rows, small=(0, 0, 0)) -> pd.DataFrame:
    """One row for each (name, cases, cases with a finding, mark); then one for the small groups."""
    made = [(name, 1, cases, found, mark) for name, cases, found, mark in rows]
    made += [("", *small, "")] if small[0] else []
    table = pd.DataFrame(made, columns=["group", "groups", "cases", "with_finding", "beyond_chance"])
    return table.assign(share=table["with_finding"] / table["cases"])


TYPICAL = groups(("A", 40, 30, "more"), ("B", 60, 15, ""), ("C", 50, 1, "fewer"), small=(3, 12, 2))


def many(n, *, marked, biggest=200, name="REQ-{:03d}"):
    random = np.random.default_rng(3)
    cases = random.integers(10, biggest, n).tolist()
    found = [int(random.binomial(size, 0.6 if at < marked else 0.2)) for at, size in enumerate(cases)]
    marks = ["more" if at < marked else "" for at in range(n)]
    names = [name.format(at) for at in range(n)]
    return groups(*zip(names, cases, found, marks, strict=True))


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def points(ax, label):
    return [tuple(map(float, point)) for point in line(ax, label).get_xydata()]


def test_the_title_is_the_question():
    assert beyond_chance(TYPICAL).get_title(loc="left") == "Where are there more findings than chance explains?"


def test_a_point_stands_at_the_cases_and_the_share_of_its_group():
    ax = beyond_chance(TYPICAL)
    assert points(ax, "more") == [(40, 0.75)]
    assert points(ax, "within") == [(60, 0.25)]
    assert points(ax, "fewer") == [(50, 0.02)]


def test_the_small_groups_count_in_the_whole_but_have_no_point():
    ax = beyond_chance(TYPICAL)
    assert set(line(ax, "all: 29.6%").get_ydata()) == {48 / 162}
    assert "48 of 162 cases have an open finding" in " ".join(texts(ax))
    assert "3 groups with few cases or no name: only in the whole" in " ".join(texts(ax))


@pytest.mark.parametrize(("level", "name"), [(0.95, "95% of groups by chance"), (0.998, "99.8% of groups by chance")])
def test_the_limits_are_those_of_chance_at_each_size(level, name):
    ax = beyond_chance(TYPICAL)
    expected = chance_limits([50], 162, 48, level=level)[:, 0]
    drawn = [line(ax, label) for label in (name, f"_{name}")]
    assert [float(limit.get_ydata()[list(limit.get_xdata()).index(50)]) for limit in drawn] == expected.tolist()


def test_only_marked_groups_are_named_and_with_their_counts():
    said = [text.get_text() for text in beyond_chance(TYPICAL).texts if text.get_text().startswith(("A:", "B:", "C:"))]
    assert said == ["A: 30 of 40", "C: 1 of 50"]


def test_marks_differ_in_shape_and_filling_not_only_in_colour():
    ax = beyond_chance(TYPICAL)
    assert len({line(ax, label).get_marker() for label in ("more", "fewer", "within")}) == 3
    assert line(ax, "within").get_markerfacecolor() == "#ffffff"


def test_where_too_many_are_marked_none_is_singled_out():
    ax = beyond_chance(many(40, marked=MOST_NAMES + 1))
    assert not [text for text in ax.texts if "REQ" in text.get_text()]
    assert "too many are marked to name them here: the table does" in " ".join(texts(ax))


@pytest.mark.parametrize("found", [0, 25, 50])
def test_names_of_groups_at_one_point_stand_one_below_the_other_beside_the_picture(found):
    ax = beyond_chance(groups(*((f"R{at}", 50, found, "more") for at in range(MOST_NAMES)), ("Z", 90, 45, "")))
    heights = [text.get_position()[1] for text in ax.texts if text.get_text().startswith("R")]
    assert len(heights) == MOST_NAMES
    assert (np.diff(heights) < -0.06).all()
    assert 0 <= min(heights) < max(heights) <= 1


@pytest.mark.parametrize(
    ("by", "words"),
    [
        pytest.param(
            "requisition", "more than chance explains for 1 of 3 requisitions, fewer for 1", id="requisitions"
        ),
        pytest.param("hiring_manager", "for 1 of 3 people as hiring manager, fewer", id="people"),
    ],
)
def test_the_line_below_the_question_says_what_the_groups_are(by, words):
    assert words in " ".join(texts(beyond_chance(TYPICAL, by=by)))


def test_an_analysis_is_drawn_as_its_table():
    rule = forbid("past")
    rows = [
        activation(rule, "violated", "2026-03-03", case_id=f"A-{at}", owner_role="recruiter", owner="ann")
        for at in range(12)
    ]
    assert points(beyond_chance(analysis(definition(rule), rows), by="recruiter"), "within") == [(12, 1.0)]


def test_groups_too_small_to_tell_are_told_in_a_sentence():
    assert "No group has enough cases to tell it from chance." in texts(beyond_chance(groups(small=(4, 9, 2))))


def test_the_same_table_gives_the_same_bytes():
    assert to_svg(beyond_chance(TYPICAL)) == to_svg(beyond_chance(TYPICAL))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "table",
    [
        pytest.param(groups(), id="empty"),
        pytest.param(groups(("A", 10, 1, "")), id="tiny"),
        pytest.param(TYPICAL, id="typical"),
        pytest.param(groups(("A", 10, 0, ""), ("B", 30, 0, "")), id="no findings"),
        pytest.param(groups(("A", 10, 10, ""), ("B", 30, 30, "")), id="nothing but findings"),
        pytest.param(many(40, marked=MOST_NAMES, name=LONG + "{:02d}"), id="as many long names as fit"),
        pytest.param(groups(*((f"R{at:02d}", 50, 40, "more") for at in range(MOST_NAMES))), id="all at one point"),
        pytest.param(
            groups(*((f"R{at:02d}", 5000, 1, "fewer") for at in range(MOST_NAMES)), ("Z", 90, 80, "more")), id="low"
        ),
        pytest.param(many(3000, marked=40, biggest=200_000, name=LONG + "{}"), id="huge"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(table, theme):
    ax = beyond_chance(table, theme=theme)
    assert overlaps(ax) == []
    assert outside(ax) == []
