"""Activity feeds of Greenhouse: one object a candidate, with his notes, emails and activities.

The feed is a record, and each of its items is another one, with a fate of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.importing.ats.dumps import owner_of, settled
from analyzer.importing.ats.fields import Fields, flag, identity, inner, listed, maybe_identity, moment, needed, text
from analyzer.importing.ats.greenhouse import Known, activity, candidate, mail, note, person
from analyzer.importing.ats.parties import addresses, single
from analyzer.importing.how import How
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Party, Record, Row

PARTS: Final = ("notes", "emails", "activities")
_HIDDEN: Final = frozenset({"private", "admin_only"})


def feeds(members: Sequence[Member], how: How, ledger: Ledger, kind: str, known: Known) -> Iterator[Record]:
    """Read activity feeds; all applications are known.

    Parameters
    ----------
    members : sequence of Member
        Files of feeds: with a `candidate_id` in each, keyed by candidate, or with the candidate in the path.
    how, ledger, kind
        As for any reader.
    known : Known
        Candidates, applications and stages; learns which applications were moved.

    Yields
    ------
    Record
    """
    reading = _Feeds(how, known)
    for member in members:
        file = ledger.file(member.shown, kind)
        owner = owner_of(member, "candidates")
        for row, record in json_records(member, file):
            if _is_keyed(record):
                file.use(row.number)
                for id_, each in record.items():
                    yield from reading.feed(file.open(), each, id_)
            else:
                yield from reading.feed(row, record, owner)


def _is_keyed(record: Fields) -> bool:
    """Whether the keys are candidates and the values their feeds."""
    return bool(record) and all(key.isdigit() and isinstance(each, dict) for key, each in record.items())


def is_hidden(record: Fields) -> bool:
    """Whether a note is not for everybody who sees the candidate."""
    written = {text(record, name).lower() for name in ("visibility", "visiblity")}
    return flag(record, "private") or not _HIDDEN.isdisjoint(written)


@dataclass(frozen=True, slots=True)
class _Feeds:
    how: How
    known: Known

    def feed(self, row: Row, record: Fields, owner: str) -> Iterator[Record]:
        """Read one candidate's feed: a record, and each of its items another one."""
        found: list[Party] = []
        yield from settled(row, self._owner, record, owner, found)
        for who in found:
            for part in PARTS:
                for each in record.get(part) or ():
                    yield from settled(row.file.open(), self._item, who, part, each)

    def _owner(self, row: Row, record: Fields, owner: str, found: list[Party]) -> Iterable[Record]:
        """Find the candidate whose feed it is."""
        del row
        for part in PARTS:
            listed(record, part)
        who = candidate(maybe_identity(record, "candidate_id") or identity({"candidate_id": owner}, "candidate_id"))
        if who.value not in self.known.candidates and not self.known.of_candidate(who):
            raise Unusable("E431", "candidate_id")
        self.known.told.add(who.value)
        found.append(who)
        return ()

    def _item(self, row: Row, who: Party, part: str, record: object) -> Iterable[Record]:
        if not isinstance(record, dict):
            raise Unusable("E434", part)
        time = needed(moment(record, "created_at", self.how.timezone, row.file.file), "created_at")
        by = person(maybe_identity(inner(record, "user"), "id"), text(inner(record, "user"), "name"))
        subject, body = text(record, "subject"), text(record, "body")
        if part == "emails":
            sender = single(addresses(record.get("from"), "from")) or by
            to, copied = addresses(record.get("to"), "to"), addresses(record.get("cc"), "cc")
            return (mail(row, time, (sender, to, copied), (subject, body), candidate=who),)
        if part == "notes":
            return (note(row, who, maybe_identity(record, "id"), time, by, "" if is_hidden(record) else body),)
        return activity(row, who, time, (subject, body), by, self.known)
