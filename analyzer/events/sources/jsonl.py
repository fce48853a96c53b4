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
from analyzer.events.sources.gathering import Gathered, whole_text
from analyzer.events.sources.raw import (
    HEAD,
    Raw,
    Reading,
    Rejected,
    damaged,
    failure,
    head_of,
    open_lines,
    rejected_line,
)

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
    with open_lines(path) as file:
        filled = np.array([bool(line.strip()) for line in file], dtype=bool)
    try:
        with open_lines(path) as file:
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
            if whole_text(name) != name:
                return None
    return pa.schema(list(kinds.items())) if kinds else None


def _kind_of(value: Any) -> pa.DataType | None:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return pa.list_(pa.string()) if all(isinstance(item, str) for item in value) else None
    return {str: pa.string(), bool: pa.bool_(), int: pa.int64()}.get(type(value))


# ---------------------------------------------------------------- any other file, line by line


def _read_lines(path: Path) -> Raw:
    gathered = Gathered()
    rejected: list[Rejected] = []
    for number, line in _numbered(path):
        try:
            gathered.add(number, _object(line))
        except (ValueError, RecursionError) as error:
            if isinstance(error, UnicodeDecodeError):
                rejected.append(rejected_line(number, "E322", line, f"0x{line[error.start]:02X}"))
            else:
                rejected.append(rejected_line(number, "E323", line))
    table, numbers = gathered.table()
    return Raw(str(path), table, tuple(rejected), 1, numbers)


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    with open_lines(path) as file:
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
    found = {whole_text(name): value for name, value in pairs}
    if len(found) != len(pairs):
        raise _NotOneObjectError
    return found
