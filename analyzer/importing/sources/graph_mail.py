"""Messages as Microsoft Graph gives them (JSON): pages with `value`, arrays, one object a line, or folders of such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.instants import instant
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.mail.bodies import plain_of_html
from analyzer.importing.mail.headers import begins, fields, ids_of, marks_of
from analyzer.importing.mail.parties import MOST_RECIPIENTS, parties
from analyzer.importing.mail.quoted import quoted_messages
from analyzer.importing.mail.words import unfolded, whole
from analyzer.importing.opening import Member
from analyzer.importing.records import Mark, Message, Party, Row

KIND: Final = "graph-mail"

COLUMNS: Final = (
    ("internetMessageId", "the message's id, the same in every mailbox"),
    ("conversationId", "thread, as Exchange counts it"),
    ("sentDateTime", "time; without it receivedDateTime"),
    ("from", "sender"),
    ("sender", "further column `sent_by`, if it is another than `from`"),
    ("toRecipients", "recipients"),
    ("ccRecipients, bccRecipients", "copied"),
    ("subject", "subject"),
    ("body", "read when topics are sought in it: without quotations and signature; without it bodyPreview"),
    ("isDraft", "drafts are left out"),
    ("internetMessageHeaders", "In-Reply-To, References, and what tells automatic replies, reports and lists"),
    ("meetingMessageType, @odata.type", "mark `calendar`"),
)

_SHAPE: Final = frozenset(
    {"from", "sender", "toRecipients", "internetMessageId", "sentDateTime", "receivedDateTime", "subject", "isDraft"}
)
_LONGEST_TEXT: Final = 256 << 10
_MOST_HEADERS: Final = 1000
_SIGNS: Final = (b'"toRecipients"', b'"internetMessageId"')
_ALSO: Final = (b'"sentDateTime"', b'"receivedDateTime"', b'"conversationId"')
_MOST_LOOKED_AT: Final = 20


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members begins with a message of Microsoft Graph."""
    return any(_surely(member) for member in members[:_MOST_LOOKED_AT])


def _surely(member: Member) -> bool:
    try:
        head = member.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    except (InputError, OSError):
        return False
    return head[:1] in (b"{", b"[") and any(sign in head for sign in _SIGNS) and any(sign in head for sign in _ALSO)


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Message]:
    """Read messages.

    Parameters
    ----------
    members : sequence of Member
        JSON files; others are refused.
    how : How
        With `quoted`, quotations become messages, too; `timezone` is for their dates.
    ledger : Ledger
        Gets a file for each member.

    Yields
    ------
    Message
        Not marked in the ledger.

    Raises
    ------
    InputError
        No JSON (E407), damaged (E405), or a record of more than 64 MB (E406).
    """
    for member in members:
        file = ledger.file(member.shown, KIND)
        for row, record in json_records(member, file, under=("value",)):
            try:
                mail = _message(row, record, member.shown)
            except Unusable as reason:
                row.set_aside(reason.code, reason.detail)
                continue
            if mail is None:
                row.leave_out("E456" if record.get("isDraft") is True else "E457")
                continue
            yield mail
            if how.quoted:
                yield from quoted_messages(_text(record), mail, zone=how.timezone, where=member.shown)


def _message(row: Row, record: dict[str, Any], where: str) -> Message | None:
    """Make a message; None for a draft, or a record that is no message at all."""
    if record.get("isDraft") is True or not _SHAPE & record.keys():
        return None
    time = _time(record, where)
    sender = _person(record.get("from"), "from") or _person(record.get("sender"), "sender")
    if sender is None:
        raise Unusable("E424", "from")
    recipients, copied = _addressed(record)
    subject = unfolded(_optional(record, "subject"))
    head = _headers(record)
    in_reply_to, references = ids_of(head)
    conversation = unfolded(_optional(record, "conversationId"))
    return Message(
        row,
        time,
        "email",
        sender,
        recipients,
        copied,
        message_id=unfolded(_optional(record, "internetMessageId")).strip("<> "),
        in_reply_to=in_reply_to,
        references=references,
        thread=f"exchange:{conversation}" if conversation else "",
        begins=bool(head) and begins(in_reply_to, references, subject),
        subject=subject,
        body=partial(_text, record),
        marks=_marks(record, head, subject, sender),
        more=_sent_by(record, sender),
    )


def _time(record: dict[str, Any], where: str) -> int:
    said = _optional(record, "sentDateTime") or _optional(record, "receivedDateTime")
    try:
        return instant(said, zone="UTC", where=where)
    except Unusable as reason:
        raise Unusable(reason.code, "sentDateTime") from None


def _optional(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable("E432", name)
    return value


def _person(value: object, name: str) -> Party | None:
    """Read a recipient: `{"emailAddress": {"name": ..., "address": ...}}`; null where nobody is told."""
    if value is None:
        return None
    told = value.get("emailAddress") if isinstance(value, dict) else value
    if told is None:
        return None
    if not isinstance(told, dict):
        raise Unusable("E432", name)
    address, shown = unfolded(_optional(told, "address")), unfolded(_optional(told, "name"))
    found = parties(address, name) if address else ()
    if not found:
        return Party("name", shown) if shown else None
    same = shown.lower() == found[0].value
    return Party(found[0].kind, found[0].value, "" if same else shown)


def _people(record: dict[str, Any], name: str) -> tuple[Party, ...]:
    value = record.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Unusable("E432", name)
    if len(value) > MOST_RECIPIENTS:
        raise Unusable("E426", name)
    found = (_person(each, name) for each in value)
    return tuple({(party.kind, party.value): party for party in found if party is not None}.values())


def _addressed(record: dict[str, Any]) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    recipients = _people(record, "toRecipients")
    known = {(party.kind, party.value) for party in recipients}
    others = {
        (party.kind, party.value): party
        for name in ("ccRecipients", "bccRecipients")
        for party in _people(record, name)
        if (party.kind, party.value) not in known
    }
    if not recipients and not others:
        raise Unusable("E425", "toRecipients")
    if len(recipients) + len(others) > MOST_RECIPIENTS:
        raise Unusable("E426", "toRecipients")
    return recipients, tuple(others.values())


def _headers(record: dict[str, Any]) -> dict[str, str]:
    """Read the headers of the mail, where they were asked for; an entry of another form is passed over."""
    told = record.get("internetMessageHeaders")
    if told is None:
        return {}
    if not isinstance(told, list):
        raise Unusable("E432", "internetMessageHeaders")
    lines = [
        f"{each['name']}: {unfolded(each['value'])}"
        for each in told[:_MOST_HEADERS]
        if isinstance(each, dict) and isinstance(each.get("name"), str) and isinstance(each.get("value"), str)
    ]
    return fields("\n".join(lines).encode("utf-8", "replace"))


def _marks(record: dict[str, Any], head: dict[str, str], subject: str, sender: Party) -> tuple[Mark, ...]:
    meeting = record.get("meetingMessageType")
    invited = meeting not in (None, "none") or "eventMessage" in str(record.get("@odata.type") or "")
    return marks_of(head, subject, sender, calendar=invited)


def _sent_by(record: dict[str, Any], author: Party) -> tuple[tuple[str, str], ...]:
    other = _person(record.get("sender"), "sender")
    if other is None or (other.kind, other.value) == (author.kind, author.value):
        return ()
    return (("sent_by", other.value),)


def _text(record: dict[str, Any]) -> str:
    """Read the text of a message; its beginning, if that is all there is."""
    body = record.get("body")
    content = body.get("content") if isinstance(body, dict) else None
    if isinstance(body, dict) and isinstance(content, str) and content.strip():
        text = whole(content[:_LONGEST_TEXT])
        return plain_of_html(text) if body.get("contentType") == "html" else text
    preview = record.get("bodyPreview")
    return whole(preview) if isinstance(preview, str) else ""
