"""The age of the open cases at the horizon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.analysis.columns import CASES
from analyzer.definitions import model
from analyzer.insights import open_cases
from tests.insights.fakes import analysis, definition, frame, utc

HORIZON = "2026-03-30 12:00"
STAGES = (model.Stage("screening"), model.Stage("interview"))


def case(name, stage="screening", *, opened="2026-03-20", last="2026-03-28", closed=False, older=False):
    return {"case_id": name, "stage": stage, "first_event": utc(opened), "last_event": utc(last), "closed": closed,
            "older_than_log": older}  # fmt: skip


def table(*cases):
    made = analysis(definition(stages=STAGES), [], as_of=HORIZON)
    return open_cases(replace(made, cases=frame(CASES, list(cases))))


def test_a_case_is_as_old_as_the_days_since_its_first_event():
    row = table(case("APP-1", opened="2026-03-20 00:00", last="2026-03-30 06:00")).iloc[0]
    assert (row["days_open"], row["days_quiet"]) == (10.5, 0.25)
    assert (row["opened"], row["last_event"]) == (utc("2026-03-20"), utc("2026-03-30 06:00"))


def test_closed_cases_are_not_there():
    assert table(case("APP-1"), case("APP-2", closed=True))["case_id"].tolist() == ["APP-1"]


def test_stages_stand_in_the_definitions_order_others_after_them_and_unknown_ones_last():
    cases = [
        case("A", ""),
        case("B", "zoo"),
        case("C", "interview"),
        case("D"),
        case("E", "attic"),
        case("F", "interview"),
    ]
    assert table(*cases)["case_id"].tolist() == ["D", "C", "F", "E", "B", "A"]


def test_the_order_says_nothing_about_age():
    seen = table(case("A", opened="2026-03-29"), case("B", opened="2026-01-01"))
    assert seen["case_id"].tolist() == ["A", "B"]


@pytest.mark.parametrize("older", [True, False])
def test_a_case_older_than_the_log_is_marked(older):
    assert table(case("A", older=older))["older_than_log"].tolist() == [older]


def test_every_row_says_the_horizon():
    assert set(table(case("A"), case("B"))["as_of"]) == {utc(HORIZON)}


def test_no_open_case_gives_no_rows_but_the_same_columns():
    empty, full = table(), table(case("A"))
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
