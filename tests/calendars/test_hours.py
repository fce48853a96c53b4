"""Weekly working hours as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from analyzer.calendars import Calendar, parse_days, parse_hours, parse_interval


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("Sunday", (6,)),
        ("TUE", (1,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6)),
        ("wednesday - thu", (2, 3)),
        pytest.param("sun-thu", (6, 0, 1, 2, 3), id="over-the-end-of-the-week"),
    ],
)
def test_days_are_names_or_ranges(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("workdays", "there is no day 'workdays' in 'workdays'; write 'mon'"),
        ("mon-fry", "there is no day 'fry' in 'mon-fry'"),
        ("mo", "there is no day 'mo'"),
        ("", "there is no day ''"),
        ("mon-", "there is no day '' in 'mon-'"),
        ("mon-wed-fri", "is not a day or a range of days"),
        ("mon-mon", "names one day twice; write 'mon' or 'mon-sun'"),
    ],
)
def test_other_days_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("09:00-17:00", (540, 1020)),
        ("9:05 - 17:59", (545, 1079)),
        ("00:00-24:00", (0, 1440)),
        ("23:59-24:00", (1439, 1440)),
    ],
)
def test_a_stretch_has_a_start_and_an_end(text: str, minutes: tuple[int, int]) -> None:
    assert parse_interval(text) == minutes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9-17", "'9' in '9-17' is not a time of day; write '09:00-17:00'"),
        ("09:00", "'09:00' is not a stretch of time"),
        ("09:00-12:00-17:00", "is not a stretch of time"),
        ("09:00-17:60", "'17:60' in '09:00-17:60' is not a time of day"),
        ("09:00-24:01", "it lies between '00:00' and '24:00'"),
        ("09:00-25:00", "it lies between '00:00' and '24:00'"),
        ("09:00-09:00", "is empty: it ends when it starts"),
        ("24:00-24:00", "is empty"),
        (
            "22:00-06:00",
            "ends before it starts; write a night as two stretches: '22:00' to '24:00', and '00:00' to '06:00'",
        ),
        ("09:00am-05:00pm", "is not a time of day"),
    ],
)
def test_other_stretches_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_interval(text)


def test_a_week_begins_on_monday_and_sorts_the_stretches_of_a_day() -> None:
    week = parse_hours({"sat": ["10:00-12:00"], "mon-tue": ["13:00-17:00", "09:00-12:00"]})
    split = ((540, 720), (780, 1020))
    assert week == (split, split, (), (), (), ((600, 720),), ())
    assert Calendar.parse_hours({"mon": ["09:00-10:00"]}) == parse_hours({"mon": ["09:00-10:00"]})


def test_stretches_may_touch() -> None:
    assert parse_hours({"mon": ["09:00-12:00", "12:00-17:00"]})[0] == ((540, 720), (720, 1020))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ({"mon": ["09:00-12:00", "11:59-17:00"]}, "mon: 09:00-12:00 and 11:59-17:00 overlap"),
        ({"mon": ["09:00-12:00", "09:00-12:00"]}, "mon: 09:00-12:00 and 09:00-12:00 overlap"),
        ({"mon-fri": ["09:00-12:00"], "wed": []}, "wednesday is named twice: by 'mon-fri' and by 'wed'"),
        ({"mon": "09:00-12:00"}, r"the hours of 'mon' are a list; write \['09:00-12:00'\]"),
        ({"mon": ["9"]}, "is not a stretch of time"),
        ({"someday": ["09:00-12:00"]}, "there is no day 'someday'"),
    ],
)
def test_weeks_that_contradict_themselves_are_refused(text: Mapping[str, Sequence[str]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_hours(text)
