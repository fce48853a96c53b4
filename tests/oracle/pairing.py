"""`pairing: each`: one answer for one question, played through from the first answer to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.definitions.model import RequireAfter, Rule
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.correlating import agreed, key_of
from tests.oracle.kleene import Truth, disjunction, possibly, reasons_of, unknown
from tests.oracle.looking_back import activation, may_activate
from tests.oracle.records import OracleEvent
from tests.oracle.selecting import holds


def answers_in_time(case: Case, verb: RequireAfter, event: OracleEvent, answer: OracleEvent) -> bool:
    """Whether another event lies where an answer to an event would be in time."""
    if answer is event or answer.time < event.time or case.lag(event, answer, verb.within) > verb.within.amount:
        return False
    return verb.not_before is None or case.lag(event, answer, verb.not_before) >= verb.not_before.amount


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An event that is surely or perhaps a question, or an answer."""

    event: OracleEvent
    truth: Truth


def play(
    case: Case, rule: Rule, questions: Sequence[OracleEvent], answers: Sequence[OracleEvent]
) -> dict[str, OracleEvent]:
    """Which answer each question gets: the id of a question -> its answer.

    An answer goes to the oldest open question in whose window it falls; one without a key goes to every question.
    """
    assert isinstance(rule.verb, RequireAfter)
    waiting, got = sorted(questions, key=OracleEvent.sort_key), {}
    for answer in sorted(answers, key=OracleEvent.sort_key):
        fitting = [one for one in waiting if answers_in_time(case, rule.verb, one, answer)]
        keyless = rule.correlate is not None and key_of(answer, rule.correlate) is None
        for question in fitting if keyless else fitting[:1]:
            got[question.event_id] = answer
            waiting.remove(question)
    return got


def one_to_one(case: Case, rule: Rule, event: OracleEvent) -> tuple[Truth, frozenset[str]]:
    """Whether an event surely, perhaps, or surely not gets an answer of its own, and which.

    More questions leave fewer answers for it, more answers leave more: it surely gets one if it does where every
    possible question and only sure answers count, and surely none if it gets none the other way round.
    """
    assert isinstance(rule.verb, RequireAfter)
    answers = [Doubtful(one, truth) for one in case.events if possibly(truth := holds(case, rule.verb.require, one))]
    if rule.correlate is not None and key_of(event, rule.correlate) is None:
        return disjunction(_perhaps(case, rule, event, one) for one in answers), frozenset()
    questions = [
        Doubtful(one, truth)
        for one in case.events
        if may_activate(case, rule, one)
        and agreed(rule.correlate, event, one) is True
        and possibly(truth := activation(case, rule, rule.verb.after, one))
    ]
    answers = [one for one in answers if possibly(agreed(rule.correlate, event, one.event))]
    sure = [one.event for one in answers if one.truth is True and agreed(rule.correlate, event, one.event) is True]
    worst = play(case, rule, [one.event for one in questions], sure)
    if event.event_id in worst:
        return True, frozenset({worst[event.event_id].event_id})
    asked = [one.event for one in questions if one.truth is True or one.event is event]
    if event.event_id not in play(case, rule, asked, [one.event for one in answers]):
        return False, frozenset()
    doubts = [*questions, *answers, *(Doubtful(one.event, agreed(rule.correlate, event, one.event)) for one in answers)]
    return frozenset().union(*(reasons_of(one.truth) for one in doubts)), frozenset()


def _perhaps(case: Case, rule: Rule, event: OracleEvent, answer: Doubtful) -> Truth:
    """Whether a question without a key got an answer; a question without one takes none from anybody else."""
    assert isinstance(rule.verb, RequireAfter)
    if not answers_in_time(case, rule.verb, event, answer.event):
        return False
    return unknown(Reason.KEY) if answer.truth is True else reasons_of(answer.truth) | {str(Reason.KEY)}
