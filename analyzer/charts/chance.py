"""The funnel plot: groups of cases beside what chance alone would do to groups of their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, counted, headline, key_below, sentence_only, wrapped
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Where are there more findings than chance explains?"
MOST_NAMES = 10
"""More names than this do not stand beside the picture."""
_LINE = 1 / 15
"""Height of a name, as a share of the Axes."""
_FINEST = 160
"""Sizes at which the limits are worked out."""
_HIGH, _WIDE = 4.6, 9.6
_FOOT = 0.02
"""Room below 0 for half a point, as a share of what is above it."""
_LINES = ((0.95, (0, (4, 2)), "95% of groups by chance"), (0.998, "-", "99.8% of groups by chance"))


@drawn_from("an analysis, or a table as insights.beyond_chance makes it")
def beyond_chance(
    table: pd.DataFrame | Result,
    *,
    ax: Axes | None = None,
    by: str = "requisition",
    theme: ThemeName = "light",
) -> Axes:
    """Where are there more findings than chance explains? A point for each group, within the limits of chance.

    The further right a point, the more cases the group has; the higher, the larger the share of them with an open
    finding. The small groups on the left are spread by chance alone, so the limits open to the left. Named and filled
    are the groups that are still beyond chance when it is considered how many groups there are. A mark is a question:
    groups differ in what they have to do.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.beyond_chance` makes it, whole: the limits are worked out from all its rows.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    by : str
        What the groups are: "requisition", or the role whose people they are.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        Lines of points labelled ``more``, ``fewer`` and ``within``, lines ``all`` and the limits. Groups that are not
        named in the table have no point. Of more than 10 marked groups none is named; the line under the title says so.
    """
    if not isinstance(table, pd.DataFrame):
        table = insights.beyond_chance(table, by=by)
    named = table[table["group"] != ""]
    with drawing(theme) as look:
        if named.empty:
            sentence = "No group has enough cases to tell it from chance."
            return sentence_only(ax, look, QUESTION, "activity", sentence)
        ax = axes_of(ax, look, size=(_WIDE, _HIGH))
        of, marked = int(table["cases"].sum()), int(table["with_finding"].sum())
        top = _top(named, of, marked)
        _funnel(ax, look, named, of=of, marked=marked)
        _points(ax, look, named)
        _frame(ax, look, end=_end(named), top=top)
        beyond = named[named["beyond_chance"] != ""]
        if len(beyond) <= MOST_NAMES:
            _names(ax, look, beyond, top=top)
        below = _counted(table, named, by)
        headline(ax, look, QUESTION, "activity", below=below, description=_description(named, below))
    return ax


def _end(named: pd.DataFrame) -> float:
    return float(named["cases"].max()) * 1.06


def _top(named: pd.DataFrame, of: int, marked: int) -> float:
    """Find where the axis ends: above every point, and above the limits of a group of middling size."""
    middling = max(int(named["cases"].median()), 1)
    limit = float(insights.chance_limits([middling], of, marked, level=0.998)[1, 0])
    return min(1.0, max(float(named["share"].max()), limit, 0.01) * 1.12) + 0.004


def _funnel(ax: Axes, look: Theme, named: pd.DataFrame, *, of: int, marked: int) -> None:
    """Draw the share of all, and the limits that open towards small groups."""
    end = min(_end(named), of)
    sizes = np.unique(np.linspace(1, end, _FINEST).astype(np.int64))
    for level, style, name in _LINES:
        for limit, label in zip(insights.chance_limits(sizes, of, marked, level=level), (name, ""), strict=True):
            ax.plot(sizes, limit, color=look.muted, linewidth=1.0, linestyle=style, label=label or f"_{name}")
    share = marked / of
    ax.axhline(share, color=look.ink, linewidth=1.2, label=f"all: {share:.1%}", zorder=1.8)


def _points(ax: Axes, look: Theme, named: pd.DataFrame) -> None:
    """Draw the groups: shape and filling tell what colour tells."""
    looks: dict[str, dict[str, Any]] = {
        "": {"marker": "o", "markerfacecolor": look.surface, "markeredgecolor": look.ink, "markersize": 5},
        "more": {"marker": "^", "markerfacecolor": look.accent, "markeredgecolor": look.ink, "markersize": 8},
        "fewer": {"marker": "v", "markerfacecolor": look.series[0], "markeredgecolor": look.ink, "markersize": 8},
    }
    for side, mark in looks.items():
        of = named[named["beyond_chance"] == side]
        # An empty line counts as a mark in the corner of the figure, and would be given room there.
        ax.plot(
            of["cases"],
            of["share"],
            linestyle="none",
            in_layout=False,
            label=side or "within",
            clip_on=False,
            zorder=3,
            **mark,
        )


def _frame(ax: Axes, look: Theme, *, end: float, top: float) -> None:
    ax.set(xlim=(0, end), ylim=(-_FOOT * top, top))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    ax.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0 if top > 0.06 else 1, symbol=" %"))
    ax.grid(axis="y")
    ax.set_xlabel("cases", loc="left")
    ax.set_ylabel("cases with an open finding")
    said = {"more": "more than chance explains", "fewer": "fewer than chance explains", "within": "within chance"}
    handles, labels = ax.get_legend_handles_labels()
    key_below(ax, handles, [said.get(label, label) for label in labels], ncols=3)


def _names(ax: Axes, look: Theme, marked: pd.DataFrame, *, top: float) -> None:
    """Write the names of the marked groups beside the picture, each with a thin line to its point."""
    marked = marked.sort_values(["share", "group"], ascending=[False, True], kind="stable")
    heights = _apart([(share / top + _FOOT) / (1 + _FOOT) for share in marked["share"]])
    rows = marked[["group", "cases", "with_finding", "share"]].itertuples(index=False)
    for (group, cases, found, share), height in zip(rows, heights, strict=True):
        told = f"{wrapped(str(group), 34, lines=1)}: {int(found):,} of {int(cases):,}"
        ax.text(1.02, height, told, transform=ax.transAxes, va="center", fontsize=SMALL, color=look.ink)
        leader: dict[str, Any] = {"arrowstyle": "-", "color": look.muted, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4}
        end = (1.015, height)
        ax.annotate("", (cases, share), end, textcoords="axes fraction", annotation_clip=False, arrowprops=leader)


def _apart(heights: Sequence[float]) -> list[float]:
    """Move heights (falling, as shares of the Axes) apart so that a line of text fits between each two."""
    placed: list[float] = []
    for height in heights:
        placed.append(min(height, placed[-1] - _LINE) if placed else min(height, 1.0))
    lift = 0.0
    for at in range(len(placed) - 1, -1, -1):
        lowest = lift + (_LINE if at < len(placed) - 1 else 0.0)
        placed[at] = max(placed[at], lowest)
        lift = placed[at]
    return placed


def _counted(table: pd.DataFrame, named: pd.DataFrame, by: str) -> str:
    of, marked = int(table["cases"].sum()), int(table["with_finding"].sum())
    role = by.replace("_", " ")
    groups = counted(len(named), "requisition") if by == "requisition" else f"{len(named):,} people as {role}"
    more, fewer = (int((named["beyond_chance"] == side).sum()) for side in ("more", "fewer"))
    said = f"{marked:,} of {counted(of, 'case')} have an open finding"
    said += f"\nmore than chance explains for {more:,} of {groups}, fewer for {fewer:,}"
    others = table[table["group"] == ""]
    if len(others):
        small = int(others["groups"].sum())
        said += f"\n{counted(small, 'group')} with few cases or no name: only in the whole"
    too_many = more + fewer > MOST_NAMES
    return said + ("\ntoo many are marked to name them here: the table does" if too_many else "")


def _description(named: pd.DataFrame, below: str) -> str:
    """Say the picture in words: the marked groups, by name."""
    rows = named.loc[named["beyond_chance"] != "", ["group", "beyond_chance", "with_finding", "cases"]].head(5)
    told = [f"{group} {side}, {found} of {cases}" for group, side, found, cases in rows.itertuples(index=False)]
    said = below.replace("\n", "; ")
    return f"{said}." + (f" Marked, by name: {'; '.join(told)}." if told else "")
