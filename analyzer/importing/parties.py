"""The parties of a message as persons: lists unfolded, delegates replaced, each person once."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.importing.addresses import party_of
from analyzer.importing.directory import Directory, Found, Individual
from analyzer.importing.records import Message, Party
from analyzer.importing.settings import Delegate


@dataclass(frozen=True, slots=True)
class Seat:
    """One party of a message.

    Attributes
    ----------
    party : Party
        As the export names it (a member, where it named a list).
    found : Found
        Who that is; for a delegate, the one in whose name he writes.
    """

    party: Party
    found: Found

    @property
    def key(self) -> str:
        """The same for the same person, else for the same address."""
        return self.found.individual.id if self.found.individual else f"{self.party.kind}:{self.party.value}"


@dataclass(frozen=True, slots=True)
class Seats:
    """All parties of a message; nobody sits twice, and nobody who sends receives."""

    sender: Seat | None
    to: tuple[Seat, ...]
    copied: tuple[Seat, ...]

    def all(self) -> tuple[Seat, ...]:
        """Everybody, the sender first."""
        return (*((self.sender,) if self.sender else ()), *self.to, *self.copied)

    def persons(self) -> tuple[Individual, ...]:
        """Those who are known, each once."""
        found = (seat.found.individual for seat in self.all())
        return tuple({each.id: each for each in found if each is not None}.values())


class Seating:
    """Seats the parties of messages.

    Parameters
    ----------
    directory : Directory
        Finds the persons; its settings know lists and delegates.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._delegates: dict[tuple[str, str], list[Delegate]] = {}
        for each in directory.settings.delegates:
            party = party_of(each.address)
            self._delegates.setdefault((party.kind, party.value), []).append(each)

    def seats(self, message: Message) -> Seats:
        """Seat the parties of a message."""
        sender = self._seat(message.sender, message.time) if message.sender else None
        seen = {sender.key} if sender else set()
        to = self._row(message.recipients, message.time, seen)
        return Seats(sender, to, self._row(message.copied, message.time, seen))

    def _row(self, parties: tuple[Party, ...], time: int, seen: set[str]) -> tuple[Seat, ...]:
        row = []
        for party in parties:
            for member in self._directory.members(party):
                seat = self._seat(member, time)
                if seat.key not in seen:
                    seen.add(seat.key)
                    row.append(seat)
        return tuple(row)

    def _seat(self, party: Party, time: int) -> Seat:
        for each in self._delegates.get((party.kind, party.value), ()):
            if (each.since is None or each.since <= time) and (each.until is None or time < each.until):
                found = self._directory.find(party_of(each.principal))
                return Seat(party, Found(found.individual, "delegate", found.role, found.several))
        return Seat(party, self._directory.find(party))
