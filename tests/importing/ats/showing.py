"""Records and fates as texts that can be read and compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from analyzer.importing.how import How
from analyzer.importing.kinds import KINDS
from analyzer.importing.ledger import DUPLICATE, OUT_OF_SCOPE, QUARANTINED, USED, FileLedger, Ledger
from analyzer.importing.opening import members
from analyzer.importing.records import (
    Application,
    Membership,
    Message,
    Party,
    Person,
    Record,
    Requisition,
    StageChange,
)

FIXTURES = Path(__file__).parents[1] / "fixtures" / "ats"
BY_NAME = {kind.name: kind for kind in KINDS}
WORDS = {USED: "used", DUPLICATE: "duplicate", QUARANTINED: "set aside", OUT_OF_SCOPE: "left out"}


def reading(kind: str, path: Path | None = None, how: How | None = None) -> tuple[list[Record], Ledger]:
    """Read a fixture."""
    ledger = Ledger()
    found = BY_NAME[kind].reader.read(members(path or FIXTURES / kind), how or How(), ledger)
    return list(found), ledger


def at(time: int | None) -> str:
    """A time, with seconds only where there are some."""
    if time is None:
        return "?"
    moment = datetime.fromtimestamp(time / 1_000_000, UTC)
    return f"{moment:%m-%d %H:%M:%S}" if moment.second else f"{moment:%m-%d %H:%M}"


def _short(value: str) -> str:
    """An id without the name of its system."""
    system, _, rest = value.partition(":")
    return rest if system in ("greenhouse", "lever", "bullhorn") else value


def names(parties: Iterable[Party | None]) -> str:
    return ", ".join("nobody" if party is None else _short(party.value) for party in parties)


def shown(record: Record) -> str:
    """A record in one line."""
    match record:
        case Person():
            return f"{record.side} {record.name!r}: {names(record.parties)}"
        case Requisition():
            return f"requisition {record.id} {record.label!r} {record.title!r}"
        case Membership():
            place = record.application or record.requisition
            since = "" if record.since is None else f" since {at(record.since)}"
            return f"{names([record.person])} is {record.role} on {place}{since}"
        case Application():
            return (
                f"application {record.id} of {names([record.candidate])} to {record.requisition}"
                f" from {at(record.opened)} to {at(record.closed)}"
            )
        case StageChange():
            return f"{at(record.time)} {record.application} enters {record.stage!r} by {names([record.by])}"
        case Message():
            return _message(record)


def _message(record: Message) -> str:
    copied = f" cc {names(record.copied)}" if record.copied else ""
    about = f" about {', '.join(record.topics)}" if record.topics else ""
    where = record.application or (f"on {names([record.candidate])}" if record.candidate else "nowhere")
    more = "".join(f" {name}={value}" for name, value in record.more)
    text = f" {record.body()!r}" if record.body is not None else ""
    marks = f" [{', '.join(record.marks)}]" if record.marks else ""
    return (
        f"{at(record.time)} {record.channel} {record.activity} {record.message_id or '-'}:"
        f" {names([record.sender])} -> {names(record.recipients)}{copied}{about}; {where}"
        f" {record.subject!r}{text}{marks}{more}"
    )


def of_type(records: Iterable[Record], *types: type) -> list[str]:
    """Records of some types, each in a line."""
    return [shown(record) for record in records if isinstance(record, types)]


def messages_only(records: Iterable[Record], file: FileLedger) -> set[int]:
    """Numbers of the records whose fate the join decides about."""
    return {record.row.number for record in records if isinstance(record, Message) and record.row.file is file}


def fates(records: list[Record], ledger: Ledger, root: Path) -> dict[str, list[str]]:
    """What became of every record of every file; `message` where the join decides."""
    found = {}
    for file in ledger.files:
        waiting = messages_only(records, file)
        told = {number: f"{code} {detail}".strip() for number, code, detail in file.set_aside_rows()}
        told |= {
            number: code for number in range(1, file.rows + 1) if number not in told and (code := file.code(number))
        }
        found[str(Path(file.file).relative_to(root))] = [
            told.get(number) or WORDS.get(file.fate(number)) or ("message" if number in waiting else "OPEN")
            for number in range(1, file.rows + 1)
        ]
    return found
