"""The statistics of waiting times, of which some are still open.

Plain NumPy on numbers; nothing here knows analyses, rules or roles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analyzer.intervals import normal_quantile

ROUNDING = 1e-9
"""Room for rounding: a share that is a product of fractions may miss 0.5 by a hair."""

HALF = 0.5 + ROUNDING


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """The share still waiting, as time passes (a Kaplan-Meier curve).

    Attributes
    ----------
    waited : array of float, shape (k,)
        The distinct waits seen, ascending, always beginning with 0; in the unit of the input.
    share_waiting : array of float, shape (k,)
        Estimated share that waits longer than `waited`.
    low, high : array of float, shape (k,)
        Pointwise interval of the share (Greenwood's variance on the log-log scale, so it stays within 0 and 1); 1 until
        the first answer. Where the share is 0 the lower limit is 0 and the upper one is not known (NaN).
    at_risk : array of int, shape (k,)
        How many waited at least that long.
    answered, censored : array of int, shape (k,)
        How many were answered, or were last seen still waiting, at exactly that wait.
    """

    waited: NDArray[np.float64]
    share_waiting: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    answered: NDArray[np.int64]
    censored: NDArray[np.int64]

    def median(self) -> tuple[float, float, float]:
        """Median wait with its interval: the waits at which the curve and its limits come down to one half.

        Returns
        -------
        tuple of float
            Median, lower and upper limit; NaN for what the curve does not come down to.

        References
        ----------
        R. Brookmeyer and J. Crowley (1982), Biometrics 38, 29-41, with the log-log interval.
        """
        return _half(self.waited, self.share_waiting), _half(self.waited, self.low), _half(self.waited, self.high)

    def reached(self, share: float) -> float:
        """Wait by which a share has been answered; NaN where the curve never comes down so far.

        Parameters
        ----------
        share : float
            Between 0 and 1: 0.5 asks for the median, 0.9 for the time that nine of ten answers keep.

        Examples
        --------
        >>> kaplan_meier([1, 2, 3, 4], [True, True, True, False]).reached(0.75)
        3.0
        """
        if not 0 < share < 1:
            raise ValueError(f"a share lies between 0 and 1, not at {share}")
        return _down_to(self.waited, self.share_waiting, 1 - share)

    def share_after(self, wait: float) -> float:
        """Share that waits longer than `wait`; NaN past the last wait seen while somebody was still waiting.

        Parameters
        ----------
        wait : float
            Not negative, in the unit of `waited`.
        """
        if not len(self.waited):
            return math.nan
        at = int(np.searchsorted(self.waited, wait, side="right")) - 1
        if wait > self.waited[-1] and self.share_waiting[-1] > 0:
            return math.nan
        return float(self.share_waiting[at])


def kaplan_meier(waited: ArrayLike, answered: ArrayLike, *, level: float = 0.95) -> WaitingCurve:
    """Estimate the share still waiting from waits of which some were never seen to end.

    Parameters
    ----------
    waited : array of float, shape (n,)
        How long each waited until the answer, or until it was last seen; not negative, any order.
    answered : array of bool, shape (n,)
        Whether the wait ended with an answer; else it is censored.
    level : float
        Confidence level of the pointwise interval.

    Returns
    -------
    WaitingCurve
        One row for 0 and for every distinct wait; no row at all for n = 0. Where answers and censorings fall on one
        wait the answers come first, as is usual: the censored ones were still at risk.

    Raises
    ------
    ValueError
        A wait is negative or not a number, or the lengths differ.

    References
    ----------
    E. L. Kaplan and P. Meier (1958), JASA 53, 457-481.
    """
    waits, ended = np.asarray(waited, dtype=np.float64), np.asarray(answered, dtype=np.bool_)
    if waits.shape != ended.shape or waits.ndim != 1:
        raise ValueError(f"{waits.shape} waits and {ended.shape} answers do not belong together")
    if not np.all(waits >= 0):
        raise ValueError("a wait is negative or not a number")
    times = np.unique(np.concatenate(([0.0], waits))) if len(waits) else np.empty(0)
    place = np.searchsorted(times, waits)
    ends = np.bincount(place[ended], minlength=len(times))
    lost = np.bincount(place[~ended], minlength=len(times))
    at_risk = len(waits) - np.concatenate(([0], np.cumsum(ends + lost)[:-1])) if len(waits) else np.empty(0, np.int64)
    share: NDArray[np.float64] = np.cumprod(1 - ends / at_risk, dtype=np.float64)
    low, high = _log_log(share, ends, at_risk, normal_quantile(level))
    return WaitingCurve(times, share, low, high, at_risk.astype(np.int64), ends.astype(np.int64), lost.astype(np.int64))


def _log_log(
    share: NDArray[np.float64], ends: NDArray[np.int64], at_risk: NDArray[np.int64], z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the pointwise interval of a survival curve on the log-log scale, with Greenwood's variance."""
    inside = (share > 0) & (share < 1)
    left = np.where(at_risk > ends, at_risk - ends, 1)
    greenwood = np.cumsum(ends / (at_risk * left))
    log_share = np.log(np.where(inside, share, HALF))
    reach = np.exp(z * np.sqrt(greenwood) / np.abs(log_share))
    low = np.where(inside, np.exp(log_share * reach), np.where(share >= 1, 1.0, 0.0))
    high = np.where(inside, np.exp(log_share / reach), np.where(share >= 1, 1.0, math.nan))
    return low, high


def _half(waits: NDArray[np.float64], curve: NDArray[np.float64]) -> float:
    """Find the first wait at which a curve is at or below one half."""
    return _down_to(waits, curve, 0.5)


def _down_to(waits: NDArray[np.float64], curve: NDArray[np.float64], share: float) -> float:
    """Find the first wait at which a curve is at or below a share."""
    down = np.flatnonzero(curve <= share + ROUNDING)
    return float(waits[down[0]]) if len(down) else math.nan
