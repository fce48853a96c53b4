"""The rows that are not analysed: counted with equal ones apart, and listed with their cells.

Counting looks at whole columns; cells are written out only once it is clear that the log will be used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.codes import CODES
from analyzer.events.columns import CANONICAL
from analyzer.events.duplicates import repeats
from analyzer.events.preparing import Batch
from analyzer.events.quality import QUARANTINE_SCHEMA
from analyzer.events.renaming import OUT_OF_SCOPE
from analyzer.events.texts import as_text, visible

_LONGEST_VALUE = 80
_UNSAID = ("event_id", "in_reply_to")
"""Ids of events are told by file and row only: the event may be about a topic that a definition protects."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of each file, and how many more there are that say the same as one of these."""

    rows: list[int]
    again: list[int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """The rows set aside, equal ones (of any file) once.

    Attributes
    ----------
    batches : sequence of Batch
        The files.
    chosen : list of arrays of int64
        Rows of each file's table.
    rejected : list of lists of int
        Positions in each file's `rejected`.
    again : list of int
        Rows of each file that say the same as one of these.
    """

    batches: Sequence[Batch]
    chosen: list[NDArray[np.int64]]
    rejected: list[list[int]]
    again: list[int]

    @property
    def rows(self) -> list[int]:
        """Rows set aside, in each file."""
        return [len(rows) + len(lines) for rows, lines in zip(self.chosen, self.rejected, strict=True)]

    def by_code(self) -> dict[str, int]:
        """Count them by code; most frequent first, then by code."""
        counts: dict[str, int] = {}
        for batch, rows, lines in zip(self.batches, self.chosen, self.rejected, strict=True):
            for number, count in zip(*np.unique(batch.marks.code[rows], return_counts=True), strict=True):
                counts[f"E{number}"] = counts.get(f"E{number}", 0) + int(count)
            for line in lines:
                code = batch.raw.rejected[line].code
                counts[code] = counts.get(code, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def example(self) -> str:
        """Describe the first row of the most frequent code: file, row, code, column and the value at fault, no more."""
        wanted = next(iter(self.by_code()))
        for batch, rows, lines in zip(self.batches, self.chosen, self.rejected, strict=True):
            alike = rows[batch.marks.code[rows] == int(wanted[1:])][:1]
            found = _described(batch, alike)
            found += [_rejected(batch, line) for line in lines if batch.raw.rejected[line].code == wanted][:1]
            for row, code, _, reason, _ in sorted(found)[:1]:
                return visible(f"row {row} of {batch.raw.file}: {code} {reason}")
        raise LookupError(wanted)

    def listed(self) -> pa.Table:
        """Write them out, sorted by file and row.

        Returns
        -------
        pyarrow.Table
            Columns as in `QUARANTINE_SCHEMA`.
        """
        records: list[tuple[str, int, str, str, str, str]] = []
        for batch, rows, lines in zip(self.batches, self.chosen, self.rejected, strict=True):
            found = _described(batch, rows) + [_rejected(batch, line) for line in lines]
            records += [(batch.raw.file, *each) for each in sorted(found)]
        columns = list(zip(*records, strict=True)) if records else [()] * len(QUARANTINE_SCHEMA)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, QUARANTINE_SCHEMA.types, strict=True)]
        return pa.Table.from_arrays(arrays, schema=QUARANTINE_SCHEMA)


_Described = tuple[int, str, str, str, str]
"""Row number, code, column, reason, cells."""


def _rejected(batch: Batch, line: int) -> _Described:
    """A record that is no row of cells; its text cannot be told apart into columns that may be shown and others."""
    each = batch.raw.rejected[line]
    title = CODES[each.code].title
    reason = f"{title} ({each.detail})" if each.detail else title
    return each.row, each.code, "", reason, "{}" if batch.drops else each.cells


def _described(batch: Batch, rows: NDArray[np.int64]) -> list[_Described]:
    table = batch.raw.table.take(pa.array(rows))
    shown = [name for name in table.column_names if name not in batch.hidden]
    texts = {name: as_text(table.column(name)).to_pylist() for name in shown}
    unsaid = {batch.headings.get(name, name) for name in _UNSAID} | set(_UNSAID)
    found: list[_Described] = []
    for place, row in enumerate(rows.tolist()):
        cells = {name: column[place] for name, column in texts.items() if column[place] not in (None, "")}
        code, at = f"E{batch.marks.code[row]}", int(batch.marks.heading[row])
        heading = batch.marks.headings[at] if at >= 0 else ""
        reason = _reason(code, heading, "" if heading in unsaid else cells.get(heading, ""))
        found.append(
            (batch.raw.number(row), code, heading, reason, json.dumps(cells, ensure_ascii=False, sort_keys=True))
        )
    return found


def _reason(code: str, heading: str, value: str) -> str:
    """The code's title, with the column at fault and its value, if there are such."""
    title = CODES[code].title
    if not heading:
        return title
    return f"{title} ({shortened(heading)}: {shortened(value)!r})" if value else f"{title} ({shortened(heading)})"


def shortened(text: str) -> str:
    """Cut a text that is too long for a message."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def find_set_aside(batches: Sequence[Batch]) -> SetAside:
    """Find the rows set aside in some files.

    Parameters
    ----------
    batches : sequence of Batch
        With their marks complete.

    Returns
    -------
    SetAside
        Of equal rows of one code the first.
    """
    rows = [np.flatnonzero(batch.marks.code > 0) for batch in batches]
    again = _repeated(batches, rows)
    seen: set[tuple[str, str]] = set()
    rejected: list[list[int]] = []
    for batch in batches:
        fresh: list[int] = []
        for line, each in enumerate(batch.raw.rejected):
            if (each.code, each.cells) not in seen:
                seen.add((each.code, each.cells))
                fresh.append(line)
        rejected.append(fresh)
    counts = [
        int(np.count_nonzero(repeated)) + len(batch.raw.rejected) - len(fresh)
        for batch, repeated, fresh in zip(batches, again, rejected, strict=True)
    ]
    return SetAside(batches, [each[~repeated] for each, repeated in zip(rows, again, strict=True)], rejected, counts)


def count_out_of_scope(batches: Sequence[Batch]) -> Counts:
    """Count the rows that are out of scope, equal ones apart."""
    rows = [np.flatnonzero(batch.marks.code == OUT_OF_SCOPE) for batch in batches]
    again = [int(np.count_nonzero(each)) for each in _repeated(batches, rows)]
    return Counts([len(each) - twice for each, twice in zip(rows, again, strict=True)], again)


def _repeated(batches: Sequence[Batch], rows: list[NDArray[np.int64]]) -> list[NDArray[np.bool_]]:
    """Which of some rows have the raw cells of an earlier one, in any file."""
    if not any(len(each) for each in rows):
        return [np.zeros(0, dtype=bool) for _ in rows]
    tables = []
    for batch, each in zip(batches, rows, strict=True):
        table = batch.raw.table.take(pa.array(each))
        tables.append(pa.table({name: as_text(table.column(name)) for name in table.column_names}))
    again = repeats(joined(tables))
    return np.split(again, np.cumsum([len(each) for each in rows])[:-1])


def joined(tables: list[pa.Table]) -> pa.Table:
    """Put tables together: canonical columns first, further ones by name if there are several tables."""
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for table in tables for name in table.column_names)
    known = [name for name in CANONICAL if name in names]
    parts = []
    for name in [*known, *sorted(set(names) - set(known))]:
        columns = [table.column(name) if name in table.column_names else None for table in tables]
        kinds = {str(column.type) for column in columns if column is not None}
        plain = next(column.type for column in columns if column is not None) if len(kinds) == 1 else pa.string()
        chunks = []
        for table, column in zip(tables, columns, strict=True):
            if column is None:
                chunks.append(pa.nulls(table.num_rows, plain))
            else:
                chunks.extend((column if column.type == plain else as_text(column).cast(plain)).chunks)
        parts.append((name, pa.chunked_array(chunks, plain)))
    return pa.table(dict(parts))
