"""What became of every record of every file: one fate each, counted exactly.

A reader opens a record here before it looks at it; whoever decides about the record (the reader itself, or the join)
gives it its fate. A record without a fate at the end is a fault of the program and stops the run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from analyzer.events.quality import AccountingError
from analyzer.importing.codes import IMPORT_CODES
from analyzer.importing.records import Row

OPEN, OUT_OF_SCOPE, DUPLICATE, QUARANTINED, USED = range(5)
"""Fates, the weightier later: a record of which one part is used counts as used."""

_SCOPE: Final = tuple(sorted(code for code, each in IMPORT_CODES.items() if each.where == "scope"))
_MOST_DETAIL: Final = 120


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
    """The records of one file: two bytes each, and a reason for those set aside.

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
    _whys: bytearray = field(default_factory=bytearray)
    _aside: dict[int, tuple[str, str]] = field(default_factory=dict)

    def open(self) -> Row:
        """Open the next record."""
        self._fates.append(OPEN)
        self._whys.append(0)
        return Row(self, len(self._fates))

    def use(self, number: int) -> None:
        """Say that the record gave a fact or an event."""
        self._give(number, USED)

    def set_aside(self, number: int, code: str, detail: str = "") -> None:
        """Say why the record cannot be used."""
        self._expect(code, "row")
        if self._give(number, QUARANTINED):
            shown = detail if len(detail) <= _MOST_DETAIL else f"{detail[:_MOST_DETAIL]}..."
            self._aside[number] = (code, shown.encode("utf-8", "replace").decode("utf-8"))

    def leave_out(self, number: int, code: str) -> None:
        """Say why the record is no concern of the log."""
        self._expect(code, "scope")
        if self._give(number, OUT_OF_SCOPE):
            self._whys[number - 1] = _SCOPE.index(code)

    def duplicate(self, number: int) -> None:
        """Say that another record says the same."""
        self._give(number, DUPLICATE)

    def _give(self, number: int, fate: int) -> bool:
        """Give a record a fate, unless it has one that weighs as much; whether it was given."""
        if self._fates[number - 1] >= fate:
            return False
        if self._fates[number - 1] == QUARANTINED:
            del self._aside[number]
        self._fates[number - 1] = fate
        return True

    @staticmethod
    def _expect(code: str, where: str) -> None:
        if IMPORT_CODES[code].where != where:
            raise AccountingError(f"{code} is no reason for this fate")

    def fate(self, number: int) -> int:
        """What became of a record so far."""
        return self._fates[number - 1]

    def why(self, number: int) -> str:
        """Why a record was set aside or left out, as a code; empty for any other."""
        if self._fates[number - 1] == OUT_OF_SCOPE:
            return _SCOPE[self._whys[number - 1]]
        return self._aside.get(number, ("", ""))[0]

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
        whys = Counter(why for fate, why in zip(self._fates, self._whys, strict=True) if fate == OUT_OF_SCOPE)
        return {_SCOPE[why]: count for why, count in sorted(whys.items())}

    def set_aside_rows(self) -> list[tuple[int, str, str]]:
        """List number, code and detail of the records set aside, in order."""
        return sorted((number, *told) for number, told in self._aside.items())


@dataclass(slots=True)
class Ledger:
    """All files of an import, in the order in which they were opened."""

    files: list[FileLedger] = field(default_factory=list)

    def file(self, file: str, kind: str) -> FileLedger:
        """Begin a file."""
        self.files.append(FileLedger(file, kind))
        return self.files[-1]
