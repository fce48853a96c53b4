"""What the short forms of a report say: limit, run, tiles, changes, rules, duties, waivers, the first open findings.

Sentences and rows of plain text; console, Markdown, mail and print put them into their own form, so their numbers are
the same. Text from a log or a definition is `clean` but not escaped: that is the form's own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analyzer.findings import DEFAULT_LIMIT, Severity
from analyzer.reports import words
from analyzer.reports.facts import Facts, facts_of
from analyzer.reports.glossary import PAST_TITLE
from analyzer.reports.result import Result
from analyzer.reports.reviewed import Since, reviewed_of
from analyzer.review import Changes

TOP = 5
"""Open findings that a short form names, unless told otherwise."""

_ORDER = "the gravest rules first"
RULE_HEADS = ("Rule", "Severity", "Open", "Of", "Excused", "Undecided")
DUTY_HEADS = ("Owed by", "Duty", "Due", "In time", "Late", "No answer", "In time, share")
FINDING_HEADS = ("Finding", "Case", "When", "Severity", "Rule")
CHANGE_HEADS = ("Change", "Findings", "Of these")
WAIVER_HEADS = ("Waiver", "Rules", "For", "Until", "State", "Findings waived")


@dataclass(frozen=True, slots=True)
class Tile:
    """One number that a reader looks for first, with what it counts."""

    title: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A report in a page.

    Attributes
    ----------
    facts : Facts
        All numbers behind it.
    run : tuple of (str, str)
        What was judged, and under what: name and sentence.
    tiles : tuple of Tile
    rules : tuple of tuple of str
        Under `RULE_HEADS`: the rules with open findings, the most pressing first.
    duties : tuple of tuple of str
        Under `DUTY_HEADS`: every duty of which something was due, all sides.
    findings : tuple of tuple of str
        Under `FINDING_HEADS`: the first open findings, gravest rules first, then by time; ids only.
    open : int
        Open findings in all.
    waivers : tuple of tuple of str
        Under `WAIVER_HEADS`: every waiver, in the order of their file.
    since : Since or None
        What has changed since an earlier report, if one was named.
    changes : tuple of tuple of str
        Under `CHANGE_HEADS`: the kinds of change.
    news : tuple of tuple of str
        Under `FINDING_HEADS`: the first findings that are new or reopened.
    """

    facts: Facts
    run: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    rules: tuple[tuple[str, ...], ...]
    duties: tuple[tuple[str, ...], ...]
    findings: tuple[tuple[str, ...], ...]
    open: int
    waivers: tuple[tuple[str, ...], ...]
    since: Since | None
    changes: tuple[tuple[str, ...], ...]
    news: tuple[tuple[str, ...], ...]

    @property
    def findings_title(self) -> str:
        """The heading above the open findings that are named."""
        return f"Open findings ({words.number(len(self.findings))} of {words.number(self.open)}, {_ORDER})"

    @property
    def changes_title(self) -> str:
        """The heading above what has changed; empty where nothing is said of it."""
        return f"Changes since {self.since.horizon}" if self.since else ""

    @property
    def news_title(self) -> str:
        """The heading above the new and reopened findings that are named."""
        total = len(self.since.opened) + self.since.more_opened if self.since else 0
        return f"New and reopened ({words.number(len(self.news))} of {words.number(total)}, {_ORDER})"


def brief_of(
    analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT, top: int = TOP, changes: Changes | None = None
) -> Brief:
    """Gather what a short form says.

    Parameters
    ----------
    analysis : Analysis
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    top : int
        How many open findings to name, and how many new ones.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report.

    Raises
    ------
    UsageError
        `fail_on` is unknown.
    """
    facts = facts_of(analysis, fail_on=fail_on)
    review = reviewed_of(analysis, changes)
    since = review.since
    return Brief(
        facts=facts,
        run=tuple(_run(facts)),
        tiles=tuple(_tiles(facts, since)),
        rules=tuple(
            (
                line.title,
                line.severity,
                words.number(line.of("violated")),
                words.number(line.judged),
                words.number(line.of("excused")),
                words.number(line.of("undecided")),
            )
            for line in facts.rules_broken
        ),
        duties=tuple(
            (
                line.role,
                line.title,
                *(words.number(n) for n in (line.due, line.in_time, line.late, line.unanswered)),
                words.percent(line.share),
            )
            for line in facts.duties
            if line.due
        ),
        findings=tuple(_named(row, facts.zone) for row in open_findings(analysis, top)),
        open=facts.summary["findings"]["open"],
        waivers=tuple(
            (row["waiver"], row["rules"], row["scope"], row["until"], row["state"], words.number(row["covered"]))
            for row in review.waivers
        ),
        since=since,
        changes=tuple((name, words.number(n), told) for name, n, told in since.lines) if since else (),
        news=tuple((row.finding, row.case, row.when, row.severity, row.title) for row in since.opened[:top])
        if since
        else (),
    )


def open_findings(analysis: Result, top: int | None = None) -> list[dict[str, Any]]:
    """Open findings as records: gravest rules first, then time, case, rule; the first `top` of them."""
    frame = analysis.findings
    frame = frame[frame["open"].astype(bool)]
    rank = frame["severity"].map({severity.value: -severity.rank for severity in Severity})
    ordered = frame.assign(_rank=rank).sort_values(["_rank", "timestamp", "case_id", "rule"], kind="stable")
    first = ordered.drop(columns="_rank").head(len(frame) if top is None else top)
    rows: list[dict[str, Any]] = first.to_dict("records")  # type: ignore[assignment]
    return rows


def assumed(summary: Mapping[str, Any]) -> str:
    """What the run settled openly, in words."""
    return ", ".join(f"{key} = {value}" for key, value in sorted(summary["assume"].items())) or "nothing"


def past_sentence(past: Mapping[str, Any]) -> str:
    """How many candidates have an open finding past the recruiter, of how many, with the interval."""
    if not past["of"]:
        return "no candidates"
    n = words.count(past["of"], "candidate")
    return (
        f"{words.number(past['candidates'])} of {n} with an open finding past the recruiter "
        f"({words.percent(past['share'])}, {interval(past)})"
    )


def interval(past: Mapping[str, Any]) -> str:
    """The interval of a share, in words."""
    return f"95% interval {words.percent(past['low'])} to {words.percent(past['high'])}"


def contact_sentence(contact: Mapping[str, Any]) -> str:
    """How many messages were on an allowed contact, of those judged."""
    if not contact["judged"]:
        return "no message was judged"
    share = words.percent(contact["allowed"] / contact["judged"])
    return f"{words.number(contact['allowed'])} of {words.count(contact['judged'], 'message')} ({share})"


def findings_sentence(summary: Mapping[str, Any]) -> str:
    """How many findings are open, by severity, in how many incidents, and what became of the others."""
    counts = summary["findings"]
    others = ", ".join(f"{words.number(counts[word])} {word}" for word in ("settled", "excused", "waived", "undecided"))
    incidents = words.count(summary["incidents"], "incident")
    return f"{words.number(counts['open'])} open ({by_severity(summary)}) in {incidents}; {others}"


def by_severity(summary: Mapping[str, Any]) -> str:
    """Open findings of each severity, the gravest first."""
    counts = summary["findings"]["by_severity"]
    return ", ".join(f"{words.number(counts[severity.value])} {severity.value}" for severity in reversed(Severity))


def set_aside_sentence(facts: Facts) -> str:
    """How many rows could not be read, of how many."""
    rows = f"{words.number(facts.set_aside)} of {words.number(facts.summary['quality']['rows'])}"
    return rows + (f"; beside these {facts.left_out}" if facts.left_out else "")


def definition_sentence(facts: Facts) -> str:
    """Which definition the log was held against."""
    return f"{facts.title}, version {facts.version} ({facts.path}, {facts.digest[:12]})"


def cases_sentence(facts: Facts) -> str:
    """How many cases there are, complete and open."""
    cases = facts.summary["cases"]
    total, complete, still = (words.number(cases[name]) for name in ("total", "complete", "open"))
    return f"{total}: {complete} complete, {still} open"


def _run(facts: Facts) -> list[tuple[str, str]]:
    summary = facts.summary
    events = f"{words.number(summary['events'])}, of them {words.count(summary['messages'], 'message')}"
    return [
        ("Period", f"{facts.period}, complete before {facts.as_of}"),
        ("Definition", definition_sentence(facts)),
        ("Cases", cases_sentence(facts)),
        ("Events", events),
        ("Coverage", facts.coverage),
        ("Assumed", assumed(summary)),
        ("Rows set aside", set_aside_sentence(facts)),
    ]


def _tiles(facts: Facts, since: Since | None) -> list[Tile]:
    """The numbers of the first screen; the page has the same."""
    summary = facts.summary
    past, contact = facts.past, summary["contact"]
    counts = summary["findings"]
    tiles = []
    if past is not None:
        note = f"of {words.number(past['of'])} ({words.percent(past['share'])}; {interval(past)})"
        note = note if past["of"] else "no candidates"
        note += f"; {since.past}" if since and since.past else ""
        tiles.append(Tile(PAST_TITLE, words.number(past["candidates"]), note))
    incidents = words.count(summary["incidents"], "incident")
    note = f"{by_severity(summary)}; in {incidents}" + (f"; {since.open}" if since else "")
    tiles.append(Tile("Open findings", words.number(counts["open"]), note))
    if contact["judged"]:
        share = words.percent(contact["allowed"] / contact["judged"])
        note = f"{words.number(contact['allowed'])} of {words.number(contact['judged'])} judged"
        tiles.append(Tile("Messages on an allowed contact", share, note))
    for line in facts.duties_by_role:
        if line.due:
            note = f"{words.number(line.in_time)} of {words.number(line.due)}"
            tiles.append(Tile(f"Duties in time: {line.role}", words.percent(line.share), note))
    return tiles


def _named(row: Mapping[str, Any], zone: str) -> tuple[str, ...]:
    return (
        str(row["finding_id"]),
        words.clean(row["case_id"], cut=40),
        words.instant(row["timestamp"], zone),
        str(row["severity"]),
        words.clean(row["title"], cut=words.CUT),
    )
