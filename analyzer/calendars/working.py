"""A calendar laid out over a range of days: every stretch of working time as UTC instants.

The one place where local hours meet the zone's offsets. `clocks` reads the result.

A stretch of working time is the set of instants at which the wall clock stands between two times of a working day. So
an hour that the clock skips is not worked, and one that it shows twice is worked twice: what is counted is real time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from analyzer.calendars.calendar import Calendar
from analyzer.calendars.durations import DAY, MINUTE
from analyzer.calendars.steps import Int64s
from analyzer.calendars.zones import Offsets, local_to_utc, offset_table
from analyzer.errors import CalendarRangeError

EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH_WEEKDAY = date(1970, 1, 1).weekday()


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """All working time between two instants, as `m` stretches on `d` working days.

    Attributes
    ----------
    first_day, last_day : int
        Local days laid out, both included, counted from 1970-01-01.
    first, last : int
        UTC microseconds: where the first day begins and the last one ends.
    anchor : int
        The local day from whose beginning working time and working days are counted.
    starts, ends : array of int64, shape (m,)
        UTC microseconds; ascending and apart (one may start where the one before ends).
    before : array of int64, shape (m,)
        Working microseconds before each stretch, counted from the anchor day (so negative before it).
    day : array of int64, shape (m,)
        Number of the working day that each belongs to, counted from the anchor day.
    before_day, length_of_day : array of int64, shape (d,)
        Working microseconds before each working day, and on it. Number `day[0]` comes first.
    """

    first_day: int
    last_day: int
    first: int
    last: int
    anchor: int
    starts: Int64s
    ends: Int64s
    before: Int64s
    day: Int64s
    before_day: Int64s
    length_of_day: Int64s


def lay_out(calendar: Calendar, *, first_day: int, last_day: int, anchor: int) -> WorkingTime:
    """Lay a calendar out over a range of days.

    Parameters
    ----------
    calendar : Calendar
        Zone, hours and days off.
    first_day, last_day : int
        Local days, counted from 1970-01-01, both included; they must lie in years that the calendar knows.
    anchor : int
        The local day from whose beginning working time and working days are counted.

    Returns
    -------
    WorkingTime
        The same numbers for the same anchor, whatever the range.

    Raises
    ------
    CalendarRangeError
        The holidays of some year are not known.
    """
    edges, _, _ = local_to_utc(np.array([first_day, last_day + 1], dtype=np.int64) * DAY, calendar.timezone)
    first, last = int(edges[0]), int(edges[1])
    local_starts, local_ends = _local_stretches(calendar, first_day, last_day)
    offsets = offset_table(calendar.timezone, first, last)
    starts, ends, dates = _to_utc(local_starts, local_ends, offsets)
    # Where the clock is put back over midnight, yesterday returns for a while; working days must not, or the clock
    # of business days would run backwards. If today's work has begun by then, that while is counted to today.
    dates = np.maximum.accumulate(dates)

    lengths = ends - starts
    worked = np.cumsum(lengths)
    is_new = np.diff(dates, prepend=first_day - 1) > 0
    day = np.cumsum(is_new) - 1
    before_day = (worked - lengths)[is_new]
    length_of_day = np.diff(np.append(before_day, worked[-1:]))
    at_anchor = int(np.searchsorted(dates, anchor))
    worked_at_anchor = int(worked[at_anchor - 1]) if at_anchor else 0
    days_at_anchor = int(day[at_anchor - 1]) + 1 if at_anchor else 0
    return WorkingTime(
        first_day=first_day,
        last_day=last_day,
        first=first,
        last=last,
        anchor=anchor,
        starts=starts,
        ends=ends,
        before=worked - lengths - worked_at_anchor,
        day=day - days_at_anchor,
        before_day=before_day - worked_at_anchor,
        length_of_day=length_of_day,
    )


def day_range(calendar: Calendar) -> tuple[int, int]:
    """Tell the first and last day that a calendar can be laid out over, counted from 1970-01-01."""
    first_year, last_year = calendar.known_years()
    return date(first_year, 1, 1).toordinal() - EPOCH_DAY, date(last_year, 12, 31).toordinal() - EPOCH_DAY


def within_range(calendar: Calendar, day: int) -> int:
    """Give a day back if the calendar can be laid out over it; else raise CalendarRangeError."""
    first, last = day_range(calendar)
    if first <= day <= last:
        return day
    first_year, last_year = calendar.known_years()
    of_what = f"the holidays of {calendar.country!r} are" if calendar.country else "working time is"
    raise CalendarRangeError(
        f"{_day_text(day)} cannot be counted: {of_what} known from {first_year} to {last_year} only"
    )


def _day_text(day: int) -> str:
    ordinal = day + EPOCH_DAY
    in_reach = date.min.toordinal() <= ordinal <= date.max.toordinal()
    return date.fromordinal(ordinal).isoformat() if in_reach else f"day {day} from 1970-01-01"


def _local_stretches(calendar: Calendar, first_day: int, last_day: int) -> tuple[Int64s, Int64s]:
    """List the working hours of all days in local microseconds, ascending."""
    days = np.arange(first_day, last_day + 1, dtype=np.int64)
    years = (date.fromordinal(first_day + EPOCH_DAY).year, date.fromordinal(last_day + EPOCH_DAY).year)
    is_on = np.ones(len(days), dtype=np.bool_)
    off = np.array([day.toordinal() for day in calendar.days_off(*years)], dtype=np.int64) - EPOCH_DAY - first_day
    is_on[off[(off >= 0) & (off < len(days))]] = False
    weekday = (days + _EPOCH_WEEKDAY) % 7
    starts, ends = [], []
    for number, intervals in enumerate(calendar.hours):
        midnights = days[is_on & (weekday == number)] * DAY
        for start, end in intervals:
            starts.append(midnights + start * MINUTE)
            ends.append(midnights + end * MINUTE)
    return np.sort(np.concatenate(starts)), np.sort(np.concatenate(ends))


def _to_utc(starts: Int64s, ends: Int64s, table: Offsets) -> tuple[Int64s, Int64s, Int64s]:
    """Turn local stretches into UTC ones, offset by offset, cut where the offset changes; and tell their dates."""
    parts: list[tuple[Int64s, Int64s, Int64s]] = []
    far = np.iinfo(np.int64).max // 2
    changes = [-far, *table.changes.breaks.tolist(), far]
    for begin, end, offset in zip(changes, changes[1:], table.offsets.tolist(), strict=False):
        from_here = np.searchsorted(ends, begin + offset, side="right")
        to_here = np.searchsorted(starts, end + offset, side="left")
        cut_starts = np.maximum(starts[from_here:to_here], begin + offset)
        cut_ends = np.minimum(ends[from_here:to_here], end + offset)
        parts.append((cut_starts - offset, cut_ends - offset, cut_starts // DAY))
    utc_starts, utc_ends, dates = (np.concatenate(column) for column in zip(*parts, strict=True))
    return utc_starts, utc_ends, dates
