"""SQL: the same table from SQLite, DuckDB and PostgreSQL; nothing but queries; no secret in any message."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from analyzer.errors import InputError, UsageError
from analyzer.events import read_sql, to_frame
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.sources import sql
from tests.events.sources.postgres import PASSWORD, USER, server

COLUMNS = "event_id, timestamp, case_id, activity, sender_role, recipient_roles, office"
ROWS = [
    ("e1", "2026-03-02 10:00:00", "APP-1", "message", "candidate", "recruiter;coordinator", "Bern; Süd"),
    ("e2", "2026-03-02 11:00:00.123456", "APP-1", "interview", None, None, None),
]
QUERY = f"SELECT {COLUMNS} FROM events ORDER BY event_id"


def fill_sqlite(path: Path) -> str:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(f"CREATE TABLE events ({COLUMNS})")
        base.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
    return f"sqlite:///{path}"


def fill_duckdb(path: Path) -> str:
    import duckdb

    with duckdb.connect(str(path)) as base:
        base.execute(
            "CREATE TABLE events (event_id TEXT, timestamp TIMESTAMP, case_id TEXT, activity TEXT, "
            "sender_role TEXT, recipient_roles TEXT, office TEXT)"
        )
        base.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
    return f"duckdb:///{path}"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    try:
        running = server()
        folder = running.__enter__()
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
    try:
        url = f"postgresql://{USER}:{quote(PASSWORD, safe='')}@/postgres?host={folder}"
        write_postgresql(url)
        yield url
    finally:
        running.__exit__(None, None, None)


def write_postgresql(url: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (event_id text, timestamp timestamp, case_id text, activity text, "
            "sender_role text, recipient_roles text, office text)"
        )
        connection.exec_driver_sql("CREATE SEQUENCE numbers")
        for row in ROWS:
            connection.exec_driver_sql("INSERT INTO events VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
    engine.dispose()


@pytest.fixture(params=["sqlite", "duckdb", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return {"sqlite": fill_sqlite, "duckdb": fill_duckdb}[request.param](tmp_path / "log.db")


# ---------------------------------------------------------------- what is read


def test_the_same_table_gives_the_same_log_from_every_database(url: str) -> None:
    frame = to_frame(read_sql(url, QUERY, timezone="Europe/Berlin"))
    assert frame["event_id"].tolist() == ["e1", "e2"]
    assert [str(each) for each in frame["timestamp"]] == [
        "2026-03-02 09:00:00+00:00",
        "2026-03-02 10:00:00.123456+00:00",
    ]
    assert frame["recipient_roles"].fillna("").tolist() == ["recruiter;coordinator", ""]
    assert frame["office"].fillna("").tolist() == ["Bern; Süd", ""]


def test_a_time_without_a_zone_needs_one_declared(url: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sql(url, QUERY)
    assert caught.value.code == "E305"


def test_a_mapping_names_the_columns(url: str) -> None:
    mapping = parse_mapping("timezone: UTC\ncolumns: {case_id: office, timestamp: at}\nonly: {office: 'Bern; Süd'}")
    log = read_sql(
        url, "SELECT timestamp AS at, activity, sender_role, recipient_roles, office FROM events", mapping=mapping
    )
    assert (log.quality.rows, log.quality.analysed, log.quality.out_of_scope) == (2, 1, 1)


def test_a_query_without_rows_is_no_log(url: str) -> None:
    with pytest.raises(InputError, match="no rows") as caught:
        read_sql(url, f"SELECT {COLUMNS} FROM events WHERE 1 = 0")
    assert caught.value.code == "E303"


def test_equal_headings_are_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sql(url, "SELECT event_id, event_id FROM events")
    assert caught.value.code in ("E310", "E304")  # DuckDB numbers the second one itself


def test_types_of_postgresql_are_kept_exactly(postgresql: str) -> None:
    raw = sql.read(
        postgresql,
        "SELECT timestamptz '2026-03-02 10:00:00+01' AS moment, date '2026-03-02' AS day, 1.50::numeric AS share, "
        "12345678901234567890::numeric AS long, true AS yes, ARRAY['a', 'b;c'] AS list, 2.0::float8 AS whole, "
        "'{\"b\": 1}'::jsonb AS json, NULL AS nothing, 'a\u20ac'::bytea AS bytes, 'NaN'::float8 AS nan",
    )
    assert raw.table.to_pylist() == [
        {
            "moment": "2026-03-02T09:00:00+00:00",
            "day": "2026-03-02",
            "share": "1.50",
            "long": "12345678901234567890",
            "yes": "true",
            "list": ["a", "b;c"],
            "whole": "2",
            "json": '{"b": 1}',
            "nothing": None,
            "bytes": "a\u20ac",
            "nan": "nan",
        }
    ]


def test_duckdb_gives_times_with_their_zone(tmp_path: Path) -> None:
    raw = sql.read(fill_duckdb(tmp_path / "log.db"), "SELECT TIMESTAMPTZ '2026-03-02 10:00:00+01' AS moment")
    assert str(raw.table.schema.field("moment").type).startswith("timestamp[us, tz=")


def test_sqlite_text_that_is_not_utf_8_is_shown(tmp_path: Path) -> None:
    raw = sql.read(fill_sqlite(tmp_path / "log.db"), "SELECT CAST(x'61ff' AS TEXT) AS a, x'62' AS b, 1.5 AS c, 7 AS d")
    assert raw.table.to_pylist() == [{"a": "a\\xff", "b": "b", "c": "1.5", "d": "7"}]


def test_many_rows_come_in_parts(postgresql: str) -> None:
    raw = sql.read(postgresql, "SELECT n FROM generate_series(1, 25000) AS n")
    assert raw.table.num_rows == 25_000
    assert raw.number(24_999) == 25_000


# ---------------------------------------------------------------- nothing is written


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "drop table events",
        "  -- SELECT\n DELETE FROM events",
        "/* SELECT */ UPDATE events SET office = 'x'",
        "SELECT 1; DELETE FROM events",
        "SELECT 1; COMMIT; DELETE FROM events; SELECT 2",
        "SELECT $$a$$; DELETE FROM events",
        "SELECT E'\\'; DELETE FROM events; --'",
        "PRAGMA query_only = OFF",
        "ATTACH 'x.db' AS x",
        "COPY events TO 'x.csv'",
        "",
        "(",
    ],
)
def test_what_is_not_one_query_is_refused(url: str, statement: str) -> None:
    with pytest.raises(UsageError, match=r"not a query|one statement"):
        read_sql(url, statement)


@pytest.mark.parametrize(
    "statement", ["SELECT 1 AS a;", "select ';' AS a", "-- x\nWITH b AS (SELECT 1 AS a) SELECT * FROM b"]
)
def test_a_query_is_told_from_other_statements(url: str, statement: str) -> None:
    assert sql.read(url, statement).table.num_rows == 1


def test_a_query_that_writes_is_refused_by_the_database(url: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sql(url, "WITH gone AS (DELETE FROM events RETURNING *) SELECT * FROM gone")
    assert caught.value.code == "E317"
    assert sql.read(url, "SELECT * FROM events").table.num_rows == len(ROWS)


def test_a_function_that_writes_is_refused_by_postgresql(postgresql: str) -> None:
    with pytest.raises(InputError, match="read-only"):
        read_sql(postgresql, "SELECT nextval('numbers')")


# ---------------------------------------------------------------- what goes wrong


def test_the_password_is_in_no_message_and_no_output(postgresql: str) -> None:
    messages = []
    for url, query in (
        (postgresql, "SELECT nothing FROM events"),
        (postgresql.replace("/postgres?", "/elsewhere?"), "SELECT 1"),
        (postgresql.replace("host=", "host=/nowhere"), "SELECT 1"),
        (postgresql.replace("%2F", "%3F"), "SELECT 1"),
        (f"postgresql://{USER}:{PASSWORD}@localhost:port/x", "SELECT 1"),
        (f"oracle+nothing://{USER}:{quote(PASSWORD, safe='')}@host/x", "SELECT 1"),
    ):
        with pytest.raises((InputError, UsageError)) as caught:
            read_sql(url, query)
        assert caught.value.__cause__ is None
        messages.append(str(caught.value))
    log = read_sql(postgresql, QUERY, timezone="UTC")
    messages += [repr(log.sources), str(log.quality.to_dict())]
    assert len(messages) == 8
    for message in messages:
        assert "secret" not in message
        assert "with:signs" not in message
    assert "elsewhere" in messages[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("nonsense", "cannot be read", id="no-url"),
        pytest.param("sqlite://", "names no file", id="sqlite-in-memory"),
        pytest.param("duckdb:///:memory:", "names no file", id="duckdb-in-memory"),
        pytest.param("klingon://host/x", "no driver for klingon", id="unknown"),
    ],
)
def test_a_url_that_cannot_be_meant_says_the_way_out(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_sql(address, "SELECT 1")


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_missing_file_is_named_and_not_made(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as caught:
        read_sql(f"{kind}:///{tmp_path / 'nowhere.db'}", "SELECT 1")
    assert caught.value.code == "E301"
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"something else" * 100)
    for kind in ("sqlite", "duckdb"):
        with pytest.raises(InputError) as caught:
            read_sql(f"{kind}:///{tmp_path / 'log.db'}", "SELECT * FROM events")
        assert caught.value.code == "E317"


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"hiring-pipeline-analyzer\[postgresql\]"):
        read_sql("postgresql://host/name", "SELECT 1")
