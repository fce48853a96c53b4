"""Look-ups along the log, at the edges of sets, cases and segments."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.replay.scans import (
    NONE,
    compact,
    earliest,
    first_reaching,
    latest,
    occurring,
    places,
    spread,
)

AMONG = np.array([2, 5, 9])


def at(*values: int):
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("where", "floor", "apart_from", "expected"),
    [
        pytest.param(1, 0, None, NONE, id="before the first"),
        pytest.param(2, 0, None, 2, id="at the first"),
        pytest.param(4, 0, None, 2, id="between two"),
        pytest.param(5, 0, None, 5, id="at one"),
        pytest.param(9, 0, None, 9, id="at the last"),
        pytest.param(30, 0, None, 9, id="after the last"),
        pytest.param(5, 5, None, 5, id="at the floor"),
        pytest.param(5, 6, None, NONE, id="below the floor"),
        pytest.param(5, 0, 5, 2, id="apart from the one found"),
        pytest.param(2, 0, 2, NONE, id="apart from the only one"),
        pytest.param(9, 0, 5, 9, id="apart from another"),
        pytest.param(5, 3, 5, NONE, id="the one before lies below the floor"),
        pytest.param(5, 2, 5, 2, id="the one before lies at the floor"),
    ],
)
def test_the_latest_at_or_before(where, floor, apart_from, expected):
    apart = None if apart_from is None else at(apart_from)
    assert latest(AMONG, at(where), at(floor), apart_from=apart).tolist() == [expected]


@pytest.mark.parametrize(
    ("where", "ceiling", "apart_from", "expected"),
    [
        pytest.param(1, 30, None, 2, id="before the first"),
        pytest.param(2, 30, None, 2, id="at the first"),
        pytest.param(3, 30, None, 5, id="between two"),
        pytest.param(9, 30, None, 9, id="at the last"),
        pytest.param(10, 30, None, NONE, id="after the last"),
        pytest.param(3, 5, None, NONE, id="at the ceiling"),
        pytest.param(3, 6, None, 5, id="just below the ceiling"),
        pytest.param(5, 30, 5, 9, id="apart from the one found"),
        pytest.param(9, 30, 9, NONE, id="apart from the only one"),
        pytest.param(2, 30, 5, 2, id="apart from another"),
        pytest.param(5, 9, 5, NONE, id="the next one lies at the ceiling"),
    ],
)
def test_the_earliest_at_or_after(where, ceiling, apart_from, expected):
    apart = None if apart_from is None else at(apart_from)
    assert earliest(AMONG, at(where), at(ceiling), apart_from=apart).tolist() == [expected]


def test_the_first_event_of_a_log_is_found():
    assert latest(at(0), at(0, 3), at(0, 0)).tolist() == [0, 0]
    assert earliest(at(0), at(0, 1), at(9, 9)).tolist() == [0, NONE]


def test_nothing_is_found_in_an_empty_set():
    assert latest(at(), at(0, 7), at(0, 0)).tolist() == [NONE, NONE]
    assert earliest(at(), at(0, 7), at(9, 9), apart_from=at(0, 7)).tolist() == [NONE, NONE]


VALUES = np.array([1, 4, 4, 7, 0, 0, 2, 8])
"""Two segments, [0, 4) and [4, 8)."""


@pytest.mark.parametrize(
    ("low", "high", "least", "expected"),
    [
        pytest.param(0, 4, 0, 0, id="below the first"),
        pytest.param(0, 4, 1, 0, id="the first itself"),
        pytest.param(0, 4, 2, 1, id="between two"),
        pytest.param(0, 4, 4, 1, id="the first of equal ones"),
        pytest.param(0, 4, 7, 3, id="the last"),
        pytest.param(0, 4, 8, 4, id="above all"),
        pytest.param(4, 8, 0, 4, id="the next segment has its own order"),
        pytest.param(4, 8, 1, 6, id="after equal ones"),
        pytest.param(4, 8, 9, 8, id="above all at the end of the array"),
        pytest.param(2, 3, 9, 3, id="a segment of one, below"),
        pytest.param(2, 3, 4, 2, id="a segment of one, reached"),
        pytest.param(3, 3, 0, 3, id="an empty segment"),
        pytest.param(8, 8, 0, 8, id="an empty segment at the end"),
    ],
)
def test_the_first_that_reaches_a_bound(low, high, least, expected):
    assert first_reaching(VALUES, at(low), at(high), at(least)).tolist() == [expected]


def test_segments_of_all_lengths_are_searched_at_once():
    low, high = at(0, 0, 4, 4, 3), at(4, 1, 8, 4, 4)
    assert first_reaching(VALUES, low, high, at(5, 5, 2, 0, 7)).tolist() == [3, 1, 6, 4, 3]
    assert (low.tolist(), high.tolist()) == ([0, 0, 4, 4, 3], [4, 1, 8, 4, 4])


def test_segments_at_the_end_of_the_array_are_done_before_others():
    low, high = at(8, 7, 0, 6), at(8, 8, 4, 8)
    assert first_reaching(VALUES, low, high, at(0, 9, 9, 9)).tolist() == [8, 8, 4, 8]


def test_searching_nothing_gives_the_ends_of_the_segments():
    assert first_reaching(at(), at(0, 0), at(0, 0), at(5, 0)).tolist() == [0, 0]


@pytest.mark.parametrize("radix", [8, 1 << 16, (1 << 16) + 1, 1 << 40])
def test_codes_are_renumbered_alike_whatever_the_number_of_codes_there_could_be(radix):
    numbers, present = compact(at(7, 3, 7, 0), radix)
    assert numbers.tolist() == [2, 1, 2, 0]
    assert present.tolist() == [0, 3, 7]
    assert numbers.dtype == np.int64


def test_many_codes_of_many_events_are_renumbered_alike():
    codes = np.arange(30_000) * 3 % 100_003
    for radix in (100_003, 4 * len(codes), 4 * len(codes) + 1):
        numbers, present = compact(codes, radix)
        assert np.array_equal(present[numbers], codes)
        assert np.array_equal(present, np.unique(codes))


def test_no_codes_at_all():
    numbers, present = compact(at(), 5)
    assert (numbers.tolist(), present.tolist()) == ([], [])


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param((), [], id="none"),
        pytest.param((2,), [0], id="the first"),
        pytest.param((9,), [2], id="the last"),
        pytest.param((5, 9), [1, 2], id="two"),
        pytest.param((2, 5, 9), [0, 1, 2], id="all"),
    ],
)
def test_where_members_stand_in_a_set(members, expected):
    assert places(AMONG, at(*members)).tolist() == expected


@pytest.mark.parametrize("radix", [pytest.param(10, id="a table"), pytest.param(1 << 40, id="sorted")])
def test_values_are_spread_to_the_codes_they_stand_beside(radix):
    codes = at(7, 3, 7, 9)
    present = occurring(codes, radix)
    assert present.tolist() == [3, 7, 9]
    assert spread(codes, present, at(30, 70, 90), radix).tolist() == [70, 30, 70, 90]
