"""What every reader of a format gives back, and how files are opened.

Nothing in this package knows what a column means; names are as found, cells are text, lists, times or numbers.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.errors import InputError
from analyzer.events.codes import CODES

GZIP_MAGIC: Final = b"\x1f\x8b"
HEAD: Final = 1 << 16
MOST_LINE: Final = 64 << 20
"""Bytes that one line may have, at most: it has to be held in memory."""
_LONGEST_LINE: Final = 10_000
_BUFFER: Final = 1 << 18
_HARMLESS: Final = 100 << 20
_MOST_TIMES: Final = 200
_LINE_ENDS: Final = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file, as far as a mapping says; None: find out.

    Attributes
    ----------
    format : str or None
        `csv`, `jsonl`, `parquet`, `excel`, `xes` or `ocel`.
    delimiter, encoding, sheet : str or None
        For CSV the separator of cells and the encoding; for Excel the sheet.
    object_type : str or None
        For OCEL the type of the objects that are the cases.
    """

    format: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    object_type: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not even a row of cells.

    Attributes
    ----------
    row : int
        Its number in the file.
    code : str
        `E3xx`.
    cells : str
        A JSON object with the text as found under `line`.
    detail : str
        What is at fault, such as the byte that is no text; empty if there is nothing to say.
    """

    row: int
    code: str
    cells: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as read.

    Attributes
    ----------
    file : str
        The path as given.
    table : pyarrow.Table
        The rows that could be read, headings as found.
    rejected : tuple of Rejected
        Those that could not.
    first_row : int
        Number of the table's first row in the file, if none is missing in between.
    numbers : array of int64, shape (n,), or None
        Number of each row of the table, where some are missing in between.
    defaults : tuple of (str, str)
        Canonical column to the heading that the format itself has for it, where a mapping says nothing else.
    outside : array of bool, shape (n,), or None
        Rows that are no part of the log that was asked for; None: there is none.
    remarks : tuple of (str, str, int)
        Code, message, count: what is to be told of the file, though no row is set aside for it.
    """

    file: str
    table: pa.Table
    rejected: tuple[Rejected, ...] = ()
    first_row: int = 1
    numbers: NDArray[np.int64] | None = None
    defaults: tuple[tuple[str, str], ...] = ()
    outside: NDArray[np.bool_] | None = None
    remarks: tuple[tuple[str, str, int], ...] = ()

    def number(self, row: int) -> int:
        """Number in the file of a row of the table."""
        return self.first_row + row if self.numbers is None else int(self.numbers[row])


def failure(code: str, message: str, *, help: str | None = None) -> InputError:
    """Make the error of a whole file; the help is the code's own unless another is given."""
    return InputError(code, message, CODES[code].help if help is None else help)


def rejected_line(row: int, code: str, line: bytes, detail: str = "") -> Rejected:
    r"""Reject a record, keeping its text (bytes that are no text as escapes such as `\xe9`)."""
    text = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
    if len(text) > _LONGEST_LINE:
        text = text[:_LONGEST_LINE] + "..."
    return Rejected(row, code, json.dumps({"line": text}, ensure_ascii=False), detail)


def open_file(path: Path) -> IO[bytes]:
    """Open a file for reading bytes, unpacking gzip.

    Raises
    ------
    InputError
        The file is missing, is a folder or may not be read.
    """
    if path.is_dir():
        raise failure("E301", f"{path} is a folder, not a file")
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP_MAGIC
        return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")
    except OSError as error:
        raise failure("E301", f"{path}: {(error.strerror or str(error)).lower()}") from None


class _Lines(io.RawIOBase):
    """A file that is read by lines: one without an end, or packed beyond all measure, would fill the memory."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path, self._file = path, open_file(path)
        packed = isinstance(self._file, gzip.GzipFile)
        self._left = max(_HARMLESS, path.stat().st_size * _MOST_TIMES) if packed else None
        self._since = 0

    def readable(self) -> bool:
        """Say that bytes can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - whatever the buffering reader offers
        """Fill a buffer; how `io.BufferedReader` reads."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        end = max(data.rfind(b"\n"), data.rfind(b"\r"))
        self._since = len(data) - end if end >= 0 else self._since + len(data)
        if self._since > MOST_LINE:
            raise failure("E314", f"{self._path}: a line of more than {MOST_LINE >> 20} MB")
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise failure("E314", f"{self._path}: unpacks to more than {_MOST_TIMES} times its size")
        return len(data)

    def close(self) -> None:
        """Close the file below, too."""
        self._file.close()
        super().close()


def open_lines(path: Path) -> IO[bytes]:
    """Open a file that is read line by line, unpacking gzip.

    Raises
    ------
    InputError
        As `open_file`; while reading: a line is longer than any record, or far more comes out than was packed (E314).
    """
    return io.BufferedReader(_Lines(path), _BUFFER)


def head_of(path: Path) -> bytes:
    """Read the first bytes (unpacked).

    Raises
    ------
    InputError
        The file cannot be opened, or is damaged gzip.
    """
    with open_file(path) as file:
        try:
            return file.read(HEAD)
        except (EOFError, zlib.error, OSError) as error:
            raise damaged(path, error) from None


def damaged(path: Path | str, error: Exception) -> InputError:
    """Make the error of a file that ends too early or contradicts itself."""
    said = " ".join(str(error).split())
    return failure("E307", f"{path}: the file is damaged or cut off ({said[:200]})")


def trimmed(raw: Raw) -> Raw:
    """Give a file the headings that every format means: without blanks around them, each once.

    Raises
    ------
    InputError
        As `check_headings`.
    """
    found = raw.table.column_names
    names = check_headings(raw.file, found or ["-"])
    return replace(raw, table=raw.table.rename_columns(names)) if found and names != found else raw


def check_headings(file: str, names: list[str], *, line: int = 1) -> list[str]:
    """Trim headings, name the nameless, and refuse equal ones; a heading of several lines is written in one.

    Raises
    ------
    InputError
        Two headings are the same (E310), or there is none (E302).
    """
    plain = [_LINE_ENDS.sub(" ", name.replace("\ufeff", "")).strip() for name in names]
    trimmed = [name or f"column {place}" for place, name in enumerate(plain, start=1)]
    if not any(name.strip() for name in names):
        raise failure("E302", f"{file}: row {line} should hold the headings, but is empty")
    seen: set[str] = set()
    for name in trimmed:
        if name in seen:
            raise failure("E310", f"{file}: two columns have the heading {name[:80]!r}")
        seen.add(name)
    return trimmed
