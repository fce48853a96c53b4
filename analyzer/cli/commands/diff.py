"""`analyzer diff`: what another definition would change."""

from __future__ import annotations

import sys

import click

from analyzer.cli.console import columns, emit
from analyzer.cli.options import PLAIN_FORMATS, Run, asks_for_comparison, output_format
from analyzer.cli.progress import progress
from analyzer.cli.work import analysis_of, definitions_of


@click.command("diff", short_help="Say what another definition would change: findings that appear, vanish or change.")
@asks_for_comparison
@output_format(PLAIN_FORMATS)
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many examples the text shows, one of every kind of change first. JSON has all changes.",
)
def command(run: Run, *, new: str, form: str, top: int) -> int:
    """Say what another definition would change: findings that appear, vanish or change.

    LOG is one or more files, read as one log, and judged under both definitions as of the same instant (without a
    zone, --as-of is in the old definition's). An activation is known by its rule, its case and its event; a rule that
    only one of the definitions has is told apart. The exit code is 1 if anything differs.
    """
    old, other = definitions_of(run.definition, new)
    before = analysis_of(run, definition=old, also=[other], shows_notes=form == "text" and sys.stdout.isatty())
    with progress(quiet=run.quiet) as line:
        line.doing("judging under the new definition")
        comparison = before.compare(before.under(other))
        from analyzer import reports

        text = form == "text"
        said = reports.comparison_text(comparison, width=columns(), top=top) if text else None
        said = said or reports.comparison_as_json(comparison)
    emit(said)
    return 0 if comparison.same else 1
