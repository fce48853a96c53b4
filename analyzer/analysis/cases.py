"""One row a case, and one case seen whole: its events, its verdicts, told event by event."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.columns import CASES, EVENTS
from analyzer.analysis.frames import NO_FINDING, EventTexts, instants, texts_of_cases
from analyzer.analysis.horizon import zone_of
from analyzer.analysis.showing import case_html
from analyzer.analysis.telling import Row, told, verdict_lines
from analyzer.definitions.model import Definition
from analyzer.events.parts import events_where
from analyzer.findings import Verdict
from analyzer.replay import Replay
from analyzer.replay.judged import NO_TIME

GRAVITY = ("not-applicable", "kept", "pending", "undecided", "violated")
"""How a case is summed up, the gravest last (SEMANTICS section 4)."""

GRAVITY_OF = np.array([1, 4, 1, 1, 1, 2, 1, 3])
"""Index in `GRAVITY` of each `Verdict`."""


def cases(replay: Replay) -> pd.DataFrame:
    """One row a case, sorted by case id; see `columns.CASES`."""
    log, count = replay.log, len(replay.closed_at)
    first = np.searchsorted(log.case, np.arange(count + 1))
    last = first[1:] - 1
    messages = np.bincount(log.case, weights=replay.facts.kinds.is_message[log.kind], minlength=count)
    gravity, found, open_ones = _tallies(replay, count)
    stage = np.array([*replay.stage_names, ""], dtype=object)[replay.last_stage]
    frame = pd.DataFrame(
        {
            "case_id": np.array(log.case_ids.to_pylist(), dtype=object),
            "requisition_id": texts_of_cases(replay, "requisition_id"),
            "candidate_id": texts_of_cases(replay, "candidate_id"),
            "first_event": instants(log.time[first[:-1]]),
            "last_event": instants(log.time[last]),
            "events": np.diff(first),
            "messages": messages.astype(np.int64),
            "stage": stage,
            "closed": replay.closed_at != NO_TIME,
            "closed_at": instants(replay.closed_at),
            "older_than_log": replay.older,
            "verdict": np.array(GRAVITY, dtype=object)[gravity],
            "open_findings": open_ones,
            "findings": found,
        }
    )
    return frame.loc[replay.own_cases, [column.name for column in CASES]].reset_index(drop=True)


def _tallies(replay: Replay, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each case the gravest verdict, the number of findings and of open ones."""
    gravity = np.zeros(count, dtype=np.int64)
    found, open_ones = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for result in replay.results:
        case = replay.log.case[result.rows.at]
        np.maximum.at(gravity, case, GRAVITY_OF[result.rows.verdict])
        plain = replay.log.case[result.rows.plain]
        gravity[plain] = np.maximum(gravity[plain], 1)
        found += np.bincount(case[~np.isin(result.rows.verdict, NO_FINDING)], minlength=count)
        open_ones += np.bincount(case[result.rows.verdict == Verdict.VIOLATED], minlength=count)
    return gravity, found, open_ones


def events_of(replay: Replay, texts: EventTexts, case_ids: Sequence[str]) -> pd.DataFrame:
    """Events of some cases, sorted by case and time, those about protected topics left out; see `columns.EVENTS`."""
    log = replay.log
    wanted = set(case_ids)
    codes = [code for code, case_id in enumerate(log.case_ids.to_pylist()) if case_id in wanted]
    chosen = np.zeros(len(log.case_ids), dtype=np.bool_)
    chosen[codes] = True
    of_cases = chosen[log.case]
    stages = replay.stages_of(events_where(log, of_cases))
    shown = ~replay.facts.protected[log.kind[of_cases]]
    at = np.flatnonzero(of_cases)[shown]
    frame = pd.DataFrame(
        {
            "case_id": texts.case_ids(at),
            "timestamp": instants(log.time[at]),
            "stage": texts.stage_names(stages[shown]),
            **{
                column: texts.of_kind(column, at)
                for column in ("activity", "sender_role", "recipient_roles", "copied_roles", "channel", "topics")
            },
            **{
                column: texts.cells(column, at)
                for column in ("event_id", "sender", "recipients", "thread_id", "subject")
            },
        }
    )
    return frame[[column.name for column in EVENTS]]


class CaseView:
    """One case: what happened, what it came to, and why.

    Attributes
    ----------
    case_id : str
    definition : Definition
        Under which the case was judged.
    run : tuple of (str, str)
        Under what it was judged: definition, horizon, coverage, assumptions.
    zone : str
        In which times are told.
    events, activations, findings : DataFrame
        Rows of this case; columns as in the tables of the analysis.
    """

    def __init__(
        self,
        case_id: str,
        definition: Definition,
        frames: dict[str, pd.DataFrame],
        run: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.case_id = case_id
        self.definition = definition
        self.run = run
        self.zone = zone_of(definition)
        self._frames = frames

    @property
    def events(self) -> pd.DataFrame:
        """The case's events, those about protected topics left out."""
        return self._frames["events"]

    @property
    def activations(self) -> pd.DataFrame:
        """Every judged activation of the case."""
        return self._frames["activations"]

    @property
    def findings(self) -> pd.DataFrame:
        """Activations that are neither satisfied, pending nor cancelled."""
        return self._frames["findings"]

    def _time(self, value: pd.Timestamp) -> str:
        return str(value.tz_convert(self.zone).strftime("%Y-%m-%d %H:%M %Z"))

    @cached_property
    def _by_event(self) -> dict[str, list[str]]:
        """What is to be said of each event: every verdict but plain satisfaction, with its proof below it."""
        found = {(row["rule"], row["event_id"]): row for row in self.findings.to_dict("records")}
        lines: dict[str, list[str]] = {}
        for row in self.activations.to_dict("records"):
            if row["verdict"] != "satisfied":
                said = verdict_lines(row, found.get((row["rule"], row["event_id"])), self._time)
                lines.setdefault(row["event_id"], []).extend(said)
        return lines

    def explain(self, width: int = 100) -> str:
        """Tell the case event by event, each verdict with its evidence and the allowed way.

        Parameters
        ----------
        width : int
            Longest line; less than 60 counts as 60.
        """
        events: list[Row] = list(self.events.to_dict("records"))
        lines = list(told(self.case_id, self.run, events, self._by_event, zone=self.zone, time=self._time, width=width))
        if not events:
            lines.append("No events to show.")
        elif self.findings.empty:
            lines += ["", "Nothing in this case departs from the process."]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<case {self.case_id}: {len(self.events)} events, {int(self.findings['open'].sum())} open findings>"

    def _repr_html_(self) -> str:
        """The case for a notebook: its events as a table, what is said of each below it."""
        counted = f"{len(self.events)} {'event' if len(self.events) == 1 else 'events'}"
        title = f"{self.case_id}: {counted}, times in {self.zone}"
        return case_html(title, self.run, self.events.to_dict("records"), self._by_event, self._time)
