"""What a mutant must pass: tables of cases, the tests of the replay, and the oracle, each up to the first difference.

Whatever does not depend on the code of the replay is made once, in `prepare`, before any mutant is installed: logs,
clocks, and what the oracle says. `find_difference` runs in a process of its own with a mutant installed; it therefore
imports the replay only inside functions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from analyzer.analysis.examples import example_log
from analyzer.analysis.horizon import clocks_for, until
from analyzer.calendars import Clocks
from analyzer.definitions import read_definition
from analyzer.definitions.model import Definition, Example
from analyzer.events.log import EventLog
from tests.oracle.comparing import oracle_rows
from tests.oracle.engine_input import to_log
from tests.oracle.randomlogs import Run, random_run
from tests.oracle.records import Row

if TYPE_CHECKING:
    from analyzer.replay import Replay

TESTS = Path(__file__).parents[1]
TABLES = sorted((TESTS / "cases").glob("*.yaml"))
FIRST_SEED = 10
"""From here on rare verbs and modifiers come up soon."""

CASES = 120
"""Cases of one random log: the engine takes hardly longer for many than for few."""

FAILED = "FAILED "
"""What pytest writes before the name of a test that failed."""

BLOCKS = (1 << 18, 200, 1 << 18)
"""Sizes of blocks, in turns: all at once, and one after the other."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """An example of a table and its log."""

    table: str
    definition: Definition
    example: Example
    log: EventLog

    @property
    def name(self) -> str:
        """Table and example."""
        return f"{self.table}: {self.example.name}"


@dataclass(frozen=True, slots=True)
class Trial:
    """A random run, ready to be replayed, and what the oracle says of it."""

    run: Run
    log: EventLog
    clocks: Clocks
    expected: dict[Key, Row]

    @property
    def name(self) -> str:
        """The seed, which decides all of it."""
        return f"oracle, seed {self.run.seed}"


@dataclass(frozen=True, slots=True)
class Material:
    """All that mutants are tried on."""

    cases: tuple[Case, ...]
    trials: tuple[Trial, ...]
    unit_tests: bool


def prepare(seeds: int, *, unit_tests: bool = True) -> Material:
    """Make logs, clocks and expectations.

    Raises
    ------
    RuntimeError
        The tests of the replay fail as it is.
    """
    cases = tuple(
        Case(path.stem, definition, example, example_log(example))
        for path in TABLES
        for definition in [read_definition(str(path))]
        for example in definition.examples
    )
    if unit_tests and (failed := _failed_unit_test()):  # run here as well, they fill the cache of small worlds
        raise RuntimeError(f"without any mutant: {failed}")
    chosen = range(FIRST_SEED, FIRST_SEED + seeds)
    return Material(cases, tuple(_trial(random_run(seed, cases=CASES)) for seed in chosen), unit_tests)


def _trial(run: Run) -> Trial:
    seen = until(to_log(run), run.as_of)
    return Trial(run, seen, clocks_for(seen, run.definition, run.as_of), oracle_rows(run))


# ---------------------------------------------------------------- in the process of a mutant


def find_difference(material: Material, likely: Sequence[str] = ()) -> str:
    """Where the code that is installed first differs from what is expected; empty if nowhere.

    Parameters
    ----------
    likely : sequence of str
        Such differences of other mutants, to be looked for first.
    """
    for find in (partial(_in_likely, likely), _in_tables, _in_unit_tests, _in_trials):
        try:
            found = next(find(material), "")
        except Exception as error:  # whatever goes wrong, the mutant is seen
            return f"error: {type(error).__name__}"
        if found:
            return found
    return ""


def _in_likely(likely: Sequence[str], material: Material) -> Iterator[str]:
    cases = tuple(case for case in material.cases if case.name in likely)
    trials = tuple(trial for trial in material.trials if trial.name in likely)
    chosen = Material(cases, trials, unit_tests=False)
    yield from _in_tables(chosen)
    tests = [one.removeprefix(FAILED) for one in likely if one.startswith(FAILED)]
    if tests:
        yield _failed_unit_test(*tests)
    yield from _in_trials(chosen)


def _in_tables(material: Material) -> Iterator[str]:
    from analyzer.analysis import examples

    logs = {id(case.example): case.log for case in material.cases}
    setattr(examples, "example_log", lambda example: logs[id(example)])  # noqa: B010 - the others stay as they are
    for case in material.cases:
        if examples.differences(case.definition, case.example):
            yield case.name


def _in_unit_tests(material: Material) -> Iterator[str]:
    if material.unit_tests:
        yield _failed_unit_test()


def _failed_unit_test(*tests: str) -> str:
    """The first of some tests of the replay, or of all, that fails in this process."""
    said = io.StringIO()
    options = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    with redirect_stdout(said), redirect_stderr(said):
        code = pytest.main([*options, *(tests or [str(TESTS / "replay")])])
    if code == pytest.ExitCode.OK:
        return ""
    failed = [line for line in said.getvalue().splitlines() if line.startswith((FAILED, "ERROR"))]
    return failed[0].split(" - ")[0] if failed else f"unit tests: {pytest.ExitCode(code).name}"


def _in_trials(material: Material) -> Iterator[str]:
    from analyzer.replay import Assumptions, replay
    from tests.oracle.comparing import agree

    for trial in material.trials:
        run = trial.run
        result = replay(
            trial.log,
            run.definition,
            trial.clocks,
            as_of=run.as_of,
            complete_from=run.complete_from,
            assume=Assumptions.parse(run.assume),
            block_events=BLOCKS[run.seed % len(BLOCKS)],
        )
        rows = engine_rows(result)
        for key in rows.keys() | trial.expected.keys():
            if not agree(run.definition, rows.get(key), trial.expected.get(key)):
                yield trial.name


def engine_rows(result: Replay) -> dict[Key, Row]:
    """The verdicts of a replay as rows of the oracle, without the detour by data frames; in the order of events."""
    found: list[tuple[int, Row]] = []
    for part in result.results:
        found += _rows_of(result, part)
    table: dict[Key, Row] = {}
    for _, row in sorted(found, key=lambda pair: pair[0]):
        if row.key() in table:
            raise ValueError(f"two rows for {row.key()}")
        table[row.key()] = row
    return table


def _rows_of(result: Replay, part: Any) -> Iterator[tuple[int, Row]]:
    from analyzer.findings import VERDICT_WORDS
    from analyzer.replay import REASONS
    from analyzer.replay.judged import NO_TIME, instants_of

    log, rows, names = result.log, part.rows, [one.name for one in part.rule.unless]
    cases = log.case_ids.take(log.case[np.append(rows.at, rows.plain)]).to_pylist()
    ids, answers = log.cells("event_id", np.append(rows.at, rows.plain)), log.cells("event_id", rows.answer)
    dues = instants_of(result.facts.clocks, rows.clock, rows.deadline)
    for number, at in enumerate(rows.at.tolist()):
        bits, excuse, due = int(rows.reasons[number]), int(rows.excuse[number]), int(dues[number])
        yield (
            at,
            Row(
                part.rule.id,
                cases[number],
                ids[number],
                VERDICT_WORDS[rows.verdict[number]],
                names[excuse] if excuse >= 0 else "",
                tuple(sorted(reason for place, reason in enumerate(REASONS) if bits >> place & 1)),
                None if due == NO_TIME else due,
                frozenset({answers[number] or ""}),
            ),
        )
    for number, at in enumerate(rows.plain.tolist(), start=len(rows.at)):
        yield at, Row(part.rule.id, cases[number], ids[number], "satisfied", answers=frozenset({""}))
