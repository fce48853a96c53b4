"""One kind of problem, as the manual explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem.

    Attributes
    ----------
    code : str
        ``D1xx``: the definition cannot be used; ``D2xx``: it can, but look at it.
    title : str
        A few words for a table of contents.
    explanation : str
        What it means and what to do, in plain sentences.
    severity : {"error", "warning", "note"}
    wrong, mended : str
        For ``D2xx``: lines of a definition of which this is said, and lines of which it is not; see `BASE`.
    """

    code: str
    title: str
    explanation: str
    severity: str = "error"
    wrong: str = ""
    mended: str = ""
