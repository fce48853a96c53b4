"""The replay of a log through a definition: blocks of whole cases in, activations with verdicts and witnesses out.

The one kernel for every scale: a block needs nothing but its own cases, so blocks may be replayed in any order, on any
number of processes, out of core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import Clocks
from analyzer.definitions.model import Definition, RequireAfter, Rule
from analyzer.events.coverage import Covered
from analyzer.events.log import EventLog
from analyzer.findings import Verdict
from analyzer.replay.across import CandidateBlock, OwnFacts, candidates_of
from analyzer.replay.block import Block
from analyzer.replay.coverage import Coverage
from analyzer.replay.evidence import Evidence, collect, joined, part_of
from analyzer.replay.facts import Facts, gather_facts, keys_of
from analyzer.replay.judged import NO_TIME
from analyzer.replay.keys import PERSON
from analyzer.replay.outcome import Rows, RuleOnBlock
from analyzer.replay.precision import Coarse, Stamps, in_order_of_log
from analyzer.replay.reading import Assumptions
from analyzer.replay.scans import NONE
from analyzer.replay.verbs import code_of

BLOCK_EVENTS = 1 << 19
"""About how many events a block holds: its columns should stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule came to on a whole log: rows and evidence, positions in the log."""

    rule: Rule
    verb: str
    rows: Rows
    evidence: Evidence

    def count(self, verdict: Verdict) -> int:
        """How many activations have a verdict."""
        found = int((self.rows.verdict == verdict).sum())
        return found + (len(self.rows.plain) if verdict == Verdict.SATISFIED else 0)


@dataclass(frozen=True, slots=True)
class OfCases:
    """What part of a replay remembers of its cases, for the events that would tell it may be left out.

    Attributes
    ----------
    begins : array of int64, shape (cases,)
        Instant of the first event of each case.
    proof_only : array of bool, shape (cases,)
        Cases that are not in the part: of them it has only events that prove a verdict on another case.
    texts : mapping of str to array of object, shape (cases,)
        Columns of the log that are told case by case, such as its candidate.
    """

    begins: NDArray[np.int64]
    proof_only: NDArray[np.bool_]
    texts: Mapping[str, NDArray[np.object_]]


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of a replay.

    Attributes
    ----------
    results : tuple of RuleResult
        In the definition's order of rules.
    closed_at : array of int64, shape (cases,)
        When each case closed; `NO_TIME` where it did not.
    older : array of bool, shape (cases,)
        Cases that began before the log.
    last_stage : array of int64, shape (cases,)
        Code in `stage_names` of the stage at the end; -1 where it is unknown.
    stage_names : tuple of str
    coverage : Coverage or None
        What the log was declared to cover.
    stage_of_row : array of int32, or None
        Of part of a replay: code of the stage at the event of each row of the log's table, for the events that are
        left out may have set it. None: the log tells.
    of_cases : OfCases or None
        Of part of a replay: what the whole tells of its cases. None: the log tells.
    """

    facts: Facts
    log: EventLog
    results: tuple[RuleResult, ...]
    closed_at: NDArray[np.int64]
    older: NDArray[np.bool_]
    last_stage: NDArray[np.int64]
    coverage: Coverage | None = None
    stage_of_row: NDArray[np.int32] | None = None
    of_cases: OfCases | None = None

    @property
    def own_cases(self) -> NDArray[np.bool_]:
        """Cases that are in it, rather than only an event of theirs that proves a verdict on another."""
        if self.of_cases is None:
            return np.ones(len(self.closed_at), dtype=np.bool_)
        return ~self.of_cases.proof_only

    @property
    def begins(self) -> NDArray[np.int64]:
        """Instant of the first event of each case."""
        if self.of_cases is not None:
            return self.of_cases.begins
        return self.log.time[np.searchsorted(self.log.case, np.arange(len(self.closed_at)))]

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Names of the stages that `last_stage` and `stages_at` number."""
        return self.facts.stage_names

    def stages_of(self, cases: EventLog) -> NDArray[np.int64]:
        """Code of the stage at each event of some whole cases of the log; -1 where it is unknown."""
        if self.stage_of_row is not None:
            return self.stage_of_row[cases.rows].astype(np.int64)
        return Block(self.facts, cases, 0, len(cases)).state_code(np.arange(len(cases)))


def replay(
    log: EventLog,
    definition: Definition,
    clocks: Clocks,
    *,
    as_of: int,
    complete_from: int | None = None,
    assume: Assumptions | None = None,
    older: NDArray[np.bool_] | None = None,
    coverage: Sequence[Covered] | None = None,
    block_events: int = BLOCK_EVENTS,
    progress: Callable[[str, float], None] | None = None,
) -> Replay:
    """Judge every activation of every rule.

    Parameters
    ----------
    log : EventLog
        Events before the horizon only.
    clocks : Clocks
        Compiled for the definition's calendar and a range that holds all events, the horizon and all deadlines.
    as_of, complete_from : int
        Instants in UTC microseconds.
    older : array of bool, shape (cases,), optional
        Which cases began before the log, instead of judging by their first stage.
    coverage : sequence of Covered, optional
        What the log covers; None: not declared, everything is taken as covered.
    block_events : int
        About how many events a block holds; changes nothing but speed.
    progress : callable, optional
        Called with a word and the share done.
    """
    covers = None if coverage is None else Coverage(coverage, definition, log)
    run = _Run(definition, clocks, as_of, complete_from, assume or Assumptions(), older, block_events, covers)
    facts = run.facts(log)
    found, ends = run.judge(facts, log, definition.rules, progress)
    if (stamps := Stamps.of(log, as_of)) is not None:
        for number, rule in enumerate(definition.rules):
            found[number] = run.coarse(facts, log, stamps, rule).settle(found[number])
            if progress is not None:
                progress("coarse stamps", (number + 1) / len(found))
    results = tuple(
        RuleResult(rule, code_of(rule).name, *one) for rule, one in zip(definition.rules, found, strict=True)
    )
    closed, older_cases, last = _concatenated(ends)
    return Replay(facts, log, results, closed, older_cases, last, covers)


Ends = tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Run:
    """The arguments of a replay that do not change with the log."""

    definition: Definition
    clocks: Clocks
    as_of: int
    complete_from: int | None
    assume: Assumptions
    older: NDArray[np.bool_] | None
    block_events: int
    coverage: Coverage | None

    def facts(self, log: EventLog) -> Facts:
        """What is known beyond the events."""
        return gather_facts(
            self.definition,
            log,
            self.clocks,
            as_of=self.as_of,
            complete_from=self.complete_from,
            assume=self.assume,
            older=self.older,
            compared=(PERSON,) if self.coverage is not None and self.coverage.people else (),
        )

    def judge(
        self, facts: Facts, log: EventLog, rules: Sequence[Rule], progress: Callable[[str, float], None] | None = None
    ) -> tuple[list[tuple[Rows, Evidence]], list[Ends]]:
        """Judge some rules on a log; also how its cases end, block by block."""
        parts: dict[str, list[tuple[Rows, Evidence]]] = {rule.id: [] for rule in rules}
        ends: list[Ends] = []
        across = [rule for rule in rules if rule.across is not None]
        candidates = candidates_of(log) if across else None
        own = OwnFacts.of_nothing(log)
        for start, stop in _bounds(log.case, self.block_events):
            block = Block(facts, log, start, stop)
            for rule in rules:
                result = _judge(block, rule, self.coverage)
                if candidates is not None and rule.across is not None:
                    result = _in_cases(log, *result, ~candidates.several)
                parts[rule.id].append(result)
            if candidates is not None:
                own.note(block, candidates.several)
            ends.append(_case_ends(block))
            if progress is not None:
                progress("replay", stop / len(log))
        if candidates is not None:
            for start, stop in _bounds(candidates.candidate, self.block_events):
                block = CandidateBlock(facts, log, own, candidates, start, stop)
                for rule in across:
                    parts[rule.id].append(_judge(block, rule, self.coverage))
        return [_joined(rule, parts[rule.id]) for rule in rules], ends

    def coarse(self, facts: Facts, log: EventLog, stamps: Stamps, rule: Rule) -> Coarse:
        """One rule on a log with coarse stamps."""

        def judge(moved: EventLog, cases: NDArray[np.bool_]) -> tuple[Rows, Evidence]:
            keys = {column: keys_of(moved, self.definition, column) for column in facts.keys}
            older = None if self.older is None else self.older[cases]
            same_book = replace(facts, keys=keys, older=older)  # the book of shapes is shared
            (result,), _ = self.judge(same_book, moved, [rule])
            return result

        group = log.case.astype(np.int64)
        if rule.across is not None:
            candidates = candidates_of(log)
            group[candidates.order] = len(log.case_ids) + candidates.candidate
        least = rule.verb.not_before if isinstance(rule.verb, RequireAfter) else None

        def later(at: NDArray[np.int64]) -> NDArray[np.int64]:
            assert least is not None
            return self.clocks.earliest(least.clock, self.clocks.read(least.clock, at) + least.amount)

        activating = self.activating(facts, log, rule)
        return Coarse(log, stamps, activating, group, judge, None if least is None else later)

    def activating(self, facts: Facts, log: EventLog, rule: Rule) -> NDArray[np.int64]:
        """Events that may activate a rule; for one that looks across cases, in whatever case."""
        found = []
        for start, stop in _bounds(log.case, self.block_events):
            candidates = code_of(rule).candidates(Block(facts, log, start, stop), rule)
            found += [candidates.at + start, candidates.plain + start]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])


def _bounds(case: NDArray[Any], block_events: int) -> Iterator[tuple[int, int]]:
    """Cut a log between cases into blocks of about equal size; a larger case is a block of its own."""
    start = 0
    while start < len(case):
        reach = min(start + block_events, len(case))
        stop = reach if reach == len(case) else int(np.searchsorted(case, case[reach], side="left"))
        if stop <= start:
            stop = int(np.searchsorted(case, case[start], side="right"))
        yield start, stop
        start = stop


def _judge(block: Block, rule: Rule, coverage: Coverage | None) -> tuple[Rows, Evidence]:
    """One rule on one block, with positions in the log."""
    code = code_of(rule)
    rows = RuleOnBlock(block, rule, code, coverage).rows()
    evidence = collect(block, rule, code, rows)
    places = {"at": rows.at, "answer": block.shown(rows.answer), "settled": rows.settled, "plain": rows.plain}
    moved: dict[str, Any] = {name: _in_log(block, at).astype(np.int32) for name, at in places.items()}
    tried = tuple(replace(one, event=_in_log(block, one.event)) for one in evidence.tried)
    return replace(rows, **moved), replace(evidence, witness=_in_log(block, evidence.witness), tried=tried)


def _in_log(block: Block, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions in the log; `NONE` stays."""
    return np.where(at == NONE, NONE, block.in_log(np.maximum(at, 0)))


def _in_cases(log: EventLog, rows: Rows, evidence: Evidence, cases: NDArray[np.bool_]) -> tuple[Rows, Evidence]:
    """What a rule came to in some cases of a log only."""
    chosen = np.flatnonzero(cases[log.case[rows.at]])
    columns = {name: getattr(rows, name)[chosen] for name in Rows.__dataclass_fields__ if name != "plain"}
    return Rows(**columns, plain=rows.plain[cases[log.case[rows.plain]]]), part_of(evidence, chosen)


def _case_ends(block: Block) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """When each case of a block closed, whether it is older than the log, and its last stage."""
    closes = block.closes_at
    closed = np.where(closes < len(block), block.time[np.minimum(closes, len(block) - 1)], NO_TIME)
    return closed, block.older, block.state_code(block.case_first[1:] - 1)


def _concatenated(
    ends: list[tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]],
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    if not ends:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.int64)
    closed, older, last = zip(*ends, strict=True)
    return np.concatenate(closed), np.concatenate(older), np.concatenate(last)


def _joined(rule: Rule, parts: list[tuple[Rows, Evidence]]) -> tuple[Rows, Evidence]:
    """The blocks' rows of one rule as one table."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(rows, name) for rows, _ in parts]) if parts else np.zeros(0, dtype=np.int64)
        for name in Rows.__dataclass_fields__
    }
    begins = np.cumsum([0, *(len(rows.at) for rows, _ in parts)])[:-1]
    evidence = joined([evidence for _, evidence in parts], begins)
    rows = Rows(**columns)
    return in_order_of_log(rows, evidence) if rule.across is not None else (rows, evidence)
