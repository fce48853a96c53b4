"""Time zones: local time to UTC and back, for single texts and for millions of values.

The rules of a zone come from the `tzdata` package, never from the machine, so that a log gives the same report
everywhere. Nothing here knows working hours. Instants are int64 microseconds since 1970 in UTC; a local time is the
same number with the wall clock's reading in place of UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars.durations import DAY, MINUTE, SECOND
from analyzer.calendars.steps import Int64s, Steps, chunks

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_TIME = np.iinfo(np.int64).min
"""The number that NumPy and pandas keep for "no time"; it stays what it is under both conversions."""

_PROBE_SECONDS = 5 * 86_400  # no two changes of any zone's offset lie less than 6.9 days apart
_DECADE = 3_652 * DAY + DAY // 2
_FIRST_CHANGES = int((datetime(1800, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())  # before that, local mean time only
_LAST_SECOND = int((datetime(9999, 12, 31, tzinfo=UTC) - EPOCH).total_seconds())
# Dates fall on the same weekdays again after 400 years, and the rules of 2100 hold for ever: no need to probe on, only
# because one cell of a log says 9999-12-31.
_CYCLE_BEGIN = int((datetime(2100, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
_CYCLE_END = int((datetime(2500, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@cache
def zone_names() -> frozenset[str]:
    """Every zone name of the `tzdata` package."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def load_zone(timezone: str) -> ZoneInfo:
    """Load a zone by its IANA name.

    Raises
    ------
    ValueError
        There is no such zone; the message says which name may have been meant.
    """
    if timezone not in zone_names():
        raise ValueError(f"there is no time zone {timezone!r}; {_zone_help(timezone)}")
    with files("tzdata").joinpath("zoneinfo", *timezone.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=timezone)


def _zone_help(timezone: str) -> str:
    from difflib import get_close_matches

    # "new_york", "Eastern/New_York" and "America/New York" all mean the same city.
    cities = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(zone_names(), reverse=True) if "/" in name}
    city = timezone.rsplit("/", 1)[-1].strip().lower().replace(" ", "_")
    near = get_close_matches(city, sorted(cities), n=1, cutoff=0.8)
    return f"did you mean {cities[near[0]]!r}?" if near else "write an IANA name such as 'America/New_York' or 'UTC'"


# ---------------------------------------------------------------- the table of a zone's offsets


@dataclass(frozen=True, slots=True)
class Offsets:
    """The offsets of a zone over a range of time.

    Attributes
    ----------
    changes : Steps
        Instants at which the offset changes.
    offsets : array of int64, shape (changes + 1,)
        Microseconds to add to UTC: before the first change, after the first, after the second, ...
    """

    changes: Steps
    offsets: Int64s


def offset_table(timezone: str, first: int, last: int) -> Offsets:
    """Tabulate a zone's offsets for all instants and local times from `first` to `last`.

    Parameters
    ----------
    timezone : str
        IANA name.
    first, last : int
        Microseconds since 1970. Before the year 1 and after 9999 the nearest offset is taken.

    Raises
    ------
    ValueError
        There is no such zone.
    """
    # Whole decades, so that logs of all kinds ask for few different tables; two days for local times at the edges.
    return _offset_table(timezone, (first - 2 * DAY) // _DECADE, (last + 2 * DAY) // _DECADE + 1)


@lru_cache(maxsize=64)
def _offset_table(timezone: str, first_decade: int, end_decade: int) -> Offsets:
    begin = min(max(first_decade * _DECADE // SECOND, _FIRST_CHANGES), _CYCLE_END)
    end = end_decade * _DECADE // SECOND
    seconds, offsets = _probe(load_zone(timezone), begin if end <= _CYCLE_END else min(begin, _CYCLE_BEGIN), end)
    changes = np.array(seconds, dtype=np.int64) * SECOND
    sizes = np.array([each // timedelta(microseconds=1) for each in offsets], dtype=np.int64)
    if end > _CYCLE_END:
        changes, sizes = _repeat_cycle(changes, sizes, min(end, _LAST_SECOND) * SECOND)
    return Offsets(Steps(changes), sizes)


def _probe(zone: ZoneInfo, begin: int, end: int) -> tuple[list[int], list[timedelta]]:
    """Find the seconds at which a zone's offset changes, not beyond the first cycle, and the offsets between."""

    def offset(second: int) -> timedelta:
        return (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset() or timedelta()

    changes: list[int] = []
    offsets = [offset(begin)]
    for earlier in range(begin, min(end, _CYCLE_END), _PROBE_SECONDS):
        later = min(earlier + _PROBE_SECONDS, _CYCLE_END)
        if (found := offset(later)) != offsets[-1]:
            while later - earlier > 1:
                middle = (earlier + later) // 2
                earlier, later = (middle, later) if offset(middle) == offsets[-1] else (earlier, middle)
            changes.append(later)
            offsets.append(found)
    return changes, offsets


def _repeat_cycle(changes: Int64s, offsets: Int64s, end: int) -> tuple[Int64s, Int64s]:
    """Go on to `end` with the changes of the last cycle: after it, a zone's rules know months and weekdays only."""
    of_cycle = changes >= _CYCLE_BEGIN * SECOND
    length = (_CYCLE_END - _CYCLE_BEGIN) * SECOND
    times = max(0, -(-(end - _CYCLE_END * SECOND) // length))
    later = [changes[of_cycle] + number * length for number in range(1, times + 1)]
    return np.concatenate([changes, *later]), np.concatenate([offsets, *[offsets[1:][of_cycle]] * times])


def _table_for(values: Int64s, timezone: str) -> Offsets:
    """Tabulate the offsets for a column; an empty cell only makes the table begin with the zone's first change."""
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    return offset_table(timezone, least, most)


# ---------------------------------------------------------------- millions of values


def utc_to_local(instants: Int64s, timezone: str) -> Int64s:
    """Read a zone's wall clock at each instant.

    Parameters
    ----------
    instants : array of int64, shape (n,)
        UTC microseconds, any order; `NO_TIME` stays as it is.
    timezone : str
        IANA name.

    Returns
    -------
    array of int64, shape (n,)
        Local microseconds.

    Raises
    ------
    ValueError
        There is no such zone.
    """
    table = _table_for(instants, timezone)
    local = np.empty(len(instants), dtype=np.int64)
    for part in chunks(len(instants)):
        value = instants[part]
        np.add(value, table.offsets.take(table.changes.locate(value)), out=local[part])
        local[part][value == NO_TIME] = NO_TIME
    return local


def local_to_utc(local: Int64s, timezone: str) -> tuple[Int64s, NDArray[np.bool_], NDArray[np.bool_]]:
    """Find the instant at which a zone's wall clock showed each local time.

    Parameters
    ----------
    local : array of int64, shape (n,)
        Local microseconds, any order; `NO_TIME` stays as it is.
    timezone : str
        IANA name.

    Returns
    -------
    utc : array of int64, shape (n,)
        UTC microseconds. In a gap or a fold, counted with the offset before the change (for a fold: the first of the
        two instants).
    gap : array of bool, shape (n,)
        The wall clock never showed this time: it was put forward over it.
    fold : array of bool, shape (n,)
        The wall clock showed this time twice: it was put back over it.

    Raises
    ------
    ValueError
        There is no such zone.
    """
    steps, offsets, is_gap, is_fold = _local_steps(_table_for(local, timezone))
    utc = np.empty(len(local), dtype=np.int64)
    gap = np.empty(len(local), dtype=np.bool_)
    fold = np.empty(len(local), dtype=np.bool_)
    for part in chunks(len(local)):
        value = local[part]
        step = steps.locate(value)
        np.subtract(value, offsets.take(step), out=utc[part])
        utc[part][value == NO_TIME] = NO_TIME
        gap[part] = is_gap.take(step)
        fold[part] = is_fold.take(step)
    return utc, gap, fold


def _local_steps(table: Offsets) -> tuple[Steps, Int64s, NDArray[np.bool_], NDArray[np.bool_]]:
    """Cut local time into steps: a plain one, then the gap or fold of a change, a plain one, and so on.

    The steps' order is safe because the offset changes by a day at most, and changes lie days apart.
    """
    before, after = table.offsets[:-1], table.offsets[1:]
    breaks = np.stack([np.minimum(before, after), np.maximum(before, after)], axis=1) + table.changes.breaks[:, None]
    offsets = np.repeat(table.offsets, 2)[:-1]
    is_gap = np.zeros(len(offsets), dtype=np.bool_)
    is_fold = np.zeros(len(offsets), dtype=np.bool_)
    is_gap[1::2] = after > before
    is_fold[1::2] = after < before
    return Steps(breaks.ravel()), offsets, is_gap, is_fold


# ---------------------------------------------------------------- single texts


def parse_instant(text: str, timezone: str) -> int:
    """Read an ISO date or time of day; without a zone of its own, it is meant in `timezone`.

    Parameters
    ----------
    text : str
        `2026-03-04` (the first instant of that local day), `2026-03-04 09:30`, `2026-03-04T09:30:15.25Z`,
        `2026-03-04T09:30-05:00`.
    timezone : str
        IANA name.

    Returns
    -------
    int
        UTC microseconds since 1970.

    Raises
    ------
    ValueError
        The text is no such time, or its wall clock skipped it or showed it twice; or there is no such zone.

    Examples
    --------
    >>> format_instant(parse_instant("2026-03-04", "America/New_York"), "UTC")
    '2026-03-04 05:00 UTC'
    """
    form = _INSTANT.fullmatch(text.strip())
    if form is None:
        raise ValueError(
            f"{text!r} is not a time; write '2026-03-04', '2026-03-04 09:30' or '2026-03-04T09:30:00-05:00'"
        )
    day, time_of_day, zone = form.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time_of_day or '00:00'}{zone or ''}")
    except ValueError as error:
        raise ValueError(f"{text!r} is not a time: {error}") from None
    if moment.tzinfo is not None:
        return (moment - EPOCH) // timedelta(microseconds=1)
    local = (moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
    return _start_of_day(local, timezone, text) if time_of_day is None else _only_instant(local, timezone, text)


def _only_instant(local: int, timezone: str, text: str) -> int:
    utc, gap, fold = local_to_utc(np.array([local], dtype=np.int64), timezone)
    if not (gap[0] or fold[0]):
        return int(utc[0])
    table = offset_table(timezone, local, local)
    later = int(table.changes.locate(utc)[0]) + (1 if fold[0] else 0)
    first, second = (f"'{text.strip()}{_offset_text(int(table.offsets[each]))}'" for each in (later - 1, later))
    what = "is ambiguous: there the clock was put back and" if fold[0] else "does not exist: there the clock was"
    how = "showed it twice" if fold[0] else "put forward over it"
    raise ValueError(f"{text!r} in {timezone} {what} {how}; write {first} or {second}")


def _offset_text(offset: int) -> str:
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _start_of_day(midnight: int, timezone: str, text: str) -> int:
    """Find the first instant of a local day: some zones put the clock forward at midnight, so the day begins later."""
    utc, gap, _ = local_to_utc(np.array([midnight], dtype=np.int64), timezone)
    if not gap[0]:
        return int(utc[0])
    table = offset_table(timezone, midnight, midnight)
    change = int(table.changes.locate(utc)[0]) - 1
    start = int(table.changes.breaks[change])
    if start + int(table.offsets[change + 1]) >= midnight + DAY:
        raise ValueError(f"{text!r} does not exist in {timezone}: the calendar skipped this day")
    return start


def format_instant(instant: int, timezone: str) -> str:
    """Write an instant as a zone's wall clock shows it, with the zone's abbreviation.

    Parameters
    ----------
    instant : int
        UTC microseconds since 1970.
    timezone : str
        IANA name.

    Returns
    -------
    str
        Minutes; seconds and their fraction only where they are not zero.

    Raises
    ------
    ValueError
        There is no such zone.
    OverflowError
        The instant lies outside the years 1 to 9999.

    Examples
    --------
    >>> format_instant(1_772_634_600_000_000, "America/New_York")
    '2026-03-04 09:30 EST'
    """
    moment = (EPOCH + timedelta(microseconds=int(instant))).astimezone(load_zone(timezone))
    seconds = moment.strftime(":%S") if instant % MINUTE else ""
    fraction = f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""
    abbreviation = moment.tzname() or ""
    # Zones without letters are called "-03" in the time zone database.
    zone = f"UTC{abbreviation}" if abbreviation[:1] in ("+", "-") else abbreviation
    return f"{moment.date().isoformat()} {moment:%H:%M}{seconds}{fraction} {zone}"
