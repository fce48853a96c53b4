"""People whom an export names only where they have a role: told of, so that what they write is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.importing.records import Membership, Person, Record, Side


def with_everybody(records: Iterable[Record], outside: str = "") -> Iterator[Record]:
    """Hand records on; then tell of everybody who has a role, but no record of his own.

    Parameters
    ----------
    records : iterable of Record
        Of one export.
    outside : str
        How ids of people outside begin; others are colleagues.

    Yields
    ------
    Record
        Those given, in order; then people, in the order in which their roles were told.
    """
    told: set[tuple[str, str]] = set()
    held: dict[tuple[str, str], Membership] = {}
    for record in records:
        if isinstance(record, Person):
            told.update((party.kind, party.value) for party in record.parties)
        elif isinstance(record, Membership):
            held.setdefault((record.person.kind, record.person.value), record)
        yield record
    for key, membership in held.items():
        if key not in told:
            side: Side = "outside" if outside and membership.person.value.startswith(outside) else "staff"
            yield Person(membership.row, (membership.person,), membership.person.name, side)
