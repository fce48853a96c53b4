"""Logs that cannot be read: each kind with its message, its exit code, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.shell import ALLOWED, COLUMNS, PAST, changed, csv_text, run, write_log


def refused(path: Path, definition: Path, *said: str, code: int = 3, options: tuple[str, ...] = ()) -> None:
    ran = run("check", path, "-d", definition, *options)
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for words in said:
        assert words in ran.err


def test_a_missing_file(tmp_path: Path, definition: Path) -> None:
    refused(tmp_path / "nowhere.csv", definition, "nowhere.csv")


def test_a_folder_is_not_a_log(tmp_path: Path, definition: Path) -> None:
    (tmp_path / "logs").mkdir()
    refused(tmp_path / "logs", definition, "logs", "folder")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\n\n", "empty", id="blank lines"),
        pytest.param(csv_text([]).encode(), "no row", id="headings only"),
        pytest.param(
            csv_text([ALLOWED], ["x", *COLUMNS[1:2], "case", *COLUMNS[3:]]).encode(), "case_id", id="no case_id"
        ),
        pytest.param(csv_text([changed(ALLOWED, timestamp="2026-03-02 10:00")]).encode(), "--timezone", id="no zone"),
        pytest.param(csv_text([changed(ALLOWED, timestamp="soon")]).encode(), "E3", id="times that are none"),
        pytest.param(csv_text([ALLOWED]).encode("utf-16"), "UTF-8", id="UTF-16"),
        pytest.param(
            csv_text([ALLOWED]).encode() + b'"e9","\xff\xfe","APP-0001","message","","","","",""\n',
            "UTF-8",
            id="broken UTF-8",
        ),
        pytest.param(csv_text([ALLOWED], ["case_id", *COLUMNS[1:]]).encode(), "case_id", id="a heading twice"),
        pytest.param(csv_text([changed(ALLOWED, case_id="x" * 5000)]).encode(), "E3", id="an id of 5,000 characters"),
        pytest.param(b"\x00\x01\x02\x03" * 100, "E3", id="no text at all"),
    ],
)
def test_a_csv_that_cannot_be_used(tmp_path: Path, definition: Path, content: bytes, said: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    refused(path, definition, said)


def test_a_parquet_file_that_is_cut_off(tmp_path: Path, definition: Path) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({column: [cell] for column, cell in zip(COLUMNS, ALLOWED, strict=True)}), whole)
    assert run("check", whole, "-d", definition).code == 0
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole.read_bytes()[:-20])
    refused(cut, definition, "cut.parquet")


def test_a_workbook_that_is_none(tmp_path: Path, definition: Path) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    refused(path, definition, "log.xlsx")


def test_a_format_that_nobody_knows(tmp_path: Path, definition: Path) -> None:
    path = tmp_path / "log.docx"
    path.write_bytes(b"\x00\x01 something")
    refused(path, definition, "log.docx")


def test_too_many_rows_set_aside_can_be_allowed(tmp_path: Path, definition: Path) -> None:
    log = write_log(tmp_path / "log.csv", ALLOWED, changed(PAST, case_id=""))
    refused(log, definition, "--max-quarantined")
    ran = run("check", log, "-d", definition, "--max-quarantined", "50%")
    assert ran.code == 0
    assert "1 row was set aside, of 2" in ran.err


def test_standard_input_is_a_wrong_argument(definition: Path) -> None:
    ran = run("check", "-", "-d", definition)
    assert (ran.code, ran.err) == (
        2,
        "error: '-': standard input is not read; write the log to a file and name that\n",
    )


def test_a_file_without_rows_beside_a_full_one_is_warned_about(tmp_path: Path, log: Path, definition: Path) -> None:
    bare = write_log(tmp_path / "bare.csv")
    ran = run("check", log, bare, "-d", definition)
    assert ran.code == 1
    assert f"warning: no rows below the headings of {bare}" in ran.err


def test_a_declared_zone_reads_times_without_one(tmp_path: Path, definition: Path) -> None:
    log = write_log(tmp_path / "log.csv", changed(ALLOWED, timestamp="2026-03-02 10:00"))
    assert run("check", log, "-d", definition, "--timezone", "Europe/Paris").code == 0
    refused(log, definition, "Europe/Pari", code=2, options=("--timezone", "Europe/Pari"))


def test_a_mapping_that_cannot_be_used_is_shown_with_its_place(tmp_path: Path, log: Path, definition: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text("colums:\n  case_id: Case\n", encoding="utf-8")
    refused(log, definition, "map.yaml:1:1", "columns", code=2, options=("--mapping", str(mapping)))


def test_a_mapping_that_is_missing(tmp_path: Path, log: Path, definition: Path) -> None:
    ran = run("check", log, "-d", definition, "--mapping", tmp_path / "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml' cannot be read: no such file" in ran.err
