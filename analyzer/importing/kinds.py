"""Which kinds of export can be imported, and how a kind is told from the content.

Readers are listed in one explicit tuple and imported when used: some bring large libraries with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal, Protocol, cast

from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger
from analyzer.importing.opening import Member
from analyzer.importing.records import Record

Gives = Literal["facts", "messages", "both"]


class Reader(Protocol):
    """What each module of `sources` offers.

    `COLUMNS` documents the fields that are read; `looks_like` tells from names and first bytes whether the members
    surely are an export of this kind (never true for two kinds at once); `read` yields records and opens every one of
    them in a ledger of its file.
    """

    COLUMNS: tuple[tuple[str, str], ...]

    def looks_like(self, members: Sequence[Member]) -> bool:
        """Tell whether the members are surely of this kind."""
        ...

    def read(self, members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
        """Yield the records of all members, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of export.

    Attributes
    ----------
    name : str
        As typed: `mbox`, `greenhouse`, ...; the reader is the module of this name (`-` written `_`).
    gives : str
        `facts`: who is who and who applied for what, with whatever messages the system has. `messages` only: read
        after all facts, as a stream. `both`: messages as a stream, and facts that are read before.
    title : str
        What it is, in a few words.
    """

    name: str
    gives: Gives
    title: str

    @property
    def reader(self) -> Reader:
        """The module that reads it."""
        module = self.name.replace("-", "_")
        return cast("Reader", import_module(f"analyzer.importing.sources.{module}"))


KINDS: Final = (
    Kind("applications", "facts", "Applications as a table, from any applicant system (CSV, Excel)"),
    Kind("messages", "messages", "Messages as a table, parties by address or number (CSV, Excel)"),
    Kind("mbox", "messages", "Mailboxes: mbox, EML, and folders of them"),
    Kind("message-trace", "messages", "Microsoft 365 message trace (CSV, no bodies)"),
    Kind("graph-mail", "messages", "Microsoft Graph messages (JSON)"),
    Kind("greenhouse", "facts", "Greenhouse Harvest (folder of JSON dumps)"),
    Kind("greenhouse-tables", "facts", "Greenhouse as warehouse tables (folder of CSV or Parquet)"),
    Kind("lever", "facts", "Lever (folder of JSON dumps)"),
    Kind("lever-tables", "facts", "Lever as warehouse tables (folder of CSV or Parquet)"),
    Kind("bullhorn", "facts", "Bullhorn (folder of JSON dumps)"),
    Kind("ics", "messages", "Calendars (iCalendar)"),
    Kind("ringcentral", "messages", "RingCentral call log (JSON or CSV)"),
    Kind("aircall", "messages", "Aircall calls (JSON)"),
    Kind("slack", "both", "Slack export (folder or zip)"),
)
"""In the order in which they are listed. Event logs (CSV, Excel, XES, OCEL, SQL) are read as tables instead."""
