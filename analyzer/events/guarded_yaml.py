"""YAML as nodes, with the traps shut: no anchors, aliases or tags, no key twice, bounded size and depth.

`yaml.safe_load` reads `no` as False and `9:00` as 540, keeps the last of two equal keys without a word, and unfolds
aliases without end; here every scalar stays the text that was written. Knows nothing of mappings' keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from analyzer.errors import Place, Problem, UsageError
from analyzer.events.codes import CODES

LARGEST: Final = 256 * 1024
DEEPEST: Final = 8


def read_settings(path: str | Path, what: str) -> bytes:
    """Read a small file that an argument names, such as a mapping.

    Raises
    ------
    UsageError
        It cannot be read: the argument is wrong, whatever the log is like.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST + 1)  # what is larger is refused by `Page`
    except OSError as error:
        raise UsageError(f"the {what} {str(path)!r} cannot be read: {(error.strerror or str(error)).lower()}") from None


class Mark(Protocol):
    """Where PyYAML's parsers say that something stands, counted from 0."""

    line: int
    column: int


@dataclass(slots=True)
class Page:
    """A YAML text and what was found wrong with it.

    Attributes
    ----------
    file : str
        The path as given.
    text : str
        Its content.
    problems : list of Problem
        In the order found.
    """

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, at: Node | Mark | None, *, hint: str | None = None) -> None:
        """Note a problem at a node (or mark); the help is the code's own unless another is given."""
        mark = at.start_mark if isinstance(at, Node) else at
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        lines = self.text.splitlines()
        source = lines[line] if line < len(lines) else ""
        place = Place(self.file, line + 1, column + 1)
        self.problems.append(Problem(place, code, message, CODES[code].help if hint is None else hint, source[:200]))

    def compose(self) -> Node | None:
        """Parse the text; None if it is empty or cannot be used, and then there are problems."""
        if len(self.text.encode("utf-8", "replace")) > LARGEST:
            self.report("E368", f"the file is larger than {LARGEST // 1024} kB", None)
            return None
        try:
            if not self._is_tame():
                return None
            root = yaml.compose(self.text, yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            said = " ".join(part for part in (error.context, error.problem) if part)
            self.report("E360", f"not YAML: {said}", error.problem_mark or error.context_mark)
            return None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            mark = yaml.Mark(
                self.file, error.position, before.count("\n"), len(before) - before.rfind("\n") - 1, None, 0
            )
            self.report("E360", "not YAML: a control character", mark)
            return None
        if root is None:
            self.report("E360", "the file is empty", None)
            return None
        self._check_keys(root)
        return root

    def _is_tame(self) -> bool:
        """Look at the parser's events first: what is refused here is never built."""
        depth, known = 0, len(self.problems)
        for event in yaml.parse(self.text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                self.report("E361", f"the alias *{event.anchor} is not allowed", event.start_mark)
            elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                self.report("E361", f"the anchor &{event.anchor} is not allowed", event.start_mark)
            if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag is not None:
                self.report("E361", f"the tag {event.tag} is not allowed", event.start_mark)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                self.report("E368", f"nested deeper than {DEEPEST} levels", event.start_mark)
                return False
        return len(self.problems) == known

    def _check_keys(self, node: Node) -> None:
        if isinstance(node, SequenceNode):
            for item in node.value:
                self._check_keys(item)
        if isinstance(node, MappingNode):
            seen: dict[str, Node] = {}
            for key, value in node.value:
                if not isinstance(key, ScalarNode):
                    self.report("E364", "a key is a text", key)
                elif key.value in seen:
                    first = seen[key.value].start_mark.line + 1
                    self.report("E362", f"the key {key.value!r} stands in line {first} already", key)
                else:
                    seen[key.value] = key
                self._check_keys(value)
