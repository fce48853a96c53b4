"""Part of a replay: some of its events, and some of what was judged about them. Nothing is judged anew.

What a verdict rests on may lie outside the part (a stage change that is not shown, another application of the same
candidate), so a part keeps the verdicts of the whole, and with them every event that they name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import Open
from analyzer.events.parts import events_where
from analyzer.replay.engine import OfCases, Replay, RuleResult
from analyzer.replay.evidence import Evidence, part_of
from analyzer.replay.outcome import Rows
from analyzer.replay.scans import NONE

Flags = NDArray[np.bool_]
Positions = NDArray[np.int64]
_EVENTS = ("at", "answer", "settled")
"""Columns of a rule's rows that are positions."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which activations of one rule a part keeps.

    Attributes
    ----------
    rows : array of bool, shape (rows,)
    plain : array of bool, shape (plain rows,)
    untold : frozenset of str
        Rules whose open questions are not told where an excuse that looks at them does not hold.
    """

    rows: Flags
    plain: Flags
    untold: frozenset[str] = frozenset()


def cut(
    whole: Replay,
    cases: Flags,
    events: Flags,
    kept: Mapping[str, Kept],
    texts: Mapping[str, NDArray[np.object_]],
    stages: NDArray[np.int32] | None = None,
) -> Replay:
    """Take part of a replay.

    Parameters
    ----------
    whole : Replay
    cases : array of bool, shape (cases,)
        Cases that the part holds; of any other it has events that prove something, and nothing else.
    events : array of bool, shape (n,)
        Events to keep; those that a kept activation names are kept besides, and their cases with them.
    kept : mapping of str to Kept
        The activations to keep by rule; a rule that is not there is left out.
    texts : mapping of str to array of object, shape (cases,)
        Columns of the log that are told case by case.
    stages : array of int32, optional
        What `stage_of_row` says of the whole, where it is known already.

    Returns
    -------
    Replay
        Verdicts, closings and stages are those of the whole.
    """
    chosen = [_chosen(result, kept[result.rule.id]) for result in whole.results if result.rule.id in kept]
    keep = events.copy()
    for result in chosen:
        keep[_named(result)] = True
    place = np.append(np.where(keep, np.cumsum(keep) - 1, NONE), NONE)  # the last entry is for NONE itself
    here = np.unique(whole.log.case[keep])
    facts = whole.facts
    return replace(
        whole,
        facts=replace(
            facts,
            keys={column: codes[keep] for column, codes in facts.keys.items()},
            older=None if facts.older is None else facts.older[here],
        ),
        log=events_where(whole.log, keep),
        results=tuple(_moved(result, place) for result in chosen),
        closed_at=whole.closed_at[here],
        older=whole.older[here],
        last_stage=whole.last_stage[here],
        stage_of_row=whole.stage_of_row if keep.all() else stage_of_row(whole) if stages is None else stages,
        of_cases=OfCases(whole.begins[here], ~cases[here], {column: cells[here] for column, cells in texts.items()}),
    )


def stage_of_row(whole: Replay) -> NDArray[np.int32]:
    """Code of the stage at the event of each row of the log's table; -1 where it is unknown or the row is no event."""
    if whole.stage_of_row is not None:
        return whole.stage_of_row
    stages = np.full(whole.log.table.num_rows, NONE, dtype=np.int32)
    stages[whole.log.rows] = whole.stages_of(whole.log)
    return stages


def _chosen(result: RuleResult, kept: Kept) -> RuleResult:
    rows = np.flatnonzero(kept.rows)
    columns: dict[str, Any] = {
        name: getattr(result.rows, name)[rows] for name in Rows.__dataclass_fields__ if name != "plain"
    }
    chosen = Rows(**columns, plain=result.rows.plain[kept.plain])
    evidence = part_of(result.evidence, rows)
    told = tuple(
        one for one in evidence.tried if not (isinstance(one.condition, Open) and one.condition.rule in kept.untold)
    )
    return replace(result, rows=chosen, evidence=replace(evidence, tried=told))


def _named(result: RuleResult) -> Positions:
    """Every event that a rule's rows and their proof name."""
    rows = result.rows
    found = [*(getattr(rows, name) for name in _EVENTS), rows.plain, result.evidence.witness.ravel()]
    events = np.concatenate([one.astype(np.int64) for one in found])
    return np.unique(events[events != NONE])


def _moved(result: RuleResult, place: Positions) -> RuleResult:
    """The same rows with the positions of the part."""
    rows, evidence = result.rows, result.evidence
    at: dict[str, Any] = {name: place[getattr(rows, name)].astype(np.int32) for name in (*_EVENTS, "plain")}
    tried = tuple(replace(one, event=place[one.event]) for one in evidence.tried)  # NONE for what is not shown
    return replace(
        result,
        rows=replace(rows, **at),
        evidence=Evidence(evidence.row, place[evidence.witness], evidence.stage, tried),
    )


def everything(results: Sequence[RuleResult]) -> dict[str, Kept]:
    """Keep whatever was judged."""
    return {
        result.rule.id: Kept(
            np.ones(len(result.rows.at), dtype=np.bool_), np.ones(len(result.rows.plain), dtype=np.bool_)
        )
        for result in results
    }
