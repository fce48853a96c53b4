import pandas as pd
import pytest

from analyzer.reports import words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[2Jb", "a\ufffd[2Jb", id="terminal-escape"),
        pytest.param("a\u202eb", "a\ufffdb", id="direction-override"),
        pytest.param("a\u2028b\x85c", "a\ufffdb\ufffdc", id="line-separators"),
        pytest.param("a\r\n\t b", "a b", id="blanks-become-one"),
        pytest.param("\ud800", "\ufffd", id="lone-surrogate"),
        pytest.param("Łukasz 李 😀", "Łukasz 李 😀", id="letters-of-any-script-stay"),
        pytest.param(None, "", id="none"),
        pytest.param(float("nan"), "", id="not-a-number"),
    ],
)
def test_foreign_text_is_made_safe_for_one_line(text, shown):
    assert words.clean(text) == shown


def test_a_text_that_is_cut_says_how_long_it_was():
    assert words.clean("x" * 5000, cut=10) == "x" * 10 + "… (5,000 characters)"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0%"), (1, "100%"), (0.5, "50.0%"), (0.0001, "<0.1%"), (0.99999, ">99.9%"), (0.9994, "99.9%"),
        (None, "\u2013"), (float("nan"), "\u2013"),
    ],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_nothing(share, shown):
    assert words.percent(share) == shown


@pytest.mark.parametrize(
    ("seconds", "clock", "shown"),
    [
        pytest.param(-61, "elapsed", "61 seconds", id="sign-does-not-show"),
        pytest.param(3600, "elapsed", "60 minutes", id="an-hour"),
        pytest.param(36 * 3600, "elapsed", "1.5 days", id="days"),
        pytest.param(36 * 3600, "business hours", "36 business hours", id="business-hours-never-become-days"),
        pytest.param(43200, "business days", "0.5 business days", id="half-a-working-day"),
        pytest.param(86400, "business days", "1 business day", id="one-working-day"),
    ],
)
def test_a_length_of_time_is_written_on_its_clock(seconds, clock, shown):
    assert words.span(seconds, clock) == shown


def test_an_instant_is_written_in_the_zone_with_its_letters():
    assert words.instant("2026-07-01T12:00:00Z", "America/New_York") == "2026-07-01 08:00 EDT"
    assert words.instant(pd.NaT) == "" == words.day("")


def test_a_wrapped_text_hangs_under_its_first_line():
    assert words.wrap("one two three four five six", 24, first="a: ") == ["a: one two three four", "   five six"]
