"""Logs from and to data frames, and the sample mapping on mails of its layout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analyzer.errors import InputError
from analyzer.events import CANONICAL, log_from_frame, read_log, to_frame
from tests.events.test_mapping import SAMPLE
from tests.events.writing import codes, log_of, row, shown


def frame_of(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "timestamp": pd.to_datetime(["2026-03-02 11:00", "2026-03-02 10:00"], utc=True),
            "case_id": ["A", "A"],
            "sender_role": ["candidate", "recruiter"],
            "recipient_roles": ["recruiter", "candidate"],
            **columns,
        }
    )


@pytest.mark.parametrize(
    ("columns", "name", "expected"),
    [
        pytest.param({"case_id": [12, 12]}, "case_id", ["12", "12"], id="numbers"),
        pytest.param({"case_id": [12.0, 13.0]}, "case_id", ["13", "12"], id="fractions-that-are-whole"),
        pytest.param({"channel": pd.Categorical(["email", "phone"])}, "channel", ["phone", "email"], id="categories"),
        pytest.param({"channel": ["email", None]}, "channel", ["", "email"], id="missing"),
        pytest.param({"channel": [1, "email"]}, "channel", ["email", "1"], id="mixed"),
        pytest.param({"topics": [["a", "b"], ["c"]]}, "topics", ["c", "a;b"], id="lists"),
        pytest.param({"office": [np.nan, "x"]}, "office", ["x", ""], id="further"),
    ],
)  # fmt: skip
def test_columns_of_any_type_are_taken(columns: dict[str, object], name: str, expected: list[str]) -> None:
    log = log_from_frame(frame_of(**columns))
    found = to_frame(log).sort_values("timestamp")[name]
    assert found.fillna("").tolist() == expected


def test_the_frame_of_the_caller_is_left_alone() -> None:
    frame = frame_of()
    before = frame.copy(deep=True)
    log_from_frame(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_an_index_and_names_that_are_no_text_do_no_harm() -> None:
    log = log_from_frame(frame_of(**{"3": ["x", "y"]}).rename(columns={"3": 3}).set_index(pd.Index([7, 7])))
    assert log.extra["3"].values == ("x", "y")


def test_rows_set_aside_are_numbered_from_one() -> None:
    log = log_from_frame(frame_of(case_id=["A", ""]), max_quarantined=0.5)
    assert codes(log) == ["E330"]
    assert log.quality.quarantined.to_pylist()[0]["row"] == 2
    assert log.sources == ("data frame",)


def test_times_without_a_zone_need_one() -> None:
    frame = frame_of(timestamp=pd.to_datetime(["2026-03-02 11:00", "2026-03-02 10:00"]))
    with pytest.raises(InputError, match="data frame: row 1: timestamp '2026-03-02 11:00:00'"):
        log_from_frame(frame)
    assert to_frame(log_from_frame(frame, timezone="Europe/Berlin"))["timestamp"][0].hour == 9


def test_equal_names_are_refused() -> None:
    frame = pd.concat([frame_of(), frame_of()[["case_id"]]], axis=1)
    with pytest.raises(InputError) as caught:
        log_from_frame(frame)
    assert caught.value.code == "E310"


def test_an_empty_frame_has_no_events() -> None:
    with pytest.raises(InputError) as caught:
        log_from_frame(frame_of().iloc[:0])
    assert caught.value.code == "E303"
    with pytest.raises(InputError):
        log_from_frame(pd.DataFrame())


def test_a_frame_of_a_log_has_its_canonical_columns_in_order_then_the_others() -> None:
    frame = to_frame(log_of(row(office="x", event_id="b", stage=""), row(office="", event_id="a", stage="")))
    assert [name for name in frame.columns if name in CANONICAL] == [
        "event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles", "channel", "topics", "stage",
    ]  # fmt: skip
    assert frame.columns[-1] == "office"
    assert frame["event_id"].tolist() == ["a", "b"]
    assert str(frame["timestamp"].dtype) == "datetime64[us, UTC]"


def test_some_events_of_a_log_can_be_shown() -> None:
    log = log_of(*[row(event_id=f"e{i}") for i in range(5)])
    assert to_frame(log, np.array([3, 1]))["event_id"].tolist() == ["e3", "e1"]
    assert len(to_frame(log, np.array([], dtype=np.int64))) == 0


def test_a_log_survives_the_way_through_a_frame() -> None:
    log = log_of(row(thread_id="t", office="x"), row(event_id="e2", topics="b; a", opened_at="2026-01-01T00:00:00Z"))
    again = log_from_frame(to_frame(log))
    assert shown(again) == shown(log)


MAILS = [
    ("100-02", "hiring_manager", "candidate", "redirect_to_recruiter"),
    ("100-01", "candidate", "hiring_manager", "additional_materials"),
    ("99-01", "recruiter", "hiring_manager", "manager_feedback"),
]


def test_the_sample_mapping_reads_labelled_mails(tmp_path: Path) -> None:
    path = tmp_path / "mails.jsonl"
    with path.open("w") as file:
        for number, sender, recipient, purpose in MAILS:
            mail = {
                "id": number, "part": "top", "header_date": "2001-06-04T09:24:53-07:00", "from_role": sender,
                "to_role": recipient, "channel": "email", "purpose": purpose, "initiated_by": "candidate",
                "expected_inhouse": "allowed:internal", "expected_msp": "n/a", "subject": "RE: x", "text": "y",
                "note": "",
            }  # fmt: skip
            file.write(json.dumps(mail) + "\n")
    log = read_log(path, mapping=SAMPLE)
    frame = to_frame(log)
    assert log.case_ids.to_pylist() == ["100", "99"]
    assert frame["event_id"].tolist() == ["100-01", "100-02", "99-01"]
    assert frame["topics"].tolist() == ["materials", "redirect", "feedback"]
    assert frame["thread_id"].tolist() == ["100", "100", "99"]
    assert list(log.extra) == ["part", "initiated_by", "expected_inhouse"]
    assert log.quality.analysed == 3
