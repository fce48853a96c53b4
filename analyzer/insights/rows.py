"""Rows of the input that were set aside: which and why, without what stands in them."""

from __future__ import annotations

import pandas as pd

from analyzer.events.codes import CODES
from analyzer.insights.source import Result

COLUMNS = ["file", "row", "code", "column", "reason", "way_out"]


def rows_set_aside(result: Result) -> pd.DataFrame:
    """Rows that could not be read as events, one by one.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        Sorted by file and row; equal rows are listed once.

        - ``file`` : str, as it was given
        - ``row`` : int, 1 is the line of headings (for JSON Lines the first line, for data frames the first row)
        - ``code`` : str, as in the manual's list of codes
        - ``column`` : str, the heading of the cell at fault; empty where it is no single one's
        - ``reason`` : str, and ``way_out`` : str, what can be done about it

        What stands in the row is left out, for it may be about anybody; `log.quality.quarantined` has it.
    """
    listed = result.log.quality.quarantined.select(["file", "row", "code", "column"]).to_pandas()
    table = listed.astype({"file": "str", "row": "int64", "code": "str", "column": "str"})
    table["reason"] = table["code"].map({code: told.title for code, told in CODES.items()}).astype("str")
    table["way_out"] = table["code"].map({code: told.help for code, told in CODES.items()}).astype("str")
    told: pd.DataFrame = table[COLUMNS]
    return told
