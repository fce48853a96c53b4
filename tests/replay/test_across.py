"""Rules that look at all cases of a candidate: what is joined, and what stays a fact of its own case."""

from __future__ import annotations

import pytest

from tests.replay.small import replayed, rule, run
from tests.replay.worlds import world

ASKS = "candidate -> hiring_manager | status"
LIMIT = rule(limit="{from: candidate, to: hiring_manager, about: status}", at_most="1", across="candidate")
ONE, TWO, THREE, FOUR = (f"2026-03-02 {hour}:00" for hour in ("09", "10", "11", "12"))


def test_what_happens_in_another_case_of_the_candidate_counts():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{TWO} | {ASKS} | candidate_id=ann")
    assert found.verdicts("it") == {"a1": "satisfied", "b1": "violated"}
    assert found.witness("it") == {"b1": ["a1", "b1"]}


def test_what_happens_in_a_case_of_another_candidate_does_not():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{TWO} | {ASKS} | candidate_id=ben")
    assert set(found.verdicts("it").values()) == {"satisfied"}


def test_a_case_that_names_no_candidate_stands_alone():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS}", b=f"{TWO} | {ASKS}", c=f"{THREE} | {ASKS} | candidate_id=ann")
    assert set(found.verdicts("it").values()) == {"satisfied"}


def test_one_event_that_names_the_candidate_is_enough_for_its_case():
    found = replayed(
        LIMIT,
        a=f"{ONE} | {ASKS} | candidate_id=ann",
        b=f"{TWO} | {ASKS}\n{THREE} | recruiter -> candidate | thanks | candidate_id=ann",
    )
    assert found.verdicts("it") == {"a1": "satisfied", "b1": "violated"}


def test_without_a_column_of_candidates_each_case_stands_alone():
    assert set(replayed(LIMIT, a=f"{ONE} | {ASKS}", b=f"{TWO} | {ASKS}").verdicts("it").values()) == {"satisfied"}


def test_events_of_several_cases_at_one_instant_are_simultaneous():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{ONE} | {ASKS} | candidate_id=ann")
    assert set(found.verdicts("it").values()) == {"violated"}


def test_rows_stand_in_the_order_of_the_log_and_carry_their_own_evidence():
    found = replayed(
        LIMIT,
        a=f"{TWO} | {ASKS} | candidate_id=zoe\n{FOUR} | {ASKS} | candidate_id=zoe",
        b=f"{ONE} | {ASKS} | candidate_id=ann\n{THREE} | {ASKS} | candidate_id=ann",
        c=f"{ONE} | {ASKS} | candidate_id=zoe",
    )
    assert [row.event for row in found.rows("it")] == ["a1", "a2", "b1", "b2", "c1"]
    assert found.witness("it") == {"a1": ["c1", "a1"], "a2": ["a1", "a2"], "b2": ["b1", "b2"]}


def test_an_answer_in_another_case_is_one():
    text = rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="1 day", across="candidate")
    found = replayed(
        text,
        as_of="2026-03-09 09:00",
        a=f"{ONE} | candidate -> recruiter | status | candidate_id=ann",
        b=f"{TWO} | recruiter -> candidate | thanks | candidate_id=ann",
    )
    (row,) = found.rows("it")
    assert (row.verdict, row.answer, row.slack) == ("satisfied", "b1", 23 * 60)


@pytest.mark.parametrize(
    ("closed", "verdicts"),
    [
        pytest.param("a", {"b1": "violated"}, id="the case of the event"),
        pytest.param("b", {"a2": "violated"}, id="the other case"),
    ],
)
def test_only_the_close_of_its_own_case_stops_an_event_from_being_judged(closed, verdicts):
    text = rule(forbid="{from: candidate, to: hiring_manager}", across="candidate")
    first = "rejected" if closed == "a" else "applied"
    second = "rejected" if closed == "b" else "applied"
    found = replayed(
        text,
        a=f"2026-03-01 09:00 | stage | {first} | candidate_id=ann\n{ONE} | {ASKS}",
        b=f"{TWO} | {ASKS} | candidate_id=ann | stage={second}",
    )
    assert found.verdicts("it") == verdicts


def test_the_close_of_its_own_case_cancels_what_is_owed():
    text = rule(
        require="{from: recruiter, to: candidate}",
        after="{about: status}",
        within="1 day",
        across="candidate",
        on_close="cancel",
    )
    ask = "candidate -> recruiter | status | candidate_id=ann"
    found = replayed(
        text,
        as_of="2026-03-09 09:00",
        a=f"{ONE} | {ask}\n{TWO} | stage | rejected",
        b=f"{ONE} | {ask}\n2026-03-05 09:00 | stage | rejected",
    )
    assert found.verdicts("it") == {"a1": "cancelled", "b1": "violated"}


def test_stages_are_those_of_the_own_case():
    text = rule(forbid="{from: candidate, to: hiring_manager, stage: interview}", across="candidate")
    found = replayed(
        text,
        a=f"{ONE} | stage | interview | candidate_id=ann\n{THREE} | {ASKS}",
        b=f"{TWO} | stage | applied | candidate_id=ann\n{THREE} | {ASKS}",
    )
    assert found.verdicts("it") == {"a2": "violated"}


@pytest.mark.parametrize(
    ("older", "verdict"),
    [
        pytest.param("", "violated", id="no case is older than the log"),
        pytest.param("a", "undecided", id="its own case is"),
        pytest.param("b", "undecided", id="another case of the candidate is"),
    ],
)
def test_what_came_before_the_log_may_lie_in_any_case_of_the_candidate(older, verdict):
    text = rule(require="{from: recruiter, to: candidate}", before="{about: status}", across="candidate")
    found = replayed(
        text,
        older=older,
        a=f"{TWO} | {ASKS} | candidate_id=ann",
        b=f"{ONE} | candidate -> recruiter | thanks | candidate_id=ann",
    )
    assert found.verdicts("it") == {"a1": verdict}


@pytest.mark.parametrize(
    ("within", "verdict"),
    [pytest.param("1 hour", "violated", id="seen whole"), pytest.param("2 hours", "undecided", id="not seen whole")],
)
def test_the_part_seen_begins_with_the_last_of_the_cases_that_are_older(within, verdict):
    text = rule(require="{from: recruiter, to: candidate}", before="{about: status}", within=within, across="candidate")
    found = replayed(
        text,
        older="b",
        a=f"{ONE} | candidate -> recruiter | thanks | candidate_id=ann\n2026-03-02 12:01 | {ASKS}",
        b="2026-03-02 10:30 | candidate -> recruiter | thanks | candidate_id=ann",
    )
    assert found.verdicts("it") == {"a2": verdict}


def test_blocks_of_whole_candidates_change_nothing():
    cases = {
        name: f"{time} | {ASKS} | candidate_id={who}"
        for name, time, who in zip(
            "abcdef", (ONE, TWO, THREE, FOUR, ONE, TWO), ("x", "y", "x", "z", "y", "x"), strict=True
        )
    }
    definition, log = world(LIMIT, **cases)
    whole = run(definition, log)
    cut = run(definition, log, block_events=1)
    assert whole.rows("it") == cut.rows("it")
    assert whole.witness("it") == cut.witness("it")
    assert whole.verdicts("it") == {
        "a1": "satisfied", "b1": "violated", "c1": "violated", "d1": "satisfied", "e1": "satisfied", "f1": "violated",
    }  # fmt: skip
