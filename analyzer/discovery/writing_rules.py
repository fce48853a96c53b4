"""The rules of a draft: how fast answers came, as proposals that are marked, and what no log can tell as comments."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzer.calendars import Duration
from analyzer.discovery.contacts import QUESTION, SELDOM, UNNAMED, UNTOLD_TOPIC
from analyzer.discovery.names import Row, comment, listed, quoted, refusal, rows_of, shown, times, title
from analyzer.discovery.observed import Observed
from analyzer.discovery.waits import LONGEST_DAYS, NO_CONTACT, PROPOSED, TOO_FEW, TOO_LONG
from analyzer.discovery.writing_contacts import MOST_LISTED

_WHY_NOT = {
    QUESTION: "past the gatekeeper",
    NO_CONTACT: "the answer is not among the contacts proposed",
    SELDOM: "seen too seldom",
    TOO_FEW: "fewer than nine of ten are ever answered",
    TOO_LONG: f"nine of ten take longer than {LONGEST_DAYS} business days",
    UNTOLD_TOPIC: "without a topic",
    UNNAMED: "the language has no way to write these names",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A proposed rule: who answers whom, about what, and how fast; `rows` are those of the table, one a topic."""

    answering: str
    asking: str
    within: str
    rows: tuple[Row, ...]


def limits(seen: Observed) -> list[Limit]:
    """Merge what is proposed: one rule for the topics of a pair that have the same limit; the shortest first."""
    table = seen.tables["response_times"]
    merged: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows_of(table[table["status"] == PROPOSED]):
        merged.setdefault((row.answering_role, row.asking_role, row.limit), []).append(row)
    rules = [Limit(*key, tuple(rows)) for key, rows in merged.items()]
    return sorted(rules, key=lambda rule: (rule.answering, rule.asking, _length(rule.within)))


def _length(within: str) -> tuple[str, int]:
    duration = Duration.parse(within)
    return duration.clock.value[::-1], duration.amount  # hours before days


def topics_of(rules: Iterable[Limit]) -> set[str]:
    """Topics that rules name."""
    return {row.topic for rule in rules for row in rule.rows if row.topic}


def roles_of(rules: Iterable[Limit]) -> set[str]:
    """Roles that rules name."""
    return {role for rule in rules for role in (rule.answering, rule.asking)}


def rule_lines(seen: Observed, rules: list[Limit]) -> list[str]:
    """Write the section `rules`."""
    lines = comment(_ABOUT if rules else "Rules: no answer came so regularly that a limit could be proposed.")
    lines.append("rules:" if rules else "# rules:")
    ids: set[str] = set()
    for rule in rules:
        lines += _rule(rule, _id(rule, ids))
    return [*lines, *_not_proposed(seen), *_bypass(seen)]


_ABOUT = (
    "PROPOSALS, measured and agreed by nobody: nine of ten answers came within these times (Kaplan-Meier; open "
    "questions count with their wait so far; rounded up). An answer is the next message back, whatever it says. Decide "
    "what is promised, and set the severity."
)


def _rule(rule: Limit, name: str) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    title: {quoted(f'{title(rule.answering)} answers {title(rule.asking)}')}"
    yield f"    require: {{from: {quoted(rule.answering)}, to: {quoted(rule.asking)}}}"
    asks = f"from: {quoted(rule.asking)}, to: {quoted(rule.answering)}"
    topics = [row.topic for row in rule.rows if row.topic]
    yield f"    after: {{{asks}{f', about: {listed(topics)}' if topics else ''}}}"
    yield f"    within: {rule.within}"
    for row in rule.rows:
        what = f"{shown(row.topic)}: " if row.topic else ""
        yield f"    # {what}{_measured(row)}"
    yield "    severity: low"


def _measured(row: Row) -> str:
    kept = f"; {row.in_time:,} of {row.due:,} in time ({row.in_time / row.due:.0%})" if row.limit and row.due else ""
    half = ""
    if not math.isnan(row.median_hours):
        number, unit = (row.median_days, "days") if row.median_days > 1 else (row.median_hours, "hours")
        half = f"; half within {number:.1f} business {unit}"
    asked = f"{times(row.questions, 'message')} in {times(row.cases, 'case')}, {row.answered:,} answered"
    return f"{asked}{half}{kept}"


def _id(rule: Limit, taken: set[str]) -> str:
    words = (re.sub(r"[^a-z0-9]+", "-", role.casefold()).strip("-")[:40] for role in (rule.answering, rule.asking))
    stem = "-answers-".join(word or "role" for word in words)
    name = next(each for each in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
    taken.add(name)
    return quoted(name)


def _not_proposed(seen: Observed) -> list[str]:
    table = seen.tables["response_times"]
    rows = rows_of(table[table["status"] != PROPOSED])
    if not rows:
        return []
    lines = ["", *comment("Measured, and not proposed:", 2)]
    for row in rows[:MOST_LISTED]:
        about = f" about {shown(row.topic)}" if row.topic else ""
        within = f"; nine of ten within {row.limit}" if row.limit else ""
        asks = f"{shown(row.asking_role)} to {shown(row.answering_role)}{about}"
        lines += [f"  #   {asks}: {_measured(row)}{within} ({_WHY_NOT[row.status]})"]
    if len(rows) > MOST_LISTED:
        lines += comment(f"  and {len(rows) - MOST_LISTED:,} more: see the table `response_times` (--format json)", 2)
    return lines


def _bypass(seen: Observed) -> list[str]:
    """Suggest, as a comment, the rule that this program is about."""
    candidate, gatekeeper = seen.candidate.role, seen.gatekeeper.role
    table = seen.tables["contacts"]
    sent = table[(table["sender_role"] == candidate) & (table["topic"] != "")]
    to_gatekeeper = sent["recipient_role"] == gatekeeper
    past = sent[~to_gatekeeper & sent["topic"].isin(sent.loc[to_gatekeeper, "topic"])]
    if candidate is None or gatekeeper is None or past.empty:
        return []
    roles = [role for role in past["recipient_role"].drop_duplicates() if not refusal(role)]
    topics = [topic for topic in past["topic"].drop_duplicates() if not refusal(topic)]
    lines = [
        "",
        *comment(f"A rule to decide on: which topics must pass {shown(gatekeeper)}? These go to others, too:", 2),
    ]
    rule = (
        f"past-{re.sub(r'[^a-z0-9]+', '-', gatekeeper.casefold()).strip('-')[:40] or 'gatekeeper'}:",
        f"  title: {quoted(f'{title(candidate)} writes past {title(gatekeeper)}')}",
        f"  forbid: {{from: {quoted(candidate)}, to: {listed(roles)}, about: {listed(topics)}}}",
        f"  # {times(int(past['messages'].sum()), 'message')} so far (one about two topics counts twice)",
    )
    return [*lines, *(f"  # {line}" for line in rule)]
