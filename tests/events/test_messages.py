"""What messages about a log and its rows show, and what they keep to themselves; text stays text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.events import (
    ColumnRule,
    Mapping,
    read_log,
    to_frame,
)
from analyzer.events.mapping_file import parse_mapping
from tests.events.writing import Row, codes, csv_text, log_of, read_text, row

SECRET = "private words"
DROPPED = parse_mapping("drop: [subject, Body]")


def said_of(*rows: Row, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        log_of(*rows, max_quarantined=0.0, **options)
    return str(caught.value)


def test_a_message_shows_file_row_code_column_and_the_value_at_fault_only() -> None:
    said = said_of(row(), row(event_id="e2", timestamp="soon", sender="cand-0001", subject=SECRET))
    assert "for example row 2 of table: E325 a time that cannot be read (timestamp: 'soon')" in said
    for other in (SECRET, "cand-0001", "APP-0001", "e2"):
        assert other not in said


def test_a_value_is_shortened_and_cannot_steer_a_terminal() -> None:
    said = said_of(row(), row(event_id="e2", timestamp="\x1b[31m\u202e" + "x" * 500))
    assert r"(timestamp: '\x1b[31m\u202exxx" in said
    assert "x..." in said
    assert len(said) < 500
    assert said.replace("\n", "").isprintable()


def test_a_heading_cannot_steer_a_terminal_either() -> None:
    mapping = Mapping(columns=(ColumnRule("timestamp", "When\x1b[31m"),))
    bad = {**row(event_id="e2"), "When\x1b[31m": "soon"}
    said = said_of({**row(), "When\x1b[31m": "2026-03-02T10:00:00Z"}, bad, mapping=mapping)
    assert r"(When\x1b[31m: 'soon')" in said


@pytest.mark.parametrize(
    "doubtful",
    [
        pytest.param(row(event_id="e1", subject="other"), id="an-id-that-is-another-events"),
        pytest.param(row(event_id="secret" * 1000), id="a-long-id"),
        pytest.param(row(event_id="secret\x00"), id="a-control-character"),
        pytest.param(row(event_id="e2", in_reply_to="secret\x00"), id="the-event-answered"),
    ],
)
def test_ids_of_events_are_not_shown_for_the_topic_may_be_protected(doubtful: Row) -> None:
    said = said_of(row(event_id="e1", subject="a"), doubtful)
    assert "row 2 of table" in said
    assert "secret" not in said
    assert "'e1'" not in said


def test_columns_that_the_mapping_drops_are_shown_nowhere() -> None:
    doubtful = row(event_id="e2", timestamp="soon", subject=SECRET, Body=SECRET)
    said = said_of(row(), doubtful, mapping=DROPPED)
    listed = log_of(row(), doubtful, mapping=DROPPED).quality.quarantined.to_pylist()[0]
    kept = log_of(row(), doubtful, mapping=parse_mapping("keep: [channel]")).quality.quarantined.to_pylist()[0]
    assert SECRET not in said + listed["cells"]
    assert "soon" in listed["cells"]
    assert json.loads(kept["cells"]).keys() == {*row(), "subject"}
    assert SECRET in log_of(row(), doubtful).quality.quarantined.to_pylist()[0]["cells"]


def test_a_broken_line_is_not_kept_where_the_mapping_drops_columns(tmp_path: Path) -> None:
    text = csv_text([row(Body="x")]) + f"one cell {SECRET}\n"
    (whole,) = read_text(tmp_path / "a.csv", text).quality.quarantined.to_pylist()
    (less,) = read_text(tmp_path / "b.csv", text, mapping=DROPPED).quality.quarantined.to_pylist()
    assert SECRET in whole["cells"]
    keeping = parse_mapping("keep: [channel]")
    (kept,) = read_text(tmp_path / "c.csv", text, mapping=keeping).quality.quarantined.to_pylist()
    assert less["cells"] == kept["cells"] == "{}"


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_bytes_that_are_no_text_are_shown_as_bytes(tmp_path: Path, name: str) -> None:
    broken = row(event_id="e2", subject="caf\xe9 " + SECRET)
    whole = csv_text([row(subject="a"), broken]) if name == "log.csv" else "".join(
        json.dumps(each, ensure_ascii=False) + "\n" for each in (row(), broken)
    )  # fmt: skip
    (tmp_path / name).write_bytes(whole.encode("latin-1"))
    (listed,) = read_log(tmp_path / name, max_quarantined=1).quality.quarantined.to_pylist()
    assert "caf\\xe9" in json.loads(listed["cells"])["line"]
    assert listed["reason"] == f"bytes that are not UTF-8 ({'subject: ' if name == 'log.csv' else ''}0xE9)"
    with pytest.raises(InputError) as caught:
        read_log(tmp_path / name, max_quarantined=0)
    assert "0xE9" in caught.value.message
    assert SECRET not in caught.value.message


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        pytest.param({"x": "1"}, ["timestamp", "case_id", "sender_role", "recipient_roles"], id="messages"),
        pytest.param({"stage": "offer"}, ["timestamp", "case_id"], id="stages"),
        pytest.param(
            {"timestamp": "2026-03-02T10:00:00Z", "case_id": "A"}, ["sender_role", "recipient_roles"], id="roles"
        ),
    ],
)
def test_all_missing_columns_are_named_at_once(cells: Row, named: list[str]) -> None:
    with pytest.raises(InputError, match="these columns are missing") as caught:
        log_of(cells)
    listed = caught.value.message.split("; found instead")[0]
    assert [
        name for name in ("timestamp", "case_id", "sender_role", "recipient_roles") if f"'{name}'" in listed
    ] == named


def test_all_missing_headings_of_a_mapping_are_named_with_the_nearest() -> None:
    mapping = parse_mapping("columns: {timestamp: Sent, case_id: Application}")
    with pytest.raises(InputError) as caught:
        log_of({"sent": "2026-03-02T10:00:00Z", "application": "A", "stage": "offer"}, mapping=mapping)
    assert "'Sent' (mapped to timestamp), 'Application' (mapped to case_id)" in caught.value.message
    assert caught.value.help == "Sent: did you mean 'sent'?; Application: did you mean 'application'?"


# ---------------------------------------------------------------- text is text


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "\\ud800",
        "'; drop table",
        "x" * 4096,
        "日本",
        "%s{0}",
    ],
)
def test_ids_and_names_are_only_text(text: str) -> None:
    log = log_of(row(case_id=text, sender=text, sender_role=text[:50]))
    assert log.case_ids.to_pylist() == [text]
    assert to_frame(log)["sender"].tolist() == [text]


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\n", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize("name", ["case_id", "event_id", "thread_id", "candidate_id"])
def test_control_characters_in_ids_set_their_row_aside_and_are_shown_escaped(letter: str, name: str) -> None:
    doubtful = row(**{"event_id": "bad", name: f"a{letter}b"})
    assert codes(log_of(row(), doubtful)) == ["E332"]
    with pytest.raises(InputError) as caught:
        log_of(row(), doubtful, max_quarantined=0)
    assert caught.value.message.isprintable()
