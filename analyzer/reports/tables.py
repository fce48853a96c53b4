"""The tables of a report for other programs: CSV and Parquet; the summary as JSON.

One row a thing, one column a property, each column told in `columns.csv` and in the Parquet files themselves. Tables
whose length grows with the log rather than with what was found are Parquet only. Text cells of the CSV that a
spreadsheet would take for a formula are marked with an apostrophe, as the Open Worldwide Application Security Project
advises; Parquet holds the text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer import insights
from analyzer.analysis.columns import Column
from analyzer.reports.dictionary import DICTIONARY, FILES
from analyzer.reports.evidence import evidence_of, evidence_table
from analyzer.reports.files import as_json, replacing, write_bytes
from analyzer.reports.result import Result

LONG = frozenset({"activations", "evidence", "stays"})
"""Tables that are Parquet only: they grow with the log, and what a person reads of them is in the workbook."""

_FORMULA = re.compile(r"\A\s*[=+\-@\t\r]")
_TIMES = "%Y-%m-%dT%H:%M:%S.%fZ"


def write_tables(analysis: Result, directory: Path | str) -> list[Path]:
    """Write every table of `dictionary.FILES` into a folder.

    Findings, cases and duties as CSV and Parquet; activations, evidence and stays, the long ones, as Parquet only; rows
    set aside (which and why, not what stands in them) and the dictionary of all columns as CSV only.

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
    tables = tables_of(analysis)
    spreadsheets = {**tables, "quarantined": insights.rows_set_aside(analysis), "columns": dictionary_table()}
    written = [write_csv(spreadsheets[name], folder / f"{name}.csv") for name in spreadsheets if name not in LONG]
    written += [write_parquet(table, folder / f"{name}.parquet", FILES[name]) for name, table in tables.items()]
    return sorted(written)


def tables_of(analysis: Result) -> dict[str, pd.DataFrame]:
    """The tables of an analysis that a report writes, by name; their columns are those of `dictionary.FILES`."""
    return {
        "activations": analysis.activations,
        "cases": analysis.cases,
        "duties": insights.duties_by_owner(analysis),
        "evidence": evidence_table(evidence_of(analysis)[0]),
        "findings": analysis.findings,
        "stays": analysis.stays,
    }


def dictionary_table() -> pd.DataFrame:
    """The dictionary of the tables in a report's folder, as a table."""
    rows = [(name, *column) for name, columns in FILES.items() for column in columns]
    return pd.DataFrame(rows, columns=[column.name for column in DICTIONARY], dtype="str")


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


def write_parquet(table: pd.DataFrame, path: Path | str, columns: Sequence[Column] = ()) -> Path:
    """Write a table as Parquet with its own types (zstd).

    Parameters
    ----------
    columns : sequence of Column
        What the columns hold: each field of the Arrow schema gets it as metadata, ``description`` and ``kind``.
    """
    told = {column.name: {"description": column.meaning, "kind": column.kind} for column in columns}
    rows = pa.Table.from_pandas(table, preserve_index=False)
    schema = pa.schema([field.with_metadata(told.get(field.name)) for field in rows.schema])
    with replacing(path) as scratch:
        pq.write_table(rows.cast(schema), scratch, compression="zstd")
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
