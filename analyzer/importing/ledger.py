"""What became of every record of every file: one fate each, counted exactly.

A reader opens a record here before it looks at it; whoever decides about the record (the reader itself, or the join)
gives it its fate. A record without a fate at the end is a fault of the program and stops the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from analyzer.events.quality import AccountingError
from analyzer.importing.codes import IMPORT_CODES
from analyzer.importing.records import Row

OPEN, OUT_OF_SCOPE, DUPLICATE, QUARANTINED, USED = range(5)
"""Fates, the weightier later: a record of which one part is used counts as used."""

_MOST_DETAIL: Final = 120
_MOST_DETAILS: Final = 100_000
_INDEX: Final = {code: place for place, code in enumerate(IMPORT_CODES, start=1)}
_CODES: Final = ("", *IMPORT_CODES)


class Unusable(Exception):  # noqa: N818 - says what the record is, not that something broke
    """A record that cannot be used: raised while it is read, and set aside where it was opened.

    Attributes
    ----------
    code : str
        A code of `IMPORT_CODES` for rows.
    detail : str
        The field at fault, and its value where that is nobody's address, name or text.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(slots=True)
class FileLedger:
    """The records of one file, in two bytes each: a hostile file may have a hundred million of them.

    Attributes
    ----------
    file : str
        The path as given; of a member of a folder or archive with the member's own path.
    kind : str
        Which importer read it.
    """

    file: str
    kind: str
    _fates: bytearray = field(default_factory=bytearray)
    _codes: bytearray = field(default_factory=bytearray)
    _details: dict[int, str] = field(default_factory=dict)
    _scope: Counter[str] = field(default_factory=Counter)

    def open(self) -> Row:
        """Open the next record."""
        self._fates.append(OPEN)
        self._codes.append(0)
        return Row(self, len(self._fates))

    def use(self, number: int) -> None:
        """Say that the record gave a fact or an event."""
        self._put(number, USED, "")

    def set_aside(self, number: int, code: str, detail: str = "") -> None:
        """Say why the record cannot be used."""
        self._say(number, QUARANTINED, code, detail)

    def leave_out(self, number: int, code: str) -> None:
        """Say why the record is no concern of the log."""
        self._say(number, OUT_OF_SCOPE, code, "")

    def duplicate(self, number: int) -> None:
        """Say that another record says the same."""
        if self._fates[number - 1] < DUPLICATE:
            self._put(number, DUPLICATE, "")

    def _say(self, number: int, fate: int, code: str, detail: str) -> None:
        where = IMPORT_CODES[code].where
        if where != ("row" if fate == QUARANTINED else "scope"):
            raise AccountingError(f"{code} is no reason for this fate")
        if self._fates[number - 1] >= fate:
            return
        self._put(number, fate, code)
        if detail and len(self._details) < _MOST_DETAILS:
            shown = detail if len(detail) <= _MOST_DETAIL else f"{detail[:_MOST_DETAIL]}..."
            self._details[number] = shown.encode("utf-8", "replace").decode("utf-8")

    def _put(self, number: int, fate: int, code: str) -> None:
        if self._fates[number - 1] == OUT_OF_SCOPE:
            self._scope[self.code(number)] -= 1
        if fate == OUT_OF_SCOPE:
            self._scope[code] += 1
        self._fates[number - 1] = fate
        self._codes[number - 1] = _INDEX[code] if code else 0
        self._details.pop(number, None)

    def fate(self, number: int) -> int:
        """What became of a record so far."""
        return self._fates[number - 1]

    def code(self, number: int) -> str:
        """Why a record was set aside or left out; empty for others."""
        return _CODES[self._codes[number - 1]]

    @property
    def rows(self) -> int:
        """Records opened."""
        return len(self._fates)

    def count(self, fate: int) -> int:
        """How many records have this fate."""
        return self._fates.count(fate)

    def check(self) -> None:
        """See that no record is without a fate.

        Raises
        ------
        AccountingError
            One is: a fault of the program.
        """
        if (left := self.count(OPEN)) > 0:
            first = self._fates.index(OPEN) + 1
            raise AccountingError(f"{self.file}: nobody said what became of {left} records, the first is {first}")

    def out_of_scope(self) -> dict[str, int]:
        """Count the records left out by reason, in order of the codes."""
        return {code: count for code, count in sorted(self._scope.items()) if count}

    def set_aside_rows(self) -> Iterator[tuple[int, str, str]]:
        """Give number, code and detail of the records set aside, in order; details of the first 100,000 only."""
        number = self._fates.find(QUARANTINED) + 1
        while number:
            yield number, self.code(number), self._details.get(number, "")
            number = self._fates.find(QUARANTINED, number) + 1


@dataclass(slots=True)
class Ledger:
    """All files of an import, in the order in which they were opened."""

    files: list[FileLedger] = field(default_factory=list)

    def file(self, file: str, kind: str) -> FileLedger:
        """Begin a file."""
        self.files.append(FileLedger(file, kind))
        return self.files[-1]
