"""One month of a small employer, as its systems export it: applicant system, two mailboxes, a calendar, a telephone.

Written so that the truth is known: who wrote to whom in which role, and which contact went past the recruiter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=UTC)


@dataclass
class Mailbox:
    """An mbox file, mail by mail."""

    mails: list[bytes] = field(default_factory=list)

    def write(self, path: Path) -> None:
        path.write_bytes(b"".join(self.mails))


def mail(
    when: str, sender: str, to: str, subject: str, text: str, *, id: str, cc: str = "", reply: str = "", **headers: str
) -> bytes:
    """One mail of an mbox, written by the standard library."""
    message = EmailMessage()
    message["Message-ID"] = f"<{id}@mail.example.com>"
    message["From"], message["To"] = sender, to
    if cc:
        message["Cc"] = cc
    if reply:
        message["In-Reply-To"] = message["References"] = f"<{reply}@mail.example.com>"
    message["Date"], message["Subject"] = format_datetime(moment(when)), subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return b"From sender@example.com Mon Mar  2 09:00:00 2026\n" + message.as_bytes() + b"\n"


R, M2, M5, CO = (
    "Recruiter 03 <recruiter-03@example.com>",
    "manager-02@example.com",
    "manager-05@example.com",
    "coordinator-06@example.com",
)
C1, C1_PRIVATE, C2, C3 = "c1@example.org", "c1.private+jobs@example.net", "c2@example.org", "c3@example.org"


def mailboxes() -> tuple[Mailbox, Mailbox]:
    """The recruiter's, and that of manager 02, who has private mail in it, too."""
    recruiter, manager = Mailbox(), Mailbox()
    asked = mail("03 09:00", C1, R, "Question about the role", "Is the post full time?", id="ask-1", cc=M2)
    recruiter.mails.append(asked)
    manager.mails.append(asked)  # the same mail in both
    recruiter.mails.append(
        mail("03 10:00", R, C1, "AW: Question about the role", "It is.", id="answer-1", reply="ask-1")
    )
    manager.mails.append(mail("12 09:00", C1_PRIVATE, M2, "Hello", "Any news on my application?", id="bypass-1"))
    manager.mails.append(mail("12 11:00", M2, R, "WG: Hello", "What shall I say?", id="forward-1", reply="bypass-1"))
    manager.mails.append(mail("12 12:00", M2, "friend@example.net", "Lunch", "At noon?", id="private-1"))
    manager.mails.append(mail("13 08:00", C3, M2, "Thanks", "Thank you for your time.", id="thanks-1"))
    for number, day in enumerate(("04", "06")):
        recruiter.mails.append(
            mail(f"{day} 09:00", C2, R, "My application", "Where do we stand?", id=f"unanswered-{number}")
        )
    recruiter.mails.append(mail("17 09:00", C2, M5, "My application", "Where do we stand?", id="excused-1", cc=""))
    recruiter.mails.append(mail("18 09:00", M5, C1, "Our interview", "Shall we say two?", id="panel-1"))
    recruiter.mails.append(
        mail(
            "19 09:00",
            C3,
            R,
            "Automatic reply: Offer",
            "I am out of office.",
            id="away-1",
            Auto_Submitted="auto-replied",
        )
    )
    recruiter.mails.append(
        mail("20 09:00", "news@example.net", R, "Newsletter", "Read on.", id="news-1", List_Id="<n>")
    )
    return recruiter, manager


def greenhouse(folder: Path) -> None:
    """The dump: two openings, three candidates; manager 05 leads one opening and interviews for the other."""
    folder.mkdir()
    users = [
        {"id": number, "name": name, "primary_email_address": address, "emails": [address]}
        for number, name, address in (
            (2, "Manager 02", M2),
            (5, "Manager 05", M5),
            (3, "Recruiter 03", "recruiter-03@example.com"),
            (6, "Coordinator 06", CO),
        )
    ]
    _write(folder / "users.json", users)
    _write(
        folder / "candidates.json",
        [
            _candidate(1, ["c1@example.org", "c1.private@example.net"], "+49 30 1234501"),
            _candidate(2, ["c2@example.org"], "+49 30 1234502"),
            _candidate(3, ["c3@example.org"], "030 1234503"),
        ],
    )
    _write(folder / "jobs.json", [_job(15, manager=2), _job(16, manager=5)])
    _write(folder / "applications.json", [_application(101, 1, 15), _application(102, 2, 16), _application(103, 3, 15)])
    _write(
        folder / "scheduled_interviews.json",
        [_interview(301, 101, "panel-301", 5), _interview(302, 102, "panel-302", 2)],
    )
    feed = folder / "activity_feed"
    feed.mkdir()
    for candidate, job in ((1, "Job 15"), (2, "Job 16"), (3, "Job 15")):
        changes = [
            _change(
                candidate,
                f"0{day}",
                f"Candidate 000{candidate} was moved into {stage} for {job} on 03/0{day}/2026 by R",
            )
            for day, stage in ((3, "Screening"), (5, "Face to Face"))
        ]
        _write(feed / f"{candidate}.json", {"notes": [], "emails": [], "activities": changes})
    known = json.loads((feed / "1.json").read_text())
    known["emails"] = [
        {
            "id": 9,
            "created_at": "2026-03-03T10:00:20.000Z",
            "subject": "Re: Question about the role",
            "body": "It is.",
            "to": "c1@example.org",
            "from": "Recruiter 03 <recruiter-03@example.com>",
            "cc": None,
            "user": {"id": 3, "name": "Recruiter 03"},
        }
    ]
    _write(feed / "1.json", known)


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def _candidate(number: int, addresses: list[str], phone: str) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": "Candidate",
        "last_name": f"000{number}",
        "created_at": "2026-03-01T08:00:00Z",
        "email_addresses": [{"value": each, "type": "personal"} for each in addresses],
        "phone_numbers": [{"value": phone, "type": "mobile"}],
        "application_ids": [100 + number],
    }


def _job(number: int, *, manager: int) -> dict[str, Any]:
    team = {
        "hiring_managers": [{"id": manager, "name": f"Manager 0{manager}"}],
        "recruiters": [{"id": 3, "responsible": True}],
        "coordinators": [{"id": 6}],
        "sourcers": [],
    }
    return {
        "id": number,
        "name": f"Job {number}",
        "requisition_id": f"REQ-{number}",
        "status": "open",
        "opened_at": "2026-01-05T08:00:00Z",
        "hiring_team": team,
    }


def _application(number: int, candidate: int, job: int) -> dict[str, Any]:
    return {
        "id": number,
        "candidate_id": candidate,
        "applied_at": "2026-03-02T08:00:00Z",
        "rejected_at": None,
        "status": "active",
        "prospect": False,
        "jobs": [{"id": job, "name": f"Job {job}"}],
        "current_stage": {"id": 2, "name": "Face to Face"},
    }


def _interview(number: int, application: int, event: str, interviewer: int) -> dict[str, Any]:
    address = f"manager-0{interviewer}@example.com"
    return {
        "id": number,
        "application_id": application,
        "external_event_id": event,
        "created_at": "2026-03-06T08:00:00Z",
        "start": {"date_time": "2026-03-10T14:00:00Z"},
        "end": {"date_time": "2026-03-10T15:00:00Z"},
        "status": "complete",
        "organizer": {"id": 6, "name": "Coordinator 06"},
        "interviewers": [{"id": interviewer, "email": address, "response_status": "accepted"}],
    }


def _change(candidate: int, day: str, body: str) -> dict[str, Any]:
    return {
        "id": candidate * 10 + int(day),
        "created_at": f"2026-03-{day}T08:30:00.000Z",
        "subject": "Candidate Stage Change",
        "body": body,
        "user": {"id": 3, "name": "Recruiter 03"},
    }


def calendar(path: Path) -> None:
    """Both interviews again, a call with candidate 3 that no system has, and a meeting of colleagues."""
    entries = [
        _entry("panel-301@google.com", "10T140000Z", CO, ["manager-05@example.com", "c1@example.org"], "Interview"),
        _entry("panel-302@google.com", "10T140000Z", CO, ["manager-02@example.com", "c2@example.org"], "Interview"),
        _entry("chat-1", "16T100000Z", "recruiter-03@example.com", ["c3@example.org"], "Catch-up"),
        _entry("team-1", "16T110000Z", CO, ["manager-02@example.com"], "Planning"),
    ]
    path.write_bytes(
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", *entries, "END:VCALENDAR", ""]).encode()
    )


def _entry(uid: str, start: str, organizer: str, attendees: list[str], summary: str) -> str:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260301T080000Z",
        f"DTSTART:202603{start}",
        f"SUMMARY:{summary}",
        f"ORGANIZER:mailto:{organizer}",
        *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{each}" for each in attendees),
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


def telephone(path: Path) -> None:
    """The recruiter's calls: one taken, one missed, one of somebody unknown."""
    calls = [
        _call("c-1", "2026-03-11T09:00:00.000Z", "Outbound", "+49309018203", "+49301234501", "Call connected", 240),
        _call("c-2", "2026-03-11T10:00:00.000Z", "Inbound", "+49301234503", "+49309018203", "Missed", 0),
        _call("c-3", "2026-03-11T11:00:00.000Z", "Inbound", "+49305555555", "+49309018203", "Call connected", 30),
    ]
    _write(path, {"records": calls})


def _call(id: str, when: str, direction: str, caller: str, called: str, result: str, seconds: int) -> dict[str, Any]:
    return {
        "id": id,
        "sessionId": id,
        "startTime": when,
        "duration": seconds,
        "type": "Voice",
        "direction": direction,
        "action": "Phone Call",
        "result": result,
        "from": {"phoneNumber": caller},
        "to": {"phoneNumber": called},
    }


SETTINGS = """\
phone_region: DE
first_stage: applied
own_domains: [example.com]
stages: {Screening: screening, Face to Face: interview}
people:
  - {name: Recruiter 03, parties: [recruiter-03@example.com, "+49309018203"]}
"""


def write_month(folder: Path) -> list[Path]:
    """Write all exports and the settings; the paths to import."""
    recruiter, manager = mailboxes()
    recruiter.write(folder / "recruiter.mbox")
    manager.write(folder / "manager.mbox")
    greenhouse(folder / "dump")
    calendar(folder / "interviews.ics")
    telephone(folder / "calls.json")
    (folder / "settings.yaml").write_text(SETTINGS, encoding="utf-8")
    return [folder / name for name in ("dump", "recruiter.mbox", "manager.mbox", "interviews.ics", "calls.json")]
