"""The findings in the few columns that one reads first; see `columns.LISTING`."""

from __future__ import annotations

import pandas as pd

from analyzer.analysis.columns import LISTING
from analyzer.analysis.showing import Reading


def listing(findings: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Take the columns that fit on a screen.

    Parameters
    ----------
    findings : DataFrame
        As `Analysis.findings`.
    zone : str
        In which instants are told.

    Returns
    -------
    DataFrame
        In the order of `findings`, with its index, so that rows can be found again; a notebook shows it to be read.
    """
    note = findings["excuse"].where(findings["excuse"] != "", findings["reasons"])
    columns = {
        "when": findings["timestamp"].dt.tz_convert(zone),
        "from": findings["sender_role"],
        "to": findings["recipient_roles"].str.replace(";", ", ", regex=False),
        "about": findings["topics"].str.replace(";", ", ", regex=False),
        "owner": findings["owner"].where(findings["owner"] != "", findings["owner_role"]),
        "note": note,
    }
    return Reading(findings.assign(**columns)[[column.name for column in LISTING]])
