"""One message in several mailboxes, in the applicant system and in a trace: brought together to one.

Copies have the same Message-ID. Where a copy has none (applicant systems lose it), sender, recipients, minute and
subject tell; two messages with different ids are never copies of each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from analyzer.importing.belonging import Kept
from analyzer.importing.parties import Seats
from analyzer.importing.records import Message

MINUTE: Final = 60_000_000
_DAY: Final = 1_440 * MINUTE
_PREFIXES: Final = re.compile(
    r"(?:\s*(?:(?:re|fwd?|aw|wg|sv|tr|rv|antw)\s{0,3}(?:\[\d{1,3}\])?\s{0,3}:|\[[^\]]{1,20}\]))+\s*", re.IGNORECASE
)
_SPACES: Final = re.compile(r"\s+")

_T = TypeVar("_T")
_Content = tuple[str, tuple[str, ...], int, str]


def normal_subject(subject: str) -> str:
    """A subject without reply marks, tags in brackets and case.

    Examples
    --------
    >>> normal_subject("AW: Re: [EXT] Your  Application") == normal_subject("your application")
    True
    >>> normal_subject("Refund")
    'refund'
    """
    marks = _PREFIXES.match(subject)
    return _SPACES.sub(" ", subject[marks.end() :] if marks else subject).strip().casefold()


@dataclass(slots=True)
class _Group:
    """A message and its copies so far."""

    base: Kept
    id: str
    copies: list[Kept]


def bring_together(kept: Iterable[Kept]) -> list[Kept]:
    """Bring copies together; a record that claims the id of another message is set aside (E442).

    Parameters
    ----------
    kept : iterable of Kept
        In any order: the outcome does not depend on it, but for ties of equal records.

    Returns
    -------
    list of Kept
        One a message, in order of time: as the fullest copy has it, with everybody whom any copy names, and with what
        any copy knows of its case.
    """
    groups: list[_Group] = []
    by_id: dict[str, _Group] = {}
    by_content: dict[_Content, list[_Group]] = defaultdict(list)
    by_glance: dict[tuple[str, int, str], _Group] = {}
    for each in sorted(kept, key=_fullest_first):
        own = "" if "quoted" in each.message.marks else each.message.message_id
        group = by_id.get(own) if own else None
        if group is None:
            group = _alike(each, own, by_content, by_glance)
        if group is None:
            group = _Group(each, own, [])
            groups.append(group)
        elif not _same(group.base.message, each):
            each.message.row.set_aside("E442", "message id")
            continue
        else:
            group.copies.append(each)
            group.id = group.id or own
        if own:
            by_id.setdefault(own, group)
        if each.message.channel == "email":
            by_content[_content(each)].append(group)
            by_glance.setdefault(_glance(each), group)
    return sorted((_joined(group) for group in groups), key=lambda each: (each.message.time, each.order))


def _fullest_first(each: Kept) -> tuple[int, int, int, tuple[int, int]]:
    """Copies that tell `to` from `cc` go before those that do not; quotations come last."""
    message = each.message
    rank = 3 if "quoted" in message.marks else 2 if message.row.file.kind == "message-trace" else 1
    if message.activity == "interview":
        rank = 0
    return (rank, -len(each.seats.all()), message.time, each.order)


def _sender(each: Kept) -> str:
    return each.seats.sender.key if each.seats.sender else ""


def _content(each: Kept) -> _Content:
    to = tuple(sorted(seat.key for seat in each.seats.to))
    return (_sender(each), to, each.message.time // MINUTE, normal_subject(each.message.subject))


def _glance(each: Kept) -> tuple[str, int, str]:
    return (_sender(each), each.message.time // MINUTE, normal_subject(each.message.subject))


def _alike(
    each: Kept, own: str, by_content: dict[_Content, list[_Group]], by_glance: dict[tuple[str, int, str], _Group]
) -> _Group | None:
    """Find the group of a mail by what it says, where it or the group has no id."""
    if each.message.channel != "email":
        return None
    if "quoted" in each.message.marks:
        return by_glance.get(_glance(each))
    return next((group for group in by_content.get(_content(each), ()) if not own or not group.id), None)


def _same(base: Message, other: Kept) -> bool:
    """Whether a record with the same id is the same message: by the same sender, within a day."""
    message = other.message
    if base.channel == "meeting" or base.sender is None or message.sender is None:
        return True
    alike = {base.sender.value, base.sender.name} & {message.sender.value, message.sender.name} - {""}
    return bool(alike) and abs(base.time - message.time) <= _DAY


def _joined(group: _Group) -> Kept:
    base, others = group.base, group.copies
    if not others:
        return base
    messages = [base.message, *(each.message for each in others)]
    message = replace(
        base.message,
        time=min(each.time for each in messages if each.row.file.kind == base.message.row.file.kind),
        message_id=group.id or base.message.message_id,
        application=_first(each.application for each in messages),
        requisition=_first(each.requisition for each in messages),
        candidate=_first(each.candidate for each in messages),
        in_reply_to=_first(each.in_reply_to or None for each in messages) or "",
        begins=any(each.begins for each in messages),
    )
    said = next((each for each in (base, *others) if each.topics), base)
    return Kept(
        message=message,
        seats=_united([base.seats, *(each.seats for each in others)]),
        order=base.order,
        ids=tuple(dict.fromkeys(one for each in (base, *others) for one in each.ids)),
        candidates=tuple({one.id: one for each in (base, *others) for one in each.candidates}.values()),
        topics=said.topics,
        topics_by=said.topics_by,
        copies=tuple(each.message.row for each in others),
        text=_first(each.text or None for each in (base, *others)) or "",
    )


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((each for each in values if each is not None), None)


def _united(all_seats: list[Seats]) -> Seats:
    """Everybody whom any copy names: in copy only where the fullest has him in copy, or knows nothing of him."""
    base, *others = all_seats
    seen = {seat.key for seat in base.all()}
    to, copied = list(base.to), list(base.copied)
    for seats in others:
        for row, found in ((to, seats.to), (copied, seats.copied)):
            for seat in found:
                if seat.key not in seen:
                    seen.add(seat.key)
                    row.append(seat)
    return Seats(base.sender, tuple(to), tuple(copied))
