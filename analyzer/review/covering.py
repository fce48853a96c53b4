"""Which waiver covers which activation, and the verdicts that follow.

Columns in, columns out, one pass a waiver and rule. A waiver takes effect after excuses and deadlines and before
repairs: what is `violated` or `settled` becomes `waived`; nothing else is touched, and nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.analysis import Analysis
from analyzer.analysis.frames import EventTexts, case_texts, owners
from analyzer.analysis.kinds import insist_on
from analyzer.analysis.waived import NONE, Meant, Waived
from analyzer.findings import Reason, Verdict
from analyzer.replay import REASONS, Replay, RuleResult
from analyzer.review.table import table_of, told_of
from analyzer.review.waiver import Waiver, Waivers

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

COLUMN_OF = {"requisition": "requisition_id", "candidate": "candidate_id"}
"""Key of a waiver, and the column of the log that says to whom or what a case belongs."""


def waive(analysis: Analysis, waivers: Waivers) -> Analysis:
    """Judge a run again with waivers.

    Parameters
    ----------
    analysis : Analysis
        Left as it is. Waivers of an earlier call count no longer.
    waivers : Waivers
        From `read_waivers`, under the same definition.

    Returns
    -------
    Analysis
        Whose verdicts, tables and numbers all have the waived ones, and whose `waivers` say what each covers. Its
        `under` judges with the same waivers; `unwaived` is the run without them.

    Notes
    -----
    A waiver covers an activation whose event happened while it was in force. Where a coarse time stamp leaves that
    open, the verdict is `undecided (clock-precision)`. Of a case of which the log does not say the candidate (or
    requisition), no waiver of a candidate (or requisition) covers anything.
    """
    way = "read_waivers(path, definition=analysis.definition)"
    insist_on(waivers, Waivers, call="waive", needs="waivers", way=way)
    return analysis.covered_by(partial(_cover, waivers=waivers))


@dataclass(slots=True)
class Tally:
    """What the waivers came to, in their file's order.

    Attributes
    ----------
    covered, shared : list of int
        Findings that each covers; and those that it matches, but one further up covers.
    others : list of set of int
        Which ones further up those are.
    unsure : int
        Verdicts that a coarse time stamp leaves open.
    """

    covered: list[int]
    shared: list[int]
    others: list[set[int]]
    unsure: int = 0

    @classmethod
    def of_none(cls, count: int) -> Tally:
        """Begin to count."""
        return cls([0] * count, [0] * count, [set() for _ in range(count)])


def _cover(replay: Replay, waivers: Waivers) -> tuple[Replay, Waived]:
    cases = _Cases(replay)
    tally = Tally.of_none(len(waivers))
    judged = [_of_rule(replay, result, waivers.waivers, cases, tally) for result in replay.results]
    results = tuple(result for result, _ in judged)
    table = table_of(replay, waivers, tally.covered, tally.shared, tally.others)
    notes = told_of(replay, waivers, table, tally.unsure)
    meant = tuple(Meant(waiver.rules, waiver.narrowed) for waiver in waivers.waivers)
    which = tuple(of_rule for _, of_rule in judged)
    return replace(replay, results=results), Waived(table, which, notes, waivers.digest, meant)


def _of_rule(
    replay: Replay, result: RuleResult, waivers: Sequence[Waiver], cases: _Cases, tally: Tally
) -> tuple[RuleResult, NDArray[np.int32]]:
    """One rule's verdicts with the covered ones waived, and which waiver covers each activation."""
    rows = result.rows
    which = np.full(len(rows.at), NONE, dtype=np.int32)
    places = np.flatnonzero(np.isin(rows.verdict, (Verdict.VIOLATED, Verdict.SETTLED)))
    at = rows.at[places].astype(np.int64)
    taken = np.full(len(places), NONE, dtype=np.int32)
    unsure = np.zeros(len(places), dtype=np.bool_)
    for number, waiver in enumerate(waivers):
        if len(places) and (not waiver.rules or result.rule.id in waiver.rules):
            surely, possibly = _matches(replay, result, waiver, at, cases)
            fresh = surely & (taken == NONE)
            others = taken[surely & ~fresh]
            tally.covered[number] += int(fresh.sum())
            tally.shared[number] += len(others)
            tally.others[number] |= set(np.unique(others).tolist())
            taken[fresh] = number
            unsure |= possibly & ~surely
    which[places] = taken
    unsure &= taken == NONE
    tally.unsure += int(unsure.sum())
    return _with_verdicts(result, places[taken != NONE], places[unsure]), which


def _with_verdicts(result: RuleResult, waived: Places, unsure: Places) -> RuleResult:
    if not len(waived) and not len(unsure):
        return result
    touched = np.concatenate([waived, unsure])
    columns: dict[str, Any] = {
        name: getattr(result.rows, name).copy() for name in ("verdict", "reasons", "settled", "may_settle")
    }
    columns["verdict"][waived] = Verdict.WAIVED
    columns["verdict"][unsure] = Verdict.UNDECIDED
    columns["reasons"][unsure] |= 1 << REASONS.index(Reason.PRECISION)
    columns["settled"][touched] = NONE
    columns["may_settle"][touched] = False
    return replace(result, rows=replace(result.rows, **columns))


def _matches(replay: Replay, result: RuleResult, waiver: Waiver, at: Places, cases: _Cases) -> tuple[Flags, Flags]:
    """Which activations a waiver surely, and which it possibly covers; they differ where a time stamp is coarse."""
    time = replay.log.time[at]
    latest = time if replay.log.width is None else time + replay.log.width[at]
    possibly = (latest >= waiver.begins) & (time < waiver.ends)
    for key, names in (("case", waiver.cases), *((key, names) for key, names in waiver.narrowed if key in COLUMN_OF)):
        if names and possibly.any():
            possibly &= cases.named(key, names)[replay.log.case[at]]
    if (waiver.owner_roles or waiver.owners) and possibly.any():
        some = np.flatnonzero(possibly)
        possibly[some] = _owned(replay, result, waiver, at[some])
    surely = possibly & (time >= waiver.begins) & (latest < waiver.ends)
    return surely, possibly


def _owned(replay: Replay, result: RuleResult, waiver: Waiver, at: Places) -> Flags:
    """Whether the one who acted or owes is whom the waiver asks for; one of several roles that may answer is enough."""
    roles, people = owners(result.rule, at, EventTexts(replay, at))
    fits = np.ones(len(at), dtype=np.bool_)
    if waiver.owner_roles:
        names, codes = np.unique(np.broadcast_to(roles, len(at)).astype(str), return_inverse=True)
        wanted = [not set(name.split("/")).isdisjoint(waiver.owner_roles) for name in names]
        fits &= np.array(wanted, dtype=np.bool_)[codes]
    if waiver.owners:
        fits &= np.isin(np.broadcast_to(people, len(at)).astype(str), waiver.owners)
    return fits


@dataclass(slots=True)
class _Cases:
    """Looks cases up by their id, or by whom and what they belong to."""

    replay: Replay
    columns: dict[str, pa.Array] = field(default_factory=dict)

    def named(self, key: str, names: Sequence[str]) -> Flags:
        """Whether each case of the log is one of those named."""
        if key not in self.columns:
            log = self.replay.log
            texts = log.case_ids if key == "case" else pa.array(case_texts(log, COLUMN_OF[key]), type=pa.string())
            self.columns[key] = texts.cast(pa.string())
        found: Flags = pc.is_in(self.columns[key], value_set=pa.array(names)).to_numpy(zero_copy_only=False)
        return found
