"""Excuses: how often each let somebody off, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, counted, headline, in_words, sentence_only, table_of, wrapped
from analyzer.charts.rows import Part, draw_parts, frame_rows, left_out, most_of, rows_size
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Which excuses hold, and how often?"


@drawn_from("an analysis, or a table as insights.excuses_used makes it")
def excuses_used(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """Which excuses hold, and how often? A bar for each excuse, under the title of its rule.

    On the right stands how often it let somebody off, out of how many times its rule was not kept. An excuse that never
    held has no bar and says so: it may be worded too narrowly, or not be needed.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.excuses_used` makes it; filter it to draw fewer rules.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        One container with a bar for each excuse, in the table's order. Of more than 40 excuses those that held most
        often; the line under the title says how many are left out.
    """
    table = table_of(table, insights.excuses_used).reset_index(drop=True)
    with drawing(theme) as look:
        if table.empty:
            return sentence_only(ax, look, QUESTION, "activity", "No rule of the definition has an excuse.")
        shown = most_of(table, "activations")
        places, heads = _places(shown)
        ax = axes_of(ax, look, size=rows_size(len(places) + len(heads)))
        draw_parts(ax, look, places, shown, [Part("activations", "excused", look.series[0])])
        columns = shown[["excuse", "activations", "not_kept"]].itertuples(index=False)
        told = [(in_words(excuse.replace("-", " ")), _told(held, not_kept)) for excuse, held, not_kept in columns]
        frame_rows(ax, look, places, told, longest=float(shown["activations"].max()), unit="times excused")
        _head(ax, look, heads)
        headline(ax, look, QUESTION, "activity", below=_counted(table, shown), description=_description(table, shown))
    return ax


def _places(table: pd.DataFrame) -> tuple[list[int], list[tuple[int, str]]]:
    """Give each excuse its row, and each rule the row above its excuses."""
    places: list[int] = []
    heads: list[tuple[int, str]] = []
    before = None
    for rule, title in zip(table["rule"], table["title"], strict=True):
        if rule != before:
            heads.append((len(places) + len(heads), str(title)))
        places.append(len(places) + len(heads))
        before = rule
    return places, heads


def _told(held: int, not_kept: int) -> str:
    if not not_kept:
        return "rule always kept"
    return f"{held:,} of {not_kept:,} ({held / not_kept:.1%})" if held else f"never, of {not_kept:,}"


def _head(ax: Axes, look: Theme, heads: list[tuple[int, str]]) -> None:
    for place, title in heads:
        ax.annotate(
            wrapped(title, 72, lines=1),
            (0, place),
            (4, -3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL + 0.5,
            weight="bold",
            color=look.ink,
            bbox={"boxstyle": "square,pad=0.15", "facecolor": look.surface, "edgecolor": "none"},
        )


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    held, not_kept = int(table["activations"].sum()), int(table.groupby("rule")["not_kept"].first().sum())
    never = int((table["activations"] == 0).sum())
    said = f"{held:,} excused of {counted(not_kept, 'time')} that a rule with excuses was not kept"
    said += f"; {counted(never, 'excuse')} never held" if never else ""
    return said + left_out(table, shown, "excuses", "those that held most often")


def _description(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Say the picture in words: the excuses that held most often."""
    most = most_of(shown[shown["activations"] > 0], "activations", most=5)
    rows = most[["excuse", "rule", "activations", "not_kept"]].itertuples(index=False)
    told = [f"{excuse} of {rule} {held} of {not_kept}" for excuse, rule, held, not_kept in rows]
    said = _counted(table, shown).replace("\n", "; ")
    return said + (f". Most often: {'; '.join(told)}." if told else ".")
