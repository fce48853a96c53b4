"""Duties, the rules of the form "after A, B must follow in time": who owed an answer and whether it came in time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.analysis.roles import candidate_roles
from analyzer.insights.source import NOT_KEPT, Result
from analyzer.insights.verdicts import with_share

COUNTS = ["due", "in_time", "late", "no_answer", "pending", "excused", "waived", "cancelled", "undecided"]
DUTY = "require after"


def duties(result: Result) -> pd.DataFrame:
    """Every duty and the role that owes it: due, in time, late, without an answer.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each rule ``require .. after`` and each role that owes it, rules in the definition's order, roles
        sorted. A duty that never arose has no row.

        - ``rule``, ``title``, ``owner_role`` : str
        - ``due`` : int, duties of which the outcome is known and that nothing lets off: ``in_time + late + no_answer``
        - ``in_time``, ``late``, ``no_answer`` : int; late ones were answered after the limit, ``no_answer`` never yet
        - ``pending``, ``excused``, ``waived``, ``cancelled``, ``undecided`` : int, beside ``due``
        - ``on_time_share``, ``low``, ``high`` : float, in time out of due, with Wilson's 95% interval; NaN where none
          was due
    """
    return _duties(result, ["rule", "title", "owner_role"], result.activations)


def duties_by_owner(result: Result) -> pd.DataFrame:
    """Every duty, person by person; columns as `duties`, with ``owner`` (the person, or empty) after ``owner_role``.

    Candidates are told together, in one row a duty with an empty ``owner``: nothing here puts them side by side.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        Rules in the definition's order, then role and person, sorted. Small numbers say little about a person: read
        ``low`` and ``high`` with ``on_time_share``.
    """
    seen = result.activations
    return _duties(result, ["rule", "title", "owner_role", "owner"], seen.assign(owner=_owners(result, seen)))


def told_together(result: Result) -> frozenset[str]:
    """Roles (as in ``owner_role``) whose people no output lists one by one: those that may be candidates.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    frozenset of str
        Whatever a candidate's role owes, alone or with others, and whatever in this log is owed by somebody who is
        the candidate of the case.
    """
    seen, candidates = result.activations, set(candidate_roles(result.definition))
    owners = seen.loc[(seen["owner"] != "") & (seen["owner"] == seen["candidate_id"]), "owner_role"]
    roles = seen["owner_role"].unique()
    return frozenset({*owners, *(role for role in roles if candidates.intersection(role.split("/")))})


def _owners(result: Result, seen: pd.DataFrame) -> pd.Series:
    return seen["owner"].where(~seen["owner_role"].isin(told_together(result)), "")


def duty_rules(result: Result) -> list[str]:
    """Ids of the rules that are duties and have activations, in the definition's order."""
    seen = set(result.activations.loc[result.activations["verb"] == DUTY, "rule"].unique())
    return [rule.id for rule in result.definition.rules if rule.id in seen]


def _duties(result: Result, keys: list[str], activations: pd.DataFrame) -> pd.DataFrame:
    seen = activations[activations["verb"] == DUTY]
    verdict, answered = seen["verdict"], seen["answered_at"].notna()
    not_kept = verdict.isin(NOT_KEPT)
    flags = {
        "due": (verdict == "satisfied") | not_kept,
        "in_time": verdict == "satisfied",
        "late": not_kept & answered,
        "no_answer": not_kept & ~answered,
    } | {word: verdict == word for word in COUNTS[4:]}
    counts = pd.DataFrame(flags).astype(np.int64).groupby([seen[key] for key in keys]).sum().reset_index()
    order = {rule: place for place, rule in enumerate(duty_rules(result))}
    counts = counts.sort_values(keys, key=lambda cells: cells.map(order) if cells.name == "rule" else cells)
    return with_share(counts.reset_index(drop=True), "in_time", "due", "on_time_share")
