"""What must hold of the engine whatever the log (SEMANTICS section 5, properties 1 to 9), on random runs."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from analyzer.analysis import analyze
from analyzer.calendars import Calendar, Duration
from analyzer.definitions.model import (
    AllOf,
    AnyOf,
    Anything,
    Contact,
    ContactRule,
    Fields,
    Not,
    RequireAfter,
    RequireBefore,
    RequireNext,
    Rule,
)
from analyzer.events import log_from_frame
from tests.oracle.case import Case, Setting
from tests.oracle.comparing import cases_tied_to, engine_activations, moment
from tests.oracle.engine_input import to_frame
from tests.oracle.randomcoverage import covered_run
from tests.oracle.randomdefinitions import NOWHERE, ROLES
from tests.oracle.randomlogs import Run, clock_of, random_run
from tests.oracle.randomstamps import coarse_run
from tests.oracle.records import OracleEvent
from tests.oracle.selecting import holds

WEEK = 7 * 86_400_000_000
SELECTORS = (Anything, Fields, AllOf, AnyOf, Not)
SEEDS = (14, 41, 45, 87)
"""Runs in which every verb, modifier and condition judges something (`test_properties_of_every_verb`)."""
every_seed = pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(40) if seed not in SEEDS)]
)
Key = tuple[str, str, str]


def on_frame(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    complete_from = None if run.complete_from is None else moment(run.complete_from)
    return analyze(
        log_from_frame(frame),
        run.definition,
        as_of=moment(run.as_of),
        complete_from=complete_from,
        assume=run.assume or None,
    ).activations


def verdicts(table: pd.DataFrame) -> dict[Key, str]:
    keys = zip(table["rule"], table["case_id"], table["event_id"], strict=True)
    return dict(zip(keys, table["verdict"], strict=True))


def as_bytes(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode()


def finished(run: Run) -> Run:
    """The same run, with the horizon after its last event."""
    return run.changed(as_of=max(event.time for event in run.events) + 1)


@every_seed
def test_the_order_of_rows_changes_nothing(seed):
    run = random_run(seed)
    frame = to_frame(run)
    other = frame.sort_values("event_id", ascending=False).reset_index(drop=True)
    assert not frame.equals(other)
    assert as_bytes(on_frame(run, frame)) == as_bytes(on_frame(run, other))


@every_seed
def test_separate_cases_are_judged_separately(seed):
    run = random_run(seed)
    ties = tied_cases(run)
    halves = [
        run.changed(events=tuple(event for event in run.events if event.case_id in set().union(*chosen)))
        for chosen in (ties[::2], ties[1::2])
    ]
    together = verdicts(engine_activations(run))
    apart = [verdicts(engine_activations(half)) for half in halves]
    assert together == apart[0] | apart[1]
    assert len(together) == len(apart[0]) + len(apart[1])


def tied_cases(run: Run) -> list[set[str]]:
    """Sets of cases that no candidate joins: a rule that looks across sees nothing of one set from another."""
    found: list[set[str]] = []
    for case in sorted({event.case_id for event in run.events}):
        if not any(case in tied for tied in found):
            found.append(cases_tied_to(run, case))
    return found


@every_seed
def test_an_event_that_no_selector_matches_changes_nothing(seed):
    run, more = with_strange_events(random_run(seed), seed)
    assert verdicts(engine_activations(run)) == verdicts(engine_activations(more))


def with_strange_events(run: Run, seed: int) -> tuple[Run, Run]:
    """A run with the rules that no strange event concerns, and the same run with forty of these."""
    rng = random.Random(seed)
    strange = [
        OracleEvent(f"zz-{number}", event.case_id, event.time, "lunch", topics=frozenset({"weather"}))
        for number, event in enumerate(rng.sample(run.events, 40))
    ]
    if any(event.has_reply is not None for event in run.events):
        strange = [replace(event, has_reply=False) for event in strange]
    rules = [rule for rule in run.definition.rules if matches_none(run, rule, strange)]
    while left_out := [rule for rule in rules if not opened_by(rule) <= {one.id for one in rules}]:
        rules = [rule for rule in rules if rule not in left_out]
    run = run.changed(definition=run.definition.replace(rules=tuple(rules)))
    return run, run.changed(events=(*run.events, *strange))


def opened_by(rule: Rule) -> set[str]:
    """The rules that a rule asks about."""
    return set(re.findall(r"Open\(rule='([^']*)'\)", repr(rule)))


def matches_none(run: Run, rule: Rule, events: list[OracleEvent]) -> bool:
    setting = Setting(run.definition, clock_of(run.definition.calendar), run.as_of, {})
    seen = [event for event in events if event.time < run.as_of]
    return not any(
        holds(Case(setting, [event]), selector, event) for selector in selectors_in(rule) for event in seen[:1]
    )


def selectors_in(value: object) -> list:
    """The outermost selectors of a rule, wherever they stand."""
    if isinstance(value, SELECTORS):
        return [value]
    if isinstance(value, tuple):
        return [selector for part in value for selector in selectors_in(part)]
    if is_dataclass(value):
        return [selector for field in fields(value) for selector in selectors_in(getattr(value, field.name))]
    return []


@every_seed
def test_a_later_horizon_changes_only_what_was_pending(seed):
    run = finished(random_run(seed))
    now = verdicts(engine_activations(run))
    later = verdicts(engine_activations(run.changed(as_of=run.as_of + 2 * WEEK)))
    changed = {key: word for key, word in now.items() if later.get(key) != word}
    assert set(changed.values()) <= {"pending", "undecided"}
    much_later = verdicts(engine_activations(run.changed(as_of=run.as_of + 20 * WEEK)))
    waiting = {type(run.definition.rule(key[0]).verb) for key, word in much_later.items() if word == "pending"}
    assert waiting <= {RequireNext}  # which may wait for ever


def test_a_wider_window_never_adds_a_violation():
    changed = 0
    for seed in range(6):
        run = random_run(seed, cases=80)
        narrow = verdicts(engine_activations(run))
        wide = run.definition
        for rule in wide.rules:
            one_to_one = rule.pairing == "each"  # an answer may then go to an older question
            if isinstance(rule.verb, (RequireAfter, RequireBefore)) and rule.verb.within is not None and not one_to_one:
                within = Duration(rule.verb.within.clock, rule.verb.within.amount * 2, "twice as long")
                wide = wide.replace_rule(rule.id, verb=replace(rule.verb, within=within))
        after = verdicts(engine_activations(run.changed(definition=wide)))
        assert broken(after) <= broken(narrow)
        changed += len(broken(narrow) - broken(after))
    assert changed


def broken(found: dict[Key, str]) -> set[Key]:
    return {key for key, word in found.items() if word == "violated"}


@every_seed
def test_one_more_contact_never_adds_a_finding(seed):
    run = random_run(seed)
    contact = Rule("contact", "Contacts", ContactRule(), NOWHERE)
    few = run.definition.replace(rules=(contact,))
    for role in ROLES:
        way = Contact((role,), ROLES[:2], Fields(only_about=("thanks",)), NOWHERE)
        more = few.replace(contacts=(*few.contacts, way))
        before = findings(engine_activations(run.changed(definition=few)))
        after = findings(engine_activations(run.changed(definition=more)))
        assert after <= before
        few = more


def findings(table: pd.DataFrame) -> set[Key]:
    return {key for key, word in verdicts(table).items() if word != "satisfied"}


@every_seed
def test_the_size_of_blocks_changes_nothing(seed):
    run = random_run(seed)
    whole = as_bytes(engine_activations(run))
    assert as_bytes(engine_activations(run, block_events=1)) == whole
    assert as_bytes(engine_activations(run, block_events=17)) == whole


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_coverage_and_coarse_stamps_change_none_of_this(seed):
    for run in (covered_run(seed, cases=10), coarse_run(seed, cases=10)):
        whole = engine_activations(run)
        assert as_bytes(engine_activations(run, block_events=1)) == as_bytes(whole)
        assert as_bytes(engine_activations(run.changed(seed=seed + 1))) == as_bytes(whole)  # rows in another order
        halves = [
            run.changed(events=tuple(event for event in run.events if event.case_id in set().union(*chosen)))
            for chosen in (tied_cases(run)[::2], tied_cases(run)[1::2])
        ]
        assert verdicts(whole) == verdicts(engine_activations(halves[0])) | verdicts(engine_activations(halves[1]))


DIGEST = "from tests.oracle.test_properties import digest; import sys; sys.stdout.write(digest())"


def digest() -> str:
    parts = [as_bytes(engine_activations(random_run(seed))) for seed in SEEDS]
    return hashlib.sha256(b"".join(parts)).hexdigest()


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}, id="auckland"),
        pytest.param({"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "1"}, id="los-angeles"),
    ],
)
def test_the_machine_changes_nothing(settings):
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=root, env=os.environ | settings, capture_output=True, text=True, check=True
    )
    assert done.stdout == digest()


@every_seed
def test_duplicated_rows_are_counted_and_change_nothing_else(seed):
    run = random_run(seed)
    frame = to_frame(run)
    twice = pd.concat([frame, frame], ignore_index=True)
    assert as_bytes(on_frame(run, frame)) == as_bytes(on_frame(run, twice))
    counts = [analyze(log_from_frame(one), run.definition).summary["quality"]["duplicates"] for one in (frame, twice)]
    assert counts == [0, len(frame)]


@every_seed
def test_shifting_a_log_by_weeks_shifts_only_times(seed):
    run = random_run(seed)
    office = Calendar("Asia/Kolkata", (((540, 1020),),) * 5 + ((), ()))
    run = run.changed(definition=run.definition.replace(calendar=office))
    later = run.changed(
        events=tuple(replace(event, time=event.time + 3 * WEEK) for event in run.events),
        as_of=run.as_of + 3 * WEEK,
        opened_at={case: at + 3 * WEEK for case, at in run.opened_at.items()},
        complete_from=None if run.complete_from is None else run.complete_from + 3 * WEEK,
    )
    first, second = engine_activations(run), engine_activations(later)
    for column in ("timestamp", "due", "answered_at"):
        second[column] -= pd.Timedelta(weeks=3)
    assert as_bytes(first) == as_bytes(second)
