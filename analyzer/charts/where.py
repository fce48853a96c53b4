"""The heat map of stages and topics: where messages leave the agreed ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, headline, in_words, sentence_only, short, table_of, wrapped
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "At which stage, and about what, do messages leave the agreed ways?"
NOTHING = "No rule about the ways of messages judged a message."
FEW = 8
"""Up to so many stages a cell has room for words."""
MOST = 40
"""More rows or columns than this are no picture any more."""
_NAME, _HEAD = 32, 12
"""Letters of a name beside its row, and in a line above its column."""
_QUESTION = 7.4
"""Inches that the question takes."""
INSIDE: dict[str, Any] = {"in_layout": False}
"""What lies within the cells needs no room of its own; measuring thousands of them would take seconds."""


@drawn_from("an analysis, or a table as insights.stage_by_topic makes it")
def stage_by_topic(
    table: pd.DataFrame | Result,
    *,
    ax: Axes | None = None,
    names: Mapping[str, str] | None = None,
    theme: ThemeName = "light",
) -> Axes:
    """At which stage, and about what, do messages leave the agreed ways? A row for each topic, a column for each stage.

    A cell says how many messages left the agreed ways (stronger: more), let off or not, out of how many that were
    judged; a bar along its foot is their share. Cells without a message are empty.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.stage_by_topic` makes it.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    names : mapping of str to str, optional
        What people call a topic or a stage; of an Analysis, the titles of the definition's topics.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        One patch for each cell, labelled ``stage>topic``. Of more than 40 stages or topics those are drawn in which
        most messages left the ways; the line under the title says how many are left out.
    """
    if names is None and not isinstance(table, pd.DataFrame):
        names = {topic.id: topic.title for topic in table.definition.topics}
    table = table_of(table, insights.stage_by_topic)
    stages, topics = (_most(table, column) for column in ("stage", "topic"))
    shown = table[table["stage"].isin(stages) & table["topic"].isin(topics)]
    with drawing(theme) as look:
        if table.empty:
            return sentence_only(ax, look, QUESTION, "activity", NOTHING)
        ax = axes_of(ax, look, size=_size(len(stages), len(topics)))
        _cells(ax, look, shown, stages, topics)
        _frame(ax, look, [_named(stage, "stage", names) for stage in stages], topics, names)
        below = _counted(table, stages, topics)
        headline(ax, look, QUESTION, "activity", below=below, description=_description(shown, below))
    return ax


def _most(table: pd.DataFrame, column: str) -> list[str]:
    """Keep the stages or topics in which most messages left the ways, in the table's order."""
    names = list(table[column].unique())
    off = table.groupby(column)["off_ways"].sum()
    kept = set(sorted(names, key=lambda name: -off[name])[:MOST])
    return [name for name in names if name in kept]


def _size(stages: int, topics: int) -> tuple[float, float]:
    """Make room for the cells, the names beside them and the key below."""
    wide = 1.3 if stages <= FEW else 0.42
    names = 0.3 if stages <= FEW else 2.0
    return 2.7 + max(wide * stages, _QUESTION), 1.7 + names + max(0.38 * topics, 1.0)


def _cells(ax: Axes, look: Theme, table: pd.DataFrame, stages: list[str], topics: list[str]) -> None:
    most = max(int(table["off_ways"].max()), 1)
    rows = table[["stage", "topic", "messages", "off_ways"]].itertuples(index=False)
    for stage, topic, messages, off in rows:
        x, y = stages.index(stage), topics.index(topic)
        # The root keeps a cell with few of them apart from one with none.
        fill = blend(*look.volume, np.sqrt(off / most)) if off else look.surface if messages else look.faint
        cell = Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=look.grid, linewidth=0.7, **INSIDE)
        cell.set_label(f"{stage}>{topic}")
        ax.add_artist(cell)
        if off:
            # The smallest share is still to be seen.
            wide = max(off / messages, 0.04) * 0.94
            ax.add_artist(Rectangle((x + 0.03, y + 0.86), wide, 0.1, facecolor=look.accent, linewidth=0, **INSIDE))
        if messages:
            _numbers(ax, look, (x, y), off, messages, wordy=len(stages) <= FEW)


def _numbers(ax: Axes, look: Theme, corner: tuple[int, int], off: int, messages: int, *, wordy: bool) -> None:
    x, y = corner
    ink: dict[str, Any] = {"color": look.ink if off else look.muted, "ha": "center", "va": "center"} | INSIDE
    if wordy:
        said = f"{_number(off)} of {_number(messages)}"
        ax.text(x + 0.5, y + 0.45, said, fontsize=SMALL + 0.5, weight="bold" if off else "normal", **ink)
    else:
        ax.text(x + 0.5, y + 0.45, short(off), fontsize=5.8, **ink)


def _number(number: int) -> str:
    return f"{number:,}" if number < 100_000 else short(number)


def _named(name: str, kind: str, names: Mapping[str, str] | None) -> str:
    """What people call a stage or topic."""
    unknown = {"stage": "stage unknown", "topic": "topic unknown"}[kind]
    return (names or {}).get(name, in_words(name)) if name else unknown


def _frame(ax: Axes, look: Theme, stages: list[str], topics: list[str], names: Mapping[str, str] | None) -> None:
    lines = [line for stage in stages for line in wrapped(stage, _HEAD).splitlines()]
    flat = len(stages) <= FEW and all(len(line) <= _HEAD for line in lines)
    turned: dict[str, Any] = {} if flat else {"rotation": 90, "rotation_mode": "anchor", "ha": "left", "va": "center"}
    on_top = [wrapped(stage, _HEAD) if flat else wrapped(stage, _NAME, lines=1) for stage in stages]
    beside = [wrapped(_named(topic, "topic", names), _NAME, lines=2) for topic in topics]
    ax.set(xlim=(0, len(stages)), ylim=(len(topics), 0))
    ax.set_xticks(np.arange(len(stages)) + 0.5, on_top, color=look.ink, **turned)
    ax.set_yticks(np.arange(len(topics)) + 0.5, beside, color=look.ink)
    ax.xaxis.set_ticks_position("top")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    swatches = [
        Patch(facecolor=look.volume[1], edgecolor=look.grid, label="messages off the agreed ways (stronger: more)"),
        Patch(facecolor=look.accent, label="their share"),
        Patch(facecolor=look.faint, edgecolor=look.grid, label="no message"),
    ]
    ax.legend(handles=swatches, loc="upper left", bbox_to_anchor=(0, -0.01), ncols=3, borderaxespad=0.2)


def _counted(table: pd.DataFrame, stages: list[str], topics: list[str]) -> str:
    said = f"{int(table['off_ways'].sum()):,} of {int(table['messages'].sum()):,} judged messages left the agreed ways"
    said += f"; {int(table['open'].sum()):,} of them have an open finding"
    said += "\na message about two topics counts under each"
    left_out = [
        f"{len(shown)} of {table[column].nunique()} {column}s"
        for column, shown in (("stage", stages), ("topic", topics))
        if len(shown) < table[column].nunique()
    ]
    return said + (f"\n{' and '.join(left_out)} shown: those with most messages off the ways" if left_out else "")


def _description(shown: pd.DataFrame, below: str) -> str:
    """Say the picture in words: the cells with most messages off the ways."""
    most = shown[shown["off_ways"] > 0].sort_values("off_ways", ascending=False, kind="stable").head(5)
    rows = most[["stage", "topic", "off_ways", "messages"]].itertuples(index=False)
    told = [
        f"{_named(stage, 'stage', None)}, {_named(topic, 'topic', None)} {off} of {messages}"
        for stage, topic, off, messages in rows
    ]
    said = below.replace("\n", "; ")
    return f"{said}. " + (f"Most: {'; '.join(told)}." if told else "")
