"""A block: cases, instants, limits on clocks, and what lies before the part of a case that the log shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyzer.calendars import ClockKind, Duration
from analyzer.definitions.model import Anything, Stage
from analyzer.replay.block import Block
from analyzer.replay.reading import WORST
from analyzer.replay.scans import NONE
from tests.replay.small import HOUR, block_of, run
from tests.replay.worlds import instant, world

# ---------------------------------------------------------------- cases and instants

TIES = """
    2026-03-02 09:00 | candidate -> recruiter | -
    2026-03-02 10:00 | candidate -> recruiter | -
    2026-03-02 10:00 | candidate -> recruiter | -
    2026-03-02 10:00 | candidate -> recruiter | -
    2026-03-02 11:00 | candidate -> recruiter | -
"""


@pytest.mark.parametrize(
    ("cases", "first", "last"),
    [
        pytest.param({"a": TIES}, [0, 1, 1, 1, 4], [0, 3, 3, 3, 4], id="a tie in the middle"),
        pytest.param(
            {"a": "2026-03-02 09:00 | stage | applied", "b": "2026-03-02 09:00 | stage | applied"},
            [0, 1],
            [0, 1],
            id="one instant in two cases",
        ),
        pytest.param(
            {"a": "2026-03-02 09:00 | stage | applied\n2026-03-02 09:00 | stage | offer", "b": TIES},
            [0, 0, 2, 3, 3, 3, 6],
            [1, 1, 2, 5, 5, 5, 6],
            id="a tie at the start",
        ),
    ],
)
def test_the_instants_of_a_block(cases, first, last):
    block = block_of("", **cases)
    every = np.arange(len(block))
    assert block.instant_first(every).tolist() == first
    assert block.instant_last(every).tolist() == last


def test_where_cases_begin_and_end():
    block = block_of("", a=TIES, b="2026-03-02 09:00 | stage | applied", c=TIES)
    every = np.arange(len(block))
    assert block.cases == 3
    assert block.begin(every).tolist() == [0] * 5 + [5] + [6] * 5
    assert block.end(every).tolist() == [5] * 5 + [6] + [11] * 5


def test_a_block_of_no_events():
    definition, log = world("", a=TIES)
    block = Block(run(definition, log).result.facts, log, 0, 0)
    assert (len(block), block.cases, block.first_case) == (0, 0, 0)
    assert block.positions(Anything(), WORST, wanted=False).tolist() == []


def test_what_is_made_once_is_not_made_again():
    block = block_of("", a=TIES)
    assert block.once("key", lambda: 1) == 1
    assert block.once("key", lambda: 2) == 1
    assert block.once("other", lambda: 2) == 2


@pytest.mark.parametrize(
    ("earlier", "later", "limit", "expected"),
    [
        pytest.param(0, 1, HOUR, True, id="at the limit"),
        pytest.param(0, 1, HOUR - 1, False, id="beyond the limit"),
        pytest.param(0, 1, None, True, id="no limit"),
        pytest.param(NONE, 1, HOUR, False, id="nothing earlier"),
        pytest.param(0, NONE, HOUR, False, id="nothing later"),
        pytest.param(NONE, 1, None, False, id="nothing earlier and no limit"),
    ],
)
def test_whether_two_events_lie_within_a_limit(earlier, later, limit, expected):
    block = block_of("", a=TIES)
    duration = None if limit is None else Duration(ClockKind.ELAPSED, limit, "so long")
    found = block.within(np.array([earlier, 0]), np.array([later, 0]), duration)
    assert found.tolist() == [expected, True]


# ---------------------------------------------------------------- older than the log

NEVER = np.iinfo(np.int64).min


@pytest.mark.parametrize(
    ("stage", "opened", "expected"),
    [
        pytest.param("applied", "", False, id="a stage that nothing leads to"),
        pytest.param("interview", "", True, id="a stage that another leads to"),
        pytest.param("applied", "2026-03-01 23:59", True, id="opened before"),
        pytest.param("applied", "2026-03-02 00:00", False, id="opened when the log begins to be complete"),
    ],
)
def test_which_cases_are_older_than_the_log(stage, opened, expected):
    first = f"2026-03-02 09:00 | candidate -> recruiter | -\n2026-03-03 09:00 | stage | {stage}"
    others = {"b": "2026-03-02 09:00 | stage | applied", "c": "2026-03-02 09:00 | stage | offer", "d": TIES}
    definition, log = world("", a=first, **others)
    log = replace(log, opened_at=np.array([instant(opened) if opened else NEVER, NEVER, NEVER, NEVER]))
    for size in (1, 100):
        found = run(definition, log, older=None, complete_from="2026-03-02 00:00", block_events=size).result
        assert found.older.tolist() == [expected, False, True, False]


def test_the_first_stage_decides_whether_a_case_is_older_and_not_a_later_one():
    block = block_of("", older=None, a="2026-03-02 09:00 | stage | applied\n2026-03-03 09:00 | stage | interview")
    assert block.older.tolist() == [False]


def test_of_several_first_stages_every_one_must_be_led_to():
    tied = "2026-03-02 09:00 | stage | {}\n2026-03-02 09:00 | stage | offer"
    block = block_of("", older=None, a=tied.format("applied"), b=tied.format("interview"))
    assert block.older.tolist() == [False, True]


def test_the_only_stage_that_another_leads_to():
    definition, log = world("", a="2026-03-02 09:00 | stage | interview", b="2026-03-02 09:00 | stage | applied")
    definition = definition.replace(stages=(Stage("applied", ("interview",)), Stage("interview")))
    assert run(definition, log, older=None).result.older.tolist() == [True, False]


def test_without_an_instant_from_which_the_log_is_complete_the_opening_says_nothing():
    definition, log = world("", a="2026-03-02 09:00 | stage | applied")
    log = replace(log, opened_at=np.array([instant("2026-01-01 00:00")]))
    assert run(definition, log, older=None).result.older.tolist() == [False]
    assert run(
        definition, replace(log, opened_at=None), older=None, complete_from="2026-03-02 00:00"
    ).result.older.tolist() == [False]


def test_cases_that_are_declared_older_are_older_in_every_block():
    definition, log = world("", a=TIES, b=TIES, c="2026-03-02 09:00 | stage | offer")
    for size in (1, 100):
        assert run(definition, log, older="b", block_events=size).result.older.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        pytest.param(ClockKind.ELAPSED, HOUR, [True, False, False], id="an hour and a microsecond reach back"),
        pytest.param(ClockKind.ELAPSED, HOUR + 1, [True, True, False], id="a microsecond more than to the first event"),
        pytest.param(ClockKind.ELAPSED, 1, [True, False, False], id="a microsecond"),
        pytest.param(ClockKind.BUSINESS_HOURS, HOUR, [True, True, False], id="the office opens with the first event"),
        pytest.param(None, 0, [True, True, True], id="without a limit"),
    ],
)
def test_whether_a_look_back_leaves_what_is_seen(kind, amount, expected):
    lines = "\n".join(f"2026-03-02 {hour}:00 | candidate -> recruiter | -" for hour in ("09", "10", "16"))
    block = block_of("", older="b", a=lines, b=lines)
    limit = None if kind is None else Duration(kind, amount, "so long")
    assert block.unseen(np.arange(6), limit).tolist() == [False] * 3 + expected
    assert block.unseen(np.arange(3), limit).tolist() == [False] * 3
