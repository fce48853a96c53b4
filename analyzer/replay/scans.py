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
    if not len(among):
        return np.full(len(at), NONE, dtype=np.int64)
    index = np.searchsorted(among, at, side="right") - 1
    found = among.take(index, mode="clip")  # before the first of the set: the first, which lies after `at`
    wrong = found > at
    if apart_from is not None and len(same := np.flatnonzero(found == apart_from)):
        found[same] = among.take(index[same] - 1, mode="clip")
        wrong[same] = index[same] < 1
    return np.where(wrong | (found < floor), NONE, found)


def earliest(among: Positions, at: Positions, ceiling: Positions, *, apart_from: Positions | None = None) -> Positions:
    """The first of a set at or after each position, before a ceiling; arguments and result as for `latest`.

    Examples
    --------
    >>> earliest(np.array([2, 5, 9]), np.array([3, 6, 2]), np.array([9, 9, 9]), apart_from=np.array([0, 0, 2])).tolist()
    [5, -1, 5]
    """
    if not len(among):
        return np.full(len(at), NONE, dtype=np.int64)
    index = np.searchsorted(among, at, side="left")
    found = among.take(index, mode="clip")  # beyond the last of the set: the last, which lies before `at`
    wrong = found < at
    if apart_from is not None and len(same := np.flatnonzero(found == apart_from)):
        found[same] = among.take(index[same] + 1, mode="clip")
        wrong[same] = index[same] + 1 >= len(among)
    return np.where(wrong | (found >= ceiling), NONE, found)


def places(among: Positions, at: Positions) -> Positions:
    """Where some members of a set stand in it.

    Parameters
    ----------
    among, at : array of int64, sorted
        The set, and distinct members of it.

    Examples
    --------
    >>> places(np.array([2, 5, 9]), np.array([2, 9])).tolist()
    [0, 2]
    """
    if len(at) == len(among):
        return np.arange(len(at))
    wanted = np.zeros(int(among[-1]) + 1, dtype=np.bool_)
    wanted[at] = True
    return np.flatnonzero(wanted[among])


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
    reached = high.copy()
    left = np.flatnonzero(low < high)
    low, high, least = low[left], high[left], least[left]
    while len(left):
        middle = (low + high) // 2
        below = values[middle] < least
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
        going = low < high
        found = ~going
        reached[left[found]] = low[found]
        left, low, high, least = left[going], low[going], high[going], least[going]
    return reached


def ranges(begins: Positions, ends: Positions) -> Positions:
    """The numbers of several ranges, one range after the other.

    Parameters
    ----------
    begins, ends : array of int64, shape (k,)
        Ranges [begin, end).

    Examples
    --------
    >>> ranges(np.array([3, 8]), np.array([5, 9])).tolist()
    [3, 4, 8]
    """
    sizes = ends - begins
    total = np.cumsum(sizes)
    numbers = np.arange(total[-1] if len(total) else 0)
    numbers += np.repeat(begins - (total - sizes), sizes)
    return numbers


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
    present = occurring(codes, radix)
    return spread(codes, present, np.arange(len(present)), radix), present


def occurring(codes: NDArray[np.int64], radix: int) -> NDArray[np.int64]:
    """The codes that occur, sorted; arguments as for `compact`."""
    if _is_sparse(codes, radix):
        return np.unique(codes)
    seen = np.zeros(radix, dtype=np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen)


def spread(
    codes: NDArray[np.int64], present: NDArray[np.int64], values: NDArray[np.int64], radix: int
) -> NDArray[np.int64]:
    """A value for each code: `values` stand beside `present`, the codes that occur.

    Examples
    --------
    >>> spread(np.array([7, 3, 7]), np.array([3, 7]), np.array([30, 70]), 10).tolist()
    [70, 30, 70]
    """
    if _is_sparse(codes, radix):
        return values[np.searchsorted(present, codes)]
    table = np.zeros(radix, dtype=np.int64)
    table[present] = values
    return table[codes]


def _is_sparse(codes: NDArray[np.int64], radix: int) -> bool:
    """Whether a table of all codes that there could be would cost more than sorting those that there are."""
    return radix > max(4 * len(codes), 1 << 16)
