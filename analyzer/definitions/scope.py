"""What a definition declares, and which of it is used: names are looked up here, and here only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from analyzer.definitions.grammar import ANY, GUARDED, RESERVED_NAMES
from analyzer.definitions.model import Declared, Names
from analyzer.definitions.nodes import Entry, Node, Scalar
from analyzer.definitions.reader import Reader
from analyzer.definitions.suggest import did_you_mean

SEPARATORS = (";", ",", "|", "->", "\n")
"""These part names in event logs and in examples."""

MOST_LEVELS = 8
MOST_PARTS = 500
"""Names that stand for names: beyond this a definition is a bomb (ten names, each twice the one before, are 1,024)."""

T = TypeVar("T")

PLURALS = {
    "role": "roles",
    "topic": "topics",
    "stage": "stages",
    "channel": "channels",
    "event": "events",
    "excuse": "excuses",
    "rule": "rules",
}


@dataclass(slots=True)
class _Reading:
    """A named event or excuse: how many parts it has, and how many levels of names it stands on."""

    kind: str
    name: str
    parts: int = 1
    levels: int = 1


@dataclass(slots=True)
class Scope:
    """The names of one definition while it is read.

    Attributes
    ----------
    reader : Reader
        Where problems go.
    names : dict
        For each kind (`role`, `topic`, ...) the declared names in the file's order, with the node of each.
    used : set of (kind, name)
        What has been referred to.
    guarded : tuple of str
        The topics that `guarded` stands for.
    has_calendar : bool
        Whether working time can be counted.
    resolved : dict
        The events and excuses read so far, by kind and name, each with its size.
    reading : list of _Reading
        The events and excuses being read right now, the outermost first: what refers back to one of them is a circle.
    """

    reader: Reader
    names: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in PLURALS})
    used: set[tuple[str, str]] = field(default_factory=set)
    guarded: Names = ()
    has_calendar: bool = False
    resolved: dict[tuple[str, str], tuple[Any, _Reading]] = field(default_factory=dict)
    reading: list[_Reading] = field(default_factory=list)

    def declare(self, kind: str, entry: Entry, *, reserved: tuple[str, ...] = ()) -> bool:
        """Note a declared name; report one that cannot be used.

        Returns
        -------
        bool
            Whether it can be used.
        """
        name = entry.key.text
        if not name.strip() or name in RESERVED_NAMES or name in reserved:
            hint = "the words of this rule stand under `contact_rule:`" if name == "contact" else "choose another name"
            self.reader.report(entry.key, "D110", f"{name!r} cannot be the name of a {kind}", hint)
            return False
        separator = next((each for each in SEPARATORS if each in name), None)
        if separator is not None or name != name.strip():
            bad = "a blank at an end" if separator is None else repr(separator)
            hint = "names stand in lists: use letters, digits, '_' and '-'"
            self.reader.report(entry.key, "D110", f"the name of a {kind} cannot hold {bad}: {name!r}", hint)
            return False
        if name in self.names[kind]:
            first = self.names[kind][name].key.place
            self.reader.report(entry.key, "D101", f"{kind} {name!r} is declared twice", f"first at {first}")
            return False
        self.names[kind][name] = entry
        return True

    def name(self, node: Node, kind: str) -> str | None:
        """Read one declared name; report one that is unknown."""
        text = self.reader.text(node, f"a {kind}")
        return text if text is not None and self.knows(node, kind, text) else None

    def knows(self, node: Node, kind: str, text: str) -> bool:
        """Tell whether a name is declared, note its use, and report it where it is not."""
        if text in self.names[kind]:
            self.used.add((kind, text))
            return True
        hint = did_you_mean(text, self.names[kind], plural=PLURALS[kind])
        self.reader.report(node, "D104", f"unknown {kind} {text!r}", hint)
        return False

    def one_or_more(self, node: Node, kind: str, what: str) -> Names | None:
        """Read a declared name or a list of them.

        Returns
        -------
        tuple of str or None
            In the order written, each once; `guarded` replaced by what it stands for. None for `any`.
        """
        found: dict[str, None] = {}
        parts = self.reader.one_or_more(node, what)
        if any(isinstance(part, Scalar) and part.text == ANY for part in parts):
            return None
        for part in parts:
            if kind == "topic" and isinstance(part, Scalar) and part.text == GUARDED:
                found |= dict.fromkeys(self._guarded(part))
            else:
                name = self.name(part, kind)
                found |= {} if name is None else {name: None}
        return tuple(found)

    def resolve(self, node: Node, kind: str, name: str, read: Callable[[Node], T], *, instead: T) -> T:
        """Read what is declared under a name (once; later from memory).

        Parameters
        ----------
        node : Node
            Where the name is used.
        kind : {"event", "excuse"}
        read : callable
            Reads the declared node.
        instead
            Stands in where the name is part of a circle, or of too large a tower of names.
        """
        key = (kind, name)
        if key not in self.resolved:
            circle = [each.name for each in self.reading]
            if any(each.kind == kind and each.name == name for each in self.reading):
                way = " -> ".join([*circle[circle.index(name) :], name])
                self.reader.report(node, "D111", f"{kind} {name!r} is defined by itself: {way}")
                return instead
            if len(self.reading) >= MOST_LEVELS:
                self._tower(node, kind, name)
                return instead
            self.resolved[key] = self._read_named(node, key, read, instead)
        value, done = self.resolved[key]
        if self.reading:
            outer = self.reading[-1]
            outer.parts += done.parts
            outer.levels = max(outer.levels, done.levels + 1)
        return value  # type: ignore[no-any-return]

    def _read_named(
        self, node: Node, key: tuple[str, str], read: Callable[[Node], T], instead: T
    ) -> tuple[T, _Reading]:
        kind, name = key
        self.reading.append(_Reading(kind, name))
        with self.reader.inside(f"{kind} {name!r}"):
            value = read(self.names[kind][name].value)
        done = self.reading.pop()
        if done.levels <= MOST_LEVELS and done.parts <= MOST_PARTS:
            return value, done
        self._tower(node, kind, name)
        return instead, _Reading(kind, name)

    def _tower(self, node: Node, kind: str, name: str) -> None:
        message = f"{kind} {name!r} is built on too many other names"
        self.reader.report(node, "D116", message, f"{MOST_LEVELS} levels and {MOST_PARTS} parts are the most")

    def count_part(self) -> None:
        """Note that the event or excuse being read has one part more."""
        if self.reading:
            self.reading[-1].parts += 1

    def _guarded(self, node: Node) -> Names:
        if not self.names["topic"] or not self.guarded:
            self.reader.report(node, "D103", "'guarded' stands for nothing", "list the topics under `guarded:`")
        return self.guarded

    def declared(self) -> tuple[Declared, ...]:
        """Every declared topic, event and excuse, and whether something refers to it."""
        return tuple(
            Declared(kind, name, entry.key.place, (kind, name) in self.used)
            for kind in ("topic", "event", "excuse")
            for name, entry in self.names[kind].items()
        )
