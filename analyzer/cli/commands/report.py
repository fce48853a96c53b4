"""`analyzer report`: everything about a run, in one folder."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer import __version__
from analyzer.cli.console import emit, warn
from analyzer.cli.options import Run, asks_for_analysis, fail_on, only_owner
from analyzer.cli.progress import progress
from analyzer.cli.traces import no_traces
from analyzer.cli.work import analysis_of

if TYPE_CHECKING:
    from analyzer.reports import Envelope


Option = Callable[[Any], Any]

_DIGEST: tuple[Option, ...] = (
    click.option("--digest", is_flag=True, help="Write digest.eml too: the report in short, the workbook attached."),
    click.option("--to", metavar="ADDRESS", multiple=True, help="With --digest: whom the mail goes to. Repeatable."),
    click.option("--from", "sender", metavar="ADDRESS", help="With --digest: whom it comes from."),
    click.option(
        "--subject", metavar="TEXT", default="", help="With --digest: its subject. Default: limit and period."
    ),
    click.option(
        "--where",
        metavar="TEXT",
        default="",
        help="With --digest: where the recipients find the whole report, as a web address or in words.",
    ),
)


def asks_for_digest(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a mail."""
    for option in reversed(_DIGEST):
        command = option(command)
    return command


def _envelope(mail: Mapping[str, Any]) -> Envelope | None:
    """The envelope that the options ask for; refuse a mail without addresses, and addresses without a mail."""
    if not mail["digest"]:
        for option, value in (("--to", "to"), ("--from", "sender"), ("--subject", "subject"), ("--where", "where")):
            if mail[value]:
                raise click.UsageError(f"{option} belongs to a mail: add --digest.", click.get_current_context())
        return None
    if not (mail["to"] and mail["sender"]):
        said = "--digest writes a mail: say whom it comes from and whom it goes to, --from ADDRESS --to ADDRESS."
        raise click.UsageError(said, click.get_current_context())
    from analyzer.reports import Envelope

    return Envelope(mail["sender"], mail["to"], mail["subject"], mail["where"])


@click.command("report", short_help="Write the report: web page, workbook, tables, charts and summary.")
@asks_for_analysis
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write to.")
@fail_on()
@click.option(
    "--each",
    metavar="KIND",
    multiple=True,
    help="Write one more report for each person in this role, or each requisition, cut to what they may see. "
    "Repeatable.",
)
@only_owner()
@click.option(
    "--since",
    metavar="DIR",
    help="The folder of an earlier report: tell what is new since then, what is no longer open and what became of it. "
    "May be the folder that is written to.",
)
@click.option("--pdf", is_flag=True, help="Write report.pdf too, a document for print; needs the extra [pdf].")
@asks_for_digest
def command(
    run: Run,
    *,
    output: str,
    fail_on: str,
    each: tuple[str, ...],
    only_owner: str | None,
    since: str | None,
    pdf: bool,
    **mail: Any,  # noqa: ANN401
) -> int:
    """Write the report: web page, workbook, tables, charts and summary.

    LOG is one or more files (CSV, JSON Lines, Parquet, Excel, XES, OCEL), read as one log. The same input gives the
    same bytes; only run.json, which tells when and where the report was made, differs from run to run. A report
    that fails or is interrupted leaves no folder behind that was not there before. --each writes reports cut to
    their recipients into DIR/recipients (recipients.csv lists them): a recruiter sees the cases that are theirs,
    anybody else only what they did or owe, and nothing about candidates. --digest adds digest.eml, a mail with the
    report in short and the workbook attached; nothing is sent: a mail program opens it, and sendmail -t <
    digest.eml sends it.
    """
    with no_traces():
        return _report(run, output, fail_on, mail, pdf=pdf, each=each, only_owner=only_owner, since=since)


def _report(
    run: Run,
    output: str,
    fail_on: str,
    mail: Mapping[str, Any],
    *,
    pdf: bool,
    each: tuple[str, ...],
    only_owner: str | None,
    since: str | None,
) -> int:
    began, clock = datetime.now(UTC), time.perf_counter()
    from analyzer import reports, review

    if each and only_owner is not None:
        raise click.UsageError("--only-owner cuts the report to one person, and --each writes one for many: choose.")
    envelope = _envelope(mail)
    if pdf:
        reports.printing()
    reports.check_folder(output)
    earlier = None if since is None else review.read_report(since)  # before the new report may take its place
    folder = Path(output)
    with reports.making_folder(folder):
        analysis = analysis_of(run)
        if only_owner is not None:
            analysis = analysis.cut_for("owner", only_owner)
        changes = None if earlier is None else review.changes(analysis, earlier)
        with progress(quiet=run.quiet) as line:
            written = reports.write_report(
                analysis,
                folder,
                fail_on=fail_on,
                digest=envelope,
                pdf=pdf,
                each=each,
                changes=changes,
                progress=lambda name: line.doing(f"writing {name}"),
            )
        _write_run(folder / "run.json", began=began, seconds=time.perf_counter() - clock)
    for kind in each:
        if analysis.recipients(kind).empty:
            warn(f"--each {kind} wrote no report: the log names none", quiet=run.quiet)
    verdict = reports.verdict_text(analysis, fail_on=fail_on)
    files = "\n".join(_listed(written, folder))
    news = "" if changes is None else f"{reports.changes_text(analysis, changes)}\n"
    emit(f"{verdict}\n{news}Open {folder / 'report.html'} in a browser. All files:\n\n{files}")
    return 0 if reports.within_limits(analysis, fail_on=fail_on) else 1


def _listed(written: Sequence[Path], folder: Path) -> list[str]:
    """The files of the report; of those below `recipients`, only the folders that can be sent."""
    places = (path.relative_to(folder).parts for path in written)
    told = dict.fromkeys(parts[:3] if parts[0] == "recipients" else parts for parts in places)
    return [str(folder.joinpath(*parts)) for parts in told]


def _write_run(path: Path, *, began: datetime, seconds: float) -> None:
    """Keep what differs between equal runs out of every other file."""
    told = {
        "analyzer": __version__,
        "began": began.isoformat(timespec="seconds"),
        "host": platform.node(),
        "python": platform.python_version(),
        "seconds": round(seconds, 3),
        "system": platform.platform(),
    }
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
