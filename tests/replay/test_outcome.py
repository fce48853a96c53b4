"""What stands in the table of a rule beside the verdict: deadlines, slack, answers, reasons."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.calendars import ClockKind, Clocks, Duration
from analyzer.definitions.model import Stage
from analyzer.findings import Verdict
from analyzer.replay.judged import CLOCKS, NO_TIME, instants_of
from tests.replay.small import HOUR, replayed, rule, run
from tests.replay.worlds import instant, world

ANSWER = {"require": "{from: recruiter, to: candidate}", "after": "{from: candidate, to: recruiter, about: status}"}
ASK = "2026-03-02 10:00 | candidate -> recruiter | status"
MANAGER = "2026-03-02 10:00 | candidate -> hiring_manager | status"


def reply(time: str, topic: str = "thanks") -> str:
    return f"{time} | recruiter -> candidate | {topic}"


# ---------------------------------------------------------------- deadlines and slack


@pytest.mark.parametrize(
    ("within", "clock", "due", "lines", "as_of", "verdict", "answer", "slack"),
    [
        pytest.param(
            "2 hours",
            "elapsed",
            "02 12:00",
            [reply("2026-03-02 11:00")],
            "",
            "satisfied",
            "a2",
            60,
            id="answered early",
        ),
        pytest.param(
            "2 hours", "elapsed", "02 12:00", [reply("2026-03-02 12:00")], "", "satisfied", "a2", 0, id="just in time"
        ),
        pytest.param(
            "2 hours", "elapsed", "02 12:00", [reply("2026-03-02 12:30")], "", "violated", "a2", -30, id="answered late"
        ),
        pytest.param("2 hours", "elapsed", "02 12:00", [], "2026-03-02 11:30", "pending", "", 30, id="time left"),
        pytest.param("2 hours", "elapsed", "02 12:00", [], "2026-03-02 12:00", "pending", "", 0, id="no time left"),
        pytest.param("2 hours", "elapsed", "02 12:00", [], "2026-03-02 15:00", "violated", "", -180, id="no answer"),
        pytest.param(
            "9 business hours",
            "business hours",
            "03 11:00",
            [reply("2026-03-03 09:30")],
            "",
            "satisfied",
            "a2",
            90,
            id="the night is not counted",
        ),
        pytest.param(
            "1 business day",
            "business days",
            "03 10:00",
            [reply("2026-03-03 11:00")],
            "",
            "violated",
            "a2",
            -180,
            id="an eighth of a working day late",
        ),
        pytest.param(
            "7 business hours",
            "business hours",
            "02 17:00",
            [reply("2026-03-02 20:00")],
            "",
            "satisfied",
            "a2",
            0,
            id="in the evening of the last day",
        ),
    ],
)
def test_deadline_and_slack(within, clock, due, lines, as_of, verdict, answer, slack):
    found = replayed(rule(**ANSWER, within=within), as_of=as_of, a="\n".join([ASK, *lines])).row("it", "a1")
    assert (found.verdict, found.answer, found.clock) == (verdict, answer, clock)
    assert found.due == instant(f"2026-03-{due}")
    assert found.slack == slack


def test_rules_without_a_deadline_have_neither_clock_nor_slack():
    text = rule(forbid="{from: candidate, to: hiring_manager}", unless="[{about: thanks}]")
    found = replayed(text, a=f"{MANAGER}\n2026-03-02 11:00 | candidate -> hiring_manager | thanks").rows("it")
    assert [(one.verdict, one.clock, one.due, one.slack, one.excuse) for one in found] == [
        ("violated", "", None, None, ""),
        ("excused", "", None, None, "about: thanks"),
    ]
    assert [(one.answer, one.settled, one.may_settle) for one in found] == [("", "", False)] * 2


def test_a_stay_has_its_own_deadline_on_the_clock_of_its_stage():
    lines = "2026-03-02 09:00 | stage | interview\n2026-03-05 09:00 | stage | offer"
    found = replayed("", a=lines, b="2026-03-02 09:00 | stage | interview", as_of="2026-03-03 09:00").row(
        "stage-time", "b1"
    )
    assert (found.verdict, found.due, found.slack) == ("pending", instant("2026-03-04 09:00"), 24 * 60)
    found = replayed("", a=lines).row("stage-time", "a1")
    assert (found.verdict, found.answer, found.slack, found.clock) == ("violated", "a2", -24 * 60, "elapsed")


def test_stays_on_several_clocks_each_have_their_own_slack():
    definition, log = world("", a="2026-03-06 16:00 | stage | applied\n2026-03-09 10:00 | stage | interview")
    stages = (
        Stage("applied", ("interview",), Duration(ClockKind.BUSINESS_HOURS, HOUR, "1 business hour")),
        Stage("interview", None, Duration(ClockKind.ELAPSED, 3 * HOUR, "3 hours")),
    )
    found = run(definition.replace(stages=stages), log, as_of="2026-03-09 12:00").rows("stage-time")
    assert [(one.verdict, one.clock, one.slack) for one in found] == [
        ("violated", "business hours", -60),
        ("pending", "elapsed", 60),
    ]


def test_each_clock_reaches_its_reading_at_its_own_instant():
    calendar = world("", a=ASK)[0].calendar
    start = instant("2026-03-02 10:00")
    clocks = Clocks(calendar, start, start)
    kinds = (ClockKind.BUSINESS_DAYS, ClockKind.ELAPSED, ClockKind.BUSINESS_HOURS, ClockKind.ELAPSED)
    code = np.array([*(CLOCKS.index(kind) for kind in kinds), -1], dtype=np.int8)
    reading = [int(clocks.read(kind, np.array([start]))[0]) for kind in kinds]
    found = instants_of(clocks, code, np.array([*reading, 5])).tolist()
    assert found == [start] * 4 + [NO_TIME]
    assert instants_of(clocks, code[:0], np.zeros(0, dtype=np.int64)).tolist() == []


# ---------------------------------------------------------------- answers


def test_of_several_answers_the_first_is_named():
    lines = "\n".join([ASK, reply("2026-03-02 10:00"), reply("2026-03-02 11:00")])
    assert replayed(rule(**ANSWER, within="2 hours"), a=lines).row("it", "a1").answer == "a2"


def test_the_late_answer_is_named_and_not_one_that_came_too_early():
    text = rule(**ANSWER, within="1 hour", not_before="1 hour")
    early, late = reply("2026-03-02 10:59:59.999999"), reply("2026-03-02 11:00:00.000001")
    found = replayed(text, a="\n".join([ASK, early, late, reply("2026-03-02 12:00")])).row("it", "a1")
    assert (found.verdict, found.answer) == ("violated", "a3")


def test_before_the_last_is_named():
    text = rule(require="{from: recruiter, to: candidate}", before="{from: candidate, about: status}", within="2 hours")
    lines = "\n".join([reply("2026-03-02 08:00"), reply("2026-03-02 09:00"), ASK])
    assert replayed(text, a=lines).row("it", "a3").answer == "a2"
    late = "\n".join([reply("2026-03-02 07:00"), ASK])
    found = replayed(text, a=late).row("it", "a2")
    assert (found.verdict, found.answer) == ("violated", "a1")


def test_a_protected_answer_is_not_named():
    text = rule(**ANSWER, within="2 hours")
    found = replayed(text, a=f"{ASK}\n{reply('2026-03-02 11:00', 'complaint')}").row("it", "a1")
    assert (found.verdict, found.answer) == ("satisfied", "")


def test_an_undecided_row_names_the_answer_that_may_be_one():
    text = rule(
        require="{from: recruiter, about: redirect}", after="{from: candidate, about: status}", within="2 hours"
    )
    lines = f"{ASK}\n{reply('2026-03-02 11:00', '-')}\n{reply('2026-03-02 15:00', 'redirect')}"
    found = replayed(text, a=lines).row("it", "a1")
    assert (found.verdict, found.answer, found.slack) == ("undecided", "a2", 60)


def test_an_unknown_answer_leaves_the_verdict_pending_while_the_window_is_open():
    text = rule(
        require="{from: recruiter, about: redirect}", after="{from: candidate, about: status}", within="2 hours"
    )
    lines = f"{ASK}\n{reply('2026-03-02 11:00', '-')}"
    found = replayed(text, as_of="2026-03-02 12:00", a=lines).row("it", "a1")
    assert (found.verdict, found.reasons, found.answer, found.slack) == ("pending", (), "", 0)
    found = replayed(text, as_of="2026-03-02 12:01", a=lines).row("it", "a1")
    assert (found.verdict, found.reasons) == ("undecided", ("topic-unknown",))


@pytest.mark.parametrize(
    ("unless", "topics", "verdict"),
    [
        pytest.param("[{about: thanks}]", "status, thanks", "undecided", id="an excuse that holds"),
        pytest.param("[{after: {about: thanks}}]", "status", "undecided", id="an excuse that may hold"),
        pytest.param("[{copied: coordinator}]", "status", "pending", id="an excuse that does not"),
    ],
)
def test_an_open_window_with_an_unknown_answer_and_an_excuse(unless, topics, verdict):
    text = rule(
        require="{from: recruiter, about: redirect}",
        after="{from: candidate, about: status}",
        within="2 hours",
        unless=unless,
    )
    lines = f"2026-03-02 09:00 | coordinator -> recruiter | -\n2026-03-02 10:00 | candidate -> recruiter | {topics}\n"
    lines += reply("2026-03-02 11:00", "-")
    assert replayed(text, as_of="2026-03-02 11:30", a=lines).row("it", "a2").verdict == verdict


def test_where_it_is_unknown_whether_anything_was_asked_an_open_window_is_undecided():
    text = rule(
        require="{from: recruiter, about: redirect}", after="{from: candidate, about: status}", within="2 hours"
    )
    lines = f"2026-03-02 10:00 | candidate -> recruiter | -\n{reply('2026-03-02 11:00', '-')}"
    assert replayed(text, as_of="2026-03-02 11:30", a=lines).row("it", "a1").verdict == "undecided"


# ---------------------------------------------------------------- unknowns


@pytest.mark.parametrize(
    ("text", "line", "reasons"),
    [
        pytest.param(
            rule(forbid="{from: candidate, about: status, stage: interview}"),
            "2026-03-02 10:00 | candidate -> recruiter | -",
            ("topic-unknown", "stage-unknown"),
            id="two that both decide",
        ),
        pytest.param(
            rule(forbid="{from: candidate, about: status}", unless="[{stage: interview}]"),
            "2026-03-02 10:00 | candidate -> recruiter | status",
            ("stage-unknown",),
            id="an excuse that may hold",
        ),
        pytest.param(
            rule(forbid="{from: candidate, about: status}", unless="[{stage: interview}, {copied: coordinator}]"),
            "2026-03-02 10:00 | candidate -> recruiter | - | copied coordinator",
            ("topic-unknown",),
            id="an unknown that another excuse makes idle",
        ),
        pytest.param(
            rule(forbid="{any_of: [{from: candidate, about: status}, {to: recruiter}]}"),
            "2026-03-02 10:00 | candidate -> recruiter | -",
            (),
            id="an unknown beside what surely holds",
        ),
        pytest.param(
            rule(forbid="{from: candidate, about: status}"),
            "2026-03-02 10:00 | ? -> recruiter | -",
            ("topic-unknown", "role-unknown"),
            id="role and topic",
        ),
        pytest.param(
            rule(forbid="{from: candidate, to: hiring_manager}"),
            "2026-03-02 10:00 | candidate -> ? | status",
            ("role-unknown",),
            id="a recipient",
        ),
        pytest.param(
            rule(forbid="{from: candidate, copied: hiring_manager}"),
            "2026-03-02 10:00 | candidate -> recruiter | status | copied ?",
            ("role-unknown",),
            id="someone in copy",
        ),
        pytest.param(
            rule(forbid="{from: candidate}", unless="[{thread_started_by: recruiter}]"),
            "2026-03-02 10:00 | candidate -> recruiter | status | in_reply_to=x",
            ("thread-unknown",),
            id="thread",
        ),
    ],
)
def test_the_reasons_why_a_verdict_cannot_be_known(text, line, reasons):
    older = "a" if "thread-unknown" in reasons else ""
    known = "2026-03-02 09:00 | coordinator -> recruiter | thanks"
    found = replayed(text, older=older, a=line, b=known).row("it", "a1")
    assert (found.verdict, found.reasons) == ("undecided" if reasons else "violated", reasons)


def test_rows_are_in_the_order_of_events_whatever_was_decided_when():
    text = rule(**ANSWER, within="2 hours")
    lines = [
        "2026-03-02 09:00 | candidate -> recruiter | status",
        reply("2026-03-02 12:00"),
        "2026-03-02 13:00 | candidate -> recruiter | status",
        reply("2026-03-02 13:30"),
        "2026-03-02 14:00 | candidate -> recruiter | status",
    ]
    found = replayed(text, as_of="2026-03-03 09:00", a="\n".join(lines))
    assert found.verdicts("it") == {"a1": "violated", "a3": "satisfied", "a5": "violated"}
    assert [one.answer for one in found.rows("it")] == ["a2", "a4", ""]
    part = found.part("it")
    assert [part.count(verdict) for verdict in (Verdict.SATISFIED, Verdict.VIOLATED, Verdict.PENDING)] == [1, 2, 0]


def test_what_may_be_an_activation_but_is_kept_in_every_reading_is_no_row():
    text = rule(**ANSWER, within="2 hours")
    lines = f"2026-03-02 10:00 | candidate -> recruiter | -\n{reply('2026-03-02 11:00')}"
    assert replayed(text, a=lines).rows("it") == []
    assert replayed(text, a=lines, b=f"{ASK}\n{reply('2026-03-02 11:00')}").verdicts("it") == {"b1": "satisfied"}


def test_when_takes_out_what_it_does_not_hold_for():
    text = rule(forbid="{from: candidate}", when="[{to: hiring_manager}, {about: status}]")
    lines = f"{MANAGER}\n{ASK}\n2026-03-02 11:00 | candidate -> hiring_manager | thanks"
    assert replayed(text, a=lines).verdicts("it") == {"a1": "violated"}
    unsure = "2026-03-02 11:00 | candidate -> hiring_manager | -\n2026-03-02 11:00 | candidate -> recruiter | -"
    assert replayed(text, a=unsure).verdicts("it") == {"a1": "undecided"}


def test_blocks_of_one_case_each_give_the_same_table():
    cases = {name: f"{ASK}\n{reply(time)}" for name, time in (("a", "2026-03-02 11:00"), ("b", "2026-03-02 15:00"))}
    cases |= {"c": MANAGER, "d": ASK}
    definition, log = world(rule(**ANSWER, within="2 hours"), **cases)
    whole, parts = (run(definition, log, block_events=size).rows("it") for size in (100, 1))
    assert whole == parts
    assert [one.verdict for one in whole] == ["satisfied", "violated", "violated"]


@pytest.mark.parametrize(
    ("limits", "answer"),
    [
        pytest.param({"within": "5 hours", "not_before": "1 business day"}, "a2", id="on two clocks"),
        pytest.param({"within": "5 hours", "not_before": "4 hours"}, "a3", id="a window that can be met"),
    ],
)
def test_an_answer_that_is_too_early_and_too_late_is_the_one_that_came(limits, answer):
    late = "2026-03-02 15:30" if answer == "a2" else "2026-03-02 11:00"
    lines = "\n".join([ASK, reply(late), reply("2026-03-05 15:30")])
    row = replayed(rule(**ANSWER, **limits), as_of="2026-03-09 09:00", a=lines).row("it", "a1")
    assert (row.verdict, row.answer) == ("violated", answer)
