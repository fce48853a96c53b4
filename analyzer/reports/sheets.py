"""Sheets of a workbook, whatever they show: columns, kinds of cells, tables of any length.

`xlsxwriter` makes the file, in the mode that keeps one row in memory, and only through what it documents. No cell is
ever a formula, a link out of the workbook or markup: text from outside is an inline string and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

MOST_TEXT = 32_767
"""Characters that a cell of Excel holds (counted in UTF-16 units)."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
MOST_LINKS = 65_000
"""Links in a sheet; Excel holds 65,530. Further cells hold the same text without a link."""

_CUT = " [cut]"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Kind = Literal["text", "instant", "count", "decimal", "share"]
Formats = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, its width in characters, its cells.

    Attributes
    ----------
    kind : str
        `text`, `instant` (UTC in, the zone's wall clock out), `count`, `decimal` or `share`.
    """

    title: str
    width: float
    cells: Any
    kind: Kind = "text"


def new_workbook(path: Path, *, created: datetime, title: str) -> tuple[xlsxwriter.Workbook, Formats]:
    """Begin a workbook whose bytes depend on its content only.

    Parameters
    ----------
    created : datetime
        Stands as the file's date, instead of the clock.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
    top = {"valign": "top"}
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2", "bottom": 1}
    formats = {
        "text": book.add_format(top),
        "instant": book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "count": book.add_format({**top, "num_format": "#,##0"}),
        "decimal": book.add_format({**top, "num_format": "#,##0.0"}),
        "share": book.add_format({**top, "num_format": "0.0%"}),
        "link": book.add_format({**top, "font_color": "#0563C1", "underline": 1}),
        "head": book.add_format(head),
        "head of numbers": book.add_format({**head, "align": "right"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "part": book.add_format({"bold": True, "font_size": 12, "top": 1}),
        "strong": book.add_format({**top, "bold": True}),
    }
    return book, formats


def heading_of(kind: str) -> str:
    """Name of the format of a heading over cells of a kind: numbers stand right, and so does what is above them."""
    return "head of numbers" if kind in ("count", "decimal", "share") else "head"


def add_sheet(book: xlsxwriter.Workbook, name: str, *, wide: bool = False) -> Worksheet:
    """Add a sheet that prints on landscape pages, one page wide unless it is `wide`."""
    sheet: Worksheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    if not wide:
        sheet.fit_to_pages(1, 0)
    return sheet


def write_table(
    sheet: Worksheet,
    columns: Sequence[Column],
    formats: Formats,
    *,
    zone: str = "UTC",
    links: Callable[[int], str] | None = None,
) -> int:
    """Fill a sheet with one table: frozen heading, filter, widths.

    Parameters
    ----------
    columns : sequence of Column
        All of one length. Rows that no sheet can hold are left out, and the last row says how many.
    zone : str
        In which instants are shown.
    links : callable, optional
        For a row (0 the first below the heading), the place its first cell leads to; "" for none.

    Returns
    -------
    int
        Rows written.
    """
    rows = len(columns[0].cells)
    shown = min(rows, MOST_ROWS - 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, formats[heading_of(column.kind)])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.autofilter(0, 0, max(shown, 1), len(columns) - 1)
    write = [_writer(sheet, place, column, formats, zone) for place, column in enumerate(columns)]
    if links:
        write[0] = _linking(sheet, columns[0], formats, links, write[0])
    for row in range(shown):
        for cell in write:
            cell(row)
    if shown < rows:
        sheet.write_string(shown + 1, 0, f"{rows - shown:,} more rows do not fit a sheet; findings.parquet has all.")
    return shown


def cell_text(value: object) -> str:
    r"""Make any text fit for a cell: no characters that XML forbids, no more than Excel holds, a mark where it is cut.

    Examples
    --------
    >>> cell_text("a\x00b") == "a\ufffdb", len(cell_text("x" * 40_000))
    (True, 32767)
    """
    text = "" if value is None or value != value else str(value)
    if not text.isprintable():
        text = _ILLEGAL.sub("\ufffd", text)
    if 2 * len(text) > MOST_TEXT and len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
        room = MOST_TEXT - len(_CUT)
        text = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore") + _CUT
    # a string of the shape <r>...</r> would be taken for ready-made markup
    return f" {text}" if text.startswith("<r>") else text


def serials(instants: pd.Series, zone: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Write instants as Excel's days since 1899-12-30 on a zone's wall clock, to the second; NaN for none."""
    wall = instants.dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[us]")
    days = (wall.astype("int64").to_numpy() // 1_000_000) / 86_400 + 25_569
    return np.where(instants.isna().to_numpy(), np.nan, days)


# ---------------------------------------------------------------- cells


def _writer(sheet: Worksheet, place: int, column: Column, formats: Formats, zone: str) -> Callable[[int], object]:
    """Give what writes the cell of a row (0 the first below the heading) of one column; an empty cell is not written.

    Each distinct text is made fit for a cell once.
    """
    style = formats[column.kind]
    if column.kind == "text":
        codes, values = pd.factorize(pd.Series(column.cells, dtype="object"))
        ready = [*(cell_text(value) for value in values), ""]
        texts = [ready[code] for code in codes]
        return lambda row: texts[row] and sheet.write_string(row + 1, place, texts[row], style)
    cells = serials(column.cells, zone) if column.kind == "instant" else np.asarray(column.cells, dtype=np.float64)
    numbers = cells.tolist()
    return lambda row: numbers[row] == numbers[row] and sheet.write_number(row + 1, place, numbers[row], style)


def _linking(
    sheet: Worksheet,
    column: Column,
    formats: Formats,
    links: Callable[[int], str],
    plain: Callable[[int], object],
) -> Callable[[int], object]:
    """Give what writes the first cell of a row so that it leads to its place in the workbook, where it has one."""
    cells = list(column.cells)

    def write(row: int) -> object:
        text, there = cell_text(cells[row]), links(row) if row < MOST_LINKS else ""
        if not (text and there):
            return plain(row)
        return sheet.write_url(row + 1, 0, f"internal:{there}", formats["link"], text)

    return write
