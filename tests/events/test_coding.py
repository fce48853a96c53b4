"""Kinds, order, threads and further columns of a log."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.events import Kind, to_frame
from analyzer.events.coding import event_order
from analyzer.events.hashing import hex_ids, text_hashes
from analyzer.events.texts import as_text, combined, encode, holds_separator
from tests.events.writing import log_of, row, shown, table_of

NOBODY = frozenset[str]()


def kind_of(**cells: str) -> Kind:
    log = log_of(row(**{"topics": "", "channel": "", **cells}))
    return log.kinds[log.kind[0]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({}, Kind("message", "candidate", frozenset({"recruiter"}), NOBODY, None, None, None), id="plain"),
        pytest.param(
            {"recipient_roles": " recruiter ;; coordinator; recruiter", "copied_roles": "?"},
            Kind("message", "candidate", frozenset({"recruiter", "coordinator"}), frozenset("?"), None, None, None),
            id="lists",
        ),
        pytest.param(
            {"topics": "a; b", "channel": "email", "stage": "offer"},
            Kind("message", "candidate", frozenset({"recruiter"}), NOBODY, "email", frozenset("ab"), "offer"),
            id="topics-channel-stage",
        ),
        pytest.param(
            {"sender_role": "", "recipient_roles": ";"},
            Kind("message", None, NOBODY, NOBODY, None, None, None),
            id="nobody",
        ),
        pytest.param(
            {"activity": "interview", "sender_role": "", "recipient_roles": ""},
            Kind("interview", None, NOBODY, NOBODY, None, None, None),
            id="other-activity",
        ),
        pytest.param(
            {"topics": " ; "},
            Kind("message", "candidate", frozenset({"recruiter"}), NOBODY, None, None, None),
            id="no-topic",
        ),
    ],
)
def test_a_kind_is_what_rules_can_test(cells: dict[str, str], expected: Kind) -> None:
    assert kind_of(**cells) == expected


@pytest.mark.parametrize(
    ("cells", "activity"),
    [
        pytest.param({"sender_role": "x", "recipient_roles": ""}, "message", id="sender-role"),
        pytest.param({"sender_role": "", "sender": "p", "recipient_roles": ""}, "message", id="sender"),
        pytest.param({"sender_role": "", "recipient_roles": "x"}, "message", id="recipient-role"),
        pytest.param({"sender_role": "", "recipient_roles": "", "recipients": "p"}, "message", id="recipient"),
        pytest.param({"sender_role": "", "recipient_roles": "", "stage": "offer"}, "stage", id="stage"),
        pytest.param({"sender_role": "x", "recipient_roles": "", "stage": "offer"}, "message", id="party-and-stage"),
    ],
)
def test_an_empty_activity_is_told_from_the_other_cells(cells: dict[str, str], activity: str) -> None:
    log = log_of(row(activity="", **cells))
    assert log.kinds[0].activity == activity
    assert to_frame(log)["activity"].tolist() == [activity]


def test_equal_sets_are_one_kind() -> None:
    log = log_of(row(recipient_roles="a;b"), row(event_id="e2", recipient_roles="b; a"))
    assert len(log.kinds) == 1


def test_the_order_of_kinds_depends_on_the_kinds_only() -> None:
    rows = [row(event_id=f"e{i}", sender_role=f"r{i % 5}", topics=";".join("ab"[: i % 3])) for i in range(15)]
    kinds = log_of(*rows).kinds
    assert len(set(kinds)) == len(kinds) == 15
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert log_of(*shuffled).kinds == kinds
    assert log_of(*rows[:8], *rows[:8]).kinds == tuple(kind for kind in kinds if kind in log_of(*rows[:8]).kinds)


def test_the_way_a_list_is_written_does_not_change_the_order_of_kinds() -> None:
    other = row(event_id="e2", recipient_roles="b")
    assert log_of(row(recipient_roles="a;c"), other).kinds == log_of(row(recipient_roles="c; a"), other).kinds


def test_many_combinations_are_told_apart() -> None:
    draw = random.Random(3)
    rows = [
        row(
            event_id=f"e{i:04}",
            sender_role=f"s{draw.randrange(200)}",
            recipient_roles=";".join(f"r{draw.randrange(40)}" for _ in range(3)),
            copied_roles=f"c{draw.randrange(300)}",
            topics=";".join(f"t{draw.randrange(99)}" for _ in range(2)),
            channel=f"ch{draw.randrange(50)}",
        )
        for i in range(3000)
    ]
    log = log_of(*rows)
    by_id = {each["event_id"]: each for each in rows}
    for event_id, kind in zip(to_frame(log)["event_id"], log.kind.tolist(), strict=True):
        cells = by_id[event_id]
        found = log.kinds[kind]
        assert found.sender_role == cells["sender_role"]
        assert found.recipient_roles == frozenset(cells["recipient_roles"].split(";"))
        assert found.copied_roles == {cells["copied_roles"]}
        assert found.topics == frozenset(cells["topics"].split(";"))
        assert found.channel == cells["channel"]


def test_events_are_sorted_by_case_time_and_id() -> None:
    log = log_of(
        row(event_id="b", case_id="é", timestamp="2026-03-02T10:00:00Z"),
        row(event_id="z", case_id="Z", timestamp="2026-03-02T10:00:00Z"),
        row(event_id="a", case_id="é", timestamp="2026-03-02T11:00:00+01:00"),
        row(event_id="c", case_id="é", timestamp="2026-03-01T10:00:00Z"),
        row(event_id="y", case_id="a", timestamp="2026-03-09T10:00:00.000001Z"),
        row(event_id="x", case_id="a", timestamp="2026-03-09T10:00:00.000002Z"),
    )
    assert log.case_ids.to_pylist() == ["Z", "a", "é"]
    assert to_frame(log)["event_id"].tolist() == ["z", "y", "x", "c", "a", "b"]
    assert log.case.tolist() == [0, 1, 1, 2, 2, 2]
    assert (np.diff(log.time) >= 0).tolist()[1:2] == [True]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([1, 1000, 1_000_000, 2**60])), max_size=30
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_is_that_of_sorting_tuples(cells: list[tuple[int, int, int]], draw: random.Random) -> None:
    ids = [f"{i:02}" for i in range(len(cells))]
    draw.shuffle(ids)
    case = np.array([each[0] for each in cells], dtype=np.int32)
    time = np.array([each[1] * each[2] for each in cells], dtype=np.int64)
    order, sorted_case, sorted_time = event_order(case, time, pa.array(ids, pa.string()))
    expected = sorted(range(len(ids)), key=lambda i: (case[i], time[i], ids[i]))
    assert order.tolist() == expected
    assert sorted_case.tolist() == case[expected].tolist()
    assert sorted_time.tolist() == time[expected].tolist()


def test_threads_are_numbered_as_they_come_up() -> None:
    log = log_of(
        row(event_id="a", thread_id="t2"), row(event_id="b"), row(event_id="c", thread_id="t1"),
        row(event_id="d", thread_id=" t2 "),
    )  # fmt: skip
    assert log.thread is not None
    assert log.thread.tolist() == [0, -1, 1, 0]
    assert log_of(row()).thread is None
    assert log_of(row(thread_id="")).thread.tolist() == [-1]  # type: ignore[union-attr]


def test_replies_and_openings_are_known_where_the_log_has_them() -> None:
    log = log_of(
        row(event_id="a", in_reply_to="x", opened_at="2026-01-05T00:00:00Z"),
        row(event_id="b", in_reply_to="", opened_at="2026-01-04T00:00:00Z"),
        row(event_id="c", case_id="B", in_reply_to="", opened_at=""),
        row(event_id="d", case_id="C", in_reply_to="", opened_at="2026-01-03 00:00"),  # no zone: not guessed
    )
    assert log.has_reply is not None
    assert log.has_reply.tolist() == [True, False, False, False]
    assert log.opened_at is not None
    never = np.iinfo(np.int64).min
    assert log.opened_at.tolist() == [1_767_484_800_000_000, never, never]
    assert log_of(row()).has_reply is None
    assert log_of(row()).opened_at is None


def test_a_date_will_do_for_an_opening() -> None:
    log = log_of(row(opened_at="2026-01-04"), timezone="Europe/Berlin")
    assert log.opened_at is not None
    assert log.opened_at.tolist() == [1_767_481_200_000_000]


def test_further_columns_of_few_values_can_be_asked_for() -> None:
    rows = [row(event_id=f"{i:05}", few=str(i % 10_000), many=str(i), none="") for i in range(10_001)]
    extra = log_of(*rows).extra
    assert list(extra) == ["few", "none"]
    assert len(extra) == 2
    assert "many" not in extra
    assert "channel" not in extra
    assert extra["few"].values == tuple(sorted(map(str, range(10_000))))
    assert extra["none"].values == ()
    assert set(extra["none"].codes.tolist()) == {-1}
    with pytest.raises(KeyError):
        extra["many"]


def test_cells_are_read_at_events() -> None:
    log = log_of(row(event_id="b", subject="B"), row(event_id="a", subject=""))
    assert log.cells("subject", np.array([1, -1, 0])) == ["B", None, ""]
    assert log.cells("event_id", np.array([0])) == ["a"]
    assert log.cells("unheard_of", np.array([0, 1])) == [None, None]


def test_a_log_says_briefly_what_it_is() -> None:
    assert repr(log_of(row())) == "<event log of 1 event in 1 case, 2026-03-02 to 2026-03-02 (UTC); 0 rows set aside>"


# ---------------------------------------------------------------- texts


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.text(" abé\U0001f600", max_size=3)), max_size=20), st.booleans(), st.integers(1, 5)
)
def test_codes_stand_for_trimmed_sorted_values(cells: list[str | None], dictionary: bool, parts: int) -> None:
    whole = pa.array(cells, pa.string())
    chunks = [whole.slice(start, parts) for start in range(0, len(whole), parts)]
    column = pa.chunked_array(chunks, pa.string())
    encoded = encode(column.dictionary_encode() if dictionary else column)
    values = encoded.values.to_pylist()
    assert values == sorted({cell.strip() for cell in cells if cell and cell.strip()})
    assert [values[code] if code >= 0 else "" for code in encoded.codes.tolist()] == [(c or "").strip() for c in cells]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        pytest.param(pa.array([1, None, 2**60]), ["1", None, str(2**60)], id="whole-numbers"),
        pytest.param(pa.array([1.0, float("nan"), 0.5, 1e300]), ["1", "", "0.5", "1e+300"], id="fractions"),
        pytest.param(pa.array([float("inf"), -0.0]), ["inf", "0"], id="infinity"),
        pytest.param(pa.array([True, None, False]), ["true", None, "false"], id="truth"),
        pytest.param(pa.array([["a", None, "b"], None, []]), ["a;;b", "", ""], id="lists"),
        pytest.param(pa.array([[1, 2]]), ["1;2"], id="list-of-numbers"),
        pytest.param(pa.array([{"b": 1}, None]), ['{"b": 1}', None], id="structures"),
        pytest.param(pa.array([b"x\xff", None]), ["x\\xff", None], id="bytes"),
        pytest.param(pa.nulls(2), [None, None], id="nothing"),
        pytest.param(pa.array(["a", None]).dictionary_encode(), ["a", None], id="dictionary"),
        pytest.param(pa.array([7, None]).dictionary_encode(), ["7", None], id="dictionary-of-numbers"),
        pytest.param(pa.array(["a"], pa.large_string()), ["a"], id="large"),
        pytest.param(pa.array(["a"], pa.string_view()), ["a"], id="view"),
    ],
)
def test_any_column_becomes_text(array: pa.Array, expected: list[str | None]) -> None:
    assert as_text(pa.chunked_array([array])).to_pylist() == expected


def test_lists_in_slices_and_chunks_are_joined_right() -> None:
    whole = pa.array([["a"], ["b", "c"], None, ["d"]])
    column = pa.chunked_array([whole.slice(1, 2), whole.slice(3, 1), whole.slice(0, 0)])
    assert [text or "" for text in as_text(column).to_pylist()] == ["b;c", "", "d"]


def test_items_that_hold_the_separator_are_found_in_every_chunk() -> None:
    whole = pa.array([["a"], ["b;c", "d"], None, ["e", "f;"]])
    column = pa.chunked_array([whole.slice(0, 1), whole.slice(1, 2), whole.slice(3, 1)])
    assert holds_separator(column, ";").tolist() == [False, True, False, True]
    assert holds_separator(column, ",").tolist() == [False] * 4
    assert holds_separator(pa.chunked_array([["a;b"]]), ";").tolist() == [False]


# ---------------------------------------------------------------- hashes


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=30))
def test_hashes_depend_on_the_text_only(cells: list[str | None]) -> None:
    whole = pa.array(cells, pa.string())
    hashes = text_hashes(whole).tolist()
    assert text_hashes(whole.cast(pa.large_string())).tolist() == hashes
    for place in range(len(cells)):
        assert text_hashes(whole.slice(place, 1)).tolist() == [hashes[place]]
    assert len(set(hashes)) == len({cell or "" for cell in cells})


def test_hashes_stay_the_same_for_ever() -> None:
    """Ids made from content are kept by people: a change here would change them."""
    assert hex_ids(text_hashes(pa.array(["", "a", "candidate", "x" * 100])), "h-").to_pylist() == [
        "h-6259e446241684e1",
        "h-679148ab30810da8",
        "h-0848dc6d3e9da2f6",
        "h-3b9dfbba5579fd15",
    ]


def test_chunks_are_joined() -> None:
    column = pa.chunked_array([["a"], ["b"]]).dictionary_encode()
    assert combined(column).to_pylist() == ["a", "b"]
    assert combined(pa.chunked_array([], pa.string())).to_pylist() == []


# ---------------------------------------------------------------- order of rows and chunks


def test_chunks_of_a_table_make_no_difference() -> None:
    from analyzer.events import build_log

    rows = [row(event_id=f"e{i}", sender_role=f"r{i % 3}", thread_id=f"t{i % 2}") for i in range(9)]
    whole = table_of(rows)
    parts = pa.concat_tables([whole.slice(start, 2) for start in range(0, 9, 2)])
    coded = pa.table({name: parts.column(name).dictionary_encode() for name in parts.column_names})
    assert shown(build_log(whole)) == shown(build_log(parts)) == shown(build_log(coded))
