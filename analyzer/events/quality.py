"""Where every row of the input went: analysed, set aside with a reason, a duplicate, or out of scope.

The sums are checked here, on construction; nothing in here reads files or decides which row is doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from analyzer.events.codes import CODES

QUARANTINE_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("code", pa.string()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("cells", pa.string()),
    ]
)
"""Columns of `Quality.quarantined`."""


class AccountingError(RuntimeError):
    """The rows of an input do not add up: a fault of the program, never of the input."""


@dataclass(frozen=True, slots=True)
class FileQuality:
    """Where the rows of one file went.

    Attributes
    ----------
    file : str
        The path as it was given.
    rows : int
        Records below the headings; lines without any content are not counted.
    analysed, quarantined, duplicates, out_of_scope : int
        They add up to `rows`.

    Raises
    ------
    AccountingError
        They do not.
    """

    file: str
    rows: int
    analysed: int
    quarantined: int
    duplicates: int
    out_of_scope: int

    def __post_init__(self) -> None:
        parts = (self.analysed, self.quarantined, self.duplicates, self.out_of_scope)
        if min(parts) < 0 or sum(parts) != self.rows:
            raise AccountingError(
                f"{self.file}: {self.rows} rows, but {self.analysed} analysed, {self.quarantined} quarantined, "
                f"{self.duplicates} duplicates and {self.out_of_scope} out of scope"
            )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about rows that were analysed.

    Attributes
    ----------
    code : str
        A code of `codes.CODES`.
    message : str
        A phrase with the names of the columns.
    count : int
        How many rows (or cells) it is about; 0 where counting makes no sense.
    """

    code: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Where every row of the input went.

    Attributes
    ----------
    files : tuple of FileQuality
        In order of the paths.
    quarantined : pyarrow.Table
        One row a row set aside: `file`, `row` (1 is the line of headings, as in a spreadsheet; for JSON Lines the
        first line; for data frames the first row), `code`, `column` (whose cell is at fault; empty where it is no
        single one's), `reason`, `cells` (the raw cells as a JSON object, without columns that the mapping leaves out).
        Sorted by file and row.
    remarks : tuple of Remark
        In order of code and message.
    """

    files: tuple[FileQuality, ...] = ()
    quarantined: pa.Table = field(default_factory=QUARANTINE_SCHEMA.empty_table)
    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        counted = sum(each.quarantined for each in self.files)
        if counted != self.quarantined.num_rows:
            raise AccountingError(f"{counted} rows quarantined, but {self.quarantined.num_rows} listed")

    @property
    def rows(self) -> int:
        """Rows read, in all files."""
        return sum(each.rows for each in self.files)

    @property
    def analysed(self) -> int:
        """Rows that became events."""
        return sum(each.analysed for each in self.files)

    @property
    def duplicates(self) -> int:
        """Rows that say what another row says."""
        return sum(each.duplicates for each in self.files)

    @property
    def out_of_scope(self) -> int:
        """Rows that the mapping's `only` leaves out."""
        return sum(each.out_of_scope for each in self.files)

    @property
    def share_quarantined(self) -> float:
        """Rows set aside among those that should have been events (duplicates and rows out of scope do not count)."""
        return share_of(self.quarantined.num_rows, self.analysed)

    def by_code(self) -> dict[str, int]:
        """Count the rows set aside, by code; most frequent first, then by code."""
        counts: dict[str, int] = {}
        for code in self.quarantined.column("code").to_pylist():
            counts[code] = counts.get(code, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def to_dict(self) -> dict[str, Any]:
        """Write the counts as JSON-ready values."""
        return {
            "rows": self.rows,
            "analysed": self.analysed,
            "quarantined": self.quarantined.num_rows,
            "duplicates": self.duplicates,
            "out_of_scope": self.out_of_scope,
            "files": [{name: getattr(each, name) for name in FileQuality.__dataclass_fields__} for each in self.files],
            "reasons": [
                {"code": code, "title": CODES[code].title, "rows": count} for code, count in self.by_code().items()
            ],
            "remarks": [
                {"code": remark.code, "message": remark.message, "count": remark.count} for remark in self.remarks
            ],
        }


def share_of(quarantined: int, analysed: int) -> float:
    """Quarantined rows as a share of those that should have been events; 0 where there are none.

    Examples
    --------
    >>> share_of(1, 99)
    0.01
    """
    return quarantined / (quarantined + analysed) if quarantined else 0.0
