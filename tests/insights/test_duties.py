"""Duties: what is due, what came in time, who owes it."""

from __future__ import annotations

import math

import pytest

from analyzer.calendars import Duration
from analyzer.definitions import model
from analyzer.insights import duties, duties_by_owner, wilson
from tests.insights.fakes import HERE, activation, analysis, definition, duty, forbid

COACH, ANSWER = duty("coach", "2 business days"), duty("answer", "24 hours")
LATER = "2026-03-20 15:00"


def owed(verdict, *, rule=ANSWER, role="recruiter", answered=None, owner="recruiter-01"):
    cells = {"owner_role": role, "owner": owner, "answered_at": answered}
    return activation(rule, verdict, "2026-03-03 15:00", **cells)


def table(*rows, make=duties):
    return make(analysis(definition(COACH, ANSWER, forbid("past-recruiter")), list(rows)))


@pytest.mark.parametrize(
    ("verdict", "answered", "counted"),
    [
        pytest.param("satisfied", LATER, {"due": 1, "in_time": 1}, id="in time"),
        pytest.param("violated", LATER, {"due": 1, "late": 1}, id="late"),
        pytest.param("violated", None, {"due": 1, "no_answer": 1}, id="never answered"),
        pytest.param("settled", LATER, {"due": 1, "late": 1}, id="settled was not in time"),
        pytest.param("pending", None, {"pending": 1}, id="not yet due"),
        pytest.param("excused", LATER, {"excused": 1}, id="excused"),
        pytest.param("waived", None, {"waived": 1}, id="waived"),
        pytest.param("cancelled", None, {"cancelled": 1}, id="cancelled"),
        pytest.param("undecided", None, {"undecided": 1}, id="undecided"),
    ],
)
def test_a_duty_is_counted_by_its_outcome(verdict, answered, counted):
    row = table(owed(verdict, answered=answered)).iloc[0]
    counts = ["due", "in_time", "late", "no_answer", "pending", "excused", "waived", "cancelled", "undecided"]
    assert {name: row[name] for name in counts if row[name]} == counted


def test_the_share_in_time_is_out_of_what_was_due():
    rows = [owed("satisfied", answered=LATER)] * 3 + [owed("violated"), owed("pending"), owed("excused")]
    row = table(*rows).iloc[0]
    assert row["on_time_share"] == 3 / 4
    assert (row["low"], row["high"]) == wilson(3, 4)


def test_where_nothing_was_due_there_is_no_share():
    assert math.isnan(table(owed("pending")).loc[0, "on_time_share"])


def test_rules_come_in_the_definitions_order_then_roles_sorted():
    made = table(owed("violated"), owed("violated", role="candidate"), owed("violated", rule=COACH))
    assert made[["rule", "owner_role"]].to_numpy().tolist() == [
        ["coach", "recruiter"], ["answer", "candidate"], ["answer", "recruiter"]
    ]  # fmt: skip


def test_rules_that_are_no_duties_are_left_out():
    past = activation(forbid("past-recruiter"), "violated", "2026-03-03 15:00", owner_role="candidate")
    assert table(past).empty


def test_persons_are_counted_apart():
    rows = [owed("satisfied", answered=LATER), owed("violated", owner="recruiter-02"), owed("violated", owner="")]
    made = table(*rows, make=duties_by_owner)
    assert made[["owner", "in_time", "no_answer"]].to_numpy().tolist() == [
        ["", 0, 1], ["recruiter-01", 1, 0], ["recruiter-02", 0, 1]
    ]  # fmt: skip


def test_candidates_are_told_together_never_one_by_one():
    rows = [owed("violated", role="candidate", owner=f"cand-{at:02d}") for at in range(5)] + [owed("violated")]
    made = table(*rows, make=duties_by_owner)
    assert made[["owner_role", "owner", "due"]].to_numpy().tolist() == [
        ["candidate", "", 5], ["recruiter", "recruiter-01", 1]
    ]  # fmt: skip


def test_whoever_may_be_a_candidate_is_told_together():
    rows = [owed("violated", role="agency/candidate", owner="x"), owed("violated", role="agency", owner="y")]
    made = table(*rows, make=duties_by_owner)
    assert made[["owner_role", "owner"]].to_numpy().tolist() == [["agency", "y"], ["agency/candidate", ""]]


APPLICANT = (("applicant", "Applicant"), ("recruiter", "Recruiter"), ("hiring_manager", "Hiring manager"))
ROUND = model.Route("applicant", "hiring_manager", (), "recruiter", Duration.parse("3 days"))


@pytest.mark.parametrize(
    ("rules", "candidate_id"),
    [
        pytest.param([model.Rule("round", "Round", ROUND, HERE)], "", id="by-the-route-round-the-gatekeeper"),
        pytest.param([], "app-1", id="by-the-candidate-of-the-case"),
    ],
)
def test_candidates_under_another_name_are_told_together_too(rules, candidate_id):
    rows = [owed("violated", role="applicant", owner=f"app-{at}") | {"candidate_id": candidate_id} for at in (1, 2)]
    made = duties_by_owner(analysis(definition(ANSWER, *rules, roles=APPLICANT), rows))
    assert made[["owner", "due"]].to_numpy().tolist() == [["", 2]]


def test_persons_add_up_to_roles():
    rows = [owed("violated", owner=f"recruiter-{at % 3:02d}") for at in range(7)]
    assert table(*rows, make=duties_by_owner)["due"].sum() == table(*rows)["due"].sum() == 7


@pytest.mark.parametrize("make", [duties, duties_by_owner])
def test_no_duties_give_no_rows_but_the_columns(make):
    made, full = table(make=make), table(owed("violated"), make=make)
    assert made.empty
    assert list(made) == list(full)
