"""How long cases stay in each stage."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analyzer.analysis.columns import STAYS
from analyzer.calendars import Duration
from analyzer.definitions import model
from analyzer.insights import stage_times
from tests.insights.fakes import analysis, definition, frame, utc

HORIZON = "2026-03-30 04:00"  # Monday, midnight in New York


def stage(name, at_most=None, *, closes=False):
    return model.Stage(name, at_most=Duration.parse(at_most) if at_most else None, closes=closes)


def stay(entered, left=None, *, case="APP-1", name="applied", seen_until=HORIZON, entry_seen=True):
    until = utc(left or seen_until)
    gone = utc(left) if left else None
    cells = {"case_id": case, "stage": name, "entered": utc(entered), "left": gone, "seen_until": until}
    return cells | {"entry_seen": entry_seen}


STAGES = (stage("applied", "48 hours"), stage("offer"), stage("hired", closes=True))


def table(*stays, stages=STAGES):
    made = analysis(definition(stages=stages), [], as_of=HORIZON, stays=frame(STAYS, list(stays)))
    return stage_times(made).set_index("stage")


def days(*lengths):
    """One ended stay for each length in days."""
    begin = utc("2026-03-02 15:00")
    return [
        stay("2026-03-02 15:00", str(begin.tz_localize(None) + pd.Timedelta(days=length)), case=f"APP-{place}")
        for place, length in enumerate(lengths)
    ]


def test_stages_stand_in_the_definitions_order_without_those_that_close():
    assert list(table(stay("2026-03-02", name="odd")).index) == ["applied", "offer", "odd"]


def test_cases_stays_and_those_that_go_on_are_counted():
    row = table(*days(1), stay("2026-03-20", case="APP-0"), stay("2026-03-20", case="APP-9")).loc["applied"]
    assert (row["cases"], row["stays"], row["still"]) == (2, 3, 2)
    assert table().loc["applied", ["cases", "stays", "still"]].tolist() == [0, 0, 0]


def test_median_and_ninety_percent_are_those_of_the_stays():
    row = table(*days(*range(1, 11))).loc["applied"]
    assert (row["median"], row["ninety"], row["unit"]) == (5, 9, "days")
    assert row["low"] < 5 < row["high"]


def test_quartiles_that_the_curve_does_not_come_down_to_are_not_there():
    row = table(*days(1, 2), *(stay("2026-03-20", case=f"APP-{at}") for at in range(4, 8))).loc["applied"]
    assert row["quarter"] == 2
    assert math.isnan(row["three_quarters"])
    full = table(*days(*range(1, 9))).loc["applied"]
    assert (full["quarter"], full["three_quarters"]) == (2, 6)


def test_a_stay_that_goes_on_counts_as_lasting_at_least_so_long():
    ended, going_on = days(1, 2, 3), [stay("2026-03-28 04:00", case=f"APP-{place}") for place in (7, 8, 9)]
    with_open = table(*ended, *going_on).loc["applied"]
    # Six begin; one ends after 1 day, one after 2 (two days are also what the open ones have), one after 3.
    assert with_open["median"] == 3, "2 days if the open ones were dropped"
    assert table(*ended).loc["applied", "median"] == 2


def test_where_fewer_have_gone_on_there_is_no_number():
    row = table(stay("2026-03-20"), *days(1)).loc["applied"]
    assert row["median"] == 1
    assert math.isnan(row["ninety"])


@pytest.mark.parametrize(
    ("lasted", "over", "share"),
    [pytest.param(2, 0, 0.0, id="exactly the limit"), pytest.param(2.001, 1, 1.0, id="just longer")],
)
def test_a_stay_of_exactly_the_limit_is_allowed(lasted, over, share):
    row = table(*days(lasted)).loc["applied"]
    assert (row["limit"], row["promised"], row["over"], row["share_over"]) == (2, "48 hours", over, share)


def test_a_stay_that_goes_on_past_the_limit_is_seen_to_be_longer():
    row = table(stay("2026-03-20"), *days(1)).loc["applied"]
    assert (row["over"], row["share_over"]) == (1, 0.5)


def test_a_stage_without_a_limit_has_none_and_shares_the_clock_of_the_others():
    stages = (stage("applied", "5 business days"), stage("offer"))
    rows = table(stay("2026-03-06 14:00", "2026-03-09 21:00", name="offer"), stages=stages)
    assert rows.loc["offer", "unit"] == "business days"
    assert rows.loc["offer", "median"] == 2, "Friday and Monday, nine to five"
    assert rows.loc["offer", "promised"] == ""
    assert rows.loc["offer", ["limit", "share_over"]].isna().all()


def test_a_stay_whose_beginning_is_not_seen_is_in_no_time():
    row = table(stay("2026-03-01", "2026-03-20", entry_seen=False, case="APP-8"), *days(1)).loc["applied"]
    assert (row["stays"], row["entry_unseen"], row["median"], row["ninety"]) == (2, 1, 1, 1)
    assert row["over"] == 1, "that it was longer than allowed is certain all the same"


def test_no_stages_give_no_rows_but_the_columns():
    empty, full = table(stages=()), table()
    assert empty.empty
    assert list(empty) == list(full)
