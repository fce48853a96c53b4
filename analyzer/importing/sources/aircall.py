"""Aircall calls: who rang whom, and whether anybody took the call. Comments are never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from analyzer.errors import InputError
from analyzer.importing.fields import identifier, inner, listed, seconds, text
from analyzer.importing.how import How
from analyzer.importing.instants import since_epoch
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.phones import phone_party
from analyzer.importing.records import Message, Party, Record, Row

COLUMNS: Final = (
    ("calls", "the calls; an array alone or one call a line is read, too"),
    ("id", "`message_id` (`aircall:` and the id); a call that is there twice is read once"),
    ("direction", "`direction`"),
    ("status", "a call that still rings is set aside"),
    ("started_at", "the time of the event, in seconds since 1970"),
    ("answered_at, missed_call_reason, voicemail", "`outcome`: answered, missed or voicemail; `reason`"),
    ("duration", "`duration_s`, ringing included"),
    ("user", "who took or made the call: email, else id"),
    ("number.digits", "the line that was rung, where nobody took the call"),
    ("raw_digits", "the other side's number"),
    ("contact", "the other side's name; its number or address where the number is withheld"),
)

_SIGNS: Final = (b'"raw_digits"', b'"started_at"', b'"direction"')
_MOST_HEADS: Final = 5


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether the first files name the fields of calls."""
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
        A file is damaged (E405), or no JSON (E407).
    """
    seen: set[str] = set()
    for member in members:
        file = ledger.file(member.shown, "aircall")
        for row, record in json_records(member, file, under=("calls",)):
            try:
                call = _call(row, record, how)
            except Unusable as reason:
                file.set_aside(row.number, reason.code, reason.detail)
                continue
            if call.message_id in seen:
                file.duplicate(row.number)
            else:
                seen.add(call.message_id)
                yield call


def _call(row: Row, record: dict[str, Any], how: How) -> Message:
    number = identifier(record, "id")
    if not number:
        raise Unusable("E430", "id")
    time = since_epoch(record.get("started_at"), per_second=1)
    direction = text(record, "direction")
    if direction not in ("inbound", "outbound"):
        raise Unusable("E432" if direction else "E430", "direction")
    outcome = _outcome(record)
    inside, outside = _inside(record, how), _outside(record, how)
    if inside is None and outside is None:
        raise Unusable("E424")
    sender, recipient = (outside, inside) if direction == "inbound" else (inside, outside)
    lasted, reason = seconds(record, "duration"), text(record, "missed_call_reason")
    more = (("duration_s", lasted), ("direction", direction), ("outcome", outcome), ("reason", reason))
    return Message(
        row,
        time,
        "voicemail" if outcome == "voicemail" else "phone",
        sender,
        () if recipient is None else (recipient,),
        message_id=f"aircall:{number}",
        marks=("missed",) if outcome == "missed" else (),
        more=tuple((name, value) for name, value in more if value),
    )


def _outcome(record: dict[str, Any]) -> str:
    if record.get("answered_at") is not None:
        return "answered"
    if text(record, "voicemail"):
        return "voicemail"
    if text(record, "status") not in ("done", ""):
        raise Unusable("E432", "status: the call had not ended")
    return "missed"


def _inside(record: dict[str, Any], how: How) -> Party | None:
    """Name who took or made the call, else the line."""
    user = inner(record, "user")
    name, address = text(user, "name"), text(user, "email").lower()
    if "@" in address:
        return Party("email", address, name)
    if number := identifier(user, "id"):
        return Party("user", f"aircall:{number}", name)
    line = inner(record, "number")
    return phone_party(text(line, "digits"), how.region, name=text(line, "name"))


def _outside(record: dict[str, Any], how: How) -> Party | None:
    contact = inner(record, "contact")
    name = " ".join(part for part in (text(contact, "first_name"), text(contact, "last_name")) if part)
    if (party := phone_party(text(record, "raw_digits"), how.region, name=name)) is not None:
        return party
    phones, addresses = (_values(contact, field) for field in ("phone_numbers", "emails"))
    if len(phones) == 1 and (party := phone_party(phones[0], how.region, name=name)) is not None:
        return party
    if addresses and "@" in addresses[0]:
        return Party("email", addresses[0].lower(), name)
    return Party("name", name) if name else None


def _values(contact: dict[str, Any], field: str) -> list[str]:
    values = listed(contact, field)
    return [text(each, "value") for each in values if isinstance(each, dict) and text(each, "value")]
