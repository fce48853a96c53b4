"""A small world of people, applications and messages, for tests of directory and join; files are read elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from analyzer.importing.addresses import party_of
from analyzer.importing.facts import Facts
from analyzer.importing.how import How
from analyzer.importing.ledger import FileLedger, Ledger
from analyzer.importing.pipeline import Stream, Telling, join_streams
from analyzer.importing.records import (
    Application,
    Membership,
    Message,
    Party,
    Person,
    Requisition,
    StageChange,
)
from analyzer.importing.settings import Settings


def at(text: str) -> int:
    """UTC microseconds of `2026-03-02 09:00`."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000


def parties(texts: str) -> tuple[Party, ...]:
    """Parties written with commas between them."""
    return tuple(party_of(text) for text in texts.split(",") if text.strip())


@dataclass
class World:
    """Facts and messages, written down in a few words each."""

    facts: Facts = field(default_factory=Facts)
    ledger: Ledger = field(default_factory=Ledger)
    messages: dict[str, list[Message]] = field(default_factory=dict)

    def file(self, name: str, kind: str = "mbox") -> FileLedger:
        for file in self.ledger.files:
            if file.file == name:
                return file
        return self.ledger.file(name, kind)

    def _fact(self):
        row = self.file("facts.json", "greenhouse").open()
        row.use()
        return row

    def person(self, texts: str, *, side: str = "staff", name: str = "") -> None:
        self.facts.add(Person(self._fact(), parties(texts), name, side))

    def candidate(self, texts: str, *, name: str = "") -> None:
        self.person(texts, side="candidate", name=name)

    def requisition(self, id: str, label: str = "") -> None:
        self.facts.add(Requisition(self._fact(), id, label or id))

    def application(
        self,
        id: str,
        candidate: str,
        requisition: str | None = "req",
        *,
        opened: str = "2026-01-05 09:00",
        closed: str = "",
    ) -> None:
        until = at(closed) if closed else None
        self.facts.add(Application(self._fact(), id, party_of(candidate), requisition, at(opened), until))

    def member(
        self,
        person: str,
        role: str,
        *,
        requisition: str | None = "req",
        application: str | None = None,
        since: str = "",
        until: str = "",
    ) -> None:
        place = {"application": application} if application else {"requisition": requisition}
        span = {"since": at(since) if since else None, "until": at(until) if until else None}
        self.facts.add(Membership(self._fact(), party_of(person), role, **place, **span))

    def stage(self, application: str, time: str, stage: str) -> None:
        self.facts.add(StageChange(self._fact(), application, at(time), stage))

    def mail(
        self, time: str, sender: str, to: str, *, cc: str = "", subject: str = "Hello", id: str = "", reply: str = "",
        box: str = "a.mbox", kind: str = "mbox", **more,
    ) -> Message:  # fmt: skip
        row = self.file(box, kind).open()
        message = Message(
            row, at(time), more.pop("channel", "email"), party_of(sender) if sender else None, parties(to), parties(cc),
            subject=subject, message_id=id, in_reply_to=reply, **more,
        )  # fmt: skip
        self.messages.setdefault(box, []).append(message)
        return message

    def join(self, settings: Settings | None = None, *, telling: Telling | None = None, how: How | None = None):
        """Rows of the log as dictionaries, and the join."""
        streams = [Stream(box, _reader(found), Ledger()) for box, found in self.messages.items()]
        rows, join = join_streams(self.facts, streams, settings or Settings(), telling=telling, how=how)
        for file in self.ledger.files:
            file.check()
        return rows, join

    def events(self, settings: Settings | None = None) -> list[dict]:
        rows, _ = self.join(settings)
        return rows.table().to_pylist() if rows.rows else []

    def roles(self, settings: Settings | None = None) -> list[str]:
        """Each event as `sender_role -> recipient_roles | copied_roles @ case`."""
        return [
            f"{each['sender_role']} -> {','.join(each['recipient_roles'] or [])}"
            + (f" | {','.join(each['copied_roles'])}" if each["copied_roles"] else "")
            + f" @ {each['case_id']}"
            for each in self.events(settings)
            if each["activity"] != "stage"
        ]


def _reader(found: list[Message]):
    return lambda ledger: iter(found)


def everyday() -> World:
    """One candidate with one application; a recruiter and a manager."""
    world = World()
    world.candidate("sys:candidate:1, c1@example.org", name="Candidate 0001")
    world.person("sys:user:7, recruiter-03@example.com", name="Recruiter 03")
    world.person("sys:user:8, manager-02@example.com", name="Manager 02")
    world.requisition("req", "REQ-15")
    world.member("sys:user:7", "recruiter")
    world.member("sys:user:8", "hiring_manager")
    world.application("app-1", "sys:candidate:1")
    return world
