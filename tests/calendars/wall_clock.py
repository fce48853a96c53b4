"""A slow reading of the clocks, minute by minute over the wall clock: what the calendars are held against.

Shares no code with the analyzer but the `Calendar` value and the names of the clocks. It asks `zoneinfo` what the wall
clock shows in each minute of a range, and whether that minute is worked; readings count from the range's beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from analyzer.calendars import Calendar, ClockKind

MINUTE = 60_000_000
WHOLE_DAY = 24 * 60 * MINUTE


def microseconds(text: str) -> int:
    """Read `2026-03-04 09:30` as UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@cache
def wall(zone: str, start: int, minutes: int) -> list[tuple[date, int]]:
    """Date and minute of the day that the wall clock shows in each minute of a range."""
    rules, first = ZoneInfo(zone), datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=start)
    shown = []
    for number in range(minutes):
        local = (first + timedelta(minutes=number)).astimezone(rules)
        shown.append((local.date(), local.hour * 60 + local.minute))
    return shown


@dataclass
class WallClock:
    """The clocks over a range of minutes that begins and ends outside working hours."""

    start: int
    is_worked: list[bool]
    before: list[int]  # working minutes before each minute
    opened: list[int]  # of each working day, the minute at which its work begins
    lengths: list[int]  # of each working day, its working minutes

    @classmethod
    def over(cls, calendar: Calendar, start: int, minutes: int, off: frozenset[date]) -> WallClock:
        clock = cls(start, [], [], [], [])
        total, latest = 0, date.min
        for number, (day, minute) in enumerate(wall(calendar.timezone, start, minutes)):
            worked = day not in off and any(a <= minute < b for a, b in calendar.hours[day.weekday()])
            clock.is_worked.append(worked)
            clock.before.append(total)
            if worked and day > latest:  # a day that the clock falls back into does not begin a second time
                clock.opened.append(number)
                clock.lengths.append(0)
                latest = day
            if worked:
                clock.lengths[-1] += 1
                total += 1
        return clock

    def read(self, kind: ClockKind, instant: int) -> int:
        return self.hours(instant) if kind is ClockKind.BUSINESS_HOURS else self.days(instant)

    def hours(self, instant: int) -> int:
        minute, rest = divmod(instant - self.start, MINUTE)
        return self.before[minute] * MINUTE + (rest if self.is_worked[minute] else 0)

    def days(self, instant: int) -> int:
        begun = bisect_right(self.opened, (instant - self.start) // MINUTE)
        if not begun:
            return 0
        worked_today = self.hours(instant) - self.before[self.opened[begun - 1]] * MINUTE
        return (begun - 1) * WHOLE_DAY + worked_today * WHOLE_DAY // (self.lengths[begun - 1] * MINUTE)
