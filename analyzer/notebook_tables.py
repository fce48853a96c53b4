"""Tables as a notebook shows them: escaped, texts to the left and numbers to the right, on a light or a dark page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

LEFT = "text-align:left;vertical-align:top"
"""Jupyter sets every cell to the right, which suits numbers only."""
RIGHT = "text-align:right;vertical-align:top"

Cell = str | int | float


def table_html(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write texts and numbers as a table.

    Parameters
    ----------
    heads : sequence of str
    rows : iterable of sequences
        Whole numbers get separators of thousands; other numbers three digits after the point, "" where there is none.

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
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(row_html, table))}</tbody></table>"


def row_html(cells: Sequence[Cell]) -> str:
    """Write one row of a table."""
    return f"<tr>{''.join(map(_cell, cells))}</tr>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<td style="{LEFT}">{escape(cell)}</td>'
    if isinstance(cell, float):
        return f'<td style="{RIGHT}">{"" if cell != cell else f"{cell:,.3f}"}</td>'
    return f'<td style="{RIGHT}">{cell:,}</td>'
