"""Who takes part: the roles of a log, which of them is the candidate, and which stands between candidate and others.

What is found here is a proposal with its support. Nobody becomes the gatekeeper by being counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.definitions.lint import ASKS, IS_ASKED
from analyzer.definitions.suggest import did_you_mean
from analyzer.discovery.counting import Expanded, Ints, distinct, expand, shares, tally, tally_cases
from analyzer.discovery.names import refusal, shown, times, where
from analyzer.discovery.thresholds import Thresholds
from analyzer.errors import UsageError
from analyzer.events.log import UNKNOWN, EventLog, Kind
from analyzer.insights.contacts import judged_recipients

MESSAGE = "message"
NAMES_OF_CANDIDATES = (ASKS, "applicant")
NEVER_BETWEEN = frozenset({IS_ASKED, "interviewer", "manager"})
"""Roles of these names are who the gatekeeper stands before: the busiest of them is no gatekeeper."""

PROTECTED = ("accommodation", "adjustment", "complaint", "discrimination", "grievance", "harassment")
"""A topic with one of these words in its name is taken to be protected until somebody says otherwise."""

MOST_OF = 0.5
"""The share of cases, or of messages, from which on a role is proposed for a part."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A role for a part in the process, and why.

    Attributes
    ----------
    role : str or None
        None: nothing in the log tells.
    given : bool
        The caller said so.
    because : str
        Goes on from "candidate is taken to be ROLE: "; or, without a role, says what is missing.
    """

    role: str | None
    given: bool
    because: str


def messages_of(log: EventLog) -> Expanded[Pair]:
    """Spread the messages of a log over the pairs of roles that the rule `contact` judges: sender and recipient."""
    return expand(log.kind, [pairs_of(kind) for kind in log.kinds])


def pairs_of(kind: Kind) -> list[Pair]:
    """The pairs of roles between which a message of a kind goes; none for other events."""
    if kind.activity != MESSAGE:
        return []
    return [(kind.sender_role or UNKNOWN, recipient) for recipient in judged_recipients(kind)]


# ---------------------------------------------------------------- roles

_WAYS = ("sent", "received", "copied")


def role_table(log: EventLog) -> pd.DataFrame:
    """Count the roles, busiest first; columns as `analyzer.discovery.columns` tells."""
    rows = expand(log.kind, [_ways(kind) for kind in log.kinds])
    roles = sorted({role for role, _ in rows.keys})
    code = {role: place for place, role in enumerate(roles)}
    of_key = np.array([code[role] for role, _ in rows.keys], dtype=np.int64)
    counts = dict(zip(rows.keys, tally(rows.code, len(rows.keys)).tolist(), strict=True))
    cases = tally_cases(of_key[rows.code], log.case[rows.event], len(roles)) if roles else np.zeros(0, dtype=np.int64)
    table = pd.DataFrame({"role": pd.Series(roles, dtype="str")})
    for way in _WAYS:
        table[way] = np.array([counts.get((role, way), 0) for role in roles], dtype=np.int64)
    table["cases"] = cases
    order = np.lexsort((np.arange(len(table)), -(table["sent"] + table["received"])))
    return table.iloc[order].reset_index(drop=True)


def _ways(kind: Kind) -> list[Pair]:
    sent = [(kind.sender_role, "sent")] if kind.sender_role else []
    received = [(role, "received") for role in kind.recipient_roles]
    return [*sent, *received, *((role, "copied") for role in kind.copied_roles)]


def named_role(role: str, roles: Iterable[str], argument: str) -> str:
    """Check a role that the caller names.

    Raises
    ------
    UsageError
        The log has no such role.
    """
    known = [each for each in roles if each != UNKNOWN]
    if role not in known:
        hint = did_you_mean(role, known, plural="roles")
        raise UsageError(f"{argument}: the log has no role {role!r}" + (f"; {hint}" if hint else ""))
    return role


def plain(name: str) -> str:
    """A name without what spellings differ in.

    Examples
    --------
    >>> plain("Hiring Manager")
    'hiring_manager'
    """
    return "_".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def protected_topics(topics: Iterable[str]) -> tuple[str, ...]:
    """Find the topics that may have to be protected, by their names.

    Examples
    --------
    >>> protected_topics(["scheduling", "Complaint about us"])
    ('Complaint about us',)
    """
    return tuple(topic for topic in topics if not refusal(topic) and any(word in plain(topic) for word in PROTECTED))


# ---------------------------------------------------------------- the candidate


def find_candidate(log: EventLog, roles: Iterable[str], given: str | None) -> Part:
    """Tell which role is the candidate: by what the caller says, by name, or by the ids under `candidate_id`."""
    known = [role for role in roles if role != UNKNOWN]
    if given is not None:
        return Part(named_role(given, known, "candidate"), True, "as given")
    for name in NAMES_OF_CANDIDATES:
        for role in sorted(known):
            if plain(role) == name:
                return Part(role, False, "by its name")
    best, share = _writes_as_candidate(log)
    if best is not None and share >= MOST_OF:
        return Part(best, False, f"{share:.0%} of its messages come from the case's candidate_id")
    return Part(None, False, "no role has such a name, and none writes under the ids of `candidate_id`")


def _writes_as_candidate(log: EventLog) -> tuple[str | None, float]:
    """The role whose senders are most often the case's candidate, and how often they are."""
    if not {"sender", "candidate_id"} <= set(log.table.column_names):
        return None, 0.0
    sender, candidate = (log.table.column(name).cast(pa.string()) for name in ("sender", "candidate_id"))
    same = pc.and_(pc.equal(sender, candidate), pc.not_equal(candidate, ""))
    is_candidate = pc.fill_null(same, False).to_numpy()[log.rows]
    sent = tally(log.kind.astype(np.int64), len(log.kinds))
    own = tally(log.kind[is_candidate].astype(np.int64), len(log.kinds))
    totals: dict[str, list[int]] = {}
    for kind, all_sent, as_candidate in zip(log.kinds, sent.tolist(), own.tolist(), strict=True):
        if kind.activity == MESSAGE and kind.sender_role not in (None, UNKNOWN):
            so_far = totals.setdefault(kind.sender_role, [0, 0])
            totals[kind.sender_role] = [so_far[0] + as_candidate, so_far[1] + all_sent]
    if not totals:
        return None, 0.0
    best = max(sorted(totals), key=lambda role: totals[role][0] / totals[role][1])
    return best, totals[best][0] / totals[best][1]


# ---------------------------------------------------------------- the gatekeeper


def gatekeeper_table(log: EventLog, messages: Expanded[Pair], candidate: str | None) -> pd.DataFrame:
    """Count for each role in how many cases it talks both with the candidate and with somebody else."""
    known = {role for pair in messages.keys for role in pair if candidate is not None}
    roles = sorted(known - {candidate, UNKNOWN})
    case = log.case[messages.event]
    partner, one, other = (codes[messages.code] for codes in _codes(messages.keys, roles, candidate))
    near = distinct(partner[partner >= 0], case[partner >= 0])
    rest = np.concatenate([one, other])
    far = distinct(rest[rest >= 0], np.concatenate([case, case])[rest >= 0])
    width = len(log.case_ids) + 1
    both = np.intersect1d(near[0] * width + near[1], far[0] * width + far[1]) // width
    between = tally(both, len(roles))
    table = pd.DataFrame(
        {
            "role": pd.Series(roles, dtype="str"),
            "messages": tally(partner[partner >= 0], len(roles)),
            "cases": tally(near[0], len(roles)),
            "between": between,
            "share": shares(between, np.full(len(roles), len(np.unique(near[1])), dtype=np.int64)),
        }
    )
    order = np.lexsort((np.arange(len(roles)), -table["messages"], -table["between"]))
    return table.iloc[order].reset_index(drop=True)


def _codes(keys: Sequence[Pair], roles: list[str], candidate: str | None) -> tuple[Ints, Ints, Ints]:
    """For each pair, the candidate's partner; or else its two roles; -1 for what does not apply."""
    code = {role: place for place, role in enumerate(roles)}
    table = np.full((3, len(keys)), -1, dtype=np.int64)
    for place, (sender, recipient) in enumerate(keys):
        if candidate in (sender, recipient):
            table[0, place] = code.get(recipient if sender == candidate else sender, -1)
        else:
            table[1:, place] = code.get(sender, -1), code.get(recipient, -1)
    return table[0], table[1], table[2]


def find_gatekeeper(table: pd.DataFrame, roles: Iterable[str], least: Thresholds, given: str | None) -> Part:
    """Propose the role that stands between most: in most cases of the candidate, and in enough of them."""
    if given is not None:
        return Part(named_role(given, roles, "gatekeeper"), True, "as given")
    able = where(table, "role", lambda role: plain(role) not in NEVER_BETWEEN)
    if able.empty:
        return Part(None, False, "nobody was seen to talk both with the candidate and with somebody else")
    first = able.iloc[0]
    cases = times(int(first["between"]), "case")
    seen = f"in {cases}, {first['share']:.0%} of those in which the candidate talks at all"
    if not least.reached(int(first["between"]), float(first["share"])) or first["share"] < MOST_OF:
        return Part(None, False, f"{shown(first['role'])} comes nearest, but stands between only {seen}")
    return Part(str(first["role"]), False, f"it talks both with the candidate and with others {seen}")
