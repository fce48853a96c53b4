"""Rows that say the same, and rows that claim the same id for something else.

Exact, and independent of the order of rows: hashes only find candidates, whose cells are then compared.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.events.columns import CANONICAL
from analyzer.events.hashing import Hashes, has_plain_edges, hex_ids, lengths_of, mixed, text_hashes
from analyzer.events.texts import combined, encode, is_text

_NOT_CONTENT = ("event_id", "source")
"""The same mail exported from two mailboxes differs in where it was found."""


def with_event_ids(table: pa.Table) -> tuple[pa.Table, int]:
    """Give rows without an event id one made from their content.

    Parameters
    ----------
    table : pyarrow.Table
        Canonical and further columns.

    Returns
    -------
    pyarrow.Table
        With `event_id` filled: `row-` and 16 hexadecimal digits that depend on the names and cells of the row's
        filled columns, on nothing else.
    int
        How many were made.
    """
    if "event_id" in table.column_names:
        ids = combined(table.column("event_id").cast(pa.string()))
        if not has_plain_edges(ids):
            ids = pc.utf8_trim_whitespace(ids)
        empty = lengths_of(ids) == 0
    else:
        ids, empty = pa.nulls(table.num_rows, pa.string()), np.ones(table.num_rows, dtype=bool)
    if bool(empty.any()):
        at = np.flatnonzero(empty)
        made = hex_ids(content_hashes(table if len(at) == len(empty) else table.take(pa.array(at))), "row-")
        ids = made if len(at) == len(empty) else pc.replace_with_mask(ids, pa.array(empty), made)
    place = table.column_names.index("event_id") if "event_id" in table.column_names else None
    if place is None:
        return table.add_column(0, "event_id", ids), int(empty.sum())
    return table.set_column(place, "event_id", ids), int(empty.sum())


def content_hashes(table: pa.Table) -> Hashes:
    """Hash every row's filled cells with their columns' names, in any order of columns."""
    total = np.zeros(table.num_rows, dtype=np.uint64)
    for name in table.column_names:
        column = table.column(name)
        key = text_hashes(pa.array([name]))[0]
        if is_text(column.type) or pa.types.is_dictionary(column.type):
            encoded = encode(column)
            each = np.append(mixed(text_hashes(encoded.values) ^ key), np.uint64(0))
            total += each[encoded.codes]
        else:
            cells = combined(column).cast(pa.int64())
            filled = np.asarray(cells.is_valid())
            plain = cells.fill_null(0).to_numpy(zero_copy_only=False).astype(np.uint64)
            total += np.where(filled, mixed(mixed(plain) ^ key), np.uint64(0))
    return mixed(total)


def repeats(table: pa.Table) -> NDArray[np.bool_]:
    """Tell which rows are wholly equal to an earlier one.

    Parameters
    ----------
    table : pyarrow.Table
        Any columns.

    Returns
    -------
    array of bool, shape (n,)
        True for all but the first of equal rows.
    """
    return _all_but_first(_content_codes(table, table.column_names))


def repeats_and_conflicts(table: pa.Table) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Compare rows of one event id.

    Parameters
    ----------
    table : pyarrow.Table
        With `event_id` filled.

    Returns
    -------
    arrays of bool, shape (n,)
        Rows equal to an earlier one (`event_id` and everything but `source`); rows that have the id of another row
        whose content sorts before theirs.
    """
    repeated, conflicting = (np.zeros(table.num_rows, dtype=bool) for _ in range(2))
    candidates = _of_equal_hash(text_hashes(table.column("event_id")))
    if len(candidates) == 0:
        return repeated, conflicting
    some = table.take(pa.array(candidates))
    ids = encode(some.column("event_id")).codes
    content = _content_codes(some, [name for name in table.column_names if name not in _NOT_CONTENT])
    kept = _first_of_each(_paired(ids.astype(np.int64), content), some)
    repeated[candidates] = True
    repeated[candidates[kept]] = False
    clashing = kept[_shared(ids[kept])]
    if len(clashing):
        conflicting[candidates[_sorting_later(some, clashing, ids)]] = True
    return repeated, conflicting


def _of_equal_hash(hashes: Hashes) -> NDArray[np.int64]:
    """Rows that share their hash with another one, in their order."""
    in_order = np.sort(hashes)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    if len(twice) == 0:
        return np.zeros(0, dtype=np.int64)
    twice = np.unique(twice)
    at = np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)
    return np.flatnonzero(twice[at] == hashes)


def _content_codes(table: pa.Table, names: list[str]) -> NDArray[np.int64]:
    """Number rows by the content of some columns: equal numbers, equal cells."""
    total = np.zeros(table.num_rows, dtype=np.int64)
    for name in names:
        if table.num_rows < 2 or int(total.max()) == table.num_rows - 1:
            break  # all rows differ already
        column = table.column(name)
        if is_text(column.type) or pa.types.is_dictionary(column.type):
            codes = encode(column).codes.astype(np.int64) + 1
        else:
            cells = combined(column).cast(pa.int64()).fill_null(np.iinfo(np.int64).min)
            codes = np.unique(cells.to_numpy(zero_copy_only=False), return_inverse=True)[1].astype(np.int64)
        total = _paired(total, codes)
    return total


def _paired(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number pairs of numbers, both from 0 on."""
    if len(one) == 0 or not bool(other.any()):
        return one
    pairs = one * (int(other.max()) + 1) + other
    return np.asarray(np.unique(pairs, return_inverse=True)[1].astype(np.int64))


def _all_but_first(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    again = np.ones(len(numbers), dtype=bool)
    again[np.unique(numbers, return_index=True)[1]] = False
    return again


def _shared(ids: NDArray[np.int32]) -> NDArray[np.bool_]:
    count = np.bincount(ids) if len(ids) else np.zeros(0, dtype=np.int64)
    return np.asarray(count[ids] > 1)


def _sorting_later(table: pa.Table, rows: NDArray[np.int64], ids: NDArray[np.int32]) -> NDArray[np.int64]:
    """Of rows that share ids but not content: all but the one whose cells sort first."""
    known = [name for name in CANONICAL if name in table.column_names and name not in _NOT_CONTENT]
    further = sorted(set(table.column_names) - set(known) - set(_NOT_CONTENT))
    cells = table.select(known + further).take(pa.array(rows))
    keys = list(
        zip(*[[str(cell or "").strip() for cell in column.to_pylist()] for column in cells.columns], strict=True)
    )
    first: dict[int, int] = {}
    for place, (row, key) in enumerate(zip(rows.tolist(), keys, strict=True)):
        event = int(ids[row])
        if event not in first or key < keys[first[event]]:
            first[event] = place
    kept = set(first.values())
    return np.array([row for place, row in enumerate(rows.tolist()) if place not in kept], dtype=np.int64)


def _first_of_each(numbers: NDArray[np.int64], table: pa.Table) -> NDArray[np.int64]:
    """Of the rows of one number, the one whose source sorts first; in order of the rows."""
    if "source" not in table.column_names:
        return np.asarray(np.sort(np.unique(numbers, return_index=True)[1]))
    source = encode(table.column("source")).codes
    order = np.lexsort((source, numbers))  # stable: of equal sources the earlier row
    first = np.ones(len(order), dtype=bool)
    first[1:] = numbers[order][1:] != numbers[order][:-1]
    return np.asarray(np.sort(order[first]))
