"""One place in the nodes of a definition, and the same definition with that place changed.

Nodes are values: an edit gives a new tree and leaves the old one as it is. Every node keeps its place in the file, so
that what is read from the new tree still speaks of the lines that somebody wrote. Nothing here knows what keys mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyzer.definitions.nodes import Entry, Mapping, Node, Scalar, Sequence
from analyzer.errors import Place

Step = str | int


@dataclass(frozen=True, slots=True)
class Spot:
    """A node of a tree, and the way to it.

    Attributes
    ----------
    root : Mapping
        The whole tree.
    path : tuple of str or int
        Keys of mappings and numbers of items that lead to the node.
    node : Node
    where : str
        What people call the part of the definition that it is in, such as "rule 'chasing'".
    """

    root: Mapping
    path: tuple[Step, ...]
    node: Node
    where: str = ""

    @property
    def place(self) -> Place:
        """Where it stands in the file."""
        return self.node.place

    @property
    def key(self) -> str:
        """The nearest key above, the node's own if it has one."""
        return next(step for step in reversed(self.path) if isinstance(step, str))

    @property
    def text(self) -> str:
        """The text of a scalar; empty for anything else."""
        return self.node.text if isinstance(self.node, Scalar) else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping; none for anything else."""
        return tuple(entry.key.text for entry in self.node.entries) if isinstance(self.node, Mapping) else ()

    def under(self, key: str, *, where: str = "") -> Spot | None:
        """What stands under a key; None where there is no such key."""
        if isinstance(self.node, Mapping):
            for entry in self.node.entries:
                if entry.key.text == key:
                    return Spot(self.root, (*self.path, key), entry.value, where or self.where)
        return None

    def children(self) -> Iterator[Spot]:
        """What stands under each key of a mapping, or each item of a list."""
        if isinstance(self.node, Mapping):
            for entry in self.node.entries:
                yield Spot(self.root, (*self.path, entry.key.text), entry.value, self.where)
        elif isinstance(self.node, Sequence):
            for number, item in enumerate(self.node.items):
                yield Spot(self.root, (*self.path, number), item, self.where)

    def items(self) -> tuple[Spot, ...]:
        """The items of a list; none for anything else."""
        return tuple(self.children()) if isinstance(self.node, Sequence) else ()

    # ------------------------------------------------------------ the same tree with a change

    def with_text(self, text: str) -> Mapping:
        """The tree with another text here."""
        return self._with(Scalar(self.place, self.node.last_line, text, plain=True))

    def left_out(self) -> Mapping:
        """The tree without this: without the key or the item that it is."""
        return self._with(None)

    def renamed(self, key: str) -> Mapping:
        """The tree with another key for this."""
        parent, step = self._parent()
        entries = tuple(
            Entry(replace(entry.key, text=key), entry.value) if entry.key.text == step else entry
            for entry in parent.entries
        )
        return _set(self.root, self.path[:-1], replace(parent, entries=entries))

    def with_entries(self, *entries: tuple[str, Node]) -> Mapping:
        """The tree with these keys in this mapping instead of those that are there."""
        if not isinstance(self.node, Mapping):
            raise TypeError(f"{self.place} is no mapping")
        made = tuple(Entry(Scalar(self.place, self.place.line, key, plain=True), value) for key, value in entries)
        return self._with(replace(self.node, entries=made))

    def with_added(self, key: str, text: str) -> Mapping:
        """The tree with one key more in this mapping."""
        added = Scalar(self.place, self.place.line, text, plain=True)
        own = self.node.entries if isinstance(self.node, Mapping) else ()
        return self.with_entries(*((entry.key.text, entry.value) for entry in own), (key, added))

    def _parent(self) -> tuple[Mapping, Step]:
        node: Node = self.root
        for step in self.path[:-1]:
            node = _child(node, step)
        if not isinstance(node, Mapping):
            raise TypeError(f"{self.place} has no key of its own")
        return node, self.path[-1]

    def _with(self, node: Node | None) -> Mapping:
        return _set(self.root, self.path, node)


def _child(node: Node, step: Step) -> Node:
    if isinstance(node, Sequence) and isinstance(step, int):
        return node.items[step]
    if isinstance(node, Mapping):
        return next(entry.value for entry in node.entries if entry.key.text == step)
    raise TypeError(f"there is no {step!r} at {node.place}")


def _set(root: Mapping, path: tuple[Step, ...], new: Node | None) -> Mapping:
    changed = _changed(root, path, new)
    if not isinstance(changed, Mapping):
        raise TypeError("a definition is a mapping")
    return changed


def _changed(node: Node, path: tuple[Step, ...], new: Node | None) -> Node | None:
    if not path:
        return new
    step = path[0]
    if isinstance(node, Sequence):
        items = [_changed(item, path[1:], new) if number == step else item for number, item in enumerate(node.items)]
        return replace(node, items=tuple(item for item in items if item is not None))
    if isinstance(node, Mapping):
        entries = []
        for entry in node.entries:
            value = _changed(entry.value, path[1:], new) if entry.key.text == step else entry.value
            entries += [] if value is None else [Entry(entry.key, value)]
        return replace(node, entries=tuple(entries))
    raise TypeError(f"there is no {step!r} at {node.place}")
