"""`analyzer test`: run the examples that stand in definitions, or find what they do not notice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from analyzer.cli.annotations import annotation
from analyzer.cli.console import emit, note
from analyzer.cli.options import definitions_argument, output_format
from analyzer.cli.progress import progress
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.analysis.example_diff import ExampleRun, Outcome
    from analyzer.analysis.mutation import MutationRun


@click.command("test", short_help="Run the examples that stand in definitions.")
@definitions_argument()
@click.option("-k", "name", metavar="NAME", help="Only the examples with this in their name.")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that pass, too.")
@click.option("--mutate", is_flag=True, help="Change one thing of the definition at a time; tell what goes unnoticed.")
@click.option(
    "--at-least",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help="With --mutate: exit with 1 if the examples notice a smaller share of the changes.",
)
@output_format()
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def command(
    definitions: tuple[str, ...],
    *,
    name: str | None,
    verbose: bool,
    mutate: bool,
    at_least: float | None,
    form: str,
    quiet: bool,
) -> int:
    """Run the examples that stand in definitions.

    DEF is a preset's name or a YAML file. Every example is judged as a log would be. One that does not come out as it
    expects is shown line by line, with - before what was expected and + before what was found.

    With --mutate the examples are put to the test: one thing of the definition is changed at a time (a limit by one
    unit, a role, an excuse left out, ...), and each change that no example notices is named with its line.
    """
    if mutate and name is not None:
        raise UsageError("-k and --mutate do not go together: a change may be noticed by any example")
    if at_least is not None and not mutate:
        raise UsageError("--at-least belongs to --mutate: it is a share of changes")
    if mutate:
        return _mutate(definitions, at_least or 0.0, form, quiet=quiet)
    return _run(definitions, name, form, verbose=verbose)


# ---------------------------------------------------------------- examples


def _run(definitions: Sequence[str], name: str | None, form: str, *, verbose: bool) -> int:
    from analyzer.analysis.example_diff import run_examples
    from analyzer.definitions import read_definition

    runs = [run_examples(read_definition(each), name=name) for each in definitions]
    failed = [one for run in runs for one in run.failed]
    if form == "json":
        emit(json.dumps([_as_dict(run) for run in runs], indent=2, ensure_ascii=False))
    elif form == "github":
        emit("\n".join(_annotation(one) for one in failed))
    else:
        for run in runs:
            for one in run if verbose else run.failed:
                emit(_told(one))
        emit(f"{sum(map(len, runs)) - len(failed)} passed, {len(failed)} failed")
    _warn_of_none(runs)
    return 1 if failed else 0


def _warn_of_none(runs: Sequence[ExampleRun]) -> None:
    for run in runs:
        if not run.definition.examples:
            note(f"warning: {run.definition.path} has no examples")


def _as_dict(run: ExampleRun) -> dict[str, object]:
    return {"definition": run.definition.path, "examples": [one.as_dict() for one in run]}


def _told(outcome: Outcome) -> str:
    place = outcome.example.place
    head = f"{'ok  ' if outcome.passed else 'FAIL'} {place.file}:{place.line}: {outcome.example.name}"
    return "\n".join([head, *(f"       {line}" for line in outcome.timeline().splitlines())])


def _annotation(outcome: Outcome) -> str:
    said = f"{outcome.example.name}: {'; '.join(map(str, outcome.differences))}"
    return annotation("error", outcome.example.place, "example", said)


# ---------------------------------------------------------------- changes


def _mutate(definitions: Sequence[str], at_least: float, form: str, *, quiet: bool) -> int:
    from analyzer.analysis.mutation import run_mutants
    from analyzer.definitions import read_definition

    runs = []
    for each in definitions:
        definition = read_definition(each)
        with progress(quiet=quiet) as line:
            runs.append(run_mutants(definition, progress=line.doing))
    if form == "json":
        emit(json.dumps([run.as_dict() for run in runs], indent=2, ensure_ascii=False))
    elif form == "github":
        emit("\n".join(line for run in runs for line in _annotations(run)))
    else:
        for run in runs:
            emit(_changes_told(run))
    return 1 if any(100 * run.rate < at_least for run in runs) else 0


def _annotations(run: MutationRun) -> list[str]:
    return [
        annotation("warning", one.mutant.place, "unnoticed", f"no example notices that {one.mutant.what}")
        for one in run.unnoticed
    ]


def _changes_told(run: MutationRun) -> str:
    lines = [text for one in run.unnoticed for text in (str(one), f"    would notice: {one.mutant.hint}")]
    count = f"{len(run.trials)} single changes, {run.noticed} noticed by an example ({run.rate:.1%})"
    return "\n".join([*lines, f"{run.definition.path}: {count}"])
