"""The `Date` of a mail to UTC microseconds. What a date means is what `email.utils` says; nothing guesses a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Final

from analyzer.importing.instants import EPOCH, LATEST, local, microseconds
from analyzer.importing.ledger import Unusable
from analyzer.importing.mail.words import unfolded

_MONTHS: Final = {
    **{"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6},
    **{"Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12},
}
_PLAIN: Final = re.compile(
    r"(?:[A-Z][a-z]{2}, {1,2})?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? "
    r"(?:([+-])(\d\d)([0-5]\d)|GMT|UTC?|Z)(?: \([^()]*\))?",
    re.ASCII,
)
_UTC: Final = re.compile(r"[+-]00:?00\b|\b(?:GMT|UTC?|Z)\b", re.IGNORECASE)
_COMMENT: Final = re.compile(r"\([^()]*+\)")
_NO_ZONE: Final = frozenset({*map(str.lower, _MONTHS), "mon", "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm"})
_LONGEST: Final = 200
_SECOND: Final = 1_000_000
_EARLIEST_DAY: Final = EPOCH.toordinal()
_LATEST_DAY: Final = LATEST.toordinal()


def sent(value: str | None, *, zone: str | None, where: str) -> int:
    """Read the `Date` header.

    Parameters
    ----------
    value : str or None
        None: the mail has none.
    zone : str or None
        IANA name, for dates that say no zone. One that says `-0000` is UTC (RFC 5322, section 3.3); the names that
        RFC 5322 lists (`GMT`, `EST`, ...) are their offsets; any other name has to be what the declared zone is called
        at that time.
    where : str
        The file, for messages.

    Returns
    -------
    int
        UTC microseconds since 1970.

    Raises
    ------
    InputError
        No zone is said and none is declared (E409).
    Unusable
        No date (E420), none that can be read (E421), a local time that the clock change skipped or made twice (E422),
        or one before 1970 or after 2100 (E423).

    Examples
    --------
    >>> sent("Mon, 5 Jan 1970 01:00:00 +0100", zone=None, where="x.mbox") == 4 * 86_400_000_000
    True
    """
    if value is None or not value.strip():
        raise Unusable("E420", "Date")
    plain = _PLAIN.fullmatch(value)
    if plain is not None and (month := _MONTHS.get(plain[2])) is not None:
        return _plain(plain, month)
    return _any(unfolded(value), zone, where)


def _plain(found: re.Match[str], month: int) -> int:
    day, _, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        ordinal = _day(int(year), month, int(day))
    except ValueError:
        raise Unusable("E421", "Date") from None
    clock = int(hour), int(minute), int(second or 0)
    if clock[0] > 23 or clock[1] > 59 or clock[2] > 60 or int(hours or 0) > 23:
        raise Unusable("E421", "Date")
    offset = (int(hours) * 3600 + int(minutes) * 60) * (1 if sign == "+" else -1) if sign else 0
    counted = (ordinal - _EARLIEST_DAY) * 86_400 + clock[0] * 3600 + clock[1] * 60 + min(clock[2], 59) - offset
    if not 0 <= counted < (_LATEST_DAY - _EARLIEST_DAY) * 86_400:
        raise Unusable("E423", f"{year}-{month:02}-{int(day):02}")
    return counted * _SECOND


@lru_cache(1 << 12)
def _day(year: int, month: int, day: int) -> int:
    return datetime(year, month, day, tzinfo=UTC).toordinal()


def _any(text: str, zone: str | None, where: str) -> int:
    try:
        parts = parsedate_tz(text) if len(text) <= _LONGEST else None
    except (ValueError, IndexError, TypeError, OverflowError):
        parts = None
    if parts is None:
        raise Unusable("E421", "Date")
    try:
        naive = datetime(*parts[:5], min(parts[5], 59))
    except (ValueError, OverflowError):
        raise Unusable("E421", "Date") from None
    said = _COMMENT.sub("", text)
    if parts[9] or _UTC.search(said):
        return microseconds(naive.replace(tzinfo=_offset(parts[9] or 0)))
    named = [word for word in re.findall("[A-Za-z]+", said) if word[:3].lower() not in _NO_ZONE]
    return microseconds(_named(naive, named[-1], zone, where) if named else local(naive, zone, where))


def _offset(seconds: int) -> timezone:
    try:
        return timezone(timedelta(seconds=seconds))
    except ValueError:
        raise Unusable("E421", "Date") from None


def _named(naive: datetime, name: str, zone: str | None, where: str) -> datetime:
    """Give a moment the declared zone if that is what the date calls it."""
    if zone is not None and (moment := local(naive, zone, where)).tzname() == name.upper():
        return moment
    raise Unusable("E421", "Date")
