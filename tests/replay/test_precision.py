"""Coarse stamps: a verdict that the instants they allow do not settle is undecided, and no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyzer.analysis import analyze
from analyzer.replay.precision import Stamps
from tests.replay.small import HOUR, MINUTE, replayed, rule, run
from tests.replay.worlds import instant, world

DAY = 24 * HOUR
ANSWER = rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="1 day")
ASK, TELL = "candidate -> recruiter | status", "recruiter -> candidate | thanks"


def coarse(text: str, width: int, *, as_of: str = "", only: str = "", blocks: int = 100, **cases: str):
    """Replay a log whose stamps (or only those of some events) are so coarse."""
    definition, log = world(text, **cases)
    ids = log.cells("event_id", np.arange(len(log)))
    widths = np.array([width - 1 if not only or one in only.split() else 0 for one in ids], dtype=np.int64)
    return run(definition, replace(log, width=widths), as_of=as_of, block_events=blocks)


def verdict_and_reasons(found, event: str, name: str = "it"):
    row = found.row(name, event)
    return row.verdict, row.reasons


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        pytest.param("2026-03-03 09:59", ("satisfied", ()), id="surely in time"),
        pytest.param("2026-03-03 10:00", ("undecided", ("clock-precision",)), id="at the limit to the minute"),
        pytest.param("2026-03-03 10:01", ("violated", ()), id="later than the limit even at its earliest"),
    ],
)
def test_stamps_of_a_minute_leave_a_minute_open(answered, expected):
    found = coarse(ANSWER, MINUTE, as_of="2026-03-09 09:00", a=f"2026-03-02 10:00 | {ASK}\n{answered} | {TELL}")
    assert verdict_and_reasons(found, "a1") == expected


@pytest.mark.parametrize("blocks", [1, 100])
def test_what_may_activate_is_known_in_every_block(blocks):
    other = "2026-03-02 12:00 | candidate -> hiring_manager | thanks"
    asked = f"2026-03-02 10:00 | {ASK}\n2026-03-03 10:00 | {TELL}"
    cases = {"a": other, "b": asked, "c": f"{other}\n" * 3}
    found = coarse(ANSWER, MINUTE, as_of="2026-03-09 09:00", blocks=blocks, **cases)
    assert found.verdicts("it") == {"b1": "undecided"}


@pytest.mark.parametrize("blocks", [1, 100])
def test_what_is_plainly_kept_may_come_before_others_in_every_block(blocks):
    other = "2026-03-02 12:00 | candidate -> hiring_manager | thanks"
    changed = "2026-03-02 10:00 | stage | applied\n2026-03-02 12:00 | stage | interview"
    cases = {"a": other, "b": changed, "c": f"{other}\n" * 2}
    found = coarse("", DAY, as_of="2026-03-09 09:00", blocks=blocks, **cases)
    assert (found.plain("stage-order"), found.verdicts("stage-order")) == (["b2"], {"b1": "undecided"})


@pytest.mark.parametrize("blocks", [1, 100])
def test_coarse_stamps_leave_the_same_open_whatever_the_blocks(blocks):
    lines = f"2026-03-02 10:00 | {ASK}\n2026-03-03 {{}} | {TELL}"
    cases = {name: lines.format("10:00" if name in "bd" else "09:59") for name in "abcd"}
    found = coarse(ANSWER, MINUTE, as_of="2026-03-09 09:00", blocks=blocks, **cases)
    assert [row.verdict for row in found.rows("it")] == ["satisfied", "undecided", "satisfied", "undecided"]


def test_exact_stamps_leave_nothing_open():
    found = replayed(ANSWER, as_of="2026-03-09 09:00", a=f"2026-03-02 10:00 | {ASK}\n2026-03-03 10:01 | {TELL}")
    assert verdict_and_reasons(found, "a1") == ("violated", ())


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("2026-03-01 00:00", "satisfied", id="the day before"),
        pytest.param("2026-03-02 00:00", "undecided", id="the same day"),
        pytest.param("2026-03-03 00:00", "violated", id="the day after"),
    ],
)
def test_the_order_of_one_day_is_not_known(before, expected):
    text = rule(require="{from: recruiter, to: candidate}", before="{about: status}")
    found = coarse(text, DAY, a=f"2026-03-02 00:00 | {ASK}\n{before} | {TELL}")
    assert found.row("it", "a1").verdict == expected


def test_a_row_appears_where_only_some_instants_make_it_an_activation():
    text = rule(forbid="{from: candidate, to: recruiter, stage: interview}")
    found = coarse(
        text,
        DAY,
        a=f"2026-03-01 00:00 | stage | applied\n2026-03-02 00:00 | stage | interview\n2026-03-02 00:00 | {ASK}",
    )
    assert found.verdicts("it") == {"a3": "undecided"}
    assert found.row("it", "a3").reasons == ("clock-precision",)
    assert found.witness("it") == {"a3": ["a3"]}


def test_a_row_that_an_event_makes_by_overtaking_others_is_its_own():
    text = rule(forbid="{about: status, stage: interview}")
    lines = f"01 10:00 | stage | applied\n02 10:00 | {ASK}\n02 10:30 | stage | interview\n02 10:40 | {TELL}"
    found = coarse(text, HOUR, only="a2", a="\n".join(f"2026-03-{line}" for line in lines.split("\n")))
    assert (found.verdicts("it"), found.witness("it")) == ({"a2": "undecided"}, {"a2": ["a2"]})


def test_only_what_is_coarse_is_moved():
    lines = f"2026-03-02 10:00 | {ASK}\n2026-03-03 10:00 | {TELL}"
    exact = coarse(ANSWER, DAY, only="none", as_of="2026-03-09 09:00", a=lines)
    answer_only = coarse(ANSWER, DAY, only="a2", as_of="2026-03-09 09:00", a=lines)
    assert exact.row("it", "a1").verdict == "satisfied"
    assert answer_only.row("it", "a1").verdict == "undecided"


def test_no_event_is_moved_beyond_the_horizon():
    found = coarse(ANSWER, DAY, as_of="2026-03-02 12:00", a=f"2026-03-02 10:00 | {ASK}\n2026-03-02 11:00 | {TELL}")
    assert found.row("it", "a1").verdict in ("undecided", "satisfied")
    later = coarse(ANSWER, DAY, as_of="2026-03-02 12:00", a=f"2026-03-02 10:00 | {ASK}")
    assert later.row("it", "a1").verdict == "pending"


def test_the_latest_instant_is_the_last_of_the_stamp_or_the_last_before_the_horizon():
    _, log = world(ANSWER, a=f"2026-03-02 10:00 | {ASK}\n2026-03-02 10:30 | {TELL}")
    stamps = Stamps.of(replace(log, width=np.full(2, HOUR - 1)), instant("2026-03-02 11:15"))
    assert stamps.span.earliest.tolist() == [instant("2026-03-02 10:00"), instant("2026-03-02 10:30")]
    assert stamps.span.latest.tolist() == [instant("2026-03-02 11:00") - 1, instant("2026-03-02 11:15") - 1]


def test_a_change_that_another_stamp_would_take_is_counted_once():
    lines = (
        "2026-03-01 10:00 | stage | applied\n2026-03-02 10:00 | stage | interview\n2026-03-02 11:00 | stage | interview"
    )
    found = coarse("", DAY, only="a2", a=lines)
    assert (found.plain("stage-order"), found.rows("stage-order")) == (["a2"], [])


def test_an_excuse_that_may_be_too_young_is_undecided():
    text = rule(
        forbid="{from: candidate, to: hiring_manager}",
        unless="[{unanswered: {about: status}, by: {from: recruiter}, for: 1 day}]",
    )
    found = coarse(text, MINUTE, a=f"2026-03-02 10:00 | {ASK}\n2026-03-03 10:00 | candidate -> hiring_manager | thanks")
    assert verdict_and_reasons(found, "a2") == ("undecided", ("clock-precision",))


def test_what_may_be_excused_names_no_excuse():
    text = rule(forbid="{about: status}", unless="[{after: {from: recruiter}, within: 1 hour}]")
    asked = f"2026-03-02 10:00 | {TELL}\n2026-03-02 11:00 | {ASK}"
    found = coarse(text, MINUTE, only="a2", a=asked, b=asked)
    assert [(row.verdict, row.excuse) for row in found.rows("it")] == [
        ("undecided", ""),
        ("excused", "after: {from: recruiter}, within: 1 hour"),
    ]


def test_what_may_be_settled_names_no_repair():
    text = rule(forbid="{about: status}", settled_by="{from: recruiter}", settled_within="1 hour")
    asked = f"2026-03-02 10:00 | {ASK}\n2026-03-02 11:00 | {TELL}"
    found = coarse(text, MINUTE, only="a2", a=asked, b=asked)
    assert [(row.verdict, row.settled) for row in found.rows("it")] == [("undecided", ""), ("settled", "b2")]


def test_what_may_be_no_violation_is_not_said_to_be_one_that_may_settle():
    text = rule(
        require="{from: recruiter}", before="{about: status}", settled_by="{about: redirect}", settled_within="1 day"
    )
    found = coarse(
        text,
        HOUR,
        only="a1",
        as_of="2026-03-02 12:00",
        a=f"2026-03-02 10:00 | {ASK}\n2026-03-02 10:30 | {TELL}",
        b=f"2026-03-02 10:00 | {ASK}",
        c=f"2026-03-02 10:00 | {TELL}\n2026-03-02 10:30 | {ASK}",
    )
    assert [(row.event, row.verdict, row.may_settle) for row in found.rows("it")] == [
        ("a1", "undecided", False),
        ("b1", "violated", True),
        ("c2", "satisfied", False),
    ]


def test_a_candidate_with_one_case_is_judged_across_cases_as_in_it():
    text = rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="2 days", pairing="each")
    lines = f"2026-03-02 23:00 | {ASK}\n2026-03-02 00:00 | {ASK}\n2026-03-03 10:00 | {TELL}"
    widths = np.array([DAY, HOUR, 1]) - 1  # both questions, in order of time, may have come just before midnight
    found = []
    for across in ("", "    across: candidate\n"):
        definition, log = world(text + across, a=lines)
        found.append(run(definition, replace(log, width=widths), as_of="2026-03-09 09:00").verdicts("it"))
    assert found[0] == found[1]
    assert set(found[0]) == {"a1", "a2"}


def test_contacts_do_not_depend_on_the_clock():
    text = "contacts: [{from: candidate, to: recruiter}]\n"
    found = coarse(text, DAY, a=f"2026-03-02 00:00 | {ASK}\n2026-03-02 00:00 | {TELL}\n2026-03-03 00:00 | {ASK}")
    assert found.plain("contact") == ["a1", "a3"]
    assert found.verdicts("contact") == {"a2": "violated"}


def test_threads_keep_their_beginning_in_another_order_of_time():
    text = rule(forbid="{about: thanks, thread_started_by: candidate}")
    lines = f"2026-03-02 10:00 | {ASK} | thread t\n2026-03-04 10:00 | {TELL} | thread t"
    assert coarse(text, DAY, a=lines).verdicts("it") == {"a2": "violated"}


def test_rows_of_several_replays_stand_in_the_order_of_the_log():
    cases = {
        "a": f"2026-03-02 10:00 | {ASK}\n2026-03-03 10:00 | {TELL}",
        "b": f"2026-03-02 10:00 | {ASK}\n2026-03-02 12:00 | {ASK}\n2026-03-03 10:00 | {TELL}",
        "c": f"2026-03-02 10:00 | {ASK}",
    }
    found = coarse(ANSWER, MINUTE, as_of="2026-03-09 09:00", **cases)
    assert found.verdicts("it") == {"a1": "undecided", "b1": "undecided", "b2": "satisfied", "c1": "violated"}
    assert set(found.witness("it")) == {"a1", "b1", "c1"}


# ---------------------------------------------------------------- between the ends


@pytest.mark.parametrize(
    ("text", "lines", "width", "only", "event", "expected"),
    [
        pytest.param(
            rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="4 hours"),
            f"2026-03-02 10:00 | {ASK}\n2026-03-02 00:00 | {TELL}", DAY, "a2", "a1",
            "undecided", id="an answer on the day, to a question of which the minute is known"),
        pytest.param(
            rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="4 hours"),
            f"2026-03-02 10:00 | {ASK}\n2026-03-03 00:00 | {TELL}", DAY, "a2", "a1",
            "violated", id="an answer on the day after is too late whenever it came"),
        pytest.param(
            rule(require="{from: recruiter}", after="{about: status}", not_before="2 hours", within="4 hours"),
            f"2026-03-02 00:00 | {ASK}\n2026-03-02 00:00 | {TELL}", DAY, "", "a1",
            "undecided", id="not before two hours, within four, both on one day"),
        pytest.param(
            rule(limit="{about: status}", at_most="1", per="1 hour"),
            f"2026-03-02 10:00 | {ASK}\n2026-03-02 11:00 | {ASK}", MINUTE, "", "a2",
            "undecided", id="two that may be a little more than an hour apart"),
        pytest.param(
            rule(limit="{about: status}", at_most="1", per="1 hour"),
            f"2026-03-02 10:00 | {ASK}\n2026-03-02 10:58 | {ASK}", MINUTE, "", "a2",
            "violated", id="two that cannot be an hour apart"),
        pytest.param(
            rule(forbid="{about: thanks}", between="[{about: status}, {from: recruiter}]"),
            f"2026-03-02 10:00 | {ASK}\n2026-03-02 00:00 | recruiter -> candidate | -\n"
            "2026-03-02 14:00 | candidate -> recruiter | thanks", DAY, "a2", "a3",
            "undecided", id="a closing somewhere in the day"),
        pytest.param(
            rule(require="{from: recruiter}", before="{about: status}", within="1 hour"),
            f"2026-03-02 00:00 | {ASK}\n2026-03-02 10:00 | {TELL}", DAY, "a1", "a1",
            "undecided", id="a question somewhere in the day, shortly after"),
    ],
)  # fmt: skip
def test_what_can_be_kept_at_some_instant_between_the_ends_is_not_violated(text, lines, width, only, event, expected):
    found = coarse(text, width, only=only, as_of="2026-03-09 09:00", a=lines)
    assert found.row("it", event).verdict == expected
    assert found.row("it", event).reasons == (("clock-precision",) if expected == "undecided" else ())


def test_as_many_violations_of_one_case_as_there_are_are_tried_again():
    text = rule(limit="{about: status}", at_most="1", per="1 hour")
    lines = "\n".join(f"2026-03-02 {hour:02}:00 | {ASK}" for hour in range(23))
    verdicts = coarse(text, MINUTE, as_of="2026-03-09 09:00", a=lines).all_verdicts("it")
    assert list(verdicts.values())[1:] == ["undecided"] * 22


def test_moved_events_of_one_instant_are_in_the_order_of_their_ids():
    text = rule(require="{from: recruiter}", after="{about: status}", within="1 day") + "    pairing: each\n"
    lines = (
        f"2026-03-02 10:00:59.999999 | {ASK}\n2026-03-02 10:00 | {ASK}\n2026-03-02 12:00 | {TELL}"  # a2 may be as late
    )
    found = coarse(text, MINUTE, only="a2", as_of="2026-03-09 09:00", a=lines)
    assert found.verdicts("it") == {"a1": "undecided", "a2": "undecided"}


def test_which_cases_are_older_is_known_wherever_their_events_are_moved():
    text = rule(limit="{about: status}", at_most="1", per="1 hour", unless="[{after: {about: thanks}}]")
    lines = f"2026-03-02 10:00 | {ASK}\n2026-03-02 10:30 | {ASK}"
    definition, log = world(text, a=f"2026-03-02 10:00 | {ASK}", b=lines)
    coarse_log = replace(log, width=np.full(len(log), MINUTE - 1, dtype=np.int64))
    rows = analyze(coarse_log, definition, as_of="2026-03-09", older=["b"]).activations
    found = rows[(rows["rule"] == "it") & (rows["event_id"] == "b2")]
    assert found[["verdict", "reasons"]].to_numpy().tolist() == [["undecided", "case-older-than-log"]]
    exact = analyze(coarse_log, definition, as_of="2026-03-09", older=["a"]).activations
    assert exact[exact["event_id"] == "b2"]["verdict"].tolist() == ["violated"]


def test_progress_is_told_for_every_rule_of_a_log_with_coarse_stamps():
    definition, log = world(ANSWER, a=f"2026-03-02 10:00 | {ASK}")
    told = []
    run(
        definition,
        replace(log, width=np.full(1, MINUTE - 1, dtype=np.int64)),
        progress=lambda word, share: told.append((word, share)),
    )
    shares = [share for word, share in told if word == "coarse stamps"]
    assert shares == [(number + 1) / len(definition.rules) for number in range(len(definition.rules))]
