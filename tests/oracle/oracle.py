"""The oracle: every verdict of a definition on a few events, by plain quantifiers over the events of one case.

Slow on purpose. Shares with the engine the values of a definition and nothing else; SEMANTICS is its only source. The
modules: `kleene` (truth with reasons), `slow_clock`, `records`, `stage_histories`, `case` (facts), `selecting`
(selectors, contacts), `looking_back` (conditions), `routes`, `verbs`, `staying`, and here the verdict of an activation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from analyzer.definitions.model import Definition, Rule, StageOrder, StageTime
from tests.oracle.case import Case, Setting
from tests.oracle.kleene import Truth, disjunction, is_unknown, reasons_of
from tests.oracle.looking_back import condition, may_activate
from tests.oracle.records import OracleEvent, Row
from tests.oracle.selecting import holds
from tests.oracle.slow_clock import SlowClock
from tests.oracle.staying import stage_rows
from tests.oracle.verbs import ALWAYS_JUDGED, Judged, judged

NONE = "no activation"


def evaluate(
    definition: Definition,
    events: Sequence[OracleEvent],
    *,
    as_of: int,
    clock: SlowClock | None = None,
    older: Mapping[str, bool] | None = None,
    opened_at: Mapping[str, int] | None = None,
    complete_from: int | None = None,
    assume: Mapping[str, str] | None = None,
) -> list[Row]:
    """Judge every activation.

    Parameters
    ----------
    definition, events
        The rules; events of any cases in any order.
    as_of
        The horizon: events at or after it are ignored.
    clock
        A clock of the definition's calendar, to save making it anew.
    older
        Case -> whether it is older than the log, in place of what its first stage event says.
    opened_at, complete_from
        Case -> when it was opened; a case opened before `complete_from` is older than the log.
    assume
        What is taken for a thread starter, stage or topic that the log does not tell.
    """
    setting = Setting(definition, clock or SlowClock(definition.calendar), as_of, dict(assume or {}))
    cases: dict[str, list[OracleEvent]] = defaultdict(list)
    for event in events:
        cases[event.case_id].append(event)
    rows: list[Row] = []
    for case_id in sorted(cases):
        early = complete_from is not None and (opened_at or {}).get(case_id, complete_from) < complete_from
        rows += rows_of_case(Case(setting, cases[case_id], (older or {}).get(case_id, True if early else None)))
    return rows


def rows_of_case(case: Case) -> Iterator[Row]:
    for rule in case.setting.definition.rules:
        if isinstance(rule.verb, (StageOrder, StageTime)):
            yield from stage_rows(case, rule)
        else:
            yield from verb_rows(case, rule)


def verb_rows(case: Case, rule: Rule) -> Iterator[Row]:
    def eligible(event: OracleEvent) -> bool:
        if isinstance(rule.verb, ALWAYS_JUDGED):
            return not case.is_protected(event)
        return may_activate(case, rule, event)

    for one in judged(case, rule, eligible):
        row = verdict(case, rule, one)
        if row is not None:
            yield row


# ---------------------------------------------------------------- the verdict of one activation


@dataclass(frozen=True, slots=True)
class Parts:
    """What a verdict depends on, each part an unknown of its own where it is not known."""

    active: Truth
    kept: Truth
    excuses: tuple[Truth, ...]
    settled: Truth
    otherwise: str

    def unknowns(self) -> list[str | int]:
        named: list[tuple[str | int, Truth]] = [
            ("active", self.active),
            ("kept", self.kept),
            ("settled", self.settled),
            *enumerate(self.excuses),
        ]
        return [name for name, value in named if is_unknown(value)]

    def value(self, name: str | int) -> Truth:
        return self.excuses[name] if isinstance(name, int) else getattr(self, name)

    def fixed(self, names: Sequence[str | int], values: Sequence[bool]) -> Parts:
        """The same parts with the unknown ones given."""
        given = dict(zip(names, values, strict=True))
        excuses = tuple(given.get(number, value) for number, value in enumerate(self.excuses))
        fields = {name: value for name, value in given.items() if isinstance(name, str)}
        return replace(self, excuses=excuses, **fields)

    def outcome(self) -> str:
        """The verdict when everything is known (SEMANTICS section 4)."""
        if not self.active:
            return NONE
        if self.kept:
            return "satisfied"
        if any(self.excuses):
            return "excused"
        if self.otherwise != "violated":
            return self.otherwise
        return "settled" if self.settled else "violated"


def verdict(case: Case, rule: Rule, one: Judged) -> Row | None:
    """The row of an event that may activate a rule; None where every reading is satisfied or no activation."""
    if one.active is True and one.kept is True:
        return _row(case, rule, one, "satisfied", answers=one.answers)
    excuses = tuple(condition(case, named.condition, one.event, excusing=True) for named in rule.unless)
    parts = Parts(one.active, one.kept, excuses, settled(case, rule, one), one.otherwise)
    names = parts.unknowns()
    outcomes = {values: parts.fixed(names, values).outcome() for values in product((False, True), repeat=len(names))}
    found = set(outcomes.values())
    if found <= {NONE, "satisfied"}:
        return None
    if found == {"pending", "satisfied"}:
        return _row(case, rule, one, "pending")
    if len(found) > 1:
        return _row(case, rule, one, "undecided", reasons=reasons(parts, names, outcomes))
    (word,) = found
    excuse = rule.unless[excuses.index(True)].name if word == "excused" else ""
    return _row(case, rule, one, word, excuse=excuse, answers=one.late if word == "violated" else frozenset())


def reasons(parts: Parts, names: list[str | int], outcomes: Mapping[tuple[bool, ...], str]) -> frozenset[str]:
    """The reasons of each unknown that alone, the others fixed in some way, changes the verdict."""
    found: frozenset[str] = frozenset()
    for number, name in enumerate(names):
        for values, word in outcomes.items():
            flipped = (*values[:number], not values[number], *values[number + 1 :])
            if word != outcomes[flipped]:
                found |= reasons_of(parts.value(name))
    return found


def settled(case: Case, rule: Rule, one: Judged) -> Truth:
    """Whether a repair came in time, from the activation until so long after the violation or the missed deadline."""
    if rule.settled_by is None or rule.settled_within is None:
        return False
    missed = one.event.time if one.missed is None else one.missed
    return disjunction(
        holds(case, rule.settled_by, other)
        for other in case.events
        if other.time >= one.event.time
        and other is not one.event
        and case.lag(missed, other, rule.settled_within) <= rule.settled_within.amount
    )


def _row(
    case: Case,
    rule: Rule,
    one: Judged,
    word: str,
    *,
    excuse: str = "",
    reasons: frozenset[str] = frozenset(),
    answers: frozenset[str] = frozenset(),
) -> Row:
    event = one.event
    return Row(rule.id, event.case_id, event.event_id, word, excuse, tuple(sorted(reasons)), one.due, answers)
