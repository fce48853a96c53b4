"""The table of groups: who is named, what is counted, and what is more than chance explains."""

from __future__ import annotations

import math

import pytest

from analyzer.insights import beyond_chance
from analyzer.insights.spread import adjusted, two_sided
from tests.insights.fakes import activation, analysis, definition, forbid

RULE, OTHER = forbid("past"), forbid("chasing")


def cases(group, number, found, *, column="requisition_id", **cells):
    """One activation in each of `number` cases of a group, open in the first `found`."""
    cells = {column: group, "owner_role": "recruiter"} | cells
    return [
        activation(RULE, "violated" if at < found else "satisfied", "2026-03-03", case_id=f"{group}-{at}", **cells)
        for at in range(number)
    ]


def table(*rows, **options):
    return beyond_chance(analysis(definition(RULE, OTHER), [row for part in rows for row in part]), **options)


def counts(made):
    return [tuple(row) for row in made[["group", "groups", "cases", "with_finding"]].itertuples(index=False)]


def test_groups_are_sorted_by_name_and_not_by_their_share():
    made = table(cases("B", 20, 1), cases("A", 20, 9), cases("C", 20, 5))
    assert counts(made) == [("A", 1, 20, 9), ("B", 1, 20, 1), ("C", 1, 20, 5)]


def test_small_and_unknown_groups_are_told_together_without_a_name():
    made = table(cases("A", 10, 2), cases("B", 9, 9), cases("C", 1, 0), cases("", 30, 3))
    assert counts(made) == [("A", 1, 10, 2), ("", 3, 40, 12)]
    assert math.isnan(made.loc[1, "p_value"])
    assert made.loc[1, "beyond_chance"] == ""


def test_a_case_counts_once_however_many_findings_it_has():
    rows = [activation(rule, "violated", "2026-03-04", case_id="A-0", requisition_id="A") for rule in (RULE, OTHER)]
    assert counts(table(cases("A", 12, 1), rows)) == [("A", 1, 12, 1)]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        pytest.param("violated", (1, 1), id="open"),
        pytest.param("excused", (1, 0), id="excused"),
        pytest.param("settled", (1, 0), id="settled"),
        pytest.param("pending", None, id="pending"),
        pytest.param("undecided", None, id="undecided"),
    ],
)
def test_a_case_counts_by_what_is_known_of_it(verdict, expected):
    made = table([activation(RULE, verdict, "2026-03-03", requisition_id="A")], least=1)
    assert counts(made) == ([("A", 1, *expected)] if expected else [])


def test_each_group_is_tested_against_all_cases_the_unnamed_ones_too():
    made = table(cases("A", 20, 9), cases("B", 30, 2), cases("C", 5, 1))
    expected = [two_sided(9, 20, 55, 12), two_sided(2, 30, 55, 12)]
    assert made["p_value"].tolist()[:2] == pytest.approx(expected)
    assert made["adjusted"].tolist()[:2] == pytest.approx(adjusted(expected).tolist())


def test_more_and_fewer_than_chance_explains_are_both_marked():
    made = table(cases("A", 40, 30), cases("B", 40, 15), cases("C", 40, 1))
    assert made["beyond_chance"].tolist() == ["more", "", "fewer"]


def test_one_of_many_groups_that_stands_out_as_one_of_many_would_is_not_marked():
    made = table(*(cases(f"R{at:02d}", 20, 6 if at == 0 else 2) for at in range(30)))
    assert made.loc[0, "p_value"] < 0.05 < made.loc[0, "adjusted"]
    assert set(made["beyond_chance"]) == {""}


def test_people_of_a_role_are_groups_with_what_they_did_or_owe():
    rows = [*cases("ann", 12, 3, column="owner"), *cases("max", 12, 5, column="owner", owner_role="hiring_manager")]
    assert counts(table(rows, by="recruiter")) == [("ann", 1, 12, 3)]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"by": "candidate"}, "told together", id="candidates"),
        pytest.param({"by": "recruter"}, "has no role 'recruter'", id="unknown role"),
        pytest.param({"least": 0}, "at least 1 case", id="no minimum"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, words):
    rows = cases("cand-1", 12, 3, column="owner", owner_role="candidate", candidate_id="cand-1")
    with pytest.raises(ValueError, match=words):
        table(rows, **options)


def test_candidates_are_not_compared_even_where_nothing_of_theirs_was_judged():
    with pytest.raises(ValueError, match="told together"):
        table(cases("ann", 12, 3, column="owner"), by="candidate")


def test_an_empty_analysis_gives_the_columns():
    made = table()
    assert made.empty
    assert list(made)[:4] == ["group", "groups", "cases", "with_finding"]
