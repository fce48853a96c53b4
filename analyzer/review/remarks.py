"""Remarks on waivers, before any log is read."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.analysis import Analysis
from analyzer.calendars import DAY
from analyzer.errors import Problem
from analyzer.review.codes import SEVERITY
from analyzer.review.waiver import Waiver, Waivers

LONGEST = 366 * DAY


def lint_waivers(waivers: Waivers, analysis: Analysis | None = None) -> tuple[Problem, ...]:
    """What to look at in a file of waivers: those that last long, cover every case, or stand behind another.

    Parameters
    ----------
    waivers : Waivers
        From `read_waivers`.
    analysis : Analysis, optional
        That `waive` made of a log with these waivers; then also those that match nothing in it, or end soon.

    Returns
    -------
    tuple of Problem
        In the file's order; W4xx.
    """
    said = tuple(
        problem for place, waiver in enumerate(waivers.waivers) for problem in _remarks(waivers, place, waiver)
    )
    return said if analysis is None else tuple(sorted([*said, *_against(waivers, analysis)]))


def _against(waivers: Waivers, analysis: Analysis) -> Iterator[Problem]:
    for waiver, row in zip(waivers.waivers, analysis.waivers.to_dict("records"), strict=True):
        if row["remark"]:
            yield _problem(waiver, "W411", f"does not fit the log: {row['remark']}", "correct it, or take it out")
        if row["state"] == "ending soon":
            yield _problem(waiver, "W412", f"ends soon: {row['until']}", "decide whether it goes on")


def _remarks(waivers: Waivers, place: int, waiver: Waiver) -> Iterator[Problem]:
    if waiver.ends - waiver.begins > LONGEST:
        yield _problem(waiver, "W401", "lasts longer than a year", "end it within a year, or change the rule")
    if not waiver.narrowed:
        yield _problem(waiver, "W402", "covers every case", "name whom or what it is for")
    before = next((other for other in waivers.waivers[:place] if covers_all_of(other, waiver)), None)
    if before is not None:
        message = f"stands behind {before.id!r}, which covers all that it could"
        yield _problem(waiver, "W403", message, f"that one is at {before.place}; keep one of them")


def _problem(waiver: Waiver, code: str, message: str, hint: str) -> Problem:
    return Problem(waiver.place, code, f"waiver {waiver.id!r} {message}", hint, severity=SEVERITY[code])


def covers_all_of(one: Waiver, other: Waiver) -> bool:
    """Whether a waiver covers whatever another could, by what is written."""
    theirs = dict(other.narrowed)
    return (
        one.begins <= other.begins
        and other.ends <= one.ends
        and (not one.rules or (bool(other.rules) and set(other.rules) <= set(one.rules)))
        and all(key in theirs and set(theirs[key]) <= set(names) for key, names in one.narrowed)
    )
