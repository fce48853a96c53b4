r"""A mapping: how the headings and values of any export become the canonical columns.

```yaml
format: csv                          # csv, jsonl, parquet, excel, xes or ocel; default: told from the name
delimiter: ";"                       # of CSV; default: told from the headings
encoding: windows-1252               # of CSV; default: utf-8
sheet: Messages                      # of a workbook; default: the first
object_type: application             # of OCEL: which objects are the cases
timezone: Europe/Berlin              # of times that are written without a zone
precision: minute                    # microsecond (default), minute or day: how fine the stamps are
list_separator: ","                  # between the items of a list in one cell; default: ;
columns:
  timestamp: {column: Sent, format: "%d.%m.%Y %H:%M", timezone: America/New_York}
  case_id: {column: id, pattern: '^(\d+)-'}          # RE2; the group, or all that matches
  sender_role: From role                             # short for {column: From role}
  channel: {column: Medium, values: {E-Mail: email}, others: quarantine}
  topics: {column: purpose, separator: "|", values: {redirect_to_recruiter: redirect}, others: drop}
  activity: {constant: message}
only: {Folder: [Recruiting, Interviews]}             # rows with other values are out of scope
keep: [Office]                                       # further columns to keep; default: all
drop: [Body]                                         # further columns to leave out
```

Values only; `mapping_file` reads the YAML, `renaming` does the work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from analyzer.events.sources.raw import Reading
from analyzer.events.texts import LIST_SEPARATOR

Others = Literal["keep", "drop", "quarantine", "unknown"]


@dataclass(frozen=True, slots=True)
class MappingKey:
    """A key of a mapping file: `columns.*.pattern` stands under any column."""

    key: str
    form: str
    meaning: str


MAPPING_KEYS: Final = (
    MappingKey(
        "format",
        "csv, jsonl, parquet, excel, xes or ocel",
        "The file's format; told from its name or content if left out.",
    ),
    MappingKey("delimiter", "one character", "Separates the cells of CSV; told from the headings if left out."),
    MappingKey("encoding", "utf-8, utf-16, windows-1252 or iso-8859-1", "Of CSV; UTF-8 if left out."),
    MappingKey("sheet", "text", "The sheet of a workbook; the first if left out."),
    MappingKey("object_type", "text", "Of OCEL: the type of the objects that are the cases; needed there."),
    MappingKey("timezone", "IANA name", "Zone of times that are written without one."),
    MappingKey("precision", "microsecond, minute or day", "How fine the stamps are; dates without a time need `day`."),
    MappingKey("list_separator", "text", "Separates the items of a list in one cell; `;` if left out."),
    MappingKey("columns", "mapping", "Canonical column to where it comes from: a heading, or the keys below."),
    MappingKey("columns.*.column", "text", "The heading in the file."),
    MappingKey("columns.*.constant", "text", "One value for every row, instead of a heading."),
    MappingKey("columns.*.pattern", "RE2 pattern", "What of the cell to take: the group, or all that matches."),
    MappingKey("columns.*.values", "mapping", "Value found to value meant; in a list, item by item."),
    MappingKey(
        "columns.*.others",
        "keep, drop, quarantine or unknown",
        "What becomes of other values: kept (default for `values`), left empty, the row set aside (default for "
        "`pattern`), or, for roles, `?`.",
    ),
    MappingKey("columns.*.separator", "text", "Separates the items of this list."),
    MappingKey(
        "columns.*.format",
        "strptime format, or epoch-seconds, epoch-milliseconds, epoch-microseconds",
        "How times are written; ISO 8601 if left out.",
    ),
    MappingKey("columns.*.timezone", "IANA name", "Zone of this column's times that are written without one."),
    MappingKey(
        "only", "mapping", "Heading to the value, or list of values, that rows must have; others are out of scope."
    ),
    MappingKey("keep", "list", "Further columns to keep, by heading; all if left out."),
    MappingKey("drop", "list", "Further columns to leave out, by heading."),
)
"""Every key, in order; the manual's table is made from it."""


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """Where one canonical column comes from.

    Attributes
    ----------
    name : str
        The canonical column.
    column : str or None
        The heading in the file; None for a constant.
    constant : str or None
        The value of every row; None for a heading.
    pattern : str or None
        RE2; its group, or the whole match, is taken.
    values : tuple of (str, str)
        Value found to value meant.
    others : str
        What becomes of values that `values` (or `pattern`) does not know.
    separator : str
        Separates the items of a list.
    format, timezone : str or None
        How times are written, and in which zone.
    """

    name: str
    column: str | None = None
    constant: str | None = None
    pattern: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    others: Others = "keep"
    separator: str = LIST_SEPARATOR
    format: str | None = None
    timezone: str | None = None

    @property
    def changes(self) -> bool:
        """Whether the cells change at all, beyond their heading."""
        return self.pattern is not None or bool(self.values) or self.others != "keep"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How an export becomes a log; the default takes canonical headings as they are and keeps all others.

    Attributes
    ----------
    columns : tuple of ColumnRule
        In canonical order.
    reading : Reading
        Format, delimiter, encoding, sheet and object type.
    timezone : str or None
        Zone of times that are written without one.
    precision : str
        `microsecond`, `minute` or `day`.
    list_separator : str
        Separates the items of lists.
    only : tuple of (str, tuple of str)
        Heading to the values that rows must have.
    keep : tuple of str or None
        Further columns to keep; None: all.
    drop : tuple of str
        Further columns to leave out.
    """

    columns: tuple[ColumnRule, ...] = ()
    reading: Reading = field(default_factory=Reading)
    timezone: str | None = None
    precision: str = "microsecond"
    list_separator: str = LIST_SEPARATOR
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keep: tuple[str, ...] | None = None
    drop: tuple[str, ...] = ()
