"""`next_after` in a thread, where messages without an id may be of it."""

from __future__ import annotations

from analyzer.events import log_from_frame
from tests.replay.small import rule, run
from tests.replay.worlds import world

NEXT = rule(require="{activity: interview}", next_after="{about: status}", more="in: thread")


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
