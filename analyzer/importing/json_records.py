"""JSON of any size as a stream of records: arrays, objects around an array, single objects, or one object a line.

Records are parsed one by one by the standard library's parser, which bounds nesting and numbers: faster stream parsers
were seen to crash the whole program on 100,000 brackets and on a number of 5,000 digits.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger
from analyzer.importing.opening import LONGEST_RECORD, Member, Metered, lines
from analyzer.importing.records import Row

_MARK: Final = b"\xef\xbb\xbf"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_PIECE: Final = 1 << 18
_DEEPEST: Final = 100
_MOST_DIGITS: Final = 4_000  # Python refuses to read longer whole numbers
_LONGEST_TOKEN: Final = 16  # an error so near to the end of what has been read may be a token that goes on
_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


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
            elif _is_deep(value):
                file.set_aside(row.number, "E432", f"more than {_DEEPEST} levels")
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


class _Text:
    """The text of a file, of which no more is held than the value that is being read."""

    def __init__(self, stream: Metered, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._text = ""
        self._at = 0
        self._ended = False

    def _more(self) -> bool:
        """Read on: as much again as is held, so that a long value is parsed a few times only."""
        held = len(self._text) - self._at
        if self._ended:
            return False
        if held > LONGEST_RECORD:
            raise refusal("E406", f"{self._stream.shown}: a record before byte {self._stream.given:,} does not end")
        data = self._stream.read(min(max(_PIECE, held), LONGEST_RECORD + 1))
        self._ended = not data
        self._text = self._text[self._at :] + self._decoder.decode(data, final=self._ended)
        self._at = 0
        return True

    def peek(self) -> str:
        """Look at the next character that is not blank; empty at the end."""
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, wanted: str) -> str:
        """Take the next character that is not blank; it must be one of some."""
        found = self.peek()
        if not found or found not in wanted:
            raise json.JSONDecodeError("cut off" if not found else f"Expecting one of {wanted}", "", 0)
        self._at += 1
        return found

    def value(self) -> object:
        """Parse the next value."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._more():
                    break  # else a number may go on
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._more():
                    raise
        halved = _HALF.search(self._text, self._at, end)
        self._at = end
        return _whole(value) if halved and not _is_deep(value) else value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        near = error.pos >= len(self._text) - _LONGEST_TOKEN
        return not self._ended and (near or error.msg.startswith("Unterminated string"))


def _documents(member: Member, under: Sequence[str], encoding: str) -> Iterator[object]:
    with member.open() as stream:
        text = _Text(stream, encoding)
        while begin := text.peek():
            if begin == "[":
                yield from _items(text)
            elif begin == "{":
                yield from _around(text, under)
            else:
                raise json.JSONDecodeError("Expecting an array or an object", "", 0)


def _items(text: _Text) -> Iterator[object]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    yield text.value()
    while text.take(",]") == ",":
        yield text.value()


def _around(text: _Text, under: Sequence[str]) -> Iterator[object]:
    """Read an object: the items of an array in it, or itself."""
    alone: dict[str, Any] | None = {}
    text.take("{")
    ended = text.peek() == "}" and text.take("}") == "}"
    while not ended:
        if text.peek() != '"':
            text.take('"')
        key = str(text.value())
        text.take(":")
        if key in under and text.peek() == "[":
            alone = None
            yield from _items(text)
        else:
            value = text.value()
            if alone is not None:
                alone[key] = value
        ended = text.take(",}") == "}"
    if alone is not None:
        yield alone


# ---------------------------------------------------------------- values


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


def _number(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent of more than 18 digits
        small = "e-" in written.lower()
        return Decimal(0) if small else Decimal("-Infinity" if written.startswith("-") else "Infinity")


_DECODER: Final = json.JSONDecoder(parse_int=_integer, parse_float=_number, parse_constant=lambda _: None)


def _loads(line: bytes) -> object:
    text = line.decode("utf-8")
    value = _DECODER.decode(text)
    return _whole(value) if _HALF.search(text) and not _is_deep(value) else value


def _is_deep(value: object) -> bool:
    """Whether there are so many levels that showing or comparing the value could fail."""
    level = [value]
    for _ in range(_DEEPEST):
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [each for values in inner for each in values if isinstance(each, dict | list)]
        if not level:
            return False
    return True


def _whole(value: object) -> object:
    """Replace halves of surrogate pairs, which no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return value
