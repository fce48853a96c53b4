"""Single changes to limits: one unit more or less, another clock, the very last instant; and the value `Change`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.definitions.edits import Spot
from analyzer.definitions.nodes import Mapping
from analyzer.errors import Place

_DURATION = re.compile(r"([0-9]+) +(business +)?(minute|hour|day|week)s?")
_AT_LEAST_SO_LONG = frozenset({"for", "not_before"})
"""Durations that are lower limits; all others are upper ones."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes
    ----------
    place : Place
        What is changed.
    what : str
        The change as the end of "no example notices that ..".
    hint : str
        What an example would show that notices it.
    root : Mapping
        The changed definition.
    nudge : int
        So many microseconds are added to the duration at `place`.
    """

    place: Place
    what: str
    hint: str
    root: Mapping
    nudge: int = 0


def duration_changes(spot: Spot, where: str, *, has_calendar: bool) -> Iterator[Change]:
    """A limit one unit longer and shorter, on another clock, and without its very last instant."""
    form = _DURATION.fullmatch(" ".join(spot.text.split()))
    if form is None:
        return
    number, business, unit = int(form[1]), form[2] or "", form[3]
    said = f"`{spot.key}: {spot.text}` of {where}"
    for other in (number + 1, number - 1):
        if other > 0:
            new, between = _amount(other, business + unit), _amount(max(number, other), business + unit)
            hint = f"an example in which it takes more than {_amount(min(number, other), business + unit)}"
            hint += f" and no more than {between}"
            yield Change(spot.place, f"{said} could be `{new}`", hint, spot.with_text(new))
    if has_calendar and (clock := _other_clock(number, business, unit)):
        hint = "an example in which nights, a weekend or a holiday make the difference"
        yield Change(spot.place, f"{said} could be `{clock}`", hint, spot.with_text(clock))
    lower = spot.key in _AT_LEAST_SO_LONG
    what = f"exactly {spot.text} could be {'too short' if lower else 'too long'} for {said}"
    hint = f"an example in which it takes exactly {spot.text}"
    yield Change(spot.place, what, hint, spot.root, nudge=1 if lower else -1)


def count_changes(spot: Spot, where: str) -> Iterator[Change]:
    """A number one more and one less."""
    number = int(spot.text) if spot.text.isdecimal() else -1
    for other in (number + 1, number - 1):
        if number >= 0 and other >= (0 if spot.key == "at_most" else 1):
            exactly = max(number, other) if spot.key == "at_most" else min(number, other)
            what = f"`{spot.key}: {number}` of {where} could be `{other}`"
            yield Change(spot.place, what, f"an example with exactly {exactly} of them", spot.with_text(str(other)))


def _amount(number: int, unit: str) -> str:
    return f"{number} {' '.join(unit.split())}{'' if number == 1 else 's'}"


def _other_clock(number: int, business: str, unit: str) -> str:
    """The same number on another clock; empty where that clock has no such unit."""
    if business:
        return _amount(number, unit)
    if unit == "week":
        return _amount(7 * number, "business day")
    return _amount(number, f"business {unit}") if unit in ("hour", "day") else ""
