"""The outcome of an import as tables, and as a notebook shows it; made from `Imported.to_dict()`, as its text is."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from analyzer.errors import UsageError
from analyzer.events.columns import did_you_mean
from analyzer.notebook_tables import table_html

if TYPE_CHECKING:
    import pandas as pd

TABLES: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "accounts": (
        ("file", "text", "the file, as it was given; of a folder or archive with its place in it"),
        ("records", "count", "records in it: used + set_aside + copies + left_out, exactly"),
        ("used", "count", "those that gave an event, or a fact about somebody"),
        ("set_aside", "count", "those that cannot be used; the table `set aside` lists each"),
        ("copies", "count", "those that say what another record says"),
        ("left_out", "count", "those that are no concern of the log, and are not stored"),
    ),
    "set aside": (
        ("file", "text", "the file"),
        ("record", "count", "which record of it, from 1; of a table of events the row"),
        ("code", "text", "why, as in the list of codes (codes.md)"),
        ("reason", "text", "why, in words"),
    ),
    "unresolved": (
        ("party", "text", "address, number, id or name, as the export has it"),
        ("why", "text", "why nobody can say which role it has"),
        ("messages", "count", "messages that were kept in which it takes part"),
        ("cases", "count", "applications that these belong to"),
        ("help", "text", "the key of the settings that would settle it"),
    ),
    "ambiguous": (
        ("file", "text", "the file"),
        ("record", "count", "which record of it, from 1"),
        ("message", "text", "the message's id, by which `applications` of the settings names it; empty if it has none"),
        ("possible", "text", "the applications that it may belong to, separated by ';'"),
    ),
    "mergers": (
        ("person", "text", "id of the person"),
        ("records", "text", "first ids or addresses of the records that were taken for one person, separated by ';'"),
        ("reason", "text", "what they share"),
    ),
}
"""Each table with its columns: name, kind, meaning. The manual's page of columns is made from these."""

_KEYS: Final = {
    "accounts": ("files", ("file", "rows", "analysed", "quarantined", "duplicates", "out_of_scope")),
    "set aside": ("records_set_aside", ("file", "record", "code", "reason")),
    "unresolved": ("unresolved", ("party", "why", "messages", "cases", "help")),
    "ambiguous": ("ambiguous", ("file", "record", "message", "possible")),
    "mergers": ("mergers", ("person", "records", "reason")),
}
"""Where the accounts have each table, and under which keys its columns."""
KEPT_AS: Final = {name: where for name, (where, _) in _KEYS.items()}
"""Under which key the accounts have each table."""
_FEW: Final = 10


def table_of(accounts: Mapping[str, Any], name: str) -> pd.DataFrame:
    """Make one of the tables.

    Parameters
    ----------
    accounts : mapping
        As `Imported.to_dict()` gives it.
    name : str
        A name of `TABLES`.

    Returns
    -------
    pandas.DataFrame
        With the columns of `TABLES`, also where there is no row.

    Raises
    ------
    UsageError
        There is no such table.
    """
    if name not in TABLES:
        raise UsageError(f"there is no table {name!r}; {did_you_mean(name, tuple(TABLES)) or ', '.join(TABLES)}")
    where, keys = _KEYS[name]
    columns = {
        column: pa.array([_cell(row[key]) for row in accounts[where]], pa.int64() if kind == "count" else pa.string())
        for (column, kind, _), key in zip(TABLES[name], keys, strict=True)
    }
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    return frame


def _cell(value: Any) -> Any:  # noqa: ANN401 - a text or a number
    return ";".join(value) if isinstance(value, list) else value


def headline(counts: Mapping[str, int]) -> str:
    """Say in one sentence what an import gave.

    Parameters
    ----------
    counts : mapping
        As `Imported.to_dict()` has it under `counts`.
    """
    taken = f"{counted(counts['taken'], 'event')} of logs that {'was' if counts['taken'] == 1 else 'were'} taken as "
    taken += "it is" if counts["taken"] == 1 else "they are"
    if not counts["applications"]:
        return taken
    dropped = counts["strangers"] - counts["fetched"]
    joined = (
        f"{counted(counts['events'], 'message')} and {counted(counts['stage_changes'], 'change')} of stage, of "
        f"{counted(counts['applications'], 'application')} on {counted(counts['requisitions'], 'requisition')}; "
        f"{counted(dropped, 'message')} in which nobody is a candidate {'was' if dropped == 1 else 'were'} looked at "
        "and not kept"
    )
    return f"{joined}; {taken}" if counts["taken"] else joined


def counted(number: int, what: str, several: str = "") -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "party", "parties"), counted(1200, "message")
    ('1 party', '1,200 messages')
    """
    return f"{number:,} {what if number == 1 else several or f'{what}s'}"


def import_html(accounts: Mapping[str, Any]) -> str:
    """Write what an import gave, where its records went, and what is left to settle."""
    rows = [[each[key] for key in _KEYS["accounts"][1]] for each in accounts["files"]]
    files = table_html(("file", "records", "used", "set aside", "copies", "left out"), rows)
    parties = accounts["unresolved"]
    open_ = ""
    if parties:
        shown = [(each["party"], each["why"], each["messages"]) for each in parties[:_FEW]]
        more = f" (the first {_FEW} of {len(parties):,})" if len(parties) > _FEW else ""
        open_ = f"<p>Parties whose role is not known{more}</p>{table_html(('party', 'why', 'messages'), shown)}"
    told = "".join(f"<li>{escape(each)}</li>" for each in warnings_of(accounts))
    return f"<p><b>{escape(headline(accounts['counts']))}</b></p>{files}{open_}<ul>{told}</ul>"


def warnings_of(accounts: Mapping[str, Any]) -> list[str]:
    """Say what to look at before the log is used, in a sentence each; none if nothing is left open."""
    unresolved, ambiguous = len(accounts["unresolved"]), len(accounts["ambiguous"])
    aside = len([each for each in accounts["records_set_aside"] if each["code"] != "E440"])
    partial = accounts["numbers_without_country"]
    told = []
    if unresolved:
        has = "has" if unresolved == 1 else "have"
        told.append(f"{counted(unresolved, 'party', 'parties')} {has} no known role")
    if ambiguous:
        told.append(f"{counted(ambiguous, 'message')} may belong to several applications, and to none until it is said")
    if aside:
        was = "was" if aside == 1 else "were"
        told.append(f"{counted(aside, 'record')} {was} set aside; the accounts list each with its reason")
    if partial:
        has = "has" if partial == 1 else "have"
        told.append(f"{counted(partial, 'phone number')} {has} no country code, and no country is declared")
    return [*told, *(f"settings that came to nothing: {each}" for each in accounts["idle_settings"])]
