"""Long tables of a workbook, written as rows of the open format (ECMA-376) into the file that `xlsxwriter` made.

The library writes each such sheet with its heading and one pattern row, which carries the style of every column; here
the pattern row gives way to the rows of the table, as one stream of text. What comes from outside is an inline string
and nothing else; the only formulas are links to a row of another sheet, made of a sheet's name and a number.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

NO_CELL = "<c/>"

PART_ROWS = 20_000
"""So many rows are held as text at a time."""

_PATTERN = re.compile(rb'<row r="2"[^>]*>(.*?)</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="[A-Z]+2" s="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="A1:([A-Z]+)2"/>')
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_NAME = re.compile(r"[A-Za-z0-9.-]{1,200}")

Cells = Callable[[str, int, int], list[str]]
"""From the style of a column and a range of rows to cells in the words of the format."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """The rows below the heading of one sheet.

    Attributes
    ----------
    rows : int
    cells : sequence of callable
        For each column.
    note : str
        Stands alone below the last row; "" for nothing.
    """

    rows: int
    cells: Sequence[Cells]
    note: str = ""


def text_cells(codes: Sequence[int], values: Sequence[str]) -> Cells:
    """Cells of text, given as codes into distinct texts that are fit for a cell; a code of -1, or no text: no cell."""
    marked = [*map(_inline, values), ""]

    def cells(style: str, start: int, stop: int) -> list[str]:
        ready = [f'<c s="{style}"{one}' if one else NO_CELL for one in marked]
        return [ready[code] for code in codes[start:stop]]

    return cells


def number_cells(numbers: Sequence[float]) -> Cells:
    """Cells of numbers; NaN: no cell."""

    def cells(style: str, start: int, stop: int) -> list[str]:
        head = f'<c s="{style}"><v>'
        return [f"{head}{one:.16g}</v></c>" if one == one else NO_CELL for one in numbers[start:stop]]

    return cells


def link_cells(values: Sequence[str], sheet: str, places: Sequence[int]) -> Cells:
    """Cells of which each leads to a row of a sheet; a place of 0 leads nowhere.

    Only a name of letters, digits, dots and hyphens becomes part of a formula; any other text stands without a link.
    """

    def cells(style: str, start: int, stop: int) -> list[str]:
        return [
            f'<c s="{style}" t="str"><f>HYPERLINK("#{sheet}!A{place}","{value}")</f><v>{value}</v></c>'
            if place and _NAME.fullmatch(value)
            else f"<c{_inline(value) or '/>'}"
            for value, place in zip(values[start:stop], places[start:stop], strict=True)
        ]

    return cells


def _inline(text: str) -> str:
    """A text as the rest of a cell, "" for none: escaped for XML, and where it looks like an escape of the format."""
    if not text:
        return ""
    marked = escape(_LOOKS_ESCAPED.sub("_x005F_", text)).replace("\r", "_x000D_")
    return f' t="inlineStr"><is><t xml:space="preserve">{marked}</t></is></c>'


def fill(path: Path, filled: Path, tables: Mapping[str, LongTable]) -> None:
    """Copy a workbook, the pattern rows of some sheets replaced by their tables.

    Parameters
    ----------
    path, filled : Path
        The workbook as the library left it, and the file to write.
    tables : mapping of str to LongTable
        By the name of the sheet.
    """
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {part: tables[name] for name, part in _parts(source).items() if name in tables}
        for info in source.infolist():
            content = source.read(info)
            if info.filename not in parts:
                target.writestr(info, content)
                continue
            with target.open(info, "w", force_zip64=True) as part:
                for piece in _filled(content, parts[info.filename]):
                    part.write(piece)


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the file each sheet is."""
    targets = {one.get("Id"): one.get("Target") for one in ElementTree.fromstring(book.read(_RELATIONS))}
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {str(sheet.get("name")): f"xl/{targets[sheet.get(f'{_OFFICE}id')]}" for sheet in sheets}


def _filled(content: bytes, table: LongTable) -> Iterator[bytes]:
    found = _PATTERN.search(content)
    if found is None:
        raise ValueError("the sheet has no pattern row")
    styles = [one.decode() for one in _STYLE.findall(found.group(1))]
    last = table.rows + 1 + bool(table.note)
    yield _DIMENSION.sub(rb'<dimension ref="A1:\g<1>%d"/>' % last, content[: found.start()], count=1)
    for start in range(0, table.rows, PART_ROWS):
        stop = min(start + PART_ROWS, table.rows)
        columns = [cells(style, start, stop) for cells, style in zip(table.cells, styles, strict=True)]
        rows = enumerate(zip(*columns, strict=True), start + 2)
        yield "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows).encode()
    if table.note:
        yield f'<row r="{last}"><c{_inline(table.note)}</row>'.encode()
    yield content[found.end() :]
