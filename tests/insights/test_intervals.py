"""Shares and waiting times, against numbers printed in textbooks and papers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.insights import kaplan_meier, wilson

# Freireich et al. (1963), weeks in remission: the example of most textbooks. 0 after a slash: still in remission.
TREATED = "6 6 6 6/0 7 9/0 10 10/0 11/0 13 16 17/0 19/0 20/0 22 23 25/0 32/0 32/0 34/0 35/0"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def curve_of(text: str, **options):
    cells = [cell.partition("/") for cell in text.split()]
    return kaplan_meier([float(wait) for wait, _, _ in cells], [not open_one for _, open_one, _ in cells], **options)


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("successes", "of", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
        pytest.param(81, 263, 0.2553, 0.3662, id="large"),
        pytest.param(15, 148, 0.0624, 0.1605, id="skewed"),
        pytest.param(0, 20, 0.0, 0.1611, id="none-of-20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="one-of-29"),
        pytest.param(20, 20, 0.8389, 1.0, id="all-of-20"),
    ],
)
def test_wilson_interval_is_that_of_newcombe(successes, of, low, high):
    assert wilson(successes, of) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_has_no_interval():
    assert all(math.isnan(limit) for limit in wilson(0, 0))


def test_none_and_all_reach_the_ends_exactly():
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


def test_a_higher_level_gives_a_wider_interval():
    narrow, wide = wilson(3, 10, level=0.8), wilson(3, 10, level=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "of"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes, of):
    with pytest.raises(ValueError, match="not a share"):
        wilson(successes, of)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        wilson(1, 2, level=level)


@given(st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=60)
def test_the_interval_holds_the_share_and_mirrors(successes, failures):
    of = successes + failures
    if not of:
        return
    low, high = wilson(successes, of)
    assert 0 <= low <= successes / of <= high <= 1
    assert wilson(failures, of) == pytest.approx((1 - high, 1 - low))


# ---------------------------------------------------------------- waits


def test_the_curve_of_the_treated_is_that_of_the_textbooks():
    curve = curve_of(TREATED)
    fell = curve.answered > 0
    assert curve.waited[fell].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk[fell].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.share_waiting[fell] == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)


def test_answers_come_before_censorings_of_the_same_wait():
    curve = curve_of(TREATED)
    at_six = curve.waited.tolist().index(6)
    assert (curve.at_risk[at_six], curve.answered[at_six], curve.censored[at_six]) == (21, 3, 1)
    assert curve.share_waiting[at_six] == pytest.approx(18 / 21)


def test_the_limits_come_from_greenwoods_variance():
    # Standard error 0.107 at week 13 (Collett, Modelling Survival Data in Medical Research).
    curve = curve_of(TREATED)
    at = curve.waited.tolist().index(13)
    share = curve.share_waiting[at]
    log_log = math.log(-math.log(curve.low[at])) - math.log(-math.log(share))
    assert log_log / 1.959964 * share * -math.log(share) == pytest.approx(0.107, abs=5e-4)
    assert math.log(-math.log(curve.high[at])) - math.log(-math.log(share)) == pytest.approx(-log_log)


@pytest.mark.parametrize(
    ("waits", "median", "low", "high"),
    [
        pytest.param(TREATED, 23, 13, math.nan, id="treated: no upper limit"),
        pytest.param(PLACEBO, 8, 4, 11, id="placebo"),
        pytest.param("1 2 3/0 3/0 3/0 3/0", math.nan, 1, math.nan, id="fewer than half answered"),
        pytest.param("2", 2, 2, math.nan, id="a single answer"),
        pytest.param("1 2 4 4/0", 2, 1, math.nan, id="exactly one half left"),
    ],
)
def test_the_median_has_the_interval_of_brookmeyer_and_crowley(waits, median, low, high):
    assert curve_of(waits).median() == pytest.approx((median, low, high), nan_ok=True)


def test_one_half_that_rounding_misses_is_one_half():
    # 14 answers one by one among 28: the product of fractions is 0.5000000000000001 in floating point.
    text = " ".join(str(wait) for wait in range(1, 15)) + " 99/0" * 14
    assert curve_of(text).median()[0] == 14


def test_without_censoring_the_curve_is_the_share_that_waits_longer():
    waits = np.array([3, 1, 4, 1, 5, 9, 2, 6], dtype=float)
    curve = kaplan_meier(waits, np.ones(8, dtype=bool))
    assert curve.share_waiting == pytest.approx([(waits > wait).mean() for wait in curve.waited])


def test_a_curve_begins_at_zero_even_if_an_answer_came_at_once():
    assert curve_of("0 2").share_waiting.tolist() == [0.5, 0.0]
    assert curve_of("1 2").waited.tolist() == [0, 1, 2]
    assert curve_of("1 2").share_waiting[0] == 1


def test_before_the_first_answer_nothing_is_in_doubt():
    curve = curve_of("1/0 2")
    assert (curve.low[:2].tolist(), curve.high[:2].tolist()) == ([1, 1], [1, 1])


def test_when_all_are_answered_the_upper_limit_is_not_known():
    curve = curve_of("1 2")
    assert curve.low[-1] == 0
    assert math.isnan(curve.high[-1])


@pytest.mark.parametrize(
    ("wait", "share"),
    [
        pytest.param(0, 1.0, id="at once"),
        pytest.param(5.9, 1.0, id="just before an answer"),
        pytest.param(6, 18 / 21, id="at an answer"),
        pytest.param(35, 0.448, id="at the last one seen"),
        pytest.param(36, math.nan, id="longer than anybody was seen to wait"),
    ],
)
def test_the_share_that_waits_longer(wait, share):
    assert curve_of(TREATED).share_after(wait) == pytest.approx(share, abs=5e-4, nan_ok=True)


def test_nobody_waits_longer_once_all_are_answered():
    assert curve_of("1 2").share_after(100) == 0


def test_no_waits_give_no_rows():
    curve = kaplan_meier([], [])
    assert [len(getattr(curve, name)) for name in curve.__dataclass_fields__] == [0] * 7
    assert all(math.isnan(number) for number in (*curve.median(), curve.share_after(1)))


@pytest.mark.parametrize(
    ("waits", "answered"),
    [
        pytest.param([-1.0], [True], id="negative"),
        pytest.param([math.nan], [True], id="not a number"),
        pytest.param([1.0, 2.0], [True], id="lengths differ"),
    ],
)
def test_impossible_waits_are_refused(waits, answered):
    with pytest.raises(ValueError, match="wait"):
        kaplan_meier(waits, answered)


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=25), st.randoms())
@settings(max_examples=80)
def test_the_curve_is_the_product_over_answers_in_any_order(waits, random):
    shuffled = random.sample(waits, len(waits))
    curve = kaplan_meier([wait for wait, _ in shuffled], [ended for _, ended in shuffled])
    for wait, share in zip(curve.waited, curve.share_waiting, strict=True):
        product = 1.0
        for time in sorted({at for at, ended in waits if ended and at <= wait}):
            ended = sum(at == time and end for at, end in waits)
            product *= 1 - ended / sum(at >= time for at, _ in waits)
        assert share == pytest.approx(product)
    assert np.all(np.diff(curve.share_waiting) <= 1e-12)
    assert curve.answered.sum() + curve.censored.sum() == len(waits)
    inside = (curve.share_waiting > 0) & (curve.share_waiting < 1)
    assert np.all((curve.low <= curve.share_waiting)[inside] & (curve.share_waiting <= curve.high)[inside])
