"""The numbers that every form of a report shows, counted once.

An analysis in, frozen values out, in words and order for reading. Console, page and workbook take them from here, so
they cannot disagree; nothing here knows a file format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.errors import UsageError
from analyzer.findings import Severity
from analyzer.reports import words
from analyzer.reports.result import Result

NEVER = "never"
LIMITS = (*(severity.value for severity in Severity), NEVER)
"""What `fail_on` may be: the lowest severity of which an open finding is outside the limit, or none at all."""

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
    """Whether the run is within its limit, and what the limit is.

    Attributes
    ----------
    fail_on : str
        One of `LIMITS`.
    over : int
        Open findings at or above it.
    """

    fail_on: str
    over: int

    @property
    def within(self) -> bool:
        """No open finding counts against the limit."""
        return self.over == 0

    @property
    def headline(self) -> str:
        """Two words for the top of a report."""
        return "Within limits" if self.within else "Outside limits"

    @property
    def sentence(self) -> str:
        """The limit and what counts against it."""
        if self.fail_on == NEVER:
            return "No limit was set: findings are listed, none counts against one."
        which = "any severity" if self.fail_on == "low" else f"severity {self.fail_on}"
        which += " or above" if self.fail_on == "medium" else ""
        return f"{words.count(self.over, 'open finding')} of {which}, where the limit is 0."


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
        """Activations of the rule, whatever came of them."""
        return sum(self.verdicts.values())

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
    """Everything above the list of findings. Counts are of the run; `rules` has the most pressing first."""

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
    undecided: tuple[tuple[str, int, str, str], ...]
    set_aside: int
    aside: str
    notes: tuple[str, ...]
    summary: Mapping[str, Any]

    @property
    def rules_broken(self) -> tuple[RuleLine, ...]:
        """Rules with at least one open finding."""
        return tuple(line for line in self.rules if line.of("violated"))


def facts_of(analysis: Result, *, fail_on: str = "low") -> Facts:
    """Count what a report shows.

    Parameters
    ----------
    analysis : Analysis
    fail_on : str
        Lowest severity of which an open finding is outside the limit, or "never".

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
    aside = _aside(summary)
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
        undecided=_undecided(summary),
        set_aside=sum(aside.values()),
        aside=", ".join(f"{words.number(n)} {name}" for name, n in aside.items() if n) or "nothing was left out",
        notes=tuple(words.sentence(note) for note in analysis.notes if not _TOLD.search(note)),
        summary=summary,
    )


def _period(period: Mapping[str, str], zone: str) -> str:
    if not period["first"]:
        return "no events"
    return f"{words.day(period['first'], zone)} to {words.day(period['last'], zone)}"


def within_limits(analysis: Result, *, fail_on: str = "low") -> bool:
    """Tell whether no open finding has the severity `fail_on` or above.

    Raises
    ------
    UsageError
        `fail_on` is not one of `LIMITS`.
    """
    return _limit(analysis.summary, fail_on).within


def role_titles(analysis: Result) -> dict[str, str]:
    """Title of each role that the definition names."""
    return {role: words.clean(title) or words.role_name(role) for role, title in analysis.definition.roles}


def role_order(analysis: Result) -> list[str]:
    """Roles as reports list them: the recruiter (the gatekeeper) first, then as in the definition, candidates last."""
    named = [role for role, _ in analysis.definition.roles]
    gatekeeper = analysis.definition.gatekeeper
    return sorted(named, key=lambda role: (role == "candidate", role != gatekeeper, named.index(role)))


def _aside(summary: Mapping[str, Any]) -> dict[str, int]:
    """Rows of the input that no verdict looks at, by why."""
    quality = summary["quality"]
    return {
        "unreadable": quality["quarantined"],
        "repeated": quality["duplicates"],
        "out of scope": quality["out_of_scope"],
        "after the horizon": quality["analysed"] - summary["events"],
    }


def _limit(summary: Mapping[str, Any], fail_on: str) -> Limit:
    if fail_on not in LIMITS:
        raise UsageError(f"the limit is one of {', '.join(LIMITS)}, not {fail_on!r}")
    if fail_on == NEVER:
        return Limit(NEVER, 0)
    counts = summary["findings"]["by_severity"]
    lowest = Severity(fail_on).rank
    return Limit(fail_on, sum(counts[severity.value] for severity in Severity if severity.rank >= lowest))


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
