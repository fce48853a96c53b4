"""Records gathered, one by one, into a table of text and lists of text; a column may come up late.

For formats that are read record by record. Cells become Arrow arrays every 50,000 rows, so that Python's own texts are
in memory for so many rows only.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.texts import LIST_SEPARATOR

_ROWS_A_PART: Final = 50_000
_NOTHING: Final = "\0"
"""Stands in for a column where no record of a part has any: a table without columns has no rows."""


class Gathered:
    """Collects cells by name; a field that comes up late was null before."""

    def __init__(self) -> None:
        self._numbers: list[NDArray[np.int64]] = []
        self._fresh: list[int] = []
        self._cells: dict[str, list[Any]] = {}
        self._lists: set[str] = set()
        self._parts: list[pa.Table] = []
        self._rows = 0

    def __len__(self) -> int:
        return self._rows + sum(len(each) for each in self._numbers)

    @property
    def width(self) -> int:
        """How many columns there are by now."""
        return len(self._cells)

    def add(self, number: int, record: dict[str, Any]) -> None:
        """Take a record of values as JSON has them, with its number in the file."""
        for name, value in record.items():
            cell = cell_of(value)
            if isinstance(cell, list):
                self._lists.add(name)
            self._column(name).append(cell)
        self._count(number)

    def add_texts(self, number: int, record: dict[str, str | None]) -> None:
        """Take a record that holds nothing but texts; an empty one is null."""
        cells, rows = self._cells, self._rows
        for name, value in record.items():  # as `_column` does it: called for every cell of a log
            column = cells.get(name)
            if column is None:
                column = cells[name] = [None] * rows
            elif len(column) < rows:
                column.extend([None] * (rows - len(column)))
            column.append(value or None)
        self._count(number)

    def _column(self, name: str) -> list[Any]:
        column = self._cells.get(name)
        if column is None:
            column = self._cells[name] = []
        if len(column) < self._rows:
            column.extend([None] * (self._rows - len(column)))
        return column

    def _count(self, number: int) -> None:
        self._fresh.append(number)
        self._rows += 1
        if self._rows == _ROWS_A_PART:
            self._close()

    def _close(self) -> None:
        arrays = {name: self._array(name, column) for name, column in self._cells.items()}
        self._parts.append(pa.table(arrays or {_NOTHING: pa.nulls(self._rows)}))
        self._cells = {name: [] for name in self._cells}
        self._numbers.append(np.array(self._fresh, dtype=np.int64))
        self._fresh, self._rows = [], 0

    def _array(self, name: str, column: list[Any]) -> pa.Array:
        column.extend([None] * (self._rows - len(column)))
        if name not in self._lists:
            return pa.array(column, pa.string())
        return pa.array([_items(cell) for cell in column], pa.list_(pa.string()))

    def table(self) -> tuple[pa.Table, NDArray[np.int64]]:
        """All that was gathered.

        Returns
        -------
        pyarrow.Table
            Text, and lists of text where any cell was a list.
        array of int64, shape (n,)
            The number of each row.
        """
        if self._rows or not self._parts:
            self._close()
        schema: dict[str, pa.DataType] = {}
        for part in self._parts:
            for field in part.schema if part.column_names != [_NOTHING] else ():
                schema[field.name] = pa.list_(pa.string()) if field.name in self._lists else pa.string()
        table = pa.concat_tables([_widened(part, schema) for part in self._parts])
        return table, np.concatenate(self._numbers)


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


def cell_of(value: Any) -> str | list[str] | None:  # noqa: ANN401 - any JSON value
    """Write a JSON value as a cell: text, a list of texts, or nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value):
        return [text for item in value if (text := cell_of(item)) is not None and isinstance(text, str)]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(value)
    return whole_text(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))


def whole_text(text: str) -> str:
    """Half of a surrogate pair is no character; it is kept as its escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
