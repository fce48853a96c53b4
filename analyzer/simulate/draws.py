"""Draws that depend on the seed and on what is drawn for, never on how many draws came before.

A share is a hash of (seed, application, place, purpose), so an application is the same whatever the number of
applications, the size of the chunks or the version of NumPy: only 64-bit integer arithmetic and one exact scaling are
used, where the methods of `numpy.random.Generator` may change their streams between versions (NEP 19).
Nothing here knows what the draws decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

# Constants of SplitMix64 (Steele, Lea, Flood 2014), and odd multipliers that keep the parts of a key apart.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_PLACE = np.uint64(0xD1342543DE82EF95)
_PURPOSE = np.uint64(0xA24BAED4963EE407)


class Purpose(IntEnum):
    """What a share is drawn for; the numbers are part of the output's identity and never reused."""

    START = 1
    PATTERN = 2
    PATH = 3
    REQUISITION = 4
    CANDIDATE = 5
    REFERRER = 6
    WAIT = 7
    EVENING = 8
    PRESENT = 9
    TOPIC = 10
    CHANNEL = 11
    SUBJECT = 12
    LATE_HOUR = 13


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread keys over all 64 bits (the finaliser of SplitMix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * _FIRST
    keys = (keys ^ (keys >> np.uint64(27))) * _SECOND
    return keys ^ (keys >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class Draws:
    """Shares for one seed.

    Attributes
    ----------
    seed : int
        Not negative.

    Examples
    --------
    >>> draws = Draws(seed=7)
    >>> whole = draws.shares(np.arange(5), purpose=Purpose.START)
    >>> part = draws.shares(np.arange(3, 5), purpose=Purpose.START)
    >>> bool((whole[3:] == part).all())
    True
    """

    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"a seed is a whole number from 0 to 2**63 - 1, not {self.seed}")

    def shares(
        self, applications: NDArray[np.int64], places: NDArray[np.int64] | int = 0, *, purpose: Purpose
    ) -> NDArray[np.float64]:
        """Draw numbers in [0, 1).

        Parameters
        ----------
        applications : array of int64
            Numbers of the applications drawn for.
        places : array of int64 or int
            Which draw of an application; broadcasts against `applications`.
        purpose : Purpose
            What the draw decides.

        Returns
        -------
        array of float64
            The broadcast shape.
        """
        seeded = _mixed(np.atleast_1d(np.uint64(self.seed)) + _STEP * np.atleast_1d(np.uint64(purpose)))[0]
        keys = np.asarray(applications).astype(np.uint64) * _STEP + seeded
        keys = _mixed(keys) + np.atleast_1d(places).astype(np.uint64) * _PLACE + _PURPOSE
        return (_mixed(keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(
        self,
        count: NDArray[np.int64] | int,
        applications: NDArray[np.int64],
        places: NDArray[np.int64] | int = 0,
        *,
        purpose: Purpose,
    ) -> NDArray[np.int64]:
        """Draw whole numbers from 0 to `count` - 1.

        Examples
        --------
        >>> int(Draws(seed=1).below(6, np.arange(1000), purpose=Purpose.PATH).max())
        5
        """
        return np.floor(self.shares(applications, places, purpose=purpose) * count).astype(np.int64)
