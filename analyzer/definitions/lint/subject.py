"""What the checks look at: a definition, where everything in it stands, and the remarks they make of it.

Places are looked up in the text itself, so that a remark can point at a word deep inside a rule that the model no
longer shows. In a definition that was changed after it was loaded the nearest place that still exists serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple

from analyzer.definitions.grammar import BUILT_IN_RULES, MESSAGE
from analyzer.definitions.model import AllOf, Anything, Definition, Fields, Names, Not, Rule, Selector
from analyzer.definitions.nodes import Mapping, Node, Scalar, Sequence, compose
from analyzer.errors import Place


class Remark(NamedTuple):
    """One thing to say of a definition.

    Attributes
    ----------
    place : Place
    code : str
        ``D2xx``; its severity stands in the table of codes.
    message, help : str
        What there is, and the way out.
    """

    place: Place
    code: str
    message: str
    help: str


@dataclass(frozen=True)
class Subject:
    """A definition under the linter.

    Attributes
    ----------
    definition : Definition
    """

    definition: Definition
    _root: Node | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        root, _ = compose(self.definition.source, self.definition.path)
        object.__setattr__(self, "_root", root)

    # ------------------------------------------------------------ places

    @property
    def root(self) -> Node | None:
        """The text as nodes."""
        return self._root

    def node(self, *path: str | int) -> Node | None:
        """What stands at the end of a path; None if it does not lead anywhere."""
        return self._follow(path)[1]

    def key(self, *path: str | int) -> Place:
        """Where the key at the end of a path stands, such as ``key("rules", "chasing", "per")``."""
        return self._follow(path)[0]

    def value(self, *path: str | int) -> Place:
        """Where the value at the end of a path begins."""
        place, node = self._follow(path)
        return node.place if node is not None else place

    def word(self, text: str, *path: str | int) -> Place:
        """Where a word first stands within the value at the end of a path; the path's own place if it does not."""
        place, node = self._follow(path)
        return next((scalar.place for scalar in scalars(node) if scalar.text.strip() == text), place)

    def of_rule(self, rule: Rule, *path: str | int, word: str = "") -> Place:
        """Where a key of a rule stands (or a word in its value); the rule itself where it has no such key."""
        start: tuple[str | int, ...] = ("rules", rule.id)
        if rule.id in BUILT_IN_RULES:
            start = ("contact_rule",) if rule.id == BUILT_IN_RULES[0] else ("stages",)
        if self._follow(start)[1] is None:
            return rule.place
        return self.word(word, *start, *path) if word else self.key(*start, *path)

    def line(self, place: Place) -> str:
        """A place in short, for the middle of a sentence: `in_house.yaml:41`."""
        return f"{PurePath(place.file).name}:{place.line}"

    def _follow(self, path: tuple[str | int, ...]) -> tuple[Place, Node | None]:
        """The place of the last step that exists, and the node there; None for the node if a step is missing."""
        place, node = Place(self.definition.path, 1, 1), self._root
        for step in path:
            match node:
                case Mapping(entries=entries):
                    entry = next((entry for entry in entries if entry.key.text == step), None)
                    if entry is None:
                        return place, None
                    place, node = entry.key.place, entry.value
                case Sequence(items=items) if isinstance(step, str):
                    item = next((i for i in items if isinstance(i, Scalar) and i.text.strip() == step), None)
                    if item is None:
                        return place, None
                    place, node = item.place, item
                case Sequence(items=items) if isinstance(step, int) and step < len(items):
                    place, node = items[step].place, items[step]
                case _:
                    return place, None
        return place, node

    # ------------------------------------------------------------ what events can be

    @cached_property
    def closing(self) -> Names:
        """The stages that close a case."""
        return tuple(stage.id for stage in self.definition.stages if stage.closes)

    @cached_property
    def unprotected(self) -> Selector:
        """Holds for events about no protected topic: only these are ever judged."""
        protected = self.definition.protected
        return Not(Fields(about=protected)) if protected else Anything()

    @cached_property
    def in_force(self) -> Selector:
        """Holds for events that rules judge unless they say `while: closed`."""
        return AllOf((self.unprotected, Not(Fields(stage=self.closing)))) if self.closing else self.unprotected

    @cached_property
    def follows(self) -> dict[str, frozenset[str]] | None:
        """For each stage, it and all that may come after it, by the transitions listed; None if none are."""
        steps = {stage.id: stage.next or () for stage in self.definition.stages}
        if not any(steps.values()):
            return None
        return {stage: frozenset(_reached(stage, steps)) for stage in steps}

    def judged(self, rule: Rule, event: Selector) -> Selector:
        """The events that a rule judges, of which `event` is what its verb says."""
        return AllOf((event, self.unprotected if rule.while_closed else self.in_force))


MESSAGES = Fields(activity=(MESSAGE,))


def _reached(start: str, steps: dict[str, Names]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = [stage for stage in steps.get(waiting.pop(), ()) if stage not in reached]
        reached.update(fresh)
        waiting += fresh
    return reached


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Every text in a node, keys included, in the file's order."""
    match node:
        case Scalar():
            yield node
        case Sequence(items=items):
            for item in items:
                yield from scalars(item)
        case Mapping(entries=entries):
            for entry in entries:
                yield entry.key
                yield from scalars(entry.value)
