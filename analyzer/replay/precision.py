"""Coarse stamps: what the instants that a log allows leave open (SEMANTICS section 4, "Precision").

A stamp of a minute or a day stands for every instant in it. A rule is replayed with all events at their earliest
instants, and again with those that may activate it at one end of their stamps and all others at the other end: no
answer can be later, or earlier, than there. A verdict that is not the same in all of them is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.events.log import EventLog
from analyzer.events.parts import at_times
from analyzer.findings import Reason, Verdict
from analyzer.replay.evidence import Evidence, joined, part_of, reordered
from analyzer.replay.outcome import Rows
from analyzer.replay.reading import REASONS
from analyzer.replay.scans import NONE, Positions

Result = tuple[Rows, Evidence]

NO_ROW = np.int8(Verdict.SATISFIED)
"""What no row comes to in a comparison: kept, or no activation, need not be told apart."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The earliest and the latest instant of every event; arrays of shape (n,)."""

    earliest: NDArray[np.int64]
    latest: NDArray[np.int64]

    @classmethod
    def of(cls, log: EventLog, as_of: int) -> Stamps | None:
        """Those of a log, of which every event lies before the horizon; None where all stamps are exact."""
        if log.width is None or not log.width.any():
            return None
        return cls(log.time, np.minimum(log.time + log.width, as_of - 1))

    def extremes(self, activating: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
        """Times to try besides the earliest of all."""
        yield np.where(activating, self.earliest, self.latest)
        yield np.where(activating, self.latest, self.earliest)
        yield self.latest


def settle(
    log: EventLog,
    stamps: Stamps,
    nominal: Result,
    activating: Positions,
    judge: Callable[[EventLog], Result],
) -> Result:
    """The rows of one rule, those undecided whose verdict the stamps leave open.

    Parameters
    ----------
    nominal : Rows and Evidence
        With all events at their earliest instants, positions in the log.
    activating : array of int64
        Events that may activate the rule.
    judge : callable
        Judges the rule on a log.
    """
    may_activate = np.zeros(len(log), dtype=np.bool_)
    may_activate[activating] = True
    found = [nominal]
    for time in stamps.extremes(may_activate):
        moved, order = at_times(log, time)
        found.append(_back(judge(moved), order))
    return _compared(len(log), found)


def _compared(events: int, found: Sequence[Result]) -> Result:
    """What all replays agree on; else a row `undecided`, proven as in the first of them that does not keep the rule."""
    verdicts = np.full((len(found), events), NO_ROW, dtype=np.int8)
    for verdict, (rows, _) in zip(verdicts, found, strict=True):
        verdict[rows.at] = rows.verdict
    differs = (verdicts != verdicts[0]).any(axis=0)
    source = np.where(differs, (verdicts != NO_ROW).argmax(axis=0), 0)
    parts = []
    for number, (rows, evidence) in enumerate(found):
        here = (source[rows.at] == number) & (differs[rows.at] | (number == 0))
        parts.append(_some(rows, evidence, np.flatnonzero(here), differs, plain=number == 0))
    return _together(parts)


def _some(rows: Rows, evidence: Evidence, chosen: Positions, differs: NDArray[np.bool_], *, plain: bool) -> Result:
    columns: dict[str, Any] = {
        name: getattr(rows, name)[chosen] for name in Rows.__dataclass_fields__ if name != "plain"
    }
    doubtful = differs[columns["at"]]
    columns["verdict"] = np.where(doubtful, np.int8(Verdict.UNDECIDED), columns["verdict"])
    columns["excuse"] = np.where(doubtful, -1, columns["excuse"])
    columns["settled"] = np.where(doubtful, NONE, columns["settled"])
    columns["may_settle"] &= ~doubtful
    columns["reasons"] = np.where(
        doubtful, columns["reasons"] | (1 << REASONS.index(Reason.PRECISION)), columns["reasons"]
    )
    left = rows.plain[~differs[rows.plain]] if plain else rows.plain[:0]
    return Rows(**columns, plain=left), part_of(evidence, chosen)


def _together(parts: Sequence[Result]) -> Result:
    columns = {name: np.concatenate([getattr(rows, name) for rows, _ in parts]) for name in Rows.__dataclass_fields__}
    begins = np.cumsum([0, *(len(rows.at) for rows, _ in parts)])[:-1]
    return in_order_of_log(Rows(**columns), joined([evidence for _, evidence in parts], begins))


def in_order_of_log(rows: Rows, evidence: Evidence) -> Result:
    """The same rows in the order of the log."""
    order = np.argsort(rows.at, kind="stable")
    columns = {name: getattr(rows, name)[order] for name in Rows.__dataclass_fields__ if name != "plain"}
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Rows(**columns, plain=np.sort(rows.plain)), reordered(evidence, place)


def _back(result: Result, order: Positions) -> Result:
    """Positions in a moved log as positions in the log."""
    rows, evidence = result

    def there(at: Positions) -> Positions:
        return np.where(at == NONE, NONE, order[np.maximum(at, 0)])

    moved: dict[str, Any] = {name: there(getattr(rows, name)) for name in ("at", "answer", "settled", "plain")}
    tried = tuple(replace(one, event=there(one.event)) for one in evidence.tried)
    return replace(rows, **moved), replace(evidence, witness=there(evidence.witness), tried=tried)
