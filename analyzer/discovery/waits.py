"""How long answers took, measured exactly as a rule `require .. after` would: the first message back, on working time.

A question that no one has answered yet has waited until the horizon (censored), not forever and not zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.calendars import DAY, HOUR, Calendar, ClockKind, Clocks
from analyzer.discovery.contacts import NO_TOPIC, QUESTION, SELDOM, UNNAMED, UNTOLD_TOPIC, Item, Sides
from analyzer.discovery.counting import Expanded, Ints
from analyzer.discovery.names import refusal, times
from analyzer.discovery.parties import Pair
from analyzer.discovery.stages import first_of_instant
from analyzer.discovery.thresholds import ENOUGH, Thresholds
from analyzer.events.log import UNKNOWN, EventLog
from analyzer.insights import kaplan_meier
from analyzer.replay.scans import NONE, earliest

PROPOSED, TOO_LONG, TOO_FEW, NO_CONTACT = "proposed", "too long", "too few answers", "no contact"

LONGEST_DAYS = 5
"""Where nine of ten answers take longer than a working week, the next message back is hardly an answer."""


@dataclass(frozen=True, slots=True)
class _Waits:
    """The waits of one pair of roles, by question.

    Attributes
    ----------
    asked : array of int64, shape (k,)
        Positions of the questions.
    answered : array of bool, shape (k,)
        Whether a message came back before the horizon.
    hours, days : arrays of float, shape (k,)
        Business hours and business days until then, or until the horizon.
    """

    asked: Ints
    answered: NDArray[np.bool_]
    hours: NDArray[np.float64]
    days: NDArray[np.float64]


def response_table(
    log: EventLog,
    pairs: Expanded[Pair],
    items: Expanded[Item],
    judged: NDArray[np.bool_],
    clocks: Clocks,
    as_of: int,
    sides: Sides,
    least: Thresholds,
    *,
    has_topics: bool,
) -> pd.DataFrame:
    """Measure response times of every pair of roles and topic.

    Parameters
    ----------
    pairs, items : Expanded
        Rows of all messages; answers may come after the close.
    judged : array of bool, shape (n,)
        Whether a rule would judge an event: in an open case, about no protected topic. Others are owed no answer here.
    clocks : Clocks
        With a calendar.

    Returns
    -------
    DataFrame
        Columns as `analyzer.discovery.columns` tells; most questions first within a pair of roles.
    """
    readings = {kind: clocks.read(kind, np.append(log.time, as_of)) for kind in _UNITS}
    by_pair = _segments(pairs)
    items_of_pair: dict[Pair, list[int]] = {}
    for code, key in enumerate(items.keys):
        items_of_pair.setdefault(key[:2], []).append(code)
    by_item = _segments(items)
    ends = np.searchsorted(log.case, log.case, side="right")
    first = first_of_instant(log)
    day = _day_length(clocks.calendar)
    rows: list[list[object]] = []
    for pair in pairs.keys:
        answers = by_pair.get((pair[1], pair[0]), np.zeros(0, dtype=np.int64))
        asked = by_pair[pair]
        asked = asked[judged[asked]]
        waits = _measure(asked, answers, first, ends, readings, as_of_place=len(log))
        for code in items_of_pair[pair]:
            key = items.keys[code]
            of = np.isin(waits.asked, by_item[key])
            if of.any():
                rows.append([*key, *_numbers(log, waits, of, day, key, sides, least, has_topics=has_topics)])
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    order = np.lexsort((table["topic"], -table["questions"], table["answering_role"], table["asking_role"]))
    return table.iloc[order].reset_index(drop=True)


def without_contact(waits: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Take proposals back whose answer is no proposed contact: a draft must not ask for what it does not permit."""
    permitted = contacts[contacts["status"] == PROPOSED]
    ways = set(zip(permitted["sender_role"], permitted["recipient_role"], strict=True))
    answers = zip(waits["answering_role"], waits["asking_role"], strict=True)
    permits = np.array([way in ways for way in answers], dtype=np.bool_)
    return waits.assign(status=waits["status"].mask((waits["status"] == PROPOSED) & ~permits, NO_CONTACT))


_UNITS = (ClockKind.BUSINESS_HOURS, ClockKind.BUSINESS_DAYS)
_COLUMNS = {
    "asking_role": "str",
    "answering_role": "str",
    "topic": "str",
    "questions": "int64",
    "cases": "int64",
    "answered": "int64",
    "median_hours": "float64",
    "hours_90": "float64",
    "median_days": "float64",
    "days_90": "float64",
    "limit": "str",
    "due": "int64",
    "in_time": "int64",
    "status": "str",
}


def _segments(rows: Expanded[Any]) -> dict[Any, Ints]:
    """The events of each key, in order."""
    order = np.argsort(rows.code, kind="stable")
    bounds = np.searchsorted(rows.code[order], np.arange(len(rows.keys) + 1))
    return {key: rows.event[order[bounds[place] : bounds[place + 1]]] for place, key in enumerate(rows.keys)}


def _measure(
    asked: Ints, answers: Ints, first: Ints, ends: Ints, readings: dict[ClockKind, Ints], *, as_of_place: int
) -> _Waits:
    """Find the first answer to each question, in the same instant or later, and how long it took."""
    found = earliest(answers, first[asked], ends[asked])
    until = np.where(found == NONE, as_of_place, found)
    hours, days = (np.maximum(reading[until] - reading[asked], 0) for reading in (readings[unit] for unit in _UNITS))
    return _Waits(asked, found != NONE, hours / HOUR, days / DAY)


def _numbers(
    log: EventLog,
    waits: _Waits,
    of: NDArray[np.bool_],
    day: float,
    key: Item,
    sides: Sides,
    least: Thresholds,
    *,
    has_topics: bool,
) -> list[object]:
    answered = waits.answered[of]
    hours, days = kaplan_meier(waits.hours[of], answered), kaplan_meier(waits.days[of], answered)
    points = [curve.reached(share) for curve in (hours, days) for share in (0.5, ENOUGH)]
    limit, waited, most = "", waits.days[of], math.nan
    if not math.isnan(points[1]):
        in_hours = math.ceil(points[1]) <= day
        waited, most = (waits.hours[of], _up(points[1])) if in_hours else (waits.days[of], _up(points[3]))
        limit = times(int(most), "business hour" if in_hours else "business day")
    due = answered | (waited > most)
    cases = len(np.unique(log.case[waits.asked[of]]))
    asked = len(waits.asked)
    status = _status(key, cases, len(answered) / asked, points[3], sides, least, has_topics=has_topics)
    in_time = answered & (waited <= most)
    return [len(answered), cases, int(answered.sum()), *points, limit, int(due.sum()), int(in_time.sum()), status]


def _up(amount: float) -> int:
    """Round up to a whole unit; no limit is less than one."""
    return max(1, math.ceil(amount))


def _status(
    key: Item, cases: int, share: float, days: float, sides: Sides, least: Thresholds, *, has_topics: bool
) -> str:
    asking, answering, topic = key
    if has_topics and topic == NO_TOPIC:
        return UNTOLD_TOPIC
    if any(role == UNKNOWN or refusal(role) for role in (asking, answering)) or (topic and refusal(topic)):
        return UNNAMED
    if not least.reached(cases, share):
        return SELDOM
    if math.isnan(days):
        return TOO_FEW
    if days > LONGEST_DAYS:
        return TOO_LONG
    return QUESTION if sides.must_be_asked(asking, answering, topic) else PROPOSED


def _day_length(calendar: Calendar | None) -> float:
    """Hours of the longest working day."""
    week = calendar.hours if calendar is not None else ()
    return max((sum(end - start for start, end in day) for day in week), default=0) / 60
