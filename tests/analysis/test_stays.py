"""From when until when each case was in each stage."""

from __future__ import annotations

import pandas as pd

import analyzer
from analyzer.analysis.columns import STAYS
from tests.analysis.logs import definition, log_of, message, stage

AS_OF = "2026-03-09"


def stays(*rows, **options):
    table = analyzer.analyze(log_of(*rows), definition(), as_of=AS_OF, **options).stays
    assert list(table.columns) == [column.name for column in STAYS]
    return table


def local(column):
    return ["" if pd.isna(each) else f"{each.tz_convert('America/New_York'):%m-%d %H}" for each in column]


def test_a_stay_goes_from_one_change_of_stage_to_the_next():
    table = stays(
        message("m", "2026-03-02 08:00", "candidate", "recruiter", "thanks"),
        stage("s1", "2026-03-02 09:00", "applied"),
        stage("s2", "2026-03-02 11:00", "applied"),
        stage("s3", "2026-03-03 09:00", "interview"),
    )
    assert table["stage"].tolist() == ["applied", "interview"]
    assert local(table["entered"]) == ["03-02 09", "03-03 09"], "a repetition begins no stay"
    assert local(table["left"]) == ["03-03 09", ""]
    assert local(table["seen_until"])[0] == "03-03 09"
    assert table["seen_until"][1] == pd.Timestamp(AS_OF, tz="America/New_York")
    assert table["entry_seen"].all()


def test_a_stage_that_an_instant_only_passes_through_is_no_stay():
    now = "2026-03-02 09:00"
    assert stays(stage("s1", now, "applied"), stage("s2", now, "interview"))["stage"].tolist() == ["interview"]


def test_the_first_stay_of_a_case_older_than_the_log_has_no_beginning():
    table = stays(stage("s1", "2026-03-02 09:00", "interview"), stage("s2", "2026-03-03 09:00", "rejected"))
    assert table["entry_seen"].tolist() == [False, True]


def test_where_the_stage_becomes_unknown_a_stay_has_no_end_and_the_next_no_beginning():
    now = "2026-03-04 09:00"  # neither leads to the other, nor is there a way to `applied`: which is last is not known
    table = stays(
        stage("s1", "2026-03-02 09:00", "applied"), stage("s2", "2026-03-03 09:00", "interview"),
        stage("s3", now, "applied"), stage("s4", now, "rejected"), stage("s5", "2026-03-05 09:00", "rejected"),
    )  # fmt: skip
    assert table["stage"].tolist() == ["applied", "interview", "rejected"]
    assert local(table["left"]) == ["03-03 09", "", ""]
    assert local(table["seen_until"])[1] == "03-04 09"
    assert table["entry_seen"].tolist() == [True, True, False]


def test_a_log_without_stages_has_no_stays():
    assert stays(message("m", "2026-03-02 08:00", "candidate", "recruiter", "thanks")).empty


# ---------------------------------------------------------------- what a step that is not listed should have been


def step_told(*rows):
    findings = analyzer.analyze(log_of(*rows), definition(), as_of=AS_OF).findings
    return findings.loc[findings["rule"] == "stage-order", "instead"].tolist()


def test_a_step_that_is_not_listed_is_told_with_where_it_came_from_and_what_could_follow():
    told = step_told(
        stage("s1", "2026-03-02 09:00", "interview"),
        message("m", "2026-03-02 09:30", "candidate", "recruiter", "thanks"),
        stage("s2", "2026-03-02 10:00", "applied"),
        stage("t1", "2026-03-02 09:00", "applied", case="B"),
        stage("t2", "2026-03-02 10:00", "rejected", case="B"),
        stage("t3", "2026-03-02 11:00", "applied", case="B"),
    )
    assert told == [
        "from interview the process goes on to rejected, not to applied",
        "from rejected the process goes on to nothing, not to applied",
    ]


def test_a_step_from_a_stage_that_cannot_be_known_is_not_told():
    now = "2026-03-04 09:00"
    told = step_told(
        stage("s1", "2026-03-02 09:00", "interview"), stage("s2", now, "applied"), stage("s3", now, "interview"),
        stage("s4", "2026-03-05 09:00", "hired"),
    )  # fmt: skip
    assert all("hired" not in each for each in told)


def test_several_stages_that_could_follow_are_told_as_choices():
    told = step_told(stage("s1", "2026-03-02 09:00", "applied"), stage("s2", "2026-03-03 09:00", "hired"))
    assert told == ["from applied the process goes on to interview or rejected, not to hired"]
