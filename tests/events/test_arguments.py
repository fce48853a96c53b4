"""What the readers of a log are given: paths, frames, options, columns; what is said where these cannot be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analyzer.errors import InputError, UsageError
from analyzer.events import (
    log_from_frame,
    read_log,
)
from tests.events.writing import csv_text, log_of, read_text, row


@pytest.mark.parametrize("given", [pd.DataFrame(), [pd.DataFrame()], None, 7])
def test_what_is_no_path_is_refused_with_the_right_call(given: object) -> None:
    with pytest.raises(TypeError, match="read_log reads files"):
        read_log(given)


def test_a_frame_given_as_a_path_and_a_path_given_as_a_frame_name_each_other() -> None:
    with pytest.raises(TypeError, match=r"not a DataFrame; use log_from_frame\(frame\)"):
        read_log(pd.DataFrame())
    with pytest.raises(TypeError, match=r"not a str; to read a file: read_log\('q1.csv'\)"):
        log_from_frame("q1.csv")


def test_standard_input_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="standard input is not read"):
        read_log("-")
    (tmp_path / "-").write_text(json.dumps(row()) + "\n")
    assert len(read_log("-")) == 1  # somebody's file of that name


def test_a_zone_that_nobody_knows_gets_an_example() -> None:
    with pytest.raises(UsageError, match="no time zone 'Mars/X'; write an IANA name such as Europe/Berlin or UTC"):
        log_of(row(), timezone="Mars/X")
    with pytest.raises(UsageError, match="no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'"):
        log_of(row(), timezone="Europe/Berln")


@pytest.mark.parametrize("name", ["timestamp", "case_id", "sender_role", "recipient_roles"])
def test_a_missing_needed_column_is_named_with_those_found(tmp_path: Path, name: str) -> None:
    cells = row()
    cells[f"The {name.title()}"] = cells.pop(name)
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "log.csv", csv_text([cells]))
    assert caught.value.code == "E304"
    assert f"no column {name!r}" in caught.value.message
    assert f"'The {name.title()}'" in caught.value.message


def test_only_stages_need_no_roles() -> None:
    log = log_of({"timestamp": "2026-03-02T10:00:00Z", "case_id": "A", "stage": "offer"})
    assert log.kinds[0].activity == "stage"


def test_a_time_without_a_zone_names_file_row_and_way_out(tmp_path: Path) -> None:
    rows = [row(), row(event_id="e2", timestamp="2026-03-02 10:00")]
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "log.csv", csv_text(rows))
    assert caught.value.code == "E305"
    assert "log.csv: row 3: timestamp '2026-03-02 10:00'" in caught.value.message
    assert "--timezone" in caught.value.help


@pytest.mark.parametrize("name", ["sender_role", "topics", "recipient_roles", "stage"])
def test_a_column_of_addresses_is_no_column_of_names(name: str) -> None:
    rows = [row(event_id=f"e{i}", **{name: f"person-{i}"}) for i in range(1001)]
    assert len(log_of(*rows[:1000]).kinds) == 1000
    with pytest.raises(InputError, match=f"column {name} has 1001 different values") as caught:
        log_of(*rows)
    assert caught.value.code == "E311"


@pytest.mark.parametrize(
    "options",
    [
        {"timezone": "Europe/Pari"},
        {"max_quarantined": 1.5},
        {"max_quarantined": -0.1},
        {"max_quarantined": float("nan")},
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        log_of(row(), **options)


def test_no_files_are_no_log() -> None:
    with pytest.raises(UsageError):
        read_log([])


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text([row()]))
    told: list[tuple[str, float]] = []
    read_log([tmp_path / "a.csv"], progress=lambda phrase, share: told.append((phrase, share)))
    assert told[0] == (f"reading {tmp_path / 'a.csv'}", 0.0)
    assert told[-1][1] == 1.0
    assert [share for _, share in told] == sorted(share for _, share in told)


def test_the_counts_are_json() -> None:
    log = log_of(row(), row(), row(event_id="e2", timestamp=""))
    told = json.loads(json.dumps(log.quality.to_dict()))
    assert (told["rows"], told["analysed"], told["quarantined"], told["duplicates"]) == (3, 1, 1, 1)
    assert told["reasons"] == [{"code": "E324", "title": "no time", "rows": 1}]
