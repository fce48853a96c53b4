"""Clocks, calendars and time zones: how long it is from one instant to another, and when a time is up.

Values that know nothing of events, rules or files.
"""

from analyzer.calendars.calendar import Calendar
from analyzer.calendars.clocks import Clocks
from analyzer.calendars.durations import DAY, HOUR, MINUTE, SECOND, ClockKind, Duration, describe
from analyzer.calendars.hours import parse_days, parse_hours, parse_interval
from analyzer.calendars.public_holidays import check_country
from analyzer.calendars.zones import (
    NO_TIME,
    format_instant,
    load_zone,
    local_to_utc,
    parse_instant,
    utc_to_local,
    zone_names,
)
from analyzer.errors import CalendarRangeError

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "NO_TIME",
    "SECOND",
    "Calendar",
    "CalendarRangeError",
    "ClockKind",
    "Clocks",
    "Duration",
    "check_country",
    "describe",
    "format_instant",
    "load_zone",
    "local_to_utc",
    "parse_days",
    "parse_hours",
    "parse_instant",
    "parse_interval",
    "utc_to_local",
    "zone_names",
]
