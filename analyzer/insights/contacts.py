"""Who writes to whom: messages between roles, allowed and off the agreed graph.

Counts what the rule `contact` judged, pair of roles by pair of roles; it judges nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.insights.source import Result

if TYPE_CHECKING:
    from analyzer.definitions.model import Definition
    from analyzer.events.log import Kind

UNKNOWN = "?"
COUNTS = ["messages", "allowed", "off_graph", "excused", "undecided"]


def contact_matrix(result: Result) -> pd.DataFrame:
    """Messages between every two roles, and which of them no contact of the definition permits.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each ordered pair of different roles (pairs of equal roles are not judged), senders and then
        recipients in the definition's order, other roles after them, sorted, `?` (role unknown) last:

        - ``sender_role``, ``recipient_role`` : str
        - ``messages`` : int, messages judged; one to two roles counts once in each pair
        - ``allowed`` : int, permitted by a contact
        - ``off_graph`` : int, permitted by none, whether or not something excuses it
        - ``excused`` : int, the part of ``off_graph`` that an excuse or a waiver covers
        - ``undecided`` : int, cannot be known; ``messages = allowed + off_graph + undecided``
        - ``agreed`` : bool, whether some contact joins the two roles in this direction, under whatever condition

        Messages about protected topics and messages in closed cases are not judged and so not counted. Where a message
        to several roles is off the graph, the pairs that no contact joins at all are the ones that are off; if every
        pair is joined, all are taken as off. No rows where the definition has no contacts.
    """
    definition = result.definition
    if not definition.contacts:
        return _table([], set(), {column: Counter() for column in COUNTS})
    agreed = _agreed(definition)
    counts: dict[str, Counter[tuple[str, str]]] = {column: Counter() for column in COUNTS}
    seen: set[str] = set()
    for kind, verdict, n in _judged(result):
        sender = kind.sender_role or UNKNOWN
        recipients = judged_recipients(kind)
        seen.update([sender, *recipients])
        off = [role for role in recipients if (sender, role) not in agreed] or recipients
        for role in recipients:
            for column in _columns(verdict, role in off):
                counts[column][sender, role] += n
    return _table(_roles(definition, seen), agreed, counts)


def judged_recipients(kind: Kind) -> list[str]:
    """Roles that a message is written to, as the rule `contact` reads them, sorted.

    The recipients other than the sender's own role; where there are none, those in copy stand in for them.
    """
    for roles in (kind.recipient_roles, kind.copied_roles):
        others = sorted(roles - {kind.sender_role or UNKNOWN})
        if others:
            return others
    return []


def _judged(result: Result) -> Iterator[tuple[Kind, str, int]]:
    """Give how many messages of each kind the rule `contact` gave each verdict."""
    log, activations = result.log, result.activations
    contact = activations[activations["rule"] == "contact"]
    if contact.empty:
        return
    ids = pd.Index(log.cells("event_id", np.arange(len(log.kind), dtype=np.int64)))
    kinds = np.asarray(log.kind)[ids.get_indexer(pd.Index(contact["event_id"]))]
    counted = pd.DataFrame({"kind": kinds, "verdict": contact["verdict"].to_numpy()}).value_counts(sort=False)
    # Sorted by code and word, so that no order of rows is left in it.
    rows = sorted(counted.reset_index(name="n").to_numpy().tolist())
    for kind, verdict, n in rows:
        yield log.kinds[kind], verdict, n


def _columns(verdict: str, off: bool) -> Iterable[str]:
    """Name the counts that a pair of a message with this verdict adds to."""
    yield "messages"
    if verdict == "undecided":
        yield "undecided"
    elif verdict == "satisfied" or not off:
        yield "allowed"
    else:
        yield "off_graph"
        if verdict in ("excused", "waived"):
            yield "excused"


def _agreed(definition: Definition) -> set[tuple[str, str]]:
    """Give the ordered pairs of roles that some contact joins."""
    return {
        (sender, recipient)
        for contact in definition.contacts
        for sender in contact.senders
        for recipient in contact.recipients
    }


def _roles(definition: Definition, seen: Iterable[str]) -> list[str]:
    declared = [role for role, _ in definition.roles]
    others = sorted(set(seen) - set(declared), key=lambda role: (role == UNKNOWN, role))
    return declared + others


def _table(roles: list[str], agreed: set[tuple[str, str]], counts: dict[str, Counter[tuple[str, str]]]) -> pd.DataFrame:
    """Lay the counts out for every ordered pair of different roles."""
    pairs = [(sender, recipient) for sender in roles for recipient in roles if sender != recipient]
    table = pd.DataFrame(pairs, columns=["sender_role", "recipient_role"], dtype="str")
    for column in COUNTS:
        table[column] = np.array([counts[column][pair] for pair in pairs], dtype=np.int64)
    table["agreed"] = np.array([pair in agreed for pair in pairs], dtype=np.bool_)
    return table
