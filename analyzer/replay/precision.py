"""Coarse stamps: what the instants that a log allows leave open (SEMANTICS section 4, "Precision").

A stamp of a minute or a day stands for every instant in it. A rule is replayed with all events at the ends of their
stamps; what is violated in all of these is tried again, one activation at a time, at many more instants (`probes`). A
verdict that is not the same in all of them is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.events.log import EventLog
from analyzer.events.parts import at_times, events_where
from analyzer.findings import Reason, Verdict
from analyzer.replay.evidence import Evidence, joined, part_of, reordered
from analyzer.replay.outcome import Rows
from analyzer.replay.probes import Instants, Span
from analyzer.replay.reading import REASONS
from analyzer.replay.scans import NONE, Positions

Result = tuple[Rows, Evidence]
Judge = Callable[[EventLog, NDArray[np.bool_]], Result]
"""Judges a rule on some events of a log: the events at other instants, and which of the log's cases they are of."""

NO_ROW = np.int8(Verdict.SATISFIED)
"""What no row comes to in a comparison: kept, or no activation, need not be told apart."""

ROUNDS = 16
"""How many activations of one case (or candidate) are tried one by one; where there are more, some are tried beside one
another."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """When the events of a log may have happened, and which order their ids have at one instant."""

    span: Span
    rank: Positions

    @classmethod
    def of(cls, log: EventLog, as_of: int) -> Stamps | None:
        """Those of a log, of which every event lies before the horizon; None where all stamps are exact."""
        if log.width is None or not log.width.any():
            return None
        span = Span(log.time, np.minimum(log.time + log.width, as_of - 1))
        return cls(span, log.ranks("event_id", np.arange(len(log))))


@dataclass(frozen=True, slots=True)
class Coarse:
    """One rule on a log with coarse stamps.

    Attributes
    ----------
    log : EventLog
    stamps : Stamps
    activating : array of int64
        Events that may activate the rule.
    group : array of int64, shape (n,)
        Whose event each is: events of different groups do not matter to each other.
    judge : callable
    later : callable or None
        From when an answer to something at some instants would count, where that is not at once.
    """

    log: EventLog
    stamps: Stamps
    activating: Positions
    group: Positions
    judge: Judge
    later: Callable[[Instants], Instants] | None = None

    def settle(self, nominal: Result) -> Result:
        """The rows of the rule, those undecided whose verdict the stamps leave open.

        Parameters
        ----------
        nominal : Rows and Evidence
            With all events at their earliest instants, positions in the log.
        """
        everything = np.ones(len(self.log), dtype=np.bool_)
        tried = (self._replayed(time, everything) for time in self.stamps.span.ends(self._may_activate()))
        rows, evidence = _compared(len(self.log), [nominal, *tried])
        return self._tried_again(rows), evidence

    def _may_activate(self) -> NDArray[np.bool_]:
        found = np.zeros(len(self.log), dtype=np.bool_)
        found[self.activating] = True
        return found

    def _replayed(self, time: Instants, chosen: NDArray[np.bool_]) -> Result:
        """The rule on some events at other instants; positions in the log."""
        part = self.log if chosen.all() else events_where(self.log, chosen)
        moved, order = at_times(part, time, self.stamps.rank[chosen])
        cases = np.zeros(len(self.log.case_ids), dtype=np.bool_)
        cases[self.log.case[chosen]] = True
        return _back(self.judge(moved, cases), np.flatnonzero(chosen)[order])

    # ------------------------------------------------------------ what is violated so far

    def _tried_again(self, rows: Rows) -> Rows:
        """The rows, those undecided that are violated at the ends of the stamps and not at some instants between."""
        violated = np.flatnonzero(rows.verdict == Verdict.VIOLATED)
        wide = self.stamps.span.latest > self.stamps.span.earliest
        open_groups = np.zeros(int(self.group.max(initial=-1)) + 1, dtype=np.bool_)
        open_groups[self.group[wide]] = True
        violated = violated[open_groups[self.group[rows.at[violated]]]]
        kept = np.zeros(len(violated), dtype=np.bool_)
        for turn in range(min(ROUNDS, int(_ordinal(self.group[rows.at[violated]]).max(initial=-1)) + 1)):
            targets = violated[_ordinal(self.group[rows.at[violated]]) % ROUNDS == turn]
            for time, chosen in self._around(rows.at[targets]):
                kept |= self._differ(rows.at[violated], time, chosen)
        left = violated[~kept]
        if len(left):
            chosen = np.isin(self.group, self.group[rows.at[left]])
            for time in self.stamps.span.of(chosen).stirred(_ordinal(self.log.case)[chosen]):
                kept |= self._differ(rows.at[violated], time, chosen)
        return _undecided(rows, violated[kept])

    def _around(self, targets: Positions) -> Iterator[tuple[Instants, NDArray[np.bool_]]]:
        """Instants to try for some events, one of each group, and the events of their groups."""
        chosen = np.isin(self.group, self.group[targets])
        target_of = np.full(int(self.group.max(initial=-1)) + 1, NONE, dtype=np.int64)
        target_of[self.group[targets][::-1]] = targets[::-1]
        place = np.cumsum(chosen) - 1
        anchor = place[target_of[self.group[chosen]]]
        for time in self.stamps.span.of(chosen).around(anchor, self._may_activate()[chosen], self.later):
            yield time, chosen

    def _differ(self, at: Positions, time: Instants, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of some violations are none if the chosen events happened at some instants."""
        rows, _ = self._replayed(time, chosen)
        verdict = np.full(len(self.log), NO_ROW, dtype=np.int8)
        verdict[rows.at] = rows.verdict
        differ: NDArray[np.bool_] = chosen[at] & (verdict[at] != Verdict.VIOLATED)
        return differ


def _ordinal(group: NDArray[Any]) -> Positions:
    """Counts the members of each group, in the order in which they stand."""
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    sizes = np.diff(np.append(begins, len(order)))
    number = np.empty(len(group), dtype=np.int64)
    number[order] = np.arange(len(group)) - np.repeat(begins, sizes)
    return number


def _undecided(rows: Rows, places: Positions) -> Rows:
    """The rows, some of them undecided because of the stamps."""
    doubtful = np.zeros(len(rows.at), dtype=np.bool_)
    doubtful[places] = True
    return replace(rows, **_left_open(rows, doubtful))


def _left_open(rows: Rows, doubtful: NDArray[np.bool_]) -> dict[str, Any]:
    """The columns of rows of which the stamps leave some open."""
    return {
        "verdict": np.where(doubtful, np.int8(Verdict.UNDECIDED), rows.verdict),
        "excuse": np.where(doubtful, -1, rows.excuse),
        "settled": np.where(doubtful, NONE, rows.settled),
        "may_settle": rows.may_settle & ~doubtful,
        "reasons": np.where(doubtful, rows.reasons | (1 << REASONS.index(Reason.PRECISION)), rows.reasons),
    }


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
    left = rows.plain[~differs[rows.plain]] if plain else rows.plain[:0]
    some = Rows(**columns, plain=left)
    return replace(some, **_left_open(some, differs[some.at])), part_of(evidence, chosen)


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
