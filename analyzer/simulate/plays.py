"""Stories to events: which application draws which story, and when each of its steps takes place.

Applications are played story by story: a matrix with a row an application and a column a step. Every draw depends on
the application's number alone. Nothing here knows names or columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.simulate.background import PATHS
from analyzer.simulate.columns import VARIANTS, Drawn
from analyzer.simulate.draws import Draws, Purpose
from analyzer.simulate.patterns import PATTERNS, paths_of
from analyzer.simulate.scripts import Story
from analyzer.simulate.workdays import DAY_SECONDS, Workdays

_LAST_WORD = 1500 * 60  # working seconds after a planted step by which every verdict on it is final
_UNLABELLED = 0.06
_APPLIES_LATE = 0.35
_AT_THE_WEEKEND = 0.4
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Plan:
    """What stays the same for all applications.

    Attributes
    ----------
    applications : int
        How many there are.
    draws : Draws
    workdays : Workdays
        From the first day to well after the end.
    days : int
        Working days of the period.
    end : int
        UTC seconds; nothing happens at or after it.
    departures : float
        Factor on the shares of the patterns.
    """

    applications: int
    draws: Draws
    workdays: Workdays
    days: int
    end: int
    departures: float


def assigned(plan: Plan, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw a path and a pattern for each application.

    Returns
    -------
    two arrays of int64
        Positions in `PATHS` and in `PATTERNS`; the latter -1 for applications that keep to the process.
    """
    reached = np.cumsum([pattern.share for pattern in PATTERNS]) * (plan.departures / 10_000)
    pattern = np.searchsorted(reached, plan.draws.shares(numbers, purpose=Purpose.PATTERN), side="right")
    pattern = np.where(pattern < len(PATTERNS), pattern, -1)
    ways = np.cumsum([weight for weight, _ in PATHS])
    share = plan.draws.shares(numbers, purpose=Purpose.PATH)
    path = np.searchsorted(ways, share * ways[-1], side="right")
    for which, shown in enumerate(PATTERNS):
        fitting = np.array(paths_of(shown))
        mine = pattern == which
        path[mine] = fitting[np.floor(share[mine] * len(fitting)).astype(np.int64)]
    return path, pattern


@dataclass(frozen=True, slots=True)
class Play:
    """One story as some applications live it.

    Attributes
    ----------
    worked, late : array of int64, shape (k, s)
        When each step takes place: see `Workdays.instants`.
    instant : array of int64, shape (k, s)
        The same in UTC seconds.
    """

    worked: NDArray[np.int64]
    late: NDArray[np.int64]
    instant: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> Play:
        """Keep the chosen applications."""
        return Play(self.worked[chosen], self.late[chosen], self.instant[chosen])


def play(plan: Plan, story: Story, numbers: NDArray[np.int64]) -> Play:
    """Find out when the steps of a story take place."""
    keys, places = numbers[:, None], np.arange(len(story.steps))[None, :]
    skewed = plan.draws.shares(keys, places, purpose=Purpose.WAIT)
    # Squared: most answers come soon, a few near the limit. A product of doubles is exact to the bit everywhere.
    waits = story.fewest + np.floor(story.spread * (skewed * skewed)).astype(np.int64)
    put_off = plan.draws.shares(keys, places, purpose=Purpose.EVENING) < story.evening
    hours = plan.draws.shares(keys, places, purpose=Purpose.LATE_HOUR)
    worked, late = np.empty_like(waits), np.zeros_like(waits)
    begun, begun_late = _begun(plan, numbers)
    for place, after in enumerate(story.after):
        base, base_late = (begun, begun_late) if after < 0 else (worked[:, after], late[:, after])
        if story.fewest[place] + story.spread[place] == 0:
            worked[:, place], late[:, place] = base, base_late
            continue
        worked[:, place] = base + waits[:, place]
        if story.evening[place]:
            _put_off(plan, worked[:, place], late[:, place], put_off[:, place], hours[:, place])
    return Play(worked, late, plan.workdays.instants(worked, late))


def _begun(plan: Plan, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw when the applications come in: evenly over the period, some after hours."""
    worked = plan.draws.below(plan.days * DAY_SECONDS, numbers, 0, purpose=Purpose.START)
    late = np.zeros_like(worked)
    put_off = plan.draws.shares(numbers, 1, purpose=Purpose.START) < _APPLIES_LATE
    _put_off(plan, worked, late, put_off, plan.draws.shares(numbers, 2, purpose=Purpose.START))
    return worked, late


def _put_off(
    plan: Plan,
    worked: NDArray[np.int64],
    late: NDArray[np.int64],
    put_off: NDArray[np.bool_],
    hours: NDArray[np.float64],
) -> None:
    """Move events to the evening of their day, or to the free day after it; fills `worked` and `late`."""
    day = worked // DAY_SECONDS
    free = plan.workdays.free_after[np.minimum(day, len(plan.workdays.free_after) - 1)] & (hours < _AT_THE_WEEKEND)
    evening = 600 + np.floor(hours * 4 * _HOUR).astype(np.int64)
    at_the_weekend = 17 * _HOUR + np.floor(hours / _AT_THE_WEEKEND * 11 * _HOUR).astype(np.int64)
    worked[put_off] = (day[put_off] + 1) * DAY_SECONDS
    late[put_off] = np.where(free, at_the_weekend, evening)[put_off]


def in_time(plan: Plan, story: Story, played: Play) -> NDArray[np.bool_]:
    """Tell in which applications all verdicts on the planted steps are final before the end."""
    last: NDArray[np.int64] = played.worked[:, story.watched].max(axis=1)
    return last + _LAST_WORD < plan.days * DAY_SECONDS


def drawn(
    plan: Plan, story: Story, first_step: int, rows: NDArray[np.int64], numbers: NDArray[np.int64], played: Play
) -> Drawn:
    """Keep the steps that happen before the end, and draw what they say.

    Parameters
    ----------
    first_step : int
        Position of the story's first step in the catalogue.
    rows : array of int64, shape (k,)
        Where the applications stand in their chunk.
    numbers : array of int64, shape (k,)
        Their numbers.
    played : Play
        Of the same applications.
    """
    together = plan.draws.shares(numbers[:, None], story.group[None, :], purpose=Purpose.PRESENT)
    who, place = np.nonzero((together < story.chance) & (played.instant < plan.end))
    number = numbers[who]
    topic = plan.draws.shares(number, place, purpose=Purpose.TOPIC)
    unlabelled = np.array([step.unlabelled for step in story.steps])[place]
    label = np.where(unlabelled, (topic - _UNLABELLED) / (1 - _UNLABELLED), topic)
    return Drawn(
        row=rows[who],
        number=number,
        step=first_step + place,
        place=place,
        instant=played.instant[who, place],
        topic=np.where(label < 0, VARIANTS, np.floor(np.abs(label) * VARIANTS)).astype(np.int64),
        channel=plan.draws.below(VARIANTS, number, place, purpose=Purpose.CHANNEL),
        subject=plan.draws.below(3, number, story.thread[place] + 1, purpose=Purpose.SUBJECT),
    )
