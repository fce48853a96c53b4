"""A table from an SQL database: one query that reads, row by row, in a transaction that may not write.

SQLite and DuckDB work as installed, PostgreSQL with the extra `postgresql`; other databases with a driver of one's own.
No message and no output holds the password, nor the user or the options of the URL.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import UUID

import numpy as np
import pyarrow as pa

from analyzer.errors import InputError, UsageError
from analyzer.events.sources.gathering import Gathered
from analyzer.events.sources.raw import Raw, check_headings, failure

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine

ROWS_AT_ONCE: Final = 10_000
_QUERIES: Final = ("select", "with", "values", "table", "from")
_LITERALS: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_LONGEST: Final = 300
_DUCKDB: Final = {"read_only": True, "config": {"python_enable_replacements": False}}
"""Names in a query are tables, never variables of this program."""
_EXTRA: Final = {"postgresql": "Install the extra: pip install 'hiring-pipeline-analyzer[postgresql]'."}


def read(url: str, query: str) -> Raw:
    """Ask a database.

    Parameters
    ----------
    url : str
        As SQLAlchemy takes it: `sqlite:///file.db`, `duckdb:///file.duckdb`, `postgresql://user@host/name`.
    query : str
        One statement that reads: SELECT, WITH, VALUES, TABLE or (DuckDB) FROM.

    Returns
    -------
    Raw
        Texts as they are; times with their offset in UTC, without one as written there; numbers with all their digits.
        Rows are numbered as the database gave them: a query without ORDER BY may number them otherwise next time.

    Raises
    ------
    UsageError
        The URL cannot be used, there is no driver for it, or the statement does not only read.
    InputError
        E317: the database cannot be reached, or refuses the query. E310: two columns have the same name.
    """
    address = _address(url)
    check_query(query)
    name = shown(address)
    try:
        engine = _engine(address)
        try:
            with _asked(engine) as connection:
                return _table(name, address, connection, query.strip().rstrip(";"))
        finally:
            engine.dispose()
    except (UsageError, InputError):
        raise
    except Exception as error:  # each driver has its own; all that can go wrong here is the database's answer
        raise failure("E317", f"{name}: {_said(error, address)}") from None


def check_query(query: str) -> None:
    """Refuse a statement that is not a query, or several.

    Raises
    ------
    UsageError
        It does not begin as a query does, or something stands behind its end.
    """
    bare = _LITERALS.sub(" ", query).strip().rstrip(";").strip()
    word = re.match(r"[\s(]*([A-Za-z]+)", bare)
    if word is None or word.group(1).lower() not in _QUERIES:
        raise UsageError("the statement is not a query: begin with SELECT, WITH, VALUES or TABLE")
    if ";" in bare or (";" in query.strip().rstrip(";") and ("$" in query or "\\" in query)):
        raise UsageError("one statement only: something stands behind its semicolon")


def shown(address: URL) -> str:
    """What a message may say of a database: its kind, host and name."""
    place = f"{address.host or ''}{f':{address.port}' if address.port else ''}"
    return f"{address.get_backend_name()}://{place}/{address.database or ''}"


def _address(url: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        hint = "write it as postgresql://user@host/name, sqlite:///file.db or duckdb:///file.duckdb"
        raise UsageError(f"the URL of the database cannot be read; {hint}") from None


def _engine(address: URL) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    kind = address.get_backend_name()
    if kind in ("sqlite", "duckdb"):
        _insist_on_file(kind, address.database)
    if kind == "sqlite":
        return create_engine("sqlite://", creator=lambda: _sqlite(address.database or ""), poolclass=NullPool)
    if kind == "postgresql" and "+" not in address.drivername:
        address = address.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"connect_args": _DUCKDB} if kind == "duckdb" else {}
    try:
        return create_engine(address, poolclass=NullPool, **options)
    except (NoSuchModuleError, ModuleNotFoundError):
        help = _EXTRA.get(kind, "Install an SQLAlchemy dialect for it.")
        raise UsageError(f"there is no driver for {kind} here.\n  help: {help}") from None


def _insist_on_file(kind: str, name: str | None) -> None:
    if not name or name == ":memory:":
        raise UsageError(f"the URL names no file: write {kind}:///file")
    if not Path(name).is_file():
        raise failure("E301", f"{name}: no such file")


def _sqlite(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(Path(name).resolve()))}?mode=ro", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


@contextmanager
def _asked(engine: Engine) -> Iterator[Connection]:
    """Connect for reading only, with a cursor on the server's side."""
    options: dict[str, Any] = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    with engine.connect() as connection:
        chosen = connection.execution_options(**options)
        if engine.dialect.name in ("mysql", "mariadb"):
            chosen.exec_driver_sql("SET TRANSACTION READ ONLY")
        yield chosen


def _table(name: str, address: URL, connection: Connection, query: str) -> Raw:
    if address.get_backend_name() == "duckdb":
        return _arrow_table(name, connection, query)
    gathered = Gathered()
    number = 0
    with closing(connection.exec_driver_sql(query)) as result:
        headings = check_headings(name, list(result.keys()))
        for part in result.partitions(ROWS_AT_ONCE):
            for row in part:
                number += 1
                gathered.add(number, dict(zip(headings, map(plain, row), strict=True)))
    table, numbers = gathered.table()
    if not number:
        table = pa.table({heading: pa.nulls(0, pa.string()) for heading in headings})
    return Raw(name, table, (), 1, numbers)


def _arrow_table(name: str, connection: Connection, query: str) -> Raw:
    """DuckDB gives columns as they are: finer than a microsecond, if need be."""
    driver: Any = connection.connection.driver_connection
    asked = driver.sql(query)
    reader = (asked.to_arrow_reader if hasattr(asked, "to_arrow_reader") else asked.fetch_arrow_reader)(ROWS_AT_ONCE)
    headings = check_headings(name, reader.schema.names)
    table = pa.Table.from_batches(list(reader), reader.schema).rename_columns(headings)
    return Raw(name, table, (), 1, np.arange(1, table.num_rows + 1, dtype=np.int64))


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a driver gives
    """Write a value as text, number, truth value or list of such.

    Examples
    --------
    >>> plain(Decimal("1.50")), plain(date(2026, 3, 2)), plain(datetime(2026, 3, 2, 9, 30))
    ('1.50', '2026-03-02', '2026-03-02T09:30:00')
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(timezone.utc)).isoformat()  # noqa: UP017
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, UUID | timedelta):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | bool | int | dict):
        return value
    return str(value)


def _said(error: Exception, address: URL) -> str:
    """The first line of what a driver says, without anything of the URL that is secret."""
    cause = getattr(error, "orig", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    said = lines[0] if lines else type(cause).__name__
    secrets = [str(address.password or ""), *(str(value) for value in address.query.values())]
    for secret in sorted({form for each in secrets if each for form in (each, quote(each, safe=""))}, reverse=True):
        said = said.replace(secret, "***")
    return said[:_LONGEST]
