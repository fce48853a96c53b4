"""`analyzer check`: judge logs against a definition."""

from __future__ import annotations

import sys

import click

from analyzer.cli.annotations import annotation_of
from analyzer.cli.console import columns, emit
from analyzer.cli.options import FORMATS, Run, asks_for_analysis, fail_on, only_owner, output_format
from analyzer.cli.work import analysis_of
from analyzer.errors import DefinitionError


@click.command("check", short_help="Judge logs against a definition; print the findings and the summary.")
@asks_for_analysis
@output_format((*FORMATS, "markdown"))
@fail_on()
@only_owner()
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many open findings text and Markdown show, the gravest rules first.",
)
def command(run: Run, *, form: str, fail_on: str, only_owner: str | None, top: int) -> int:
    """Judge logs against a definition; print the findings and the summary.

    LOG is one or more files (CSV, JSON Lines, Parquet, Excel, XES, OCEL), read as one log. Markdown is the short form
    for the summary of a workflow: analyzer check ... --format markdown >> "$GITHUB_STEP_SUMMARY".
    """
    try:
        analysis = analysis_of(run, shows_notes=form == "text" and sys.stdout.isatty())
    except DefinitionError as error:
        if form == "github":  # the definition is a file of the repository, and its lines can be marked as well
            emit("\n".join(annotation_of(problem, is_file=True) for problem in error.problems))
        raise
    if only_owner is not None:
        analysis = analysis.cut_for("owner", only_owner)
    from analyzer import reports

    if form == "text":
        emit(reports.summary_text(analysis, width=columns(), top=top, fail_on=fail_on))
    elif form == "json":
        emit(reports.findings_as_json(analysis))
    elif form == "markdown":
        emit(reports.summary_markdown(analysis, top=top, fail_on=fail_on))
    else:
        emit(reports.findings_as_github(analysis))
    return 0 if reports.within_limits(analysis, fail_on=fail_on) else 1
