"""Who started a thread: ties, cases, missing ids, and cases older than the log."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from analyzer.events.parts import events_where
from analyzer.replay.block import Block
from analyzer.replay.shapes import NOBODY, ROLE_UNKNOWN, THREAD_UNKNOWN
from analyzer.replay.threads import find_starters
from tests.replay.small import run
from tests.replay.worlds import world

WORDS = {NOBODY: "nobody", ROLE_UNKNOWN: "unknown role", THREAD_UNKNOWN: "unknown"}
ONE = "2026-03-02 09:00"
TWO = "2026-03-02 10:00"
THREE = "2026-03-02 11:00"


def starters(*, older: str = "", change=None, size: int = 0, **cases: str) -> dict[str, str]:
    """Event -> role that started its thread; in blocks of whole cases, or of a size."""
    definition, log = world("", **cases)
    log = change(log) if change else log
    result = run(definition, log, older=older).result
    bounds = [0, *(np.flatnonzero(np.diff(log.case)) + 1), len(log)] if size else [0, len(log)]
    found = []
    for start, stop in itertools.pairwise(bounds):
        block = Block(result.facts, log, int(start), int(stop))
        found += find_starters(log, slice(int(start), int(stop)), block).tolist()
    roles = result.facts.kinds.roles
    ids = log.cells("event_id", np.arange(len(log)))
    return {one: WORDS[code] if code < 0 else roles[code] for one, code in zip(ids, found, strict=True)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{TWO} | recruiter -> candidate | - | thread t",
            ["candidate", "candidate"],
            id="the first of a thread",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{TWO} | recruiter -> candidate | - | thread u",
            ["candidate", "recruiter"],
            id="two threads",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{ONE} | recruiter -> candidate | - | thread t",
            ["unknown", "unknown"],
            id="two roles at one instant",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{ONE} | candidate -> coordinator | - | thread t",
            ["candidate", "candidate"],
            id="one role twice at one instant",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{ONE} | candidate -> recruiter | - | thread t\n"
            f"{ONE} | recruiter -> candidate | - | thread t\n{TWO} | candidate -> recruiter | - | thread t",
            ["unknown"] * 4,
            id="three at one instant",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{ONE} | recruiter -> candidate | - | thread u",
            ["candidate", "recruiter"],
            id="two threads at one instant",
        ),
        pytest.param(
            f"{ONE} | candidate -> recruiter | - | thread t\n{TWO} | recruiter -> candidate | - | thread t\n"
            f"{TWO} | candidate -> recruiter | - | thread t",
            ["candidate"] * 3,
            id="a tie later on",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | recruiter -> candidate | - | thread t",
            ["recruiter", "recruiter"],
            id="nobody and a role",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | interview | recruiter -> candidate | thread t\n"
            f"{ONE} | interview | candidate -> recruiter | thread t",
            ["unknown"] * 3,
            id="nobody and two roles",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | interview | - -> recruiter | thread t\n"
            f"{TWO} | recruiter -> candidate | - | thread t",
            ["nobody"] * 3,
            id="nobody, twice",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | interview | - -> candidate | thread u\n"
            f"{ONE} | interview | recruiter -> candidate | thread u\n"
            f"{ONE} | interview | coordinator -> candidate | thread t",
            ["coordinator", "recruiter", "recruiter", "coordinator"],
            id="nobody and a role, in two threads at once",
        ),
        pytest.param(
            f"{ONE} | - -> candidate | - | thread t\n{TWO} | recruiter -> candidate | - | thread t",
            ["unknown role", "unknown role"],
            id="a message without a sender's role",
        ),
        pytest.param(
            f"{ONE} | ? -> candidate | - | thread t\n{ONE} | recruiter -> candidate | - | thread t",
            ["unknown", "unknown"],
            id="a role and one that is unknown",
        ),
        pytest.param(
            f"{ONE} | ? -> candidate | - | thread t\n{ONE} | - -> candidate | - | thread t\n"
            f"{TWO} | recruiter -> candidate | - | thread t",
            ["unknown"] * 3,
            id="two that are unknown",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | ? -> candidate | - | thread t\n"
            f"{TWO} | recruiter -> candidate | - | thread t",
            ["unknown role"] * 3,
            id="nobody and one that is unknown",
        ),
        pytest.param(
            f"{ONE} | interview | - -> candidate | thread t\n{ONE} | ? -> candidate | - | thread t\n"
            f"{ONE} | ? -> candidate | - | thread t\n{TWO} | recruiter -> candidate | - | thread t",
            ["unknown"] * 4,
            id="nobody and two that are unknown",
        ),
    ],
)
def test_who_started_a_thread(lines, expected):
    assert list(starters(a=lines).values()) == expected


def test_the_same_thread_id_in_two_cases_is_two_threads():
    a = f"{ONE} | candidate -> recruiter | - | thread t\n{TWO} | recruiter -> candidate | - | thread t"
    b = f"{ONE} | recruiter -> candidate | - | thread u\n{TWO} | coordinator -> candidate | - | thread t\n"
    b += f"{THREE} | candidate -> recruiter | - | thread t"
    c = f"{ONE} | hiring_manager -> recruiter | - | thread t\n{ONE} | recruiter -> candidate | - | thread t"
    expected = dict.fromkeys(("a1", "a2"), "candidate") | {"b1": "recruiter"}
    expected |= dict.fromkeys(("b2", "b3"), "coordinator") | dict.fromkeys(("c1", "c2"), "unknown")
    assert starters(a=a, b=b, c=c) == expected


@pytest.mark.parametrize("size", [0, 1])
def test_threads_are_found_whatever_the_blocks(size):
    """Within a small block the codes of threads are few among many."""
    cases = {
        f"c{number}": f"{ONE} | candidate -> recruiter | -\n{TWO} | recruiter -> candidate | - | thread t{number}\n"
        f"{THREE} | candidate -> recruiter | - | thread t{number}\n{THREE} | coordinator -> recruiter | - | thread same"
        for number in range(6)
    }
    expected = {}
    for case in cases:
        expected |= {
            f"{case}1": "candidate",
            f"{case}2": "recruiter",
            f"{case}3": "recruiter",
            f"{case}4": "coordinator",
        }
    assert starters(size=size, **cases) == expected


def without_own_threads(log):
    """A log in which a message that was written without a thread has none."""
    threads = log.cells("thread_id", np.arange(len(log)))
    return replace(
        log, thread=np.where([one.startswith("its-own") for one in threads], -1, log.thread).astype(np.int32)
    )


def test_an_event_without_an_id_is_of_no_known_thread_and_opens_nobody_elses():
    lines = f"{ONE} | candidate -> recruiter | -\n{ONE} | recruiter -> candidate | - | thread t\n"
    lines += f"{TWO} | candidate -> recruiter | -\n{THREE} | candidate -> recruiter | - | thread t"

    found = starters(change=without_own_threads, a=lines)
    assert found == {"a1": "unknown", "a2": "recruiter", "a3": "unknown", "a4": "recruiter"}


def test_where_no_event_has_an_id_every_thread_is_unknown():
    lines = f"{ONE} | candidate -> recruiter | -\n{ONE} | recruiter -> candidate | -"
    assert set(starters(change=without_own_threads, a=lines).values()) == {"unknown"}


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_thread_of_which_no_event_is_left_is_none(gone):
    late = "".join(f"\n{THREE} | recruiter -> candidate | - | thread gone{number}" for number in range(gone))
    a = f"{ONE} | candidate -> recruiter | - | thread t{late}"
    b = f"{ONE} | coordinator -> recruiter | - | thread u\n{TWO} | recruiter -> candidate | - | thread u"
    kept = np.array([True, *[False] * gone, True, True])
    found = starters(change=lambda log: events_where(log, kept), a=a, b=b)
    assert found == {"a1": "candidate", "b1": "coordinator", "b2": "coordinator"}


def test_without_the_column_every_thread_is_unknown():
    lines = f"{ONE} | candidate -> recruiter | - | thread t\n{TWO} | recruiter -> candidate | - | thread t"
    assert set(starters(change=lambda log: replace(log, thread=None), a=lines).values()) == {"unknown"}


REPLIES = f"""
    {ONE} | candidate -> recruiter | - | thread t | in_reply_to=x
    {TWO} | recruiter -> candidate | - | thread t
    {TWO} | recruiter -> candidate | - | thread u
    {THREE} | candidate -> recruiter | - | thread u | in_reply_to=x
"""
TIED = f"""
    {ONE} | candidate -> recruiter | - | thread t
    {ONE} | candidate -> recruiter | - | thread t | in_reply_to=x
    {TWO} | candidate -> recruiter | - | thread t
"""


def test_in_a_case_older_than_the_log_a_thread_that_begins_with_a_reply_may_have_begun_before():
    found = starters(older="a", a=REPLIES, b=REPLIES)
    assert found == dict(
        zip(
            ("a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"),
            ["unknown", "unknown", "recruiter", "recruiter", "candidate", "candidate", "recruiter", "recruiter"],
            strict=True,
        )
    )


def test_a_reply_beside_the_first_message_says_the_same():
    assert set(starters(older="a", a=TIED).values()) == {"unknown"}
    assert set(starters(a=TIED).values()) == {"candidate"}


def test_in_a_case_older_than_the_log_nothing_is_known_without_the_column():
    def without_column(log):
        return replace(log, has_reply=None)

    found = starters(older="a", change=without_column, a=REPLIES, b=REPLIES)
    assert {found[one] for one in ("a1", "a2", "a3", "a4")} == {"unknown"}
    assert {found[one] for one in ("b1", "b2")} == {"candidate"}
    assert starters(change=without_column, a=REPLIES)["a3"] == "recruiter"
