"""The files of a dump: which holds which records, what is not read at all, and how one record gets its fate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from analyzer.errors import InputError
from analyzer.importing.ats.cases import Later, Outside
from analyzer.importing.codes import refusal
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import OPEN, Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Message, Record, Row

_JSON: Final = (".json", ".jsonl", ".ndjson")
_ID: Final = re.compile(r"(?=[^0-9]*[0-9])[0-9a-fA-F-]{1,40}")
_LETTERS: Final = re.compile(r"[^a-z]")


def key_of(name: str) -> str:
    """What the writings of one type of record have in common.

    Examples
    --------
    >>> key_of("Job_Stages-0002"), key_of("jobStage"), key_of("opportunities")
    ('jobstage', 'jobstage', 'opportunity')
    """
    letters = _LETTERS.sub("", name.lower())
    return f"{letters[:-3]}y" if letters.endswith("ies") else letters.removesuffix("s")


def stem_of(member: Member, endings: Sequence[str] = _JSON) -> str:
    """The name of a file without its ending; empty if it has none of these endings."""
    ending = next((each for each in endings if member.name.endswith(each)), None)
    return "" if ending is None else PurePosixPath(member.inner).name[: len(member.name) - len(ending)]


def type_of(member: Member, endings: Sequence[str] = _JSON) -> str:
    """Tell which records a file holds, from its name, or from its folder's if its own name is an id.

    Returns
    -------
    str
        As `key_of`; empty for a file that is no JSON.
    """
    stem = stem_of(member, endings)
    if not stem:
        return ""
    if not _ID.fullmatch(stem):
        return key_of(stem)
    return next((key_of(part) for part in reversed(PurePosixPath(member.inner).parent.parts) if key_of(part)), "")


def owner_of(member: Member, folder: str) -> str:
    """The id in the path of a file that belongs to one record: `candidates/ID/...` or `.../ID.json`; else empty."""
    parts = PurePosixPath(member.inner).parts
    for place, part in enumerate(parts[:-2]):
        if key_of(part) == key_of(folder) and _ID.fullmatch(parts[place + 1]):
            return parts[place + 1]
    stem = stem_of(member)
    return stem if _ID.fullmatch(stem) else ""


def within(member: Member, folder: str) -> str:
    """The id of the record in whose folder a file lies, such as `opportunities/ID/notes.json`; else empty."""
    return owner_of(member, folder) if len(PurePosixPath(member.inner).parts) > len(("folder", "file")) else ""


def nothing_of(members: Sequence[Member], what: str) -> InputError:
    """Make the error of an export in which no file is of a type that is read (E407)."""
    first, more = (members[0].shown, len(members) - 1) if members else ("no file", 0)
    return refusal("E407", f"{first}{f' and {more:,} more' if more else ''}: no file of {what}")


def by_type(
    members: Sequence[Member], types: Sequence[str], endings: Sequence[str] = _JSON
) -> tuple[dict[str, list[Member]], list[Member]]:
    """Sort files by what they hold.

    Returns
    -------
    dict of str to list of Member
        Every type, in the order given, with its files in order of their paths.
    list of Member
        The others: they are not opened.
    """
    found: dict[str, list[Member]] = {each: [] for each in types}
    others: list[Member] = []
    for member in members:
        found.get(type_of(member, endings), others).append(member)
    return found, others


def leave_out(others: Iterable[Member], ledger: Ledger, kind: str) -> None:
    """Count files that are not read, one record each."""
    for member in others:
        row = ledger.file(member.shown, kind).open()
        row.file.leave_out(row.number, "E457")


Read = Callable[[Row, dict[str, Any]], Iterable[Record]]


def read_all(
    members: Sequence[Member], ledger: Ledger, kind: str, read: Read, *, under: Sequence[str] = ()
) -> Iterator[Record]:
    """Read all records of some JSON files; `under` names a key around them, such as `data`."""
    for member in members:
        file = ledger.file(member.shown, kind)
        for row, record in json_records(member, file, under=under):
            yield from settled(row, read, unwrapped(record))


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Take a single record out of `{"data": {...}}`."""
    data = record.get("data")
    return data if isinstance(data, dict) and "id" not in record else record


def settled(row: Row, read: Callable[..., Iterable[Record]], *given: object) -> Iterator[Record]:
    """Read one record whole or not at all, and say what became of it.

    Facts make it used; so does what only explains other records, such as the name of a stage. Messages alone leave the
    decision to whoever joins them.
    """
    try:
        found = tuple(read(row, *given))
    except Unusable as error:
        row.file.set_aside(row.number, error.code, error.detail)
        return
    except Outside as error:
        row.file.leave_out(row.number, error.code)
        return
    except Later:
        return
    only_messages = bool(found) and all(isinstance(each, Message) for each in found)
    if not only_messages and row.file.fate(row.number) == OPEN:
        row.file.use(row.number)
    yield from found


def mentions(member: Member, words: Mapping[str, tuple[bytes, ...]], endings: Sequence[str] = _JSON) -> bool:
    """Whether the beginning of a file holds all words by which its type is known."""
    asked = words.get(type_of(member, endings))
    if asked is None:
        return False
    head = member.head()
    return all(word in head for word in asked)
