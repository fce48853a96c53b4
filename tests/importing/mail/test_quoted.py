"""A quotation becomes a message only if it says who wrote it and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analyzer.importing.ledger import FileLedger
from analyzer.importing.mail.quoted import quoted_messages
from analyzer.importing.own_words import own_words
from analyzer.importing.records import Message, Party

RECRUITER = Party("email", "recruiter-03@example.com")
CANDIDATE = Party("email", "cand-0001@example.org")
LATER = int(datetime(2026, 1, 6, 12, tzinfo=UTC).timestamp()) * 1_000_000
C = "Cand 1 <cand-0001@example.org>"
PLACE = "x.mbox"


def mail(**changed: object) -> Message:
    row = FileLedger(PLACE, "mbox").open()
    given: dict[str, object] = {"message_id": "later@mail", "in_reply_to": "first@mail", "subject": "Re: Frage"}
    return Message(row, LATER, "email", RECRUITER, (CANDIDATE,), **(given | changed))  # type: ignore[arg-type]


def quoted(text: str, zone: str | None = "Europe/Berlin", **changed: object) -> list[Message]:
    return list(quoted_messages(text, mail(**changed), zone=zone, where=PLACE))


def moments(messages: list[Message]) -> list[str]:
    return [datetime.fromtimestamp(each.time / 1e6, UTC).strftime("%m-%d %H:%M") for each in messages]


@pytest.mark.parametrize(
    ("head", "moment", "name"),
    [
        pytest.param(f"On Mon, Jan 5, 2026 at 10:00 AM {C} wrote:", "01-05 09:00", "Cand 1", id="gmail"),
        pytest.param(f"On 5 Jan 2026, at 10:00, {C} wrote:", "01-05 09:00", "Cand 1", id="apple"),
        pytest.param(f"On Mon, 5 Jan 2026 10:00:00 +0000, {C} wrote:", "01-05 10:00", "Cand 1", id="offset"),
        pytest.param(f"Am 05.01.2026 um 22:15 schrieb {C}:", "01-05 21:15", "Cand 1", id="german"),
        pytest.param(
            "Am 5. Januar 2026 um 10:00 schrieb <cand-0001@example.org>:", "01-05 09:00", "", id="german-words"
        ),
        pytest.param("On 2026-01-05 10:00, cand-0001@example.org wrote:", "01-05 09:00", "", id="year-first"),
        pytest.param(f"Le 5 janv. 2026 à 10:00, {C} a écrit :", "01-05 09:00", "Cand 1", id="french"),
        pytest.param(f"On Sunday, January 4, 2026 at 12:30 p.m. {C} wrote:", "01-04 11:30", "Cand 1", id="noon"),
        pytest.param(f"On Sunday, January 4, 2026 at 12:30 AM {C} wrote:", "01-03 23:30", "Cand 1", id="midnight"),
    ],
)
def test_the_line_above_a_quotation_is_read(head: str, moment: str, name: str) -> None:
    (found,) = quoted(f"New words\n\n{head}\n> Old words\n> and more\n")
    assert moments([found]) == [moment]
    assert found.sender == Party("email", "cand-0001@example.org", name)
    assert found.recipients == (RECRUITER,)
    assert (found.subject, found.marks, found.references) == ("Frage", ("quoted",), ("first@mail",))
    assert found.body is not None
    assert found.body() == "Old words\nand more"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"On 01/05/2026 10:00 AM, {C} wrote:", id="day-or-month"),
        pytest.param(f"On Monday, {C} wrote:", id="no-date"),
        pytest.param(f"On Mon, Jan 5, 2026, {C} wrote:", id="no-time"),
        pytest.param(f"On Mon, Feb 30, 2026 at 10:00 AM {C} wrote:", id="no-such-day"),
        pytest.param("On Mon, Jan 5, 2026 at 10:00 AM wrote:", id="nobody"),
        pytest.param(f"On Wed, Jan 7, 2026 at 10:00 AM {C} wrote:", id="after-its-answer"),
        pytest.param("On Mon, Jan 5, 2026 at 10:00 AM <recruiter-03@example.com> wrote:", id="to-nobody-known"),
        pytest.param("Some words", id="no-head"),
    ],
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_no_message(head: str) -> None:
    assert quoted(f"New words\n\n{head}\n> Old words\n") == []


def test_without_a_declared_zone_only_dates_with_their_own_are_read() -> None:
    text = "New\n\nOn Mon, 5 Jan 2026 10:00:00{}, <cand-0001@example.org> wrote:\n> Old\n"
    assert moments(quoted(text.format(" +0100"), zone=None)) == ["01-05 09:00"]
    assert quoted(text.format(""), zone=None) == []


OUTLOOK = """New words

-----Original Message-----
From: Cand 1 [mailto:cand-0001@example.org]
Sent: Monday, January 5, 2026 10:00 AM
To: recruiter-03@example.com; Manager 07 <manager-07@example.com>
Cc: Assistant 01
Subject: RE: Interview

Old words

From: Manager 07 <manager-07@example.com>
Sent: Sunday, January 4, 2026 9:00 AM
To: Cand 1 <cand-0001@example.org>
Subject: Interview

Oldest words
"""


def test_quotations_within_quotations_are_read_latest_first() -> None:
    later, earlier = quoted(OUTLOOK)
    assert moments([later, earlier]) == ["01-05 09:00", "01-04 08:00"]
    assert [party.value for party in later.recipients] == [
        "recruiter-03@example.com",
        "manager-07@example.com",
        "Assistant 01",
    ]
    assert earlier.sender == Party("email", "manager-07@example.com", "Manager 07")
    assert [party.value for party in earlier.recipients] == ["cand-0001@example.org"]
    assert [each.subject for each in (later, earlier)] == ["RE: Interview", "Interview"]
    assert later.body is not None
    assert own_words(later.body()) == "Old words"


def test_the_same_mail_has_the_same_id_wherever_it_is_quoted() -> None:
    first, _ = quoted(OUTLOOK)
    again, _ = quoted(OUTLOOK.replace("New words", "Other words"), message_id="other@mail", subject="AW: x")
    assert first.message_id == again.message_id
    changed, _ = quoted(OUTLOOK.replace("10:00 AM", "10:01 AM"))
    assert changed.message_id != first.message_id


def test_a_quotation_belongs_to_the_record_and_conversation_of_its_mail() -> None:
    origin = mail(thread="gmail:1", references=("zero@mail", "first@mail"))
    found = list(quoted_messages(OUTLOOK, origin, zone="Europe/Berlin", where=PLACE))
    assert [each.row for each in found] == [origin.row] * 2
    assert {(each.thread, each.references) for each in found} == {("gmail:1", ("zero@mail", "first@mail"))}


def test_quotations_without_end_end_somewhere() -> None:
    head = "On Mon, 5 Jan 2026 10:00:00 +0000, <cand-{}@example.org> wrote:\n"
    text = "".join("> " * depth + head.format(depth) for depth in range(200)) + "> " * 200 + "deep"
    assert 0 < len(quoted(text)) <= 10
