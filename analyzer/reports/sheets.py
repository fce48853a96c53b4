"""Sheets of a workbook, whatever they show: columns, kinds of cells, many rows quickly.

`xlsxwriter` makes the file, in the mode that keeps one row in memory. Rows of a table are put into its stream as
finished XML, each distinct text escaped once, which is some ten times faster than cell by cell. No cell is ever a
formula, a link out of the workbook or markup: text from outside is an inline string and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MOST_TEXT = 32_767
"""Characters that a cell of Excel holds (counted in UTF-16 units)."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
MOST_LINKS = 65_000
"""Links that a sheet of Excel holds are 65,530."""

_CUT = " [cut]"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_BLOCK = 5_000

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


class RowStream(Worksheet):  # type: ignore[misc]
    """A sheet that also takes rows as finished XML."""

    def write_ready(self, first_row: int, rows: Sequence[str], columns: int) -> None:
        """Append whole `<row>` elements, numbered from `first_row` (0 is the sheet's first)."""
        self._write_single_row(first_row)
        self._check_dimensions(first_row + len(rows) - 1, columns - 1)
        self.fh.write("".join(rows))
        self.previous_row = first_row + len(rows)

    def link(self, row: int, column: int, place: str) -> None:
        """Make a cell, written by `write_ready` afterwards, lead to a place in the workbook."""
        self.ignore_write_string = True
        self.write_url(row, column, f"internal:{place}")
        self.ignore_write_string = False


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


def add_sheet(book: xlsxwriter.Workbook, name: str, *, wide: bool = False) -> RowStream:
    """Add a sheet that prints on landscape pages, one page wide unless it is `wide`."""
    sheet: RowStream = book.add_worksheet(name, worksheet_class=RowStream)
    sheet.set_landscape()
    sheet.set_paper(9)
    if not wide:
        sheet.fit_to_pages(1, 0)
    return sheet


def write_table(
    sheet: RowStream,
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
    if links:
        for row in range(min(shown, MOST_LINKS)):
            if place_of := links(row):
                sheet.link(row + 1, 0, place_of)
    prepared = [_prepared(column, place, formats, zone, linked=bool(links)) for place, column in enumerate(columns)]
    for first in range(0, shown, _BLOCK):
        last = min(first + _BLOCK, shown)
        sheet.write_ready(first + 1, list(_rows(prepared, first, last)), len(columns))
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


# ---------------------------------------------------------------- ready rows


def _prepared(column: Column, place: int, formats: Formats, zone: str, *, linked: bool) -> tuple[str, list[str]]:
    """Write a column's cells but for their row number; "" for an empty cell."""
    style = formats["link" if linked and place == 0 else column.kind]._get_xf_index()
    letter = f'<c r="{xl_col_to_name(place)}'
    if column.kind == "text":
        codes, values = pd.factorize(pd.Series(column.cells, dtype="object"))
        ready = [*(_string(cell_text(value), style) for value in values), ""]
        return letter, [ready[code] for code in codes]
    numbers = serials(column.cells, zone) if column.kind == "instant" else np.asarray(column.cells, dtype=np.float64)
    return letter, [f'" s="{style}"><v>{value!r}</v></c>' if value == value else "" for value in numbers.tolist()]


def _string(text: str, style: int) -> str:
    if not text:
        return ""
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    safe = escape(_ESCAPE.sub("_x005F_", text) if "_x" in text else text)
    return f'" s="{style}" t="inlineStr"><is><t{kept}>{safe}</t></is></c>'


def _rows(prepared: Sequence[tuple[str, list[str]]], first: int, last: int) -> Iterator[str]:
    numbers = range(first + 2, last + 2)
    columns = (
        [f"{letter}{number}{cell}" if cell else "" for number, cell in zip(numbers, ready[first:last], strict=True)]
        for letter, ready in prepared
    )
    cells = map("".join, zip(*columns, strict=True))
    return (f'<row r="{number}">{row}</row>' for number, row in zip(numbers, cells, strict=True))
