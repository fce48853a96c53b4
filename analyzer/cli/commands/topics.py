"""`analyzer topics`: phrases and people say what messages are about; the one is held against the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.console import emit, note, warn
from analyzer.cli.options import Command, Decorator, Run, asks_for_log_and_definition
from analyzer.cli.progress import progress
from analyzer.cli.work import definitions_of
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.definitions import Definition
    from analyzer.events import EventLog
    from analyzer.importing import Labels

FORMS = ("text", "markdown", "json")
LOG_ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet")


@click.group("topics", short_help="Find what messages are about, by phrases and by people's labels.")
def command() -> None:
    """Find what messages are about, by phrases and by people's labels.

    Topics come from the log, from a file of labels that people filled in, or from the phrases of the definition.
    """


def _output(what: str) -> Decorator:
    return click.option("-o", "--output", metavar="FILE", required=True, type=click.Path(path_type=Path), help=what)


def _labels(*, required: bool, what: str) -> Decorator:
    return click.option(
        "--labels", "labels_file", metavar="FILE", required=required, type=click.Path(path_type=Path), help=what
    )


def _force(command: Command) -> Command:
    wrapped: Command = click.option("--force", is_flag=True, help="Write over the file if it exists.")(command)
    return wrapped


@command.command("label", short_help="List messages that are worth a person's look, as a sheet to fill in.")
@asks_for_log_and_definition
@_output("The sheet to write (CSV); it must not exist.")
@_force
@_labels(required=False, what="What has been labelled already; it is not listed again.")
@click.option(
    "--most", metavar="N", type=click.IntRange(min=4), default=200, show_default=True, help="How many messages to list."
)
@click.option("--seed", metavar="N", type=int, default=0, show_default=True, help="Of the drawing at random.")
def label(run: Run, *, output: Path, force: bool, labels_file: Path | None, most: int, seed: int) -> int:
    """List messages that are worth a person's look, as a sheet to fill in.

    First messages on a guarded contact (such as candidate to hiring manager, without the recruiter) that no phrase
    finds, then those in which a phrase finds a guarded topic, others that no phrase finds, and others that one finds:
    the same number of each, drawn at random. Fill in `topics`: names separated by `;`, or `-` for none of them. Nobody
    is asked about messages in which a phrase finds a protected topic.
    """
    _check(output, force=force)
    definition, labels, log = _read(run, labels_file)
    from analyzer.importing import label_sheet

    sheet = label_sheet(log, definition, labels=labels, most=most, seed=seed)
    for why, count in sheet.left_out.items():
        if count:
            warn(f"{count:,} messages are not listed: {why}", quiet=run.quiet)
    _write(output, b"\xef\xbb\xbf" + sheet.to_csv().encode("utf-8", "replace"), force=force)
    note(f"{output}: {len(sheet.rows):,} messages to label, of {sum(sheet.sizes.values()):,}")
    return 0


@command.command("measure", short_help="Say how well the phrases find what people say, topic by topic.")
@asks_for_log_and_definition
@_labels(required=True, what="The labels: a sheet of `analyzer topics label` that people filled in.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="For people, for a page, or for programs.",
)
@click.option("--examples", is_flag=True, help="Show ids and subjects of messages found wrongly or missed.")
def measure(run: Run, *, labels_file: Path, form: str, examples: bool) -> int:
    """Say how well the phrases find what people say, topic by topic.

    Precision (of the messages found, how many are about the topic) and recall (of those about it, how many are found)
    with intervals, the phrases that hit wrongly most and, where two people labelled the same messages, how far they
    agree. No text of people is shown unless you ask for examples.
    """
    definition, labels, log = _read(run, labels_file)
    from analyzer.importing import measure_topics
    from analyzer.reports.topics import measure_json, measure_markdown, measure_text

    written = {"text": measure_text, "markdown": measure_markdown, "json": measure_json}[form]
    assert labels is not None  # the option is required
    emit(written(measure_topics(log, definition, labels), examples=examples))
    return 0


@command.command("apply", short_help="Write the log anew, with topics filled in.")
@asks_for_log_and_definition
@_output("The log to write: .csv or .parquet; it must not exist.")
@_force
@_labels(required=False, what="What people say, which goes before the log and the phrases.")
def apply(run: Run, *, output: Path, force: bool, labels_file: Path | None) -> int:
    """Write the log anew, with topics filled in.

    Rows are in the order of cases and times; rows that were set aside are not in it. The new column `topics_by` says
    where topics come from: `label`, `log` or `phrase`. A message that nobody knows about keeps an empty cell.
    """
    _check(output, force=force)
    if not output.name.lower().endswith(LOG_ENDINGS):
        raise UsageError(f"cannot write {output}: a log ends in {', '.join(LOG_ENDINGS)}")
    definition, labels, log = _read(run, labels_file)
    from analyzer.events.writers import write_log
    from analyzer.importing import tag_topics
    from analyzer.importing.topics import told_by

    table = tag_topics(log, definition, labels=labels)
    aside = log.quality.quarantined.num_rows
    if aside:
        warn(f"{aside:,} rows that were set aside are not in {output}", quiet=run.quiet)
    if log.width is not None:
        warn(f"declare the precision of times again for {output}: it has them as instants", quiet=run.quiet)
    write_log(table, output)
    note(f"{output}: {told_by(table)}")
    return 0


def _read(run: Run, labels_file: Path | None) -> tuple[Definition, Labels | None, EventLog]:
    """Read the definition and the labels first (it is quick, and often what is wrong), then the log."""
    (definition,) = definitions_of(run.definition)
    labels = None
    if labels_file is not None:
        from analyzer.importing import read_labels

        labels = read_labels(labels_file, definition)
    with progress(quiet=run.quiet) as line:
        from analyzer.events import read_log

        log = read_log(
            run.logs,
            mapping=run.mapping,
            timezone=run.timezone,
            max_quarantined=run.max_quarantined,
            progress=line.doing,
        )
    if labels is not None:
        _tell(labels, log, quiet=run.quiet)
    return definition, labels, log


def _tell(labels: Labels, log: EventLog, *, quiet: bool) -> None:
    unknown = labels.unknown(log)
    if unknown:
        lost = f"{len(unknown):,} labelled messages are not in the log, the first is {unknown[0]!r}"
        warn(f"{labels.path}: {lost} (a spreadsheet may have rewritten ids that look like numbers)", quiet=quiet)
    if labels.repeated:
        warn(f"{labels.path}: {labels.repeated:,} rows say again what the same person said before", quiet=quiet)
    for rows in labels.disagreements[:20]:
        said = "; ".join(f"{row.by or 'nobody named'} says {', '.join(row.topics) or '-'}" for row in rows)
        warn(f"{labels.path}:{rows[0].line}: people differ on {rows[0].event_id!r}: {said}", quiet=quiet)
    if len(labels.disagreements) > 20:
        warn(f"and on {len(labels.disagreements) - 20:,} more messages", quiet=quiet)


def _check(target: Path, *, force: bool) -> None:
    """Say before the work that nothing could be written after it."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file with -o")
    if target.exists() and not force:
        raise UsageError(f"{target} exists; choose another name, or --force to write over it")
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {target}: there is no folder {target.parent}")


def _write(target: Path, data: bytes, *, force: bool) -> None:
    try:
        with target.open("wb" if force else "xb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error
