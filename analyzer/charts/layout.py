"""Where nodes stand, how lines run between them and where labels fit: plane geometry, all lengths in inches.

The same input gives the same picture: nothing is random, of equally good places the first is taken. Nothing here knows
roles or matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
STEPS = 81
"""Points that a curve is looked at."""
NEAR = 0.11
"""Two lines nearer than this for a while are hard to tell apart."""
BENDS = (0.0, 0.12, -0.12, 0.24, -0.24, 0.38, -0.38, 0.55, -0.55, 0.8, -0.8)
"""How far a line may leave the straight way, as a share of its length; the first that fits best is taken."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle and its extent."""

    x: float
    y: float
    wide: float
    high: float

    def grown(self, by: float) -> Box:
        """The rectangle with a margin all round."""
        return Box(self.x, self.y, self.wide + 2 * by, self.high + 2 * by)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return self.x - self.wide / 2, self.y - self.high / 2, self.x + self.wide / 2, self.y + self.high / 2

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Which points lie inside."""
        inside: NDArray[np.bool_] = (np.abs(points[:, 0] - self.x) < self.wide / 2) & (
            np.abs(points[:, 1] - self.y) < self.high / 2
        )
        return inside


# ---------------------------------------------------------------- nodes


def circle(count: int, links: Sequence[tuple[int, int]], *, middle: int | None) -> Points:
    """Places of nodes on a circle of radius 1, neighbours that are linked side by side.

    Parameters
    ----------
    count : int
        Nodes 0 to count - 1.
    links : sequence of pairs
        Nodes that a line joins.
    middle : int or None
        The node that stands in the middle, or (of three nodes or fewer) on top.

    Returns
    -------
    array of float, shape (count, 2)
        The first node on the circle stands on the left.
    """
    if middle is not None and count == 3:
        sides = [node for node in range(count) if node != middle]
        corners = {middle: (0.0, 1.0), sides[0]: (-1.0, -0.75), sides[1]: (1.0, -0.75)}
        return np.array([corners[node] for node in range(count)])
    centre = middle if middle is not None and count > 3 else None
    order = _order([node for node in range(count) if node != centre], links)
    places = np.zeros((count, 2))
    angle = np.pi - 2 * np.pi * np.arange(len(order)) / max(len(order), 1)
    places[order] = np.column_stack([np.cos(angle), np.sin(angle)])
    return places


def _order(nodes: list[int], links: Sequence[tuple[int, int]]) -> list[int]:
    """Order nodes round the circle so that links are short: swaps of two as long as one helps; the first node stays."""
    size, among = len(nodes), [pair for pair in links if pair[0] in nodes and pair[1] in nodes]

    def length(order: list[int]) -> int:
        place = {node: at for at, node in enumerate(order)}
        steps = [abs(place[a] - place[b]) for a, b in among]
        return sum(min(step, size - step) ** 2 for step in steps)

    best, improved = length(nodes), True
    while improved:
        improved = False
        for a in range(1, size):
            for b in range(a + 1, size):
                tried = nodes.copy()
                tried[a], tried[b] = tried[b], tried[a]
                if (found := length(tried)) < best:
                    nodes, best, improved = tried, found, True
    return nodes


# ---------------------------------------------------------------- lines


def curve(start: Points, end: Points, *, bend: float, aside: float) -> Points:
    """A line from a point to another: `bend` leaves the straight way in the middle, `aside` all along."""
    along = end - start
    long = float(np.hypot(*along)) or 1.0
    normal = np.array([-along[1], along[0]]) / long
    first, last = start + normal * aside, end + normal * aside
    control = (first + last) / 2 + normal * 2 * bend
    t = np.linspace(0, 1, STEPS)[:, None]
    points: Points = (1 - t) ** 2 * first + 2 * t * (1 - t) * control + t**2 * last
    return points


def between(points: Points, source: Box, target: Box, *, gap: float = 0.03) -> Points:
    """The part of a line that lies outside its two boxes, resampled to even steps."""
    inside = source.grown(gap).holds(points) | target.grown(gap).holds(points)
    free = np.flatnonzero(~inside)
    if len(free) < 2:
        return points[[0, -1]]
    # The longest stretch outside: a line may touch a box's corner again.
    breaks = np.flatnonzero(np.diff(free) > 1)
    runs = np.split(free, breaks + 1)
    run = max(runs, key=len)
    return even(_to_border(points, run, source.grown(gap), target.grown(gap)))


def _to_border(points: Points, run: NDArray[np.int64], source: Box, target: Box) -> Points:
    """A stretch of points, drawn out to the borders where it leaves the boxes."""
    first, last = points[run[0]], points[run[-1]]
    before = points[run[0] - 1] if run[0] > 0 else first
    behind = points[run[-1] + 1] if run[-1] + 1 < len(points) else last
    return np.vstack([_border(first, before, source), points[run], _border(last, behind, target)])


def _border(outside: Points, inside: Points, box: Box) -> Points:
    for _ in range(12):  # halving 12 times is exact to a thousandth of a step
        middle = (outside + inside) / 2
        if box.holds(middle[None])[0]:
            inside = middle
        else:
            outside = middle
    return outside


def even(points: Points, count: int = STEPS) -> Points:
    """A line resampled to points at equal distances."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    wanted = np.linspace(0, steps[-1], count)
    return np.column_stack([np.interp(wanted, steps, points[:, axis]) for axis in (0, 1)])


def length(points: Points) -> float:
    """How long a line is."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def bundle(
    ends: tuple[int, int], asides: Sequence[float], boxes: Sequence[Box], drawn: Sequence[Points], bounds: Box
) -> list[Points]:
    """Run the lines between two nodes side by side, clear of other nodes and as clear as can be of lines drawn before.

    Parameters
    ----------
    ends : pair of int
        Positions in `boxes`.
    asides : sequence of float
        How far from the way in the middle each line runs.
    boxes : sequence of Box
        All nodes.
    drawn : sequence of arrays
        Lines that are there already.
    bounds : Box
        The sheet.

    Returns
    -------
    list of arrays, shape (STEPS, 2)
        From the first node to the second.
    """
    source, target = (boxes[end] for end in ends)
    others = [box.grown(0.09) for at, box in enumerate(boxes) if at not in ends]
    there = np.vstack([np.zeros((0, 2)), *(line[::2] for line in drawn)])
    start, end = _aim(source, target), _aim(target, source)
    straight = float(np.hypot(*(end - start)))
    least, best = np.inf, []
    for bend in BENDS:
        cost = 14 * abs(bend)
        if cost >= least:
            continue
        lines = [
            between(curve(start, end, bend=bend * straight + 1.3 * aside, aside=aside), source, target)
            for aside in asides
        ]
        for line in lines:
            cost += 100.0 * (_crossed(line, others) + (not bounds.holds(line).all())) / len(lines)
        for line in lines:
            # What costs more already cannot become the best; to look for lines near by takes longest.
            if cost < least:
                cost += _closeness(line, there) / len(lines)
        if cost < least:
            least, best = cost, lines
    return best


def _crossed(line: Points, boxes: Sequence[Box]) -> int:
    """How many boxes a line runs through."""
    if not boxes:
        return 0
    middles = np.array([(box.x, box.y) for box in boxes])
    reach = np.array([(box.wide, box.high) for box in boxes]) / 2
    inside = (np.abs(line[None] - middles[:, None]) < reach[:, None]).all(axis=2)
    return int(inside.any(axis=1).sum())


def _aim(box: Box, other: Box) -> Points:
    """Where in a box a line to another one begins: off the middle, so that lines to different sides come apart."""
    away = np.array([other.x - box.x, other.y - box.y])
    turn = away / (np.hypot(*away) or 1.0)
    return np.array([box.x + 0.6 * turn[0] * box.wide / 2, box.y + 0.6 * turn[1] * box.high / 2])


def _closeness(line: Points, others: Points) -> float:
    """How many of a line's points have one of another line beside them; a plain crossing counts a little."""
    # Most points are far from the whole line: they are dropped before distances are measured.
    close = ((others > line.min(axis=0) - NEAR) & (others < line.max(axis=0) + NEAR)).all(axis=1)
    apart = line[:, None, :] - others[None, close, :]
    near = (apart**2).sum(axis=2) < NEAR**2
    return 0.4 * float(near.any(axis=1).sum())


# ---------------------------------------------------------------- labels


@dataclass(slots=True)
class Sheet:
    """What stands on the sheet already, for finding free places for labels.

    Attributes
    ----------
    bounds : Box
        Labels stay inside.
    taken : list of Box
        Nodes, heads of arrows, labels.
    lines : list of arrays
        A label may lie on its own line, and only if there is no other way on another's.
    hidden : int
        How often a label lies on another line.
    """

    bounds: Box
    taken: list[Box]
    lines: list[Points]
    hidden: int = 0
    everything: Points = field(init=False)
    owner: NDArray[np.int64] = field(init=False)
    edges: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.edges = np.zeros((0, 4))
        self.everything = np.vstack([np.zeros((0, 2)), *self.lines])
        self.owner = np.repeat(np.arange(len(self.lines)), [len(line) for line in self.lines])

    def place(self, wide: float, high: float, line: int, shares: Sequence[float]) -> Box | None:
        """Find a free place for a label at its line and take it.

        Parameters
        ----------
        wide, high : float
            The label's extent.
        line : int
            Position in `lines`.
        shares : sequence of float
            Where along the line to look, 0 to 1, the best first.

        Returns
        -------
        Box or None
            None where everything is taken.
        """
        least, best, hides = np.inf, None, 0
        for rank, aside, box in _places(self.lines[line], wide, high, shares):
            # Whatever it covers, such a place costs more than the best so far; to look takes longest.
            if rank * 0.15 + aside >= least or not self._is_free(box):
                continue
            covered = self._covered(box, line)
            if (cost := 4.0 * covered + rank * 0.15 + aside) < least:
                least, best, hides = cost, box, covered
        if best is not None:
            self.taken.append(best)
            self.hidden += hides
        return best

    def _is_free(self, box: Box) -> bool:
        left, bottom, right, top = box.grown(0.025).edges
        outer = self.bounds.edges
        if left < outer[0] or bottom < outer[1] or right > outer[2] or top > outer[3]:
            return False
        if len(self.edges) != len(self.taken):
            self.edges = np.array([taken.edges for taken in self.taken]).reshape(-1, 4)
        x0, y0, x1, y1 = self.edges.T
        return not ((left < x1) & (right > x0) & (bottom < y1) & (top > y0)).any()

    def _covered(self, box: Box, line: int) -> int:
        """How many other lines the label would hide a part of."""
        hidden = self.owner[box.grown(0.03).holds(self.everything)]
        return len(np.unique(hidden[hidden != line]))


def _places(line: Points, wide: float, high: float, shares: Sequence[float]) -> list[tuple[int, float, Box]]:
    """Places on a line and beside it, each with its rank along the line and what standing aside costs."""
    steps = np.diff(line, axis=0)
    long = length(line)
    places = []
    for rank, share in enumerate(shares):
        at = min(int(share * (len(line) - 1)), len(steps) - 1)
        x, y = line[at]
        along = steps[at] / (np.hypot(*steps[at]) or 1.0)
        covers = min(wide / max(abs(along[0]), 1e-6), high / max(abs(along[1]), 1e-6))
        if covers < 0.55 * long:
            places.append((rank, 0.0, Box(x, y, wide, high)))
        normal = np.array([-along[1], along[0]])
        reach = abs(normal[0]) * wide / 2 + abs(normal[1]) * high / 2 + 0.05
        for cost, further in ((1.2, 0.0), (2.0, 0.13)):  # further off, the number of messages fits in between
            for side in (1, -1):
                x_aside, y_aside = side * normal * (reach + further)
                places.append((rank, cost, Box(x + x_aside, y + y_aside, wide, high)))
    return places
