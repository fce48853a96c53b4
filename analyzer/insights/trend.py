"""Findings week by week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.insights.source import JUDGED, Result, rule_order, zone
from analyzer.insights.verdicts import with_share

COUNTS = ["judged", "findings", "cases", "pending"]
WEEK = pd.Timedelta(days=7)


def findings_by_week(result: Result) -> pd.DataFrame:
    """Open findings of every rule in every week, by the instant of the event that the rule judged.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each week of the log and each rule, weeks ascending, rules in the definition's order; a week without
        findings is there with 0. No rows for a log without events.

        - ``week`` : datetime64, the Monday, in the zone of the definition's calendar (naive: it is a date)
        - ``rule``, ``severity`` : str
        - ``judged`` : int, activations of which the outcome is known (let off included)
        - ``findings`` : int, of them violated: the open findings
        - ``cases`` : int, different cases with such a finding
        - ``pending`` : int, activations of which the answer may still come: what may yet be added to ``findings``
        - ``share``, ``low``, ``high`` : float, ``findings`` out of ``judged``, with Wilson's 95% interval; NaN where
          nothing was judged
        - ``whole_week`` : bool, whether the log covers the week from Monday to Sunday; the first and the last week are
          often shorter and then not to be compared with the others
    """
    rules = rule_order(result)
    weeks = _weeks(result)
    index = pd.MultiIndex.from_product([weeks, rules], names=["week", "rule"])
    table = _counts(result).reindex(index, fill_value=0).reset_index()
    severity = {rule.id: str(rule.severity) for rule in result.definition.rules}
    table.insert(2, "severity", table["rule"].map(severity).fillna("").astype("str"))
    table["rule"] = table["rule"].astype("str")
    table = with_share(table, "findings", "judged", "share")
    table["whole_week"] = table["week"].isin(_whole(result, weeks))
    return table


def monday(instants: pd.Series, timezone: str) -> pd.Series:
    """Monday of the local week of each instant.

    Parameters
    ----------
    instants : Series of datetime64 with zone
    timezone : str
        IANA name of the zone in which weeks begin.

    Returns
    -------
    Series of datetime64 without zone
        Midnight of the Monday: a date.
    """
    day = instants.dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize()
    weeks: pd.Series = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return weeks


def _period(result: Result) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First instant of the log and the last one before the horizon."""
    return result.cases["first_event"].min(), result.as_of - pd.Timedelta(microseconds=1)


def _weeks(result: Result) -> pd.DatetimeIndex:
    if result.cases.empty:
        return pd.DatetimeIndex([], dtype="datetime64[us]")
    first, last = monday(pd.Series(list(_period(result))), zone(result))
    return pd.date_range(first, max(first, last), freq="7D").as_unit("us")


def _whole(result: Result, weeks: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Keep the weeks between the first event's day and the horizon."""
    if not len(weeks):
        return weeks
    first = result.cases["first_event"].min().tz_convert(zone(result)).tz_localize(None).normalize()
    end = result.as_of.tz_convert(zone(result)).tz_localize(None)
    whole: pd.DatetimeIndex = weeks[(weeks >= first) & (weeks + WEEK <= end)]
    return whole


def _counts(result: Result) -> pd.DataFrame:
    """Count by week and rule, where there is anything to count."""
    seen = result.activations[["rule", "verdict", "case_id", "timestamp"]]
    keys = [monday(seen["timestamp"], zone(result)).dt.as_unit("us").rename("week"), seen["rule"]]
    flags = pd.DataFrame(
        {
            "judged": seen["verdict"].isin(JUDGED),
            "findings": seen["verdict"] == "violated",
            "pending": seen["verdict"] == "pending",
        }
    )
    counts = flags.astype(np.int64).groupby(keys).sum()
    open_case = seen["case_id"].where(flags["findings"])
    counts["cases"] = open_case.groupby(keys).nunique()
    return counts[COUNTS].astype(np.int64)
