"""Rules: how often each was not kept, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, counted, headline, sentence_only, table_of
from analyzer.charts.rows import Part, draw_parts, frame_rows, left_out, most_of, parts_below, rows_size
from analyzer.charts.theme import Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Which rules are broken?"


@drawn_from("an analysis, or a table as insights.rules_table makes it")
def rules_broken(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """Which rules are broken? A bar for each rule: times it was not kept, by what became of it.

    Times it was kept have no bar, or nothing else could be seen. On the right stand the open findings out of what the
    rule judged, with the 95% interval of their share.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.rules_table` makes it.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        Containers of bars, one for each of open, settled, excused or waived, undecided and pending, with a bar for each
        rule in the table's order. Of more than 40 rules those with most of these; the line under the title says how
        many are left out.
    """
    table = table_of(table, insights.rules_table).reset_index(drop=True)
    with drawing(theme) as look:
        if table.empty:
            return sentence_only(ax, look, QUESTION, "activity", "The definition has no rules.")
        parts = _parts(look)
        table = table.assign(let_off=table["excused"] + table["waived"])
        table = table.assign(length=table[[part.column for part in parts]].sum(axis=1))
        shown = most_of(table, "length")
        places = range(len(shown))
        ax = axes_of(ax, look, size=rows_size(len(shown)))
        draw_parts(ax, look, places, shown, parts)
        columns = shown[["title", "violated", "judged", "violated_share", "low", "high"]]
        told = [(title, _told(*numbers)) for title, *numbers in columns.itertuples(index=False)]
        longest = float(shown["length"].max())
        frame_rows(ax, look, places, told, longest=longest, unit="times not kept, or not known")
        parts_below(ax, look, parts)
        headline(ax, look, QUESTION, "activity", below=_counted(table, shown), description=_description(table, shown))
    return ax


def _parts(look: Theme) -> list[Part]:
    """Dark, hatched, light, dotted and empty: told apart without any colour."""
    return [
        Part("violated", "open", look.severity["high"]),
        Part("settled", "settled since", blend(look.surface, look.severity["medium"], 0.75), "////"),
        Part("let_off", "excused or waived", look.volume[1]),
        Part("undecided", "undecided", look.surface, "...."),
        Part("pending", "time still running", look.surface),
    ]


def _told(violated: int, judged: int, share: float, low: float, high: float) -> str:
    if not judged:
        return "nothing judged"
    return f"{violated:,} of {judged:,} open\n{share:.1%} (95%: {low:.1%} to {high:.1%})"


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    violated, judged = int(table["violated"].sum()), int(table["judged"].sum())
    said = f"{counted(violated, 'open finding')} in {counted(judged, 'judged activation')}"
    said += f", of {(table['violated'] > 0).sum()} of {counted(len(table), 'rule')}"
    return said + left_out(table, shown, "rules", "those most often not kept")


def _description(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Say the picture in words: the rules with most open findings."""
    most = most_of(shown[shown["violated"] > 0], "violated", most=5)
    rows = most[["title", "violated", "judged"]].itertuples(index=False)
    told = [f"{title} {violated} of {judged}" for title, violated, judged in rows]
    said = _counted(table, shown).replace("\n", "; ")
    return said + (f". Most: {'; '.join(told)}." if told else ".")
