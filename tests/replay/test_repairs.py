"""Repairs of violations, and what the close of a case does to an open answer."""

from __future__ import annotations

import pytest

from tests.replay.small import replayed, rule

ANSWER = {"require": "{from: recruiter, to: candidate}", "after": "{from: candidate, to: recruiter, about: status}"}
ASK = "2026-03-02 10:00 | candidate -> recruiter | status"
MANAGER = "2026-03-02 10:00 | candidate -> hiring_manager | status"


def reply(time: str, topic: str = "thanks") -> str:
    return f"{time} | recruiter -> candidate | {topic}"


def back(time: str) -> str:
    return f"{time} | hiring_manager -> candidate | redirect"


# ---------------------------------------------------------------- repairs

REPAIRED = rule(
    forbid="{from: candidate, to: hiring_manager, about: status}",
    settled_by="{from: hiring_manager, about: redirect}",
    settled_within="2 hours",
)


@pytest.mark.parametrize(
    ("lines", "as_of", "verdict", "settled", "may_settle"),
    [
        pytest.param([back("2026-03-02 10:00")], "", "settled", "a2", False, id="at once"),
        pytest.param([back("2026-03-02 12:00")], "", "settled", "a2", False, id="at the limit"),
        pytest.param([back("2026-03-02 12:01")], "", "violated", "", False, id="too late"),
        pytest.param([back("2026-03-02 11:00"), back("2026-03-02 11:30")], "", "settled", "a2", False, id="twice"),
        pytest.param([], "2026-03-02 11:00", "violated", "", True, id="it may still come"),
        pytest.param([], "2026-03-02 12:00", "violated", "", True, id="it may come at the last moment"),
        pytest.param([], "2026-03-02 12:01", "violated", "", False, id="it can come no more"),
    ],
)
def test_a_repair(lines, as_of, verdict, settled, may_settle):
    found = replayed(REPAIRED, as_of=as_of, a="\n".join([MANAGER, *lines])).row("it", "a1")
    assert (found.verdict, found.settled, found.may_settle) == (verdict, settled, may_settle)


def test_only_a_violation_may_still_settle():
    excused = REPAIRED + "    unless: [{copied: recruiter}]\n"
    found = replayed(excused, as_of="2026-03-02 11:00", a=f"{MANAGER} | copied recruiter", b=MANAGER)
    assert [(one.verdict, one.may_settle) for one in found.rows("it")] == [("excused", False), ("violated", True)]
    assert (
        not replayed(excused, as_of="2026-03-02 11:00", a="2026-03-02 10:00 | candidate -> hiring_manager | -")
        .rows("it")[0]
        .may_settle
    )


def test_an_event_does_not_repair_itself_but_another_of_its_instant_does():
    text = rule(forbid="{about: status}", settled_by="{about: status}", settled_within="1 hour")
    assert replayed(text, a=ASK).verdicts("it") == {"a1": "violated"}
    assert replayed(text, a=f"{ASK}\n{ASK}").verdicts("it") == {"a1": "settled", "a2": "settled"}


OVERDUE = rule(
    **ANSWER, within="2 hours", settled_by="{from: recruiter, about: redirect}", settled_within="1 business hour"
)


@pytest.mark.parametrize(
    ("time", "verdict"),
    [
        pytest.param("2026-03-02 13:00", "settled", id="counted from the missed deadline"),
        pytest.param("2026-03-02 13:01", "violated", id="a minute late"),
    ],
)
def test_a_repair_of_a_missed_deadline(time, verdict):
    lines = f"{ASK}\n{time} | recruiter -> coordinator | redirect"
    assert replayed(OVERDUE, a=lines).verdicts("it") == {"a1": verdict}


def test_a_repair_before_the_deadline_is_missed_counts():
    lines = f"{ASK}\n2026-03-02 11:00 | recruiter -> coordinator | redirect"
    found = replayed(OVERDUE, as_of="2026-03-02 15:00", a=lines).row("it", "a1")
    assert (found.verdict, found.settled) == ("settled", "a2")
    assert replayed(OVERDUE, as_of="2026-03-02 12:00", a=lines).row("it", "a1").verdict == "pending"


@pytest.mark.parametrize(
    ("as_of", "may_settle"), [("2026-03-02 12:30", True), ("2026-03-02 13:00", True), ("2026-03-02 13:01", False)]
)
def test_a_missed_deadline_may_still_be_repaired(as_of, may_settle):
    found = replayed(OVERDUE, as_of=as_of, a=ASK).row("it", "a1")
    assert (found.verdict, found.may_settle) == ("violated", may_settle)


# ---------------------------------------------------------------- the close


@pytest.mark.parametrize(
    ("on_close", "close", "verdict"),
    [
        pytest.param("cancel", "2026-03-02 11:00", "cancelled", id="closed while it was open"),
        pytest.param("cancel", "2026-03-02 12:00", "cancelled", id="closed at the deadline"),
        pytest.param("cancel", "2026-03-02 12:01", "violated", id="closed after it"),
        pytest.param("due", "2026-03-02 11:00", "violated", id="the deadline still runs"),
    ],
)
def test_the_close(on_close, close, verdict):
    lines = f"2026-03-01 09:00 | stage | applied\n{ASK}\n{close} | stage | rejected"
    text = rule(**ANSWER, within="2 hours", on_close=on_close)
    found = replayed(text, as_of="2026-03-02 20:00", a=lines, b=ASK)
    assert found.verdicts("it") == {"a2": verdict, "b1": "violated"}


def test_an_answer_in_time_counts_after_the_close_too():
    lines = f"{ASK}\n2026-03-02 11:00 | stage | rejected\n{reply('2026-03-02 12:00')}"
    found = replayed(rule(**ANSWER, within="2 hours", on_close="cancel"), a=lines).row("it", "a1")
    assert (found.verdict, found.answer) == ("satisfied", "a3")


@pytest.mark.parametrize(
    ("time", "verdicts"),
    [
        pytest.param("2026-03-02 09:59", {"a1": "violated"}, id="before the close"),
        pytest.param("2026-03-02 10:00", {}, id="at its instant"),
        pytest.param("2026-03-02 10:01", {}, id="after it"),
    ],
)
def test_a_closed_case_activates_nothing(time, verdicts):
    lines = f"{time} | candidate -> hiring_manager | status\n2026-03-02 10:00 | stage | rejected"
    assert replayed(REPAIRED, a=lines).verdicts("it") == verdicts


def test_what_is_kept_needs_no_repair():
    text = rule(
        require="{from: recruiter, to: candidate}",
        after="{from: candidate, to: recruiter, about: status}",
        within="2 hours",
        settled_by="{from: recruiter, about: redirect}",
        settled_within="1 day",
    )
    ask = "2026-03-02 10:00 | candidate -> recruiter | status"
    found = replayed(
        text, as_of="2026-03-02 13:00", a=f"{ask}\n2026-03-02 11:00 | recruiter -> candidate | thanks", b=ask
    )
    assert [(one.verdict, one.may_settle) for one in found.rows("it")] == [("satisfied", False), ("violated", True)]
