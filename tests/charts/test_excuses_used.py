"""The bars of excuses: their lengths, what stands beside them, and what is left out."""

from __future__ import annotations

import pytest

from analyzer.charts import excuses_used, to_svg
from tests.charts.tables import excuses, outside, overlaps, texts
from tests.insights.fakes import activation, analysis, definition, forbid

TYPICAL = (
    ("Messages stay on the agreed ways", 119, {"recruiter-in-copy": 0, "manager-wrote-first": 7}),
    ("Candidate answers the recruiter", 27, {"away": 4}),
)
LONG = "Regional talent acquisition_01"


def lengths(ax):
    (bars,) = ax.containers
    return [bar.get_width() for bar in bars]


def test_the_title_is_the_question():
    assert excuses_used(excuses(*TYPICAL)).get_title(loc="left") == "Which excuses hold, and how often?"


def test_a_bar_is_as_long_as_the_excuse_held_often():
    assert lengths(excuses_used(excuses(*TYPICAL))) == [0, 7, 4]


def test_every_excuse_is_named_under_the_title_of_its_rule():
    ax = excuses_used(excuses(*TYPICAL))
    rows = {label.get_text(): place for label, place in zip(ax.get_yticklabels(), ax.get_yticks(), strict=True)}
    heads = {text.get_text(): text.xy[1] for text in ax.texts if text.get_weight() == "bold"}
    assert rows == {"recruiter in copy": 1, "manager wrote first": 2, "away": 4}
    assert heads == {"Messages stay on the agreed ways": 0, "Candidate answers the recruiter": 3}


def test_a_row_says_out_of_how_many():
    said = texts(excuses_used(excuses(*TYPICAL)))
    assert {"never, of 119", "7 of 119 (5.9%)", "4 of 27 (14.8%)"} <= set(said)


def test_a_rule_that_was_always_kept_says_so():
    assert "rule always kept" in texts(excuses_used(excuses(("Kept", 0, {"away": 0}))))


def test_the_line_below_the_question_counts_each_rule_once():
    said = "Activity in the period · 11 excused of 146 times that a rule with excuses was not kept; 1 excuse never held"
    assert said in texts(excuses_used(excuses(*TYPICAL)))


def test_of_many_excuses_those_that_held_most_often_are_drawn():
    many = {f"excuse-{at}": at for at in range(100)}
    ax = excuses_used(excuses(("Rule", 5000, many)))
    assert lengths(ax) == list(range(60, 100))
    assert "40 of 100 excuses shown: those that held most often" in " ".join(texts(ax))


def test_two_rules_of_one_title_keep_their_own_rows():
    ax = excuses_used(excuses(("Same", 3, {"away": 1}), ("Same", 4, {"away": 2})))
    assert list(ax.get_yticks()) == [1, 3]


def test_an_analysis_is_drawn_as_its_table():
    rule = forbid("past", unless=["away", "asked"])
    rows = [activation(rule, "excused", "2026-03-03 15:00", excuse="asked"), activation(rule, "violated", "2026-03-04")]
    assert lengths(excuses_used(analysis(definition(rule), rows))) == [0, 1]


def test_no_excuses_are_told_in_a_sentence():
    assert "No rule of the definition has an excuse." in texts(excuses_used(excuses()))


def test_the_same_table_gives_the_same_bytes():
    assert to_svg(excuses_used(excuses(*TYPICAL))) == to_svg(excuses_used(excuses(*TYPICAL)))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "table",
    [
        pytest.param(excuses(), id="empty"),
        pytest.param(excuses(("One", 1, {"away": 1})), id="tiny"),
        pytest.param(excuses(*TYPICAL), id="typical"),
        pytest.param(excuses(("Never", 0, {"away": 0})), id="nothing not kept"),
        pytest.param(excuses(("A title that is long " * 6, 9, {LONG: 3, f"{LONG} or another": 2})), id="long names"),
        pytest.param(excuses(*((LONG, 2_000_000, {LONG: 1_234_567 - at}) for at in range(90))), id="huge"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(table, theme):
    ax = excuses_used(table, theme=theme)
    assert overlaps(ax) == []
    assert outside(ax) == []
