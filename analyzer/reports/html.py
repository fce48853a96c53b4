"""The report as one HTML file that needs nothing else: no network, no server, no files beside it.

Everything foreign goes through the template's escaping or into packed data; the only script and style that run are our
own, named by their hashes in the content-security policy. What the page says comes from `facts`, what its list shows
from `payload`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from analyzer import insights
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import figures, words
from analyzer.reports.coding import packed
from analyzer.reports.facts import STATEMENT, DutyLine, Facts, facts_of, role_titles
from analyzer.reports.files import write_bytes
from analyzer.reports.glossary import GLOSSARY, PAST_TITLE
from analyzer.reports.payload import payload_of
from analyzer.reports.result import Result
from analyzer.reports.reviewed import reviewed_of
from analyzer.review import Changes

STYLES = ("page.css", "explorer.css", "case.css")
SCRIPTS = ("base.js", "explorer.js", "swimlane.js", "case.js", "start.js")
VERDICT_COLUMNS = tuple(
    (verdict, words.VERDICTS[verdict])
    for verdict in ("violated", "settled", "excused", "waived", "undecided", "pending", "satisfied")
)
LISTED = frozenset({"violated", "settled", "excused", "waived", "undecided"})
UNKNOWN = "?"
MOST_ASIDE = 300
"""Rows set aside that the page lists; the workbook and `quarantined.csv` have all."""
FIGURES = (
    "Activity in the period: open findings by the week of the event they are about, Monday to Sunday on the "
    "definition's calendar. The number n under a bar is everything the rules judged in that week, so that a busy week "
    "can be compared with a quiet one.",
    "One curve for each duty: the share of questions still without an answer after so much time on the rule's own "
    "clock. A question that nobody has answered yet counts as waiting until the horizon; it is not dropped "
    "(Kaplan-Meier). The dotted line is the time that the rule promises.",
)
"""What the figures of the page count, in the order of `figures.drawings`."""


def write_html(
    analysis: Result, path: Path | str, *, fail_on: str | None = DEFAULT_LIMIT, changes: Changes | None = None
) -> Path:
    """Write the report as one self-contained web page.

    Parameters
    ----------
    analysis : Analysis
    path : Path or str
        Replaced whole, or not at all.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report, for a section of its own.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    UsageError
        `fail_on` is unknown, or `path` cannot be written.
    """
    return write_bytes(path, render_html(analysis, fail_on=fail_on, changes=changes).encode())


def render_html(analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT, changes: Changes | None = None) -> str:
    """Write the page as text; equal analyses give equal text."""
    facts = facts_of(analysis, fail_on=fail_on)
    payload = payload_of(analysis)
    style, script = _joined(STYLES), _joined(SCRIPTS)
    page = _environment().get_template("report.html.j2")
    return page.render(
        facts=facts,
        summary=facts.summary,
        past=facts.summary["past_recruiter"],
        past_title=PAST_TITLE,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        head=Markup(packed(payload.head)),
        parts=[Markup(packed(part)) for part in payload.parts],
        cases=payload.cases,
        drawn=payload.drawn,
        statement=STATEMENT,
        rules_kept=[line for line in facts.rules if not line.of("violated")],
        verdict_columns=_columns(facts),
        listed=LISTED,
        matrix=_matrix(insights.contact_matrix(analysis), role_titles(analysis)),
        figures=[_figure(about, *drawn) for about, drawn in zip(FIGURES, figures.drawings(analysis), strict=True)],
        stages=_stages(insights.stage_times(analysis)),
        aside=_aside(insights.rows_set_aside(analysis)),
        bars=_bars(facts),
        duty_bar=duty_bar,
        files=facts.summary["quality"].get("files", []),
        glossary=GLOSSARY,
        source=analysis.definition.source.splitlines(),
        review=reviewed_of(analysis, changes),
    )


# ---------------------------------------------------------------- template, style, script


@cache
def _environment() -> jinja2.Environment:
    """Autoescape everywhere; a name that is not there is an error, not an empty string."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reports", "html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(number=words.number, percent=words.percent, count=words.count)
    return environment


@cache
def _joined(names: tuple[str, ...]) -> str:
    """Put our own files together; scripts share one scope of their own."""
    folder = files("analyzer.reports") / "html"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    return f'"use strict";\n(async () => {{\n{text}\n}})();\n' if names[0].endswith(".js") else text


def _policy(style: str, script: str) -> str:
    """Allow this very script and style, pictures inside the page, and nothing else."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{_hash(script)}'",
            f"style-src 'sha256-{_hash(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# ---------------------------------------------------------------- matrix and figures


@dataclass(frozen=True, slots=True)
class _Cell:
    """Messages from one role to another; `heat` from 1 (few) to 4 (many); `agreed` if some contact joins the two."""

    sender: str
    recipient: str
    title: str
    messages: int
    off: int
    heat: int
    agreed: bool

    @property
    def same(self) -> bool:
        """Messages within a role are not judged."""
        return self.sender == self.recipient


@dataclass(frozen=True, slots=True)
class _Head:
    """A role at the edge of the matrix, with its row of cells (columns have none)."""

    title: str
    cells: tuple[_Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class _Matrix:
    rows: tuple[_Head, ...]
    columns: tuple[_Head, ...]


def _matrix(table: pd.DataFrame, titles: Mapping[str, str]) -> _Matrix:
    """Lay the contacts out; roles that no message and no contact joins to another are left out."""
    agreed = set(table.loc[table["agreed"], ["sender_role", "recipient_role"]].itertuples(index=False, name=None))
    table = table[(table["messages"] > 0) | table["agreed"]]
    names = ("sender_role", "recipient_role", "messages", "off_graph")
    counts: dict[tuple[str, str], tuple[int, int]] = {
        (sender, recipient): (int(messages), int(off))
        for sender, recipient, messages, off in zip(*(table[name] for name in names), strict=True)
    }
    order = [*titles, *sorted({role for pair in counts for role in pair} - set(titles))]
    senders = [role for role in order if any(pair[0] == role for pair in counts)]
    recipients = [role for role in order if any(pair[1] == role for pair in counts)]
    most = max((messages for messages, _ in counts.values()), default=1)

    def title(role: str) -> str:
        return "Not known" if role == UNKNOWN else titles.get(role) or words.role_name(role)

    def cell(sender: str, recipient: str) -> _Cell:
        messages, off = counts.get((sender, recipient), (0, 0))
        heat = 1 + sum(messages > most * edge for edge in (0.04, 0.2, 0.5))
        return _Cell(sender, recipient, title(recipient), messages, off, heat, (sender, recipient) in agreed)

    rows = tuple(_Head(title(sender), tuple(cell(sender, to) for to in recipients)) for sender in senders)
    return _Matrix(rows, tuple(_Head(title(to)) for to in recipients))


@dataclass(frozen=True, slots=True)
class _Stage:
    """The stays in one stage, in words; `over` is None where the definition allows any time."""

    name: str
    cases: int
    still: int
    unseen: int
    median: str
    interval: str
    ninety: str
    allowed: str
    share: str
    over: int | None


def _stages(table: pd.DataFrame) -> list[_Stage]:
    """Put the times of the stages into words; nothing where the log names no stage."""
    return [_stage(row) for row in table.to_dict("records")] if table["cases"].any() else []


def _stage(row: Mapping[Any, Any]) -> _Stage:
    limited = bool(row["promised"])
    ends = [words.decimal(row[name]) for name in ("low", "high")]
    return _Stage(
        name=words.clean(row["stage"], cut=60),
        cases=row["cases"],
        still=row["still"],
        unseen=row["entry_unseen"],
        median=words.measure(row["median"], row["unit"]),
        interval=f"{ends[0]} to {ends[1]}" if all(ends) else "",
        ninety=words.measure(row["ninety"], row["unit"]),
        allowed=words.clean(row["promised"]) or "no limit",
        share=words.percent(row["share_over"]) if limited else "",
        over=row["over"] if limited else None,
    )


def _aside(table: pd.DataFrame) -> dict[str, Any]:
    """Take the first rows that were set aside, and tell whether there are more."""
    shown = table.head(MOST_ASIDE)
    for name in ("file", "column"):
        shown = shown.assign(**{name: [words.clean(cell, cut=words.CUT) for cell in shown[name]]})
    return {"rows": shown.to_dict("records"), "more": len(table) > len(shown)}


def _columns(facts: Facts) -> list[tuple[str, str]]:
    """Verdicts that some rule has, and always the open ones."""
    return [
        (verdict, word)
        for verdict, word in VERDICT_COLUMNS
        if verdict == "violated" or any(line.of(verdict) for line in facts.rules)
    ]


def _figure(about: str, light: bytes, dark: bytes) -> dict[str, Any]:
    """Build a picture that follows the reader's light or dark; as an image, its styles need no leave of the policy."""
    sources = ["data:image/svg+xml;base64," + base64.b64encode(svg).decode() for svg in (light, dark)]
    return {"about": about, "light": sources[0], "dark": sources[1], "alternative": _alternative(light.decode())}


def _alternative(svg: str) -> str:
    """Read the title and the description that a chart gives itself."""
    told = []
    for name in ("title", "desc"):
        _, found, rest = svg.partition(f"<{name}")
        if found:
            told.append(str(Markup(rest.partition(">")[2].partition(f"</{name}>")[0]).unescape()))
    return " ".join(told)


# ---------------------------------------------------------------- bars


def _bar(pieces: list[tuple[str, float, float]]) -> Markup:
    """Draw a bar 100 wide from (class, start, width); it says nothing that the text beside it does not."""
    shapes = Markup("").join(
        Markup('<rect class="{}" x="{:.2f}" y="0" width="{:.2f}" height="8"/>').format(name, start, width)
        for name, start, width in pieces
        if width > 0
    )
    return Markup('<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        shapes
    )


def duty_bar(duty: DutyLine) -> Markup:
    """In time and not, as parts of what was due."""
    share = 100 * (duty.share or 0)
    return _bar([("good", 0, share), ("rest", share, 100 - share)] if duty.due else [])


def _bars(facts: Facts) -> dict[str, Markup]:
    """Draw the bars of the tiles."""
    past, contact = facts.summary["past_recruiter"], facts.summary["contact"]
    severities = facts.summary["findings"]["by_severity"]
    total = sum(severities.values())
    pieces, start = [], 0.0
    for name in ("high", "medium", "low"):
        width = 100 * severities[name] / total if total else 0
        pieces.append((name, start, width))
        start += width
    allowed = 100 * contact["allowed"] / contact["judged"] if contact["judged"] else 0
    return {"past": _interval(past), "severity": _bar(pieces), "contact": _bar([("share", 0, allowed)])}


def _interval(past: Mapping[str, Any]) -> Markup:
    """Draw the share as a mark inside its interval, on a scale that ends a little beyond it."""
    if not past["of"]:
        return _bar([])
    scale = 100 / min(1.0, max(0.1, 1.3 * past["high"]))
    low, high, share = (scale * past[name] for name in ("low", "high", "share"))
    return _bar([("band", low, high - low), ("point", max(0, share - 0.8), 1.6)])
