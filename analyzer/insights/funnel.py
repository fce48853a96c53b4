"""How far cases come: how many reached each stage, went on, closed there, or are still there.

Counts stays that the log shows; it judges nothing. An open case is never counted as lost: it stands apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.insights.frames import typed
from analyzer.insights.source import Result
from analyzer.intervals import wilson

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

    ``now`` is the place of the stage that the case is in, ``how`` that of the last closing stage that it entered; -1
    where it is not known, not listed, or the case is open.
    """
    place = {stage.id: at for at, stage in enumerate(ordered)}
    open_stages = sum(not stage.closes for stage in ordered)
    case, ids = pd.factorize(stays["case_id"])
    at = stays["stage"].map(place).fillna(-1).to_numpy(np.int64)
    ends, rows = at >= open_stages, np.arange(len(at))
    table = pd.DataFrame({"case": case, "place": at, "furthest": np.where(ends, -1, at)})
    # The latest open stage from each stay on: the running maximum of the rows read backwards.
    table["furthest"] = table["furthest"][::-1].groupby(table["case"][::-1]).cummax()[::-1]
    seen_now = (stays["left"].isna() & (stays["seen_until"] == as_of)).to_numpy()
    now = pd.Series(np.where(seen_now & ~table["case"].duplicated(keep="last"), at, -1))
    table["now"] = now.groupby(table["case"]).transform("max")
    table["is_closed"] = cases["closed"].astype(bool).reindex(ids).to_numpy()[case]
    last_end = pd.Series(np.where(ends, rows, -1)).groupby(table["case"]).transform("max").to_numpy()
    table["how"] = np.where(table["is_closed"] & (last_end >= 0), at[last_end], -1)
    return table[at >= 0].drop_duplicates(["case", "place"])


def _row(stage: Stage, at: int, ways: pd.DataFrame, cohort: int, left_out: int, ordered: list[Stage]) -> list[object]:
    here = ways[ways["place"] == at]
    share = len(here) / cohort if cohort else np.nan
    if stage.closes:
        return [stage.id, True, cohort, len(here), 0, 0, 0, 0, 0, "", share, np.nan, np.nan, np.nan, left_out]
    on = (here["furthest"] > at).to_numpy()
    closed = ~on & here["is_closed"].to_numpy()
    still = ~on & ~closed & (here["now"] == at).to_numpy()
    counts = [int(one.sum()) for one in (on, closed, still, ~on & ~closed & ~still)]
    skipped = len(np.setdiff1d(ways.loc[ways["furthest"] > at, "case"], here["case"]))
    last = not any(not later.closes for later in ordered[at + 1 :])
    decided = 0 if last else counts[0] + counts[1]
    pass_through = counts[0] / decided if decided else np.nan
    shares = (share, pass_through, *wilson(counts[0] if decided else 0, decided))
    return [stage.id, False, cohort, len(here), *counts, skipped, _how(here["how"], closed, ordered), *shares, left_out]


def _how(how: pd.Series, closed: NDArray[np.bool_], ordered: list[Stage]) -> str:
    """Say how cases closed, in the definition's order."""
    counts = how[closed].value_counts()
    return ", ".join(f"{stage.id} {counts[at]}" for at, stage in enumerate(ordered) if at in counts)
