"""What an insight reads of an analysis, and the columns in which tables agree.

A protocol, so that hand-made frames serve as well as a real result; nothing here computes anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import pandas as pd

if TYPE_CHECKING:
    from analyzer.definitions.model import Definition
    from analyzer.events.log import EventLog

KEPT = ("satisfied",)
NOT_KEPT = ("violated", "settled")
LET_OFF = ("excused", "waived")
JUDGED = (*KEPT, *NOT_KEPT, *LET_OFF)
"""Verdicts of an activation of which the outcome is known: kept, not kept, or let off."""


class Result(Protocol):
    """The part of an `Analysis` that insights read.

    Attributes
    ----------
    definition : Definition
    log : EventLog
    as_of : Timestamp
        The horizon, in UTC.
    activations, findings, cases, stays : DataFrame
        As `analyze` documents them.
    """

    @property
    def definition(self) -> Definition: ...  # noqa: D102
    @property
    def log(self) -> EventLog: ...  # noqa: D102
    @property
    def as_of(self) -> pd.Timestamp: ...  # noqa: D102
    @property
    def activations(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def cases(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def stays(self) -> pd.DataFrame: ...  # noqa: D102


def rule_order(result: Result) -> list[str]:
    """Every rule in the definition's order, then any other that has activations, sorted."""
    known = [rule.id for rule in result.definition.rules]
    seen = sorted(set(result.activations["rule"].unique()) - set(known))
    return known + seen


def zone(result: Result) -> str:
    """The zone in which weeks and days are counted: the calendar's, else UTC."""
    calendar = result.definition.calendar
    return calendar.timezone if calendar else "UTC"


def role_names(definition: Definition) -> Mapping[str, str]:
    """Title of each role, as people read it."""
    return dict(definition.roles)
