"""Nodes of a small YAML file to texts, lists, words and zones, each mistake noted with its place.

Knows no key of any file: mappings and the settings of an import bring their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from analyzer.calendars import zone_names
from analyzer.events.columns import did_you_mean
from analyzer.events.guarded_yaml import Page


class Fields:
    """Turns nodes into values; what cannot be turned is noted on the page, and None stands in for it.

    Parameters
    ----------
    page : Page
        Collects the problems.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def fields(self, node: Node | None, known: tuple[str, ...] | None, what: str) -> dict[str, Node]:
        """The entries of a mapping node, unknown keys noted."""
        if not isinstance(node, MappingNode):
            if node is not None:
                self.page.report("E364", f"{what} is written `key: value`", node)
            return {}
        found: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                continue
            if known is not None and key.value not in known:
                hint = did_you_mean(key.value, known) or f"the keys are: {', '.join(known)}"
                self.page.report("E363", f"unknown key {key.value!r}", key, hint=hint)
            found.setdefault(key.value, value)
        return found

    def one(self, fields: dict[str, Node], key: str, read: Callable[[Node], Any]) -> Any:  # noqa: ANN401 - what `read` gives
        """Read the value of a key; None where the key is not there."""
        return read(fields[key]) if key in fields else None

    def text(self, node: Node) -> str | None:
        """Read a text that is not empty."""
        if isinstance(node, ScalarNode) and node.value:
            return str(node.value)
        self.page.report("E364", "a text is expected here", node)
        return None

    def texts(self, node: Node) -> tuple[str, ...]:
        """Read a text, or a list of them."""
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        return tuple(text for each in nodes if (text := self.text(each)) is not None)

    def choice(self, known: tuple[str, ...]) -> Callable[[Node], str | None]:
        """Make a reader of one of some words."""

        def read(node: Node) -> str | None:
            text = self.text(node)
            if text is not None and text not in known:
                hint = did_you_mean(text, known) or f"it can be: {', '.join(known)}"
                self.page.report("E364", f"{text!r} is not possible here", node, hint=hint)
                return None
            return text

        return read

    def zone(self, node: Node) -> str | None:
        """Read the name of a time zone."""
        text = self.text(node)
        if text is not None and text not in zone_names():
            hint = did_you_mean(text, sorted(zone_names()))
            self.page.report("E365", f"there is no time zone {text!r}", node, hint=hint or None)
            return None
        return text
