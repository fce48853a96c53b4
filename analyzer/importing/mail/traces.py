"""A message trace's CSV as rows of named fields, and its times: formats of several commands, one meaning.

Nothing here knows ledgers or messages.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Final, cast

from analyzer.importing.codes import refusal
from analyzer.importing.instants import instant, microseconds
from analyzer.importing.ledger import Unusable
from analyzer.importing.mail.words import decoded
from analyzer.importing.opening import Member

FIELDS: Final = {
    "received": ("received", "origintimestamputc", "dateutc"),
    "sender": ("senderaddress",),
    "recipient": ("recipientaddress",),
    "recipients": ("recipientstatus",),
    "status": ("status", "deliverystatus"),
    "subject": ("subject", "messagesubject"),
    "message": ("messageid", "internetmessageid"),
    "trace": ("messagetraceid", "networkmessageid"),
}
"""Our names to headings, in lower case without blanks, hyphens and underscores."""

_LONGEST_LINE: Final = 1 << 20
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SLASHED: Final = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}),? +(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?(?:\s*([AaPp])\.?[Mm]\.?)?"
)
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),? +(\d{1,2}):(\d\d)(?::(\d\d))?()")


@dataclass(slots=True)
class TimeOrder:
    """Which of day and month comes first in a file that writes `1/5/2026`: told by a number over twelve.

    Attributes
    ----------
    day_first, month_first : bool
        Whether some time of the file shows it.
    """

    day_first: bool = False
    month_first: bool = False

    def see(self, text: str) -> None:
        """Take a time of the file into account."""
        if (found := _SLASHED.fullmatch(text)) is not None:
            self.day_first |= int(found[1]) > 12
            self.month_first |= int(found[2]) > 12

    def instant(self, text: str, where: str) -> int:
        """Read a time, which is UTC in whatever way it is written.

        Raises
        ------
        Unusable
            None (E420), none that can be read (E421), one before 1970 or after 2100 (E423), or one that may mean two
            days (E435).
        """
        if (slashed := _SLASHED.fullmatch(text)) is not None:
            first, second = int(slashed[1]), int(slashed[2])
            if first != second and self.day_first == self.month_first:
                raise Unusable("E435", "Received")
            return _moment(slashed, *((second, first) if self.day_first else (first, second)))
        if (dotted := _DOTTED.fullmatch(text)) is not None:
            return _moment(dotted, int(dotted[2]), int(dotted[1]))
        try:
            return instant(text, zone="UTC", where=where)
        except Unusable as reason:
            raise Unusable(reason.code, "Received") from None


def _moment(found: re.Match[str], month: int, day: int) -> int:
    hour = int(found[4])
    if found[7]:
        hour = hour % 12 + (12 if found[7] in "Pp" else 0)
    try:
        moment = datetime(int(found[3]), month, day, hour, int(found[5]), int(found[6] or 0), tzinfo=UTC)
    except ValueError:
        raise Unusable("E421", "Received") from None
    return microseconds(moment)


def columns_of(heading: list[str]) -> dict[str, int] | None:
    """Find our fields in a line of headings; None if it is no message trace."""
    seen = {
        re.sub(r"[\s_()-]", "", name).lower().strip("\ufeff\"'"): at for at, name in reversed([*enumerate(heading)])
    }
    found = {field: seen[name] for field, names in FIELDS.items() for name in names if name in seen}
    somebody = "recipient" in found or "recipients" in found
    return (
        found if {"received", "sender"} <= found.keys() and somebody and {"message", "trace"} & found.keys() else None
    )


def heading_of(head: bytes) -> tuple[dict[str, int], str] | None:
    """Find the fields in the first bytes of a file.

    Returns
    -------
    (dict, str) or None
        Field to position, and what separates cells; None if it is no message trace.
    """
    text = head.decode(_encoding(head), "ignore").replace("\0", "")
    for line in text.splitlines()[:2]:
        for separator in (",", ";", "\t"):
            cells = next(csv.reader([line[:10_000]], delimiter=separator), [])
            if (found := columns_of(cells)) is not None:
                return found, separator
    return None


def _encoding(head: bytes) -> str:
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def rows_of(member: Member) -> Iterator[dict[str, str]]:
    """Read the rows below the headings; a cell that is missing is empty.

    Raises
    ------
    InputError
        No message trace (E407), or a damaged file (E405).
    """
    head = member.head()
    told = heading_of(head)
    if told is None:
        raise refusal("E407", f"{member.shown}: no columns of a message trace")
    columns, separator = told
    below = False
    with member.open() as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream), _encoding(head), "surrogateescape", newline="")
        try:
            for cells in csv.reader(_lines(cast("IO[str]", text), member.shown), delimiter=separator):
                if below and cells:
                    yield {field: _clean(cells[at]) if at < len(cells) else "" for field, at in columns.items()}
                below = below or columns_of(cells) is not None
        except (csv.Error, UnicodeError) as error:
            raise refusal("E405", f"{member.shown}: {error}") from None


def _lines(text: IO[str], shown: str) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise refusal("E405", f"{shown}: a line of more than a million characters")
        yield line


def _clean(cell: str) -> str:
    """Take out NULs; bytes that are not UTF-8 are what Windows writes."""
    if not cell.isascii():
        cell = decoded(cell.encode("utf-8", "surrogateescape"))
    return cell.replace("\0", "").strip()
