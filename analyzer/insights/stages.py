"""How long cases stay in each stage, beside the time that the definition allows.

A case that is still in a stage is not left out: its stay so far counts as "at least that long" (censored).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.calendars import DAY, ClockKind, Clocks, Duration
from analyzer.insights.frames import typed
from analyzer.insights.intervals import kaplan_meier
from analyzer.insights.source import Result
from analyzer.insights.waits import UNITS as UNITS_OF_WAITS, microseconds

UNITS = UNITS_OF_WAITS | {ClockKind.ELAPSED: ("days", DAY)}
COLUMNS = {
    "stage": "str",
    "cases": "int64",
    "stays": "int64",
    "still": "int64",
    "entry_unseen": "int64",
    "unit": "str",
    "median": "float64",
    "low": "float64",
    "high": "float64",
    "quarter": "float64",
    "three_quarters": "float64",
    "ninety": "float64",
    "limit": "float64",
    "promised": "str",
    "over": "int64",
    "share_over": "float64",
}


def stage_times(result: Result) -> pd.DataFrame:
    """How long cases stay in each stage: quartiles and 90 %, the allowed time, and the share that stays longer.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each stage that does not close the case, in the definition's order, others that the log has after
        them, sorted; a stage that no case was in is there with 0.

        - ``stage`` : str
        - ``cases``, ``stays`` : int, cases that were in it, and how often (a case may come back)
        - ``still`` : int, stays that go on at the horizon
        - ``entry_unseen`` : int, stays of which the log does not show the beginning; they are in no time below
        - ``unit`` : str, ``days``, ``business hours`` or ``business days``: the clock of the stage's limit; of a stage
          without one the clock that the definition's first limit of a stage is counted in, else days
        - ``median``, ``low``, ``high`` : float, in ``unit``, with the 95% interval of `WaitingCurve.median`;
          ``quarter``, ``three_quarters``, ``ninety`` : float, after which 25, 75 and 90 % have gone on. NaN where the
          curve does not come down so far: too many stays go on
        - ``limit`` : float, ``promised`` : str, the allowed time; NaN and empty where there is none
        - ``over`` : int, stays seen to last longer than allowed, also those that go on; excused ones too
        - ``share_over`` : float, estimated share that stays longer than allowed; NaN without a limit, or where no stay
          was seen that long

    References
    ----------
    E. L. Kaplan and P. Meier (1958), JASA 53, 457-481: stays that go on at the horizon, and those of which the stage
    became unknown, are censored there.
    """
    stays, stages = result.stays, result.definition.stages
    limits = {stage.id: stage.at_most for stage in stages}
    usual = next((limit.clock for limit in limits.values() if limit is not None), ClockKind.ELAPSED)
    closing = {stage.id for stage in stages if stage.closes}
    names = [*limits, *sorted(set(stays["stage"]) - set(limits))]
    lengths = _Lengths(result)
    rows = [_row(name, limits.get(name), usual, stays[stays["stage"] == name], lengths) for name in names]
    kept = [row for row in rows if row[0] not in closing]
    return typed(kept, COLUMNS)


def _row(name: str, limit: Duration | None, usual: ClockKind, stays: pd.DataFrame, lengths: _Lengths) -> list[object]:
    """Count the stays in one stage."""
    clock = usual if limit is None else limit.clock
    unit, size = UNITS[clock]
    timed = stays[stays["entry_seen"].astype(bool)]
    lasted, ended = lengths.of(timed, clock) / size, timed["left"].notna()
    curve = kaplan_meier(lasted, ended)
    allowed = np.nan if limit is None else limit.amount / size
    still = stays["left"].isna() & (stays["seen_until"] == lengths.as_of)
    counts = [stays["case_id"].nunique(), len(stays), int(still.sum()), len(stays) - len(timed)]
    times = [*curve.median(), *(curve.reached(share) for share in (0.25, 0.75, 0.9)), allowed]
    over = 0 if limit is None else int((lengths.of(stays, clock) > limit.amount).sum())
    share = np.nan if limit is None else curve.share_after(allowed)
    return [name, *counts, unit, *times, "" if limit is None else limit.text, over, share]


class _Lengths:
    """Measures stays, on clocks compiled once for all of them."""

    def __init__(self, result: Result) -> None:
        self.as_of = result.as_of
        (horizon,) = microseconds(pd.Series([result.as_of]))
        begin = microseconds(result.stays["entered"]).min(initial=horizon)
        self._clocks = Clocks(result.definition.calendar, int(begin), int(horizon))

    def of(self, stays: pd.DataFrame, clock: ClockKind) -> NDArray[np.int64]:
        """How long each lasted, or has been seen to last, in the clock's microseconds."""
        begin, end = (self._clocks.read(clock, microseconds(stays[name])) for name in ("entered", "seen_until"))
        lasted: NDArray[np.int64] = end - begin
        return lasted
