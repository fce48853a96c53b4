"""Declared coverage: a violation that rests on silence stands only where an answer would have been seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.errors import Place
from analyzer.events.coverage import Covered
from analyzer.replay.coverage import Coverage, undeclared_names
from tests.replay.small import rule, run
from tests.replay.worlds import world

ASKED = "2026-03-02 10:00 | candidate -> recruiter | status"
LATE = "2026-03-05 10:00 | recruiter -> candidate | thanks | email"
ANSWER = rule(require="{from: recruiter, to: candidate}", after="{about: status}", within="1 day")
BY_MAIL = rule(require="{from: recruiter, to: candidate, by: email}", after="{about: status}", within="1 day")


def covered(role=None, channel=(), since=None, until=None, person=None):
    return Covered(role, person, tuple(channel), since, until, Place("coverage.yaml", 1, 1))


def judged(
    text: str, *lines: Covered, as_of: str = "2026-03-09 10:00", event: str = "a1", name: str = "it", **cases: str
):
    definition, log = world(text, **(cases or {"a": ASKED}))
    row = run(definition, log, as_of=as_of, coverage=lines or None).row("it", event)
    return row.verdict, row.reasons


UNSEEN = ("undecided", ("channel-not-covered",))
SEEN = ("violated", ())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], SEEN, id="nothing is declared"),
        pytest.param([covered("recruiter")], SEEN, id="all channels, always"),
        pytest.param([covered("any")], SEEN, id="everybody"),
        pytest.param([covered("candidate")], UNSEEN, id="another role"),
        pytest.param([covered("recruiter", ["email"])], UNSEEN, id="one of two channels"),
        pytest.param([covered("recruiter", ["email"]), covered("recruiter", ["phone"])], SEEN, id="both, line by line"),
        pytest.param([covered("recruiter", since="2026-03-02 10:00")], SEEN, id="from the question on"),
        pytest.param([covered("recruiter", since="2026-03-02 10:01")], UNSEEN, id="from a minute later"),
        pytest.param([covered("recruiter", until="2026-03-03 10:01")], SEEN, id="beyond the deadline"),
        pytest.param([covered("recruiter", until="2026-03-03 10:00")], UNSEEN, id="the deadline is not included"),
        pytest.param(
            [covered("recruiter", until="2026-03-02 18:00"), covered("recruiter", since="2026-03-02 18:00")],
            SEEN,
            id="two stretches that meet",
        ),
        pytest.param(
            [covered("recruiter", until="2026-03-02 18:00"), covered("recruiter", since="2026-03-02 18:01")],
            UNSEEN,
            id="a gap of a minute",
        ),
        pytest.param(
            [covered("any", ["phone"], until="2026-03-02 12:00"), covered("recruiter")], SEEN, id="one line is enough"
        ),
        pytest.param(
            [covered("recruiter", until="2026-02-01 10:00"), covered("recruiter", since="2026-03-01 10:00")],
            SEEN,
            id="the later of two stretches apart",
        ),
        pytest.param(
            [
                covered("recruiter", until="2026-02-01 10:00"),
                covered("recruiter", since="2026-03-01 10:00", until="2026-03-02 18:00"),
                covered("recruiter", since="2026-03-02 18:00"),
            ],
            SEEN,
            id="one apart and two that meet",
        ),
        pytest.param(
            [
                covered("recruiter", until="2026-02-01 10:00"),
                covered("recruiter", since="2026-03-01 10:00", until="2026-03-04 10:00"),
                covered("recruiter", since="2026-03-02 11:00", until="2026-03-02 12:00"),
            ],
            SEEN,
            id="one apart and one within another",
        ),
    ],
)
def test_the_whole_window_must_be_covered_on_every_channel(lines, expected):
    assert judged(ANSWER, *lines) == expected


@pytest.mark.parametrize(
    ("channel", "expected"),
    [pytest.param("email", SEEN, id="that channel"), pytest.param("phone", UNSEEN, id="another")],
)
def test_where_the_answer_has_a_channel_only_that_counts(channel, expected):
    assert judged(BY_MAIL, covered("recruiter", [channel])) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([covered("recruiter", ["email"]), covered("recruiter", ["phone"])], SEEN, id="both are covered"),
        pytest.param([covered("recruiter", ["email"])], UNSEEN, id="one of them is not"),
    ],
)
@pytest.mark.parametrize(
    "require",
    [
        "{any_of: [{from: recruiter, by: email}, {from: recruiter, by: phone}]}",
        "{all_of: [{from: recruiter}, {by: [email, phone]}]}",
    ],
)
def test_where_the_answer_may_have_one_of_several_channels_all_of_them_count(require, lines, expected):
    assert judged(rule(require=require, after="{about: status}", within="1 day"), *lines) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [pytest.param("recruiter", UNSEEN, id="one of two"), pytest.param("any", SEEN, id="everybody")],
)
@pytest.mark.parametrize(
    "require",
    [
        pytest.param("{any_of: [{from: recruiter}, {from: hiring_manager}]}", id="two roles are named"),
        pytest.param("{any_of: [{from: recruiter}, {about: thanks}]}", id="anybody may write about that"),
        pytest.param("{not: {from: candidate}}", id="it is only said who it is not"),
    ],
)
def test_where_several_roles_may_answer_all_of_them_must_be_covered(require, role, expected):
    assert judged(rule(require=require, after="{about: status}", within="1 day"), covered(role)) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param("2026-03-02 14:59", SEEN, id="the instant in UTC"),
        pytest.param("2026-03-02 15:00", UNSEEN, id="a minute later"),
    ],
)
def test_without_a_calendar_the_bounds_are_in_utc(since, expected):
    definition, log = world(rule(require="{from: recruiter}", before="{about: status}", within="1 minute"), a=ASKED)
    found = run(replace(definition, calendar=None), log, coverage=[covered("recruiter", since=since)], older=None)
    row = found.row("it", "a1")
    assert (row.verdict, row.reasons) == expected


def test_an_open_window_is_pending_all_the_same():
    assert judged(ANSWER, covered("candidate"), as_of="2026-03-03 09:00") == ("pending", ())


def test_a_late_answer_does_not_prove_that_there_was_none_in_time():
    assert judged(ANSWER, covered("candidate"), a=f"{ASKED}\n{LATE}") == UNSEEN


def test_what_is_kept_or_excused_needs_no_coverage():
    text = rule(
        require="{from: recruiter, to: candidate}", after="{about: status}", within="1 day", unless="[{by: phone}]"
    )
    assert judged(text, covered("candidate"), a=f"{ASKED} | phone") == ("excused", ())
    in_time = f"{ASKED}\n2026-03-02 11:00 | recruiter -> candidate | thanks"
    assert judged(text, covered("candidate"), a=in_time) == ("satisfied", ())


@pytest.mark.parametrize(
    ("text", "event", "lines", "expected"),
    [
        pytest.param(
            rule(require="{from: recruiter}", before="{about: status}"), "a2",
            [covered("recruiter", since="2026-03-01 10:00")], SEEN, id="before, from the beginning of the case"),
        pytest.param(
            rule(require="{from: recruiter}", before="{about: status}"), "a2",
            [covered("recruiter", since="2026-03-01 10:01")], UNSEEN, id="before, not from the beginning"),
        pytest.param(
            rule(require="{from: recruiter}", before="{about: status}", within="1 hour"), "a2",
            [covered("recruiter", since="2026-03-02 09:00")], SEEN, id="before, in its window"),
        pytest.param(
            rule(require="{from: recruiter}", before="{about: status}", within="1 hour"), "a2",
            [covered("recruiter", since="2026-03-02 09:01")], UNSEEN, id="before, not all of its window"),
        pytest.param(
            rule(require="{from: recruiter}", by="rejected"), "a3",
            [covered("recruiter", until="2026-03-03 10:01")], SEEN, id="by a stage"),
        pytest.param(
            rule(require="{from: recruiter}", by="rejected"), "a3",
            [covered("recruiter", until="2026-03-03 10:00")], UNSEEN, id="by a stage, not until then"),
        pytest.param(
            rule(require="{from: recruiter}", next_after="{about: status}"), "a2",
            [covered("recruiter", until="2026-03-04 10:01")], SEEN, id="next, until what came instead"),
        pytest.param(
            rule(require="{from: recruiter}", next_after="{about: status}"), "a2",
            [covered("recruiter", until="2026-03-04 10:00")], UNSEEN, id="next, not until then"),
        pytest.param(
            rule(forbid="{about: thanks}", between="[{about: status}, {from: recruiter}]"), "a4",
            [covered("recruiter", since="2026-03-02 10:00")], SEEN, id="between, from the opening on"),
        pytest.param(
            rule(forbid="{about: thanks}", between="[{about: status}, {from: recruiter}]"), "a4",
            [covered("recruiter", since="2026-03-02 10:01")], UNSEEN, id="between, not from the opening on"),
        pytest.param(
            rule(forbid="{about: status}"), "a2", [covered("hiring_manager")], SEEN, id="what did happen is seen"),
    ],
)  # fmt: skip
def test_every_verb_that_rests_on_an_absence_asks_for_coverage(text, event, lines, expected):
    case = (
        "2026-03-01 10:00 | stage | applied\n"
        f"{ASKED}\n2026-03-03 10:00 | stage | rejected\n2026-03-04 10:00 | candidate -> recruiter | thanks"
    )
    if "between" in text:  # a rule that a closed case stops from being judged
        case = case.replace("rejected", "interview")
    assert judged(text, *lines, event=event, a=case) == expected


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param(["ann", "ben"], SEEN, id="everybody who shows in the role"),
        pytest.param(["ann"], UNSEEN, id="one of two"),
        pytest.param(["zoe"], UNSEEN, id="somebody else"),
    ],
)
def test_people_are_covered_one_by_one(people, expected):
    case = (
        f"{ASKED} | sender kim\n2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender ann\n"
        "2026-03-07 10:00 | recruiter -> hiring_manager | thanks | sender ben"
    )
    other = "2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender zoe"
    lines = [covered(person=person) for person in people]
    assert judged(ANSWER, *lines, a=case, b=other) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [pytest.param("2026-03-02 10:00", SEEN, id="in time"), pytest.param("2026-03-02 10:01", UNSEEN, id="too late")],
)
def test_everybody_is_covered_from_a_time_of_their_own(since, expected):
    case = f"{ASKED} | sender kim\n2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender ann"
    assert judged(ANSWER, covered(person="ann", since=since), covered(person="kim"), a=case) == expected


def test_the_people_of_each_case_are_its_own():
    told = "2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender"
    cases = {
        "a": f"{ASKED}\n{told} ann",
        "b": f"{ASKED}\n{told} ben\n{told} ann",
        "c": f"{ASKED}\n{told} ben\n{ASKED.replace('10:00', '11:00')}",
        "d": ASKED,
        "e": f"{ASKED}\n{told} zoe\n{told} ben",
        "f": f"{ASKED}\n{told} zoe",
    }
    definition, log = world(ANSWER, **cases)
    lines = [covered(person="ann"), covered(person="ben"), covered("recruiter", since="2026-03-02 11:00")]
    found = run(definition, log, as_of="2026-03-09 10:00", coverage=lines)
    unseen = [event for event, verdict in found.verdicts("it").items() if verdict == "undecided"]
    assert unseen == ["d1", "e1", "f1"]
    assert len(found.verdicts("it")) == 7


def test_a_rule_across_cases_looks_for_people_in_all_cases_of_the_candidate():
    cases = {
        "a": f"{ASKED} | sender kim | candidate_id=kim",
        "b": "2026-03-06 10:00 | candidate -> recruiter | thanks | sender lee | candidate_id=lee",
        "c": "2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender ann | candidate_id=kim",
    }
    text = ANSWER + "    across: candidate\n"
    assert judged(text, covered(person="ann"), **cases) == SEEN
    assert judged(text, covered(person="ben"), **cases) == UNSEEN


def test_a_role_in_which_nobody_is_seen_is_not_covered_by_people():
    assert judged(ANSWER, covered(person="ann"), a=f"{ASKED} | sender kim") == UNSEEN


def test_other_reasons_are_named_beside_it():
    case = f"{ASKED}\n2026-03-02 12:00 | recruiter -> ? | thanks"
    verdict, reasons = judged(ANSWER, covered("candidate"), a=case)
    assert (verdict, set(reasons)) == ("undecided", {"role-unknown", "channel-not-covered"})


def test_roles_and_channels_that_the_definition_does_not_have_are_named():
    definition, log = world(ANSWER, a=ASKED)
    lines = [
        covered("sourcer", ["fax", "email"]),
        covered("recruiter", ["chat"]),
        covered("any"),
        covered(person="ann", channel=["phone"]),
    ]
    assert undeclared_names(Coverage(lines, definition, log)) == {"role": ("sourcer",), "channel": ("chat", "fax")}
    assert undeclared_names(Coverage(lines[2:], definition, log)) == {"role": (), "channel": ()}


WITH_ANN = f"{ASKED} | sender kim\n2026-03-06 10:00 | recruiter -> hiring_manager | thanks | sender ann"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [covered("recruiter", until="2026-03-02 18:00"), covered(person="ann", since="2026-03-02 18:00")],
            SEEN, id="her role first, then she herself"),
        pytest.param(
            [covered("recruiter", until="2026-03-02 18:00"), covered(person="ann", since="2026-03-02 18:01")],
            UNSEEN, id="a minute between"),
        pytest.param([covered("recruiter", ["email"]), covered(person="ann", channel=["phone"])],
            SEEN, id="her role on one channel, she herself on the other"),
    ],
)  # fmt: skip
def test_what_is_declared_for_a_role_and_for_a_person_adds_up(lines, expected):
    assert judged(ANSWER, *lines, a=WITH_ANN) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("recruiter -> hiring_manager | thanks", UNSEEN, id="a recruiter without a name may be anybody"),
        pytest.param("? -> hiring_manager | thanks | sender zoe", UNSEEN, id="zoe may be a recruiter"),
        pytest.param("? -> hiring_manager | thanks | sender ann", SEEN, id="ann is covered whatever she is"),
        pytest.param("coordinator -> hiring_manager | thanks", SEEN, id="another role without a name"),
    ],
)
def test_whoever_may_be_in_the_role_must_be_covered(line, expected):
    assert judged(ANSWER, covered(person="ann"), a=f"{WITH_ANN}\n2026-03-07 10:00 | {line}") == expected


def test_a_protected_message_is_not_the_only_one_to_show_who_is_in_a_role():
    case = f"{ASKED} | sender kim\n2026-03-06 10:00 | recruiter -> hiring_manager | {{}} | sender ann"
    assert judged(ANSWER, covered(person="ann"), a=case.format("thanks")) == SEEN
    assert judged(ANSWER, covered(person="ann"), a=case.format("complaint")) == UNSEEN


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(
            "{any_of: [{from: recruiter, by: email}, {from: coordinator, by: phone}]}", SEEN, id="each its own"
        ),
        pytest.param("{all_of: [{from: recruiter}, {not: {by: phone}}]}", SEEN, id="not by the other channel"),
        pytest.param("{all_of: [{from: recruiter}, {not: {by: phone, about: thanks}}]}", UNSEEN, id="by it at times"),
        pytest.param("{from: [recruiter, coordinator], by: email}", UNSEEN, id="a role by a channel not covered"),
    ],
)
def test_role_and_channel_of_what_could_have_come_are_asked_for_together(answer, expected):
    text = rule(require=answer, after="{about: status}", within="1 day")
    assert judged(text, covered("recruiter", ["email"]), covered("coordinator", ["phone"])) == expected


def test_an_opening_that_may_be_none_does_not_shorten_the_stretch():
    text = rule(forbid="{about: thanks}", between="[{from: candidate, about: status}, {from: recruiter}]")
    case = (
        f"{ASKED}\n2026-03-02 12:00 | candidate -> recruiter | {{}}\n2026-03-03 10:00 | candidate -> recruiter | thanks"
    )
    later = covered("recruiter", since="2026-03-02 12:00")
    assert judged(text, later, event="a3", a=case.format("status")) == SEEN
    assert judged(text, later, event="a3", a=case.format("-")) == UNSEEN


def test_where_no_answer_could_have_counted_nothing_needs_to_be_covered():
    limits = {"within": "5 hours", "not_before": "1 business day"}  # a working day takes longer than five hours
    text = rule(require="{from: recruiter, to: candidate}", after="{about: status}", **limits)
    assert judged(text, covered("candidate")) == SEEN
    assert judged(text, covered("recruiter", until="2026-03-02 09:00")) == SEEN
