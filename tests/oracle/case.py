"""One case as the oracle sees it: the events before the horizon, and the facts that the log holds about them.

Knows events, stages, threads and the beginning of a case; no rule. `Together` is all cases of a candidate, seen as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.calendars import Duration
from analyzer.definitions.model import Definition, Selector
from analyzer.findings import Reason
from tests.oracle.kleene import Truth
from tests.oracle.records import UNKNOWN, CoverLine, OracleEvent
from tests.oracle.slow_clock import SlowClock
from tests.oracle.stage_histories import histories, stages_at

NOBODY = ""
"""Stands for the opener of a thread whose first event has no sender, such as a change of stage."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all cases of a run share."""

    definition: Definition
    clock: SlowClock
    as_of: int
    assume: Mapping[str, str] = field(default_factory=dict)
    coverage: tuple[CoverLine, ...] | None = None

    @property
    def listed(self) -> dict[str, frozenset[str]]:
        return {stage.id: frozenset(stage.next or ()) for stage in self.definition.stages}

    @property
    def closing(self) -> frozenset[str]:
        return frozenset(stage.id for stage in self.definition.stages if stage.closes)


class Case:
    """The events of one case before `as_of`, and what they tell.

    Parameters
    ----------
    setting
        What all cases share.
    events
        Of one case, any order.
    older
        Whether the case is older than the log; None to tell it from the first stage event.
    """

    def __init__(self, setting: Setting, events: Sequence[OracleEvent], older: bool | None = None) -> None:
        self.setting = setting
        self.clock = setting.clock
        self.as_of = setting.as_of
        self.events = sorted((event for event in events if event.time < setting.as_of), key=OracleEvent.sort_key)
        self.start = self.events[0].time if self.events else setting.as_of
        self.histories = histories(self.events, setting.listed)
        closings = [event.time for event in self.events if event.stage in setting.closing]
        self.closed_at = min(closings) if closings else None
        self.older = first_stage_is_led_to(self.events, setting.listed) if older is None else older
        self.memory: dict[tuple[int, str], tuple[Truth, Selector]] = {}
        self.protected = {event.event_id for event in self.events if self._is_protected(event)}
        self.stages_of_time = {event.time: stages_at(self.histories, event.time) for event in self.events}
        self.openers = {event.thread: self._opener(event.thread) for event in self.events if event.thread is not None}

    def _is_protected(self, event: OracleEvent) -> bool:
        return bool(event.topics and event.topics & set(self.setting.definition.protected))

    def is_protected(self, event: OracleEvent) -> bool:
        return event.event_id in self.protected

    def closing_of(self, event: OracleEvent) -> int | None:
        """When the case of an event closes."""
        return self.closed_at

    def stages_of(self, event: OracleEvent) -> frozenset[str | None]:
        """What the stage at an event may be; None stands for no stage yet."""
        return self.stages_of_time[event.time]

    def opener_of(self, event: OracleEvent) -> str | Reason:
        """The role that began the thread of an event, `NOBODY` if no one did, or why the log does not tell."""
        return Reason.THREAD if event.thread is None else self.openers[event.thread]

    def lag(self, earlier: OracleEvent | int, later: OracleEvent | int, clock_of: Duration) -> int:
        """Time between two instants on the clock of a duration."""
        first = earlier if isinstance(earlier, int) else earlier.time
        last = later if isinstance(later, int) else later.time
        return self.clock.lag(clock_of.clock, first, last)

    def sees_whole(self, window: Duration | None, until: OracleEvent) -> bool:
        """Whether a look back from an event reaches nothing that happened before the log's part of the case."""
        if not self.older:
            return True
        return window is not None and self.lag(self.start - 1, until, window) > window.amount

    def _opener(self, thread: str) -> str | Reason:
        """The role that began a thread, `NOBODY` if no one did, or why the log does not tell."""
        inside = [event for event in self.events if event.thread == thread]
        first = [event for event in inside if event.time == inside[0].time]
        if self.older and any(event.has_reply is not False for event in first):
            return Reason.THREAD
        roles = [event.sender_role for event in first if event.activity == "message" or event.sender_role is not None]
        if not roles:
            return NOBODY
        if set(roles) <= {None, UNKNOWN} and len(roles) == 1:
            return Reason.ROLE
        return Reason.THREAD if len(set(roles)) > 1 or set(roles) & {None, UNKNOWN} else roles[0] or NOBODY

    def remembered(self, selector: Selector, event: OracleEvent) -> Truth | None:
        found = self.memory.get((id(selector), event.event_id))
        return None if found is None else found[0]

    def remember(self, selector: Selector, event: OracleEvent, value: Truth) -> Truth:
        # The selector is kept with its truth, so that no other one can get its id meanwhile.
        self.memory[id(selector), event.event_id] = (value, selector)
        return value


class Together(Case):
    """All cases of one candidate as one sequence (`across: candidate`).

    Stages, threads, closings and what is protected are facts of each event's own case. If some of the cases are older
    than the log, the part seen begins where the last of these begins.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self.setting = cases[0].setting
        self.clock, self.as_of = self.setting.clock, self.setting.as_of
        self.events = sorted((event for case in cases for event in case.events), key=OracleEvent.sort_key)
        self.older = any(case.older for case in cases)
        self.start = max((case.start for case in cases if case.older), default=self.events[0].time)
        self.protected = {name for case in cases for name in case.protected}
        self.cases = {case.events[0].case_id: case for case in cases}

    def closing_of(self, event: OracleEvent) -> int | None:
        return self.cases[event.case_id].closing_of(event)

    def stages_of(self, event: OracleEvent) -> frozenset[str | None]:
        return self.cases[event.case_id].stages_of(event)

    def opener_of(self, event: OracleEvent) -> str | Reason:
        return self.cases[event.case_id].opener_of(event)

    def remembered(self, selector: Selector, event: OracleEvent) -> Truth | None:
        return self.cases[event.case_id].remembered(selector, event)

    def remember(self, selector: Selector, event: OracleEvent, value: Truth) -> Truth:
        return self.cases[event.case_id].remember(selector, event, value)


def candidate_of(case: Case) -> tuple[str, str]:
    """Whose case it is: the smallest candidate that its events name; a case that names none stands alone."""
    named = [event.candidate for event in case.events if event.candidate]
    return ("candidate", min(named)) if named else ("case", case.events[0].case_id)


def together(cases: Sequence[Case]) -> list[Case]:
    """The cases joined by candidate; those without any event are left out."""
    found: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if case.events:
            found.setdefault(candidate_of(case), []).append(case)
    return [Together(same) for same in found.values()]


def first_stage_is_led_to(events: Sequence[OracleEvent], listed: Mapping[str, frozenset[str]]) -> bool:
    """Whether the first stage seen is one that some other stage leads to, so that the case began before the log.

    Of several first stages of one instant, one that nothing leads to is enough for a beginning.
    """
    staged = [event for event in events if event.stage is not None]
    first = {event.stage for event in staged if event.time == min(other.time for other in staged)}
    return bool(first) and all(
        any(stage in following for before, following in listed.items() if before != stage) for stage in first
    )
