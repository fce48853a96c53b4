"""`require .. next_after`: the next time-point with a message, of the same thread if the rule says so, time by time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from analyzer.definitions.model import RequireNext, Rule
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.judged import BROKEN, KEPT, PASSED, Judged, Turn
from tests.oracle.kleene import Truth, is_unknown, possibly, reasons_of, unknown
from tests.oracle.looking_back import activation
from tests.oracle.records import OracleEvent
from tests.oracle.selecting import holds


def require_next(case: Case, rule: Rule, verb: RequireNext, event: OracleEvent) -> Judged:
    """Every later time-point is a turn, up to the first that surely has a message."""
    active = activation(case, rule, verb.next_after, event)
    if not possibly(active):
        return Judged(event, active, ())
    turns = tuple(_turns(case, rule, verb, event))
    after_all = "cancelled" if rule.on_close == "cancel" and case.closing_of(event) is not None else "pending"
    sure = turns[0] if turns else None
    named = _sure_answers(case, verb, event, sure) if sure is not None and sure.outcomes == {KEPT} else frozenset()
    return Judged(event, active, turns, after_all, answers=named)


def _turns(case: Case, rule: Rule, verb: RequireNext, event: OracleEvent) -> Iterator[Turn]:
    closed_at = case.closing_of(event)
    for time in sorted({other.time for other in case.events if other.time > event.time}):
        outcomes = _outcomes(case, verb, event, time)
        if set(outcomes.values()) == {PASSED}:
            continue
        cancelled = rule.on_close == "cancel" and closed_at is not None and closed_at <= time
        doubts = _doubts(case, verb, event, time, outcomes)
        yield Turn(frozenset(outcomes.values()), doubts, "cancelled" if cancelled else "violated", time)
        if PASSED not in outcomes.values():
            return


World = tuple[bool, ...]
Outcomes = dict[World, str]


def _facts(case: Case, verb: RequireNext, event: OracleEvent, time: int) -> list[tuple[OracleEvent, Truth, Truth]]:
    """The events of a time-point: whether each is of the thread, and whether it is what is required."""
    found = []
    for other in case.events:
        if other.time == time and possibly(member := of_thread(verb, event, other)):
            found.append((other, member, holds(case, verb.require, other)))
    return found


def of_thread(verb: RequireNext, event: OracleEvent, other: OracleEvent) -> Truth:
    if not verb.in_thread:
        return True
    return unknown(Reason.THREAD) if None in (event.thread, other.thread) else event.thread == other.thread


def _outcomes(case: Case, verb: RequireNext, event: OracleEvent, time: int) -> Outcomes:
    """What a time-point comes to in every world: for each choice of the truths that are not known.

    A message about a protected topic is not seen where it is no answer.
    """
    facts = _facts(case, verb, event, time)
    choices = [(False, True) if is_unknown(truth) else (truth,) for _, *truths in facts for truth in truths]
    found: Outcomes = {}
    for world in product(*choices):
        seen = [(other, world[2 * place + 1]) for place, (other, *_) in enumerate(facts) if world[2 * place]]
        ends = any(
            other.activity == "message" and (required or not case.is_protected(other)) for other, required in seen
        )
        kept = any(required for _, required in seen)
        found[world] = (KEPT if kept else BROKEN) if ends else PASSED
    return found


def _doubts(
    case: Case, verb: RequireNext, event: OracleEvent, time: int, outcomes: Outcomes
) -> dict[frozenset[str], frozenset[str]]:
    """For each two outcomes the reasons of the truths of which one alone turns one into the other."""
    truths = [truth for _, *both in _facts(case, verb, event, time) for truth in both]
    found: dict[frozenset[str], frozenset[str]] = {}
    for world, outcome in outcomes.items():
        for place, truth in enumerate(truths):
            other = outcomes.get((*world[:place], not world[place], *world[place + 1 :]), outcome)
            if other != outcome:
                pair = frozenset((outcome, other))
                found[pair] = found.get(pair, frozenset()) | reasons_of(truth)
    return found


def _sure_answers(case: Case, verb: RequireNext, event: OracleEvent, turn: Turn) -> frozenset[str]:
    facts = _facts(case, verb, event, turn.missed or 0)
    return frozenset(
        "" if case.is_protected(other) else other.event_id
        for other, member, required in facts
        if member is True and required is True
    )
