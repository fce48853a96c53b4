"""Excel workbooks (and whatever else calamine reads): one sheet to a table of text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from analyzer.events.sources.raw import Raw, Reading, check_headings, damaged, failure, head_of

_MILLISECOND: Final = timedelta(milliseconds=1)


def read(path: Path, reading: Reading) -> Raw:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path : Path
        `.xlsx`, `.xlsm`, `.xlsb`, `.xls` or `.ods`.
    reading : Reading
        `sheet` names the sheet; the first if not given.

    Returns
    -------
    Raw
        All columns are text: times without a zone (a workbook knows none), whole numbers without `.0`. The first
        row with content holds the headings; rows are numbered as in the sheet.

    Raises
    ------
    InputError
        Missing, damaged, protected by a password, no such sheet, or empty.
    """
    import python_calamine as calamine  # only needed for workbooks

    head_of(path)
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = book.sheet_names
        if reading.sheet is not None and reading.sheet not in names:
            raise failure(
                "E312", f"{path}: there is no sheet {reading.sheet!r}; there are {', '.join(map(repr, names))}"
            )
        rows = book.get_sheet_by_name(reading.sheet or names[0]).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise damaged(path, error) from None
    return _as_raw(str(path), [[as_cell_text(cell) for cell in row] for row in rows])


def _as_raw(file: str, rows: list[list[str | None]]) -> Raw:
    filled = [number for number, row in enumerate(rows) if any(row)]
    if not filled:
        raise failure("E302", f"{file}: the sheet is empty")
    heading, *below = filled
    used = [place for place, cell in enumerate(rows[heading]) if cell or any(rows[row][place] for row in below)]
    names = check_headings(file, [rows[heading][place] or "" for place in used], line=heading + 1)
    columns = [pa.array([rows[row][place] for row in below], pa.string()) for place in used]
    return Raw(file, pa.Table.from_arrays(columns, names=names), (), 1, np.array(below, dtype=np.int64) + 1)


def as_cell_text(cell: Any) -> str | None:  # noqa: ANN401 - whatever a cell holds
    """Write a cell of a workbook as text; None if it is empty.

    Examples
    --------
    >>> as_cell_text(42.0), as_cell_text(True), as_cell_text(datetime(2026, 3, 2, 9, 30))
    ('42', 'true', '2026-03-02T09:30:00')
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return _rounded(cell).isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _rounded(moment: datetime) -> datetime:
    """Workbooks count days in floating point: 09:30 may be stored as 09:29:59.999997."""
    rest = moment.microsecond % 1000
    return moment + (_MILLISECOND - timedelta(microseconds=rest) if rest >= 500 else timedelta(microseconds=-rest))
