"""Durations and the clocks they are counted on: read from text, said to people.

Values and words only; nothing here knows calendars, zones or instants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Microseconds of a day; on the clock of business days, what one whole working day counts."""

LONGEST = 100 * 366 * DAY
"""No duration is longer than a century, so that clocks never leave 64 bits."""

HELP = (
    "write a whole number and a unit: '30 minutes', '24 hours', '3 days', '1 week', '16 business hours' "
    "or '5 business days'"
)

_FORM = re.compile(r"([0-9]+) ([a-z]+(?: [a-z]+)?)", re.ASCII)


class ClockKind(Enum):
    """What a duration is counted in; the value is how people call it."""

    ELAPSED = "elapsed"
    BUSINESS_HOURS = "business hours"
    BUSINESS_DAYS = "business days"


_UNITS = {
    "minute": (ClockKind.ELAPSED, MINUTE),
    "hour": (ClockKind.ELAPSED, HOUR),
    "day": (ClockKind.ELAPSED, DAY),
    "week": (ClockKind.ELAPSED, 7 * DAY),
    "business hour": (ClockKind.BUSINESS_HOURS, HOUR),
    "business day": (ClockKind.BUSINESS_DAYS, DAY),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of time on one clock.

    Attributes
    ----------
    clock : ClockKind
        What it is counted in.
    amount : int
        In the clock's units, positive: microseconds on the elapsed clock and on that of business hours; on the clock
        of business days a working day, whatever its length, is `DAY` units.
    text : str
        As the user wrote it; no part of equality.
    """

    clock: ClockKind
    amount: int
    text: str = field(compare=False)

    def __post_init__(self) -> None:
        if not 0 < self.amount <= LONGEST:
            raise ValueError(f"a duration is longer than zero and at most a century, not {self.amount} microseconds")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration.

        Parameters
        ----------
        text : str
            A whole number and a unit: `minutes`, `hours`, `days`, `weeks` (all elapsed time), `business hours` or
            `business days`; singular or plural.

        Raises
        ------
        ValueError
            The text is no duration, or is zero, or longer than a century; the message ends with the forms allowed.

        Examples
        --------
        >>> Duration.parse("48 hours") == Duration.parse("2 days")
        True
        >>> Duration.parse("5 business days").amount == 5 * DAY
        True
        """
        form = _FORM.fullmatch(" ".join(text.split()))
        if form is None:
            raise ValueError(f"{_shown(text)} is not a duration; {HELP}")
        count, unit = form.groups()
        known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if known is None:
            raise ValueError(f"{_shown(text)} is not a duration: there is no unit {unit!r}; {HELP}")
        clock, size = known
        # The number of digits is looked at first: int() refuses thousands of them with a message of its own.
        digits = count.lstrip("0") or "0"
        if len(digits) > len(str(LONGEST)) or int(digits) * size > LONGEST:
            raise ValueError(f"{_shown(text)} is longer than a century; {HELP}")
        if digits == "0":
            raise ValueError(f"{_shown(text)} is no time at all: a duration is longer than zero; {HELP}")
        return cls(clock=clock, amount=int(digits) * size, text=text)

    def __str__(self) -> str:
        return self.text


def describe(kind: ClockKind, amount: int) -> str:
    """Say an amount on a clock in words, cut (never rounded up) to what a reader needs.

    Parameters
    ----------
    kind : ClockKind
        The clock.
    amount : int
        In the clock's units; a negative amount gets a minus sign.

    Returns
    -------
    str
        At most two units of elapsed or working time (the working day has no fixed length, so working time is never
        told in days), or business days with at most two decimals.

    Examples
    --------
    >>> describe(ClockKind.ELAPSED, 28 * HOUR)
    '1 day 4 hours'
    >>> describe(ClockKind.BUSINESS_HOURS, 28 * HOUR + 20 * MINUTE)
    '28 business hours 20 minutes'
    >>> describe(ClockKind.BUSINESS_DAYS, 5 * DAY // 2)
    '2.5 business days'
    """
    if amount < 0:
        return f"-{describe(kind, -amount)}"
    if kind is ClockKind.BUSINESS_DAYS:
        return _say_days(amount)
    if kind is ClockKind.BUSINESS_HOURS:
        return _say_units(amount, ((HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")), "business ")
    return _say_units(amount, ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")), "")


def _say_days(amount: int) -> str:
    hundredths = amount * 100 // DAY
    if amount and not hundredths:
        return "less than 0.01 business days"
    number = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
    return f"{number} business {'day' if number == '1' else 'days'}"


def _say_units(amount: int, units: tuple[tuple[int, str], ...], word: str) -> str:
    """Name the largest unit that fits, and the next smaller one; `word` stands before the first unit."""
    for place, (size, name) in enumerate(units):
        if amount < size:
            continue
        parts = [_count(amount // size, word + name)]
        for smaller, smaller_name in units[place + 1 : place + 2]:
            rest = amount % size // smaller
            parts += [_count(rest, smaller_name)] if rest else []
        return " ".join(parts)
    return "less than 1 second" if amount else f"0 {word}{units[-2][1]}s"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
