"""From a command's arguments to an analysis, with what a person should hear on the way.

The same three calls as in a notebook (`read_definition`, `read_log`, `analyze`); only progress and warnings are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from analyzer.cli.console import warn
from analyzer.cli.options import Run
from analyzer.cli.progress import progress

if TYPE_CHECKING:
    from analyzer.analysis import Analysis


MOST_WARNINGS = 20
"""More are counted, not written: a log may hold any number of names that nobody declared."""


def analysis_of(run: Run, *, shows_notes: bool = False) -> Analysis:
    """Read the definition first (it is quick, and often what is wrong), then the log, then judge.

    Parameters
    ----------
    run : Run
        What the user asked for.
    shows_notes : bool
        The person at the terminal will read the notes in the result itself, so they are not told twice.

    Raises
    ------
    DefinitionError, UsageError, InputError
        As `read_definition`, `read_log` and `analyze` raise them.
    """
    from analyzer.definitions import read_definition

    definition = read_definition(run.definition)
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
            progress=line.doing,
        )
        line.doing("summing up")
        summary = analysis.summary
    warnings = [] if shows_notes else [*analysis.notes, *_set_aside(summary["quality"])]
    for sentence in warnings[:MOST_WARNINGS]:
        warn(sentence, quiet=run.quiet)
    if len(warnings) > MOST_WARNINGS:
        warn(f"and {len(warnings) - MOST_WARNINGS:,} more; summary.json has them all", quiet=run.quiet)
    return analysis


def _set_aside(quality: Mapping[str, Any]) -> Iterator[str]:
    """Say how many rows were set aside; `quarantined.csv` of the report lists them."""
    aside = quality["quarantined"]
    if aside:
        rows = "row was" if aside == 1 else "rows were"
        yield f"{aside:,} {rows} set aside, of {quality['rows']:,}; `analyzer report` lists which and why"
