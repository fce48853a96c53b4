"""Applications while a dump is read: what its other records refer to, and what is not wanted of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from analyzer.importing.ledger import Unusable
from analyzer.importing.records import Application, Party, Row


class Outside(Exception):  # noqa: N818 - says what the record is, not that something broke
    """A record that is no concern of the log: raised while it is read, and left out where it was opened.

    Attributes
    ----------
    code : str
        A code of `IMPORT_CODES` for the scope.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Later(Exception):  # noqa: N818 - says what becomes of the record, not that something broke
    """A record that gives something only when others are read: whoever raises this says later what became of it."""


@dataclass(slots=True)
class Case:
    """An application, as far as it is known by now.

    Attributes
    ----------
    row : Row
        Where it was found.
    id : str
        With the name of the system in front.
    candidate : Party
        The candidate's id in the system.
    requisition : str or None
        With the name of the system in front.
    opened, closed : int or None
        UTC microseconds.
    job : str
        What the requisition is called in sentences.
    recruiters : tuple of Party
        To whom feedback goes.
    ended : str
        The stage in which it ended; empty if it has not, or nobody says how.
    silent : bool
        Whether texts about it are kept out.
    """

    row: Row
    id: str
    candidate: Party
    requisition: str | None = None
    opened: int | None = None
    closed: int | None = None
    job: str = ""
    recruiters: tuple[Party, ...] = ()
    ended: str = ""
    silent: bool = False

    def application(self) -> Application:
        """Make the record that is handed on."""
        return Application(self.row, self.id, self.candidate, self.requisition, self.opened, self.closed)

    def was_open(self, time: int) -> bool:
        """Whether it had begun and not ended at an instant, as far as its system says."""
        return (self.opened is None or self.opened <= time) and (self.closed is None or time <= self.closed)


@dataclass(slots=True)
class Cases:
    """All applications of a dump, by id and by candidate, with those that are left out."""

    _by_id: dict[str, Case] = field(default_factory=dict)
    _outside: dict[str, str] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Take in an application; of the same id twice, the later counts."""
        self._by_id[case.id] = case

    def leave_out(self, id_: str, code: str) -> None:
        """Say that an application and whatever refers to it are no concern of the log."""
        self._outside[id_] = code

    def get(self, id_: str, named: str) -> Case:
        """Find an application that a record refers to.

        Parameters
        ----------
        id_ : str
            With the name of the system in front.
        named : str
            The field that refers to it.

        Raises
        ------
        Outside
            It is left out, and this with it.
        Unusable
            It is not in the export (E431).
        """
        if id_ in self._outside:
            raise Outside(self._outside[id_])
        if id_ not in self._by_id:
            raise Unusable("E431", named)
        return self._by_id[id_]

    def __iter__(self) -> Iterator[Case]:
        """All that are not left out, in the order in which they were read."""
        return (case for case in self._by_id.values() if case.id not in self._outside)

    def of_candidates(self) -> dict[str, list[Case]]:
        """Group them by the candidate's id."""
        found: dict[str, list[Case]] = defaultdict(list)
        for case in self:
            found[case.candidate.value].append(case)
        return found
