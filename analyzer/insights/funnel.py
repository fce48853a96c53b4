"""How far cases come: how many reached each stage, went on, closed there, or are still there.

Counts stays that the log shows; it judges nothing. An open case is never counted as lost: it stands apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.insights.frames import typed
from analyzer.insights.intervals import wilson
from analyzer.insights.source import Result

if TYPE_CHECKING:
    from analyzer.definitions.model import Stage

COLUMNS = {
    "stage": "str",
    "closes": "bool",
    "cohort": "int64",
    "reached": "int64",
    "went_on": "int64",
    "closed": "int64",
    "still": "int64",
    "elsewhere": "int64",
    "skipped": "int64",
    "closed_as": "str",
    "share_reached": "float64",
    "went_on_share": "float64",
    "low": "float64",
    "high": "float64",
    "left_out": "int64",
}


def stage_funnel(result: Result) -> pd.DataFrame:
    """How many cases reached each stage of the definition, and what became of them there: a cohort.

    The cohort is every case of which the log shows the beginning and a stage; each is followed until the horizon.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each stage of the definition, in its order; first those in which a case is open, then those that
        close it. A stage that no case was in is there with 0.

        - ``stage`` : str, ``closes`` : bool, whether it closes the case
        - ``cohort`` : int, cases counted; the same in every row
        - ``reached`` : int, cases that were ever in the stage
        - ``went_on``, ``closed``, ``still``, ``elsewhere`` : int, 0 where the stage closes, else they add up to
          ``reached``: those that were afterwards in an open stage that the definition lists later; of the others those
          that are closed, those that are open and in this stage, and those that are open and went back, are in a stage
          that the definition does not list, or of which the stage is not known
        - ``skipped`` : int, cases that were never in the stage but in an open stage listed later
        - ``closed_as`` : str, how the ``closed`` ones closed, with their numbers: "rejected 12, withdrawn 3"
        - ``share_reached`` : float, ``reached`` out of ``cohort``
        - ``went_on_share``, ``low``, ``high`` : float, ``went_on`` out of ``went_on + closed``, with Wilson's 95%
          interval: the pass-through of the cases of which the way is known. NaN where there are none, and in the last
          open stage, from which nothing goes on but by closing
        - ``left_out`` : int, cases older than the log, or without any stage: not in the cohort; the same in every row

    Notes
    -----
    "Later" means later in the definition's list, for stages may branch and lead back. A case may skip a stage, so a
    later stage may have more cases than an earlier one. A case that went on and came back counts as gone on. The
    pass-through of a young cohort leans towards whatever is decided sooner: read ``still`` with it.
    """
    stages = result.definition.stages
    ordered = [*(stage for stage in stages if not stage.closes), *(stage for stage in stages if stage.closes)]
    cases = result.cases.set_index("case_id")
    whole = cases.index[~cases["older_than_log"].astype(bool)]
    stays = result.stays[result.stays["case_id"].isin(whole)]
    cohort = int(stays["case_id"].nunique())
    ways = _ways(stays, ordered, cases, result.as_of)
    rows = [_row(stage, at, ways, cohort, len(cases) - cohort, ordered) for at, stage in enumerate(ordered)]
    return typed(rows, COLUMNS)


def _ways(stays: pd.DataFrame, ordered: list[Stage], cases: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row for each case and stage that it reached: its place, how far it came afterwards, and how it is now.

    ``now`` is the place of the stage that the case is in: -1 where that is not known or not listed. ``how`` is the last
    closing stage that it entered, empty for an open case.
    """
    place = {stage.id: at for at, stage in enumerate(ordered)}
    closing = {stage.id for stage in ordered if stage.closes}
    table = stays[["case_id", "stage"]].reset_index(drop=True)
    table["place"] = table["stage"].map(place).fillna(-1).astype(np.int64)
    closes = table["stage"].isin(closing)
    # The latest open stage from each stay on: the running maximum of the rows read backwards.
    table["furthest"] = table["place"].where(~closes, -1)[::-1].groupby(table["case_id"][::-1]).cummax()[::-1]
    seen_now = stays["left"].isna() & (stays["seen_until"] == as_of)
    last = seen_now.to_numpy() & ~table["case_id"].duplicated(keep="last").to_numpy()
    table["now"] = table["place"].where(last, -1).groupby(table["case_id"]).transform("max")
    closed = cases["closed"].astype(bool).reindex(table["case_id"]).to_numpy()
    how = table["stage"].where(closes).groupby(table["case_id"]).transform("last")
    table["how"] = how.fillna("").where(closed, "")
    table["is_closed"] = closed
    return table[table["place"] >= 0].drop_duplicates(["case_id", "place"])


def _row(stage: Stage, at: int, ways: pd.DataFrame, cohort: int, left_out: int, ordered: list[Stage]) -> list[object]:
    here = ways[ways["place"] == at]
    share = len(here) / cohort if cohort else np.nan
    if stage.closes:
        return [stage.id, True, cohort, len(here), 0, 0, 0, 0, 0, "", share, np.nan, np.nan, np.nan, left_out]
    on = (here["furthest"] > at).to_numpy()
    closed = ~on & here["is_closed"].to_numpy()
    still = ~on & ~closed & (here["now"] == at).to_numpy()
    counts = [int(one.sum()) for one in (on, closed, still, ~on & ~closed & ~still)]
    beyond = ways.loc[ways["furthest"] > at, "case_id"].unique()
    skipped = len(np.setdiff1d(beyond.astype(object), here["case_id"].to_numpy(object)))
    last = not any(not later.closes for later in ordered[at + 1 :])
    decided = 0 if last else counts[0] + counts[1]
    pass_through = counts[0] / decided if decided else np.nan
    shares = (share, pass_through, *wilson(counts[0] if decided else 0, decided))
    return [stage.id, False, cohort, len(here), *counts, skipped, _how(here["how"], closed, ordered), *shares, left_out]


def _how(how: pd.Series, closed: NDArray[np.bool_], ordered: list[Stage]) -> str:
    """Say how cases closed, in the definition's order."""
    counts = how[closed].value_counts()
    return ", ".join(f"{stage.id} {counts[stage.id]}" for stage in ordered if stage.id in counts)
