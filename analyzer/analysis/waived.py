"""What waivers did to the verdicts of a run: which one covers which finding. Who may waive what is for `review`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.columns import WAIVERS
from analyzer.replay import Replay

NONE = -1
"""Stands for no waiver."""

GRANTS = {"waiver": "waiver", "waived_by": "granted_by", "waived_until": "until", "waived_why": "reason"}
"""Column of the findings, and the column of the table of waivers that it is taken from."""


@dataclass(frozen=True, slots=True, eq=False)
class Waived:
    """Which waiver covers which activation.

    Attributes
    ----------
    table : DataFrame
        One row a waiver, in their file's order; see `columns.WAIVERS`.
    which : tuple of int arrays, each of shape (rows,)
        For each rule of the replay the row in `table` of the waiver that covers each activation; `NONE`.
    notes : tuple of str
        What a reader must know of them; sentences without a full stop.
    digest : str
        SHA-256 of their file; empty where there is none.
    """

    table: pd.DataFrame
    which: tuple[NDArray[np.int32], ...]
    notes: tuple[str, ...] = ()
    digest: str = ""

    @property
    def covered(self) -> list[int]:
        """How many findings each waiver covers."""
        return [int(count) for count in self.table["covered"]]

    def columns(self, number: int, chosen: NDArray[np.int64]) -> dict[str, NDArray[np.object_]]:
        """The columns of the findings that name the waiver, for some activations of a rule."""
        which = self.which[number][chosen]
        return {
            name: np.array([*self.table[source], ""], dtype=object)[which]  # the last cell is that of `NONE`
            for name, source in GRANTS.items()
        }

    def of_part(self, kept: Sequence[tuple[int, NDArray[np.bool_]]]) -> Waived:
        """What is left of the waivers in part of a run: those that cover something there, and what.

        Parameters
        ----------
        kept : sequence of (int, array of bool)
            For each rule of the part its number in the whole, and which of its activations the part has.
        """
        which = [self.which[number][rows] for number, rows in kept]
        covered = np.zeros(len(self.table), dtype=np.int64)
        for one in which:
            covered += np.bincount(one[one != NONE], minlength=len(self.table))
        stay = covered > 0
        place = np.append(np.where(stay, np.cumsum(stay) - 1, NONE), NONE).astype(np.int32)
        table = self.table[stay].assign(covered=covered[stay]).reset_index(drop=True)
        return Waived(table, tuple(place[one] for one in which), (), self.digest)


Cover = Callable[[Replay], tuple[Replay, Waived]]
"""Takes the verdicts of a replay and gives them back with the covered ones waived."""


def no_waivers(replay: Replay) -> Waived:
    """What holds of a run that was told of no waivers."""
    table = pd.DataFrame({column.name: [] for column in WAIVERS})
    return Waived(table, tuple(np.full(len(result.rows.at), NONE, dtype=np.int32) for result in replay.results))
