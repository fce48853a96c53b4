"""Accepted rows to the columns of an `EventLog`: dictionary codes, kinds, and the order by case, time and event id.

Texts are sorted and compared once a distinct value, never once an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.events.columns import KNOWN
from analyzer.events.log import Coded, EventLog, Kind
from analyzer.events.quality import Quality
from analyzer.events.sources.raw import failure
from analyzer.events.texts import combined, encode, filled, is_blank, is_dictionary, items_of

MOST_NAMES: Final = 1_000
"""Distinct roles, topics, channels, stages or activities that a log may have."""

MOST_EXTRA_VALUES: Final = 10_000
"""Distinct values up to which a further column can be asked for in `where`."""

_KIND_COLUMNS: Final = (
    "activity", "sender_role", "recipient_roles", "copied_roles", "channel", "topics", "stage",
)  # fmt: skip
_ONE_VALUE: Final = ("activity", "sender_role", "channel", "stage")
Code = TypeVar("Code", np.int32, np.int64)

_TABLE_SIZE: Final = 1 << 24


def code_log(
    table: pa.Table, quality: Quality, sources: tuple[str, ...], width: NDArray[np.int64] | None = None
) -> EventLog:
    """Code accepted rows.

    Parameters
    ----------
    table : pyarrow.Table
        Accepted rows only: canonical columns, `timestamp` as instants, `event_id` and `activity` filled.
    quality : Quality
        Where the rows went.
    sources : tuple of str
        The files.
    width : array of int64, shape (n,), optional
        How coarse each row's stamp is.

    Returns
    -------
    EventLog
        Sorted; the same for any order of rows, but for `rows` and `table`.

    Raises
    ------
    InputError
        E311: a column of names has more than `MOST_NAMES` different ones.
    """
    case = encode(table.column("case_id"))
    time = np.asarray(combined(table.column("timestamp")).cast(pa.int64()).to_numpy(zero_copy_only=False))
    rows, case_of_event, time = event_order(case.codes, time, table.column("event_id"))
    kinds, kind = code_kinds(table)
    return EventLog(
        case_ids=case.values,
        case=case_of_event,
        time=time,
        kind=kind[rows],
        kinds=kinds,
        thread=_threads(table, rows, case_of_event),
        has_reply=~is_blank(table.column("in_reply_to"))[rows] if "in_reply_to" in table.column_names else None,
        rows=rows,
        table=table,
        extra=ExtraColumns(table, rows),
        quality=quality,
        opened_at=_opened_at(table, rows, case_of_event, len(case.values)),
        sources=sources,
        width=None if width is None else width[rows],
    )


# ---------------------------------------------------------------- order


def event_order(
    case: NDArray[Code], time: NDArray[np.int64], event_ids: pa.ChunkedArray | pa.Array
) -> tuple[NDArray[np.int64], NDArray[Code], NDArray[np.int64]]:
    """Sort events by case, then time, then event id.

    Parameters
    ----------
    case : array of int32 or int64, shape (n,)
        Codes in the order of the case ids.
    time : array of int64, shape (n,)
        Instants.
    event_ids : pyarrow string array, length n
        Only read where two events of a case share an instant.

    Returns
    -------
    array of int64, shape (n,)
        Rows in order.
    arrays of shape (n,)
        `case` and `time` in that order.
    """
    order = np.arange(len(case), dtype=np.int64)
    same_case = case[1:] == case[:-1]
    if not (bool((case[1:] >= case[:-1]).all()) and bool((~same_case | (time[1:] >= time[:-1])).all())):
        order = _sorted_by(case, time)
        case, time = case[order], time[order]
    tied = (case[1:] == case[:-1]) & (time[1:] == time[:-1])
    if bool(tied.any()):
        _untie(order, tied, event_ids)
    return order, case, time


def _sorted_by(case: NDArray[Code], time: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort by case, then time; by one key if both fit into 63 bits, which is twice as quick."""
    since = time - time.min()
    for unit in (1_000_000, 1_000, 1):
        if unit > 1 and bool((since % unit).any()):
            continue
        span = int(since.max()) // unit + 1
        if span * (int(case.max()) + 1) < 2**63:
            key = case.astype(np.int64) * span + since // unit
            return np.asarray(np.argsort(key, kind="stable"))
        break
    return np.asarray(np.lexsort((time, case)))


def _untie(order: NDArray[np.int64], tied: NDArray[np.bool_], event_ids: pa.ChunkedArray | pa.Array) -> None:
    """Bring events of one case and instant into the order of their ids."""
    member = np.append(tied, False)
    member[1:] |= tied
    at = np.flatnonzero(member)
    group = np.cumsum(~np.insert(tied, 0, False))[at]
    ids = combined(event_ids.take(pa.array(order[at]))).cast(pa.string())
    rank = np.empty(len(at), dtype=np.int64)
    rank[np.asarray(pc.array_sort_indices(ids).to_numpy())] = np.arange(len(at))
    order[at] = order[at][np.lexsort((rank, group))]


# ---------------------------------------------------------------- kinds


@dataclass(frozen=True, slots=True)
class _Part:
    """One column of a kind: codes from 0 on, and what each stands for."""

    codes: NDArray[np.int64]
    meanings: tuple[object, ...]


def code_kinds(table: pa.Table) -> tuple[tuple[Kind, ...], NDArray[np.int32]]:
    """Number the different combinations of activity, roles, channel, topics and stage.

    Parameters
    ----------
    table : pyarrow.Table
        Accepted rows.

    Returns
    -------
    tuple of Kind
        Distinct, sorted.
    array of int32, shape (n,)
        The kind of each row.

    Raises
    ------
    InputError
        E311: a column has more than `MOST_NAMES` different names.
    """
    number = np.zeros(table.num_rows, dtype=np.int64)
    seen = np.zeros((1, 0), dtype=np.int64)
    meanings: list[tuple[object, ...]] = []
    for name in _KIND_COLUMNS:  # one at a time, and numbered anew each time, so that the tables needed stay small
        part = _part(table, name)
        meanings.append(part.meanings)
        occurring, number = _compacted(number, len(seen), part.codes, len(part.meanings))
        seen = np.hstack([seen[occurring // len(part.meanings)], (occurring % len(part.meanings))[:, None]])
    kinds = [
        Kind(*(known[code] for known, code in zip(meanings, row, strict=True)))  # type: ignore[arg-type]
        for row in seen.tolist()
    ]
    order = sorted(range(len(kinds)), key=lambda place: _kind_key(kinds[place]))
    rank = np.empty(len(kinds), dtype=np.int32)
    rank[order] = np.arange(len(kinds), dtype=np.int32)
    return tuple(kinds[place] for place in order), rank[number]


def _kind_key(kind: Kind) -> tuple[object, ...]:
    return (
        kind.activity, kind.sender_role or "", sorted(kind.recipient_roles), sorted(kind.copied_roles),
        kind.channel or "", kind.topics is not None, sorted(kind.topics or ()), kind.stage or "",
    )  # fmt: skip


def _part(table: pa.Table, name: str) -> _Part:
    nothing: object = None if name in (*_ONE_VALUE, "topics") else frozenset()
    if name not in table.column_names:
        return _Part(np.zeros(table.num_rows, dtype=np.int64), (nothing,))
    encoded = encode(table.column(name))
    texts = encoded.values.to_pylist()
    found: list[object] = list(texts) if name in _ONE_VALUE else [items_of(text) or nothing for text in texts]
    meanings = tuple(dict.fromkeys([nothing, *found]))
    _refuse_many(name, meanings)
    place = {meaning: code for code, meaning in enumerate(meanings)}
    codes = np.array([*(place[meaning] for meaning in found), 0], dtype=np.int64)  # the last place: empty cells
    return _Part(codes[encoded.codes], meanings)


def _refuse_many(column: str, meanings: tuple[object, ...]) -> None:
    names: set[str] = set()
    for meaning in meanings:
        if isinstance(meaning, frozenset):
            names.update(meaning)
        elif isinstance(meaning, str):
            names.add(meaning)
    if len(names) > MOST_NAMES:
        some = ", ".join(repr(name) for name in sorted(names)[:3])
        raise failure(
            "E311", f"column {column} has {len(names)} different values (more than {MOST_NAMES}): {some}, ..."
        )


def _compacted(
    number: NDArray[np.int64], numbers: int, codes: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the pairs of a number and a code that occur.

    Returns
    -------
    array of int64, shape (k,)
        The pairs that occur, each as number * size + code.
    array of int64, shape (n,)
        The place of each row's pair among them.
    """
    if size == 1:
        return np.arange(numbers, dtype=np.int64), number
    pair = number * size + codes
    if numbers * size > _TABLE_SIZE:
        different, place = np.unique(pair, return_inverse=True)
        return different, place.astype(np.int64)
    occurs = np.zeros(numbers * size, dtype=bool)
    occurs[pair] = True
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[pair]


# ---------------------------------------------------------------- other columns


def _threads(table: pa.Table, rows: NDArray[np.int64], case: NDArray[np.int32]) -> NDArray[np.int32] | None:
    """Thread codes in the order in which threads come up; -1 for none. An id that two cases use is two threads."""
    if "thread_id" not in table.column_names:
        return None
    codes = encode(table.column("thread_id"), in_order=False).codes[rows]
    at = np.flatnonzero(codes >= 0)
    known = codes[at]
    first = first_of_each(known)
    if bool((case[at[first[known]]] != case[at]).any()):
        known = np.unique(known * (np.int64(case[-1]) + 1) + case[at], return_inverse=True)[1]
        first = first_of_each(known)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    threads = np.full(len(codes), -1, dtype=np.int32)
    threads[at] = rank[known]
    return threads


def first_of_each(codes: NDArray[Any]) -> NDArray[np.int64]:
    """First place of each code; 0 for one that does not occur."""
    first = np.zeros(int(codes.max()) + 1 if len(codes) else 0, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several assignments to one place the last stands
    return first


def _opened_at(
    table: pa.Table, rows: NDArray[np.int64], case: NDArray[np.int32], cases: int
) -> NDArray[np.int64] | None:
    if "opened_at" not in table.column_names:
        return None
    latest = np.iinfo(np.int64).max
    opened = filled(combined(table.column("opened_at")).cast(pa.int64()), latest)[rows]
    if cases == 0:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.append(True, case[1:] != case[:-1]))
    least = np.minimum.reduceat(opened, starts)
    return np.where(least == latest, np.iinfo(np.int64).min, least)


class ExtraColumns(Mapping[str, Coded]):
    """The further columns of few distinct values, coded when they are asked for.

    Parameters
    ----------
    table : pyarrow.Table
        Accepted rows.
    rows : array of int64, shape (n,)
        Row of each event.
    """

    def __init__(self, table: pa.Table, rows: NDArray[np.int64]) -> None:
        self._table = table
        self._rows = rows
        self._names = [name for name in table.column_names if name not in KNOWN]
        self._coded: dict[str, Coded | None] = {}

    def __getitem__(self, name: str) -> Coded:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._coded:
            self._coded[name] = self._code(name)
        coded = self._coded[name]
        if coded is None:
            raise KeyError(name)
        return coded

    def _code(self, name: str) -> Coded | None:
        column = self._table.column(name)
        if not is_dictionary(column.type):
            head = column.slice(0, 20 * MOST_EXTRA_VALUES)
            if pc.count_distinct(head).as_py() > MOST_EXTRA_VALUES:  # so has the whole column
                return None
        encoded = encode(column)
        if len(encoded.values) > MOST_EXTRA_VALUES:
            return None
        return Coded(encoded.codes[self._rows], tuple(encoded.values.to_pylist()))

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True
