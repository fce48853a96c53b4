"""Chance: tails and limits against whole enumerations, and Benjamini-Hochberg."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from analyzer.insights import chance_limits
from analyzer.insights.spread import adjusted, two_sided

WORLDS = [(4, 8, 4), (5, 30, 3), (12, 40, 25), (30, 30, 7), (1, 9, 2), (10, 20, 0), (10, 20, 20), (60, 400, 90)]


def enumerated(size, of, marked):
    """Chance of each count, by counting the ways to draw the group."""
    return [comb(marked, k) * comb(of - marked, size - k) / comb(of, size) for k in range(min(size, marked) + 1)]


@pytest.mark.parametrize(("size", "of", "marked"), WORLDS)
def test_a_p_value_is_twice_the_smaller_tail_of_all_ways_to_draw_the_group(size, of, marked):
    chances = enumerated(size, of, marked)
    for found, chance in enumerate(chances):
        if chance:
            expected = min(1, 2 * min(sum(chances[: found + 1]), sum(chances[found:])))
            assert two_sided(found, size, of, marked) == pytest.approx(expected, rel=1e-9)


def test_a_group_of_everything_is_what_chance_gives():
    assert two_sided(7, 30, 30, 7) == 1


def test_a_million_cases_are_no_trouble():
    assert two_sided(1000, 10_000, 1_000_000, 100_000) == pytest.approx(1, abs=0.02)
    assert 0 < two_sided(1200, 10_000, 1_000_000, 100_000) < 1e-9
    assert two_sided(10_000, 10_000, 1_000_000, 100_000) == 0


@pytest.mark.parametrize(
    ("found", "size", "of", "marked"),
    [
        pytest.param(5, 4, 9, 6, id="more than the group"),
        pytest.param(3, 4, 9, 2, id="more than all"),
        pytest.param(0, 8, 9, 5, id="too few to leave the others"),
        pytest.param(-1, 4, 9, 2, id="negative"),
    ],
)
def test_counts_that_cannot_be_meant_are_refused(found, size, of, marked):
    with pytest.raises(ValueError, match="cannot be a part of"):
        two_sided(found, size, of, marked)


@pytest.mark.parametrize("level", [0.95, 0.998])
@pytest.mark.parametrize(("size", "of", "marked"), [(12, 40, 25), (60, 400, 90), (5, 30, 3)])
def test_the_limits_lie_within_one_case_of_the_exact_ones(size, of, marked, level):
    below = np.cumsum(enumerated(size, of, marked))
    exact = [int(np.argmax(below >= chance)) for chance in ((1 - level) / 2, (1 + level) / 2)]
    limits = chance_limits([size], of, marked, level=level)[:, 0] * size
    assert all(at - 1 <= limit <= at for limit, at in zip(limits, exact, strict=True) if at)


def test_the_limits_close_in_as_groups_grow():
    low, high = chance_limits([10, 40, 160, 640], 1000, 200)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    assert (low < 0.2).all()
    assert (high > 0.2).all()


def test_where_all_or_none_are_marked_there_is_nothing_between_the_limits():
    assert chance_limits([5, 10], 10, 0)[1].tolist() == [0, 0]
    assert chance_limits([10], 10, 10)[1].tolist() == pytest.approx([1], abs=0.01)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([0.03], [0.03], id="one"),
        pytest.param([0.01, 0.02, 0.03, 0.04], [0.04] * 4, id="evenly spaced"),
        pytest.param([0.9, 0.001], [0.9, 0.002], id="in the order given"),
        pytest.param([0.04, 0.03], [0.04, 0.04], id="never above that of a larger one"),
        pytest.param([1.0, 1.0], [1.0, 1.0], id="certain"),
    ],
)
def test_p_values_are_adjusted_for_the_number_of_tests(given, expected):
    assert adjusted(given).tolist() == pytest.approx(expected)
