"""Tables of a warehouse as files, one a table: CSV or Parquet, every cell as text.

Read by the project's own readers, so that a broken row is set aside and the rest is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.errors import InputError
from analyzer.events.sources import Raw, Reading, read_file
from analyzer.importing.ats.dumps import settled, type_of
from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger, Ledger
from analyzer.importing.opening import Member
from analyzer.importing.records import Record, Row

ENDINGS: Final = (".csv", ".tsv", ".parquet")

_ROWS_AT_ONCE: Final = 4_096
_FAULTS: Final = {"E322": "E429"}
"""What the reader of tables says of a row to what the ledger says; anything else is E438."""

Cells = dict[str, str]


def read_tables(
    members: Iterable[Member], ledger: Ledger, kind: str, read: Callable[[Row, Cells], Iterable[Record]]
) -> Iterator[Record]:
    """Read all rows of some tables; deleted ones are left out by whoever reads the row."""
    for member in members:
        file = ledger.file(member.shown, kind)
        for row, cells in table_rows(member, file):
            yield from settled(row, read, cells)


def table_rows(member: Member, file: FileLedger) -> Iterator[tuple[Row, Cells]]:
    """Read the rows of a table; each is opened in the ledger, and a broken one set aside.

    Parameters
    ----------
    member : Member
        A CSV or Parquet file on disk.
    file : FileLedger
        Counts the rows, from 1 and in the order of the file.

    Yields
    ------
    (Row, dict of str to str)
        Headings in lower case to cells; empty ones are not in it.

    Raises
    ------
    InputError
        The file lies in an archive (E407), is damaged, or has no headings (E3xx).
    """
    if member.path is None:
        raise refusal("E407", f"{member.shown}: a table in an archive", help="Unpack it and import the folder.")
    raw = read_file(member.path, Reading())
    broken = sorted(raw.rejected, key=lambda each: each.row)
    place = 0
    for number, cells in _numbered(raw):
        while place < len(broken) and broken[place].row < number:
            _set_aside(file, broken[place].code)
            place += 1
        yield file.open(), cells
    for each in broken[place:]:
        _set_aside(file, each.code)


def _set_aside(file: FileLedger, code: str) -> None:
    file.set_aside(file.open().number, _FAULTS.get(code, "E438"))


def _numbered(raw: Raw) -> Iterator[tuple[int, Cells]]:
    names = [name.strip().lower() for name in raw.table.column_names]
    columns = [_texts(column) for column in raw.table.columns]
    for start in range(0, raw.table.num_rows, _ROWS_AT_ONCE):
        part = [column.slice(start, _ROWS_AT_ONCE).to_pylist() for column in columns]
        for offset, cells in enumerate(zip(*part, strict=True)):
            yield (
                raw.number(start + offset),
                {name: cell for name, cell in zip(names, cells, strict=True) if cell},
            )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn a column of any type into text: times in ISO 8601, numbers without a needless `.0`, the rest as JSON."""
    type_ = column.type
    if pa.types.is_dictionary(type_):
        return _texts(column.cast(type_.value_type))
    try:
        if pa.types.is_timestamp(type_):
            return column.cast(pa.timestamp("us", "UTC" if type_.tz else None), safe=False).cast(pa.string())
        if pa.types.is_floating(type_):
            whole = pc.cast(column, pa.int64(), safe=False)
            if pc.all(pc.equal(pc.cast(whole, type_), column), min_count=0).as_py():
                return whole.cast(pa.string())
        return column.cast(pa.string())
    except pa.ArrowException:
        return pa.chunked_array([pa.array([_as_json(each) for each in column.to_pylist()], pa.string())])


def _as_json(value: Any) -> str | None:  # noqa: ANN401 - whatever a cell holds
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)


def has_columns(member: Member, signs: Mapping[str, Sequence[str]]) -> bool:
    """Whether a file is named as one of some tables, and has the columns by which that table is known."""
    asked = signs.get(type_of(member, ENDINGS))
    if asked is None or member.path is None:
        return False
    return set(asked) <= set(_headings(member))


def _headings(member: Member) -> list[str]:
    if not member.name.endswith(".parquet"):
        first = member.head().removeprefix(b"\xef\xbb\xbf").lstrip().splitlines()[:1]
        line = first[0].decode("utf-8", "replace") if first else ""
        for mark in "\t;|":
            line = line.replace(mark, ",")
        return [name.strip().strip('"').lower() for name in line.split(",")]
    try:
        return [str(name).lower() for name in pq.read_schema(member.path).names]
    except (pa.ArrowException, OSError, ValueError, InputError):
        return []
