"""OCEL 2.0: which rows events and objects become, as JSON and as SQLite, and what is refused."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import AnalyzerError, InputError
from analyzer.events import read_log, to_frame
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.sources import Raw, Reading, format_of, ocel, read_file

Told = dict[str, Any]
TYPES = ("application", "recruiter", "requisition")


def event(one: str = "e1", *objects: str, time: str = "2026-03-02T10:00:00Z", **values: object) -> Told:
    return {
        "id": one,
        "type": "interview",
        "time": time,
        "attributes": [{"name": name, "value": value} for name, value in values.items()],
        "relationships": [{"objectId": each, "qualifier": "of"} for each in objects],
    }


def thing(one: str, kind: str, *told: tuple[str, str, object]) -> Told:
    return {
        "id": one,
        "type": kind,
        "attributes": [{"name": name, "time": time, "value": value} for name, time, value in told],
    }


THINGS = [
    thing(
        "APP-1",
        "application",
        ("office", "1970-01-01T00:00:00Z", "Bern"),
        ("grade", "2026-03-03T00:00:00Z", 4),  # changes need not stand in the order of their times
        ("grade", "2026-03-01T00:00:00Z", 3),
    ),
    thing("APP-2", "application"),
    thing("rec-1", "recruiter", ("team", "1970-01-01T00:00:00Z", "x")),
    thing("rec-2", "recruiter"),
    thing("REQ-1", "requisition"),
]
EVENTS = [
    event("e1", "APP-1", "rec-1", "rec-2", "REQ-1", room="3"),
    event("e2", "APP-1", time="2026-03-04T10:00:00Z"),
    event("e3", "APP-1", "APP-2", time="2026-03-05T10:00:00Z"),
    event("e4", "rec-1", time="2026-03-06T10:00:00Z"),
]


def whole(events: list[Told] = EVENTS, objects: list[Told] = THINGS) -> Told:
    return {
        "objectTypes": [{"name": name, "attributes": []} for name in TYPES],
        "eventTypes": [{"name": "interview", "attributes": [{"name": "room", "type": "string"}]}],
        "objects": objects,
        "events": events,
    }


def write_json(path: Path, log: Told) -> None:
    path.write_text(json.dumps(log), encoding="utf-8")


def write_sqlite(path: Path, log: Told) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            """
            CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE "event_Interview" (ocel_id TEXT, ocel_time TIMESTAMP, room TEXT);
            INSERT INTO event_map_type VALUES ('interview', 'Interview');
            """
        )
        for kind in TYPES:
            base.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind, kind.title()))
            base.execute(
                f'CREATE TABLE "object_{kind.title()}" '
                "(ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT, office TEXT, grade INT, team TEXT)"
            )
        for each in log["events"]:
            base.execute("INSERT INTO event VALUES (?, ?)", (each["id"], each["type"]))
            values = {value["name"]: value["value"] for value in each["attributes"]}
            base.execute(
                'INSERT INTO "event_Interview" VALUES (?, ?, ?)', (each["id"], each["time"], values.get("room"))
            )
            for related in each["relationships"]:
                base.execute("INSERT INTO event_object VALUES (?, ?, 'of')", (each["id"], related["objectId"]))
        for each in log["objects"]:
            base.execute("INSERT INTO object VALUES (?, ?)", (each["id"], each["type"]))
            for value in each["attributes"]:
                table = f'"object_{each["type"].title()}"'
                base.execute(
                    f"INSERT INTO {table} (ocel_id, ocel_time, {value['name']}) VALUES (?, ?, ?)",
                    (each["id"], value["time"], value["value"]),
                )


WRITERS: dict[str, Callable[[Path, Told], None]] = {"log.json": write_json, "log.sqlite": write_sqlite}
APPLICATION = Reading(object_type="application")


def read(path: Path, log: Told | None = None, wanted: str | None = "application") -> Raw:
    WRITERS[path.name](path, whole() if log is None else log)
    return read_file(path, Reading(object_type=wanted))


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize("name", WRITERS)
def test_an_event_is_a_row_for_each_of_its_cases(tmp_path: Path, name: str) -> None:
    raw = read(tmp_path / name)
    rows = raw.table.select(["ocel:eid", "ocel:oid", "ocel:row"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("e1", "APP-1", "e1"),
        ("e2", "APP-1", "e2"),
        ("e3", "APP-1", "e3 APP-1"),
        ("e3", "APP-2", "e3 APP-2"),
        ("e4", None, "e4"),
    ]
    assert [raw.number(place) for place in range(5)] == [1, 2, 3, 3, 4]
    assert raw.outside is not None
    assert raw.outside.tolist() == [False] * 4 + [True]


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_told_of_the_case_is_what_held_at_the_time(tmp_path: Path, name: str) -> None:
    table = read(tmp_path / name).table
    assert table.column("case:grade").to_pylist() == ["3", "4", "4", None, None]
    assert table.column("case:office").to_pylist() == ["Bern", "Bern", "Bern", None, None]
    assert "case:team" not in [name for name in table.column_names if table.column(name).null_count < 5]


@pytest.mark.parametrize("name", WRITERS)
def test_values_of_the_event_and_other_objects_are_columns(tmp_path: Path, name: str) -> None:
    table = read(tmp_path / name).table
    assert table.column("room").to_pylist() == ["3", None, None, None, None]
    assert table.column("ocel:type:recruiter").to_pylist()[0] == ["rec-1", "rec-2"]
    assert table.column("ocel:type:requisition").to_pylist()[0] in (["REQ-1"], "REQ-1")


@pytest.mark.parametrize("name", WRITERS)
def test_a_log_is_read_and_every_row_accounted_for(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, whole())
    mapping = parse_mapping("object_type: application\ncolumns: {sender: 'ocel:type:recruiter'}")
    log = read_log(tmp_path / name, mapping=mapping)
    frame = to_frame(log)
    assert frame["event_id"].tolist() == ["e1", "e2", "e3 APP-1", "e3 APP-2"]
    assert frame["case_id"].tolist() == ["APP-1", "APP-1", "APP-1", "APP-2"]
    assert frame["activity"].unique().tolist() == ["interview"]
    assert frame["sender"].tolist()[0] == "rec-1;rec-2"
    assert (log.quality.rows, log.quality.analysed, log.quality.out_of_scope) == (5, 4, 1)


@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_told_is_counted(tmp_path: Path, name: str) -> None:
    things = [thing("A", "application", ("office", "some day", "Bern")), thing("B", "application")]
    raw = read(tmp_path / name, whole([event("e1", "A", "gone")], things))
    assert [(code, count) for code, _, count in raw.remarks] == [("E351", 1), ("E354", 1), ("E355", 1)]
    assert "case:office" not in raw.table.column_names or raw.table.column("case:office").to_pylist() == [None]


def test_a_value_that_stands_twice_sets_the_event_aside(tmp_path: Path) -> None:
    twice = event("e2", "APP-1", room="1")
    twice["attributes"] *= 2
    raw = read(tmp_path / "log.json", whole([event("e1", "APP-1"), twice]))
    assert [(each.row, each.code, each.detail) for each in raw.rejected] == [(2, "E338", "room")]


@pytest.mark.parametrize(
    ("broken", "detail"),
    [
        pytest.param({"time": "2026-03-02T10:00:00Z", "type": "x"}, "id", id="no-id"),
        pytest.param({**event("e2", "APP-1"), "time": ["x"]}, "time", id="time-a-list"),
        pytest.param({**event("e2", "APP-1"), "type": True}, "type", id="type-a-truth"),
        pytest.param({**event("e2"), "relationships": [{"qualifier": "x"}]}, "relationships", id="no-object"),
        pytest.param({**event("e2"), "relationships": "APP-1"}, "relationships", id="relations-a-text"),
        pytest.param({**event("e2"), "relationships": 7}, "relationships", id="relations-a-number"),
        pytest.param({**event("e2"), "attributes": ["x"]}, "attributes", id="attribute-a-text"),
        pytest.param({**event("e2"), "attributes": True}, "attributes", id="attributes-a-truth"),
        pytest.param("e2", "not an object", id="text"),
        pytest.param(None, "not an object", id="null"),
    ],
)
def test_an_event_of_another_form_is_set_aside(tmp_path: Path, broken: Any, detail: str) -> None:
    raw = read(tmp_path / "log.json", whole([event("e1", "APP-1"), broken, event("e3", "APP-1")]))
    assert [(each.row, each.code, each.detail) for each in raw.rejected] == [(2, "E339", detail)]
    assert [raw.number(0), raw.number(1)] == [1, 3]


def test_an_event_that_its_type_s_table_does_not_tell_once_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    write_sqlite(path, whole())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("DELETE FROM \"event_Interview\" WHERE ocel_id = 'e1'")
        base.execute("INSERT INTO \"event_Interview\" VALUES ('e2', '2026-03-09T10:00:00Z', '')")
    raw = read_file(path, APPLICATION)
    assert [(each.row, each.code, each.detail) for each in raw.rejected] == [
        (1, "E339", "0 rows in the table of its type"),
        (2, "E339", "2 rows in the table of its type"),
    ]


def test_objects_may_stand_behind_the_events(tmp_path: Path) -> None:
    log = whole()
    backwards = {name: log[name] for name in ("events", "eventTypes", "objects", "objectTypes")}
    assert read(tmp_path / "log.json", backwards).table.equals(read(tmp_path / "log.json").table)


# ---------------------------------------------------------------- the declared type


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        pytest.param(None, "'application', 'recruiter', 'requisition'", id="not-declared"),
        pytest.param("aplication", "did you mean 'application'", id="misspelt"),
    ],
)
def test_the_type_of_the_cases_is_not_guessed(tmp_path: Path, name: str, wanted: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path / name, wanted=wanted)
    assert caught.value.code == "E316"


# ---------------------------------------------------------------- which format


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("ending", ["log.json", "log.jsonocel", "log.sqlite", "log.db", "log"])
def test_the_format_is_told(tmp_path: Path, name: str, ending: str) -> None:
    WRITERS[name](tmp_path / ending, whole())
    told = format_of(tmp_path / ending)
    assert told == ("jsonl" if name == "log.json" and ending in ("log", "log.db", "log.sqlite") else "ocel")


def test_packed_json_is_read_and_a_packed_database_refused(tmp_path: Path) -> None:
    packed = tmp_path / "log.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(whole()).encode()))
    assert read_file(packed, APPLICATION).table.num_rows == 5
    write_sqlite(tmp_path / "log.sqlite", whole())
    packed = tmp_path / "log.sqlite.gz"
    packed.write_bytes(gzip.compress((tmp_path / "log.sqlite").read_bytes()))
    with pytest.raises(InputError, match="packed") as caught:
        read_file(packed, APPLICATION)
    assert caught.value.code == "E308"


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "E302", id="empty"),
        pytest.param(b'{"ocel:global-log": {}, "ocel:events": {}}', "E315", id="version-1"),
        pytest.param(b'{"events": []}', "E315", id="no-objects"),
        pytest.param(b'{"events": [', "E307", id="cut-off"),
        pytest.param(json.dumps(whole()).encode()[:-1], "E307", id="last-bracket-missing"),
        pytest.param(json.dumps(whole()).encode("utf-16"), "E307", id="utf-16"),
        pytest.param(b'{"objects": [' + b"[" * 100_000, "E307", id="nested-without-end"),
        pytest.param(b'{"objects": [{"id": ' + b"9" * 10_000 + b"}]}", "E315", id="a-number-of-10000-digits"),
        pytest.param(b'{"objects": [{"id": ' + b"9" * 5_000 + b"}]}", "E315", id="a-number-of-5000-digits"),
        pytest.param(b'{"objects": [{"id": 1e999999, "type": -1E-9999999999999999999}]}', "E315", id="exponents"),
        pytest.param(json.dumps(whole()).encode() + b"[]", "E307", id="something-behind-the-end"),
        pytest.param(
            b'{"objects": [{"id": "a", "type": "b", "c":' + b"[" * 150 + b"]" * 150 + b"}]}", "E307", id="deep"
        ),
        pytest.param(gzip.compress(json.dumps(whole()).encode())[:-9], "E307", id="gzip-cut-off"),
    ],
)
def test_json_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "log.jsonocel"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        ocel.read(path, APPLICATION)
    assert caught.value.code == code


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.json.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b'{"objects": [], "events": [{"id": "')
        for _ in range(64):
            file.write(b"x" * (1 << 20))
    with pytest.raises(InputError) as caught:
        ocel.read(path, APPLICATION)
    assert caught.value.code == "E314"


HOSTILE = {
    "view": ("DROP TABLE event; CREATE VIEW event AS SELECT 1 AS ocel_id, 2 AS ocel_type", "E315"),
    "endless-view": (
        "DROP TABLE event_object; CREATE VIEW event_object AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 "
        "FROM n) SELECT a AS ocel_event_id, a AS ocel_object_id FROM n",
        "E315",
    ),
    "virtual": ("DROP TABLE event; CREATE VIRTUAL TABLE event USING fts5(ocel_id, ocel_type)", "E315"),
    "other-columns": ("DROP TABLE event; CREATE TABLE event (id, kind)", "E315"),
    "without-rowid": ("DROP TABLE event; CREATE TABLE event (ocel_id PRIMARY KEY, ocel_type) WITHOUT ROWID", "E315"),
    "no-types": ("DROP TABLE object_map_type", "E315"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_database_with_other_than_plain_tables_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log.sqlite"
    write_sqlite(path, whole())
    statements, code = HOSTILE[name]
    with closing(sqlite3.connect(path)) as base:
        base.executescript(statements)
    with pytest.raises(InputError) as caught:
        read_file(path, APPLICATION)
    assert caught.value.code == code


def test_a_value_too_large_for_a_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    write_sqlite(path, whole())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute('UPDATE "event_Interview" SET room = zeroblob(20000000)')
    with pytest.raises(InputError) as caught:
        read_file(path, APPLICATION)
    assert caught.value.code in ("E307", "E315")


def test_a_database_with_changes_beside_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    write_sqlite(path, whole())
    (tmp_path / "log.sqlite-wal").write_bytes(b"x")
    with pytest.raises(InputError, match=r"log\.sqlite-wal"):
        read_file(path, APPLICATION)


def test_a_database_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    write_sqlite(path, whole())
    before = path.read_bytes()
    read_file(path, APPLICATION)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["log.sqlite"]


@pytest.mark.parametrize("name", WRITERS)
def test_whatever_the_bytes_only_errors_for_people_arise(tmp_path: Path, name: str) -> None:
    draw = random.Random(32)
    path = tmp_path / name
    WRITERS[name](path, whole())
    content = path.read_bytes()
    mapping = parse_mapping("object_type: application\nformat: ocel")
    read_well = 0
    for _ in range(400):
        data = bytearray(content)
        for _ in range(draw.randrange(1, 5)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        path.write_bytes(data)
        try:
            told = read_log(path, mapping=mapping, timezone="UTC", max_quarantined=1).quality
        except AnalyzerError:
            continue
        assert told.rows == told.analysed + told.duplicates + told.quarantined.num_rows + told.out_of_scope
        read_well += 1
    assert read_well > 20
