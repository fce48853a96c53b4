"""The short notation of examples: what a line says, and what it must not."""

from __future__ import annotations

import pytest

from analyzer.calendars import parse_instant
from analyzer.definitions.model import Example, ExampleEvent, ExpectedVerdict
from tests.definitions.texts import load, problems_of, said, with_lines

RULES = "rules: {r: {forbid: asks, unless: [in-copy]}}"


def example(*lines: str, expect: str = "none", more: tuple[str, ...] = ()) -> Example:
    text = [RULES, "examples:", "  - name: one", "    events:", *(f"      - {line}" for line in lines)]
    (read,) = load(*text, f"    expect: {expect}", *(f"    {line}" for line in more)).examples
    return read


def event(line: str) -> ExampleEvent:
    (read,) = example(line).events
    return read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("2026-03-02 10:00 | stage | interview", {"activity": "stage", "stage": "interview"}, id="stage"),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | status",
            {"sender_role": "candidate", "recipient_roles": ("recruiter",), "topics": ("status",)},
            id="message",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter, coordinator | status, thanks | email",
            {
                "sender_role": "candidate",
                "recipient_roles": ("recruiter", "coordinator"),
                "topics": ("status", "thanks"),
                "channel": "email",
            },
            id="lists",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | -",
            {"sender_role": "candidate", "recipient_roles": ("recruiter",)},
            id="no-topic",
        ),
        pytest.param(
            "2026-03-02 10:00 | ? -> ? | thanks",
            {"sender_role": "?", "recipient_roles": ("?",), "topics": ("thanks",)},
            id="unknown-roles",
        ),
        pytest.param("2026-03-02 10:00 | - -> - | thanks", {"topics": ("thanks",)}, id="no-parties"),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | thanks | needs_reply=yes | thread news | phone"
            " | copied coordinator, hiring_manager | sender cand-0042",
            {
                "sender_role": "candidate",
                "recipient_roles": ("recruiter",),
                "topics": ("thanks",),
                "channel": "phone",
                "copied_roles": ("coordinator", "hiring_manager"),
                "thread": "news",
                "sender": "cand-0042",
                "columns": (("needs_reply", "yes"),),
            },
            id="options-in-any-order",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | b=2 | a = 1 | stage=interview",
            {
                "sender_role": "candidate",
                "recipient_roles": ("recruiter",),
                "stage": "interview",
                "columns": (("b", "2"), ("a", "1")),
            },
            id="columns-in-the-order-written",
        ),
        pytest.param(
            "2026-03-02 10:00 | stage | interview | case_id=other opening",
            {"activity": "stage", "stage": "interview", "case": "other opening"},
            id="another-case-of-the-candidate",
        ),
        pytest.param("2026-03-02 10:00 | interview", {"activity": "interview"}, id="activity-alone"),
        pytest.param(
            "2026-03-02 10:00 | interview | recruiter -> candidate | - | email",
            {
                "activity": "interview",
                "sender_role": "recruiter",
                "recipient_roles": ("candidate",),
                "channel": "email",
            },
            id="activity-with-parties",
        ),
        pytest.param(
            "2026-03-02 10:00 | interview | recruiter -> candidate | phone",
            {
                "activity": "interview",
                "sender_role": "recruiter",
                "recipient_roles": ("candidate",),
                "channel": "phone",
            },
            id="activity-without-topics",
        ),
        pytest.param(
            "2026-03-02 10:00 | scorecard | sender recruiter-03",
            {"activity": "scorecard", "sender": "recruiter-03"},
            id="activity-of-somebody",
        ),
    ],
)
def test_a_line_is_read(line: str, expected: dict[str, object]) -> None:
    nothing = {
        "activity": "message",
        "sender_role": None,
        "recipient_roles": (),
        "copied_roles": (),
        "topics": (),
        "channel": None,
        "stage": None,
        "thread": None,
        "sender": None,
        "columns": (),
        "case": None,
    }
    read = event(line)
    assert {name: getattr(read, name) for name in nothing} == {**nothing, **expected}


def test_a_message_without_a_thread_has_none_in_the_model() -> None:
    assert event("2026-03-02 10:00 | candidate -> recruiter | -").thread is None


def test_times_are_meant_in_the_zone_of_the_calendar() -> None:
    read = event("2026-03-02 10:00 | stage | interview")
    assert read.time == parse_instant("2026-03-02T15:00:00Z", "UTC")


def test_an_offset_may_be_given() -> None:
    assert event("2026-11-01 01:30 -05:00 | stage | interview").time == parse_instant("2026-11-01T06:30Z", "UTC")


def test_an_example_may_say_its_horizon_and_that_the_case_is_older() -> None:
    read = example("2026-03-02 10:00 | stage | interview", more=("as_of: 2026-03-05 00:00", "older: true"))
    assert read.as_of == parse_instant("2026-03-05 00:00", "America/New_York")
    assert read.older
    plain = example("2026-03-02 10:00 | stage | interview")
    assert (plain.as_of, plain.older) == (None, False)


@pytest.mark.parametrize(
    ("expect", "expected"),
    [
        pytest.param("none", (), id="none"),
        pytest.param("{r: violated}", (("r", ExpectedVerdict("violated")),), id="one-verdict"),
        pytest.param("{r: excused (in-copy)}", (("r", ExpectedVerdict("excused", "in-copy")),), id="with-its-excuse"),
        pytest.param(
            "{r: undecided (topic-unknown)}",
            (("r", ExpectedVerdict("undecided", "topic-unknown")),),
            id="with-its-reason",
        ),
        pytest.param(
            "{r: undecided (topic-unknown; stage-unknown)}",
            (("r", ExpectedVerdict("undecided", "topic-unknown; stage-unknown")),),
            id="with-two-reasons",
        ),
        pytest.param(
            "{r: [violated, excused]}",
            (("r", (ExpectedVerdict("violated"), ExpectedVerdict("excused"))),),
            id="in-order",
        ),
        pytest.param(
            "{r: [settled], stage-order: violated}",
            (("r", (ExpectedVerdict("settled"),)), ("stage-order", ExpectedVerdict("violated"))),
            id="built-in-rule",
        ),
    ],
)
def test_an_expectation_is_read(expect: str, expected: object) -> None:
    assert example("2026-03-02 10:00 | stage | interview", expect=expect).expect == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("2026-03-02 10:00", "20:9 D117 an event needs more than a time", id="only-a-time"),
        pytest.param("2 March | stage | interview", "20:9 D118 '2 March' is not a time", id="no-time"),
        pytest.param(
            "2026-02-30 10:00 | stage | interview",
            "20:9 D118 '2026-02-30 10:00' is not a time: day is out of range for month",
            id="no-such-day",
        ),
        pytest.param(
            "2026-03-02 10:00 | stage", "20:28 D117 `stage` needs the stage that is reached", id="stage-without-stage"
        ),
        pytest.param("2026-03-02 10:00 | stage | intervew", "20:36 D104 unknown stage 'intervew'", id="unknown-stage"),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruter | -", "20:28 D104 unknown role 'recruter'", id="unknown-role"
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate, recruiter -> coordinator | -",
            "20:28 D117 a message has one sender",
            id="two-senders",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter",
            "20:28 D117 a message needs its topics, or `-` for none",
            id="no-topics",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | stats", "20:53 D104 unknown topic 'stats'", id="unknown-topic"
        ),
        pytest.param(
            "2026-03-02 10:00 | message | candidate -> recruiter",
            "20:28 D117 a message is written FROM -> TO",
            id="message",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | emial",
            "20:57 D117 'emial' is neither a channel nor `copied ..`, `thread ..`, `sender ..` or COLUMN=VALUE",
            id="option",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | copied boss", "20:57 D104 unknown role 'boss'", id="copied"
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | email | phone",
            "20:65 D101 a channel stands twice in one event",
            id="two-channels",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | a=1 | a=2",
            "20:63 D101 column 'a' stands twice in one event",
            id="column-twice",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | topics=status",
            "20:57 D117 column 'topics' has a notation of its own",
            id="column-with-a-notation",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | case_id=",
            "20:57 D117 `case_id=` names no case",
            id="case-without-a-name",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | candidate_id=c-1",
            "20:57 D117 column 'candidate_id' has a notation of its own",
            id="another-candidate",
        ),
        pytest.param(
            "2026-03-02 10:00 | candidate -> recruiter | - | event_id=e1",
            "20:57 D117 column 'event_id' has a notation of its own",
            id="event-id",
        ),
    ],
)
def test_a_mistake_in_a_line_is_told_at_its_part(line: str, expected: str) -> None:
    text = with_lines(RULES, "examples:", "  - name: one", "    events:", f"      - {line}", "    expect: none")
    assert [said(problem) for problem in problems_of(text)] == [f"{expected} in example 'one'"]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        pytest.param("2026-03-08 02:30", ("does not exist", "America/New_York", "put forward"), id="gap"),
        pytest.param("2026-11-01 01:30", ("ambiguous", "America/New_York", "put back"), id="fold"),
    ],
)
def test_a_local_time_that_was_skipped_or_shown_twice_is_never_guessed(time: str, words: tuple[str, ...]) -> None:
    line = f"      - {time} | stage | interview"
    (problem,) = problems_of(with_lines("examples:", "  - name: one", "    events:", line, "    expect: none"))
    assert (problem.code, problem.place.line, problem.place.column) == ("D118", 19, 9)
    assert all(word in problem.message for word in words)
    assert "-05:00" in problem.help


def test_a_quoted_line_is_told_at_its_part_too() -> None:
    line = "      - '2026-03-02 10:00 | candidate -> recruter | -'"
    text = with_lines(RULES, "examples:", "  - name: one", "    events:", line, "    expect: none")
    assert [said(problem) for problem in problems_of(text)] == ["20:29 D104 unknown role 'recruter' in example 'one'"]


@pytest.mark.parametrize(
    ("expect", "expected", "hint"),
    [
        pytest.param("{s: violated}", "21:14 D104 unknown rule 's'", "known rules: stage-order, r", id="rule"),
        pytest.param(
            "{contact: violated}",
            "21:14 D104 unknown rule 'contact'",
            "the definition has no contacts",
            id="built-in-rule",
        ),
        pytest.param("{r: violatd}", "21:17 D108 'violatd' is not a verdict", "did you mean 'violated'?", id="verdict"),
        pytest.param(
            "{r: excused (in-cpy)}",
            "21:17 D104 unknown excuse 'in-cpy' of this rule",
            "did you mean 'in-copy'?",
            id="excuse",
        ),
        pytest.param(
            "{r: undecided (topic)}", "21:17 D104 unknown reason 'topic'", "did you mean 'topic-unknown'?", id="reason"
        ),
        pytest.param(
            "{r: violated (in-copy)}",
            "21:17 D108 'violated' takes neither an excuse nor a reason",
            "write 'violated'",
            id="note-without-meaning",
        ),
        pytest.param(
            "{r: []}", "21:17 D105 the verdicts of 'r' must be a list, not an empty list", "", id="empty-list"
        ),
        pytest.param(
            "nothing",
            "21:13 D105 `expect` must be a mapping, not the text 'nothing'",
            "",
            id="neither-none-nor-mapping",
        ),
    ],
)
def test_a_mistake_in_an_expectation_is_told(expect: str, expected: str, hint: str) -> None:
    line = "      - 2026-03-02 10:00 | stage | interview"
    text = with_lines(RULES, "examples:", "  - name: one", "    events:", line, f"    expect: {expect}")
    (problem,) = problems_of(text)
    assert said(problem) == f"{expected} in example 'one'"
    assert problem.help == hint


def test_two_examples_cannot_share_a_name() -> None:
    one = ["  - name: one", "    events: [2026-03-02 10:00 | stage | interview]", "    expect: none"]
    (problem,) = problems_of(with_lines("examples:", *one, *one))
    assert said(problem) == "20:5 D101 two examples are called 'one'"


def test_an_example_needs_its_parts() -> None:
    found = [said(problem) for problem in problems_of(with_lines("examples:", "  - {name: one}"))]
    assert found == ["17:5 D103 an example lacks 'events'", "17:5 D103 an example lacks 'expect'"]


def test_an_event_keeps_its_line() -> None:
    line = "2026-03-02 10:00 |  candidate -> recruiter | thanks   | email"
    assert event(line).text == "2026-03-02 10:00 | candidate -> recruiter | thanks | email"
