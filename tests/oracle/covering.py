"""Declared coverage: would the log show what a violation says did not happen? (SEMANTICS section 4, "Coverage").

Written with plain quantifiers: for every role and channel by which the missed event could have come, for everybody who
may have sent it, at every instant of the window, some line of the declaration covers it. Beyond the reference: who is
declared by name covers a role where the case shows somebody in it, and only such people (docs/coverage.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from analyzer.definitions.model import (
    AllOf,
    AnyOf,
    Anything,
    Fields,
    Forbid,
    Not,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Rule,
    Selector,
)
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.judged import Turn
from tests.oracle.kleene import Truth, is_unknown, possibly, unknown
from tests.oracle.looking_back import Opening, Way, ways_in_between
from tests.oracle.records import UNKNOWN, CoverLine, OracleEvent

Window = tuple[int, int]
"""First and last instant."""

ELSEWHERE = "some other activity"


def surely_seen(case: Case, rule: Rule, event: OracleEvent, turn: Turn) -> Truth:
    """Whether a violation stands, given what the log covers: it rests on no absence, or on one that would show."""
    if case.setting.coverage is None:
        return True
    if isinstance(rule.verb, Forbid):
        return True if rule.verb.between is None else _seen_between(case, rule, rule.verb.between[1], event)
    window = searched(case, rule, event, turn)
    return window is None or covered(case, rule.verb.require, window)


def searched(case: Case, rule: Rule, event: OracleEvent, turn: Turn) -> Window | None:
    """Where a B would have counted; None for verbs that ask for none."""
    verb = rule.verb
    if isinstance(verb, RequireAfter):
        first = event.time if verb.not_before is None else case.clock.deadline(event.time, verb.not_before)
        return first, case.clock.last_within(event.time, verb.within)
    if isinstance(verb, RequireBefore) and verb.within is not None:
        return case.clock.first_within(event.time, verb.within), event.time
    if isinstance(verb, (RequireBefore, RequireBy)):
        return case.start, event.time
    if isinstance(verb, RequireNext):
        return event.time, event.time if turn.missed is None else turn.missed
    return None


# ---------------------------------------------------------------- who and how


def covered(case: Case, missed: Selector, window: Window) -> bool:
    """Whether the missed event would be in the log, whoever had sent it and by whatever channel."""
    definition = case.setting.definition
    return all(
        all(_at_every_instant(case, sender, channel, window) for sender in senders(case, role))
        for role, _ in definition.roles
        for channel in definition.channels
        if could_come(missed, role, channel)
    )


Sender = tuple[str, str | None]
"""A role, and the person who has it, if the case shows one."""


def senders(case: Case, role: str) -> list[Sender]:
    """Who may have sent an event in a role: those whom the case shows in it; somebody not known if it shows nobody.

    Whoever has an unknown role may be in this one; whoever is in it and is not known may be anybody. An event about a
    protected topic shows a person, but is not the only one to do so: it never helps to find a violation.
    """
    shown = [one for one in case.events if one.sender_role == role]
    perhaps = [
        one
        for one in case.events
        if one.sender_role == UNKNOWN or (one.sender_role is None and one.activity == "message")
    ]
    people: set[Sender] = {(role, one.sender) for one in (*shown, *perhaps)}
    nobody = all(case.is_protected(one) or one.sender is None for one in shown)
    return sorted(people | ({(role, None)} if nobody else set()), key=str)


def _at_every_instant(case: Case, sender: Sender, channel: str, window: Window) -> bool:
    """Whether a line covers the sender at each instant; a stretch of coverage can only be lost where some line ends."""
    lines = [line for line in case.setting.coverage or () if concerns(line, sender, channel)]
    first, last = window
    ends = {line.until for line in lines if line.until is not None and first < line.until <= last}
    return first > last or all(any(_runs(line, instant) for line in lines) for instant in {first} | ends)


def concerns(line: CoverLine, sender: Sender, channel: str) -> bool:
    role, person = sender
    named = line.role in (role, "any") if line.person is None else line.person == person
    return named and (not line.channels or channel in line.channels)


def _runs(line: CoverLine, instant: int) -> bool:
    return (line.since is None or line.since <= instant) and (line.until is None or instant < line.until)


# ---------------------------------------------------------------- what could have come


def could_come(selector: Selector, role: str, channel: str) -> bool:
    """Whether some event that a role sends by a channel matches a selector.

    Sender, channel and activity are tried; every other test is taken to come out either way.
    """
    free = sorted(set(_tests(selector)))
    activities = sorted({name for fields in _fields(selector) for name in fields.activity or ()})
    return any(
        _matches(selector, role, channel, activity, dict(zip(free, outcomes, strict=True)))
        for activity in (*activities, ELSEWHERE)
        for outcomes in product((True, False), repeat=len(free))
    )


def _fields(selector: Selector) -> Iterator[Fields]:
    if isinstance(selector, Fields):
        yield selector
    elif isinstance(selector, (AllOf, AnyOf)):
        for part in selector.parts:
            yield from _fields(part)
    elif isinstance(selector, Not):
        yield from _fields(selector.part)


def _tests(selector: Selector) -> Iterator[str]:
    for fields in _fields(selector):
        yield from _free(fields)


def _free(fields: Fields) -> Iterator[str]:
    for name in ("to", "copied", "not_copied", "party", "about", "only_about", "stage", "thread_started_by"):
        if getattr(fields, name) is not None:
            yield f"{name} {getattr(fields, name)}"
    yield from (f"where {column} {values}" for column, values in fields.where)


def _matches(selector: Selector, role: str, channel: str, activity: str, free: dict[str, bool]) -> bool:
    if isinstance(selector, Anything):
        return True
    if isinstance(selector, AllOf):
        return all(_matches(part, role, channel, activity, free) for part in selector.parts)
    if isinstance(selector, AnyOf):
        return any(_matches(part, role, channel, activity, free) for part in selector.parts)
    if isinstance(selector, Not):
        return not _matches(selector.part, role, channel, activity, free)
    told = ((selector.sender, role), (selector.by, channel), (selector.activity, activity))
    if not all(names is None or value in names for names, value in told):
        return False
    party = f"party {selector.party}" if role in (selector.party or ()) else None
    return all(free[name] for name in _free(selector) if name != party)


# ---------------------------------------------------------------- forbid .. between


def _seen_between(case: Case, rule: Rule, closes: Selector, event: OracleEvent) -> Truth:
    """Whether some interval that is open would show its closing, in every world in which one is open at all.

    An unknown changes which openings there are, and the stretch since the last of them with it. A way that is true in
    some world is true in every world in which more is, so that the worlds with nothing but one way in them tell.
    """
    assert isinstance(rule.verb, Forbid)
    assert rule.verb.between is not None
    begins = {one.event_id: one.time for one in case.events}
    opening = Opening(*rule.verb.between, rule.correlate)
    ways = [way for way in ways_in_between(case, opening, event) if all(possibly(truth) for truth in way.values())]
    begun = [_begin(case, way, begins) for way in ways]
    seen = {begin: covered(case, closes, (begin, event.time)) for begin in set(begun)}
    told = [way for way, begin in zip(ways, begun, strict=True) if seen[begin]]
    if not told:
        return False
    always = all(any(_needs(other) <= _needs(way) for other in told) for way in ways)
    return True if always else unknown(Reason.COVERAGE)


def _begin(case: Case, way: Way, begins: dict[str, int]) -> int:
    (opened,) = (name for kind, name in way if kind in ("open", "unseen"))
    return begins.get(opened, case.start)


def _needs(way: Way) -> set[tuple[str, str]]:
    """What is not known and has to be true for a way."""
    return {key for key, truth in way.items() if is_unknown(truth)}
