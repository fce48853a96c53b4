"""Durations and the calendar that some of them need."""

from __future__ import annotations

from datetime import date

from analyzer.calendars import (
    Calendar,
    ClockKind,
    Duration,
    check_country,
    load_zone,
    parse_days,
    parse_interval,
)
from analyzer.definitions.grammar import CALENDAR, HOLIDAYS
from analyzer.definitions.nodes import Entry, Mapping, Node, Scalar, Sequence
from analyzer.definitions.reader import Reader
from analyzer.definitions.scope import Scope

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Week = tuple[tuple[tuple[int, int], ...], ...]


def read_duration(scope: Scope, node: Node, what: str) -> Duration:
    """Read a duration; one of working time needs a calendar."""
    duration = scope.reader.duration(node, what)
    if duration.clock is not ClockKind.ELAPSED and not scope.has_calendar:
        hint = "add `calendar: {timezone: .., hours: ..}`, or count in hours, days or weeks"
        scope.reader.report(node, "D112", f"{what} counts {duration.clock.value}, but there is no calendar", hint)
    return duration


def read_calendar(reader: Reader, node: Node) -> Calendar | None:
    """Read `calendar:`; None where it cannot be used (the reasons are reported)."""
    with reader.inside("the calendar"):
        before = len(reader.problems)
        found = reader.mapping(node, "a calendar", CALENDAR)
        timezone = _timezone(reader, found["timezone"].value) if "timezone" in found else None
        hours = _hours(reader, found["hours"].value) if "hours" in found else None
        country, added, excepted = _holidays(reader, found["holidays"].value) if "holidays" in found else (None, (), ())
        if timezone is None or hours is None or len(reader.problems) > before:
            return None
        try:
            return Calendar(timezone=timezone, hours=hours, holidays=added, country=country, excluded=excepted)
        except ValueError as error:
            _invalid(reader, node, error)
            return None


def _invalid(reader: Reader, node: Node, error: ValueError) -> None:
    """Report what the calendar's own check says: `what is wrong; the way out`."""
    message, _, hint = str(error).partition("; ")
    reader.report(node, "D113", message, hint)


def _timezone(reader: Reader, node: Node) -> str | None:
    text = reader.text(node, "`timezone`")
    if text is None:
        return None
    try:
        load_zone(text)
    except ValueError as error:
        _invalid(reader, node, error)
        return None
    return text


def _hours(reader: Reader, node: Node) -> Week | None:
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    given: dict[int, str] = {}
    for days, entry in reader.named(node, "`hours`").items():
        spans = tuple(sorted(span for part in _parts(reader, entry) for span in _span(reader, part)))
        try:
            numbers = parse_days(days)
        except ValueError as error:
            _invalid(reader, entry.key, error)
            continue
        twice = [day for day in numbers if day in given]
        if twice:
            message = f"{DAY_NAMES[twice[0]]} has hours twice: under {given[twice[0]]!r} and {days!r}"
            reader.report(entry.key, "D101", message)
        for day in numbers:
            given[day] = days
            week[day] = spans
    return tuple(week) if given else None


def _parts(reader: Reader, entry: Entry) -> tuple[Node, ...]:
    return reader.one_or_more(entry.value, f"the hours of {entry.key.text!r}")


def _span(reader: Reader, node: Node) -> list[tuple[int, int]]:
    text = reader.text(node, "working hours")
    if text is None:
        return []
    try:
        return [parse_interval(text)]
    except ValueError as error:
        _invalid(reader, node, error)
        return []


Days = tuple[date, ...]


def _holidays(reader: Reader, node: Node) -> tuple[str | None, Days, Days]:
    """Read the country, the days added, and the public holidays that are worked."""
    match node:
        case Scalar():
            return _country(reader, node), (), ()
        case Sequence():
            return None, _dates(reader, node, "`holidays`"), ()
        case Mapping():
            found = reader.mapping(node, "`holidays`", HOLIDAYS)
            country = _country(reader, found["country"].value) if "country" in found else None
            added = _dates(reader, found["add"].value, "`add`") if "add" in found else ()
            return country, added, _dates(reader, found["except"].value, "`except`") if "except" in found else ()
        case _:
            return None, (), ()


def _country(reader: Reader, node: Node) -> str | None:
    text = reader.text(node, "a country")
    if text is None:
        return None
    try:
        check_country(text)
    except ValueError as error:
        _invalid(reader, node, error)
        return None
    return text


def _dates(reader: Reader, node: Node, what: str) -> Days:
    days = (_date(reader, part) for part in reader.one_or_more(node, what))
    return tuple(sorted({day for day in days if day is not None}))


def _date(reader: Reader, node: Node) -> date | None:
    text = reader.text(node, "a date")
    if text is None:
        return None
    try:
        # fromisoformat would also take week dates and dates without hyphens.
        return date.fromisoformat(text if len(text) == 10 and text[4] == text[7] == "-" else "no date")
    except ValueError:
        reader.report(node, "D113", f"{text!r} is not a date", "write 2026-12-24")
        return None
