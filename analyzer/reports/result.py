"""What a report reads of an analysis.

A protocol, so that hand-made frames serve as well as a real result; nothing here computes anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

if TYPE_CHECKING:
    from analyzer.definitions.model import Definition
    from analyzer.events.log import EventLog


class Result(Protocol):
    """The part of an `Analysis` that reports read.

    Attributes
    ----------
    definition : Definition
    log : EventLog
    as_of : Timestamp
        The horizon, in UTC.
    summary : mapping
        The numbers of the whole, ready for JSON.
    notes : sequence of str
        What was not declared or assumed.
    activations, findings, cases, stays, waivers : DataFrame
        As `analyze` documents them.
    """

    @property
    def definition(self) -> Definition: ...  # noqa: D102
    @property
    def log(self) -> EventLog: ...  # noqa: D102
    @property
    def as_of(self) -> pd.Timestamp: ...  # noqa: D102
    @property
    def summary(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def activations(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def findings(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def cases(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def stays(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def waivers(self) -> pd.DataFrame: ...  # noqa: D102

    def case(self, case_id: str, /) -> Any:  # noqa: ANN401 - a CaseView, which charts draw
        """One case, for the chart of its timeline."""

    def events_of(self, case_ids: Sequence[str], /) -> pd.DataFrame:
        """Events of some cases without the protected ones, one row an event, sorted by case and time."""
