"""Tables of two directions in the page: who wrote to whom, and which topic in which stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd

from analyzer.reports import words

UNKNOWN = "?"
"""Role of which the log does not tell who it is."""
MOST = 40
"""More columns than this are no table for the eye; the workbook and `insights` have all."""
EDGES = (0.04, 0.2, 0.5)
"""Shares of the fullest cell at which a cell gets a stronger colour."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Messages of one row and column.

    Attributes
    ----------
    title : str
        Title of the column.
    messages, off : int
        How many, and how many of them off the agreed ways.
    heat : int
        From 1 (few) to 4 (many).
    agreed : bool
        Whether the definition lets some such message be.
    same : bool
        Row and column are the same; what is in between is not judged.
    link : str
        Address of the findings behind the cell; "" where there is none.
    """

    title: str
    messages: int
    off: int
    heat: int
    agreed: bool = True
    same: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A name at the edge, its address if it has one, and its row of cells (columns have none)."""

    title: str
    cells: tuple[Cell, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with their cells, and the heads of the columns."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]


def contact_grid(table: pd.DataFrame, titles: Mapping[str, str]) -> Grid:
    """Lay the contacts out; roles that no message and no contact joins to another are left out.

    Parameters
    ----------
    table : DataFrame
        As `insights.contact_matrix` makes it.
    titles : mapping of str to str
        What people call a role, in the order of the rows.
    """
    agreed = set(table.loc[table["agreed"], ["sender_role", "recipient_role"]].itertuples(index=False, name=None))
    table = table[(table["messages"] > 0) | table["agreed"]]
    counts = _counts(table, "sender_role", "recipient_role", "off_graph")
    order = [*titles, *sorted({role for pair in counts for role in pair} - set(titles))]
    senders, recipients = ([role for role in order if any(pair[side] == role for pair in counts)] for side in (0, 1))
    heat = _heat(messages for messages, _ in counts.values())

    def title(role: str) -> str:
        return "Not known" if role == UNKNOWN else titles.get(role) or words.role_name(role)

    def cell(sender: str, to: str) -> Cell:
        messages, off = counts.get((sender, to), (0, 0))
        link = _address({"verdict": "all", "from": sender, "to": to})
        return Cell(title(to), messages, off, heat(messages), (sender, to) in agreed, sender == to, link)

    rows = tuple(Head(title(sender), tuple(cell(sender, to) for to in recipients)) for sender in senders)
    return Grid(rows, tuple(Head(title(to)) for to in recipients))


def place_grid(table: pd.DataFrame, titles: Mapping[str, str]) -> Grid:
    """Lay stages and topics out, a row for each topic; topics and stages without a message are left out.

    Parameters
    ----------
    table : DataFrame
        As `insights.stage_by_topic` makes it.
    titles : mapping of str to str
        What people call a topic.
    """
    table = table[table["messages"] > 0]
    counts = _counts(table, "topic", "stage", "off_ways")
    stages = _first(table["stage"])[:MOST]
    heat = _heat(messages for messages, _ in counts.values())

    def cell(topic: str, stage: str) -> Cell:
        messages, off = counts.get((topic, stage), (0, 0))
        link = _address({"verdict": "all", "topic": topic, "stage": stage}) if topic and stage else ""
        return Cell(_stage(stage), messages, off, heat(messages), link=link)

    rows = tuple(
        Head(_topic(topic, titles), tuple(cell(topic, stage) for stage in stages), _link("topic", topic))
        for topic in _first(table["topic"])
    )
    return Grid(rows, tuple(Head(_stage(stage), link=_link("stage", stage)) for stage in stages))


def _counts(table: pd.DataFrame, row: str, column: str, off: str) -> dict[tuple[str, str], tuple[int, int]]:
    columns = (table[name] for name in (row, column, "messages", off))
    return {(one, other): (int(messages), int(gone)) for one, other, messages, gone in zip(*columns, strict=True)}


def _first(column: pd.Series[str]) -> list[str]:
    """Each value once, known ones in their order; what is not known comes last."""
    return sorted(dict.fromkeys(column), key=lambda value: not value)


def _heat(messages: Iterable[int]) -> Callable[[int], int]:
    most = max(messages, default=1)
    return lambda n: 1 + sum(n > most * edge for edge in EDGES)


def _topic(topic: str, titles: Mapping[str, str]) -> str:
    return words.clean(titles.get(topic), cut=60) or words.role_name(topic) if topic else "Topic not known"


def _stage(stage: str) -> str:
    return words.clean(stage, cut=60) or "Stage not known"


def _link(name: str, value: str) -> str:
    return _address({"verdict": "all", name: value}) if value else ""


def _address(asked: Mapping[str, str]) -> str:
    """Address of a filtered list, as the page's script reads it."""
    return "#" + urlencode(asked)
