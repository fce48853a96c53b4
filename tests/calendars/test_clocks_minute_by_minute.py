"""The clocks against a slow reading of the wall clock, minute by minute, where zones change their offset."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from analyzer.calendars import DAY, HOUR, MINUTE, Calendar, ClockKind, Clocks, parse_hours
from tests.calendars.wall_clock import WallClock, microseconds

DAYS_LOOKED_AT = 16
WEEKS = {
    "office": {"mon-fri": ["09:00-17:00"]},
    "split-days": {"mon-thu": ["09:00-12:00", "13:00-17:00"], "fri": ["09:00-12:30"], "sat": ["10:15-11:00"]},
    "nights": {"mon-sun": ["00:00-06:00", "22:00-24:00"]},
    "always": {"mon-sun": ["00:00-24:00"]},
    "around-the-change": {"mon-sun": ["00:40-01:10", "01:20-01:50", "02:05-02:25", "02:50-03:20", "23:30-24:00"]},
}
# A change of the offset lies some days after each of these.
PLACES = [
    ("America/New_York", "2026-03-02"),
    ("America/New_York", "2026-10-26"),
    ("Europe/Berlin", "2026-03-23"),
    ("Europe/Berlin", "2026-10-19"),
    ("America/Sao_Paulo", "2018-10-29"),
    ("America/Sao_Paulo", "2019-02-11"),
    ("Australia/Lord_Howe", "2026-03-30"),
    ("Australia/Lord_Howe", "2026-09-28"),
    ("Australia/Sydney", "2026-03-30"),
    ("America/St_Johns", "2010-11-01"),
    ("Asia/Beirut", "2026-03-23"),
    ("Pacific/Apia", "2011-12-22"),
    ("Asia/Kathmandu", "2026-01-05"),
]


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize(("zone", "start"), PLACES, ids=[f"{zone}-{start}" for zone, start in PLACES])
def test_clocks_agree_with_the_wall_clock(zone: str, start: str, week: str) -> None:
    first = microseconds(start)
    off = frozenset({date.fromordinal(date.fromisoformat(start).toordinal() + 3)})
    calendar = Calendar(zone, parse_hours(WEEKS[week]), holidays=tuple(off))
    slow = WallClock.over(calendar, first, DAYS_LOOKED_AT * 24 * 60, off)
    chance = random.Random(f"{zone} {start} {week}")
    # The first and the last day are left out: the slow clock sees only a part of them.
    minutes = [first + minute * MINUTE for minute in range(36 * 60, (DAYS_LOOKED_AT * 24 - 36) * 60)]
    odd = [chance.choice(minutes) + chance.choice([0, 1, MINUTE - 1, chance.randrange(MINUTE)]) for _ in range(400)]
    instants = [*chance.sample(minutes, 1500), *odd]
    clocks = Clocks(calendar, min(instants), max(instants))
    for kind in (ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS):
        base = slow.read(kind, minutes[0])
        start_reading = int(clocks.read(kind, np.array(minutes[:1], dtype=np.int64))[0])
        found = clocks.read(kind, np.array(instants, dtype=np.int64)) - start_reading
        assert found.tolist() == [slow.read(kind, each) - base for each in instants]

        end = slow.read(kind, minutes[-1]) - base
        wanted = sorted({*found.tolist(), *(chance.randint(1, end) for _ in range(300)), DAY, 8 * HOUR} - {0})
        wanted = [each for each in wanted if 0 < each <= end]
        reached = clocks.earliest(kind, np.array(wanted, dtype=np.int64) + start_reading)
        for reading, instant in zip(wanted, reached.tolist(), strict=True):
            assert slow.read(kind, instant) - base >= reading > slow.read(kind, instant - 1) - base


def test_holidays_of_the_country_are_off_on_the_wall_clock_too() -> None:
    off = frozenset({date(2026, 6, 19), date(2026, 7, 3), date(2026, 7, 4)})  # in June and July 2026, as published
    calendar = Calendar("America/Los_Angeles", parse_hours(WEEKS["split-days"]), country="US-CA")
    first = microseconds("2026-06-13 12:00")
    slow = WallClock.over(calendar, first, 30 * 24 * 60, off)
    instants = first + np.arange(2 * 24, 28 * 24, dtype=np.int64) * HOUR + 17 * MINUTE + 3
    clocks = Clocks(calendar, first, first + 30 * DAY)
    for kind in (ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS):
        expected = np.array([slow.read(kind, each) for each in instants.tolist()])
        assert (np.diff(clocks.read(kind, instants)) == np.diff(expected)).all()
