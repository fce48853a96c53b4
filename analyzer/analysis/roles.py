"""Who owes what a rule asks for: the role, and the person where the log names one."""

from __future__ import annotations

from analyzer.definitions.model import (
    AllOf,
    AnyOf,
    Definition,
    Fields,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    Rule,
    Selector,
    StageOrder,
    StageTime,
)


def senders_of(selector: Selector) -> tuple[str, ...]:
    """Roles that a selector names as senders, in its order; empty where it names none."""
    match selector:
        case Fields():
            return selector.sender or ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(role for part in parts for role in senders_of(part)))
        case _:
            return ()


def owner_roles(rule: Rule) -> tuple[str, ...] | None:
    """Roles that owe what the rule asks for; None where the sender of the activating event is the one who acted."""
    match rule.verb:
        case RequireAfter(require) | RequireBefore(require) | RequireBy(require) | RequireNext(require):
            return senders_of(require)
        case StageOrder() | StageTime():
            return ()
        case _:
            return None


CANDIDATE = "candidate"
"""The role that a case is about, under the name that the reference gives it."""


def candidate_roles(definition: Definition) -> tuple[str, ...]:
    """Roles whose people the cases are about: nobody lists, counts or compares these one by one.

    Returns
    -------
    tuple of str
        The role `candidate` where the definition declares it; else the roles from which its routes lead round the
        gatekeeper, who stands between them and everybody else.
    """
    if CANDIDATE in dict(definition.roles):
        return (CANDIDATE,)
    routes = [rule.verb for rule in definition.rules if isinstance(rule.verb, Route)]
    return tuple(dict.fromkeys(verb.sender for verb in routes if verb.through == definition.gatekeeper))


def split(cell: str | None) -> list[str]:
    """The entries of a list cell."""
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def owner_person(roles: tuple[str, ...], sender_role: str, sender: str, recipients: str, recipient_roles: str) -> str:
    """The one party of the activating event who has one of the owing roles; empty where nobody or several have."""
    if sender_role in roles:
        return sender
    persons, their_roles = split(recipients), split(recipient_roles)
    if len(persons) != len(their_roles):
        return ""
    owing = [person for person, role in zip(persons, their_roles, strict=True) if role in roles]
    return owing[0] if len(owing) == 1 else ""
