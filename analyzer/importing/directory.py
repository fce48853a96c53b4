"""Who is who: every party that exports name, brought together to persons, each merger with its reason.

Two records are one person if they share an id or an address, or if the settings say so. A phone number or a name that
several persons have brings nobody together: such a party may be any of them, and is listed, not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from analyzer.importing.addresses import domain_of, name_key, party_of, without_plus
from analyzer.importing.records import Party, Person, Side
from analyzer.importing.settings import Settings

How = Literal[
    "id", "address", "plus-address", "name", "settings", "delegate", "shared mailbox", "agency", "several", "unknown"
]

_JOINING: Final = ("user", "email", "x500")
"""Parties of these kinds stand for one person only, so that records which share one are brought together."""


@dataclass(frozen=True, slots=True)
class Individual:
    """A person, as all exports and the settings together know him.

    Attributes
    ----------
    id : str
        The same on every run: the smallest of his system ids, else of his other parties.
    name : str
        The longest name any record gives; of equally long ones the first by code point.
    parties : tuple of Party
        All that stand for him, sorted.
    sides : frozenset of str
        `candidate`, `staff`, `outside`; several for a colleague who applies.
    """

    id: str
    name: str
    parties: tuple[Party, ...]
    sides: frozenset[Side]

    def address(self) -> str:
        """The first mail address by code point; empty if there is none."""
        return next((party.value for party in self.parties if party.kind == "email"), "")

    def candidate_id(self) -> str:
        """The smallest id under which a system knows him as a candidate; else his id."""
        ids = [party.value for party in self.parties if party.kind == "user"]
        return next((each for each in ids if ":candidate:" in each or ":contact:" in each), self.id)


@dataclass(frozen=True, slots=True)
class Found:
    """Who a party is.

    Attributes
    ----------
    individual : Individual or None
        None where it is nobody known, or one of several.
    how : str
        By what it was found.
    role : str or None
        Of a shared mailbox or an agency: the role of whoever writes from there.
    several : tuple of str
        Ids of those it may be, if they are more than one.
    """

    individual: Individual | None
    how: How
    role: str | None = None
    several: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merger:
    """Two records that were taken for one person.

    Attributes
    ----------
    individual : str
        Id of the person.
    records : tuple of str
        First parties of the records, sorted; of a candidate his ids only, and that there are addresses or numbers.
    reason : str
        What they share.
    """

    individual: str
    records: tuple[str, ...]
    reason: str


@dataclass(slots=True)
class Directory:
    """Finds persons by party; made by `build_directory`."""

    individuals: tuple[Individual, ...]
    mergers: tuple[Merger, ...]
    kept_apart: tuple[tuple[str, str], ...]
    settings: Settings
    _by_party: dict[tuple[str, str], tuple[Individual, ...]]
    _by_name: dict[str, tuple[Individual, ...]]
    _shared: dict[str, str]
    _agencies: dict[str, str]
    _lists: dict[str, tuple[Party, ...]]
    _found: dict[tuple[str, str, str], Found] = field(default_factory=dict)

    def find(self, party: Party) -> Found:
        """Say who a party is, whatever the time (delegates are told by `principal_of`)."""
        key = (party.kind, party.value, party.name if party.kind == "name" else "")
        known = self._found.get(key)
        if known is None:
            known = self._found[key] = self._look_up(party)
        return known

    def _look_up(self, party: Party) -> Found:
        if party.kind == "email" and party.value in self._shared:
            return Found(None, "shared mailbox", role=self._shared[party.value])
        persons = self._by_party.get((party.kind, party.value), ())
        if persons:
            return _one_of(persons, "id" if party.kind == "user" else "address")
        if party.kind == "email":
            return self._by_mail(party.value)
        if party.kind == "name" and self.settings.names == "unique":
            return _one_of(self._by_name.get(name_key(party.value), ()), "name")
        return Found(None, "unknown")

    def _by_mail(self, address: str) -> Found:
        base = without_plus(address)
        if base is not None:
            if base in self._shared:
                return Found(None, "shared mailbox", role=self._shared[base])
            persons = self._by_party.get(("email", base), ())
            if persons:
                return _one_of(persons, "plus-address")
        domain = domain_of(address)
        while domain:
            if domain in self._agencies:
                return Found(None, "agency", role=self._agencies[domain])
            domain = domain.partition(".")[2]
        return Found(None, "unknown")

    def members(self, party: Party) -> tuple[Party, ...]:
        """Unfold a distribution list; anything else stands for itself."""
        return self._lists.get(party.value, (party,)) if party.kind == "email" else (party,)

    def numbers_without_country(self) -> int:
        """Count the phone numbers of persons that are kept as digits only, since nothing says their country."""
        return sum(1 for key in sorted(self._by_party) if key[0] == "phone" and not key[1].startswith("+"))

    def is_own(self, party: Party) -> bool:
        """Whether an address is the employer's."""
        domain = domain_of(party.value) if party.kind == "email" else ""
        return any(domain == own or domain.endswith(f".{own}") for own in self.settings.own_domains)


def _one_of(persons: tuple[Individual, ...], how: How) -> Found:
    if len(persons) == 1:
        return Found(persons[0], how)
    if persons:
        return Found(None, "several", several=tuple(sorted(each.id for each in persons)))
    return Found(None, "unknown")


# ---------------------------------------------------------------- building


@dataclass(slots=True)
class _Entry:
    """A record of a person on its way into the directory."""

    parties: tuple[Party, ...]
    name: str
    side: Side
    declared: bool


def build_directory(people: Iterable[Person], settings: Settings) -> Directory:
    """Bring records of people together to persons.

    Parameters
    ----------
    people : iterable of Person
        From all exports, in any order: the outcome does not depend on it.
    settings : Settings
        Whose `people` are records as well, and whose `apart` keeps records from being brought together.

    Returns
    -------
    Directory
    """
    entries = [_Entry(person.parties, person.name, person.side, declared=False) for person in people]
    for known in settings.people:
        entries.append(_Entry(tuple(party_of(text) for text in known.parties), known.name, known.side, declared=True))
    entries.sort(key=lambda each: (not each.declared, [(p.kind, p.value) for p in each.parties], each.name, each.side))
    ignored = {address for address, _ in settings.shared} | {address for address, _ in settings.lists}
    groups, reasons, apart = _grouped(entries, ignored, settings.apart)
    individuals = tuple(sorted((_individual(group) for group in groups), key=lambda each: each.id))
    mergers = tuple(
        sorted(set(_mergers(groups, reasons)), key=lambda each: (each.individual, each.records, each.reason))
    )
    return Directory(
        individuals=individuals,
        mergers=mergers,
        kept_apart=tuple(sorted(apart)),
        settings=settings,
        _by_party=_index(individuals, ignored),
        _by_name=_names(individuals),
        _shared=dict(settings.shared),
        _agencies=dict(settings.agencies),
        _lists={address: tuple(party_of(text) for text in members) for address, members in settings.lists},
    )


def _grouped(
    entries: list[_Entry], ignored: set[str], apart: tuple[tuple[str, str], ...]
) -> tuple[list[list[_Entry]], dict[tuple[str, str], list[_Entry]], set[tuple[str, str]]]:
    """Bring entries together that share a party; `apart` is kept, whatever chain of parties would join them."""
    sharing: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for entry in entries:
        for kind, value in sorted({(party.kind, party.value) for party in entry.parties}):
            if (kind in _JOINING and value not in ignored) or (entry.declared and kind == "phone"):
                sharing[kind, value].append(entry)
    forbidden = [tuple((party_of(a).kind, party_of(a).value) for a in pair) for pair in apart]
    group_of = {id(entry): [entry] for entry in entries}
    refused: set[tuple[str, str]] = set()
    for key in sorted(sharing, key=lambda each: (_JOINING.index(each[0]) if each[0] in _JOINING else 9, each[1])):
        first, *others = sharing[key]
        for other in others:
            one, two = group_of[id(first)], group_of[id(other)]
            if one is two:
                continue
            clash = next((pair for pair in forbidden if _splits(pair, one, two)), None)
            if clash is not None:
                refused.add((clash[0][1], clash[1][1]))
                continue
            if len(one) < len(two):
                one, two = two, one
            one.extend(two)
            for entry in two:
                group_of[id(entry)] = one
    groups = list({id(group): group for group in group_of.values()}.values())
    return groups, {key: found for key, found in sharing.items() if len(found) > 1}, refused


def _splits(pair: tuple[tuple[str, str], ...], one: list[_Entry], two: list[_Entry]) -> bool:
    """Whether one group has one of a pair and the other group the other."""
    have = [{(party.kind, party.value) for entry in group for party in entry.parties} for group in (one, two)]
    return (pair[0] in have[0] and pair[1] in have[1]) or (pair[1] in have[0] and pair[0] in have[1])


def _individual(group: list[_Entry]) -> Individual:
    parties = sorted({(party.kind, party.value) for entry in group for party in entry.parties})
    names = sorted({entry.name for entry in group if entry.name}, key=lambda each: (-len(each), each))
    ids = [value for kind, value in parties if kind == "user"] or [value for _, value in parties]
    return Individual(
        id=ids[0],
        name=names[0] if names else "",
        parties=tuple(Party(kind, value) for kind, value in parties),
        sides=frozenset(entry.side for entry in group),
    )


_SAID: Final = {"email": "an address", "phone": "a number", "x500": "an address", "name": "a name"}
"""What stands for the parties of a candidate; his ids are told."""
_SHARED_WORDS: Final = {"user": "the same id", "email": "the same address", "x500": "the same Exchange address"}


def _mergers(groups: list[list[_Entry]], reasons: dict[tuple[str, str], list[_Entry]]) -> Iterator[Merger]:
    candidates = {person.id for person in map(_individual, groups) if "candidate" in person.sides}
    person = {id(entry): _individual(group).id for group in groups for entry in group}
    for (kind, _), entries in reasons.items():
        by_person: dict[str, list[_Entry]] = defaultdict(list)
        for entry in entries:
            by_person[person[id(entry)]].append(entry)
        for individual, together in by_person.items():
            declared = {party for entry in together if entry.declared for party in entry.parties}
            named = {entry.parties[0] for entry in together} | declared
            if len(together) > 1 and len({party.value for party in named}) > 1:
                said = _SAID if individual in candidates else {}
                records = tuple(sorted({said.get(party.kind, party.value) for party in named}))
                yield Merger(individual, records, "the settings say so" if declared else _SHARED_WORDS[kind])


def _index(individuals: tuple[Individual, ...], ignored: set[str]) -> dict[tuple[str, str], tuple[Individual, ...]]:
    index: dict[tuple[str, str], list[Individual]] = defaultdict(list)
    for individual in individuals:
        for party in individual.parties:
            if party.kind != "name" and party.value not in ignored:
                index[party.kind, party.value].append(individual)
    return {key: tuple(found) for key, found in index.items()}


def _names(individuals: tuple[Individual, ...]) -> dict[str, tuple[Individual, ...]]:
    names: dict[str, list[Individual]] = defaultdict(list)
    for individual in individuals:
        told = {individual.name, *(party.value for party in individual.parties if party.kind == "name")}
        for key in sorted({name_key(name) for name in told if name} - {""}):
            names[key].append(individual)
    return {key: tuple(found) for key, found in names.items()}
