"""Random logs whose stamps are coarse: cut to the minute or the day, all of them or only those of some events."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.oracle.randomlogs import Run, random_run
from tests.oracle.records import OracleEvent

MINUTE = 60_000_000
DAY = 86_400_000_000
LATER_SEEDS = 7_000_000
"""Keeps the random source of the stamps apart from that of their run."""


def coarse_run(seed: int, *, cases: int = 20) -> Run:
    """A random run whose source stamps minutes, days, or each kind of event in its own way."""
    run = random_run(seed, cases=cases)
    rng = random.Random(seed + LATER_SEEDS)
    manner = rng.choice(("minutes", "days", "by activity", "event by event"))
    of_activity = {name: rng.choice((1, 1, MINUTE, DAY)) for name in ("interview", "message", "note", "stage")}
    events, widths = [], {}
    for event in run.events:
        unit = {"minutes": MINUTE, "days": DAY, "by activity": of_activity[event.activity]}.get(manner)
        unit = unit or rng.choice((1, MINUTE, DAY))
        events.append(replace(event, time=event.time - event.time % unit))
        if unit > 1:
            widths[event.event_id] = unit - 1
    return run.changed(events=tuple(events), as_of=seen_as_of(rng, run), widths=widths)


def seen_as_of(rng: random.Random, run: Run) -> int:
    """A horizon within, or after, the stamps of the last events."""
    return run.as_of + rng.choice((0, 0, MINUTE, DAY, 3 * DAY))


def allowed(event: OracleEvent, run: Run) -> tuple[int, int]:
    """The earliest and the latest instant of an event: none is moved to the horizon or beyond."""
    return event.time, min(event.time + run.widths.get(event.event_id, 0), max(run.as_of - 1, event.time))
