"""Office hours: what counts as working time, and what the evenings and weekends are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analyzer.simulate.workdays import DAY_SECONDS, ZONE, Workdays, midnight

HOUR = 3600


def local(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(ZONE)):%a %m-%d %H:%M}"


def at(days: Workdays, worked: int, late: int = 0) -> int:
    return int(days.instants(np.array([worked]), np.array([late]))[0])


@pytest.mark.parametrize(
    ("first", "worked", "late", "expected"),
    [
        pytest.param("2026-01-05", 0, 0, "Mon 01-05 09:00", id="opens"),
        pytest.param("2026-01-05", DAY_SECONDS - 60, 0, "Mon 01-05 16:59", id="last-minute"),
        pytest.param("2026-01-05", DAY_SECONDS, 0, "Tue 01-06 09:00", id="next-day"),
        pytest.param("2026-01-05", DAY_SECONDS, HOUR, "Mon 01-05 18:00", id="evening-of-the-day-before"),
        pytest.param("2026-01-09", DAY_SECONDS, 0, "Mon 01-12 09:00", id="over-the-weekend"),
        pytest.param("2026-01-09", DAY_SECONDS, 20 * HOUR, "Sat 01-10 13:00", id="on-saturday"),
        pytest.param("2026-01-16", DAY_SECONDS, 0, "Tue 01-20 09:00", id="over-a-holiday"),
        pytest.param("2026-03-06", DAY_SECONDS, 0, "Mon 03-09 09:00", id="over-the-clock-change"),
        pytest.param("2026-02-14", 0, 0, "Tue 02-17 09:00", id="begins-on-a-free-day"),
        pytest.param("2026-07-02", DAY_SECONDS, 0, "Mon 07-06 09:00", id="holiday-observed-on-friday"),
    ],
)
def test_working_seconds_fall_into_office_hours(first: str, worked: int, late: int, expected: str) -> None:
    assert local(at(Workdays.begin(date.fromisoformat(first), 5), worked, late)) == expected


def test_more_working_time_is_never_earlier() -> None:
    instants = Workdays.begin(date(2026, 1, 5), 80).instants(np.arange(0, 80 * DAY_SECONDS, 97), np.zeros(23753, int))
    assert (np.diff(instants) > 0).all()


def test_beyond_the_days_laid_out_nothing_happens() -> None:
    assert at(Workdays.begin(date(2026, 1, 5), 2), 2 * DAY_SECONDS) == np.iinfo(np.int64).max


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param("2026-01-05", 0, id="none-yet"),
        pytest.param("2026-01-06", 1, id="one"),
        pytest.param("2026-01-12", 5, id="a-week"),
        pytest.param("2026-04-01", 60, id="the-quarter"),
    ],
)
def test_working_days_before_a_midnight_are_counted(until: str, expected: int) -> None:
    assert Workdays.begin(date(2026, 1, 5), 100).before(midnight(date.fromisoformat(until))) == expected


def test_days_before_free_ones_are_known() -> None:
    free = Workdays.begin(date(2026, 1, 12), 9).free_after
    assert free.tolist() == [False, False, False, False, True, False, False, False, True]
