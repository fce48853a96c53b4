"""What a log covers: which roles' or persons' messages it has, on which channels, from when until when.

"No answer was seen" is a claim about absence; a declaration of coverage says where it can be made. Read from YAML or
CSV; times stay texts until a run says in which zone they are meant.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from analyzer.calendars import parse_instant
from analyzer.errors import DefinitionError, Place, Problem
from analyzer.events.codes import CODES
from analyzer.events.columns import did_you_mean
from analyzer.events.guarded_yaml import LARGEST, Page, read_settings
from analyzer.events.texts import LIST_SEPARATOR

ANY: Final = "any"
COVERAGE_KEYS: Final = ("role", "person", "channel", "from", "until")


@dataclass(frozen=True, slots=True)
class Covered:
    """One line of a declaration.

    Attributes
    ----------
    role, person : str or None
        Whose messages the log has: those of a role (`any`: of everybody), or of one person (as in the column
        `sender`). One of the two.
    channels : tuple of str
        On which channels; empty for all.
    since, until : str or None
        From which instant on, and up to which (not included); None for no bound.
    place : Place
    """

    role: str | None
    person: str | None
    channels: tuple[str, ...]
    since: str | None
    until: str | None
    place: Place

    def instants(self, timezone: str) -> tuple[int | None, int | None]:
        """The bounds in UTC microseconds, read in a zone.

        Raises
        ------
        DefinitionError
            A bound is no time, or the span is empty.
        """
        bounds = [None if text is None else self._instant(text, timezone) for text in (self.since, self.until)]
        since, until = bounds
        if since is not None and until is not None and until <= since:
            raise DefinitionError((_problem(self.place, "E364", "`until` is not later than `from`"),))
        return since, until

    def _instant(self, text: str, timezone: str) -> int:
        try:
            return int(parse_instant(text, timezone))
        except ValueError as error:
            raise DefinitionError((_problem(self.place, "E364", str(error)),)) from error


def read_coverage(path: str | Path) -> tuple[Covered, ...]:
    """Read a declaration of coverage.

    Parameters
    ----------
    path : path
        A CSV file (ending `.csv`) with the headings `role`, `person`, `channel`, `from`, `until`, or YAML: a list of
        mappings with these keys. Several channels: a list, or `;` between them.

    Returns
    -------
    tuple of Covered
        In the file's order.

    Raises
    ------
    UsageError
        The file is missing or cannot be read.
    DefinitionError
        It cannot be used; with all its problems.

    Notes
    -----
    A role or a person whom no line names is not covered anywhere, once there is a declaration.
    """
    text = read_settings(path, "declaration of coverage").decode("utf-8-sig", "replace")
    rows, problems = _csv_rows(text, str(path)) if str(path).lower().endswith(".csv") else _yaml_rows(text, str(path))
    found = []
    for place, cells in rows:
        problem = _wrong(cells)
        if problem:
            problems.append(_problem(place, "E364", problem))
        else:
            found.append(_line(place, cells))
    if not found and not problems:
        problems.append(_problem(Place(str(path), 1, 1), "E364", "nothing is declared"))
    if problems:
        raise DefinitionError(tuple(sorted(problems)))
    return tuple(found)


Cells = dict[str, tuple[str, ...]]
Rows = list[tuple[Place, Cells]]


def _wrong(cells: Cells) -> str:
    for key in ("role", "person", "from", "until"):
        if len(cells.get(key, ())) > 1:
            return f"`{key}` is one text"
    if ("role" in cells) == ("person" in cells):
        return "a line names either a `role` or a `person`"
    return ""


def _line(place: Place, cells: Cells) -> Covered:
    def one(key: str) -> str | None:
        return cells[key][0] if key in cells else None

    channels = cells.get("channel", ())
    return Covered(one("role"), one("person"), () if ANY in channels else channels, one("from"), one("until"), place)


def _problem(place: Place, code: str, message: str, hint: str | None = None) -> Problem:
    return Problem(place, code, message, hint or f"the keys are: {', '.join(COVERAGE_KEYS)}", "")


def _csv_rows(text: str, file: str) -> tuple[Rows, list[Problem]]:
    if len(text) > LARGEST:
        return [], [_problem(Place(file, 1, 1), "E368", CODES["E368"].title)]
    lines = list(csv.reader(io.StringIO(text)))
    headings = [heading.strip() for heading in lines[0]] if lines else []
    unknown = [_unknown(Place(file, 1, 1), heading) for heading in headings if heading not in COVERAGE_KEYS]
    rows: Rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {
            heading: tuple(part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip())
            for heading, cell in zip(headings, line, strict=False)
        }
        if any(cells.values()):
            rows.append((Place(file, number, 1), {key: value for key, value in cells.items() if value}))
    return rows, unknown


def _yaml_rows(text: str, file: str) -> tuple[Rows, list[Problem]]:
    page = Page(file, text)
    root = page.compose()
    rows: Rows = []
    if isinstance(root, SequenceNode):
        for node in root.value:
            if isinstance(node, MappingNode):
                rows.append((_place(file, node), _cells(page, file, node)))
            else:
                page.report("E364", "a line of coverage is written `{role: .., channel: ..}`", node)
    elif root is not None:
        page.report("E364", "coverage is a list, each entry with `- `", root)
    return rows, page.problems


def _cells(page: Page, file: str, node: MappingNode) -> Cells:
    cells: Cells = {}
    for key, value in node.value:
        if key.value not in COVERAGE_KEYS:
            page.problems.append(_unknown(_place(file, key), str(key.value)))
            continue
        nodes: Iterable[Node] = value.value if isinstance(value, SequenceNode) else [value]
        texts = tuple(str(each.value) for each in nodes if isinstance(each, ScalarNode) and each.value)
        if not texts:
            page.report("E364", f"`{key.value}` is empty", value)
        cells[str(key.value)] = texts
    return {key: texts for key, texts in cells.items() if texts}


def _place(file: str, node: Node) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _unknown(place: Place, key: str) -> Problem:
    return _problem(place, "E363", f"unknown key {key!r}", did_you_mean(key, COVERAGE_KEYS) or None)
