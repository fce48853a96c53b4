"""The report as a document for print: PDF, made for paper and not from the interactive page.

The only user of WeasyPrint, which is an extra (`[pdf]`) and needs Pango from the system; it is imported when a document
is made. Nothing is fetched: charts are inside, and any address but that of data is refused. The bytes depend on the
analysis, the fonts of the machine and the release of WeasyPrint; there is no clock in them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from analyzer.errors import UsageError
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import figures, words
from analyzer.reports.brief import CHANGE_HEADS, DUTY_HEADS, WAIVER_HEADS, Brief, brief_of
from analyzer.reports.facts import STATEMENT
from analyzer.reports.files import write_bytes
from analyzer.reports.glossary import GLOSSARY
from analyzer.reports.result import Result
from analyzer.review import Changes

MISSING = (
    "a document for print needs WeasyPrint, which is not installed: pip install 'hiring-pipeline-analyzer[pdf]' "
    "(on Debian also: apt install libpango-1.0-0 libpangoft2-1.0-0)"
)
BROKEN = (
    "WeasyPrint is installed, but the libraries that it needs are not ({}): on Debian, apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0"
)
CHARTS = (
    "rules_broken",
    "findings_by_week",
    "beyond_chance",
    "response_times",
    "contact_matrix",
    "stage_by_topic",
    "excuses_used",
    "stage_times",
)
"""Charts of the document, in their order: whatever of the folder's is no example of a single case."""

_PART = {name: re.compile(rf"<{name}\b[^>]*>(.*?)</{name}>".encode(), re.DOTALL) for name in ("title", "desc")}


class Chart(NamedTuple):
    """A drawing with its question and its description."""

    question: str
    told: str
    source: Markup


def write_pdf(
    analysis: Result,
    path: Path | str,
    *,
    fail_on: str | None = DEFAULT_LIMIT,
    drawings: Iterable[tuple[str, bytes]] | None = None,
    changes: Changes | None = None,
) -> Path:
    """Write the report as a PDF.

    Parameters
    ----------
    analysis : Analysis
    path : Path or str
        Replaced whole, or not at all.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    drawings : iterable of (str, bytes), optional
        Name and SVG of charts that have been drawn already, as `figures.files` gives them.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    UsageError
        WeasyPrint or a library that it needs is missing, `fail_on` is unknown, or `path` cannot be written.
    """
    library = printing()
    drawn = dict(figures.files(analysis) if drawings is None else drawings)
    page = render_print(analysis, fail_on=fail_on, drawings=drawn, changes=changes)
    fetcher = library.urls.URLFetcher(allowed_protocols=("data",))
    document = library.HTML(string=page, url_fetcher=fetcher)
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32]
    content: bytes = document.write_pdf(pdf_identifier=identifier.encode(), pdf_variant="pdf/ua-1")
    return write_bytes(path, content)


def printing() -> Any:  # noqa: ANN401 - the library has no types
    """Import WeasyPrint; worth asking before the work begins.

    Raises
    ------
    UsageError
        It, or a library that it needs, is missing.
    """
    try:
        import weasyprint
        import weasyprint.urls
    except ModuleNotFoundError as error:
        raise UsageError(MISSING) from error
    except OSError as error:  # what it raises where Pango is missing
        raise UsageError(BROKEN.format(str(error).partition(":")[0])) from error
    return weasyprint


def render_print(
    analysis: Result, *, fail_on: str | None, drawings: Mapping[str, bytes], changes: Changes | None = None
) -> str:
    """Write the document as HTML for print; equal arguments give equal text."""
    brief = brief_of(analysis, fail_on=fail_on, changes=changes)
    template = _environment().get_template("report.html.j2")
    return template.render(
        brief=brief,
        facts=brief.facts,
        style=Markup((resources("analyzer.reports") / "print" / "report.css").read_text(encoding="utf-8")),
        rules_kept=[line for line in brief.facts.rules if not line.of("violated")],
        duty_heads=DUTY_HEADS,
        change_heads=CHANGE_HEADS,
        waiver_heads=WAIVER_HEADS,
        charts=list(_charts(drawings)),
        quality=_quality(brief),
        files=brief.facts.summary["quality"].get("files", []),
        glossary=GLOSSARY,
        statement=STATEMENT,
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reports", "print"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=words.number)
    return environment


def _charts(drawings: Mapping[str, bytes]) -> Iterator[Chart]:
    for name in CHARTS:
        svg = drawings.get(f"{name}.svg")
        if svg:
            source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
            yield Chart(_told(svg, "title"), _told(svg, "desc"), Markup(source))


def _told(svg: bytes, part: str) -> str:
    """What a drawing says of itself, as text."""
    found = _PART[part].search(svg)
    return words.clean(unescape(found.group(1).decode())) if found else ""


def _quality(brief: Brief) -> list[tuple[str, str, str]]:
    """What is doubtful: reasons for rows set aside, remarks on the log, verdicts not decided."""
    quality = brief.facts.summary["quality"]
    rows = [
        ("Set aside", words.number(each["rows"]), f"{each['code']}: {each['title']}")
        for each in quality.get("reasons", [])
    ]
    rows += [
        ("Remark", words.number(each["count"]), f"{each['code']}: {words.clean(each['message'])}")
        for each in quality.get("remarks", [])
    ]
    rows += [
        ("Not decided", words.number(n), f"{meaning} {cure}".replace("`", ""))
        for _, n, meaning, cure in brief.facts.undecided
    ]
    return rows
