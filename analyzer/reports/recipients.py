"""One report for each recruiter, manager or requisition: who gets one, in which folder, and the list of them.

What each may see is for the analysis to cut; how a report is written, for the bundle. Here names become folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any, Protocol

import pandas as pd

FOLDER = "recipients"
INDEX = "recipients.csv"
COLUMNS = ("each", "recipient", "cases", "open_findings", "folder")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""Names that one operating system keeps for itself."""


class Divisible(Protocol):
    """The part of an `Analysis` that knows recipients."""

    def recipients(self, each: str, /) -> pd.DataFrame:
        """Who there is to write a report for."""

    def cut_for(self, each: str, name: str, /) -> Any:  # noqa: ANN401 - an Analysis
        """The part that one recipient may see."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets a report of their own.

    Attributes
    ----------
    each : str
        A role, or ``requisition``.
    name : str
        The person, or the requisition.
    cases : int
        In which they take part.
    folder : PurePosixPath
        Within the report's folder.
    """

    each: str
    name: str
    cases: int
    folder: PurePosixPath


def recipients_of(analysis: Divisible, each: Sequence[str]) -> Iterator[Recipient]:
    """Find everybody who gets a report, sorted by name within each kind, kinds as asked for.

    Raises
    ------
    UsageError
        A kind that is none.
    """
    for kind in dict.fromkeys(each):
        found = analysis.recipients(kind)
        for name, cases in zip(found["recipient"].tolist(), found["cases"].tolist(), strict=True):
            yield Recipient(kind, name, cases, PurePosixPath(FOLDER, file_name(kind), file_name(name)))


def file_name(name: str) -> str:
    """Make a name that every file system takes, and that no other name becomes.

    Examples
    --------
    >>> file_name("recruiter-03")
    'recruiter-03'
    >>> file_name("../etc")
    'etc~53dac9b2'
    """
    if _SAFE.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith(".") and name == name.lower():
        return name
    readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{readable or 'x'}~{digest}"  # a tilde, which no name that is taken as it is can have


def index_of(rows: Sequence[tuple[Recipient, int]]) -> pd.DataFrame:
    """List the reports, each with the number of its open findings."""
    table = [(one.each, one.name, one.cases, still, one.folder.as_posix()) for one, still in rows]
    return pd.DataFrame(table, columns=list(COLUMNS))
