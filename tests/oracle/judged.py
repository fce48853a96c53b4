"""What a verb finds out about one event: whether it activates the rule, and how what it asks for can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.oracle.kleene import Truth, is_unknown, reasons_of
from tests.oracle.records import OracleEvent

KEPT, BROKEN, PASSED = "kept", "broken", "passed"


@dataclass(frozen=True, slots=True)
class Turn:
    """A point at which a rule may be kept or broken; if neither (`PASSED`), the next turn decides.

    Attributes
    ----------
    outcomes
        What it may come to.
    doubts
        For each two outcomes the reasons of the unknowns of which one alone, the others fixed, turns one into the
        other.
    broken
        What being broken comes to, excuses and repairs aside.
    missed
        From when a repair is counted; None for the event's own instant.
    """

    outcomes: frozenset[str]
    doubts: Mapping[frozenset[str], frozenset[str]] = field(default_factory=dict)
    broken: str = "violated"
    missed: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An event that may activate a rule.

    `turns` are taken in order; where all are passed it comes to `after_all`. `answers` may be named when the rule was
    kept, `late` when it was not.
    """

    event: OracleEvent
    active: Truth
    turns: tuple[Turn, ...]
    after_all: str = "pending"
    due: int | None = None
    answers: frozenset[str] = field(default=frozenset())
    late: frozenset[str] = field(default=frozenset())

    @property
    def surely_kept(self) -> bool:
        return bool(self.turns) and self.turns[0].outcomes == {KEPT}


def at_once(
    event: OracleEvent,
    active: Truth,
    kept: Truth,
    *,
    otherwise: str = "violated",
    due: int | None = None,
    missed: int | None = None,
    answers: frozenset[str] = frozenset(),
    late: frozenset[str] = frozenset(),
) -> Judged:
    """A rule that is kept or broken, with no later turn."""
    outcomes = {KEPT, BROKEN} if is_unknown(kept) else {KEPT if kept else BROKEN}
    turn = Turn(frozenset(outcomes), {frozenset((KEPT, BROKEN)): reasons_of(kept)}, otherwise, missed)
    return Judged(event, active, (turn,), due=due, answers=answers, late=late)
