"""`analyzer explain`: one case, event by event."""

from __future__ import annotations

import click

from analyzer.cli.console import columns, emit
from analyzer.cli.options import Run, asks_for_analysis
from analyzer.cli.work import analysis_of


@click.command("explain", short_help="Tell one case event by event, each finding with its evidence.")
@click.argument("case", metavar="CASE")
@asks_for_analysis
def command(run: Run, *, case: str) -> int:
    """Tell one case event by event, each finding with its evidence and the allowed way.

    CASE is a case id as it stands in the log. First come the definition, the horizon, the coverage and what was
    assumed.
    """
    emit(analysis_of(run).case(case).explain(columns()))
    return 0
