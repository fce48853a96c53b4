"""The contact matrix: every role that writes against every role written to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from analyzer import insights
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, blend, headline, in_words, sentence_only, short, table_of, wrapped
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

QUESTION = "Who writes to whom, and what is off the agreed graph?"
NO_CONTACTS = "The definition lists no contacts, so no message was judged."
FEW = 10
"""Up to so many roles a cell has room for words."""
INSIDE: dict[str, Any] = {"in_layout": False}
"""What lies within the cells needs no room of its own; measuring thousands of them would take seconds."""


@drawn_from("an analysis, or a table as insights.contact_matrix makes it")
def contact_matrix(
    table: pd.DataFrame | Result,
    *,
    ax: Axes | None = None,
    names: Mapping[str, str] | None = None,
    theme: ThemeName = "light",
) -> Axes:
    """Who writes to whom, and what is off the agreed graph? A row for each sender, a column for each recipient.

    A cell says how many messages went from the role on the left to the role on top (stronger: more). Hatched cells are
    not on the agreed graph. A bar along the foot of a cell is the share of its messages that no contact permits, with
    their number.

    Parameters
    ----------
    table : DataFrame or Analysis
        As `insights.contact_matrix` makes it.
    ax : Axes, optional
        Where to draw; else on a figure of its own.
    names : mapping of str to str, optional
        What people call a role; of an Analysis, the definition's titles.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        One patch for every pair of roles, labelled ``sender>recipient``.
    """
    if names is None and not isinstance(table, pd.DataFrame):
        names = dict(table.definition.roles)
    table = table_of(table, insights.contact_matrix)
    senders, recipients = list(table["sender_role"].unique()), list(table["recipient_role"].unique())
    roles = senders + [role for role in recipients if role not in senders]
    with drawing(theme) as look:
        if not roles:
            return sentence_only(ax, look, QUESTION, "activity", NO_CONTACTS)
        ax = axes_of(ax, look, size=_size([(names or {}).get(role, in_words(role)) for role in roles]))
        _cells(ax, look, table, roles)
        _frame(ax, look, roles, names or {})
        headline(ax, look, QUESTION, "activity", below=_counted(table), description=_description(table))
    return ax


def _size(names: list[str]) -> tuple[float, float]:
    """Make room for the cells, the names beside them and the key below."""
    roles, longest = len(names), max((min(len(name), 22 if len(names) <= FEW else 32) for name in names), default=0)
    wide, high = (0.95, 0.62) if roles <= FEW else (0.42, 0.36)
    return 0.6 + 0.072 * longest + max(wide * roles, 6.2), 2.0 + max(high * roles, 1.0)


def _cells(ax: Axes, look: Theme, table: pd.DataFrame, roles: list[str]) -> None:
    place = {role: at for at, role in enumerate(roles)}
    most = max(int(table["messages"].max()), 1)
    for role, at in place.items():
        ax.add_artist(
            Rectangle((at, at), 1, 1, facecolor=look.faint, edgecolor=look.surface, label=f"{role}>{role}", **INSIDE)
        )
    rows = table[["sender_role", "recipient_role", "messages", "off_graph", "undecided", "agreed"]]
    for sender, recipient, messages, off, undecided, agreed in rows.itertuples(index=False):
        x, y = place[recipient], place[sender]
        # The root keeps a cell with few messages apart from one with none.
        fill = blend(*look.volume, np.sqrt(messages / most)) if messages else look.surface
        cell = Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=look.grid, linewidth=0.7, **INSIDE)
        cell.set_label(f"{sender}>{recipient}")
        if not agreed:
            cell.set_hatch("///" if len(roles) <= FEW else "//")
            cell.set(edgecolor=look.grid)
        ax.add_artist(cell)
        if off:
            _off(ax, look, (x, y), off / messages)
        if messages:
            _numbers(ax, look, (x, y), (messages, off, undecided), wordy=len(roles) <= FEW)


def _off(ax: Axes, look: Theme, corner: tuple[float, float], share: float) -> None:
    """Draw the share off the graph as a bar along the foot of the cell; the smallest share is still to be seen."""
    x, y = corner
    ax.add_artist(
        Rectangle((x + 0.03, y + 0.86), max(share, 0.04) * 0.94, 0.1, facecolor=look.accent, linewidth=0, **INSIDE)
    )


def _numbers(ax: Axes, look: Theme, corner: tuple[float, float], counts: tuple[int, int, int], *, wordy: bool) -> None:
    x, y = corner
    messages, off, undecided = counts
    details = [f"{short(off)} off"] * bool(off) + [f"{short(undecided)} unclear"] * bool(undecided)
    small = SMALL - 0.8 if wordy else 5.5
    high = (0.34 if len(details) < 2 else 0.2) if details and wordy else 0.45
    ax.text(
        x + 0.5,
        y + high,
        f"{messages:,}" if wordy else short(messages),
        ha="center",
        va="center",
        fontsize=10 if wordy else 5.8,
        color=look.ink,
        **INSIDE,
    )
    if not wordy:
        return
    for line, text in enumerate(details):
        bold = line == 0 and bool(off)
        ax.text(
            x + 0.5,
            y + high + 0.3 + 0.24 * line,
            text,
            ha="center",
            va="center",
            fontsize=small,
            color=look.accent if bold else look.muted,
            **INSIDE,
            weight="bold" if bold else "normal",
        )


def _frame(ax: Axes, look: Theme, roles: list[str], names: Mapping[str, str]) -> None:
    texts = [names.get(role, in_words(role)) for role in roles]
    flat = len(roles) <= FEW and all(len(line) <= 12 for text in texts for line in wrapped(text, 12).splitlines())
    ax.set(xlim=(0, len(roles)), ylim=(len(roles), 0))
    middles = np.arange(len(roles)) + 0.5
    on_top = [wrapped(text, 12) if flat else wrapped(text, 32, lines=1) for text in texts]
    turned: dict[str, Any] = (
        {} if flat else {"rotation": 45 if len(roles) <= FEW else 90, "rotation_mode": "anchor", "ha": "left"}
    )
    if len(roles) > FEW:
        turned["va"] = "center"
    ax.set_xticks(middles, on_top, color=look.ink, **turned)
    ax.set_yticks(
        middles,
        [wrapped(text, 22 if len(roles) <= FEW else 32, lines=2 if len(roles) <= FEW else 1) for text in texts],
        color=look.ink,
    )
    ax.xaxis.set_ticks_position("top")
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0)
    ax.set_xlabel("written to", color=look.muted, loc="left")
    ax.set_ylabel("written by", color=look.muted, loc="top")
    ax.spines[:].set_visible(False)
    swatches = [
        Patch(facecolor=look.volume[1], edgecolor=look.grid, label="messages (stronger: more)"),
        Patch(facecolor=look.surface, edgecolor=look.grid, hatch="////", label="not on the agreed graph"),
        Patch(facecolor=look.accent, label="share that no contact permits"),
    ]
    ax.legend(handles=swatches, loc="upper left", bbox_to_anchor=(0, -0.01), ncols=3, borderaxespad=0.2)


def _counted(table: pd.DataFrame) -> str:
    messages, off, undecided = (int(table[column].sum()) for column in ("messages", "off_graph", "undecided"))
    if not messages:
        return "No message between two of these roles was judged."
    said = f"{messages:,} messages judged: {off:,} ({off / messages:.1%}) off the graph"
    said += f", {undecided:,} undecided" if undecided else ""
    return f"{said}\na message to two roles counts once for each"


def _description(table: pd.DataFrame) -> str:
    """Say the picture in words: the pairs with most messages off the graph."""
    worst = table[table["off_graph"] > 0].sort_values("off_graph", ascending=False, kind="stable").head(5)
    columns = worst[["sender_role", "recipient_role", "off_graph", "messages"]].itertuples(index=False)
    pairs = [f"{sender} to {recipient} {off} of {messages}" for sender, recipient, off, messages in columns]
    counted = _counted(table).replace("\n", "; ")
    return f"{counted}. " + (f"Most off the graph: {'; '.join(pairs)}." if pairs else "")
