"""Logs as CSV, JSON Lines and Parquet: texts as they are, instants in UTC, rows in the log's order.

What is written is what `read_log` reads: cells are never changed, not even those that a spreadsheet would obey.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from analyzer.errors import UsageError
from analyzer.events.columns import CANONICAL
from analyzer.events.log import EventLog
from analyzer.events.sources.xes import DEFAULTS as OF_XES
from analyzer.events.texts import as_text
from analyzer.events.writers.target import target

NAMES: Final = ("canonical", "pm4py")
"""Which headings a table may have: the analyzer's own, or those of pm4py (and XES) where it has some."""

_ROWS_AT_ONCE: Final = 20_000


def log_table(log: EventLog, *, names: str = "canonical") -> pa.Table:
    """Show a log as a table: canonical columns that it has, then its further ones.

    Parameters
    ----------
    log : EventLog
        Any log.
    names : str
        One of `NAMES`.

    Returns
    -------
    pyarrow.Table
        One row an event in the log's order; instants as timestamp[us, UTC], all else text.

    Raises
    ------
    UsageError
        There are no such names, or a further column has the name that a canonical one would get.
    """
    if names not in NAMES:
        raise UsageError(f"there are no names {names!r}; use {' or '.join(NAMES)}")
    found = log.table.column_names
    order = [name for name in CANONICAL if name in found] + [name for name in found if name not in CANONICAL]
    taken = log.table.select(order).take(pa.array(log.rows))
    table = pa.table({name: _plain(taken.column(name)) for name in order})
    return table if names == "canonical" else renamed(table)


def renamed(table: pa.Table) -> pa.Table:
    """Give canonical columns the names that XES has for them.

    Raises
    ------
    UsageError
        A further column has such a name already.
    """
    to = dict(OF_XES)
    clash = [to[name] for name in table.column_names if to.get(name) in table.column_names]
    if clash:
        raise UsageError(
            f"the log has a further column {clash[0]!r}, which is the name of another one there; "
            f"leave it out with `drop:` in a mapping"
        )
    return table.rename_columns([to.get(name, name) for name in table.column_names])


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return column
    texts = as_text(column)
    return texts if pa.types.is_string(texts.type) else texts.cast(pa.string())


def write_log(log: EventLog | pa.Table, path: str | Path, *, names: str = "canonical") -> None:
    """Write a log as `.csv`, `.jsonl` or `.parquet`; text also packed (`.csv.gz`, `.jsonl.gz`).

    Parameters
    ----------
    log : EventLog or pyarrow.Table
        A table is written with its own columns, row by row as it is.
    path : path
        Its ending says the format. An older file is replaced, once the new one is complete.
    names : str
        One of `NAMES`; for a log.

    Raises
    ------
    UsageError
        The ending is not known, the file cannot be written, or as for `log_table`.
    """
    path = Path(path)
    packed = path.suffix.lower() == ".gz"
    ending = (Path(path.stem).suffix if packed else path.suffix).lower()
    if ending not in WRITERS or (packed and ending == ".parquet"):
        raise UsageError(f"cannot tell the format of {path}: use {', '.join(WRITERS)}, or .csv.gz, .jsonl.gz")
    table = log if isinstance(log, pa.Table) else log_table(log, names=names)
    with target(path) as file:
        WRITERS[ending](table, file)


def stamps(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write instants (timestamp[us, UTC]) as ISO 8601 in UTC, microseconds only where there are some."""
    parts = []
    for chunk in column.cast(pa.timestamp("us", "UTC")).chunks:
        moments = chunk.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype("datetime64[us]")
        texts = pa.array(np.datetime_as_string(moments, timezone="UTC").astype(object), pa.string())
        texts = pc.replace_substring(texts, ".000000Z", "Z")
        parts.append(pc.if_else(chunk.is_valid(), texts, pa.scalar(None, pa.string())))
    return pa.chunked_array(parts, pa.string())


def _all_text(table: pa.Table) -> pa.Table:
    columns = [table.column(name) for name in table.column_names]
    texts = [stamps(column) if pa.types.is_timestamp(column.type) else _plain(column) for column in columns]
    return pa.Table.from_arrays(texts, names=table.column_names)


def _write_csv(table: pa.Table, file: IO[bytes]) -> None:
    arrow_csv.write_csv(_all_text(table), file, arrow_csv.WriteOptions(quoting_style="needed"))


def _write_jsonl(table: pa.Table, file: IO[bytes]) -> None:
    """Empty cells are left out, but for the first line: it names every column."""
    texts = _all_text(table)
    for start in range(0, texts.num_rows, _ROWS_AT_ONCE):
        rows = texts.slice(start, _ROWS_AT_ONCE).to_pylist()
        if start == 0:
            rows[0] = {name: cell or "" for name, cell in rows[0].items()}
        filled = ({name: cell for name, cell in row.items() if cell is not None} for row in rows)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in filled)
        file.write(lines.encode("utf-8"))


def _write_parquet(table: pa.Table, file: IO[bytes]) -> None:
    columns = {name: table.column(name) for name in table.column_names}
    plain = {name: column if pa.types.is_timestamp(column.type) else _plain(column) for name, column in columns.items()}
    pq.write_table(pa.table(plain), file, compression="zstd")


WRITERS: Final[dict[str, Callable[[pa.Table, IO[bytes]], None]]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
}
"""Ending to what writes such a file."""
