"""Bullhorn dumps: what every record of the fixture gives, and what becomes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError
from analyzer.importing.ats.bullhorn import way_of
from analyzer.importing.how import How
from analyzer.importing.records import Application, Membership, Message, Person, Requisition, StageChange
from tests.importing.ats.showing import FIXTURES, fates, of_type, reading

ROOT = FIXTURES / "bullhorn"
MORNING = 1_772_438_400_000
"""8 o'clock on 2 March 2026, UTC."""


def dump(folder: Path, **files: Any) -> Path:
    """Write a dump of its own: name of a file to its content."""
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_people_are_of_the_agency_candidates_or_outside() -> None:
    records, _ = reading("bullhorn")
    assert of_type(records, Person) == [
        "staff 'Consultant 01': user:101, consultant-01@example.com, +12025550121",
        "staff 'Consultant 02': user:102, consultant-02@example.com",
        "candidate 'Candidate 0001': candidate:201, cand-0001@example.org, c1@example.org, +12025550101",
        "candidate 'Candidate 0002': candidate:202, cand-0002@example.org",
        "outside 'Client 01': client:301, client-01@example.net",
        "outside 'Client 02': client:302, client-02@example.net",
    ]


def test_job_orders_and_who_is_consultant_or_client() -> None:
    records, _ = reading("bullhorn")
    assert of_type(records, Requisition) == [
        "requisition bullhorn:job:401 'bullhorn:job:401' 'Engineer'",
        "requisition bullhorn:job:402 'bullhorn:job:402' 'Analyst'",
    ]
    assert of_type(records, Membership) == [
        "user:101 is consultant on bullhorn:job:401",
        "user:102 is consultant on bullhorn:job:401",
        "client:301 is client_manager on bullhorn:job:401",
        "user:102 is consultant on bullhorn:job:402",
        "client:302 is client_manager on bullhorn:job:402",
        "client:301 is client_manager on bullhorn:job:402",
        "user:101 is consultant on bullhorn:501",
        "user:102 is consultant on bullhorn:501",
        "user:102 is consultant on bullhorn:502",
    ]


def test_submissions_are_the_cases_and_end_with_a_placement() -> None:
    records, _ = reading("bullhorn")
    assert of_type(records, Application) == [
        "application bullhorn:501 of candidate:201 to bullhorn:job:401 from 03-02 08:00 to 03-18 15:30",
        "application bullhorn:502 of candidate:202 to bullhorn:job:402 from 03-04 08:00 to 03-20 09:31",
        "application bullhorn:507 of candidate:201 to bullhorn:job:402 from 03-05 08:00 to ?",
        "application bullhorn:508 of candidate:201 to bullhorn:job:402 from ? to ?",
    ]
    assert of_type(records, StageChange) == [
        "03-02 08:00 bullhorn:501 enters 'New Lead' by nobody",
        "03-05 09:30 bullhorn:501 enters 'Client Submission' by user:101",
        "03-20 09:30 bullhorn:502 enters 'Placed' by user:102",
        "03-18 15:30 bullhorn:501 enters 'placed' by nobody",
    ]


def test_messages_are_introductions_notes_mails_and_appointments() -> None:
    records, _ = reading("bullhorn")
    assert of_type(records, Message) == [
        "03-05 09:31 email message bullhorn:sendout:701: user:101 -> client:301 about introduction; bullhorn:501 ''",
        "03-05 10:00 email message bullhorn:sendout:702: user:102 -> client-09@example.net about"
        " introduction; on candidate:202 ''",
        "03-04 09:00 email message bullhorn:sendout:706: user:102 -> client:302 about introduction; bullhorn:502 ''",
        "03-03 10:00 phone message bullhorn:note:901: user:101 -> candidate:201; bullhorn:501 ''"
        " '<p>Words</p>' duration_s=720",
        "03-03 11:00 voicemail message bullhorn:note:902: user:101 -> client:301; on candidate:201 ''",
        "03-06 11:00 phone message bullhorn:note:903: candidate:202 -> user:102; on candidate:202 '' 'Words'",
        "03-06 12:00 ats note bullhorn:note:904: user:102 -> ; on candidate:202 '' 'Words'",
        "03-06 09:00 email message -: cand-0001@example.org -> consultant-01@example.com,"
        " client-01@example.net; nowhere 'Any news?' 'Hello'",
        "03-06 10:00 email message -: user:101 -> cand-0001@example.org, candidate:201 cc"
        " consultant-02@example.com; nowhere ''",
        "03-09 09:00 email message -: cand-0002@example.org -> client-02@example.net; nowhere 'Any news"
        " about my application?' 'Hello'",
        "03-10 14:00 meeting interview bullhorn:appointment:801: user:101 -> candidate:201, client:301,"
        " client:302, user:102; bullhorn:501 'Interview Candidate 0001' duration_s=2700",
        "03-11 14:00 phone meeting bullhorn:appointment:803: user:102 -> candidate:202; on candidate:202 ''",
    ]


def test_every_record_has_its_fate() -> None:
    records, ledger = reading("bullhorn")
    assert fates(records, ledger, ROOT) == {
        "CorporateUser.json": ["used", "used", "E455", "E430 id"],
        "Candidate.json": ["used", "used", "E454", "E455", "E432 email"],
        "ClientContact.json": ["used", "used"],
        "JobOrder.json": ["used", "used", "E432 title"],
        "JobSubmission.json": ["used", "used", "E454", "E455", "E430 candidate", "E421 dateAdded", "used", "used"],
        "JobSubmissionHistory.json": [
            "used",
            "used",
            "used",
            "E430 status",
            "E431 jobSubmission",
            "E455",
            "E454",
            "E430 jobSubmission",
            "E420 dateAdded",
        ],
        "Placement.json": ["used", "used", "E437 jobSubmission", "E431 jobSubmission"],
        "Sendout.json": ["message", "message", "E424 user", "E425 clientContact", "E454", "message"],
        "Appointment.json": [
            "message",
            "duplicate",
            "message",
            "E421 isAllDay",
            "E420 dateBegin",
            "E455",
            "E431 parentAppointment",
            "E454",
            "E455",
        ],
        "Note.json": [
            "message",
            "message",
            "message",
            "message",
            "E431 personReference",
            "E424 commentingPerson",
            "E425 personReference",
            "E420 dateAdded",
            "E454",
            "E455",
        ],
        "UserMessage.json": [
            "message",
            "message",
            "E456",
            "E420 smtpSendDate",
            "E424 externalFrom",
            "E425 externalTo",
            "E432 externalFrom",
            "message",
        ],
        "ClientCorporation.json": ["E457"],
    }


def test_an_archive_gives_what_the_folder_gives(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "dump"), "zip", ROOT))
    packed, _ = reading("bullhorn", archive)
    plain, _ = reading("bullhorn")
    types = (Person, Requisition, Membership, Application, StageChange, Message)
    assert of_type(packed, *types) == of_type(plain, *types)


@pytest.mark.parametrize(
    ("action", "channel", "inwards"),
    [
        pytest.param("Email", "email", False, id="mail"),
        pytest.param("Left Message", "voicemail", False, id="voicemail"),
        pytest.param("Phone Call", "phone", False, id="call"),
        pytest.param("Inbound Call", "phone", True, id="call-that-came-in"),
        pytest.param("SMS", "text", False, id="text"),
        pytest.param("LinkedIn InMail", "chat", False, id="chat"),
        pytest.param("Client Visit", "meeting", False, id="visit"),
        pytest.param("Prescreen", "", False, id="no-contact"),
        pytest.param("Context", "", False, id="part-of-another-word"),
        pytest.param("", "", False, id="nothing-said"),
    ],
)
def test_the_action_of_a_note_tells_the_channel(action: str, channel: str, inwards: bool) -> None:
    assert way_of(action) == (channel, inwards)


def test_a_person_whose_kind_is_not_sure_is_not_guessed(tmp_path: Path) -> None:
    note = {
        "id": 9,
        "action": "Email",
        "commentingPerson": {"id": 7, "_subtype": "CorporateUser"},
        "dateAdded": MORNING,
    }
    dump(
        tmp_path,
        Candidate=[{"id": 1, "lastName": "0001"}],
        ClientContact=[{"id": 1, "lastName": "01"}],
        Note=[
            note | {"personReference": {"id": 1}},
            note | {"personReference": {"id": 1, "_subtype": "ClientContact"}},
        ],
    )
    records, ledger = reading("bullhorn", tmp_path)
    assert fates(records, ledger, tmp_path)["Note.json"] == ["E432 personReference", "message"]


def test_the_first_stage_may_be_declared(tmp_path: Path) -> None:
    dump(tmp_path, JobSubmission={"data": {"id": 1, "candidate": {"id": 2}, "sendingUser": None, "dateAdded": MORNING}})
    records, _ = reading("bullhorn", tmp_path, How(first_stage="registered"))
    assert of_type(records, StageChange) == ["03-02 08:00 bullhorn:1 enters 'registered' by nobody"]


def test_a_placement_that_the_history_has_told_of_is_told_once(tmp_path: Path) -> None:
    dump(
        tmp_path,
        JobSubmission=[{"id": 1, "candidate": {"id": 2}, "jobOrder": {"id": 3}, "dateAdded": MORNING}],
        JobSubmissionHistory=[{"id": 4, "jobSubmission": {"id": 1}, "status": "Placed", "dateAdded": MORNING + 60_000}],
        Placement=[{"id": 5, "candidate": {"id": 2}, "jobOrder": {"id": 3}, "dateAdded": MORNING + 120_000}],
    )
    records, _ = reading("bullhorn", tmp_path)
    assert of_type(records, StageChange, Application) == [
        "03-02 08:01 bullhorn:1 enters 'Placed' by nobody",
        "application bullhorn:1 of candidate:2 to bullhorn:job:3 from 03-02 08:00 to 03-02 08:02",
    ]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    dump(tmp_path, events=[{"id": 1}])
    with pytest.raises(InputError) as refused:
        reading("bullhorn", tmp_path)
    assert refused.value.code == "E407"
