"""Single changes to selectors, conditions and rules, one method for each part of the language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyzer.definitions.edits import Spot
from analyzer.definitions.grammar import CONDITION_KEYS, FIELDS, VERBS, VerbForm
from analyzer.definitions.limit_changes import Change, count_changes, duration_changes
from analyzer.definitions.nodes import Entry, Mapping, Node, Scalar, Sequence

REPLACEMENTS = 2
"""By so many others a role is replaced: more would be noticed by the same examples."""

ROLE_FIELDS = frozenset(field.name for field in FIELDS if field.names == "role")
FIELD_NAMES = frozenset(field.name for field in FIELDS)

_TWO_VALUES = (
    ("on_close", "due", "cancel", "an example in which the case closes while an answer is owed"),
    ("pairing", "any", "each", "an example with two open questions and one answer"),
)
_WITHOUT = {
    "in": "an example in which the next message is one of another thread",
    "while": "an example of such an event in an open case",
    "correlate": "an example with two events that do not agree in it",
    "across": "an example with two cases of the candidate (`case_id=NAME`)",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Changes to one named part of a definition.

    Attributes
    ----------
    where : str
        What people call it.
    roles : tuple of str
        The declared roles.
    """

    where: str
    roles: tuple[str, ...]
    has_calendar: bool

    # ------------------------------------------------------------ selectors

    def selector(self, spot: Spot) -> Iterator[Change]:
        """Changes to a selector that is written here; a name stands for one that is changed where it is declared."""
        own = [key for key in spot.keys if key in FIELD_NAMES]
        yield from self.fields(spot, own, alone=len(spot.keys) == 1)
        for key in ("all_of", "any_of"):
            yield from self._parts(spot.under(key), self.selector)
        negated = spot.under("not")
        if negated is not None:
            yield from self.selector(negated)

    def _parts(self, parts: Spot | None, each: Callable[[Spot], Iterator[Change]]) -> Iterator[Change]:
        for item in parts.items() if parts else ():
            if parts and len(parts.items()) > 1:
                hint = "an example in which this part alone does not hold" if parts.key == "all_of" else ""
                yield self._left_out(item, hint or "an example in which this part alone holds")
            yield from each(item)

    def _left_out(self, spot: Spot, hint: str) -> Change:
        """A key or an item that could be missing."""
        if isinstance(spot.path[-1], int):
            return dropped_item(spot, f"`{spot.key}` of {self.where}", hint)
        text = f"{spot.key}: {shortened(spot.node)}"
        return Change(spot.place, f"`{text}` could be left out of {self.where}", hint, spot.left_out())

    def fields(self, spot: Spot, own: list[str], *, alone: bool) -> Iterator[Change]:
        """Changes to the fields of a mapping; one that stands alone cannot be left out, unless in a contact."""
        contact = self.where.startswith("the contact")
        for key in own:
            field = spot.under(key)
            if field is None:
                continue
            if contact or not alone:
                yield self._left_out(field, f"an example with an event that differs in `{key}` alone")
            if key in ROLE_FIELDS:
                yield from self.roles_of(field, spot)
            elif key == "where":
                yield from self._columns(field)
            else:
                yield from self._values(field)
            if key in ("about", "only_about") and not {"about", "only_about"} <= set(spot.keys):
                yield self._about(field)

    def _about(self, field: Spot) -> Change:
        other = "about" if field.key == "only_about" else "only_about"
        what = f"`{field.key}: {shortened(field.node)}` of {self.where} could be `{other}`"
        hint = "an example with a message about one of these topics and another one"
        return Change(field.place, what, hint, field.renamed(other))

    def _values(self, field: Spot) -> Iterator[Change]:
        if len(field.items()) > 1:
            for item in field.items():
                alone = (
                    "and, if need be, others that it takes" if field.key == "only_about" else "and none of the others"
                )
                yield self._left_out(item, f"an example with {item.text} {alone}")

    def _columns(self, field: Spot) -> Iterator[Change]:
        for column in field.children():
            if len(field.keys) > 1:
                yield self._left_out(column, f"an example with an event that differs in column {column.key} alone")
            yield from self._values(column)

    def roles_of(self, spot: Spot, around: Spot) -> Iterator[Change]:
        """Each role of a list left out, or one role replaced by others that are not named beside it."""
        if len(spot.items()) > 1:
            for item in spot.items():
                yield self._left_out(item, f"an example with {item.text} and none of the others")
            return
        one = spot.items()[0] if spot.items() else spot
        beside = {node.text for node in _scalars(around.node)}
        if one.text not in self.roles:
            return
        start = self.roles.index(one.text) + 1
        others = [role for role in (*self.roles[start:], *self.roles[: start - 1]) if role not in beside]
        for role in others[:REPLACEMENTS]:
            what = f"`{spot.key}: {one.text}` of {self.where} could be `{role}`"
            hint = f"an example with {one.text}, and the same one with {role} in its place"
            yield Change(one.place, what, hint, one.with_text(role))

    # ------------------------------------------------------------ conditions

    def condition(self, spot: Spot) -> Iterator[Change]:
        """Changes to a condition that is written here."""
        for key in ("after", "not_after", "unanswered"):
            event = spot.under(key)
            if event is not None:
                yield from self._past(spot, event)
                return
        own = [key for key in spot.keys if key in FIELD_NAMES]
        yield from self.fields(spot, own, alone=len(spot.keys) == 1)
        for key in ("all_of", "any_of"):
            yield from self._parts(spot.under(key), self.condition)
        negated = spot.under("not")
        if negated is not None:
            yield from self.selector(negated)

    def _past(self, spot: Spot, event: Spot) -> Iterator[Change]:
        yield from self.selector(event)
        answer, number = spot.under("by"), spot.under("at_least")
        if answer is not None:
            yield from self.selector(answer)
        for key in ("within", "for"):
            limit = spot.under(key)
            if limit is not None:
                yield from duration_changes(limit, self.where, has_calendar=self.has_calendar)
        if number is not None:
            yield from count_changes(number, self.where)

    def named_conditions(self, spot: Spot) -> Iterator[Change]:
        """Changes to `when:` or `unless:`: each entry left out, and those written in place changed."""
        excuse = spot.key == "unless"
        hint = "an example that this excuse covers and no other" if excuse else "an example in which it does not hold"
        named = spot.items() or ((spot,) if spot.text or self._is_condition(spot) else tuple(spot.children()))
        for item in named:
            yield self._left_out(item, hint)
            inner = tuple(item.children()) if item.keys and not self._is_condition(item) else (item,)
            for one in inner:
                yield from self.condition(one)

    def _is_condition(self, spot: Spot) -> bool:
        return any(key in CONDITION_KEYS for key in spot.keys)

    # ------------------------------------------------------------ rules

    def rule(self, spot: Spot) -> Iterator[Change]:
        """Changes to a rule: its sentence, who is let off, what repairs it, and its modifiers."""
        for child in spot.children():
            match child.key:
                case "forbid" | "require" | "before" | "after" | "next_after" | "limit" | "settled_by":
                    yield from self.selector(child)
                case "between" | "separate" | "same":
                    for item in child.items():
                        yield from self.selector(item)
                case "within" | "not_before" | "per" | "settled_within":
                    yield from duration_changes(child, self.where, has_calendar=self.has_calendar)
                case "at_most":
                    yield from count_changes(child, self.where)
                case "when" | "unless":
                    yield from self.named_conditions(child)
                case "route":
                    yield from self._route(child)
                case "in" | "while" | "correlate" | "across":
                    yield self._left_out(child, _WITHOUT[child.key])
        yield from self._repair(spot)
        yield from self._flips(spot)

    def _repair(self, spot: Spot) -> Iterator[Change]:
        repair = spot.under("settled_by")
        if repair is not None:
            rest = [pair for pair in entries_of(spot.node, without="settled_by") if pair[0] != "settled_within"]
            what = f"`settled_by` could be left out of {self.where}"
            yield Change(repair.place, what, "an example that is settled", spot.with_entries(*rest))

    def _flips(self, spot: Spot) -> Iterator[Change]:
        """The other value of a modifier that has two, whether it is written or left to its default."""
        form = _form_of(spot.keys)
        for key, usual, other, hint in _TWO_VALUES:
            written = spot.under(key)
            if written is not None:
                new = usual if written.text == other else other
                what = f"`{key}: {written.text}` of {self.where} could be `{new}`"
                yield Change(written.place, what, hint, written.with_text(new))
            elif form is not None and key in form.modifiers:
                what = f"{self.where} could say `{key}: {other}`"
                yield Change(spot.place, what, hint, spot.with_added(key, other))

    def _route(self, spot: Spot) -> Iterator[Change]:
        for child in spot.children():
            match child.key:
                case "from" | "to" | "through":
                    yield from self.roles_of(child, spot)
                case "about":
                    yield from self._values(child)
                case "within":
                    yield from duration_changes(child, self.where, has_calendar=self.has_calendar)
                case "indirect":
                    flipped = "false" if child.text == "true" else "true"
                    what = f"`indirect: {child.text}` of {self.where} could be `{flipped}`"
                    yield Change(child.place, what, "an example with a direct message", child.with_text(flipped))


def _form_of(keys: tuple[str, ...]) -> VerbForm | None:
    """Which sentence a rule with these keys is."""
    for form in VERBS:
        head = {key.name for key in form.keys[: 2 if form.keys[0].name == "require" else 1]}
        if head <= set(keys):
            return form
    return None


# ---------------------------------------------------------------- nodes as text


def written(node: Node) -> str:
    """A node as it could be written on one line."""
    match node:
        case Scalar(text=text):
            return " ".join(text.split())
        case Sequence(items=items):
            return f"[{', '.join(map(written, items))}]"
        case Mapping(entries=entries):
            return f"{{{', '.join(f'{entry.key.text}: {written(entry.value)}' for entry in entries)}}}"
        case _:
            return ""


def shortened(node: Node) -> str:
    """The same, cut where it is long."""
    text = written(node)
    return text if len(text) <= 80 else f"{text[:77]}..."


def dropped_item(spot: Spot, of: str, hint: str) -> Change:
    """An item left out of a list, or the only value of a key with the key."""
    return Change(spot.place, f"`{shortened(spot.node)}` could be left out of {of}", hint, spot.left_out())


def entries_of(node: Node, *, without: str) -> list[tuple[str, Node]]:
    """Keys and values of a mapping but one."""
    own: tuple[Entry, ...] = node.entries if isinstance(node, Mapping) else ()
    return [(entry.key.text, entry.value) for entry in own if entry.key.text != without]


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from _scalars(item)
        case Mapping(entries=entries):
            for entry in entries:
                yield from _scalars(entry.value)
