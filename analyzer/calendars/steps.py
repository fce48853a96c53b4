"""Many values against few break points: on which step each value lies.

`numpy.searchsorted` by another road. Values are instants in no particular order, and a binary search that guesses wrong
at every turn costs ten times an arithmetic look-up; here the range is cut into even cells, and a cell says how many
break points lie before it. Nothing here knows what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]

CHUNK = 1 << 15
"""Values taken at a time, so that all intermediate columns stay in the cache."""

_CELLS_A_BREAK = 16
_MOST_CELLS = 1 << 18


class Steps:
    """A sorted list of break points, prepared for many look-ups.

    Parameters
    ----------
    breaks : array of int64, shape (m,)
        Strictly increasing, and less than 2**62 apart.
    """

    __slots__ = ("_before_cell", "_most_in_cell", "_padded", "_shift", "breaks")

    def __init__(self, breaks: Int64s) -> None:
        self.breaks = breaks
        span = int(breaks[-1] - breaks[0]) if len(breaks) else 0
        cells = min(_MOST_CELLS, max(1, len(breaks) * _CELLS_A_BREAK))
        self._shift = max(0, (span // cells).bit_length())
        # Cell 0 holds all that lies before the first break, the last cell all that lies beyond the last.
        cell_of_break = ((breaks - breaks[0]) >> self._shift) + 1 if len(breaks) else breaks
        in_cell = np.bincount(cell_of_break, minlength=(span >> self._shift) + 3)
        self._before_cell = (np.cumsum(in_cell) - in_cell).astype(np.int64)
        self._most_in_cell = int(in_cell.max(initial=0))
        self._padded = np.append(breaks, np.iinfo(np.int64).max)

    def locate(self, values: Int64s) -> Int64s:
        """Count the break points at or before each value.

        Parameters
        ----------
        values : array of int64, shape (n,)
            Any order.

        Returns
        -------
        array of int64, shape (n,)
            As `numpy.searchsorted(breaks, values, side="right")`.
        """
        if not len(self.breaks) or self._most_in_cell > 4:
            return np.searchsorted(self.breaks, values, side="right").astype(np.int64, copy=False)
        near = np.clip(values, self.breaks[0] - 1, self.breaks[-1])
        cell = near - self.breaks[0]
        cell >>= self._shift
        cell += 1
        found: Int64s = self._before_cell.take(cell)
        for _ in range(self._most_in_cell):
            found += near >= self._padded.take(found)
        return found


def chunks(length: int) -> Iterator[slice]:
    """Cut a range of positions into slices of at most `CHUNK`."""
    for start in range(0, length, CHUNK):
        yield slice(start, min(start + CHUNK, length))
