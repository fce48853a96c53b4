"""The built-in rules on stages: each change is listed, no stay is too long, in every history the log allows."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.model import Rule, StageOrder
from analyzer.findings import Reason
from tests.oracle.case import Case
from tests.oracle.records import OracleEvent, Row
from tests.oracle.stage_histories import History

NO_ACTIVATION = "no activation"
ORDER_WORDS = {"first": NO_ACTIVATION, "kept": "satisfied", "broken": "violated", "open": "undecided"}


def stage_rows(case: Case, rule: Rule) -> Iterator[Row]:
    """The rows of `stage-order` or `stage-time` for one case."""
    for event in entering(case):
        outcomes = {outcome(case, rule, history, event) for history in case.histories}
        if outcomes <= {NO_ACTIVATION, "satisfied"}:
            verdict = "satisfied" if NO_ACTIVATION not in outcomes else ""
        elif outcomes <= {"pending", "satisfied"}:
            verdict = "pending"
        else:
            verdict = outcomes.pop() if len(outcomes) == 1 else "undecided"
        if verdict:
            reasons = (str(Reason.STAGE),) if verdict == "undecided" else ()
            yield Row(rule.id, case.events[0].case_id, event.event_id, verdict, "", reasons, due(case, rule, event))


def entering(case: Case) -> Iterator[OracleEvent]:
    """One event for each stage of each instant: that of the smallest id that may be shown."""
    seen: set[tuple[int, str]] = set()
    for event in case.events:
        if event.stage is not None and not case.is_protected(event) and (event.time, event.stage) not in seen:
            seen.add((event.time, event.stage))
            yield event


def outcome(case: Case, rule: Rule, history: History, event: OracleEvent) -> str:
    """What one history makes of a stage event."""
    for number, entry in enumerate(history):
        if (entry.time, entry.stage) == (event.time, event.stage):
            if isinstance(rule.verb, StageOrder):
                return ORDER_WORDS[entry.order]
            left = history[number + 1].time if number + 1 < len(history) else None
            return stay(case, event, left)
    return NO_ACTIVATION


def stay(case: Case, event: OracleEvent, left: int | None) -> str:
    at_most = {stage.id: stage.at_most for stage in case.setting.definition.stages}.get(event.stage or "")
    if at_most is None:
        return NO_ACTIVATION
    if case.lag(event, case.as_of if left is None else left, at_most) > at_most.amount:
        return "violated"
    return "pending" if left is None else "satisfied"


def due(case: Case, rule: Rule, event: OracleEvent) -> int | None:
    if isinstance(rule.verb, StageOrder):
        return None
    at_most = {stage.id: stage.at_most for stage in case.setting.definition.stages}[event.stage or ""]
    return None if at_most is None else case.clock.deadline(event.time, at_most)
