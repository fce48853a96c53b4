"""Slack exports: who wrote in which conversation, and who the members are.

What is written in a channel goes to those whom it names; where it names nobody, it goes to no one in particular and is
marked `list`. What bots write, and what Slack itself notes (joined, topic set), is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final

from analyzer.importing.codes import refusal
from analyzer.importing.fields import inner, listed, text
from analyzer.importing.how import How
from analyzer.importing.instants import since_epoch
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.phones import phone_party
from analyzer.importing.records import Mark, Message, Party, Person, Record, Row, Side

COLUMNS: Final = (
    ("users.json: id, real_name, profile.email, profile.phone", "persons; guests and strangers are outside"),
    ("channels.json, groups.json, dms.json, mpims.json: id, name, members", "conversations"),
    ("ts", "the time of the event, to the microsecond; `message_id` (`slack:CHANNEL:ts`)"),
    ("user", "the sender (`slack:` and the id)"),
    ("members of a direct conversation; <@...> in a channel", "recipients"),
    ("thread_ts", "`thread_id`, `in_reply_to`"),
    ("text", "for topics, with names and links made readable; not stored"),
    ("subtype", "messages with and without files are read; notes of Slack, bots and what was deleted are left out"),
)

_CONVERSATIONS: Final = {"channels.json": False, "groups.json": False, "dms.json": True, "mpims.json": True}
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\.json(\.gz)?")
_ID: Final = re.compile(r"[A-Z0-9]{2,40}")
_STAMP: Final = re.compile(r"\d{1,12}(\.\d{1,9})?")
_MENTION: Final = re.compile(r"<@([A-Z0-9]{2,40})(?:\|[^<>]*)?>")
_MARKUP: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_WRITTEN: Final = frozenset({"", "file_share", "me_message", "thread_broadcast", "file_comment"})
_DELETED: Final = frozenset({"tombstone", "message_deleted"})
_BOTS: Final = frozenset({"bot_message", "slackbot_response"})
_NOTES: Final = re.compile(
    r"(channel|group|mpim)_(join|leave|topic|purpose|name|archive|unarchive|convert_to_private|posting_permissions)"
    r"|(un)?pinned_item|bot_(add|remove)|reminder_add|message_changed|message_replied|sh_room_created|reply_broadcast"
)
_SLACKBOT: Final = "USLACKBOT"
_MOST_RECIPIENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Conversation:
    """Where messages are written; `members` only where what is written goes to all of them."""

    id: str
    members: tuple[str, ...] | None = None


@dataclass(slots=True)
class _Workspace:
    """What the lists of an export say."""

    names: dict[str, str] = field(default_factory=dict)
    bots: set[str] = field(default_factory=lambda: {_SLACKBOT})
    conversations: dict[str, _Conversation] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether there is a list of users beside one of conversations."""
    found = {PurePosixPath(member.inner) for member in members}
    tops = [path.parent for path in found if path.name == "users.json"]
    return any(top / name in found for top in tops for name in _CONVERSATIONS)


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Yield the users, then the messages of all conversations.

    Raises
    ------
    InputError
        There are no messages, CHANNEL/YYYY-MM-DD.json (E407), or a file is damaged (E405).
    """
    workspace = _Workspace()
    days = [member for member in members if _is_day(member)]
    top = PurePosixPath(days[0].inner).parent.parent if days else None
    if top is None:
        where = members[0].shown if members else "no file"
        raise refusal("E407", f"{where}: no messages, such as general/2026-03-02.json")
    for member in members:
        if PurePosixPath(member.inner).parent == top and member.name == "users.json":
            yield from _users(member, how, ledger, workspace)
    for member in members:
        if PurePosixPath(member.inner).parent == top and member.name in _CONVERSATIONS:
            _conversations(member, ledger, workspace)
    for member in days:
        yield from _messages(member, ledger, workspace)


def _is_day(member: Member) -> bool:
    path = PurePosixPath(member.inner)
    return bool(_DAY.fullmatch(path.name)) and len(path.parts) > 1


# ---------------------------------------------------------------- lists


def _users(member: Member, how: How, ledger: Ledger, workspace: _Workspace) -> Iterator[Person]:
    file = ledger.file(member.shown, "slack")
    for row, record in json_records(member, file):
        try:
            person = _person(row, record, how, workspace)
        except Unusable as reason:
            file.set_aside(row.number, reason.code, reason.detail)
            continue
        if person is None:
            file.leave_out(row.number, "E457")
        else:
            file.use(row.number)
            yield person


def _person(row: Row, record: dict[str, Any], how: How, workspace: _Workspace) -> Person | None:
    user = _id(record, "id")
    profile = inner(record, "profile")
    name = text(profile, "real_name") or text(record, "real_name") or text(record, "name")
    address, phone = text(profile, "email").lower(), text(profile, "phone")
    workspace.names[user] = text(profile, "display_name") or name
    if record.get("is_bot") is True or user == _SLACKBOT:
        workspace.bots.add(user)
        return None
    guest = any(record.get(said) is True for said in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    side: Side = "outside" if guest else "staff"
    parties = [Party("user", f"slack:{user}", name)]
    if "@" in address:
        parties.append(Party("email", address, name))
    if (line := phone_party(phone, how.region, name=name)) is not None:
        parties.append(line)
    return Person(row, tuple(parties), name, side)


def _conversations(member: Member, ledger: Ledger, workspace: _Workspace) -> None:
    file = ledger.file(member.shown, "slack")
    for row, record in json_records(member, file):
        try:
            number, name = _id(record, "id"), text(record, "name")
            within = [each for each in listed(record, "members") if isinstance(each, str) and _ID.fullmatch(each)]
        except Unusable as reason:
            file.set_aside(row.number, reason.code, reason.detail)
            continue
        found = _Conversation(number, tuple(dict.fromkeys(within)) if _CONVERSATIONS[member.name] else None)
        workspace.conversations.update(dict.fromkeys((number, name) if name else (number,), found))
        file.use(row.number)


def _id(record: Mapping[str, Any], name: str) -> str:
    found = text(record, name)
    if not _ID.fullmatch(found):
        raise Unusable("E432" if found else "E430", name)
    return found


# ---------------------------------------------------------------- messages


def _messages(member: Member, ledger: Ledger, workspace: _Workspace) -> Iterator[Message]:
    file = ledger.file(member.shown, "slack")
    folder = PurePosixPath(member.inner).parent.name
    conversation = workspace.conversations.get(folder, _Conversation(folder))
    for row, record in json_records(member, file):
        try:
            code = _left_out(record, workspace)
            message = None if code else _message(row, record, conversation, workspace)
        except Unusable as reason:
            file.set_aside(row.number, reason.code, reason.detail)
            continue
        if message is None:
            file.leave_out(row.number, code)
        elif message.message_id in workspace.seen:
            file.duplicate(row.number)
        else:
            workspace.seen.add(message.message_id)
            yield message


def _left_out(record: dict[str, Any], workspace: _Workspace) -> str:
    """Give the code of what is no message of a person; empty for a message."""
    subtype = text(record, "subtype")
    if subtype in _DELETED:
        return "E455"
    if _NOTES.fullmatch(subtype):
        return "E452"
    other = subtype in _BOTS or subtype not in _WRITTEN or text(record, "type") not in ("message", "")
    by_bot = text(record, "user") in workspace.bots or (record.get("bot_id") is not None and not record.get("user"))
    return "E457" if other or by_bot else ""


def _message(row: Row, record: dict[str, Any], conversation: _Conversation, workspace: _Workspace) -> Message:
    stamp, opened = _stamp(record, "ts"), _stamp(record, "thread_ts")
    if not stamp:
        raise Unusable("E420", "ts")
    time = since_epoch(stamp, per_second=1)
    if not text(record, "user"):
        raise Unusable("E424", "user")
    sender = _id(record, "user")
    written = text(record, "text")
    to_all = conversation.members is not None
    reached = conversation.members or () if to_all else dict.fromkeys(_MENTION.findall(written))
    recipients = tuple(_party(each, workspace) for each in reached if each != sender and each not in workspace.bots)
    if len(recipients) > _MOST_RECIPIENTS:
        raise Unusable("E426")
    marks: tuple[Mark, ...] = () if to_all or recipients else ("list",)
    return Message(
        row,
        time,
        "chat",
        _party(sender, workspace),
        recipients,
        message_id=f"slack:{conversation.id}:{stamp}",
        in_reply_to=f"slack:{conversation.id}:{opened}" if opened and opened != stamp else "",
        thread=f"slack:{conversation.id}:{opened}" if opened else "",
        body=_body(written, workspace.names),
        marks=marks,
    )


def _stamp(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    found = value.strip() if isinstance(value, str) else ""
    if value not in (None, "") and not _STAMP.fullmatch(found):
        raise Unusable("E421", name)
    return found


def _party(user: str, workspace: _Workspace) -> Party:
    return Party("user", f"slack:{user}", workspace.names.get(user, ""))


def _body(written: str, names: Mapping[str, str]) -> Callable[[], str]:
    return partial(readable, written, names)


def readable(written: str, names: Mapping[str, str]) -> str:
    """Make the text of a message what people see: names for ids, labels for links.

    Examples
    --------
    >>> readable("Ask <@U01>, see <https://example.com|the plan> &amp; <#C01|hiring>", {"U01": "recruiter-03"})
    'Ask @recruiter-03, see the plan & #hiring'
    """

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return f"@{names.get(what) or label or what}"
        return f"{sign.replace('!', '@')}{label.lstrip('@') or what}"

    return html.unescape(_MARKUP.sub(shown, written))
