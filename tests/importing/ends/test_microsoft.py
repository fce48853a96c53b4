"""Microsoft 365: a message trace, which has no texts, and messages of Graph."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.importing.ends.judging import assert_the_story, import_and_check
from tests.importing.ends.story import TOLD, VERDICTS, Said, csv_text, write_applications

TRACE = ("Received", "SenderAddress", "RecipientAddress", "Subject", "Status", "MessageId", "MessageTraceId")


def write_trace(path: Path, told: Iterable[Said]) -> None:
    """One row for each recipient; a trace has no text, so that the subject has to say what a mail is about."""
    rows = [
        (f"{said.when:%m/%d/%Y %H:%M:%S}", said.sender, to, said.text, status, f"<{said.id}@x.example>", said.id)
        for said in told
        for to, status in ((said.to, "Delivered"), (said.copied, "Delivered"), (f"old-{said.to}", "Failed"))
        if to
    ]
    path.write_text(csv_text(TRACE, rows), encoding="utf-16")


def as_graph(said: Said) -> dict[str, Any]:
    def person(address: str) -> dict[str, Any]:
        return {"emailAddress": {"name": address, "address": address}}

    answered = [{"name": "In-Reply-To", "value": f"<{said.reply}@x.example>"}] if said.reply else []
    headers = [{"name": "Date", "value": said.iso}, *answered]
    return {
        "id": f"AAMk-{said.id}",
        "internetMessageId": f"<{said.id}@x.example>",
        "conversationId": f"AAQk-{said.number}",
        "sentDateTime": said.iso,
        "subject": said.subject,
        "isDraft": False,
        "body": {"contentType": "html", "content": f"<html><body><p>{said.text}</p></body></html>"},
        "from": person(said.sender),
        "toRecipients": [person(said.to)],
        "ccRecipients": [person(said.copied)] if said.copied else [],
        "internetMessageHeaders": headers,
    }


def test_a_trace_tells_the_story_but_for_who_wrote_first(tmp_path: Path) -> None:
    """A trace knows no conversations, so that nobody can say who began the fifth one."""
    applications = write_applications(tmp_path / "applications.csv")
    write_trace(tmp_path / "trace.csv", TOLD)
    found = import_and_check(tmp_path, applications, tmp_path / "trace.csv", "-d", "in-house")
    assert found.verdicts() == {
        "1": "undecided",
        "2": "excused: recruiter-in-copy",
        "4": "excused: recruiter-silent",
        "5": "undecided",
    }
    assert found.open() == []
    rows = len(TOLD) * 2 + 1  # each to one who got it and one who did not; one with a copy
    assert found.files()[str(tmp_path / "trace.csv")] == (9, 0, 0, rows - 9)
    assert {each["code"]: each["records"] for each in found.accounts["left_out"]} == {"E450": 1, "E456": len(TOLD)}


def test_what_a_trace_cannot_tell_may_be_assumed(tmp_path: Path) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    write_trace(tmp_path / "trace.csv", TOLD)
    found = import_and_check(
        tmp_path, applications, tmp_path / "trace.csv", "-d", "in-house",
        checked=("--assume", "thread_started_by=none"),
    )  # fmt: skip
    assert found.open() == [(case, rule) for case in ("1", "5") for rule in ("contact", "status-past-recruiter")]


def test_messages_of_graph_tell_the_story(tmp_path: Path) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    draft = as_graph(TOLD[0]) | {"isDraft": True, "internetMessageId": "<draft@x.example>"}
    again = as_graph(TOLD[0])
    mails = [*map(as_graph, TOLD), draft, again]
    (tmp_path / "graph.json").write_text(json.dumps({"value": mails}))
    found = import_and_check(tmp_path, applications, tmp_path / "graph.json", "-d", "in-house")
    assert_the_story(found)
    assert found.files()[str(tmp_path / "graph.json")] == (8, 0, 1, 2)


def test_messages_of_graph_without_headers_do_not_say_who_wrote_first(tmp_path: Path) -> None:
    """Whoever asks Graph for a few fields only gets neither conversations nor headers."""
    applications = write_applications(tmp_path / "applications.csv")
    left = ("conversationId", "internetMessageHeaders")
    mails = [{name: value for name, value in as_graph(said).items() if name not in left} for said in TOLD]
    (tmp_path / "graph.json").write_text(json.dumps(mails))
    found = import_and_check(tmp_path, applications, tmp_path / "graph.json", "-d", "in-house")
    assert found.verdicts() == VERDICTS | {"1": "undecided", "5": "undecided"}
