"""The three clocks: instants in, readings out, and back.

Each clock is a non-decreasing function of the instant (SEMANTICS section 1). Only differences of readings mean
anything. Nothing here knows events or rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.calendars.calendar import Calendar
from analyzer.calendars.durations import DAY, ClockKind
from analyzer.calendars.steps import Int64s, Steps, chunks
from analyzer.calendars.working import WorkingTime, day_range, lay_out, within_range
from analyzer.calendars.zones import format_instant, utc_to_local
from analyzer.errors import CalendarRangeError

MARGIN_DAYS = 370
"""Days laid out beyond the instants asked for, so that deadlines after the last event can be read as well."""


@dataclass(frozen=True, slots=True)
class _Dial:
    """Working time prepared for reading: what must be looked up for an instant, by the stretch it lies in or after.

    Entry 0 stands for instants before the first stretch. A reading is ``min(instant + shift, cap)``; on the clock of
    business days, ``base + min(instant + shift, cap) * up // down`` with the fraction DAY / length of the day.
    """

    time: WorkingTime
    starts: Steps
    worked: Steps  # working time counted at the end of each stretch
    hours_shift: Int64s
    hours_cap: Int64s
    days_shift: Int64s
    days_cap: Int64s
    days_base: Int64s
    up: Int64s | int
    down: Int64s | int
    entry_of_day: Int64s


class Clocks:
    """The clocks of one calendar.

    The calendar is laid out when working time is first asked for, and further where `earliest` needs it.

    Parameters
    ----------
    calendar : Calendar or None
        None: only the elapsed clock can be read.
    first, last : int
        The instants to be read lie between these (UTC microseconds); `MARGIN_DAYS` on either side are added.

    Raises
    ------
    ValueError
        `first` lies after `last`.
    """

    __slots__ = ("_dial", "_first", "_last", "calendar")

    def __init__(self, calendar: Calendar | None, first: int, last: int) -> None:
        if first > last:
            raise ValueError(f"the clocks' range ends ({last}) before it starts ({first})")
        self.calendar = calendar
        self._dial: _Dial | None = None
        self._first = int(first)
        self._last = int(last)

    def read(self, kind: ClockKind, instants: Int64s) -> Int64s:
        """Read a clock at each instant.

        Parameters
        ----------
        kind : ClockKind
            Which clock.
        instants : array of int64, shape (n,)
            UTC microseconds, any order.

        Returns
        -------
        array of int64, shape (n,)
            Readings in the clock's units (see `Duration`): non-decreasing in `instants`, constant outside working
            hours. The elapsed clock's readings are the instants (the same array).

        Raises
        ------
        CalendarRangeError
            An instant lies outside the range of the clocks, or in years for which the holidays are not known.
        ValueError
            Working time is asked for without a calendar.
        """
        if kind is ClockKind.ELAPSED:
            return instants
        dial = self._dial_for(kind)
        readings = np.empty(len(instants), dtype=np.int64)
        if len(instants):
            self._check_range(dial.time, int(instants.min()), int(instants.max()))
        read = _read_hours if kind is ClockKind.BUSINESS_HOURS else _read_days
        for part in chunks(len(instants)):
            read(dial, instants[part], readings[part])
        return readings

    def earliest(self, kind: ClockKind, readings: Int64s) -> Int64s:
        """Find the earliest instant at which a clock has reached each reading.

        Parameters
        ----------
        kind : ClockKind
            Which clock.
        readings : array of int64, shape (n,)
            In the clock's units, any order; as `read` gives them, plus or minus a duration.

        Returns
        -------
        array of int64, shape (n,)
            UTC microseconds. For the end of a working day this is the evening, not the next morning.

        Raises
        ------
        CalendarRangeError
            The clock reaches a reading only in years for which the holidays are not known.
        ValueError
            Working time is asked for without a calendar.
        """
        if kind is ClockKind.ELAPSED:
            return readings
        if not len(readings):
            return np.empty(0, dtype=np.int64)
        dial = self._dial_reaching(kind, int(readings.min()), int(readings.max()))
        instants = np.empty(len(readings), dtype=np.int64)
        for part in chunks(len(readings)):
            worked = _worked_at(dial, readings[part]) if kind is ClockKind.BUSINESS_DAYS else readings[part]
            # The first stretch by whose end so much has been worked; it began before that.
            stretch = dial.worked.locate(worked - 1)
            np.subtract(worked, dial.hours_shift.take(stretch + 1), out=instants[part])
        return instants

    def _dial_for(self, kind: ClockKind) -> _Dial:
        if self.calendar is None:
            raise ValueError(f"{kind.value} cannot be counted without a calendar")
        if self._dial is None:
            local = utc_to_local(np.array([self._first, self._last], dtype=np.int64), self.calendar.timezone)
            first_day, last_day = (within_range(self.calendar, int(each) // DAY) for each in local)
            # Working time is counted from the first day: the dial may grow, the readings stay.
            self._dial = _dial_over(self.calendar, first_day - MARGIN_DAYS, last_day + MARGIN_DAYS, anchor=first_day)
        return self._dial

    def _dial_reaching(self, kind: ClockKind, least: int, most: int) -> _Dial:
        """Extend the dial, to either side, until it reaches these readings."""
        dial = self._dial_for(kind)
        calendar = self.calendar
        assert calendar is not None
        while (short := _falls_short(dial, kind, least, most)) != (False, False):
            time = dial.time
            more = time.last_day - time.first_day
            first_day, last_day = time.first_day - short[0] * more, time.last_day + short[1] * more
            longer = _dial_over(calendar, first_day, last_day, anchor=time.anchor)
            if (longer.time.first_day, longer.time.last_day) == (time.first_day, time.last_day):
                raise CalendarRangeError(
                    f"a deadline lies beyond the years {calendar.known_years()} for which working time is known"
                )
            dial = self._dial = longer
        return dial

    def _check_range(self, time: WorkingTime, least: int, most: int) -> None:
        outside = [instant for instant in (least, most) if not time.first <= instant <= time.last]
        if outside:
            first, last = (format_instant(instant, "UTC") for instant in (time.first, time.last))
            raise CalendarRangeError(
                f"the working time at {_instant_text(outside[0])} is not known: the clocks run from {first} to {last}"
            )


def _instant_text(instant: int) -> str:
    try:
        return format_instant(instant, "UTC")
    except OverflowError:
        return f"{instant} microseconds from 1970"


def _dial_over(calendar: Calendar, first_day: int, last_day: int, *, anchor: int) -> _Dial:
    """Lay a calendar out over a range of days, as far as it is known."""
    first_known, last_known = day_range(calendar)
    first_day, last_day = max(first_day, first_known), min(last_day, last_known)
    return _prepare(lay_out(calendar, first_day=first_day, last_day=last_day, anchor=anchor))


def _prepare(time: WorkingTime) -> _Dial:
    """Work out the look-up tables of a dial; each begins with the entry for instants before the first stretch."""
    lengths = time.ends - time.starts
    of_day = time.day - time.day[:1]
    before_in_day = time.before - time.before_day[of_day]
    common = np.gcd(DAY, time.length_of_day)
    up, down = (DAY // common)[of_day], (time.length_of_day // common)[of_day]
    return _Dial(
        time=time,
        starts=Steps(time.starts),
        worked=Steps(time.before + lengths),
        # Before the first stretch `instant + shift` is not negative, so the cap is what is read.
        hours_shift=_with_first(time.before - time.starts, _first(time.before) - time.first),
        hours_cap=_with_first(time.before + lengths, _first(time.before)),
        days_shift=_with_first(before_in_day - time.starts, -time.first),
        days_cap=_with_first(before_in_day + lengths, 0),
        days_base=_with_first(time.day * DAY, _first(time.day) * DAY),
        up=_same_or_all(_with_first(up, _first(up))),
        down=_same_or_all(_with_first(down, _first(down))),
        entry_of_day=np.flatnonzero(np.diff(of_day, prepend=-1)) + 1,
    )


def _first(values: Int64s) -> int:
    return int(values[0]) if len(values) else 0


def _with_first(values: Int64s, first: int) -> Int64s:
    return np.concatenate([np.array([first], dtype=np.int64), values])


def _same_or_all(values: Int64s) -> Int64s | int:
    """Give one number for many equal ones: working days mostly have one length, and that is divided by far quicker."""
    return int(values[0]) if (values == values[0]).all() else values


def _read_hours(dial: _Dial, instants: Int64s, out: Int64s) -> None:
    at = dial.starts.locate(instants)
    np.add(instants, dial.hours_shift.take(at), out=out)
    np.minimum(out, dial.hours_cap.take(at), out=out)


def _read_days(dial: _Dial, instants: Int64s, out: Int64s) -> None:
    at = dial.starts.locate(instants)
    np.add(instants, dial.days_shift.take(at), out=out)
    np.minimum(out, dial.days_cap.take(at), out=out)
    # floor(worked * DAY / length) in lowest terms: offsets are whole seconds, so this stays far below 2**63.
    out *= _entry(dial.up, at)
    out //= _entry(dial.down, at)
    out += dial.days_base.take(at)


def _entry(values: Int64s | int, at: Int64s) -> Int64s | int:
    return values if isinstance(values, int) else values.take(at)


def _worked_at(dial: _Dial, readings: Int64s) -> Int64s:
    """Turn readings of business days into the least working time at which they are reached."""
    # A reading of whole days belongs to the evening of the last of them: 1 to DAY units on each day.
    number = (readings - 1) // DAY
    units = readings - number * DAY
    day = number - int(dial.time.day[0])
    entry = dial.entry_of_day.take(day)
    worked_that_day = -((-units * _entry(dial.down, entry)) // _entry(dial.up, entry))  # rounded up
    worked: Int64s = dial.time.before_day.take(day) + worked_that_day
    return worked


def _falls_short(dial: _Dial, kind: ClockKind, least: int, most: int) -> tuple[bool, bool]:
    """Tell whether the dial begins too late for the least reading, and whether it ends too early for the largest."""
    time = dial.time
    if not len(time.starts):
        return True, True
    if kind is ClockKind.BUSINESS_DAYS:
        return least <= int(time.day[0]) * DAY, most > (int(time.day[-1]) + 1) * DAY
    return least <= int(time.before[0]), most > int(dial.worked.breaks[-1])
