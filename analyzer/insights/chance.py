"""Where there are more findings than chance explains: requisitions, or people of one role, against all together.

Groups are compared with what chance alone would do, never put into an order of merit: they come sorted by name.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analyzer.analysis.roles import candidate_roles
from analyzer.insights.obligations import told_together
from analyzer.insights.source import JUDGED, Result
from analyzer.insights.spread import adjusted, two_sided

LEAST = 10
"""Fewer cases than this say nothing about a group and too much about the people in it."""
LEVEL = 0.05
"""Share of the groups marked that may be marked by chance."""
REQUISITION = "requisition"
COLUMNS = {
    "group": "str",
    "groups": "int64",
    "cases": "int64",
    "with_finding": "int64",
    "share": "float64",
    "p_value": "float64",
    "adjusted": "float64",
    "beyond_chance": "str",
}


def beyond_chance(result: Result, *, by: str = REQUISITION, least: int = LEAST) -> pd.DataFrame:
    """Cases with an open finding in each group, and whether that is more or fewer than chance explains.

    Parameters
    ----------
    result : Analysis
    by : str
        "requisition", or a role such as "recruiter": then each group is a person of this role, with the cases in which
        this person acted or owed something that was judged. Of a requisition any open finding counts, of a person only
        those of what this person did or owed. A case with two such people counts once for each.
    least : int
        Groups with fewer cases are not named; they are told together.

    Returns
    -------
    DataFrame
        One row for each group, sorted by name; then one for all that are not named, if there are any.

        - ``group`` : str, empty for those not named: too small, or unknown
        - ``groups`` : int, groups in the row: 1, or how many are told together (an unknown one counts as one)
        - ``cases`` : int, cases of which something was judged with a known outcome
        - ``with_finding`` : int, of them those with an open finding
        - ``share`` : float, ``with_finding`` out of ``cases``
        - ``p_value`` : float, how often chance alone would give a share at least as far from that of all: Fisher's
          exact test (two-sided, twice the smaller tail) of the group against all others. NaN where not named
        - ``adjusted`` : float, ``p_value`` adjusted for so many groups (Benjamini and Hochberg)
        - ``beyond_chance`` : str, "more" or "fewer" where ``adjusted`` is at most 0.05, else empty

    Raises
    ------
    ValueError
        `by` is a role whose people are told together, such as candidates, or one that the definition does not have; or
        `least` is below 1.

    Notes
    -----
    A mark is a question, not an answer: groups differ in what they have to do. Cases are counted and not findings,
    because the findings of one case are not independent of each other.

    References
    ----------
    R. A. Fisher (1922), JRSS 85, 87-94; Y. Benjamini and Y. Hochberg (1995), JRSS B 57, 289-300.
    """
    if least < 1:
        raise ValueError(f"a group has at least 1 case, not {least}")
    seen = result.activations[result.activations["verdict"].isin(JUDGED)]
    names = seen["requisition_id"] if by == REQUISITION else _people(result, seen, by)
    kept = names.notna()
    judged = pd.DataFrame({"group": names[kept], "case_id": seen["case_id"][kept]})
    judged["open"] = (seen["verdict"][kept] == "violated").astype(np.int64)
    cases = judged.groupby(["group", "case_id"])["open"].max().reset_index()
    counts = cases.groupby("group")["open"].agg(cases="size", with_finding="sum").reset_index()
    return _told(counts, least)


def _people(result: Result, seen: pd.DataFrame, role: str) -> pd.Series:
    """Name the person of a role that each activation is about; NaN where it is about another role."""
    if role in told_together(result) or role in candidate_roles(result.definition):
        raise ValueError(f"people of the role {role!r} are told together: choose 'requisition' or another role")
    if role not in dict(result.definition.roles):
        known = ", ".join(repr(name) for name, _ in result.definition.roles)
        raise ValueError(f"the definition has no role {role!r}: choose 'requisition' or one of {known}")
    return seen["owner"].where(seen["owner_role"] == role)


def _told(counts: pd.DataFrame, least: int) -> pd.DataFrame:
    """Test the groups that are large enough, and tell the others together."""
    named = counts[(counts["cases"] >= least) & (counts["group"] != "")].sort_values("group")
    others = counts.drop(named.index)
    table = named.assign(groups=1)
    p_values = _tails(counts, named["with_finding"], named["cases"])
    table = table.assign(p_value=p_values, adjusted=adjusted(p_values))
    overall = counts["with_finding"].sum() / max(int(counts["cases"].sum()), 1)
    side = np.where(table["with_finding"] > overall * table["cases"], "more", "fewer")
    table["beyond_chance"] = np.where(table["adjusted"] <= LEVEL, side, "")
    if len(others):
        sums = others[["cases", "with_finding"]].sum()
        rest = {"group": "", "groups": len(others), **sums, "p_value": np.nan, "adjusted": np.nan, "beyond_chance": ""}
        table = pd.concat([table, pd.DataFrame([rest])], ignore_index=True)
    table["share"] = table["with_finding"] / table["cases"]
    return table[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)


def _tails(counts: pd.DataFrame, found: ArrayLike, cases: ArrayLike) -> NDArray[np.float64]:
    """Two-sided p-value of each group against all cases of a table with ``cases`` and ``with_finding``."""
    whole = int(counts["cases"].sum()), int(counts["with_finding"].sum())
    pairs = zip(np.asarray(found).tolist(), np.asarray(cases).tolist(), strict=True)
    return np.array([two_sided(k, n, *whole) for k, n in pairs], dtype=np.float64)
