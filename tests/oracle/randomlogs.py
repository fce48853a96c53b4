"""Small adversarial logs, from a seed: many ties, deadlines to the microsecond, and everything that may be unknown.

`random_run(seed)` gives a definition (see `randomdefinitions`), the events of some cases, and the options of a run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analyzer.calendars import Calendar, Duration
from analyzer.definitions.model import Definition
from tests.oracle.randomdefinitions import (
    ACTIVITIES,
    CHANNELS,
    KEY_COLUMN,
    PROTECTED,
    ROLES,
    STAGES,
    STRANGER,
    TOPICS,
    random_definition,
    windows_of,
)
from tests.oracle.records import UNKNOWN, CoverLine, OracleEvent
from tests.oracle.slow_clock import SlowClock, instant

HOUR = 3_600_000_000
BASES = (
    instant(2026, 3, 5, 14),  # a Thursday; clocks go forward on the Sunday in New York
    instant(2026, 3, 27, 8),  # a Friday; clocks go forward on the Sunday in Berlin
    instant(2026, 10, 30, 13),  # a Friday; clocks go back on the Sunday in New York
    instant(2026, 7, 2, 20),  # the eve of a holiday
    instant(2026, 12, 31, 21),
    instant(2026, 5, 13, 9),
)
COLUMN, CELLS = "needs_reply", ("yes", "no")
KEYS = ("k1", "k1", "k2")
PERSONS = ("p1", "p1", "p2", "p3")


@dataclass(frozen=True, slots=True)
class Habits:
    """How often things are missing or odd in one log; all are shares of events, but the last."""

    no_topic: float
    no_role: float
    no_thread: float
    protected: float
    copied: float
    no_person: float
    no_key: float
    has_reply_column: bool
    candidate: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what the engine and the oracle are both given."""

    seed: int
    definition: Definition
    events: tuple[OracleEvent, ...]
    as_of: int
    assume: dict[str, str] = field(default_factory=dict)
    opened_at: dict[str, int] = field(default_factory=dict)
    complete_from: int | None = None
    coverage: tuple[CoverLine, ...] | None = None
    widths: dict[str, int] = field(default_factory=dict)

    def changed(self, **changes: Any) -> Run:
        return replace(self, **changes)


def random_run(seed: int, *, cases: int = 30) -> Run:
    """A definition, a log and the options of a run; the same seed gives the same run."""
    rng = random.Random(seed)
    definition = random_definition(rng)
    clock = clock_of(definition.calendar)
    instants = random_instants(rng, clock, windows_of(definition))
    habits = random_habits(rng)
    whose = random_candidates(rng, cases)
    events = [
        event
        for number, candidate in enumerate(whose)
        for event in random_case(rng, f"case-{number:03}", instants, replace(habits, candidate=candidate))
    ]
    as_of = rng.choice([instants[-1] + 1, instants[-1] + 1, instants[-1] + 40 * HOUR, rng.choice(instants[2:])])
    assume = {
        name: value
        for name, value in (("thread_started_by", "none"), ("stage", "any"), ("topic", "other"))
        if rng.random() < 0.06
    }
    opened_at, complete_from = random_openings(rng, events, instants)
    return Run(seed, definition, tuple(events), as_of, assume, opened_at, complete_from)


_CLOCKS: dict[Calendar | None, SlowClock] = {}


def clock_of(calendar: Calendar | None) -> SlowClock:
    """The slow clock of a calendar, made once."""
    if calendar not in _CLOCKS:
        _CLOCKS[calendar] = SlowClock(calendar, 2026, 2027)
    return _CLOCKS[calendar]


def random_instants(rng: random.Random, clock: SlowClock, windows: Sequence[Duration]) -> list[int]:
    """Few instants, most of them just at, or one microsecond beside, the end of a window that began at another."""
    instants = [rng.choice(BASES) + rng.choice((0, HOUR // 2, 3 * HOUR, 11 * HOUR))]
    while len(instants) < rng.choice((6, 8, 10)):
        start = rng.choice(instants)
        if windows and rng.random() < 0.7:
            near = clock.deadline(start, rng.choice(windows))
            instants.append(near + rng.choice((-1, 0, 0, 1, rng.randrange(HOUR))))
        else:
            instants.append(start + rng.choice((1, HOUR, 5 * HOUR, 24 * HOUR, 65 * HOUR, rng.randrange(30 * HOUR))))
    return sorted(set(instants))


def random_habits(rng: random.Random) -> Habits:
    clean = rng.random() < 0.3
    return Habits(
        no_topic=0.0 if clean else rng.choice((0.0, 0.1, 0.3)),
        no_role=0.0 if clean else rng.choice((0.0, 0.08, 0.2)),
        no_thread=rng.choice((0.1, 0.3, 1.0)),
        protected=rng.choice((0.0, 0.05, 0.15)),
        copied=rng.choice((0.1, 0.4)),
        no_person=0.0 if clean else rng.choice((0.0, 0.1, 0.3)),
        no_key=0.0 if clean else rng.choice((0.0, 0.15, 0.4)),
        has_reply_column=rng.random() < 0.7,
    )


def random_candidates(rng: random.Random, cases: int) -> list[str | None]:
    """Whose each case is: one candidate has one to three cases, not always next to each other; some cases name none."""
    candidates: list[str | None] = []
    while len(candidates) < cases:
        candidates += [f"cand-{len(candidates):03}"] * rng.choice((1, 1, 2, 2, 3))
    rng.shuffle(candidates)
    return [None if rng.random() < 0.05 else candidate for candidate in candidates[:cases]]


def random_openings(
    rng: random.Random, events: Sequence[OracleEvent], instants: Sequence[int]
) -> tuple[dict[str, int], int | None]:
    if rng.random() < 0.7:
        return {}, None
    cases = sorted({event.case_id for event in events})
    return {case: instants[0] - rng.randrange(3) for case in cases if rng.random() < 0.8}, instants[0] - 1


# ---------------------------------------------------------------- cases and events


def random_case(rng: random.Random, case_id: str, instants: Sequence[int], habits: Habits) -> list[OracleEvent]:
    """Some events of one case; event ids are given out at random, so that they do not follow the times."""
    count = rng.choice((1, 3, 5, 6, 7, 8, 9, 10))
    times = [rng.choice(instants) for _ in range(count)]
    if rng.random() < 0.3 and count > 2:
        times[1:3] = [times[0], times[0]]
    numbers = rng.sample(range(100), count)
    events = [
        random_event(rng, f"{case_id}-{number:02}", case_id, time, habits)
        for number, time in zip(numbers, times, strict=True)
    ]
    if rng.random() < 0.6:
        first = min(events, key=OracleEvent.sort_key)
        stage = rng.choice(("applied", "applied", "applied", "screening"))
        events.append(
            OracleEvent(f"{case_id}-aa", case_id, first.time, "stage", stage=stage, has_reply=first.has_reply)
        )
    return [with_names(rng, event, habits) for event in events]


def with_names(rng: random.Random, event: OracleEvent, habits: Habits) -> OracleEvent:
    """The event with a person, a key and a candidate, where they are not missing."""
    keyed = () if rng.random() < habits.no_key else ((KEY_COLUMN, rng.choice(KEYS)),)
    sent = event.activity != "stage" or rng.random() < 0.3
    named = habits.candidate is not None and rng.random() < 0.8
    other = f"{habits.candidate}-b" if rng.random() < 0.03 else habits.candidate
    return replace(
        event,
        sender=rng.choice(PERSONS) if sent and rng.random() >= habits.no_person else None,
        columns=(*event.columns, *keyed),
        candidate=other if named else None,
    )


def random_event(rng: random.Random, event_id: str, case_id: str, time: int, habits: Habits) -> OracleEvent:
    kind = rng.random()
    has_reply = rng.random() < 0.4 if habits.has_reply_column else None
    if kind < 0.74:
        return replace(random_message(rng, event_id, case_id, time, habits), has_reply=has_reply)
    topics = frozenset({PROTECTED}) if rng.random() < habits.protected else None
    if kind < 0.86:
        stage = rng.choice((*STAGES, *STAGES[1:4]))
        return OracleEvent(event_id, case_id, time, "stage", topics=topics, stage=stage, has_reply=has_reply)
    return OracleEvent(
        event_id,
        case_id,
        time,
        rng.choice(ACTIVITIES),
        sender_role=rng.choice((*ROLES, None, UNKNOWN)),
        recipient_roles=frozenset(rng.sample(ROLES, rng.choice((0, 0, 1)))),
        topics=rng.choice((topics, frozenset({rng.choice(TOPICS)}))),
        thread=rng.choice((None, "t1")),
        has_reply=has_reply,
    )


def random_message(rng: random.Random, event_id: str, case_id: str, time: int, habits: Habits) -> OracleEvent:
    people = (*ROLES, STRANGER) if rng.random() < 0.15 else ROLES
    sender: str | None = rng.choice(people)
    to = rng.sample(people, rng.choice((0, 1, 1, 1, 1, 1, 2)))
    copied = rng.sample(people, rng.choice((1, 1, 2))) if rng.random() < habits.copied else []
    if rng.random() < habits.no_role:
        which = rng.randrange(4)
        if which == 0:
            sender = rng.choice((None, UNKNOWN))
        elif which == 1:
            to = [*to[1:], UNKNOWN]
        elif which == 2:
            to = [*to, UNKNOWN]
        else:
            copied = [*copied, UNKNOWN]
    topics: frozenset[str] | None = frozenset(rng.sample(TOPICS, rng.choice((1, 1, 1, 2))))
    if rng.random() < habits.no_topic:
        topics = None
    elif topics and rng.random() < habits.protected:
        topics = topics | {PROTECTED}
    return OracleEvent(
        event_id,
        case_id,
        time,
        "message",
        sender,
        frozenset(to),
        frozenset(copied),
        rng.choice((*CHANNELS, None)),
        topics,
        rng.choice(STAGES) if rng.random() < 0.03 else None,
        None if rng.random() < habits.no_thread else rng.choice(("t1", "t1", "t2")),
        columns=((COLUMN, rng.choice(CELLS)),) if rng.random() < 0.8 else (),
    )
