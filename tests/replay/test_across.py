"""Rules that look at all cases of a candidate: what is joined, and what stays a fact of its own case."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analyzer.events import log_from_frame
from analyzer.events.log import EventLog
from analyzer.replay.across import candidates_of
from tests.replay.small import replayed, rule, run
from tests.replay.worlds import world

ASKS = "candidate -> hiring_manager | status"
LIMIT = rule(limit="{from: candidate, to: hiring_manager, about: status}", at_most="1", across="candidate")
ONE, TWO, THREE, FOUR = (f"2026-03-02 {hour}:00" for hour in ("09", "10", "11", "12"))


def test_what_happens_in_another_case_of_the_candidate_counts():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{TWO} | {ASKS} | candidate_id=ann")
    assert found.all_verdicts("it") == {"a1": "satisfied", "b1": "violated"}
    assert found.witness("it") == {"b1": ["a1", "b1"]}


def test_what_happens_in_a_case_of_another_candidate_does_not():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{TWO} | {ASKS} | candidate_id=ben")
    assert set(found.all_verdicts("it").values()) == {"satisfied"}


def test_a_case_that_names_no_candidate_stands_alone():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS}", b=f"{TWO} | {ASKS}", c=f"{THREE} | {ASKS} | candidate_id=ann")
    assert set(found.all_verdicts("it").values()) == {"satisfied"}


def test_one_event_that_names_the_candidate_is_enough_for_its_case():
    found = replayed(
        LIMIT,
        a=f"{ONE} | {ASKS} | candidate_id=ann",
        b=f"{TWO} | {ASKS}\n{THREE} | recruiter -> candidate | thanks | candidate_id=ann",
    )
    assert found.all_verdicts("it") == {"a1": "satisfied", "b1": "violated"}


def test_without_a_column_of_candidates_each_case_stands_alone():
    assert set(replayed(LIMIT, a=f"{ONE} | {ASKS}", b=f"{TWO} | {ASKS}").all_verdicts("it").values()) == {"satisfied"}


def test_events_of_several_cases_at_one_instant_are_simultaneous():
    found = replayed(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann", b=f"{ONE} | {ASKS} | candidate_id=ann")
    assert set(found.all_verdicts("it").values()) == {"violated"}


def test_rows_stand_in_the_order_of_the_log_and_carry_their_own_evidence():
    found = replayed(
        LIMIT,
        a=f"{TWO} | {ASKS} | candidate_id=zoe\n{FOUR} | {ASKS} | candidate_id=zoe",
        b=f"{ONE} | {ASKS} | candidate_id=ann\n{THREE} | {ASKS} | candidate_id=ann",
        c=f"{ONE} | {ASKS} | candidate_id=zoe",
    )
    assert [row.event for row in found.rows("it")] == ["a1", "a2", "b2"]
    assert found.plain("it") == ["b1", "c1"]
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
    assert found.all_verdicts("it") == verdicts


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
    assert found.all_verdicts("it") == {"a1": "cancelled", "b1": "violated"}


def test_the_close_of_every_case_is_known_whatever_the_blocks():
    text = rule(
        require="{from: recruiter}", after="{about: status}", within="1 day", across="candidate", on_close="cancel"
    )
    lines = f"{ONE} | candidate -> recruiter | status | candidate_id=ann\n{TWO} | stage | {{}}"
    definition, log = world(
        text, **{name: lines.format("rejected" if name in "bce" else "applied") for name in "abcde"}
    )
    for size in (100, 1, 5):
        found = run(definition, log, as_of="2026-03-09 09:00", block_events=size)
        assert [row.verdict for row in found.rows("it")] == [
            "violated", "cancelled", "cancelled", "violated", "cancelled",
        ]  # fmt: skip


def test_stages_are_those_of_the_own_case():
    text = rule(forbid="{from: candidate, to: hiring_manager, stage: interview}", across="candidate")
    found = replayed(
        text,
        a=f"{ONE} | stage | interview | candidate_id=ann\n{THREE} | {ASKS}",
        b=f"{TWO} | stage | applied | candidate_id=ann\n{THREE} | {ASKS}",
    )
    assert found.all_verdicts("it") == {"a2": "violated"}


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
    assert found.all_verdicts("it") == {"a1": verdict}


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
    assert found.all_verdicts("it") == {"a2": verdict}


@pytest.mark.parametrize(
    ("closed", "verdict"),
    [
        pytest.param("10:29", "undecided", id="before the other case begins"),
        pytest.param("10:30", "satisfied", id="when the other case begins"),
    ],
)
def test_what_is_seen_of_one_case_closes_nothing_that_came_unseen_after_it(closed, verdict):
    text = rule(
        forbid="{from: candidate, to: hiring_manager, about: status}",
        between="[{from: coordinator}, {from: recruiter}]",
        across="candidate",
    )
    found = replayed(
        text,
        older="b",
        a=f"2026-03-02 {closed} | recruiter -> candidate | thanks | candidate_id=ann\n{FOUR} | {ASKS}",
        b="2026-03-02 10:30 | candidate -> recruiter | thanks | candidate_id=ann",
    )
    assert found.all_verdicts("it") == {"a2": verdict}


@pytest.mark.parametrize(
    ("thread", "verdict"), [pytest.param("one", "satisfied", id="same"), pytest.param("two", "violated", id="other")]
)
def test_two_cases_may_hold_one_thread(thread, verdict):
    text = rule(
        require="{from: recruiter, to: candidate}", before="{about: status}", across="candidate", correlate="thread"
    )
    found = replayed(
        text,
        a=f"{TWO} | {ASKS} | candidate_id=ann | thread one",
        b=f"{ONE} | recruiter -> candidate | thanks | candidate_id=ann | thread {thread}",
    )
    assert found.all_verdicts("it") == {"a1": verdict}


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
    assert whole.all_verdicts("it") == {
        "a1": "satisfied", "b1": "violated", "c1": "violated", "d1": "satisfied", "e1": "satisfied", "f1": "violated",
    }  # fmt: skip


def test_a_case_that_names_several_candidates_is_the_first_ones_by_name():
    found = replayed(
        LIMIT,
        a=f"{ONE} | {ASKS}\n{TWO} | recruiter -> candidate | thanks | candidate_id=zoe\n"
        f"{THREE} | recruiter -> candidate | thanks | candidate_id=ann",
        b=f"{TWO} | {ASKS}\n{TWO} | recruiter -> candidate | thanks | candidate_id=ben",
        c=f"{THREE} | {ASKS} | candidate_id=zoe",
        d=f"{FOUR} | {ASKS} | candidate_id=ann",
        e=f"{FOUR} | {ASKS} | candidate_id=ben",
    )
    assert list(found.all_verdicts("it").values()) == ["satisfied"] * 3 + ["violated"] * 2


def log_of(*rows: tuple[str, str, str, str | None]) -> EventLog:
    """Events as (id, case, time, candidate)."""
    return log_from_frame(
        pd.DataFrame(
            {
                "event_id": event,
                "case_id": case,
                "timestamp": pd.Timestamp(f"2026-03-02 {time}", tz="UTC"),
                "activity": "message",
                "sender_role": "candidate",
                "recipient_roles": "recruiter",
                "candidate_id": candidate,
            }
            for event, case, time, candidate in rows
        )
    )


def in_order(log: EventLog) -> list[list[str]]:
    """The ids of events, candidate by candidate."""
    found = candidates_of(log)
    ids = log.cells("event_id", found.order)
    return [[ids[place] for place in np.flatnonzero(found.candidate == one)] for one in np.unique(found.candidate)]


def test_events_of_one_instant_stand_in_the_order_of_their_ids_whatever_their_cases():
    log = log_of(
        ("e4", "a", "09:00", "ann"),
        ("e2", "b", "09:00", "ann"),
        ("e9", "a", "10:00", "ann"),
        ("e3", "b", "10:00", "ann"),
        ("e1", "c", "10:00", "ann"),
        ("e8", "d", "10:00", "zoe"),
        ("e0", "e", "10:00", "zoe"),
        ("e7", "d", "08:00", "zoe"),
        ("e5", "f", "10:00", None),
    )
    assert in_order(log) == [["e2", "e4", "e1", "e3", "e9"], ["e7", "e0", "e8"]]
    assert candidates_of(log).several.tolist() == [True, True, True, True, True, False]


def test_of_two_names_in_every_event_of_a_case_the_first_by_text_counts():
    log = log_of(
        ("e1", "a", "09:00", "ann"),
        ("e2", "a", "10:00", "zoe"),
        ("e3", "b", "11:00", "zoe"),
        ("e4", "c", "12:00", "ann"),
        ("e5", "d", "09:00", "bob"),
        ("e6", "d", "10:00", "ann"),
    )
    assert sorted(in_order(log)) == [["e1", "e5", "e2", "e6", "e4"]]


def test_events_of_candidates_with_one_case_are_not_brought_together():
    log = log_of(("e9", "a", "10:00", "ann"), ("e1", "b", "10:00", "zoe"), ("e0", "c", "10:00", None))
    assert in_order(log) == []


def test_the_events_of_a_case_without_a_candidate_stand_by_themselves():
    log = log_of(
        ("e1", "a", "09:00", None),
        ("e2", "b", "09:00", "zoe"),
        ("e3", "c", "09:00", "ben"),
        ("e4", "d", "09:00", None),
        ("e5", "e", "09:00", "ann"),
        ("e6", "e", "10:00", None),
    )
    assert sorted(in_order(log)) == []


def test_a_case_that_names_several_candidates_is_that_of_the_first_by_name():
    log = log_of(
        ("e1", "a", "09:00", "zoe"),
        ("e2", "a", "10:00", "ben"),
        ("e3", "b", "11:00", "ben"),
        ("e4", "c", "12:00", "zoe"),
    )
    assert sorted(in_order(log)) == [["e1", "e2", "e3"]]


def test_a_log_without_events_has_no_candidates():
    definition, log = world(LIMIT, a=f"{ONE} | {ASKS} | candidate_id=ann")
    assert run(definition, log, as_of="2026-03-01 00:00").rows("it") == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("10:59", "violated", id="it would be too young"),
        pytest.param("11:00", "undecided", id="it may be old enough"),
    ],
)
def test_an_unseen_question_is_at_most_as_old_as_the_last_answer(written, expected):
    text = rule(
        forbid="{from: candidate, to: hiring_manager}",
        unless="[{unanswered: {about: status}, by: {from: recruiter}, for: 2 hours}]",
        across="candidate",
    )
    found = replayed(
        text,
        older="b",
        a="2026-03-02 09:00 | recruiter -> candidate | thanks | candidate_id=ann",
        b=f"2026-03-02 {written} | {ASKS} | candidate_id=ann",
    )
    assert found.verdicts("it") == {"b1": expected}


@pytest.mark.parametrize(
    ("answered", "written", "expected"),
    [
        pytest.param("10:00", "10:00", "violated", id="answered at that instant"),
        pytest.param("09:59:59.999999", "10:00", "violated", id="answered at the last instant before"),
        pytest.param("09:59:59.999998", "10:00", "undecided", id="answered sooner"),
        pytest.param("11:00", "12:00", "violated", id="answered when all cases are seen"),
        pytest.param("10:59:59.999999", "12:00", "violated", id="answered at the last instant unseen"),
        pytest.param("10:59:59.999998", "12:00", "undecided", id="answered before that"),
    ],
)
def test_what_was_opened_unseen_may_be_open_unless_all_of_it_is_answered(answered, written, expected):
    text = (
        rule(forbid="{to: hiring_manager}", unless="[{open: duty}]", across="candidate")
        + """
  duty:
    title: The recruiter answers
    require: {from: recruiter, to: candidate}
    after: {about: status}
    within: 1 day
    across: candidate
"""
    )
    found = replayed(
        text,
        older="b",
        a=f"2026-03-02 {answered} | recruiter -> candidate | thanks | candidate_id=ann\n"
        f"2026-03-02 {written} | candidate -> hiring_manager | thanks | candidate_id=ann",
        b="2026-03-02 11:00 | coordinator -> candidate | thanks | candidate_id=ann",
    )
    assert found.verdicts("it") == {"a2": expected}
