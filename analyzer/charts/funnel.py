"""The funnel of stages: how many cases reached each, and what became of them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, counted, headline, in_words, sentence_only, table_of, wrapped
from analyzer.charts.rows import Part, draw_parts, frame_rows, left_out, most_of, parts_below, rows_size
from analyzer.charts.theme import Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "How far do cases come?"


@drawn_from("an analysis, or a table as insights.stage_funnel makes it")
def stage_funnel(table: pd.DataFrame | Result, *, ax: Axes | None = None, theme: ThemeName = "light") -> Axes:
    """How far do cases come? A bar for each stage: the cases that reached it, by what became of them there.

    Open cases have parts of their own and are never counted as lost: the share that went on is out of those that went
    on or closed, with its 95% interval. The stages that close a case follow, each with the cases that ended in it.
    Cases may skip stages and go back, so a later bar may be longer than an earlier one.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.stage_funnel` makes it.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        Containers of bars, one for each of went on, closed there, still there, open elsewhere and closing stage, with a
        bar for each stage in the table's order. Of more than 40 stages those that most cases reached; the line under
        the title says how many are left out.
    """
    table = table_of(table, insights.stage_funnel).reset_index(drop=True)
    with drawing(theme) as look:
        if not table["reached"].any():
            sentence = "No case that began in the log was seen in a stage of the definition."
            return sentence_only(ax, look, QUESTION, "cohort", sentence)
        table = table.assign(ended=table["reached"].where(table["closes"], 0))
        shown = most_of(table, "reached")
        places = range(len(shown))
        ax = axes_of(ax, look, size=rows_size(len(shown)))
        parts = _parts(look)
        draw_parts(ax, look, places, shown, parts)
        told = [(in_words(str(row["stage"])), _told(row)) for _, row in shown.iterrows()]
        frame_rows(ax, look, places, told, longest=float(shown["reached"].max()), unit="cases that reached the stage")
        parts_below(ax, look, parts)
        headline(ax, look, QUESTION, "cohort", below=_counted(table, shown), description=_description(table, shown))
    return ax


def _parts(look: Theme) -> list[Part]:
    """Dark, hatched, dotted, empty and crossed: told apart without any colour."""
    return [
        Part("went_on", "went on", look.series[0]),
        Part("closed", "closed there", blend(look.surface, look.severity["medium"], 0.75), "////"),
        Part("still", "still there", look.surface, "...."),
        Part("elsewhere", "open elsewhere", look.surface),
        Part("ended", "closing stage", look.grid, "xxx"),
    ]


def _told(row: pd.Series) -> str:
    """Write the numbers of a stage: how many reached it, and how many of those whose way is known went on."""
    reached = f"{row['reached']:,} of {row['cohort']:,} cases ({row['share_reached']:.1%})"
    if row["closes"] or not row["reached"]:
        return reached
    known = row["went_on"] + row["closed"]
    if pd.isna(row["went_on_share"]):
        went_on = wrapped(row["closed_as"] or "none closed", 40, lines=1)
    else:
        between = f"95%: {row['low']:.1%} to {row['high']:.1%}"
        went_on = f"{row['went_on']:,} of {known:,} went on, {row['went_on_share']:.1%} ({between})"
    is_open = row["still"] + row["elsewhere"]
    return f"{reached}\n{went_on}" + (f"; {is_open:,} open" if is_open else "")


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    cohort, unseen, skipped = int(table["cohort"].iloc[0]), int(table["left_out"].iloc[0]), int(table["skipped"].sum())
    said = f"{counted(cohort, 'case')} of which the log shows the beginning, followed until the horizon"
    said += "\nopen ones stand apart and are not counted as lost"
    said += f"; a stage was skipped {counted(skipped, 'time')}" if skipped else ""
    said += f"\nleft out: {counted(unseen, 'case')} older than the log or without a stage" if unseen else ""
    return said + left_out(table, shown, "stages", "those that most cases reached")


def _description(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    """Say the picture in words: the cases that reached each of the first stages."""
    rows = shown.head(10)[["stage", "reached"]].itertuples(index=False)
    told = [f"{in_words(stage)} {reached}" for stage, reached in rows]
    return f"{_counted(table, shown)}. Reached: {'; '.join(told)}.".replace("\n", "; ")
