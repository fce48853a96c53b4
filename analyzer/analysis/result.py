"""`analyze`, and the result document that every report, chart and notebook reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.analysis import cases as case_tables, frames, stays as stay_tables
from analyzer.analysis.cases import CaseView
from analyzer.analysis.comparison import Comparison, compare
from analyzer.analysis.horizon import Instant, clocks_for, insist_on_kinds, seen_part
from analyzer.analysis.notes import notes_of
from analyzer.analysis.summary import local_text, summarize
from analyzer.analysis.telling import run_told
from analyzer.analysis.waived import Cover, Waived, no_waivers
from analyzer.definitions.model import Definition
from analyzer.errors import UsageError
from analyzer.events.coverage import Covered, read_coverage
from analyzer.events.log import EventLog
from analyzer.replay import Assumptions, Replay, replay
from analyzer.replay.engine import BLOCK_EVENTS


class Analysis:
    """What a log came to under a definition.

    Attributes
    ----------
    definition : Definition
    log : EventLog
        The events before the horizon.
    as_of : Timestamp
        The horizon, in UTC: the log is complete for everything before it.
    assume : mapping of str to str
        What the run settled openly.
    notes : tuple of str
        What a reader must know: what was not declared, assumed, or is in the log but not in the definition.
    summary : dict
        The numbers of the whole, ready for JSON.
    activations, findings, cases, stays, waivers : DataFrame
        Documented in `analyzer.analysis.columns`.
    unwaived : Analysis
        The same run without its waivers; itself where it has none.
    """

    def __init__(self, result: Replay) -> None:
        self._replay = result
        self._waived: Waived = no_waivers(result)
        self._cover: Cover | None = None
        self.unwaived: Analysis = self
        self._texts = frames.EventTexts(result)
        self.definition: Definition = result.facts.definition
        self.log: EventLog = result.log
        self.as_of = pd.Timestamp(result.facts.as_of, unit="us", tz="UTC")
        self.assume: Mapping[str, str] = dict(result.facts.assume.written)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Sentences that belong under every output."""
        undecided = summarize(self._replay, (), self._waived)["undecided"]
        return (*notes_of(self._replay, undecided), *self._waived.notes)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of the whole."""
        return summarize(self._replay, self.notes, self._waived)

    @cached_property
    def activations(self) -> pd.DataFrame:
        """Every judged activation, satisfied ones included."""
        return frames.activations(self._replay)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Activations that are neither satisfied, pending nor cancelled; open ones have `open` True."""
        return frames.findings(self._replay, self._waived)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row a case."""
        return case_tables.cases(self._replay)

    @cached_property
    def stays(self) -> pd.DataFrame:
        """From when until when each case was in each stage."""
        return stay_tables.stays(self._replay)

    @property
    def waivers(self) -> pd.DataFrame:
        """One row a waiver, with what it covers and how it stands; empty where the run was told of none."""
        return self._waived.table

    def message_kinds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many messages of each kind there are, and how many of them no contact permits (final verdicts only).

        Returns
        -------
        messages, off_graph : arrays of int64, shape (kinds,)
            Counts by position in `log.kinds`; protected events are left out.
        """
        kinds = self._replay.facts.kinds
        counted = np.bincount(self.log.kind, minlength=len(kinds)) * (kinds.is_message & ~self._replay.facts.protected)
        off = np.zeros(len(kinds), dtype=np.int64)
        for result in self._replay.results:
            if result.verb == "contact":
                not_permitted = result.rows.at[np.isin(result.rows.verdict, (1, 2, 3, 4))]
                off = np.bincount(self.log.kind[not_permitted], minlength=len(kinds))
        return counted, off

    def events_of(self, case_ids: Iterable[str], /) -> pd.DataFrame:
        """Events of some cases, sorted by case and time, without those about protected topics."""
        return case_tables.events_of(self._replay, self._texts, list(case_ids))

    def case(self, case_id: str, /) -> CaseView:
        """One case.

        Raises
        ------
        UsageError
            The log has no such case.
        """
        if not self._has(case_id):
            close = get_close_matches(case_id, self.log.case_ids.to_pylist()[:100_000], n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            raise UsageError(f"the log has no case '{case_id}' before the horizon{hint}")
        of_case: dict[str, pd.DataFrame] = {
            "events": self.events_of([case_id]),
            "activations": _only(self.activations, case_id),
            "findings": _only(self.findings, case_id),
        }
        return CaseView(case_id, self.definition, of_case, run_told(self._replay))

    def under(self, definition: Definition, /) -> Analysis:
        """Judge the same events under another definition: same log, horizon, beginning and assumptions.

        Parameters
        ----------
        definition : Definition
            From `read_definition`, or `analysis.definition.replace(...)`.

        Returns
        -------
        Analysis
        """
        facts = self._replay.facts
        result = replay(
            self.log,
            definition,
            clocks_for(self.log, definition, facts.as_of),
            as_of=facts.as_of,
            complete_from=facts.complete_from,
            assume=facts.assume,
            older=facts.older,
            coverage=None if self._replay.coverage is None else self._replay.coverage.declared,
        )
        judged = Analysis(result)
        return judged if self._cover is None else judged.covered_by(self._cover)

    def covered_by(self, cover: Cover, /) -> Analysis:
        """Judge the same events with waivers; `review.waive` is the way to call it.

        Parameters
        ----------
        cover : callable
            Takes the verdicts without any waivers (those of an earlier call count no longer) and says which are waived.

        Returns
        -------
        Analysis
        """
        result, waived = cover(self.unwaived._replay)
        analysis = Analysis(result)
        analysis._waived, analysis._cover, analysis.unwaived = waived, cover, self.unwaived
        return analysis

    def compare(self, other: Analysis, /) -> Comparison:
        """What would another definition change? Findings that appear, vanish or change their verdict.

        Parameters
        ----------
        other : Analysis
            Of the same log with the same horizon, beginning and assumptions: `self.under(definition)`, or `analyze`
            called with the same arguments.

        Returns
        -------
        Comparison
            `self` is its `before`, `other` its `after`.

        Raises
        ------
        UsageError
            The two were not made from the same events in the same way.
        """
        return compare(self, other, self._replay, other._replay)

    def _has(self, case_id: str) -> bool:
        return bool(pc.index(self.log.case_ids, case_id).as_py() >= 0)

    def __repr__(self) -> str:
        numbers = self.summary
        return (
            f"<analysis of {numbers['events']:,} events in {numbers['cases']['total']:,} cases under "
            f"{numbers['definition']['process']} {numbers['definition']['version']}, as of "
            f"{local_text(self._replay, self._replay.facts.as_of)}: {numbers['findings']['open']:,} open findings>"
        )

    def _repr_html_(self) -> str:
        """A summary for notebooks."""
        numbers = self.summary
        rows = [
            (rule.id, rule.title, rule.severity.value, *(numbers["verdicts"][rule.id].get(word, 0) for word in SHOWN))
            for rule in self.definition.rules
        ]
        table = pd.DataFrame(rows, columns=["rule", "title", "severity", *SHOWN])
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        head = escape(repr(self)[1:-1])
        return f"<p><b>{head}</b></p>{table.to_html(index=False, border=0)}<ul>{notes}</ul>"


SHOWN = ("satisfied", "violated", "settled", "excused", "pending", "undecided")
"""Verdicts in the notebook's table."""


def _listed(log: EventLog, case_ids: Sequence[str]) -> NDArray[np.bool_]:
    """Which cases of a log are among some."""
    return np.isin(np.array(log.case_ids.to_pylist(), dtype=object), list(case_ids))


def _only(frame: pd.DataFrame, case_id: str) -> pd.DataFrame:
    return frame[frame["case_id"] == case_id].reset_index(drop=True)


def analyze(
    log: EventLog,
    definition: Definition,
    *,
    as_of: Instant | None = None,
    complete_from: Instant | None = None,
    assume: Mapping[str, str] | None = None,
    older: Sequence[str] | None = None,
    coverage: str | Path | Sequence[Covered] | None = None,
    block_events: int = BLOCK_EVENTS,
    progress: Callable[[str, float], None] | None = None,
) -> Analysis:
    """Replay a log through a definition.

    Parameters
    ----------
    log : EventLog
        From `read_log` or `log_from_frame`.
    definition : Definition
        From `read_definition`.
    as_of : str, datetime or Timestamp, optional
        The horizon: the log is complete before it; later events are left out. Without a zone it is in the definition's.
        Default: just after the log's last event.
    complete_from : str, datetime or Timestamp, optional
        Cases whose `opened_at` lies before this instant are older than the log.
    assume : mapping, optional
        What to settle openly: some of ``{"stage": "any", "thread_started_by": "none", "topic": "other"}``.
    older : sequence of str, optional
        The cases that began before the log (`[]` for none), instead of judging by their first stage.
    coverage : path or sequence of Covered, optional
        What the log covers (a file, or what `read_coverage` gave): silence beyond it proves nothing. Default: all.
    block_events : int
        About how many events are replayed at a time; changes nothing but speed.
    progress : callable, optional
        Called with a word and the share done.

    Raises
    ------
    UsageError, DefinitionError
        An instant, an assumption or a declaration of coverage that cannot be meant; no event lies before `as_of`.
    TypeError
        The log or the definition is something else, such as the path of one.
    """
    insist_on_kinds(log, definition)
    seen, horizon, beginning = seen_part(log, definition, as_of=as_of, complete_from=complete_from)
    result = replay(
        seen,
        definition,
        clocks_for(seen, definition, horizon),
        as_of=horizon,
        complete_from=beginning,
        assume=Assumptions.parse(assume),
        older=None if older is None else _listed(seen, older),
        coverage=read_coverage(coverage) if isinstance(coverage, str | Path) else coverage,
        block_events=block_events,
        progress=progress,
    )
    return Analysis(result)
