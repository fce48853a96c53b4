"""What lint says of a definition, as a notebook shows it: a tuple of problems with a table of them."""

from __future__ import annotations

import pandas as pd

from analyzer.analysis.kinds import insist_on_definition
from analyzer.analysis.showing import frame_html
from analyzer.definitions import lint as problems_of
from analyzer.definitions.model import Definition
from analyzer.errors import Problem

COLUMNS = ("place", "code", "severity", "message", "help")


class Remarks(tuple[Problem, ...]):
    """The remarks on a definition, in the order of their places."""

    __slots__ = ()

    @property
    def frame(self) -> pd.DataFrame:
        """One row a remark: ``place`` (file:line:column), ``code``, ``severity``, ``message`` and ``help``."""
        rows = [(str(one.place), one.code, one.severity, one.message, one.help) for one in self]
        return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")

    def __str__(self) -> str:
        return "\n\n".join(one.render() for one in self) or "nothing to remark"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Show the remarks as a table in a notebook."""
        counts = pd.Series([one.severity for one in self], dtype="str").value_counts(sort=False)
        said = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in sorted(counts.items()))
        return f"<p><b>{said or 'nothing to remark'}</b></p>{frame_html(self.frame) if len(self) else ''}"


def lint(definition: Definition) -> Remarks:
    """Look for what a definition leaves open, contradicts or no longer needs.

    Parameters
    ----------
    definition : Definition

    Returns
    -------
    Remarks
        A tuple of problems ``D2xx``, each an error, a warning or a note, in the order of their places, with ``frame``.
    """
    insist_on_definition(definition, "lint")
    return Remarks(problems_of(definition))
