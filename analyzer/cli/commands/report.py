"""`analyzer report`: everything about a run, in one folder."""

from __future__ import annotations

import json
import platform
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from analyzer import __version__
from analyzer.cli.console import emit
from analyzer.cli.options import Run, asks_for_analysis, fail_on
from analyzer.cli.progress import progress
from analyzer.cli.traces import no_traces
from analyzer.cli.work import analysis_of


@click.command("report", short_help="Write the report: web page, workbook, tables, charts and summary.")
@asks_for_analysis
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write to.")
@fail_on()
@click.option(
    "--since",
    metavar="DIR",
    help="The folder of an earlier report: tell what is new since then, what is no longer open and what became of it. "
    "May be the folder that is written to.",
)
def command(run: Run, *, output: str, fail_on: str, since: str | None) -> int:
    """Write the report: web page, workbook, tables, charts and summary.

    LOG is one or more files (CSV, JSON Lines, Parquet or Excel), read as one log. The same input gives the same bytes;
    only run.json, which tells when and where the report was made, differs from run to run. A report that fails or is
    interrupted leaves no folder behind that was not there before.
    """
    with no_traces():
        return _report(run, output, fail_on, since)


def _report(run: Run, output: str, fail_on: str, since: str | None) -> int:
    began, clock = datetime.now(UTC), time.perf_counter()
    from analyzer import reports, review

    reports.check_folder(output)
    earlier = None if since is None else review.read_report(since)  # before the new report may take its place
    folder = Path(output)
    with reports.making_folder(folder):
        analysis = analysis_of(run)
        changes = None if earlier is None else review.changes(analysis, earlier)
        with progress(quiet=run.quiet) as line:
            written = reports.write_report(
                analysis,
                folder,
                fail_on=fail_on,
                changes=changes,
                progress=lambda name: line.doing(f"writing {name}"),
            )
        _write_run(folder / "run.json", began=began, seconds=time.perf_counter() - clock)
    verdict = reports.verdict_text(analysis, fail_on=fail_on)
    files = "\n".join(str(path) for path in written)
    news = "" if changes is None else f"{reports.changes_text(analysis, changes)}\n"
    emit(f"{verdict}\n{news}Open {folder / 'report.html'} in a browser. All files:\n\n{files}")
    return 0 if reports.within_limits(analysis, fail_on=fail_on) else 1


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
