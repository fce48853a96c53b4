"""Who writes to whom as a flow: senders on the left, recipients on the right, a band for the messages between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, counted, headline, in_words, sentence_only, table_of, wrapped
from analyzer.charts.contacts import NO_CONTACTS
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Where do messages flow, and which are off the agreed graph?"
NO_MESSAGES = "No message between two roles was judged."
MOST = 40
"""More roles on a side than this are no picture any more."""
MOST_BANDS = 60
"""More bands of one kind than this cover each other: the widest are drawn, the bars of the roles count all."""
KINDS = ("allowed", "undecided", "off_graph")
"""Columns of the table that a band may show, in the order in which they lie beside each other."""
_FLOW = 3.6
"""Inches that all messages together are high, at least."""
_SLOT, _GAP = 0.47, 0.07
"""Inches that a role needs for its name and numbers, and between two roles."""
_BAR = 0.018
"""Width of the bar of a role, as a share of the Axes."""
INSIDE: dict[str, Any] = {"in_layout": False}


@dataclass(frozen=True, slots=True)
class _Side:
    """The roles of one side from top to bottom: where the messages of each begin, in messages, and the whole height."""

    begins: dict[str, float]
    totals: dict[str, int]
    height: float


@drawn_from("an analysis, or a table as insights.contact_matrix makes it")
def contact_flow(
    table: pd.DataFrame | Result,
    *,
    ax: Axes | None = None,
    names: Mapping[str, str] | None = None,
    theme: ThemeName = "light",
) -> Axes:
    """Where do messages flow, and which are off the agreed graph? A band from each sender to each recipient.

    A band is as wide as there are messages. Messages that a contact permits are light and plain; those that none
    permits, excused or not, are a band of their own, dark and hatched; those of which it cannot be known are dotted,
    with a dashed outline. The smallest band is still a line. The bar of a role is as high as it has messages.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.contact_matrix` makes it; filter it to draw fewer roles.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    names : mapping of str to str, optional
        What people call a role; of an Analysis, the definition's titles.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        y counts messages. One patch for each band, labelled ``sender>recipient`` and allowed, off_graph or undecided,
        as high at its ends as it has messages; one for each role on either side, labelled ``from`` or ``to`` and its
        id. Roles without a message are not drawn; of more than 40 roles on a side, and of more than 60 bands of a kind,
        those with most messages are, and the lines under the title say so.
    """
    if names is None and not isinstance(table, pd.DataFrame):
        names = dict(table.definition.roles)
    table = table_of(table, insights.contact_matrix)
    shown = table[table["messages"] > 0]
    for column in ("sender_role", "recipient_role"):
        shown = shown[shown[column].isin(_most(shown, column))]
    with drawing(theme) as look:
        if shown.empty:
            sentence = NO_CONTACTS if table.empty else NO_MESSAGES
            return sentence_only(ax, look, QUESTION, "activity", sentence)
        sides, inches = _sides(shown, table)
        ax = axes_of(ax, look, size=(9.6, 1.75 + inches))
        _bands(ax, look, shown, sides)
        for side, column in zip(sides, ("sender_role", "recipient_role"), strict=True):
            off = shown.groupby(column)["off_graph"].sum()
            _roles(ax, look, side, off, names or {}, left=column == "sender_role")
        _frame(ax, look, max(side.height for side in sides))
        below = _counted(table, shown)
        headline(ax, look, QUESTION, "activity", below=below, description=_description(shown, below))
    return ax


def _most(table: pd.DataFrame, column: str) -> list[str]:
    """Keep the roles with most messages on one side."""
    totals = table.groupby(column, sort=False)["messages"].sum()
    return list(totals.sort_values(ascending=False, kind="stable").index[:MOST])


def _sides(shown: pd.DataFrame, order: pd.DataFrame) -> tuple[list[_Side], float]:
    """Give both sides their places, in the order of the table, and how many inches the picture is high."""
    columns = ("sender_role", "recipient_role")
    roles = list(dict.fromkeys([*order["sender_role"], *order["recipient_role"]]))
    messages = int(shown["messages"].sum())
    flow = max(_FLOW, 0.16 * max(shown[column].nunique() for column in columns))
    per_inch = messages / flow
    sums = [shown.groupby(column)["messages"].sum() for column in columns]
    totals = [side[[role for role in roles if role in side.index]] for side in sums]
    heights = [sum(max(total, _SLOT * per_inch) + _GAP * per_inch for total in side) for side in totals]
    sides = []
    for side, height in zip(totals, heights, strict=True):
        top, begins = (max(heights) - height) / 2, {}
        for role, total in side.items():
            slot = max(total, _SLOT * per_inch)
            begins[str(role)] = top + (slot - total) / 2
            top += slot + _GAP * per_inch
        sides.append(_Side(begins, {str(role): int(total) for role, total in side.items()}, max(heights)))
    return sides, max(heights) / per_inch


def _bands(ax: Axes, look: Theme, shown: pd.DataFrame, sides: list[_Side]) -> None:
    """Draw the bands; they leave a role, and reach one, in the order of the roles on the other side."""
    looks: dict[str, dict[str, Any]] = {
        "allowed": {"facecolor": look.volume[1], "edgecolor": look.muted, "alpha": 0.6, "linewidth": 0.5, "zorder": 1},
        "undecided": {
            "facecolor": look.surface,
            "edgecolor": look.muted,
            "hatch": "....",
            "linestyle": "--",
            "zorder": 2,
        },
        "off_graph": {
            "facecolor": _off(look),
            "edgecolor": look.accent,
            "hatch": "////",
            "linewidth": 1.3,
            "zorder": 3,
        },
    }
    places = [dict(side.begins) for side in sides]
    order = [{role: at for at, role in enumerate(side.begins)} for side in sides]
    rows = shown.assign(left=shown["sender_role"].map(order[0]), right=shown["recipient_role"].map(order[1]))
    leaves = _stacked(rows.sort_values("right", kind="stable"), "sender_role", places[0])
    widest = {kind: set(shown[kind].sort_values(ascending=False, kind="stable").index[:MOST_BANDS]) for kind in KINDS}
    arriving = rows.sort_values("left", kind="stable")[["sender_role", "recipient_role", *KINDS]]
    for row, sender, recipient, *counts in arriving.itertuples():
        y0, y1 = leaves[sender, recipient], places[1][recipient]
        for kind, count in zip(KINDS, counts, strict=True):
            if count and row in widest[kind]:
                band = PathPatch(_ribbon(y0, y1, count), label=f"{sender}>{recipient} {kind}", **looks[kind], **INSIDE)
                ax.add_artist(band)
            y0, y1 = y0 + count, y1 + count
        places[1][recipient] = y1


def _off(look: Theme) -> str:
    """Light enough for its hatch to be seen."""
    return blend(look.surface, look.accent, 0.3)


def _stacked(rows: pd.DataFrame, column: str, begins: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Where each pair begins on one side, one after another in the order of the rows."""
    before = rows.groupby(column)["messages"].cumsum() - rows["messages"]
    starts = rows[column].map(begins) + before
    return dict(zip(zip(rows["sender_role"], rows["recipient_role"], strict=True), starts, strict=True))


def _ribbon(y0: float, y1: float, high: float) -> Path:
    """Outline a band from the left to the right, equally high at both ends."""
    x0, x1, middle = _BAR, 1 - _BAR, 0.5
    there = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    back = [(x1, y1 + high), (middle, y1 + high), (middle, y0 + high), (x0, y0 + high)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path([*there, *back, (x0, y0)], codes)


def _roles(ax: Axes, look: Theme, side: _Side, off: pd.Series, names: Mapping[str, str], *, left: bool) -> None:
    """Draw the bars of the roles on one side, with their names and numbers."""
    x, ha = (-0.012, "right") if left else (1.012, "left")
    for role, total in side.totals.items():
        begin = side.begins[role]
        bar = Rectangle((0 if left else 1 - _BAR, begin), _BAR, total, facecolor=look.ink, linewidth=0, **INSIDE)
        bar.set_label(f"{'from' if left else 'to'} {role}")
        ax.add_artist(bar)
        told = f"{total:,}" + (f", {off[role]:,} off" if off[role] else "")
        name = wrapped(names.get(role, in_words(role)), 24, lines=2)
        ax.text(x, begin + total / 2, f"{name}\n{told}", ha=ha, va="center", fontsize=SMALL, color=look.ink)


def _frame(ax: Axes, look: Theme, height: float) -> None:
    ax.set(xlim=(0, 1), ylim=(height, 0))
    ax.set_yticks([])
    ax.set_xticks([0, 1], ["written by", "written to"], color=look.muted)
    ax.xaxis.set_ticks_position("top")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    swatches = [
        Patch(facecolor=look.volume[1], edgecolor=look.muted, alpha=0.6, label="a contact permits them"),
        Patch(
            facecolor=_off(look), edgecolor=look.accent, hatch="////", linewidth=1.3, label="no contact permits them"
        ),
        Patch(facecolor=look.surface, edgecolor=look.muted, hatch="....", linestyle="--", label="undecided"),
    ]
    ax.legend(handles=swatches, loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=3, borderaxespad=0.2)


def _counted(table: pd.DataFrame, shown: pd.DataFrame) -> str:
    messages, off, undecided = (int(table[column].sum()) for column in ("messages", "off_graph", "undecided"))
    said = f"{counted(messages, 'message')} judged: {off:,} ({off / messages:.1%}) off the graph"
    said += f", {undecided:,} undecided" if undecided else ""
    said += "\na message to two roles counts once for each; off: excused ones too"
    missing = messages - int(shown["messages"].sum())
    said += f"\n{MOST} roles on a side shown; not drawn: {counted(missing, 'message')}" if missing else ""
    many = max(int((shown[kind] > 0).sum()) for kind in KINDS) > MOST_BANDS
    return said + (f"\nthe {MOST_BANDS} widest bands of each kind are drawn; the bars count all" if many else "")


def _description(shown: pd.DataFrame, below: str) -> str:
    """Say the picture in words: the widest flows."""
    widest = shown.sort_values("messages", ascending=False, kind="stable").head(5)
    rows = widest[["sender_role", "recipient_role", "messages"]].itertuples(index=False)
    told = [f"{in_words(sender)} to {in_words(recipient)} {messages}" for sender, recipient, messages in rows]
    return f"{below}. Most: {'; '.join(told)}.".replace("\n", "; ")
