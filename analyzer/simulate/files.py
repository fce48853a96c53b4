"""Logs to files: the sample of the repository, and logs of any size for demonstrations and benchmarks.

Lines end in LF, times are UTC, an empty cell is empty. Equal logs give equal bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analyzer.errors import UsageError
from analyzer.simulate.generate import Simulation, simulate
from analyzer.simulate.manual import manual


def write_sample(directory: str | Path) -> tuple[Path, Path, Path]:
    """Write the sample of the repository: a quarter of one recruiting team.

    Parameters
    ----------
    directory : str or Path
        Made if it is not there.

    Returns
    -------
    three Paths
        `quarter.csv`, `quarter_truth.csv` and `README.md`.
    """
    Path(directory).mkdir(parents=True, exist_ok=True)
    log, truth, page = (Path(directory) / name for name in ("quarter.csv", "quarter_truth.csv", "README.md"))
    simulation = simulate(applications=1000, seed=2026, start="2026-01-05", until="2026-03-31")
    write_log([simulation], log, truth=truth)
    page.write_bytes(manual(simulation).encode())
    return log, truth, page


def write_log(chunks: Iterable[Simulation], path: str | Path, *, truth: str | Path | None = None) -> int:
    """Write a log chunk by chunk.

    Parameters
    ----------
    chunks : iterable of Simulation
        Such as `simulate_chunks` gives.
    path : str or Path
        A `.csv` or `.parquet` file to be.
    truth : str or Path, optional
        A file for the truth, likewise.

    Returns
    -------
    int
        Events written.

    Raises
    ------
    UsageError
        A name ends otherwise.

    Examples
    --------
    >>> write_log([], "log.txt")
    Traceback (most recent call last):
    analyzer.errors.UsageError: a simulated log is written to .csv or .parquet, not to log.txt
    """
    log = _sink(path)
    facts = _sink(truth) if truth is not None else None
    rows = 0
    try:
        for chunk in chunks:
            log.write(chunk.events)
            rows += chunk.events.num_rows
            if facts is not None:
                facts.write(chunk.truth)
    finally:
        log.close()
        if facts is not None:
            facts.close()
    return rows


class _Csv:
    """Tables to one CSV file; the first gives the headings."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._headed = False

    def write(self, table: pa.Table) -> None:
        if not self._headed:
            self._writer.writerow(table.column_names)
            self._headed = True
        for batch in table.to_batches(max_chunksize=1 << 16):
            self._writer.writerows(zip(*(_cells(column) for column in batch.columns), strict=True))

    def close(self) -> None:
        self._file.close()


class _Parquet:
    """Tables to one Parquet file; the first gives the schema."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _sink(path: str | Path) -> _Csv | _Parquet:
    path = Path(path)
    if path.suffix == ".csv":
        return _Csv(path)
    if path.suffix == ".parquet":
        return _Parquet(path)
    raise UsageError(f"a simulated log is written to .csv or .parquet, not to {path}")


def _cells(column: pa.Array) -> Sequence[str | None]:
    """Write a column as text; whole seconds, UTC, for times."""
    if pa.types.is_timestamp(column.type):
        column = pc.strftime(column.cast(pa.timestamp("s", tz="UTC")), format="%Y-%m-%dT%H:%M:%SZ")
    cells: list[str | None] = column.to_pylist()
    return cells
