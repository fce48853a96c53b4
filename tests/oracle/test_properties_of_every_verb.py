"""The properties of SEMANTICS section 5 are held to every verb, modifier and condition, and not to a few by chance.

`test_properties` judges whole random definitions; here it is counted what judges something in its examples.

| property | on what |
|---|---|
| 1, 2, 7, 8, 9 | everything |
| 3 an event that no selector matches | everything: rules no selector of which matches the strange events (*) |
| 4 later horizon | everything; `next_after` alone may stay pending for ever |
| 5 wider window | `before` and `after` with a window and `pairing: any`; no other `require` has one |
| 6 one more contact | `contact` |

(*) They are no messages, so that `contact` and `next_after`, the exceptions of the reference, are among the rules.

Property 2 joins no cases of one candidate: a rule with `across: candidate` sees them as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Condition,
    Limit,
    Matches,
    Open,
    RequireAfter,
    RequireBefore,
    Route,
    Rule,
    Unanswered,
)
from tests.oracle.comparing import engine_rows
from tests.oracle.randomlogs import Run, random_run
from tests.oracle.test_engine_equals_oracle import names_of
from tests.oracle.test_properties import SEEDS, finished, with_strange_events

VERBS = {
    "ContactRule", "Forbid", "between", "RequireBefore", "RequireAfter", "RequireNext", "next in thread", "RequireBy",
    "Limit", "limit per", "separate", "same", "Route", "indirect", "StageOrder", "StageTime",
}  # fmt: skip
MODIFIERS = {"each", "correlate", "across", "closed", "not before", "on_close: cancel", "settled_by"}
CONDITIONS = {
    f"{place} {name}"
    for place in ("when", "unless")
    for name in ("Matches", "After", "not_after", "Unanswered", "at_least", "Open", "AllConditions", "AnyCondition")
}


def parts(rule: Rule) -> Iterator[str]:
    """The names of a rule's verb, its modifiers, and each kind of condition with the word it stands under."""
    verb = rule.verb
    yield from names_of(rule)
    marks = {
        "limit per": isinstance(verb, Limit) and verb.per is not None,
        "indirect": isinstance(verb, Route) and verb.indirect,
        "on_close: cancel": rule.on_close == "cancel",
        "settled_by": rule.settled_by is not None,
    }
    yield from (name for name, value in marks.items() if value)
    for place in ("when", "unless"):
        yield from (f"{place} {name}" for one in getattr(rule, place) for name in kinds(one.condition))


def kinds(condition: Condition) -> Iterator[str]:
    yield type(condition).__name__
    if isinstance(condition, After) and condition.negated:
        yield "not_after"
    if isinstance(condition, Unanswered) and condition.at_least > 1:
        yield "at_least"
    if isinstance(condition, (AllConditions, AnyCondition)):
        for part in condition.parts:
            yield from kinds(part)
    else:
        assert isinstance(condition, (Matches, After, Unanswered, Open))


def judged(run: Run) -> Iterator[Rule]:
    """The rules of a run that judge something in it."""
    at_work = {rule for rule, *_ in engine_rows(run)}
    return (rule for rule in run.definition.rules if rule.id in at_work)


def held_in(rules: Iterable[Rule]) -> set[str]:
    return {part for rule in rules for part in parts(rule)}


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(random_run, id="as they are"),
        pytest.param(lambda seed: finished(random_run(seed)), id="with a horizon after the last event"),
        pytest.param(lambda seed: with_strange_events(random_run(seed), seed)[0], id="left alone by strange events"),
    ],
)
def test_the_properties_are_held_to_every_verb_modifier_and_condition(of):
    found = held_in(rule for seed in SEEDS for rule in judged(of(seed)))
    wanted = VERBS | MODIFIERS | CONDITIONS
    assert found >= wanted, sorted(wanted - found)


def test_a_wider_window_is_tried_on_every_rule_with_one():
    rules = [rule for seed in range(6) for rule in judged(random_run(seed, cases=80))]
    wide = [
        rule
        for rule in rules
        if isinstance(rule.verb, (RequireAfter, RequireBefore)) and rule.verb.within and rule.pairing == "any"
    ]
    wanted = {"RequireBefore", "RequireAfter", "correlate", "across", "closed", "not before", "on_close: cancel"}
    assert held_in(wide) >= wanted | {"settled_by"}
