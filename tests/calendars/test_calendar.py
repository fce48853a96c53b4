"""The calendar as a value, and the public holidays behind it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from analyzer.calendars import Calendar, CalendarRangeError, check_country, parse_hours
from analyzer.calendars.public_holidays import known_years, public_holidays

OFFICE = parse_hours({"mon-fri": ["09:00-17:00"]})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"timezone": "America/NewYork"}, "did you mean 'America/New_York'", id="zone"),
        pytest.param({"hours": ((),) * 7}, "working hours on one of them at least", id="no-hours"),
        pytest.param({"hours": OFFICE[:6]}, "needs seven days", id="six-days"),
        pytest.param({"hours": (((600, 540),), *OFFICE[1:])}, "monday: minutes 600 to 540", id="reversed"),
        pytest.param({"hours": (((600, 1441),), *OFFICE[1:])}, "monday: minutes 600 to 1441", id="beyond-the-day"),
        pytest.param({"hours": (((-1, 10),), *OFFICE[1:])}, "monday: minutes -1 to 10", id="before-the-day"),
        pytest.param(
            {"hours": (((60, 120), (90, 130)), *OFFICE[1:])}, "01:00-02:00 and 01:30-02:10 overlap", id="over"
        ),
        pytest.param({"hours": (((600, 660), (60, 120)), *OFFICE[1:])}, "overlap", id="descending"),
        pytest.param({"country": "USA"}, "did you mean 'US'", id="country"),
        pytest.param(
            {"excluded": (date(2026, 7, 3),)}, "2026-07-03 is excluded .* no country", id="excluded-from-nothing"
        ),
        pytest.param(
            {"country": "US", "holidays": (date(2026, 7, 3),), "excluded": (date(2026, 7, 3),)},
            "2026-07-03 is both a holiday and excluded",
            id="both",
        ),
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Calendar(**{"timezone": "UTC", "hours": OFFICE} | changes)


def test_days_off_are_those_of_the_country_less_the_excluded_and_its_own() -> None:
    calendar = Calendar(
        "America/New_York",
        OFFICE,
        holidays=(date(2026, 12, 24), date(2027, 12, 24)),
        country="US",
        excluded=(date(2026, 10, 12),),
    )
    days_off = calendar.days_off(2026, 2026)
    assert list(days_off) == sorted(days_off)
    assert date(2026, 12, 24) in days_off
    assert date(2026, 12, 25) in days_off
    assert date(2026, 10, 12) not in days_off
    assert {day.year for day in days_off} == {2026}
    assert date(2027, 10, 11) in calendar.days_off(2027, 2027)


def test_a_calendar_is_a_value() -> None:
    calendar = Calendar("UTC", OFFICE, country="US")
    assert pickle.loads(pickle.dumps(calendar)) == calendar
    assert hash(calendar) == hash(Calendar("UTC", OFFICE, country="US"))


@pytest.mark.parametrize(
    ("country", "day", "is_off"),
    [
        pytest.param("US", date(2026, 7, 3), True, id="observed-on-friday"),
        pytest.param("US", date(2026, 7, 4), True, id="the-day-itself-too"),
        pytest.param("US", date(2021, 12, 31), True, id="new-year-observed-in-the-old-year"),
        pytest.param("US", date(2026, 3, 31), False, id="not-off-in-all-of-the-country"),
        pytest.param("US-CA", date(2026, 3, 31), True, id="off-in-a-part-of-the-country"),
        pytest.param("GB-ENG", date(2026, 4, 6), True, id="easter-monday"),
        pytest.param("GB-SCT", date(2026, 4, 6), False, id="no-easter-monday-in-scotland"),
        pytest.param("DE", date(2026, 10, 3), True, id="germany"),
    ],
)
def test_public_holidays_are_those_of_the_country_and_its_part(country: str, day: date, is_off: bool) -> None:
    assert (day in public_holidays(country, day.year, day.year)) is is_off


@pytest.mark.parametrize("country", ["US", "US-CA", "GB", "DE-BY", "FR", "AU-NSW", "BR", "JP", "IL", "AE"])
def test_holidays_are_those_that_the_package_itself_gives(country: str) -> None:
    from holidays import country_holidays

    code, _, part = country.partition("-")
    by_package = country_holidays(code, subdiv=part or None, years=range(2020, 2031))
    assert public_holidays(country, 2020, 2030) == tuple(sorted(by_package))


@pytest.mark.parametrize(
    ("country", "instead"),
    [
        ("us", "did you mean 'US'"),
        ("USA", "did you mean 'US'"),
        ("UK", "did you mean 'GB'"),
        ("Germny", "did you mean 'DE'"),
        ("", "write an ISO code such as 'US' or 'US-CA'"),
        ("XX-1", "write an ISO code such as 'US' or 'US-CA'"),
        ("US-ca", "did you mean 'US-CA'"),
        ("US-California", "did you mean 'US-CA'"),
        ("US-ZZ", "write 'US', or one of its parts, such as 'US-AK'"),
        ("US-", "write 'US', or one of its parts"),
        ("MC-1", "write 'MC'$"),
    ],
)
def test_an_unknown_country_is_refused_with_a_suggestion(country: str, instead: str) -> None:
    with pytest.raises(ValueError, match=f"no holidays are known for .*; {instead}"):
        check_country(country)


def test_years_that_the_package_does_not_know_are_refused() -> None:
    first, last = known_years("US")
    assert public_holidays("US", last, last)
    with pytest.raises(CalendarRangeError, match=f"'US' are known for {first} to {last}, not for {last} to {last + 1}"):
        public_holidays("US", last, last + 1)
    with pytest.raises(CalendarRangeError):
        public_holidays("US", first - 1, first)


def test_years_of_which_the_package_knows_only_some_holidays_are_refused() -> None:
    with pytest.raises(CalendarRangeError, match="2040 to 2040: Requested Holidays are available only"):
        public_holidays("IN", 2040, 2040)


LOADED = """
import sys
from analyzer.calendars import Calendar, parse_hours
heavy = {"pandas", "pyarrow", "holidays", "difflib"} & set(sys.modules)
Calendar("UTC", parse_hours({"mon": ["09:00-17:00"]}), country="US")
countries = [name for name in sys.modules if name.startswith("holidays.countries")]
sys.exit(f"{heavy} {countries}" if heavy or countries else 0)
"""


def test_holidays_are_loaded_late_and_no_country_but_the_one_asked_for() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert run.stderr == ""
