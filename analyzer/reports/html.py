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
from analyzer.reports import bars, figures, words
from analyzer.reports.coding import packed
from analyzer.reports.facts import STATEMENT, Facts, facts_of, owner_title, role_titles
from analyzer.reports.files import write_bytes
from analyzer.reports.glossary import GLOSSARY, PAST_TITLE
from analyzer.reports.grids import contact_grid, place_grid
from analyzer.reports.payload import payload_of
from analyzer.reports.pictures import picture
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
MOST_LISTED = 300
"""Rows of a table that the page lists; the workbook and the other files have all."""
FIGURES = (
    ("time", "Activity in the period: open findings by the week of the event they are about, Monday to Sunday on the "
    "definition's calendar. The number n under a bar is everything the rules judged in that week, so that a busy week "
    "can be compared with a quiet one."),
    ("waits", "One curve for each duty: the share of questions still without an answer after so much time on the "
    "rule's own clock. A question that nobody has answered yet counts as waiting until the horizon; it is not dropped "
    "(Kaplan-Meier). The dotted line is the time that the rule promises."),
    ("chance", "One point for each requisition: how many cases it has, and the share of them with an open finding. "
    "Small requisitions are spread widely by chance alone, so the limits open to the left. Filled and named are those "
    "beyond chance when it is considered how many there are (Benjamini-Hochberg, 5%). A mark is a question: "
    "requisitions differ in what they have to do."),
)  # fmt: skip
"""Anchor of each figure and what it counts, in the order of `figures.drawings`."""


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
    style, script = _joined(STYLES), _joined(SCRIPTS)
    page = _environment().get_template("report.html.j2")
    return page.render(
        facts=facts,
        summary=facts.summary,
        past_title=PAST_TITLE,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        statement=STATEMENT,
        glossary=GLOSSARY,
        source=analysis.definition.source.splitlines(),
        review=reviewed_of(analysis, changes),
        files=facts.summary["quality"].get("files", []),
        most=MOST_LISTED,
        **_data(analysis),
        **_rules(facts),
        **_second(analysis),
    )


def _data(analysis: Result) -> dict[str, Any]:
    """Pack what the script reads."""
    payload = payload_of(analysis)
    return {
        "head": Markup(packed(payload.head)),
        "parts": [Markup(packed(part)) for part in payload.parts],
        "cases": payload.cases,
        "drawn": payload.drawn,
    }


def _rules(facts: Facts) -> dict[str, Any]:
    """Gather what the tiles and the table of rules show."""
    return {
        "bars": bars.tile_bars(facts),
        "duty_bar": bars.duty_bar,
        "share_bar": bars.share_bar,
        "rule_bars": bars.rule_bars(facts.rules),
        "rules_kept": [line for line in facts.rules if not line.of("violated")],
        "verdict_columns": _columns(facts),
        "listed": LISTED,
    }


def _second(analysis: Result) -> dict[str, Any]:
    """Gather the tables and figures below the first screen."""
    drawn = zip(FIGURES, figures.drawings(analysis), figures.numbers(analysis), strict=True)
    pictures = {name: {"picture": picture(*pair, about), "numbers": numbers} for (name, about), pair, numbers in drawn}
    topics = {topic.id: topic.title for topic in analysis.definition.topics}
    return {
        "shares": _shares(insights.rules_table(analysis)),
        "matrix": contact_grid(insights.contact_matrix(analysis), role_titles(analysis)),
        "places": place_grid(insights.stage_by_topic(analysis), topics),
        "figures": pictures,
        "stages": _stages(insights.stage_times(analysis)),
        "excuses": _excuses(insights.excuses_used(analysis)),
        "owners": _owners(analysis),
        "aside": _aside(insights.rows_set_aside(analysis)),
    }


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


# ---------------------------------------------------------------- tables


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
    bar: Markup


def _stages(table: pd.DataFrame) -> list[_Stage]:
    """Put the times of the stages into words; nothing where the log names no stage."""
    if not table["cases"].any():
        return []
    rows = table.to_dict("records")
    return [_stage(row, drawn) for row, drawn in zip(rows, bars.stay_bars(rows), strict=True)]


def _stage(row: Mapping[Any, Any], drawn: Markup) -> _Stage:
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
        bar=drawn,
    )


def _shares(table: pd.DataFrame) -> dict[str, float]:
    """Open findings of each rule, of everything it judged with a known outcome."""
    return dict(zip(table["rule"], table["violated_share"], strict=True))


def _excuses(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Gather the excuses under their rules, in the definition's order."""
    grouped = table.groupby(["rule", "title"], sort=False)
    return [
        {"rule": rule, "title": words.clean(title) or rule, "excuses": rows.to_dict("records")}
        for (rule, title), rows in grouped
    ]


def _owners(analysis: Result) -> list[dict[Any, Any]]:
    """Gather the duties of people whom a report may name, by role and name; candidates are never side by side."""
    table, titles = insights.duties_by_owner(analysis), role_titles(analysis)
    named = table[(table["owner"] != "") & (table["due"] + table["pending"] > 0)]
    named = named.sort_values(["owner_role", "owner"], kind="stable")
    return [
        row | {"role": owner_title(row["owner_role"], titles), "owner": words.clean(row["owner"], cut=words.CUT)}
        for row in named.to_dict("records")
    ]


def _aside(table: pd.DataFrame) -> dict[str, Any]:
    """Take the first rows that were set aside, and tell whether there are more."""
    shown = table.head(MOST_LISTED)
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
