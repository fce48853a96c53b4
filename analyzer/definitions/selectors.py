"""Selectors out of nodes: mappings of fields, names under `events:`, and what joins them."""

from __future__ import annotations

from dataclasses import replace

from analyzer.definitions.grammar import ANY, COMBINATORS, FIELDS, MESSAGE, SELECTOR, Field
from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Names, Not, Selector
from analyzer.definitions.nodes import Entry, Node, Scalar
from analyzer.definitions.scope import Scope

Read = tuple[Selector, bool]
"""A selector, and whether a part of it names an activity (`any` included)."""

_FIELDS = {each.name: each for each in FIELDS}
_COMBINATORS = {each.name for each in COMBINATORS}
_MESSAGE = Fields(activity=(MESSAGE,))


def read_event(scope: Scope, node: Node, what: str) -> Selector:
    """Read a selector that picks events: without an activity anywhere in it, it picks messages.

    `any` alone picks every event, whatever its activity.
    """
    selector, names_activity = read_selector(scope, node, what)
    if names_activity or isinstance(selector, Anything):
        return selector
    match selector:
        case Fields():
            return replace(selector, activity=(MESSAGE,))
        case AllOf(parts=parts):
            return AllOf((_MESSAGE, *parts))
        case _:
            return AllOf((_MESSAGE, selector))


def read_selector(scope: Scope, node: Node, what: str) -> Read:
    """Read a selector as it stands: a name, `any`, or a mapping."""
    scope.count_part()
    if isinstance(node, Scalar):
        text = scope.reader.text(node, what)
        if text is None or text == ANY:
            return Anything(), False
        return named_event(scope, node, text) if scope.knows(node, "event", text) else (Anything(), True)
    found = scope.reader.mapping(node, what, SELECTOR)
    return read_parts(scope, found) if found else (Anything(), True)


def named_event(scope: Scope, node: Node, name: str) -> Read:
    """Read the event declared under a name (once; later from memory)."""
    nothing: Read = (Anything(), True)
    return scope.resolve(node, "event", name, lambda value: read_selector(scope, value, "an event"), instead=nothing)


def read_parts(scope: Scope, found: dict[str, Entry]) -> Read:
    """Read a mapping's fields and combinators: all of them must hold."""
    fields = {name: entry for name, entry in found.items() if name in _FIELDS}
    parts: list[Read] = [(read_fields(scope, fields), "activity" in fields)] if fields else []
    parts += [_combined(scope, name, entry) for name, entry in found.items() if name in _COMBINATORS]
    if len(parts) == 1:
        return parts[0]
    return AllOf(tuple(part for part, _ in parts)), any(named for _, named in parts)


def read_fields(scope: Scope, found: dict[str, Entry]) -> Fields:
    """Read a mapping's selector fields."""
    values: dict[str, Names | None] = {}
    for name, entry in found.items():
        if name != "where":
            values[_FIELDS[name].attribute] = _values(scope, _FIELDS[name], entry)
    where = _columns(scope, found["where"].value) if "where" in found else ()
    return Fields(**values, where=where)


def _values(scope: Scope, field: Field, entry: Entry) -> Names | None:
    what = f"`{field.name}`"
    known = bool(field.names)
    names = scope.one_or_more(entry.value, field.names, what) if known else _texts(scope, entry.value, what)
    if names is None and field.name == "not_copied":
        scope.reader.report(entry.value, "D108", "`not_copied: any` would never hold", "name the roles")
    return names


def _texts(scope: Scope, node: Node, what: str) -> Names | None:
    read = (scope.reader.text(part, what) for part in scope.reader.one_or_more(node, what))
    texts = tuple(dict.fromkeys(text for text in read if text is not None))
    return None if ANY in texts else texts


def _columns(scope: Scope, node: Node) -> tuple[tuple[str, Names], ...]:
    columns = []
    for name, entry in scope.reader.named(node, "`where`").items():
        what = f"column {name!r}"
        texts = (scope.reader.text(part, what) for part in scope.reader.one_or_more(entry.value, what))
        columns.append((name, tuple(dict.fromkeys(text for text in texts if text is not None))))
    return tuple(columns)


def _combined(scope: Scope, name: str, entry: Entry) -> Read:
    if name == "not":
        part, named = read_selector(scope, entry.value, "`not`")
        return Not(part), named
    read = [read_selector(scope, item, f"a part of `{name}`") for item in scope.reader.items(entry.value, f"`{name}`")]
    parts = tuple(part for part, _ in read)
    return (AllOf(parts) if name == "all_of" else AnyOf(parts)), any(named for _, named in read)
