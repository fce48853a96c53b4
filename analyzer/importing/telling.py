"""Which kind of export a path holds, told from its content; never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from analyzer.errors import InputError, UsageError
from analyzer.events.columns import did_you_mean
from analyzer.events.sources import FORMATS, format_of
from analyzer.importing.codes import refusal
from analyzer.importing.kinds import KINDS, Kind
from analyzer.importing.opening import Member, members

SQL: Final = "sql"
TABLES: Final = (*FORMATS, SQL)
"""Kinds that are event logs already: rows of events, read with a mapping."""

BY_NAME: Final = {kind.name: kind for kind in KINDS}
KIND_NAMES: Final = (*BY_NAME, *TABLES)
"""Everything that can be imported, by the name that is typed."""


def check_kind(name: str) -> str:
    """See that there is such a kind.

    Raises
    ------
    UsageError
        There is not; with the one that may have been meant.
    """
    if name not in KIND_NAMES:
        hint = did_you_mean(name, KIND_NAMES) or f"there are: {', '.join(KIND_NAMES)}"
        raise UsageError(f"there is no kind of export {name!r}; {hint}")
    return name


def kind_of(path: str) -> str:
    """Tell the kind of an export from its content.

    Parameters
    ----------
    path : str
        A file, folder or archive.

    Returns
    -------
    str
        A name of `KINDS` or `TABLES`.

    Raises
    ------
    InputError
        The content fits no kind, or several (E401); the path cannot be read.
    """
    if "://" in path:
        return SQL
    found = members(Path(path))
    if not found:
        raise refusal("E407", f"{path}: an empty folder", help="Check the path.")
    fitting = [kind.name for kind in KINDS if _looks_like(kind, found)]
    if not fitting and len(found) == 1 and found[0].path is not None and not _is_array(found[0]):
        fitting = _table(found[0].path)
    if len(fitting) != 1:
        said = f"it may be {' or '.join(fitting)}" if fitting else "it is like none that can be imported"
        raise refusal("E401", f"{path}: the kind of export is not clear: {said}")
    return fitting[0]


def _looks_like(kind: Kind, found: Sequence[Member]) -> bool:
    try:
        return kind.reader.looks_like(found)
    except InputError:  # whoever reads it will say so, with its place
        return False


def _is_array(member: Member) -> bool:
    """Whether a file is one JSON array: no log of events, but what systems export."""
    return member.name.endswith(".json") and member.head(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["


def _table(path: Path) -> list[str]:
    try:
        return [format_of(path)]
    except InputError:
        return []
