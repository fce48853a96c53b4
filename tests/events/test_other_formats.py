"""JSON Lines, Parquet and Excel, and how the format of a file is told."""

from __future__ import annotations

import gzip
import random
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.errors import InputError
from analyzer.events.sources import Raw, Reading, excel, format_of, parquet, read_file
from tests.events.writing import WRITERS, row


def read_json(path: Path, content: str | bytes) -> Raw:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, Reading())


def rejected(raw: Raw) -> list[tuple[int, str]]:
    return [(each.row, each.code) for each in raw.rejected]


# ---------------------------------------------------------------- JSON Lines

QUICK = '{"a": "x", "n": 1}\n'
SLOW = '{"a": "x", "n": 1}\nbroken\n'  # sends the whole file the careful way


@pytest.mark.parametrize("start", [pytest.param(QUICK, id="flawless"), pytest.param(SLOW, id="broken")])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('{"a": "y", "n": 2}', ("y", "2"), id="plain"),
        pytest.param('{"a": null, "n": 3}', (None, "3"), id="null"),
        pytest.param('{"n": 12345678901234567}', (None, "12345678901234567"), id="long-number"),
        pytest.param('{"n": 1234567890123456789012}', (None, "1234567890123456789012"), id="very-long-number"),
        pytest.param('{"n": 1.50}', (None, "1.50"), id="digits-as-written"),
        pytest.param('{"a": "2026-03-02 10:00"}', ("2026-03-02 10:00", None), id="times-stay-text"),
        pytest.param('{"a": "\\ud800x"}', ("\\ud800x", None), id="half-a-character"),
        pytest.param('{"a": "\\ud83d\\ude00"}', ("😀", None), id="two-halves"),
        pytest.param('{"a": true}', ("true", None), id="truth"),
        pytest.param('{"a": {"y": 1, "b": [2]}}', ('{"b": ["2"], "y": "1"}', None), id="structure"),
        pytest.param('{"a": "=HYPERLINK(\\"x\\")"}', ('=HYPERLINK("x")', None), id="formula"),
    ],
)
def test_values_become_text(tmp_path: Path, start: str, line: str, expected: tuple[str | None, str | None]) -> None:
    from analyzer.events.texts import as_text

    raw = read_json(tmp_path / "log.jsonl", start + line + "\n")
    texts = [as_text(raw.table.column(name)).to_pylist()[-1] for name in ("a", "n")]
    assert tuple(texts) == expected
    assert raw.number(raw.table.num_rows - 1) == start.count("\n") + 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param(b'{"a": 1', "E323", id="cut-off"),
        pytest.param(b'{"a": 1} x', "E323", id="something-behind"),
        pytest.param(b'{"a": 1}{"a": 2}', "E323", id="two-objects"),
        pytest.param(b'{"a": 1, "a": 2}', "E323", id="a-name-twice"),
        pytest.param(b"[1, 2]", "E323", id="list"),
        pytest.param(b'"a"', "E323", id="text"),
        pytest.param(b"null", "E323", id="null"),
        pytest.param(b'{"a": NaN}', "E323", id="not-a-number"),
        pytest.param(b'{"a": "\xff"}', "E322", id="bytes-that-are-not-utf-8"),
        pytest.param(b'{"a": ' + b"[" * 100_000 + b"}", "E323", id="nested-without-end"),
    ],
)
def test_a_broken_line_is_set_aside_with_its_number(tmp_path: Path, line: bytes, code: str) -> None:
    raw = read_json(tmp_path / "log.jsonl", b'{"a": "x"}\n\n' + line + b'\n{"a": "y"}')
    assert rejected(raw) == [(3, code)]
    assert raw.table.to_pylist() == [{"a": "x"}, {"a": "y"}]
    assert [raw.number(0), raw.number(1)] == [1, 4]


@pytest.mark.parametrize("rest", ["", "broken\n"])
def test_empty_lines_and_objects_are_left_out_but_numbered(tmp_path: Path, rest: str) -> None:
    raw = read_json(tmp_path / "log.jsonl", '\ufeff{"a": "x"}\n\n{}\n{"a": "y"}\n' + rest)
    assert [raw.number(place) for place in range(raw.table.num_rows)] == [1, 4]


@pytest.mark.parametrize("rest", ["", "broken\n"])
def test_lists_stay_lists_and_texts_beside_them_are_split(tmp_path: Path, rest: str) -> None:
    raw = read_json(tmp_path / "log.jsonl", '{"r": "a; b"}\n{"r": ["c", "d"]}\n{"r": null}\n' + rest)
    assert raw.table.column("r").to_pylist() == [["a", "b"], ["c", "d"], None]


def test_a_field_may_come_up_late_and_change_its_form_late(tmp_path: Path) -> None:
    lines = ['{"a": "x"}'] * 50_001 + ['{"b": ["y"], "a": ["z", 1]}']
    raw = read_json(tmp_path / "log.jsonl", "\n".join(lines))
    assert raw.table.num_rows == 50_002
    assert raw.table.column("a").to_pylist()[-2:] == [["x"], ["z", "1"]]
    assert raw.table.column("b").to_pylist()[-2:] == [None, ["y"]]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param(b'{"a": "y"}{"a": "z"}', "E323", id="two-objects"),
        pytest.param(b'{"a": "\xff"}', "E322", id="bytes-that-are-not-utf-8"),
        pytest.param(b'{"a": "y", "a": "z"}', "E323", id="a-name-twice"),
        pytest.param(b'{"a": 1.50}{', "E323", id="something-behind"),
    ],
)
def test_a_broken_line_far_below_the_head_of_the_file_is_found(tmp_path: Path, line: bytes, code: str) -> None:
    raw = read_json(tmp_path / "log.jsonl", b'{"a": "some text"}\n' * 9_999 + line + b'\n{"a": "end"}\n')
    assert (raw.table.num_rows, rejected(raw)) == (10_000, [(10_000, code)])


@pytest.mark.parametrize("rest", ["", "broken\n"])
def test_half_a_character_in_a_heading_is_kept_as_its_escape(tmp_path: Path, rest: str) -> None:
    raw = read_json(tmp_path / "log.jsonl", '{"\\ud800": "x"}\n' + rest)
    assert raw.table.column_names == ["\\ud800"]


def test_two_objects_on_one_line_are_not_mistaken_for_two_lines(tmp_path: Path) -> None:
    raw = read_json(tmp_path / "log.jsonl", '{"a": "x"}\n{"a": "y"}{"a": "z"}\n')
    assert (raw.table.num_rows, rejected(raw)) == (1, [(2, "E323")])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "E302", id="empty"),
        pytest.param(b'[{"a": 1}]', "E308", id="array"),
        pytest.param('{"a": "x"}\n'.encode("utf-16"), "E306", id="utf-16"),
        pytest.param(gzip.compress(b'{"a": "x"}\n')[:-6], "E307", id="gzip-cut-off"),
        pytest.param(b'{"a": "x", " a": "y"}\n', "E310", id="equal-headings-but-for-a-blank"),
        pytest.param(b'{"a": "x", " a": "y"}\n{"a": 1.5}\n', "E310", id="equal-headings-in-a-file-with-flaws"),
    ],
)
def test_json_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_json(tmp_path / "log.jsonl", content)
    assert caught.value.code == code


# ---------------------------------------------------------------- Parquet


def test_dictionary_coded_columns_stay_so(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table({"role": ["candidate"] * 5000, "id": [f"e{i}" for i in range(5000)]}), path)
    table = parquet.read(path, Reading()).table
    assert pa.types.is_dictionary(table.column("role").type)
    assert pa.types.is_string(table.column("id").type)


@pytest.mark.parametrize("cut", [4, 20, 200])
def test_a_parquet_file_cut_off_is_damaged(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "log.parquet"
    WRITERS["log.parquet"](path, [row()])
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(InputError, match="damaged or cut off") as caught:
        read_file(path, Reading())
    assert caught.value.code == "E307"


def test_a_parquet_file_with_changed_bytes_is_damaged_or_read(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    WRITERS["log.parquet"](path, [row()] * 50)
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            read_file(path, Reading())
        except InputError as error:
            assert error.code in ("E307", "E308", "E310")


def test_what_a_parquet_file_tells_of_its_own_sizes_does_no_harm(tmp_path: Path) -> None:
    """Arrow ends the whole program where the sizes of a column are asked for and contradict each other."""
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table({"case_id": ["A", "A"], "topics": [["a"], None]}), path)
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    draw = random.Random(8)
    refused = 0
    for _ in range(1_000):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 1, 2, 5))):
            data[draw.randrange(footer, len(data) - 8)] = draw.randrange(256)
        path.write_bytes(data)
        try:
            read_file(path, Reading())
        except InputError:
            refused += 1
    assert 0 < refused < 1_000


def test_parquet_text_that_is_not_utf_8_is_damage(tmp_path: Path) -> None:
    bytes_of = pa.array([b"a\xff"])
    broken = pa.StringArray.from_buffers(1, bytes_of.buffers()[1], bytes_of.buffers()[2])
    pq.write_table(pa.table({"case_id": broken}), tmp_path / "log.parquet", use_dictionary=False)
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / "log.parquet", Reading())
    assert caught.value.code == "E307"


# ---------------------------------------------------------------- Excel


def book(path: Path, rows: list[list[object]], *, title: str = "Log") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for each in rows:
        sheet.append(each)
    workbook.create_sheet("Other").append(["x"])
    workbook.save(path)
    return path


def test_a_heading_of_several_lines_is_written_in_one(tmp_path: Path) -> None:
    path = book(tmp_path / "log.xlsx", [["case_id", "Sent\r\nby", "to\nwhom\n"], ["A", "x", "y"]])
    assert read_file(path, Reading()).table.column_names == ["case_id", "Sent by", "to whom"]


def test_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 2, 9, 30, 0)
    path = book(
        tmp_path / "log.xlsx",
        [[], ["id", "when", "day", "share", "yes"], [42, moment, date(2026, 3, 2), 1.5, True], [], ["x", None, None]],
    )
    raw = excel.read(path, Reading())
    first, second = raw.table.to_pylist()
    assert first["id"], first["share"] == ("42", "1.5")
    assert first["when"] == "2026-03-02T09:30:00"
    assert first["day"].startswith("2026-03-02")
    assert first["yes"] == "true"
    assert second == {"id": "x", "when": None, "day": None, "share": None, "yes": None}
    assert [raw.number(0), raw.number(1)] == [3, 5]


@pytest.mark.parametrize(
    ("microsecond", "expected"), [(999_997, "10:00:00"), (2, "09:59:59"), (500_000, "09:59:59.500000")]
)
def test_times_of_a_workbook_are_rounded_to_what_was_meant(microsecond: int, expected: str) -> None:
    moment = datetime(2026, 3, 2, 9, 59, 59, microsecond)
    assert excel.as_cell_text(moment) == f"2026-03-02T{expected}"


def test_formulas_of_others_are_text(tmp_path: Path) -> None:
    path = book(tmp_path / "log.xlsx", [["subject"], ["<script>alert(1)</script>"], ["'=HYPERLINK(1)"]])
    assert excel.read(path, Reading()).table.column("subject").to_pylist()[0] == "<script>alert(1)</script>"


def test_a_sheet_is_named_by_the_mapping(tmp_path: Path) -> None:
    path = book(tmp_path / "log.xlsx", [["a"], ["1"]])
    assert excel.read(path, Reading(sheet="Other")).table.column_names == ["x"]
    with pytest.raises(InputError, match="'Log', 'Other'") as caught:
        excel.read(path, Reading(sheet="Lgo"))
    assert caught.value.code == "E312"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"PK\x03\x04 not a workbook", "E307", id="no-workbook"),
        pytest.param(b"", "E302", id="empty"),
    ],
)
def test_a_workbook_that_cannot_be_used_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_file(path, Reading())
    assert caught.value.code == code


def test_an_empty_sheet_is_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        excel.read(book(tmp_path / "log.xlsx", []), Reading())
    assert caught.value.code == "E302"


# ---------------------------------------------------------------- which format


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_told_by_its_ending_and_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    WRITERS[name](path, [row(), row(event_id="e2")])
    assert read_file(path, Reading()).table.num_rows == 2


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("log", b"PAR1....", "parquet", id="parquet-by-content"),
        pytest.param("log.dat", b' {"a": 1}', "jsonl", id="json-by-content"),
        pytest.param("LOG.CSV", b"a,b", "csv", id="capital-ending"),
        pytest.param("log.tsv", b"a\tb", "csv", id="tabs"),
        pytest.param("log.ndjson.gz", gzip.compress(b"{}"), "jsonl", id="packed"),
    ],
)
def test_the_format_is_told(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert format_of(path) == expected


def test_a_format_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.docx"
    path.write_bytes(b"something")
    with pytest.raises(InputError) as caught:
        read_file(path, Reading())
    assert caught.value.code == "E308"
    assert read_file(path, Reading(format="csv")).table.column_names == ["something"]


def test_packed_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet.gz"
    path.write_bytes(gzip.compress(b"PAR1"))
    with pytest.raises(InputError) as caught:
        read_file(path, Reading())
    assert caught.value.code == "E308"


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "nowhere.csv", "no such file"), (tmp_path, "folder")):
        with pytest.raises(InputError, match=said) as caught:
            read_file(path, Reading())
        assert caught.value.code == "E301"
