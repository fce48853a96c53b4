"""Values of one record with their types made sure: what is missing is empty, what is of another form is refused.

A refusal names the field, never what stood in it: that may be anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from analyzer.importing.fields import inner as inner, listed as listed
from analyzer.importing.instants import instant, since_epoch
from analyzer.importing.ledger import Unusable

Fields = Mapping[str, Any]
"""A record: names to values of JSON, or to texts of a table."""

_LONGEST_ID: Final = 200
_LARGEST_ID: Final = 10**40
_LATEST_MS: Final = 10**14
_DIGITS: Final = re.compile(r"-?[0-9]{1,15}")
_TIME_LIKE: Final = re.compile(r"[0-9TZ :.,+-]{1,40}")
_YES: Final = frozenset({"true", "t", "yes", "1"})
_NO: Final = frozenset({"false", "f", "no", "0", ""})


def identity(record: Fields, field: str) -> str:
    """Read an id that is needed.

    Raises
    ------
    Unusable
        It is missing (E430) or no id (E432).
    """
    found = maybe_identity(record, field)
    if not found:
        raise Unusable("E430", field)
    return found


def maybe_identity(record: Fields, field: str) -> str:
    """Read an id; empty if there is none.

    Raises
    ------
    Unusable
        It is no whole number and no text, or too long (E432).
    """
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_ID:
        return str(value)
    if isinstance(value, str) and len(value) <= _LONGEST_ID:
        return value.strip()
    raise Unusable("E432", field)


def text(record: Fields, field: str) -> str:
    """Read a text, or a number as a text; empty if there is none.

    Raises
    ------
    Unusable
        It is something else (E432).
    """
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST_ID
    if whole or isinstance(value, (Decimal, float)):
        return str(value)
    raise Unusable("E432", field)


def objects(record: Fields, field: str) -> list[dict[str, Any]]:
    """Read a list of objects; empty if there is none.

    Raises
    ------
    Unusable
        It is something else, or holds something else (E432).
    """
    found = listed(record, field)
    if not all(isinstance(each, dict) for each in found):
        raise Unusable("E432", field)
    return found


def reference(record: Fields, field: str) -> str:
    """Read the id of another record: itself, or the `id` of an object that stands for it; empty if there is none.

    Raises
    ------
    Unusable
        It is something else (E432).
    """
    value = record.get(field)
    return maybe_identity({field: value.get("id")} if isinstance(value, dict) else record, field)


def references(record: Fields, field: str) -> list[str]:
    """Read a list of ids or of objects that have one, leaving out empty ones.

    Raises
    ------
    Unusable
        It is no list, or holds something else (E432).
    """
    return [found for each in listed(record, field) if (found := reference({field: each}, field))]


def texts(record: Fields, field: str) -> list[str]:
    """Read a list of texts, leaving out empty ones.

    Raises
    ------
    Unusable
        It is no list, or holds something else (E432).
    """
    return [found for each in listed(record, field) if (found := text({field: each}, field))]


def flag(record: Fields, field: str) -> bool:
    """Read a yes or no; no if there is none.

    Raises
    ------
    Unusable
        It is neither (E432).
    """
    value = record.get(field)
    if value is None or isinstance(value, bool):
        return bool(value)
    said = str(value).strip().lower() if isinstance(value, (str, int)) else "?"
    if said not in _YES | _NO:
        raise Unusable("E432", field)
    return said in _YES


def moment(record: Fields, field: str, zone: str | None, where: str) -> int | None:
    """Read an ISO 8601 time; None if there is none.

    Parameters
    ----------
    record, field
        Where it stands.
    zone : str or None
        Of times that are written without one.
    where : str
        The file, for the message if no zone is known.

    Raises
    ------
    InputError, Unusable
        As `instants.instant`, with the field's name.
    """
    value = record.get(field)
    if value is None or value == "":
        return None
    try:
        return instant(value, zone=zone, where=where)
    except Unusable as error:
        raise _named(error, field) from None


def moment_ms(record: Fields, field: str) -> int | None:
    """Read a time in milliseconds since 1970; None if there is none.

    Raises
    ------
    Unusable
        It is no whole number (E421), or before 1970 or after 2100 (E423).
    """
    value = record.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unusable("E421", field)
    if abs(value) > _LATEST_MS:
        raise Unusable("E423", field)
    try:
        return since_epoch(value, per_second=1000)
    except Unusable as error:
        raise _named(error, field) from None


def needed(found: int | None, field: str) -> int:
    """Insist on a time.

    Raises
    ------
    Unusable
        There is none (E420).
    """
    if found is None:
        raise Unusable("E420", field)
    return found


def _named(error: Unusable, field: str) -> Unusable:
    """Say which field it is, and what stood there if that can only be a time."""
    shown = f"{field}: {error.detail}" if error.detail and _TIME_LIKE.fullmatch(error.detail) else field
    return Unusable(error.code, shown)
