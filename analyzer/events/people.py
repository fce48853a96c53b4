"""Who takes part in which event, in which role: the parties of a log, person by person.

A party is known where a cell of persons and the cell of their roles have as many entries; nothing is paired by guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.events.log import EventLog
from analyzer.events.texts import LIST_SEPARATOR

PARTIES = (("sender", "sender_role"), ("recipients", "recipient_roles"), ("copied", "copied_roles"))
"""Columns of persons, each with the column of their roles."""

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parties:
    """One row for each person in each event, in the order of events; arrays of shape (k,).

    Attributes
    ----------
    event : array of int64
        Position in the log.
    person, role : array of int64
        Positions in `persons` and `roles`; role -1 where the cells do not tell whose it is.
    persons, roles : tuple of str
        Distinct, sorted.
    """

    event: Codes
    person: Codes
    role: Codes
    persons: tuple[str, ...]
    roles: tuple[str, ...]

    def of(self, person: str, roles: frozenset[str] | None = None) -> Codes:
        """Rows of a person, in one of some roles or in any; none for somebody whom the log does not name."""
        at: Codes = np.flatnonzero(self.person == _place(self.persons, person))
        if roles is None:
            return at
        places = [_place(self.roles, role) for role in sorted(roles)]
        return at[np.isin(self.role[at], [place for place in places if place >= 0])]

    def among(self, events: Flags) -> Parties:
        """The parties of some events only; shape (n,)."""
        rows = events[self.event]
        if rows.all():
            return self
        event, person, role = self.event[rows], self.person[rows], self.role[rows]
        people, person = np.unique(person, return_inverse=True)
        roles, role = np.unique(np.append(role, -1), return_inverse=True)  # the first is -1, for no role
        return Parties(
            event,
            person.astype(np.int64),
            role[:-1].astype(np.int64) - 1,
            tuple(self.persons[place] for place in people.tolist()),
            tuple(self.roles[place] for place in roles[1:].tolist()),
        )

    def in_role(self, role: str) -> Codes:
        """Rows of everybody in a role."""
        place = _place(self.roles, role)
        found: Codes = np.flatnonzero(self.role == place) if place >= 0 else np.zeros(0, dtype=np.int64)
        return found


def _place(texts: tuple[str, ...], text: str) -> int:
    place = int(np.searchsorted(np.array(texts, dtype=object), text)) if texts else 0
    return place if place < len(texts) and texts[place] == text else -2


def parties_of(log: EventLog) -> Parties:
    """Everybody who sent an event, received it or was in copy.

    Parameters
    ----------
    log : EventLog
        Without columns of persons there are no parties.

    Returns
    -------
    Parties
    """
    found = [_of_columns(log, *columns) for columns in PARTIES]
    persons = tuple(sorted({name for names, _ in found for name, _ in names}))
    roles = tuple(sorted({role for names, _ in found for _, role in names if role}))
    place_of, role_place = ({text: place for place, text in enumerate(texts)} for texts in (persons, roles))
    events, people, as_what = [], [], []
    for names, rows in found:
        whom = np.array([place_of[name] for name, _ in names], dtype=np.int64)
        role = np.array([role_place.get(text, -1) for _, text in names], dtype=np.int64)
        events.append(rows[0])
        people.append(whom[rows[1]] if len(whom) else rows[1])
        as_what.append(role[rows[1]] if len(role) else rows[1])
    event = np.concatenate(events)
    order = np.argsort(event, kind="stable")
    return Parties(event[order], np.concatenate(people)[order], np.concatenate(as_what)[order], persons, roles)


Named = tuple[str, str]
"""A person and that person's role; "" where the cells do not tell."""


def _of_columns(log: EventLog, persons: str, roles: str) -> tuple[list[Named], tuple[Codes, Codes]]:
    """The distinct parties of two columns, and for each event and party of it the event and the party's place."""
    who, what = log.keys(persons).astype(np.int64), log.keys(roles).astype(np.int64)
    at = np.flatnonzero(who >= 0)
    pairs, cell = np.unique(np.stack([who[at], what[at]]), axis=1, return_inverse=True)
    texts, role_texts = log.texts(persons), log.texts(roles)
    named: dict[Named, int] = {}
    of_cell = [
        [named.setdefault(one, len(named)) for one in _paired(texts[left], role_texts[right] if right >= 0 else "")]
        for left, right in pairs.T.tolist()
    ]
    sizes = np.array([len(one) for one in of_cell], dtype=np.int64)
    flat = np.array([code for one in of_cell for code in one], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    cell = cell.reshape(-1)
    many = sizes[cell] if len(sizes) else np.zeros(0, dtype=np.int64)
    event = np.repeat(at, many)
    within = np.arange(len(event)) - np.repeat(np.cumsum(many) - many, many)
    return list(named), (event, flat[np.repeat(starts[cell], many) + within] if len(event) else event)


def _paired(persons: str, roles: str) -> Iterator[Named]:
    """Persons with their roles; a person who stands there twice in one role counts once."""
    names, theirs = _items(persons), _items(roles)
    if len(names) != len(theirs):
        theirs = [""] * len(names)
    yield from dict.fromkeys(zip(names, theirs, strict=True))


def _items(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]
