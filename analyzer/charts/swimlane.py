"""One case as a swim-lane: a lane for each role, time runs down, an arrow for each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analyzer.charts.asking import drawn_from
from analyzer.charts.canvas import axes_of, counted, headline, in_words, nothing_to_draw, wrapped
from analyzer.charts.lanes import OPEN, Lanes, Spacing, Step, lay_out
from analyzer.charts.theme import SMALL, Theme, ThemeName, drawing

if TYPE_CHECKING:
    from analyzer.definitions.model import Definition

QUESTION = "How did this application move?"
MOST_EVENTS = 60
INCHES_A_LINE = 0.175


class Case(Protocol):
    """What the chart reads of a `CaseView`."""

    @property
    def events(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def findings(self) -> pd.DataFrame: ...  # noqa: D102


@drawn_from("a case, such as analysis.case('APP-0042'), or its events", has=("events",))
def case_swimlane(
    case: Case | pd.DataFrame,
    findings: pd.DataFrame | None = None,
    *,
    definition: Definition | None = None,
    spacing: Spacing = "equal",
    most: int = MOST_EVENTS,
    ax: Axes | None = None,
    theme: ThemeName = "light",
) -> Axes:
    """How did this application move? A lane for each role, an arrow for each message, the stages as bands.

    Time runs down. A dot is the sender, an arrow head a recipient, an open circle a role in copy; a diamond is an
    event that is no message. An event with an open finding has a ring, a heavier arrow and, beside it, a line that
    begins with a filled triangle; an open triangle marks what was excused, settled or is undecided. A dotted line in a
    lane runs from the question to the time by which this role owed the answer.

    Parameters
    ----------
    case : CaseView, or DataFrame
        A case (``analysis.case("APP-0042")``) or its events: canonical columns, ``timestamp`` with zone.
    findings : DataFrame, optional
        The findings of the case, if `case` is a frame.
    definition : Definition, optional
        Order and titles of the roles, zone of the times; else ids in alphabetical order, and the zone of the
        `CaseView` or UTC.
    spacing : {"equal", "time"}
        One step an event, or distances as long as the time between.
    most : int
        Events to show at most: those with a finding, then the latest; left-out ones are counted where they were.
    ax : Axes, optional
        Where to draw; else on a figure of its own, as tall as the case needs.
    theme : {"light", "dark"}

    Returns
    -------
    Axes
        x: the lane (0 is the first role), y: lines of text from the top.

    Raises
    ------
    ValueError
        `spacing` or `most` cannot be meant.
    """
    events = case if isinstance(case, pd.DataFrame) else case.events
    if findings is None:
        findings = pd.DataFrame(columns=["event_id"]) if isinstance(case, pd.DataFrame) else case.findings
    if definition is None:
        definition = getattr(case, "definition", None)
    if spacing not in ("equal", "time") or most < 1:
        raise ValueError(f"spacing is 'equal' or 'time' and most at least 1, not {spacing!r} and {most}")
    calendar = definition.calendar if definition else None
    zone = calendar.timezone if calendar else str(getattr(case, "zone", "UTC"))
    lanes = lay_out(events, findings, definition, zone=zone, spacing=spacing, most=most)
    name = str(events["case_id"].iloc[0]) if len(events) and "case_id" in events else ""
    with drawing(theme) as look:
        ax = axes_of(ax, look, size=_size(lanes))
        _draw(ax, look, lanes, name, spacing)
    return ax


def _draw(ax: Axes, look: Theme, lanes: Lanes, name: str, spacing: Spacing) -> None:
    if not lanes.steps:
        headline(ax, look, QUESTION, "activity")
        nothing_to_draw(ax, look, "The case has no events before the horizon.")
        return
    _ground(ax, look, lanes)
    for at in range(len(lanes.steps)):
        _event(ax, look, lanes, at)
    _bands(ax, look, lanes)
    if spacing == "time":
        _dates(ax, look, lanes)
    headline(ax, look, QUESTION, "activity", below=_counted(lanes, name), description=_description(lanes, name))


def _size(lanes: Lanes) -> tuple[float, float]:
    lane = 1.05 if len(lanes.roles) <= 8 else 0.5
    return 5.4 + lane * max(len(lanes.roles), 1), 1.9 + INCHES_A_LINE * max(lanes.height, 4)


def _ground(ax: Axes, look: Theme, lanes: Lanes) -> None:
    """Draw the empty lanes and name them."""
    roles = len(lanes.roles)
    names = [lanes.names.get(role, in_words(role)) for role in lanes.roles]
    ax.set(xlim=(-0.6, max(roles, 1) - 0.4), ylim=(lanes.height + 0.6, -1.2))
    for lane in range(roles):
        ax.axvline(lane, color=look.grid, linewidth=1.2, zorder=0.5)
    flat = roles <= 8 and all(len(line) <= 14 for name in names for line in wrapped(name, 14).splitlines())
    texts = [wrapped(name, 14) if flat else wrapped(name, 32, lines=1) for name in names]
    turned: dict[str, Any] = {} if flat else {"rotation": 45, "rotation_mode": "anchor", "ha": "left"}
    ax.set_xticks(range(roles), texts, color=look.ink, **turned)
    ax.xaxis.set_ticks_position("top")
    ax.tick_params(length=0)
    ax.set_yticks([])
    ax.spines[:].set_visible(False)


def _event(ax: Axes, look: Theme, lanes: Lanes, at: int) -> None:
    step, y = lanes.steps[at], float(lanes.y[at])
    place = {role: lane for lane, role in enumerate(lanes.roles)}
    open_one = any(remark.open for remark in step.findings)
    colour = look.accent if open_one else look.ink
    if step.sender and step.activity == "message":
        _message(ax, look, step, place, y, colour=colour, heavy=open_one)
    elif step.sender:
        _mark(ax, place[step.sender], y, "D", 6, face=colour, edge=look.surface)
    for role in step.parties if step.activity != "message" else ():
        _mark(ax, place[role], y, "D", 6, face=look.surface if role != step.sender else colour, edge=colour)
    if step.sender and open_one:
        _mark(ax, place[step.sender], y, "o", 13, face="none", edge=look.accent)
    _duties(ax, look, lanes, at, place)
    _words(ax, look, lanes, at)


def _message(ax: Axes, look: Theme, step: Step, place: dict[str, int], y: float, *, colour: str, heavy: bool) -> None:
    start = place[step.sender]
    for role in step.copied:
        if role != step.sender:
            ax.plot([start, place[role]], [y, y], color=colour, linewidth=0.9, linestyle=(0, (2, 2)), zorder=1.5)
            _mark(ax, place[role], y, "o", 5.5, face=look.surface, edge=colour)
    for role in step.to:
        if role == step.sender:
            _mark(ax, start, y, "o", 10, face="none", edge=colour)
            continue
        arrow = {"arrowstyle": "-|>,head_width=0.22,head_length=0.45", "color": colour, "shrinkA": 0, "shrinkB": 1}
        arrow["linewidth"] = 2.0 if heavy else 1.2
        ax.annotate("", xy=(place[role], y), xytext=(start, y), arrowprops=arrow, zorder=2)
    _mark(ax, start, y, "o", 6, face=colour, edge=look.surface)


def _mark(ax: Axes, x: float, y: float, marker: str, size: float, *, face: str, edge: str) -> None:
    ax.plot(
        [x],
        [y],
        marker=marker,
        markersize=size,
        markerfacecolor=face,
        markeredgecolor=edge,
        linestyle="none",
        zorder=3,
        markeredgewidth=1.3,
    )


def _duties(ax: Axes, look: Theme, lanes: Lanes, at: int, place: dict[str, int]) -> None:
    """Draw how long the answer was owed, down the lane of the role that owes it."""
    for role, due in lanes.steps[at].duties:
        y = float(lanes.y[at])
        end = min(_down(lanes, due), lanes.height + 0.4)
        x = place[role] + 0.07
        ax.plot([x, x], [y, end], color=look.accent, linewidth=1.6, linestyle=(0, (1, 1.3)), zorder=1.2)
        _mark(ax, x, end, "_", 9, face=look.accent, edge=look.accent)


def _down(lanes: Lanes, instant: pd.Timestamp) -> float:
    """Find how far down an instant lies, between the steps around it; past the last one at the foot."""
    instants = np.array([step.at.value for step in lanes.steps], dtype=np.float64)
    return float(np.interp(instant.value, instants, lanes.y, right=lanes.height + 0.4))


def _words(ax: Axes, look: Theme, lanes: Lanes, at: int) -> None:
    step, y, label_y = lanes.steps[at], float(lanes.y[at]), float(lanes.label_y[at])
    edge = len(lanes.roles) - 0.4
    if step.skipped:
        above = label_y - 1.0
        ax.text(
            edge,
            above,
            f"   ⋮ {counted(step.skipped, 'event')} not shown",
            va="center",
            fontsize=SMALL,
            color=look.muted,
        )
    if abs(label_y - y) > 0.05:
        ax.plot([edge - 0.15, edge], [y, label_y], color=look.muted, linewidth=0.6, clip_on=False, zorder=0.6)
    for line, (text, open_one) in enumerate(step.words):
        ax.text(
            edge,
            label_y + line,
            f"  {text}",
            va="center",
            fontsize=SMALL,
            color=look.accent if open_one else look.muted if line else look.ink,
            weight="bold" if open_one or (step.enters and not line) else "normal",
        )


def _bands(ax: Axes, look: Theme, lanes: Lanes) -> None:
    """Shade every other stage, from the event that enters it to the next."""
    edges = [(float(y), step.enters) for y, step in zip(lanes.y, lanes.steps, strict=True) if step.enters]
    if not edges:
        return
    ends = [y - 0.5 for y, _ in edges[1:]] + [lanes.height + 0.6]
    for at, ((y, stage), end) in enumerate(zip(edges, ends, strict=True)):
        ax.axhspan(y - 0.5, end, color=look.faint if at % 2 == 0 else look.surface, zorder=0.1, label=f"stage/{stage}")
        ax.axhline(y - 0.5, color=look.muted, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0.4)


def _dates(ax: Axes, look: Theme, lanes: Lanes) -> None:
    """Write dates down the left side, on the scale of time."""
    first, last = lanes.steps[0].at, lanes.steps[-1].at
    days = pd.date_range(first.normalize(), last.normalize() + pd.Timedelta(days=1), freq="D", inclusive="both")
    days = days[(days >= first) & (days <= last)]
    every = -(-len(days) * 2 // max(int(lanes.height), 2)) if len(days) else 1
    days = days[:: max(every, 1)]
    ax.set_yticks([_down(lanes, day) for day in days], [f"{day.day} {day:%b}" for day in days], color=look.muted)
    ax.grid(axis="y", linewidth=0.5)


def _counted(lanes: Lanes, name: str) -> str:
    found = sum(remark.begins for step in lanes.steps for remark in step.findings)
    messages = sum(step.activity == "message" for step in lanes.steps)
    first, last = lanes.steps[0].at, lanes.steps[-1].at
    said = f"{name}: " if name else ""
    said += f"{counted(len(lanes.steps), 'event')}, {counted(messages, 'message')}"
    said += f"; {counted(found, 'open finding')} ({OPEN})"
    said += f"\n{_day(first)} to {_day(last)}, times in {first.tzinfo}"
    return said + (f"\nnot shown: {counted(lanes.left_out, 'more event')}" if lanes.left_out else "")


def _day(at: pd.Timestamp) -> str:
    return f"{at.day} {at:%b %Y}"


def _description(lanes: Lanes, name: str) -> str:
    found = [
        f"{step.words[0].text}: {remark.text[2:]}" for step in lanes.steps for remark in step.findings if remark.begins
    ]
    return ". ".join([_counted(lanes, name).replace("\n", "; "), *found])
