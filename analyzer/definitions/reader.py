"""Reads texts, lists, mappings, numbers and durations out of nodes and collects every problem on the way.

Each method reports what is wrong and hands back None (or the part that can be used): reading goes on, and no one is
told of the same mistake twice. Nothing here knows roles, topics or rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from textwrap import dedent

from analyzer.calendars import Duration
from analyzer.definitions.grammar import Key
from analyzer.definitions.nodes import Entry, Mapping, Node, Refused, Scalar, Sequence
from analyzer.definitions.suggest import closest, did_you_mean
from analyzer.errors import Place, Problem

SOME_DURATION = Duration.parse("1 day")
"""Stands in for one that could not be read, so that reading can go on."""


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What would command a terminal instead of being shown on it."""

MOST_PROBLEMS = 500
"""So many are collected; a file with more is not a definition with mistakes but something else."""

LONGEST_TEXT = 400
"""Messages and source lines beyond so many characters help nobody."""


class TooManyProblemsError(Exception):
    """Reading was given up; the problems so far are in the reader."""


class Reader:
    """The text of one file and the problems found in it so far.

    Parameters
    ----------
    file : str
        The path as the user gave it.
    text : str
        The whole file.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        self._context = ""

    # ------------------------------------------------------------ problems and source

    def report(self, at: Node | Place, code: str, message: str, hint: str = "") -> None:
        """Note a problem; the innermost `inside` is added to the message."""
        place = at if isinstance(at, Place) else at.place
        # "a contact lacks 'to'" need not end with "in a contact".
        where = "" if self._context in message else f" in {self._context}"
        self.add(Problem(place, code, message + where, hint))

    def add(self, problem: Problem) -> None:
        """Note a problem, with the line of the file where it stands."""
        line = self.line(problem.place.line)
        self.problems.append(
            replace(
                problem,
                message=_shortened(problem.message),
                help=_shortened(problem.help),
                source=line if len(line) <= LONGEST_TEXT and not _CONTROL.search(line) else "",
            )
        )
        if len(self.problems) >= MOST_PROBLEMS:
            message = f"there are {MOST_PROBLEMS} problems and perhaps more: reading ended here"
            self.problems.append(Problem(problem.place, "D116", message, "mend these first"))
            raise TooManyProblemsError

    @contextmanager
    def inside(self, what: str) -> Iterator[None]:
        """Say in every message that the problem is in `what`, such as "rule 'chasing'"."""
        outer, self._context = self._context, what
        try:
            yield
        finally:
            self._context = outer

    def line(self, number: int) -> str:
        """One line of the file, counted from 1; empty outside of it."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""

    def source(self, first: int, last: int) -> str:
        """Lines `first` to `last` of the file, dedented."""
        return dedent("\n".join(self.lines[first - 1 : last])).strip()

    def wrong(self, node: Node, what: str, wanted: str) -> None:
        """Report that something else was wanted here (D105), unless the node has been refused before."""
        if not isinstance(node, Refused):
            self.report(node, "D105", f"{what} must be {wanted}, not {_kind(node)}")

    # ------------------------------------------------------------ scalars

    def text(self, node: Node, what: str) -> str | None:
        """Read a text that is not empty."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        self.wrong(node, what, "a text")
        return None

    def choice(self, node: Node, what: str, words: tuple[str, ...]) -> str | None:
        """Read one of a few words."""
        text = self.text(node, what)
        if text is None or text in words:
            return text
        near = closest(text, words)
        hint = f"did you mean {near!r}?" if near else ""
        self.report(node, "D108", f"{what} must be one of {', '.join(words)}, not {text!r}", hint)
        return None

    def flag(self, node: Node, what: str) -> bool:
        """Read `true` or `false`."""
        return self.choice(node, what, ("true", "false")) == "true"

    def whole(self, node: Node, what: str, *, least: int) -> int:
        """Read a whole number of at least `least`; `least` itself where there is none."""
        text = self.text(node, what)
        if text is not None and re.fullmatch(r"[0-9]{1,9}", text) and int(text) >= least:
            return int(text)
        if text is not None:
            self.report(node, "D108", f"{what} must be a whole number, {least} or more, not {text!r}")
        return least

    def duration(self, node: Node, what: str) -> Duration:
        """Read a duration on one of the clocks; any duration where there is none."""
        text = self.text(node, what)
        if text is None:
            return SOME_DURATION
        try:
            return Duration.parse(text)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self.report(node, "D106", f"{what}: {message}", hint)
            return SOME_DURATION

    # ------------------------------------------------------------ lists and mappings

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """Read a list that is not empty."""
        if isinstance(node, Sequence) and node.items:
            return node.items
        self.wrong(node, what, "a list")
        return ()

    def one_or_more(self, node: Node, what: str) -> tuple[Node, ...]:
        """Read a list, or a single text as a list of one."""
        if isinstance(node, Scalar):
            return () if self.text(node, what) is None else (node,)
        if isinstance(node, Sequence) and node.items:
            return node.items
        self.wrong(node, what, "a name or a list of names")
        return ()

    def named(self, node: Node, what: str) -> dict[str, Entry]:
        """Read a mapping whose keys the user chooses."""
        if isinstance(node, Mapping) and node.entries:
            return {entry.key.text: entry for entry in node.entries}
        self.wrong(node, what, "a mapping")
        return {}

    def mapping(self, node: Node, what: str, keys: Iterable[Key]) -> dict[str, Entry]:
        """Read a mapping with known keys; report those that are unknown or missing.

        Parameters
        ----------
        what : str
            What the mapping is, for messages.
        keys : iterable of Key
            The keys that have a meaning here.
        """
        found = self.named(node, what)
        table = {key.name: key for key in keys}
        for name, entry in found.items():
            if name not in table:
                self.unknown_key(entry.key, what, table)
        if found:
            for key in table.values():
                if key.required and key.name not in found:
                    self.lacks(node, what, key)
        return {name: entry for name, entry in found.items() if name in table}

    def lacks(self, node: Node, what: str, key: Key) -> None:
        """Report that a key is missing from `what`."""
        self.report(node, "D103", f"{what} lacks {key.name!r}", f"{key.name}: {key.doc}")

    def unknown_key(self, key: Scalar, what: str, known: Iterable[str]) -> None:
        """Report a key that has no meaning in `what`."""
        where = "" if self._context else f" in {what}"
        self.report(key, "D102", f"unknown key {key.text!r}{where}", did_you_mean(key.text, known, plural="keys"))


def one_line(node: Node, *, outermost: bool = True) -> str:
    """Write a node as YAML on one line; the outermost mapping without its braces.

    Examples
    --------
    >>> from analyzer.definitions.nodes import compose
    >>> one_line(compose("{copied: recruiter, about: [a, b]}", "x")[0])
    'copied: recruiter, about: [a, b]'
    """
    match node:
        case Scalar(text=text):
            return " ".join(text.split())
        case Sequence(items=items):
            return f"[{', '.join(one_line(item, outermost=False) for item in items)}]"
        case Mapping(entries=entries):
            inner = ", ".join(f"{entry.key.text}: {one_line(entry.value, outermost=False)}" for entry in entries)
            return inner if outermost else f"{{{inner}}}"
        case _:
            return ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 3]}..."


def _kind(node: Node) -> str:
    match node:
        case Scalar(text=text) if text.strip():
            return f"the text {' '.join(text.split())[:40]!r}"
        case Scalar():
            return "nothing"
        case Sequence(items=items):
            return "a list" if items else "an empty list"
        case Mapping(entries=entries):
            return "a mapping" if entries else "an empty mapping"
        case _:
            return "something that was refused"
