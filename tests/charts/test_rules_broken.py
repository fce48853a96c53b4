"""The bars of rules: their parts, what stands beside them, and what is left out."""

from __future__ import annotations

import pytest

from analyzer.charts import rules_broken, to_svg
from analyzer.charts.theme import THEMES
from tests.charts.tables import outside, overlaps, rules, texts
from tests.insights.fakes import activation, analysis, definition, forbid


def parts(ax):
    return {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}


def lightness(colour):
    red, green, blue = colour[:3]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_title_is_the_question():
    assert rules_broken(rules(2)).get_title(loc="left") == "Which rules are broken?"


def test_a_bar_is_made_of_what_became_of_each_time_not_kept():
    assert parts(rules_broken(rules(2, times=10))) == {
        "open": [10, 20],
        "settled since": [5, 10],
        "excused or waived": [10, 20],
        "undecided": [5, 10],
        "time still running": [5, 10],
    }


def test_the_parts_of_a_bar_follow_each_other():
    ax = rules_broken(rules(1, times=10))
    assert [bars[0].get_x() for bars in ax.containers] == [0, 10, 15, 25, 30]


def test_a_row_says_its_rate_with_the_interval():
    table = rules(1).assign(violated=[3], judged=[100], violated_share=[0.03], low=[0.0103], high=[0.0845])
    assert "3 of 100 open\n3.0% (95%: 1.0% to 8.5%)" in texts(rules_broken(table))


def test_a_rule_that_judged_nothing_says_so():
    assert "nothing judged" in texts(rules_broken(rules(1, times=0)))


def test_the_line_below_the_question_says_how_many_rules():
    table = rules(3)
    table.loc[1, "violated"] = 0
    judged = table["judged"].sum()
    said = f"Activity in the period · 40 open findings in {judged:,} judged activations, of 2 of 3 rules"
    assert said in texts(rules_broken(table))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neighbouring_parts_differ_in_lightness_or_hatch(theme):
    bars = [container[0] for container in rules_broken(rules(1), theme=theme).containers]
    looks = [(lightness(bar.get_facecolor()), bar.get_hatch()) for bar in bars]
    for at, (light, hatch) in enumerate(looks):
        assert all(hatch != other or abs(light - shade) > 0.1 for shade, other in looks[at + 1 :])
    assert bars[0].get_facecolor() != THEMES[theme].surface


def test_of_many_rules_those_most_often_not_kept_are_drawn_in_their_order():
    ax = rules_broken(rules(400))
    assert parts(ax)["open"] == [10 * (at + 1) for at in range(360, 400)]
    assert "40 of 400 rules shown: those most often not kept" in " ".join(texts(ax))


def test_an_analysis_is_drawn_as_its_table():
    rule, other = forbid("past"), forbid("chasing")
    rows = [activation(rule, "violated", "2026-03-03"), activation(rule, "waived", "2026-03-04")]
    made = parts(rules_broken(analysis(definition(rule, other), rows)))
    assert (made["open"], made["excused or waived"]) == ([1, 0], [1, 0])


def test_no_rules_are_told_in_a_sentence():
    assert "The definition has no rules." in texts(rules_broken(rules(0)))


def test_the_same_table_gives_the_same_bytes():
    assert to_svg(rules_broken(rules(3))) == to_svg(rules_broken(rules(3)))


@pytest.mark.parametrize("n", [0, 1, 2, 13, 40, 41])
@pytest.mark.parametrize(
    ("times", "title"),
    [
        pytest.param(0, "Kept", id="nothing"),
        pytest.param(1, "Regional talent acquisition_01", id="few"),
        pytest.param(30, "A title that is longer than any row has room for " * 3, id="long titles"),
        pytest.param(3_000_000, "Candidate answers the recruiter", id="millions"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(n, times, title):
    ax = rules_broken(rules(n, times=times, title=title))
    assert overlaps(ax) == []
    assert outside(ax) == []
