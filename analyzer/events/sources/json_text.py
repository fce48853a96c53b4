"""JSON as a stream of values, each parsed by the standard library's parser, which bounds nesting and numbers.

Faster stream parsers were seen to crash the whole program on 100,000 brackets and on a number of 5,000 digits.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

DEEPEST: Final = 100
"""Levels of a value beyond which showing or comparing it could fail."""
_MOST_DIGITS: Final = 4_000  # Python refuses to read longer whole numbers
_LONGEST_TOKEN: Final = 16  # an error so near to the end of what has been read may be a token that goes on
_BLANKS: Final = re.compile(r"[ \t\r\n]*")
HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""How half of a surrogate pair is written."""


class JsonText:
    """The text of a file, of which no more is held than the value that is being read.

    Parameters
    ----------
    read : callable
        Gives so many bytes or fewer; none at the end.
    encoding : str
        Of the text.
    most, piece : int
        Bytes that one value may have, and that are read at once.
    refusal : callable
        Makes the error that is raised where a value is longer; other damage is a `ValueError` or `RecursionError`.
    """

    def __init__(
        self, read: Callable[[int], bytes], encoding: str, *, most: int, piece: int, refusal: Callable[[], Exception]
    ) -> None:
        self._read, self._most, self._piece, self._refusal = read, most, piece, refusal
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._text = ""
        self._at = 0
        self._ended = False

    def _more(self) -> bool:
        """Read on: as much again as is held, so that a long value is parsed a few times only."""
        held = len(self._text) - self._at
        if self._ended:
            return False
        if held > self._most:
            raise self._refusal()
        data = self._read(min(max(self._piece, held), self._most + 1))
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

    def end(self) -> None:
        """See that nothing but blanks is left."""
        if self.peek():
            raise json.JSONDecodeError("Extra data", "", 0)

    def items(self) -> Iterator[object]:
        """Parse the items of an array, one by one."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        yield self.value()
        while self.take(",]") == ",":
            yield self.value()

    def keys(self) -> Iterator[str]:
        """Go through the keys of an object; whoever asks takes the value of each before the next."""
        self.take("{")
        ended = self.peek() == "}" and self.take("}") == "}"
        while not ended:
            if self.peek() != '"':
                self.take('"')
            key = str(self.value())
            self.take(":")
            yield key
            ended = self.take(",}") == "}"

    def value(self) -> object:
        """Parse the next value."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._more():
                    break  # else a number may go on
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._more():
                    raise
        halved = HALF.search(self._text, self._at, end)
        self._at = end
        return whole(value) if halved and not is_deep(value) else value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        near = error.pos >= len(self._text) - _LONGEST_TOKEN
        return not self._ended and (near or error.msg.startswith("Unterminated string"))


# ---------------------------------------------------------------- values


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


def _number(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent of more than 18 digits
        small = "e-" in written.lower()
        return Decimal(0) if small else Decimal("-Infinity" if written.startswith("-") else "Infinity")


DECODER: Final = json.JSONDecoder(parse_int=_integer, parse_float=_number, parse_constant=lambda _: None)


def is_deep(value: object) -> bool:
    """Whether there are so many levels that showing or comparing the value could fail."""
    level = [value]
    for _ in range(DEEPEST):
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [each for values in inner for each in values if isinstance(each, dict | list)]
        if not level:
            return False
    return True


def whole(value: object) -> object:
    """Replace halves of surrogate pairs, which no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(key): whole(each) for key, each in value.items()}
    return value
