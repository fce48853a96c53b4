"""Mutants of a definition: the same definition with one thing changed, read anew.

A change that cannot be read, or that provably changes no verdict, is no mutant: one that gives the same rules, contacts
that open the same ways, and so on. Of several changes that come to the same, the first is kept. Whether an example
notices a mutant is found in `analysis.mutation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyzer.calendars import Duration
from analyzer.definitions.changes import changes_of
from analyzer.definitions.covering import ways
from analyzer.definitions.limit_changes import Change
from analyzer.definitions.loader import definition_of
from analyzer.definitions.model import Definition, Rule
from analyzer.definitions.nodes import Mapping, Node, compose
from analyzer.definitions.reader import Reader, TooManyProblemsError
from analyzer.errors import Place


@dataclass(frozen=True, slots=True)
class Mutant:
    """A definition with one thing changed.

    Attributes
    ----------
    place : Place
        Where the change is.
    what : str
        The change as the end of "no example notices that ..".
    hint : str
        What an example would show that notices it.
    definition : Definition
        With the examples of the original.
    """

    place: Place
    what: str
    hint: str
    definition: Definition


def mutants(definition: Definition) -> Iterator[Mutant]:
    """Change one thing at a time.

    Parameters
    ----------
    definition : Definition
        As it was read from its text: the changes are made to `definition.source`.

    Yields
    ------
    Mutant
        In the order of the file's sections; the same for the same text.
    """
    node, _ = compose(definition.source.removeprefix("\ufeff"), definition.path)
    if not isinstance(node, Mapping):
        return
    root = replace(node, entries=tuple(entry for entry in node.entries if entry.key.text != "examples"))
    seen = {_meaning(definition)}
    for change in changes_of(root):
        changed = _read(change, definition)
        if changed is not None and (meaning := _meaning(changed)) not in seen:
            seen.add(meaning)
            yield Mutant(change.place, change.what, change.hint, changed)


class _NudgedReader(Reader):
    """Reads a definition in which the duration at one place is a little longer or shorter than it says."""

    def __init__(self, definition: Definition, change: Change) -> None:
        super().__init__(definition.path, definition.source)
        self._change = change

    def duration(self, node: Node, what: str) -> Duration:
        """Read a duration, the one at the place of the change with a difference."""
        read = super().duration(node, what)
        if not self._change.nudge or node.place != self._change.place:
            return read
        return Duration(read.clock, read.amount + self._change.nudge, read.text)


def _read(change: Change, original: Definition) -> Definition | None:
    """The changed definition; None where it cannot be used."""
    reader = _NudgedReader(original, change)
    try:
        read = definition_of(reader, change.root, original.source, original.digest)
    except TooManyProblemsError:
        return None
    if reader.problems:
        return None
    rules = tuple(_with_old_names(rule, original) for rule in read.rules)
    return read.replace(rules=rules, examples=original.examples, declared=original.declared)


def _with_old_names(rule: Rule, original: Definition) -> Rule:
    """Call conditions written in place as before: their text is their name, and it is not the name that was changed."""
    before = original.rule(rule.id)
    names = {named.place: named.name for named in (*before.when, *before.unless)}
    when, unless = (
        tuple(replace(named, name=names.get(named.place, named.name)) for named in conditions)
        for conditions in (rule.when, rule.unless)
    )
    return replace(rule, when=when, unless=unless)


def _meaning(definition: Definition) -> tuple[object, ...]:
    """All of a definition that verdicts depend on."""
    rules = definition.rules
    if not any(stage.closes for stage in definition.stages):  # no case ever closes
        rules = tuple(replace(rule, on_close="due") for rule in rules)
    return (rules, ways(definition.contacts), definition.stages, definition.protected)
