"""Tables as a notebook shows them: escaped, texts to the left and numbers to the right, on a light or a dark page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

LEFT = "text-align:left;vertical-align:top"
"""Jupyter sets every cell to the right, which suits numbers only."""
RIGHT = "text-align:right;vertical-align:top"

Cell = str | int | float
SENTENCE = 24
"""Letters of a text that is worth a wide column."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d\b.{0,6}$")


def table_html(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, whole: bool = False) -> str:
    """Write texts and numbers as a table.

    Parameters
    ----------
    heads : sequence of str
    rows : iterable of sequences
        Whole numbers get separators of thousands; other numbers three digits after the point, "" where there is none.
    whole : bool
        Break no id and no instant over lines, only sentences and lists.

    Examples
    --------
    >>> "1,234</td>" in table_html(["events"], [[1234]])
    True
    """
    table = [list(row) for row in rows]
    numbers = {place for row in table for place, cell in enumerate(row) if not isinstance(cell, str)}
    head = "".join(
        f'<th style="{RIGHT if place in numbers else LEFT}">{escape(name)}</th>' for place, name in enumerate(heads)
    )
    body = "".join(row_html(row, whole=whole) for row in table)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def row_html(cells: Sequence[Cell], *, whole: bool = False) -> str:
    """Write one row of a table."""
    return f"<tr>{''.join(_cell(cell, whole) for cell in cells)}</tr>"


def _cell(cell: Cell, whole: bool) -> str:
    if isinstance(cell, str):
        kept = ""
        if whole:
            # A sentence gets room for a few words, or a browser gives it one word a line for the sake of the rest.
            one_line = " " not in cell or _INSTANT.match(cell)
            kept = ";white-space:nowrap" if one_line else ";min-width:12em" if len(cell) > SENTENCE else ""
        return f'<td style="{LEFT}{kept}">{escape(cell)}</td>'
    if isinstance(cell, float):
        return f'<td style="{RIGHT}">{"" if cell != cell else f"{cell:,.3f}"}</td>'
    return f'<td style="{RIGHT}">{cell:,}</td>'
