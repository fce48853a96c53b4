"""Message traces of Microsoft 365 (CSV): who wrote to whom and when, without any text.

`Get-MessageTrace` and `Get-MessageTraceV2` have one row for each recipient; the rows of a message become one, and share
what becomes of it. Reports of historical searches have one row for each message. All times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.ledger import FileLedger, Ledger, Unusable
from analyzer.importing.mail.headers import marks_of
from analyzer.importing.mail.parties import MOST_RECIPIENTS, parties
from analyzer.importing.mail.traces import TimeOrder, heading_of, rows_of
from analyzer.importing.mail.words import unfolded
from analyzer.importing.opening import Member
from analyzer.importing.records import Message, Party, Row

KIND: Final = "message-trace"

COLUMNS: Final = (
    ("Received, origin_timestamp_utc", "time, UTC; of several rows the earliest"),
    ("SenderAddress, sender_address", "sender"),
    ("RecipientAddress", "one recipient; in the order of the rows"),
    ("recipient_status", "all recipients, each with what became of it: `a@example.com##Receive, Deliver;...`"),
    ("Status", "a recipient that it did not reach is left out: failed, quarantined, taken for spam, pending"),
    ("Subject, message_subject", "subject; well-known ones give the mark `auto_reply`, or `bounce`"),
    ("MessageId, message_id", "the message's id; rows with the same id and sender are one message"),
    ("MessageTraceId, network_message_id", "what rows without a message id are brought together by"),
)

_NOT_REACHED: Final = frozenset(
    {"failed", "fail", "filteredasspam", "quarantined", "quarantine", "pending", "none", "defer"}
)
"""`Expanded` is none of these: the sender wrote to a distribution list, whose members have rows of their own. Both are
kept as recipients, since the list is what he wrote to and the members are who got it."""

_MOST_LOOKED_AT: Final = 20
_HEAD: Final = 8192


@dataclass(slots=True)
class _Gathered:
    """The rows of one message so far."""

    sender: str
    subject: str
    id: str
    times: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    recipients: dict[str, None] = field(default_factory=dict)


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members has the headings of a message trace."""
    return any(_surely(member) for member in members[:_MOST_LOOKED_AT])


def _surely(member: Member) -> bool:
    try:
        return heading_of(member.head(_HEAD)) is not None
    except (InputError, OSError):
        return False


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Message]:
    """Read message traces; the messages of a file are held in memory, since their rows may stand far apart.

    Parameters
    ----------
    members : sequence of Member
        Each a CSV file: UTF-8, UTF-16 or Windows-1252; separated by `,`, `;` or tabs.
    how : How
        Not asked: the times of traces are UTC.
    ledger : Ledger
        Gets a file for each member.

    Yields
    ------
    Message
        In the order of their first rows; not marked in the ledger. Its row stands for all its rows.

    Raises
    ------
    InputError
        A file is no message trace (E407), or damaged (E405).
    """
    for member in members:
        yield from _of_file(member, ledger.file(member.shown, KIND))


def _of_file(member: Member, file: FileLedger) -> Iterator[Message]:
    order = TimeOrder()
    for cells in rows_of(member):
        order.see(cells["received"])
    groups: dict[tuple[str, str], _Gathered] = {}
    for cells in rows_of(member):
        row = file.open()
        try:
            _gather(groups, row, cells, order, member.shown)
        except Unusable as reason:
            row.set_aside(reason.code, reason.detail)
    for gathered in groups.values():
        row = gathered.rows[0].with_also(gathered.rows[1:])
        try:
            yield _message(gathered, row)
        except Unusable as reason:
            row.set_aside(reason.code, reason.detail)


def _gather(
    groups: dict[tuple[str, str], _Gathered], row: Row, cells: dict[str, str], order: TimeOrder, where: str
) -> None:
    """Take a row to those of its message, unless it reached nobody or says what another says."""
    time = order.instant(cells["received"], where)
    reached = _reached(cells)
    if reached is None:
        row.leave_out("E456")
        return
    key = cells.get("message") or cells.get("trace") or ""
    if not key:
        raise Unusable("E430", "MessageId")
    sender = cells["sender"]
    gathered = groups.setdefault(
        (key, sender.lower()), _Gathered(sender, cells.get("subject", ""), cells.get("message", ""))
    )
    if gathered.rows and reached and all(address in gathered.recipients for address in reached):
        row.duplicate()
        return
    gathered.times.append(time)
    gathered.rows.append(row)
    gathered.recipients |= dict.fromkeys(reached)


def _reached(cells: dict[str, str]) -> list[str] | None:
    """List the addresses that a row says were reached; None if it names some, but none was."""
    if "recipients" not in cells:
        recipient = cells["recipient"].lower()
        return None if _plain(cells.get("status", "")) in _NOT_REACHED else [recipient] if recipient else []
    pairs = [each.partition("##") for each in cells["recipients"].split(";") if each.strip()]
    reached = [
        address.strip().lower()
        for address, _, events in pairs
        if not _NOT_REACHED & {_plain(event) for event in events.split(",")}
    ]
    return reached if reached or not pairs else None


def _plain(status: str) -> str:
    return "".join(status.split()).lower()


def _message(gathered: _Gathered, row: Row) -> Message:
    sender = _one(gathered.sender)
    if sender is None:
        raise Unusable("E424", "SenderAddress")
    if len(gathered.recipients) > MOST_RECIPIENTS:
        raise Unusable("E426", "RecipientAddress")
    recipients = dict.fromkeys(party for each in gathered.recipients if (party := _one(each)) is not None)
    if not recipients:
        raise Unusable("E425", "RecipientAddress")
    subject = unfolded(gathered.subject)
    return Message(
        row,
        min(gathered.times),
        "email",
        sender,
        tuple(recipients),
        message_id=gathered.id.strip("<> "),
        subject=subject,
        marks=marks_of({}, subject, sender, calendar=False),
    )


def _one(address: str) -> Party | None:
    found = parties(address, "address")
    return found[0] if found else None
