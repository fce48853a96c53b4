"""Past the recruiter: of which findings that is said, and in which words.

One meaning for every output: the column `past_recruiter` of the findings and the count of the summary both come from
`goes_past`, so that whoever filters the table finds the number again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.analysis.roles import candidate_roles
from analyzer.definitions.model import ContactRule, Forbid, Route
from analyzer.events.log import Kind
from analyzer.replay import Replay, RuleResult
from analyzer.replay.reading import FALSE

Flags = NDArray[np.bool_]

PAST_RECRUITER = (
    "Distinct candidates with at least one open finding of a contact, forbid or route rule in which the candidate's "
    "message, or a chain of messages that it began, reached anybody while the recruiter (the gatekeeper) was neither "
    "sender nor recipient nor in copy: a coordinator or an interviewer counts as well as the hiring manager. A case "
    "without candidate_id counts as one candidate."
)
"""Whom the number counts, in the words that every output uses."""


def goes_past(replay: Replay, result: RuleResult) -> Flags:
    """Tell which activations of a rule, if not kept, are about a candidate's way past the gatekeeper.

    Parameters
    ----------
    replay : Replay
    result : RuleResult
        One rule of it.

    Returns
    -------
    array of bool, shape (rows,)
        For each of `result.rows`. A route from a candidate's role through the gatekeeper is one with its whole chain;
        for `contact`, `forbid` and any other route a candidate must have sent the activating message, and somebody who
        is no candidate must have got it, the gatekeeper surely no party of it. False for every other verb, and where
        the definition has no gatekeeper.
    """
    definition, verb = replay.facts.definition, result.rule.verb
    count, gatekeeper = len(result.rows.at), definition.gatekeeper
    if gatekeeper is None or not isinstance(verb, ContactRule | Forbid | Route):
        return np.zeros(count, dtype=np.bool_)
    candidates = candidate_roles(definition)
    if isinstance(verb, Route) and verb.through == gatekeeper and verb.sender in candidates:
        return np.ones(count, dtype=np.bool_)
    past: Flags = kinds_past(replay, candidates)[replay.log.kind[result.rows.at]]
    return past


def kinds_past(replay: Replay, candidates: tuple[str, ...]) -> Flags:
    """Kinds of messages that a candidate sends to somebody who is none, the gatekeeper surely no party of them."""
    gatekeeper = replay.facts.definition.gatekeeper
    reaches = np.array([_reaches(kind, candidates) for kind in replay.log.kinds], dtype=np.bool_)
    if gatekeeper is None:
        return np.zeros(len(reaches), dtype=np.bool_)
    past: Flags = (replay.facts.kinds.test("party", (gatekeeper,)) == FALSE) & reaches
    return past


def _reaches(kind: Kind, candidates: tuple[str, ...]) -> bool:
    """A candidate sends it, and somebody else gets it."""
    return kind.sender_role in candidates and bool((kind.recipient_roles | kind.copied_roles) - set(candidates))
