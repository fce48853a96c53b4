"""Counting by kind of event: what the events of one kind add to is worked out once, and the log is counted in columns.

Positions and codes in, numbers out; nothing here knows roles or stages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Key = TypeVar("Key", bound=tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Expanded(Generic[Key]):
    """Events spread over what they add to: one row an event and key.

    Attributes
    ----------
    keys : tuple of tuple of str
        Distinct, sorted.
    code : array of int64, shape (r,)
        Position in `keys`.
    event : array of int64, shape (r,)
        Position in the log, non-decreasing.
    """

    keys: tuple[Key, ...]
    code: Ints
    event: Ints

    def where(self, keep: NDArray[np.bool_]) -> Expanded[Key]:
        """Keep some of the rows, under the same keys."""
        return Expanded(self.keys, self.code[keep], self.event[keep])


def expand(kind: NDArray[np.int32], keys_of_kind: Sequence[Sequence[Key]]) -> Expanded[Key]:
    """Spread the events of a log over the keys of their kinds.

    Parameters
    ----------
    kind : array of int32, shape (n,)
        Kind of each event.
    keys_of_kind : sequence of sequences of keys
        What an event of each kind adds to; none for kinds that are not counted.

    Examples
    --------
    >>> rows = expand(np.array([1, 0, 1]), [[("a",)], [("b",), ("a",)]])
    >>> rows.keys, rows.code.tolist(), rows.event.tolist()
    ((('a',), ('b',)), [1, 0, 0, 1, 0], [0, 0, 1, 2, 2])
    """
    keys = tuple(sorted({key for some in keys_of_kind for key in some}))
    code = {key: place for place, key in enumerate(keys)}
    flat = np.array([code[key] for some in keys_of_kind for key in some], dtype=np.int64)
    size = np.array([len(some) for some in keys_of_kind], dtype=np.int64)
    start = np.cumsum(size) - size
    each = size[kind] if len(kind) else np.zeros(0, dtype=np.int64)
    event = np.repeat(np.arange(len(kind), dtype=np.int64), each)
    within = np.arange(len(event), dtype=np.int64) - np.repeat(np.cumsum(each) - each, each)
    return Expanded(keys, flat[start[kind[event]] + within] if len(event) else np.zeros(0, dtype=np.int64), event)


def tally(code: Ints, size: int) -> Ints:
    """How many rows each code has."""
    return np.bincount(code, minlength=size).astype(np.int64)


def tally_cases(code: Ints, case: NDArray[np.int32], size: int) -> Ints:
    """In how many different cases each code comes up.

    Examples
    --------
    >>> tally_cases(np.array([0, 0, 1, 0]), np.array([5, 5, 5, 6]), 2).tolist()
    [2, 1]
    """
    return tally(distinct(code, case)[0], size)


def distinct(code: Ints, case: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """The different pairs of a code and a case, sorted: their codes and their cases."""
    if not len(code):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    width = int(case.max()) + 1
    pairs = np.sort(code * width + case)  # `np.unique` takes ten times as long on such keys
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs // width, pairs % width


def shares(part: Ints, of: Ints) -> NDArray[np.float64]:
    """Divide counts; NaN where there is nothing to divide by."""
    share: NDArray[np.float64] = np.divide(part, of, out=np.full(len(part), np.nan), where=of > 0)
    return share
