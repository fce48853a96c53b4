"""JSON of any size as a stream of records: arrays, objects around an array, single objects, or one object a line.

Records are parsed one by one by the standard library's parser, which bounds nesting and numbers: faster stream parsers
were seen to crash the whole program on 100,000 brackets and on a number of 5,000 digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from analyzer.events.sources.json_text import DECODER, DEEPEST, HALF, JsonText, is_deep, whole
from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger
from analyzer.importing.opening import LONGEST_RECORD, Member, lines
from analyzer.importing.records import Row

_MARK: Final = b"\xef\xbb\xbf"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE: Final = 1 << 18


def json_records(
    member: Member, file: FileLedger, *, under: Sequence[str] = ()
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Read the records of a JSON file; each is opened in the ledger.

    Parameters
    ----------
    member : Member
        The file: UTF-8 with or without a mark, or UTF-16 with one.
    file : FileLedger
        Counts the records; one that is no JSON object is set aside here (E434), as is one with more than 100 levels
        (E432).
    under : sequence of str
        Keys of an object around the records: `value` for `{"value": [...]}`. Without such a key the object itself is
        the one record. Several such objects may stand one after another, as pages of an interface are often saved.

    Yields
    ------
    (Row, dict)
        Numbers with a fraction or exponent are `Decimal`; whole numbers `int`; NaN is None. Of a key that is written
        twice the last value counts. Halves of surrogate pairs are replaced by U+FFFD.

    Raises
    ------
    InputError
        The file is no JSON (E407); it is damaged or cut off, which says how many records were read until then (E405);
        a record is too long (E406).
    """
    try:
        for value in _values(member, under):
            row = file.open()
            if not isinstance(value, dict):
                file.set_aside(row.number, "E434")
            elif is_deep(value):
                file.set_aside(row.number, "E432", f"more than {DEEPEST} levels")
            else:
                yield row, value
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else _in_words(error)
        raise refusal("E405", f"{member.shown}: after {file.rows:,} records the JSON is damaged ({said})") from None


def _in_words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "bytes that are not text" if isinstance(error, UnicodeError) else "a value that cannot be read"


def _values(member: Member, under: Sequence[str]) -> Iterator[object]:
    head = member.head()
    if head[:2] in _WIDE:
        return _documents(member, under, "utf-16")
    begin = head.removeprefix(_MARK).lstrip()
    if not begin and len(head) < _PIECE >> 2:
        return iter(())
    if begin[:1] not in (b"[", b"{", b""):
        raise refusal("E407", f"{member.shown}: no JSON")
    if begin[:1] == b"{" and _is_lines(member):
        return _lines(member, under)
    return _documents(member, under, "utf-8-sig")


# ---------------------------------------------------------------- one object a line


def _is_lines(member: Member) -> bool:
    """Whether the first line is an object of its own, with another below it."""
    with member.open() as stream:
        found = (line.removeprefix(_MARK).strip() for line, _ in lines(stream, longest=LONGEST_RECORD))
        filled = (line for line in found if line)
        first = next(filled, b"")
        if not first.endswith(b"}") or not next(filled, b"").startswith(b"{"):
            return False  # told before it is parsed: a whole file may stand on its first line
        try:
            return isinstance(_loads(first), dict)
        except (ValueError, RecursionError):
            return False


def _lines(member: Member, under: Sequence[str]) -> Iterator[object]:
    with member.open() as stream:
        for line, cut in lines(stream, longest=LONGEST_RECORD):
            text = line.removeprefix(_MARK).strip()
            if not text:
                continue
            try:
                value = None if cut else _loads(text)
            except (ValueError, RecursionError):
                value = None
            page = _page(value, under)
            yield from (value,) if page is None else page


def _page(value: object, under: Sequence[str]) -> list[object] | None:
    if isinstance(value, dict):
        return next((value[key] for key in under if isinstance(value.get(key), list)), None)
    return None


# ---------------------------------------------------------------- documents that may be larger than memory


def _documents(member: Member, under: Sequence[str], encoding: str) -> Iterator[object]:
    with member.open() as stream:
        text = JsonText(
            stream.read,
            encoding,
            most=LONGEST_RECORD,
            piece=_PIECE,
            refusal=lambda: refusal("E406", f"{stream.shown}: a record before byte {stream.given:,} does not end"),
        )
        while begin := text.peek():
            if begin == "[":
                yield from text.items()
            elif begin == "{":
                yield from _around(text, under)
            else:
                raise json.JSONDecodeError("Expecting an array or an object", "", 0)


def _around(text: JsonText, under: Sequence[str]) -> Iterator[object]:
    """Read an object: the items of an array in it, or itself."""
    alone: dict[str, Any] | None = {}
    for key in text.keys():  # noqa: SIM118 - a walk through the file
        if key in under and text.peek() == "[":
            alone = None
            yield from text.items()
        else:
            value = text.value()
            if alone is not None:
                alone[key] = value
    if alone is not None:
        yield alone


# ---------------------------------------------------------------- values


def _loads(line: bytes) -> object:
    text = line.decode("utf-8")
    value = DECODER.decode(text)
    return whole(value) if HALF.search(text) and not is_deep(value) else value
