"""The three clocks at their edges: what is in time, when a time is up, what is refused."""

from __future__ import annotations

import pickle
from datetime import date

import numpy as np
import pytest

from analyzer.calendars import (
    DAY,
    HOUR,
    MINUTE,
    Calendar,
    CalendarRangeError,
    ClockKind,
    Clocks,
    Duration,
    format_instant,
    parse_hours,
    parse_instant,
)
from analyzer.calendars.steps import CHUNK

ELAPSED, HOURS, DAYS = ClockKind.ELAPSED, ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS
NEW_YORK = "America/New_York"
OFFICE = Calendar(NEW_YORK, parse_hours({"mon-fri": ["09:00-17:00"]}), country="US")
SPLIT = Calendar("Europe/Berlin", parse_hours({"mon-thu": ["09:00-12:00", "13:00-17:00"], "fri": ["09:00-12:00"]}))
NIGHT = Calendar(NEW_YORK, parse_hours({"mon-sun": ["22:00-24:00", "00:00-06:00"]}))


def at(text: str, calendar: Calendar = OFFICE) -> int:
    return parse_instant(text, calendar.timezone)


def column(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def clocks_of(calendar: Calendar) -> Clocks:
    return Clocks(calendar, at("2026-01-01", calendar), at("2026-12-31", calendar))


def lag(calendar: Calendar, kind: ClockKind, start: str, end: str) -> int:
    first, last = clocks_of(calendar).read(kind, column(at(start, calendar), at(end, calendar))).tolist()
    return int(last - first)


def due(calendar: Calendar, start: str, limit: str) -> str:
    duration = Duration.parse(limit)
    clocks = clocks_of(calendar)
    reading = clocks.read(duration.clock, column(at(start, calendar))) + duration.amount
    return format_instant(int(clocks.earliest(duration.clock, reading)[0]), calendar.timezone)


# ---------------------------------------------------------------- when a time is up


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        pytest.param("2026-03-02 10:00", "1 business day", "2026-03-03 10:00 EST", id="same-time-next-day"),
        pytest.param("2026-03-06 16:00", "1 business day", "2026-03-09 16:00 EDT", id="over-the-weekend"),
        pytest.param(
            "2026-03-06 17:00", "1 business day", "2026-03-09 17:00 EDT", id="friday-evening-to-monday-evening"
        ),
        pytest.param("2026-03-07 12:00", "1 business day", "2026-03-09 17:00 EDT", id="saturday-to-monday-evening"),
        pytest.param(
            "2026-03-09 08:00", "1 business day", "2026-03-09 17:00 EDT", id="monday-morning-to-monday-evening"
        ),
        pytest.param(
            "2026-03-09 09:00", "1 business day", "2026-03-09 17:00 EDT", id="monday-opening-to-monday-evening"
        ),
        pytest.param("2026-03-09 09:00:00.000003", "1 business day", "2026-03-10 09:00:00.000003 EDT", id="just-open"),
        pytest.param("2026-07-02 10:00", "1 business day", "2026-07-06 10:00 EDT", id="over-an-observed-holiday"),
        pytest.param("2026-03-02 10:00", "5 business days", "2026-03-09 10:00 EDT", id="a-week"),
        pytest.param(
            "2026-03-02 10:00", "7 business hours", "2026-03-02 17:00 EST", id="the-evening-not-the-next-morning"
        ),
        pytest.param("2026-03-02 10:00", "16 business hours", "2026-03-04 10:00 EST", id="sixteen-hours"),
        pytest.param("2026-03-06 18:00", "1 business hour", "2026-03-09 10:00 EDT", id="friday-night-to-monday"),
        pytest.param("2026-03-06 18:00", "24 hours", "2026-03-07 18:00 EST", id="elapsed"),
        pytest.param("2026-03-07 18:00", "24 hours", "2026-03-08 19:00 EDT", id="elapsed-when-the-clock-goes-forward"),
        pytest.param("2026-10-09 10:00", "1 business day", "2026-10-13 10:00 EDT", id="over-columbus-day"),
    ],
)
def test_a_limit_ends_when_it_has_fully_run(start: str, limit: str, end: str) -> None:
    assert due(OFFICE, start, limit) == end


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        pytest.param("2026-03-02 11:00", "2 business hours", "2026-03-02 14:00 CET", id="over-noon"),
        pytest.param("2026-03-02 11:00", "1 business hour", "2026-03-02 12:00 CET", id="to-noon-not-to-one"),
        pytest.param(
            "2026-03-05 16:00", "1 business day", "2026-03-06 11:34:17.142858 CET", id="six-sevenths-of-a-short-day"
        ),
        pytest.param("2026-03-05 17:00", "1 business day", "2026-03-06 12:00 CET", id="the-whole-short-day"),
        pytest.param("2026-03-05 17:00", "2 business days", "2026-03-09 17:00 CET", id="short-day-and-long-day"),
    ],
)
def test_a_working_day_counts_one_whatever_its_length(start: str, limit: str, end: str) -> None:
    assert due(SPLIT, start, limit) == end


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param("2026-03-06 22:00", "2026-03-07 06:00", 8, id="plain-night"),
        pytest.param("2026-03-07 22:00", "2026-03-08 06:00", 7, id="night-of-the-gap"),
        pytest.param("2026-10-31 22:00", "2026-11-01 06:00", 9, id="night-of-the-fold"),
    ],
)
def test_night_work_is_counted_in_real_time(start: str, end: str, hours: int) -> None:
    assert lag(NIGHT, HOURS, start, end) == hours * HOUR


def test_the_night_of_the_gap_is_one_working_day_like_any_other() -> None:
    assert lag(NIGHT, DAYS, "2026-03-08", "2026-03-09") == DAY
    assert lag(NIGHT, DAYS, "2026-03-08", "2026-03-08 06:00") == DAY * 5 // 7
    assert lag(NIGHT, DAYS, "2026-03-09", "2026-03-09 06:00") == DAY * 6 // 8
    assert lag(NIGHT, DAYS, "2026-11-01", "2026-11-01 06:00") == DAY * 7 // 9


def test_hours_that_the_clock_skips_are_not_worked_and_make_no_working_day() -> None:
    skipped = Calendar(NEW_YORK, parse_hours({"sat-sun": ["02:00-03:00"]}))
    assert lag(skipped, HOURS, "2026-03-07 12:00", "2026-03-08 12:00") == 0
    assert lag(skipped, DAYS, "2026-03-07 12:00", "2026-03-08 12:00") == 0
    assert due(skipped, "2026-03-07 12:00", "1 business day") == "2026-03-14 03:00 EDT"


def test_hours_that_the_clock_shows_twice_are_worked_twice_on_one_day() -> None:
    twice = Calendar(NEW_YORK, parse_hours({"sun": ["01:15-01:45"]}))
    assert lag(twice, HOURS, "2026-11-01 00:00", "2026-11-01 12:00") == HOUR
    assert lag(twice, DAYS, "2026-11-01 00:00", "2026-11-01 12:00") == DAY
    assert due(twice, "2026-11-01 00:00", "1 business hour") == "2026-11-01 01:45 EST"


def test_working_days_do_not_return_when_the_clock_falls_back_over_midnight() -> None:
    """In St. John's the clock once went from 00:01 on Sunday back to 23:01 on Saturday."""
    always = Calendar("America/St_Johns", parse_hours({"mon-sun": ["00:00-24:00"]}))
    around = parse_instant("2010-11-06 22:00", always.timezone) + np.arange(240, dtype=np.int64) * MINUTE
    readings = Clocks(always, int(around[0]), int(around[-1])).read(DAYS, around)
    assert (np.diff(readings) > 0).all()
    saturday = (readings - readings[0]) < DAY * 2 // 24 - 1
    # 119 minutes to midnight, one of Sunday, sixty that are called Saturday again but no longer are.
    assert int(saturday.sum()) == 120


# ---------------------------------------------------------------- the edges of working time


@pytest.mark.parametrize("kind", [HOURS, DAYS], ids=lambda kind: kind.value)
@pytest.mark.parametrize("edge", ["2026-03-02 09:00", "2026-03-02 17:00"])
def test_the_clock_starts_and_stops_to_the_microsecond(kind: ClockKind, edge: str) -> None:
    readings = clocks_of(OFFICE).read(kind, at(edge) + column(-2, -1, 0, 1, 2))
    a_microsecond = 1 if kind is HOURS else 3  # a working day of 8 hours counts 24
    before, after = (0, a_microsecond) if "09:00" in edge else (a_microsecond, 0)
    assert np.diff(readings).tolist() == [before, before, after, after]


@pytest.mark.parametrize(
    ("answered", "in_time"),
    [
        ("2026-03-02 16:59:59.999999", True),
        ("2026-03-02 17:00", True),
        pytest.param("2026-03-02 23:00", True, id="that-evening"),
        pytest.param("2026-03-03 09:00", True, id="the-next-morning-as-work-begins"),
        pytest.param("2026-03-03 09:00:00.000001", False, id="a-microsecond-into-the-next-day"),
    ],
)
def test_windows_are_closed_and_the_night_does_not_count(answered: str, in_time: bool) -> None:
    assert (lag(OFFICE, HOURS, "2026-03-02 09:00", answered) <= 8 * HOUR) is in_time
    assert (lag(OFFICE, DAYS, "2026-02-27 17:00", answered) <= DAY) is in_time


def test_a_holiday_is_a_day_without_hours() -> None:
    assert lag(OFFICE, HOURS, "2026-07-02 17:00", "2026-07-06 09:00") == 0
    assert lag(OFFICE, DAYS, "2026-06-29 00:00", "2026-07-06 00:00") == 4 * DAY
    excluded = Calendar(NEW_YORK, OFFICE.hours, country="US", excluded=(date(2026, 7, 3),))
    assert lag(excluded, DAYS, "2026-06-29 00:00", "2026-07-06 00:00") == 5 * DAY
    own = Calendar(NEW_YORK, OFFICE.hours, holidays=(date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 4)))
    assert lag(own, DAYS, "2026-06-29 00:00", "2026-07-06 00:00") == 3 * DAY


def test_the_elapsed_clock_is_the_time_itself() -> None:
    instants = column(5, -7, 2**62)
    clocks = Clocks(None, 0, 0)
    assert clocks.read(ELAPSED, instants).tolist() == clocks.earliest(ELAPSED, instants).tolist() == instants.tolist()


# ---------------------------------------------------------------- the range


@pytest.mark.parametrize("kind", [HOURS, DAYS], ids=lambda kind: kind.value)
def test_without_a_calendar_there_is_no_working_time(kind: ClockKind) -> None:
    clocks = Clocks(None, 0, DAY)
    for read in (clocks.read, clocks.earliest):
        with pytest.raises(ValueError, match=f"{kind.value} cannot be counted without a calendar"):
            read(kind, column(0))


@pytest.mark.parametrize("kind", list(ClockKind), ids=lambda kind: kind.value)
def test_no_instants_have_no_readings(kind: ClockKind) -> None:
    clocks = clocks_of(OFFICE)
    assert clocks.read(kind, column()).tolist() == clocks.earliest(kind, column()).tolist() == []


def test_a_range_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match=r"ends .* before it starts"):
        Clocks(OFFICE, 1, 0)


@pytest.mark.parametrize("text", ["2024-12-20", "2028-01-10"])
def test_instants_outside_the_range_are_refused(text: str) -> None:
    inside = column(at("2025-01-10"), at("2027-12-20"))
    assert len(clocks_of(OFFICE).read(HOURS, inside)) == 2
    with pytest.raises(CalendarRangeError, match=f"working time at {text} 05:00 UTC is not known: .* from 2024-12-27"):
        clocks_of(OFFICE).read(HOURS, np.append(inside, at(text)))


@pytest.mark.parametrize(("kind", "an_hour"), [(HOURS, HOUR), (DAYS, DAY // 8)], ids=["hours", "days"])
def test_before_the_first_work_of_the_range_the_clock_stands(kind: ClockKind, an_hour: int) -> None:
    texts = ("2024-12-27", "2024-12-27 08:59", "2024-12-27 09:00", "2024-12-27 10:00")
    assert np.diff(clocks_of(OFFICE).read(kind, column(*map(at, texts)))).tolist() == [0, 0, an_hour]


def test_an_instant_of_no_year_at_all_is_refused_too() -> None:
    with pytest.raises(CalendarRangeError, match=f"working time at {2**62} microseconds from 1970"):
        clocks_of(OFFICE).read(DAYS, column(2**62))


def test_the_edges_of_the_known_years_can_be_read_and_nothing_beyond() -> None:
    last_evening = at("2100-12-31 23:59:59.999999")
    clocks = Clocks(OFFICE, at("2100-12-30"), last_evening)
    readings = clocks.read(HOURS, column(at("2100-12-30 09:00"), last_evening))
    assert int(np.diff(readings)[0]) == 8 * HOUR  # Friday, 31 December, is New Year's Day observed
    with pytest.raises(CalendarRangeError, match="'US' are known from 1777 to 2100 only"):
        Clocks(OFFICE, last_evening, at("2101-01-02")).read(HOURS, column(last_evening))
    with pytest.raises(CalendarRangeError, match="a deadline lies beyond"):
        clocks.earliest(HOURS, readings + 9 * HOUR)


def test_a_calendar_without_a_country_knows_all_years() -> None:
    clocks = Clocks(NIGHT, at("2400-01-01"), at("2400-02-01"))
    assert len(clocks.read(HOURS, column(at("2400-01-10")))) == 1


@pytest.mark.parametrize("kind", [HOURS, DAYS], ids=lambda kind: kind.value)
@pytest.mark.parametrize("amount", [-30_000 * HOUR, -400 * DAY, 400 * DAY, 30_000 * HOUR], ids=lambda a: str(a // HOUR))
def test_deadlines_far_off_extend_the_clock_and_keep_its_readings(kind: ClockKind, amount: int) -> None:
    here = column(at("2026-05-05 10:00"), at("2026-06-06 10:00"))
    clocks = clocks_of(OFFICE)
    before = clocks.read(kind, here).tolist()
    far = clocks.earliest(kind, before + column(amount))
    assert clocks.read(kind, here).tolist() == before
    assert clocks.read(kind, far).tolist() == [each + amount for each in before]
    assert (clocks.read(kind, far - 1) < clocks.read(kind, far)).all()


@pytest.mark.parametrize("kind", [HOURS, DAYS], ids=lambda kind: kind.value)
def test_what_lies_between_two_instants_does_not_depend_on_the_range(kind: ClockKind) -> None:
    pair = column(at("2026-05-05 10:00"), at("2026-06-06 10:00"))
    ranges = [("2026-05-05", "2026-06-06"), ("2020-01-01", "2026-06-06"), ("2026-01-03", "2031-01-01")]
    readings = [Clocks(OFFICE, at(first), at(last)).read(kind, pair) for first, last in ranges]
    assert len({int(np.diff(each)[0]) for each in readings}) == 1


@pytest.mark.parametrize("kind", [HOURS, DAYS], ids=lambda kind: kind.value)
def test_long_columns_are_read_as_short_ones(kind: ClockKind) -> None:
    instants = at("2026-01-01") + (np.arange(2 * CHUNK + 5, dtype=np.int64) * 7919 % 8000) * HOUR
    clocks = clocks_of(SPLIT)
    readings = clocks.read(kind, instants)
    deadlines = clocks.earliest(kind, readings)
    for place in (0, 1, CHUNK - 1, CHUNK, 2 * CHUNK, len(instants) - 1):
        assert clocks.read(kind, instants[place : place + 1])[0] == readings[place]
        assert clocks.earliest(kind, readings[place : place + 1])[0] == deadlines[place]
    assert clocks.read(kind, instants[::-1]).tolist() == readings[::-1].tolist()


def test_clocks_travel_between_processes() -> None:
    clocks = clocks_of(OFFICE)
    instants = column(at("2026-05-05 10:00"))
    expected = clocks.read(DAYS, instants).tolist()
    assert pickle.loads(pickle.dumps(clocks)).read(DAYS, instants).tolist() == expected
