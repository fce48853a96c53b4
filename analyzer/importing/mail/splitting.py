"""Bytes of a mailbox to single mails, in bounded memory: the beginning of each mail is kept, the rest passed over.

Only lines say where a mail begins; `Content-Length` and the like are not trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

MOST_HEADERS: Final = 1 << 20
"""Bytes of headers that a mail may have."""

MOST_BODY: Final = 256 << 10
"""Bytes of a mail's body that are kept."""

_CHUNK: Final = 1 << 20
_MOST: Final = MOST_HEADERS + MOST_BODY
_TAIL: Final = 4096
"""Bytes at the end of a chunk where a beginning may still lie: a separating line and the one after it."""

_BEFORE: Final = 2
"""Bytes before a separating line that tell whether an empty line stands there."""

_WORD: Final = b"\nFrom "
_DATED: Final = re.compile(
    rb"From [^\r\n]{0,600}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?:[A-Z][a-z]{2} +\d\d?|\d\d? +[A-Z][a-z]{2}) [^\r\n]{0,60}?\d:\d\d[^\r\n]{0,200}\r?\n"
)
_BARE: Final = re.compile(rb"From (?:-? ?|\S{1,600} ?)\r?\n")
_HEADER: Final = re.compile(rb"(?:>From |[!-9;-~]{1,200}[ \t]{0,8}:)")
_END: Final = re.compile(rb"\n\r?\n")
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_MARK: Final = b"\xef\xbb\xbf"


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Read up to so many bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail, cut into headers and body.

    Attributes
    ----------
    headers : bytes
        Lines up to the first empty one, without a separating `From ` line; no longer than `MOST_HEADERS`.
    body : bytes
        The beginning of what comes after, no longer than `MOST_BODY`.
    endless : bool
        The headers are longer than `MOST_HEADERS`.
    """

    headers: bytes
    body: bytes
    endless: bool = False


def begins_mailbox(head: bytes) -> bool:
    """Tell whether bytes begin with the line that separates the mails of a mailbox."""
    start = head.removeprefix(_MARK).lstrip(b"\r\n")
    return _DATED.match(start) is not None or (_BARE.match(start) is not None and _follows_header(start, 0))


def begins_mail(head: bytes) -> bool:
    """Tell whether bytes begin with a header."""
    return _HEADER.match(head.removeprefix(_MARK).lstrip(b"\r\n")) is not None


def one_mail(stream: Stream) -> RawMail | None:
    """Read a file that is one mail; what lies beyond the limits is not read.

    Returns
    -------
    RawMail or None
        None if the file is empty.
    """
    kept = bytearray()
    while len(kept) < _MOST and (chunk := stream.read(_MOST - len(kept))):
        kept += chunk
    return _mail(bytes(kept)) if kept.strip() else None


def mails_of_mailbox(stream: Stream) -> Iterator[RawMail]:
    """Cut a mailbox into mails.

    A mail begins at a line `From ` with a day and time that comes first, after an empty line, or before a header;
    or at a line `From ` with no more than one word after an empty line and before a header. In bodies `>From ` is read
    as `From `, and `>>From ` as `>From `, when the body is asked for (`unquoted`).

    Parameters
    ----------
    stream : binary file
        Read once, front to back, a megabyte at a time.

    Yields
    ------
    RawMail
        In order. What stands before the first beginning is a mail of its own unless it is empty.
    """
    kept, data, seek = b"", stream.read(_CHUNK).removeprefix(_MARK).lstrip(b"\r\n"), 0
    while data:
        ended = not (chunk := stream.read(_CHUNK))
        data += chunk
        start = 0
        for cut in _beginnings(data, seek, ended):
            if (mail := _mail(kept + data[start:cut])) is not None:
                yield mail
            kept, start = b"", cut
        if ended:
            if (mail := _mail(kept + data[start:])) is not None:
                yield mail
            return
        kept, data, seek = _carry(kept, data, start)


def _carry(kept: bytes, data: bytes, start: int) -> tuple[bytes, bytes, int]:
    """Keep of a mail that is not over yet: its beginning up to the limit, the bytes at its end, where to look on."""
    if len(data) - start <= _CHUNK and not kept:
        return b"", data[start:], max(len(data) - start - _TAIL, 0)
    end = max(len(data) - _TAIL - _BEFORE, start)
    room = max(_MOST - len(kept), 0)
    return kept + data[start : min(end, start + room)], data[end:], _BEFORE


def _beginnings(data: bytes, seek: int, ended: bool) -> Iterator[int]:
    """Find where mails begin, but for the first and for what the next chunk has to decide."""
    last = len(data) if ended else len(data) - _TAIL
    at = data.find(_WORD, seek)
    while 0 <= at < last:
        if _separates(data, at):
            yield at + 1
        at = data.find(_WORD, at + 1)


def _separates(data: bytes, at: int) -> bool:
    empty_before = data.endswith((b"\n", b"\n\r"), max(at - _BEFORE, 0), at)
    dated = _DATED.match(data, at + 1) is not None
    if dated and empty_before:
        return True
    if not dated and not (empty_before and _BARE.match(data, at + 1)):
        return False
    return _follows_header(data, at + 1)


def _follows_header(data: bytes, at: int) -> bool:
    """Whether the line after this one looks like a header."""
    end = data.find(b"\n", at, at + 1000)
    return end >= 0 and _HEADER.match(data, end + 1) is not None


def _mail(raw: bytes) -> RawMail | None:
    start = raw.find(b"\n") + 1 if raw.startswith(b"From ") else 0
    if start == 0 and not raw.strip():
        return None
    if raw.startswith((b"\n", b"\r\n"), start):
        return RawMail(b"", raw[start : start + MOST_BODY])
    end = _END.search(raw, start)
    if end is None:
        headers, body = raw[start:], b""
    else:
        headers, body = raw[start : end.start() + 1], raw[end.end() : end.end() + MOST_BODY]
    if len(headers) > MOST_HEADERS:
        return RawMail(headers[:MOST_HEADERS], b"", endless=True)
    return RawMail(headers, body)


def unquoted(body: bytes) -> bytes:
    """Take back the `>` that mailboxes put before `From ` at the beginning of a line of a body."""
    return _QUOTED.sub(rb"\1", body) if b">From " in body else body
