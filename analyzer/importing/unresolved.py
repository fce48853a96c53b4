"""Parties of kept messages whose role is not known, by volume, each with what would resolve it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final, Literal

from analyzer.importing.parties import Seat
from analyzer.importing.records import Application

Why = Literal["no role there", "several persons", "colleague not in any export", "name only", "not known"]

WAYS_OUT: Final[dict[Why, str]] = {
    "no role there": "known, but on no team of these requisitions: settings, key `team`",
    "several persons": "may be several persons: settings, key `people`, or `apart`",
    "colleague not in any export": "the employer's address, in no export: settings, key `people` or `shared`",
    "name only": "a name without an address: settings, key `people`",
    "not known": "settings, key `people` or `agencies`",
}
"""Why somebody is not resolved, and what would resolve him."""


@dataclass(frozen=True, slots=True)
class UnresolvedParty:
    """One of them.

    Attributes
    ----------
    party : str
        As the export names it.
    why : str
        A key of `WAYS_OUT`.
    messages : int
        In how many kept messages he takes part.
    cases : int
        Of how many applications.
    """

    party: str
    why: Why
    messages: int
    cases: int


@dataclass(slots=True)
class Unresolved:
    """Counts them."""

    _messages: Counter[tuple[str, Why]] = field(default_factory=Counter)
    _cases: dict[tuple[str, Why], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, seat: Seat, application: Application, *, own: bool) -> None:
        """Count one party of one message."""
        key = (seat.party.value, _why(seat, own=own))
        self._messages[key] += 1
        self._cases[key].add(application.id)

    def listed(self) -> tuple[UnresolvedParty, ...]:
        """List them, the most frequent first, then by name."""
        order = sorted(self._messages.items(), key=lambda each: (-each[1], each[0]))
        return tuple(UnresolvedParty(*key, count, len(self._cases[key])) for key, count in order)


def _why(seat: Seat, *, own: bool) -> Why:
    if seat.found.individual is not None:
        return "no role there"
    if seat.found.several:
        return "several persons"
    if seat.party.kind == "name":
        return "name only"
    return "colleague not in any export" if own else "not known"
