"""Response times: on which clock they are counted, and when a wait is still open."""

from __future__ import annotations

import math

import pytest

from analyzer.insights import median_waits, response_times
from tests.insights.fakes import activation, analysis, definition, duty, forbid

DAYS, HOURS, ELAPSED = (
    duty("days", "2 business days"),
    duty("work-hours", "16 business hours"),
    duty("hours", "24 hours"),
)
FRIDAY_NOON, MONDAY_10 = "2026-03-06 17:00", "2026-03-09 14:00"  # 12:00 and 10:00 in New York: 6 working hours apart


def asked(rule=DAYS, *, at=FRIDAY_NOON, answered=None, verdict="satisfied", role="recruiter", case="APP-0001"):
    return activation(rule, verdict, at, answered_at=answered, owner_role=role, case_id=case)


def times(*rows, **options):
    return response_times(analysis(definition(DAYS, HOURS, ELAPSED), list(rows), **options))


@pytest.mark.parametrize(
    ("rule", "unit", "waited", "limit", "promised"),
    [
        pytest.param(DAYS, "business days", 0.75, 2, "2 business days", id="working days"),
        pytest.param(HOURS, "business hours", 6, 16, "16 business hours", id="working hours"),
        pytest.param(ELAPSED, "hours", 69, 24, "24 hours", id="elapsed, over a weekend with a change of the clocks"),
    ],
)
def test_a_wait_is_counted_on_the_rules_clock(rule, unit, waited, limit, promised):
    last = times(asked(rule, answered=MONDAY_10)).iloc[-1]
    assert (last["unit"], last["waited"], last["limit"], last["promised"]) == (unit, waited, limit, promised)
    assert (last["answered"], last["censored"], last["share_waiting"]) == (1, 0, 0)


def test_an_unanswered_question_is_censored_at_the_horizon():
    last = times(asked(ELAPSED, verdict="violated"), as_of="2026-03-08 17:00").iloc[-1]
    assert (last["waited"], last["answered"], last["censored"], last["share_waiting"]) == (48, 0, 1, 1)


def test_a_late_answer_is_an_answer():
    last = times(asked(ELAPSED, verdict="violated", answered="2026-03-08 17:00")).iloc[-1]
    assert (last["waited"], last["answered"]) == (48, 1)


@pytest.mark.parametrize("answered", [None, "2026-03-09 17:00"], ids=["silent", "answered after the close"])
def test_a_cancelled_duty_is_censored_at_the_close(answered):
    row = asked(ELAPSED, verdict="cancelled", answered=answered)
    last = times(row, closed={"APP-0001": "2026-03-07 05:00"}).iloc[-1]
    assert (last["waited"], last["answered"], last["censored"]) == (12, 0, 1)


@pytest.mark.parametrize("verdict", ["excused", "waived", "settled", "pending"])
def test_whoever_was_let_off_somebody_waited(verdict):
    assert times(asked(verdict=verdict))["censored"].sum() == 1


def test_undecided_ones_are_left_out():
    assert times(asked(verdict="undecided")).empty


def test_one_curve_a_rule_and_role_in_order():
    rows = [asked(ELAPSED), asked(DAYS, role="recruiter"), asked(DAYS, role="candidate")]
    curves = times(*rows)[["rule", "owner_role"]].drop_duplicates().to_numpy().tolist()
    assert curves == [["days", "candidate"], ["days", "recruiter"], ["hours", "recruiter"]]


def test_a_curve_falls_with_every_answer():
    rows = [
        asked(ELAPSED, answered=f"2026-03-06 {17 + hours}:00", case=f"APP-{hours}") for hours in (1, 2, 4)
    ] + [asked(ELAPSED, verdict="pending")]  # fmt: skip
    table = times(*rows, as_of="2026-03-06 20:00")
    assert table["waited"].tolist() == [0, 1, 2, 3, 4]
    assert table["share_waiting"].tolist() == pytest.approx([1, 0.75, 0.5, 0.5, 0])
    assert table["at_risk"].tolist() == [4, 4, 3, 2, 1]


def test_rules_that_are_no_duties_are_left_out():
    assert times(activation(forbid("past-recruiter"), "violated", FRIDAY_NOON)).empty


def test_the_median_stands_beside_the_promise():
    rows = [asked(ELAPSED, answered=f"2026-03-0{day} 17:00", case=f"APP-{day}") for day in (7, 8, 9)]
    row = median_waits(analysis(definition(ELAPSED), [*rows, asked(ELAPSED, verdict="violated")])).iloc[0]
    assert (row["waits"], row["answered"], row["censored"]) == (4, 3, 1)
    assert (row["median"], row["low"], row["limit"], row["unit"]) == (48, 24, 24, "hours")
    assert math.isnan(row["high"])
    assert row["share_past_limit"] == 0.75
    assert (row["quarter"], row["three_quarters"]) == (24, 72)


def test_fewer_than_half_answered_give_no_median():
    row = median_waits(analysis(definition(ELAPSED), [asked(ELAPSED, verdict="violated")])).iloc[0]
    assert row[["median", "quarter", "three_quarters"]].isna().all()
    assert row["share_past_limit"] == 1


@pytest.mark.parametrize("make", [response_times, median_waits])
def test_no_duties_give_no_rows_but_typed_columns(make):
    empty, full = (make(analysis(definition(ELAPSED), rows)) for rows in ([], [asked(ELAPSED)]))
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
