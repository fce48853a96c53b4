"""Findings week by week: where a week begins, what is counted in it."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analyzer.findings import Severity
from analyzer.insights import findings_by_week
from tests.insights.fakes import activation, analysis, definition, forbid

HIGH, LOW = forbid("past-recruiter"), forbid("chasing", severity=Severity.LOW)


def weeks(*rows, **options):
    return findings_by_week(analysis(definition(HIGH, LOW), list(rows), **options))


def at(table, week, rule=HIGH.id):
    row = table[(table["week"] == pd.Timestamp(week)) & (table["rule"] == rule)]
    return row.iloc[0]


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        pytest.param("2026-03-09 04:00", "2026-03-09", id="Monday 00:00 in New York (summer time)"),
        pytest.param("2026-03-09 03:59", "2026-03-02", id="Sunday 23:59 in New York"),
        pytest.param("2026-03-16 03:59:59", "2026-03-09", id="the last second of the week"),
        pytest.param("2026-03-02 05:00", "2026-03-02", id="Monday 00:00 in New York (winter time)"),
    ],
)
def test_a_week_begins_on_monday_in_the_definitions_zone(instant, week):
    assert at(weeks(activation(HIGH, "violated", instant)), week)["findings"] == 1


def test_without_a_calendar_weeks_are_those_of_utc():
    made = definition(HIGH, calendar=None)
    table = findings_by_week(analysis(made, [activation(HIGH, "violated", "2026-03-09 00:30")]))
    assert at(table, "2026-03-09")["findings"] == 1


def test_weeks_without_findings_and_rules_without_activations_are_there():
    table = weeks(activation(HIGH, "violated", "2026-03-03 15:00"), as_of="2026-03-31")
    mondays = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"]
    assert list(zip(table["week"].dt.strftime("%F"), table["rule"], strict=True)) == [
        (monday, rule) for monday in mondays for rule in ("past-recruiter", "chasing")
    ]
    assert table["findings"].tolist() == [1] + [0] * 9
    assert table["severity"].tolist() == ["high", "low"] * 5


@pytest.mark.parametrize(
    ("verdict", "judged", "findings", "pending"),
    [
        pytest.param("violated", 1, 1, 0, id="violated"),
        pytest.param("satisfied", 1, 0, 0, id="satisfied"),
        pytest.param("excused", 1, 0, 0, id="excused"),
        pytest.param("settled", 1, 0, 0, id="settled"),
        pytest.param("pending", 0, 0, 1, id="pending"),
        pytest.param("undecided", 0, 0, 0, id="undecided"),
        pytest.param("cancelled", 0, 0, 0, id="cancelled"),
    ],
)
def test_only_open_findings_count_as_findings(verdict, judged, findings, pending):
    row = at(weeks(activation(HIGH, verdict, "2026-03-03 15:00")), "2026-03-02")
    assert (row["judged"], row["findings"], row["pending"]) == (judged, findings, pending)


def test_cases_are_counted_once_and_only_with_an_open_finding():
    table = weeks(
        activation(HIGH, "violated", "2026-03-03 15:00", case_id="APP-0001"),
        activation(HIGH, "violated", "2026-03-04 15:00", case_id="APP-0001"),
        activation(HIGH, "violated", "2026-03-04 16:00", case_id="APP-0002"),
        activation(HIGH, "satisfied", "2026-03-04 17:00", case_id="APP-0003"),
    )
    row = at(table, "2026-03-02")
    assert (row["findings"], row["cases"]) == (3, 2)


@pytest.mark.parametrize(
    ("first", "as_of", "whole"),
    [
        pytest.param("2026-03-02 14:00", "2026-03-16 04:00", [True, True], id="from Monday to the end of Sunday"),
        pytest.param("2026-03-03 14:00", "2026-03-16 04:00", [False, True], id="begins on Tuesday"),
        pytest.param("2026-03-02 14:00", "2026-03-16 03:59", [True, False], id="ends a minute early"),
    ],
)
def test_weeks_that_the_log_does_not_cover_are_marked(first, as_of, whole):
    table = weeks(activation(HIGH, "violated", "2026-03-03 15:00"), first=first, as_of=as_of)
    assert table.loc[table["rule"] == HIGH.id, "whole_week"].tolist() == whole


def test_the_horizon_at_a_monday_begins_no_new_week():
    table = weeks(activation(HIGH, "violated", "2026-03-03 15:00"), as_of="2026-03-09 04:00")
    assert table["week"].dt.strftime("%F").unique().tolist() == ["2026-03-02"]


def test_the_order_of_rows_does_not_matter():
    rows = [activation(HIGH, "violated", f"2026-03-{day:02d} 15:00") for day in (3, 12, 20)]
    pd.testing.assert_frame_equal(weeks(*rows), weeks(*rows[::-1]))


def test_a_log_without_events_gives_no_rows_but_the_columns():
    empty = weeks()
    assert empty.empty
    assert list(empty) == ["week", "rule", "severity", "judged", "findings", "cases", "pending", "share", "low", "high",
                           "whole_week"]  # fmt: skip
    assert empty.dtypes.astype(str).to_dict() == weeks(
        activation(HIGH, "violated", "2026-03-03 15:00")
    ).dtypes.astype(str).to_dict()  # fmt: skip


def test_the_callers_frames_stay_as_they_are():
    result = analysis(definition(HIGH), [activation(HIGH, "violated", "2026-03-03 15:00")])
    before = dataclasses.replace(result, activations=result.activations.copy(), cases=result.cases.copy())
    findings_by_week(result)
    pd.testing.assert_frame_equal(result.activations, before.activations)
    pd.testing.assert_frame_equal(result.cases, before.cases)
