"""The calendar that limits are counted on: what the caller says, and openly guessed where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from analyzer.calendars import Calendar, parse_hours
from analyzer.errors import UsageError

GUESSED_ZONE = "UTC"
GUESSED_HOURS: Mapping[str, Sequence[str]] = {"mon-fri": ("09:00-17:00",)}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Working:
    """A working calendar, and which parts of it nobody has said.

    Attributes
    ----------
    calendar : Calendar
    guessed : tuple of str
        `timezone`, `hours`, `holidays`: what was left out by the caller.
    """

    calendar: Calendar
    guessed: tuple[str, ...]


def working(timezone: str | None, hours: Mapping[str, Sequence[str]] | None, holidays: str | None) -> Working:
    """Make the calendar.

    Parameters
    ----------
    timezone : str or None
        IANA name; None: UTC, as a guess.
    hours : mapping or None
        Days to opening times, as in a definition; None: Monday to Friday, 9 to 17, as a guess.
    holidays : str or None
        Country whose public holidays are free; None: no holidays.

    Raises
    ------
    UsageError
        A part that cannot be meant.
    """
    given = {"timezone": timezone, "hours": hours, "holidays": holidays}
    try:
        week = parse_hours(GUESSED_HOURS if hours is None else hours)
        calendar = Calendar(timezone=timezone or GUESSED_ZONE, hours=week, country=holidays)
    except ValueError as error:
        raise UsageError(f"the working calendar: {error}") from error
    return Working(calendar, tuple(name for name, value in given.items() if value is None))


def hours_as_written(calendar: Calendar) -> list[tuple[str, list[str]]]:
    """Write weekly hours as a definition does: days that follow each other and are alike as a range.

    Examples
    --------
    >>> hours_as_written(working("UTC", {"mon-thu": ["09:00-17:00"], "fri": ["09:00-12:00"]}, None).calendar)
    [('mon-thu', ['09:00-17:00']), ('fri', ['09:00-12:00'])]
    """
    written = []
    for spans, days in groupby(range(7), key=lambda day: calendar.hours[day]):
        names = [_DAYS[day] for day in days]
        if spans:
            label = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            written.append((label, [f"{_clock(start)}-{_clock(end)}" for start, end in spans]))
    return written


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
