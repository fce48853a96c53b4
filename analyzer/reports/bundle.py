"""The whole report as one folder: page, workbook, tables, charts, summary, and a manifest that vouches for them.

All files are made in a hidden folder beside the place and moved when the last one stands, so nothing half-written is
ever published. The manifest has no time in it; when and where a run took place is for whoever ran it to write
(`run.json` of the command line).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from analyzer.errors import UsageError
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports.digest import WORKBOOK, Envelope, write_digest
from analyzer.reports.excel import write_excel
from analyzer.reports.facts import facts_of
from analyzer.reports.figures import files as chart_files
from analyzer.reports.files import as_json, sha256, write_bytes
from analyzer.reports.html import write_html
from analyzer.reports.markdown import write_markdown
from analyzer.reports.pdf import printing, write_pdf
from analyzer.reports.recipients import INDEX, Divisible, Recipient, index_of, recipients_of
from analyzer.reports.result import Result
from analyzer.reports.reviewed import write_review_tables
from analyzer.reports.tables import write_csv, write_summary, write_tables
from analyzer.review import Changes

DIGEST = "digest.eml"
MANIFEST = "manifest.json"
PDF = "report.pdf"
RUN = "run.json"
"""Written by the command line after the report; differs from run to run and so is not in the manifest."""

Progress = Callable[[str], None]


def write_report(
    analysis: Result,
    directory: Path | str,
    *,
    fail_on: str | None = DEFAULT_LIMIT,
    digest: Envelope | None = None,
    pdf: bool = False,
    each: Sequence[str] = (),
    changes: Changes | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write every form of the report into a folder.

    Parameters
    ----------
    analysis : Analysis
    directory : Path or str
        Made if it is not there. It may be empty or hold an earlier report, whose files are replaced; files that are
        not the report's own are left alone.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    digest : Envelope, optional
        Write `digest.eml` too, a mail to these recipients with the workbook attached.
    pdf : bool
        Write `report.pdf` too, a document for print; it needs the extra `[pdf]`.
    each : sequence of str
        Roles of the definition, or ``requisition``: besides the whole report, one for each person in such a role (or
        each requisition) is written, cut to what they may see, into a folder of its own below `recipients`;
        `recipients.csv` lists them. Only of an `Analysis`, which can be cut.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report. Every form shows it, and `changes.csv` and
        `changes.json` have it.
    progress : callable, optional
        Called with what is being written, before it is.

    Returns
    -------
    list of Path
        The files, sorted; the manifest with them.

    Raises
    ------
    UsageError
        The folder holds something else than a report, cannot be written to, `fail_on` is unknown, what a PDF needs is
        not installed, or `each` names nobody that a report is written for.
    """
    check_folder(directory)
    folder = Path(directory)
    if pdf:
        printing()
    wanted = list(recipients_of(cast("Divisible", analysis), each)) if each else []
    facts_of(analysis, fail_on=fail_on)  # an unknown limit is found before the work, not after it
    doing = progress or (lambda _: None)
    with making_folder(folder), _scratch(folder) as scratch:
        _fill(analysis, scratch, fail_on, changes, doing)
        _fill_on_request(analysis, scratch, fail_on, digest, changes, doing, pdf=pdf)
        if each:
            _fill_recipients(cast("Divisible", analysis), wanted, scratch, fail_on, doing)
        write_bytes(scratch / MANIFEST, f"{as_json(manifest_of(scratch))}\n".encode())
        return _publish(scratch, folder)


@contextmanager
def making_folder(directory: Path | str) -> Iterator[None]:
    """Make a folder and those above it before the work begins, and take them away again if the work fails.

    Nobody should wait for a report that cannot be written, nor find an empty folder where none was made. Folders that
    were there before stay, and so does one that meanwhile holds something.

    Raises
    ------
    UsageError
        The folder cannot be made.
    """
    folder = Path(directory).absolute()
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _take_away(missing)
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    try:
        yield
    except BaseException:  # an interruption as well
        _take_away(missing)
        raise


def _take_away(folders: Sequence[Path]) -> None:
    """Remove folders that are empty, the innermost first."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Make a hidden folder beside the report's place, and take it away in the end."""
    whole = folder.absolute()
    try:
        scratch = Path(tempfile.mkdtemp(prefix=f".{whole.name}.", suffix=".part", dir=whole.parent))
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}") from error
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fill(analysis: Result, folder: Path, fail_on: str | None, changes: Changes | None, progress: Progress) -> None:
    """Write every file that the whole report has but the manifest."""
    _fill_with_forms(analysis, folder, fail_on, changes, progress)
    progress("charts")
    (folder / "charts").mkdir()
    for name, content in chart_files(analysis):
        write_bytes(folder / "charts" / name, content)


def _fill_with_forms(
    analysis: Result, folder: Path, fail_on: str | None, changes: Changes | None, progress: Progress
) -> None:
    """Write the forms that every report has, cut or whole."""
    progress("report.html")
    write_html(analysis, folder / "report.html", fail_on=fail_on, changes=changes)
    progress(WORKBOOK)
    write_excel(analysis, folder / WORKBOOK, fail_on=fail_on, changes=changes)
    progress("tables")
    write_tables(analysis, folder)
    write_review_tables(analysis, folder, changes)
    progress("summary.json and summary.md")
    write_summary(analysis, folder / "summary.json")
    write_markdown(analysis, folder / "summary.md", fail_on=fail_on, changes=changes)


def _fill_on_request(
    analysis: Result,
    folder: Path,
    fail_on: str | None,
    digest: Envelope | None,
    changes: Changes | None,
    progress: Progress,
    *,
    pdf: bool,
) -> None:
    """Write the document for print and the mail, each made from what stands in the folder already."""
    if pdf:
        progress(PDF)
        drawn = ((path.name, path.read_bytes()) for path in (folder / "charts").glob("*.svg"))
        write_pdf(analysis, folder / PDF, fail_on=fail_on, drawings=drawn, changes=changes)
    if digest is not None:
        progress(DIGEST)
        workbook = (folder / WORKBOOK).read_bytes()
        write_digest(analysis, folder / DIGEST, digest, workbook=workbook, fail_on=fail_on, changes=changes)


def _fill_recipients(
    analysis: Divisible, wanted: Sequence[Recipient], folder: Path, fail_on: str | None, progress: Progress
) -> None:
    """Write one report for each recipient, each with a manifest of its own so that it can be sent alone."""
    written = []
    for number, one in enumerate(wanted, start=1):
        part = analysis.cut_for(one.each, one.name)
        place = folder / one.folder
        place.mkdir(parents=True)
        progress(f"report {number:,} of {len(wanted):,}, for {one.name}")
        _fill_with_forms(part, place, fail_on, None, lambda _: None)
        write_bytes(place / MANIFEST, f"{as_json(manifest_of(place))}\n".encode())
        written.append((one, int(part.summary["findings"]["open"])))
    write_csv(index_of(written), folder / INDEX)


def manifest_of(folder: Path) -> dict[str, dict[str, str | int]]:
    """Size and SHA-256 of every file in a folder, by its path there; manifest and `run.json` left out."""
    return {
        name: {"bytes": path.stat().st_size, "sha256": sha256(path)}
        for name, path in sorted(_within(folder).items())
        if name not in (MANIFEST, RUN)
    }


def _within(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def check_folder(directory: Path | str) -> None:
    """Refuse a folder that holds other people's files; worth asking before the work begins.

    Raises
    ------
    UsageError
        It has no name, is a file, or is not empty and holds no earlier report.
    """
    if not str(directory).strip():
        raise UsageError("the folder to write to has an empty name: name one, such as report")
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise UsageError(f"{folder} is not empty and holds no earlier report (no {MANIFEST}): choose another folder")


def _publish(scratch: Path, folder: Path) -> list[Path]:
    """Move the finished files to their place, the manifest last, and take away what the earlier report had more."""
    earlier = _listed(folder / MANIFEST)
    made = sorted(_within(scratch), key=lambda name: (name == MANIFEST, name))
    for name in made:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).replace(target)
    for name in sorted(set(earlier) - set(made)):
        (folder / name).unlink(missing_ok=True)
        _take_away([place for place in (folder / name).parents if place.is_relative_to(folder) and place != folder])
    return sorted(folder / name for name in made)


def _listed(manifest: Path) -> list[str]:
    """Names in an earlier manifest that lie inside its folder; none where it cannot be read."""
    try:
        names = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    inside = manifest.parent.resolve()
    return [name for name in names if (inside / name).resolve().is_relative_to(inside)]
