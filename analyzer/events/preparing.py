"""One file, as read, to rows that can become events: instants read, ids checked, activities told.

Nothing is removed here, only marked; what the rows of several files have to do with each other is `assembling`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.events import times
from analyzer.events.columns import IDS, MOST_ID_CHARACTERS, NEEDED_FOR_MESSAGES
from analyzer.events.log import UNKNOWN
from analyzer.events.mapping import Mapping
from analyzer.events.renaming import FOR_MESSAGES, OUT_OF_SCOPE, Marks, Renamed, left_out, missing_columns, rename
from analyzer.events.sources.raw import Raw, failure
from analyzer.events.texts import coded, combined, encode, integers, is_blank, is_dictionary, items_of, mask_of

_LONGEST_CELL: Final = 80
_CONTROL: Final = r"[\p{Cc}\x{2028}\x{2029}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
"""Control characters, line ends, and those that turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one file, ready to be put together with those of others.

    Attributes
    ----------
    raw : Raw
        As read, for showing the cells of rows set aside.
    table : pyarrow.Table
        Canonical and further columns; `timestamp` (and `opened_at`) as timestamp[us, UTC], all else text;
        `activity` filled.
    width : array of int64, shape (n,), or None
        How coarse the stamps are.
    marks : Marks
        Which rows are left out, and why.
    remarks : tuple of (str, str, int)
        Code, message, count.
    headings : dict of str to str
        Canonical column to the heading it came from.
    hidden : frozenset of str
        Headings that the mapping leaves out: their cells are shown nowhere.
    drops : bool
        Whether the mapping leaves out any heading at all.
    """

    raw: Raw
    table: pa.Table
    width: NDArray[np.int64] | None
    marks: Marks
    remarks: tuple[tuple[str, str, int], ...]
    headings: dict[str, str]
    hidden: frozenset[str]
    drops: bool


def prepare(raw: Raw, mapping: Mapping, timezone: str | None) -> Batch:
    """Make a file's rows ready.

    Parameters
    ----------
    raw : Raw
        As read.
    mapping : Mapping
        Its own `timezone` goes before the argument's.
    timezone : str or None
        Zone of times that are written without one.

    Returns
    -------
    Batch
        As many rows as in `raw.table`.

    Raises
    ------
    InputError
        A needed column is missing (E304) or a time has no zone (E305).
    """
    renamed = rename(raw, mapping)
    table, marks = renamed.table, renamed.marks
    remarks = [*raw.remarks, *_displaced(raw, renamed)]
    remarks += [("E346", f"values of {name} that the mapping does not list", n) for name, n in renamed.dropped.items()]
    zone = mapping.timezone or timezone
    instants = _instants(raw, renamed, mapping, zone)
    table = _replaced(table, "timestamp", as_timestamps(instants.time))
    if instants.cut:
        remarks.append(("E340", "timestamps finer than a microsecond", instants.cut))
    if instants.width is not None:
        remarks.append(("E349", f"timestamps are known to the {mapping.precision} only", 0))
    table, ignored = _with_opened_at(table, renamed, zone)
    if ignored:
        remarks.append(("E344", "cells of opened_at", ignored))
    for name in ("case_id", "thread_id"):
        if name in table.column_names:
            table = _replaced(table, name, coded(table.column(name)))
    _check_ids(table, renamed)
    table, is_message = _with_activity(raw, table, marks)
    remarks += _message_remarks(table, is_message & (marks.code == 0))
    hidden = frozenset(left_out(raw.table.column_names, renamed, mapping))
    drops = bool(mapping.drop) or mapping.keep is not None
    return Batch(raw, table, instants.width, marks, tuple(remarks), renamed.headings, hidden, drops)


def _displaced(raw: Raw, renamed: Renamed) -> list[tuple[str, str, int]]:
    """Columns with a canonical heading, in whose place another was taken that the format itself has for it."""
    own = dict(raw.defaults)
    return [
        ("E352", f"`{name}`, for {heading} was taken", 0)
        for name, heading in renamed.headings.items()
        if heading == own.get(name) != name and name in raw.table.column_names
    ]


def as_timestamps(instants: NDArray[np.int64], missing: NDArray[np.bool_] | None = None) -> pa.Array:
    """UTC microseconds as an Arrow column."""
    return pa.array(instants, mask=missing).cast(pa.timestamp("us", "UTC"))


def _replaced(table: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _instants(raw: Raw, renamed: Renamed, mapping: Mapping, zone: str | None) -> times.Instants:
    rule = renamed.rules["timestamp"]
    column = renamed.table.column("timestamp")
    in_scope = renamed.marks.code != OUT_OF_SCOPE
    if not bool(in_scope.all()):  # what is out of scope needs no zone
        column = pc.if_else(pa.array(in_scope), column, pa.scalar(None, column.type))
        column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    found = times.read_times(column, zone=rule.timezone or zone, layout=rule.format, precision=mapping.precision)
    if found.naive >= 0:
        heading = renamed.headings.get("timestamp", "timestamp")
        cell = str(column[found.naive].as_py())[:_LONGEST_CELL]
        raise failure(
            "E305",
            f"{raw.file}: row {raw.number(found.naive)}: {heading} {cell!r} says no zone, and none is declared",
        )
    for number in np.unique(found.code[found.code != 0]).tolist():
        renamed.marks.mark(found.code == number, number, renamed.headings.get("timestamp"))
    return found


def _with_opened_at(table: pa.Table, renamed: Renamed, zone: str | None) -> tuple[pa.Table, int]:
    """Read `opened_at`, if there is one; how many cells could not be read."""
    rule = renamed.rules.get("opened_at")
    if rule is None:
        return table, 0
    column = table.column("opened_at")
    exact, dates = (
        times.read_times(column, zone=rule.timezone or zone, layout=rule.format, precision=precision)
        for precision in ("microsecond", "day")
    )
    bad = (exact.code != times.OK) & (dates.code != times.OK)
    instant = np.where(exact.code == times.OK, exact.time, dates.time)
    ignored = int(np.count_nonzero(bad & (dates.code != times.EMPTY)))
    return _replaced(table, "opened_at", as_timestamps(instant, bad)), ignored


# ---------------------------------------------------------------- ids


def _check_ids(table: pa.Table, renamed: Renamed) -> None:
    marks = renamed.marks
    marks.mark(is_blank(table.column("case_id")), 330, renamed.headings.get("case_id"))
    for name in IDS:
        if name in table.column_names:
            too_long, control = _bad_ids(table.column(name))
            marks.mark(too_long, 331, renamed.headings.get(name))
            marks.mark(control, 332, renamed.headings.get(name))


def _bad_ids(column: pa.ChunkedArray) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell in which rows the id is too long, and in which it holds a control character."""
    if not is_dictionary(column.type):
        if not _worth_a_look(column):
            nothing = np.zeros(len(column), dtype=bool)
            return nothing, nothing
        texts = combined(column)
        long = mask_of(pc.greater(pc.utf8_length(texts), MOST_ID_CHARACTERS))
        return long, mask_of(pc.match_substring_regex(texts, _CONTROL))
    whole = combined(column)
    long, control = _bad_ids(pa.chunked_array([whole.dictionary.cast(pa.string())]))
    at = integers(whole.indices)
    return np.append(long, False)[at], np.append(control, False)[at]


def _worth_a_look(column: pa.ChunkedArray) -> bool:
    """Whether any cell may be too long or hold a control character: a look at all bytes, quicker than at each cell."""
    for chunk in column.chunks:
        data = chunk.buffers()[2] if len(chunk) else None
        if data is None:
            continue
        letters = np.frombuffer(data, dtype=np.uint8)
        # Control characters beyond ASCII begin with bytes of 0xC2 and more, as all other letters beyond ASCII do.
        if len(letters) and (int(letters.min()) < 0x20 or int(letters.max()) >= 0x7F):
            return True
        if (pc.max(pc.binary_length(chunk)).as_py() or 0) > MOST_ID_CHARACTERS:
            return True
    return False


# ---------------------------------------------------------------- activities


def _with_activity(raw: Raw, table: pa.Table, marks: Marks) -> tuple[pa.Table, NDArray[np.bool_]]:
    """Fill empty activities, mark rows that say nothing, and tell which rows are messages."""
    rows = table.num_rows
    names = set(table.column_names)
    blank = is_blank(table.column("activity")) if "activity" in names else np.ones(rows, dtype=bool)
    if bool(blank.any()) or "activity" not in names:
        party = np.zeros(rows, dtype=bool)
        for name in ("sender_role", "sender", "recipient_roles", "recipients"):
            if name in names:
                party |= ~is_blank(table.column(name))
        stage = ~is_blank(table.column("stage")) if "stage" in names else np.zeros(rows, dtype=bool)
        _refuse_without_parties(raw, table, any_row=bool((party | stage | ~blank).any()))
        marks.mark(blank & ~party & ~stage, 333)
        table = _replaced(table, "activity", _filled(table, blank, party))
    encoded = encode(table.column("activity"))
    values = encoded.values.to_pylist()
    is_message = encoded.codes == (values.index("message") if "message" in values else -2)
    if bool((is_message & (marks.code == 0)).any()):
        _refuse_without_parties(raw, table, any_row=False)
    return table, is_message


def _refuse_without_parties(raw: Raw, table: pa.Table, *, any_row: bool) -> None:
    """Messages need the columns of roles; a log of stages only does not."""
    if any_row or not table.num_rows:
        return
    missing = [(name, FOR_MESSAGES) for name in NEEDED_FOR_MESSAGES if name not in table.column_names]
    if missing:
        raise missing_columns(raw.file, missing, raw.table.column_names)


def _filled(table: pa.Table, blank: NDArray[np.bool_], party: NDArray[np.bool_]) -> pa.Array:
    told = encode(table.column("activity")) if "activity" in table.column_names else None
    values = told.values.to_pylist() if told else []
    codes = told.codes.copy() if told else np.full(table.num_rows, -1, dtype=np.int32)
    codes[blank] = np.where(party, len(values), len(values) + 1)[blank]
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([*values, "message", "stage"], pa.string()))


def _message_remarks(table: pa.Table, messages: NDArray[np.bool_]) -> list[tuple[str, str, int]]:
    """What is not known of messages; and which optional columns are missing."""
    remarks: list[tuple[str, str, int]] = []
    if not bool(messages.any()):
        return remarks
    for name, code, message in (
        ("sender_role", "E341", "messages without a sender's role"),
        ("recipient_roles", "E348", "messages that name no recipient's role"),
        ("topics", "E347", "messages without a topic"),
    ):
        if name in table.column_names:
            empty = int(np.count_nonzero(is_blank(table.column(name)) & messages))
            if empty:
                remarks.append((code, message, empty))
    for name in ("channel", "topics", "stage", "thread_id", "copied_roles"):
        if name not in table.column_names:
            remarks.append(("E343", f"no column {name}", 0))
    for name in ("sender_role", "recipient_roles", "copied_roles"):
        if name in table.column_names:
            unknown = _count_unknown(table.column(name), messages)
            if unknown:
                remarks.append(("E345", f"`?` in {name}", unknown))
    return remarks


def _count_unknown(column: pa.ChunkedArray, rows: NDArray[np.bool_]) -> int:
    encoded = encode(column)
    unknown = [UNKNOWN in items_of(text) for text in encoded.values.to_pylist()]
    return int(np.count_nonzero(np.array([*unknown, False])[encoded.codes] & rows))
