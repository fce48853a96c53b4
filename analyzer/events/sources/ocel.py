"""OCEL 2.0, as JSON or as an SQLite database: events and the objects that they relate to.

JSON is read as a stream, twice: objects may stand behind the events. Databases are opened read-only and as if nobody
else could change them; only plain tables are read, never a view or a virtual table, for those run what a stranger
wrote. What becomes of the events stands in `objects`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from analyzer.errors import InputError
from analyzer.events.sources.gathering import whole_text
from analyzer.events.sources.json_text import DEEPEST, JsonText, is_deep
from analyzer.events.sources.objects import Broken, Event, Objects, Rows, case_type
from analyzer.events.sources.raw import Raw, Reading, damaged, failure, head_of, open_file

SQLITE_MAGIC: Final = b"SQLite format 3\0"
BEGINNING: Final = re.compile(rb'[\xef\xbb\xbf\s]*\{\s*"(?:eventTypes|objectTypes|events|objects|ocel:[a-z-]+)"\s*:')
"""How such a file in JSON begins; one of version 1 (`ocel:events`) does so, too, and is refused with a word."""
MOST_BYTES: Final = 16 << 20
"""What one event or object may have, at most: it has to be held in memory."""
_PIECE: Final = 1 << 18


def read(path: Path, reading: Reading) -> Raw:
    """Read OCEL 2.0.

    Parameters
    ----------
    path : Path
        JSON (may be packed with gzip) or SQLite.
    reading : Reading
        `object_type` says which objects are the cases.

    Returns
    -------
    Raw
        One row for each event and case that it relates to: `ocel:eid`, `ocel:activity`, `ocel:timestamp`, `ocel:oid`
        (the case), the event's attributes by name, the case's as they were then as `case:NAME`, and the ids of other
        objects as lists `ocel:type:TYPE`. Events without a case are out of scope. Rows have their event's number.

    Raises
    ------
    InputError
        Missing, damaged, not OCEL 2.0, beyond all measure, or the type of the cases is not declared (E316).
    """
    head = head_of(path)
    if not head:
        raise failure("E302", f"{path}: the file is empty")
    read_kind = _read_sqlite if head.startswith(SQLITE_MAGIC) else _read_json
    return read_kind(path, reading.object_type)


def _not_ocel(path: Path, why: str) -> InputError:
    return failure("E315", f"{path}: not OCEL 2.0: {why}")


# ---------------------------------------------------------------- JSON


def _records(path: Path, section: str) -> Iterator[Any]:
    """The records of one section of the file, one by one."""
    endless = failure("E314", f"{path}: more than {MOST_BYTES >> 20} MB without the end of a record")
    try:
        with open_file(path) as file:
            text = JsonText(file.read, "utf-8-sig", most=MOST_BYTES, piece=_PIECE, refusal=lambda: endless)
            for key in text.keys():  # noqa: SIM118 - a walk through the file
                for record in text.items() if text.peek() == "[" else (text.value(),):
                    if key == section:
                        yield _shallow(record)
            text.end()
    except (ValueError, RecursionError, EOFError, OSError, zlib.error) as error:
        raise damaged(path, error) from None


def _shallow(record: object) -> object:
    if is_deep(record):
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    return record


def _read_json(path: Path, wanted: str | None) -> Raw:
    objects = Objects()
    for declared in _records(path, "objectTypes"):
        if isinstance(declared, dict) and isinstance(declared.get("name"), str):
            objects.types.add(whole_text(declared["name"]))
    for record in _records(path, "objects"):
        _take_object(objects, record, wanted)
    if not objects.types:
        raise _not_ocel(path, "it lists no objects under `objects` and no types under `objectTypes`")
    rows = Rows(str(path), case_type(str(path), wanted, objects.types), objects)
    for number, record in enumerate(_records(path, "events"), start=1):
        rows.add(number, _event_of(record))
    return rows.raw()


def _text(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """A text or number that stands for an id, a type or a time; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return whole_text(str(value)) or None


def _take_object(objects: Objects, record: Any, wanted: str | None) -> None:  # noqa: ANN401 - any JSON value
    """An object without id or type cannot be related to: relations to it are counted where they are met."""
    if not isinstance(record, dict):
        return
    one, kind = _text(record.get("id")), _text(record.get("type"))
    if one is None or kind is None:
        return
    objects.types.add(kind)
    objects.type_of[one] = kind
    told = record.get("attributes")
    if kind == wanted and isinstance(told, list):
        history = [each for value in told if (each := _told(value)) is not None]
        if history:
            objects.history[one] = history


def _told(value: Any) -> tuple[str, str, Any] | None:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None
    return whole_text(value["name"]), _text(value.get("time")) or "", value.get("value")


def _event_of(record: Any) -> Event | Broken:  # noqa: ANN401 - any JSON value
    if not isinstance(record, dict):
        return _broken("not an object", record)
    said = {name: _text(record.get(name)) for name in ("id", "type", "time")}
    missing = next((name for name, text in said.items() if text is None), None)
    if missing is not None:
        return _broken(missing, record)
    values, objects = [], []
    lists = {name: record.get(name) or [] for name in ("attributes", "relationships")}
    wrong = next((name for name, inside in lists.items() if not isinstance(inside, list)), None)
    if wrong is not None:
        return _broken(wrong, record)
    for value in lists["attributes"]:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            return _broken("attributes", record)
        values.append((whole_text(value["name"]), value.get("value")))
    for value in lists["relationships"]:
        one = _text(value.get("objectId")) if isinstance(value, dict) else None
        if one is None:
            return _broken("relationships", record)
        objects.append(one)
    return Event(said["id"] or "", said["type"] or "", said["time"] or "", tuple(values), tuple(objects))


def _broken(detail: str, record: Any) -> Broken:  # noqa: ANN401 - any JSON value
    return Broken(detail, json.dumps(record, ensure_ascii=False, sort_keys=True, default=str))


# ---------------------------------------------------------------- SQLite

_NEEDED: Final = ("event", "object", "event_object", "event_map_type", "object_map_type")


def _read_sqlite(path: Path, wanted: str | None) -> Raw:
    pending = path.with_name(path.name + "-wal")
    if pending.is_file() and pending.stat().st_size:
        hint = "Close the program that writes it, or run its checkpoint."
        raise failure("E307", f"{path}: some of its changes stand in {pending.name} only", help=hint)
    try:
        with closing(_opened(path)) as database:
            return _Tables(path, database).raw(wanted)
    except sqlite3.OperationalError as error:
        raise _not_ocel(path, str(error)[:200]) from None
    except (sqlite3.Error, OverflowError, ValueError) as error:
        raise damaged(path, error) from None


def _opened(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    database.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        database.execute(f"PRAGMA {setting}")
    return database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Tables:
    """The tables of a database, read without trust in its schema."""

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path, self._database = path, database
        schema = self._rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        virtual = "CREATE VIRTUAL"
        self._names = {str(name) for name, said in schema if not str(said or "").lstrip().upper().startswith(virtual)}
        missing = [name for name in _NEEDED if name not in self._names]
        if missing:
            raise _not_ocel(path, f"there is no table {', '.join(missing)}")

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(statement)

    def _columns(self, table: str) -> list[str]:
        """Its columns; none for a table that is not there, or not one of plain cells."""
        if table not in self._names:
            return []
        return [str(row[1]) for row in self._rows(f"PRAGMA table_xinfo({_quoted(table)})") if row[6] == 0]

    def raw(self, wanted: str | None) -> Raw:
        objects = self._objects()
        rows = Rows(str(self._path), case_type(str(self._path), wanted, objects.types), objects)
        for table in self._tables_of("object", wanted or ""):
            self._take_history(objects, table)
        related = self._related()
        for number, (one, kind, told) in enumerate(self._events(), start=1):
            rows.add(number, _from_tables(one, kind, told, tuple(related.get(str(one), ()))))
        return rows.raw()

    def _objects(self) -> Objects:
        objects = Objects()
        for kind, _ in self._rows("SELECT ocel_type, ocel_type_map FROM object_map_type"):
            objects.types.add(str(kind))
        for one, kind in self._rows("SELECT ocel_id, ocel_type FROM object"):
            objects.types.add(str(kind))
            objects.type_of[str(one)] = str(kind)
        return objects

    def _tables_of(self, what: str, kind: str | None = None) -> list[str]:
        """The tables in which events or objects of one type, or of all, have their values."""
        named = self._rows(f"SELECT ocel_type, ocel_type_map FROM {what}_map_type ORDER BY rowid")
        return [f"{what}_{mapped}" for each, mapped in named if kind is None or str(each) == kind]

    def _take_history(self, objects: Objects, table: str) -> None:
        """What is told of the cases; a row that names a changed field tells that field only."""
        names = [name for name in self._columns(table) if not name.startswith("ocel_")]
        for one, moment, changed, *values in self._told(table, ["ocel_time", "ocel_changed_field"], names):
            history = objects.history.setdefault(str(one), [])
            for name, value in zip(names, values, strict=True):
                if value is not None and changed in (None, "", name):
                    history.append((name, str(moment or ""), value))

    def _told(self, table: str, known: list[str], names: list[str]) -> Iterator[tuple[Any, ...]]:
        """Rows of a table: id, the known columns (null if it has none such), the others."""
        found = self._columns(table)
        if "ocel_id" not in found:
            return iter(())
        asked = ["ocel_id", *(_quoted(name) if name in found else "NULL" for name in known), *map(_quoted, names)]
        return self._rows(f"SELECT {', '.join(asked)} FROM {_quoted(table)} ORDER BY rowid")

    def _related(self) -> dict[str, list[str]]:
        related: dict[str, list[str]] = {}
        statement = "SELECT ocel_event_id, ocel_object_id FROM event_object ORDER BY rowid"
        for event, one in self._rows(statement):
            related.setdefault(str(event), []).append(str(one))
        return related

    def _events(self) -> Iterator[tuple[Any, Any, list[tuple[str, tuple[tuple[str, Any], ...]]]]]:
        """Each event with its type and what its type's table tells of it: once, if all is well."""
        told: dict[str, list[tuple[str, tuple[tuple[str, Any], ...]]]] = {}
        for table in dict.fromkeys(self._tables_of("event")):
            names = [name for name in self._columns(table) if not name.startswith("ocel_")]
            for one, moment, *values in self._told(table, ["ocel_time"], names):
                told.setdefault(str(one), []).append((str(moment or ""), tuple(zip(names, values, strict=True))))
        for one, kind in self._rows("SELECT ocel_id, ocel_type FROM event ORDER BY rowid"):
            yield one, kind, told.get(str(one), [])


def _from_tables(
    one: Any,  # noqa: ANN401 - any cell
    kind: Any,  # noqa: ANN401 - any cell
    told: list[tuple[str, tuple[tuple[str, Any], ...]]],
    objects: tuple[str, ...],
) -> Event | Broken:
    said = {"ocel_id": one, "ocel_type": kind, "rows": len(told)}
    missing = next((name for name in ("ocel_id", "ocel_type") if not isinstance(said[name], str | int)), None)
    if missing is not None:
        return _broken(missing, said)
    if len(told) != 1:
        return _broken(f"{len(told)} rows in the table of its type", said)
    moment, values = told[0]
    return Event(str(one), str(kind), moment, tuple((name, _plain(value)) for name, value in values), objects)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
