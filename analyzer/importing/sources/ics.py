"""Calendars (iCalendar, RFC 5545): who met whom, when it was held and not only planned.

One entry is one record; a series gives a message for every meeting held. Whole days are left out: they are absences and
reminders, and a contact has a time of day. Nothing here tells an interview from another meeting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from analyzer.errors import InputError
from analyzer.importing.calendar_series import Change, Rules, checked, ends, occurrences
from analyzer.importing.calendar_text import (
    Component,
    Frame,
    Property,
    components,
    duration_of,
    moment_of,
    moments_of,
    parameter,
    properties,
)
from analyzer.importing.codes import refusal
from analyzer.importing.how import How
from analyzer.importing.instants import EPOCH, LATEST, microseconds
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Message, Party, Record, Row

COLUMNS: Final = (
    ("UID", "`message_id` (`ics:UID`; of a series `ics:UID/` and the begin that the rule gives)"),
    ("DTSTART, DTEND, DURATION", "the time of the event; `ends`"),
    ("ORGANIZER", "the sender"),
    ("ATTENDEE", "recipients; copied where ROLE is NON-PARTICIPANT; rooms and resources (CUTYPE) are left out"),
    (
        "ATTENDEE;PARTSTAT",
        "`partstat` of the recipients in their order; who declined is no recipient: `declined` counts",
    ),
    ("SUMMARY", "`subject`"),
    ("SEQUENCE, LAST-MODIFIED, DTSTAMP", "which of several versions counts"),
    ("STATUS, METHOD", "called off; replies of attendees are left out"),
    ("RRULE, RDATE, EXDATE, RECURRENCE-ID", "the meetings of a series"),
    ("CLASS", "PRIVATE and CONFIDENTIAL are left out"),
    ("VTIMEZONE, X-WR-TIMEZONE", "the zone of local times"),
)

_ENDINGS: Final = (".ics", ".ical", ".ifb", ".icalendar")
_BEGIN: Final = b"BEGIN:VCALENDAR"
_ANSWERS: Final = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH", "ADD"})
_SECRET: Final = frozenset({"PRIVATE", "CONFIDENTIAL"})
_NOBODY: Final = frozenset({"ROOM", "RESOURCE"})
_MOST_RECIPIENTS: Final = 1_000
_MOST_ENTRIES: Final = 500_000  # they are held until the file is read, for zones may stand at its end


@dataclass(slots=True)
class _Meeting:
    """One entry, read."""

    row: Row
    uid: str
    start: datetime
    length: timedelta | None
    called_off: bool
    version: tuple[int, str]
    original: datetime | None = None
    and_later: bool = False
    rules: Rules | None = None
    sender: Party | None = None
    recipients: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    subject: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Called:
    """Whom an entry names."""

    recipients: dict[Party, str] = field(default_factory=dict)
    copied: dict[Party, str] = field(default_factory=dict)
    declined: int = 0


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether all files are named as calendars, or the only one begins like one."""
    named = [member.name.endswith(_ENDINGS) for member in members]
    try:
        return bool(members) and (all(named) or len(members) == 1) and _is_calendar(members[0])
    except InputError:
        return False


def _is_calendar(member: Member) -> bool:
    return member.head(64).removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(_BEGIN)


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Yield the meetings of all calendars; several versions of an entry are one.

    Raises
    ------
    InputError
        A file is no calendar (E407) or is cut off (E405); a time has no zone and none is declared (E409).
    """
    groups: dict[str, list[_Meeting]] = {}
    for member in members:
        if not _is_calendar(member):
            if member.head(64).strip() and (member.name.endswith(_ENDINGS) or len(members) == 1):
                raise refusal("E407", f"{member.shown}: does not begin with BEGIN:VCALENDAR")
            continue
        for meeting in _entries(member, how, ledger):
            groups.setdefault(meeting.uid, []).append(meeting)
    for group in groups.values():
        yield from _held(group, how)


def _entries(member: Member, how: How, ledger: Ledger) -> Iterator[_Meeting]:
    file = ledger.file(member.shown, "ics")
    opened: list[tuple[Row, Frame, Component]] = []
    for frame, component in components(member, how.timezone):
        if len(opened) >= _MOST_ENTRIES:
            raise refusal("E403", f"{member.shown}: more than {_MOST_ENTRIES:,} entries", help="Split the calendar.")
        opened.append((file.open(), frame, component))
    for row, frame, component in opened:
        try:
            code, meeting = _entry(row, frame, component)
        except Unusable as reason:
            file.set_aside(row.number, reason.code, reason.detail)
            continue
        if meeting is None:
            file.leave_out(row.number, code)
        else:
            yield meeting


# ---------------------------------------------------------------- one entry


def _entry(row: Row, frame: Frame, component: Component) -> tuple[str, _Meeting | None]:
    if component.kind != "VEVENT":
        return "E457", None
    if frame.method in _ANSWERS:
        return "E452", None
    written = properties(component)
    first = {each.name: each for each in reversed(written)}
    if _text(first, "CLASS").upper() in _SECRET:
        return "E454", None
    uid = _text(first, "UID")
    if not uid or len(uid) > 1000:
        raise Unusable("E430", "UID")
    if "DTSTART" not in first:
        raise Unusable("E420", "DTSTART")
    start = moment_of(first["DTSTART"], frame)
    if not isinstance(start, datetime):
        return "E457", None
    microseconds(start)
    meeting = _Meeting(row, uid, start, _length(first, start, frame), _is_off(first, frame), _version(first))
    _of_series(meeting, written, first, frame)
    meeting.subject = _text(first, "SUMMARY")
    _people(meeting, written)
    return "", meeting


def _text(first: dict[str, Property], name: str) -> str:
    return first[name].value.strip() if name in first else ""


def _is_off(first: dict[str, Property], frame: Frame) -> bool:
    return frame.method == "CANCEL" or _text(first, "STATUS").upper() == "CANCELLED"


def _version(first: dict[str, Property]) -> tuple[int, str]:
    sequence = _text(first, "SEQUENCE")
    if sequence and not (sequence.isdecimal() and len(sequence) < 10):
        raise Unusable("E432", "SEQUENCE")
    return int(sequence or 0), _text(first, "LAST-MODIFIED") or _text(first, "DTSTAMP")


def _length(first: dict[str, Property], start: datetime, frame: Frame) -> timedelta | None:
    if "DTEND" in first:
        end = moment_of(first["DTEND"], frame)
        length = end.astimezone(UTC) - start.astimezone(UTC) if isinstance(end, datetime) else None
    else:
        length = duration_of(first["DURATION"].value) if "DURATION" in first else None
    if length is not None and length < timedelta(0):
        raise Unusable("E432", "DTEND lies before DTSTART")
    return length


def _of_series(meeting: _Meeting, written: list[Property], first: dict[str, Property], frame: Frame) -> None:
    if "RECURRENCE-ID" in first:
        original = moment_of(first["RECURRENCE-ID"], frame)
        if not isinstance(original, datetime):  # a day stands for the meeting of that day
            original = meeting.start.replace(year=original.year, month=original.month, day=original.day)
        meeting.original = original
        meeting.and_later = parameter(first["RECURRENCE-ID"], "RANGE").upper() == "THISANDFUTURE"
    elif "RRULE" in first or "RDATE" in first:
        if sum(each.name == "RRULE" for each in written) > 1:
            raise Unusable("E432", "RRULE is there twice")
        also, never = (
            tuple(time for each in written if each.name == name for time in moments_of(each, frame))
            for name in ("RDATE", "EXDATE")
        )
        rule = checked(first["RRULE"].value) if "RRULE" in first else ""
        meeting.rules = Rules(meeting.start, rule, also, never)


def _people(meeting: _Meeting, written: list[Property]) -> None:
    organizer = next((party for each in written if each.name == "ORGANIZER" and (party := _party(each))), None)
    called = _called([each for each in written if each.name == "ATTENDEE"], organizer)
    meeting.sender = organizer
    meeting.recipients = tuple(called.recipients)
    meeting.copied = tuple(party for party in called.copied if party not in called.recipients)
    answers = ";".join(called.recipients.values())
    declined = (("declined", str(called.declined)),) if called.declined else ()
    meeting.more = (("partstat", answers), *declined)
    if not meeting.recipients and called.declined:
        meeting.called_off = True  # nobody came


def _called(attendees: list[Property], organizer: Party | None) -> _Called:
    called = _Called()
    for each in attendees:
        party = _party(each)
        if party is None or parameter(each, "CUTYPE").upper() in _NOBODY:
            continue
        if organizer is not None and (party.kind, party.value) == (organizer.kind, organizer.value):
            continue
        answer = parameter(each, "PARTSTAT").lower() or "needs-action"
        if answer == "declined":
            called.declined += 1
        elif parameter(each, "ROLE").upper() == "NON-PARTICIPANT":
            called.copied.setdefault(party, answer)
        else:
            called.recipients.setdefault(party, answer)
    if len(called.recipients) + len(called.copied) > _MOST_RECIPIENTS:
        raise Unusable("E426")
    return called


def _party(written: Property) -> Party | None:
    """Make a party of `mailto:...`; some programs write no address, but give it as EMAIL, or a name only."""
    shown = parameter(written, "CN").strip().strip('"')
    value = written.value.strip()
    address = value[len("mailto:") :] if value[:7].lower() == "mailto:" else parameter(written, "EMAIL")
    address = address.strip().strip("<>").partition("?")[0]
    if address.lower().startswith("/o="):
        return Party("x500", address, shown)
    if "@" in address and not any(letter.isspace() for letter in address):
        return Party("email", address.lower(), "" if shown.lower() == address.lower() else shown)
    return Party("name", shown) if shown else None


# ---------------------------------------------------------------- versions, series, and what was held


def _held(group: list[_Meeting], how: How) -> Iterator[Message]:
    current = _latest(group)
    main = current.pop(None, None)
    if main is not None and main.called_off:
        for meeting in group:
            meeting.row.file.leave_out(meeting.row.number, "E453")
        return
    changes = [current[key] for key in sorted(current, key=lambda key: (key is None, key))]
    if main is not None and main.rules is not None:
        yield from _series(main, changes, how)
        return
    for meeting in changes if main is None else (main, *changes):
        yield from _once(meeting, how)


def _latest(group: list[_Meeting]) -> dict[int | None, _Meeting]:
    """Of several versions of an entry keep the latest; older ones say the same, or nothing any more."""
    kept: dict[int | None, _Meeting] = {}
    for meeting in group:
        key = None if meeting.original is None else microseconds(meeting.original)
        other = kept.get(key)
        if other is None:
            kept[key] = meeting
            continue
        newer = _weight(meeting) > _weight(other)
        old = other if newer else meeting
        kept[key] = meeting if newer else other
        old.row.file.duplicate(old.row.number)
    return kept


def _weight(meeting: _Meeting) -> tuple[int, bool, str, int]:
    return meeting.version[0], meeting.called_off, meeting.version[1], len(meeting.recipients)


def _once(meeting: _Meeting, how: How) -> Iterator[Message]:
    file, number = meeting.row.file, meeting.row.number
    if meeting.called_off:
        file.leave_out(number, "E453")
    elif not meeting.recipients:
        file.leave_out(number, "E450")
    elif not _wanted(meeting.start, how):
        file.leave_out(number, "E458")
    else:
        yield _message(meeting, meeting.start, meeting.original)


def _series(main: _Meeting, changes: list[_Meeting], how: How) -> Iterator[Message]:
    rules = main.rules or Rules(main.start)
    file, number = main.row.file, main.row.number
    if not main.recipients and not any(change.recipients for change in changes):
        for meeting in (main, *changes):
            file_of = meeting.row.file
            file_of.leave_out(meeting.row.number, "E453" if meeting.called_off else "E450")
        return
    if how.until is None and not ends(rules.rule):
        file.set_aside(number, "E433")
        for change in changes:
            yield from _once(change, how)
        return
    since, until = (None if at is None else EPOCH + timedelta(microseconds=at) for at in (how.since, how.until))
    told = [
        Change(place, change.original, change.start, change.and_later)
        for place, change in enumerate(changes)
        if change.original is not None
    ]
    try:
        found = list(occurrences(rules, told, since=since, until=until or LATEST))
    except Unusable as reason:
        file.set_aside(number, reason.code, reason.detail)
        for change in changes:
            yield from _once(change, how)
        return
    yield from _unfolded(main, changes, found, how)


def _unfolded(
    main: _Meeting, changes: list[_Meeting], found: list[tuple[int | None, datetime, datetime]], how: How
) -> Iterator[Message]:
    given: set[int] = set()
    for place, original, start in found:
        meeting = main if place is None else changes[place]
        if meeting.called_off or not meeting.recipients:
            continue
        given.add(id(meeting))
        yield _message(meeting, start, original)
    for meeting in changes:
        if id(meeting) not in given:  # called off, or moved from a day that the rule does not know
            yield from _once(meeting, how)
    if id(main) not in given:
        outside = bool(how.since or how.until) and not found
        code = "E450" if not main.recipients else "E458" if outside else "E453"
        main.row.file.leave_out(main.row.number, code)


def _wanted(start: datetime, how: How) -> bool:
    at = microseconds(start)
    return how.wants(at)


def _message(meeting: _Meeting, start: datetime, original: datetime | None) -> Message:
    which = "" if original is None else f"/{_iso(original)}"
    end = () if meeting.length is None else (("ends", _iso(start.astimezone(UTC) + meeting.length)),)
    return Message(
        meeting.row,
        microseconds(start),
        "meeting",
        meeting.sender,
        meeting.recipients,
        meeting.copied,
        activity="meeting",
        message_id=f"ics:{meeting.uid}{which}",
        subject=meeting.subject,
        more=(*end, *meeting.more),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
