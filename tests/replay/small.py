"""Small logs written as lines, replayed: what the tests of the replay look at."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

import numpy as np

from analyzer.analysis.horizon import clocks_for, default_horizon, until
from analyzer.definitions.model import Definition
from analyzer.events.log import EventLog
from analyzer.findings import VERDICT_WORDS
from analyzer.replay import REASONS, Assumptions, Replay, replay
from analyzer.replay.block import Block
from analyzer.replay.judged import CLOCKS, NO_TIME, instants_of
from tests.replay.worlds import instant, world

MINUTE = 60_000_000
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of a rule in words; `slack` in minutes, None where there is none."""

    event: str
    verdict: str
    excuse: str
    reasons: tuple[str, ...]
    answer: str
    settled: str
    may_settle: bool
    clock: str
    due: int | None
    slack: float | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay, to be asked about by rule and event id."""

    result: Replay

    def part(self, rule: str):
        """The result of one rule."""
        return next(one for one in self.result.results if one.rule.id == rule)

    def ids(self, positions) -> list[str]:
        """The ids of events; empty text for -1."""
        return [one or "" for one in self.result.log.cells("event_id", np.asarray(positions, dtype=np.int64))]

    def rows(self, rule: str) -> list[Judged]:
        """Every row of a rule's table, in order; the plainly kept ones are not in it."""
        part = self.part(rule)
        rows = part.rows
        dues = instants_of(self.result.facts.clocks, rows.clock, rows.deadline).tolist()
        answers, settled = self.ids(rows.answer), self.ids(rows.settled)
        return [
            Judged(
                event,
                VERDICT_WORDS[rows.verdict[row]],
                part.rule.unless[rows.excuse[row]].name if rows.excuse[row] != -1 else "",
                tuple(str(reason) for place, reason in enumerate(REASONS) if rows.reasons[row] >> place & 1),
                answers[row],
                settled[row],
                bool(rows.may_settle[row]),
                CLOCKS[rows.clock[row]].value if rows.clock[row] != -1 else "",
                None if dues[row] == NO_TIME else dues[row],
                None if rows.slack[row] == NO_TIME else rows.slack[row] / MINUTE,
            )
            for row, event in enumerate(self.ids(rows.at))
        ]

    def row(self, rule: str, event: str) -> Judged:
        """The row of an event."""
        (found,) = (one for one in self.rows(rule) if one.event == event)
        return found

    def verdicts(self, rule: str) -> dict[str, str]:
        """Event -> verdict, the plainly kept ones left out."""
        return {one.event: one.verdict for one in self.rows(rule)}

    def all_verdicts(self, rule: str) -> dict[str, str]:
        """Event -> verdict of every activation, those with nothing to tell included, in the order of the log."""
        rows = self.part(rule).rows
        told = zip(rows.at.tolist(), (one.verdict for one in self.rows(rule)), strict=True)
        found = {**dict(told), **dict.fromkeys(rows.plain.tolist(), "satisfied")}
        return dict(zip(self.ids(sorted(found)), (found[place] for place in sorted(found)), strict=True))

    def plain(self, rule: str) -> list[str]:
        """Events of the plainly kept activations."""
        return self.ids(self.part(rule).rows.plain)

    def witness(self, rule: str) -> dict[str, list[str]]:
        """Event -> ids of the events that prove its verdict, for all that are not satisfied."""
        part = self.part(rule)
        events = self.ids(part.rows.at[part.evidence.row])
        return {
            event: [one for one in self.ids(row) if one]
            for event, row in zip(events, part.evidence.witness, strict=True)
        }

    def tried(self, rule: str) -> list[list[tuple[int, bool, bool, int, float | None, str]]]:
        """How each plain condition under `unless` stood, for all rows that are not satisfied.

        Each is (index of the excuse, holds, may hold, count, minutes passed, event).
        """
        evidence = self.part(rule).evidence
        return [
            [
                (
                    one.excuse,
                    bool(one.holds[row]),
                    bool(one.may_hold[row]),
                    int(one.count[row]),
                    None if one.passed[row] == NO_TIME else int(one.passed[row]) / MINUTE,
                    self.ids(one.event[row : row + 1])[0],
                )
                for one in evidence.tried
            ]
            for row in range(len(evidence.row))
        ]


def run(
    definition: Definition,
    log: EventLog,
    *,
    as_of: str = "",
    older: str | None = "",
    complete_from: str = "",
    assume=None,
    **options,
) -> Replayed:
    """Replay a log; `older` names the cases that began before it, and no other did (None: as the log shows)."""
    horizon = instant(as_of) if as_of else default_horizon(log)
    seen = until(log, horizon)
    declared = None if older is None else np.isin(seen.case_ids.to_numpy(zero_copy_only=False), older.split())
    return Replayed(
        replay(
            seen,
            definition,
            clocks_for(seen, definition, horizon),
            as_of=horizon,
            complete_from=instant(complete_from) if complete_from else None,
            assume=Assumptions.parse(assume),
            older=declared,
            **options,
        )
    )


def replayed(text: str, *, as_of: str = "", older: str | None = "", assume=None, **cases: str) -> Replayed:
    """Replay some cases under a definition."""
    return run(*world(text, **cases), as_of=as_of, older=older, assume=assume)


def block_of(text: str, *, older: str | None = "", **cases: str) -> Block:
    """The log of some cases as one block."""
    result = run(*world(text, **cases), older=older).result
    return Block(result.facts, result.log, 0, len(result.log))


def rule(*, name: str = "it", more: str = "", **keys: str) -> str:
    """The section `rules:` with one rule, given as keys and their YAML."""
    lines = [f"title: {name}", *(f"{key}: {value}" for key, value in keys.items()), *dedent(more).strip().splitlines()]
    return f"rules:\n  {name}:\n" + indent("\n".join(lines), "    ") + "\n"
