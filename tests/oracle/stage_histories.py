"""Which stages a case may have gone through: every history that the log allows, one by one.

Stages of one instant have no order inside it. They are taken in a listed order where there is one (SEMANTICS section
3), else in any order; each order is a history of its own, and what all histories agree on is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from tests.oracle.records import OracleEvent

Listed = Mapping[str, frozenset[str]]
"""Stage -> the stages that may follow it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The case enters a stage. `order` is what stage-order says of it: first, kept, broken or (no order) open."""

    time: int
    stage: str
    order: str


History = tuple[Entry, ...]


def histories(events: Sequence[OracleEvent], listed: Listed) -> list[History]:
    """Every history that the stage events of a case allow, in no particular order and without repetition."""
    found: list[History] = [()]
    for time in sorted({event.time for event in events if event.stage is not None}):
        stages = sorted({event.stage for event in events if event.time == time and event.stage is not None})
        found = list(dict.fromkeys(longer for history in found for longer in _continued(history, time, stages, listed)))
    return found


def _continued(history: History, time: int, stages: list[str], listed: Listed) -> list[History]:
    longer = [_entered(history, time, order, listed) for order in permutations(stages)]
    if len(stages) == 1:
        return longer
    start = len(history)
    kept = [one for one in longer if all(entry.order != "broken" for entry in one[start:])]
    return kept or [(*history, *(_unordered(entry, history) for entry in one[start:])) for one in longer]


def _unordered(entry: Entry, before: History) -> Entry:
    """An entry at an instant that has no listed order: open, but a way back to the stage before is judged as it is."""
    returns = bool(before) and before[-1].stage == entry.stage
    return entry if returns or entry.order == "first" else Entry(entry.time, entry.stage, "open")


def _entered(history: History, time: int, order: Sequence[str], listed: Listed) -> History:
    for stage in order:
        if not history:
            history = (Entry(time, stage, "first"),)
        elif history[-1].stage != stage:
            kept = stage in listed.get(history[-1].stage, frozenset())
            history = (*history, Entry(time, stage, "kept" if kept else "broken"))
    return history


def stages_at(found: Sequence[History], time: int) -> frozenset[str | None]:
    """What the stage at an instant may be, after the stage events of the same instant; None stands for no stage yet."""
    return frozenset(
        next((entry.stage for entry in reversed(history) if entry.time <= time), None) for history in found
    )
