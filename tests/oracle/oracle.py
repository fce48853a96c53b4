"""The oracle: every verdict of a definition on a few events, by plain quantifiers over the events of one case.

Slow on purpose. Shares with the engine the values of a definition and nothing else; SEMANTICS is its only source. The
modules: `kleene` (truth with reasons), `slow_clock`, `records`, `stage_histories`, `case` (facts), `selecting`
(selectors, contacts), `correlating`, `looking_back` (conditions), `routes`, `pairing`, `following`, `verbs`, `staying`,
`covering` (declared coverage), and here the verdict of an activation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from analyzer.definitions.model import Definition, Rule, StageOrder, StageTime
from analyzer.findings import Reason
from tests.oracle.case import Case, Setting, together
from tests.oracle.covering import surely_seen
from tests.oracle.judged import BROKEN, KEPT, Judged, Turn
from tests.oracle.kleene import Truth, disjunction
from tests.oracle.looking_back import condition, may_activate
from tests.oracle.records import CoverLine, OracleEvent, Row
from tests.oracle.selecting import holds
from tests.oracle.slow_clock import SlowClock
from tests.oracle.staying import stage_rows
from tests.oracle.verbs import ALWAYS_JUDGED, judged

NONE = "no activation"
UNSEEN = "violated, unless what was missed is not in the log"


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
    coverage: Sequence[CoverLine] | None = None,
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
    coverage
        What the log covers; None where nothing is declared.
    """
    declared = None if coverage is None else tuple(coverage)
    setting = Setting(definition, clock or SlowClock(definition.calendar), as_of, dict(assume or {}), declared)
    cases: dict[str, list[OracleEvent]] = defaultdict(list)
    for event in events:
        cases[event.case_id].append(event)
    found: list[Case] = []
    for case_id in sorted(cases):
        early = complete_from is not None and (opened_at or {}).get(case_id, complete_from) < complete_from
        found.append(Case(setting, cases[case_id], (older or {}).get(case_id, True if early else None)))
    rows = [row for case in found for row in rows_of(case, across=False)]
    if any(rule.across for rule in definition.rules):
        rows += [row for joined in together(found) for row in rows_of(joined, across=True)]
    return rows


def rows_of(seen: Case, *, across: bool) -> Iterator[Row]:
    """The rows of the rules that look at one case, or of those that look across all cases of a candidate."""
    for rule in seen.setting.definition.rules:
        if (rule.across is not None) != across:
            continue
        if isinstance(rule.verb, (StageOrder, StageTime)):
            yield from stage_rows(seen, rule)
        else:
            yield from verb_rows(seen, rule)


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


Name = tuple[str, int]
Value = bool | str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is not known: what it may be, and why, for each two of the values."""

    values: tuple[Value, ...]
    reasons: Mapping[frozenset[Value], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a verdict depends on; each part that is not known is an unknown of its own."""

    one: Judged
    excuses: tuple[Truth, ...]
    repaired: tuple[Truth, ...]
    seen: tuple[Truth, ...]

    def known(self) -> dict[Name, Value | Doubt]:
        """Every part by its name; a repair belongs to the turn that it repairs."""
        truths: dict[Name, Truth] = {("active", 0): self.one.active}
        truths |= {("excuse", number): truth for number, truth in enumerate(self.excuses)}
        truths |= {("settled", number): truth for number, truth in enumerate(self.repaired)}
        truths |= {("seen", number): truth for number, truth in enumerate(self.seen)}
        found: dict[Name, Value | Doubt] = {name: _value(truth) for name, truth in truths.items()}
        for number, turn in enumerate(self.one.turns):
            outcomes = tuple(sorted(turn.outcomes))
            found["turn", number] = outcomes[0] if len(outcomes) == 1 else Doubt(outcomes, turn.doubts)
        return found

    def outcome(self, world: Mapping[Name, Value]) -> str:
        """The verdict when everything is known (SEMANTICS section 4)."""
        if not world["active", 0]:
            return NONE
        excused = any(world["excuse", number] for number in range(len(self.excuses)))
        for number, turn in enumerate(self.one.turns):
            if world["turn", number] == KEPT:
                return "satisfied"
            if world["turn", number] == BROKEN:
                if excused or turn.broken != "violated":
                    return "excused" if excused else turn.broken
                if world["settled", number]:
                    return "settled"
                return "violated" if world["seen", number] else UNSEEN
        return "excused" if excused else self.one.after_all


def _value(truth: Truth) -> Value | Doubt:
    if isinstance(truth, bool):
        return truth
    return Doubt((False, True), {frozenset((False, True)): truth})


def verdict(case: Case, rule: Rule, one: Judged) -> Row | None:
    """The row of an event that may activate a rule; None where every reading is satisfied or no activation."""
    if one.active is True and one.surely_kept:
        return _row(case, rule, one, "satisfied", answers=one.answers)
    excuses = tuple(condition(case, named.condition, one.event, excusing=True) for named in rule.unless)
    repaired = tuple(settled(case, rule, one, turn) for turn in one.turns)
    parts = Parts(one, excuses, repaired, tuple(surely_seen(case, rule, one.event, turn) for turn in one.turns))
    known = parts.known()
    doubts = {name: value for name, value in known.items() if isinstance(value, Doubt)}
    worlds = product(*(doubt.values for doubt in doubts.values()))
    outcomes = {values: parts.outcome({**known, **dict(zip(doubts, values, strict=True))}) for values in worlds}
    found = set(outcomes.values())
    if found == {"satisfied"}:  # in whichever turn
        return _row(case, rule, one, "satisfied")
    if found <= {NONE, "satisfied"}:
        return None
    if found == {"pending", "satisfied"}:
        return _row(case, rule, one, "pending")
    if len(found) > 1 or UNSEEN in found:
        named = reasons(list(doubts.values()), outcomes) | ({str(Reason.COVERAGE)} if UNSEEN in found else set())
        return _row(case, rule, one, "undecided", reasons=named)
    (word,) = found
    excuse = rule.unless[excuses.index(True)].name if word == "excused" else ""
    return _row(case, rule, one, word, excuse=excuse, answers=one.late if word == "violated" else frozenset())


def reasons(doubts: Sequence[Doubt], outcomes: Mapping[tuple[Value, ...], str]) -> frozenset[str]:
    """The reasons of each unknown that alone, the others fixed in some way, changes the verdict."""
    found: frozenset[str] = frozenset()
    for number, doubt in enumerate(doubts):
        for values, word in outcomes.items():
            for other in doubt.values:
                changed = (*values[:number], other, *values[number + 1 :])
                if word != outcomes[changed]:
                    found |= doubt.reasons.get(frozenset((values[number], other)), frozenset())
    return found


def settled(case: Case, rule: Rule, one: Judged, turn: Turn) -> Truth:
    """Whether a repair came in time, from the activation until so long after the violation or the missed deadline."""
    if rule.settled_by is None or rule.settled_within is None or turn.broken != "violated":
        return False
    missed = one.event.time if turn.missed is None else turn.missed
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
