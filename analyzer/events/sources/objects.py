"""Events that relate to several objects (OCEL 2.0) as rows: one for each object of the type that is the case.

`ocel` reads the files into the values below; here they become a table. What is told of an object holds from a moment
on, so a row has what held of its case at the moment of its event.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa

from analyzer.events import times
from analyzer.events.columns import did_you_mean
from analyzer.events.sources.gathering import Gathered
from analyzer.events.sources.raw import Raw, Rejected, failure, rejected_line

EVENT, ROW, ACTIVITY, TIME, CASE, RELATED = (
    "ocel:eid", "ocel:row", "ocel:activity", "ocel:timestamp", "ocel:oid", "ocel:type:",
)  # fmt: skip
DEFAULTS: Final = (("event_id", ROW), ("timestamp", TIME), ("case_id", CASE), ("activity", ACTIVITY))
"""Canonical column to its heading; `ocel:row` is the event's id, with the case's behind it where there are several."""

OF_THE_CASE: Final = "case:"
MOST_COLUMNS: Final = 1_000
MOST_CELLS: Final = 500_000_000
_MOST_TYPES: Final = 20


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands in the file.

    Attributes
    ----------
    id, type, time : str
        As written.
    values : tuple of (str, value)
        Attributes; a name may stand twice, which sets the event aside.
    objects : tuple of str
        Ids of the objects that it relates to.
    """

    id: str
    type: str
    time: str
    values: tuple[tuple[str, Any], ...]
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """An event that does not keep to the format: what is at fault, and the event as text."""

    detail: str
    text: str


@dataclass(slots=True)
class Objects:
    """The objects of a file.

    Attributes
    ----------
    types : set of str
        Declared types, and those of the objects.
    type_of : dict of str to str
        Object to its type.
    history : dict of str to list of (name, time, value)
        What is told of the objects that are cases.
    """

    types: set[str] = field(default_factory=set)
    type_of: dict[str, str] = field(default_factory=dict)
    history: dict[str, list[tuple[str, str, Any]]] = field(default_factory=dict)


def case_type(file: str, wanted: str | None, types: Iterable[str]) -> str:
    """Insist on a declared type of the objects that are the cases: nothing is guessed, even if there is only one.

    Raises
    ------
    InputError
        E316: it is not declared, or the file has no such type.
    """
    known = sorted(types)
    shown = ", ".join(repr(each[:60]) for each in known[:_MOST_TYPES]) + (", ..." if len(known) > _MOST_TYPES else "")
    if wanted is None:
        hint = "Declare one in a mapping, such as `object_type: application`, and give it with --mapping FILE."
        raise failure("E316", f"{file}: events relate to objects of several types: {shown or 'none'}", help=hint)
    if wanted not in known:
        said = f"{file}: there are no objects of type {wanted!r}; there are {shown or 'none'}"
        raise failure("E316", said, help=did_you_mean(wanted, known) or None)
    return wanted


class Rows:
    """Gathers the rows of one file.

    Parameters
    ----------
    file : str
        As given.
    wanted : str
        Type of the objects that are the cases.
    objects : Objects
        All of the file.
    """

    def __init__(self, file: str, wanted: str, objects: Objects) -> None:
        self._file, self._wanted, self._objects = file, wanted, objects
        self._gathered = Gathered()
        self._cases: list[str | None] = []
        self._rejected: list[Rejected] = []
        self._seen: set[str] = set()
        self._strange = 0

    def add(self, number: int, event: Event | Broken) -> None:
        """Take an event with its number in the file."""
        if isinstance(event, Broken):
            self._rejected.append(rejected_line(number, "E339", event.text.encode("utf-8", "replace"), event.detail))
            return
        names = [name for name, _ in event.values]
        twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
        if twice is not None:
            text = json.dumps(dict(event.values), ensure_ascii=False, sort_keys=True, default=str)
            self._rejected.append(rejected_line(number, "E338", text.encode("utf-8", "replace"), twice[:80]))
            return
        self._add_rows(number, event)
        if self._gathered.width > MOST_COLUMNS or self._gathered.width * len(self._cases) > MOST_CELLS:
            raise failure("E314", f"{self._file}: more columns or rows than a log has")

    def _add_rows(self, number: int, event: Event) -> None:
        cases: list[str] = []
        related: dict[str, list[str]] = {}
        for one in dict.fromkeys(event.objects):
            kind = self._objects.type_of.get(one)
            if kind is None:
                self._strange += 1
            elif kind == self._wanted:
                cases.append(one)
            else:
                related.setdefault(RELATED + kind, []).append(one)
        own = {EVENT: event.id, ACTIVITY: event.type, TIME: event.time}
        record = {**own, **dict(event.values), **related, **own}  # first in order, and not to be written over
        none: list[str | None] = [None]
        for case in cases or none:
            row = event.id if len(cases) < 2 else f"{event.id} {case}"
            self._gathered.add(number, {**record, ROW: row, CASE: case})
            self._cases.append(case)
        self._seen.update(cases)

    def raw(self) -> Raw:
        """All rows; events that relate to no case are out of scope."""
        table, numbers = self._gathered.table()
        outside = np.array([case is None for case in self._cases], dtype=bool)
        undated = 0
        if table.num_rows:
            told = _Told(self._objects)
            undated = told.undated
            moments = _instants(table.column(TIME).to_pylist())
            for name, cells in told.columns(self._cases, moments).items():
                if OF_THE_CASE + name not in table.column_names:
                    table = table.append_column(OF_THE_CASE + name, cells)
        idle = sum(kind == self._wanted and one not in self._seen for one, kind in self._objects.type_of.items())
        counts = (
            ("E351", f"objects of type {self._wanted} without an event in {self._file}", idle),
            ("E354", f"objects that are related to, but not in {self._file}", self._strange),
            ("E355", f"values of objects in {self._file}", undated),
        )
        remarks = tuple(each for each in counts if each[2])
        scope = outside if bool(outside.any()) else None
        return Raw(self._file, table, tuple(self._rejected), 1, numbers, DEFAULTS, scope, remarks)


class _Told:
    """What held of each case from which moment on; values that are not dated are left out and counted."""

    def __init__(self, objects: Objects) -> None:
        flat = [(one, *each) for one, told in objects.history.items() for each in told]
        moments = _instants([each[2] for each in flat])
        self.undated = sum(moment is None for moment in moments)
        self._known: dict[str, dict[str, list[tuple[int, Any]]]] = {}
        for (one, name, _, value), moment in zip(flat, moments, strict=True):
            if moment is not None:
                self._known.setdefault(name, {}).setdefault(one, []).append((moment, value))
        for of_objects in self._known.values():
            for told in of_objects.values():
                told.sort(key=lambda each: each[0])

    def columns(self, cases: list[str | None], moments: list[int | None]) -> dict[str, pa.Array]:
        """A column for each name, with a cell for each row."""
        gathered = Gathered()
        names = sorted(self._known)
        if len(names) > MOST_COLUMNS:
            raise failure("E314", f"objects have more than {MOST_COLUMNS:,} different attributes")
        for number, (case, moment) in enumerate(zip(cases, moments, strict=True)):
            gathered.add(number, {name: _as_of(self._known[name].get(case or ""), moment) for name in names})
        table, _ = gathered.table()
        return {name: table.column(name) for name in table.column_names}


def _as_of(told: list[tuple[int, Any]] | None, moment: int | None) -> Any:  # noqa: ANN401 - any value
    if not told or moment is None:
        return None
    place = bisect_right(told, moment, key=lambda each: each[0])
    return told[place - 1][1] if place else None


def _instants(texts: list[str]) -> list[int | None]:
    """Moments to compare with each other; what has no zone is taken as UTC on both sides."""
    if not texts:
        return []
    found = times.read_times(pa.chunked_array([pa.array(texts, pa.string())]), zone="UTC")
    bad = (found.code != times.OK) & (found.code != times.IMPLAUSIBLE)
    return [None if wrong else moment for wrong, moment in zip(bad.tolist(), found.time.tolist(), strict=True)]
