"""Charts of lying bars: a row for each thing, its name on the left, its numbers in a column on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analyzer.charts.canvas import key_below, short, wrapped
from analyzer.charts.theme import SMALL, Theme

MOST_ROWS = 40
"""More rows than this are no picture any more."""
THICK = 0.62
_LETTERS = 36
_ROW = 0.36
"""Inches a row takes: two lines of a name, and air."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of every bar: its name in the key, and how it looks.

    Attributes
    ----------
    column : str
        Column of the table that says how long it is.
    name : str
    fill : str
    hatch : str
        Tells parts apart without colour.
    """

    column: str
    name: str
    fill: str
    hatch: str = ""


def rows_size(rows: int) -> tuple[float, float]:
    """Give the inches of a figure with so many rows."""
    return 10.2, 1.9 + _ROW * max(rows, 2)


def most_of(table: pd.DataFrame, column: str, most: int = MOST_ROWS) -> pd.DataFrame:
    """Keep the rows with most in a column, in the table's order; of equal ones the first."""
    kept = table.sort_values(column, ascending=False, kind="stable").index[:most]
    return table.loc[sorted(kept)]


def left_out(table: pd.DataFrame, shown: pd.DataFrame, things: str, which: str) -> str:
    """Say in a line of its own how many rows are not drawn, and which are; nothing where all are."""
    return f"\n{len(shown)} of {len(table):,} {things} shown: {which}" if len(shown) < len(table) else ""


def frame_rows(
    ax: Axes, look: Theme, places: Sequence[float], told: Sequence[tuple[str, str]], *, longest: float, unit: str
) -> None:
    """Name the rows and tell their numbers (a pair for each), and set the ends of both axes; bars begin at 0."""
    name_rows(ax, look, places, [name for name, _ in told])
    tell_rows(ax, look, places, [numbers for _, numbers in told])
    ax.set(xlim=(0, max(longest * 1.03, 1)), ylim=(max(max(places) + 1, 2) - 0.4, -0.6))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda number, _: short(round(number))))
    ax.grid(axis="x")
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_color(look.muted)
    ax.set_xlabel(unit, loc="left")


def name_rows(ax: Axes, look: Theme, places: Sequence[float], names: Sequence[str]) -> None:
    """Write the name of each row on its left, in at most two lines."""
    ax.set_yticks(list(places), [wrapped(name, _LETTERS, lines=2) for name in names], color=look.ink)


def tell_rows(ax: Axes, look: Theme, places: Sequence[float], told: Sequence[str]) -> None:
    """Write the numbers of each row on its right, beyond the Axes."""
    for place, text in zip(places, told, strict=True):
        ax.annotate(
            text,
            (1, place),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=look.ink,
            annotation_clip=False,
        )


def draw_parts(ax: Axes, look: Theme, places: Sequence[float], table: pd.DataFrame, parts: Sequence[Part]) -> None:
    """Draw the bars, the parts of each one after another; a container of bars for each part, labelled with its name."""
    ends = np.zeros(len(table))
    for part in parts:
        lengths = table[part.column].to_numpy(np.float64)
        ax.barh(
            list(places),
            lengths,
            left=ends,
            height=THICK,
            color=part.fill,
            edgecolor=look.ink,
            linewidth=np.where(lengths > 0, 0.6, 0.0),
            hatch=part.hatch,
            label=part.name,
        )
        ends += lengths


def parts_below(ax: Axes, look: Theme, parts: Sequence[Part], *, ncols: int | None = None) -> None:
    """Name the parts of the bars below the picture."""
    swatches = [Patch(facecolor=part.fill, edgecolor=look.ink, hatch=part.hatch) for part in parts]
    key_below(ax, swatches, [part.name for part in parts], ncols=ncols or len(parts), handlelength=1.8)
