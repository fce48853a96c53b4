"""The slow clock, against times worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from analyzer.calendars import Calendar, ClockKind
from tests.oracle.shorthand import HOUR, OFFICE, duration
from tests.oracle.slow_clock import DAY, SlowClock, instant

NEW_YORK = "America/New_York"
BERLIN = Calendar("Europe/Berlin", (((540, 720), (780, 1020)),) * 5 + ((), ()), holidays=(date(2026, 4, 3),))
NIGHT = Calendar(NEW_YORK, (((0, 240), (1320, 1440)),) * 7)


def new_york(month: int, day: int, hour: int, minute: int = 0) -> int:
    return instant(2026, month, day, hour, minute, zone=NEW_YORK)


def berlin(month: int, day: int, hour: int, minute: int = 0) -> int:
    return instant(2026, month, day, hour, minute, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("calendar", "start", "end", "hours"),
    [
        pytest.param(OFFICE, new_york(3, 2, 9), new_york(3, 2, 17), 8, id="one-day"),
        pytest.param(OFFICE, new_york(3, 2, 16), new_york(3, 3, 10), 2, id="over-night"),
        pytest.param(OFFICE, new_york(3, 6, 16), new_york(3, 9, 10), 2, id="over-the-weekend-of-the-change"),
        pytest.param(OFFICE, new_york(3, 7, 9), new_york(3, 8, 23), 0, id="weekend"),
        pytest.param(BERLIN, berlin(4, 2, 11), berlin(4, 7, 14), 1 + 4 + 7 + 3 + 1, id="lunch-and-a-holiday"),
        pytest.param(NIGHT, new_york(3, 7, 20), new_york(3, 8, 12), 2 + 3, id="short-night-of-spring"),
        pytest.param(NIGHT, new_york(10, 31, 20), new_york(11, 1, 12), 2 + 5, id="long-night-of-autumn"),
    ],
)
def test_working_hours_are_the_time_that_the_office_is_open(calendar, start, end, hours):
    assert SlowClock(calendar).lag(ClockKind.BUSINESS_HOURS, start, end) == hours * HOUR


@pytest.mark.parametrize(
    ("calendar", "start", "end", "days"),
    [
        pytest.param(OFFICE, new_york(3, 2, 9), new_york(3, 2, 17), DAY, id="a-whole-day-is-one"),
        pytest.param(OFFICE, new_york(3, 2, 9), new_york(3, 2, 13), DAY // 2, id="half-a-day"),
        pytest.param(OFFICE, new_york(3, 6, 13), new_york(3, 9, 13), DAY, id="over-the-weekend"),
        pytest.param(NIGHT, new_york(3, 8, 1), new_york(3, 9, 1), DAY // 5 * 4 + DAY // 6, id="days-of-unlike-length"),
        pytest.param(OFFICE, new_york(3, 2, 9), new_york(3, 2, 9) + 1, 3, id="rounded-down"),
    ],
)
def test_a_working_day_counts_one_whatever_its_length(calendar, start, end, days):
    assert SlowClock(calendar).lag(ClockKind.BUSINESS_DAYS, start, end) == days


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        pytest.param(new_york(3, 2, 12), "24 hours", new_york(3, 3, 12), id="elapsed"),
        pytest.param(new_york(3, 2, 9), "1 business day", new_york(3, 2, 17), id="the-same-evening"),
        pytest.param(new_york(3, 1, 12), "1 business day", new_york(3, 2, 17), id="from-a-sunday"),
        pytest.param(new_york(3, 2, 12), "1 business day", new_york(3, 3, 12), id="noon-to-noon"),
        pytest.param(new_york(3, 6, 17), "2 business hours", new_york(3, 9, 11), id="after-the-weekend"),
        pytest.param(new_york(3, 2, 9), "8 business hours", new_york(3, 2, 17), id="evening-not-morning"),
        pytest.param(new_york(3, 2, 9) + 1, "8 business hours", new_york(3, 3, 9) + 1, id="one-microsecond-later"),
    ],
)
def test_the_deadline_is_the_earliest_instant_at_which_the_limit_has_run(start, limit, due):
    assert SlowClock(OFFICE).deadline(start, duration(limit)) == due


@pytest.mark.parametrize("calendar", [OFFICE, BERLIN, NIGHT], ids=["office", "berlin", "night"])
@pytest.mark.parametrize("limit", ["1 business day", "2 business days", "11 business hours"])
def test_just_before_the_deadline_the_limit_has_not_run(calendar, limit):
    clock, wanted = SlowClock(calendar), duration(limit)
    for start in range(new_york(3, 5, 0), new_york(3, 10, 0), 7 * HOUR + 12_345_677):
        due = clock.deadline(start, wanted)
        assert clock.lag(wanted.clock, start, due) >= wanted.amount > clock.lag(wanted.clock, start, due - 1)


@pytest.mark.parametrize(
    ("country", "year", "month", "day", "hours"),
    [
        pytest.param("US", 2026, 7, 3, 0, id="observed-the-day-before"),
        pytest.param("US", 2027, 12, 31, 0, id="observed-in-the-year-before"),
        pytest.param("US", 2026, 3, 31, 8, id="no-holiday-everywhere"),
        pytest.param("US-CA", 2026, 3, 31, 0, id="holiday-of-a-part"),
    ],
)
def test_a_holiday_of_the_country_is_no_working_day(country, year, month, day, hours):
    clock = SlowClock(Calendar(NEW_YORK, OFFICE.hours, country=country))
    midnight = instant(year, month, day, zone=NEW_YORK)
    assert clock.lag(ClockKind.BUSINESS_HOURS, midnight, midnight + 24 * HOUR) == hours * HOUR


def test_a_holiday_may_be_worked_all_the_same():
    clock = SlowClock(Calendar(NEW_YORK, OFFICE.hours, country="US", excluded=(date(2026, 7, 3),)))
    assert clock.lag(ClockKind.BUSINESS_HOURS, new_york(7, 3, 0), new_york(7, 4, 0)) == 8 * HOUR
