"""How old the open cases are: a snapshot at the horizon."""

from __future__ import annotations

import pandas as pd

from analyzer.insights.source import Result, zone


def open_cases(result: Result) -> pd.DataFrame:
    """Every open case with its stage and its age at the horizon: a snapshot.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each case that no closing stage has ended, stages in the definition's order, others after them,
        sorted, unknown ones last, then by id; the order says nothing about what to do first.

        - ``case_id`` : str
        - ``stage`` : str, where the case is; empty where that is not known
        - ``opened``, ``last_event`` : instant, UTC, the first and the last event seen before the horizon
        - ``days_open``, ``days_quiet`` : float, elapsed days (of 24 hours, weekends included) from there to ``as_of``
        - ``older_than_log`` : bool, whether the case began before the log did: it is at least ``days_open`` old
        - ``as_of`` : instant, in the definition's zone, the horizon: the moment that the snapshot shows; the same in
          every row

        A case without events for long may be over without the log saying so: the age is a question, not a delay.
    """
    cases = result.cases[~result.cases["closed"].astype(bool)]
    place = {stage.id: at for at, stage in enumerate(result.definition.stages)}
    table = pd.DataFrame(
        {
            "case_id": cases["case_id"].astype("str"),
            "stage": cases["stage"].fillna("").astype("str"),
            "opened": cases["first_event"],
            "last_event": cases["last_event"],
            "days_open": _days(result.as_of - cases["first_event"]),
            "days_quiet": _days(result.as_of - cases["last_event"]),
            "older_than_log": cases["older_than_log"].astype(bool),
        }
    )
    moment = pd.Series(result.as_of, index=table.index, dtype=cases["first_event"].dtype)
    table["as_of"] = moment.dt.tz_convert(zone(result))
    order = table["stage"].map(place).fillna(len(place)).where(table["stage"] != "", len(place) + 1)
    table = table.assign(order=order).sort_values(["order", "stage", "case_id"], kind="stable")
    return table.drop(columns="order").reset_index(drop=True)


def _days(spans: pd.Series) -> pd.Series:
    days: pd.Series = spans.dt.total_seconds() / 86_400
    return days
