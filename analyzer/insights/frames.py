"""Frames of documented columns, also where there is nothing to put into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


def typed(rows: Sequence[Sequence[object]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Make a frame of rows under documented types.

    Parameters
    ----------
    rows : sequence of sequences
        Cells in the order of `columns`; none gives an empty frame that has all columns.
    columns : mapping of str to str
        Type of each column.
    """
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return pd.DataFrame([list(row) for row in rows], columns=list(columns)).astype(dict(columns))
