"""Response times: the share of questions still waiting, as time passes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, headline, in_words, sentence_only, table_of, wrapped
from analyzer.charts.theme import LINES, MARKERS, SMALL, Theme, ThemeName, drawing
from analyzer.insights.intervals import WaitingCurve

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "How long do people wait for an answer?"
MOST_CURVES = 6
FINEST = 1000
"""Steps that one curve is drawn with at most: finer than the eye, whatever the number of waits."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """One curve ready to draw, in the unit of the axis."""

    label: str
    estimate: WaitingCurve
    scale: float
    limit: float
    promised: str

    @property
    def waits(self) -> int:
        return int(self.estimate.at_risk[0])


@drawn_from("an analysis, or a table as insights.response_times makes it")
def response_times(
    table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light", most: int = MOST_CURVES
) -> Axes:
    """How long do people wait for an answer? One Kaplan-Meier curve a duty; the promised limit as a line.

    A curve begins at 100 % and falls with every answer; a tick on it is a wait that had not ended when it was last
    seen. Where it crosses one half is the median wait (a large marker), where it crosses three quarters and one quarter
    are the quartiles (small markers); what it never comes down to is not reached, and the key says so. Duties on
    different clocks share an axis that counts in times the promised limit.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.response_times` makes it; filter it to draw fewer duties.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}
    most : int
        Curves to draw at most, those with most waits; the line under the title says how many are left out.

    Returns
    -------
    Axes
        One step line a duty, labelled ``rule/owner role``; its censored waits ``rule/owner role/open``, the quartiles
        that are reached ``rule/owner role/quarter``, ``/median`` and ``/three_quarters``.

    Raises
    ------
    ValueError
        `most` is not between 1 and 6: more curves cannot be told apart.
    """
    if not 1 <= most <= MOST_CURVES:
        raise ValueError(f"a chart tells 1 to {MOST_CURVES} curves apart, not {most}")
    table = table_of(table, insights.response_times)
    with drawing(theme) as look:
        if table.empty:
            sentence = "No question that a rule promises an answer to was asked."
            return sentence_only(ax, look, QUESTION, "cohort", sentence)
        relative = len(table["unit"].unique()) > 1
        curves = _curves(table, relative=relative)
        shown = _most_waits(curves, most)
        ax = axes_of(ax, look, size=(9.6, _height(list(shown.values()))))
        end = _end(list(shown.values()))
        for at, (key, curve) in enumerate(shown.items()):
            _draw(ax, look, at, key, curve, end=end, alone=len(shown) <= 2)
        _promises(ax, look, list(shown.values()), end=end, relative=relative)
        unit = "wait as a multiple of the promised time" if relative else f"{table['unit'].iloc[0]} since the question"
        _frame(ax, look, unit=unit, end=end)
        _key(ax, look, list(shown.values()))
        below = _counted(curves, shown)
        description = "; ".join([below, *(curve.label for curve in shown.values())])
        headline(ax, look, QUESTION, "cohort", below=below, description=description)
    return ax


def _curves(table: pd.DataFrame, *, relative: bool) -> dict[str, _Curve]:
    """Read the curves back from their rows, in the table's order."""
    curves = {}
    for (rule, role), rows in table.groupby(["rule", "owner_role"], sort=False):
        columns = [rows[name].to_numpy() for name in WaitingCurve.__dataclass_fields__]
        first = rows.iloc[0]
        limit, estimate = float(first["limit"]), WaitingCurve(*columns)
        said = _said(first, estimate)
        scale = 1 / limit if relative and limit else 1.0
        curves[f"{rule}/{role}"] = _Curve(said, estimate, scale, limit * scale, str(first["promised"]))
    return curves


def _said(first: pd.Series, estimate: WaitingCurve) -> str:
    """Write the legend's entry: the duty, who owes it, the median, how many waits and how many still open."""
    median, low, high = estimate.median()
    unit, open_ones = str(first["unit"]), int(estimate.censored.sum())
    if math.isnan(median):
        middle = "median not reached"
    else:
        between = f"{low:.1f} to {high:.1f}" if not math.isnan(high) else f"{low:.1f} or more"
        middle = f"median {median:.1f} {unit} ({between})"
    quarters = _quarters(estimate, "" if not math.isnan(median) else f" {unit}")
    past = estimate.share_after(float(first["limit"]))
    longer = "" if math.isnan(past) else f"{past:.1%} wait longer than promised"
    n = f"n {int(estimate.at_risk[0]):,}" + (f", {open_ones:,} not answered yet" if open_ones else "")
    role = in_words(str(first["owner_role"])) or "role unknown"
    return "\n".join(
        [
            wrapped(str(first["title"]), 40, lines=2),
            wrapped(f"owed by {role}", 40, lines=2),
            middle,
            wrapped(quarters, 40),
            *filter(None, [longer]),
            n,
        ]
    )


def _quarters(estimate: WaitingCurve, unit: str) -> str:
    """Say by when 25 and 75 % were answered."""
    times = [(f"{share:.0%}".replace("%", " %"), estimate.reached(share)) for share in (0.25, 0.75)]
    return ", ".join(
        f"{share} not reached" if math.isnan(at) else f"{share} within {at:.1f}{unit}" for share, at in times
    )


def _most_waits(curves: dict[str, _Curve], most: int) -> dict[str, _Curve]:
    """Keep the curves with most waits, in the table's order."""
    kept = set(sorted(curves, key=lambda key: -curves[key].waits)[:most])
    return {key: curve for key, curve in curves.items() if key in kept}


def _height(curves: list[_Curve]) -> float:
    """Make the figure tall enough for its key."""
    lines = sum(curve.label.count("\n") + 2.1 for curve in curves)
    return max(4.6, 1.15 + lines * SMALL * 1.3 / 72)


def _end(curves: list[_Curve]) -> float:
    """Find where the axis ends: past the limits and nearly all answers, not where the longest open wait is."""
    last = max(float(curve.estimate.waited[-1]) * curve.scale for curve in curves)
    answered = [_nearly_all(curve.estimate) * curve.scale for curve in curves]
    wanted = max([2.5 * curve.limit for curve in curves] + answered) * 1.04
    return min(wanted, max(last, *(1.2 * curve.limit for curve in curves))) or 1.0


def _nearly_all(estimate: WaitingCurve) -> float:
    """Find the wait by which 97 of 100 answers that came had come."""
    come = np.cumsum(estimate.answered)
    return float(estimate.waited[np.searchsorted(come, 0.97 * come[-1])]) if come[-1] else 0.0


def _draw(ax: Axes, look: Theme, at: int, key: str, curve: _Curve, *, end: float, alone: bool) -> None:
    colour, estimate = look.series[at], curve.estimate
    waited = estimate.waited * curve.scale
    keep = _visible(waited, end)
    x = np.concatenate(([0.0], waited[keep], [max(min(end, waited[-1]), waited[keep][-1])]))
    y = np.concatenate(([1.0], estimate.share_waiting[keep], [estimate.share_waiting[keep][-1]]))
    ax.plot(x, y, drawstyle="steps-post", color=colour, linestyle=LINES[at], linewidth=1.9, label=key)
    if alone:
        low, high = (np.nan_to_num(limit[keep], nan=0.0) for limit in (estimate.low, estimate.high))
        ax.fill_between(waited[keep], low, high, step="post", color=colour, alpha=0.13, linewidth=0)
    open_at = np.flatnonzero((estimate.censored > 0) & (waited <= end))
    open_at = open_at[_visible(waited[open_at], end, steps=80)] if len(open_at) else open_at
    ax.plot(
        waited[open_at],
        estimate.share_waiting[open_at],
        linestyle="none",
        marker="|",
        markersize=8,
        markeredgewidth=1.3,
        color=colour,
        label=f"{key}/open",
    )
    for share, name, size in ((0.25, "quarter", 5), (0.5, "median", 7.5), (0.75, "three_quarters", 5)):
        reached = estimate.reached(share) * curve.scale
        if reached <= end:
            ax.plot(
                [reached],
                [1 - share],
                marker=MARKERS[at],
                markersize=size,
                color=colour,
                markeredgecolor=look.surface,
                zorder=4,
                label=f"{key}/{name}",
                clip_on=False,
            )


def _visible(waited: NDArray[np.float64], end: float, *, steps: int = FINEST) -> NDArray[np.int64]:
    """Keep the last wait of every step of the axis: what would be drawn over is left out."""
    inside: NDArray[np.int64] = np.flatnonzero(waited <= end)
    cell = np.floor(waited[inside] / end * steps)
    last = np.append(cell[1:] != cell[:-1], True) if len(cell) else np.zeros(0, dtype=np.bool_)
    kept: NDArray[np.int64] = inside[last]
    return kept


def _promises(ax: Axes, look: Theme, curves: list[_Curve], *, end: float, relative: bool) -> None:
    limits: dict[float, str] = {curve.limit: "the promised time" if relative else curve.promised for curve in curves}
    taken = {True: -math.inf, False: math.inf}
    row = {True: 0, False: 0}
    # To the right of the line, or to the left of it near the end; from the outside in, one below the other where two
    # would meet.
    for limit in sorted(limits, key=lambda limit: limit if limit <= end * 0.6 else 2 * end - limit):
        text = limits[limit] if relative else f"promised: {limits[limit]}"
        right, width = limit <= end * 0.6, end * 0.017 * len(text)
        meets = limit < taken[True] if right else limit > taken[False]
        row[right] = row[right] + 1 if meets else 0
        taken[right] = limit + width if right else limit - width
        ax.axvline(
            limit, color=look.ink, linewidth=1.1, linestyle=(0, (1, 2)), label=f"promised/{limits[limit]}", zorder=1.5
        )
        ax.annotate(
            text,
            (limit, 1),
            (4 if right else -4, -4 - 12 * row[right]),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=SMALL,
            color=look.ink,
            ha="left" if right else "right",
            va="top",
            bbox={"boxstyle": "square,pad=0.1", "facecolor": look.surface, "edgecolor": "none", "alpha": 0.85},
        )


def _frame(ax: Axes, look: Theme, *, unit: str, end: float) -> None:
    ax.set(xlim=(0, end), ylim=(0, 1.06))
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    ax.grid(axis="y")
    ax.set_ylabel("still waiting")
    ax.set_xlabel(unit, loc="left")


def _key(ax: Axes, look: Theme, curves: list[_Curve]) -> None:
    """Name the curves beside the picture, line style and marker as drawn."""
    samples = [
        Line2D(
            [],
            [],
            color=look.series[at],
            linestyle=LINES[at],
            linewidth=1.9,
            marker=MARKERS[at],
            markersize=6,
            markeredgecolor=look.surface,
            label=curve.label,
        )
        for at, curve in enumerate(curves)
    ]
    ax.legend(
        handles=samples,
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        borderaxespad=0,
        labelspacing=1.1,
        handlelength=3.2,
    )


def _counted(curves: dict[str, _Curve], shown: dict[str, _Curve]) -> str:
    said = "every question asked in the period, followed until its answer or the horizon"
    said += (
        "\nshare still waiting; a tick is a wait not answered yet, a large marker the median, small ones the quartiles"
    )
    left_out = len(curves) - len(shown)
    return said + (f"\n{len(shown)} of {len(curves)} duties shown: those with most waits" if left_out else "")
