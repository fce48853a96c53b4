"""CSV: flawless files, and whatever may be wrong with a row."""

from __future__ import annotations

import csv
import gzip
import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.errors import InputError
from analyzer.events.sources import csv as csv_source
from analyzer.events.sources.careful_csv import CarefulReader
from analyzer.events.sources.raw import Raw, Reading


def read(path: Path, content: str | bytes, **reading: str) -> Raw:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return csv_source.read(path, Reading(**reading))


def cells(raw: Raw) -> list[list[str | None]]:
    return [list(row.values()) for row in raw.table.to_pylist()]


def rejected(raw: Raw) -> list[tuple[int, str]]:
    return [(each.row, each.code) for each in raw.rejected]


def numbers(raw: Raw) -> list[int]:
    return [raw.number(row) for row in range(raw.table.num_rows)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("a,b\n1,2\n3,4\n", id="plain"),
        pytest.param("a,b\n1,2\n3,4", id="no-line-end-at-the-end"),
        pytest.param("a,b\r\n1,2\r\n3,4\r\n", id="windows"),
        pytest.param("a,b\r1,2\r3,4\r", id="old-mac"),
        pytest.param("\ufeffa,b\n1,2\n3,4\n", id="byte-order-mark"),
        pytest.param("a;b\n1;2\n3;4\n", id="semicolons"),
        pytest.param("a\tb\n1\t2\n3\t4\n", id="tabs"),
        pytest.param("a|b\n1|2\n3|4\n", id="bars"),
        pytest.param("sep=;\na;b\n1;2\n3;4\n", id="separator-told-as-excel-does"),
        pytest.param("\n\na,b\n1,2\n3,4\n", id="blank-lines-above"),
        pytest.param("a,b\n1,2\n\n,\n3,4\n\n", id="blank-lines-between"),
        pytest.param('"a","b"\n"1","2"\n"3","4"\n', id="quoted"),
        pytest.param(" a , b\n1,2\n3,4\n", id="blanks-around-headings"),
        pytest.param(gzip.compress(b"a,b\n1,2\n3,4\n"), id="gzip"),
    ],
)
def test_plain_tables_are_read(tmp_path: Path, content: str | bytes) -> None:
    raw = read(tmp_path / "log.csv", content)
    assert raw.table.column_names == ["a", "b"]
    assert cells(raw) == [["1", "2"], ["3", "4"]]
    assert raw.rejected == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param('"x, y",2', ["x, y", "2"], id="separator-in-quotes"),
        pytest.param('"say ""hi""",2', ['say "hi"', "2"], id="doubled-quotes"),
        pytest.param('5" pipe,2', ['5" pipe', "2"], id="quote-inside-a-plain-cell"),
        pytest.param('"x" y,2', ["x y", "2"], id="text-after-a-quote"),
        pytest.param('"line 1\nline 2",2', ["line 1\nline 2", "2"], id="several-lines"),
        pytest.param("=HYPERLINK(A1),<script>", ["=HYPERLINK(A1)", "<script>"], id="formula-and-markup"),
        pytest.param(',""', None, id="nothing-at-all"),
        pytest.param('"",2', [None, "2"], id="empty-quotes"),
        pytest.param("1,2,", ["1", "2"], id="separator-at-the-end"),
        pytest.param("ünï,日本", ["ünï", "日本"], id="other-scripts"),
        pytest.param("x\x00,2", ["x\x00", "2"], id="nul"),
    ],
)
@pytest.mark.parametrize("other", [pytest.param("", id="alone"), pytest.param("broken\n", id="in-a-broken-file")])
def test_cells_are_read_alike_on_both_ways(tmp_path: Path, row: str, expected: list[str] | None, other: str) -> None:
    raw = read(tmp_path / "log.csv", f"a,b\nfirst,1\n{row}\nlast,2\n{other}")
    middle = [] if expected is None else [expected]
    assert cells(raw) == [["first", "1"], *middle, ["last", "2"]]
    assert len(raw.rejected) == (1 if other else 0)


@pytest.mark.parametrize(
    ("lines", "kept", "aside"),
    [
        pytest.param(["1,2", "3", "5,6"], [2, 4], [(3, "E320")], id="too-short"),
        pytest.param(["1,2", "3,4,5", "5,6"], [2, 4], [(3, "E320")], id="too-long"),
        pytest.param(["1,2", '3,"4', "5,6"], [2, 4], [(3, "E321")], id="quote-never-closed"),
        pytest.param(
            ["1,2", '3,"4', "5,6", '7,"8', "9,9"], [2, 4, 6], [(3, "E321"), (5, "E321")], id="two-stray-quotes"
        ),
        pytest.param(["1,2", "\udcff,4", "5,6"], [2, 4], [(3, "E322")], id="bytes-that-are-not-utf-8"),
        pytest.param(["", "1,2", "", "3", "5,6"], [3, 6], [(5, "E320")], id="blank-lines-are-numbered"),
    ],
)
def test_a_broken_row_is_set_aside_with_its_number(
    tmp_path: Path, lines: list[str], kept: list[int], aside: list[tuple[int, str]]
) -> None:
    content = "\n".join(["a,b", *lines, ""]).encode("utf-8", "surrogateescape")
    raw = read(tmp_path / "log.csv", content)
    assert (numbers(raw), rejected(raw)) == (kept, aside)


def test_a_record_of_several_lines_counts_as_one_row(tmp_path: Path) -> None:
    raw = read(tmp_path / "log.csv", 'a,b\n"x\ny\nz",1\n2,3\nbroken\n')
    assert numbers(raw) == [2, 3]
    assert rejected(raw) == [(4, "E320")]


def test_a_quote_left_open_at_the_end_swallows_nothing(tmp_path: Path) -> None:
    raw = read(tmp_path / "log.csv", 'a,b\n1,"2\n3,4\n5,6\n')
    assert cells(raw) == [["3", "4"], ["5", "6"]]
    assert rejected(raw) == [(2, "E321")]


def test_the_text_of_a_broken_row_is_kept(tmp_path: Path) -> None:
    raw = read(tmp_path / "log.csv", b"a,b\n1,2\nx\xff,3\n" + b"y" * 20_000 + b"\n")
    assert raw.rejected[0].cells == '{"line": "x\\\\xff,3"}'
    assert len(raw.rejected[1].cells) < 11_000


def test_broken_rows_far_apart_in_a_long_file_are_found(tmp_path: Path) -> None:
    lines = [f"{i},{i}" for i in range(30_000)]
    for place in (10, 12_345, 29_999):
        lines[place] = "broken"
    raw = read(tmp_path / "log.csv", "a,b\n" + "\n".join(lines))
    assert rejected(raw) == [(12, "E320"), (12_347, "E320"), (30_001, "E320")]
    assert raw.table.num_rows == 29_997
    assert all(int(row[0] or -1) + 2 == raw.number(place) for place, row in enumerate(cells(raw)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "E302", id="empty"),
        pytest.param(b"\n \n", "E302", id="blank"),
        pytest.param(b",\n1,2\n", "E302", id="empty-headings"),
        pytest.param(b"a,a\n1,2\n", "E310", id="equal-headings"),
        pytest.param(b"a, a\n1,2\n", "E310", id="equal-headings-but-for-a-blank"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), "E306", id="utf-16"),
        pytest.param("a,b\n1,2\n".encode("utf-16-le"), "E306", id="utf-16-without-mark"),
        pytest.param(b'"a,b\n1,2\n', "E307", id="headings-with-an-open-quote"),
        pytest.param(gzip.compress(b"a,b\n1,2\n")[:-6], "E307", id="gzip-cut-off"),
        pytest.param(b"\x1f\x8b\x08nonsense", "E307", id="gzip-that-is-none"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "log.csv", content)
    assert caught.value.code == code
    assert "log.csv" in caught.value.message
    assert caught.value.help


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("utf-16", "utf-16"), ("windows-1252", "cp1252"), ("iso-8859-1", "latin-1"), ("utf-8", "utf-8")],
)
@pytest.mark.parametrize("rest", ["", "broken\n"])
def test_a_declared_encoding_is_read(tmp_path: Path, encoding: str, codec: str, rest: str) -> None:
    raw = read(tmp_path / "log.csv", f"a,b\nMüller,1\n{rest}".encode(codec), encoding=encoding)
    assert cells(raw) == [["Müller", "1"]]


def test_a_declared_delimiter_goes_before_guessing(tmp_path: Path) -> None:
    assert read(tmp_path / "log.csv", "a;b,c\n1;2,3\n", delimiter=",").table.column_names == ["a;b", "c"]


def test_nameless_columns_are_numbered(tmp_path: Path) -> None:
    assert read(tmp_path / "log.csv", "a,,c\n1,2,3\n").table.column_names == ["a", "column 2", "c"]


CELL = st.text('ab,"; \n\r\t', max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_what_python_writes_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["a", "b", "c"], *rows])
    raw = read(path, text.getvalue().encode())
    assert cells(raw) == [[cell or None for cell in row] for row in rows if any(row)]
    assert raw.rejected == ()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text("ab ü", max_size=3), min_size=2, max_size=2), max_size=8))
def test_both_ways_of_reading_agree(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("csv") / "log.csv"
    quick = read(path, "\n".join(["a,b", *[",".join(row) for row in rows], ""]))
    careful = CarefulReader(path, ",", "utf-8", 0).read()
    assert cells(quick) == cells(careful)
    assert numbers(quick) == numbers(careful)


def test_a_cell_may_have_thousands_of_lines_with_quotes(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    text = 'say ""no""\n' * 10_000
    path.write_text(f'a,b\n1,"{text}"\n2,x\n', encoding="utf-8")
    raw = csv_source.read(path, Reading())
    assert raw.table.column("a").to_pylist() == ["1", "2"]
    assert raw.table.column("b")[0].as_py() == text.replace('""', '"')


def test_quotes_that_do_not_close_are_looked_past_in_little_time(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("a,b\n" + f'1,"{"x" * 30_000}\n' + f'{"x" * 30_000}""\n' * 1_000 + "2,y\n", encoding="utf-8")
    began = time.monotonic()
    raw = csv_source.read(path, Reading())
    assert time.monotonic() - began < 20
    assert raw.table.column("a").to_pylist() == ["2"]
    assert {each.code for each in raw.rejected} <= {"E320", "E321"}
