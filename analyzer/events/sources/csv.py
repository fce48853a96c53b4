"""CSV and its kin (tab, semicolon, gzip): bytes to a table of text.

Arrow reads a flawless file. Anything else - a ragged row, a stray quote, a cell of several lines, bytes that are not
UTF-8 - is read again line by line, so that the broken row is set aside and the rest is kept.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from analyzer.events.sources.careful_csv import CarefulReader
from analyzer.events.sources.raw import HEAD, Raw, Reading, check_headings, damaged, failure, head_of, open_lines
from analyzer.events.texts import mask_of

DELIMITERS: Final = (",", ";", "\t", "|")
ENCODINGS: Final = {"utf-8": "utf-8", "utf-16": "utf-16", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}
UTF8_MARK: Final = b"\xef\xbb\xbf"
_BLOCK: Final = 1 << 24


def read(path: Path, reading: Reading) -> Raw:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
        May be packed with gzip.
    reading : Reading
        `delimiter` and `encoding` are found out if not given (the encoding is then UTF-8).

    Returns
    -------
    Raw
        All columns are text; empty cells are null; lines without any content are left out. Rows are numbered as a
        spreadsheet does: a record of several lines counts once, the headings are a row.

    Raises
    ------
    InputError
        Empty file, not text, equal headings, damaged gzip.
    """
    head = head_of(path)
    check_text(str(path), head, reading)
    encoding = ENCODINGS[reading.encoding or "utf-8"]
    lines, above = _heading_lines(head, encoding)
    if not lines:
        raise failure("E302", f"{path}: the file is empty")
    delimiter = reading.delimiter or _sniff(lines)
    try:
        quick = _read_flawless(path, lines[0], above, delimiter, encoding, threads=len(head) == HEAD)
        return quick if quick is not None else CarefulReader(path, delimiter, encoding, above).read()
    except (EOFError, OSError) as error:
        raise damaged(path, error) from None


def check_text(file: str, head: bytes, reading: Reading) -> None:
    """Refuse what is not text in the encoding expected.

    Raises
    ------
    InputError
        E302 for an empty file, E306 for UTF-16 that was not declared or something binary.
    """
    if not head.strip():
        raise failure("E302", f"{file}: the file is empty")
    if (reading.encoding or "utf-8") != "utf-8":
        return
    nulls = head.count(0)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (nulls > len(head) // 4 and nulls < len(head) * 3 // 4):
        hint = "Save it as UTF-8, or declare `encoding: utf-16` in a mapping."
        raise failure("E306", f"{file}: the text is UTF-16, not UTF-8", help=hint)


def _heading_lines(head: bytes, encoding: str) -> tuple[list[str], int]:
    """The first lines from the headings on, and how many lines lie above (empty ones, and Excel's `sep=;`)."""
    text = head.removeprefix(UTF8_MARK).decode(encoding, "replace").removeprefix("\ufeff")
    lines = re.split(r"\r\n|\r|\n", text)
    above = 0
    while above < len(lines) and (not lines[above].strip() or re.fullmatch(r"sep=.", lines[above])):
        above += 1
    return lines[above : above + 20], above


def _sniff(lines: list[str]) -> str:
    """The separator seen most often in the headings; in a tie the one named first."""
    headings = re.sub(r'"[^"]*"', "", lines[0])
    return max(DELIMITERS, key=headings.count)


# ---------------------------------------------------------------- a flawless file


def _read_flawless(path: Path, heading: str, above: int, delimiter: str, encoding: str, *, threads: bool) -> Raw | None:
    """Read with Arrow; None if any row is not flawless, or a cell has several lines."""
    try:
        names = check_headings(str(path), next(csv.reader([heading], delimiter=delimiter, strict=True)), line=above + 1)
    except csv.Error:
        return None
    try:
        with open_lines(path) as file:
            table = arrow_csv.read_csv(
                file,
                read_options=arrow_csv.ReadOptions(
                    column_names=names, skip_rows=above + 1, block_size=_BLOCK, encoding=encoding, use_threads=threads
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            )
    except (pa.ArrowInvalid, UnicodeError):
        return None
    if any(_has_line_breaks(column) for column in table.columns):
        return None
    return without_blank_rows(Raw(str(path), table, (), above + 2))


def _has_line_breaks(column: pa.ChunkedArray) -> bool:
    for chunk in column.chunks:
        data = chunk.buffers()[2]
        if data is not None:
            letters = np.frombuffer(data, dtype=np.uint8)
            if bool((letters == ord("\n")).any()) or bool((letters == ord("\r")).any()):
                return True
    return False


def without_blank_rows(raw: Raw) -> Raw:
    """Leave out the rows in which every cell is null."""
    table = raw.table
    if table.num_rows == 0 or any(column.null_count == 0 for column in table.columns):
        return raw
    blank = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        blank &= mask_of(pc.is_null(column))
    if not bool(blank.any()):
        return raw
    kept = np.flatnonzero(~blank)
    numbers = raw.first_row + kept if raw.numbers is None else raw.numbers[kept]
    return Raw(raw.file, table.take(pa.array(kept)), raw.rejected, raw.first_row, numbers)
