"""The statistics of groups: how findings would be spread over them by chance, and many tests at once.

Plain NumPy on numbers; nothing here knows analyses, rules or people. The distribution is the hypergeometric one: of
`of` cases `marked` have something; a group of `size` cases is drawn from them without looking.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_REACH = 40
"""Standard deviations to each side beyond which nothing is left to add up (and 40 cases for small spreads)."""
_SAME = 1e-9
"""Room for rounding in a sum of chances."""


def _chances(size: int, of: int, marked: int) -> tuple[int, NDArray[np.float64]]:
    """Give the smallest count worth adding up, and the chance of it and of every larger one in turn."""
    mean = size * marked / of
    spread = math.sqrt(mean * (1 - marked / of) * (of - size) / max(of - 1, 1))
    reach = math.ceil(_REACH * (spread + 1))
    low = max(0, size + marked - of, math.floor(mean) - reach)
    high = min(size, marked, math.ceil(mean) + reach)
    counts = np.arange(low, high + 1, dtype=np.float64)
    # Each chance out of the one before, added up in logarithms.
    before = counts[:-1]
    steps = np.log((size - before) * (marked - before)) - np.log((before + 1) * (of - size - marked + before + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(logs - logs.max())
    chances: NDArray[np.float64] = weights / weights.sum()
    return low, chances


def two_sided(found: int, size: int, of: int, marked: int) -> float:
    """How often chance alone gives a count at least as far out: twice the smaller tail, at most 1.

    Parameters
    ----------
    found, size : int
        How many of the group's cases are marked.
    of, marked : int
        How many of all cases are, the group's among them.

    Raises
    ------
    ValueError
        The counts cannot be meant.

    Examples
    --------
    >>> round(two_sided(3, 4, 8, 4), 4)  # Fisher's lady tasting tea, three of four right: 17 in 70, both ways
    0.4857
    """
    if not (0 <= found <= min(size, marked) and size <= of and marked - found <= of - size):
        raise ValueError(f"{found} of {size} cannot be a part of {marked} of {of}")
    if not size:
        return 1.0
    low, chances = _chances(size, of, marked)
    at = found - low
    if not 0 <= at < len(chances):
        return 0.0
    return float(min(1.0, 2 * min(chances[: at + 1].sum(), chances[at:].sum())))


def chance_limits(sizes: ArrayLike, of: int, marked: int, *, level: float = 0.95) -> NDArray[np.float64]:
    """Shares between which a group lies by chance, for groups of several sizes: the funnel of a funnel plot.

    Parameters
    ----------
    sizes : array of int, shape (k,)
        Each between 1 and `of`.
    of, marked : int
        How many of all cases are marked.
    level : float
        Chance to lie between the limits.

    Returns
    -------
    array of float, shape (2, k)
        Lower and upper limits. Counts are whole numbers; the limits are interpolated between them so that the funnel is
        smooth (Spiegelhalter 2005, appendix A.1.1).

    References
    ----------
    D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
    1185-1202.
    """
    tail = (1 - level) / 2
    pairs = [(_limit(n, of, marked, tail), _limit(n, of, marked, 1 - tail)) for n in np.asarray(sizes).tolist()]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2).T


def _limit(size: int, of: int, marked: int, chance: float) -> float:
    """Find the share below which a group lies with a given chance."""
    low, chances = _chances(size, of, marked)
    below = np.cumsum(chances)
    at = min(int(np.searchsorted(below, chance - _SAME)), len(below) - 1)
    between = (below[at] - chance) / chances[at]
    return float(np.clip(low + at - between, 0, size)) / size


def adjusted(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values of many tests: marking those up to q makes a share of q of the marks false at most, on average.

    Parameters
    ----------
    p_values : array of float, shape (k,)

    Returns
    -------
    array of float, shape (k,)
        In the order given; never below the p-value.

    References
    ----------
    Y. Benjamini and Y. Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> adjusted([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")[::-1]
    ranks = np.arange(len(values), 0, -1)
    result = np.empty_like(values)
    result[order] = np.minimum(1.0, np.minimum.accumulate(values[order] * len(values) / ranks))
    return result
