"""Mailboxes: mbox files, single mails (EML), Maildir folders, and folders or archives of them.

One mail is one record. The files of single mails that lie in one folder are counted together, in order of their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from analyzer.errors import InputError
from analyzer.importing.codes import refusal
from analyzer.importing.how import How
from analyzer.importing.ledger import FileLedger, Ledger, Unusable
from analyzer.importing.mail.bodies import has_invitation, text_of
from analyzer.importing.mail.headers import fields, message, unsent
from analyzer.importing.mail.quoted import quoted_messages
from analyzer.importing.mail.splitting import (
    RawMail,
    begins_mail,
    begins_mailbox,
    mails_of_mailbox,
    one_mail,
    unquoted,
)
from analyzer.importing.opening import Member
from analyzer.importing.records import Message, Row

KIND: Final = "mbox"

COLUMNS: Final = (
    ("Message-ID", "the message's id, the same in every mailbox"),
    ("In-Reply-To, References", "what it answers, and the conversation; without In-Reply-To the last reference"),
    ("From", "sender: the first address"),
    ("Sender", "further column `sent_by`, if it is another than From: an assistant or a system"),
    ("To", "recipients"),
    ("Cc, Bcc", "copied"),
    ("Date", "time; `-0000` is UTC, a date without a zone has the declared one"),
    ("Subject", "subject, decoded"),
    ("Auto-Submitted, Precedence, X-Autoreply, X-Autorespond", "mark `auto_reply`, as have well-known subjects"),
    ("Content-Type, Content-Class", "marks `bounce` (reports), `receipt`, `calendar` (a part with a method)"),
    ("X-Failed-Recipients", "mark `bounce`"),
    ("List-Id, List-Unsubscribe", "mark `list`"),
    ("X-GM-THRID", "thread, as Gmail counts it"),
    ("Thread-Index", "thread, as Exchange counts it, where there are no References"),
    ("X-Unsent, X-Mozilla-Draft-Info, X-Gmail-Labels", "drafts are left out; so are those of Maildir (flag `D`)"),
    ("text of the body", "read when topics are sought in it: without quotations, signature and attachments"),
)

_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Outlook message (.msg)"),
    (b"!BDN", "an Outlook data file (PST or OST)"),
)
_EXPORT: Final = "Export it as mbox or EML: Outlook saves mails as files, Thunderbird and readpst convert PST files."
_MAILBOX_ENDINGS: Final = (".mbox", ".mbx", ".mboxrd", ".mboxo")
_MAIL_ENDINGS: Final = (".eml", ".emlx")
_INDEX_ENDINGS: Final = (".msf", ".dat", ".html", ".ini", ".db", ".sqlite", ".log", ".json", ".csv", ".txt", ".xml")
_INDEX_NAMES: Final = ("dovecot", "courier", "maildirfolder", "maildirsize", "subscriptions", "popstate")
_DRAFT_FLAG: Final = re.compile(r"2,[A-CE-Za-z]*D")
_MOST_LOOKED_AT: Final = 40
_HEAD: Final = 4096


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members surely is a mailbox or a mail."""
    return any(_surely(member) for member in members[:_MOST_LOOKED_AT])


def _surely(member: Member) -> bool:
    try:
        head = member.head(_HEAD)
    except (InputError, OSError):
        return False
    if begins_mailbox(head):
        return True
    return (member.name.endswith(_MAIL_ENDINGS) or _in_maildir(member)) and begins_mail(head)


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Message]:
    """Read mailboxes and mails.

    Parameters
    ----------
    members : sequence of Member
        Of a file, folder or archive.
    how : How
        `timezone` is for dates without a zone; with `quoted`, quotations become messages, too.
    ledger : Ledger
        Gets a file for each mailbox, and one for the single mails of each folder.

    Yields
    ------
    Message
        Not marked in the ledger: whoever takes it says what became of it.

    Raises
    ------
    InputError
        A file of Outlook's own (E407), a date without zone where none is declared (E409), or a file that cannot be
        read (E405, E403).
    """
    folders: dict[str, FileLedger] = {}
    for member in members:
        head = member.head(_HEAD)
        _refuse_others(member, head)
        if _is_mailbox(member, head):
            yield from _of_mailbox(member, how, ledger.file(member.shown, KIND))
        else:
            yield from _of_mail(member, head, how, _folder(member, len(members) == 1, folders, ledger))


def _refuse_others(member: Member, head: bytes) -> None:
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise refusal("E407", f"{member.shown}: {what}", help=_EXPORT)


def _is_mailbox(member: Member, head: bytes) -> bool:
    if member.name.endswith(_MAIL_ENDINGS) or _in_maildir(member):
        return False
    return begins_mailbox(head) or member.name.endswith(_MAILBOX_ENDINGS) or (member.name == KIND and bool(head))


def _in_maildir(member: Member) -> bool:
    return PurePosixPath(member.inner).parent.name in ("cur", "new")


def _folder(member: Member, alone: bool, folders: dict[str, FileLedger], ledger: Ledger) -> FileLedger:
    shown = member.shown if alone else member.shown.rpartition("/")[0]
    if shown not in folders:
        folders[shown] = ledger.file(shown, KIND)
    return folders[shown]


def _of_mailbox(member: Member, how: How, file: FileLedger) -> Iterator[Message]:
    with member.open() as stream:
        for raw in mails_of_mailbox(stream):
            yield from _messages(raw, file.open(), how, file, mailbox=True)


def _of_mail(member: Member, head: bytes, how: How, file: FileLedger) -> Iterator[Message]:
    if _is_index(member, head):
        file.open().leave_out("E457")
        return
    if _in_maildir(member) and _DRAFT_FLAG.search(PurePosixPath(member.inner).name):
        file.open().leave_out("E456")
        return
    with member.open() as stream:
        raw = one_mail(stream)
    if raw is not None:
        yield from _messages(raw, file.open(), how, file, mailbox=False)


def _is_index(member: Member, head: bytes) -> bool:
    """Whether a file is what programs keep beside mails, or a mail that is still being delivered."""
    if PurePosixPath(member.inner).parent.name == "tmp" and not member.name.endswith(_MAIL_ENDINGS):
        return True
    return member.name.startswith(_INDEX_NAMES) or (member.name.endswith(_INDEX_ENDINGS) and not begins_mail(head))


def _messages(raw: RawMail, row: Row, how: How, file: FileLedger, *, mailbox: bool) -> Iterator[Message]:
    head = fields(raw.headers)
    if unsent(head):
        row.leave_out("E456")
        return
    try:
        mail = _message(raw, head, row, how, file, mailbox=mailbox)
    except Unusable as reason:
        row.set_aside(reason.code, reason.detail)
        return
    yield mail
    if how.quoted:
        text = _text(raw.headers, raw.body, mailbox)
        yield from quoted_messages(text, mail, zone=how.timezone, where=file.file)


def _message(raw: RawMail, head: dict[str, str], row: Row, how: How, file: FileLedger, *, mailbox: bool) -> Message:
    if raw.endless:
        raise Unusable("E427")
    calendar = has_invitation(raw.body)
    mail = message(head, row, zone=how.timezone, where=file.file, calendar=calendar)
    mail.body = partial(_text, raw.headers, raw.body, mailbox)
    return mail


def _text(headers: bytes, body: bytes, mailbox: bool) -> str:
    return text_of(headers, unquoted(body) if mailbox else body)
