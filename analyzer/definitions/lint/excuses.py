"""Excuses: those that can never hold, that let everything off, or that stand behind another."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.lint.conditions import always_holds, as_selector, never_holds, says_no_more
from analyzer.definitions.lint.possible import follows, possible
from analyzer.definitions.lint.rules import activating
from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.definitions.model import AnyOf, NamedCondition, Rule, Selector


def excuses(subject: Subject) -> Iterator[Remark]:
    """Find excuses that never hold (D206), let everything off (D207), or stand behind another (D222)."""
    for rule in subject.definition.rules:
        if rule.unless:
            yield from _of_rule(subject, rule)


def _of_rule(subject: Subject, rule: Rule) -> Iterator[Remark]:
    known = activating(subject, rule)
    if not possible(known):
        return  # the rule itself is told of
    dead = {named.name for named in rule.unless if never_holds(named.condition, known, unprotected=subject.unprotected)}
    alive = [named for named in rule.unless if named.name not in dead]
    for name in [named.name for named in rule.unless if named.name in dead]:
        place = subject.of_rule(rule, "unless", word=name)
        why = "it contradicts the event that the rule judges, or looks for one that cannot be"
        yield Remark(place, "D206", f"excuse {name!r} can never hold in rule {rule.id!r}", why)
    whole = next((named for named in alive if always_holds(named.condition, known)), None)
    if whole is not None:
        place = subject.of_rule(rule, "unless", word=whole.name)
        why = "it says no more than the event that the rule judges: narrow the excuse, or delete the rule"
        yield Remark(place, "D207", f"excuse {whole.name!r} always holds in rule {rule.id!r}", why)
        return
    yield from _together(subject, rule, alive, known)
    yield from _behind(subject, rule, alive, known)


def _together(subject: Subject, rule: Rule, alive: list[NamedCondition], known: Selector) -> Iterator[Remark]:
    """Several excuses that let everything off only together."""
    plain = [(named.name, selector) for named in alive if (selector := as_selector(named.condition)) is not None]
    if len(plain) > 1 and follows(known, than=AnyOf(tuple(selector for _, selector in plain))):
        names = " and ".join(repr(name) for name, _ in plain)
        message = f"the excuses {names} together always hold in rule {rule.id!r}"
        why = "every event that the rule judges meets one of them: narrow one, or delete the rule"
        yield Remark(subject.of_rule(rule, "unless"), "D207", message, why)


def _behind(subject: Subject, rule: Rule, alive: list[NamedCondition], known: Selector) -> Iterator[Remark]:
    for at, named in enumerate(alive):
        earlier = next((one for one in alive[:at] if says_no_more(named.condition, one.condition, known)), None)
        if earlier is not None:
            message = f"excuse {named.name!r} is never the one that rule {rule.id!r} names"
            why = f"wherever it holds, {earlier.name!r} holds and is listed before it: put it first, or leave it out"
            yield Remark(subject.of_rule(rule, "unless", word=named.name), "D222", message, why)
