import re

import pytest

from analyzer.reports import bars
from analyzer.reports.facts import RuleLine


def pieces(drawn):
    found = re.findall(r'<rect class="([^"]*)" x="([^"]*)" y="0" width="([^"]*)"', drawn)
    return [(kind, float(start), float(width)) for kind, start, width in found]


def line(rule, **verdicts):
    return RuleLine(rule, rule, "low", "", 1, verdicts)


def test_rules_stand_on_one_scale_and_what_was_kept_has_no_bar():
    drawn = bars.rule_bars(
        [line("a", violated=6, excused=1, waived=1, undecided=2, satisfied=900), line("b", settled=5, pending=40)]
    )
    assert pieces(drawn["a"]) == [("high", 0, 60), ("let-off", 60, 20), ("unknown", 80, 20)]
    assert pieces(drawn["b"]) == [("settled", 0, 50)]


def test_rules_that_were_always_kept_have_an_empty_bar():
    assert pieces(bars.rule_bars([line("a", satisfied=3)])["a"]) == []


@pytest.mark.parametrize(("part", "whole", "width"), [(1, 4, [25]), (0, 4, []), (0, 0, [])])
def test_a_share_is_a_part_of_its_bar(part, whole, width):
    assert [each for _, _, each in pieces(bars.share_bar(part, whole))] == width


NAN = float("nan")


def stay(median, ninety, limit, unit="days"):
    return {"median": median, "ninety": ninety, "limit": limit, "unit": unit}


def test_stays_run_from_half_to_nine_in_ten_with_the_limit_as_a_mark():
    first, second = (pieces(each) for each in bars.stay_bars([stay(13, 26, 52), stay(NAN, NAN, NAN)]))
    assert [kind for kind, _, _ in first] == ["band", "point", "limit"]
    (_, start, width), _, (_, mark, _) = first
    scale = 100 / (1.04 * 52)
    assert (start, width, mark) == pytest.approx((13 * scale, 13 * scale, 52 * scale - 0.5), abs=0.01)
    assert second == []


def test_a_stay_of_which_nine_in_ten_have_not_gone_on_runs_to_the_end():
    (drawn,) = bars.stay_bars([stay(5, NAN, NAN)])
    (_, start, width), _ = pieces(drawn)
    assert start + width == pytest.approx(100)


def test_stays_on_different_clocks_are_not_put_on_one_scale():
    assert bars.stay_bars([stay(1, 2, 3), stay(1, 2, 3, "business days")]) == ["", ""]
