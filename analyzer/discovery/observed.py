"""What was observed in a log: every table that a draft rests on, and what the log does not say.

Numbers only. What they become in a draft is decided in `writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd

from analyzer.calendars import Clocks, format_instant
from analyzer.discovery.calendars import Working
from analyzer.discovery.contacts import Sides, brought_by, contact_tables, items_of
from analyzer.discovery.counting import expand, tally, tally_cases
from analyzer.discovery.names import listed, times
from analyzer.discovery.parties import (
    MESSAGE,
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
from analyzer.discovery.waits import response_table
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


def observe(
    log: EventLog,
    *,
    as_of: int,
    least: Thresholds,
    working: Working,
    candidate: str | None,
    gatekeeper: str | None,
    horizon: str,
    tell: Tell,
) -> Observed:
    """Count everything; see `analyzer.discovery.discover` for the arguments."""
    clocks = Clocks(working.calendar, int(log.time.min()), max(as_of, int(log.time.max())))
    tell("counting stages", 0.0)
    history = read_history(log)
    stages = stage_table(log, history, clocks, as_of, least)
    transitions = transition_table(history, stages, least)
    if not transitions["proposed"].any():
        stages["closes"] = False  # a draft without transitions has names of stages only
    tell("counting roles", 0.2)
    roles, pairs = role_table(log), messages_of(log)
    asks = find_candidate(log, roles["role"], candidate)
    gatekeepers = gatekeeper_table(log, pairs, asks.role)
    between = find_gatekeeper(gatekeepers, roles["role"], least, gatekeeper)
    tell("counting contacts", 0.4)
    topics = _named(log, lambda kind: sorted(kind.topics or {""}) if kind.activity == MESSAGE else (), "topic")
    has_topics = bool((topics["topic"] != "").any())
    items = items_of(log, has_topics=has_topics)
    sides = Sides(asks.role, between.role, brought_by(asks.role, items))
    protected = protected_topics(topics["topic"])
    is_protected = np.array([bool((kind.topics or set()) & set(protected)) for kind in log.kinds], dtype=np.bool_)[
        log.kind
    ]
    is_open = open_events(log, history, set(stages.loc[stages["closes"], "stage"]))
    judged = is_open & ~is_protected
    contacts, by_stage = contact_tables(
        log,
        pairs.where(judged[pairs.event]),
        items.where(judged[items.event]),
        history,
        sides,
        least,
        has_topics=has_topics,
        stages=list(stages["stage"]),
    )
    tell("measuring response times", 0.6)
    waits = response_table(log, pairs, items, judged, clocks, as_of, sides, least, has_topics=has_topics)
    zone = working.calendar.timezone
    days = [format_instant(instant, zone)[:10] for instant in (int(log.time.min()), int(log.time.max()))]
    return Observed(
        sources=tuple(PurePath(source).name for source in log.sources),
        events=len(log),
        cases=len(log.case_ids),
        first=days[0],
        last=days[1],
        as_of=horizon or "just after its last event",
        least=least,
        working=working,
        candidate=asks,
        gatekeeper=between,
        has_topics=has_topics,
        protected=protected,
        protected_messages=int(is_protected.sum()),
        closed_messages=len(np.unique(pairs.event[~is_open[pairs.event]])),
        tables={
            "roles": roles,
            "gatekeepers": gatekeepers,
            "activities": _named(log, lambda kind: [kind.activity], "activity"),
            "channels": _named(log, lambda kind: [kind.channel] if kind.channel else (), "channel"),
            "topics": topics,
            "stages": stages,
            "transitions": transitions,
            "contacts": contacts,
            "contact_stages": by_stage,
            "response_times": waits,
        },
        missing=tuple(_missing(log, history, roles, has_topics=has_topics, candidate=asks)),
    )


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
