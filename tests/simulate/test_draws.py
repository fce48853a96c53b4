"""Draws hang on the seed and the key alone, are even, and never change."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.simulate.draws import Draws, Purpose

NUMBERS = np.arange(1, 20_001)


def test_shares_are_the_same_for_ever() -> None:
    # Written down once: a change here changes every simulated log.
    shares = Draws(2026).shares(np.array([1, 2, 1000]), 3, purpose=Purpose.WAIT)
    assert [share.hex() for share in shares.tolist()] == [
        "0x1.7674b1c1b603bp-1",
        "0x1.c3e6c65ac5aa2p-2",
        "0x1.d4e792fb909d0p-3",
    ]


@pytest.mark.parametrize("purpose", list(Purpose), ids=lambda purpose: purpose.name)
def test_shares_fill_the_unit_interval_evenly(purpose: Purpose) -> None:
    counts, _ = np.histogram(Draws(1).shares(NUMBERS, purpose=purpose), bins=20, range=(0, 1))
    assert counts.sum() == len(NUMBERS)
    assert counts.min() > 850
    assert counts.max() < 1150


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param((1, 0, Purpose.WAIT), (2, 0, Purpose.WAIT), id="seeds"),
        pytest.param((1, 0, Purpose.WAIT), (1, 1, Purpose.WAIT), id="places"),
        pytest.param((1, 0, Purpose.WAIT), (1, 0, Purpose.TOPIC), id="purposes"),
        pytest.param((1, 1, Purpose.WAIT), (1, 2, Purpose.START), id="places-against-purposes"),
    ],
)
def test_draws_for_different_keys_have_nothing_to_do_with_each_other(
    left: tuple[int, int, Purpose], right: tuple[int, int, Purpose]
) -> None:
    one, other = (Draws(seed).shares(NUMBERS, place, purpose=purpose) for seed, place, purpose in (left, right))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03


def test_neighbouring_applications_have_nothing_to_do_with_each_other() -> None:
    shares = Draws(1).shares(NUMBERS, purpose=Purpose.START)
    assert abs(np.corrcoef(shares[1:], shares[:-1])[0, 1]) < 0.03


def test_a_matrix_of_draws_is_its_columns() -> None:
    draws = Draws(5)
    matrix = draws.shares(NUMBERS[:9, None], np.arange(4)[None, :], purpose=Purpose.WAIT)
    columns = [draws.shares(NUMBERS[:9], place, purpose=Purpose.WAIT) for place in range(4)]
    assert np.array_equal(matrix, np.column_stack(columns))


def test_whole_numbers_reach_every_value_and_not_the_bound() -> None:
    assert set(Draws(3).below(6, NUMBERS, purpose=Purpose.TOPIC).tolist()) == set(range(6))


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_outside_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        Draws(seed)
