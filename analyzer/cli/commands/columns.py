"""`analyzer columns`: the data dictionary."""

from __future__ import annotations

import click

from analyzer.cli.console import columns as terminal_width, emit
from analyzer.cli.options import output_format

FORMATS = ("text", "json", "csv", "markdown")


@click.command("columns", short_help="Say what every column of the log and of every table holds.")
@click.argument("table", metavar="[TABLE]", required=False)
@output_format(FORMATS)
def command(table: str | None, *, form: str) -> int:
    """Say what every column of the log and of every table holds.

    TABLE is one of them, such as log, findings or cases; without it, all are told.
    """
    from analyzer.reports import dictionary_as

    emit(dictionary_as(form, table, width=terminal_width()))
    return 0
