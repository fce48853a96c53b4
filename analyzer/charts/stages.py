"""Stages: how long cases stay in each, beside the time that the definition allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, counted, headline, in_words, key_below, sentence_only, table_of
from analyzer.charts.rows import frame_rows, left_out, most_of, rows_size
from analyzer.charts.theme import Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "How long do cases stay in each stage?"
TIMES = ["quarter", "median", "three_quarters", "ninety", "limit", "low", "high"]


@drawn_from("an analysis, or a table as insights.stage_times makes it")
def stage_times(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """How long do cases stay in each stage? A row for each stage: its quartiles, and where nine of ten have gone on.

    A bar runs from where a quarter of the stays has gone on to where three quarters have; where that is not reached it
    is open to the end of the axis. Stays that go on are not left out: they count as "at least that long"
    (Kaplan-Meier). A thin line is the 95%
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
        Lines of points ``quarter``, ``median``, ``three_quarters``, ``ninety`` and ``limit``, with a point for each
        stage at its row, NaN where it is not known. Of more than 40 stages those with most stays; the line under the
        title says how many are left out.
    """
    table = table_of(table, insights.stage_times).reset_index(drop=True)
    with drawing(theme) as look:
        if not table["stays"].any():
            return sentence_only(ax, look, QUESTION, "cohort", "No case was seen in a stage.")
        shown = most_of(table, "stays")
        relative = len(shown["unit"].unique()) > 1
        times = shown[TIMES].div(shown["limit"] if relative else 1.0, axis=0)
        places = range(len(shown))
        ax = axes_of(ax, look, size=rows_size(len(shown)))
        longest = float(np.nan_to_num(times.to_numpy(np.float64)).max())
        _marks(ax, look, times, end=max(longest * 1.03, 1))
        told = [(in_words(row["stage"]), _told(row)) for _, row in shown.iterrows()]
        unit = "times the allowed time" if relative else str(shown["unit"].iloc[0])
        frame_rows(ax, look, places, told, longest=longest, unit=unit)
        _key(ax)
        headline(ax, look, QUESTION, "cohort", below=_counted(table, shown), description=_description(table, shown))
    return ax


def _marks(ax: Axes, look: Theme, times: pd.DataFrame, *, end: float) -> None:
    """Draw the times of every row; shape and filling tell what colour tells."""
    places = np.arange(len(times))
    at = {name: times[name].to_numpy(np.float64) for name in TIMES}
    spans: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("quarter", "three_quarters", "middle half of the stays", {"color": blend(look.surface, look.series[0], 0.45)}),
        ("low", "high", "95% interval of the median", {"color": look.ink}),
    )
    for (first, last, name, colour), width in zip(spans, (9, 1.0), strict=True):
        known = ~np.isnan(at[first])
        upper = np.where(np.isnan(at[last]), end, at[last])
        ax.hlines(places[known], at[first][known], upper[known], linewidth=width, label=name, **colour)
    marks: dict[str, dict[str, Any]] = {
        "quarter": {"marker": "|", "markersize": 9, "markeredgewidth": 1.2},
        "three_quarters": {"marker": "|", "markersize": 9, "markeredgewidth": 1.2},
        "median": {"marker": "o", "markersize": 8, "markerfacecolor": look.series[0]},
        "ninety": {"marker": "D", "markersize": 6.5, "markerfacecolor": look.surface},
        "limit": {"marker": "|", "markersize": 17, "markeredgewidth": 2.2, "markeredgecolor": look.accent},
    }
    for name, mark in marks.items():
        ax.plot(at[name], places, linestyle="none", label=name, zorder=3, **({"markeredgecolor": look.ink} | mark))


def _key(ax: Axes) -> None:
    names = {"median": "half have gone on", "ninety": "nine of ten have gone on", "limit": "allowed time"}
    handles, labels = ax.get_legend_handles_labels()
    drawn = {str(label): handle for handle, label in zip(handles, labels, strict=True)}
    said = {names.get(label, label): mark for label, mark in drawn.items() if "quarter" not in label}
    key_below(ax, list(said.values()), list(said), ncols=3)


def _told(row: pd.Series) -> str:
    """Write the numbers of a stage: its median and interval, its stays, and how many are over the allowed time."""
    if not row["stays"]:
        return "no case seen"
    middle = "median not reached"
    if not np.isnan(row["median"]):
        upper = f"to {row['high']:,.1f}" if not np.isnan(row["high"]) else "or more"
        middle = f"median {row['median']:,.1f} {row['unit']} ({row['low']:,.1f} {upper})"
    middle += f"; {_quarters(row)}"
    going_on = f", {row['still']:,} go on" if row["still"] else ""
    over = f"; {row['over']:,} over {row['promised']}" if row["promised"] else ""
    return f"{middle}\n{counted(int(row['stays']), 'stay')}{going_on}{over}"


def _quarters(row: pd.Series) -> str:
    """Say by when 25 and 75 % have gone on."""
    times = (("25 %", row["quarter"]), ("75 %", row["three_quarters"]))
    return ", ".join(f"{share} not reached" if np.isnan(at) else f"{share} {at:,.1f}" for share, at in times)


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    stays, still, over, unseen = (int(table[name].sum()) for name in ("stays", "still", "over", "entry_unseen"))
    said = f"{counted(stays, 'stay')}, {over:,} over the allowed time; {still:,} go on and count as at least that long"
    said += f"\n{unseen:,} began before they are seen and are in no time" if unseen else ""
    return said + left_out(table, shown, "stages", "those with most stays")


def _description(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Say the picture in words: the median of the first stages."""
    known = shown[shown["median"].notna()].head(8)
    rows = known[["stage", "median", "unit"]].itertuples(index=False)
    told = [f"{in_words(stage)} {median:,.1f} {unit}" for stage, median, unit in rows]
    said = _counted(table, shown).replace("\n", "; ")
    return f"{said}." + (f" Medians: {'; '.join(told)}." if told else "")
