"""The header block of a mail to a message: who, to whom, when, in answer to what, and what kind of mail it is.

Bodies are not looked at here; `bodies` and `quoted` do that when somebody asks.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from analyzer.importing.ledger import Unusable
from analyzer.importing.mail.dates import sent
from analyzer.importing.mail.parties import MOST_RECIPIENTS, parties
from analyzer.importing.mail.words import decoded, unfolded, words
from analyzer.importing.records import Mark, Message, Party, Row

_LISTS: Final = frozenset({"to", "cc", "bcc"})
"""Headers that some mailers write several times; all are taken together. Of others the first counts."""

_WANTED: Final = _LISTS | {
    "message-id",
    "in-reply-to",
    "references",
    "from",
    "sender",
    "date",
    "subject",
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-failed-recipients",
    "content-type",
    "content-class",
    "list-id",
    "list-unsubscribe",
    "x-gm-thrid",
    "thread-index",
    "x-unsent",
    "x-mozilla-draft-info",
    "x-gmail-labels",
}
_MOST_REFERENCES: Final = 100
_THREAD_INDEX: Final = 22
"""Bytes of a `Thread-Index` that all mails of a conversation have in common ([MS-OXOMSG], 2.2.1.3)."""

_ID: Final = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_REPLY: Final = re.compile(
    r"\s*(?:\[[^\]]{1,20}\]\s*)*(?:re|aw|sv|antw|ref|rif|res)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}[:\uff1a]", re.IGNORECASE
)
_METHOD: Final = re.compile(r"\bmethod\s*=", re.IGNORECASE)
_ABSENCE: Final = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|automatische antwort|"
    r"abwesenheits(?:notiz|nachricht|meldung)|abwesend|réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de (?:la )?oficina|risposta automatica|automatisch antwoord|afwezig(?:heid)?|autosvar|resposta automática)"
    r"\b",
    re.IGNORECASE,
)
_BOUNCED: Final = re.compile(
    r"\s*(?:undeliver(?:able|ed)|delivery (?:status notification \(failure\)|has failed)|mail delivery failed|"
    r"returned mail:|unzustellbar|nicht zustellbar)",
    re.IGNORECASE,
)
_BOUNCERS: Final = ("mailer-daemon@", "postmaster@", "microsoftexchange")
_DRAFTS: Final = frozenset(
    {"drafts", "draft", "entwürfe", "brouillons", "borradores", "bozze", "concepten", "rascunhos", "utkast"}
)
_RECEIPT: Final = re.compile(r"\s*(?:read:|not read:|gelesen:|delivered:)", re.IGNORECASE)


def fields(block: bytes) -> dict[str, str]:
    """Read the wanted fields of a header block.

    Parameters
    ----------
    block : bytes
        Lines up to the first empty one. What follows a line that is no header does not belong to it.

    Returns
    -------
    dict
        Name in lower case to value, folded as it stands, without NULs. Bytes beyond ASCII are UTF-8 or Windows-1252.
        Empty if no line is a header; with the key `""` alone if there are headers, but none that is wanted.
    """
    text = _text(block).replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, str] = {}
    name, parts, seen = "", [""], False
    for line in text.split("\n"):
        if line[:1] in (" ", "\t"):
            parts.append(line)
            continue
        head, colon, value = line.partition(":")
        if not colon or not head or " " in head.rstrip() or "\t" in head.rstrip():
            if seen and line and not line.startswith(("From ", ">From ")):
                break
            continue
        if name:
            _keep(found, name, parts)
        seen = True
        lowered = head.rstrip().lower()
        name, parts = (lowered, [value]) if lowered in _WANTED else ("", [""])
    if name:
        _keep(found, name, parts)
    return found or ({"": ""} if seen else {})


def _text(block: bytes) -> str:
    """Decode headers; where they are not all UTF-8, line by line: each mailer on the way wrote as it liked."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(decoded(line) for line in block.split(b"\n"))


def _keep(found: dict[str, str], name: str, parts: list[str]) -> None:
    value = (parts[0] if len(parts) == 1 else "\n".join(parts)).strip()
    if name not in found:
        found[name] = value
    elif name in _LISTS and value:
        found[name] = f"{found[name]}, {value}" if found[name] else value


def unsent(head: dict[str, str]) -> bool:
    """Tell whether it is a draft, which nobody got: by what Outlook, Thunderbird and Gmail write into it."""
    if head.get("x-unsent") == "1" or "x-mozilla-draft-info" in head:
        return True
    labels = head.get("x-gmail-labels")
    return labels is not None and not _DRAFTS.isdisjoint(label.strip().lower() for label in words(labels).split(","))


def message(head: dict[str, str], row: Row, *, zone: str | None, where: str, calendar: bool = False) -> Message:
    """Make a message of the fields of a mail, without body.

    Parameters
    ----------
    head : dict
        As `fields` gives them.
    row : Row
        Where the mail stands.
    zone : str or None
        For dates that say no zone.
    where : str
        The file, for messages.
    calendar : bool
        Whether a part of the mail is an invitation or an answer to one.

    Raises
    ------
    InputError
        A date without a zone, and none is declared (E409).
    Unusable
        No headers (E428), no usable date (E420 to E423), sender (E424) or recipient (E425), too many of them (E426).
    """
    if not head:
        raise Unusable("E428")
    time = sent(head.get("date"), zone=zone, where=where)
    author = parties(head.get("from", ""), "From")
    if not author:
        raise Unusable("E424", "From")
    recipients, copied = _addressed(head)
    subject = words(head.get("subject", ""))
    answered, references = ids_of(head)
    return Message(
        row,
        time,
        "email",
        author[0],
        recipients,
        copied,
        message_id=_id(head.get("message-id", "")),
        in_reply_to=answered,
        references=references,
        thread=_thread(head, references),
        begins=begins(answered, references, subject),
        subject=subject,
        marks=marks_of(head, subject, author[0], calendar=calendar),
        more=_sent_by(head, author[0]),
    )


def _addressed(head: dict[str, str]) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    recipients = parties(head.get("to", ""), "To")
    copied: dict[Party, None] = {}
    for header in ("Cc", "Bcc"):
        if value := head.get(header.lower()):
            copied |= dict.fromkeys(parties(value, header))
    known = {(party.kind, party.value) for party in recipients} if copied else set()
    others = tuple(party for party in copied if (party.kind, party.value) not in known)
    if not recipients and not others:
        raise Unusable("E425", "To, Cc, Bcc")
    if len(recipients) + len(others) > MOST_RECIPIENTS:
        raise Unusable("E426", "To, Cc, Bcc")
    return recipients, others


def ids_of(head: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Read what a mail answers, and the ids of the conversation, oldest first; of very many the first and the last.

    A mail without `In-Reply-To` answers the last of its references: that is where mailers put it (RFC 5322, 3.6.4).
    """
    references = _references(head)
    return _id(head.get("in-reply-to", "")) or (references[-1] if references else ""), references


def begins(answered: str, references: tuple[str, ...], subject: str) -> bool:
    """Tell whether a mail whose headers are all there surely answers nothing.

    Some mailers leave out what is answered; the subject of an answer shows it all the same.

    Examples
    --------
    >>> begins("", (), "Any news?"), begins("", (), "AW: Any news?"), begins("one@mail", (), "Any news?")
    (True, False, False)
    """
    return not answered and not references and _REPLY.match(subject) is None


def _id(value: str) -> str:
    """Read the first id; one that lost its brackets is taken if it is a single word with an `@`."""
    found = _ID.search(value)
    if found is not None:
        return found[1]
    word = value.strip().strip("<>")
    return word if "@" in word and len(word.split()) == 1 and len(word) <= 900 else ""


def _references(head: dict[str, str]) -> tuple[str, ...]:
    value = head.get("references")
    if not value:
        return ()
    found = tuple(dict.fromkeys(_ID.findall(value)))
    return found if len(found) <= _MOST_REFERENCES else (found[0], *found[1 - _MOST_REFERENCES :])


def _thread(head: dict[str, str], references: tuple[str, ...]) -> str:
    gmail = head.get("x-gm-thrid", "").strip()
    if gmail.isascii() and gmail.isdigit():
        return f"gmail:{gmail}"
    index = head.get("thread-index")
    if references or not index:
        return ""
    try:
        data = binascii.a2b_base64(index)
    except (binascii.Error, ValueError):
        return ""
    return f"exchange:{data[:_THREAD_INDEX].hex()}" if len(data) >= _THREAD_INDEX else ""


def _sent_by(head: dict[str, str], author: Party) -> tuple[tuple[str, str], ...]:
    value = head.get("sender")
    if not value:
        return ()
    others = [party for party in parties(value, "Sender") if (party.kind, party.value) != (author.kind, author.value)]
    return (("sent_by", others[0].value),) if others else ()


def marks_of(head: dict[str, str], subject: str, author: Party, *, calendar: bool) -> tuple[Mark, ...]:
    """Tell what kind of mail it is.

    Parameters
    ----------
    head : dict
        As `fields` gives them.
    subject : str
        Decoded.
    author : Party
        Who wrote it.
    calendar : bool
        Whether a part of it is an invitation or an answer to one.

    Returns
    -------
    tuple of str
        `bounce`, `receipt`, `calendar` or `auto_reply`, whichever comes first, and `list` beside it.

    Notes
    -----
    `X-Auto-Response-Suppress` is not asked: gateways add it to what people write. Nor is `Precedence: bulk`.

    References
    ----------
    RFC 3834 (Auto-Submitted), 6522 (reports), 3464 (bounces), 8098 (receipts), 6047 (invitations), 2919 (lists).
    """
    kind = _kind_of(head, subject, author, calendar)
    to_many = "list-id" in head or "list-unsubscribe" in head or head.get("precedence", "").lower() == "list"
    sent_to_many: tuple[Mark, ...] = ("list",) if to_many else ()
    return sent_to_many if kind is None else (kind, *sent_to_many)


def _kind_of(head: dict[str, str], subject: str, author: Party, calendar: bool) -> Mark | None:
    content = head.get("content-type", "").lower()
    if content.startswith("multipart/report"):
        return "receipt" if "disposition-notification" in content else "bounce"
    if "x-failed-recipients" in head:
        return "bounce"
    if _BOUNCED.match(subject) and author.value.lower().startswith(_BOUNCERS):
        return "bounce"
    invited = content.startswith("text/calendar") and _METHOD.search(content) is not None
    if calendar or invited or "calendarmessage" in head.get("content-class", "").lower():
        return "calendar"
    if "report" in head.get("content-class", "").lower() or (_RECEIPT.match(subject) and _automatic(head)):
        return "receipt"
    return "auto_reply" if _automatic(head) or _ABSENCE.match(subject) else None


def _automatic(head: dict[str, str]) -> bool:
    submitted = unfolded(head.get("auto-submitted", "")).lower().partition(";")[0].partition("(")[0].strip()
    return (
        submitted not in ("", "no")
        or head.get("precedence", "").lower() in ("auto_reply", "auto-reply")
        or head.get("x-autoreply", "no").lower() not in ("no", "")
        or "x-autorespond" in head
    )
