"""What was observed in a log: every table that a draft rests on, and what the log does not say.

Numbers only. What they become in a draft is decided in `writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.calendars import Clocks, format_instant
from analyzer.discovery.calendars import Working
from analyzer.discovery.contacts import Sides, brought_by, contact_tables, items_of
from analyzer.discovery.counting import Expanded, expand, tally, tally_cases
from analyzer.discovery.names import listed, times
from analyzer.discovery.parties import (
    MESSAGE,
    Pair,
    Part,
    find_candidate,
    find_gatekeeper,
    gatekeeper_table,
    messages_of,
    pairs_of,
    protected_topics,
    role_table,
)
from analyzer.discovery.stages import History, open_events, read_history, stage_table, transition_table
from analyzer.discovery.thresholds import Thresholds
from analyzer.discovery.waits import response_table, without_contact
from analyzer.events.log import UNKNOWN, EventLog, Kind

Tell = Callable[[str, float], None]
"""Called with what is being done, and the share that is done."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Everything that a draft is written from.

    Attributes
    ----------
    sources : tuple of str
        Names of the files, without their folders.
    events, cases : int
    first, last, as_of : str
        Dates of the first and the last event in the calendar's zone; the horizon in words.
    protected : tuple of str
        Topics that are taken to be protected; their messages are in no table of contacts or response times.
    closed_messages : int
        Messages in closed cases: no contact rule judges them, and no contact counts them.
    tables : dict of str to DataFrame
        As `analyzer.discovery.columns` lists them.
    missing : tuple of str
        Sentences: what the log does not say, and what the draft therefore lacks.
    """

    sources: tuple[str, ...]
    events: int
    cases: int
    first: str
    last: str
    as_of: str
    least: Thresholds
    working: Working
    candidate: Part
    gatekeeper: Part
    has_topics: bool
    protected: tuple[str, ...]
    protected_messages: int
    closed_messages: int
    tables: dict[str, pd.DataFrame]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller of `discover` wants, checked.

    Attributes
    ----------
    as_of : int
        The horizon, in UTC microseconds; `horizon` says it in words, empty where it was not given.
    candidate, gatekeeper : str or None
        Roles, not yet looked for in the log.
    """

    as_of: int
    horizon: str
    least: Thresholds
    working: Working
    candidate: str | None
    gatekeeper: str | None


def observe(log: EventLog, asked: Asked, tell: Tell) -> Observed:
    """Count everything in the events before the horizon."""
    clocks = Clocks(asked.working.calendar, int(log.time.min()), max(asked.as_of, int(log.time.max())))
    tell("counting stages", 0.0)
    history, stages, transitions = _stages(log, asked, clocks)
    tell("counting roles", 0.2)
    roles, pairs = role_table(log), messages_of(log)
    asks = find_candidate(log, roles["role"], asked.candidate)
    gatekeepers = gatekeeper_table(log, pairs, asks.role)
    between = find_gatekeeper(gatekeepers, roles["role"], asked.least, asked.gatekeeper)
    topics = _named(log, lambda kind: sorted(kind.topics or {""}) if kind.activity == MESSAGE else (), "topic")
    protected = protected_topics(topics["topic"])
    is_protected = np.array([bool((kind.topics or set()) & set(protected)) for kind in log.kinds], dtype=np.bool_)
    is_open = open_events(log, history, set(stages.loc[stages["closes"], "stage"]))
    tell("counting contacts and response times", 0.4)
    judged = _Judged(log, pairs, history, is_open & ~is_protected[log.kind], bool((topics["topic"] != "").any()))
    exchanges = _exchanges(judged, asked, clocks, (asks.role, between.role), list(stages["stage"]))
    zone = asked.working.calendar.timezone
    return Observed(
        sources=tuple(PurePath(source).name for source in log.sources),
        events=len(log),
        cases=len(log.case_ids),
        first=format_instant(int(log.time.min()), zone)[:10],
        last=format_instant(int(log.time.max()), zone)[:10],
        as_of=asked.horizon or "just after its last event",
        least=asked.least,
        working=asked.working,
        candidate=asks,
        gatekeeper=between,
        has_topics=judged.has_topics,
        protected=protected,
        protected_messages=int(is_protected[log.kind].sum()),
        closed_messages=len(np.unique(pairs.event[~is_open[pairs.event]])),
        tables={
            "roles": roles,
            "gatekeepers": gatekeepers,
            "activities": _named(log, lambda kind: [kind.activity], "activity"),
            "channels": _named(log, lambda kind: [kind.channel] if kind.channel else (), "channel"),
            "topics": topics,
            "stages": stages,
            "transitions": transitions,
            **exchanges,
        },
        missing=tuple(_missing(log, history, roles, has_topics=judged.has_topics, candidate=asks)),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """The messages of a log, and which events a rule would judge: those in open cases, about no protected topic."""

    log: EventLog
    pairs: Expanded[Pair]
    history: History
    judged: NDArray[np.bool_]
    has_topics: bool


def _stages(log: EventLog, asked: Asked, clocks: Clocks) -> tuple[History, pd.DataFrame, pd.DataFrame]:
    history = read_history(log)
    stages = stage_table(log, history, clocks, asked.as_of, asked.least)
    transitions = transition_table(history, stages, asked.least)
    if not transitions["proposed"].any():
        stages["closes"] = False  # a draft without transitions has names of stages only
    return history, stages, transitions


def _exchanges(
    seen: _Judged, asked: Asked, clocks: Clocks, parts: tuple[str | None, str | None], stages: list[str]
) -> dict[str, pd.DataFrame]:
    """Count contacts and measure response times."""
    log, pairs, judged = seen.log, seen.pairs, seen.judged
    items = items_of(log, has_topics=seen.has_topics)
    sides = Sides(*parts, brought_by(parts[0], items))
    contacts, by_stage = contact_tables(
        log,
        pairs.where(judged[pairs.event]),
        items.where(judged[items.event]),
        seen.history,
        sides,
        asked.least,
        has_topics=seen.has_topics,
        stages=stages,
    )
    waits = response_table(
        log, pairs, items, judged, clocks, asked.as_of, sides, asked.least, has_topics=seen.has_topics
    )
    return {"contacts": contacts, "contact_stages": by_stage, "response_times": without_contact(waits, contacts)}


def _named(log: EventLog, names_of: Callable[[Kind], Iterable[str]], column: str) -> pd.DataFrame:
    """Count events and cases by the names that their kinds hold, most events first."""
    rows = expand(log.kind, [[(name,) for name in names_of(kind)] for kind in log.kinds])
    size = len(rows.keys)
    table = pd.DataFrame(
        {
            column: pd.Series([name for (name,) in rows.keys], dtype="str"),
            "events": tally(rows.code, size),
            "cases": tally_cases(rows.code, log.case[rows.event], size),
        }
    )
    return table.iloc[np.lexsort((np.arange(size), -table["events"]))].reset_index(drop=True)


# ---------------------------------------------------------------- what is missing


def _missing(
    log: EventLog, history: History, roles: pd.DataFrame, *, has_topics: bool, candidate: Part
) -> Iterator[str]:
    count = np.bincount(log.kind, minlength=len(log.kinds))
    messages = int(sum(n for kind, n in zip(log.kinds, count.tolist(), strict=True) if kind.activity == MESSAGE))
    if not messages:
        seen = listed(sorted({kind.activity for kind in log.kinds}))
        yield f"Messages: no event has the activity `message` (seen: {seen}): no contacts. A mapping can help."
    elif not any(pairs_of(kind) for kind in log.kinds):
        yield "Roles: no message names the roles of sender and recipient, so there are no contacts."
    if messages and candidate.role is None and len(roles):
        yield (
            f"The candidate: {candidate.because}. Until it is known every contact is a question: "
            "say --candidate ROLE (candidate=...)."
        )
    if messages and not has_topics:
        yield "Topics: contacts are proposed whatever they are about; response times are those of all messages."
    if not history.names:
        yield "Stages: no event names one, so there are no transitions, and no case is ever closed."
    if messages and log.thread is None:
        yield "Threads (`thread_id`): no excuse can ask who began a conversation."
    if messages and not any(kind.channel for kind in log.kinds):
        yield "Channels: the draft lists none."
    yield from _left_out(log, history, count.tolist())


def _left_out(log: EventLog, history: History, count: list[int]) -> Iterator[str]:
    counted = list(zip(log.kinds, count, strict=True))
    unmapped = sum(n for kind, n in counted if any(UNKNOWN in pair for pair in pairs_of(kind)))
    if unmapped:
        yield f"Roles of some: {times(unmapped, 'message')} from or to a role that could not be mapped."
    alone = sum(n for kind, n in counted if kind.activity == MESSAGE and not pairs_of(kind))
    if alone:
        yield f"Recipients of some: {times(alone, 'message')} to nobody, or within one role: no contact judges them."
    if history.mixed:
        yield (
            f"The order of some stages: {times(history.mixed, 'instant')} with several stages at once, left out of the "
            "transitions; finer time stamps would tell."
        )
