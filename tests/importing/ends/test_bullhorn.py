"""Bullhorn: an agency's candidate and its client talk terms without the consultant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importing.ends.judging import import_and_check
from tests.importing.ends.story import candidate, milliseconds

CONSULTANT, CLIENT = "consultant-01@example.com", "client-01@example.net"
TERMS = "What are the terms of the offer?"
SETTINGS = "stages: {New Lead: registered, Client Submission: introduced, Interview Scheduled: interview}\n"
DIRECT = ("candidate-goes-direct", "client-goes-direct", "contact")


def ref(id: int) -> dict[str, int]:
    return {"id": id}


def mail(id: int, number: int, day: str, sender: str, to: str, text: str, copied: str | None = None) -> dict[str, Any]:
    """A mail as the system keeps it; one conversation for each candidate."""
    return {
        "id": id,
        "externalFrom": sender,
        "externalTo": to,
        "externalCC": copied,
        "subject": "Hello",
        "comments": text,
        "threadID": 70 + number,
        "smtpSendDate": milliseconds(day),
        "isDraft": False,
        "isPrivate": False,
    }


MAILS = [
    mail(1, 1, "12 15:00", candidate(1), CLIENT, TERMS),  # past the consultant
    mail(2, 2, "12 15:00", candidate(2), CLIENT, TERMS, copied=CONSULTANT),
    mail(3, 3, "12 14:00", CLIENT, candidate(3), "Please ask your consultant."),
    mail(4, 3, "12 15:00", candidate(3), CLIENT, TERMS),
    mail(5, 4, "03 15:00", candidate(4), CONSULTANT, "Any news about my application?"),
    mail(6, 4, "04 15:00", candidate(4), CONSULTANT, "Any news about my application?"),
    mail(7, 4, "18 15:00", candidate(4), CLIENT, "Any news about my application?") | {"threadID": 99},
    mail(8, 1, "12 16:00", CLIENT, "friend@example.net", "Lunch?") | {"threadID": 98},
    mail(9, 1, "12 16:00", CONSULTANT, candidate(1), "Not sent") | {"isDraft": True},
]


def write_dump(folder: Path) -> None:
    numbers = (1, 2, 3, 4)
    files: dict[str, list[dict[str, Any]]] = {
        "CorporateUser": [{"id": 101, "firstName": "Consultant", "lastName": "01", "email": CONSULTANT}],
        "Candidate": [
            {"id": 200 + each, "firstName": "Candidate", "lastName": f"000{each}", "email": candidate(each)}
            for each in numbers
        ],
        "ClientContact": [{"id": 301, "firstName": "Client", "lastName": "01", "email": CLIENT}],
        "JobOrder": [{"id": 401, "title": "Engineer", "owner": ref(101), "clientContact": ref(301)}],
        "JobSubmission": [
            {"id": 500 + each, "candidate": ref(200 + each), "jobOrder": ref(401), "sendingUser": ref(101),
             "dateAdded": milliseconds("02 15:00")}
            for each in numbers
        ],
        "JobSubmissionHistory": [
            {"id": 600 + 10 * each + place, "jobSubmission": ref(500 + each), "status": status,
             "dateAdded": milliseconds(day), "modifyingUser": ref(101)}
            for each in numbers
            for place, (status, day) in enumerate((("New Lead", "02 15:00"), ("Client Submission", "02 15:04")))
        ],
        "Sendout": [
            {"id": 700 + each, "candidate": ref(200 + each), "jobOrder": ref(401), "clientContact": ref(301),
             "user": ref(101), "dateAdded": milliseconds("02 15:05")}
            for each in numbers
        ],
        "UserMessage": MAILS,
    }  # fmt: skip
    folder.mkdir()
    for name, records in files.items():
        page = {"total": len(records), "start": 0, "count": len(records), "data": records}
        (folder / f"{name}.json").write_text(json.dumps(page))


def test_a_candidate_who_talks_terms_with_the_client_is_found(tmp_path: Path) -> None:
    write_dump(tmp_path / "dump")
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    found = import_and_check(
        tmp_path, tmp_path / "dump", "-d", "agency", "--settings", tmp_path / "settings.yaml", definition="agency"
    )
    assert found.verdicts("candidate-goes-direct") == {
        "501": "violated",
        "503": "excused: client-wrote-first",
        "504": "excused: consultant-silent",
    }
    assert found.open(DIRECT) == [("501", "candidate-goes-direct"), ("501", "contact")]
    assert found.witness("candidate-goes-direct") == "2026-03-12T15:00:00Z candidate -> client_manager"
    fates = {Path(name).stem: fates for name, fates in found.files().items()}
    assert fates == {
        **dict.fromkeys(("CorporateUser", "ClientContact", "JobOrder"), (1, 0, 0, 0)),
        **dict.fromkeys(("Candidate", "JobSubmission", "Sendout"), (4, 0, 0, 0)),
        "JobSubmissionHistory": (8, 0, 0, 0),
        "UserMessage": (7, 0, 0, 2),  # lunch, and a draft
    }
