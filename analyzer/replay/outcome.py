"""From a verb's answers to verdicts: excuses, deadlines, repairs, and what unknowns leave open (SEMANTICS section 4).

Every activation is ranked under the least and the most favourable reading: no activation or kept, excused, not yet due,
settled, violated. Where the two ranks agree the verdict is certain; else it is `undecided`, and the reasons are those
kinds of unknown that alone, the others fixed one way or another, change the rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import Rule
from analyzer.findings import Reason, Verdict
from analyzer.replay.block import Block, Flags
from analyzer.replay.conditions import all_hold, first_excuse
from analyzer.replay.coverage import Coverage
from analyzer.replay.judged import CLOCKS, NO_TIME, Judged, Limits, Timing, VerbCode, instants_of
from analyzer.replay.reading import BEST, REASONS, WORST, Reading, all_readings
from analyzer.replay.scans import NONE, Positions, earliest

FINE, EXCUSED, CANCELLED, PENDING, SETTLED, VIOLATED = range(6)
"""Ranks, the best first; FINE is kept or no activation."""

VERDICT_OF_RANK = np.array(
    [Verdict.SATISFIED, Verdict.EXCUSED, Verdict.CANCELLED, Verdict.PENDING, Verdict.SETTLED, Verdict.VIOLATED],
    dtype=np.int8,
)


Places = NDArray[Any]
"""Positions: of int64 in a block, of int32 in a log, where most memory is theirs."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Judged activations of one rule; arrays of shape (k,).

    Attributes
    ----------
    at : array of int
        Activating events.
    verdict : array of int8
        `Verdict`.
    excuse : array of int16
        Index in the rule's `unless`; -1.
    reasons : array of int16
        Bits over `REASONS`, for `undecided`.
    clock : array of int8
        Index into `CLOCKS` of a timed verdict; -1.
    deadline, slack : array of int64
        What the rule's clock reads at the deadline, and the time left (or, negative, lacking) on it; `NO_TIME`.
    answer, settled : array of int
        The answering and the repairing event; `NONE`.
    may_settle : array of bool
        A violation whose repair may still come.
    plain : array of int
        Further activations that are plainly satisfied.
    """

    at: Places
    verdict: NDArray[np.int8]
    excuse: NDArray[np.int16]
    reasons: NDArray[np.int16]
    clock: NDArray[np.int8]
    deadline: NDArray[np.int64]
    slack: NDArray[np.int64]
    answer: Places
    settled: Places
    may_settle: Flags
    plain: Places


@dataclass(frozen=True, slots=True)
class Ranked:
    """One reading of some candidates, ranked."""

    rank: NDArray[np.int8]
    active: Flags
    excuse: Positions
    answer: Positions
    repair: Positions


class RuleOnBlock:
    """One rule on one block: ranks candidates under readings and draws the verdicts from them."""

    def __init__(self, block: Block, rule: Rule, code: VerbCode, coverage: Coverage | None = None) -> None:
        self.block = block
        self.rule = rule
        self.code = code
        self.coverage = coverage
        older = bool(block.older.any())
        self.reasons = (*block.facts.reasons_of(rule), *((Reason.OLDER,) if older else ()))

    def rows(self) -> Rows:
        """Judge every activation of the block."""
        found = self.code.candidates(self.block, self.rule)
        at = found.at if self.code.always else self.block.in_force(found.at, self.rule)
        if self.rule.when:
            at = at[all_hold(self.block, self.rule.when, at, WORST)]
        worst = self.code.judge(self.block, self.rule, at, WORST)
        if self.reasons:
            # A candidate that is kept where it is an activation at all has no row, unless it surely is one.
            chosen = ~worst.kept
            chosen[worst.kept] = self.active(at[worst.kept], BEST)
            at, worst = at[chosen], Judged(worst.kept[chosen], worst.answer[chosen])
        plain, limits = found.plain, None
        if self.code.limits is not None:
            limits = self.code.limits(self.block, self.rule, at)
        else:  # of what is kept without an answer there is nothing to tell
            told = ~worst.kept | (worst.answer != NONE)
            plain = np.sort(np.concatenate([plain, at[~told]]), kind="stable")
            at, worst = at[told], Judged(worst.kept[told], worst.answer[told])
        rows = self._table(at, limits, worst.answer, plain)
        broken = np.flatnonzero(~worst.kept)
        self._judge_doubtful(rows, broken, Judged(worst.kept[broken], worst.answer[broken]))
        return rows

    # ------------------------------------------------------------ one reading

    def active(self, at: Positions, reading: Reading) -> Flags:
        """Whether candidates are activations, `when` included."""
        active = self.code.active(self.block, self.rule, at, reading)
        if self.rule.when:
            active &= all_hold(self.block, self.rule.when, at, reading)
        return active

    def timing(self, at: Positions, reading: Reading) -> Timing | None:
        """How the horizon and the close stand to candidates whose answer may still come."""
        return None if self.code.timing is None else self.code.timing(self.block, self.rule, at, reading)

    def rank(self, at: Positions, reading: Reading) -> Ranked:
        """Rank candidates under one reading."""
        judged = self.code.judge(self.block, self.rule, at, reading)
        return self._ranked(at, reading, judged, self.timing(at, reading))

    def _ranked(self, at: Positions, reading: Reading, judged: Judged, timing: Timing | None) -> Ranked:
        active = self.active(at, reading)
        excuse = first_excuse(self.block, self.rule.unless, at, reading)
        repair = self.repair(at, timing, reading)
        rank = np.where(repair != NONE, SETTLED, VIOLATED).astype(np.int8)
        if timing is not None:
            rank[timing.running] = PENDING
            if self.rule.on_close == "cancel":
                rank[timing.closed_in_time] = CANCELLED
        rank[excuse >= 0] = EXCUSED
        rank[judged.kept | ~active] = FINE
        return Ranked(rank, active, excuse, judged.answer, repair)

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
        kind, limits = self.rule.settled_within.clock, None if timing is None else timing.limits
        if limits is not None:
            due = instants_of(self.block.facts.clocks, limits.clock, limits.start + limits.limit)
            return self.block.facts.clocks.read(kind, due)
        missed = at if timing is None or timing.missed is None else np.where(timing.running, at, timing.missed)
        return self.block.clock(kind, missed)

    def may_settle(self, at: Positions, timing: Timing | None) -> Flags:
        """Whether the time for a repair is still running at the horizon."""
        within = self.rule.settled_within
        if within is None:
            return np.zeros(len(at), dtype=np.bool_)
        return self.block.facts.horizon(within.clock) - self._broken_at(at, timing) <= within.amount

    # ------------------------------------------------------------ verdicts

    def _judge_doubtful(self, rows: Rows, places: Positions, judged: Judged) -> None:
        """Write the verdicts of candidates that are not kept in every reading into the table."""
        at = rows.at[places]
        timing = self.timing(at, WORST)
        worst = self._ranked(at, WORST, judged, timing)
        best = self.rank(at, BEST) if self.reasons else worst
        verdict = np.where(worst.rank == best.rank, VERDICT_OF_RANK[worst.rank], np.int8(Verdict.UNDECIDED))
        # While the window is open, an unknown answer leaves the verdict pending, if all else is known.
        waiting = (worst.rank == PENDING) & (best.rank == FINE) & best.active & (best.excuse < 0)
        verdict[waiting] = Verdict.PENDING
        undecided = verdict == Verdict.UNDECIDED
        unseen = self._unseen(at, worst.rank)
        verdict[unseen] = Verdict.UNDECIDED
        rows.verdict[places] = verdict
        rows.excuse[places] = np.where(verdict == Verdict.EXCUSED, worst.excuse, -1)
        rows.settled[places] = np.where(verdict == Verdict.SETTLED, worst.repair, NONE)
        rows.answer[places] = answer = np.where(undecided, best.answer, worst.answer)
        if timing is not None and timing.limits is not None:
            rows.slack[places] = self._slack(timing.limits, answer)
        rows.reasons[places[undecided]] = self._reasons(at[undecided], worst.rank[undecided], best.rank[undecided])
        rows.reasons[places[unseen]] |= 1 << REASONS.index(Reason.COVERAGE)
        rows.may_settle[places] = (verdict == Verdict.VIOLATED) & self.may_settle(at, timing)

    def _unseen(self, at: Positions, rank: NDArray[np.int8]) -> Flags:
        """Violations that rest on the absence of what the log, by its declared coverage, might not show."""
        unseen: Flags = rank == VIOLATED
        if self.coverage is None or self.code.absence is None or not unseen.any():
            return np.zeros(len(at), dtype=np.bool_)
        absence = self.code.absence(self.block, self.rule, at[unseen])
        if absence is None:
            return np.zeros(len(at), dtype=np.bool_)
        unseen[unseen] = ~self.coverage.sees(self.block, at[unseen], absence)
        return unseen

    def _reasons(self, at: Positions, worst: NDArray[np.int8], best: NDArray[np.int8]) -> NDArray[np.int16]:
        """Bits of the reasons that alone, the others fixed, change the rank; its two ends are known."""
        bits = np.zeros(len(at), dtype=np.int16)
        if not len(at):
            return bits
        possible = self.reasons
        ranks = {frozenset[Reason](): worst, frozenset(possible): best}
        for one in all_readings(possible):
            if one.favourable not in ranks:
                ranks[one.favourable] = self.rank(at, one).rank
        for reason in possible:
            for favourable, rank in ranks.items():
                if reason not in favourable:
                    differs = rank != ranks[favourable | {reason}]
                    bits[differs] |= 1 << REASONS.index(reason)
        return bits

    # ------------------------------------------------------------ tables

    def _table(self, at: Positions, limits: Limits | None, answer: Positions, plain: Positions) -> Rows:
        """A table of satisfied activations."""
        count = len(at)
        return Rows(
            at=at,
            verdict=np.full(count, Verdict.SATISFIED, dtype=np.int8),
            excuse=np.full(count, -1, dtype=np.int16),
            reasons=np.zeros(count, dtype=np.int16),
            clock=np.full(count, -1, dtype=np.int8) if limits is None else limits.clock,
            deadline=np.full(count, NO_TIME, dtype=np.int64) if limits is None else limits.start + limits.limit,
            slack=np.full(count, NO_TIME, dtype=np.int64) if limits is None else self._slack(limits, answer),
            answer=answer,
            settled=np.full(count, NONE, dtype=np.int64),
            may_settle=np.zeros(count, dtype=np.bool_),
            plain=plain,
        )

    def _slack(self, limits: Limits, answer: Positions) -> NDArray[np.int64]:
        """Time left, or lacking, when the answer came or else at the horizon."""
        until = np.zeros(len(answer), dtype=np.int64)
        for code, kind in enumerate(CLOCKS):
            here = limits.clock == code
            if here.any():
                read = np.where(answer == NONE, self.block.facts.horizon(kind), self.block.clock(kind, answer))
                until = read if here.all() else np.where(here, read, until)
        return limits.start + limits.limit - until
