"""JSON of any size as a stream of records: an array, an object around an array, one object, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import ijson

from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger
from analyzer.importing.opening import LONGEST_RECORD, Member, lines
from analyzer.importing.records import Row

_MARK: Final = b"\xef\xbb\xbf"


def json_records(
    member: Member, file: FileLedger, *, under: Sequence[str] = ()
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Read the records of a JSON file; each is opened in the ledger.

    Parameters
    ----------
    member : Member
        The file.
    file : FileLedger
        Counts the records; one that is no JSON object is set aside here (E434).
    under : sequence of str
        Keys of an object around the records: `value` for `{"value": [...]}`. Without such a key the object itself is
        the one record.

    Yields
    ------
    (Row, dict)
        Numbers with a fraction are `Decimal`; whole numbers `int`.

    Raises
    ------
    InputError
        The JSON is damaged or cut off, which says how many records were read until then (E405); a record is too long
        (E406).
    """
    try:
        for value in _values(member, under):
            row = file.open()
            if isinstance(value, dict):
                yield row, value
            else:
                file.set_aside(row.number, "E434")
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        said = " ".join(str(error).split())[:120]
        raise refusal("E405", f"{member.shown}: after {file.rows:,} records the JSON is damaged ({said})") from None


def _values(member: Member, under: Sequence[str]) -> Iterator[Any]:
    head = member.head().removeprefix(_MARK).lstrip()
    if not head:
        return iter(())
    if head[:1] == b"[":
        return _items(member, "item")
    if head[:1] != b"{":
        raise refusal("E407", f"{member.shown}: no JSON")
    if _is_lines(head):
        return _lines(member)
    key = _key_of(member, under) if under else None
    return _items(member, "" if key is None else f"{key}.item")


def _is_lines(head: bytes) -> bool:
    """Whether the first line is an object of its own, with another below it."""
    first, _, rest = head.partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(member: Member) -> Iterator[Any]:
    with member.open() as stream:
        for line, cut in lines(stream, longest=LONGEST_RECORD):
            text = line.removeprefix(_MARK).strip()
            if not text:
                continue
            try:
                yield None if cut else json.loads(text)
            except (ValueError, RecursionError):
                yield None


def _key_of(member: Member, under: Sequence[str]) -> str | None:
    """Which of some keys of the outermost object holds an array."""
    with member.open() as stream:
        for prefix, event, _ in ijson.parse(stream):
            if event == "start_array" and prefix in under:
                return str(prefix)
    return None


def _items(member: Member, prefix: str) -> Iterator[Any]:
    with member.open() as stream:
        stream.limit_records()
        for value in ijson.items(stream, prefix):
            stream.mark()
            yield value
