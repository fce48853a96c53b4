"""Parquet: a file to a table, dictionary-coded where the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.events.sources.raw import Raw, Reading, check_headings, damaged, failure

_FIRST: Final = 1 << 16
_ROWS_A_VALUE: Final = 8
"""A text column in whose first rows each value stands so often, on average, is one of few values."""


def read(path: Path, reading: Reading) -> Raw:
    """Read a Parquet file.

    Parameters
    ----------
    path : Path
        One file.
    reading : Reading
        Not used.

    Returns
    -------
    Raw
        Types as in the file; rows are numbered from 1.

    Raises
    ------
    InputError
        Missing, damaged or cut off.
    """
    del reading
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
            coded = _coded(file)
        with pq.ParquetFile(path, read_dictionary=coded, memory_map=True) as file:
            check_headings(str(path), file.schema_arrow.names)
            table = file.read()
    except FileNotFoundError:
        raise failure("E301", f"{path}: no such file or directory") from None
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, error) from None
    for column in table.columns:
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            raise damaged(path, error) from None
    return Raw(str(path), table)


def _coded(file: pq.ParquetFile) -> list[str]:
    """Which text columns are worth reading as dictionaries, by their first rows: it only saves time.

    The sizes that the file itself tells are not asked for: Arrow ends the whole program where they are damaged.
    """
    first = next(file.iter_batches(_FIRST, use_threads=False), None)
    if first is None:
        return []
    return [
        field.name
        for field, column in zip(first.schema, first.columns, strict=True)
        if (pa.types.is_string(field.type) or pa.types.is_large_string(field.type))
        and pc.count_distinct(column).as_py() * _ROWS_A_VALUE <= first.num_rows
    ]
