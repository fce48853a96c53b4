"""`next_after` where it is not known of a message whether it is of the thread, or whether it is an answer."""

from __future__ import annotations

from analyzer.events import log_from_frame
from tests.replay.small import replayed, rule, run
from tests.replay.worlds import world

NEXT = rule(require="{activity: interview, from: recruiter}", next_after="{about: status}", more="in: thread")


def judged(lines: str) -> tuple[str, tuple[str, ...]]:
    """What the first event comes to where a message that is written without a thread has no id of one."""
    definition, log = world(NEXT, a=lines)
    frame = log.table.to_pandas()
    frame["thread_id"] = frame["thread_id"].where(frame["thread_id"] == "t", None)
    row = run(definition, log_from_frame(frame)).row("it", "a1")
    return row.verdict, row.reasons


ASKED = "2026-03-02 09:00 | candidate -> recruiter | status | thread t"
MAYBE = "2026-03-02 10:00 | recruiter -> candidate | thanks"
HELD = "interview | recruiter -> candidate | thread t"
LATER = f"2026-03-02 12:00 | recruiter -> candidate | thanks | thread t\n2026-03-02 12:00 | {HELD}"


def test_a_message_that_may_be_of_the_thread_may_break_it():
    assert judged(f"{ASKED}\n{MAYBE}\n{LATER}") == ("undecided", ("thread-unknown",))


def test_a_message_that_may_be_of_the_thread_breaks_nothing_where_the_answer_stands_beside_it():
    assert judged(f"{ASKED}\n{MAYBE}\n2026-03-02 10:00 | {HELD}\n{LATER}") == ("satisfied", ())


def test_the_next_message_that_may_be_of_the_thread_may_still_break_it():
    again = MAYBE.replace("10:00", "11:00")
    lines = f"{ASKED}\n{MAYBE}\n2026-03-02 10:00 | {HELD}\n{again}\n{LATER}"
    assert judged(lines) == ("undecided", ("thread-unknown",))


def test_an_answer_that_may_be_of_the_thread_may_stand_beside_its_next_message():
    beside = f"2026-03-02 10:00 | {HELD.removesuffix(' | thread t')}"
    assert judged(f"{ASKED}\n{MAYBE} | thread t") == ("violated", ())
    assert judged(f"{ASKED}\n{MAYBE} | thread t\n{beside}") == ("undecided", ("thread-unknown",))


def test_an_answer_before_the_next_message_may_be_of_the_thread():
    sooner = f"{MAYBE}\n2026-03-02 10:00 | {HELD.removesuffix(' | thread t')}"
    told = "2026-03-02 12:00 | recruiter -> candidate | thanks | thread t"
    assert judged(f"{ASKED}\n{sooner}\n{told}") == ("undecided", ("thread-unknown",))


def test_what_may_be_an_answer_may_stand_beside_a_message_that_may_be_of_the_thread():
    maybe_held = f"2026-03-02 10:00 | {HELD.replace('recruiter', '?')}"
    assert judged(f"{ASKED}\n{MAYBE}\n{maybe_held}\n{LATER}") == ("undecided", ("thread-unknown", "role-unknown"))


def test_a_protected_message_that_may_be_an_answer_breaks_nothing():
    text = rule(require="{from: recruiter}", next_after="{about: status}")
    lines = f"{ASKED}\n2026-03-02 10:00 | ? -> candidate | complaint"
    told = "2026-03-02 11:00 | recruiter -> candidate | thanks"
    other = "2026-03-02 11:00 | coordinator -> candidate | thanks"
    assert replayed(text, a=f"{lines}\n{told}").verdicts("it") == {"a1": "satisfied"}
    assert replayed(text, a=f"{lines}\n{other}").verdicts("it") == {"a1": "undecided"}
