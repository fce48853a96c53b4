"""Durations: which texts are one, and how an amount is told."""

from __future__ import annotations

import pytest

from analyzer.calendars import DAY, HOUR, MINUTE, SECOND, ClockKind, Duration, describe

ELAPSED, HOURS, DAYS = ClockKind.ELAPSED, ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS


@pytest.mark.parametrize(
    ("text", "clock", "amount"),
    [
        ("1 minute", ELAPSED, MINUTE),
        ("30 minutes", ELAPSED, 30 * MINUTE),
        ("1 hour", ELAPSED, HOUR),
        ("24 hours", ELAPSED, DAY),
        ("3 days", ELAPSED, 3 * DAY),
        ("1 week", ELAPSED, 7 * DAY),
        ("2 weeks", ELAPSED, 14 * DAY),
        ("1 business hour", HOURS, HOUR),
        ("16 business hours", HOURS, 16 * HOUR),
        ("1 business day", DAYS, DAY),
        ("5 business days", DAYS, 5 * DAY),
        ("36600 days", ELAPSED, 36600 * DAY),
        pytest.param("  3   days ", ELAPSED, 3 * DAY, id="spaces-do-not-matter"),
        pytest.param("007 days", ELAPSED, 7 * DAY, id="leading-zeros"),
        pytest.param("0" * 5000 + "7 days", ELAPSED, 7 * DAY, id="thousands-of-leading-zeros"),
    ],
)
def test_a_number_and_a_unit_make_a_duration(text: str, clock: ClockKind, amount: int) -> None:
    duration = Duration.parse(text)
    assert (duration.clock, duration.amount, duration.text, str(duration)) == (clock, amount, text, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5", "'5' is not a duration"),
        ("", "'' is not a duration"),
        ("days", "'days' is not a duration"),
        ("five days", "'five days' is not a duration"),
        ("-1 days", "'-1 days' is not a duration"),
        ("+1 days", "is not a duration"),
        ("1.5 hours", "'1.5 hours' is not a duration"),
        ("3days", "is not a duration"),
        ("3 Days", "is not a duration"),
        ("٣ days", "is not a duration"),
        ("3 days 2 hours", "is not a duration"),
        ("0 days", "'0 days' is no time at all"),
        ("00 business days", "is no time at all"),
        ("3 months", "there is no unit 'months'"),
        ("5 working days", "there is no unit 'working days'"),
        ("5 business weeks", "there is no unit 'business weeks'"),
        ("5 s", "there is no unit 's'"),
        ("5 hourss", "there is no unit 'hourss'"),
        ("36601 days", "is longer than a century"),
        pytest.param("9" * 5000 + " days", f"'{'9' * 40}...' is longer than a century", id="thousands-of-digits"),
    ],
)
def test_other_texts_are_refused_with_the_forms_allowed(text: str, why: str) -> None:
    with pytest.raises(
        ValueError, match=r"; write a whole number and a unit: '30 minutes', .* or '5 business days'$"
    ) as e:
        Duration.parse(text)
    assert why in str(e.value)


@pytest.mark.parametrize("amount", [0, -1, 36600 * DAY + 1])
def test_no_duration_is_empty_negative_or_longer_than_a_century(amount: int) -> None:
    with pytest.raises(ValueError, match="longer than zero and at most a century"):
        Duration(clock=ELAPSED, amount=amount, text="")


def test_equality_looks_at_the_amount_and_the_clock_not_at_the_text() -> None:
    assert Duration.parse("48 hours") == Duration.parse("2 days")
    assert hash(Duration.parse("48 hours")) == hash(Duration.parse("2 days"))
    assert Duration.parse("2 days") != Duration.parse("2 business days")


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        (ELAPSED, 0, "0 minutes"),
        (ELAPSED, 1, "less than 1 second"),
        (ELAPSED, SECOND - 1, "less than 1 second"),
        (ELAPSED, SECOND, "1 second"),
        (ELAPSED, MINUTE - 1, "59 seconds"),
        (ELAPSED, MINUTE, "1 minute"),
        (ELAPSED, 90 * SECOND, "1 minute 30 seconds"),
        (ELAPSED, 3 * HOUR + 20 * MINUTE + 59 * SECOND, "3 hours 20 minutes"),
        (ELAPSED, HOUR + 30 * SECOND, "1 hour"),
        (ELAPSED, 28 * HOUR, "1 day 4 hours"),
        (ELAPSED, 10 * DAY + 59 * MINUTE, "10 days"),
        (ELAPSED, -28 * HOUR, "-1 day 4 hours"),
        (HOURS, 0, "0 business minutes"),
        (HOURS, 7, "less than 1 second"),
        (HOURS, 20 * MINUTE, "20 business minutes"),
        (HOURS, HOUR, "1 business hour"),
        (HOURS, 28 * HOUR + MINUTE, "28 business hours 1 minute"),
        (HOURS, -HOUR, "-1 business hour"),
        (DAYS, 0, "0 business days"),
        (DAYS, 1, "less than 0.01 business days"),
        (DAYS, DAY // 2, "0.5 business days"),
        (DAYS, DAY - 1, "0.99 business days"),
        (DAYS, DAY, "1 business day"),
        (DAYS, 5 * DAY // 2, "2.5 business days"),
        (DAYS, 10 * DAY, "10 business days"),
        (DAYS, 1001 * DAY // 100, "10.01 business days"),
        (DAYS, -3 * DAY, "-3 business days"),
    ],
)
def test_an_amount_is_told_in_few_words_and_never_rounded_up(kind: ClockKind, amount: int, words: str) -> None:
    assert describe(kind, amount) == words
