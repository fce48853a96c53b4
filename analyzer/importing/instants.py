"""Times of single records to UTC microseconds, or the reason why a time is none.

Never guesses a zone. Columns of times are read by `analyzer.events.times`; this is for records that come one by one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from analyzer.calendars.zones import load_zone
from analyzer.importing.codes import refusal
from analyzer.importing.ledger import Unusable

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2101, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FRACTION: Final = re.compile(r"([.,]\d{6})\d+")
_LIKE_A_TIME: Final = re.compile(r"[0-9TZUC:+., /eE-]{1,40}")
_LONGEST: Final = 64
_BEYOND: Final = Decimal(10) ** 18


def microseconds(moment: datetime) -> int:
    """Count the microseconds from 1970 to a moment that has a zone.

    Raises
    ------
    Unusable
        It lies before 1970 or after 2100 (E423).
    """
    try:
        found = moment.astimezone(UTC)
    except OverflowError:
        raise Unusable("E423") from None
    if not EPOCH <= found < LATEST:
        raise Unusable("E423", found.date().isoformat())
    return (found - EPOCH) // _MICROSECOND


def local(moment: datetime, zone: str | None, where: str) -> datetime:
    """Give a moment that was written without a zone the declared one.

    Parameters
    ----------
    moment : datetime
        Without a zone.
    zone : str or None
        IANA name.
    where : str
        The file, for the message.

    Raises
    ------
    InputError
        No zone is declared (E409).
    Unusable
        The clock change skipped this local time, or made it twice (E422).
    """
    if zone is None:
        raise refusal("E409", f"{where}: the time {moment.isoformat(sep=' ')} says no zone, and none is declared")
    known = load_zone(zone)
    early, late = (moment.replace(tzinfo=known, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        raise Unusable("E422", moment.isoformat(sep=" "))
    return early


def instant(text: object, *, zone: str | None, where: str) -> int:
    """Read an ISO 8601 time.

    Parameters
    ----------
    text : object
        A text such as `2026-03-04T09:30:00.000Z`; anything else is refused.
    zone : str or None
        For times that are written without one.
    where : str
        The file, for the message.

    Returns
    -------
    int
        UTC microseconds since 1970; finer parts are cut.

    Raises
    ------
    InputError, Unusable
        As `local` and `microseconds`; E420 for an empty text, E421 for one that is no time or only a date.

    Examples
    --------
    >>> instant("1970-01-01T01:00:00.000001+01:00", zone=None, where="x.json")
    1
    """
    if text is None or (isinstance(text, str) and not text.strip()):
        raise Unusable("E420")
    if not isinstance(text, str) or not len("2026-03-04T09") <= len(text) <= _LONGEST:
        raise Unusable("E421", told(text))
    plain = text.strip()
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", plain.removesuffix(" UTC")))
    except ValueError:
        raise Unusable("E421", told(text)) from None
    if plain.endswith(" UTC"):
        moment = moment.replace(tzinfo=UTC)
    return microseconds(moment if moment.tzinfo is not None else local(moment, zone, where))


def since_epoch(number: object, *, per_second: int) -> int:
    """Read a time that is counted from 1970, in seconds (1) or milliseconds (1,000).

    Raises
    ------
    Unusable
        There is none (E420), it is no number (E421), or implausible (E423).
    """
    if number is None or number == "":
        raise Unusable("E420")
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal | str):
        raise Unusable("E421", told(number))
    try:
        counted = Decimal(number[:_LONGEST] if isinstance(number, str) else number)
    except InvalidOperation:
        raise Unusable("E421", told(number)) from None
    if counted.is_nan():
        raise Unusable("E421", told(number))
    if not -_BEYOND <= counted <= _BEYOND:  # before it is multiplied or made an integer, which may take hours
        raise Unusable("E423")
    try:
        moment = EPOCH + timedelta(microseconds=int(counted * (1_000_000 // per_second)))
    except OverflowError:
        raise Unusable("E423") from None
    return microseconds(moment)


def told(value: object) -> str:
    """Show what should have been a time, unless it may be something of a person's, or a whole document."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return type(value).__name__
    if isinstance(value, int) and abs(value) > _BEYOND:
        return "int"
    return str(value) if _LIKE_A_TIME.fullmatch(str(value)) else "a text"
