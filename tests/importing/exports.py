"""Helpers for tests of readers: write a file, read it, see the fates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analyzer.importing.how import How
from analyzer.importing.kinds import KINDS, Reader
from analyzer.importing.ledger import DUPLICATE, OPEN, OUT_OF_SCOPE, QUARANTINED, USED, FileLedger, Ledger
from analyzer.importing.opening import Member, members
from analyzer.importing.records import Message, Record

FATES = {OPEN: "message", OUT_OF_SCOPE: "left out", DUPLICATE: "duplicate", QUARANTINED: "set aside", USED: "used"}


def reader_of(name: str) -> Reader:
    return next(kind for kind in KINDS if kind.name == name).reader


def only_member(folder: Path, data: bytes, name: str = "x.json") -> Member:
    (folder / name).write_bytes(data)
    return members(folder / name)[0]


def read(kind: str, *paths: Path, how: How | None = None) -> tuple[list[Record], Ledger]:
    ledger = Ledger()
    found = [member for path in paths for member in members(path)]
    return list(reader_of(kind).read(found, how or How(), ledger)), ledger


def messages(records: list[Record]) -> list[Message]:
    return [record for record in records if isinstance(record, Message)]


def fates(file: FileLedger) -> list[str]:
    """What became of each record: `message` for one that only gave messages, else the fate with its code."""
    return list(_fates(file))


def _fates(file: FileLedger) -> Iterator[str]:
    for number in range(1, file.rows + 1):
        yield f"{FATES[file.fate(number)]} {file.code(number)}".strip()


def unaccounted(records: list[Record], ledger: Ledger) -> list[str]:
    """Records that are open though they gave no message: nobody will ever say what became of them."""
    given = {(id(record.row.file), record.row.number) for record in records}
    return [
        f"{file.file}:{number}"
        for file in ledger.files
        for number in range(1, file.rows + 1)
        if file.fate(number) == OPEN and (id(file), number) not in given
    ]
