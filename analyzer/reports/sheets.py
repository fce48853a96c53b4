"""Sheets of a workbook, whatever they show: columns, kinds of cells, tables of any length.

`xlsxwriter` makes the file, only through what it documents; `long_tables` puts the rows of tables into it. No cell is
ever a formula (but a link to a row of another sheet), a link out of the workbook or markup: text from outside is an
inline string and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from analyzer.reports.long_tables import Cells, LongTable, fill, link_cells, number_cells, text_cells

MOST_TEXT = 32_767
"""Characters that a cell of Excel holds (counted in UTF-16 units)."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
HEADING_HEIGHT = 32
"""In points: two lines."""

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


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that is being made.

    Attributes
    ----------
    library : xlsxwriter.Workbook
    formats : dict
        Styles of cells by name.
    tables : dict of str to LongTable
        Rows that are still to be put into a sheet.
    """

    library: xlsxwriter.Workbook
    formats: Formats
    tables: dict[str, LongTable]

    def close(self, path: Path, filled: Path) -> None:
        """Finish the file at `path`, which the library wrote, and write it with all its rows to `filled`."""
        self.library.close()
        fill(path, filled, self.tables)


def new_workbook(path: Path, *, created: datetime, title: str) -> Book:
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
    library = xlsxwriter.Workbook(str(path), options)
    library.set_properties({"title": title, "created": created.replace(tzinfo=None)})
    top = {"valign": "top"}
    right = {**top, "align": "right", "indent": 1}  # so that a number does not touch the text beside it
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2", "bottom": 1}
    formats = {
        "text": library.add_format(top),
        "instant": library.add_format({**top, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "day": library.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
        "count": library.add_format({**right, "num_format": "#,##0"}),
        "decimal": library.add_format({**right, "num_format": "#,##0.0"}),
        "share": library.add_format({**right, "num_format": "0.0%"}),
        "link": library.add_format({**top, "font_color": "#0563C1", "underline": 1}),
        "head": library.add_format(head),
        "head of numbers": library.add_format({**head, "align": "right", "indent": 1}),
        "title": library.add_format({"bold": True, "font_size": 16}),
        "part": library.add_format({"bold": True, "font_size": 12, "top": 1}),
        "strong": library.add_format({**top, "bold": True}),
        "wrapped": library.add_format({**top, "text_wrap": True}),
    }
    return Book(library, formats, {})


def heading_of(kind: str) -> str:
    """Name of the format of a heading over cells of a kind: numbers stand right, and so does what is above them."""
    return "head of numbers" if kind in ("count", "decimal", "share") else "head"


def add_sheet(book: Book, name: str, *, wide: bool = False) -> Worksheet:
    """Add a sheet that prints on landscape pages, one page wide unless it is `wide`."""
    sheet: Worksheet = book.library.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    if not wide:
        sheet.fit_to_pages(1, 0)
    return sheet


def write_table(
    book: Book,
    sheet: Worksheet,
    columns: Sequence[Column],
    *,
    zone: str = "UTC",
    links: tuple[str, Sequence[int]] | None = None,
) -> int:
    """Fill a sheet with one table: frozen heading, filter, widths.

    Parameters
    ----------
    columns : sequence of Column
        All of one length. Rows that no sheet can hold are left out, and the last row says how many.
    zone : str
        In which instants are shown.
    links : (str, sequence of int), optional
        A sheet, and to which of its rows (1 the heading) the first cell of each row leads; 0 for none.

    Returns
    -------
    int
        Rows written.
    """
    rows = len(columns[0].cells)
    shown = min(rows, MOST_ROWS - 1)
    sheet.set_row(0, HEADING_HEIGHT)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, book.formats[heading_of(column.kind)])
    for place, column in enumerate(columns):  # the pattern row, of which `long_tables` learns the styles
        sheet.write_blank(1, place, None, book.formats["link" if links and not place else column.kind])
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.autofilter(0, 0, max(shown, 1), len(columns) - 1)
    cells = [_cells(column, zone) for column in columns]
    if links:
        cells[0] = link_cells([cell_text(value) for value in columns[0].cells], *links)
    note = f"{rows - shown:,} more rows do not fit a sheet; findings.parquet has all." if shown < rows else ""
    book.tables[sheet.get_name()] = LongTable(shown, cells, note)
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


def _cells(column: Column, zone: str) -> Cells:
    """The cells of one column; each distinct text is made fit for a cell once."""
    if column.kind == "text":
        codes, values = pd.factorize(pd.Series(column.cells, dtype="object"))
        return text_cells(codes.tolist(), [cell_text(value) for value in values])
    cells = serials(column.cells, zone) if column.kind == "instant" else np.asarray(column.cells, dtype=np.float64)
    return number_cells(cells.tolist())
