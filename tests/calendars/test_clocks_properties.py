"""What holds for every calendar and every instant."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
from hypothesis import assume, given, settings, strategies as st

from analyzer.calendars import DAY, HOUR, Calendar, ClockKind, Clocks, local_to_utc, utc_to_local
from tests.calendars.wall_clock import microseconds

FIRST, LAST = microseconds("2025-01-01"), microseconds("2027-01-01")
WORKING_KINDS = (ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS)
WORKING = st.sampled_from(WORKING_KINDS)
ZONES = ["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "Africa/Casablanca"]
repeatable = settings(derandomize=True, max_examples=60, deadline=None)


def intervals(cuts: list[int]) -> tuple[tuple[int, int], ...]:
    ordered = sorted(cuts)
    return tuple((a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False) if a < b)


minutes_of_a_day = st.one_of(st.sampled_from([0, 60, 120, 180, 540, 1020, 1440]), st.integers(0, 1440))
days = st.lists(minutes_of_a_day, max_size=6, unique=True).map(intervals)
weeks = st.tuples(*[days] * 7).filter(any)
days_off = st.frozensets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=8).map(lambda d: tuple(sorted(d)))
calendars = st.builds(Calendar, timezone=st.sampled_from(ZONES), hours=weeks, holidays=days_off)
zoned = st.builds(Calendar, timezone=st.sampled_from(["UTC", "Asia/Kolkata"]), hours=weeks)
instants = st.lists(st.integers(FIRST, LAST), min_size=2, max_size=30)


@cache
def clocks_of(calendar: Calendar) -> Clocks:
    return Clocks(calendar, FIRST, LAST)


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@repeatable
@given(calendar=calendars, kind=WORKING, when=instants)
def test_a_clock_never_runs_backwards(calendar: Calendar, kind: ClockKind, when: list[int]) -> None:
    assert (np.diff(clocks_of(calendar).read(kind, column(sorted(when)))) >= 0).all()


@repeatable
@given(calendar=calendars, when=instants)
def test_working_time_is_never_faster_than_time(calendar: Calendar, when: list[int]) -> None:
    ordered = column(sorted(when))
    assert (np.diff(clocks_of(calendar).read(ClockKind.BUSINESS_HOURS, ordered)) <= np.diff(ordered)).all()


@repeatable
@given(calendar=calendars, kind=WORKING, when=instants, later=st.integers(-5 * DAY, 5 * DAY))
def test_earliest_is_the_earliest(calendar: Calendar, kind: ClockKind, when: list[int], later: int) -> None:
    clocks = clocks_of(calendar)
    readings = clocks.read(kind, column(when)) + later
    reached = clocks.earliest(kind, readings)
    assume(reached.min() > FIRST and reached.max() < LAST)
    assert (clocks.read(kind, reached) >= readings).all()
    assert (clocks.read(kind, reached - 1) < readings).all()


@repeatable
@given(calendar=calendars, kind=WORKING, when=instants)
def test_a_clock_moves_within_working_hours_and_stands_outside(
    calendar: Calendar, kind: ClockKind, when: list[int]
) -> None:
    clocks = clocks_of(calendar)
    for instant, local in zip(when, utc_to_local(column(when), calendar.timezone).tolist(), strict=True):
        today, now = date.fromordinal(date(1970, 1, 1).toordinal() + local // DAY), local % DAY
        hours = () if today in calendar.holidays else calendar.hours[today.weekday()]
        is_worked = any(start * 60_000_000 <= now < end * 60_000_000 for start, end in hours)
        if now % 60_000_000 < 59_999_998:  # not at the end of a minute, where work may begin or end
            # Two microseconds: on the day of a fold, 25 hours of work count 24, so that one is not enough.
            before, after = clocks.read(kind, column([instant, instant + 2])).tolist()
            assert (after > before) is is_worked


@repeatable
@given(calendar=zoned, kind=WORKING, when=instants, week=st.integers(-20, 20))
def test_whole_weeks_shift_only_times(calendar: Calendar, kind: ClockKind, when: list[int], week: int) -> None:
    """Where there are neither holidays nor changes of the offset."""
    clocks, shift = clocks_of(calendar), week * 7 * DAY
    here, there = clocks.read(kind, column(when)), clocks.read(kind, column(when) + shift)
    assert (np.diff(here) == np.diff(there)).all()
    deadlines = clocks.earliest(kind, here + 3 * HOUR)
    assert (clocks.earliest(kind, there + 3 * HOUR) == deadlines + shift).all()


@repeatable
@given(calendar=calendars, when=instants)
def test_each_working_day_counts_exactly_one(calendar: Calendar, when: list[int]) -> None:
    """From midnight to midnight a day counts one if any of it is worked, and else nothing."""
    clocks = clocks_of(calendar)
    days = utc_to_local(column(when), calendar.timezone) // DAY
    midnights = [local_to_utc((days + later) * DAY, calendar.timezone)[0] for later in (0, 1)]
    hours, counted = ([clocks.read(kind, each) for each in midnights] for kind in WORKING_KINDS)
    assert ((counted[1] - counted[0]) == np.where(hours[1] > hours[0], DAY, 0)).all()
