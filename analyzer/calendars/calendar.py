"""A working calendar as a value: zone, weekly hours, days off.

What a definition says, checked once; `clocks` turns it into numbers. Nothing here knows files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analyzer.calendars.hours import DAY_NAMES, Week, check_day, parse_hours
from analyzer.calendars.public_holidays import check_country, known_years, public_holidays
from analyzer.calendars.zones import load_zone


@dataclass(frozen=True, slots=True)
class Calendar:
    """When people are at work.

    Attributes
    ----------
    timezone : str
        IANA name; hours and dates are meant on this zone's wall clock.
    hours : tuple of seven tuples of (int, int)
        Monday first: start and end in minutes after midnight, ascending and apart; the end may be 1440.
    holidays : tuple of date
        Days off beyond those of the country.
    country : str or None
        ISO 3166 code whose public holidays (the observed days with them) are off: `US` or `US-CA`.
    excluded : tuple of date
        Public holidays of the country that are worked all the same.

    Raises
    ------
    ValueError
        Unknown zone or country, no working time at all, hours that overlap, excluded days without a country, or a day
        that is both off and excluded.
    """

    timezone: str
    hours: Week
    holidays: tuple[date, ...] = ()
    country: str | None = None
    excluded: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        load_zone(self.timezone)
        if len(self.hours) != 7 or not any(self.hours):
            raise ValueError("a calendar needs seven days, and working hours on one of them at least")
        for day, intervals in zip(DAY_NAMES, self.hours, strict=True):
            check_day(intervals, day)
        if self.country is not None:
            check_country(self.country)
        elif self.excluded:
            raise ValueError(f"{self.excluded[0]} is excluded from the holidays of a country, but no country is named")
        for day_off in sorted(set(self.holidays) & set(self.excluded)):
            raise ValueError(f"{day_off} is both a holiday and excluded from the holidays")

    @staticmethod
    def parse_hours(text: Mapping[str, Sequence[str]]) -> Week:
        """Read weekly hours from text; see `analyzer.calendars.parse_hours`."""
        return parse_hours(text)

    def known_years(self) -> tuple[int, int]:
        """Tell the first and the last year for which the days off are known."""
        first, last = (1, 9999) if self.country is None else known_years(self.country)
        return max(first, 2), min(last, 9998)

    def days_off(self, first_year: int, last_year: int) -> tuple[date, ...]:
        """List the days off of some years, ascending, whatever their weekday.

        Parameters
        ----------
        first_year, last_year : int
            Both included.

        Raises
        ------
        CalendarRangeError
            A year lies outside those that the country's holidays are known for.
        """
        public = public_holidays(self.country, first_year, last_year) if self.country is not None else ()
        own = (day for day in self.holidays if first_year <= day.year <= last_year)
        return tuple(sorted((set(public) - set(self.excluded)) | set(own)))
