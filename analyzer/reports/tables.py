"""Findings and rows set aside as tables for other programs: CSV and Parquet; the summary as JSON.

Every column of a table, in its order. Text cells of the CSV that a spreadsheet would take for a formula are
marked with an apostrophe, as the Open Worldwide Application Security Project advises; Parquet holds the text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer import insights
from analyzer.reports.files import as_json, replacing, write_bytes
from analyzer.reports.result import Result

_FORMULA = re.compile(r"\A\s*[=+\-@\t\r]")
_TIMES = "%Y-%m-%dT%H:%M:%S.%fZ"


def write_tables(analysis: Result, directory: Path | str) -> list[Path]:
    """Write `findings.csv`, `findings.parquet` and `quarantined.csv` into a folder.

    The last lists the rows set aside, as `insights.rows_set_aside` does: which and why, not what stands in them.

    Parameters
    ----------
    analysis : Analysis
    directory : Path or str
        An existing folder; files of these names are replaced.

    Returns
    -------
    list of Path
        The files, in the order of their names.

    Raises
    ------
    UsageError
        The folder does not exist or cannot be written to.
    """
    folder = Path(directory)
    return [
        write_csv(analysis.findings, folder / "findings.csv"),
        write_parquet(analysis.findings, folder / "findings.parquet"),
        write_csv(insights.rows_set_aside(analysis), folder / "quarantined.csv"),
    ]


def write_csv(table: pd.DataFrame, path: Path | str) -> Path:
    """Write a table as CSV (RFC 4180, UTF-8 with a mark so that Excel reads it, CRLF).

    Instants are ISO 8601 in UTC, an empty cell is none. A text cell whose first visible character is ``=``, ``+``,
    ``-`` or ``@``, or which begins with a tab or a carriage return, gets an apostrophe before it; cells of numbers
    and times never do. To read such a cell back, take one leading apostrophe off.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*(_cells(table[name]) for name in table.columns), strict=True))
    return write_bytes(path, buffer.getvalue().encode("utf-8-sig", errors="replace"))


def write_parquet(table: pd.DataFrame, path: Path | str) -> Path:
    """Write a table as Parquet with its own types (zstd)."""
    columns = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    with replacing(path) as scratch:
        pq.write_table(columns, scratch, compression="zstd")
    return Path(path)


def write_summary(analysis: Result, path: Path | str) -> Path:
    """Write `Analysis.summary` as JSON with sorted keys."""
    return write_bytes(path, f"{as_json(analysis.summary)}\n".encode())


def inert(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("Re: 1+1"), inert("  @SUM(A1)")
    ("'=1+1", 'Re: 1+1', "'  @SUM(A1)")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _cells(column: pd.Series) -> list[str]:
    """Write the cells of one column as text."""
    missing = column.isna()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        told = column.dt.tz_convert("UTC").dt.strftime(_TIMES)
        return ["" if gone else str(text) for text, gone in zip(told, missing, strict=True)]
    if pd.api.types.is_bool_dtype(column.dtype):
        return ["true" if value else "false" for value in column]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return ["" if gone else repr(value) for value, gone in zip(column.tolist(), missing, strict=True)]
    return ["" if gone else inert(str(value)) for value, gone in zip(column.tolist(), missing, strict=True)]
