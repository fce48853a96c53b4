"""Parquet: a file to a table, dictionary-coded where the file is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.events.sources.raw import Raw, Reading, check_headings, damaged, failure

_BYTES_A_CELL: Final = 5
"""A text column that takes less than this a cell in the file is one of few values."""


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
        with pq.ParquetFile(path) as file:
            coded = _coded(file.metadata, file.schema_arrow)
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


def _coded(metadata: pq.FileMetaData, schema: pa.Schema) -> list[str]:
    """Which text columns are worth reading as dictionaries: it only saves time."""
    size: dict[str, int] = {}
    values: dict[str, int] = {}
    plain: set[str] = set()
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(place)
            name = chunk.path_in_schema
            size[name] = size.get(name, 0) + chunk.total_uncompressed_size
            values[name] = values.get(name, 0) + chunk.num_values
            if not chunk.has_dictionary_page:
                plain.add(name)
    texts = {field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)}
    return [
        name for name in schema.names
        if name in texts and name not in plain and size.get(name, 0) < _BYTES_A_CELL * values.get(name, 0)
    ]  # fmt: skip
