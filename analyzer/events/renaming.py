"""Apply a mapping: headings and values as found become canonical columns of text.

Rows that the mapping leaves out, or whose values it does not know, are marked, not removed: numbers of rows stay true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2
from numpy.typing import NDArray

from analyzer.errors import InputError
from analyzer.events.columns import KNOWN, LISTS, NEEDED, NEEDED_FOR_MESSAGES, TIMES, did_you_mean
from analyzer.events.mapping import ColumnRule, Mapping
from analyzer.events.sources.raw import Raw, failure
from analyzer.events.texts import LIST_SEPARATOR, as_text, combined, holds_separator, integers

OUT_OF_SCOPE = -1
"""Stands in `Marks.code` for a row that the mapping's `only` leaves out."""


@dataclass(slots=True)
class Marks:
    """What becomes of each row of a file: 0 (analysed), `OUT_OF_SCOPE`, or the number of an `E3xx` code.

    The first mark stands: a row is counted once.

    Attributes
    ----------
    code : array of int16, shape (n,)
        See above.
    heading : array of int16, shape (n,)
        Position in `headings` of the column at fault; -1 if it is none in particular.
    headings : list of str
        As found in the file.
    """

    code: NDArray[np.int16]
    heading: NDArray[np.int16]
    headings: list[str] = field(default_factory=list)

    @classmethod
    def none(cls, rows: int) -> Marks:
        """Make the marks of a file in which no row is marked yet."""
        return cls(np.zeros(rows, dtype=np.int16), np.full(rows, -1, dtype=np.int16))

    def mark(self, which: NDArray[np.bool_], code: int, heading: str | None = None) -> None:
        """Mark the rows that are not marked yet.

        Parameters
        ----------
        which : array of bool, shape (n,)
            The rows.
        code : int
            Number of the code, or `OUT_OF_SCOPE`.
        heading : str, optional
            The column at fault.
        """
        fresh = np.flatnonzero(which & (self.code == 0)) if bool(which.any()) else ()
        if len(fresh):
            self.code[fresh] = code
            if heading is not None:
                if heading not in self.headings:
                    self.headings.append(heading)
                self.heading[fresh] = self.headings.index(heading)

    @property
    def free(self) -> bool:
        """Whether no row is marked."""
        return not bool(self.code.any())


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file in canonical columns.

    Attributes
    ----------
    table : pyarrow.Table
        Canonical columns (text, but for those of times), then further ones in the file's order.
    marks : Marks
        Rows to be left out.
    headings : dict of str to str
        Canonical column to the heading it came from.
    rules : dict of str to ColumnRule
        Canonical column to its rule.
    dropped : dict of str to int
        Canonical column to how many cells lost a value that the mapping does not list.
    """

    table: pa.Table
    marks: Marks
    headings: dict[str, str]
    rules: dict[str, ColumnRule]
    dropped: dict[str, int]


def rename(raw: Raw, mapping: Mapping) -> Renamed:
    """Bring a file into canonical columns.

    Parameters
    ----------
    raw : Raw
        As read.
    mapping : Mapping
        What it says of columns, values and rows.

    Returns
    -------
    Renamed
        As many rows as in `raw.table`.

    Raises
    ------
    InputError
        E304: a needed or mapped column is not in the file.
    """
    marks = Marks.none(raw.table.num_rows)
    _mark_out_of_scope(raw, mapping, marks)
    rules = _rules_for(raw, mapping)
    columns: dict[str, pa.ChunkedArray] = {}
    headings: dict[str, str] = {}
    dropped: dict[str, int] = {}
    for name, rule in rules.items():
        if rule.column is None:
            columns[name] = _constant(rule.constant or "", raw.table.num_rows)
        else:
            headings[name] = rule.column
            columns[name], lost = _column(raw.table.column(rule.column), rule, marks)
            if lost:
                dropped[name] = lost
    used = set(headings.values())
    for name in _further(raw.table.column_names, mapping):
        if name not in used and name not in columns:
            columns[name] = as_text(raw.table.column(name))
    return Renamed(pa.table(columns), marks, headings, rules, dropped)


FOR_MESSAGES: Final = " (needed for messages)"


def missing_columns(file: str, missing: list[tuple[str, str]], found: list[str]) -> InputError:
    """Make the error of columns that are not there: names all of them, those found, and the nearest of these.

    Parameters
    ----------
    file : str
        As given.
    missing : list of (str, str)
        Heading, and why it is needed, as a phrase that begins with a blank; may be empty.
    found : list of str
        The file's headings.
    """
    named = ", ".join(f"{heading!r}{why}" for heading, why in missing)
    shown = [repr(name[:60]) for name in found[:40]] + (["..."] if len(found) > 40 else [])
    what = "there is no column" if len(missing) == 1 else "these columns are missing:"
    hints = [(heading, did_you_mean(heading, found)) for heading, _ in missing]
    near = [hint if len(missing) == 1 else f"{heading}: {hint}" for heading, hint in hints if hint]
    message = f"{file}: {what} {named}; found instead: {', '.join(shown) or 'none'}"
    return failure("E304", message, help="; ".join(near) or None)


def _rules_for(raw: Raw, mapping: Mapping) -> dict[str, ColumnRule]:
    """The mapping's rules, then the format's own headings, then the canonical ones; in canonical order."""
    found = raw.table.column_names
    written = {rule.name: rule for rule in mapping.columns}
    rules: dict[str, ColumnRule] = {}
    missing: list[tuple[str, str]] = []
    own = {name: heading for name, heading in raw.defaults if heading in found and heading not in mapping.drop}
    for name in KNOWN:
        if name in written:
            rules[name] = written[name]
            heading = rules[name].column
            if heading is not None and heading not in found:
                missing.append((heading, f" (mapped to {name})"))
        elif name in own or (name in found and name not in mapping.drop):
            rules[name] = ColumnRule(name, own.get(name, name), separator=mapping.list_separator)
        elif name in NEEDED:
            missing.append((name, ""))
    if missing:
        parties = () if "stage" in rules else NEEDED_FOR_MESSAGES  # stages alone need none
        missing += [(name, FOR_MESSAGES) for name in parties if name not in rules]
        raise missing_columns(raw.file, missing, found)
    return rules


def left_out(found: list[str], renamed: Renamed, mapping: Mapping) -> set[str]:
    """Headings that the mapping leaves out, for no canonical column comes from them either."""
    return set(found) - set(renamed.headings.values()) - set(_further(found, mapping))


def _further(found: list[str], mapping: Mapping) -> list[str]:
    kept = found if mapping.keep is None else [name for name in found if name in mapping.keep]
    return [name for name in kept if name not in mapping.drop and name not in KNOWN]


def _constant(value: str, rows: int) -> pa.ChunkedArray:
    indices = pa.array(np.zeros(rows, dtype=np.int32))
    return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, pa.array([value], pa.string()))])


def _mark_out_of_scope(raw: Raw, mapping: Mapping, marks: Marks) -> None:
    missing = [
        (heading, " (asked for by `only`)") for heading, _ in mapping.only if heading not in raw.table.column_names
    ]
    if missing:
        raise missing_columns(raw.file, missing, raw.table.column_names)
    if raw.outside is not None:
        marks.mark(raw.outside, OUT_OF_SCOPE)
    for heading, wanted in mapping.only:
        texts = as_text(raw.table.column(heading)).cast(pa.string())
        inside = pc.is_in(pc.utf8_trim_whitespace(texts).fill_null(""), value_set=pa.array(wanted, pa.string()))
        marks.mark(~np.asarray(combined(inside).to_numpy(zero_copy_only=False)), OUT_OF_SCOPE)


def _column(column: pa.ChunkedArray, rule: ColumnRule, marks: Marks) -> tuple[pa.ChunkedArray, int]:
    """One canonical column, and in how many cells a value was dropped."""
    if rule.name in TIMES and not rule.changes:
        return column, 0
    marks.mark(holds_separator(column, rule.separator), 337, rule.column)
    texts = as_text(column, separator=rule.separator)
    foreign = rule.name in LISTS and rule.separator != LIST_SEPARATOR
    if not rule.changes and not foreign:
        return texts, 0
    return _rewritten(texts, rule, marks)


def _rewritten(texts: pa.ChunkedArray, rule: ColumnRule, marks: Marks) -> tuple[pa.ChunkedArray, int]:
    """Rewrite each distinct text once."""
    whole = combined(texts)
    coded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    rewrite = _rewriter(rule)
    found = coded.dictionary.to_pylist()
    results = [rewrite((text or "").strip()) for text in found]
    code = np.array([result[1] for result in results] + [0], dtype=np.int16)
    lost = np.array([result[2] for result in results] + [False], dtype=bool)
    at = integers(coded.indices)
    for number in np.unique(code[code != 0]).tolist():
        marks.mark(code[at] == number, number, rule.column)
    values = pa.array([result[0] for result in results], pa.string())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(coded.indices, values)]), int(lost[at].sum())


Rewritten = tuple[str, int, bool]
"""The new text, the code that sets the row aside (or 0), and whether a value was dropped."""


def _rewriter(rule: ColumnRule) -> Callable[[str], Rewritten]:
    pattern = re2.compile(rule.pattern) if rule.pattern is not None else None
    values = dict(rule.values)

    def one(text: str) -> Rewritten:
        if not text:
            return "", 0, False
        if pattern is not None:
            match = pattern.search(text)
            if match is None:
                return _other(text, rule, 336)
            text = (match.group(1) if pattern.groups else match.group(0)) or ""
        if text in values:
            return values[text], 0, False
        return _other(text, rule, 335) if values else (text, 0, False)

    def many(text: str) -> Rewritten:
        results = [one(item.strip()) for item in text.split(rule.separator) if item.strip()]
        items = [result[0] for result in results if result[0]]
        code = max((result[1] for result in results), default=0)
        if any(LIST_SEPARATOR in item for item in items):
            code = code or 337
        return LIST_SEPARATOR.join(items), code, any(result[2] for result in results)

    return many if rule.name in LISTS else one


def _other(text: str, rule: ColumnRule, code: int) -> Rewritten:
    """What becomes of a text that the mapping does not know."""
    if rule.others == "quarantine":
        return "", code, False
    if rule.others == "unknown":
        return "?", 0, False
    return (text, 0, False) if rule.others == "keep" else ("", 0, True)
