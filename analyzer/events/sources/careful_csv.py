"""CSV that is not flawless: records one by one, the broken ones set aside from their first line on.

Where a run of lines parses strictly and every record has the right width, reading one by one could not differ, so
such runs are read at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.events.sources.raw import Raw, Rejected, check_headings, failure, open_lines, rejected_line

_LINES_AT_ONCE: Final = 5_000
_LETTERS_AT_ONCE: Final = 1 << 24
_LINES_A_RECORD: Final = 100_000
_LONGEST_CELL: Final = 1 << 24
_ROWS_A_PART: Final = 50_000
_BROKEN = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of bytes that are not UTF-8."""


class CarefulReader:
    """Reads a CSV file whatever is wrong with single rows.

    Parameters
    ----------
    path : Path
        May be packed with gzip.
    delimiter : str
        Separates cells.
    encoding : str
        A codec of Python.
    above : int
        Lines above the headings.
    """

    def __init__(self, path: Path, delimiter: str, encoding: str, above: int) -> None:
        self._path, self._delimiter, self._encoding, self._above = path, delimiter, encoding, above
        self._row = 0
        self._width = 0
        self._names: list[str] = []
        self._waiting: deque[str] = deque()  # lines read, but not parsed yet
        self._broken = 0  # how many of those hold broken bytes
        self._cells: list[list[str]] = []
        self._numbers: list[int] = []
        self._parts: list[pa.Table] = []
        self._rejected: list[Rejected] = []

    def read(self) -> Raw:
        """Read the file.

        Returns
        -------
        Raw
            All columns are text; rows are numbered as in a spreadsheet.

        Raises
        ------
        InputError
            The headings cannot be read.
        """
        errors = "replace" if self._encoding == "utf-16" else "surrogateescape"
        codec = "utf-8-sig" if self._encoding == "utf-8" else self._encoding
        limit = csv.field_size_limit(_LONGEST_CELL)
        try:
            with open_lines(self._path) as file:
                self._file = io.TextIOWrapper(file, codec, errors=errors, newline="")  # a lone \\r ends a line, too
                self._read_headings()
                while self._read_run() or self._read_record():
                    pass
        finally:
            csv.field_size_limit(limit)
        self._close_part()
        numbers = np.array(self._numbers, dtype=np.int64)
        return Raw(str(self._path), pa.concat_tables(self._parts), tuple(self._rejected), 1, numbers)

    def _read_headings(self) -> None:
        for _ in range(self._above):
            self._take()
        self._row = self._above + 1
        line = self._take()
        cells, _ = self._parse(line)
        if cells is None:
            problem = f"the headings in row {self._row} have a quote that is not closed: {line[:80]!r}"
            raise failure("E307", f"{self._path}: {problem}")
        shown = [cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for cell in cells]
        self._names = check_headings(str(self._path), shown, line=self._row)
        self._width = len(self._names)

    # ------------------------------------------------------------ lines

    def _take(self) -> str:
        """Take the next line; empty at the end of the file."""
        if not self._waiting:
            return next(self._file, "")
        line = self._waiting.popleft()
        if self._broken and _BROKEN.search(line):
            self._broken -= 1
        return line

    def _give_back(self, lines: list[str]) -> None:
        """Have lines waiting that were taken, but are no part of the record."""
        self._waiting.extendleft(reversed(lines))
        self._broken += sum(1 for line in lines if _BROKEN.search(line))

    def _refill(self) -> None:
        """Have some thousand lines waiting, unless they are long or the file ends before."""
        if len(self._waiting) >= _LINES_AT_ONCE // 2:
            return
        fresh, room = [], _LETTERS_AT_ONCE
        for line in islice(self._file, _LINES_AT_ONCE):
            fresh.append(line)
            room -= len(line)
            if room < 0:
                break
        self._waiting.extend(fresh)
        if _BROKEN.search("".join(fresh)):
            self._broken += sum(1 for line in fresh if _BROKEN.search(line))

    # ------------------------------------------------------------ records

    def _read_run(self) -> bool:
        """Read flawless records at once; whether there were any."""
        self._refill()
        if self._broken:
            return False
        reader = csv.reader(self._waiting, delimiter=self._delimiter, strict=True)
        width, lines, first = self._width, 0, self._row + 1
        found: list[list[str]] = []
        try:
            for cells in reader:
                if len(cells) != width:
                    break
                found.append(cells)
                lines = reader.line_num
        except csv.Error:
            pass
        self._row += len(found)
        for _ in range(lines):
            self._waiting.popleft()
        for number, cells in enumerate(found, start=first):
            if cells[0] or any(cells):
                self._cells.append(cells)
                self._numbers.append(number)
        if len(self._cells) >= _ROWS_A_PART:
            self._close_part()
        return lines > 0

    def _read_record(self) -> bool:
        """Read one record, whatever it is; whether there was one."""
        line = self._take()
        if line == "":
            return False
        self._row += 1
        taken = [line]
        cells, unfinished = self._parse(line)
        if unfinished:
            cells = self._parse_several(taken)
        if cells is None or (len(taken) > 1 and len(cells) != self._width):
            self._rejected.append(rejected_line(self._row, "E321", _bytes(line)))
            self._give_back(taken[1:])
        else:
            self._keep_fitting(cells, "".join(taken))
        return True

    def _parse(self, text: str) -> tuple[list[str] | None, bool]:
        """Split one line: its cells, or None and whether further lines may complete the record."""
        if '"' not in text:
            return text.rstrip("\r\n").split(self._delimiter), False
        try:
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True)), False
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return None, True
        try:  # text after a closing quote: kept as Arrow keeps it, if the record is of one line
            return next(csv.reader([text.rstrip("\r\n")], delimiter=self._delimiter)), False
        except csv.Error:
            return None, False

    def _parse_several(self, taken: list[str]) -> list[str] | None:
        """Split a record of several lines, of which one is taken: its cells, or None. Every line is looked at once."""

        def more() -> Iterator[str]:
            yield taken[0]
            while len(taken) < _LINES_A_RECORD and (line := self._take()):
                taken.append(line)
                yield line

        try:
            return next(csv.reader(more(), delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration):
            return None

    # ------------------------------------------------------------ cells

    def _keep_fitting(self, cells: list[str], text: str) -> None:
        """Keep a record of the right width; empty cells too many, or a line of empty cells, do no harm."""
        if _BROKEN.search(text):
            self._rejected.append(rejected_line(self._row, "E322", _bytes(text), self._at_fault(cells)))
        elif not any(cells):
            return
        elif len(cells) < self._width or any(cells[self._width :]):
            self._rejected.append(rejected_line(self._row, "E320", _bytes(text)))
        else:
            self._cells.append(cells[: self._width])
            self._numbers.append(self._row)

    def _at_fault(self, cells: list[str]) -> str:
        """The first byte that is no text, and its column; the cell itself may hold what nobody should read here."""
        for name, cell in zip([*self._names, *[""] * len(cells)], cells, strict=False):
            broken = _BROKEN.search(cell)
            if broken:
                byte = f"0x{ord(broken[0]) - 0xDC00:02X}"
                return f"{name}: {byte}" if name else byte
        return ""

    def _close_part(self) -> None:
        columns = list(zip(*self._cells, strict=True)) if self._cells else [() for _ in self._names]
        texts = [pa.array(column, pa.string()) for column in columns]
        arrays = [pc.if_else(pc.equal(text, ""), None, text) for text in texts]
        self._parts.append(pa.Table.from_arrays(arrays, names=self._names))
        self._cells = []


def _bytes(text: str) -> bytes:
    """The bytes that a text was read from, those that are no UTF-8 included."""
    return text.encode("utf-8", "surrogateescape")
