"""Columns of any Arrow type as columns of text, and texts as codes.

Knows Arrow and nothing of logs: neither headings nor what a column means.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

LIST_SEPARATOR = ";"
"""Separates the items of a list in one cell of text."""

_LARGEST_CHUNK = 2**31 - 2**20  # 32-bit offsets end at 2 GiB; some room for the last cell


@dataclass(frozen=True, slots=True)
class Encoded:
    """A column of texts as codes.

    Attributes
    ----------
    codes : array of int32, shape (n,)
        Position in `values`; -1 where the cell is empty or blank.
    values : pyarrow string array
        Trimmed, distinct, sorted by code point; each occurs.
    """

    codes: NDArray[np.int32]
    values: pa.Array


def is_dictionary(kind: pa.DataType) -> bool:
    """Whether a type is dictionary-coded text."""
    return bool(pa.types.is_dictionary(kind)) and is_text(kind.value_type)


def is_text(kind: pa.DataType) -> bool:
    """Whether a type is text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def is_list(kind: pa.DataType) -> bool:
    """Whether a type is a list."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def as_text(column: pa.ChunkedArray, *, separator: str = LIST_SEPARATOR) -> pa.ChunkedArray:
    """Turn a column of any type into text (dictionary-coded text stays so).

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Whole numbers in floating-point cells lose their `.0` (spreadsheets and data frames store ids so); truth values
        become `true` and `false`; lists are joined by `separator`; structures become JSON.
    separator : str
        Joins the items of lists.

    Returns
    -------
    pyarrow.ChunkedArray
        Of strings, or of dictionary-coded strings.
    """
    kind = column.type
    if pa.types.is_string(kind) or (is_dictionary(kind) and pa.types.is_string(kind.value_type)):
        return column
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type), separator=separator)
    if is_list(kind) and not pa.types.is_nested(kind.value_type):
        return _joined(column, separator)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _by_value(column, _number)
    if pa.types.is_nested(kind):
        return pa.chunked_array([pa.array([_as_json(cell) for cell in column.to_pylist()], pa.string())])
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return _by_value(column, lambda cell: cell.decode("utf-8", "backslashreplace"))
    return column.cast(pa.string())


def _by_value(column: pa.ChunkedArray, write: Any) -> pa.ChunkedArray:  # noqa: ANN401 - any cell to text
    """Write each distinct value once."""
    each = combined(column).dictionary_encode()
    texts = pa.array([None if cell is None else write(cell) for cell in each.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(each.indices, texts)])


def _number(cell: Any) -> str:  # noqa: ANN401 - float or Decimal
    if cell != cell:  # not a number: data frames mark empty cells so
        return ""
    return str(int(cell)) if abs(cell) < 1e18 and cell == int(cell) else str(cell)


def _as_json(cell: Any) -> str | None:  # noqa: ANN401 - any nested cell
    return None if cell is None else json.dumps(cell, ensure_ascii=False, sort_keys=True, default=str)


def _joined(column: pa.ChunkedArray, separator: str) -> pa.ChunkedArray:
    chunks = []
    for chunk in column.chunks:
        plain = chunk.cast(pa.list_(chunk.type.value_type))
        texts = as_text(pa.chunked_array([pc.list_flatten(plain)]), separator=separator)
        flat = combined(texts.cast(pa.string())).fill_null("")
        lengths = pc.list_value_length(plain).fill_null(0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(offsets), flat)
        chunks.append(pc.binary_join(lists, separator))
    return pa.chunked_array(chunks, pa.string())


def holds_separator(column: pa.ChunkedArray, separator: str) -> NDArray[np.bool_]:
    """Tell in which rows of a column of lists an item holds the separator.

    Returns
    -------
    array of bool, shape (n,)
        All false for a column of another type.
    """
    found = np.zeros(len(column), dtype=bool)
    if not is_list(column.type) or pa.types.is_nested(column.type.value_type):
        return found
    row = 0
    for chunk in column.chunks:
        plain = chunk.cast(pa.list_(chunk.type.value_type))
        items = as_text(pa.chunked_array([pc.list_flatten(plain)])).cast(pa.string())
        hits = pc.match_substring(items, separator).fill_null(False).to_numpy()
        parents = pc.list_parent_indices(plain).to_numpy(zero_copy_only=False)
        found[row + parents[hits]] = True
        row += len(chunk)
    return found


def combined(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Join the chunks of a column of text; texts of more than 2 GiB become large strings.

    Returns
    -------
    pyarrow.Array
        One array.
    """
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    if pa.types.is_string(column.type) and column.nbytes > _LARGEST_CHUNK:
        column = column.cast(pa.large_string())
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    joined = column.combine_chunks()
    return joined if isinstance(joined, pa.Array) else pa.concat_arrays(joined.chunks)


def coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same column, dictionary-coded: for columns whose distinct texts are asked for more than once."""
    return column if is_dictionary(column.type) else pa.chunked_array([combined(column).dictionary_encode()])


def encode(column: pa.ChunkedArray | pa.Array, *, in_order: bool = True) -> Encoded:
    """Code the texts of a column: distinct, trimmed, sorted, empties apart.

    Parameters
    ----------
    column : pyarrow array of strings or of dictionary-coded strings
        Any order; `values` depends on the set of texts only.
    in_order : bool
        Whether to sort the values; it takes time if there are many.

    Returns
    -------
    Encoded
        Codes and sorted values.
    """
    whole = combined(column)
    dictionary = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    codes = integers(dictionary.indices)
    values = dictionary.dictionary.cast(pa.string())
    new_code, clean = _tidied(values, codes, in_order=in_order)
    if new_code is not None:
        codes = new_code[codes]
    return Encoded(codes, clean)


def integers(indices: pa.Array) -> NDArray[np.int32]:
    """Dictionary indices as int32, -1 for null."""
    return filled(indices.cast(pa.int32()), -1)


def filled(numbers: pa.Array, stand_in: int) -> NDArray[Any]:
    """Arrow integers as NumPy ones, with a number for null."""
    plain = numbers.fill_null(stand_in) if numbers.null_count else numbers
    return np.asarray(plain.to_numpy(zero_copy_only=False))


def _tidied(values: pa.Array, codes: NDArray[np.int32], *, in_order: bool) -> tuple[NDArray[np.int32] | None, pa.Array]:
    """Trim, merge equal texts, drop those that do not occur, sort; None where nothing has to change."""
    trimmed = pc.utf8_trim_whitespace(values)
    trimmed = trimmed.fill_null("") if trimmed.null_count else trimmed
    occurs = np.zeros(len(values) + 1, dtype=bool)  # the last place stands for code -1
    occurs[codes] = True
    if bool(occurs[:-1].all()) and _strictly_rising(trimmed):
        return None, trimmed
    occurs[:-1] &= ~np.asarray(pc.equal(trimmed, "").to_numpy(zero_copy_only=False))
    kept = np.flatnonzero(occurs[:-1])
    merged = trimmed.take(pa.array(kept)).dictionary_encode()
    order = np.arange(len(merged.dictionary))
    if in_order and not _strictly_rising(merged.dictionary):
        order = np.asarray(pc.array_sort_indices(merged.dictionary).to_numpy())
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    new_code = np.full(len(values) + 1, -1, dtype=np.int32)
    new_code[kept] = rank[np.asarray(merged.indices.to_numpy())]
    return new_code, merged.dictionary.take(pa.array(order))


def _strictly_rising(texts: pa.Array) -> bool:
    if len(texts) == 0:
        return True
    if texts[0].as_py() == "":
        return False
    return len(texts) < 2 or bool(pc.all(pc.less(texts[:-1], texts[1:])).as_py())


def items_of(text: str) -> frozenset[str]:
    """Split a list in one cell.

    Examples
    --------
    >>> sorted(items_of("recruiter; coordinator;; "))
    ['coordinator', 'recruiter']
    """
    return frozenset(item for part in text.split(LIST_SEPARATOR) if (item := part.strip()))


def mask_of(flags: pa.ChunkedArray | pa.Array) -> NDArray[np.bool_]:
    """Arrow truth values as NumPy ones; null is false."""
    whole = combined(flags)
    plain = whole.fill_null(False) if whole.null_count else whole
    return np.asarray(plain.to_numpy(zero_copy_only=False), dtype=bool)


def is_blank(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Tell in which rows the cell is empty, or nothing but white space."""
    if is_dictionary(column.type):
        whole = combined(column)
        blank_value = mask_of(pc.equal(pc.utf8_trim_whitespace(whole.dictionary.cast(pa.string())), ""))
        blank = np.append(blank_value | mask_of(pc.is_null(whole.dictionary)), True)
        return np.asarray(blank[integers(whole.indices)])
    if column.null_count == len(column):
        return np.ones(len(column), dtype=bool)
    spaces = pc.equal(pc.utf8_trim_whitespace(column), "")
    return mask_of(pc.or_kleene(pc.is_null(column), spaces))


def visible(text: str) -> str:
    """Escape what a terminal would obey rather than show.

    Examples
    --------
    >>> visible("one" + chr(0x202E) + "two").isprintable()
    True
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )
