"""Many values against few break points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.calendars.steps import CHUNK, Steps, chunks

FAR = 2**61 - 1


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    breaks=st.sets(st.one_of(st.integers(-50, 50), st.integers(-FAR, FAR), st.integers(10**15, 10**15 + 10**7))),
    values=st.lists(st.one_of(st.integers(-60, 60), st.integers(-(2**63), 2**63 - 1))),
)
def test_it_counts_as_searchsorted_does(breaks: set[int], values: list[int]) -> None:
    sorted_breaks = np.array(sorted(breaks), dtype=np.int64)
    all_values = np.array(values + [b + d for b in sorted(breaks) for d in (-1, 0, 1)], dtype=np.int64)
    found = Steps(sorted_breaks).locate(all_values)
    assert found.dtype == np.int64
    assert found.tolist() == np.searchsorted(sorted_breaks, all_values, side="right").tolist()


def test_break_points_in_one_heap_are_found_as_well() -> None:
    heap = np.append(np.arange(1000, dtype=np.int64), 2**61)
    assert Steps(heap).locate(np.array([-1, 0, 500, 999, 1000, 2**61])).tolist() == [0, 1, 501, 1000, 1000, 1001]


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_cover_every_position_once(length: int) -> None:
    assert [at for part in chunks(length) for at in range(length)[part]] == list(range(length))
