"""Readings: how a test that the log cannot answer is taken.

Unknowns are three-valued (SEMANTICS section 2). Instead of carrying three values through every rule, a rule is
evaluated in plain two-valued logic under a *reading*: each reason for not knowing is taken either as favourable (the
way that makes a finding less likely) or as unfavourable. Every place that asks a test says which answer it `wanted`
(the favourable one there). Where the most and the least favourable reading agree, the verdict is certain. Since every
occurrence moves one way, nothing between the two extremes can differ from both: this is Kleene's logic by its bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import UsageError
from analyzer.findings import Reason

FALSE, TRUE, UNKNOWN = np.int8(0), np.int8(1), np.int8(2)

Truth = NDArray[np.int8]
"""An array of FALSE, TRUE and UNKNOWN."""

REASONS: tuple[Reason, ...] = tuple(Reason)
"""The order in which reasons are numbered (as bits) and printed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which reasons are taken as favourable; the others as unfavourable."""

    favourable: frozenset[Reason]

    def settle(self, truth: Truth, reason: Reason, *, wanted: bool) -> NDArray[np.bool_]:
        """Decide every unknown of an array.

        Parameters
        ----------
        truth : array of int8
            FALSE, TRUE or UNKNOWN; any shape.
        reason : Reason
            Why the unknown ones are unknown.
        wanted : bool
            The answer that would be favourable here.
        """
        result: NDArray[np.bool_] = (truth != FALSE) if self.unknown_as(reason, wanted=wanted) else (truth == TRUE)
        return result

    def unknown_as(self, reason: Reason, *, wanted: bool) -> bool:
        """The answer that an unknown for this reason gives here."""
        return wanted == (reason in self.favourable)


BEST = Reading(frozenset(Reason))
WORST = Reading(frozenset())


def all_readings(reasons: Iterable[Reason]) -> list[Reading]:
    """Every way to take the given reasons; all other reasons are taken as unfavourable.

    Examples
    --------
    >>> [sorted(reading.favourable) for reading in all_readings([Reason.STAGE])]
    [[], [<Reason.STAGE: 'stage-unknown'>]]
    """
    some = sorted(reasons, key=REASONS.index)
    return [Reading(frozenset(chosen)) for size in range(len(some) + 1) for chosen in combinations(some, size)]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a run settles openly because its log cannot tell (SEMANTICS section 2, `assume`).

    Attributes
    ----------
    no_thread_excuse : bool
        `thread_started_by: none`: an unknown starter is none of the roles.
    any_stage : bool
        `stage: any`: a test of an unknown stage holds.
    other_topic : bool
        `topic: other`: an event without topics is about none of those that a test names.
    """

    no_thread_excuse: bool = False
    any_stage: bool = False
    other_topic: bool = False
    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, written: Mapping[str, str] | None) -> Assumptions:
        """Read `{"stage": "any", ...}`.

        Raises
        ------
        UsageError
            A key or value that is not one of the three.
        """
        written = dict(written or {})
        for key, value in written.items():
            if ASSUMABLE.get(key) != value:
                allowed = ", ".join(f"{name}={only}" for name, only in ASSUMABLE.items())
                raise UsageError(f"cannot assume {key}={value}; what can be assumed: {allowed}")
        return cls("thread_started_by" in written, "stage" in written, "topic" in written, written)


ASSUMABLE: Mapping[str, str] = {"thread_started_by": "none", "stage": "any", "topic": "other"}
