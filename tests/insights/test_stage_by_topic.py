"""The table of stages and topics: which messages count, where, and how."""

from __future__ import annotations

import pytest

from analyzer.analysis.columns import STAYS
from analyzer.definitions import model
from analyzer.events.log import Kind
from analyzer.insights import stage_by_topic, wilson
from tests.insights.fakes import (
    CONTACT,
    activation,
    analysis,
    definition,
    duty,
    forbid,
    frame,
    log_of,
    message,
    utc,
)

PAST = forbid("past")
NOON = "2026-03-03 12:00"
STAGES = tuple(model.Stage(name) for name in ("applied", "interview"))


def stay(stage, entered, until, *, case="APP-0001"):
    return {"case_id": case, "stage": stage, "entered": utc(entered), "seen_until": utc(until), "entry_seen": True}


STAYS_OF_ONE = [stay("applied", "2026-03-02", "2026-03-10"), stay("interview", "2026-03-10", "2026-03-20")]


def table(*judged, stays=STAYS_OF_ONE, rules=(CONTACT, PAST), texts="str"):
    """Make the table of messages: (id, kind, instant, verdict of `contact`, further (rule, verdict) ...)."""
    rows, events = [], []
    for event_id, kind, instant, verdict, *more in judged:
        events.append((event_id, kind))
        for rule, word in [(CONTACT, verdict), *more]:
            if word:
                rows.append(activation(rule, word, instant, event_id=event_id))
    stays = frame(STAYS, stays).astype({"case_id": texts})
    made = analysis(definition(*rules, stages=STAGES), rows, log=log_of(*events), stays=stays)
    return stage_by_topic(made)


def about(*topics):
    return message("candidate", "hiring_manager", topics=topics)


def counts(made):
    columns = ["stage", "topic", "messages", "off_ways", "open"]
    return [tuple(row) for row in made[columns].itertuples(index=False)]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        pytest.param("satisfied", (1, 0, 0), id="kept"),
        pytest.param("violated", (1, 1, 1), id="open"),
        pytest.param("settled", (1, 1, 0), id="settled"),
        pytest.param("excused", (1, 1, 0), id="excused"),
        pytest.param("waived", (1, 1, 0), id="waived"),
    ],
)
def test_a_message_counts_by_what_became_of_it(verdict, expected):
    assert counts(table(("a", about("terms"), NOON, verdict))) == [("applied", "terms", *expected)]


@pytest.mark.parametrize("verdict", ["undecided", "pending", "cancelled"])
def test_a_message_of_which_the_outcome_is_not_known_is_not_counted(verdict):
    assert table(("a", about("terms"), NOON, verdict)).empty


def test_a_message_that_two_rules_judge_counts_once():
    made = table(("a", about("terms"), NOON, "excused", (PAST, "violated")))
    assert counts(made) == [("applied", "terms", 1, 1, 1)]


def test_a_message_about_two_topics_counts_under_each():
    made = table(("a", about("terms", "status"), NOON, "violated"))
    assert counts(made) == [("applied", "status", 1, 1, 1), ("applied", "terms", 1, 1, 1)]


@pytest.mark.parametrize(
    ("instant", "stage"),
    [
        pytest.param("2026-03-01 23:59", "", id="before the first stay"),
        pytest.param("2026-03-02", "applied", id="as it begins"),
        pytest.param("2026-03-09 23:59", "applied", id="just before a change"),
        pytest.param("2026-03-10", "interview", id="at the instant of a change"),
        pytest.param("2026-03-20", "", id="once the stage is not known any more"),
    ],
)
def test_a_message_counts_in_the_stage_of_its_instant(instant, stage):
    assert table(("a", about("terms"), instant, "satisfied"))["stage"].tolist() == [stage]


@pytest.mark.parametrize("texts", ["str", "object"])
def test_the_stage_is_found_however_pandas_holds_the_case_ids(texts):
    assert table(("a", about("terms"), NOON, "satisfied"), texts=texts)["stage"].tolist() == ["applied"]


def test_a_stay_of_another_case_does_not_count():
    made = table(
        ("a", about("terms"), NOON, "satisfied"), stays=[stay("applied", "2026-03-02", "2026-03-10", case="B")]
    )
    assert made["stage"].tolist() == [""]


def test_every_stage_and_topic_seen_meet_in_order_with_0_where_there_is_no_message():
    made = table(
        ("a", about(), "2026-04-01", "satisfied"),
        ("b", about("terms"), "2026-03-11", "satisfied"),
        ("c", about("status"), NOON, "violated"),
    )
    seen = [("applied", "status"), ("interview", "terms"), ("", "")]
    expected = [(stage, topic) for stage in ("applied", "interview", "") for topic in ("status", "terms", "")]
    assert [row[:2] for row in counts(made)] == expected
    assert [row[:2] for row in counts(made) if row[2]] == seen


def test_only_messages_and_only_rules_about_ways_count():
    late = duty("answer", "2 days")
    call = Kind("interview", "candidate", frozenset({"hiring_manager"}), frozenset(), None, frozenset({"terms"}), None)
    made = table(
        ("a", about("terms"), NOON, "", (late, "violated")),
        ("b", call, NOON, "", (PAST, "violated")),
        rules=(CONTACT, PAST, late),
    )
    assert made.empty


def test_the_share_is_open_out_of_messages_with_wilsons_interval():
    made = table(*((f"m{at}", about("terms"), NOON, "violated" if at < 2 else "excused") for at in range(8)))
    row = made.iloc[0]
    assert (row["open_share"], row["low"], row["high"]) == (0.25, *wilson(2, 8))


def test_an_empty_analysis_gives_the_columns():
    made = table()
    assert list(made) == ["stage", "topic", "messages", "off_ways", "open", "open_share", "low", "high"]
    assert made.empty
