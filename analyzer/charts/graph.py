"""The contact graph: roles as nodes, agreed ways as lines and, with a log, the messages that went along them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, Polygon

from analyzer import insights
from analyzer.charts.arranging import BADGE, LABEL, MARK, Arrangement, Label, Line, arranged
from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import Kind, counted, drawn_at, fixed_axes, headline, in_words, nothing_to_draw
from analyzer.charts.layout import Box, Points
from analyzer.charts.theme import SMALL, TEXT, Theme, ThemeName, drawing
from analyzer.definitions.model import Definition
from analyzer.insights.arrows import Arrow, arrows
from analyzer.insights.graph import ANYTHING

if TYPE_CHECKING:
    from analyzer.insights.source import Result

ALLOWED_QUESTION = "Who may write to whom?"
QUESTION = "Who may write to whom, and who did?"
THIN, THICK = 1.1, 6.5
"""Widths of the line with the fewest messages and with the most, in points."""
DASHES: dict[str, Any] = {
    "agreed": "-",
    "unused": (0, (3, 2.5)),
    "off": (0, (2.2, 0.9)),
    "unclear": (0, (4, 1.2, 1, 1.2)),
}


@drawn_from("an analysis, a definition, or a table as insights.process_graph makes it", has=("definition", "contacts"))
def process_graph(
    source: pd.DataFrame | Definition | Result,
    *,
    ax: Axes | None = None,
    names: Mapping[str, str] | None = None,
    gatekeeper: str | None = None,
    theme: ThemeName = "light",
) -> Axes:
    """Who may write to whom, and who did? Roles as nodes, a line for each agreed way, its terms beside it.

    A line with two heads holds both ways on the same terms. Of an analysis, a line is the wider the more messages went
    along it, their number stands at the head; ways that nobody used are thin, grey and dashed; messages that no contact
    permits are a bold dashed line of their own with hollow heads.

    Parameters
    ----------
    source : DataFrame, Definition or Analysis
        As `insights.process_graph` makes it; a definition is drawn without traffic.
    ax : Axes, optional
        Where to draw; everything is made smaller until it fits. Else on a figure of its own.
    names : mapping of str to str, optional
        What people call a role, in the order round the circle; of a definition or an analysis, the definition's titles.
    gatekeeper : str, optional
        The role to mark and to put in the middle; of a definition or an analysis, the definition's.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        One line in ``ax.lines`` for every line of the graph, labelled ``sender>recipient kind`` (``sender<>recipient
        kind`` with two heads), one patch for every role, labelled with its id.
    """
    if not isinstance(source, pd.DataFrame):
        definition = source if isinstance(source, Definition) else source.definition
        names = dict(definition.roles) if names is None else names
        gatekeeper = definition.gatekeeper if gatekeeper is None else gatekeeper
        source = insights.process_graph(source)
    roles = list(dict.fromkeys([*(names or {}), *source["sender_role"], *source["recipient_role"]]))
    titles = [(names or {}).get(role, in_words(role)) for role in roles]
    lines, declared = lines_of(source, roles), set(names or roles)
    with drawing(theme) as look:
        question = QUESTION if "messages" in source else ALLOWED_QUESTION
        kind: Kind = "activity" if "messages" in source else "definition"
        if not roles:
            ax = fixed_axes(ax, look, size=(6.5, 2.0))
            headline(ax, look, question, kind)
            nothing_to_draw(ax, look, "The definition declares no roles.")
            return ax
        middle = roles.index(gatekeeper) if gatekeeper in roles else None
        below = _counted(source, roles)
        plan = arranged(titles, lines, middle=middle, key=_key_entries(lines, middle, declared, roles))
        ax = fixed_axes(ax, look, size=plan.size, below=below)
        _Pen(ax, look, plan, roles).draw(lines, middle=middle, declared=declared)
        headline(ax, look, question, kind, below=below, description=_description(source))
    return ax


# ---------------------------------------------------------------- from rows to lines


def lines_of(table: pd.DataFrame, roles: list[str]) -> list[Line]:
    """The lines to draw, pair of roles by pair."""
    number = {role: at for at, role in enumerate(roles)}
    found = arrows(table)
    most = max([1, *((arrow.messages or 0) + (arrow.back or 0) for arrow in found)])
    lines = [_line(arrow, (number[arrow.sender], number[arrow.recipient]), most) for arrow in found]
    return sorted(lines, key=lambda line: (min(line.ends), max(line.ends)))


def _line(arrow: Arrow, ends: tuple[int, int], most: int) -> Line:
    terms = arrow.label if arrow.told else ""
    if arrow.messages is None:
        return Line(ends, arrow.kind, arrow.both, terms, "", "", 1.6)
    if arrow.kind == "unused":
        return Line(ends, arrow.kind, arrow.both, terms, "", "", 0.9)
    if arrow.kind == "unclear":
        return Line(ends, arrow.kind, arrow.both, "", f"{arrow.messages:,} unclear", "", THIN)
    width = _width(arrow.messages + (arrow.back or 0), most)
    if arrow.kind == "off":
        return Line(ends, arrow.kind, arrow.both, "", f"{arrow.messages:,} off", "", width + 0.7)
    back = _volume(arrow.back or 0, arrow.unclear_back) if arrow.both else ""
    return Line(ends, arrow.kind, arrow.both, terms, _volume(arrow.messages, arrow.unclear), back, width)


def _volume(messages: int, unclear: int) -> str:
    return f"{messages:,} (+{unclear:,} unclear)" if unclear else f"{messages:,}"


def _width(messages: int, most: int) -> float:
    # The root keeps a line with few messages from vanishing beside one with many.
    return float(THIN + (THICK - THIN) * np.sqrt(min(messages / most, 1)))


# ---------------------------------------------------------------- from lines to ink


class _Pen:
    """Draws an arrangement on Axes whose unit is one inch of the arrangement."""

    def __init__(self, ax: Axes, look: Theme, plan: Arrangement, roles: list[str]) -> None:
        self.ax, self.look, self.plan, self.roles = ax, look, plan, roles
        self.scale = drawn_at(ax, plan.size)

    def draw(self, lines: list[Line], *, middle: int | None, declared: set[str]) -> None:
        """Draw lines, then labels, then nodes on top, and the key below."""
        for line, route in zip(lines, self.plan.routes, strict=True):
            self._line(line, route)
        for label in self.plan.labels:
            self._label(label)
        for number, (box, title) in enumerate(zip(self.plan.boxes, self.plan.titles, strict=True)):
            self._node(box, title, self.roles[number], marked=number == middle, known=self.roles[number] in declared)
        self._key(lines, middle, declared)

    def colour(self, kind: str) -> str:
        """The colour of a kind of line."""
        return {"agreed": self.look.series[0], "off": self.look.accent}.get(kind, self.look.muted)

    def _line(self, line: Line, route: Points) -> None:
        """One line with its heads; it ends where the head begins, so that its dashes do not spoil the point."""
        order = {"unused": 1.0, "agreed": 1.2, "unclear": 1.3, "off": 1.4}[line.kind]
        inner = route
        for at_end in (True, False):
            if at_end or line.both:
                head, inner = _head(inner, line.width, at_end=at_end)
                filled = line.kind != "off"
                self.ax.add_patch(
                    Polygon(
                        head,
                        closed=True,
                        facecolor=self.colour(line.kind) if filled else self.look.surface,
                        edgecolor=self.colour(line.kind),
                        linewidth=(0.5 if filled else 1.3) * self.scale,
                        zorder=order + 0.1,
                    )
                )
        self.ax.add_line(
            Line2D(
                inner[:, 0],
                inner[:, 1],
                linewidth=line.width * self.scale,
                linestyle=DASHES[line.kind],
                color=self.colour(line.kind),
                alpha=0.8 if line.kind == "agreed" else 1.0,
                solid_capstyle="butt",
                dash_capstyle="butt",
                zorder=order,
                label=line.name(self.roles),
            )
        )

    def _label(self, label: Label) -> None:
        plain = self.look.muted if label.text == ANYTHING else self.look.ink
        shown = {"terms": plain, "volume": self.look.ink, "off": self.look.accent, "number": self.look.ink}
        edge = self.look.muted if label.kind == "number" else self.look.surface
        self.ax.text(
            label.box.x,
            label.box.y,
            label.text,
            ha="center",
            va="center",
            fontsize=(BADGE if label.kind == "number" else LABEL) * self.scale,
            weight="normal" if label.kind == "terms" else "bold",
            color=shown[label.kind],
            linespacing=1.1,
            zorder=3,
            parse_math=False,
            clip_on=False,
            bbox={
                "boxstyle": "round,pad=0.12,rounding_size=0.3",
                "facecolor": self.look.surface,
                "edgecolor": edge,
                "linewidth": 0.6 * self.scale if label.kind == "number" else 0,
                "alpha": 0.92,
            },
        )

    def _node(self, box: Box, title: str, role: str, *, marked: bool, known: bool) -> None:
        left, bottom, _, _ = box.edges
        self.ax.add_patch(
            FancyBboxPatch(
                (left, bottom),
                box.wide,
                box.high,
                boxstyle="round,pad=0,rounding_size=0.09",
                facecolor=self.look.volume[1] if marked else self.look.faint,
                edgecolor=self.look.ink if known else self.look.muted,
                linewidth=(2.4 if marked else 1.1) * self.scale,
                linestyle="-" if known else (0, (3, 2)),
                zorder=4,
                label=role,
            )
        )
        lift = 0.09 if marked else 0.0
        text: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "color": self.look.ink,
            "parse_math": False,
            "zorder": 5,
        }
        weight = "bold" if marked else "normal"
        self.ax.text(box.x, box.y + lift, title, fontsize=TEXT * self.scale, weight=weight, linespacing=1.1, **text)
        if marked:
            foot = box.edges[1] + 0.13
            self.ax.text(box.x, foot, MARK, fontsize=BADGE * self.scale, style="italic", **text)

    def _key(self, lines: list[Line], middle: int | None, declared: set[str]) -> None:
        """What the marks mean, and below it the terms that found no room at their lines."""
        entries = _key_entries(lines, middle, declared, self.roles)
        legend = self.ax.legend(
            handles=[self._sample(kind, text) for kind, text in entries],
            loc="upper left",
            bbox_to_anchor=(0, self.plan.foot / self.plan.size[1]),
            ncols=self.plan.columns,
            fontsize=SMALL * self.scale,
            handlelength=3.2,
            borderaxespad=0,
            borderpad=0.2,
            columnspacing=1.6,
        )
        legend.set_zorder(6)
        for label in self.plan.notes:
            self.ax.text(
                label.box.edges[0],
                label.box.y,
                label.text,
                ha="left",
                va="center",
                fontsize=LABEL * self.scale,
                color=self.look.ink,
                parse_math=False,
            )

    def _sample(self, kind: str, text: str) -> Line2D | Patch:
        if kind in DASHES:
            width = {"agreed": 2.6, "off": 2.2, "unused": 0.9, "unclear": THIN}[kind] * self.scale
            return Line2D([], [], color=self.colour(kind), linestyle=DASHES[kind], linewidth=width, label=text)
        fill = self.look.volume[1] if kind == "gatekeeper" else self.look.faint
        edge = self.look.ink if kind == "gatekeeper" else self.look.muted
        line = {"linestyle": "-", "linewidth": 1.6} if kind == "gatekeeper" else {"linestyle": "--", "linewidth": 1.0}
        return Patch(facecolor=fill, edgecolor=edge, label=text, **line)  # type: ignore[arg-type]


def _key_entries(lines: list[Line], middle: int | None, declared: set[str], roles: list[str]) -> list[tuple[str, str]]:
    """The marks that are on this picture, each with its meaning."""
    kinds = {line.kind for line in lines}
    traffic = any(line.forth for line in lines) or "unused" in kinds
    agreed = "agreed (wider: more messages)" if traffic else "agreed; two heads: both ways on the same terms"
    entries = [("agreed", agreed)] if "agreed" in kinds else []
    entries += (
        [("unused", "agreed, used by nobody (terms as the way back, where none stand)")] if "unused" in kinds else []
    )
    entries += [("off", "off the graph: no contact permits them")] if "off" in kinds else []
    entries += [("unclear", "cannot be known")] if "unclear" in kinds else []
    entries += [("gatekeeper", "gatekeeper: guarded topics pass here")] if middle is not None else []
    entries += [("stranger", "role that the definition does not declare")] if set(roles) - declared else []
    return entries


def _head(route: Points, width: float, *, at_end: bool) -> tuple[Points, Points]:
    """The triangle at an end of a line, and the line without what the triangle covers."""
    points = route if at_end else route[::-1]
    long, half = 0.095 + 0.016 * width, 0.036 + 0.0115 * width
    away = np.hypot(*(points - points[-1]).T)
    kept = points[away > long * 0.9]
    kept = kept if len(kept) >= 2 else points[[0, 0]]
    along = points[-1] - kept[-1]
    along = along / (np.hypot(*along) or 1.0)
    normal = np.array([-along[1], along[0]])
    base = points[-1] - along * long
    head = np.array([points[-1], base + normal * half, base - normal * half])
    kept = np.vstack([kept, base + along * long * 0.1])
    return head, kept if at_end else kept[::-1]


def _counted(table: pd.DataFrame, roles: list[str]) -> str:
    ways = counted(int(table["agreed"].sum()), "agreed way")
    if "messages" not in table:
        return f"{counted(len(roles), 'role')}, {ways} from one role to another"
    messages, off, undecided = (int(table[column].sum()) for column in ("messages", "off_graph", "undecided"))
    if not messages:
        return f"{ways}; no message between two of these roles was judged"
    unused = int((table["agreed"] & (table["messages"] == 0)).sum())
    said = f"{messages:,} messages judged: {off:,} ({off / messages:.1%}) off the graph"
    said += f", {undecided:,} undecided" if undecided else ""
    how = "a number at a head counts what came that way; a message to two roles counts once for each"
    return f"{said}; {unused} of {ways} used by nobody\n{how}"


def _description(table: pd.DataFrame) -> str:
    """Say the picture in words, line by line."""
    said = []
    for row in table.to_dict("records"):
        terms = row["label"].replace("\n", " or ") if row["agreed"] else "not agreed"
        traffic = f"; {row['messages']} messages, {row['off_graph']} off the graph" if "messages" in row else ""
        said.append(f"{row['sender_role']} to {row['recipient_role']}: {terms}{traffic}.")
    return " ".join(said)
