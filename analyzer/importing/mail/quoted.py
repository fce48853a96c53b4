"""Earlier mails that stand as quotations in a later one: often the only copy of the other side, and of lower trust.

Only what a quotation's own head says is believed: a sender and a date, written so that they can be read one way only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from quotequail import unwrap

from analyzer.errors import InputError
from analyzer.importing.instants import EPOCH, local, microseconds
from analyzer.importing.ledger import Unusable
from analyzer.importing.mail.dates import sent
from analyzer.importing.mail.parties import parties
from analyzer.importing.mail.words import unfolded
from analyzer.importing.records import Message, Party

_DEEPEST: Final = 10
_MOST_LINES: Final = 2000
_LONGEST_LINE: Final = 2000
_MINUTE: Final = 60_000_000
_AGAIN: Final = re.compile(r"^(?:(?:re|aw|fw|fwd|wg|sv|antw|tr|rv|r|vs)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)

_NAMED_MONTHS: Final = (
    ("jan", "ene"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrt", "maa"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mei", "maj"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aoû", "aou", "ago"),
    ("sep",),
    ("oct", "okt", "out"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)
_MONTHS: Final = {name: number for number, names in enumerate(_NAMED_MONTHS, start=1) for name in names}
_TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.](\d\d)(?::(\d\d))?(?![\d:.])\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE
)
_ISO_DAY: Final = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DOTTED_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)")
_WORDED_DAY: Final = re.compile(
    r"(?<!\d)(?:(\d{1,2})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?|([^\W\d_]{3,12})\.?\s+(\d{1,2})),?"
    r"\s+(?:de\s+)?(\d{4})(?!\d)"
)
_HEAD_TIME: Final = re.compile(
    r".*?\d(?::|\.(?!\d\d\.))\d\d(?!\d)(?::\d\d)?(?:\s*[apAP]\.?[mM]\.?)?(?:\s*\(?(?:GMT|UTC)?\s*[+-]\d{4}\)?)?"
)


@dataclass(frozen=True, slots=True)
class _Quotation:
    sender: Party
    time: int
    recipients: tuple[Party, ...]
    subject: str
    text: str


def quoted_messages(text: str, mail: Message, *, zone: str | None, where: str) -> Iterator[Message]:
    """Make messages of the quotations in a mail.

    Parameters
    ----------
    text : str
        Of the mail, as `text_of` gives it.
    mail : Message
        The mail itself: who answers a mail has got it, so he is its recipient where the quotation does not say.
    zone : str or None
        Of the dates of quotations, which hardly ever say one. Without it, only those that do are read.
    where : str
        The file, for messages.

    Yields
    ------
    Message
        Marked `quoted`, the latest first; its id is made of sender, minute and subject, so that it is the same
        wherever the same mail is quoted. It belongs to the record of the mail.
    """
    below = "\n".join(line[:_LONGEST_LINE] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES])
    holder, subject = mail.sender, _AGAIN.sub("", mail.subject)
    for _ in range(_DEEPEST):
        found = unwrap(below)
        if found is None or not (below := found.get("text", "")):
            return
        read = _quotation(found, zone, where)
        if read is None or read.time > mail.time:
            return
        others = tuple(party for party in read.recipients if party != read.sender)
        if not others and holder is not None and holder.value != read.sender.value:
            others = (holder,)
        subject = _AGAIN.sub("", read.subject) or subject
        if others:
            yield _message(read, mail, others, read.subject or subject)
        holder = read.sender


def _message(read: _Quotation, mail: Message, recipients: tuple[Party, ...], subject: str) -> Message:
    return Message(
        mail.row,
        read.time,
        "email",
        read.sender,
        recipients,
        message_id=_id(read, subject),
        references=mail.references or ((mail.in_reply_to,) if mail.in_reply_to else ()),
        thread=mail.thread,
        subject=subject,
        body=partial(str, read.text),
        marks=("quoted",),
    )


def _id(read: _Quotation, subject: str) -> str:
    said = "\n".join([read.sender.value, str(read.time // _MINUTE), _AGAIN.sub("", subject).lower()])
    return f"quoted-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _quotation(found: dict[str, str], zone: str | None, where: str) -> _Quotation | None:
    """Read the head of a quotation; None if it does not say clearly who wrote, and when."""
    date, author = found.get("date", ""), found.get("from", "")
    if found.get("type") == "reply":
        # The library cuts `Mon, Jan 5, 2026 at 10:00 <a@example.org>` at a comma within the date.
        cut = _HEAD_TIME.match(head := f"{date}, {author}")
        date, author = (head[: cut.end()], head[cut.end() :].lstrip(" ,;")) if cut is not None else (date, author)
    time = _moment(date, zone, where)
    sender = _people(author)
    if time is None or len(sender) != 1:
        return None
    recipients = (*_people(found.get("to", "")), *_people(found.get("cc", "")))
    return _Quotation(
        sender[0], time, tuple(dict.fromkeys(recipients)), unfolded(found.get("subject", "")), found["text"]
    )


def _people(text: str) -> tuple[Party, ...]:
    """Read addresses as mailers show them in text: `Name [mailto:a@example.org]`, `*Name* <a@example.org>`."""
    shown = re.sub(r"\[mailto:([^\]\s]+)\]|<mailto:([^>\s]+)>", r"<\1\2>", text).replace("*", "")
    try:
        return parties(unfolded(shown))
    except Unusable:
        return ()


def _moment(text: str, zone: str | None, where: str) -> int | None:
    """Read a date as people's mailers write it; None if it may mean several days, or its zone is not known."""
    try:
        return sent(text, zone=zone, where=where)
    except (Unusable, InputError):
        pass
    clock, day = _TIME.search(text), _day(text)
    if clock is None or day is None or zone is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    try:
        moment = datetime(*day, hour, int(clock[2]), int(clock[3] or 0))
        return microseconds(local(moment, zone, where))
    except (ValueError, Unusable):
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    if (iso := _ISO_DAY.search(text)) is not None:
        return int(iso[1]), int(iso[2]), int(iso[3])
    if (dotted := _DOTTED_DAY.search(text)) is not None:
        return int(dotted[3]), int(dotted[2]), int(dotted[1])
    for worded in _WORDED_DAY.finditer(text):
        name = (worded[2] or worded[3]).lower()
        month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
        if month is not None and int(worded[5]) >= EPOCH.year:
            return int(worded[5]), month, int(worded[1] or worded[4])
    return None
