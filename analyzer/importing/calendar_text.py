"""The text of calendars: which components there are, with the few properties that are read, and what their times mean.

Whole calendars are never parsed at once, so that one damaged entry spoils no other. Nothing here knows who is invited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from icalendar import Timezone
from icalendar.parser import Contentline, Parameters
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from analyzer.calendars.zones import load_zone, zone_names
from analyzer.importing.codes import refusal
from analyzer.importing.instants import local, told
from analyzer.importing.ledger import Unusable
from analyzer.importing.opening import Member, lines

_SERIES: Final = ("RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "DTSTAMP", "LAST-MODIFIED")
_READ: Final = frozenset(
    {*_SERIES, "UID", "DTSTART", "DTEND", "DURATION", "ORGANIZER", "ATTENDEE", "SUMMARY", "STATUS", "SEQUENCE", "CLASS"}
)
_LONGEST_LINE: Final = 1 << 16
_MOST_LINES: Final = 20_000
_MOST_ZONE_LINES: Final = 2_000
_LIC: Final = "X-LIC-LOCATION"
_YEARLY: Final = re.compile(
    rb"RRULE:FREQ=YEARLY(;(BYMONTH|BYDAY|BYMONTHDAY|UNTIL|COUNT|WKST|INTERVAL=1)(=[0-9A-Z,+-]+)?)*"
)
_NAME: Final = re.compile(rb"[A-Za-z0-9-]+")
_TIME: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_DURATION: Final = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?"
)


@dataclass(slots=True)
class Component:
    """One entry of a calendar.

    Attributes
    ----------
    kind : str
        `VEVENT`, or what else there is: `VTODO`, ...
    lines : list of bytes
        Unfolded lines of the properties that are read.
    whole : bool
        Whether it is as it should be: it ends, and no line of it is too long.
    """

    kind: str
    lines: list[bytes] = field(default_factory=list)
    whole: bool = True


@dataclass(slots=True)
class Frame:
    """What a calendar says about all of its entries.

    Attributes
    ----------
    shown : str
        The file.
    declared : str or None
        The zone that a person declared for times without one.
    method : str
        `REQUEST`, `CANCEL`, ...; empty in a calendar that is no message.
    own : str or None
        Its `X-WR-TIMEZONE`, where that is a known zone.
    zones : dict
        Lines of its own definitions of zones, by their name.
    """

    shown: str
    declared: str | None
    method: str = ""
    own: str | None = None
    zones: dict[str, list[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Property:
    """A line: name, parameters, value."""

    name: str
    parameters: Parameters
    value: str


def components(member: Member, declared: str | None) -> Iterator[tuple[Frame, Component]]:
    """Cut a file into the entries of its calendars.

    Yields
    ------
    (Frame, Component)
        The frame is complete when the whole file has been read, not before: zones may stand below.

    Raises
    ------
    InputError
        The file ends within a calendar (E405).
    """
    frame: Frame | None = None
    current: Component | None = None
    nested, count = 0, 0
    for line, cut in _unfolded(member):
        word, name = _boundary(line)
        if word == "BEGIN" and name == "VCALENDAR":
            frame, current = Frame(member.shown, declared), None
        elif frame is None:
            continue
        elif word == "BEGIN" and (current is None or name == current.kind):
            if current is not None:  # its end is missing
                current.whole = False
                yield frame, current
            current, nested, count = Component(name), 0, count + 1
        elif word == "END" and name == "VCALENDAR":
            frame = None
        elif current is None:
            _tell(frame, line)
        elif word == "END" and nested == 0:
            if current.kind == "VTIMEZONE":
                frame.zones.setdefault(_zone_name(current.lines), current.lines)
            else:
                yield frame, current
            current = None
        else:
            nested += (word == "BEGIN") - (word == "END")
            _keep(current, line, cut, nested > 0 or word == "END")
    if frame is not None:
        raise refusal("E405", f"{member.shown}: the calendar is cut off after {count:,} entries")


def _boundary(line: bytes) -> tuple[str, str]:
    word, _, name = line[:64].decode("ascii", "replace").upper().partition(":")
    return (word, name.strip()) if word in ("BEGIN", "END") else ("", "")


def _unfolded(member: Member) -> Iterator[tuple[bytes, bool]]:
    """Join lines that were folded (RFC 5545, 3.1); the rest of one that is too long is passed over."""
    held, cut = b"", False
    with member.open() as stream:
        for line, long in lines(stream, longest=_LONGEST_LINE):
            text = line.rstrip(b"\r\n")
            if line[:1] in (b" ", b"\t") and held:
                cut = cut or long or len(held) + len(text) > _LONGEST_LINE
                held = held if cut else held + text[1:]
                continue
            if held:
                yield held, cut
            held, cut = text.removeprefix(b"\xef\xbb\xbf"), long
    if held:
        yield held, cut


def _tell(frame: Frame, line: bytes) -> None:
    name, _, value = line[:200].decode("utf-8", "replace").partition(":")
    if name.upper() == "METHOD":
        frame.method = value.strip().upper()
    elif name.upper().split(";")[0] == "X-WR-TIMEZONE" and value.strip() in zone_names():
        frame.own = value.strip()


def _keep(current: Component, line: bytes, cut: bool, inner: bool) -> None:
    found = _NAME.match(line)
    name = found.group().decode().upper() if found else ""
    if current.kind == "VTIMEZONE":
        if len(current.lines) < _MOST_ZONE_LINES and not cut:
            current.lines.append(line)
    elif name in _READ and not inner:
        if cut or len(current.lines) >= _MOST_LINES:
            current.whole = False
        else:
            current.lines.append(line)


def _zone_name(zone: list[bytes]) -> str:
    return _of_zone(zone, "TZID")


def _of_zone(zone: list[bytes], name: str) -> str:
    for line in zone:
        written, _, value = line.decode("utf-8", "replace").partition(":")
        if written.upper().split(";")[0] == name:
            return value.strip()
    return ""


# ---------------------------------------------------------------- properties and times


def properties(component: Component) -> list[Property]:
    """Parse the lines of an entry.

    Raises
    ------
    Unusable
        It does not end, or a line is too long or of another form (E432); bytes are no UTF-8 (E429).
    """
    if not component.whole:
        raise Unusable("E432", f"{component.kind} without its end, or with a line of more than 64 kB")
    return [_property(line) for line in component.lines]


def _property(line: bytes) -> Property:
    found = _NAME.match(line)
    name = found.group().decode().upper() if found else ""
    try:
        _, parameters, value = Contentline(line.decode("utf-8")).parts()  # type: ignore[no-untyped-call]
    except UnicodeDecodeError:
        raise Unusable("E429", name) from None
    except (ValueError, IndexError):
        raise Unusable("E432", name) from None
    return Property(name, parameters, value)


def parameter(written: Property, name: str) -> str:
    """Give a parameter's value, of several the first; empty if there is none."""
    value = written.parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value)


def zone_of(name: str, frame: Frame) -> tzinfo | None:
    """Find the rules of a zone: by its name, by Windows' name, by the name's ending, else as the file defines them."""
    plain = name.strip().strip('"')
    for known in (plain, WINDOWS_TO_OLSON.get(plain, ""), *_endings(plain), _of_zone(frame.zones.get(plain, []), _LIC)):
        if known in zone_names():
            return load_zone(known)
    return _defined(tuple(frame.zones.get(plain, ())))


def _endings(name: str) -> list[str]:
    """`/mozilla.org/20070129_1/Europe/Berlin` ends with the name of a zone."""
    parts = name.strip("/").split("/")
    return ["/".join(parts[-many:]) for many in (3, 2) if len(parts) > many]


@lru_cache(1024)
def _defined(zone: tuple[bytes, ...]) -> tzinfo | None:
    text = b"\r\n".join((b"BEGIN:VTIMEZONE", *zone, b"END:VTIMEZONE\r\n"))
    rules = [line for line in zone if line.upper().startswith(b"RRULE")]
    if not zone or not all(_YEARLY.fullmatch(rule.upper()) for rule in rules):
        return None  # finer rules would be unfolded for hours
    try:
        component = Timezone.from_ical(text.decode("utf-8"))
        made: tzinfo | None = component.to_tz(lookup_tzid=False) if isinstance(component, Timezone) else None
        datetime(2026, 1, 1, tzinfo=made).utcoffset()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    return made


def moment_of(written: Property, frame: Frame) -> datetime | date:
    """Read one time: aware of its zone, or a whole day.

    Raises
    ------
    InputError
        It has no zone and none is declared (E409).
    Unusable
        It cannot be read or its zone is not known (E421); the clock change skipped it (E422).
    """
    return moments_of(written, frame)[0]


def moments_of(written: Property, frame: Frame) -> list[datetime | date]:
    """Read the times of a property that may list several; of periods the begin."""
    texts = written.value.strip().split(",")
    return [_moment(text.partition("/")[0].strip(), written, frame) for text in texts]


def _moment(text: str, written: Property, frame: Frame) -> datetime | date:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unusable("E421", f"{written.name} {told(text)}")
    try:
        read = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")
    except ValueError:
        raise Unusable("E421", f"{written.name} {told(text)}") from None
    if found[2] is None:
        return read.date()
    if not 1970 <= read.year <= 2100:
        raise Unusable("E423", f"{written.name} {text}")
    if found[3]:
        # Calendars with a zone of their own write UTC, but repeat by that zone's clock.
        return read.replace(tzinfo=UTC).astimezone(load_zone(frame.own) if frame.own else UTC)
    if named := parameter(written, "TZID"):
        zone = zone_of(named, frame)
        if zone is None:
            raise Unusable("E421", f"{written.name}: its TZID is not known")
        return read.replace(tzinfo=zone)
    return local(read, frame.own or frame.declared, frame.shown)


def duration_of(text: str) -> timedelta:
    """Read a duration such as `PT45M`.

    Raises
    ------
    Unusable
        It cannot be read (E432).
    """
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise Unusable("E432", "DURATION")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
