"""What waivers did to the verdicts of a run: which one covers which finding. Who may waive what is for `review`."""

from __future__ import annotations

from collections.abc import Callable
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


Cover = Callable[[Replay], tuple[Replay, Waived]]
"""Takes the verdicts of a replay and gives them back with the covered ones waived."""


def no_waivers(replay: Replay) -> Waived:
    """What holds of a run that was told of no waivers."""
    table = pd.DataFrame({column.name: [] for column in WAIVERS})
    return Waived(table, tuple(np.full(len(result.rows.at), NONE, dtype=np.int32) for result in replay.results))
