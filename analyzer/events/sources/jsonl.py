"""JSON Lines: one object a line, bytes to a table of text and lists of text.

Arrow reads a flawless file of texts, whole numbers, truth values and lists of texts. Any other is read line by line, so
that a broken line is set aside and numbers keep their digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.json as arrow_json

from analyzer.events.sources.csv import UTF8_MARK, check_text, without_blank_rows
from analyzer.events.sources.raw import (
    HEAD,
    Raw,
    Reading,
    Rejected,
    check_headings,
    damaged,
    failure,
    head_of,
    open_file,
    rejected_line,
)
from analyzer.events.texts import LIST_SEPARATOR

_ROWS_A_PART: Final = 50_000
_BLOCK: Final = 1 << 24


class _NotOneObjectError(ValueError):
    """The line is JSON, but no object with each name once."""


def read(path: Path, reading: Reading) -> Raw:
    """Read a JSON Lines file.

    Parameters
    ----------
    path : Path
        May be packed with gzip.
    reading : Reading
        Not used, but for refusing a declared encoding other than UTF-8.

    Returns
    -------
    Raw
        A column is of lists if any cell of it is a list, else of text (numbers as written, structures as JSON). Rows
        are numbered by line. Empty lines and `{}` are left out.

    Raises
    ------
    InputError
        Empty file, a JSON array instead of lines, damaged gzip.
    """
    head = head_of(path)
    check_text(str(path), head, Reading())
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        hint = "Write one object a line, without brackets and commas around them."
        raise failure("E308", f"{path}: a JSON array, not JSON Lines", help=hint)
    del reading
    try:
        quick = _read_flawless(path, head)
        return quick if quick is not None else _read_lines(path)
    except (EOFError, OSError) as error:
        raise damaged(path, error) from None


# ---------------------------------------------------------------- a flawless file


def _read_flawless(path: Path, head: bytes) -> Raw | None:
    """Read with Arrow; None if any line is not an object of such fields as the first lines have."""
    schema = _schema_of(head)
    if schema is None:
        return None
    with open_file(path) as file:
        filled = np.array([bool(line.strip()) for line in file], dtype=bool)
    try:
        with open_file(path) as file:
            table = arrow_json.read_json(
                file,
                read_options=arrow_json.ReadOptions(block_size=_BLOCK, use_threads=len(head) == HEAD),
                parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
            )
        for column in table.columns:
            column.validate(full=True)  # Arrow does not look whether bytes are UTF-8
    except (pa.ArrowInvalid, UnicodeError):
        return None
    if table.num_rows != int(filled.sum()):
        return None  # two objects on one line, or one on two
    numbers = None if bool(filled.all()) else np.flatnonzero(filled) + 1
    return without_blank_rows(Raw(str(path), table, (), 1, numbers))


def _schema_of(head: bytes) -> pa.Schema | None:
    """Types of the fields in the first lines; None if Arrow could not keep what is written there."""
    kinds: dict[str, pa.DataType] = {}
    lines = head.removeprefix(UTF8_MARK).splitlines()
    for line in lines if len(head) < HEAD else lines[:-1]:
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            return None
        for name, value in fields.items() if isinstance(fields, dict) else [("", {})]:
            kind = _kind_of(value)
            if value is not None and (kind is None or kinds.setdefault(name, kind) != kind):
                return None
    return pa.schema(list(kinds.items())) if kinds else None


def _kind_of(value: Any) -> pa.DataType | None:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return pa.list_(pa.string()) if all(isinstance(item, str) for item in value) else None
    return {str: pa.string(), bool: pa.bool_(), int: pa.int64()}.get(type(value))


# ---------------------------------------------------------------- any other file, line by line


def _read_lines(path: Path) -> Raw:
    columns = _Columns()
    rejected: list[Rejected] = []
    for number, line in _numbered(path):
        try:
            columns.add(number, _object(line))
        except (ValueError, RecursionError) as error:
            if isinstance(error, UnicodeDecodeError):
                rejected.append(rejected_line(number, "E322", line, f"0x{line[error.start]:02X}"))
            else:
                rejected.append(rejected_line(number, "E323", line))
    table = columns.table()
    check_headings(str(path), table.column_names or ["-"])
    return Raw(str(path), table, tuple(rejected), 1, np.array(columns.numbers, dtype=np.int64))


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    with open_file(path) as file:
        for number, line in enumerate(file, start=1):
            content = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
            if content and content != b"{}":
                yield number, content


def _object(line: bytes) -> dict[str, Any]:
    decoded = json.loads(
        line.decode("utf-8"), parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_once
    )
    if not isinstance(decoded, dict):
        raise _NotOneObjectError
    return decoded


def _no_constant(name: str) -> str:
    raise _NotOneObjectError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {_text(name): value for name, value in pairs}
    if len(found) != len(pairs):
        raise _NotOneObjectError
    return found


class _Columns:
    """Collects cells by name; a field that comes up late was null before."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.cells: dict[str, list[Any]] = {}
        self.lists: set[str] = set()
        self.parts: list[pa.Table] = []
        self.rows = 0

    def add(self, number: int, record: dict[str, Any]) -> None:
        for name, value in record.items():
            cell = _cell(value)
            column = self.cells.get(name)
            if column is None:
                column = self.cells[name] = []
            column.extend([None] * (self.rows - len(column)))
            if isinstance(cell, list):
                self.lists.add(name)
            column.append(cell)
        self.numbers.append(number)
        self.rows += 1
        if self.rows == _ROWS_A_PART:
            self._close()

    def _close(self) -> None:
        arrays = {name: self._array(name, column) for name, column in self.cells.items()}
        self.parts.append(pa.table(arrays))
        self.cells = {name: [] for name in self.cells}
        self.rows = 0

    def _array(self, name: str, column: list[Any]) -> pa.Array:
        column.extend([None] * (self.rows - len(column)))
        if name not in self.lists:
            return pa.array(column, pa.string())
        return pa.array([_items(cell) for cell in column], pa.list_(pa.string()))

    def table(self) -> pa.Table:
        if self.rows or not self.parts:
            self._close()
        schema: dict[str, pa.DataType] = {}
        for part in self.parts:
            for field in part.schema:
                schema[field.name] = pa.list_(pa.string()) if field.name in self.lists else pa.string()
        return pa.concat_tables([_widened(part, schema) for part in self.parts])


def _widened(part: pa.Table, schema: dict[str, pa.DataType]) -> pa.Table:
    arrays = []
    for name, kind in schema.items():
        if name not in part.column_names:
            arrays.append(pa.nulls(part.num_rows, kind))
        elif part.schema.field(name).type == kind:
            arrays.append(part.column(name))
        else:
            arrays.append(pa.array([_items(cell) for cell in part.column(name).to_pylist()], kind))
    return pa.Table.from_arrays(arrays, names=list(schema))


def _items(cell: Any) -> list[str] | None:  # noqa: ANN401 - text, list or None
    """A cell as a list: text is split as in other text formats."""
    if cell is None or isinstance(cell, list):
        return cell
    return [item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip()]


def _cell(value: Any) -> str | list[str] | None:  # noqa: ANN401 - any JSON value
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value):
        return [text for item in value if (text := _cell(item)) is not None and isinstance(text, str)]
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _text(text: str) -> str:
    """Half of a surrogate pair is no character; it is kept as its escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
