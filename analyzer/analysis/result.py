"""The result document that every report, chart and notebook reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property
from html import escape
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.analysis import cases as case_tables, frames, stays as stay_tables
from analyzer.analysis.cases import CaseView
from analyzer.analysis.comparison import Comparison, compare
from analyzer.analysis.horizon import clocks_for, zone_of
from analyzer.analysis.kinds import insist_on, insist_on_definition, several
from analyzer.analysis.listing import listing
from analyzer.analysis.notes import notes_of
from analyzer.analysis.parts import Part, cut_definition
from analyzer.analysis.recipients import reader_of, recipients, share_of
from analyzer.analysis.selecting import Asked, Flags, Whole, as_names, choose, said
from analyzer.analysis.summary import local_text, summarize
from analyzer.analysis.telling import run_told
from analyzer.analysis.waived import Cover, Reader, Waived, no_waivers
from analyzer.definitions.model import Definition
from analyzer.errors import UsageError
from analyzer.events.log import EventLog
from analyzer.notebook_tables import table_html
from analyzer.replay import Replay, replay
from analyzer.replay.cut import Kept, cut


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
    part : Part or None
        What this analysis is part of, where it was made by `where` or `cut_for`.
    notes : tuple of str
        What a reader must know: what was not declared, assumed, or is in the log but not in the definition.
    summary : dict
        The numbers of the whole, ready for JSON.
    activations, findings, cases, stays, waivers : DataFrame
        Documented in `analyzer.analysis.columns`.
    """

    def __init__(self, result: Replay, *, part: Part | None = None) -> None:
        self._replay = result
        self._waived: Waived = no_waivers(result)
        self._cover: Cover | None = None
        self._unwaived: Analysis = self
        self._texts = frames.EventTexts(result)
        self.part = part
        self.definition: Definition = result.facts.definition if part is None else cut_definition(result)
        self.log: EventLog = result.log
        self.as_of = pd.Timestamp(result.facts.as_of, unit="us", tz="UTC")
        self.assume: Mapping[str, str] = dict(result.facts.assume.written)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Sentences that belong under every output."""
        undecided = summarize(self._replay, (), self._waived)["undecided"]
        notes = (*notes_of(self._replay, undecided), *self._waived.notes)
        return notes if self.part is None else (self.part.sentence, *notes)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of the whole."""
        told = summarize(self._replay, self.notes, self._waived)
        return told | ({} if self.part is None else self.part.summary)

    @cached_property
    def activations(self) -> pd.DataFrame:
        """Every judged activation, satisfied ones included."""
        return frames.activations(self._replay)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Activations that are neither satisfied, pending nor cancelled; open ones have `open` True."""
        return frames.findings(self._replay, self._waived)

    @property
    def listing(self) -> pd.DataFrame:
        """The findings in the few columns that one reads first, in the definition's zone."""
        return listing(self.findings, zone_of(self.definition))

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row a case."""
        return case_tables.cases(self._replay)

    @cached_property
    def stays(self) -> pd.DataFrame:
        """From when until when each case was in each stage."""
        if self.part is not None:
            whole = self.part.whole.stays
            return whole[whole["case_id"].isin(self.cases["case_id"])].reset_index(drop=True)
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
        insist_on(case_id, str, call="analysis.case", needs="the id of a case as a text", way="str(...)")
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
            Of a part: the same part of the whole, judged under the other definition.
        """
        insist_on_definition(definition, "analysis.under")
        if self.part is not None:
            return self.part.again(self.part.whole.under(definition))
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
        if self.part is not None:
            return self.part.again(self.part.whole.covered_by(cover))
        result, waived = cover(self.unwaived._replay)
        analysis = Analysis(result)
        analysis._waived, analysis._cover, analysis._unwaived = waived, cover, self.unwaived
        return analysis

    @property
    def unwaived(self) -> Analysis:
        """The same run without its waivers; itself where it has none."""
        return self._unwaived if self.part is None else self.part.again(self.part.whole.unwaived)

    def where(
        self,
        *,
        case: Asked = None,
        requisition: Asked = None,
        candidate: Asked = None,
        person: Asked = None,
        rule: Asked = None,
        severity: Asked = None,
        owner: Asked = None,
        owner_role: Asked = None,
    ) -> Analysis:
        """Take part of the analysis: some cases, some of what was judged about them. Nothing is judged anew.

        Filters chain, and every table, chart and report can be made of the part. Each filter is one name or several,
        any of which will do; several filters must all hold.

        Parameters
        ----------
        case, requisition, candidate : str or iterable of str, optional
            Cases with one of these ids.
        person : str or iterable of str, optional
            Cases in which one of these persons sent or received something or was in copy.
        rule, severity : str or iterable of str, optional
            Activations of these rules.
        owner, owner_role : str or iterable of str, optional
            Activations of which one of these persons, or a person in one of these roles, did what was judged or owes
            the answer.

        Returns
        -------
        Analysis
            Its notes say first of what it is a part. An event outside the chosen cases is in it where a verdict rests
            on it.

        Raises
        ------
        UsageError
            A name that is not in this analysis.
        """
        asked: dict[str, Asked] = {
            "case": case,
            "requisition": requisition,
            "candidate": candidate,
            "person": person,
            "rule": rule,
            "severity": severity,
            "owner": owner,
            "owner_role": owner_role,
        }
        asked = {
            name: as_names(value if isinstance(value, str) else map(str, several(value, name)))
            for name, value in asked.items()
            if value is not None
        }
        cases, kept = choose(self._whole, asked)
        part = Part(self, methodcaller("where", **asked), said(asked), int(cases.sum()))
        return self._cut(cases, cases[self.log.case], kept, part)

    def recipients(self, each: str, /) -> pd.DataFrame:
        """Who there is to write a report for.

        Parameters
        ----------
        each : str
            A role of the definition that works on cases, or ``requisition``.

        Returns
        -------
        DataFrame
            Columns ``recipient`` and ``cases`` (in which they take part), sorted by ``recipient``.

        Raises
        ------
        UsageError
            There is no such role, or it is the candidates' own.
        """
        return recipients(self._whole, each)

    def cut_for(self, each: str, name: str, /) -> Analysis:
        """Take the part that one recipient may see.

        Parameters
        ----------
        each : str
            The recipient's role; ``requisition``, for everybody who works on one; or ``owner``: what a person did or
            owes, in whatever role.
        name : str
            The person, or the requisition.

        Returns
        -------
        Analysis
            Of the gatekeeper (the recruiter): their cases, and everything that was judged in them. Of anybody else, and
            of a requisition: nothing that was judged about candidates. See the manual's page on recipients.

        Raises
        ------
        UsageError
            There is no such role, person or requisition.
        """
        share = share_of(self._whole, each, name)
        part = Part(
            self,
            methodcaller("cut_for", each, name),
            share.said,
            int(share.cases.sum()),
            share.hides_candidates,
        )
        return self._cut(share.cases, share.events, share.kept, part, reader_of(self._whole, share))

    def _cut(
        self, cases: Flags, events: Flags, kept: Mapping[str, Kept], part: Part, reader: Reader | None = None
    ) -> Analysis:
        whole = self._whole
        texts = {"requisition_id": whole.requisitions, "candidate_id": whole.candidates}
        made = Analysis(cut(self._replay, cases, events, kept, texts, whole.stage_of_row), part=part)
        rules = [result.rule.id for result in self._replay.results]
        activations = [(n, kept[rule].rows) for n, rule in enumerate(rules) if rule in kept]
        made._waived = self._waived.of_part(activations, reader)
        return made

    @cached_property
    def _whole(self) -> Whole:
        return Whole(self._replay)

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
        way = "other = analysis.under(definition)"
        insist_on(other, Analysis, call="analysis.compare", needs="an analysis", way=way)
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
        table = table_html(("rule", "title", "severity", *SHOWN), rows)
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        head = escape(repr(self)[1:-1])
        return f"<p><b>{head}</b></p>{table}<ul>{notes}</ul>"


SHOWN = ("satisfied", "violated", "settled", "excused", "pending", "undecided")
"""Verdicts in the notebook's table."""


def _only(frame: pd.DataFrame, case_id: str) -> pd.DataFrame:
    return frame[frame["case_id"] == case_id].reset_index(drop=True)
