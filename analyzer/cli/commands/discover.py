"""`analyzer discover`: a first draft of a definition from what a log shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analyzer.cli.console import emit, note, warn
from analyzer.cli.options import Run, asks_for_log
from analyzer.cli.progress import progress
from analyzer.cli.work import check_target
from analyzer.errors import UsageError

STDOUT = "-"


def _hours(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, list[str]] | None:
    """Read `mon-fri 09:00-12:00 13:00-17:00`; what days and times mean is checked where they are used."""
    week: dict[str, list[str]] = {}
    for text in values:
        days, *spans = text.split() or [""]
        if not spans or days in week:
            raise click.BadParameter(f"{text!r} does not read 'mon-fri 09:00-17:00', each day once.", ctx, param)
        week[days] = spans
    return week or None


@click.command("discover", short_help="Write a first draft of a definition from what a log shows.")
@asks_for_log
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default=STDOUT,
    help="The file to write; it must not exist. Default: standard output, also as '-'.",
)
@click.option("--force", is_flag=True, help="Write over the file if it exists.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The draft itself, or the draft with every table that it rests on.",
)
@click.option("--candidate", metavar="ROLE", help="The role of candidates, if its name does not tell.")
@click.option("--gatekeeper", metavar="ROLE", help="The role that stands between; otherwise one is proposed.")
@click.option(
    "--min-support",
    metavar="CASES",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="In how many cases a contact or a change of stage must be seen to be proposed.",
)
@click.option(
    "--min-share",
    metavar="SHARE",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="What share of its like it must be, from 0 to 1.",
)
@click.option(
    "--hours",
    metavar="'DAYS TIMES'",
    multiple=True,
    callback=_hours,
    help="Working hours, such as 'mon-fri 09:00-17:00', in the zone of --timezone (UTC if not given). Repeatable.",
)
@click.option("--holidays", metavar="COUNTRY", help="Whose public holidays are free, such as US.")
def command(run: Run, *, output: str, force: bool, form: str, **asked: Any) -> int:  # noqa: ANN401 - as discover
    """Write a first draft of a definition from what a log shows.

    LOG is one or more files (CSV, JSON Lines, Parquet, Excel, XES, OCEL), read as one log.

    The draft describes what happened; it never says what is allowed. Contacts that pass by the gatekeeper are written
    as questions to decide, however often they were seen, and whatever was seen too seldom stands in comments.
    """
    target = None if output == STDOUT else Path(output)
    if target is not None:
        check_target(target, force=force)
    with progress(quiet=run.quiet) as line:
        from analyzer.events import read_log

        log = read_log(
            run.logs,
            mapping=run.mapping,
            timezone=run.timezone,
            max_quarantined=run.max_quarantined,
            progress=line.doing,
        )
        from analyzer.discovery import discover

        draft = discover(log, as_of=run.as_of, timezone=run.timezone, progress=line.doing, **asked)
    for sentence in draft.missing:
        warn(f"missing from the log. {sentence}", quiet=run.quiet)
    text = draft.text if form == "text" else draft.to_json() + "\n"
    if target is None:
        emit(text)
    else:
        _write(target, text, force=force)
        note(f"{target}: {draft.summary()}. A draft, and no policy: decide before you use it.")
    return 0


def _write(target: Path, text: str, *, force: bool) -> None:
    try:
        with target.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error
