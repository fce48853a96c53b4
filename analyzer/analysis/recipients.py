"""The part of an analysis that one recipient may see: a recruiter, a manager, anybody who works on cases.

Who stands between (the gatekeeper) sees everything of the cases that are theirs, for that is their work. Everybody else
sees what they themselves did or owe, and the messages that they took part in; nothing that is about a candidate's way.
A person who is about to decide on an application must not read findings about the applicant there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.roles import candidate_roles, owner_roles, senders_of
from analyzer.analysis.selecting import Whole, has_role
from analyzer.definitions.model import Definition, Forbid, Limit, Route, Rule, SameSender
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import UsageError
from analyzer.replay import RuleResult
from analyzer.replay.cut import Kept

Flags = NDArray[np.bool_]

REQUISITION = "requisition"
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Share:
    """What a recipient gets of an analysis.

    Attributes
    ----------
    events : array of bool, shape (n,)
        Events of the log that they see; those that an activation names come with it.
    kept : dict of str to Kept
        Activations by rule; rules that are nothing of theirs are left out.
    cases : array of bool, shape (cases,)
    said : str
        What the report is cut to, for its readers.
    hides_candidates : bool
        Whatever is about a candidate is left out, so that no number may be read as if there were none.
    """

    events: Flags
    kept: dict[str, Kept]
    cases: Flags
    said: str
    hides_candidates: bool


def kinds_of_recipients(definition: Definition) -> tuple[str, ...]:
    """What reports can be written for, one each: the roles that work on cases, and requisitions."""
    candidates = candidate_roles(definition)
    return (*(role for role, _ in definition.roles if role not in candidates), REQUISITION)


def recipients(whole: Whole, each: str) -> pd.DataFrame:
    """Who there is to write a report for.

    Parameters
    ----------
    whole : Whole
    each : str
        A role of the definition, or ``requisition``.

    Returns
    -------
    DataFrame
        Sorted by ``recipient``, with the number of ``cases`` in which they take part.

    Raises
    ------
    UsageError
        There is no such role, or it is the candidates' own.
    """
    _insist_on_kind(whole.replay.facts.definition, each)
    if each == REQUISITION:
        names = whole.requisitions[whole.requisitions != ""].astype(str)
        names, cases = np.unique(names, return_counts=True)
        return pd.DataFrame({"recipient": names.astype(object), "cases": cases})
    parties = whole.parties
    rows = parties.in_role(each)
    shown = ~whole.replay.facts.protected[whole.replay.log.kind[parties.event[rows]]]
    rows = rows[shown]
    pairs = np.unique(
        np.stack([parties.person[rows], whole.replay.log.case[parties.event[rows]].astype(np.int64)]), axis=1
    )
    people, cases = np.unique(pairs[0], return_counts=True)
    return pd.DataFrame({"recipient": np.array(parties.persons, dtype=object)[people], "cases": cases})


def share_of(whole: Whole, each: str, name: str) -> Share:
    """Find what one recipient may see.

    Parameters
    ----------
    whole : Whole
    each : str
        A role of the definition, ``requisition``, or ``owner``: what a person did or owes, in whatever role.
    name : str
        The person, or the requisition.

    Raises
    ------
    UsageError
        There is no such role, person or requisition.
    """
    definition = whole.replay.facts.definition
    if each != OWNER:
        _insist_on_kind(definition, each)
        known = recipients(whole, each)["recipient"].tolist()
        _insist_on_name(each, name, known)
    else:
        _insist_on_name("person", name, list(whole.parties.persons))
    if each == REQUISITION:
        return _of_requisition(whole, name)
    if each == OWNER:
        return _of_owner(whole, name)
    return _of_gatekeeper(whole, name) if each == definition.gatekeeper else _of_other(whole, each, name)


def about_candidates(rule: Rule, definition: Definition) -> bool:
    """Whether a rule is about what candidates do, and nobody else.

    Parameters
    ----------
    rule : Rule
    definition : Definition

    Returns
    -------
    bool
        False where the rule does not say whose acts it is about, such as `contact`.
    """
    match rule.verb:
        case Route(sender):
            roles: tuple[str, ...] = (sender,)
        case Forbid(event) | Limit(event) | SameSender(event):
            roles = senders_of(event)
        case _:
            roles = owner_roles(rule) or ()
    return bool(roles) and set(roles) <= set(candidate_roles(definition))


# ---------------------------------------------------------------- what each kind of recipient sees


def _of_gatekeeper(whole: Whole, name: str) -> Share:
    gatekeeper = whole.replay.facts.definition.gatekeeper or ""
    cases = whole.cases_of(whole.parties.of(name, frozenset({gatekeeper})))
    kept = whole.kept(cases, {result.rule.id: whole.all_of(result) for result in whole.replay.results})
    said = f"those in which {name} is {_title(whole, gatekeeper)}, and everything that was judged in them"
    return Share(cases[whole.replay.log.case], kept, cases, said, hides_candidates=False)


def _of_other(whole: Whole, role: str, name: str) -> Share:
    cases = whole.cases_of(whole.parties.of(name, frozenset({role})))

    def theirs(result: RuleResult) -> Flags:
        owned = whole.owned(result)
        nobody_named: Flags = (owned.person == "") & has_role(owned.role, [role])
        mine: Flags = (owned.person == name) | nobody_named
        return mine

    said = (
        f"those in which {name} is {_title(whole, role)}; what {name} did or owes in them, what that role owes where "
        f"the log names nobody, and the messages that {name} took part in; nothing that was judged about candidates"
    )
    events = _own_events(whole, name) & cases[whole.replay.log.case]
    return _only_theirs(_without_candidates(whole, cases, events, theirs, said))


def _of_requisition(whole: Whole, name: str) -> Share:
    cases = whole.requisitions == name
    said = (
        f"those of requisition {name}; nothing that was judged about candidates, so that everybody who works on it may "
        "read it"
    )
    return _without_candidates(whole, cases, cases[whole.replay.log.case], whole.all_of, said)


def _of_owner(whole: Whole, name: str) -> Share:
    definition = whole.replay.facts.definition
    rows = whole.parties.of(name)
    cases = whole.cases_of(rows)
    gatekept = whole.cases_of(whole.parties.of(name, frozenset({definition.gatekeeper or ""})))
    events = _own_events(whole, name) & cases[whole.replay.log.case] | gatekept[whole.replay.log.case]

    def theirs(result: RuleResult) -> Flags:
        mine: Flags = whole.owned(result).person == name
        return mine

    said = f"those in which {name} takes part; what {name} did or owes in them, in whatever role"
    candidate = whole.parties.of(name, frozenset(candidate_roles(definition))).size > 0
    if candidate:
        kept = whole.kept(cases, {result.rule.id: theirs(result) for result in whole.replay.results})
        return _only_theirs(Share(events, kept, cases, said, hides_candidates=False))
    said += "; nothing that was judged about candidates"
    return _only_theirs(_without_candidates(whole, cases, events, theirs, said))


def _only_theirs(share: Share) -> Share:
    """Leave out the rules by which nothing of a person's was judged: they are other people's."""
    kept = {rule: rows for rule, rows in share.kept.items() if rows.rows.any() or rows.plain.any()}
    return replace(share, kept=kept)


def _without_candidates(
    whole: Whole, cases: Flags, events: Flags, theirs: Callable[[RuleResult], Flags], said: str
) -> Share:
    definition = whole.replay.facts.definition
    candidates = candidate_roles(definition)
    chosen = {}
    for result in whole.replay.results:
        if about_candidates(result.rule, definition):
            continue
        # With the rules about candidates, and what candidates sent or owe, everything past the recruiter is gone.
        chosen[result.rule.id] = theirs(result) & ~has_role(whole.owned(result).role, candidates)
    return Share(events, whole.kept(cases, chosen), cases, said, hides_candidates=True)


def _own_events(whole: Whole, name: str) -> Flags:
    """Events that a person sent, received or was in copy of, and those that nobody sent: a new stage, an interview."""
    log = whole.replay.log
    named = [bool(kind.sender_role or kind.recipient_roles or kind.copied_roles) for kind in log.kinds]
    own = ~np.array(named, dtype=np.bool_)[log.kind]
    own[whole.parties.event] = False
    own[whole.parties.event[whole.parties.of(name)]] = True
    return own


def _title(whole: Whole, role: str) -> str:
    return dict(whole.replay.facts.definition.roles).get(role) or role


def _insist_on_kind(definition: Definition, each: str) -> None:
    known = kinds_of_recipients(definition)
    if each in known:
        return
    if each in candidate_roles(definition):
        raise UsageError(
            f"no report is written for each {each}: reports go to those who work on cases ({', '.join(known)})"
        )
    raise UsageError(f"'{each}' is nobody that a report could be written for each of; {_hint(each, known)}")


def _hint(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name, known, plural="recipients")


def _insist_on_name(what: str, name: str, known: list[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known[:20_000], plural=f"{what}s")
        raise UsageError(f"the log names no {what.replace('_', ' ')} '{name}'{f'; {hint}' if hint else ''}")
