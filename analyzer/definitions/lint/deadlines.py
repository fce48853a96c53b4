"""Limits that a calendar cannot meet, or that hardly mean what they say.

Windows are tried all through an ordinary week, one without holidays and without a change of clocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import Calendar, ClockKind, Clocks, Duration, describe
from analyzer.calendars.durations import DAY, HOUR, MINUTE
from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.definitions.model import RequireAfter, Rule
from analyzer.errors import Place

FIRST_YEAR = 2000
"""Logs are not older than this."""

MONDAY = int(datetime(2024, 7, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""A Monday in July, when hardly a zone changes its clocks."""

STEP = 5 * MINUTE
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class _Deadline:
    """A limit that somebody has to keep, and where it stands."""

    limit: Duration
    place: Place
    what: str


def deadlines(subject: Subject) -> Iterator[Remark]:
    """Find limits that no calendar meets or that are easily misread (D229, D230, D231), and windows (D226 to D228)."""
    calendar = subject.definition.calendar
    for rule in subject.definition.rules:
        yield from _window(subject, rule, calendar)
    for deadline in _deadlines(subject):
        if calendar is not None:
            yield from _against_calendar(deadline, calendar)


def _deadlines(subject: Subject) -> Iterator[_Deadline]:
    for stage in subject.definition.stages:
        if stage.at_most is not None:
            place = subject.value("stages", stage.id, "at_most")
            yield _Deadline(stage.at_most, place, f"the longest stay in stage {stage.id!r}")
    for rule in subject.definition.rules:
        if isinstance(rule.verb, RequireAfter):
            place = subject.value("rules", rule.id, "within")
            yield _Deadline(rule.verb.within, place, f"the limit of rule {rule.id!r}")
        if rule.settled_within is not None:
            place = subject.value("rules", rule.id, "settled_within")
            yield _Deadline(rule.settled_within, place, f"the time for a repair in rule {rule.id!r}")


# ---------------------------------------------------------------- one limit


def _against_calendar(deadline: _Deadline, calendar: Calendar) -> Iterator[Remark]:
    limit, what = deadline.limit, deadline.what
    if limit.clock is ClockKind.ELAPSED:
        yield from _in_time_off(deadline, calendar)
        return
    years = _years(limit, calendar)
    last = calendar.known_years()[1]
    if years > last - FIRST_YEAR + 1:
        message = f"{what}, {limit}, runs for more than {int(years)} years: beyond the days off that are known"
        hint = f"the holidays of {calendar.country!r} are known until {last}; write a shorter limit"
        yield Remark(deadline.place, "D231", message, hint)
    hours = limit.amount // HOUR
    day = _longest_day(calendar)
    if limit.clock is ClockKind.BUSINESS_HOURS and limit.amount % (24 * HOUR) == 0 and day < 24 * HOUR:
        days = limit.amount / day
        message = f"{what}, {limit}, is {days:g} working days of this calendar, not {hours // 24}"
        hint = f"write `{_days(hours // 24)}` if {hours // 24} are meant, or leave it"
        yield Remark(deadline.place, "D230", message, hint)


def _days(count: int) -> str:
    return f"{count} business {'day' if count == 1 else 'days'}"


def _in_time_off(deadline: _Deadline, calendar: Calendar) -> Iterator[Remark]:
    """Time by the clock that may run out before anybody is back at work."""
    begins, gap = _longest_gap(calendar)
    if deadline.limit.amount < gap:
        message = (
            f"{deadline.what}, {deadline.limit} by the clock, is shorter than the time off after {begins} "
            f"({describe(ClockKind.ELAPSED, gap)})"
        )
        hint = (
            "asked just then, it runs out before work begins again: count business hours or days, if that is not meant"
        )
        yield Remark(deadline.place, "D229", message, hint)


def _longest_gap(calendar: Calendar) -> tuple[str, int]:
    """When the longest time off of a week begins, in words, and how long it is."""
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    spans = [(day * DAY + a * MINUTE, day * DAY + b * MINUTE) for day, row in enumerate(calendar.hours) for a, b in row]
    following = [start for start, _ in spans[1:]] + [spans[0][0] + WEEK]
    gaps = [(start - end, end) for (_, end), start in zip(spans, following, strict=True)]
    gap, end = max(gaps, key=lambda one: (one[0], -one[1]))
    day, minute = divmod(end // MINUTE - 1, 24 * 60)  # a day's end belongs to that day
    hour, minute = divmod(minute + 1, 60)
    return f"{names[day % 7]} {hour:02}:{minute:02}", gap


def _longest_day(calendar: Calendar) -> int:
    return max(sum(b - a for a, b in row) for row in calendar.hours) * MINUTE


def _years(limit: Duration, calendar: Calendar) -> float:
    """How long a limit in working time runs at the least."""
    if limit.clock is ClockKind.BUSINESS_DAYS:
        a_week = sum(1 for row in calendar.hours if row) * DAY
    else:
        a_week = sum(b - a for row in calendar.hours for a, b in row) * MINUTE
    return limit.amount / a_week * 7 / 365.25


# ---------------------------------------------------------------- windows


def _window(subject: Subject, rule: Rule, calendar: Calendar | None) -> Iterator[Remark]:
    verb = rule.verb
    if not isinstance(verb, RequireAfter) or verb.not_before is None:
        return
    within, not_before = verb.within, verb.not_before
    place = subject.value("rules", rule.id, "not_before")
    if within.clock is not_before.clock:
        if within.amount == not_before.amount:
            message = f"rule {rule.id!r} wants the answer exactly {within} after the question"
            yield Remark(place, "D228", message, "let `within` be longer than `not_before`")
        return
    if calendar is None:
        return
    starts, closed = _closed_windows(within, not_before, calendar)
    if closed.all():
        message = f"rule {rule.id!r} leaves no moment for the answer: {not_before} are never over within {within}"
        yield Remark(
            place, "D226", message, "in an ordinary week, that is: make `within` longer, or count both on one clock"
        )
    elif closed.any():
        when = _moment(int(starts[closed][0]) - MONDAY)
        message = f"rule {rule.id!r} leaves no moment for the answer to a question of {when}, for one"
        hint = f"{not_before} are not over then within {within}: count both on one clock"
        yield Remark(place, "D227", message, hint)


def _closed_windows(
    within: Duration, not_before: Duration, calendar: Calendar
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For questions all through a week: whether `not_before` is over only after `within` is.

    Returns
    -------
    starts : array of int64, shape (n,)
        UTC microseconds, as if the calendar's zone were UTC.
    closed : array of bool, shape (n,)
    """
    plain = replace(calendar, timezone="UTC", country=None, holidays=(), excluded=())
    starts = np.arange(MONDAY, MONDAY + WEEK, STEP, dtype=np.int64)
    clocks = Clocks(plain, MONDAY, MONDAY + WEEK)
    opens = clocks.earliest(not_before.clock, clocks.read(not_before.clock, starts) + not_before.amount)
    # The window is closed where, at its opening, more than `within` has passed already.
    far = Clocks(plain, MONDAY, int(opens.max()))
    passed = far.read(within.clock, opens) - far.read(within.clock, starts)
    return starts, passed > within.amount


def _moment(since_monday: int) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    day, rest = divmod(since_monday, DAY)
    return f"{names[day]} at {rest // HOUR:02}:{rest % HOUR // MINUTE:02}"
