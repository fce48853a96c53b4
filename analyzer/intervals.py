"""Intervals of shares: of one count, and of several counts drawn from parts of different size.

Plain numbers; nothing here knows what is counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist


def normal_quantile(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches to each side.

    Examples
    --------
    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1, not at {level}")
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(successes: float, of: float, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share.

    Parameters
    ----------
    successes, of : float
        How many out of how many; ``0 <= successes <= of``. Whole numbers, but for counts that are weighted.
    level : float
        Two-sided confidence level.

    Returns
    -------
    tuple of float
        Lower and upper limit, within 0 and 1; both NaN when `of` is 0.

    Raises
    ------
    ValueError
        The counts or the level cannot be meant.

    References
    ----------
    E. B. Wilson (1927), JASA 22, 209-212; recommended over the usual interval by Brown, Cai and DasGupta (2001).

    Examples
    --------
    >>> low, high = wilson(81, 263)
    >>> f"{low:.4f} {high:.4f}"
    '0.2553 0.3662'
    """
    if not 0 <= successes <= of:
        raise ValueError(f"{successes} out of {of} is not a share")
    z = normal_quantile(level)
    if of == 0:
        return math.nan, math.nan
    share = successes / of
    middle = share + z * z / (2 * of)
    reach = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    # At the ends the limit is exactly 0 or 1; rounding would say 1e-17.
    low = 0.0 if successes == 0 else (middle - reach) / whole
    high = 1.0 if successes == of else (middle + reach) / whole
    return low, high


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole from which some were drawn at random.

    Attributes
    ----------
        size : float
            How many the part has; or its weight, where only shares of the whole matter.
        found, drawn : int
                How many of those drawn are counted, as if from a much larger part;
            ``0 <= found <= drawn``, and `drawn` is not 0.
    """

    size: float
    found: int
    drawn: int


def stratified(parts: Sequence[Part], *, level: float = 0.95) -> tuple[float, float, float]:
    """Estimate a total from samples of the parts of a whole.

    Parameters
    ----------
    parts : sequence of Part
        Each sampled by itself; none: the total is 0.
    level : float
        Two-sided confidence level.

    Returns
    -------
    tuple of float
        Estimate, lower and upper limit. With sizes that add up to 1 it is a share; of a single part of size 1 the
        limits are those of `wilson`.

    References
    ----------
    The estimate: W. G. Cochran (1977), Sampling Techniques, chapter 5. The limits: Wilson's of every part, put together
    as G. Y. Zou and A. Donner (2008), Statistics in Medicine 27, 1693-1702, do: the distances from the estimate add up
    as squares. Unlike a variance it knows that none found among few drawn is not none at all.

    Examples
    --------
    >>> total, low, high = stratified([Part(100, 0, 20), Part(50, 10, 10)])
    >>> f"{total:.0f} {low:.1f} {high:.1f}"
    '50 36.1 66.1'
    """
    total, below, above = 0.0, 0.0, 0.0
    for part in parts:
        share = part.found / part.drawn
        low, high = wilson(part.found, part.drawn, level=level)
        total += part.size * share
        below += (part.size * (share - low)) ** 2
        above += (part.size * (high - share)) ** 2
    most = sum(part.size for part in parts)
    return total, max(0.0, total - math.sqrt(below)), min(most, total + math.sqrt(above))
