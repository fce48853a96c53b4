"""Fields of records that may be of any form, from JSON or a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger, Unusable
from analyzer.importing.opening import Member, lines
from analyzer.importing.records import Row

_LONGEST_ID: Final = 200
_NESTED: Final = re.compile(r"[/_]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def text(record: Mapping[str, Any], field: str) -> str:
    """Give a text field; empty where it is null or missing.

    Raises
    ------
    Unusable
        It is no text (E432).
    """
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable("E432", field)
    return value.strip()


def identifier(record: Mapping[str, Any], field: str) -> str:
    """Give an id, which some exports write as a number; empty where it is null or missing.

    Raises
    ------
    Unusable
        It is neither text nor whole number, or too long for an id (E432).
    """
    value = record.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 1 << 128:
            raise Unusable("E432", field)
        return str(value)
    found = text(record, field)
    if len(found) > _LONGEST_ID:
        raise Unusable("E432", field)
    return found


def inner(record: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Give an object within a record; empty where it is null or missing.

    Raises
    ------
    Unusable
        It is no object (E432).
    """
    value = record.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unusable("E432", field)
    return value


def listed(record: Mapping[str, Any], field: str) -> list[Any]:
    """Give an array within a record; empty where it is null or missing.

    Raises
    ------
    Unusable
        It is no array (E432).
    """
    value = record.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable("E432", field)
    return value


def seconds(record: Mapping[str, Any], field: str) -> str:
    """Give a duration in whole seconds, as a column has it; empty where it is null or missing.

    Raises
    ------
    Unusable
        It is no number of seconds (E432).
    """
    value = record.get(field)
    if value is None or value == "":
        return ""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return str(int(value))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise Unusable("E432", field)
    return str(value)


def tabled(member: Member, file: FileLedger, *, needed: str) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Read the lines of a CSV file with headings such as `from.phoneNumber` as records within records.

    Parameters
    ----------
    member : Member
        UTF-8; commas, semicolons or tabs between the fields.
    file : FileLedger
        Counts the lines; one with more or fewer fields than headings (E432), or that is no text (E429), is set aside.
    needed : str
        A heading without which it is no export of this kind.

    Raises
    ------
    InputError
        The heading is not there (E407), or a field does not end (E405).
    """
    with member.open() as stream:
        texts = (line.decode("utf-8-sig", "surrogateescape") for line, _ in lines(stream))
        first = next(texts, "")
        cells = csv.reader(chain([first], texts), delimiter=max(",;\t", key=first.count))
        try:
            headings = [_NESTED.sub(".", heading.strip()) for heading in next(cells, [])]
            if needed not in headings or len(set(headings)) < len(headings):
                raise refusal("E407", f"{member.shown}: no column {needed}, or one that is there twice")
            for values in cells:
                if values:
                    yield from _tabled(file, headings, values)
        except csv.Error as error:
            raise refusal("E405", f"{member.shown}: after {file.rows:,} records: {error}") from None


def _tabled(file: FileLedger, headings: list[str], values: list[str]) -> Iterator[tuple[Row, dict[str, Any]]]:
    row = file.open()
    if len(values) != len(headings):
        file.set_aside(row.number, "E432", f"{len(values)} fields for {len(headings)} columns")
    elif any(_HALF.search(value) for value in values):
        file.set_aside(row.number, "E429")
    else:
        record: dict[str, Any] = {}
        for heading, value in zip(headings, values, strict=True):
            outer, _, within = heading.partition(".")
            if within and isinstance(record.setdefault(outer, {}), dict):
                record[outer][within] = value or None
            elif not within:
                record[outer] = value or None
        yield row, record
