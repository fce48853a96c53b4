"""Declared coverage: whether everything that could have answered would have been seen (SEMANTICS section 4).

A violation that rests on the absence of a B stands only if B's sender was covered, on every channel on which B could
have come, over the whole stretch that was searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import AllOf, AnyOf, Definition, Fields, Not, Selector
from analyzer.events.coverage import ANY, Covered
from analyzer.events.log import EventLog
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Absence
from analyzer.replay.keys import PERSON
from analyzer.replay.scans import Positions

Spans = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Stretches of time that do not touch: their beginnings, and their ends (not included), both sorted."""

NOTHING: Spans = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

ALWAYS = (int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max))


class Coverage:
    """A declaration, compiled for a definition and its zone.

    Parameters
    ----------
    declared : sequence of Covered
    definition : Definition
        Gives the zone, the roles and the channels.
    log : EventLog
        Gives the codes of the people.
    """

    def __init__(self, declared: Sequence[Covered], definition: Definition, log: EventLog) -> None:
        zone = definition.calendar.timezone if definition.calendar else "UTC"
        self.declared = tuple(declared)
        self.roles = tuple(role for role, _ in definition.roles)
        self.channels = definition.channels or (ANY,)
        self._lines = [(one, *one.instants(zone)) for one in declared]
        self._of_role = {
            (role, channel): self._merged(role=role, channel=channel)
            for role in self.roles
            for channel in self.channels
        }
        self.people = tuple(sorted({one.person for one in declared if one.person is not None}))
        self._of_person = {
            (person, role, channel): self._merged(role=role, channel=channel, person=person)
            for person in self.people
            for role in self.roles
            for channel in self.channels
        }
        self._code = log.key_of(PERSON, self.people)

    def _merged(self, *, role: str, channel: str, person: str | None = None) -> Spans:
        """The stretches in which messages on a channel are covered: those of a role, or of a person who has it."""
        spans = sorted(
            (ALWAYS[0] if since is None else since, ALWAYS[1] if until is None else until)
            for one, since, until in self._lines
            if (one.role in (role, ANY) if one.person is None else one.person == person)
            and (not one.channels or channel in one.channels)
        )
        merged: list[list[int]] = []
        for since, until in spans:
            if merged and since <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], until)
            else:
                merged.append([since, until])
        table = np.array(merged, dtype=np.int64).reshape(len(merged), 2)
        return table[:, 0], table[:, 1]

    def sees(self, block: Block, at: Positions, absence: Absence) -> Flags:
        """Whether the missed event would have been seen, for each of some activations."""
        seen = np.ones(len(at), dtype=np.bool_)
        for role, channel in ways(absence.event, self.roles, self.channels):
            covered = _within(self._of_role[role, channel], absence)
            if self.people and not covered.all():
                covered |= self._people_covered(block, at, absence, role, channel)
            seen &= covered
        return seen

    def _people_covered(self, block: Block, at: Positions, absence: Absence, role: str, channel: str) -> Flags:
        """Whether everybody whom the case shows in a role is covered one by one; False if it shows nobody.

        Somebody in the role whose name is empty may be anybody; somebody whose role is not known may be in this one.
        Events about protected topics may show one more person, but not the only one: that could only add a finding.
        """
        kinds, keys, case = block.facts.kinds, block.keys(PERSON), block.case[at]
        own = kinds.sender == kinds.role_code[role]
        sent = np.flatnonzero((own | kinds.sender_unknown)[block.kind])
        # Every person of each case once: the columns are case and person.
        shown = np.unique(np.stack([block.case[sent], keys.codes[sent]], axis=1), axis=0)
        missing: NDArray[np.int64] = np.bincount(shown[:, 0], minlength=block.cases)[case]
        for person in self.people:
            if (code := self._code[person]) >= 0:
                cases = shown[shown[:, 1] == code, 0]
                missing -= np.isin(case, cases) & _within(self._of_person[person, role, channel], absence)
        named = sent[own[block.kind[sent]] & keys.known(sent) & ~block.protected[block.shape_of(sent)]]
        everybody: Flags = np.isin(case, block.case[named]) & (missing == 0)
        return everybody


def _within(spans: Spans, absence: Absence) -> Flags:
    """Whether one stretch of coverage holds the whole of each stretch that was searched, which may have no instant."""
    begins, ends = spans
    nothing: Flags = absence.since > absence.until
    if not len(begins):
        return nothing
    place = np.searchsorted(begins, absence.since, side="right") - 1
    return nothing | ((place >= 0) & (ends[np.maximum(place, 0)] > absence.until))


# ---------------------------------------------------------------- what could have come

Way = tuple[str, str, str]
"""A sender's role, a channel and an activity; `ANY` stands for every activity that a selector does not name."""


def ways(selector: Selector, roles: Iterable[str], channels: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """By which roles and channels an event may come that matches a selector; sorted.

    Parameters
    ----------
    selector : Selector
    roles, channels : iterable of str
        Those that there are; what the selector names besides is added.
    """
    fields = tuple(_fields(selector))
    every = frozenset(
        product(
            {*roles, *(name for one in fields for name in one.sender or ())},
            {*channels, *(name for one in fields for name in one.by or ())},
            {ANY, *(name for one in fields for name in one.activity or ())},
        )
    )
    return tuple(sorted({(role, channel) for role, channel, _ in _matching(selector, every, surely=False)}))


def _fields(selector: Selector) -> Iterator[Fields]:
    match selector:
        case Fields():
            yield selector
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _fields(part)
        case Not(part):
            yield from _fields(part)


def _matching(selector: Selector, every: frozenset[Way], *, surely: bool) -> frozenset[Way]:
    """The ways of which some event, or surely every event, matches a selector."""
    match selector:
        case Fields():
            return frozenset(
                way for way in every if _told(selector, way) and not (surely and _asks_more(selector, way))
            )
        case AllOf(parts):
            return every.intersection(*(_matching(part, every, surely=surely) for part in parts))
        case AnyOf(parts):
            return frozenset().union(*(_matching(part, every, surely=surely) for part in parts))
        case Not(part):
            return every - _matching(part, every, surely=not surely)
        case _:
            return every


def _told(fields: Fields, way: Way) -> bool:
    return all(
        names is None or value in names
        for names, value in zip((fields.sender, fields.by, fields.activity), way, strict=True)
    )


def _asks_more(fields: Fields, way: Way) -> bool:
    """Whether fields ask for more than a way tells."""
    party = fields.party is not None and way[0] not in fields.party
    others = (fields.to, fields.copied, fields.not_copied, fields.about, fields.only_about, fields.stage)
    return party or bool(fields.where) or any(one is not None for one in (*others, fields.thread_started_by))


def undeclared_names(coverage: Coverage) -> Mapping[str, tuple[str, ...]]:
    """Roles and channels of a declaration that the definition does not have."""
    roles = {one.role for one in coverage.declared if one.role not in (None, ANY)}
    channels = {channel for one in coverage.declared for channel in one.channels}
    return {
        "role": tuple(sorted(str(role) for role in roles - set(coverage.roles))),
        "channel": tuple(sorted(channels - set(coverage.channels))),
    }
