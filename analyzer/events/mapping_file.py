"""Read a mapping's YAML into a `Mapping`, with every problem at once, each with its place.

What the keys mean is described in `mapping`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import re2
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from analyzer.errors import DefinitionError
from analyzer.events.columns import KNOWN, LISTS, TIMES
from analyzer.events.guarded_yaml import Page, read_settings
from analyzer.events.mapping import MAPPING_KEYS, ColumnRule, Mapping, Others
from analyzer.events.sources.raw import Reading
from analyzer.events.texts import LIST_SEPARATOR
from analyzer.events.times import EPOCH_FORMATS, PRECISIONS
from analyzer.events.yaml_fields import Fields

_FORMATS: Final = ("csv", "jsonl", "parquet", "excel", "xes", "ocel")
_ENCODINGS: Final = ("utf-8", "utf-16", "windows-1252", "iso-8859-1")
_OTHERS: Final = ("keep", "drop", "quarantine", "unknown")
_TOP: Final = tuple(key.key for key in MAPPING_KEYS if "." not in key.key)
_OF_A_COLUMN: Final = tuple(key.key.removeprefix("columns.*.") for key in MAPPING_KEYS if "." in key.key)
_DIRECTIVES: Final = frozenset("YmdHIMSfpzybBaAj%")


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping file.

    Parameters
    ----------
    path : path
        YAML in UTF-8.

    Returns
    -------
    Mapping
        Checked, but for the headings: they are looked up when a log is read.

    Raises
    ------
    UsageError
        The file is missing or cannot be read.
    DefinitionError
        It cannot be used; with all its problems.
    """
    return parse_mapping(read_settings(path, "mapping").decode("utf-8", "replace"), file=str(path))


def parse_mapping(text: str, *, file: str = "mapping") -> Mapping:
    """Read a mapping's text.

    Parameters
    ----------
    text : str
        YAML.
    file : str
        Stands for the file in messages.

    Returns
    -------
    Mapping
        Checked.

    Raises
    ------
    DefinitionError
        With all problems.
    """
    page = Page(file, text)
    root = page.compose()
    mapping = _Fields(page).mapping(root) if root is not None else Mapping()
    if page.problems:
        raise DefinitionError(tuple(sorted(page.problems)))
    return mapping


class _Fields(Fields):
    """The keys of a mapping."""

    def mapping(self, root: Node) -> Mapping:
        fields = self.fields(root, _TOP, "a mapping")
        separator = self.one(fields, "list_separator", self.text) or LIST_SEPARATOR
        return Mapping(
            columns=self.columns(fields.get("columns"), separator),
            reading=Reading(
                format=self.one(fields, "format", self.choice(_FORMATS)),
                delimiter=self.one(fields, "delimiter", self.character),
                encoding=self.one(fields, "encoding", self.choice(_ENCODINGS)),
                sheet=self.one(fields, "sheet", self.text),
                object_type=self.one(fields, "object_type", self.text),
            ),
            timezone=self.one(fields, "timezone", self.zone),
            precision=self.one(fields, "precision", self.choice(PRECISIONS)) or "microsecond",
            list_separator=separator,
            only=self.one(fields, "only", self.only) or (),
            keep=self.one(fields, "keep", self.texts),
            drop=self.one(fields, "drop", self.texts) or (),
        )

    def cells(self, node: Node) -> tuple[str, ...]:
        """Texts of which one may be empty, if it is written in quotes."""
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        empty = {
            place for place, each in enumerate(nodes) if isinstance(each, ScalarNode) and each.style and not each.value
        }
        return tuple("" if place in empty else self.text(each) or "" for place, each in enumerate(nodes))

    def character(self, node: Node) -> str | None:
        text = self.text(node)
        if text == "tab":
            return "\t"
        if text is not None and (len(text) != 1 or not text.isascii() or text in '"\r\n'):
            self.page.report("E364", "one character is expected here (or the word tab)", node)
            return None
        return text

    def only(self, node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((heading, self.cells(value)) for heading, value in self.fields(node, None, "`only`").items())

    def pattern(self, node: Node) -> str | None:
        text = self.text(node)
        if text is None:
            return None
        options = re2.Options()
        options.log_errors = False
        try:
            groups = re2.compile(text, options).groups
        except re2.error as error:
            said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            self.page.report("E366", f"the pattern cannot be used: {said}", node)
            return None
        if groups > 1:
            self.page.report("E366", f"the pattern has {groups} groups", node)
            return None
        return text

    def layout(self, node: Node) -> str | None:
        text = self.text(node)
        if text is None or text in EPOCH_FORMATS:
            return text
        directives = re.findall(r"%(.?)", text)
        unknown = [directive for directive in directives if directive not in _DIRECTIVES]
        if unknown or not directives:
            said = f"%{unknown[0]} is not known" if unknown else "no directive such as %Y in it"
            hint = f"use %Y %m %d %H %M %S %f %z ..., or one of {', '.join(EPOCH_FORMATS)}"
            self.page.report("E364", f"the format of times cannot be used: {said}", node, hint=hint)
            return None
        return text

    # ------------------------------------------------------------ columns

    def columns(self, node: Node | None, separator: str) -> tuple[ColumnRule, ...]:
        fields = self.fields(node, KNOWN, "`columns`")
        rules = {name: self.column(name, value, separator) for name, value in fields.items() if name in KNOWN}
        return tuple(rules[name] for name in KNOWN if name in rules)

    def column(self, name: str, node: Node, separator: str) -> ColumnRule:
        if isinstance(node, ScalarNode):
            return ColumnRule(name, self.text(node), separator=separator)
        fields = self.fields(node, _OF_A_COLUMN, "a column")
        self.check(name, node, fields)
        pattern = self.one(fields, "pattern", self.pattern)
        values = self.one(fields, "values", self.values) or ()
        fallback: Others = "keep" if values or pattern is None else "quarantine"
        return ColumnRule(
            name=name,
            column=self.one(fields, "column", self.text),
            constant=self.one(fields, "constant", self.text),
            pattern=pattern,
            values=values,
            others=self.one(fields, "others", self.choice(_OTHERS)) or fallback,
            separator=self.one(fields, "separator", self.text) or separator,
            format=self.one(fields, "format", self.layout),
            timezone=self.one(fields, "timezone", self.zone),
        )

    def values(self, node: Node) -> tuple[tuple[str, str], ...]:
        pairs = []
        for found, meant in self.fields(node, None, "`values`").items():
            if isinstance(meant, ScalarNode):
                pairs.append((found, str(meant.value)))  # an empty text is a way to drop a value
            else:
                self.page.report("E364", "a text is expected here", meant)
        return tuple(pairs)

    def check(self, name: str, node: Node, fields: dict[str, Node]) -> None:
        """Keys that exclude or need each other."""
        if not isinstance(node, MappingNode):
            return
        if ("column" in fields) == ("constant" in fields):
            self.page.report("E367", f"{name} needs either `column` or `constant`", node)
        if "constant" in fields and len(fields) > 1 and "column" not in fields:
            self.page.report("E367", f"{name} is constant, so no other key makes sense", node)
        if "others" in fields and not {"values", "pattern"} & set(fields):
            self.page.report("E367", "`others` needs `values` or `pattern`", fields["others"])
        others = fields.get("others")
        if isinstance(others, ScalarNode) and others.value == "unknown" and not name.endswith(("_role", "_roles")):
            self.page.report("E364", f"`others: unknown` is for roles, not for {name}", others)
        for key, fitting, what in (
            ("separator", LISTS, "lists"),
            ("format", TIMES, "times"),
            ("timezone", TIMES, "times"),
        ):
            if key in fields and name not in fitting:
                self.page.report("E364", f"`{key}` is for {what}: {', '.join(fitting)}", fields[key])
