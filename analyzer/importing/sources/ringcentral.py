"""RingCentral call log: who rang whom, and whether anybody took the call.

The records of one session are one call: the one that was taken counts, else the one with a voicemail, else the first.
A call that nobody took is no answer, and is marked `missed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from analyzer.errors import InputError
from analyzer.importing.codes import refusal
from analyzer.importing.fields import identifier, inner, seconds, tabled, text
from analyzer.importing.how import How
from analyzer.importing.instants import instant, since_epoch
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import FileLedger, Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.phones import phone_party
from analyzer.importing.records import Message, Party, Record, Row

COLUMNS: Final = (
    ("records", "the calls; a CSV file has the same fields as headings: `from.phoneNumber`"),
    ("sessionId, else id", "`message_id` (`ringcentral:` and the id); records of one session are one call"),
    ("type", "Voice; Fax is left out"),
    ("direction", "`direction`, and which of the two is an extension of the account"),
    ("startTime", "the time of the event: with an offset, or milliseconds since 1970"),
    ("duration", "`duration_s`; `pending` where the call had not ended yet"),
    ("result", "`outcome`: answered, missed or voicemail; `reason`: as written"),
    ("message.type", "VoiceMail: the channel is `voicemail`"),
    ("from, to", "extensionId, phoneNumber, extensionNumber, name: the parties"),
    ("extension.id", "whose call it is, where from or to does not say"),
    ("deleted", "left out"),
)

_TAKEN: Final = frozenset({"accepted", "call accepted", "call connected", "connected", "answered"})
_NOT_TAKEN: Final = frozenset(
    {"missed", "busy", "no answer", "not answered", "rejected", "declined", "hang up", "stopped", "abandoned", "reply"}
)
_NOT_PUT_THROUGH: Final = frozenset(
    {"call failed", "call failure", "blocked", "internal error", "no calling credit", "not allowed", "wrong number"}
    | {"restricted number", "suspended account", "ip phone offline", "international disabled", "no digital line"}
)
_LEFT: Final = "voicemail"
_WEIGHTS: Final = {"answered": 2, "voicemail": 1, "missed": 0}
_SIGNS: Final = (b"sessionId", b"startTime", b"direction")
_MOST_HEADS: Final = 5


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether the first files name the fields of a call log."""
    try:
        return bool(members) and all(
            all(sign in head for sign in _SIGNS) for head in (member.head() for member in members[:_MOST_HEADS])
        )
    except InputError:
        return False


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Yield each call once.

    Raises
    ------
    InputError
        A file is damaged (E405), or no call log (E407).
    """
    calls: dict[str, Message] = {}
    for member in members:
        file = ledger.file(member.shown, "ringcentral")
        for row, record in _records(member, file):
            try:
                code, call = _call(row, record, how)
            except Unusable as reason:
                file.set_aside(row.number, reason.code, reason.detail)
                continue
            if call is None:
                file.leave_out(row.number, code)
            else:
                _put(calls, call)
    yield from calls.values()


def _records(member: Member, file: FileLedger) -> Iterator[tuple[Row, dict[str, Any]]]:
    if member.name.endswith((".csv", ".txt", ".tsv")):
        return tabled(member, file, needed="startTime")
    if member.name.endswith(".json") or member.head(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return json_records(member, file, under=("records",))
    raise refusal("E407", f"{member.shown}: neither JSON nor CSV")


def _put(calls: dict[str, Message], call: Message) -> None:
    """Keep the weightier of two records of one call, at the place of the first and with the earlier time."""
    other = calls.setdefault(call.message_id, call)
    if other is call:
        return
    better, less = (call, other) if _weight(call) > _weight(other) else (other, call)
    better.time = min(call.time, other.time)
    calls[call.message_id] = better
    less.row.file.duplicate(less.row.number)


def _weight(call: Message) -> int:
    return _WEIGHTS[dict(call.more)["outcome"]]


def _call(row: Row, record: dict[str, Any], how: How) -> tuple[str, Message | None]:
    if str(record.get("deleted")).lower() == "true":
        return "E455", None
    kind = text(record, "type")
    if kind and kind != "Voice":
        return "E457", None
    session = identifier(record, "sessionId") or identifier(record, "id")
    if not session:
        raise Unusable("E430", "sessionId")
    time = _start(record, row, how)
    direction = text(record, "direction")
    if direction not in ("Inbound", "Outbound"):
        raise Unusable("E432" if direction else "E430", "direction")
    result = text(record, "result")
    if result.lower() in _NOT_PUT_THROUGH:
        return "E456", None
    outcome = _outcome(record, result)
    sender, recipient = _parties(record, direction, how)
    lasted = "" if record.get("duration") == "pending" else seconds(record, "duration")
    more = [("duration_s", lasted)] if lasted else []
    more += [("direction", direction.lower()), ("outcome", outcome), ("reason", result)]
    message = Message(
        row,
        time,
        _LEFT if outcome == _LEFT else "phone",
        sender,
        () if recipient is None else (recipient,),
        message_id=f"ringcentral:{session}",
        marks=("missed",) if outcome == "missed" else (),
        more=tuple(more),
    )
    return "", message


def _start(record: dict[str, Any], row: Row, how: How) -> int:
    start = record.get("startTime")
    counted = isinstance(start, str) and start.isdecimal()
    if counted or (isinstance(start, int) and not isinstance(start, bool)):
        return since_epoch(start, per_second=1000)
    return instant(start, zone=how.timezone, where=row.file.file)


def _outcome(record: dict[str, Any], result: str) -> str:
    """Say how the call ended.

    Raises
    ------
    Unusable
        The result does not say whether anybody took it (E432): the call is still on, or the word is not known.
    """
    said = result.lower()
    if said == _LEFT or text(inner(record, "message"), "type").lower() == _LEFT:
        return _LEFT
    if said in _TAKEN:
        return "answered"
    if said in _NOT_TAKEN:
        return "missed"
    raise Unusable("E432", f"result {result[:40]!r}" if result.isascii() else "result")


def _parties(record: dict[str, Any], direction: str, how: How) -> tuple[Party | None, Party | None]:
    owner = identifier(inner(record, "extension"), "id")
    sender = _party(inner(record, "from"), owner if direction == "Outbound" else "", how)
    recipient = _party(inner(record, "to"), owner if direction == "Inbound" else "", how)
    if sender is None and recipient is None:
        raise Unusable("E424")
    return sender, recipient


def _party(written: dict[str, Any], owner: str, how: How) -> Party | None:
    """Name an extension by its id: its number is often that of the whole company."""
    name = text(written, "name")
    extension = identifier(written, "extensionId") or owner
    if extension:
        return Party("user", f"ringcentral:{extension}", name)
    if (phone := phone_party(text(written, "phoneNumber"), how.region, name=name)) is not None:
        return phone
    if short := identifier(written, "extensionNumber"):
        return Party("user", f"ringcentral:ext-{short}", name)
    return Party("name", name) if name else None
