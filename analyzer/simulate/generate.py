"""Logs with known truth: the public functions, chunk by chunk.

Chunks of any size give the same log; equal arguments give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.errors import UsageError
from analyzer.simulate.columns import STEPS_PER_STORY, Drawn, catalogue, event_ids, to_table
from analyzer.simulate.draws import Draws
from analyzer.simulate.patterns import PATTERNS
from analyzer.simulate.people import cast
from analyzer.simulate.plays import Plan, assigned, drawn, in_time, play
from analyzer.simulate.scripts import Story
from analyzer.simulate.workdays import Workdays, midnight

CHUNK = 20_000
_MARGIN_DAYS = 80  # laid out beyond the end

TRUTH_COLUMNS: tuple[str, ...] = ("case_id", "event_id", "rule", "verdict", "excuse", "pattern", "note")


@dataclass(frozen=True, slots=True)
class Simulation:
    """A log and what the analysis should find in it.

    Attributes
    ----------
    events : pyarrow.Table
        The log: `columns.COLUMNS`, sorted by case, instant and event id.
    truth : pyarrow.Table
        One row a planted departure: case_id, event_id (of the activating event), rule, verdict, excuse (its name, or
        the reason where the verdict is undecided), pattern, note; sorted by case, event id and rule. It is complete:
        with the in-house preset and `as_of` the period's end, nothing else is violated, settled, excused or undecided.
    """

    events: pa.Table
    truth: pa.Table

    def frame(self) -> pd.DataFrame:
        """Give the log as a DataFrame."""
        frame: pd.DataFrame = self.events.to_pandas()
        return frame


def simulate(
    *,
    applications: int = 1000,
    seed: int = 2026,
    start: date | str = "2026-01-05",
    weeks: int = 13,
    until: date | str | None = None,
    departures: float = 1.0,
) -> Simulation:
    """Write a log of applications with known departures from the in-house process.

    Parameters
    ----------
    applications : int
        How many; they begin evenly over the period, so that those of the last weeks are still open at its end.
    seed : int
        Equal arguments give equal bytes, on every platform and with every version of NumPy.
    start : date or str
        First day.
    weeks : int
        Length of the period. Nothing happens after it.
    until : date or str, optional
        The last day, instead of `weeks`.
    departures : float
        1: about one application in four departs from the process, or seems to. 0: none does.

    Returns
    -------
    Simulation

    Raises
    ------
    UsageError
        The period is empty, or a number lies outside its range.

    Examples
    --------
    >>> simulation = simulate(applications=20, departures=0)
    >>> simulation.events.column_names[:3], simulation.truth.num_rows
    (['event_id', 'timestamp', 'case_id'], 0)
    """
    chunks = list(
        simulate_chunks(
            applications=applications, seed=seed, start=start, weeks=weeks, until=until, departures=departures
        )
    )
    return Simulation(
        pa.concat_tables([chunk.events for chunk in chunks]), pa.concat_tables([chunk.truth for chunk in chunks])
    )


def simulate_chunks(
    *,
    applications: int,
    seed: int = 2026,
    start: date | str = "2026-01-05",
    weeks: int = 13,
    until: date | str | None = None,
    departures: float = 1.0,
    chunk: int = CHUNK,
) -> Iterator[Simulation]:
    """Write the same log as `simulate`, `chunk` applications at a time.

    Yields
    ------
    Simulation
        Whole applications, in order; one without rows where there are no applications.

    Raises
    ------
    UsageError
        As for `simulate`, at once.
    """
    if chunk < 1:
        raise UsageError(f"a chunk holds at least one application, not {chunk}")
    plan = _plan(applications, seed, start, weeks, until, departures)
    firsts = range(1, applications + 1, chunk) or [1]
    return (_chunk(plan, np.arange(first, min(first + chunk, applications + 1))) for first in firsts)


def _plan(
    applications: int, seed: int, start: date | str, weeks: int, until: date | str | None, departures: float
) -> Plan:
    first = _day(start)
    after = first + timedelta(weeks=weeks) if until is None else _day(until) + timedelta(days=1)
    if applications < 0:
        raise UsageError(f"the number of applications is not negative: {applications}")
    if not 0 <= departures <= 5:
        raise UsageError(f"departures lies between 0 and 5, not {departures}")
    if not timedelta(0) < after - first <= timedelta(days=3660):
        raise UsageError(f"a simulated period lasts from a day to ten years, not from {first} until {after}")
    try:
        draws = Draws(seed)
    except ValueError as error:
        raise UsageError(str(error)) from error
    end = midnight(after)
    workdays = Workdays.begin(first, (after - first).days + _MARGIN_DAYS)
    days = workdays.before(end)
    if not days:
        raise UsageError(f"there is no working day from {first} until {after}")
    return Plan(applications, draws, workdays, days, end, departures)


def _day(text: date | str) -> date:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is not a date such as 2026-01-05") from error


def _chunk(plan: Plan, numbers: NDArray[np.int64]) -> Simulation:
    """Play some applications; a departure that the period's end would cut short is not planted at all."""
    path, pattern = assigned(plan, numbers)
    played: list[Drawn] = []
    truth: list[tuple[NDArray[np.int64], Story]] = []
    kept_to: list[NDArray[np.int64]] = [np.flatnonzero(pattern < 0)]
    for way, shown, rows in _by_story(path, pattern, np.flatnonzero(pattern >= 0)):
        story, first_step = catalogue().stories[way, shown]
        times = play(plan, story, numbers[rows])
        early = in_time(plan, story, times)
        kept_to.append(rows[~early])
        rows = rows[early]
        played.append(drawn(plan, story, first_step, rows, numbers[rows], times.of(early)))
        truth.append((rows, story))
    for way, _, rows in _by_story(path, pattern, np.sort(np.concatenate(kept_to))):
        story, first_step = catalogue().stories[way, -1]
        times = play(plan, story, numbers[rows])
        played.append(drawn(plan, story, first_step, rows, numbers[rows], times))
    people = cast(plan.draws, numbers, applications=plan.applications)
    return Simulation(to_table(_sorted(played), people), _truth(truth, people.cases, numbers))


def _by_story(
    path: NDArray[np.int64], pattern: NDArray[np.int64], rows: NDArray[np.int64]
) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """Gather applications of one story: path, pattern, rows."""
    key = pattern[rows] * 1000 + path[rows]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=np.iinfo(np.int64).min))
    for group in np.split(order, starts[1:]) if len(rows) else ():
        first = rows[group[0]]
        yield int(path[first]), int(pattern[first]), rows[group]


def _sorted(played: list[Drawn]) -> Drawn:
    """Join and order by application, instant and place, which is also the order of the event ids."""
    empty = np.empty(0, np.int64)
    joined = {f.name: np.concatenate([empty, *(getattr(events, f.name) for events in played)]) for f in fields(Drawn)}
    order = np.lexsort((joined["place"], joined["instant"], joined["row"]))
    return Drawn(**{name: values[order] for name, values in joined.items()})


def _truth(planted: list[tuple[NDArray[np.int64], Story]], cases: pa.Array, numbers: NDArray[np.int64]) -> pa.Table:
    """Write what the analysis should find."""
    notes = {pattern.name: pattern.note for pattern in PATTERNS}
    rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    places: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    words: dict[str, list[str]] = {name: [] for name in ("rule", "verdict", "excuse", "pattern", "note")}
    for mine, story in planted:
        for departure in story.planted:
            rows.append(mine)
            places.append(np.full(len(mine), departure.step))
            said = (departure.rule, departure.verdict, departure.excuse, story.pattern, notes[story.pattern])
            for name, word in zip(words, said, strict=True):
                words[name] += [word] * len(mine)
    row = np.concatenate(rows)
    ids = event_ids(numbers[row] * STEPS_PER_STORY + np.concatenate(places))
    cells = {"case_id": cases.take(pa.array(row)), "event_id": ids}
    table = pa.table({**cells, **{name: pa.array(texts, pa.string()) for name, texts in words.items()}})
    keys = [(name, "ascending") for name in ("case_id", "event_id", "rule")]
    return table.take(pc.sort_indices(table, sort_keys=keys))
