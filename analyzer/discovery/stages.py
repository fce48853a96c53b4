"""The stages that a log shows: which follow which, how long cases stay, where cases end, and the stage at each event.

Counts only. Stages named at one instant have no order of their own; without a definition nothing says which came
first, so that such an instant counts as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.calendars import DAY, ClockKind, Clocks
from analyzer.discovery.counting import Ints, shares, tally, tally_cases
from analyzer.discovery.thresholds import ENOUGH, Thresholds
from analyzer.events.log import EventLog
from analyzer.insights import kaplan_meier

UNTOLD = -1


@dataclass(frozen=True, slots=True)
class History:
    """The stages of every case, as runs: one row a stay.

    Attributes
    ----------
    names : tuple of str
        Stages, sorted; codes are positions in it.
    at_event : array of int64, shape (n,)
        The case's stage at each event, after the stages named at the same instant; `UNTOLD` where nothing tells.
    case, stage, begins : arrays of int64, shape (r,)
        Of each run: its case, its stage (`UNTOLD` after an instant with several) and its first instant.
    goes_on : array of bool, shape (r,)
        Whether another run of the case follows.
    mixed : int
        Instants that name several stages.
    """

    names: tuple[str, ...]
    at_event: Ints
    case: Ints
    stage: Ints
    begins: Ints
    goes_on: NDArray[np.bool_]
    mixed: int

    @property
    def begins_case(self) -> NDArray[np.bool_]:
        """Whether each run is the first of its case."""
        begins: NDArray[np.bool_] = np.diff(self.case, prepend=-1) != 0
        return begins


def read_history(log: EventLog) -> History:
    """Read the stages of a log, in columns."""
    names = tuple(sorted({kind.stage for kind in log.kinds if kind.stage}))
    code = {name: place for place, name in enumerate(names)}
    of_kind = np.array([code.get(kind.stage or "", UNTOLD) for kind in log.kinds], dtype=np.int64)
    cell = of_kind[log.kind] if len(log) else np.zeros(0, dtype=np.int64)
    instant = first_of_instant(log)
    naming = np.flatnonzero(cell != UNTOLD)
    starts = np.flatnonzero(np.diff(instant[naming], prepend=-1))
    at, stage = instant[naming][starts], np.zeros(0, dtype=np.int64)
    if len(starts):
        least, most = np.minimum.reduceat(cell[naming], starts), np.maximum.reduceat(cell[naming], starts)
        stage = np.where(least == most, least, UNTOLD)
    case = log.case[at].astype(np.int64)
    fresh = (np.diff(case, prepend=-1) != 0) | (np.diff(stage, prepend=UNTOLD - 1) != 0)
    run_case = case[fresh]
    return History(
        names=names,
        at_event=_at_events(log, at, case, stage),
        case=run_case,
        stage=stage[fresh],
        begins=log.time[at[fresh]],
        goes_on=np.append(run_case[1:] == run_case[:-1], False)[: len(run_case)],
        mixed=int((stage == UNTOLD).sum()),
    )


def first_of_instant(log: EventLog) -> Ints:
    """The first event of each event's instant in its case."""
    fresh = np.ones(len(log), dtype=np.bool_)
    fresh[1:] = (log.case[1:] != log.case[:-1]) | (log.time[1:] != log.time[:-1])
    first: Ints = np.maximum.accumulate(np.where(fresh, np.arange(len(log)), 0))
    return first


def _at_events(log: EventLog, at: Ints, case: Ints, stage: Ints) -> Ints:
    if not len(at):
        return np.full(len(log), UNTOLD, dtype=np.int64)
    marked = np.zeros(len(log), dtype=np.int64)
    marked[at] = 1
    latest = np.cumsum(marked) - 1  # the last instant with a stage, perhaps of another case
    return np.where((latest >= 0) & (case[latest] == log.case), stage[latest], UNTOLD)


# ---------------------------------------------------------------- tables


def stage_table(log: EventLog, history: History, clocks: Clocks, as_of: int, least: Thresholds) -> pd.DataFrame:
    """Count stages; columns as `analyzer.discovery.columns` tells, in the order of a case's usual way."""
    size = len(history.names)
    told = history.stage != UNTOLD
    stage, case = history.stage[told], history.case[told].astype(np.int32)
    entries, left = tally(stage, size), tally(stage[history.goes_on[told]], size)
    begins = tally(stage[history.begins_case[told]], size)
    is_message = np.array([kind.activity == "message" for kind in log.kinds], dtype=np.bool_)[log.kind]
    inside = history.at_event[is_message & (history.at_event != UNTOLD)]
    median, most = _stays(history, clocks, as_of)
    table = pd.DataFrame(
        {
            "stage": pd.Series(history.names, dtype="str"),
            "entries": entries,
            "cases": tally_cases(stage, case, size),
            "begins": begins,
            "left": left,
            "ends": entries - left,
            "messages": tally(inside, size),
            "closes": (entries > 0) & (left <= entries * least.share) & (left < np.maximum(entries, 1)),
            "median_stay": median,
            "stay_90": most,
        }
    )
    # The usual place of each stage in its case: how many stays came before it.
    place = np.arange(len(history.case)) - np.maximum.accumulate(
        np.where(history.begins_case, np.arange(len(history.case)), 0)
    )
    mean = shares(np.bincount(stage, weights=place[told], minlength=size).astype(np.int64), entries)
    # Most cases may begin and end with one stage; what closes a case is still not where the ways begin.
    first = -1 if not size else int(np.lexsort((np.arange(size), -begins, table["closes"]))[0])
    order = np.lexsort((np.arange(size), np.nan_to_num(mean, nan=np.inf), table["closes"], np.arange(size) != first))
    return table.iloc[order].reset_index(drop=True)


def _stays(history: History, clocks: Clocks, as_of: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median and 90% point of the stays in each stage, in business days; the last stay of a case is censored."""
    reading = clocks.read(ClockKind.BUSINESS_DAYS, history.begins)
    now = clocks.read(ClockKind.BUSINESS_DAYS, np.array([as_of], dtype=np.int64))[0]
    ends = np.where(history.goes_on, np.append(reading[1:], now)[: len(reading)], now)
    stayed = np.maximum(ends - reading, 0) / DAY
    points = np.full((2, len(history.names)), np.nan)
    for stage in range(len(history.names)):
        of = history.stage == stage
        if history.goes_on[of].any():
            curve = kaplan_meier(stayed[of], history.goes_on[of])
            points[:, stage] = curve.reached(0.5), curve.reached(ENOUGH)
    return points[0], points[1]


def transition_table(history: History, stages: pd.DataFrame, least: Thresholds) -> pd.DataFrame:
    """Count the changes from stage to stage, in the order of `stages`; `proposed` where they reach the thresholds."""
    size = max(len(history.names), 1)
    at = np.flatnonzero(history.goes_on)
    at = at[(history.stage[at] != UNTOLD) & (history.stage[at + 1] != UNTOLD)] if len(at) else at
    pair = history.stage[at] * size + history.stage[at + 1]
    different, code = np.unique(pair, return_inverse=True)
    changes = tally(code.astype(np.int64), len(different))
    source, target = different // size, different % size
    out = tally(history.stage[at], size)
    names = np.array(history.names or [""], dtype=object)
    table = pd.DataFrame(
        {
            "from_stage": pd.Series(names[source], dtype="str"),
            "to_stage": pd.Series(names[target], dtype="str"),
            "changes": changes,
            "cases": tally_cases(code.astype(np.int64), history.case[at].astype(np.int32), len(different)),
            "share": shares(changes, out[source]),
        }
    )
    closing = set(stages.loc[stages["closes"], "stage"])
    enough = (table["cases"] >= least.cases) & (table["share"] >= least.share)
    table["proposed"] = (enough & ~table["from_stage"].isin(closing)).astype(np.bool_)
    place = {name: number for number, name in enumerate(stages["stage"])}
    order = np.lexsort((table["to_stage"].map(place), -table["changes"], table["from_stage"].map(place)))
    return table.iloc[order].reset_index(drop=True)


def open_events(log: EventLog, history: History, closing: set[str]) -> NDArray[np.bool_]:
    """Tell for each event whether its case was still open: no stage of `closing` was entered up to that instant."""
    never = np.iinfo(np.int64).max
    closed_at = np.full(len(log.case_ids), never, dtype=np.int64)
    codes = [code for code, name in enumerate(history.names) if name in closing]
    ends = np.isin(history.stage, codes)
    np.minimum.at(closed_at, history.case[ends], history.begins[ends])
    return log.time < closed_at[log.case]
