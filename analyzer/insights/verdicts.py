"""Rules and excuses as tables: how often each was kept, broken, let off, and by what."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.findings import VERDICT_WORDS
from analyzer.insights.source import JUDGED, Result, rule_order
from analyzer.intervals import wilson


def rules_table(result: Result) -> pd.DataFrame:
    """Verdicts of every rule, and the share of what it judged that was broken.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row a rule, in the definition's order; a rule without activations is there with 0.

        - ``rule``, ``title``, ``severity`` : str
        - ``satisfied``, ``violated``, ``settled``, ``excused``, ``waived``, ``pending``, ``cancelled``, ``undecided`` :
          int, activations with that verdict
        - ``judged`` : int, activations of which the outcome is known: the first five
        - ``violated_share``, ``low``, ``high`` : float, violated out of judged, with Wilson's 95% interval; NaN where
          nothing was judged
        - ``cases`` : int, different cases with an open finding
    """
    rules = rule_order(result)
    seen = result.activations
    counts = pd.crosstab(seen["rule"], seen["verdict"]).reindex(index=rules, columns=list(VERDICT_WORDS), fill_value=0)
    table = _named(result, rules)
    for verdict in VERDICT_WORDS:
        table[verdict] = counts[verdict].to_numpy(np.int64)
    table["judged"] = table[list(JUDGED)].sum(axis=1).astype(np.int64)
    table = with_share(table, "violated", "judged", "violated_share")
    broken = seen[seen["verdict"] == "violated"].groupby("rule")["case_id"].nunique()
    table["cases"] = broken.reindex(rules, fill_value=0).to_numpy(np.int64)
    return table


def excuses_used(result: Result) -> pd.DataFrame:
    """How often each excuse let somebody off, and which excuses never did.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each rule and each of its excuses, in the definition's order; other excuses seen (such as waivers)
        follow, sorted. An excuse that was never used is there with 0.

        - ``rule``, ``title``, ``excuse`` : str
        - ``activations``, ``cases`` : int, what it let off
        - ``not_kept`` : int, activations of the rule that were not kept, let off or not
        - ``share`` : float, ``activations`` out of ``not_kept``; NaN where nothing was
    """
    seen = result.activations
    let_off = seen[(seen["verdict"] == "excused") & (seen["excuse"] != "")]
    used = let_off.groupby(["rule", "excuse"])["case_id"].agg(["size", "nunique"])
    pairs = [(rule.id, excuse.name) for rule in result.definition.rules for excuse in rule.unless]
    pairs += sorted(set(used.index) - set(pairs))
    not_kept = seen["rule"][seen["verdict"].isin([word for word in JUDGED if word != "satisfied"])].value_counts()
    used = used.reindex(pd.MultiIndex.from_tuples(pairs, names=["rule", "excuse"]) if pairs else used.index)
    table = _named(result, [rule for rule, _ in pairs])[["rule", "title"]]
    table["excuse"] = np.array([excuse for _, excuse in pairs], dtype=object)
    table["excuse"] = table["excuse"].astype("str")
    table["activations"] = used["size"].fillna(0).to_numpy(np.int64)
    table["cases"] = used["nunique"].fillna(0).to_numpy(np.int64)
    table["not_kept"] = not_kept.reindex(table["rule"], fill_value=0).to_numpy(np.int64)
    table["share"] = (table["activations"] / table["not_kept"].where(table["not_kept"] > 0)).astype(np.float64)
    return table


def with_share(table: pd.DataFrame, part: str, whole: str, name: str) -> pd.DataFrame:
    """Add a share with Wilson's 95% interval as the columns `name`, ``low`` and ``high``; NaN where `whole` is 0."""
    limits = [wilson(int(k), int(n)) for k, n in zip(table[part], table[whole], strict=True)]
    shares = (table[part] / table[whole].where(table[whole] > 0)).astype(np.float64)
    table = table.copy()
    table[name] = shares
    table["low"] = np.array([low for low, _ in limits], dtype=np.float64)
    table["high"] = np.array([high for _, high in limits], dtype=np.float64)
    return table


def _named(result: Result, rules: list[str]) -> pd.DataFrame:
    """Begin a table with the rule, its title and its severity."""
    known = {rule.id: rule for rule in result.definition.rules}
    table = pd.DataFrame({"rule": rules}, dtype="str")
    table["title"] = pd.Series([known[rule].title if rule in known else rule for rule in rules], dtype="str")
    table["severity"] = pd.Series([str(known[rule].severity) if rule in known else "" for rule in rules], dtype="str")
    return table
