"""Correlation: which events agree on a column, and the nearest one of a set that does.

An event whose cell is empty may or may not agree with any other; a search therefore says whether it should take that
for agreement. Positions in, positions out; nothing here knows roles, topics or rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.replay.scans import NONE, Positions, earliest, latest

PERSON = "sender"
"""The column that says who sent a message."""


class Keys:
    """What some events hold in one column.

    Parameters
    ----------
    codes : array of int, shape (n,)
        Code of each event's cell; -1 where it is empty.
    """

    def __init__(self, codes: NDArray[np.int32]) -> None:
        self.codes: Positions = codes.astype(np.int64)
        self._ordered: dict[int, tuple[Positions, Positions]] = {}
        self._keyless: dict[int, tuple[Positions, Positions]] = {}

    def known(self, at: Positions) -> NDArray[np.bool_]:
        """Whether each event's cell is filled."""
        return self.codes[at] >= 0

    def latest(
        self, among: Positions, of: Positions, at: Positions, floor: Positions, *, unknown_agrees: bool
    ) -> Positions:
        """The last of a set at or before each position that agrees with an event; that event itself does not count.

        Parameters
        ----------
        among : array of int64, sorted
            The set.
        of, at, floor : array of int64, shape (k,)
            The events to agree with; from where to look, backwards; and the first position that still counts.
        unknown_agrees : bool
            Whether an empty cell, on either side, counts as agreement.

        Returns
        -------
        array of int64, shape (k,)
            Positions, `NONE` where there is none.
        """
        ordered, size = self._in_order(among), len(self.codes)
        own = self.codes[of] * size
        found = latest(ordered, own + at, own + floor, apart_from=own + of)
        found = np.where((found == NONE) | ~self.known(of), NONE, found % size)
        if not unknown_agrees:
            return found
        found = np.maximum(found, latest(self.keyless(among), at, floor))
        return np.where(self.known(of), found, latest(among, at, floor, apart_from=of))

    def earliest(
        self, among: Positions, of: Positions, at: Positions, ceiling: Positions, *, unknown_agrees: bool
    ) -> Positions:
        """The first of a set at or after each position, before a ceiling, that agrees with an event; see `latest`."""
        ordered, size = self._in_order(among), len(self.codes)
        own = self.codes[of] * size
        found = earliest(ordered, own + at, own + ceiling, apart_from=own + of)
        found = np.where((found == NONE) | ~self.known(of), NONE, found % size)
        if not unknown_agrees:
            return found
        found = _sooner(found, earliest(self.keyless(among), at, ceiling))
        return np.where(self.known(of), found, earliest(among, at, ceiling, apart_from=of))

    # Sets are asked for again and again; what has been made of one is kept as long as its array lives.

    def keyless(self, among: Positions) -> Positions:
        """Those of a set whose cells are empty."""
        kept = self._keyless.get(id(among))
        if kept is None or kept[0] is not among:
            kept = self._keyless[id(among)] = (among, among[~self.known(among)])
        return kept[1]

    def _in_order(self, among: Positions) -> Positions:
        """Those of a set whose cells are filled, as numbers that sort by cell, then by position."""
        kept = self._ordered.get(id(among))
        if kept is None or kept[0] is not among:
            keyed = among[self.known(among)]
            ordered = np.sort(self.codes[keyed] * len(self.codes) + keyed, kind="stable")
            kept = self._ordered[id(among)] = (among, ordered)
        return kept[1]


def _sooner(first: Positions, second: Positions) -> Positions:
    """The smaller position of two, where there are two."""
    return np.where((first == NONE) | ((second != NONE) & (second < first)), second, first)
