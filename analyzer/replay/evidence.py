"""What proves a verdict, and by how much each excuse failed.

Evidence is the fewest events that show it: the activating event, the late answer, the whole chain of a route, the open
question and the last answer before it. Numbers only; `analysis` makes sentences of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Condition,
    Fields,
    Matches,
    Open,
    Rule,
    Unanswered,
)
from analyzer.findings import Verdict
from analyzer.replay.block import Block
from analyzer.replay.conditions import condition_holds, latest_before, latest_open, open_questions
from analyzer.replay.judged import NO_TIME, VerbCode
from analyzer.replay.outcome import Rows
from analyzer.replay.reading import BEST, WORST
from analyzer.replay.scans import NONE, Positions


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How one plain condition (no `all_of`, `any_of`) stood at some activations; arrays of shape (k,).

    Attributes
    ----------
    excuse : int
        Index in the rule's `unless` of the excuse that the condition belongs to.
    condition : Condition
        The condition.
    holds : array of bool
        Whether it surely holds (then another part of the excuse fails).
    may_hold : array of bool
        Whether it holds if unknowns are taken as favourable.
    count : array of int64
        Open questions seen (`unanswered`); -1 elsewhere.
    passed : array of int64
        Time on the condition's clock since the event it looks at; `NO_TIME` where there is none.
    event : array of int64
        That event; `NONE`.
    """

    excuse: int
    condition: Condition
    holds: NDArray[np.bool_]
    may_hold: NDArray[np.bool_]
    count: NDArray[np.int64]
    passed: NDArray[np.int64]
    event: Positions


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The plain conditions that a condition is made of, in order; several selector fields are as many conditions."""
    match condition:
        case Matches(Fields() as fields):
            return tuple(Matches(one) for one in _single_fields(fields)) or (condition,)
        case AllConditions(parts) | AnyCondition(parts):
            return tuple(plain for part in parts for plain in parts_of(part))
        case _:
            return (condition,)


def _single_fields(fields: Fields) -> list[Fields]:
    names = [name for name in Fields.__dataclass_fields__ if name != "where" and getattr(fields, name) is not None]
    singles = [replace(Fields(), **{name: getattr(fields, name)}) for name in names]
    return singles + [Fields(where=(one,)) for one in fields.where]


def evidence_of(block: Block, condition: Condition, at: Positions, *, wanted: bool) -> list[Positions]:
    """Events that show that a plain condition surely holds: what it looks at in the past."""
    surely = WORST if wanted else BEST  # an event that only may be the one looked for proves nothing
    match condition:
        case After():
            return [latest_before(block, condition, at, surely, wanted=wanted)]
        case Unanswered():
            found = open_questions(block, condition, at, surely, wanted=wanted)
            return [found.answer, found.first]
        case Open():
            return [latest_open(block, condition, at, surely, wanted=wanted)]
        case _:
            return []


def witnesses(block: Block, rule: Rule, code: VerbCode, rows: Rows, chosen: NDArray[np.bool_]) -> Positions:
    """The events that prove each chosen verdict.

    Returns
    -------
    array of int64, shape (k, width)
        Distinct positions in order of time, padded with `NONE` at the end.
    """
    at = rows.at[chosen]
    columns = [at, rows.answer[chosen], rows.settled[chosen]]
    if code.chain is not None and len(at):
        columns += list(code.chain(block, rule, at).T)
    for named in rule.when:
        for part in parts_of(named.condition):
            columns += evidence_of(block, part, at, wanted=False)
    for index, named in enumerate(rule.unless):
        excused = rows.excuse[chosen] == index
        if excused.any():
            for part in parts_of(named.condition):
                columns += [np.where(excused, one, NONE) for one in evidence_of(block, part, at, wanted=True)]
    return _tidy(np.stack(columns, axis=1), block)


def _tidy(table: Positions, block: Block) -> Positions:
    """Sorted, without repetitions and without protected events, `NONE` last."""
    table, far = block.shown(table), np.iinfo(np.int64).max
    table = np.sort(np.where(table == NONE, far, table), axis=1)
    table[:, 1:][table[:, 1:] == table[:, :-1]] = far
    table = np.sort(table, axis=1)
    width = int((table != far).sum(axis=1).max(initial=0))
    return np.where(table == far, NONE, table)[:, :width]


def shortfalls(block: Block, rule: Rule, at: Positions) -> tuple[Shortfall, ...]:
    """How every plain condition under `unless` stood at some activations."""
    return tuple(
        _shortfall(block, index, part, at)
        for index, named in enumerate(rule.unless)
        for part in parts_of(named.condition)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands beside the verdicts that are not plainly satisfied; arrays of shape (f, ...).

    Attributes
    ----------
    row : array of int64
        Which row of the rule's table.
    witness : array of int64, shape (f, width)
        Events, padded with `NONE`.
    stage : array of int64
        The stage at the activating event; -1 where it is unknown.
    tried : tuple of Shortfall
        How each plain condition under `unless` stood.
    """

    row: Positions
    witness: Positions
    stage: Positions
    tried: tuple[Shortfall, ...]


def collect(block: Block, rule: Rule, code: VerbCode, rows: Rows) -> Evidence:
    """The evidence of one rule on one block, positions in the block."""
    chosen = rows.verdict != Verdict.SATISFIED
    at = rows.at[chosen]
    if not len(at):
        return Evidence(at, np.zeros((0, 0), dtype=np.int64), at, ())
    proof = witnesses(block, rule, code, rows, chosen)
    return Evidence(np.flatnonzero(chosen), proof, block.state_code(at), shortfalls(block, rule, at))


def joined(parts: Sequence[Evidence], first_rows: NDArray[np.int64]) -> Evidence:
    """The evidence of several blocks as one; `first_rows` says where each block's rows begin."""
    width = max((part.witness.shape[1] for part in parts), default=0)
    padded = [np.pad(one.witness, ((0, 0), (0, width - one.witness.shape[1])), constant_values=NONE) for one in parts]
    tables = [part.tried for part in parts if part.tried]
    tried = tuple(
        replace(same[0], **{name: np.concatenate([getattr(one, name) for one in same]) for name in SHORTFALL_COLUMNS})
        for same in zip(*tables, strict=True)
    )
    nothing = np.zeros(0, dtype=np.int64)
    return Evidence(
        np.concatenate([nothing, *(part.row + first for part, first in zip(parts, first_rows, strict=True))]),
        np.concatenate([np.zeros((0, width), dtype=np.int64), *padded]),
        np.concatenate([nothing, *(part.stage for part in parts)]),
        tried,
    )


def part_of(evidence: Evidence, rows: Positions) -> Evidence:
    """The evidence of some rows of a table, as that of a table of these rows; `rows` is sorted."""
    place = np.full(int(max(evidence.row.max(initial=-1), rows.max(initial=-1))) + 1, NONE, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    row = place[evidence.row]
    kept = row != NONE
    tried = tuple(
        replace(one, **{name: getattr(one, name)[kept] for name in SHORTFALL_COLUMNS}) for one in evidence.tried
    )
    return Evidence(row[kept], evidence.witness[kept], evidence.stage[kept], tried)


def reordered(evidence: Evidence, place: Positions) -> Evidence:
    """The same evidence for a table whose row i has gone to row `place[i]`."""
    row = place[evidence.row]
    order = np.argsort(row, kind="stable")
    tried = tuple(
        replace(one, **{name: getattr(one, name)[order] for name in SHORTFALL_COLUMNS}) for one in evidence.tried
    )
    return Evidence(row[order], evidence.witness[order], evidence.stage[order], tried)


SHORTFALL_COLUMNS = ("holds", "may_hold", "count", "passed", "event")


def _shortfall(block: Block, index: int, condition: Condition, at: Positions) -> Shortfall:
    holds = condition_holds(block, condition, at, WORST, wanted=True)
    may_hold = condition_holds(block, condition, at, BEST, wanted=True)
    count = np.full(len(at), -1, dtype=np.int64)
    event = np.full(len(at), NONE, dtype=np.int64)
    passed = np.full(len(at), NO_TIME, dtype=np.int64)
    match condition:
        case Unanswered():
            found = open_questions(block, condition, at, BEST, wanted=True)
            count, event = found.count, found.first
            limit = condition.waited
        case After(_, within) if within is not None:
            event = latest_before(block, condition, at, BEST, wanted=True)
            limit = within
        case Open():
            event = latest_open(block, condition, at, BEST, wanted=True)
            return Shortfall(index, condition, holds, may_hold, count, passed, event)
        case Matches() | _:
            return Shortfall(index, condition, holds, may_hold, count, passed, event)
    some = event != NONE
    passed[some] = block.clock(limit.clock, at[some]) - block.clock(limit.clock, event[some])
    return Shortfall(index, condition, holds, may_hold, count, passed, event)
