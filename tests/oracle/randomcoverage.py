"""Random declarations of coverage: lines that touch, overlap or leave a gap just where something begins or is due."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from tests.oracle.randomdefinitions import CHANNELS, ROLES, windows_of
from tests.oracle.randomlogs import PERSONS, Run, clock_of, random_run
from tests.oracle.records import CoverLine

LATER_SEEDS = 5_000_000
"""Keeps the random source of a declaration apart from that of its run."""


def covered_run(seed: int, *, cases: int = 30) -> Run:
    """A random run with a declaration of coverage."""
    run = random_run(seed, cases=cases)
    rng = random.Random(seed + LATER_SEEDS)
    return run.changed(coverage=tuple(random_lines(rng, telling_instants(rng, run))))


def telling_instants(rng: random.Random, run: Run) -> list[int]:
    """Instants at which a window begins or ends, and those one microsecond beside them."""
    clock = clock_of(run.definition.calendar)
    times = sorted({event.time for event in run.events})
    windows = windows_of(run.definition)
    pairs = [(time, window) for time in times for window in windows]
    pairs = rng.sample(pairs, min(6, len(pairs)))
    ends = [end for time, window in pairs for end in (clock.deadline(time, window), clock.last_within(time, window))]
    begins = [clock.first_within(time, window) for time, window in pairs]
    chosen = [*times, *times, *ends, *begins]
    return sorted({instant + rng.choice((-1, 0, 0, 0, 1)) for instant in chosen})


def random_lines(rng: random.Random, instants: Sequence[int]) -> list[CoverLine]:
    """Lines for some of the roles, people and channels, each stretch in one to three pieces."""
    lines: list[CoverLine] = []
    if rng.random() < 0.4:  # a single bound decides
        since, until = sorted(rng.sample(instants, 2))
        return [CoverLine("any", None, (), *rng.choice(((since, None), (since, None), (None, until), (since, until))))]
    for role in ("any", *ROLES) if rng.random() < 0.3 else ROLES:
        if rng.random() < 0.75:
            lines += stretch(rng, role, None, instants)
    for person in sorted(set(PERSONS)):
        if rng.random() < 0.5:
            lines += stretch(rng, None, person, instants)
    rng.shuffle(lines)
    return lines or [CoverLine("any", None, (), None, None)]


def stretch(rng: random.Random, role: str | None, person: str | None, instants: Sequence[int]) -> list[CoverLine]:
    """One stretch of time for all channels at once or for each apart: pieces that meet, overlap, or leave a gap."""
    if rng.random() < 0.3:
        ways: list[tuple[str, ...]] = [(channel,) for channel in CHANNELS if rng.random() < 0.9]
    else:
        ways = [rng.choice(((), (), CHANNELS, CHANNELS[:1]))]
    lines = []
    for channels in ways:
        cuts = sorted(rng.sample(instants, min(rng.choice((0, 0, 1, 2, 3)), len(instants))))
        begin, end = (rng.choice((None, None, None, rng.choice(instants))) for _ in range(2))
        bounds = [begin, *cuts, end]
        for since, until in pairwise(bounds):
            if until is not None and until != bounds[-1]:
                until += rng.choice((0, 0, 0, 1, 7_200_000_000, -1))
            if since is None or until is None or since < until:
                lines.append(CoverLine(role, person, channels, since, until))
    return lines
