"""Weekly working hours as text: `mon-fri` and `09:00-17:00`.

Pieces for whoever reads a definition and wants to say which piece is wrong. Nothing here knows dates or zones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

Interval = tuple[int, int]
"""Start and end in minutes after midnight; the end is not part of it and may be 1440."""
Week = tuple[tuple[Interval, ...], ...]
"""Seven days, Monday first, each with its intervals in order."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_A_DAY = 1440

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def parse_days(text: str) -> tuple[int, ...]:
    """Read a day or a range of days, which may run over the week's end.

    Parameters
    ----------
    text : str
        `mon`, `Monday`, `mon-fri`, `sun-thu`.

    Returns
    -------
    tuple of int
        Monday is 0, in the order of the range.

    Raises
    ------
    ValueError
        A name is no day, or a range names one day twice.

    Examples
    --------
    >>> parse_days("sun-tue")
    (6, 0, 1)
    """
    ends = [_day(name, text) for name in text.split("-")]
    if len(ends) > 2:
        raise ValueError(f"{text!r} is not a day or a range of days; {_DAYS_HELP}")
    if len(ends) == 1:
        return (ends[0],)
    first, last = ends
    if first == last:
        raise ValueError(f"{text!r} names one day twice; write {DAY_NAMES[first][:3]!r} or 'mon-sun'")
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


_DAYS_HELP = "write 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun' or a range such as 'mon-fri'"


def _day(name: str, text: str) -> int:
    word = name.strip().lower()
    for number, full in enumerate(DAY_NAMES):
        if word in (full, full[:3]):
            return number
    raise ValueError(f"there is no day {name.strip()!r} in {text!r}; {_DAYS_HELP}")


def parse_interval(text: str) -> Interval:
    """Read one stretch of working time.

    Parameters
    ----------
    text : str
        `09:00-17:00`; `24:00` is the day's end.

    Returns
    -------
    tuple of int
        Start and end in minutes after midnight.

    Raises
    ------
    ValueError
        It is not of this form, or is empty, or ends before it starts.

    Examples
    --------
    >>> parse_interval("22:00-24:00")
    (1320, 1440)
    """
    parts = text.split("-")
    if len(parts) != 2:
        raise ValueError(f"{text!r} is not a stretch of time; {_INTERVAL_HELP}")
    start, end = (_minutes(part.strip(), text) for part in parts)
    if start == end:
        raise ValueError(f"{text!r} is empty: it ends when it starts; write '00:00-24:00' for the whole day")
    if start > end:
        raise ValueError(
            f"{text!r} ends before it starts; write a night as two stretches: {parts[0].strip()!r} to '24:00', "
            f"and '00:00' to {parts[1].strip()!r} on the next day"
        )
    return start, end


_INTERVAL_HELP = "write '09:00-17:00'"


def _minutes(time: str, text: str) -> int:
    form = _TIME.fullmatch(time)
    if form is None:
        raise ValueError(f"{time!r} in {text!r} is not a time of day; {_INTERVAL_HELP}")
    minutes = int(form[1]) * 60 + int(form[2])
    if int(form[2]) > 59 or minutes > MINUTES_A_DAY:
        raise ValueError(f"{time!r} in {text!r} is not a time of day; it lies between '00:00' and '24:00'")
    return minutes


def parse_hours(text: Mapping[str, Sequence[str]]) -> Week:
    """Read the working hours of a week.

    Parameters
    ----------
    text : mapping of str to sequence of str
        Days (see `parse_days`) to stretches (see `parse_interval`), in any order; days not named are free.

    Returns
    -------
    tuple of seven tuples
        Monday first; the stretches of a day ascending.

    Raises
    ------
    ValueError
        A piece cannot be read, a day is named twice, or two stretches of a day overlap.

    Examples
    --------
    >>> parse_hours({"mon-tue": ["13:00-17:00", "09:00-12:00"]})[0]
    ((540, 720), (780, 1020))
    """
    week: list[tuple[Interval, ...]] = [()] * 7
    named_by: dict[int, str] = {}
    for days, stretches in text.items():
        if isinstance(stretches, str):
            raise ValueError(f"the hours of {days!r} are a list; write ['{stretches}']")  # noqa: TRY004 - a user's error
        intervals = tuple(sorted(parse_interval(stretch) for stretch in stretches))
        check_day(intervals, days)
        for day in parse_days(days):
            if day in named_by:
                raise ValueError(f"{DAY_NAMES[day]} is named twice: by {named_by[day]!r} and by {days!r}")
            named_by[day] = days
            week[day] = intervals
    return tuple(week)


def check_day(intervals: Sequence[Interval], day: str) -> None:
    """Make sure that the stretches of one day are ascending, not empty and apart (else ValueError naming `day`)."""
    for start, end in intervals:
        if not 0 <= start < end <= MINUTES_A_DAY:
            raise ValueError(f"{day}: minutes {start} to {end} are no stretch of a day")
    for (first, first_end), (second, second_end) in pairwise(intervals):
        if second < first_end:
            raise ValueError(f"{day}: {_span(first, first_end)} and {_span(second, second_end)} overlap")


def _span(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
