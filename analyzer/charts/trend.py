"""Findings week by week, stacked by severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import above, axes_of, below_axes, headline, sentence_only, short, table_of
from analyzer.charts.theme import HATCHES, SMALL, Theme, ThemeName, drawing
from analyzer.findings import Severity

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Are findings becoming fewer?"
MOST_WEEKS = 60
"""More weeks than this are drawn as months."""
ROOMY = 16
"""Up to so many bars, each has room for its numbers."""


@drawn_from("an analysis, or a table as insights.findings_by_week makes it")
def findings_by_week(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """Are findings becoming fewer? One bar a week, stacked by severity, with its count and what it is out of.

    A whisker is the 95% interval of the share of what was judged that week (Wilson), written in findings: the share
    times the number judged. Weeks differ in how much is judged, so the line below the question compares shares.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.findings_by_week` makes it; only its sums by week and severity are drawn, so the number of rules
        does not matter.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        One container of bars for each severity, high at the foot, labelled with the severity and its total, and a line
        collection ``_95% interval``. Beyond 60 weeks a bar is a calendar month.
    """
    table = table_of(table, insights.findings_by_week)
    with drawing(theme) as look:
        bars = _bars(table)
        if bars.empty:
            sentence = "No week lies between the first event and the horizon."
            return sentence_only(ax, look, QUESTION, "activity", sentence)
        ax = axes_of(ax, look, size=(min(max(7.8, 2 + 0.62 * len(bars)), 12), 4.2))
        _stack(ax, look, bars)
        _label(ax, look, bars)
        if not bars["findings"].any():
            nothing = "No open findings in this period."
            ax.text(0.5, 0.5, nothing, transform=ax.transAxes, ha="center", va="center", color=look.muted)
        counted = _counted(bars, table)
        headline(ax, look, QUESTION, "activity", below=counted, description=_description(bars, table))
        # On the line of the question, above what is counted.
        beside = below_axes(ax, -above(counted))
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), bbox_transform=beside, ncols=3, borderaxespad=0.1)
    return ax


def _bars(table: pd.DataFrame) -> pd.DataFrame:
    """Add up by week (or month): a column for each severity, findings, judged, pending and whether it is whole."""
    step = "month" if table["week"].nunique() > MOST_WEEKS else "week"
    begins = table["week"].dt.to_period("M").dt.start_time if step == "month" else table["week"]
    bars = table.groupby(begins)[["findings", "judged", "pending"]].sum()
    for severity in Severity:
        of = table["severity"] == severity
        bars[str(severity)] = table["findings"].where(of, 0).groupby(begins).sum()
    bars["whole"] = table["whole_week"].groupby(begins).all()
    bars.attrs["step"] = step
    bars.index.name = "begins"
    return bars


def _stack(ax: Axes, look: Theme, bars: pd.DataFrame) -> None:
    places = np.arange(len(bars))
    foot = np.zeros(len(bars))
    for severity in sorted(Severity, key=lambda severity: -severity.rank):
        heights = bars[str(severity)].to_numpy(np.float64)
        number = int(heights.sum())
        words = " severity" if severity is Severity.HIGH else ""
        drawn = ax.bar(
            places,
            heights,
            bottom=foot,
            width=0.72,
            color=look.severity[severity],
            edgecolor=look.surface,
            linewidth=0.8,
            label=f"{severity}{words} ({number:,})" if number < 100_000 else f"{severity}{words} ({short(number)})",
        )
        for bar in drawn:
            bar.set_hatch(HATCHES[severity])
        foot += heights
    high = _whiskers(ax, look, bars)
    if len(bars) <= ROOMY * 2:
        for place, total in zip(places, foot, strict=True):
            ax.annotate(
                f"{int(total):,}" if len(bars) <= ROOMY else short(int(total)),
                (place, total),
                (2.5, 1.5),  # at the top of its bar, right of the whisker
                textcoords="offset points",
                ha="left",
                va="bottom",
                fontsize=SMALL,
                weight="bold" if total else "normal",
                color=look.ink if total else look.muted,
            )
    ax.set_ylim(0, max(float(np.maximum(foot, high).max()) * 1.12, 1))


def _whiskers(ax: Axes, look: Theme, bars: pd.DataFrame) -> NDArray[np.float64]:
    """Draw the 95% interval of each share, in findings, and give its upper ends: the share times what was judged."""
    judged = bars["judged"].to_numpy(np.float64)
    limits = [insights.wilson(int(k), int(n)) for k, n in zip(bars["findings"], bars["judged"], strict=True)]
    low, high = (np.nan_to_num(np.array(limit)) * judged for limit in zip(*limits, strict=True))
    places = np.flatnonzero(judged > 0)
    for colour, width, label in ((look.surface, 3.4, "_casing"), (look.ink, 1.2, "_95% interval")):
        ax.vlines(places, low[places], high[places], color=colour, linewidth=width, label=label, zorder=3)
    upper: NDArray[np.float64] = high
    return upper


def _label(ax: Axes, look: Theme, bars: pd.DataFrame) -> None:
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.set_xlim(-0.6, max(len(bars), 5) - 0.4)
    every = _every(len(bars))
    shown = list(range(0, len(bars), every))
    ax.set_xticks(shown, [_tick(bars, at, first=at == 0) for at in shown], linespacing=1.35)
    ax.set_ylabel("open findings")
    partly = "" if bars["whole"].all() else f"   * the log does not cover the whole {bars.attrs['step']}"
    begins = (
        "week beginning; n: activations judged; %: of them with an open finding"
        if len(bars) <= ROOMY
        else f"{bars.attrs['step']} beginning"
    )
    ax.set_xlabel(begins + partly, loc="left", fontsize=SMALL)


def _every(bars: int) -> int:
    """Label so many bars at once that about `ROOMY` labels stand side by side."""
    return -(-bars // ROOMY)


def _tick(bars: pd.DataFrame, at: int, *, first: bool) -> str:
    begins: pd.Timestamp = bars.index[at]
    row = bars.iloc[at]
    star = "" if row["whole"] else "*"
    if bars.attrs["step"] == "month":
        return f"{begins:%b}{star}\n{begins.year}"
    day = f"{begins.day} {begins:%b}{star}"
    new_year = first or bars.index[max(at - _every(len(bars)), 0)].year != begins.year
    judged, findings = int(row["judged"]), int(row["findings"])
    counts = [f"n {judged:,}", f"{findings / judged:.1%}" if judged else "-"] if len(bars) <= ROOMY else []
    return "\n".join([day, *counts, *[str(begins.year)] * new_year])


def _counted(bars: pd.DataFrame, table: pd.DataFrame) -> str:
    """Answer the question in a line: findings per 100 judged, in the earlier and in the later half."""
    said = f"{int(bars['findings'].sum()):,} open findings in {int(bars['judged'].sum()):,} judged activations"
    said += "; whiskers: 95% interval of the share"
    weeks = table[table["whole_week"]].groupby("week")[["findings", "judged"]].sum()
    half = len(weeks) // 2
    if half:
        rates = [_rate(weeks.iloc[:half]), _rate(weeks.iloc[-half:])]
        span = "week" if half == 1 else f"{half} whole weeks"
        if all(rates):
            said += f"\nper 100 judged: {rates[0]} in the first {span}, {rates[1]} in the last {span}"
    return said


def _rate(weeks: pd.DataFrame) -> str:
    """Say the findings per 100 judged with their 95% interval; nothing where nothing was judged."""
    judged, findings = int(weeks["judged"].sum()), int(weeks["findings"].sum())
    low, high = insights.wilson(findings, judged)
    return f"{100 * findings / judged:.1f} ({100 * low:.1f} to {100 * high:.1f})" if judged else ""


def _description(bars: pd.DataFrame, table: pd.DataFrame) -> str:
    heights: NDArray[np.int64] = bars["findings"].to_numpy(np.int64)
    step = bars.attrs["step"]
    return f"{_counted(bars, table)}. Most in one {step}: {heights.max()}; fewest: {heights.min()}.".replace("\n", "; ")
