"""Messages of Microsoft Graph: the documented schema, and whatever else a file may hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger
from analyzer.importing.opening import members
from analyzer.importing.own_words import own_words
from analyzer.importing.records import Message, Party
from analyzer.importing.sources import graph_mail

MAIL = Path(__file__).parents[1] / "fixtures" / "mail"


def person(address: str, name: str = "") -> dict[str, Any]:
    return {"emailAddress": {"name": name, "address": address}}


HEADERS = "internetMessageHeaders"
USUAL: dict[str, Any] = {
    "internetMessageId": "<one@mail>",
    "sentDateTime": "2026-01-05T09:00:00Z",
    "from": person("recruiter-03@example.com"),
    "toRecipients": [person("cand-0001@example.org")],
    "subject": "x",
}


def read(path: Path, how: How | None = None) -> tuple[list[Message], Ledger]:
    ledger = Ledger()
    return list(graph_mail.read(members(path), how or How(), ledger)), ledger


def one(tmp_path: Path, **changed: object) -> tuple[list[Message], Ledger]:
    renamed = {name.rstrip("_"): value for name, value in changed.items()}
    (tmp_path / "mail.json").write_text(json.dumps([USUAL | renamed]))
    return read(tmp_path / "mail.json")


def body(message: Message) -> str:
    assert message.body is not None
    return own_words(message.body())


def test_messages_are_read_with_all_parties_and_their_conversation() -> None:
    first, second = read(MAIL / "graph.json")[0]
    assert first.sender == Party("email", "cand-0001@example.org", "Candidate 0001")
    assert first.recipients == (Party("email", "recruiter-03@example.com"),)
    assert first.copied == (
        Party("x500", "/o=example/ou=group/cn=recipients/cn=manager-07", "Manager 07"),
        Party("name", "Assistant 01"),
    )
    assert (first.message_id, first.thread) == ("first-1@mail.example.org", "exchange:AAQk-1")
    assert first.in_reply_to == "zero-1@mail.example.com"
    assert first.references == ("start-1@mail.example.com", "zero-1@mail.example.com")
    assert datetime.fromtimestamp(first.time / 1e6, UTC) == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert (first.marks, first.more) == ((), ())
    assert (second.marks, second.more) == (("calendar",), (("sent_by", "assistant-01@example.com"),))


def test_texts_are_the_body_without_quotations_or_else_the_preview() -> None:
    first, second = read(MAIL / "graph.json")[0]
    assert body(first) == "When may I expect an answer?"
    assert body(second) == "See you\non Monday"


def test_every_record_is_accounted_for() -> None:
    messages, ledger = read(MAIL / "graph.json")
    for message in messages:
        message.row.use()
    ledger.files[0].check()
    assert ledger.files[0].rows == 4
    assert ledger.files[0].out_of_scope() == {"E456": 1, "E457": 1}


@pytest.mark.parametrize("shape", ["array", "lines", "object", "folder"])
def test_records_are_found_in_every_shape(tmp_path: Path, shape: str) -> None:
    record = json.dumps(USUAL)
    path = tmp_path / "mail.json"
    many = {"array": f"[{record},{record}]", "lines": f"{record}\n{record}\n", "object": record, "folder": record}
    path.write_text(many[shape])
    if shape == "folder":
        (tmp_path / "other.json").write_text(record)
    messages, _ = read(tmp_path if shape == "folder" else path)
    assert len(messages) == (1 if shape == "object" else 2)
    assert graph_mail.looks_like(members(path))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"sentDateTime": None}, "E420", id="no-time"),
        pytest.param({"sentDateTime": "soon"}, "E421", id="no-time-that-can-be-read"),
        pytest.param({"sentDateTime": "1900-01-05T09:00:00Z"}, "E423", id="1900"),
        pytest.param({"sentDateTime": "2200-01-05T09:00:00Z"}, "E423", id="2200"),
        pytest.param({"sentDateTime": 5}, "E432", id="time-is-a-number"),
        pytest.param({"from_": None}, "E424", id="nobody-who-sent"),
        pytest.param({"from_": {"emailAddress": {}}}, "E424", id="sender-without-anything"),
        pytest.param({"from_": ["a@example.org"]}, "E432", id="sender-is-a-list"),
        pytest.param({"from_": {"emailAddress": "a@example.org"}}, "E432", id="address-is-a-text"),
        pytest.param({"from_": {"emailAddress": {"address": 5}}}, "E432", id="address-is-a-number"),
        pytest.param({"toRecipients": None}, "E425", id="nobody-who-received"),
        pytest.param({"toRecipients": []}, "E425", id="none-who-received"),
        pytest.param({"toRecipients": "a@example.org"}, "E432", id="recipients-are-a-text"),
        pytest.param({"toRecipients": ["a@example.org"]}, "E432", id="recipients-are-texts"),
        pytest.param({"toRecipients": [person(f"a{n}@example.org") for n in range(1001)]}, "E426", id="thousands"),
        pytest.param({"toRecipients": [person("a@example.org")] * 1001}, "E426", id="the-same-a-thousand-times"),
        pytest.param(
            {"toRecipients": [person(f"a{n}@example.org") for n in range(600)],
             "ccRecipients": [person(f"b{n}@example.org") for n in range(600)]}, "E426", id="thousands-together"),
        pytest.param({"subject": {}}, "E432", id="subject-is-an-object"),
        pytest.param({"conversationId": []}, "E432", id="conversation-is-a-list"),
        pytest.param({"internetMessageHeaders": {}}, "E432", id="headers-are-an-object"),
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_used_says_why(tmp_path: Path, changed: dict[str, object], code: str) -> None:
    messages, ledger = one(tmp_path, **changed)
    assert messages == []
    ((number, told, detail),) = ledger.files[0].set_aside_rows()
    assert (number, told) == (1, code)
    assert "@" not in detail


@pytest.mark.parametrize(
    ("changed", "marks"),
    [
        pytest.param({}, (), id="a-mail"),
        pytest.param({"meetingMessageType": "none"}, (), id="no-meeting"),
        pytest.param({"meetingMessageType": "meetingAccepted"}, ("calendar",), id="accepted"),
        pytest.param({"@odata.type": "#microsoft.graph.eventMessage"}, ("calendar",), id="event-message"),
        pytest.param({"@odata.type": "#microsoft.graph.message"}, (), id="message"),
        pytest.param({"subject": "Automatic reply: x"}, ("auto_reply",), id="absence"),
        pytest.param({HEADERS: [{"name": "Auto-Submitted", "value": "auto-replied"}]}, ("auto_reply",), id="header"),
        pytest.param({HEADERS: [{"name": "List-Id", "value": "<x>"}, 5, {"name": 1}]}, ("list",), id="list"),
    ],
)  # fmt: skip
def test_what_kind_of_mail_it_is(tmp_path: Path, changed: dict[str, object], marks: tuple[str, ...]) -> None:
    messages, _ = one(tmp_path, **changed)
    assert [message.marks for message in messages] == [marks]


def test_a_value_of_a_header_opens_no_other_header(tmp_path: Path) -> None:
    value = "<one@mail>\nAuto-Submitted: auto-replied"
    (message,), _ = one(tmp_path, internetMessageHeaders=[{"name": "References", "value": value}])
    assert (message.marks, message.references) == ((), ("one@mail",))


def test_a_sender_alone_stands_for_who_wrote(tmp_path: Path) -> None:
    (message,), _ = one(tmp_path, from_=None, sender=person("assistant-01@example.com"))
    assert message.sender == Party("email", "assistant-01@example.com")
    assert message.more == ()


def test_halves_of_characters_do_not_get_out(tmp_path: Path) -> None:
    (message,), _ = one(tmp_path, subject="a\ud800b", body={"contentType": "text", "content": "c\ud800d"})
    (message.subject + body(message)).encode("utf-8")


def test_quotations_become_messages_only_when_asked_for(tmp_path: Path) -> None:
    text = "New\n\nOn Mon, 5 Jan 2026 08:00:00 +0000, <cand-0001@example.org> wrote:\n> Old\n"
    assert len(one(tmp_path, body={"contentType": "text", "content": text})[0]) == 1
    messages, _ = read(tmp_path / "mail.json", How(quoted=True))
    assert [message.marks for message in messages] == [(), ("quoted",)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"[1, 2", "E405", id="cut-off"),
        pytest.param(b"<xml/>", "E407", id="no-json"),
        pytest.param(b'{"value": [{"subject": "\xff"}]}', "E405", id="no-utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "mail.json").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "mail.json")
    assert caught.value.code == code


def test_it_is_told_from_its_content(tmp_path: Path) -> None:
    assert graph_mail.looks_like(members(MAIL / "graph.json"))
    for name in ("single.eml", "trace.csv", "box"):
        assert not graph_mail.looks_like(members(MAIL / name))
    (tmp_path / "x.json").write_bytes(b'{"sentDateTime": 1}')
    assert not graph_mail.looks_like(members(tmp_path))
