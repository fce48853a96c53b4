"""The tables of rules and of excuses."""

from __future__ import annotations

import math

import pytest

from analyzer.findings import VERDICT_WORDS
from analyzer.insights import excuses_used, rules_table, wilson
from tests.insights.fakes import activation, analysis, definition, forbid

RULE, OTHER = forbid("past-recruiter", unless=["recruiter-silent", "in-copy"]), forbid("chasing", unless=["away"])


def result(*rows):
    return analysis(definition(RULE, OTHER), list(rows))


def verdicts(*words, rule=RULE, **cells):
    return [activation(rule, word, f"2026-03-03 15:{at:02d}", **cells) for at, word in enumerate(words)]


def test_every_verdict_is_counted_in_its_column():
    words = [word for at, word in enumerate(VERDICT_WORDS) for _ in range(at + 1)]
    row = rules_table(result(*verdicts(*words))).iloc[0]
    assert [row[word] for word in VERDICT_WORDS] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_share_is_out_of_what_was_judged():
    row = rules_table(
        result(*verdicts(*["violated"] * 3, *["satisfied"] * 5, "pending", "undecided", "cancelled"))
    ).iloc[0]
    assert (row["judged"], row["violated_share"]) == (8, 3 / 8)
    assert (row["low"], row["high"]) == wilson(3, 8)


@pytest.mark.parametrize("word", ["settled", "excused", "waived"])
def test_what_was_let_off_is_judged_but_not_violated(word):
    row = rules_table(result(*verdicts(word, "violated"))).iloc[0]
    assert (row["judged"], row["violated_share"]) == (2, 0.5)


def test_a_rule_without_activations_is_there_without_a_share():
    table = rules_table(result(*verdicts("violated")))
    assert table["rule"].tolist() == ["past-recruiter", "chasing"]
    assert (table.loc[1, "judged"], table.loc[1, "cases"]) == (0, 0)
    assert all(math.isnan(table.loc[1, name]) for name in ("violated_share", "low", "high"))


def test_cases_with_an_open_finding_are_counted_once():
    rows = [*verdicts("violated", "violated", case_id="APP-0001"), *verdicts("excused", case_id="APP-0002")]
    assert rules_table(result(*rows)).loc[0, "cases"] == 1


def test_an_empty_result_lists_the_rules():
    table = rules_table(result())
    assert table["title"].tolist() == ["Rule past-recruiter", "Rule chasing"]
    assert table["severity"].tolist() == ["high", "high"]


def test_excuses_are_listed_in_the_definitions_order_used_or_not():
    table = excuses_used(result(*verdicts("excused", "excused", excuse="in-copy"), *verdicts("violated", "satisfied")))
    assert table[["rule", "excuse", "activations", "not_kept"]].to_numpy().tolist() == [
        ["past-recruiter", "recruiter-silent", 0, 3],
        ["past-recruiter", "in-copy", 2, 3],
        ["chasing", "away", 0, 0],
    ]
    assert table["share"].tolist()[:2] == [0, pytest.approx(2 / 3)]
    assert math.isnan(table["share"].tolist()[2])


def test_an_excuse_counts_the_cases_it_let_off():
    rows = [
        *verdicts("excused", "excused", excuse="in-copy"),
        *verdicts("excused", excuse="in-copy", case_id="APP-0009"),
    ]
    row = excuses_used(result(*rows)).query("excuse == 'in-copy'").iloc[0]
    assert (row["activations"], row["cases"]) == (3, 2)


def test_an_excuse_that_the_definition_does_not_name_follows():
    table = excuses_used(result(*verdicts("excused", excuse="zz"), *verdicts("excused", excuse="b", rule=OTHER)))
    assert table["excuse"].tolist() == ["recruiter-silent", "in-copy", "away", "b", "zz"]
    assert table["activations"].tolist() == [0, 0, 0, 1, 1]


def test_an_excuse_named_on_a_verdict_that_was_kept_is_not_used():
    assert excuses_used(result(*verdicts("satisfied", excuse="in-copy")))["activations"].sum() == 0


def test_rules_without_excuses_give_no_rows_but_the_columns():
    table = excuses_used(analysis(definition(forbid("plain")), []))
    assert table.empty
    assert list(table) == ["rule", "title", "excuse", "activations", "cases", "not_kept", "share"]
