"""XES (IEEE 1849), packed or not: traces of events to a table of text, one row an event.

Columns are named as pm4py names them: attributes of an event by their key, those of its trace `case:KEY`. What else a
log holds (attributes of its own, globals, classifiers, extensions) says nothing of an event and is read past; the
defaults of globals are not filled in, for they say that an attribute is there, not what an event that lacks it meant.

Read with expat as a stream. A document type is refused wherever one begins, and with it every entity but XML's own
five: nothing can unfold, and nothing outside the file is ever looked at (the rules of defusedxml).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.errors import InputError
from analyzer.events.sources.gathering import Gathered
from analyzer.events.sources.raw import Raw, Reading, Rejected, damaged, failure, head_of, open_file, rejected_line
from analyzer.events.texts import combined, mask_of, visible

DEFAULTS: Final = (
    ("timestamp", "time:timestamp"), ("case_id", "case:concept:name"), ("activity", "concept:name"),
    ("sender", "org:resource"), ("sender_role", "org:role"),
)  # fmt: skip
"""Canonical column to the attribute that XES itself has for it."""

OF_THE_CASE: Final = "case:"
ATTRIBUTES: Final = frozenset(("string", "date", "int", "float", "boolean", "id", "list", "container"))
MOST_BYTES: Final = 16 << 20
"""What may lie between the beginnings of two events (or traces): more would have to be held in memory at once."""
MOST_COLUMNS: Final = 1_000
MOST_LEVELS: Final = 100
_CHUNK: Final = 1 << 18
_LONGEST_NAME: Final = 80


def read(path: Path, reading: Reading) -> Raw:
    """Read an XES file.

    Parameters
    ----------
    path : Path
        May be packed with gzip.
    reading : Reading
        Not used.

    Returns
    -------
    Raw
        All columns are text, empty values null; attributes with others inside them are JSON. Rows are numbered as the
        events stand in the file. Events (and events of cases) that have an attribute twice are rejected (E338), or
        one without a key (E339); traces without an event are counted.

    Raises
    ------
    InputError
        Missing, empty, cut off, not well formed, no log, with a document type, or beyond all measure.
    """
    del reading
    if not head_of(path):
        raise failure("E302", f"{path}: the file is empty")
    log = _Log(str(path))
    parser = _parser(log)
    try:
        with open_file(path) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
                log.check(len(chunk))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _malformed(path, error) from None
    except (LookupError, ValueError) as error:
        raise failure("E306", f"{path}: the encoding that it declares is not known ({error})") from None
    except (EOFError, OSError) as error:
        raise damaged(path, error) from None
    return log.raw()


def _malformed(path: Path, error: expat.ExpatError) -> InputError:
    said = expat.ErrorString(error.code)
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]:
        return failure("E306", f"{path}: the encoding that it declares is not known")
    return damaged(path, ValueError(f"XML, line {error.lineno}, column {error.offset + 1}: {said}"))


def _parser(log: _Log) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = log.start
    parser.EndElementHandler = log.ended.append
    parser.StartDoctypeDeclHandler = log.refuse
    parser.EntityDeclHandler = log.refuse
    parser.ExternalEntityRefHandler = log.refuse
    return parser


class _Log:
    """What expat calls; events and traces are gathered apart, and joined at the end.

    Attributes
    ----------
    ended : list of str
        Elements that ended since the last one began. Expat appends to it by itself, which saves half of the calls.
    """

    __slots__ = (
        "_depth", "_empty", "_events", "_fault", "_faults", "_file", "_fresh", "_in_event", "_key", "_leaf", "_number",
        "_outer", "_path", "_record", "_silent", "_trace_faults", "_trace_of", "_traces", "_used", "ended",
    )  # fmt: skip

    def __init__(self, file: str) -> None:
        self._file = file
        self.ended: list[str] = []
        self._depth, self._leaf = 0, -1  # of the element that is open; of attributes of the event or trace that is open
        self._record: dict[str, str | None] = {}
        self._fault: Fault | None = None
        self._key = ""
        self._path: list[list[Node]] = []
        self._in_event = False
        self._outer: tuple[dict[str, str | None], Fault | None] | None = None
        self._used = False
        self._silent, self._fresh = 0, False
        self._number, self._empty = 0, 0
        self._events, self._traces = Gathered(), Gathered()
        self._trace_of: list[int] = []
        self._faults: dict[int, Fault] = {}
        self._trace_faults: dict[int, Fault] = {}

    # ------------------------------------------------------------ what expat tells

    def refuse(self, *_: Any) -> int:  # noqa: ANN401 - expat's own
        """Refuse a document type."""
        raise failure("E313", f"{self._file}: the file declares a document type or an entity")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; whatever ended before it is told by `ended` only, and is looked at now."""
        ended = self.ended
        depth = self._depth = self._depth + 1 - len(ended)
        ended.clear()
        if depth < self._leaf:
            self._close_down_to(depth)
        if depth == self._leaf and tag in ATTRIBUTES:
            if self._path:
                self._end_of_nested()
            key = attributes.get("key")
            if not key:
                self._fault = self._fault or ("E339", f"<{tag}> without a key")
            elif key in self._record:
                self._fault = self._fault or ("E338", visible(key[:_LONGEST_NAME]))
            self._key = key or ""
            self._record[self._key] = attributes.get("value")
        elif depth > self._leaf > 0:
            self._nested(tag, attributes)
        else:
            self._frame(tag.rpartition(":")[2], tag)

    def _close_down_to(self, depth: int) -> None:
        """Close the event, and its trace, if an element at this depth cannot lie in it."""
        while depth < self._leaf:
            self._close()

    def _frame(self, name: str, tag: str) -> None:
        """The log itself, a trace, an event, or something that is read past."""
        if self._path:
            self._end_of_nested()
        self._key = ""
        if self._depth == 1 and name != "log":
            raise failure("E315", f"{self._file}: XML, but no XES log: it begins with <{visible(tag[:40])}>")
        if self._depth > MOST_LEVELS:
            raise self._beyond(f"nested deeper than {MOST_LEVELS} levels")
        if name == "event" and self._depth == 3 == self._leaf and not self._in_event:
            self._outer = self._record, self._fault
            self._begin(event=True)
        elif self._depth == 2 and name in ("event", "trace"):
            self._used = False
            self._begin(event=name == "event")

    def _begin(self, *, event: bool) -> None:
        self._record, self._fault, self._in_event = {}, None, event
        self._leaf = self._depth + 1
        self._fresh = True

    def _close(self) -> None:
        """The event or trace that was open is complete."""
        self._fresh = True
        if self._path:
            self._end_of_nested()
        self._record.pop("", None)
        gathered = self._events if self._in_event else self._traces
        if self._in_event:
            if self._fault:
                self._faults[self._number] = self._fault
            self._number += 1
            self._trace_of.append(len(self._traces) if self._outer else -1)
        elif self._fault:
            self._trace_faults[len(self._traces)] = self._fault
        gathered.add_texts(self._number, self._record)
        if gathered.width > MOST_COLUMNS:
            raise self._beyond(f"more than {MOST_COLUMNS:,} different attributes")
        if self._in_event and self._outer:
            (self._record, self._fault), self._outer = self._outer, None
            self._in_event, self._used, self._leaf = False, True, 3
            return
        self._empty += not self._in_event and not self._used
        self._in_event, self._leaf = False, -1

    # ------------------------------------------------------------ attributes inside attributes

    def _nested(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth > MOST_LEVELS:
            raise self._beyond(f"attributes nested deeper than {MOST_LEVELS} levels")
        if not self._key:
            return
        self._path = self._path or [[]]
        del self._path[self._depth - self._leaf :]  # what ended since
        if tag == "values":  # of a list: it holds the items, and is none
            self._path.append(self._path[-1])
            return
        inside: list[Node] = []
        self._path[-1].append((attributes.get("key"), attributes.get("value"), inside))
        self._path.append(inside)

    def _end_of_nested(self) -> None:
        inside = [_as_json(node) for node in self._path[0]]
        value = self._record[self._key]  # a list has none
        whole = inside if value is None else {"value": value, "children": inside}
        self._record[self._key] = json.dumps(whole, ensure_ascii=False)
        self._path = []

    # ------------------------------------------------------------ limits

    def check(self, read: int) -> None:
        """Take note of how much was read, and refuse a file that goes on and on without an event.

        Raises
        ------
        InputError
            E314.
        """
        self._silent = 0 if self._fresh else self._silent + read
        self._fresh = False
        if self._silent > MOST_BYTES:
            raise self._beyond(f"more than {MOST_BYTES >> 20} MB without the beginning of an event")

    def _beyond(self, what: str) -> InputError:
        return failure("E314", f"{self._file}: {what}")

    # ------------------------------------------------------------ the whole

    def raw(self) -> Raw:
        """All events with what is told of their traces."""
        self._close_down_to(0)
        table, numbers = self._events.table()
        trace_of = np.array(self._trace_of, dtype=np.int64)
        cases, _ = self._traces.table()
        columns = {name: table.column(name) for name in table.column_names}
        for name in cases.column_names:
            self._add_case_column(columns, OF_THE_CASE + name, _spread(cases.column(name), trace_of))
        for row in np.flatnonzero(np.isin(trace_of, list(self._trace_faults))).tolist():
            self._faults.setdefault(row, self._trace_faults[int(trace_of[row])])
        if not columns:  # a table without columns has no rows, but the events are not to be lost
            columns["concept:name"] = pa.chunked_array([pa.nulls(len(numbers), pa.string())])
        whole = pa.table(columns)
        remarks = (("E351", f"cases without an event in {self._file}", self._empty),) if self._empty else ()
        if not self._faults:
            return Raw(self._file, whole, (), 1, numbers, DEFAULTS, None, remarks)
        bad = np.array(sorted(self._faults), dtype=np.int64)
        rejected = tuple(
            _rejected(row + 1, self._faults[row], cells)
            for row, cells in zip(bad.tolist(), whole.take(pa.array(bad)).to_pylist(), strict=True)
        )
        good = np.delete(np.arange(len(numbers)), bad)
        return Raw(self._file, whole.take(pa.array(good)), rejected, 1, numbers[good], DEFAULTS, None, remarks)

    def _add_case_column(self, columns: dict[str, pa.ChunkedArray], name: str, of_cases: pa.ChunkedArray) -> None:
        """An event may say itself what its case says; if the two differ, it is not known which is meant."""
        if name in columns:
            own = columns[name]
            other = of_cases.cast(pa.string())
            for row in np.flatnonzero(mask_of(pc.not_equal(own, other))).tolist():
                self._faults.setdefault(row, ("E338", visible(name[:_LONGEST_NAME])))
            of_cases = pc.coalesce(own, other)
        columns[name] = of_cases


Fault = tuple[str, str]
"""Code and detail."""
Node = tuple[str | None, str | None, list[Any]]
"""Key, value, and what is inside."""


def _as_json(node: Node) -> dict[str, Any]:
    key, value, inside = node
    found: dict[str, Any] = {"key": key, "value": value}
    return {**found, "children": [_as_json(each) for each in inside]} if inside else found


def _spread(column: pa.ChunkedArray, trace_of: NDArray[np.int64]) -> pa.ChunkedArray:
    """What is told of traces, told of each of their events."""
    coded = combined(column).dictionary_encode()
    at = pa.array(np.maximum(trace_of, 0), mask=trace_of < 0)
    indices = coded.indices.take(at)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, coded.dictionary)])


def _rejected(row: int, fault: Fault, cells: dict[str, Any]) -> Rejected:
    filled = {name: cell for name, cell in cells.items() if cell is not None}
    line = json.dumps(filled, ensure_ascii=False, sort_keys=True)
    return rejected_line(row, fault[0], line.encode("utf-8"), fault[1])
