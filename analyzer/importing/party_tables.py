"""Tables of parties, whatever system wrote them: rows of named cells, with headings renamed by the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.errors import InputError
from analyzer.events.columns import did_you_mean
from analyzer.events.sources import format_of, read_file
from analyzer.events.sources.raw import Raw, Reading
from analyzer.events.texts import as_text
from analyzer.importing.addresses import party_of
from analyzer.importing.cleaning import clean
from analyzer.importing.codes import refusal
from analyzer.importing.ledger import FileLedger
from analyzer.importing.opening import Member
from analyzer.importing.phones import phone_party
from analyzer.importing.records import Party, Row

TABLES: Final = ("csv", "excel", "parquet", "jsonl")
_SEPARATORS: Final = (";", "|")
_OTHER_HEADINGS: Final = "Name its headings in the settings, `columns:` of an entry of `sources`; or name another kind."
_SHOWN: Final = 40

Cells = dict[str, str]
"""Field to its text, trimmed; empty cells are left out, and those of control characters only."""


def is_table(member: Member) -> bool:
    """Whether a file is a table by its name or first bytes."""
    if member.path is None:
        return False
    try:
        return format_of(member.path) in TABLES
    except InputError:
        return False


def headings(member: Member) -> tuple[str, ...]:
    """Read the headings of a CSV file, of a workbook's first sheet or of a Parquet file; empty for any other."""
    if member.path is not None and is_table(member) and format_of(member.path) in ("excel", "parquet"):
        try:
            return tuple(read_file(member.path, Reading()).table.column_names)
        except InputError:  # whoever reads it will say so, with its place
            return ()
    if not member.name.endswith((".csv", ".tsv", ".txt")):
        return ()
    line = member.head(1 << 14).removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    text = line[0].decode("utf-8", "replace") if line else ""
    separator = max(",;\t|", key=text.count)
    return tuple(each.strip().strip('"') for each in text.split(separator))


@dataclass(frozen=True, slots=True)
class PartyTable:
    """A table that was read.

    Attributes
    ----------
    raw : Raw
        Its rows.
    columns : dict of str to list of str or None
        The cells of every field that it has a column for.
    """

    raw: Raw
    columns: dict[str, list[str | None]]

    def rows(self, file: FileLedger) -> Iterator[tuple[Row, Cells]]:
        """Give each row with its cells by field; one that is no row of cells is set aside here (E432)."""
        for place in range(self.raw.table.num_rows):
            cells = ((field, column[place]) for field, column in self.columns.items())
            yield file.open(), {field: text.strip() for field, text in cells if text is not None and clean(text)}
        for _ in self.raw.rejected:
            file.set_aside(file.open().number, "E432")


def read_table(member: Member, fields: Sequence[str], needed: Sequence[str], columns: Mapping[str, str]) -> PartyTable:
    """Read a table.

    Parameters
    ----------
    member : Member
        CSV, Excel, Parquet or JSON Lines.
    fields, needed : sequence of str
        The fields that are read, and those without which there is nothing to read.
    columns : mapping of str to str
        Field to heading, where they differ.

    Raises
    ------
    InputError
        The table cannot be read, or a needed column is missing (E407), with the one that may have been meant.
    """
    if member.path is None:
        raise refusal("E407", f"{member.shown}: a table in an archive", help="Unpack it first.")
    raw = read_file(member.path, Reading())
    names = {field: columns.get(field, field) for field in fields}
    there = raw.table.column_names
    for field in needed:
        if names[field] not in there:
            shown = ", ".join(name[:_SHOWN] for name in there[:_SHOWN])
            hint = did_you_mean(names[field], there) or f"the headings are: {shown}"
            raise refusal("E407", f"{member.shown}: no column {names[field]!r}; {hint}", help=_OTHER_HEADINGS)
    return PartyTable(
        raw, {field: as_text(raw.table.column(name)).to_pylist() for field, name in names.items() if name in there}
    )


def parties(text: str, region: str | None) -> tuple[Party, ...]:
    """Read a cell of parties: addresses, numbers, ids or names, with `;` or `|` between them."""
    for separator in _SEPARATORS:
        text = text.replace(separator, "\n")
    return tuple(dict.fromkeys(_party(each.strip(), region) for each in text.split("\n") if each.strip()))


def _party(text: str, region: str | None) -> Party:
    """Read one of them; `Name <address>` has both."""
    name, bracket, address = text.partition("<")
    if bracket and "@" in address:
        found = party_of(address.rstrip("> "))
        return Party(found.kind, found.value, name.strip().strip('"'))
    found = party_of(text)
    return (phone_party(text, region) or found) if found.kind == "phone" else found
