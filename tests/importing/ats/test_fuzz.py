"""Damaged exports: whatever stands in them, records get one fate each, or the export is refused with a reason."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError, UsageError
from analyzer.importing.how import How
from analyzer.importing.ledger import OPEN, QUARANTINED, USED, Ledger
from analyzer.importing.opening import members
from analyzer.importing.records import Message, Record
from tests.importing.ats.showing import BY_NAME, FIXTURES

KINDS = ("greenhouse", "greenhouse-tables", "lever", "lever-tables", "bullhorn")
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 10**30, 10**60, 1.5, 1e300, "", " ", "7", "x" * 300, "2026-03-02T08:00:00Z",
    "2026-13-45", "9999-12-31T23:59:59-23:59", "\ud800", "\x00", "a@b.example", [], {}, [None], [[]], [{}],
    {"id": None}, {"id": {"id": 1}}, {"data": [1]}, {"date_time": []}, 1_772_438_400_000, 10**15, "true", "maybe",
    "-", "<@>",
)  # fmt: skip
CELLS = (
    "",
    "7",
    "true",
    "x" * 300,
    "2026-03-02 08:00:00",
    "9999-12-31 23:59:59",
    '"',
    "a@b.example",
    "\x00",
    "é",
    "1e9",
)


def odd_json(value: Any, chance: random.Random, share: float) -> Any:
    """Replace, drop or double parts of a value."""
    if chance.random() < share:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: odd_json(each, chance, share) for key, each in value.items() if chance.random() >= share / 3}
    if isinstance(value, list):
        return [odd_json(each, chance, share) for each in value for _ in range(2 if chance.random() < share / 3 else 1)]
    return value


def damaged_json(content: bytes, chance: random.Random) -> bytes:
    share = chance.choice((0.02, 0.1, 0.4))
    try:
        values = [json.loads(content)]
    except ValueError:
        values = [json.loads(line) for line in content.splitlines() if line.endswith(b"}")]
    return b"\n".join(json.dumps(inside(each, chance, share)).encode() for each in values)


def inside(value: Any, chance: random.Random, share: float) -> Any:
    """Damage what stands in a file, but not the form of the file itself: that would only be refused."""
    if isinstance(value, list):
        return [odd_json(each, chance, share) for each in value]
    return {
        key: inside(each, chance, share) if key == "data" else odd_json(each, chance, share)
        for key, each in value.items()
    }


def damaged_csv(content: bytes, chance: random.Random) -> bytes:
    share = chance.choice((0.02, 0.1, 0.4))
    head, *rows = content.decode("utf-8", "replace").split("\n")
    cells = (
        ",".join(chance.choice(CELLS) if chance.random() < share else cell for cell in row.split(",")) for row in rows
    )
    return "\n".join([head, *cells]).encode()


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randint(0, 3)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 3)))
    return bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else data)


def damage(folder: Path, chance: random.Random) -> None:
    """Damage some files of an export, in their values or in their bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt")
    for path in chance.sample(files, min(len(files), 4)):
        content = path.read_bytes()
        by_value = damaged_csv if path.suffix == ".csv" else damaged_json
        if chance.random() < 0.05 or not content.strip() or path.stem in ("eeoc", "readme"):
            path.write_bytes(damaged_bytes(content, chance))
        else:
            path.write_bytes(by_value(content, chance))


def read(kind: str, folder: Path) -> tuple[list[Record], Ledger]:
    ledger = Ledger()
    return list(BY_NAME[kind].reader.read(members(folder), How("UTC", "US", first_stage="applied"), ledger)), ledger


def accounted(records: list[Record], ledger: Ledger) -> None:
    """See that every record has a fate or is a message's, and that no fact comes from one that was not used."""
    waiting = {(id(each.row.file), each.row.number) for each in records if isinstance(each, Message)}
    for file in ledger.files:
        for number in range(1, file.rows + 1):
            assert file.fate(number) != OPEN or (id(file), number) in waiting, (file.file, number)
    for each in records:
        fate = each.row.file.fate(each.row.number)
        assert fate in (USED, OPEN) if isinstance(each, Message) else fate == USED, (each, fate)
        assert fate != QUARANTINED


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_exports_are_accounted_for_or_refused(tmp_path: Path, kind: str) -> None:
    refused = 0
    for seed in range(40):
        folder = tmp_path / str(seed)
        shutil.copytree(FIXTURES / kind, folder)
        damage(folder, random.Random(f"{kind} {seed}"))
        try:
            accounted(*read(kind, folder))
        except (InputError, UsageError):
            refused += 1
        shutil.rmtree(folder)
    assert refused < 40 * 2 // 3, "too little of what was damaged is read at all"
