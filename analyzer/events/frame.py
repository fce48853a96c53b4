"""Event logs from and to pandas data frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.columns import CANONICAL
from analyzer.events.log import EventLog
from analyzer.events.mapping import Mapping
from analyzer.events.reader import MAX_QUARANTINED, build_log
from analyzer.events.texts import combined

if TYPE_CHECKING:
    import pandas as pd


def log_from_frame(
    frame: pd.DataFrame,
    *,
    mapping: Mapping | str | Path | None = None,
    timezone: str | None = None,
    max_quarantined: float = MAX_QUARANTINED,
) -> EventLog:
    """Make an event log of a data frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        Canonical columns, or those that `mapping` knows; the index is not looked at; the frame is not changed.
    mapping, timezone, max_quarantined
        As for `read_log`.

    Returns
    -------
    EventLog
        In `quality` the first row has number 1.

    Raises
    ------
    InputError, DefinitionError, UsageError
        As for `read_log`.
    TypeError
        Something else than a data frame, such as the path of a file.
    """
    _insist_on_frame(frame)
    columns = {str(name): _arrow(frame.iloc[:, place]) for place, name in enumerate(frame.columns)}
    names = [str(name) for name in frame.columns]
    table = pa.Table.from_arrays([columns[name] for name in names], names=names)
    return build_log(table, name="data frame", mapping=mapping, timezone=timezone, max_quarantined=max_quarantined)


def _insist_on_frame(frame: object) -> None:
    if not hasattr(frame, "columns"):
        way = f"; to read a file: read_log({str(frame)!r})" if isinstance(frame, str | Path) else ""
        raise TypeError(f"log_from_frame needs a data frame, not a {type(frame).__name__}{way}")


def _arrow(series: pd.Series) -> pa.Array:
    """A column in Arrow; one of mixed types as text."""
    try:
        column = pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        column = pa.array([None if _missing(cell) else str(cell) for cell in series.tolist()], pa.string())
    return combined(column) if isinstance(column, pa.ChunkedArray) else column


def _missing(cell: object) -> bool:
    return cell is None or cell != cell or type(cell).__name__ == "NAType"


def to_frame(log: EventLog, events: NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Show a log, or some of its events, as a data frame.

    Parameters
    ----------
    log : EventLog
        Any log.
    events : array of int64, shape (k,), optional
        Positions of events; all of them if not given.

    Returns
    -------
    pandas.DataFrame
        One row an event in the log's order (case, time, event id): the canonical columns that the log has (a column
        that is missing is not the same as one that is empty), then its further columns. `timestamp` is in UTC; lists
        are text with `;`.
    """
    rows = log.rows if events is None else log.rows[events]
    names = log.table.column_names
    taken = log.table.take(pa.array(rows))
    columns = {}
    for name in [name for name in CANONICAL if name in names] + [name for name in names if name not in CANONICAL]:
        column = taken.column(name)
        columns[name] = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    return frame
