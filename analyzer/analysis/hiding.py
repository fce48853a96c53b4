"""What is about a candidate, so that nobody but who stands between may read it.

Wherever it cannot be told, it counts as about a candidate: too little in somebody's report is a question, too much is
out in the world.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.past import kinds_past
from analyzer.analysis.roles import CANDIDATE, candidate_roles, owner_roles, senders_of
from analyzer.definitions.model import (
    Forbid,
    Limit,
    NamedCondition,
    Open,
    RequireBefore,
    Route,
    Rule,
    SameSender,
    StageOrder,
)
from analyzer.definitions.walk import condition_parts
from analyzer.events.people import Parties
from analyzer.findings import Verdict
from analyzer.replay import Replay, RuleResult

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def about_candidates(rule: Rule, candidates: Collection[str]) -> bool:
    """Whether a rule is about what candidates do, and nobody else.

    Parameters
    ----------
    rule : Rule
    candidates : collection of str
        The candidates' roles.

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
    return bool(roles) and set(roles) <= set(candidates)


def roles_of_candidates(replay: Replay, parties: Parties, candidates: Texts) -> tuple[str, ...]:
    """Roles of the candidates.

    Parameters
    ----------
    replay : Replay
    parties : Parties
        Of its log.
    candidates : array of object, shape (cases,)
        The candidate of each case; "" where the log does not say.

    Returns
    -------
    tuple of str
        Those of the definition where it declares the role `candidate`. Else what it tells by its routes is joined by
        the roles in which those whom the log calls the candidate of a case take part in it, the gatekeeper's not.
    """
    definition = replay.facts.definition
    told = candidate_roles(definition)
    if CANDIDATE in told:
        return told
    same = _is_candidate(replay, parties, candidates) & (parties.role >= 0)
    seen = [parties.roles[place] for place in np.unique(parties.role[same]).tolist()]
    return tuple(dict.fromkeys([*told, *(role for role in seen if role != definition.gatekeeper)]))


def _is_candidate(replay: Replay, parties: Parties, candidates: Texts) -> Flags:
    """Which parties are the candidate of the case in which they take part."""
    place = {name: at for at, name in enumerate(parties.persons)}
    of_case = np.array([place.get(name, -1) for name in candidates.tolist()], dtype=np.int64)
    same: Flags = of_case[replay.log.case[parties.event]] == parties.person
    return same


def candidates_of_cases(
    replay: Replay, parties: Parties, candidates: Texts, roles: Collection[str]
) -> tuple[NDArray[np.int64], Texts]:
    """Cases and their candidates, pair by pair: whom the log calls so, and whoever takes part in a candidate's role."""
    places = [at for at, role in enumerate(parties.roles) if role in roles]
    rows = np.flatnonzero(np.isin(parties.role, places))
    persons = np.array(parties.persons, dtype=object)[parties.person[rows]]
    named = np.flatnonzero(candidates != "")
    case = np.concatenate([replay.log.case[parties.event[rows]], named]).astype(np.int64)
    return case, np.concatenate([persons, candidates[named]])


def activations_about(
    replay: Replay,
    result: RuleResult,
    owner_role: Texts,
    owner: Texts,
    candidates: tuple[str, ...],
    of_cases: tuple[NDArray[np.int64], Texts],
) -> Flags:
    """Which activations of a rule are about candidates.

    Parameters
    ----------
    replay : Replay
    result : RuleResult
        One rule of it.
    owner_role, owner : arrays of object, shape (rows and plain rows,)
        Who did or owes what was judged.
    candidates : tuple of str
        The candidates' roles.
    of_cases : array of int64, array of object; each of shape (k,)
        Cases and their candidates.

    Returns
    -------
    array of bool, shape (rows and plain rows,)
        What a candidate did or owes, alone or with others, in whatever role; a candidate's way past the gatekeeper,
        also where somebody else went the last step of it or should have come first; and what rests on a candidate's
        open question by a rule that is about candidates.
    """
    rule, rows = result.rule, result.rows
    at = np.concatenate([rows.at, rows.plain]).astype(np.int64)
    untold = {one.rule.id for one in replay.results if about_candidates(one.rule, candidates)}
    if rule.id in untold or any(_rests_on(named, untold) for named in rule.when):
        return np.ones(len(at), dtype=np.bool_)
    about = has_role(owner_role, candidates)
    about |= _among(replay.log.case[at], owner, of_cases)
    if isinstance(rule.verb, RequireBefore):
        about |= kinds_past(replay, candidates)[replay.log.kind[at]]
    if isinstance(rule.verb, StageOrder):
        about |= _sent_by(replay, candidates)[replay.log.kind[at]]
    about[: len(rows.at)] |= _on_a_way(replay, result, candidates) | _excused_by(result, untold)
    return about


def _among(case: NDArray[np.int32], owner: Texts, of_cases: tuple[NDArray[np.int64], Texts]) -> Flags:
    """Which owners are a candidate of their case."""
    codes, persons = pd.factorize(np.concatenate([owner, of_cases[1]]))
    keys = np.concatenate([case, of_cases[0]]) * np.int64(len(persons)) + codes
    found: Flags = np.isin(keys[: len(owner)], keys[len(owner) :])
    return found


def _sent_by(replay: Replay, roles: Collection[str]) -> Flags:
    """Kinds of events that somebody in one of some roles sends."""
    return np.array([kind.sender_role in roles for kind in replay.log.kinds], dtype=np.bool_)


def _on_a_way(replay: Replay, result: RuleResult, candidates: tuple[str, ...]) -> Flags:
    """Ways on which a candidate took a step; who took the last one is another question."""
    found = np.zeros(len(result.rows.at), dtype=np.bool_)
    if isinstance(result.rule.verb, Route) and len(found):
        witness = result.evidence.witness
        sent = _sent_by(replay, candidates)[replay.log.kind[np.maximum(witness, 0)]] & (witness >= 0)
        found[result.evidence.row] = sent.any(axis=1)
    return found


def _excused_by(result: RuleResult, untold: Collection[str]) -> Flags:
    """Activations that a candidate's open question excuses."""
    excuses = [place for place, named in enumerate(result.rule.unless) if _rests_on(named, untold)]
    found: Flags = (result.rows.verdict == Verdict.EXCUSED) & np.isin(result.rows.excuse, excuses)
    return found


def _rests_on(named: NamedCondition, rules: Collection[str]) -> bool:
    return any(rule in rules for rule in _opened(named))


def _opened(named: NamedCondition) -> Iterator[str]:
    """Rules whose open questions a condition looks at."""
    for part in condition_parts(named.condition):
        if isinstance(part, Open):
            yield part.rule


def has_role(owner_roles: Texts, roles: Iterable[str]) -> Flags:
    """Which cells of `owner_role` name one of some roles, alone or with others."""
    which, distinct = pd.factorize(owner_roles)
    found = np.array([not set(roles).isdisjoint(str(cell).split("/")) for cell in distinct], dtype=np.bool_)
    return found[which] if len(distinct) else np.zeros(0, dtype=np.bool_)
