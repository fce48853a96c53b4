"""`analyzer export`: a log, wherever it comes from, as a file for other tools or for later runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.console import note, warn
from analyzer.cli.options import Run, asks_for_reading
from analyzer.cli.progress import progress
from analyzer.cli.work import check_target
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.events import EventLog

FORMATS = ("xes", "csv", "jsonl", "parquet")


@click.command("export", short_help="Write a log as XES, CSV, JSON Lines or Parquet.")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@asks_for_reading
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write. Required.",
)
@click.option("--force", is_flag=True, help="Write over the file if it exists.")
@click.option(
    "--columns",
    "names",
    type=click.Choice(["canonical", "pm4py"]),
    default="canonical",
    show_default=True,
    help="Of a table: the analyzer's own names, or those of pm4py where it has some. XES always has the latter.",
)
@click.option(
    "--sql-url",
    metavar="URL",
    envvar="ANALYZER_SQL_URL",
    help="Instead of LOG: the database to ask, such as postgresql://host/name. ANALYZER_SQL_URL in the environment "
    "keeps it out of the list of processes.",
)
@click.option("--query", metavar="SQL", help="What to ask it: one statement that reads.")
def command(
    run: Run, *, form: str, output: Path, force: bool, names: str, sql_url: str | None, query: str | None
) -> int:
    """Write a log as XES, CSV, JSON Lines or Parquet.

    FORMAT is one of xes, csv, jsonl and parquet; the file ends so, too (or in .gz behind it). LOG is one or more files
    of any format, read as one log.

    What is written is the log as it was read: mapped, in UTC, duplicates and rows set aside left out. It is read again
    without a mapping.
    """
    _check_ending(form, output)
    check_target(output, force=force)
    log = _log(run, sql_url, query)
    from analyzer.events.writers import write_log, write_xes

    if form == "xes":
        replaced = write_xes(log, output)
        if replaced:
            what = f"{_many(replaced, 'character')} that XML cannot hold"
            warn(f"E353 {what}: U+FFFD stands in the place", quiet=run.quiet)
    else:
        write_log(log, output, names=names)
    _tell(run, log, output)
    return 0


def _check_ending(form: str, output: Path) -> None:
    endings = [f".{form}"] if form == "parquet" else [f".{form}", f".{form}.gz"]
    if not output.name.lower().endswith(tuple(endings)):
        raise UsageError(f"{output}: a file of the format {form} ends in {' or '.join(endings)}")


def _log(run: Run, sql_url: str | None, query: str | None) -> EventLog:
    """Read the files, or ask the database: one of the two."""
    asked = query is not None
    if asked == bool(run.logs):
        raise UsageError("give either LOG, or --sql-url and --query")
    if asked and sql_url is None:
        raise UsageError("--query needs a database: --sql-url URL, or ANALYZER_SQL_URL in the environment")
    with progress(quiet=run.quiet) as line:
        from analyzer.events import read_log, read_sql

        if asked:
            return read_sql(
                sql_url or "",
                query or "",
                mapping=run.mapping,
                timezone=run.timezone,
                max_quarantined=run.max_quarantined,
                progress=line.doing,
            )
        return read_log(
            run.logs,
            mapping=run.mapping,
            timezone=run.timezone,
            max_quarantined=run.max_quarantined,
            progress=line.doing,
        )


def _tell(run: Run, log: EventLog, output: Path) -> None:
    quality = log.quality
    aside, again, outside = quality.quarantined.num_rows, quality.duplicates, quality.out_of_scope
    if aside:
        warn(f"set aside, and not in the file: {_many(aside, 'row')} of {quality.rows:,}", quiet=run.quiet)
    if log.width is not None:
        warn("times are known to the minute or day only; say `precision:` again when you read it", quiet=run.quiet)
    left = f"; left out: {_many(again, 'duplicate')}, {_many(outside, 'row')} out of scope" if again or outside else ""
    note(f"{output}: {_many(len(log), 'event')} in {_many(len(log.case_ids), 'case')}{left}")


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
