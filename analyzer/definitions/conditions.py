"""Conditions out of nodes: what `when:`, `unless:` and `excuses:` hold."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from analyzer.definitions.clocks import read_duration
from analyzer.definitions.grammar import (
    AFTER,
    CONDITION_FORMS,
    CONDITION_KEYS,
    CONDITION_SELECTOR,
    NOT_AFTER,
    OPEN,
    UNANSWERED,
)
from analyzer.definitions.model import (
    After,
    AllConditions,
    AnyCondition,
    Anything,
    Condition,
    Matches,
    NamedCondition,
    Open,
    Unanswered,
)
from analyzer.definitions.nodes import Entry, Mapping, Node, Scalar, Sequence
from analyzer.definitions.reader import one_line
from analyzer.definitions.scope import Scope
from analyzer.definitions.selectors import named_event, read_event, read_parts
from analyzer.definitions.suggest import closest

_NOTHING: Condition = Matches(Anything())


def read_named_conditions(scope: Scope, node: Node, what: str) -> tuple[NamedCondition, ...]:
    """Read `when:` or `unless:`: a name, a condition in place, a mapping of names to conditions, or a list of these."""
    items = scope.reader.items(node, what) if isinstance(node, Sequence) else (node,)
    return tuple(condition for item in items for condition in _named(scope, item, what))


def read_condition(scope: Scope, node: Node, what: str) -> Condition:
    """Read one condition: the name of an excuse (else of an event), or a mapping."""
    scope.count_part()
    if isinstance(node, Scalar):
        text = scope.reader.text(node, what)
        return _NOTHING if text is None else _by_name(scope, node, text)
    found = scope.reader.named(node, what)
    return _in_place(scope, node, found) if found else _NOTHING


def named_excuse(scope: Scope, node: Node, name: str) -> Condition:
    """Read the condition declared under a name (once; later from memory)."""
    return scope.resolve(
        node, "excuse", name, lambda value: read_condition(scope, value, "an excuse"), instead=_NOTHING
    )


def _named(scope: Scope, node: Node, what: str) -> list[NamedCondition]:
    if isinstance(node, Scalar):
        name = scope.reader.text(node, what)
        declared = scope.names["excuse"].get(name or "") or scope.names["event"].get(name or "")
        place = declared.key.place if declared else node.place
        return [] if name is None else [NamedCondition(name, _by_name(scope, node, name), place)]
    found = scope.reader.named(node, what)
    if not found:
        return []
    if any(name in CONDITION_KEYS for name in found):
        return [NamedCondition(one_line(node), _in_place(scope, node, found), node.place)]
    return [_under_a_name(scope, name, entry) for name, entry in found.items()]


def _under_a_name(scope: Scope, name: str, entry: Entry) -> NamedCondition:
    near = closest(name, sorted(CONDITION_KEYS))
    misspelt = near is not None and not isinstance(entry.value, Mapping) and not _is_name(scope, entry.value)
    if misspelt:
        scope.reader.unknown_key(entry.key, "a condition", sorted(CONDITION_KEYS))
        return NamedCondition(name, _NOTHING, entry.key.place)
    return NamedCondition(name, read_condition(scope, entry.value, f"condition {name!r}"), entry.key.place)


def _is_name(scope: Scope, node: Node) -> bool:
    return isinstance(node, Scalar) and (node.text in scope.names["excuse"] or node.text in scope.names["event"])


def _by_name(scope: Scope, node: Node, name: str) -> Condition:
    if name in scope.names["event"] and name not in scope.names["excuse"]:
        scope.used.add(("event", name))
        return Matches(named_event(scope, node, name)[0])
    return named_excuse(scope, node, name) if scope.knows(node, "excuse", name) else _NOTHING


def _in_place(scope: Scope, node: Node, found: MappingOf[str, Entry]) -> Condition:
    for form in CONDITION_FORMS:
        if form[0].name in found:
            foreign = [name for name in found if name in CONDITION_KEYS and name not in {key.name for key in form}]
            if foreign:
                message = f"`{foreign[0]}` cannot stand beside `{form[0].name}`"
                scope.reader.report(
                    found[foreign[0]].key, "D109", message, "join two conditions with `all_of: [.., ..]`"
                )
                return _NOTHING
            entries = scope.reader.mapping(node, "a condition", form)
            return _READ[form[0].name](scope, entries)
    return _matching(scope, node)


def _matching(scope: Scope, node: Node) -> Condition:
    """Read selector fields, and `all_of` / `any_of` whose parts are conditions."""
    found = scope.reader.mapping(node, "a condition", CONDITION_SELECTOR)
    own = {name: entry for name, entry in found.items() if name not in ("all_of", "any_of")}
    parts: list[Condition] = [Matches(read_parts(scope, own)[0])] if own else []
    for name, entry in found.items():
        if name in ("all_of", "any_of"):
            items = scope.reader.items(entry.value, f"`{name}`")
            inner = tuple(read_condition(scope, item, f"a part of `{name}`") for item in items)
            parts.append(AllConditions(inner) if name == "all_of" else AnyCondition(inner))
    if not parts:
        return _NOTHING
    return parts[0] if len(parts) == 1 else AllConditions(tuple(parts))


def _after(scope: Scope, found: MappingOf[str, Entry]) -> Condition:
    key = "after" if "after" in found else "not_after"
    within = read_duration(scope, found["within"].value, "`within`") if "within" in found else None
    return After(read_event(scope, found[key].value, f"`{key}`"), within, negated=key == "not_after")


def _unanswered(scope: Scope, found: MappingOf[str, Entry]) -> Condition:
    question = read_event(scope, found["unanswered"].value, "`unanswered`")
    if "by" not in found or "for" not in found:  # reported already
        return _NOTHING
    at_least = scope.reader.whole(found["at_least"].value, "`at_least`", least=1) if "at_least" in found else 1
    answer = read_event(scope, found["by"].value, "`by`")
    return Unanswered(question, answer, read_duration(scope, found["for"].value, "`for`"), at_least)


def _open(scope: Scope, found: MappingOf[str, Entry]) -> Condition:
    rule = scope.name(found["open"].value, "rule")
    if rule is None:
        return _NOTHING
    owes = scope.names["rule"][rule].value
    keys = {entry.key.text for entry in owes.entries} if isinstance(owes, Mapping) else set()
    if not {"require", "after"} <= keys:
        message = f"`open` needs a `require .. after` rule, and {rule!r} is none"
        scope.reader.report(found["open"].value, "D108", message)
    return Open(rule)


_READ = {UNANSWERED[0].name: _unanswered, AFTER[0].name: _after, NOT_AFTER[0].name: _after, OPEN[0].name: _open}
