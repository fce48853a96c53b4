"""From a verb's answers to verdicts: excuses, deadlines, repairs, and what unknowns leave open (SEMANTICS section 4).

Every activation is ranked under the least and the most favourable reading: no activation or kept, excused, not yet due,
settled, violated. Where the two ranks agree the verdict is certain; else it is `undecided`, and the reasons are those
kinds of unknown that alone, the others fixed one way or another, change the rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import Clocks
from analyzer.definitions.model import Rule
from analyzer.findings import Reason, Verdict
from analyzer.replay.block import Block, Flags
from analyzer.replay.conditions import all_hold, first_excuse
from analyzer.replay.judged import CLOCKS, NO_TIME, Judged, Limits, Timing, VerbCode
from analyzer.replay.reading import BEST, REASONS, WORST, Reading, all_readings
from analyzer.replay.scans import NONE, Positions, earliest

FINE, EXCUSED, CANCELLED, PENDING, SETTLED, VIOLATED = range(6)
"""Ranks, the best first; FINE is kept or no activation."""

VERDICT_OF_RANK = np.array(
    [Verdict.SATISFIED, Verdict.EXCUSED, Verdict.CANCELLED, Verdict.PENDING, Verdict.SETTLED, Verdict.VIOLATED],
    dtype=np.int8,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Judged activations of one rule; arrays of shape (k,), positions in the block.

    Attributes
    ----------
    at : array of int64
        Activating events.
    verdict : array of int8
        `Verdict`.
    excuse : array of int64
        Index in the rule's `unless`; -1.
    reasons : array of int64
        Bits over `REASONS`, for `undecided`.
    clock : array of int8
        Index into `CLOCKS` of a timed verdict; -1.
    deadline, slack : array of int64
        What the rule's clock reads at the deadline, and the time left (or, negative, lacking) on it; `NO_TIME`.
    answer, settled : array of int64
        The answering and the repairing event; `NONE`.
    may_settle : array of bool
        A violation whose repair may still come.
    plain : array of int64
        Further activations that are plainly satisfied.
    """

    at: Positions
    verdict: NDArray[np.int8]
    excuse: Positions
    reasons: NDArray[np.int64]
    clock: NDArray[np.int8]
    deadline: NDArray[np.int64]
    slack: NDArray[np.int64]
    answer: Positions
    settled: Positions
    may_settle: Flags
    plain: Positions


@dataclass(frozen=True, slots=True)
class Ranked:
    """One reading of some candidates, ranked."""

    rank: NDArray[np.int8]
    active: Flags
    excuse: Positions
    answer: Positions
    repair: Positions


def instants_of(clocks: Clocks, clock: NDArray[np.int8], reading: NDArray[np.int64]) -> NDArray[np.int64]:
    """The earliest instant at which each clock reaches a reading; `NO_TIME` where there is none.

    Parameters
    ----------
    clock : array of int8
        Index into `CLOCKS`; -1 for none.
    reading : array of int64
    """
    result = np.full(len(reading), NO_TIME, dtype=np.int64)
    for code, kind in enumerate(CLOCKS):
        here = clock == code
        if here.any():
            result[here] = clocks.earliest(kind, reading[here])
    return result


class RuleOnBlock:
    """One rule on one block: ranks candidates under readings and draws the verdicts from them."""

    def __init__(self, block: Block, rule: Rule, code: VerbCode) -> None:
        self.block = block
        self.rule = rule
        self.code = code
        older = bool(block.older.any())
        self.reasons = (*block.facts.reasons_of(rule), *((Reason.OLDER,) if older else ()))

    def rows(self) -> Rows:
        """Judge every activation of the block."""
        found = self.code.candidates(self.block, self.rule)
        at, plain = self._in_force(found.at), self._in_force(found.plain)
        worst = self.judge(at, WORST)
        bad = worst.active & ~worst.kept
        kept = worst.active & worst.kept
        surely = self._surely_active(at[kept])
        return self._join(self._satisfied(at[kept][surely], worst.answer[kept][surely]), self._doubtful(at[bad]), plain)

    def _in_force(self, at: Positions) -> Positions:
        """Without the events of a closed case, which activate nothing."""
        if self.code.when_closed:
            return at
        return at[self.block.before_close[at]]

    def _surely_active(self, at: Positions) -> Flags:
        """Which candidates are activations in the most favourable reading too, and so in every one."""
        if not self.reasons:
            return np.ones(len(at), dtype=np.bool_)
        if self.code.activates is not None and not self.rule.when:
            return self.block.holds(self.code.activates(self.rule), at, BEST, wanted=False)
        return self.judge(at, BEST).active

    # ------------------------------------------------------------ one reading

    def judge(self, at: Positions, reading: Reading) -> Judged:
        """The verb's answer with `when` applied."""
        judged = self.code.judge(self.block, self.rule, at, reading)
        if not self.rule.when:
            return judged
        return Judged(judged.active & all_hold(self.block, self.rule.when, at, reading), judged.kept, judged.answer)

    def rank(self, at: Positions, timing: Timing | None, reading: Reading) -> Ranked:
        """Rank candidates under one reading."""
        judged = self.judge(at, reading)
        excuse = first_excuse(self.block, self.rule.unless, at, reading)
        repair = self.repair(at, timing, reading)
        rank = np.where(repair != NONE, SETTLED, VIOLATED).astype(np.int8)
        if timing is not None:
            rank[timing.running] = PENDING
            if self.rule.on_close == "cancel":
                rank[timing.closed_in_time] = CANCELLED
        rank[excuse >= 0] = EXCUSED
        rank[judged.kept | ~judged.active] = FINE
        return Ranked(rank, judged.active, excuse, judged.answer, repair)

    def repair(self, at: Positions, timing: Timing | None, reading: Reading) -> Positions:
        """The first event that repairs a violation in time; `NONE`."""
        rule, block = self.rule, self.block
        if rule.settled_by is None or rule.settled_within is None:
            return np.full(len(at), NONE, dtype=np.int64)
        events = block.positions(rule.settled_by, reading, wanted=True)
        found = earliest(events, block.instant_first(at), block.end(at), apart_from=at)
        some = found != NONE
        passed = np.zeros(len(at), dtype=np.int64)
        passed[some] = block.clock(rule.settled_within.clock, found[some]) - self._broken_at(at, timing)[some]
        return np.where(some & (passed <= rule.settled_within.amount), found, NONE)

    def _broken_at(self, at: Positions, timing: Timing | None) -> NDArray[np.int64]:
        """The reading, on the repair's clock, at the violating event or the missed (printed) deadline."""
        assert self.rule.settled_within is not None
        if timing is None:
            return self.block.clock(self.rule.settled_within.clock, at)
        limits = timing.limits
        due = instants_of(self.block.facts.clocks, limits.clock, limits.start + limits.limit)
        return self.block.facts.clocks.read(self.rule.settled_within.clock, due)

    def may_settle(self, at: Positions, timing: Timing | None) -> Flags:
        """Whether the time for a repair is still running at the horizon."""
        within = self.rule.settled_within
        if within is None:
            return np.zeros(len(at), dtype=np.bool_)
        return self.block.facts.horizon(within.clock) - self._broken_at(at, timing) <= within.amount

    # ------------------------------------------------------------ verdicts

    def _satisfied(self, at: Positions, answer: Positions) -> Rows:
        return self._table(at, np.full(len(at), Verdict.SATISFIED, dtype=np.int8), self._limits(at), answer)

    def _limits(self, at: Positions) -> Limits | None:
        return None if self.code.limits is None else self.code.limits(self.block, self.rule, at)

    def _timing(self, at: Positions) -> Timing | None:
        limits = self._limits(at)
        if limits is None or self.code.timing is None:
            return None
        return self.code.timing(self.block, self.rule, limits, at)

    def _doubtful(self, at: Positions) -> Rows:
        """Verdicts of candidates that are not kept in every reading."""
        timing = self._timing(at)
        worst = self.rank(at, timing, WORST)
        best = self.rank(at, timing, BEST) if self.reasons else worst
        verdict = np.where(worst.rank == best.rank, VERDICT_OF_RANK[worst.rank], np.int8(Verdict.UNDECIDED))
        # While the window is open, an unknown answer leaves the verdict pending, if all else is known.
        waiting = (worst.rank == PENDING) & (best.rank == FINE) & best.active & (best.excuse < 0)
        verdict[waiting] = Verdict.PENDING
        undecided = verdict == Verdict.UNDECIDED
        rows = self._table(
            at,
            verdict.astype(np.int8),
            None if timing is None else timing.limits,
            np.where(undecided, best.answer, worst.answer),
            excuse=np.where(verdict == Verdict.EXCUSED, worst.excuse, -1),
            settled=np.where(verdict == Verdict.SETTLED, worst.repair, NONE),
        )
        rows.reasons[undecided] = self._reasons(at[undecided])
        rows.may_settle[:] = (verdict == Verdict.VIOLATED) & self.may_settle(at, timing)
        return rows

    def _reasons(self, at: Positions) -> NDArray[np.int64]:
        """Bits of the reasons that alone, the others fixed, change the rank."""
        bits = np.zeros(len(at), dtype=np.int64)
        if not len(at):
            return bits
        possible = self.reasons
        timing = self._timing(at)
        ranks = {one.favourable: self.rank(at, timing, one).rank for one in all_readings(possible)}
        for reason in possible:
            for favourable, rank in ranks.items():
                if reason not in favourable:
                    differs = rank != ranks[favourable | {reason}]
                    bits[differs] |= 1 << REASONS.index(reason)
        return bits

    # ------------------------------------------------------------ tables

    def _table(
        self,
        at: Positions,
        verdict: NDArray[np.int8],
        limits: Limits | None,
        answer: Positions,
        *,
        excuse: Positions | None = None,
        settled: Positions | None = None,
    ) -> Rows:
        count = len(at)
        nothing = np.full(count, NONE, dtype=np.int64)
        return Rows(
            at=at,
            verdict=verdict,
            excuse=nothing if excuse is None else excuse,
            reasons=np.zeros(count, dtype=np.int64),
            clock=np.full(count, -1, dtype=np.int8) if limits is None else limits.clock,
            deadline=np.full(count, NO_TIME, dtype=np.int64) if limits is None else limits.start + limits.limit,
            slack=np.full(count, NO_TIME, dtype=np.int64) if limits is None else self._slack(limits, answer),
            answer=answer,
            settled=nothing.copy() if settled is None else settled,
            may_settle=np.zeros(count, dtype=np.bool_),
            plain=np.zeros(0, dtype=np.int64),
        )

    def _slack(self, limits: Limits, answer: Positions) -> NDArray[np.int64]:
        """Time left, or lacking, when the answer came or else at the horizon."""
        until = np.zeros(len(answer), dtype=np.int64)
        for code, kind in enumerate(CLOCKS):
            here = limits.clock == code
            if here.any():
                horizon = self.block.facts.horizon(kind)
                until[here] = np.where(answer[here] == NONE, horizon, self.block.clock(kind, answer[here]))
        return limits.start + limits.limit - until

    @staticmethod
    def _join(first: Rows, second: Rows, plain: Positions) -> Rows:
        """Both tables in the order of events."""
        at = np.concatenate([first.at, second.at])
        order = np.argsort(at, kind="stable")
        columns = {
            name: np.concatenate([getattr(first, name), getattr(second, name)])[order]
            for name in Rows.__dataclass_fields__
            if name != "plain"
        }
        return Rows(**columns, plain=plain)
