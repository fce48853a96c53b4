"""The generated log: stable, whole in any chunks, plausible, and referring only to what is there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analyzer.errors import UsageError
from analyzer.simulate import COLUMNS, TRUTH_COLUMNS, Simulation, simulate, simulate_chunks


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(applications=800, seed=11)


@pytest.fixture(scope="module")
def frame(simulation: Simulation) -> pd.DataFrame:
    return simulation.frame().fillna("")


@pytest.fixture(scope="module")
def truth(simulation: Simulation) -> pd.DataFrame:
    return simulation.truth.to_pandas()


@pytest.fixture(scope="module")
def local(frame: pd.DataFrame) -> pd.Series:
    return frame["timestamp"].dt.tz_convert("America/New_York")


def test_another_seed_gives_another_log() -> None:
    assert not simulate(applications=50, seed=1).events.equals(simulate(applications=50, seed=2).events)


@pytest.mark.parametrize("chunk", [1, 7, 60, 1000])
def test_chunks_of_any_size_make_the_same_log(chunk: int) -> None:
    whole = simulate(applications=60, seed=3)
    parts = list(simulate_chunks(applications=60, seed=3, chunk=chunk))
    assert pa.concat_tables([part.events for part in parts]).equals(whole.events)
    assert pa.concat_tables([part.truth for part in parts]).equals(whole.truth)


def test_the_columns_are_the_canonical_ones(simulation: Simulation) -> None:
    assert tuple(simulation.events.column_names) == COLUMNS
    assert tuple(simulation.truth.column_names) == TRUTH_COLUMNS


def test_rows_are_sorted_by_case_instant_and_id(frame: pd.DataFrame, truth: pd.DataFrame) -> None:
    assert frame.equals(frame.sort_values(["case_id", "timestamp", "event_id"], kind="stable", ignore_index=True))
    assert truth.equals(truth.sort_values(["case_id", "event_id", "rule"], kind="stable", ignore_index=True))


def test_event_ids_are_unique(frame: pd.DataFrame) -> None:
    assert frame["event_id"].is_unique


def test_every_application_begins_by_being_applied_for(frame: pd.DataFrame) -> None:
    first = frame.groupby("case_id").head(1)
    assert len(first) == 800
    assert set(first["stage"]) == {"applied"}


def test_replies_answer_an_earlier_message_of_their_thread(frame: pd.DataFrame) -> None:
    by_id = frame.set_index("event_id")
    replies = frame[frame["in_reply_to"] != ""]
    answered = by_id.loc[replies["in_reply_to"]]
    assert len(replies) > 1000
    for column in ("case_id", "thread_id"):
        assert (answered[column].to_numpy() == replies[column].to_numpy()).all()
    assert (answered["timestamp"].to_numpy() < replies["timestamp"].to_numpy()).all()


def test_messages_of_a_thread_share_their_subject(frame: pd.DataFrame) -> None:
    titled = frame[(frame["thread_id"] != "") & (frame["subject"] != "")]
    plain = titled["subject"].str.removeprefix("Re: ")
    assert (plain.groupby(titled["thread_id"]).nunique() == 1).all()


def test_replies_and_they_alone_say_so_in_their_subject(frame: pd.DataFrame) -> None:
    titled = frame[frame["subject"] != ""]
    assert (titled["subject"].str.startswith("Re: ") == (titled["in_reply_to"] != "")).all()


@pytest.mark.parametrize(
    ("sender", "recipient", "column", "drawn"),
    [
        pytest.param("candidate", "recruiter", "topics", {"status_inquiry", "next_steps"}, id="questions"),
        pytest.param("recruiter", "candidate", "topics", {"coaching", "feedback;coaching"}, id="coaching"),
        pytest.param("recruiter", "hiring_manager", "channel", {"email", "chat"}, id="summaries"),
        pytest.param("recruiter", "candidate", "channel", {"email", "ats", "phone", "voicemail", "text"}, id="calls"),
        pytest.param("recruiter", "coordinator", "source", {"mail", "chat"}, id="sources"),
    ],
)
def test_alternatives_of_a_step_are_all_drawn(
    frame: pd.DataFrame, sender: str, recipient: str, column: str, drawn: set[str]
) -> None:
    said = frame[(frame["sender_role"] == sender) & (frame["recipient_roles"] == recipient)]
    assert drawn <= set(said[column])


def test_subjects_vary(frame: pd.DataFrame) -> None:
    assert frame.loc[frame["topics"] == "application_submission", "subject"].nunique() == 3


def test_calls_and_texts_have_neither_thread_nor_subject(frame: pd.DataFrame) -> None:
    spoken = frame[frame["channel"].isin(["phone", "voicemail", "text", "meeting"])]
    assert set(spoken["channel"]) == {"phone", "voicemail", "text", "meeting"}
    assert (spoken[["thread_id", "in_reply_to", "subject"]] == "").all(axis=None)


def test_parties_and_their_roles_go_together(frame: pd.DataFrame) -> None:
    for people, roles in (("recipients", "recipient_roles"), ("copied", "copied_roles"), ("sender", "sender_role")):
        assert (frame[people].str.count(";") == frame[roles].str.count(";")).all()
        assert ((frame[people] == "") == (frame[roles] == "")).all()
    messages = frame[frame["activity"] == "message"]
    assert (messages["sender"] != "").all()
    assert (messages["recipients"] != "").all()
    assert frame["recipients"].str.contains(";").any()
    assert (frame["copied"] != "").any()


def test_a_requisition_has_one_person_a_staff_role(frame: pd.DataFrame) -> None:
    for role in ("recruiter", "coordinator", "hiring_manager"):
        sent = frame[frame["sender_role"] == role]
        assert (sent.groupby("requisition_id")["sender"].nunique() == 1).all()
    assert frame["requisition_id"].nunique() == 32


def test_the_candidate_of_a_case_writes_its_messages(frame: pd.DataFrame) -> None:
    sent = frame[frame["sender_role"] == "candidate"]
    assert (sent["sender"] == sent["candidate_id"]).all()


def test_a_few_candidates_apply_twice(frame: pd.DataFrame) -> None:
    applications = frame.groupby("candidate_id")["case_id"].nunique()
    assert 10 < (applications > 1).sum() < 80


def test_only_candidates_write_after_hours(frame: pd.DataFrame, local: pd.Series) -> None:
    minutes = local.dt.hour * 60 + local.dt.minute
    late = (minutes < 9 * 60) | (minutes >= 17 * 60) | (local.dt.day_of_week > 4)
    assert set(frame.loc[late, "sender_role"]) == {"candidate", ""}
    assert set(frame.loc[late, "stage"]) == {"applied", ""}
    assert 0.02 < late.mean() < 0.2
    assert (local.dt.day_of_week > 4).any()
    assert local.dt.hour.max() < 22


def test_nobody_at_work_writes_on_a_holiday(frame: pd.DataFrame, local: pd.Series) -> None:
    free = local.dt.date.astype(str).isin(["2026-01-19", "2026-02-16"])
    assert set(frame.loc[free, "sender_role"]) <= {"candidate", ""}


def test_recruiters_say_whether_they_wait_for_an_answer(frame: pd.DataFrame) -> None:
    asking = (frame["sender_role"] == "recruiter") & (frame["recipient_roles"] == "candidate")
    assert set(frame.loc[asking, "needs_reply"]) == {"yes", "no"}
    assert set(frame.loc[~asking, "needs_reply"]) == {""}


def test_a_few_messages_say_no_topic(frame: pd.DataFrame) -> None:
    messages = frame[frame["activity"] == "message"]
    assert 0.005 < (messages["topics"] == "").mean() < 0.05


def test_applications_of_the_last_weeks_are_still_open(frame: pd.DataFrame) -> None:
    closed = frame["stage"].isin(["hired", "rejected", "withdrawn"]).groupby(frame["case_id"]).any()
    assert 0.1 < (~closed).mean() < 0.4


def test_truth_names_events_that_are_there(frame: pd.DataFrame, truth: pd.DataFrame) -> None:
    pairs = set(zip(frame["case_id"], frame["event_id"], strict=True))
    assert len(truth) > 200
    assert set(zip(truth["case_id"], truth["event_id"], strict=True)) <= pairs
    assert not truth.duplicated(["event_id", "rule"]).any()


def test_without_departures_there_is_no_truth() -> None:
    assert simulate(applications=200, departures=0).truth.num_rows == 0


def test_more_departures_make_more_truth(truth: pd.DataFrame) -> None:
    assert simulate(applications=800, seed=11, departures=2).truth.num_rows > 1.5 * len(truth)


def test_nothing_happens_after_the_last_day() -> None:
    times = simulate(applications=200, until="2026-01-30").frame()["timestamp"]
    assert times.max() < pd.Timestamp("2026-01-31", tz="America/New_York")
    assert times.min() >= pd.Timestamp("2026-01-05 09:00", tz="America/New_York")


def test_until_and_weeks_say_the_same() -> None:
    assert simulate(applications=30, weeks=4).events.equals(simulate(applications=30, until="2026-02-01").events)


def test_no_applications_give_an_empty_log_with_all_columns() -> None:
    simulation = simulate(applications=0)
    assert (simulation.events.num_rows, simulation.truth.num_rows) == (0, 0)
    assert tuple(simulation.events.column_names) == COLUMNS
    assert simulation.events.schema.equals(simulate(applications=5).events.schema)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param({"applications": -1}, "not negative", id="applications"),
        pytest.param({"departures": -0.1}, "departures", id="departures"),
        pytest.param({"seed": -1}, "seed", id="seed"),
        pytest.param({"weeks": 0}, "a day to ten years", id="no-weeks"),
        pytest.param({"until": "2025-12-31"}, "a day to ten years", id="ends-before-it-begins"),
        pytest.param({"start": "2026-01-10", "until": "2026-01-11"}, "no working day", id="a-weekend"),
        pytest.param({"start": "5 January"}, "not a date", id="no-date"),
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        simulate(**arguments)


def test_an_empty_chunk_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="chunk"):
        simulate_chunks(applications=1, chunk=0)


def test_large_logs_keep_their_ids_sortable() -> None:
    last = list(simulate_chunks(applications=12_345, chunk=12_000))[-1].frame()
    assert set(last["case_id"].str.len()) == {len("APP-12345")}
    assert np.array_equal(np.sort(last["event_id"].unique()), np.unique(last["event_id"]))
