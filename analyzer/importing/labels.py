"""Labels: what people say that messages are about, in a file that a spreadsheet can open and save.

One row a message and person. Strict where a slip would count (an unknown topic, two answers of one person), patient
with what spreadsheets do (separators, byte order marks, further columns, empty rows).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from analyzer.definitions import Definition
from analyzer.definitions.explained.code import Code
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import DefinitionError, Place, Problem, UsageError
from analyzer.importing.cells import unguarded
from analyzer.importing.strata import read_sizes

if TYPE_CHECKING:
    from analyzer.events import EventLog

NONE: Final = "-"
"""Written as the topics of a message that is about none of the definition's."""

OTHER: Final = "other"
"""What a log says of a message that, as a person said, is about none of the definition's topics."""

NEEDED: Final = ("event_id", "topics")
_MOST_PROBLEMS: Final = 100
_MOST_BYTES: Final = 200 << 20

LABEL_CODES: Final = (
    Code(
        "L501", "Not a file of labels", "It cannot be read as CSV in UTF-8, or lacks `event_id` or `topics`.", "error"
    ),
    Code("L502", "Unknown topic", "A label names a topic that the definition does not have.", "error"),
    Code("L503", "A message without an id", "A row has topics, and no `event_id` says of what.", "error"),
    Code(
        "L504",
        "Two answers of one person",
        "The same person (column `by`; nobody named is one person, too) labelled a message in two ways.",
        "error",
    ),
    Code("L505", "None, and some", "`-` says that a message has none of the topics, and stands beside one.", "error"),
    Code("L506", "A stratum that cannot be read", "`stratum` and `strata` must stay as they were written.", "error"),
)
"""In order."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one person says of one message.

    Attributes
    ----------
    event_id : str
        The message.
    topics : tuple of str
        In the definition's order; empty: about none of its topics.
    by : str
        Who says so; may be empty.
    note : str
        Free text; may be empty.
    stratum : str
        From which part of the messages it was drawn to be labelled; empty if it was not drawn.
    line : int
        Of the file.
    """

    event_id: str
    topics: tuple[str, ...]
    by: str = ""
    note: str = ""
    stratum: str = ""
    line: int = 0


@dataclass(frozen=True)
class Labels:
    """The labels of a file.

    Attributes
    ----------
    path : str
        As given.
    rows : tuple of Label
        In the file's order; what one person says twice in the same way is there once.
    empty : int
        Rows that nobody has labelled yet.
    repeated : int
        Rows that say again what the same person said before.
    sizes : tuple of mapping of str to int
        How many messages each stratum had when the messages were drawn; several if the listings differ.
    """

    path: str
    rows: tuple[Label, ...]
    empty: int = 0
    repeated: int = 0
    sizes: tuple[Mapping[str, int], ...] = ()

    @cached_property
    def by_event(self) -> dict[str, tuple[Label, ...]]:
        """All labels of each message, in the file's order."""
        found: dict[str, list[Label]] = {}
        for row in self.rows:
            found.setdefault(row.event_id, []).append(row)
        return {event: tuple(rows) for event, rows in found.items()}

    @cached_property
    def disagreements(self) -> tuple[tuple[Label, ...], ...]:
        """Labels of the messages on which people differ."""
        return tuple(rows for rows in self.by_event.values() if len({row.topics for row in rows}) > 1)

    @cached_property
    def agreed(self) -> dict[str, tuple[str, ...]]:
        """Topics of the messages on which nobody differs; `other` for about none of the definition's."""
        agreed = {event: rows[0].topics for event, rows in self.by_event.items() if len({r.topics for r in rows}) == 1}
        return {event: topics or (OTHER,) for event, topics in agreed.items()}

    def unknown(self, log: EventLog) -> tuple[str, ...]:
        """Ids of labelled messages that a log does not have, in the file's order."""
        known = set(log.table.column("event_id").cast(pa.string()).to_pylist())
        return tuple(event for event in self.by_event if event not in known)


def read_labels(path: str | Path, definition: Definition) -> Labels:
    """Read a file of labels.

    Parameters
    ----------
    path : path
        CSV in UTF-8, separated by commas, semicolons or tabs, with the columns `event_id` and `topics` (separated by
        `;`; `-` for none of the definition's; empty: not labelled yet) and, where there are any, `by`, `note`,
        `stratum` and `strata`. Further columns are not looked at.
    definition : Definition
        Whose topics are meant.

    Returns
    -------
    Labels

    Raises
    ------
    UsageError
        The file is missing or cannot be read.
    DefinitionError
        It cannot be used; with all its problems (up to 100).
    """
    shown = str(path)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the labels {shown!r} cannot be read: {reason}") from None
    reading = _Reading(shown, definition)
    labels = reading.labels(raw)
    if reading.problems:
        raise DefinitionError(tuple(sorted(reading.problems)[:_MOST_PROBLEMS]))
    return labels


class _Reading:
    """Turns rows into labels; what cannot be turned is noted."""

    def __init__(self, path: str, definition: Definition) -> None:
        self.path = path
        self.topics = {topic.id: number for number, topic in enumerate(definition.topics)}
        self.problems: list[Problem] = []

    def problem(self, line: int, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Place(self.path, line, 1), code, message, hint))

    def labels(self, raw: bytes) -> Labels:
        rows = list(self.rows(raw))
        sizes = self.sizes(rows)
        labels: dict[tuple[str, str], Label] = {}
        empty = repeated = 0
        for line, cells in rows:
            label = self.label(line, cells)
            if label is None:
                empty += not cells.get("topics", "").strip()
                continue
            first = labels.setdefault((label.event_id, label.by), label)
            if first.line != line:
                repeated += first.topics == label.topics
                self.compare(first, label)
        return Labels(self.path, tuple(labels.values()), empty, repeated, sizes)

    def rows(self, raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield every row that holds anything with the number of its first line."""
        text = self.text(raw)
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        head: list[str] = []
        line = 1
        try:
            for cells in reader:
                begins, line = line, reader.line_num + 1
                if not any(cell.strip() for cell in cells) or (not head and cells[0].startswith("sep=")):
                    continue
                if not head:
                    head = [cell.strip().casefold() for cell in cells]
                    if not self.has_columns(begins, head):
                        return
                    continue
                yield begins, {name: unguarded(cell) for name, cell in zip(head, cells, strict=False)}
        except csv.Error as error:
            self.problem(line, "L501", f"this is not CSV: {error}", "save it again as CSV")
            return
        if not head:
            self.problem(1, "L501", "the file is empty", "write one with: analyzer topics label")

    def text(self, raw: bytes) -> str | None:
        if len(raw) > _MOST_BYTES:
            self.problem(1, "L501", "larger than 200 MB", "no file of labels is")
            return None
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.problem(line, "L501", "this is not UTF-8", "save it as `CSV UTF-8 (comma delimited)`")
            return None

    def has_columns(self, line: int, head: list[str]) -> bool:
        missing = [name for name in NEEDED if name not in head]
        twice = sorted({name for name in head if name in NEEDED and head.count(name) > 1})
        for name in missing:
            hint = did_you_mean(name, [one for one in head if one], plural="columns")
            self.problem(line, "L501", f"no column {name}", hint)
        for name in twice:
            self.problem(line, "L501", f"two columns {name}")
        return not missing and not twice

    def sizes(self, rows: Iterable[tuple[int, dict[str, str]]]) -> tuple[Mapping[str, int], ...]:
        """Read how large the strata were, each way of writing it once."""
        first: dict[str, int] = {}
        for line, cells in rows:
            first.setdefault(cells.get("strata", "").strip(), line)
        found: list[Mapping[str, int]] = []
        for text, line in first.items():
            sizes = read_sizes(text) if text else None
            if text and sizes is None:
                self.problem(line, "L506", f"strata {text!r} cannot be read", "restore the cell as it was written")
            if sizes is not None and sizes not in found:
                found.append(sizes)
        return tuple(found)

    def label(self, line: int, cells: Mapping[str, str]) -> Label | None:
        names = [name.strip() for name in cells["topics"].split(";")] if cells.get("topics", "").strip() else []
        names = [name for name in names if name]
        if not names:
            return None
        event = cells.get("event_id", "").strip()
        if not event:
            self.problem(line, "L503", "topics, and no event_id", "say which message is meant")
            return None
        topics = self.known(line, names)
        stratum = cells.get("stratum", "").strip()
        if stratum and stratum not in (read_sizes(cells.get("strata", "")) or {}):
            hint = "restore `stratum` and `strata` as they were written, or leave both empty"
            self.problem(line, "L506", f"stratum {stratum!r} does not stand in strata", hint)
        by, note = (cells.get(name, "").strip() for name in ("by", "note"))
        return Label(event, topics, by, note, stratum, line)

    def known(self, line: int, names: list[str]) -> tuple[str, ...]:
        topics = [name for name in names if name != NONE or NONE in self.topics]
        for name in dict.fromkeys(topics):
            if name not in self.topics:
                hint = did_you_mean(name, self.topics, plural="topics")
                self.problem(line, "L502", f"unknown topic {name!r}", hint)
        if topics and len(topics) < len(names):
            self.problem(line, "L505", f"`{NONE}` stands beside topics", f"leave `{NONE}` out, or the topics")
        return tuple(sorted({name for name in topics if name in self.topics}, key=self.topics.__getitem__))

    def compare(self, first: Label, again: Label) -> None:
        if first.topics == again.topics:
            return
        who = first.by or "nobody named in `by`"
        said = f"{first.event_id!r} has two answers of one person ({who})"
        self.problem(again.line, "L504", said, f"the other is in line {first.line}; if two people labelled, name them")


def _separator(text: str) -> str:
    """The separator that parts the headings so that those needed are among them; else a comma."""
    lines = [line for line in text.split("\n", 20)[:20] if line.strip() and not line.startswith("sep=")]
    for separator in (",", ";", "\t") if lines else ():
        names = {cell.strip().strip('"').casefold() for cell in lines[0].strip("\r").split(separator)}
        if names.issuperset(NEEDED):
            return separator
    return max(",;\t", key=(lines or [""])[0].count)
