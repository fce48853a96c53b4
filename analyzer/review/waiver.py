"""A waiver: somebody agreed beforehand, with a reason and an end, that a rule need not be kept.

Values only, and the keys under which a file has them.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.definitions.grammar import ANY, Key
from analyzer.errors import Place

SCOPE: tuple[Key, ...] = (
    Key("case", "cases", "A case or a list of cases; `any` for all of them"),
    Key("requisition", "texts", "A requisition or a list: the cases of which the log says that they belong to it"),
    Key("candidate", "texts", "A candidate or a list: the cases of which the log says that they are theirs"),
    Key("owner_role", "role", "The role that acted, or that owes the answer; as in the column `owner_role`"),
    Key("owner", "texts", "The person who acted, or who owes the answer; as in the column `owner`"),
)
"""Whom or what a waiver is for; where several are written, all of them must fit."""

WAIVER: tuple[Key, ...] = (
    Key("id", "text", "The name under which findings and reports speak of it", True),
    Key("rule", "rules", "A rule of the definition or a list of rules; `any` for all of them", True),
    *SCOPE,
    Key("from", "instant", "The first day, or the first instant, on which it is in force", True),
    Key("until", "instant", "The last day, or the first instant at which it is in force no longer", True),
    Key("granted_by", "text", "Who granted it: a person or an office", True),
    Key("reason", "text", "Why; it stands beside every finding that it covers", True),
    Key("note", "text", "Anything else, such as where the decision is kept"),
)


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver.

    Attributes
    ----------
    id : str
    rules : tuple of str
        Rules that it is for; empty for all.
    cases, requisitions, candidates, owner_roles, owners : tuple of str
        Whom or what it is for; empty where it does not ask.
    begins, ends : int
        UTC microseconds: in force from `begins` on, no longer at `ends`.
    begin, until : str
        The same as the file has them.
    granted_by, reason, note : str
    place : Place
    """

    id: str
    rules: tuple[str, ...]
    cases: tuple[str, ...]
    requisitions: tuple[str, ...]
    candidates: tuple[str, ...]
    owner_roles: tuple[str, ...]
    owners: tuple[str, ...]
    begins: int
    ends: int
    begin: str
    until: str
    granted_by: str
    reason: str
    note: str
    place: Place

    @property
    def narrowed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Key and values of everything that it asks of a finding beside rule and time."""
        values = (self.cases, self.requisitions, self.candidates, self.owner_roles, self.owners)
        return tuple((key.name, names) for key, names in zip(SCOPE, values, strict=True) if names)

    @property
    def scope(self) -> str:
        """Whom or what it is for, in a line."""
        return "; ".join(f"{key} {', '.join(names)}" for key, names in self.narrowed) or f"case {ANY}"


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one file.

    Attributes
    ----------
    path : str
        As it was given.
    digest : str
        SHA-256 of the file.
    waivers : tuple of Waiver
        In the file's order: of two that match one finding, the first covers it.
    """

    path: str
    digest: str
    waivers: tuple[Waiver, ...]

    def __len__(self) -> int:
        return len(self.waivers)
