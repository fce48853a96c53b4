"""The numbers that every form of a report shows, counted once.

An analysis in, frozen values out, in words and order for reading. Console, page and workbook take them from here, so
they cannot disagree; nothing here knows a file format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analyzer.analysis.roles import candidate_roles
from analyzer.errors import UsageError
from analyzer.findings import DEFAULT_LIMIT, LIMITS, NO_LIMIT, Severity
from analyzer.insights.source import JUDGED
from analyzer.reports import words
from analyzer.reports.result import Result

DUTY_COUNTS = ("due", "in_time", "late", "unanswered", "pending", "excused")

STATEMENT = (
    "A finding is a question to a person, never a verdict on one. Nothing here scores or ranks candidates, and a "
    "finding must not be used as a criterion for selecting or rejecting anybody: a person looks at the evidence, hears "
    "those concerned and decides."
)


_TOLD = re.compile(r"^[\d,]+ verdicts? (is|are) undecided: ")
"""A note that the table of undecided verdicts says better."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Whether the run is within its limit, and what the limit is; without one it is neither within nor outside.

    Attributes
    ----------
    fail_on : str
        One of `LIMITS`.
    over : int
        Open findings at or above it; 0 without a limit.
    total : int
        Open findings of any severity.
    """

    fail_on: str
    over: int
    total: int

    @property
    def state(self) -> Literal["within", "outside", "unset"]:
        """What a report shows: whether a limit is kept, or that there is none."""
        if self.fail_on == NO_LIMIT:
            return "unset"
        return "outside" if self.over else "within"

    @property
    def headline(self) -> str:
        """A few words for the top of a report."""
        return {"within": "Within limits", "outside": "Outside limits", "unset": "No limit set"}[self.state]

    @property
    def sentence(self) -> str:
        """The limit and what counts against it."""
        if self.state == "unset":
            return f"{words.count(self.total, 'open finding')}."
        which = "any severity" if self.fail_on == "low" else f"severity {self.fail_on}"
        which += " or above" if self.fail_on == "medium" else ""
        said = f"{words.count(self.over, 'open finding')} of {which}, where the limit is 0"
        return f"{said}." if self.over == self.total else f"{said}; {words.number(self.total)} in all."


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What became of everything that one rule judged; `verdicts` counts its activations by the engine's word."""

    rule: str
    title: str
    severity: str
    place: str
    line: int
    verdicts: Mapping[str, int]

    @property
    def judged(self) -> int:
        """Activations of the rule of which the outcome is known, as `insights.rules_table` counts them."""
        return sum(self.of(verdict) for verdict in JUDGED)

    def of(self, verdict: str) -> int:
        """Activations with one verdict."""
        return self.verdicts.get(verdict, 0)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Answers that one role owed under one rule (`rule` "" for all its rules together).

    `due` counts those of which the outcome is known and that nothing lets off: in time, late, or unanswered.
    """

    owner_role: str
    role: str
    rule: str
    title: str
    due: int
    in_time: int
    late: int
    unanswered: int
    pending: int
    excused: int

    @property
    def share(self) -> float | None:
        """In time, of those due; None where none was due."""
        return self.in_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything above the list of findings. Counts are of the run; `rules` has the most pressing first.

    `past` is None where the number of candidates past the recruiter cannot be told, and `past_missing` says why; `part`
    says of what the report is a part, where it is one.
    """

    title: str
    process: str
    version: str
    path: str
    digest: str
    zone: str
    as_of: str
    period: str
    limit: Limit
    coverage: str
    coverage_declared: bool
    rules: tuple[RuleLine, ...]
    duties: tuple[DutyLine, ...]
    duties_by_role: tuple[DutyLine, ...]
    nothing_due: str
    gatekeeper: str
    past: Mapping[str, Any] | None
    past_missing: str
    part: str
    undecided: tuple[tuple[str, int, str, str], ...]
    set_aside: int
    left_out: str
    after_horizon: int
    notes: tuple[str, ...]
    summary: Mapping[str, Any]

    @property
    def rules_broken(self) -> tuple[RuleLine, ...]:
        """Rules with at least one open finding."""
        return tuple(line for line in self.rules if line.of("violated"))


def facts_of(analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT) -> Facts:
    """Count what a report shows.

    Parameters
    ----------
    analysis : Analysis
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.

    Raises
    ------
    UsageError
        `fail_on` is not one of `LIMITS`.
    """
    summary = analysis.summary
    told = summary["definition"]
    calendar = analysis.definition.calendar
    zone = calendar.timezone if calendar else "UTC"
    duties = _duties(analysis)
    declared = bool(summary.get("coverage_declared"))
    return Facts(
        title=words.clean(told["title"] or told["process"]),
        process=words.clean(told["process"]),
        version=words.clean(told["version"]),
        path=words.clean(told["path"]),
        digest=told["digest"],
        zone=zone,
        as_of=words.instant(analysis.as_of, zone),
        period=_period(summary["period"], zone),
        limit=_limit(summary, fail_on),
        coverage="declared" if declared else "not declared: every channel is taken as covered",
        coverage_declared=declared,
        rules=_rules(analysis),
        duties=duties,
        duties_by_role=_by_role(duties),
        nothing_due=_nothing_due(duties),
        gatekeeper=analysis.definition.gatekeeper or "",
        past=summary["past_recruiter"] if analysis.definition.gatekeeper else None,
        past_missing=_past_missing(analysis),
        part=words.sentence(analysis.notes[0]) if summary.get("part") else "",
        undecided=_undecided(summary),
        set_aside=summary["quality"]["quarantined"],
        left_out=_left_out(summary),
        after_horizon=_after_horizon(summary),
        notes=tuple(words.sentence(note) for note in analysis.notes if not _TOLD.search(note)),
        summary=summary,
    )


def _past_missing(analysis: Result) -> str:
    if not analysis.definition.gatekeeper:
        return "no gatekeeper is named"
    if analysis.summary["past_recruiter"] is None:
        return "left out: nothing that was judged about candidates is in this report"
    return ""


def _period(period: Mapping[str, str], zone: str) -> str:
    if not period["first"]:
        return "no events"
    return f"{words.day(period['first'], zone)} to {words.day(period['last'], zone)}"


def within_limits(analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT) -> bool:
    """Tell whether no open finding has the severity `fail_on` or above; without a limit nothing counts against it.

    Raises
    ------
    UsageError
        `fail_on` is not one of `LIMITS`.
    """
    return _limit(analysis.summary, fail_on).over == 0


def role_titles(analysis: Result) -> dict[str, str]:
    """Title of each role that the definition names."""
    return {role: words.clean(title) or words.role_name(role) for role, title in analysis.definition.roles}


def role_order(analysis: Result) -> list[str]:
    """Roles as reports list them: the recruiter (the gatekeeper) first, then as in the definition, candidates last."""
    named = [role for role, _ in analysis.definition.roles]
    gatekeeper = analysis.definition.gatekeeper
    candidates = candidate_roles(analysis.definition)
    return sorted(named, key=lambda role: (role in candidates, role != gatekeeper, named.index(role)))


def _left_out(summary: Mapping[str, Any]) -> str:
    """Rows beside those set aside that no verdict looks at, by why; "" where there are none."""
    quality = summary["quality"]
    counts = {
        "repeated": quality["duplicates"],
        "out of scope": quality["out_of_scope"],
        "after the horizon": _after_horizon(summary),
    }
    return ", ".join(f"{words.number(n)} {name}" for name, n in counts.items() if n)


def _after_horizon(summary: Mapping[str, Any]) -> int:
    """Events that came too late to be looked at; a part leaves out others for its recipient's sake."""
    looked_at = (summary.get("part") or {"of_events": summary["events"]})["of_events"]
    return int(summary["quality"]["analysed"] - looked_at)


def _limit(summary: Mapping[str, Any], fail_on: str | None) -> Limit:
    if fail_on is not None and fail_on not in LIMITS:
        raise UsageError(f"the limit is one of {', '.join(LIMITS)}, not {fail_on!r}")
    counts, total = summary["findings"]["by_severity"], summary["findings"]["open"]
    if fail_on is None or fail_on == NO_LIMIT:
        return Limit(NO_LIMIT, 0, total)
    lowest = Severity(fail_on).rank
    return Limit(fail_on, sum(counts[severity.value] for severity in Severity if severity.rank >= lowest), total)


def _rules(analysis: Result) -> tuple[RuleLine, ...]:
    """Rules with open findings first, the gravest on top; the others in the definition's order."""
    counts = analysis.summary["verdicts"]
    lines = [
        RuleLine(
            rule=rule.id,
            title=words.clean(rule.title) or rule.id,
            severity=str(rule.severity),
            place=f"{words.clean(rule.place.file).rsplit('/', 1)[-1]}:{rule.place.line}",
            line=rule.place.line,
            verdicts=dict(counts.get(rule.id, {})),
        )
        for rule in analysis.definition.rules
    ]
    return tuple(sorted(lines, key=lambda line: _pressing(line, lines.index(line))))


def _pressing(line: RuleLine, place: int) -> tuple[bool, int, int, int]:
    still = line.of("violated")
    return (not still, -Severity(line.severity).rank if still else 0, -still, place)


def _duties(analysis: Result) -> tuple[DutyLine, ...]:
    titles = {rule.id: words.clean(rule.title) or rule.id for rule in analysis.definition.rules}
    roles, order = role_titles(analysis), role_order(analysis)
    places = {rule: place for place, rule in enumerate(titles)}
    lines = [
        DutyLine(
            owner_role=row["owner_role"],
            role=owner_title(row["owner_role"], roles),
            rule=row["rule"],
            title=titles.get(row["rule"], row["rule"]),
            **{name: int(row.get(name, 0)) for name in DUTY_COUNTS},
        )
        for row in analysis.summary["duties"]
    ]
    return tuple(sorted(lines, key=lambda line: (*_rank(line.owner_role, order), places.get(line.rule, len(places)))))


def _rank(role: str, order: Sequence[str]) -> tuple[int, str]:
    first = role.split("/")[0]
    return (order.index(first) if first in order else len(order), role)


def _by_role(duties: Sequence[DutyLine]) -> tuple[DutyLine, ...]:
    """Duties of each role together, in the order of `duties`."""
    together: dict[str, list[DutyLine]] = {}
    for line in duties:
        together.setdefault(line.owner_role, []).append(line)
    return tuple(
        DutyLine(
            owner_role=owner,
            role=lines[0].role,
            rule="",
            title="",
            **{name: sum(getattr(line, name) for line in lines) for name in DUTY_COUNTS},
        )
        for owner, lines in together.items()
    )


def _nothing_due(duties: Sequence[DutyLine]) -> str:
    """Name the duties of which no outcome is known, with what they have instead; "" where every duty has some."""
    told = []
    for line in duties:
        if not line.due:
            counts = [(line.pending, "pending"), (line.excused, "excused")]
            beside = ", ".join(f"{words.number(n)} {word}" for n, word in counts if n)
            told.append(f"{line.title} ({line.role}{': ' if beside else ''}{beside})")
    return "; ".join(told)


def owner_title(role: str, titles: Mapping[str, str]) -> str:
    """Title of the role that owes or acted; several that may answer stand in one cell, separated by strokes."""
    named = [titles.get(part) or words.role_name(part) for part in role.split("/") if part]
    return " or ".join(named) or "Not known"


def _undecided(summary: Mapping[str, Any]) -> tuple[tuple[str, int, str, str], ...]:
    """Reason, how many, what it means, what would decide it; the most frequent first."""
    return tuple(
        (reason, n, *words.REASONS.get(reason, ("", "")))
        for reason, n in sorted(summary["undecided"].items(), key=lambda item: (-item[1], item[0]))
        if n
    )
