"""Logs written and read again: the same log, the same bytes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from analyzer.errors import UsageError
from analyzer.events import EventLog, build_log, read_log, to_frame
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.writers import log_table, write_log, write_xes
from tests.events.writers.logs import shown, some_log
from tests.events.writing import row, table_of

TABLES = ("log.csv", "log.csv.gz", "log.jsonl", "log.jsonl.gz", "log.parquet")
ALL = (*TABLES, "log.xes", "log.xes.gz")
PM4PY = {
    "case_id": "case:concept:name",
    "activity": "concept:name",
    "timestamp": "time:timestamp",
    "sender": "org:resource",
    "sender_role": "org:role",
}


def write(log: EventLog, path: Path) -> None:
    if ".xes" in path.name:
        assert write_xes(log, path) == 0
    else:
        write_log(log, path)


@pytest.mark.parametrize("name", ALL)
def test_what_was_written_is_read_as_the_same_log(tmp_path: Path, name: str) -> None:
    for seed in range(40):
        log = some_log(seed)
        write(log, tmp_path / name)
        again = read_log(tmp_path / name)
        pd.testing.assert_frame_equal(shown(log), shown(again))
        assert (again.kinds, again.kind.tolist()) == (log.kinds, log.kind.tolist()), seed
        assert (again.quality.analysed, again.quality.rows) == (len(log), len(log))


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_what_xml_cannot(tmp_path: Path, name: str) -> None:
    for seed in range(25):
        log = some_log(seed, beyond_xml=True)
        write_log(log, tmp_path / name)
        pd.testing.assert_frame_equal(shown(log), shown(read_log(tmp_path / name)))


@pytest.mark.parametrize("name", ALL)
def test_the_same_log_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path: Path, name: str) -> None:
    rows = [row(event_id=f"e{number}", case_id=f"A{number % 3}", subject=f"s{number}") for number in range(20)]
    write(build_log(table_of(rows)), tmp_path / f"one-{name}")
    write(build_log(table_of(rows[::-1])), tmp_path / f"two-{name}")
    assert (tmp_path / f"one-{name}").read_bytes() == (tmp_path / f"two-{name}").read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == [f"one-{name}", f"two-{name}"]


def test_packed_bytes_hold_neither_name_nor_time(tmp_path: Path) -> None:
    write_log(some_log(1), tmp_path / "log.csv.gz")
    head = (tmp_path / "log.csv.gz").read_bytes()[:10]
    assert (head[3], head[4:8]) == (0, b"\0\0\0\0")


def test_cells_that_a_spreadsheet_would_obey_stay_as_they_are(tmp_path: Path) -> None:
    write_log(build_log(table_of([row(subject="=HYPERLINK(1)")])), tmp_path / "log.csv")
    assert "=HYPERLINK(1)" in (tmp_path / "log.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_tables_may_have_the_names_of_pm4py(tmp_path: Path, name: str) -> None:
    log = some_log(1)
    write_log(log, tmp_path / name, names="pm4py")
    mapping = parse_mapping("columns:\n" + "".join(f"  {ours}: '{theirs}'\n" for ours, theirs in PM4PY.items()))
    again = read_log(tmp_path / name, mapping=mapping)
    pd.testing.assert_frame_equal(shown(log), shown(again))
    assert set(PM4PY.values()) <= set(log_table(log, names="pm4py").column_names)


def test_a_table_is_written_as_it_is(tmp_path: Path) -> None:
    write_log(pa.table({"b": ["x", None], "a": [1, 2]}), tmp_path / "log.csv")
    assert (tmp_path / "log.csv").read_text() == '"b","a"\n"x","1"\n,"2"\n'


@pytest.mark.parametrize("name", ["log.txt", "log.parquet.gz", "log", "log.xlsx"])
def test_an_ending_that_is_not_known_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot tell the format"):
        write_log(some_log(1), tmp_path / name)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        write_log(some_log(1), tmp_path / "nowhere" / "log.csv")
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(UsageError, match="cannot write"):
        write_log(some_log(1), tmp_path / "log.csv")
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]


def test_names_that_are_not_known_are_refused() -> None:
    with pytest.raises(UsageError, match="canonical or pm4py"):
        log_table(some_log(1), names="other")


# ---------------------------------------------------------------- XES


def test_what_all_events_of_a_case_say_the_case_says(tmp_path: Path) -> None:
    rows = [row(event_id=f"e{number}", **{"case:office": "Bern", "case:desk": f"d{number}"}) for number in range(2)]
    write_xes(build_log(table_of(rows)), tmp_path / "log.xes")
    text = (tmp_path / "log.xes").read_text(encoding="utf-8")
    head, *events = text.split("<event>")
    assert '<string key="office" value="Bern"/>' in head
    assert "case:office" not in text
    assert ['key="case:desk"' in event for event in events] == [True, True]


def test_characters_that_xml_cannot_hold_are_replaced_and_counted(tmp_path: Path) -> None:
    odd = "a\x00b\x0bc\ufffe"
    rows = [row(event_id="e1", subject=odd), row(event_id="e2", subject=odd), row(event_id="e3", **{"case:x": "\x01"})]
    log = build_log(table_of(rows))
    assert write_xes(log, tmp_path / "log.xes") == 7
    subjects = to_frame(read_log(tmp_path / "log.xes"))["subject"].tolist()
    assert subjects[:2] == ["a\ufffdb\ufffdc\ufffd"] * 2


def test_a_further_column_with_the_name_of_an_attribute_is_refused(tmp_path: Path) -> None:
    log = build_log(table_of([row(**{"concept:name": "x"})]))
    with pytest.raises(UsageError, match=re.escape("'concept:name'")):
        write_xes(log, tmp_path / "log.xes")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["log.xml", "log.xes.zip", "xes"])
def test_xes_ends_in_xes(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="ends in"):
        write_xes(some_log(1), tmp_path / name)


def test_packed_xes_is_xes(tmp_path: Path) -> None:
    for name in ("log.xes", "log.xes.gz"):
        write_xes(some_log(1), tmp_path / name)
    assert gzip.decompress((tmp_path / "log.xes.gz").read_bytes()) == (tmp_path / "log.xes").read_bytes()
