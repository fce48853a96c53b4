"""Which role somebody has on an application at a time: from teams, interview schedules and settings.

Roles are held on a requisition or on one application, for a time. What the settings say of a person there goes before
what exports say of him there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analyzer.importing.addresses import party_of
from analyzer.importing.directory import Directory
from analyzer.importing.records import Application, Membership, Requisition
from analyzer.importing.settings import Settings

CANDIDATE: Final = "candidate"


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds from `since` on and before `until` (UTC microseconds; None: without end)."""

    role: str
    since: int | None = None
    until: int | None = None

    def at(self, time: int) -> bool:
        """Whether it is held at an instant."""
        return (self.since is None or self.since <= time) and (self.until is None or time < self.until)


@dataclass(frozen=True, slots=True)
class Teams:
    """Who has which role where; made by `build_teams`.

    Attributes
    ----------
    unplaced : int
        Memberships whose person is not in the directory, or may be several.
    """

    order: tuple[str, ...]
    unplaced: int
    _on_requisition: dict[tuple[str, str], tuple[Held, ...]]
    _on_application: dict[tuple[str, str], tuple[Held, ...]]

    def role(self, person: str, application: Application, time: int) -> str | None:
        """Say which role a person has on an application at an instant; the first by `role_order` if several.

        Returns
        -------
        str or None
            None: no role there and then.
        """
        held = self._on_application.get((application.id, person), ())
        if application.requisition is not None:
            held += self._on_requisition.get((application.requisition, person), ())
        roles = {each.role for each in held if each.at(time)}
        return min(roles, key=self._rank) if roles else None

    def _rank(self, role: str) -> tuple[int, str]:
        return (self.order.index(role) if role in self.order else len(self.order), role)


def build_teams(
    memberships: Iterable[Membership],
    directory: Directory,
    requisitions: Iterable[Requisition],
    settings: Settings,
) -> Teams:
    """Place every role with its person.

    Parameters
    ----------
    memberships : iterable of Membership
        From all exports.
    directory : Directory
        Finds the persons.
    requisitions : iterable of Requisition
        Settings may name a requisition by its number instead of its id.
    settings : Settings
        `roles` renames, `team` overrules.

    Returns
    -------
    Teams
    """
    renamed = dict(settings.roles)
    numbers = {each.label: each.id for each in requisitions}
    on: dict[str, dict[tuple[str, str], list[Held]]] = {
        "requisition": defaultdict(list),
        "application": defaultdict(list),
    }
    unplaced = 0
    for membership in memberships:
        individual = directory.find(membership.person).individual
        if individual is None:
            unplaced += 1
            continue
        held = Held(renamed.get(membership.role, membership.role), membership.since, membership.until)
        place = membership.application or membership.requisition
        on["application" if membership.application else "requisition"][place or "", individual.id].append(held)
    for where, declared in _declared(directory, numbers, settings).items():
        on[where[0]][where[1:]] = declared
    return Teams(
        settings.role_order,
        unplaced,
        {key: tuple(held) for key, held in on["requisition"].items()},
        {key: tuple(held) for key, held in on["application"].items()},
    )


def _declared(
    directory: Directory, numbers: dict[str, str], settings: Settings
) -> dict[tuple[str, str, str], list[Held]]:
    """What the settings say, by kind of place, place and person; a role of `none` leaves the list empty."""
    declared: dict[tuple[str, str, str], list[Held]] = defaultdict(list)
    for each in settings.team:
        individual = directory.find(party_of(each.person)).individual
        if individual is None:
            continue
        kind = "application" if each.application else "requisition"
        place = each.application or numbers.get(each.requisition or "", each.requisition or "")
        held = declared[kind, place, individual.id]
        if each.role is not None:
            held.append(Held(each.role, each.since, each.until))
    return declared
