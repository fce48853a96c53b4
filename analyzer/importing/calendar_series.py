"""Series of meetings to their occurrences: as many as were asked for, and never without end."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vRecur

from analyzer.importing.ledger import Unusable

MOST: Final = 1_000
"""Occurrences of one series, at most."""

_ALWAYS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"})
_IN_MONTHS: Final = _ALWAYS | {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}
_PARTS: Final = {"DAILY": _ALWAYS, "WEEKLY": _ALWAYS, "MONTHLY": _IN_MONTHS, "YEARLY": _IN_MONTHS}
_WHOLE: Final = re.compile(r"[+-]?\d{1,9}")
_PART: Final = re.compile(r"[A-Z]+=[A-Z0-9,+-]{1,200}")
_BY_TIME: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_STEP: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Rules:
    """When a meeting is held again.

    Attributes
    ----------
    start : datetime
        Of the first one, with its zone.
    rule : str
        RRULE; may be empty.
    also, never : tuple of datetime or date
        RDATE and EXDATE.
    """

    start: datetime
    rule: str = ""
    also: tuple[datetime | date, ...] = ()
    never: tuple[datetime | date, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One occurrence (or all from it on) that was moved or called off; `number` is given back with it."""

    number: int
    original: datetime
    start: datetime
    and_later: bool = False


def ends(rule: str) -> bool:
    """Whether a rule says how long it holds."""
    return not rule or "COUNT" in _parts(rule) or "UNTIL" in _parts(rule)


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.upper().rstrip(";").split(";") if "=" in part)


def checked(rule: str) -> str:
    """See that a rule is one of meetings.

    Rules of RFC 5545 can be written that hold on no day at all, or every second: to unfold them takes for ever. What
    calendar programs write needs less: see `_PARTS`.

    Raises
    ------
    Unusable
        It is written otherwise (E432).
    """
    written = rule.strip().upper().rstrip(";")
    parts = _parts(written)
    if not all(_PART.fullmatch(part) for part in written.split(";")) or not _is_of_meetings(parts):
        raise Unusable("E432", "RRULE")
    return written


def _is_of_meetings(parts: dict[str, str]) -> bool:
    allowed = _PARTS.get(parts.get("FREQ", ""))
    if allowed is None or not parts.keys() <= allowed or not 1 <= _number(parts.get("INTERVAL", "1")) <= 1000:
        return False
    if any(not 0 <= _number(parts.get(name, "0")) <= 59 for name in _BY_TIME):
        return False
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    if parts["FREQ"] == "DAILY" and days and parts.get("INTERVAL", "1") != "1":
        return False  # every seventh day may never be a Monday
    ordinal = any(len(day) > 2 for day in days)
    if any(abs(_number(day[:-2])) > 5 for day in days if len(day) > 2):
        return False
    if "BYSETPOS" in parts and (ordinal or not days or "BYMONTHDAY" in parts or abs(_number(parts["BYSETPOS"])) > 4):
        return False
    return not (ordinal and "BYMONTHDAY" in parts) and _is_in_a_month(parts)


def _is_in_a_month(parts: dict[str, str]) -> bool:
    """Whether one of the days is in one of the months, as 30 February is not."""
    if "BYMONTHDAY" not in parts:
        return True
    months = [_number(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(_number(day)) for day in parts["BYMONTHDAY"].split(",")]
    return any(1 <= month <= 12 and 1 <= day <= monthrange(2028, month)[1] for month in months for day in days)


def _number(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 10**9


def occurrences(
    rules: Rules, changes: Sequence[Change], *, since: datetime | None, until: datetime
) -> Iterator[tuple[int | None, datetime, datetime]]:
    """Unfold a series.

    Parameters
    ----------
    rules : Rules
        Checked.
    changes : sequence of Change
        Of the same series.
    since, until : datetime
        Only what begins in between.

    Yields
    ------
    (int or None, datetime, datetime)
        The number of the change it comes from, the begin as the rule has it, and the begin.

    Raises
    ------
    Unusable
        The rule cannot be unfolded (E432), or gives more than `MOST` meetings (E439).
    """
    calendar = Calendar()
    given = 0
    try:
        for event in (_event(rules), *(_changed(change) for change in changes)):
            calendar.add_component(event)
        query = recurring_ical_events.of(calendar)
        begin = min(rules.start, *(change.start for change in changes)) if changes else rules.start
        begin = max(begin, since) if since is not None else begin
        while begin < until:
            stop = min(begin + _STEP, until)
            for found in sorted(_found(query, begin, stop), key=lambda each: (each[2], each[1], each[0] or 0)):
                if begin <= found[2] < stop:
                    given += 1
                    if given > MOST:
                        raise Unusable("E439")
                    yield found
            begin = stop
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError):
        raise Unusable("E432", "RRULE") from None


def _found(
    query: recurring_ical_events.CalendarQuery, begin: datetime, stop: datetime
) -> Iterator[tuple[int | None, datetime, datetime]]:
    for event in query.between(begin, stop):
        number = event.get("X-NUMBER")
        yield None if number is None else int(number), event["RECURRENCE-ID"].dt, event["DTSTART"].dt


def _event(rules: Rules) -> Event:
    event = Event()
    event.add("UID", "series")
    event.add("DTSTART", rules.start)
    if rules.rule:
        event["RRULE"] = vRecur.from_ical(rules.rule)
    if rules.also:
        event.add("RDATE", list(rules.also))
    if rules.never:
        event.add("EXDATE", list(rules.never))
    return event


def _changed(change: Change) -> Event:
    event = Event()
    event.add("UID", "series")
    event.add("X-NUMBER", str(change.number))
    event.add("DTSTART", change.start)
    event.add("RECURRENCE-ID", change.original, parameters={"RANGE": "THISANDFUTURE"} if change.and_later else {})
    return event
