"""Where lines meet their nodes: ends that would lie on each other are moved apart along the side of the box.

Plane geometry in inches; nothing here knows roles or matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.layout import Box, Points

CORNER = 0.07
"""Ends keep this far from a corner, which is round."""


def spread_ends(
    routes: Sequence[Points], ends: Sequence[tuple[int, int]], rooms: Sequence[float], boxes: Sequence[Box]
) -> list[Points]:
    """Move the ends of lines apart along the sides of their boxes; a line bends with its ends.

    Parameters
    ----------
    routes : sequence of arrays, shape (steps, 2)
        Each from the border of one box to the border of another.
    ends : sequence of pairs
        The boxes that each line begins and ends at.
    rooms : sequence of float
        How much of a side each line needs.
    boxes : sequence of Box

    Returns
    -------
    list of arrays
        In the order given.
    """
    moved = [route.copy() for route in routes]
    sides: dict[tuple[int, int], list[tuple[float, int, int]]] = {}
    for line, (route, pair) in enumerate(zip(routes, ends, strict=True)):
        for which, node in zip((0, -1), pair, strict=True):
            side = _side(route[which], boxes[node])
            # Of two ends at one place, the one whose line comes from further along keeps further along.
            further = float(route[len(route) // 2][side % 2])
            sides.setdefault((node, side), []).append((round(further, 6), line, which))
    for (node, side), here in sorted(sides.items()):
        axis = side % 2
        here.sort(key=lambda end: (round(float(routes[end[1]][end[2]][axis]), 3), end))
        at = np.array([routes[line][which][axis] for _, line, which in here])
        low, high = (boxes[node].edges[axis] + CORNER, boxes[node].edges[axis + 2] - CORNER)
        places = apart(at, np.array([rooms[line] for _, line, _ in here]), low, high)
        for shift, (_, line, which) in zip(places - at, here, strict=True):
            share = np.linspace(1, 0, len(moved[line])) if which == 0 else np.linspace(0, 1, len(moved[line]))
            # Most of the bending close to the end: the line keeps its course, and its distance from others.
            moved[line][:, axis] += shift * share**2
    return moved


def _side(tip: Points, box: Box) -> int:
    """The side of the box that an end is at: 0 below, 1 on the left, 2 above, 3 on the right."""
    left, bottom, right, top = box.edges
    beyond = [bottom - tip[1], left - tip[0], tip[1] - top, tip[0] - right]
    return int(np.argmax(beyond))


def apart(wanted: NDArray[np.float64], rooms: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Places as near as can be to those wanted, in their order, each with its room.

    Parameters
    ----------
    wanted : array of float, shape (k,)
        Sorted.
    rooms : array of float, shape (k,)
        What each needs; two neighbours stand half of both apart.
    low, high : float
        Where places may lie; where there is too little room for all, they share it evenly.

    Returns
    -------
    array of float, shape (k,)

    References
    ----------
    R. E. Barlow and others (1972), Statistical inference under order restrictions: pooling adjacent violators.

    Examples
    --------
    >>> apart(np.array([1.0, 1.0, 3.0]), np.array([0.5, 0.5, 0.5]), 0.0, 4.0).tolist()
    [0.75, 1.25, 3.0]
    """
    steps = np.concatenate([[0.0], np.cumsum((rooms[1:] + rooms[:-1]) / 2)])
    if steps[-1] > high - low:
        even: NDArray[np.float64] = low + (high - low) * steps / steps[-1]
        return even
    pools: list[tuple[float, int]] = []
    for value in wanted - steps:
        pools.append((float(value), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, few), (other, many) = pools[-2:]
            pools[-2:] = [((one * few + other * many) / (few + many), few + many)]
    free = np.concatenate([np.full(size, value) for value, size in pools])
    places: NDArray[np.float64] = np.clip(free, low, high - steps[-1]) + steps
    return places
