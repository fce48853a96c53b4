"""The three clocks, slowly and exactly: whole numbers of microseconds, one working day after the other.

Shares nothing with `analyzer.calendars.Clocks`: a reading is a sum over days, an earliest instant is found by walking
from day to day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays as public_holidays

from analyzer.calendars import Calendar, ClockKind, Duration

DAY = 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Span = tuple[int, int]


def instant(year: int, month: int, day: int, hour: int = 0, minute: int = 0, *, zone: str = "UTC") -> int:
    """UTC microseconds of a local time."""
    moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


def local_minute(day: date, minute: int, zone: ZoneInfo) -> int:
    """UTC microseconds of a minute of a local day; 1440 is the next midnight."""
    day, minute = day + timedelta(days=minute // 1440), minute % 1440
    moment = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


class SlowClock:
    """Readings of the three clocks between two years (January of the first, December of the last, both included)."""

    def __init__(self, calendar: Calendar | None, first_year: int = 2025, last_year: int = 2027) -> None:
        self.calendar = calendar
        self.days: list[tuple[list[Span], int]] = []
        self.readings: dict[tuple[ClockKind, int], int] = {}
        self.deadlines: dict[tuple[ClockKind, int], int] = {}
        if calendar is None:
            return
        zone = ZoneInfo(calendar.timezone)
        day = date(first_year, 1, 1)
        while day.year <= last_year:
            if spans := [
                (local_minute(day, start, zone), local_minute(day, end, zone)) for start, end in hours_of(calendar, day)
            ]:
                self.days.append((spans, sum(end - start for start, end in spans)))
            day += timedelta(days=1)

    def read(self, kind: ClockKind, at: int) -> int:
        """What the clock shows at an instant; only differences of readings mean anything."""
        if kind is ClockKind.ELAPSED:
            return at
        if (kind, at) not in self.readings:
            self.readings[kind, at] = self._sum(kind, at)
        return self.readings[kind, at]

    def _sum(self, kind: ClockKind, at: int) -> int:
        if not self.days:
            raise ValueError("no calendar, no working time")
        total = 0
        for spans, length in self.days:
            if spans[0][0] >= at:
                break
            worked = sum(max(0, min(at, end) - start) for start, end in spans)
            total += worked if kind is ClockKind.BUSINESS_HOURS else worked * DAY // length
        return total

    def lag(self, kind: ClockKind, earlier: int, later: int) -> int:
        """Time from one instant to another on a clock; negative the other way round."""
        return self.read(kind, later) - self.read(kind, earlier)

    def deadline(self, start: int, limit: Duration) -> int:
        """The earliest instant at which the limit has fully run since `start`."""
        if limit.clock is ClockKind.ELAPSED:
            return start + limit.amount
        wanted = self.read(limit.clock, start) + limit.amount
        if (limit.clock, wanted) not in self.deadlines:
            self.deadlines[limit.clock, wanted] = self._reached(limit.clock, wanted)
        return self.deadlines[limit.clock, wanted]

    def first_within(self, until: int, limit: Duration) -> int:
        """The first instant from which no more than the limit passes until another."""
        if limit.clock is ClockKind.ELAPSED:
            return until - limit.amount
        return self._reached(limit.clock, self.read(limit.clock, until) - limit.amount)

    def last_within(self, start: int, limit: Duration) -> int:
        """The last instant at which no more than the limit has passed: later than the deadline if the clock stands."""
        return self.deadline(start, Duration(limit.clock, limit.amount + 1, limit.text)) - 1

    def _reached(self, kind: ClockKind, wanted: int) -> int:
        passed = 0
        for spans, length in self.days:
            whole = length if kind is ClockKind.BUSINESS_HOURS else DAY
            if passed + whole < wanted:
                passed += whole
                continue
            missing = wanted - passed
            work = missing if kind is ClockKind.BUSINESS_HOURS else -(-missing * length // DAY)
            for start, end in spans:
                if work <= end - start:
                    return start + work
                work -= end - start
        raise ValueError("the deadline lies beyond the last year of the clock")


def hours_of(calendar: Calendar, day: date) -> tuple[tuple[int, int], ...]:
    """Working spans of a local day in minutes; none on a holiday."""
    return () if day in days_off(calendar, day.year) else calendar.hours[day.weekday()]


@cache
def days_off(calendar: Calendar, year: int) -> frozenset[date]:
    """Every day of a year on which nobody works."""
    days = set(calendar.holidays)
    if calendar.country is not None:
        country, _, part = calendar.country.partition("-")
        near = range(year - 1, year + 2)  # an observed day may be moved across New Year
        days |= set(public_holidays.country_holidays(country, subdiv=part or None, years=near)) - set(calendar.excluded)
    return frozenset(days)
