"""What is to be imported, as the caller names it: checked as a whole before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import UsageError
from analyzer.importing.settings import Source
from analyzer.importing.telling import SQL, TABLES, check_kind, kind_of

Named = str | Path | Source


@dataclass(frozen=True, slots=True)
class Single:
    """One path of a known kind; the rest as in `Source`."""

    kind: str
    path: str
    mapping: str | None
    query: str | None
    columns: tuple[tuple[str, str], ...]


def sources_of(given: Named | Iterable[Named]) -> tuple[Source, ...]:
    """Read what a caller gave.

    Raises
    ------
    TypeError
        It is neither a path, nor a `Source`, nor a sequence of them.
    """
    return tuple(_each(given))


def _each(given: object) -> Iterator[Source]:
    several: Iterable[object] = given if isinstance(given, (list, tuple, set, Iterator)) else [given]
    for each in several:
        if isinstance(each, Source):
            yield each
        elif isinstance(each, (str, Path)):
            yield Source((str(each),))
        else:
            hint = "; use log_from_frame(frame)" if hasattr(each, "columns") else ""
            raise TypeError(f"import_log reads exports: give paths or Source(...), not a {type(each).__name__}{hint}")


def singles(sources: Sequence[Source]) -> list[Single]:
    """Take sources apart into paths; all kinds are told before anything is read.

    Sorted by path: of two equal records the first is the one that is used, whatever the order in which they are named.

    Raises
    ------
    UsageError
        There are none, a kind is unknown, a path is named twice, or a mapping or query would go unused.
    InputError
        A kind cannot be told from the content (E401).
    """
    if not sources:
        raise UsageError("nothing to import; name files or folders, or `sources:` in the settings")
    checked = [(source, check_kind(source.kind) if source.kind else None) for source in sources]
    found = [
        Single(kind or kind_of(path), path, source.mapping, source.query, source.columns)
        for source, kind in checked
        for path in source.paths
    ]
    _see_that_each_is_one(found)
    _see_that_all_is_used(found)
    return sorted(found, key=lambda each: (each.path, each.query or ""))


def _see_that_each_is_one(found: Sequence[Single]) -> None:
    seen = set()
    for each in found:
        if each.kind == SQL:
            continue
        place = Path(each.path).resolve()
        if place in seen:
            raise UsageError(f"{each.path} is named twice; name it once")
        seen.add(place)


def _see_that_all_is_used(found: Sequence[Single]) -> None:
    """A mapping may be given for several paths; but one of them has to be an event log."""
    mapped = {each.mapping for each in found if each.mapping and each.kind in TABLES}
    asked = {each.query for each in found if each.query and each.kind == SQL}
    for each in found:
        if each.mapping and each.mapping not in mapped:
            raise UsageError(
                f"the mapping {each.mapping} is for event logs ({', '.join(TABLES)}), and {each.path} is "
                f"{each.kind}; headings of `applications` and `messages` are mapped by `columns:` in the settings"
            )
        if each.query and each.query not in asked:
            raise UsageError(f"a query is for kind sql, and {each.path} is {each.kind}")


def paths_of_tables(found: Sequence[Single]) -> list[str]:
    """The files that are logs of events."""
    return [each.path for each in found if each.kind in TABLES and each.kind != SQL]


def refuse_twice(files: Sequence[str]) -> None:
    """See that no file is read as two things, or by itself and with its folder.

    Raises
    ------
    UsageError
        One is.
    """
    seen: set[str] = set()
    for file in files:
        if file in seen:
            raise UsageError(f"{file} would be read twice; name it once, or its folder only")
        seen.add(file)
