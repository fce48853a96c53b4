"""What must hold of whatever is read, however damaged: the errors, the accounts, the log, the time, the memory."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from analyzer.errors import DefinitionError, InputError, UsageError
from analyzer.events import read_log
from analyzer.events.writers import write_log
from analyzer.importing import How, Imported, Source, import_log, kind_of, read_settings
from analyzer.importing.kinds import KINDS
from analyzer.importing.ledger import DUPLICATE, OPEN, OUT_OF_SCOPE, QUARANTINED, USED, Ledger
from analyzer.importing.opening import members
from tests.importing import seeds
from tests.importing.exports import reader_of
from tests.importing.seeds import FORMATS, Export

REFUSALS = (InputError, UsageError, DefinitionError)
SECONDS = 8
"""Longest that one small export may take; most take some milliseconds."""
MEMORY = 1 << 30
"""More room than the program has already, for one small export."""
HOW = How(timezone="Europe/Berlin", region="US", quoted=True, first_stage="applied", until=1_798_761_600_000_000)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no cell of a log made of exports may hold; the line ends of the file aside."""
EXPORTS = frozenset(kind.name for kind in KINDS)
FACTS = frozenset(kind.name for kind in KINDS if kind.gives == "facts")


class TooSlow(BaseException):
    """An export took longer than it may; no handler of the program's own catches it."""


@contextmanager
def guarded(seconds: float = SECONDS, memory: int = MEMORY) -> Iterator[None]:
    """Run what is inside under a limit of time and of memory."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + memory, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def outcome(export: Export, folder: Path, *, round_trip: bool = True) -> str:
    """Read an export in every way, and see that nothing is lost.

    Returns the code of the refusal, or `log` and a digest of the log and its accounts.
    """
    path = export.write(folder)
    with guarded(), warnings.catch_warnings():
        warnings.simplefilter("error")
        if export.kind == "settings":
            return _settings(path)
        if export.kind in EXPORTS:
            check_reader(export.kind, path)
        _tell(path)
        try:
            imported = import_log(_sources(export.kind, path, folder), how=HOW, max_quarantined=1.0)
        except REFUSALS as error:
            return _said(error)
        check_accounts(imported)
        if export.kind in EXPORTS:
            write_log(imported.log, folder / "clean.csv")
            found = CONTROL.search((folder / "clean.csv").read_text(encoding="utf-8"))
            assert found is None, found
        return f"log {check_round_trip(imported, folder, all_formats=round_trip)}"


def _settings(path: Path) -> str:
    try:
        return f"settings {read_settings(path)!r}"
    except REFUSALS as error:
        return _said(error)


def _tell(path: Path) -> None:
    try:
        kind_of(str(path))
    except REFUSALS as error:
        _said(error)


def _said(error: Exception) -> str:
    """See that a refusal is a message for people: short, printable, on few lines."""
    text = str(error)
    text.encode("utf-8")
    assert len(text) < 5_000 or isinstance(error, DefinitionError), text[:500]
    assert "Traceback" not in text
    return f"{type(error).__name__} {getattr(error, 'code', '')}".strip()


def _sources(kind: str, path: Path, folder: Path) -> list[Source]:
    """What an export needs beside it to become a log: who applied, or who wrote."""
    if kind in FORMATS:
        mapping = folder / "mapping.yaml"
        mapping.write_text(
            "object_type: application\n" if kind == "ocel" else "precision: microsecond\n", encoding="utf-8"
        )
        return [Source((str(path),), kind, str(mapping))]
    beside = folder / "beside.csv"
    if kind in FACTS:
        beside.write_text(seeds.MESSAGES, encoding="utf-8")
        return [Source((str(path),), kind), Source((str(beside),), "messages")]
    beside.write_text(seeds.APPLICATIONS, encoding="utf-8")
    return [Source((str(beside),), "applications"), Source((str(path),), kind)]


def check_reader(kind: str, path: Path) -> None:
    """See that every record which a reader opened is handed on or has a fate, and that all texts can be written."""
    ledger = Ledger()
    try:
        found = members(path)
        reader_of(kind).looks_like(found)
        records = list(reader_of(kind).read(found, HOW, ledger))
    except REFUSALS as error:
        _said(error)
        return
    given = {(id(each.row.file), number) for each in records for number in each.row.numbers}
    lost = [
        f"{file.file}:{number}"
        for file in ledger.files
        for number in range(1, file.rows + 1)
        if file.fate(number) == OPEN and (id(file), number) not in given
    ]
    assert not lost, lost[:5]
    for record in records:
        json.dumps(_plain(record), ensure_ascii=False).encode("utf-8")


def _plain(record: Any) -> dict[str, str]:
    told = {name: repr(getattr(record, name)) for name in record.__dataclass_fields__ if name not in ("row", "body")}
    if getattr(record, "body", None) is not None:
        told["body"] = record.body()
        assert isinstance(told["body"], str)
    return told


def check_accounts(imported: Imported) -> None:
    """See that each record has one fate, and that ledger, quality and accounts tell the same of each file."""
    accounts = imported.to_dict()
    json.dumps(accounts, ensure_ascii=False).encode("utf-8")
    quality = imported.log.quality
    told = {each["file"]: each for each in accounts["files"]}
    assert len(told) == len(quality.files) == len(accounts["files"]), "one account for each file"
    files, rows = (quality.quarantined.column(name).to_pylist() for name in ("file", "row"))
    listed = Counter(zip(files, rows, strict=True))
    records = {file.file for file in imported.ledger.files}
    assert all(count == 1 for (file, _), count in listed.items() if file in records), "a record is set aside once"
    for file in imported.ledger.files:
        fates = Counter(file.fate(number) for number in range(1, file.rows + 1))
        counted = tuple(fates[fate] for fate in (USED, QUARANTINED, DUPLICATE, OUT_OF_SCOPE))
        account = told[file.file]
        assert counted == tuple(account[name] for name in ("analysed", "quarantined", "duplicates", "out_of_scope"))
        assert sum(counted) == file.rows == account["rows"]
        assert sum(file.out_of_scope().values()) == counted[3]
        assert counted[1] == sum(1 for name, _ in listed if name == file.file) == len(list(file.set_aside_rows()))
    assert sum(each["rows"] for each in accounts["files"]) == quality.rows
    assert sum(each["records"] for each in accounts["left_out"]) == sum(
        count for file in imported.ledger.files for count in file.out_of_scope().values()
    )
    assert sum(each["rows"] for each in accounts["set_aside"]) == quality.quarantined.num_rows
    assert imported.counts.events + imported.counts.stage_changes <= len(imported.log)


def check_round_trip(imported: Imported, folder: Path, *, all_formats: bool = True) -> str:
    """See that the log, once written, is read back whole; a digest of log and accounts."""
    log = imported.log
    whole = hashlib.blake2b(json.dumps(imported.to_dict()).replace(str(folder), "").encode(), digest_size=12)
    for ending in (".csv", ".jsonl", ".parquet") if all_formats else (".csv",):
        path = folder / f"written{ending}"
        write_log(log, path)
        again = read_log(path)
        assert again.quality.quarantined.num_rows == 0, again.quality.quarantined.slice(0, 2).to_pylist()
        assert len(again) == len(log)
        assert again.quality.duplicates == 0
        assert (again.time == log.time).all()
        whole.update(path.read_bytes())
    return whole.hexdigest()
