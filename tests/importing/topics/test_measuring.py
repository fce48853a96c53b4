"""Sheets and measures: which messages are listed, and what their labels say of the phrases."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from analyzer.errors import UsageError
from analyzer.importing import Labels, label_sheet, measure_topics
from analyzer.importing.labels import Label
from analyzer.importing.sheet import COLUMNS
from analyzer.intervals import Part, stratified, wilson
from tests.importing.topics.logs import definition, log

MIXED = [
    *({"subject": f"hello {at}", "recipient_roles": "hiring_manager"} for at in range(10)),
    *({"subject": f"any news {at}"} for at in range(10)),
    *({"subject": f"hello {at}"} for at in range(100)),
    *({"subject": f"thanks {at}"} for at in range(20)),
    {"subject": "I complain"},
    {"subject": "any news", "topics": "referral"},
    {"subject": " "},
    {"subject": "hello", "recipient_roles": "hiring_manager", "copied_roles": "recruiter"},
]


def cell(row: tuple[str, ...], name: str) -> str:
    return row[COLUMNS.index(name)]


def test_messages_are_listed_by_stratum_and_the_rest_is_accounted_for() -> None:
    sheet = label_sheet(log(MIXED), definition(), most=28)
    assert sheet.sizes == {"guarded-contact": 10, "guarded-topic": 10, "untagged": 101, "other-topic": 20}
    assert list(Counter(cell(row, "stratum") for row in sheet.rows).items()) == [(name, 7) for name in sheet.sizes]
    assert list(sheet.left_out.values()) == [1, 1, 1]
    assert not any("complain" in cell(row, "subject") for row in sheet.rows)


def test_a_sheet_does_not_depend_on_the_order_of_rows_and_a_longer_one_begins_alike() -> None:
    rows = [{"event_id": f"m{at}"} | row for at, row in enumerate(MIXED)]
    stamped = [{"timestamp": f"2026-03-02T10:00:00.{at:06}Z"} | row for at, row in enumerate(rows)]
    sheet = label_sheet(log(stamped), definition(), most=28)
    assert label_sheet(log(random.Random(1).sample(stamped, len(stamped))), definition(), most=28) == sheet
    longer = label_sheet(log(stamped), definition(), most=40).rows
    for name in sheet.sizes:
        short, long = ([r for r in part if cell(r, "stratum") == name] for part in (sheet.rows, longer))
        assert long[: len(short)] == short
    assert label_sheet(log(stamped), definition(), most=28, seed=1).rows != sheet.rows


def test_what_is_labelled_is_not_listed_again() -> None:
    events = log(MIXED)
    first = label_sheet(events, definition(), most=28)
    labels = Labels("l.csv", tuple(Label(cell(row, "event_id"), ()) for row in first.rows))
    again = label_sheet(events, definition(), labels=labels, most=1000)
    assert again.sizes == first.sizes
    assert len(again.rows) == sum(first.sizes.values()) - len(first.rows)
    assert not {cell(row, "event_id") for row in again.rows} & {cell(row, "event_id") for row in first.rows}


def test_a_sheet_holds_one_message_of_each_kind_at_least() -> None:
    with pytest.raises(UsageError, match="at least 4"):
        label_sheet(log(MIXED), definition(), most=3)


def labelled(events: object, truth: dict[str, tuple[str, ...]], most: int, seed: int = 0) -> Labels:
    """A sheet filled in by somebody who knows the truth."""
    sheet = label_sheet(events, definition(), most=most, seed=seed)  # type: ignore[arg-type]
    rows = [
        Label(cell(row, "event_id"), truth[cell(row, "event_id")], "", "", cell(row, "stratum")) for row in sheet.rows
    ]
    return Labels("l.csv", tuple(rows), sizes=(sheet.sizes,))


def world(seed: int) -> tuple[list[dict[str, str]], dict[str, tuple[str, ...]]]:
    """Messages of which phrases find some, some wrongly, and miss others."""
    draw = random.Random(seed)
    rows, truth = [], {}
    for at in range(1, 401):
        asks = draw.random() < 0.15
        found = draw.random() < (0.7 if asks else 0.05)
        rows.append({"subject": "any news" if found else "thanks" if draw.random() < 0.2 else "hello"})
        truth[f"e{at}"] = ("status_inquiry",) if asks else ()
    return rows, truth


def test_with_every_message_labelled_the_shares_are_those_counted_by_hand() -> None:
    rows, truth = world(1)
    (measured, *_) = measure_topics(log(rows), definition(), labelled(log(rows), truth, 1000)).topics
    found = {f"e{at}" for at, row in enumerate(rows, 1) if row["subject"] == "any news"}
    about = {event for event, topics in truth.items() if topics}
    assert measured.precision is not None
    assert measured.recall is not None
    assert (measured.hits, measured.wrong, measured.missed) == (len(found), len(found - about), len(about - found))
    assert measured.precision.share == pytest.approx(len(found & about) / len(found))
    assert (measured.precision.low, measured.precision.high) == pytest.approx(wilson(len(found & about), len(found)))
    assert measured.recall.share == pytest.approx(len(found & about) / len(about))


def test_recall_from_a_sheet_is_right_on_average_and_its_interval_holds_the_truth() -> None:
    rows, truth = world(2)
    events = log(rows)
    found = {f"e{at}" for at, row in enumerate(rows, 1) if row["subject"] == "any news"}
    about = {event for event, topics in truth.items() if topics}
    real = len(found & about) / len(about)
    recalls = [
        measure_topics(events, definition(), labelled(events, truth, 90, seed)).topics[0].recall for seed in range(40)
    ]
    assert all(one is not None for one in recalls)
    told = [one for one in recalls if one is not None]
    assert sum(one.share for one in told) / len(told) == pytest.approx(real, abs=0.05)
    assert sum(one.low <= real <= one.high for one in told) >= 38


def test_no_recall_without_labels_of_every_stratum_or_without_a_drawing() -> None:
    rows, truth = world(3)
    full = labelled(log(rows), truth, 90)
    tagged = Labels("l", tuple(row for row in full.rows if row.stratum != "untagged"), sizes=full.sizes)
    found = measure_topics(log(rows), definition(), tagged)
    assert found.topics[0].recall is None
    assert found.notes[-1] == "No recall: no message of untagged is labelled."
    plain = Labels("l", tuple(Label(row.event_id, row.topics) for row in full.rows))
    found = measure_topics(log(rows), definition(), plain)
    assert found.topics[0].recall is None
    assert "no random sample" in found.notes[0]
    twice = Labels("l", full.rows, sizes=(*full.sizes, {"untagged": 7}))
    assert "different logs" in measure_topics(log(rows), definition(), twice).notes[-1]


def test_disputed_messages_count_for_the_topics_on_which_people_agree() -> None:
    events = log([{"subject": "any news, thanks"}])
    rows = (Label("e1", ("status_inquiry", "thank_you"), "a"), Label("e1", ("thank_you",), "b"))
    found = {one.topic: one for one in measure_topics(events, definition(), Labels("l", rows)).topics}
    assert (found["status_inquiry"].disputed, found["status_inquiry"].hits) == (1, 0)
    assert (found["thank_you"].disputed, found["thank_you"].hits, found["thank_you"].wrong) == (0, 1, 0)
    assert "complaint" not in found


def test_kappa_is_cohens() -> None:
    """J. Cohen's textbook table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no gives 0.4."""
    votes = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    said = {0: (), 1: ("referral",)}
    rows = [Label(f"e{at}", said[vote[who]], "ab"[who]) for at, vote in enumerate(votes, 1) for who in (0, 1)]
    found = measure_topics(log([{"subject": "x"}] * 50), definition(), Labels("l", tuple(rows))).agreement
    by_topic = {one.topic: one for one in found}
    assert by_topic["referral"].kappa == pytest.approx(0.4)
    assert (by_topic["referral"].messages, by_topic["referral"].agreed) == (50, 35)
    assert by_topic["thank_you"].kappa is None


def test_phrases_that_hit_wrongly_most_come_first() -> None:
    events = log([{"subject": "thanks"}, {"subject": "thank you"}, {"subject": "where do I stand"}])
    labels = Labels("l", (Label("e1", ()), Label("e2", ()), Label("e3", ("status_inquiry",))))
    first, *others = measure_topics(events, definition(), labels).phrases
    assert (first.topic, first.hits, first.wrong) == ("thank_you", 2, 2)
    assert [one.wrong for one in others] == [0, 0, 0]


def test_one_part_has_wilsons_interval_and_none_has_nothing() -> None:
    assert stratified([Part(1, 3, 10)]) == pytest.approx((0.3, *wilson(3, 10)))
    assert stratified([]) == (0.0, 0.0, 0.0)
    low, high = wilson(0, 20)
    assert stratified([Part(5000, 0, 20)]) == pytest.approx((0, 5000 * low, 5000 * high))
    assert math.isclose(stratified([Part(2, 1, 2), Part(3, 3, 3)])[0], 4)


def test_a_hit_weighs_as_much_as_the_messages_it_stands_for() -> None:
    """Both hits of the small stratum are wrong, both of the large one right: 8 of 10 messages, not 2 of 4."""
    rows = [*({"subject": "any news, thanks"} for _ in range(2)), *({"subject": "thanks"} for _ in range(8))]
    said = [Label(f"e{at}", (), "", "", "guarded-topic") for at in (1, 2)]
    said += [Label(f"e{at}", ("thank_you",), "", "", "other-topic") for at in (3, 4)]
    labels = Labels("l", tuple(said), sizes=({"guarded-topic": 2, "other-topic": 8},))
    found = {one.topic: one for one in measure_topics(log(rows), definition(), labels).topics}["thank_you"]
    assert found.precision is not None
    assert found.precision.share == pytest.approx(0.8)
    assert (found.precision.found, found.precision.of) == (2, 4)
