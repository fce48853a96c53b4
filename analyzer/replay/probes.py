"""Which instants to try for events whose stamps are coarse (SEMANTICS section 4, "Precision"; decision 0004).

Events in, instants out. Nothing here knows verdicts or rules; `precision` replays what these instants make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.replay.scans import Positions

Instants = NDArray[np.int64]

AMONG = 4
"""How many instants of other events are tried for an event that may have happened among them."""

STIRRED = 6
"""How many times all events are spread over their stamps without any order."""


@dataclass(frozen=True, slots=True)
class Span:
    """The earliest and the latest instant of every event; arrays of shape (n,)."""

    earliest: Instants
    latest: Instants

    def of(self, chosen: NDArray[np.bool_]) -> Span:
        """Those of some events."""
        return Span(self.earliest[chosen], self.latest[chosen])

    def near(self, instants: Instants) -> Instants:
        """What each event can come nearest to some instants."""
        return np.clip(instants, self.earliest, self.latest)

    def ends(self, activating: NDArray[np.bool_]) -> Iterator[Instants]:
        """Events that may activate a rule at one end, all others at the other; and all at the latest."""
        yield np.where(activating, self.earliest, self.latest)
        yield np.where(activating, self.latest, self.earliest)
        yield self.latest

    def around(
        self, anchor: Positions, activating: NDArray[np.bool_], later: Callable[[Instants], Instants] | None
    ) -> Iterator[Instants]:
        """One event of each group by itself: at its ends and among the others, these far from it and close to it.

        Parameters
        ----------
        anchor : array of int64, shape (n,)
            For every event the one of its group that is tried.
        activating : array of bool, shape (n,)
        later : callable, optional
            From when an answer would count, where that is not at once.
        """
        alone = anchor == np.arange(len(anchor))
        ends = (self.earliest[anchor], self.latest[anchor])
        for at in ends:
            for others in self.ends(activating):
                yield np.where(alone, at, others)
            yield np.where(alone, at, self.earliest)
        for at in (*ends, ends[0] + (ends[1] - ends[0]) // 2, *self._among(anchor)):
            # At its instant, just before it, just after it: what comes next is strictly later.
            for beside in (at, at - 1, at + 1, *(() if later is None else (later(at),))):
                yield np.where(alone, at, self.near(beside))
            # As far from it as can be; and after it, whatever can be.
            for late in (self.latest - at > at - self.earliest, self.latest > at):
                yield np.where(alone, at, np.where(late, self.latest, self.earliest))

    def _among(self, anchor: Positions) -> Iterator[Instants]:
        """Instants of other events of the group that lie within the stamp of the one that is tried."""
        first, last = self.earliest[anchor], self.latest[anchor]
        inside = np.flatnonzero((self.earliest > first) & (self.earliest <= last))
        order = inside[np.lexsort((self.earliest[inside], anchor[inside]))]
        begins = np.flatnonzero(np.diff(anchor[order], prepend=-1))
        sizes = np.diff(np.append(begins, len(order)))
        for number in range(AMONG):
            some = begins[sizes > number] + number
            if not len(some):
                return
            at = self.earliest.copy()  # of each anchor
            at[anchor[order[some]]] = self.earliest[order[some]]
            yield at[anchor]

    def stirred(self, number: Positions) -> Iterator[Instants]:
        """Every event somewhere in its stamp, now and then at an end; the same for the same log.

        Parameters
        ----------
        number : array of int64, shape (n,)
            Counts the events of each case.
        """
        for turn in range(STIRRED):
            mixed = (number * 0x9E3779B1 + turn * 0x85EBCA77 + 0x27D4EB2F) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
            mixed ^= mixed >> 13
            anywhere = (mixed >> 8) & 0xFFFF
            share = np.where(mixed & 2, anywhere, (mixed & 1) * 0xFFFF)
            yield self.earliest + (self.latest - self.earliest) * share // 0xFFFF
