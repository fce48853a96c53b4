"""The contact graph laid out: boxes, routes and labels with their places, before anything is drawn.

Titles and lines in, an `Arrangement` out, in inches from the lower left corner. It measures text and draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from analyzer.charts import layout
from analyzer.charts.canvas import text_size, wrapped
from analyzer.charts.layout import Box, Points, Sheet
from analyzer.charts.ports import spread_ends
from analyzer.charts.theme import SMALL, TEXT
from analyzer.insights.arrows import Kind

MARK = "gatekeeper"
LABEL = SMALL - 0.6
"""Type size of what stands at a line."""
BADGE = 6.5
GROWTHS = (1.0, 1.12, 1.25, 1.4)
"""The sheet grows until every label has room; what then has none gets a number and stands below."""
MIDDLE = tuple(0.5 + side * step / 30 for step in range(11) for side in ((1, -1) if step else (1,)))
"""Where along a line its terms may stand, the best place first."""
FROM_HEAD = (0.34, 0.42, 0.52, 0.64, 0.78, 0.95, 1.15, 1.4)
"""How far from the head its number may stand, in inches."""
_ROW = 0.2
"""Height of a line of the key."""
_SIGN = 0.072
"""Width of a wide sign at a line, in inches: lines of the key are broken by their number of signs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line between two roles, as it will be drawn.

    Attributes
    ----------
    ends : pair of int
        Numbers of the sender and the recipient.
    kind : str
        agreed, unused, off (no contact permits these messages) or unclear (it cannot be known).
    both : bool
        It has a head at either end.
    terms : str
        What the contact asks for, in a few words; empty.
    forth, back : str
        What stands at the head of either direction; empty.
    width : float
        In points.
    """

    ends: tuple[int, int]
    kind: Kind
    both: bool
    terms: str
    forth: str
    back: str
    width: float

    def name(self, roles: list[str]) -> str:
        """Who writes to whom on it, and of what kind it is."""
        sender, recipient = (roles[end] for end in self.ends)
        return f"{sender}{'<>' if self.both else '>'}{recipient} {self.kind}"


@dataclass(frozen=True, slots=True)
class Label:
    """A text and its place; `kind` is terms, volume, off or number."""

    text: str
    box: Box
    kind: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where everything stands; inches from the lower left corner.

    Attributes
    ----------
    size : pair of float
        Width and height.
    boxes, titles : list
        One a role; titles are broken into lines.
    routes : list of arrays
        One a line, from its sender to its recipient.
    labels, notes : list of Label
        At the lines, and in the key below.
    foot : float
        Height of the key.
    columns : int
        Of the legend.
    """

    size: tuple[float, float]
    boxes: list[Box]
    titles: list[str]
    routes: list[Points]
    labels: list[Label]
    notes: list[Label]
    foot: float
    columns: int


def arranged(
    titles: list[str], lines: list[Line], *, middle: int | None, key: Sequence[tuple[str, str]]
) -> Arrangement:
    """Lay the graph out, as small as all labels have room.

    Parameters
    ----------
    titles : list of str
        One a role.
    lines : list of Line
        Grouped by pair of roles.
    middle : int or None
        The gatekeeper's number.
    key : sequence of pairs
        What the legend will explain; it needs room too.

    Returns
    -------
    Arrangement
    """
    broken = [wrapped(title, 17, lines=3) for title in titles]
    tries = []
    for growth in GROWTHS:
        tries.append(_tried(broken, lines, middle, growth))
        if not tries[-1].faults:
            break
    best = min(tries, key=lambda one: (len(one.homeless), one.faults))
    return _with_foot(best.plan, titles, lines, best.homeless, key)


@dataclass(frozen=True, slots=True)
class _Try:
    """One try at a size: lines whose terms found no room, with a place for their number; labels on others' lines."""

    plan: Arrangement
    homeless: list[tuple[int, Box]]
    faults: int


# ---------------------------------------------------------------- boxes and routes


def _tried(titles: list[str], lines: list[Line], middle: int | None, growth: float) -> _Try:
    boxes, size = _boxes(titles, lines, middle, growth)
    bounds = Box(size[0] / 2, size[1] / 2, *size)
    routes = _routes(lines, boxes, bounds)
    sheet = Sheet(
        bounds=bounds,
        taken=[*(box.grown(0.02) for box in boxes), *_heads(lines, routes)],
        lines=routes,
    )
    volumes = _volumes(lines, routes, sheet)
    terms, homeless = _terms(lines, routes, sheet)
    plan = Arrangement(size, boxes, titles, routes, volumes + terms, [], 0.0, 1)
    return _Try(plan, homeless, sheet.hidden + len(homeless))


def _boxes(
    titles: list[str], lines: list[Line], middle: int | None, growth: float
) -> tuple[list[Box], tuple[float, float]]:
    """Nodes round an ellipse that is wide enough for what stands on it."""
    ends = [sum(number in line.ends for line in lines) for number in range(len(titles))]
    extents = [_extent(title, ends[number], marked=number == middle) for number, title in enumerate(titles)]
    count, pairs = len(titles), [(min(line.ends), max(line.ends)) for line in lines]
    places = layout.circle(count, pairs, middle=middle)
    widest, highest = (max(extent[axis] for extent in extents) for axis in (0, 1))
    outer = max(count - 1, 1)
    reach = np.array(
        [
            max(2.0 if count < 4 else 2.6, 0.3 * outer * (widest / 1.3), 0.17 * len(lines) ** 0.75 + 2.0),
            max(0.6 if count < 3 else 1.4, 0.19 * outer * (highest / 0.4) ** 0.5, 0.14 * len(lines) ** 0.75 + 1.0),
        ]
    )
    reach = reach * growth * [1.0, 0.0 if count < 3 else 1.0]
    margin = np.array([widest / 2 + 0.1, highest / 2 + (0.25 if count > 2 else 0.4)])
    low, high = (places * reach).min(axis=0) - margin, (places * reach).max(axis=0) + margin
    wide, tall = high - low
    shift = -low + np.array([max(6.3 - wide, 0.0) / 2, 0.0])
    centres = places * reach + shift
    boxes = [Box(float(x), float(y), *extent) for (x, y), extent in zip(centres, extents, strict=True)]
    return boxes, (float(max(wide, 6.3)), float(tall))


def _extent(title: str, ends: int, *, marked: bool) -> tuple[float, float]:
    """Room for the title, and for the heads of the lines that end here."""
    wide, high = text_size(title, TEXT, bold=marked)
    if marked:
        wide, high = max(wide, text_size(MARK, BADGE)[0]), high + 0.17
    return wide + 0.24, max(high + 0.16, min(0.2 + 0.06 * ends, 1.2))


def _routes(lines: list[Line], boxes: list[Box], bounds: Box) -> list[Points]:
    """Run the lines, the shortest pairs first: they have the least choice."""
    pairs = [list(group) for _, group in groupby(range(len(lines)), key=lambda at: _pair(lines[at]))]
    pairs.sort(key=lambda group: (_apart(boxes, _pair(lines[group[0]])), group[0]))
    routes: dict[int, Points] = {}
    for group in pairs:
        low, high = _pair(lines[group[0]])
        # Keep to the right: who writes to the higher number runs below, what is off the graph outermost.
        ordered = sorted(group, key=lambda at: (lines[at].ends[0] == high, _rank(lines[at], high), at))
        asides = _asides([lines[at].width for at in ordered])
        found = layout.bundle((low, high), asides, boxes, list(routes.values()), bounds)
        for at, points in zip(ordered, found, strict=True):
            routes[at] = points if lines[at].ends[0] == low else points[::-1]
    rooms = [0.1 + 0.023 * line.width for line in lines]
    return spread_ends([routes[at] for at in range(len(lines))], [line.ends for line in lines], rooms, boxes)


def _pair(line: Line) -> tuple[int, int]:
    return min(line.ends), max(line.ends)


def _rank(line: Line, high: int) -> int:
    outward = {"off": 0, "unclear": 1}.get(line.kind, 2)
    return -outward if line.ends[0] == high else outward


def _apart(boxes: list[Box], pair: tuple[int, int]) -> float:
    a, b = (boxes[end] for end in pair)
    return float(round(np.hypot(a.x - b.x, a.y - b.y), 6))


def _asides(widths: list[float]) -> list[float]:
    """How far to the left of the way in the middle each line runs, so that their heads keep apart."""
    half = [0.045 + 0.0115 * width for width in widths]
    steps = [a + b + 0.05 for a, b in pairwise(half)]
    places = np.concatenate([[0.0], np.cumsum(steps)])
    return [float(place) for place in places - places.mean()]


def _heads(lines: list[Line], routes: list[Points]) -> list[Box]:
    tips = [route[-1] for route in routes] + [route[0] for line, route in zip(lines, routes, strict=True) if line.both]
    return [Box(float(x), float(y), 0.2, 0.2) for x, y in tips]


# ---------------------------------------------------------------- labels


def _volumes(lines: list[Line], routes: list[Points], sheet: Sheet) -> list[Label]:
    """Put the number of messages near the head that they came to."""
    labels = []
    order = sorted(range(len(lines)), key=lambda at: (layout.length(routes[at]), at))
    for at in order:
        line, long = lines[at], layout.length(routes[at])
        for text, shares in (
            (line.forth, [1 - away / long for away in FROM_HEAD]),
            (line.back, [away / long for away in FROM_HEAD]),
        ):
            if text:
                kind = "off" if line.kind == "off" else "volume"
                labels.append(Label(text, _housed(text, kind, at, shares, sheet), kind))
    return labels


def _housed(text: str, kind: str, line: int, shares: Sequence[float], sheet: Sheet) -> Box:
    """Find a place for a short text; where all near ones are taken, anywhere along the line, at last on top."""
    wide, high = text_size(text, BADGE if kind == "number" else LABEL, bold=True)
    near = [share for share in shares if 0.03 < share < 0.97]
    everywhere = [step / 30 for step in range(3, 28)]
    box = sheet.place(wide + 0.07, high + 0.02, line, near) or sheet.place(wide + 0.07, high + 0.02, line, everywhere)
    if box is None:
        x, y = sheet.lines[line][len(sheet.lines[line]) // 2]
        box = Box(float(x), float(y), wide, high)
        sheet.taken.append(box)
    return box


def _terms(lines: list[Line], routes: list[Points], sheet: Sheet) -> tuple[list[Label], list[tuple[int, Box]]]:
    """Put the terms at their lines; what finds no room, gets a place for a number."""
    labels, homeless = [], []
    # The largest first: they have the least choice.
    sizes = {at: text_size(line.terms, LABEL) for at, line in enumerate(lines) if line.terms}
    order = sorted(sizes, key=lambda at: (round(-sizes[at][0] * sizes[at][1], 4), layout.length(routes[at]), at))
    for at in order:
        text, (wide, high) = lines[at].terms, sizes[at]
        box = sheet.place(wide + 0.07, high + 0.03, at, MIDDLE)
        if box is None:
            homeless.append(at)
        else:
            labels.append(Label(text, box, "terms"))
    return labels, [(at, _housed("88", "number", at, MIDDLE, sheet)) for at in sorted(homeless)]


# ---------------------------------------------------------------- the foot


def _with_foot(
    plan: Arrangement,
    titles: list[str],
    lines: list[Line],
    homeless: list[tuple[int, Box]],
    key: Sequence[tuple[str, str]],
) -> Arrangement:
    """Move everything up and put the legend and the numbered terms below."""
    wide, high = plan.size
    longest = max([text_size(text, SMALL)[0] for _, text in key], default=1.0) + 0.62
    columns = max(1, min(int(wide // longest), len(key)))
    rows = -(-len(key) // columns) if key else 0
    numbers = [Label(str(n), box, "number") for n, (_, box) in enumerate(homeless, start=1)]
    texts = [_note(n, lines[at], titles) for n, (at, _) in enumerate(homeless, start=1)]
    notes, below = _columns(texts, wide)
    foot = rows * _ROW + 0.12 + below

    def up(box: Box) -> Box:
        return Box(box.x, box.y + foot + 0.1, box.wide, box.high)

    return Arrangement(
        size=(wide, high + foot + 0.1),
        boxes=[up(box) for box in plan.boxes],
        titles=plan.titles,
        routes=[route + np.array([0.0, foot + 0.1]) for route in plan.routes],
        labels=[Label(label.text, up(label.box), label.kind) for label in [*plan.labels, *numbers]],
        notes=notes,
        foot=foot,
        columns=columns,
    )


def _note(number: int, line: Line, titles: list[str]) -> str:
    sender, recipient = (titles[end].replace("\n", " ") for end in line.ends)
    arrow = "\u2194" if line.both else "\u2192"
    return f"{number}  {sender} {arrow} {recipient}: " + line.terms.replace("\n", " / ")


def _columns(texts: list[str], wide: float) -> tuple[list[Label], float]:
    """Put the numbered terms into as many columns as there is room for, read downwards; long ones are broken."""
    broken = [wrapped(text, int(wide / _SIGN)) for text in texts]
    if not broken:
        return [], 0.0
    row = text_size("\n" * max(text.count("\n") for text in broken), LABEL)[1] + 0.04
    longest = max(text_size(text, LABEL)[0] for text in broken) + 0.3
    columns = max(1, int(wide // longest))
    rows = -(-len(broken) // columns)
    notes = []
    for at, text in enumerate(broken):
        extent = text_size(text, LABEL)
        left, y = (at // rows) * longest + 0.05, (rows - 0.5 - at % rows) * row
        notes.append(Label(text, Box(left + extent[0] / 2, y, *extent), "note"))
    return notes, rows * row + 0.1
