"""Declared coverage: whether everything that could have answered would have been seen (SEMANTICS section 4).

A violation that rests on the absence of a B stands only if B's sender was covered, on every channel on which B could
have come, over the whole stretch that was searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import AllOf, AnyOf, Definition, Fields, Selector
from analyzer.events.coverage import ANY, Covered
from analyzer.events.log import EventLog
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Absence
from analyzer.replay.keys import PERSON
from analyzer.replay.scans import Positions

Spans = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Stretches of time that do not touch: their beginnings, and their ends (not included), both sorted."""

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
        people = sorted({one.person for one in declared if one.person is not None})
        self._of_person = {
            (person, channel): self._merged(person=person, channel=channel)
            for person in people
            for channel in self.channels
        }
        self.people = tuple(people)
        self._code = log.key_of(PERSON, people)

    def _merged(self, *, channel: str, role: str | None = None, person: str | None = None) -> Spans:
        """The stretches in which a role's or a person's messages on a channel are covered."""
        spans = sorted(
            (ALWAYS[0] if since is None else since, ALWAYS[1] if until is None else until)
            for one, since, until in self._lines
            if (one.person == person if person is not None else one.role in (role, ANY))
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
        for role in _possible(absence.event, "sender", self.roles):
            for channel in _possible(absence.event, "by", self.channels):
                covered = _within(self._of_role[role, channel], absence)
                if self.people and not covered.all():
                    covered |= self._people_covered(block, at, absence, role, channel)
                seen &= covered
        return seen

    def _people_covered(self, block: Block, at: Positions, absence: Absence, role: str, channel: str) -> Flags:
        """Whether everybody whom the case shows in a role is covered one by one; False if it shows nobody."""
        kinds, keys, case = block.facts.kinds, block.keys(PERSON), block.case[at]
        sent = np.flatnonzero(kinds.sender[block.kind] == kinds.role_code[role])
        known = sent[keys.known(sent)]
        # Every person of each case once: the columns are case and person.
        shown = np.unique(np.stack([block.case[known], keys.codes[known]], axis=1), axis=0)
        missing: NDArray[np.int64] = np.bincount(shown[:, 0], minlength=block.cases)[case]
        nobody = missing == 0
        for person in self.people:
            cases = shown[shown[:, 1] == self._code[person], 0]
            missing -= np.isin(case, cases) & _within(self._of_person[person, channel], absence)
        everybody: Flags = ~nobody & (missing == 0)
        return everybody


def _within(spans: Spans, absence: Absence) -> Flags:
    """Whether one stretch of coverage holds the whole of each stretch that was searched."""
    begins, ends = spans
    if not len(begins):
        return np.zeros(len(absence.since), dtype=np.bool_)
    place = np.searchsorted(begins, absence.since, side="right") - 1
    return (place >= 0) & (ends[np.maximum(place, 0)] > absence.until)


def _possible(selector: Selector, field: str, every: Iterable[str]) -> tuple[str, ...]:
    """Which values of a field events may have that match a selector; all, where it does not say."""
    names = _named(selector, field)
    return tuple(every) if names is None else tuple(sorted(names))


def _named(selector: Selector, field: str) -> frozenset[str] | None:
    match selector:
        case Fields():
            names = getattr(selector, field)
            return None if names is None else frozenset(names)
        case AllOf(parts):
            told = [names for part in parts if (names := _named(part, field)) is not None]
            return frozenset.intersection(*told) if told else None
        case AnyOf(parts):
            each = [_named(part, field) for part in parts]
            return None if None in each else frozenset().union(*(names for names in each if names is not None))
        case _:
            return None


def undeclared_names(coverage: Coverage) -> Mapping[str, tuple[str, ...]]:
    """Roles and channels of a declaration that the definition does not have."""
    roles = {one.role for one in coverage.declared if one.role not in (None, ANY)}
    channels = {channel for one in coverage.declared for channel in one.channels}
    return {
        "role": tuple(sorted(str(role) for role in roles - set(coverage.roles))),
        "channel": tuple(sorted(channels - set(coverage.channels))),
    }
