"""From files to an `EventLog`: the one way in for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from analyzer.calendars import zone_names
from analyzer.errors import UsageError
from analyzer.events.assembling import assemble
from analyzer.events.columns import did_you_mean
from analyzer.events.log import EventLog
from analyzer.events.mapping import Mapping
from analyzer.events.mapping_file import read_mapping
from analyzer.events.preparing import Batch, prepare
from analyzer.events.sources import Raw, read_file, sql
from analyzer.events.sources.raw import trimmed

Progress = Callable[[str, float], None]
"""Called with what is being done and how much of it is done, from 0 to 1."""

MAX_QUARANTINED = 0.01
"""Share of rows that may be set aside unless the caller says otherwise."""


def read_log(
    paths: str | Path | Sequence[str | Path],
    *,
    mapping: Mapping | str | Path | None = None,
    timezone: str | None = None,
    max_quarantined: float = MAX_QUARANTINED,
    progress: Progress | None = None,
) -> EventLog:
    """Read an event log from CSV, JSON Lines, Parquet, Excel, XES or OCEL files.

    Parameters
    ----------
    paths : path or sequence of paths
        One log; each file may have another format.
    mapping : Mapping or path, optional
        How headings and values become canonical columns.
    timezone : str, optional
        IANA name of the zone of times that are written without one; a mapping's own goes before it.
    max_quarantined : float
        Largest share of rows that may be set aside, from 0 to 1.
    progress : callable, optional
        Called with a phrase and a share from 0 to 1.

    Returns
    -------
    EventLog
        With `quality`, which says where every row went.

    Raises
    ------
    InputError
        A file cannot be read or trusted.
    DefinitionError
        The mapping file cannot be used.
    UsageError
        An argument cannot be meant, or the mapping file is missing.
    TypeError
        Something else than paths, such as a data frame.
    """
    files = _files(paths)
    rules = _mapping(mapping)
    check_arguments(timezone, max_quarantined)
    tell = progress or _say_nothing
    batches: list[Batch] = []
    for number, path in enumerate(files):
        tell(f"reading {path}", number / (len(files) + 1))
        batches.append(prepare(read_file(path, rules.reading), rules, timezone))
    tell("sorting", len(files) / (len(files) + 1))
    log = assemble(batches, max_quarantined=max_quarantined)
    tell("sorting", 1.0)
    return log


def read_sql(
    url: str,
    query: str,
    *,
    mapping: Mapping | str | Path | None = None,
    timezone: str | None = None,
    max_quarantined: float = MAX_QUARANTINED,
    progress: Progress | None = None,
) -> EventLog:
    """Read an event log from an SQL database.

    Parameters
    ----------
    url : str
        As SQLAlchemy takes it: `sqlite:///file.db`, `duckdb:///file.duckdb`, or `postgresql://user@host/name` with the
        extra `postgresql`. Its password is told nowhere.
    query : str
        One statement that reads; it runs in a transaction that may not write where the database knows such.
    mapping, timezone, max_quarantined, progress
        As for `read_log`.

    Returns
    -------
    EventLog
        Rows are numbered in `quality` as the database gave them.

    Raises
    ------
    InputError, DefinitionError
        As for `read_log`; E317 if the database does not answer.
    UsageError
        The URL or an argument cannot be meant, a driver is missing, or the statement does not only read.
    """
    rules = _mapping(mapping)
    check_arguments(timezone, max_quarantined)
    tell = progress or _say_nothing
    tell("asking the database", 0.0)
    batch = prepare(sql.read(url, query), rules, timezone)
    tell("sorting", 0.5)
    log = assemble([batch], max_quarantined=max_quarantined)
    tell("sorting", 1.0)
    return log


def build_log(
    table: pa.Table,
    *,
    name: str = "table",
    mapping: Mapping | str | Path | None = None,
    timezone: str | None = None,
    max_quarantined: float = MAX_QUARANTINED,
) -> EventLog:
    """Make an event log of a table in memory.

    Parameters
    ----------
    table : pyarrow.Table
        Canonical columns, or those that `mapping` knows.
    name : str
        Stands for the file in messages.
    mapping, timezone, max_quarantined
        As for `read_log`.

    Returns
    -------
    EventLog
        Rows are numbered from 1 in `quality`.

    Raises
    ------
    InputError, DefinitionError, UsageError
        As for `read_log`.
    """
    rules = _mapping(mapping)
    check_arguments(timezone, max_quarantined)
    return assemble([prepare(trimmed(Raw(name, table)), rules, timezone)], max_quarantined=max_quarantined)


def _files(paths: object) -> list[Path]:
    """The paths of a log, with clear words for what is none."""
    if hasattr(paths, "columns"):
        raise TypeError(f"read_log reads files, not a {type(paths).__name__}; use log_from_frame(frame)")
    given = [paths] if isinstance(paths, (str, Path)) else list(paths) if isinstance(paths, Iterable) else [None]
    files = [Path(path) for path in given if isinstance(path, (str, Path))]
    if len(files) < len(given):
        raise TypeError(f"read_log reads files: give a path or several, not a {type(paths).__name__}")
    if not files:
        raise UsageError("no log given")
    if any(str(file) == "-" and not file.exists() for file in files):
        raise UsageError("'-': standard input is not read; write the log to a file and name that")
    return files


def _mapping(mapping: Mapping | str | Path | None) -> Mapping:
    if mapping is None:
        return Mapping()
    return mapping if isinstance(mapping, Mapping) else read_mapping(mapping)


def check_arguments(timezone: str | None, max_quarantined: float) -> None:
    """See that there is such a zone and such a share.

    Raises
    ------
    UsageError
        There is not.
    """
    if timezone is not None and timezone not in zone_names():
        hint = did_you_mean(timezone, sorted(zone_names())) or "write an IANA name such as Europe/Berlin or UTC"
        raise UsageError(f"there is no time zone {timezone!r}; {hint}")
    if not 0 <= max_quarantined <= 1:
        raise UsageError(f"max_quarantined is a share from 0 to 1, not {max_quarantined}")


def _say_nothing(phrase: str, share: float) -> None:
    del phrase, share
