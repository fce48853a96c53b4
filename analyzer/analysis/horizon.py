"""The instants of a run: reading `as_of` and `complete_from`, leaving out what lies beyond, compiling clocks."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from analyzer.calendars import Clocks, format_instant, parse_instant
from analyzer.definitions.model import Definition
from analyzer.errors import UsageError
from analyzer.events.log import EventLog
from analyzer.events.parts import events_where

Instant = str | datetime | pd.Timestamp | np.datetime64


def instant_of(value: Instant, definition: Definition, name: str) -> int:
    """Read an instant given to `analyze`.

    Parameters
    ----------
    value : str, datetime, Timestamp or datetime64
        A text or value without a zone is in the definition's zone; a date is its midnight.
    name : str
        The argument, for the message.

    Returns
    -------
    int
        UTC microseconds.

    Raises
    ------
    UsageError
        It cannot be read as an instant, or falls into a clock change.
    """
    zone = zone_of(definition)
    text = value.strip() if isinstance(value, str) else pd.Timestamp(value).isoformat()
    try:
        return int(parse_instant(text, zone))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error


def zone_of(definition: Definition) -> str:
    """The zone in which a definition's times are told."""
    return definition.calendar.timezone if definition.calendar else "UTC"


def seen_part(
    log: EventLog, definition: Definition, *, as_of: Instant | None, complete_from: Instant | None
) -> tuple[EventLog, int, int | None]:
    """The events before the horizon, the horizon, and the instant from which the log is complete.

    Returns
    -------
    EventLog, int, int or None
        Instants in UTC microseconds.

    Raises
    ------
    UsageError
        An instant that cannot be read, or a run that could find nothing.
    """
    horizon = default_horizon(log) if as_of is None else instant_of(as_of, definition, "as_of")
    beginning = None if complete_from is None else instant_of(complete_from, definition, "complete_from")
    check_run(log, definition, as_of=horizon, complete_from=beginning)
    return until(log, horizon), horizon, beginning


def check_run(log: EventLog, definition: Definition, *, as_of: int, complete_from: int | None) -> None:
    """Refuse a run that could find nothing: it would read as if everything were in order.

    Parameters
    ----------
    log : EventLog
        Whole, later events included.
    as_of, complete_from : int
        UTC microseconds.

    Raises
    ------
    UsageError
        The log has events, but none before `as_of`; or `complete_from` is not before `as_of`.
    """
    zone = zone_of(definition)
    if len(log) and int(log.time.min()) >= as_of:
        first, last = (format_instant(int(each), zone) for each in (log.time.min(), log.time.max()))
        raise UsageError(
            f"as_of {format_instant(as_of, zone)}: no event of the log lies before it; the log runs from {first} to "
            f"{last}. Name an instant after its first event, or leave as_of out to judge all of it"
        )
    if complete_from is not None and complete_from >= as_of:
        said = "" if len(log) == 0 else f"; the log's last event is at {format_instant(int(log.time.max()), zone)}"
        raise UsageError(
            f"complete_from {format_instant(complete_from, zone)} does not lie before the horizon, "
            f"{format_instant(as_of, zone)}{said}. Name an earlier instant, or leave complete_from out"
        )


def default_horizon(log: EventLog) -> int:
    """Just after the log's last event; after the whole of its stamp, where that is a minute or a day."""
    if not len(log):
        return 0
    return int((log.time if log.width is None else log.time + log.width).max()) + 1


def until(log: EventLog, as_of: int) -> EventLog:
    """The events before an instant; cases without any are left out."""
    keep = log.time < as_of
    return log if keep.all() else events_where(log, keep)


def clocks_for(log: EventLog, definition: Definition, as_of: int) -> Clocks:
    """Clocks that reach from the log's first event to its last deadline."""
    first = int(log.time.min()) if len(log) else as_of
    return Clocks(definition.calendar, min(first, as_of), max(as_of, first))
