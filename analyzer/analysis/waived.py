"""What waivers did to the verdicts of a run: which one covers which finding. Who may waive what is for `review`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Meant:
    """What one waiver is for, as far as names go.

    Attributes
    ----------
    rules : tuple of str
        Empty for all.
    narrowed : tuple of (str, tuple of str)
        Key (`case`, `requisition`, `candidate`, `owner_role`, `owner`) and names of whatever else it asks for.
    """

    rules: tuple[str, ...]
    narrowed: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What the recipient of part of a run may read of waivers: no name that the part has not.

    Attributes
    ----------
    rules : frozenset of str
    names : mapping of str to frozenset of str
        By key of a waiver; a key that is not there hides nothing.
    hidden : mapping of str to frozenset of str
        By key of a waiver: names of candidates and their roles. A waiver that has one, or asks for a candidate at all,
        is not shown; empty where its reader may see what is about candidates.
    """

    rules: frozenset[str]
    names: Mapping[str, frozenset[str]]
    hidden: Mapping[str, frozenset[str]]

    def may_see(self, meant: Meant) -> bool:
        """Whether a waiver may be shown."""
        return not any(
            key in self.hidden and (key == "candidate" or not self.hidden[key].isdisjoint(names))
            for key, names in meant.narrowed
        )

    def scope(self, meant: Meant) -> str:
        """Whom or what a waiver is for, names from elsewhere left out."""
        told = []
        for key, names in meant.narrowed:
            known = [name for name in names if name in self.names.get(key, names)]
            told.append(f"{key} {', '.join(known)}{'' if len(known) == len(names) else ' and others'}")
        return "; ".join(told)


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
    meant : tuple of Meant
        What each is for, as in `table`.
    """

    table: pd.DataFrame
    which: tuple[NDArray[np.int32], ...]
    notes: tuple[str, ...] = ()
    digest: str = ""
    meant: tuple[Meant, ...] = ()

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

    def of_part(self, kept: Sequence[tuple[int, NDArray[np.bool_]]], reader: Reader | None = None) -> Waived:
        """What is left of the waivers in part of a run: those that cover something there, and what.

        Parameters
        ----------
        kept : sequence of (int, array of bool)
            For each rule of the part its number in the whole, and which of its activations the part has.
        reader : Reader, optional
            For whom the part is cut, if for somebody.
        """
        which = [self.which[number][rows] for number, rows in kept]
        covered = np.zeros(len(self.table), dtype=np.int64)
        for one in which:
            covered += np.bincount(one[one != NONE], minlength=len(self.table))
        stay = covered > 0
        untold = 0
        if reader is not None and len(stay):
            shown = np.array([reader.may_see(one) for one in self.meant], dtype=np.bool_)
            untold = int((stay & ~shown).sum())
            stay &= shown
        place = np.append(np.where(stay, np.cumsum(stay) - 1, NONE), NONE).astype(np.int32)
        table = self.table[stay].assign(covered=covered[stay]).reset_index(drop=True)
        # What others cover first is counted in the whole; a remark may name them.
        table["shared"], table["remark"] = 0, ""
        meant = tuple(one for one, stays in zip(self.meant, stay.tolist(), strict=True) if stays)
        if reader is not None:
            _only_for(table, meant, reader)
        return Waived(table, tuple(place[one] for one in which), _untold(untold), self.digest, meant)


def _only_for(table: pd.DataFrame, meant: Sequence[Meant], reader: Reader) -> None:
    """Take out of a table of waivers what names others than its reader may see."""
    here = [[rule for rule in one.rules if rule in reader.rules] for one in meant]
    table["rules"] = [", ".join(rules) or told for rules, told in zip(here, table["rules"], strict=True)]
    told = [reader.scope(one) or scope for one, scope in zip(meant, table["scope"], strict=True)]
    table["scope"] = pd.Series(told, index=table.index, dtype=table["scope"].dtype)
    if reader.hidden:
        table["note"] = ""


def _untold(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    those = "1 waiver that names candidates is" if count == 1 else f"{count:,} waivers that name candidates are"
    return (f"{those} not told; what is waived by it stays so",)


Cover = Callable[[Replay], tuple[Replay, Waived]]
"""Takes the verdicts of a replay and gives them back with the covered ones waived."""


def no_waivers(replay: Replay) -> Waived:
    """What holds of a run that was told of no waivers."""
    table = pd.DataFrame({column.name: [] for column in WAIVERS})
    return Waived(table, tuple(np.full(len(result.rows.at), NONE, dtype=np.int32) for result in replay.results))
