"""The engine says what the oracle says under random declarations of coverage (SEMANTICS section 4, "Coverage")."""

from __future__ import annotations

from collections import Counter

import pytest

from analyzer.calendars import ClockKind, Duration
from analyzer.definitions.model import Fields, RequireAfter, RequireNext, Rule
from tests.oracle.comparing import engine_rows, oracle_rows
from tests.oracle.randomcoverage import covered_run
from tests.oracle.randomdefinitions import CALENDARS, HOUR, NOWHERE, definition_of
from tests.oracle.randomlogs import Run
from tests.oracle.records import CoverLine, OracleEvent
from tests.oracle.slow_clock import instant
from tests.oracle.test_engine_equals_oracle import assert_equal_on

COVERAGE = "channel-not-covered"


def test_engine_and_oracle_agree_under_coverage():
    assert_equal_on(8_000, 0, 15, covered_run)


@pytest.mark.deep
@pytest.mark.parametrize("part", range(4))
def test_engine_and_oracle_agree_under_coverage_on_a_quarter_of_a_million_verdicts(part):
    assert_equal_on(62_500, 10_000 * (part + 1), 30, covered_run)


def test_what_rests_on_an_absence_is_found_both_covered_and_not_for_every_such_verb():
    seen: Counter[tuple[str, bool]] = Counter()
    for seed in range(40):
        run = covered_run(seed)
        for row in oracle_rows(run).values():
            verb = run.definition.rule(row.rule).verb
            name = type(verb).__name__ + (" between" if getattr(verb, "between", None) else "")
            if row.verdict == "violated" or COVERAGE in row.reasons:
                seen[name, COVERAGE in row.reasons] += 1
    on_absence = ("RequireAfter", "RequireBefore", "RequireNext", "RequireBy", "Forbid between")
    assert {name for name, unseen in seen if unseen} == set(on_absence)
    assert {(name, False) for name in (*on_absence, "Forbid", "Limit", "Route", "SameSender")} <= set(seen)


# ---------------------------------------------------------------- cases that random ones seldom meet

ASKS, ANSWERS = (
    Fields(activity=("message",), sender=("candidate",)),
    Fields(activity=("message",), sender=("recruiter",)),
)
FRIDAY = instant(2026, 5, 15, 13)


def one_case(rule: Rule, *lines: CoverLine, calendar=None, more: tuple[OracleEvent, ...] = ()) -> Run:
    """A candidate's question on a Friday at 9 in New York, and what else there is in the case."""
    asked = OracleEvent(
        "e1", "c", FRIDAY, "message", "candidate", frozenset({"recruiter"}), channel="email", thread="t"
    )
    definition = definition_of([rule], calendar=calendar)
    return Run(0, definition, (asked, *more), FRIDAY + 30 * 24 * HOUR, coverage=lines)


def covered(since: int | None = None, until: int | None = None) -> CoverLine:
    return CoverLine("recruiter", None, (), since, until)


def test_an_answer_in_the_evening_would_have_been_in_time_and_must_be_covered():
    limit = Duration(ClockKind.BUSINESS_DAYS, 24 * HOUR, "1 business day")
    rule = Rule("it", "It", RequireAfter(ANSWERS, ASKS, limit), NOWHERE)
    run = one_case(rule, covered(until=FRIDAY + 10 * HOUR), calendar=CALENDARS[1])
    (oracle,), (engine,) = oracle_rows(run).values(), engine_rows(run).values()
    assert (oracle.verdict, oracle.reasons) == ("undecided", (COVERAGE,))
    assert (engine.verdict, engine.reasons) == (oracle.verdict, oracle.reasons)


def test_before_an_answer_would_count_nothing_needs_to_be_covered():
    hours = [Duration(ClockKind.ELAPSED, many * HOUR, f"{many} hours") for many in (2, 8)]
    rule = Rule("it", "It", RequireAfter(ANSWERS, ASKS, hours[1], hours[0]), NOWHERE)
    run = one_case(rule, covered(since=FRIDAY + 2 * HOUR))
    (oracle,), (engine,) = oracle_rows(run).values(), engine_rows(run).values()
    assert oracle.verdict == "violated"
    assert engine.verdict == oracle.verdict


def test_if_a_message_may_be_of_another_thread_the_way_to_the_next_must_be_covered():
    rule = Rule("it", "It", RequireNext(ANSWERS, ASKS, in_thread=True), NOWHERE)
    more = tuple(
        OracleEvent(f"e{hours}", "c", FRIDAY + hours * HOUR, "message", "coordinator", thread=thread)
        for hours, thread in ((2, None), (4, "t"))
    )
    run = one_case(rule, covered(until=FRIDAY + 3 * HOUR), more=more)
    (oracle,), (engine,) = oracle_rows(run).values(), engine_rows(run).values()
    assert oracle.verdict == "undecided"
    assert COVERAGE in oracle.reasons
    assert engine.verdict == oracle.verdict
