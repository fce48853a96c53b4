"""Stages that cannot be reached, left or ended, and limits that no calendar meets."""

from __future__ import annotations

import pytest

from tests.definitions.lint.texts import said

STAGES = ("D203", "D204", "D224", "D225")


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        pytest.param(
            "{a: {next: [b]}, b: {closes: true}, c: {closes: true}}",
            ["1:45 D203 no way leads from stage 'a' to 'c'"],
            id="out-of-reach",
        ),
        pytest.param(
            "{a: {next: [b]}, b: {closes: true}, c: {next: [d]}, d: {next: [c]}}",
            [
                "1:45 D203 no way leads from stage 'a' to 'c'",
                "1:45 D204 no way leads from stage 'c' to one that closes the case",
                "1:61 D203 no way leads from stage 'a' to 'd'",
                "1:61 D204 no way leads from stage 'd' to one that closes the case",
            ],
            id="island",
        ),
        pytest.param(
            "{a: {next: [b]}, b: {at_most: 3 days}}",
            ["1:26 D204 stage 'b' neither leads on nor closes the case"],
            id="dead-end",
        ),
        pytest.param(
            "{a: {next: [b, c]}, b: {next: [b]}, c: {closes: true}}",
            ["1:29 D204 stage 'b' neither leads on nor closes the case"],
            id="leads-to-itself",
        ),
        pytest.param("{a: {next: [b]}, b: {next: [a, c]}, c: {closes: true}}", [], id="there-and-back"),
        pytest.param("{a: {next: [b]}, b: {next: [a]}}", [], id="nothing-closes"),
        pytest.param(
            "{a: {next: [b]}, b: {at_most: 3 days}, c: {closes: true}}",
            [
                "1:26 D204 stage 'b' neither leads on nor closes the case",
                "1:48 D203 no way leads from stage 'a' to 'c'",
            ],
            id="only-the-dead-end-itself",
        ),
        pytest.param(
            "{a: {next: [b]}, b: {closes: true, next: [a], at_most: 3 days}}",
            ["1:44 D224 stage 'b' closes the case, and a may follow"],
            id="leads-on-and-has-a-limit",
        ),
        pytest.param("[a, b]", [], id="without-order"),
        pytest.param(
            "{a: {next: [b]}, b: {closes: true, next: [a]}}",
            ["1:44 D224 stage 'b' closes the case, and a may follow"],
            id="leads-on",
        ),
        pytest.param(
            "{a: {next: [b]}, b: {closes: true, at_most: 3 days}}",
            ["1:44 D225 stage 'b' closes the case, and may last 3 days only"],
            id="closed-for-so-long",
        ),
    ],
)
def test_odd_stages_are_found(stages: str, expected: list[str]) -> None:
    assert said(f"stages: {stages}\n", *STAGES) == expected


def rule(*lines: str) -> str:
    fixed = ("require: {from: recruiter}", "after: {from: candidate}")
    return "rules:\n  r:\n" + "".join(f"    {line}\n" for line in (*fixed, *lines))


SHORT = "is shorter than the time off after Friday 17:00 (2 days 16 hours)"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["within: 63 hours"],
            [f"5:13 D229 the limit of rule 'r', 63 hours by the clock, {SHORT}"],
            id="shorter-than-the-weekend",
        ),
        pytest.param(["within: 64 hours"], [], id="as-long-as-the-weekend"),
        pytest.param(
            ["within: 4 days", "settled_by: {from: recruiter}", "settled_within: 1 day"],
            [f"7:21 D229 the time for a repair in rule 'r', 1 day by the clock, {SHORT}"],
            id="repair",
        ),
        pytest.param(
            ["within: 24 business hours"],
            ["5:13 D230 the limit of rule 'r', 24 business hours, is 3 working days of this calendar, not 1"],
            id="three-days",
        ),
        pytest.param(["within: 16 business hours"], [], id="two-days-of-eight-hours"),
        pytest.param(["within: 300 business days"], [], id="long"),
    ],
)
def test_limits_that_hardly_mean_what_they_say_are_found(lines: list[str], expected: list[str]) -> None:
    assert said(rule(*lines), "D229", "D230", "D231") == expected


def test_the_longest_time_off_is_told_by_its_beginning() -> None:
    calendar = 'calendar: {timezone: UTC, hours: {mon-wed: ["00:00-24:00"], sat-sun: ["08:00-12:00", "13:00-24:00"]}}\n'
    (found,) = said(calendar + rule("within: 24 hours"), "D229")
    assert "is shorter than the time off after Wednesday 24:00 (2 days 8 hours)" in found


def test_round_the_clock_there_is_no_time_off() -> None:
    calendar = 'calendar: {timezone: UTC, hours: {mon-sun: ["00:00-24:00"]}}\n'
    assert said(calendar + rule("within: 1 minute"), "D229", "D230") == []
    assert said(calendar + rule("within: 48 business hours"), "D229", "D230") == []


def test_without_a_calendar_nothing_is_said_of_limits() -> None:
    assert said("# calendar:\n" + rule("within: 1 hour", "not_before: 1 minute"), "D226", "D227", "D228", "D229") == []


def test_the_longest_stay_is_a_limit_too() -> None:
    stages = "stages: {a: {next: [b], at_most: 12 hours}, b: {closes: true}}\n"
    assert said(stages, "D229") == [f"1:34 D229 the longest stay in stage 'a', 12 hours by the clock, {SHORT}"]


@pytest.mark.parametrize(
    ("country", "limit", "told"),
    [
        pytest.param("US", "27000 business days", True, id="a-century-of-working-days"),
        pytest.param("US", "25000 business days", False, id="less-than-a-century"),
        pytest.param("US", "220000 business hours", True, id="in-hours"),
        pytest.param("[2026-12-24]", "27000 business days", False, id="own-holidays-only"),
    ],
)
def test_a_limit_beyond_the_known_holidays_is_found(country: str, limit: str, told: bool) -> None:
    calendar = f'calendar: {{timezone: UTC, hours: {{mon-fri: ["09:00-17:00"]}}, holidays: {country}}}\n'
    found = said(calendar + rule(f"within: {limit}"), "D231")
    text = f"6:13 D231 the limit of rule 'r', {limit}, runs for more than 1"
    assert [line.startswith(text) and line.endswith("years: beyond the days off that are known") for line in found] == [
        True
    ] * told


@pytest.mark.parametrize(
    ("within", "not_before", "expected"),
    [
        pytest.param(
            "7 hours",
            "1 business day",
            "D226 rule 'r' leaves no moment for the answer: 1 business day are never over within 7 hours",
            id="never",
        ),
        pytest.param(
            "30 hours",
            "1 business day",
            "D227 rule 'r' leaves no moment for the answer to a question of Friday at 09:05, for one",
            id="not-over-the-weekend",
        ),
        pytest.param(
            "8 hours",
            "1 business day",
            "D227 rule 'r' leaves no moment for the answer to a question of Monday at 00:00, for one",
            id="open-at-one-moment-of-the-day",
        ),
        pytest.param("4 days", "1 business day", None, id="always"),
        pytest.param("1 business day", "5 minutes", None, id="the-other-way-round"),
        pytest.param(
            "1 business hour",
            "24 hours",
            "D227 rule 'r' leaves no moment for the answer to a question of Monday at 00:00, for one",
            id="working-time-and-the-clock",
        ),
        pytest.param(
            "2 days", "2 days", "D228 rule 'r' wants the answer exactly 2 days after the question", id="one-moment"
        ),
        pytest.param(
            "48 hours",
            "2 days",
            "D228 rule 'r' wants the answer exactly 48 hours after the question",
            id="one-moment-in-other-words",
        ),
    ],
)
def test_windows_without_a_moment_are_found(within: str, not_before: str, expected: str | None) -> None:
    found = said(rule(f"within: {within}", f"not_before: {not_before}"), "D226", "D227", "D228")
    assert found == ([] if expected is None else [f"6:17 {expected}"])


def test_on_close_needs_a_stage_that_closes() -> None:
    lines = rule("within: 3 days", "on_close: cancel")
    assert said("stages: [a]\n" + lines, "D240") == [
        "7:5 D240 `on_close: cancel` changes nothing in rule 'r': no stage closes a case"
    ]
    assert said(lines, "D240") == []
