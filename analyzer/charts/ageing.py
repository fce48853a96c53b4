"""The age of the open cases, stage by stage."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, counted, headline, in_words, sentence_only, table_of
from analyzer.charts.rows import Part, draw_parts, frame_rows, left_out, most_of, parts_below, rows_size
from analyzer.charts.theme import Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

Since = Literal["opened", "last_event"]
QUESTIONS: dict[Since, str] = {
    "opened": "How old are the open cases?",
    "last_event": "How long has nothing happened in the open cases?",
}
DAYS: dict[Since, str] = {"opened": "days_open", "last_event": "days_quiet"}
WHAT: dict[Since, str] = {
    "opened": "days since the first event of each",
    "last_event": "days since the last event of each",
}
BANDS = (0, 7, 14, 30, 60)
"""Days at which a part of a bar begins."""


@drawn_from("an analysis, or a table as insights.open_cases makes it")
def open_cases(
    table: pd.DataFrame | Result, *, since: Since = "opened", ax: Axes | None = None, theme: ThemeName = "light"
) -> Axes:
    """How old are the open cases? A bar for each stage in which cases are now, by their age in days.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.open_cases` makes it.
    since : {"opened", "last_event"}
        What the days are counted from: the first event of the case, or its last one (and then the question is how long
        nothing has happened).
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        Containers of bars, one for each band of ages, the youngest first, with a bar for each stage in the table's
        order. Of more than 40 stages those with most open cases; the line under the title says how many are left out.

    Raises
    ------
    ValueError
        `since` is neither.
    """
    if since not in QUESTIONS:
        raise ValueError(f"ages are counted since 'opened' or 'last_event', not since {since!r}")
    table = table_of(table, insights.open_cases)
    with drawing(theme) as look:
        if table.empty:
            return sentence_only(ax, look, QUESTIONS[since], "snapshot", "No case is open.")
        parts = _parts(look)
        stages = _by_stage(table, DAYS[since], parts)
        shown = most_of(stages, "cases")
        places = range(len(shown))
        ax = axes_of(ax, look, size=rows_size(len(shown)))
        draw_parts(ax, look, places, shown, parts)
        told = [(in_words(row["stage"]) or "stage unknown", _told(row)) for _, row in shown.iterrows()]
        frame_rows(ax, look, places, told, longest=float(shown["cases"].max()), unit="open cases")
        parts_below(ax, look, parts)
        below = _counted(table, stages, shown, since)
        headline(ax, look, QUESTIONS[since], "snapshot", below=below, description=_description(shown, below))
    return ax


def _parts(look: Theme) -> list[Part]:
    """The older, the darker; every other one has a hatch, so that neighbours differ without any colour."""
    names = [f"{low} to {high} days" if low else f"less than {high} days" for low, high in pairwise(BANDS)]
    shares = np.linspace(0.12, 1.0, len(BANDS))
    hatches = ("", "....", "", "////", "")
    return [
        Part(name, name, blend(look.surface, look.severity["high"], share), hatch)
        for name, share, hatch in zip([*names, f"{BANDS[-1]} days or more"], shares, hatches, strict=True)
    ]


def _by_stage(table: pd.DataFrame, days: str, parts: list[Part]) -> pd.DataFrame:
    """One row for each stage: cases in each band, their number, and the ages that say most."""
    bands = pd.Series(np.digitize(table[days], BANDS[1:]), index=table.index)
    counts = pd.DataFrame({part.column: (bands == at).astype(np.int64) for at, part in enumerate(parts)})
    of = table.groupby("stage", sort=False)[days]
    rows = counts.groupby(table["stage"], sort=False).sum()
    return rows.assign(cases=of.size(), median=of.median(), longest=of.max()).reset_index()


def _told(row: pd.Series) -> str:
    return f"{counted(int(row['cases']), 'case')}\nmedian {row['median']:,.1f} days, at most {row['longest']:,.1f}"


def _counted(table: pd.DataFrame, stages: pd.DataFrame, shown: pd.DataFrame, since: Since) -> str:
    as_of: pd.Timestamp = table["as_of"].iloc[0]
    said = f"{counted(len(table), 'open case')} on {as_of.day} {as_of:%b %Y, %H:%M %Z}"
    said += f"\n{WHAT[since]}, weekends included"
    older = int(table["older_than_log"].sum())
    if since == "opened" and older:
        said += f"; {older:,} began before the log and {'is' if older == 1 else 'are'} at least that old"
    return said + left_out(stages, shown, "stages", "those with most open cases")


def _description(shown: pd.DataFrame, below: str) -> str:
    """Say the picture in words: the first stages and their median ages."""
    rows = shown.head(8)[["stage", "cases", "median"]].itertuples(index=False)
    told = [f"{in_words(stage) or 'stage unknown'} {cases}, median {median:,.1f} days" for stage, cases, median in rows]
    return f"{below}. {'; '.join(told)}.".replace("\n", "; ")
