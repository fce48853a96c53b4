"""Remarks on a definition that can be used: gaps, contradictions, leftovers (D2xx), before any log is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath

from analyzer.definitions.contradictions import contradicts, implies
from analyzer.definitions.graph import Way, lets_ride, permits, way_round
from analyzer.definitions.model import (
    AllConditions,
    AllOf,
    Condition,
    Definition,
    Fields,
    Forbid,
    Matches,
    Names,
    Route,
    Rule,
    Selector,
)
from analyzer.definitions.walk import selector_parts, verb_selectors
from analyzer.errors import Place, Problem

ASKS, IS_ASKED = "candidate", "hiring_manager"
"""Between these two the gatekeeper stands, if a definition has roles of these names."""


def lint(definition: Definition) -> tuple[Problem, ...]:
    """Look for what a definition leaves open, contradicts or no longer needs.

    Parameters
    ----------
    definition : Definition
        As loaded.

    Returns
    -------
    tuple of Problem
        ``D2xx``, in the order of their places; empty where there is nothing to say.
    """
    lines = definition.source.splitlines()
    remarks = {
        Problem(place, code, message, hint, lines[place.line - 1] if place.line <= len(lines) else "")
        for check in CHECKS
        for place, code, message, hint in check(definition)
    }
    return tuple(sorted(remarks))


Remark = tuple[Place, str, str, str]
"""Place, code, message, help."""


def _place_of(definition: Definition, kind: str, name: str) -> Place:
    for declared in definition.declared:
        if (declared.kind, declared.name) == (kind, name):
            return declared.place
    return Place(definition.path, 1, 1)


# ---------------------------------------------------------------- does the gatekeeper stand between?


def ways_round(definition: Definition) -> Iterator[Remark]:
    """Find contacts that let guarded topics pass without the gatekeeper (D201, D209)."""
    found: dict[tuple[Way, Names], list[str]] = {}
    for start, end in _guarded_pairs(definition):
        for topic in definition.guarded if definition.gatekeeper else ():
            way = way_round(definition, topic, start, end)
            watchers = () if way is None else _watchers(definition, way, topic)
            if way is not None and not (way.rides_along and watchers):
                found.setdefault((way, watchers), []).append(topic)
    for (way, watchers), topics in found.items():
        yield _way_remark(definition, way, watchers, topics)


def _guarded_pairs(definition: Definition) -> list[tuple[str, str]]:
    """The directions to look in: candidate to manager, and whatever a rule about guarded topics forbids."""
    roles = {role for role, _ in definition.roles}
    pairs = {(ASKS, IS_ASKED)} if {ASKS, IS_ASKED} <= roles else set()
    for rule in definition.rules:
        match rule.verb:
            case Route(sender=sender, to=to):
                pairs.add((sender, to))
            case Forbid(event=event):
                for part in selector_parts(event):
                    if isinstance(part, Fields) and set(part.about or ()) & set(definition.guarded):
                        pairs |= {(sender, to) for sender in part.sender or () for to in part.to or ()}
    return sorted((a, b) for a, b in pairs if a != b and definition.gatekeeper not in (a, b))


def _watchers(definition: Definition, way: Way, topic: str) -> Names:
    """The rules that judge chains of messages along a way."""
    return tuple(
        rule.id
        for rule in definition.rules
        if isinstance(rule.verb, Route)
        and (rule.verb.sender, rule.verb.to, rule.verb.through) == (way.roles[0], way.roles[-1], definition.gatekeeper)
        and topic in rule.verb.about
        and (len(way.contacts) > 1 or not rule.verb.indirect)
    )


def _way_remark(definition: Definition, way: Way, watchers: Names, topics: list[str]) -> Remark:
    places = [contact.place for contact in way.contacts]
    lines = [f"{PurePath(places[0].file).name}:{places[0].line}", *(f":{place.line}" for place in places[1:])]
    message = f"{' -> '.join(way.roles)} about {', '.join(topics)} ({', '.join(lines)})"
    if way.rides_along:
        at = next(c for c in way.contacts if any(lets_ride(c, topic) and not permits(c, topic) for topic in topics))
        hint = "`about:` lets other topics come along: write `only_about:`, or add a `route` rule that watches this way"
        return at.place, "D209", f"{message}, riding along with another topic", hint
    hint = f"restrict one of these contacts, or ask for {definition.gatekeeper} in copy"
    if watchers:
        hint += f" (such chains of messages are judged by {', '.join(repr(rule) for rule in watchers)})"
    return places[0], "D201", f"{message} does not pass {definition.gatekeeper}", hint


def guarded_topics(definition: Definition) -> Iterator[Remark]:
    """Find guarded topics without a gatekeeper (D210) or without a rule (D205)."""
    if definition.guarded and definition.gatekeeper is None:
        first = _place_of(definition, "topic", definition.guarded[0])
        yield first, "D210", "topics are guarded, but there is no gatekeeper", "write `gatekeeper: ROLE`"
    mentioned = {topic for rule in definition.rules for topic in _judged_topics(rule)}
    for topic in definition.guarded:
        if topic not in mentioned:
            hint = "mention it in a rule, or take it off `guarded:`"
            yield _place_of(definition, "topic", topic), "D205", f"no `forbid` or `route` is about {topic!r}", hint


def _judged_topics(rule: Rule) -> set[str]:
    match rule.verb:
        case Route(about=about):
            return set(about)
        case Forbid(event=event):
            fields = [part for part in selector_parts(event) if isinstance(part, Fields)]
            return {topic for part in fields for topic in (*(part.about or ()), *(part.only_about or ()))}
        case _:
            return set()


# ---------------------------------------------------------------- leftovers


def unused_names(definition: Definition) -> Iterator[Remark]:
    """Find topics, events and excuses that nothing refers to (D202)."""
    for declared in definition.declared:
        if not declared.used:
            message = f"{declared.kind} {declared.name!r} is not used"
            yield declared.place, "D202", message, "use it, or delete the line"


def stages(definition: Definition) -> Iterator[Remark]:
    """Find stages that cannot be reached (D203) or left (D204)."""
    follows = {stage.id: stage.next or () for stage in definition.stages}
    if not any(follows.values()):
        return
    first = definition.stages[0].id
    reached, waiting = {first}, [first]
    while waiting:
        fresh = [stage for stage in follows[waiting.pop()] if stage not in reached]
        reached.update(fresh)
        waiting += fresh
    for stage in definition.stages:
        place = stage.place or Place(definition.path, 1, 1)
        if stage.id not in reached:
            hint = "list it under `next:` of the stage before it"
            yield place, "D203", f"no way leads from stage {first!r} to {stage.id!r}", hint
        if not stage.next and not stage.closes:
            hint = "write what may follow (`next:`), or that the case ends here (`closes: true`)"
            yield place, "D204", f"stage {stage.id!r} neither leads on nor closes the case", hint


# ---------------------------------------------------------------- rules and excuses


def rules_that_never_apply(definition: Definition) -> Iterator[Remark]:
    """Find rules whose event can only happen when the case is closed, where rules judge nothing (D208)."""
    closing = {stage.id for stage in definition.stages if stage.closes}
    for rule in definition.rules:
        judged = verb_selectors(rule.verb)[:1]
        wanted = [fields.stage for event in judged for fields in _conjuncts(event) if fields.stage]
        if not rule.while_closed and any(closing.issuperset(stage) for stage in wanted):
            hint = "a closed case is not judged: name an earlier stage"
            yield rule.place, "D208", f"rule {rule.id!r} asks for a stage that closes the case", hint


def excuses(definition: Definition) -> Iterator[Remark]:
    """Find excuses that contradict the event they should excuse (D206), or that all such events meet (D207)."""
    for rule in definition.rules:
        event = next(iter(verb_selectors(rule.verb)), None)
        if event is None:
            continue
        known = _conjuncts(event)
        for named in rule.unless:
            tested = list(_tested(named.condition))
            if any(contradicts(a, b) for a in known for b in tested):
                message = f"excuse {named.name!r} can never hold in rule {rule.id!r}"
                yield rule.place, "D206", message, "it contradicts the event that the rule judges"
            elif isinstance(named.condition, Matches) and tested and all(_implied(known, b) for b in tested):
                message = f"excuse {named.name!r} always holds in rule {rule.id!r}"
                yield rule.place, "D207", message, "it says no more than the event that the rule judges"


def _implied(known: list[Fields], tested: Fields) -> bool:
    return any(implies(a, tested) for a in known)


def _conjuncts(selector: Selector) -> list[Fields]:
    """The mappings of fields that must all hold wherever the selector holds."""
    match selector:
        case Fields():
            return [selector]
        case AllOf(parts=parts):
            return [fields for part in parts for fields in _conjuncts(part)]
        case _:
            return []


def _tested(condition: Condition) -> Iterator[Fields]:
    """The mappings of fields that a condition asks of the event itself."""
    match condition:
        case Matches(selector=selector):
            yield from _conjuncts(selector)
        case AllConditions(parts=parts):
            for part in parts:
                yield from _tested(part)


CHECKS: tuple[Callable[[Definition], Iterator[Remark]], ...] = (
    ways_round,
    guarded_topics,
    unused_names,
    stages,
    rules_that_never_apply,
    excuses,
)
"""Every check, each a function of the definition."""
