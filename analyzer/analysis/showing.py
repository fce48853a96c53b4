"""Values as a notebook shows them: plain tables with escaped texts, legible on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from analyzer.notebook_tables import LEFT, row_html, table_html

STEP = 2
"""Spaces by which a line of text that belongs to another is indented."""


def frame_html(frame: pd.DataFrame) -> str:
    """Write a table without its index."""
    rows = [[_shown(cell) for cell in row] for row in frame.itertuples(index=False)]
    return table_html([str(column) for column in frame.columns], rows)


def _shown(cell: Any) -> str | int | float:  # noqa: ANN401 - whatever stands in a frame
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return cell if isinstance(cell, int | float) else str(cell)


class Reading(pd.DataFrame):
    """A data frame whose texts are to be read: a notebook shows them whole, to the left, and breaks no id over lines.

    Everything else is a data frame's. What is made of it by counting or turning is shown as pandas does.
    """

    @property
    def _constructor(self) -> type[Reading]:
        return Reading

    def _repr_html_(self) -> str:
        if self.index.nlevels > 1 or self.columns.nlevels > 1 or self.index.name or self.columns.name:
            return str(super()._repr_html_())  # type: ignore[misc]
        few = len(self) if len(self) <= pd.get_option("display.max_rows") else pd.get_option("display.min_rows")
        rows = [[_read(cell) for cell in row] for row in self.head(few).itertuples()]
        less = "" if few == len(self) else f"<p>{few:,} of {len(self):,} rows</p>"
        return table_html(["", *map(str, self.columns)], rows, whole=True) + less


def _read(cell: Any) -> str | int | float:  # noqa: ANN401 - whatever stands in a frame
    if isinstance(cell, pd.Timestamp):
        return str(cell.strftime("%Y-%m-%d %H:%M %Z")).strip()
    return "" if cell is pd.NaT or cell is None or cell is pd.NA else _shown(cell)


def preformatted_html(text: str) -> str:
    """Write a text whose lines and columns are to stay as they are, escaped.

    The typeface is named because the pages that Jupyter exports set `pre` in a proportional one.
    """
    return f'<pre style="font-family: monospace">{escape(text)}</pre>'


CASE_HEADS = ("time", "from", "to", "copy", "what", "channel", "stage", "subject", "event")


def case_html(
    title: str,
    run: Iterable[tuple[str, str]],
    events: Iterable[Mapping[Any, Any]],
    said: Mapping[str, Sequence[str]],
    time: Callable[[Any], str],
) -> str:
    """Write a case as a table: every event a row, and below it what is said of it.

    Parameters
    ----------
    title : str
        The case, how many events, the zone.
    run : iterable of (name, text)
        Under what it was judged.
    events : iterable of rows
        Columns as in `columns.EVENTS`, in order of time.
    said : mapping of str to list of str
        Lines by event id, as `telling.verdict_lines` makes them; an indented one belongs to the line above.
    time : callable
        Writes an instant.
    """
    judged = "; ".join(f"{name}: {text}" for name, text in run)
    head = "".join(f'<th style="{LEFT}">{name}</th>' for name in CASE_HEADS)
    rows = []
    for event in events:
        what = f"stage {event['stage']}" if event["activity"] == "stage" else event["topics"] or event["activity"]
        cells = (
            time(event["timestamp"]),
            event["sender_role"],
            event["recipient_roles"],
            event["copied_roles"],
            what,
            event["channel"],
            event["stage"],
            event["subject"],
            event["event_id"],
        )
        rows.append(row_html([str(cell).replace(";", ", ") for cell in cells]))
        rows += _said(said.get(str(event["event_id"]), ()))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f"<p><b>{escape(title)}</b><br><small>{escape(judged)}</small></p>{table}"


def _said(lines: Sequence[str]) -> list[str]:
    """What is said of an event, as one cell across the table, marked by a rule on its left."""
    if not lines:
        return []
    least = min(len(line) - len(line.lstrip()) for line in lines)
    shown = [
        f'<div style="white-space:pre-wrap;padding-left:{(len(line) - len(line.lstrip()) - least) / STEP}em">'
        f"{_strong(line.strip()) if len(line) - len(line.lstrip()) == least else escape(line.strip())}</div>"
        for line in lines
    ]
    style = f"{LEFT};border-left:4px solid currentColor;padding-left:1em"
    return [f'<tr><td></td><td colspan="{len(CASE_HEADS) - 1}" style="{style}">{"".join(shown)}</td></tr>']


def _strong(line: str) -> str:
    verdict, colon, rest = line.partition(":")
    return f"<b>{escape(verdict)}{colon}</b>{escape(rest)}"
