"""The funnel of stages: who reached a stage, went on, closed there, or is still there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analyzer.analysis.columns import CASES, STAYS
from analyzer.definitions import model
from analyzer.insights import stage_funnel, wilson
from tests.insights.fakes import analysis, definition, frame, utc

HORIZON = "2026-03-30"
STAGES = tuple(
    model.Stage(name, closes=name in ("hired", "rejected"))
    for name in ("applied", "hired", "interview", "offer", "rejected")
)
PARTS = ["went_on", "closed", "still", "elsewhere"]


def made(*ways, stages=STAGES, older=()):
    """One case for each way: its stages in turn, a day each; it is still in the last one unless that one closes."""
    closing = {stage.id for stage in stages if stage.closes}
    stays, cases = [], []
    for number, way in enumerate(ways):
        case, names = f"APP-{number}", way.split()
        days = [utc("2026-03-02") + pd.Timedelta(days=day) for day in range(len(names))] + [utc(HORIZON)]
        for at, name in enumerate(names):
            last = at == len(names) - 1
            gone = name == "unknown" or not last
            cells = {"case_id": case, "stage": name, "entered": days[at], "left": None if last else days[at + 1]}
            stays.append(cells | {"seen_until": days[at + 1] if gone or not last else utc(HORIZON), "entry_seen": True})
        closed = bool(closing.intersection(names))
        cases.append({"case_id": case, "first_event": utc("2026-03-02"), "closed": closed,
                      "older_than_log": number in older})  # fmt: skip
    result = analysis(definition(stages=stages), [], as_of=HORIZON, stays=frame(STAYS, stays))
    return replace(result, cases=frame(CASES, cases))


def table(*ways, **options):
    return stage_funnel(made(*ways, **options)).set_index("stage")


def row(name, *ways, **options):
    return table(*ways, **options).loc[name, ["reached", *PARTS]].tolist()


def test_open_stages_come_first_then_those_that_close():
    assert list(table("applied").index) == ["applied", "interview", "offer", "hired", "rejected"]
    assert table("applied")["closes"].tolist() == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("way", "of_applied"),
    [
        pytest.param("applied interview", [1, 1, 0, 0, 0], id="went on"),
        pytest.param("applied rejected", [1, 0, 1, 0, 0], id="closed there"),
        pytest.param("applied", [1, 0, 0, 1, 0], id="still there: not lost"),
        pytest.param("applied offer", [1, 1, 0, 0, 0], id="went on past a stage"),
        pytest.param("applied interview applied", [1, 1, 0, 0, 0], id="went on and came back"),
        pytest.param("applied interview rejected", [1, 1, 0, 0, 0], id="went on, then closed"),
        pytest.param("interview", [0, 0, 0, 0, 0], id="never there"),
        pytest.param("applied unlisted", [1, 0, 0, 0, 1], id="now in a stage that is not listed"),
    ],
)
def test_a_case_that_reached_a_stage_is_in_exactly_one_part(way, of_applied):
    assert row("applied", way) == of_applied


def test_a_case_that_went_back_is_open_elsewhere_for_the_stage_it_left():
    assert row("interview", "applied interview applied") == [1, 0, 0, 0, 1]


def test_a_stage_that_became_unknown_is_not_where_the_case_is():
    result = made("applied")
    stays = result.stays.assign(seen_until=utc("2026-03-10"))
    assert stage_funnel(replace(result, stays=stays)).set_index("stage").loc["applied", PARTS].tolist() == [0, 0, 0, 1]


def test_the_parts_add_up_to_those_that_reached_it():
    ways = ["applied interview offer hired", "applied rejected", "applied interview applied", "offer", "applied offer"]
    seen = table(*ways)
    seen = seen[~seen["closes"]]
    assert seen[PARTS].sum(axis=1).tolist() == seen["reached"].tolist() == [4, 2, 3]


def test_a_stage_that_closes_counts_those_that_ended_in_it():
    assert row("hired", "applied hired", "applied rejected", "applied") == [1, 0, 0, 0, 0]
    assert table("applied hired", "applied").loc["hired", "share_reached"] == 0.5


def test_how_cases_closed_is_told_in_the_definitions_order():
    seen = table("applied rejected", "applied hired", "applied rejected", "applied interview rejected")
    assert seen["closed_as"].tolist() == ["hired 1, rejected 2", "rejected 1", "", "", ""]


def test_the_pass_through_leaves_open_cases_out():
    seen = table("applied interview", "applied rejected", "applied", "applied").loc["applied"]
    assert seen["went_on_share"] == 0.5
    assert (seen["low"], seen["high"]) == wilson(1, 2)


def test_the_last_open_stage_has_no_pass_through():
    assert table("offer rejected").loc["offer", ["went_on_share", "low", "high"]].isna().all()


def test_stages_that_a_case_jumped_over_are_counted_as_skipped():
    seen = table("applied offer", "applied interview offer", "applied rejected", "offer interview")
    assert seen.loc[["applied", "interview", "offer"], "skipped"].tolist() == [1, 1, 0]


def test_cases_older_than_the_log_and_those_without_a_stage_are_no_part_of_the_cohort():
    result = made("applied interview", "interview", "applied", older=(1,))
    result = replace(result, stays=result.stays[result.stays["case_id"] != "APP-2"])
    seen = stage_funnel(result).set_index("stage")
    assert set(seen["cohort"]) == {1}
    assert set(seen["left_out"]) == {2}
    assert seen["reached"].tolist() == [1, 1, 0, 0, 0]


def test_coming_back_to_a_stage_does_not_count_twice():
    assert row("applied", "applied interview applied rejected") == [1, 1, 0, 0, 0]


def test_no_stages_and_no_cases_give_no_more_than_the_columns():
    empty, none = stage_funnel(made(stages=())), stage_funnel(made())
    full = stage_funnel(made("applied rejected"))
    assert empty.empty
    assert none["reached"].tolist() == [0] * 5
    for other in (empty, none):
        assert other.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
