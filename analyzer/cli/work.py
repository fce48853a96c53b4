"""From a command's arguments to an analysis, with what a person should hear on the way.

The same three calls as in a notebook (`read_definition`, `read_log`, `analyze`); only progress and warnings are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.cli.console import warn
from analyzer.cli.options import Run
from analyzer.cli.progress import progress
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.definitions import Definition, Problem
    from analyzer.review import Waivers


NO_ROWS = "E350"
MOST_WARNINGS = 20
"""More are counted, not written: a log may hold any number of names that nobody declared."""


def definitions_of(*names: str) -> list[Definition]:
    """Read several definitions; where more than one cannot be used, all their problems are told at once.

    Raises
    ------
    DefinitionError, UsageError
        As `read_definition` raises them.
    """
    from analyzer.definitions import DefinitionError, read_definition

    read: list[Definition] = []
    problems: list[Problem] = []
    for name in names:
        try:
            read.append(read_definition(name))
        except DefinitionError as error:
            problems += error.problems
    if problems:
        raise DefinitionError(tuple(problems))
    return read


def analysis_of(
    run: Run, *, definition: Definition | None = None, also: Sequence[Definition] = (), shows_notes: bool = False
) -> Analysis:
    """Read the definition and the waivers first (it is quick, and often what is wrong), then the log, then judge.

    Parameters
    ----------
    run : Run
        What the user asked for.
    definition : Definition, optional
        What `run.definition` names, where it has been read already.
    also : sequence of Definition
        Others whose rules the waivers may name, too.
    shows_notes : bool
        The person at the terminal will read the notes in the result itself, so they are not told twice.

    Raises
    ------
    DefinitionError, UsageError, InputError
        As `read_definition`, `read_waivers`, `read_log` and `analyze` raise them.
    """
    if definition is None:
        (definition,) = definitions_of(run.definition)
    waivers = waivers_of(run, definition, also=also)
    with progress(quiet=run.quiet) as line:
        from analyzer.events import read_log

        log = read_log(
            run.logs,
            mapping=run.mapping,
            timezone=run.timezone,
            max_quarantined=run.max_quarantined,
            progress=line.doing,
        )
        from analyzer.analysis import analyze

        analysis = analyze(
            log,
            definition,
            as_of=run.as_of,
            complete_from=run.complete_from,
            assume=run.assume or None,
            coverage=run.coverage,
            progress=line.doing,
        )
        if waivers is not None:
            from analyzer.review import waive

            analysis = waive(analysis, waivers)
        line.doing("summing up")
        summary = analysis.summary
    warnings = [] if shows_notes else [*analysis.notes, *_set_aside(summary["quality"])]
    warnings += [each["message"] for each in summary["quality"]["remarks"] if each["code"] == NO_ROWS]
    for sentence in warnings[:MOST_WARNINGS]:
        warn(sentence, quiet=run.quiet)
    if len(warnings) > MOST_WARNINGS:
        warn(f"and {len(warnings) - MOST_WARNINGS:,} more; summary.json has them all", quiet=run.quiet)
    return analysis


def waivers_of(run: Run, definition: Definition, *, also: Sequence[Definition] = ()) -> Waivers | None:
    """Read the waivers, if any were asked for, and tell what to look at in them."""
    if not run.waivers:
        return None
    from analyzer.review import lint_waivers, read_waivers

    waivers = read_waivers(run.waivers, definition=definition, also=also)
    for problem in lint_waivers(waivers)[:MOST_WARNINGS]:
        warn(f"{problem.place}: {problem.code} {problem.message}; {problem.help}", quiet=run.quiet)
    return waivers


def _set_aside(quality: Mapping[str, Any]) -> Iterator[str]:
    """Say how many rows were set aside; `quarantined.csv` of the report lists them."""
    aside = quality["quarantined"]
    if aside:
        rows = "row was" if aside == 1 else "rows were"
        yield f"{aside:,} {rows} set aside, of {quality['rows']:,}; `analyzer report` lists which and why"


def check_target(target: Path, *, force: bool) -> None:
    """Say before the work that nothing could be written after it.

    Raises
    ------
    UsageError
        The file exists (and is not to be written over), is a folder, or would lie in none.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file with -o")
    if target.exists() and not force:
        raise UsageError(f"{target} exists; choose another name, or --force to write over it")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {target}: there is no folder {target.parent}")
