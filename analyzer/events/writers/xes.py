"""Logs as XES (IEEE 1849), for tools of process mining: a trace for each case, its events in the log's order.

Where XES has an attribute for a canonical column, the column goes by its name (pm4py's names); all others keep theirs.
Read back with `read_log`, it is the same log.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.errors import UsageError
from analyzer.events.log import EventLog
from analyzer.events.sources.xes import OF_THE_CASE
from analyzer.events.texts import combined, filled
from analyzer.events.writers.tables import log_table, stamps
from analyzer.events.writers.target import target

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""
_ESCAPES: Final = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;", '"': "&quot;"}
_CASE: Final = "case:concept:name"
_EVENTS_AT_ONCE: Final = 10_000

_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
</global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_xes(log: EventLog, path: str | Path) -> int:
    """Write a log as `.xes` or `.xes.gz`.

    Parameters
    ----------
    log : EventLog
        Any log.
    path : path
        An older file is replaced, once the new one is complete.

    Returns
    -------
    int
        How many characters XML cannot hold (E353); each was replaced by U+FFFD.

    Raises
    ------
    UsageError
        Another ending, a file that cannot be written, or a further column that has the name of an attribute that a
        canonical one is written as.
    """
    path = Path(path)
    if "".join(path.suffixes[-2:]).lower().removesuffix(".gz")[-4:] != ".xes":
        raise UsageError(f"{path}: an XES file ends in .xes or .xes.gz")
    table = _without_blanks(log_table(log, names="pm4py"))
    fragments = _Fragments()
    first = np.append(True, log.case[1:] != log.case[:-1]) if len(log) else np.zeros(0, dtype=bool)
    names = [name for name in table.column_names if name != _CASE]
    of_case = {name: _agreed(table.column(name), log.case) for name in names if name.startswith(OF_THE_CASE)}
    cells = {name: fragments.of(name, table.column(name)) for name in names}
    told = {name: fragments.of(name[len(OF_THE_CASE) :], table.column(name), again=True) for name in of_case}
    case_names = fragments.of("concept:name", table.column(_CASE))
    fragments.check_names()
    with target(path) as file:
        file.write(_HEAD.encode("utf-8"))
        part: list[str] = []
        for row in range(len(log)):
            if first[row]:
                part += ["</trace>\n"] if row else []
                part += ["<trace>\n", case_names(row)]
                part += [told[name](row) for name, agreed in of_case.items() if agreed[log.case[row]]]
            part.append("<event>\n")
            for name in names:
                if name not in of_case or not of_case[name][log.case[row]]:
                    part.append(cells[name](row) or (fragments.empty(name) if row == 0 else ""))
            part.append("</event>\n")
            if row % _EVENTS_AT_ONCE == 0:
                file.write("".join(part).encode("utf-8"))
                part = []
        part.append("</trace>\n</log>\n" if len(log) else "</log>\n")
        file.write("".join(part).encode("utf-8"))
    return fragments.replaced


def _without_blanks(table: pa.Table) -> pa.Table:
    """Empty texts are empty cells."""
    columns = {name: table.column(name) for name in table.column_names}
    for name, column in columns.items():
        if pa.types.is_string(column.type):
            columns[name] = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    return pa.table(columns)


def _agreed(column: pa.ChunkedArray, case: NDArray[np.int32]) -> NDArray[np.bool_]:
    """In which cases all events say the same, so that the case may say it."""
    codes = filled(combined(column).dictionary_encode().indices.cast(pa.int32()), -1)
    agreed = np.ones(int(case.max()) + 1 if len(case) else 0, dtype=bool)
    same_case = case[1:] == case[:-1]
    agreed[case[1:][same_case & (codes[1:] != codes[:-1])]] = False
    agreed[case[codes < 0]] = False
    return agreed


class _Cells:
    """The attribute of a column at each row, as XML; empty where the cell is."""

    def __init__(self, codes: NDArray[np.int32], texts: list[str]) -> None:
        self._codes: list[int] = codes.tolist()
        self._texts = [*texts, ""]

    def __call__(self, row: int) -> str:
        return self._texts[self._codes[row]]


class _Fragments:
    """Writes each distinct value of a column once, and counts what could not be written as it is."""

    def __init__(self) -> None:
        self.replaced = 0
        self._keys: dict[str, str] = {}

    def of(self, key: str, column: pa.ChunkedArray, *, again: bool = False) -> _Cells:
        """The cells of a column under a key; `again`, if they have been counted under another."""
        is_time = pa.types.is_timestamp(column.type)
        coded = combined(stamps(column) if is_time else column).dictionary_encode()
        codes = filled(coded.indices.cast(pa.int32()), -1)
        often = np.bincount(codes[codes >= 0], minlength=len(coded.dictionary)).tolist()
        kind = "date" if is_time else "string"
        start = f"<{kind} key={quoteattr(self._clean(key, 0 if again else 1), _ESCAPES)} value="
        texts = [
            f"{start}{quoteattr(self._clean(text, 0 if again else times), _ESCAPES)}/>\n" if text else ""
            for text, times in zip(coded.dictionary.to_pylist(), often, strict=True)
        ]
        if not again:
            self._keys[key] = start
        return _Cells(codes, texts)

    def empty(self, key: str) -> str:
        """An attribute without a value: the first event has every column, so that none is lost for being empty."""
        return f'{self._keys[key].replace("<date ", "<string ", 1)}""/>\n'

    def check_names(self) -> None:
        """Refuse names that only differ in what XML cannot hold."""
        names = [_IMPOSSIBLE.sub(REPLACEMENT, key) for key in self._keys]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise UsageError(f"two columns have the name {twice[0]!r} in XML; leave one out with `drop:` in a mapping")

    def _clean(self, text: str, times: int) -> str:
        clean, many = _IMPOSSIBLE.subn(REPLACEMENT, text)
        self.replaced += many * times
        return clean
