"""How long people wait for an answer, on the clock of the rule that promises one.

Answers that have not come yet are not left out: the wait so far counts as "at least that long" (censored).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.calendars import DAY, ClockKind, Clocks, Duration
from analyzer.insights.frames import typed
from analyzer.insights.intervals import WaitingCurve, kaplan_meier
from analyzer.insights.obligations import DUTY, duty_rules
from analyzer.insights.source import Result

if TYPE_CHECKING:
    from analyzer.definitions.model import Rule

HOUR = 3_600_000_000
UNITS = {
    ClockKind.ELAPSED: ("hours", HOUR),
    ClockKind.BUSINESS_HOURS: ("business hours", HOUR),
    ClockKind.BUSINESS_DAYS: ("business days", DAY),
}
WAIT_COLUMNS = {
    "rule": "str",
    "title": "str",
    "owner_role": "str",
    "unit": "str",
    "waited": "float64",
    "share_waiting": "float64",
    "low": "float64",
    "high": "float64",
    "at_risk": "int64",
    "answered": "int64",
    "censored": "int64",
    "limit": "float64",
    "promised": "str",
}
MEDIAN_COLUMNS = {
    "rule": "str",
    "title": "str",
    "owner_role": "str",
    "unit": "str",
    "waits": "int64",
    "answered": "int64",
    "censored": "int64",
    "median": "float64",
    "low": "float64",
    "high": "float64",
    "quarter": "float64",
    "three_quarters": "float64",
    "limit": "float64",
    "promised": "str",
    "share_past_limit": "float64",
}


def response_times(result: Result) -> pd.DataFrame:
    """Share of questions still waiting for an answer, as time passes: one Kaplan-Meier curve a duty and owing role.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        Rules in the definition's order, roles sorted, waits ascending; each curve begins with a row at 0.

        - ``rule``, ``title``, ``owner_role`` : str
        - ``unit`` : str, ``hours``, ``business hours`` or ``business days``: the rule's clock
        - ``waited`` : float, in that unit
        - ``share_waiting``, ``low``, ``high`` : float, share that waits longer, with its pointwise 95% interval
        - ``at_risk``, ``answered``, ``censored`` : int, at that wait
        - ``limit`` : float, the promised time in that unit, and ``promised`` : str, as the definition writes it

        Every duty counts, also an excused one: somebody waited. A wait without an answer is censored at `as_of`, or at
        the case's closing where the close cancelled the duty. Undecided ones are left out: an answer may have been
        given where the log does not look.
    """
    tables = [_rows(rule, role, curve) for rule, role, curve in _curves(result)]
    return pd.concat(tables, ignore_index=True).astype(WAIT_COLUMNS) if tables else typed([], WAIT_COLUMNS)


def median_waits(result: Result) -> pd.DataFrame:
    """Quartiles of the waits of every duty and owing role, with the median's 95% interval, beside the promised time.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        Rows in the order of `response_times`.

        - ``rule``, ``title``, ``owner_role``, ``unit`` : str
        - ``waits``, ``answered``, ``censored`` : int, ``waits = answered + censored``
        - ``median``, ``low``, ``high`` : float, in ``unit``, after Brookmeyer and Crowley with the log-log interval;
          NaN where the curve, or its limit, never comes down to one half: fewer than half were answered
        - ``quarter``, ``three_quarters`` : float, in ``unit``, by which 25 and 75 % were answered; NaN likewise
        - ``limit`` : float, ``promised`` : str, the promised time
        - ``share_past_limit`` : float, estimated share that waits longer than promised; NaN where nobody was seen to
          wait that long

    References
    ----------
    R. Brookmeyer and J. Crowley (1982), A confidence interval for the median survival time, Biometrics 38, 29-41.
    """
    rows = []
    for rule, role, curve in _curves(result):
        unit, limit, promised = _promise(rule)
        median, low, high = curve.median()
        answered, censored = int(curve.answered.sum()), int(curve.censored.sum())
        counts, quarters = (answered + censored, answered, censored), (curve.reached(0.25), curve.reached(0.75))
        times = (median, low, high, *quarters, limit, promised, curve.share_after(limit))
        rows.append([rule.id, rule.title, role, unit, *counts, *times])
    return typed(rows, MEDIAN_COLUMNS)


def _curves(result: Result) -> Iterator[tuple[Rule, str, WaitingCurve]]:
    seen = result.activations
    seen = seen[(seen["verb"] == DUTY) & (seen["verdict"] != "undecided")]
    if seen.empty:
        return
    until = _until(result, seen)
    answered = seen["answered_at"].notna() & (seen["answered_at"] <= until)
    asked_at, seen_until = microseconds(seen["timestamp"]), microseconds(until)
    clocks = Clocks(result.definition.calendar, int(asked_at.min()), int(seen_until.max()))
    for rule_id in duty_rules(result):
        rule = result.definition.rule(rule_id)
        unit = UNITS[_window(rule).clock][1]
        for role in sorted(seen.loc[seen["rule"] == rule_id, "owner_role"].unique()):
            of = ((seen["rule"] == rule_id) & (seen["owner_role"] == role)).to_numpy()
            readings = [clocks.read(_window(rule).clock, instants[of]) for instants in (asked_at, seen_until)]
            yield rule, role, kaplan_meier((readings[1] - readings[0]) / unit, answered.to_numpy()[of])


def _until(result: Result, seen: pd.DataFrame) -> pd.Series:
    """Give the instant at which each wait ended, or was last seen."""
    closed = result.cases.set_index("case_id")["closed_at"]
    closing = seen["case_id"].map(closed).where(seen["verdict"] == "cancelled")
    return seen["answered_at"].where(seen["verdict"] != "cancelled").fillna(closing).fillna(result.as_of)


def _window(rule: Rule) -> Duration:
    window = getattr(rule.verb, "within", None)
    if not isinstance(window, Duration):
        raise TypeError(f"rule {rule.id} promises no answer within a time")
    return window


def _promise(rule: Rule) -> tuple[str, float, str]:
    """Give the unit of a duty's clock, its limit in that unit, and the limit as written."""
    window = _window(rule)
    unit, size = UNITS[window.clock]
    return unit, window.amount / size, window.text


def _rows(rule: Rule, role: str, curve: WaitingCurve) -> pd.DataFrame:
    unit, limit, promised = _promise(rule)
    table = pd.DataFrame(
        {
            "waited": curve.waited,
            "share_waiting": curve.share_waiting,
            "low": curve.low,
            "high": curve.high,
            "at_risk": curve.at_risk,
            "answered": curve.answered,
            "censored": curve.censored,
        }
    )
    return table.assign(rule=rule.id, title=rule.title, owner_role=role, unit=unit, limit=limit, promised=promised)[
        list(WAIT_COLUMNS)
    ]


def microseconds(instants: pd.Series) -> NDArray[np.int64]:
    """Instants as UTC microseconds since 1970, as clocks read them."""
    naive: NDArray[np.datetime64] = instants.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    return naive.astype(np.int64)
