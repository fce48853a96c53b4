"""Look-ups along the log: the nearest earlier or later event of a set, within its case; search within segments.

Sets of events are sorted arrays of positions. Nothing here knows roles, topics or rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
NONE = -1
"""Stands for no event in an array of positions."""


def latest(among: Positions, at: Positions, floor: Positions, *, apart_from: Positions | None = None) -> Positions:
    """The last of a set at or before each position, no earlier than a floor.

    Parameters
    ----------
    among : array of int64, sorted
        The set.
    at, floor : array of int64, shape (k,)
        Where to look from, backwards, and the first position that still counts (the start of the case).
    apart_from : array of int64, shape (k,), optional
        A position that does not count (an event never answers itself).

    Returns
    -------
    array of int64, shape (k,)
        Positions, `NONE` where there is none.

    Examples
    --------
    >>> latest(np.array([2, 5, 9]), np.array([5, 8, 1]), np.array([0, 6, 0])).tolist()
    [5, -1, -1]
    """
    index = np.searchsorted(among, at, side="right") - 1
    found = _pick(among, index)
    if apart_from is not None:
        found = np.where(found == apart_from, _pick(among, index - 1), found)
    return np.where(found >= floor, found, NONE)


def earliest(among: Positions, at: Positions, ceiling: Positions, *, apart_from: Positions | None = None) -> Positions:
    """The first of a set at or after each position, before a ceiling; arguments and result as for `latest`.

    Examples
    --------
    >>> earliest(np.array([2, 5, 9]), np.array([3, 6, 2]), np.array([9, 9, 9]), apart_from=np.array([0, 0, 2])).tolist()
    [5, -1, 5]
    """
    index = np.searchsorted(among, at, side="left")
    found = _pick(among, index)
    if apart_from is not None:
        found = np.where(found == apart_from, _pick(among, index + 1), found)
    return np.where(found < ceiling, found, NONE)


def _pick(among: Positions, index: Positions) -> Positions:
    """`among[index]`, with `NONE` where the index lies outside."""
    if not len(among):
        return np.full(len(index), NONE, dtype=np.int64)
    inside = (index >= 0) & (index < len(among))
    return np.where(inside, among[np.where(inside, index, 0)], NONE)


def count_between(among: Positions, low: Positions, high: Positions) -> NDArray[np.int64]:
    """How many of a set lie in each closed range of positions.

    Examples
    --------
    >>> count_between(np.array([2, 5, 9]), np.array([2, 6]), np.array([5, 8])).tolist()
    [2, 0]
    """
    within = np.searchsorted(among, high, side="right") - np.searchsorted(among, low, side="left")
    result: NDArray[np.int64] = np.maximum(within, 0)
    return result


def first_reaching(values: NDArray[np.int64], low: Positions, high: Positions, least: NDArray[np.int64]) -> Positions:
    """In each segment of an array that does not decrease within it, the first index whose value reaches a bound.

    A binary search in all segments at once. (Searching one combined key of case and time is not possible: their
    product leaves int64.)

    Parameters
    ----------
    values : array of int64
        Non-decreasing within every segment.
    low, high : array of int64, shape (k,)
        Segments [low, high).
    least : array of int64, shape (k,)
        The bounds.

    Returns
    -------
    array of int64, shape (k,)
        Indices in [low, high]; `high` where no value reaches the bound.

    Examples
    --------
    >>> first_reaching(np.array([1, 5, 9, 2, 3]), np.array([0, 3]), np.array([3, 5]), np.array([5, 4])).tolist()
    [1, 5]
    """
    low, high = low.copy(), high.copy()
    if not len(values):
        return high
    while np.any(low < high):
        middle = (low + high) // 2
        below = (values[np.minimum(middle, len(values) - 1)] < least) & (low < high)
        low = np.where(below, middle + 1, low)
        high = np.where(below, high, np.where(low < high, middle, high))
    return low


def compact(codes: NDArray[np.int64], radix: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Renumber codes to 0, 1, 2, ... in their order, leaving out those that do not occur.

    Parameters
    ----------
    codes : array of int64, shape (n,)
        Values in [0, radix).
    radix : int
        How many codes there could be.

    Returns
    -------
    numbers : array of int64, shape (n,)
    present : array of int64, sorted
        `present[numbers]` is `codes`.

    Examples
    --------
    >>> [part.tolist() for part in compact(np.array([7, 3, 7]), 10)]
    [[1, 0, 1], [3, 7]]
    """
    if radix > max(4 * len(codes), 1 << 16):
        present, numbers = np.unique(codes, return_inverse=True)
        return numbers.astype(np.int64), present
    seen = np.zeros(radix, dtype=np.bool_)
    seen[codes] = True
    present = np.flatnonzero(seen)
    rank = np.zeros(radix, dtype=np.int64)
    rank[present] = np.arange(len(present))
    return rank[codes], present
