"""YAML text as plain nodes, each with its place; whatever could do harm or mislead is refused on the way.

All scalars stay text: nothing here turns `9:00` into 540 or `no` into False. Nothing here knows what a definition is.
The guards look at the parser's events before a node is built: an alias is never followed, so none can explode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from analyzer.errors import Place, Problem

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_DEPTH = 40

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` when it was written without quotes."""

    place: Place
    last_line: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    last_line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; no key stands twice."""

    place: Place
    last_line: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Stands where something was refused that has been reported already; readers pass over it in silence."""

    place: Place
    last_line: int


Node = Scalar | Sequence | Mapping | Refused


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    place: Place
    is_mapping: bool
    last_line: int
    parts: list[Node] = field(default_factory=list)


class _TooLargeError(Exception):
    """The parsing was given up; the problem has been noted."""


def compose(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read the one document of a YAML text.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        Its name, for the places.

    Returns
    -------
    node : Node or None
        None where nothing could be built.
    problems : list of Problem
        D100, D101, D105, D115, D116; without the source lines.
    """
    start = Place(file, 1, 1)
    if len(text) > MOST_BYTES:
        return None, [Problem(start, "D116", f"the file has more than {MOST_BYTES:,} characters")]
    bad = _UNPRINTABLE.search(text)
    if bad is not None:
        return None, [_unprintable(text, bad, file)]
    composer = _Composer(file)
    try:
        node = composer.build(yaml.parse(text, Loader=_PARSER))
    except _TooLargeError:
        return None, composer.problems
    except yaml.MarkedYAMLError as error:
        return None, [*composer.problems, _syntax(error, file)]
    except yaml.YAMLError as error:
        return None, [Problem(start, "D100", f"not valid YAML: {error}")]
    if node is None:
        composer.report(start, "D100", "the file is empty", "a definition begins with `format: 1`")
    return node, composer.problems


class _Composer:
    """Builds nodes from the parser's events and notes what is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.nodes = 0
        self.documents = 0

    def report(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, code, message, hint))

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                self.guard(event)
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    place = self.place(event)
                    self.report(place, "D100", "a second document begins here", "one file holds one definition")
                    break
            elif isinstance(event, yaml.ScalarEvent):
                self.add(self.scalar(event))
            elif isinstance(event, yaml.AliasEvent):
                place = self.place(event)
                self.add(Refused(place, place.line))
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.begin(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.end(event)
        return self.root

    def place(self, event: yaml.Event) -> Place:
        line, column = _marks(event)[0]
        return Place(self.file, line + 1, column + 1)

    def guard(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.report(self.place(event), "D116", f"the file has more than {MOST_NODES:,} nodes")
            raise _TooLargeError
        if isinstance(event, yaml.AliasEvent):
            self.report(self.place(event), "D115", f"an alias (*{event.anchor}) is refused", "write it out")
        elif event.anchor is not None:
            self.report(self.place(event), "D115", f"an anchor (&{event.anchor}) is refused", "write it out")
        elif getattr(event, "tag", None) is not None:
            self.report(self.place(event), "D115", "a YAML tag is refused", "leave it out: every value is text")

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        (first, _), (line, column) = _marks(event)
        # The mark behind a block scalar is the start of the next line.
        last = line if column == 0 and line > first else line + 1
        return Scalar(self.place(event), last, event.value, event.implicit[0])

    def begin(self, event: yaml.CollectionStartEvent) -> None:
        place = self.place(event)
        self.open.append(_Open(place, isinstance(event, yaml.MappingStartEvent), place.line))
        if len(self.open) > MOST_DEPTH:
            self.report(place, "D116", f"lists and mappings are nested more than {MOST_DEPTH} deep")
            raise _TooLargeError

    def end(self, event: yaml.CollectionEndEvent) -> None:
        done = self.open.pop()
        # A block collection "ends" where the next thing begins: its last line is that of its last part. One in flow
        # style ends at its bracket, which is the only end with a width.
        start, end = _marks(event)
        last = done.last_line if start == end else end[0] + 1
        if done.is_mapping:
            self.add(Mapping(done.place, last, self.entries(done.parts)))
        else:
            self.add(Sequence(done.place, last, tuple(done.parts)))

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.parts.append(node)
        parent.last_line = max(parent.last_line, node.last_line)

    def entries(self, parts: list[Node]) -> tuple[Entry, ...]:
        seen: dict[str, Entry] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if isinstance(key, Scalar) and key.text in seen:
                first = seen[key.text].key.place
                self.report(key.place, "D101", f"{key.text!r} is written twice", f"first at {first}; keep one of them")
            elif isinstance(key, Scalar):
                seen[key.text] = Entry(key, value)
            elif not isinstance(key, Refused):
                self.report(key.place, "D105", "a key must be a text, not a list or a mapping")
        return tuple(seen.values())


def _marks(event: yaml.Event) -> tuple[tuple[int, int], tuple[int, int]]:
    """Line and column, from 0, of an event's start and end."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # never: every parser of PyYAML marks its events
        return (0, 0), (0, 0)
    return (start.line, start.column), (end.line, end.column)


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    what = ", ".join(part for part in (error.context, error.problem) if part)
    hint = ""
    if "cannot start any token" in what:
        hint = "indent with spaces, not tabs, and quote a text that begins with @, `, % or a tab"
    elif "mapping values are not allowed" in what:
        hint = "quote a text that holds ': ', and check the indentation of this line and the one above"
    elif "flow" in what:
        hint = "a bracket or a comma is missing, here or above"
    return Problem(place, "D100", f"not valid YAML: {what}", hint)


def _unprintable(text: str, bad: re.Match[str], file: str) -> Problem:
    before = text[: bad.start()]
    line = before.count("\n") + 1
    column = bad.start() - (before.rfind("\n") + 1) + 1
    what = f"the file holds an unprintable character (U+{ord(bad.group()):04X})"
    return Problem(Place(file, line, column), "D100", what, "save the file as UTF-8 text")
