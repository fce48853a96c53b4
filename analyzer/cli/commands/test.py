"""`analyzer test`: run the examples that stand in definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.console import emit

if TYPE_CHECKING:
    from analyzer.analysis.examples import Outcome


@click.command("test", short_help="Run the examples that stand in definitions.")
@click.argument("definitions", metavar="DEF...", nargs=-1, required=True)
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that pass, too.")
def command(definitions: tuple[str, ...], *, verbose: bool) -> int:
    """Run the examples that stand in definitions.

    DEF is a preset's name or a YAML file. Every example is judged as a log would be; where the verdicts are not those
    that it expects, the difference is shown.
    """
    from analyzer.analysis.examples import run_examples
    from analyzer.definitions import read_definition

    outcomes = [outcome for name in definitions for outcome in run_examples(read_definition(name))]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in outcomes if verbose else failed:
        emit(_told(outcome))
    emit(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _told(outcome: Outcome) -> str:
    head = f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.example.place}: {outcome.example.name}"
    return "\n".join([head, *(f"       {line}" for line in outcome.differences)])
