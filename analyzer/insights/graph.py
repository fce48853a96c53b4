"""The contact graph as a table: who may write to whom on what terms and, with a log, who did.

Puts the definition's contacts together pair by pair and the counts of `contact_matrix` beside them; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.analysis.words import any_of, describe_fields
from analyzer.definitions.model import Contact, Definition, Fields
from analyzer.insights.contacts import COUNTS, contact_matrix

if TYPE_CHECKING:
    from analyzer.insights.source import Result

ANYTHING = "any topic"
"""The terms of a contact that asks for nothing."""
MOST_WAYS = 3
"""A short label names so many ways; of more, all but the first two are only counted."""


def process_graph(source: Definition | Result) -> pd.DataFrame:
    """Who may write to whom, on what terms, and who did.

    Parameters
    ----------
    source : Definition or Analysis
        A definition gives the agreed graph alone, an analysis the traffic on it too.

    Returns
    -------
    DataFrame
        One row for each ordered pair of different roles that some contact joins or (with a log) that wrote, senders and
        then recipients in the definition's order, other roles after them:

        - ``sender_role``, ``recipient_role`` : str
        - ``agreed`` : bool, whether some contact joins them in this direction
        - ``label`` : str, its terms in a few words, a line for each way; empty where nothing is agreed
        - ``terms`` : str, all ways in full, one a line; empty
        - ``lines`` : str, the lines of the contacts in the definition, separated by "; "; empty

        and of an analysis, as `contact_matrix` counts them, ``messages``, ``allowed``, ``off_graph``, ``excused`` and
        ``undecided``.
    """
    definition = source if isinstance(source, Definition) else source.definition
    ways = _ways(definition)
    if isinstance(source, Definition):
        table = pd.DataFrame(list(ways), columns=["sender_role", "recipient_role"], dtype="str")
        table["agreed"] = np.ones(len(table), dtype=np.bool_)
        counts = []
    else:
        matrix = contact_matrix(source)
        table = matrix[matrix["agreed"] | (matrix["messages"] > 0)].reset_index(drop=True)
        counts = COUNTS
    pairs = list(zip(table["sender_role"], table["recipient_role"], strict=True))
    found = [ways.get(pair, ()) for pair in pairs]
    table["label"] = pd.Series(["\n".join(short_terms(contacts)) for contacts in found], dtype="str")
    table["terms"] = pd.Series(["\n".join(full_terms(contacts)) for contacts in found], dtype="str")
    lines = ["; ".join(dict.fromkeys(str(contact.place.line) for contact in contacts)) for contacts in found]
    table["lines"] = pd.Series(lines, dtype="str")
    return table[["sender_role", "recipient_role", "agreed", "label", "terms", "lines", *counts]]


def _ways(definition: Definition) -> Mapping[tuple[str, str], Sequence[Contact]]:
    """The contacts that join each ordered pair of different roles, both in the definition's order."""
    roles = [role for role, _ in definition.roles]
    found: dict[tuple[str, str], list[Contact]] = {
        (sender, recipient): [] for sender in roles for recipient in roles if sender != recipient
    }
    for contact in definition.contacts:
        for sender in contact.senders:
            for recipient in contact.recipients:
                if (sender, recipient) in found:
                    found[sender, recipient].append(contact)
    return {pair: contacts for pair, contacts in found.items() if contacts}


def full_terms(contacts: Sequence[Contact]) -> list[str]:
    """Each way in full; where one asks for nothing, the others add nothing and are left out."""
    ways = list(dict.fromkeys(describe_fields(contact.under) or ANYTHING for contact in contacts))
    return [ANYTHING] if ANYTHING in ways else ways


def short_terms(contacts: Sequence[Contact]) -> list[str]:
    """Each way in a few words, one a line.

    Examples
    --------
    >>> from analyzer.errors import Place
    >>> from analyzer.definitions.model import Contact, Fields
    >>> short_terms([Contact(("a",), ("b",), Fields(only_about=("x", "y"), stage=("offer",)), Place("f", 1, 1))])
    ['only 2 topics, in offer']
    """
    ways = list(dict.fromkeys(_short(contact.under) for contact in contacts))
    if ANYTHING in ways:
        return [ANYTHING]
    return ways if len(ways) <= MOST_WAYS else [*ways[: MOST_WAYS - 1], f"or {len(ways) - MOST_WAYS + 1} more ways"]


def _short(under: Fields) -> str:
    topics = [
        ("about {}", "topics", under.about),
        ("only {}", "topics", under.only_about),
    ]
    others = [
        ("in {}", "stages", under.stage),
        ("by {}", "channels", under.by),
        ("{} copied", "roles", under.copied),
        ("{} not copied", "roles", under.not_copied),
        ("with {}", "roles", under.party),
        ("thread begun by {}", "roles", under.thread_started_by),
    ]
    said = [text.format(_few(names, many)) for text, many, names in topics if names] or [ANYTHING]
    said += [text.format(_few(names, many)) for text, many, names in others if names]
    said += [f"{column} {_few(values, 'values')}" for column, values in under.where]
    return ", ".join(said)


def _few(names: Sequence[str], many: str) -> str:
    """One name as it is, of more only the number; of roles two are still named."""
    if len(names) == 1 or (many == "roles" and len(names) == 2):
        return any_of([name.replace("_", " ") for name in names])
    return f"{len(names)} {many}"
