"""Stages: how long cases stay in each, beside the time that the definition allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analyzer import insights
from analyzer.charts.canvas import axes_of, counted, figure_of, headline, in_words, nothing_to_draw, table_of
from analyzer.charts.rows import KEY, frame_rows, most_of, name_rows, rows_size, tell_rows
from analyzer.charts.theme import Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "How long do cases stay in each stage?"
TIMES = ["median", "low", "high", "ninety", "limit"]


def stage_times(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """How long do cases stay in each stage? A row for each stage: from the median to where nine of ten have gone on.

    Stays that go on are not left out: they count as "at least that long" (Kaplan-Meier). A thin line is the 95%
    interval of the median, up to the end of the axis where its upper limit is not known; an upright stroke is the
    allowed time. Stages on different clocks share an axis that counts in times the allowed time; one without an allowed
    time then has its numbers only.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.stage_times` makes it.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        Lines of points ``median``, ``ninety`` and ``limit``, with a point for each stage at its row, NaN where it is
        not known. Of more than 40 stages those with most stays; the line under the title says how many are left out.
    """
    table = table_of(table, insights.stage_times).reset_index(drop=True)
    with drawing(theme) as look:
        if not table["stays"].any():
            ax = axes_of(ax, look, size=(7.4, 2.6))
            headline(ax, look, QUESTION)
            nothing_to_draw(ax, look, "No case was seen in a stage.")
            return ax
        shown = most_of(table, "stays")
        relative = len(shown["unit"].unique()) > 1
        times = shown[TIMES].div(shown["limit"] if relative else 1.0, axis=0)
        places = range(len(shown))
        ax = axes_of(ax, look, size=rows_size(len(shown)))
        longest = float(np.nan_to_num(times.to_numpy(np.float64)).max())
        _marks(ax, look, times, end=max(longest * 1.03, 1))
        name_rows(ax, look, places, [in_words(stage) for stage in shown["stage"]])
        tell_rows(ax, look, places, [_told(row) for _, row in shown.iterrows()])
        unit = "times the allowed time" if relative else str(shown["unit"].iloc[0])
        frame_rows(ax, look, rows=len(shown), longest=longest, unit=unit)
        _key(ax)
        headline(ax, look, QUESTION, below=_counted(table, shown), description=_description(table, shown))
    return ax


def _marks(ax: Axes, look: Theme, times: pd.DataFrame, *, end: float) -> None:
    """Draw the times of every row; shape and filling tell what colour tells."""
    places = np.arange(len(times))
    median, low, high, ninety, limit = (times[name].to_numpy(np.float64) for name in TIMES)
    ax.hlines(places, median, ninety, color=look.series[0], linewidth=5, alpha=0.45, label="_to ninety")
    known = ~np.isnan(low)
    upper = np.where(np.isnan(high), end, high)
    ax.hlines(
        places[known], low[known], upper[known], color=look.ink, linewidth=1.0, label="95% interval of the median"
    )
    marks: dict[str, dict[str, Any]] = {
        "median": {"marker": "o", "markersize": 8, "markerfacecolor": look.series[0]},
        "ninety": {"marker": "D", "markersize": 6.5, "markerfacecolor": look.surface},
        "limit": {"marker": "|", "markersize": 17, "markeredgewidth": 2.2, "markeredgecolor": look.accent},
    }
    for (name, mark), at in zip(marks.items(), (median, ninety, limit), strict=True):
        ax.plot(at, places, linestyle="none", label=name, zorder=3, **({"markeredgecolor": look.ink} | mark))


def _key(ax: Axes) -> None:
    said = {"median": "half have gone on", "ninety": "nine of ten have gone on", "limit": "allowed time"}
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles,
        [said.get(label, label) for label in labels],
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=ax.transAxes + ScaledTranslation(0, -KEY / 72, figure_of(ax).dpi_scale_trans),
        ncols=4,
        columnspacing=1.6,
        borderaxespad=0,
    )


def _told(row: pd.Series) -> str:
    """Write the numbers of a stage: its median and interval, its stays, and how many are over the allowed time."""
    if not row["stays"]:
        return "no case seen"
    middle = "median not reached"
    if not np.isnan(row["median"]):
        upper = f"to {row['high']:,.1f}" if not np.isnan(row["high"]) else "or more"
        middle = f"median {row['median']:,.1f} {row['unit']} ({row['low']:,.1f} {upper})"
    going_on = f", {row['still']:,} go on" if row["still"] else ""
    over = f"; {row['over']:,} over {row['promised']}" if row["promised"] else ""
    return f"{middle}\n{counted(int(row['stays']), 'stay')}{going_on}{over}"


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    stays, still, over, unseen = (int(table[name].sum()) for name in ("stays", "still", "over", "entry_unseen"))
    said = f"{counted(stays, 'stay')}, {over:,} over the allowed time; {still:,} go on and count as at least that long"
    said += f"\n{unseen:,} began before they are seen and are in no time" if unseen else ""
    left_out = len(table) - len(shown)
    return said + (f"\n{len(shown)} of {len(table):,} stages shown: those with most stays" if left_out else "")


def _description(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Say the picture in words: the median of the first stages."""
    known = shown[shown["median"].notna()].head(8)
    rows = known[["stage", "median", "unit"]].itertuples(index=False)
    told = [f"{in_words(stage)} {median:,.1f} {unit}" for stage, median, unit in rows]
    said = _counted(table, shown).replace("\n", "; ")
    return f"{said}." + (f" Medians: {'; '.join(told)}." if told else "")
