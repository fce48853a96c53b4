"""What may stand in the page beside the analysis: a tile and a section for each, and nothing where there is nothing.

For what an analysis alone does not know: waivers and when they end, what changed since the last run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Addition:
    """A tile of the overview and the section that it leads to.

    Attributes
    ----------
    name : str
        Anchor of the section: small letters and hyphens, no other section's name.
    label, number, note : str
        The tile: what is counted, how many, and a few words below.
    title, about : str
        The section: the question that it answers, and what its numbers count.
    headings : tuple of str
        Of the section's table.
    rows : tuple of tuple of str
        Cells of the table, each row as long as `headings`; foreign text is escaped by the page.

    Examples
    --------
    >>> Addition("waivers", "Waivers ending", "2", "within 30 days", "Which waivers end soon?", "...", ("Rule",), ())
    ... # doctest: +ELLIPSIS
    Addition(name='waivers', ...)
    """

    name: str
    label: str
    number: str
    note: str
    title: str
    about: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"the name of a section is small letters and hyphens, not {self.name!r}")
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"every row of {self.name!r} has {len(self.headings)} cells, as its headings")
