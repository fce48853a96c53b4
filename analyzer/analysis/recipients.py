"""The part of an analysis that one recipient may see: a recruiter, a manager, anybody who works on cases.

Who stands between (the gatekeeper) sees everything of the cases that are theirs, for that is their work. Everybody else
sees what they themselves did or owe, and the messages that they took part in; nothing that is about a candidate's way.
A person who is about to decide on an application must not read findings about the applicant there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.hiding import about_candidates, has_role
from analyzer.analysis.roles import CANDIDATE, owner_roles
from analyzer.analysis.selecting import Whole
from analyzer.analysis.waived import Reader
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


def kinds_of_recipients(whole: Whole) -> tuple[str, ...]:
    """What reports can be written for, one each: the roles that work on cases, and requisitions."""
    candidates = whole.candidate_roles
    return (*(role for role, _ in whole.replay.facts.definition.roles if role not in candidates), REQUISITION)


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
    _insist_on_kind(whole, each)
    names, cases = whole.named(each)
    return pd.DataFrame({"recipient": names, "cases": cases})


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
    if each == OWNER:
        _insist_on_name("person", name, whole.parties.persons)
    else:
        _insist_on_kind(whole, each)
        _insist_on_name(each, name, whole.named(each)[0].tolist())
    if each == whole.replay.facts.definition.gatekeeper:
        return _of_gatekeeper(whole, name)
    _insist_on_candidates(whole)
    if each == REQUISITION:
        return _of_requisition(whole, name)
    return _of_owner(whole, name) if each == OWNER else _of_other(whole, each, name)


def reader_of(whole: Whole, share: Share) -> Reader:
    """What the recipient of a share may read of waivers."""
    ids, requisitions, candidates = (
        frozenset(texts[share.cases].tolist()) for texts in (whole.case_ids, whole.requisitions, whole.candidates)
    )
    owners: set[str] = set()
    for result in whole.replay.results:
        if result.rule.id in share.kept:
            kept = share.kept[result.rule.id]
            owners |= set(whole.owned(result).person[np.concatenate([kept.rows, kept.plain])].tolist())
    names = {"case": ids, "requisition": requisitions, "candidate": candidates, "owner": frozenset(owners)}
    everybody = frozenset(whole.candidates_of_cases[1].tolist())
    hidden = {
        "candidate": everybody,
        "owner": everybody,
        "owner_role": frozenset(whole.candidate_roles),
    }
    return Reader(frozenset(share.kept), names, hidden if share.hides_candidates else {})


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
    cases = (whole.requisitions == name) & whole.own_cases
    said = (
        f"those of requisition {name}; nothing that was judged about candidates, so that everybody who works on it may "
        "read it"
    )

    def theirs(result: RuleResult) -> Flags:
        declared = dict(whole.replay.facts.definition.roles)
        # Who wrote in no role that the definition knows may well be the candidate.
        known = has_role(whole.owned(result).role, declared) if owner_roles(result.rule) is None else True
        return whole.all_of(result) & known

    return _without_candidates(whole, cases, cases[whole.replay.log.case], theirs, said)


def _of_owner(whole: Whole, name: str) -> Share:
    definition = whole.replay.facts.definition
    cases = whole.cases_of(whole.parties.of(name))
    gatekept = whole.cases_of(whole.parties.of(name, frozenset({definition.gatekeeper or ""})))
    events = _own_events(whole, name) & cases[whole.replay.log.case] | gatekept[whole.replay.log.case]

    def theirs(result: RuleResult) -> Flags:
        mine: Flags = whole.owned(result).person == name
        return mine

    said = f"those in which {name} takes part; what {name} did or owes in them, in whatever role"
    as_candidate = whole.cases_of(whole.parties.of(name, frozenset(whole.candidate_roles)))
    as_candidate |= (whole.candidates == name) & cases
    if not as_candidate.any():
        said += "; nothing that was judged about candidates"
    elif (cases & ~as_candidate).any():
        said += f"; nothing that was judged about candidates but {name}"
    share = _without_candidates(whole, cases, events, theirs, said, themselves=as_candidate)
    return replace(_only_theirs(share), hides_candidates=bool((cases & ~as_candidate).any()))


def _only_theirs(share: Share) -> Share:
    """Leave out the rules by which nothing of a person's was judged: they are other people's."""
    kept = {rule: rows for rule, rows in share.kept.items() if rows.rows.any() or rows.plain.any()}
    return replace(share, kept=kept)


def _without_candidates(
    whole: Whole,
    cases: Flags,
    events: Flags,
    theirs: Callable[[RuleResult], Flags],
    said: str,
    themselves: Flags | None = None,
) -> Share:
    """Leave out what is about candidates; in the cases of `themselves` the recipient is the candidate."""
    chosen = {}
    for result in whole.replay.results:
        hidden = whole.about_candidates(result)
        if themselves is not None:
            hidden = hidden & ~themselves[whole.case_of(result)]
        elif about_candidates(result.rule, whole.candidate_roles):
            continue
        chosen[result.rule.id] = theirs(result) & ~hidden
    untold = frozenset(
        result.rule.id for result in whole.replay.results if about_candidates(result.rule, whole.candidate_roles)
    )
    kept = {rule: replace(one, untold=untold) for rule, one in whole.kept(cases, chosen).items()}
    return Share(events & ~whole.protected, kept, cases, said, hides_candidates=True)


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


def _insist_on_kind(whole: Whole, each: str) -> None:
    known = kinds_of_recipients(whole)
    if each in known:
        return
    if each in whole.candidate_roles:
        raise UsageError(
            f"no report is written for each {each}: reports go to those who work on cases ({', '.join(known)})"
        )
    raise UsageError(f"'{each}' is nobody that a report could be written for each of; {_hint(each, known)}")


def _insist_on_candidates(whole: Whole) -> None:
    """Refuse to leave out what is about candidates where nothing tells who they are."""
    if not whole.candidate_roles:
        gatekeeper = whole.replay.facts.definition.gatekeeper
        raise UsageError(
            "neither the definition nor the log tells who the candidates are, so that nothing about them could be left "
            f"out: call their role '{CANDIDATE}' in the definition, or give the log the column 'candidate_id'"
            + (f"; for each {gatekeeper} reports can be written, for they see everything" if gatekeeper else "")
        )


def _hint(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name, known, plural="recipients")


def _insist_on_name(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known[:20_000], plural=f"{what}s")
        raise UsageError(f"the log names no {what.replace('_', ' ')} '{name}'{f'; {hint}' if hint else ''}")
