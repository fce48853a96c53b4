"""The allowed communication graph out of nodes: who may talk to whom, under which fields."""

from __future__ import annotations

from analyzer.definitions.grammar import CONTACT
from analyzer.definitions.model import Contact, Names
from analyzer.definitions.nodes import Entry, Node
from analyzer.definitions.scope import Scope
from analyzer.definitions.selectors import read_fields

_PARTIES = ("between", "from", "to")


def read_contacts(scope: Scope, node: Node) -> tuple[Contact, ...]:
    """Read `contacts:`; one with `between` becomes two of the same place."""
    items = scope.reader.items(node, "`contacts`")
    return tuple(contact for item in items for contact in _contact(scope, item))


def _contact(scope: Scope, node: Node) -> list[Contact]:
    with scope.reader.inside("a contact"):
        found = scope.reader.mapping(node, "a contact", CONTACT)
        if not found:
            return []
        under = read_fields(scope, {name: entry for name, entry in found.items() if name not in _PARTIES})
        text = scope.reader.source(node.place.line, node.last_line).removeprefix("- ")
        return [Contact(a, b, under, node.place, text) for a, b in _ways(scope, node, found)]


def _ways(scope: Scope, node: Node, found: dict[str, Entry]) -> list[tuple[Names, Names]]:
    if "between" in found:
        for name in ("from", "to"):
            if name in found:
                scope.reader.report(found[name].key, "D109", f"`{name}` cannot stand beside `between`")
        sides = scope.reader.items(found["between"].value, "`between`")
        if len(sides) != 2:
            if sides:
                scope.reader.report(found["between"].value, "D105", "`between` must be a list of two sides")
            return []
        first, second = (_side(scope, side, "a side of `between`") for side in sides)
        return [(first, second), (second, first)]
    for name in ("from", "to"):
        if name not in found:
            hint = "write `between: [a, b]`, or `from:` and `to:`"
            scope.reader.report(node, "D103", f"a contact lacks {name!r}", hint)
    sides = (found["from"].value, found["to"].value) if "from" in found and "to" in found else ()
    return [(_side(scope, sides[0], "`from`"), _side(scope, sides[1], "`to`"))] if sides else []


def _side(scope: Scope, node: Node, what: str) -> Names:
    """Read the roles of one side; `any` stands for every role that the definition declares."""
    roles = scope.one_or_more(node, "role", what)
    return tuple(scope.names["role"]) if roles is None else roles
