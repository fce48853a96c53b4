"""`analyzer lint`: what is wrong or doubtful in a definition, before any log is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import click

from analyzer.cli.annotations import annotation
from analyzer.cli.console import emit, note
from analyzer.cli.options import definitions_argument, output_format
from analyzer.errors import DefinitionError, Problem

UNUSABLE = "D1"


@click.command("lint", short_help="Check definitions before any log is read.")
@definitions_argument()
@output_format()
@click.option(
    "--fail-on",
    type=click.Choice(["remark", "error"]),
    default="remark",
    show_default=True,
    help="Exit with 1 on remarks (D2xx) too, or only with 2 on definitions that cannot be used (D1xx).",
)
def command(definitions: tuple[str, ...], *, form: str, fail_on: str) -> int:
    """Check definitions before any log is read.

    DEF is a preset's name or a YAML file. D1xx: it cannot be used. D2xx: it can, but look at this: rules that can
    never fire, stages that cannot be left, ways from candidate to manager that do not pass the gatekeeper.
    """
    problems = [problem for name in definitions for problem in _problems(name)]
    if form == "text":
        _as_text(problems, count=len(definitions))
    else:
        emit(_as_json(problems) if form == "json" else _as_github(problems))
    if any(problem.code.startswith(UNUSABLE) for problem in problems):
        return 2
    return 1 if problems and fail_on == "remark" else 0


def _problems(name: str) -> Sequence[Problem]:
    from analyzer.definitions import lint, read_definition

    try:
        return lint(read_definition(name))
    except DefinitionError as error:
        return error.problems


def _as_text(problems: Sequence[Problem], *, count: int) -> None:
    for problem in problems:
        emit(problem.render())
    read = "1 definition" if count == 1 else f"{count} definitions"
    found = "1 problem" if len(problems) == 1 else f"{len(problems) or 'no'} problems"
    note(f"{read} read, {found}")


def _as_json(problems: Iterable[Problem]) -> str:
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False)


def _as_github(problems: Iterable[Problem]) -> str:
    return "\n".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    level = "error" if problem.code.startswith(UNUSABLE) else "warning"
    said = f"{problem.message}; {problem.help}" if problem.help else problem.message
    return annotation(level, problem.place, problem.code, said)
