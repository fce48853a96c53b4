"""Lever as warehouse tables: what every row of the fixture gives, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.records import Application, Membership, Message, Person, Requisition, StageChange
from tests.importing.ats.showing import FIXTURES, fates, of_type, reading

KIND = "lever-tables"
WAREHOUSE = How(timezone="UTC")


def tables(folder: Path, **files: str) -> Path:
    """Write tables of its own: name to lines, cells between commas."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def test_every_row_of_people_gives_what_it_knows() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Person) == [
        "staff 'Recruiter 03': user:u-0003, recruiter-03@example.com",
        "staff 'Manager 01': user:u-0001",
        "candidate 'Candidate 0001': contact:c-0001",
        "candidate 'Candidate 0002': contact:c-0002",
        "candidate 'Candidate 0007': contact:c-0007",
        "candidate '': contact:c-0001, cand-0001@example.org",
        "candidate '': contact:c-0001, +12025550101",
        "staff '': user:u-0006",
        "staff '': user:u-0008",
    ]


def test_postings_and_roles() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Requisition) == [
        "requisition lever:posting:p-0088 'REQ-88' 'Engineer'",
        "requisition lever:posting:p-0089 'lever:posting:p-0089' 'Analyst'",
    ]
    assert of_type(records, Membership) == [
        "user:u-0003 is recruiter on lever:posting:p-0088",
        "user:u-0006 is recruiter on lever:posting:p-0088",
        "user:u-0001 is hiring_manager on lever:posting:p-0088",
        "user:u-0006 is recruiter on lever:posting:p-0089",
        "user:u-0001 is hiring_manager on lever:posting:p-0089",
        "user:u-0003 is recruiter on lever:0001",
        "user:u-0003 is recruiter on lever:0007",
        "user:u-0001 is hiring_manager on lever:0001",
        "user:u-0003 is recruiter on lever:0001",
        "user:u-0008 is referrer on lever:0001",
        "user:u-0001 is interviewer on lever:0001 since 03-06 10:00",
    ]


def test_opportunities_and_their_stages() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Application) == [
        "application lever:0001 of contact:c-0001 to lever:posting:p-0088 from 03-02 08:00 to 03-18 15:30",
        "application lever:0002 of contact:c-0002 to lever:posting:p-0089 from 03-02 08:00 to 03-10 10:00",
        "application lever:0007 of contact:c-0007 to lever:posting:p-0089 from 03-02 08:00 to 03-12 08:00",
    ]
    assert of_type(records, StageChange) == [
        "03-02 08:00 lever:0001 enters 'New applicant' by nobody",
        "03-05 09:30 lever:0001 enters 'On-site interview' by user:u-0003",
        "03-12 09:30 lever:0001 enters 's-gone' by user:u-0003",
        "03-18 15:30 lever:0001 enters 'hired' by nobody",
        "03-10 10:00 lever:0002 enters 'Underqualified' by nobody",
        "03-12 08:00 lever:0007 enters 'hired' by nobody",
    ]


def test_messages_are_interviews_feedback_and_notes() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Message) == [
        "03-10 14:00 meeting interview lever:interview:i-1: user:u-0003 -> user:u-0001, contact:c-0001;"
        " lever:0001 'On-site interview - Candidate 0001' duration_s=2700",
        "03-09 14:00 meeting interview lever:interview:i-4: nobody -> contact:c-0002; lever:0002 ''",
        "03-11 09:00 ats message lever:feedback:f-1: user:u-0001 -> user:u-0003 about feedback; lever:0001 ''",
        "03-11 09:00 ats message lever:feedback:f-5: user:u-0001 -> user:u-0006 about feedback; lever:0002 ''",
        "03-03 10:00 ats note lever:note:n-1: user:u-0003 -> ; lever:0001 '' 'Public words'",
        "03-03 11:00 ats note lever:note:n-2: user:u-0003 -> ; lever:0001 ''",
    ]


def test_every_row_has_its_fate() -> None:
    records, ledger = reading(KIND, how=WAREHOUSE)
    assert fates(records, ledger, FIXTURES / KIND) == {
        "users.csv": ["used", "used", "E455", "E430 id"],
        "posting.csv": ["used", "used"],
        "requisition_posting.csv": ["used", "used", "E430 posting_id"],
        "requisition.csv": ["used", "E457"],
        "stage.csv": ["used", "used"],
        "archive_reason.csv": ["used", "used"],
        "opportunity.csv": ["used", "used", "E454", "E454", "E454", "E430 contact", "used", "E421 created_at"],
        "contact_email.csv": ["used", "E454", "E431 contact_id", "E432 email"],
        "contact_phone.csv": ["used", "E430 value"],
        "application.csv": ["used", "used", "E454", "used", "E431 opportunity_id"],
        "opportunity_stage_history.csv": [
            "used",
            "used",
            "used",
            "E420 updated_at",
            "E430 stage_id",
            "E454",
            "E431 opportunity_id",
        ],
        "interview.csv": ["message", "E453", "E420 date", "duplicate", "message"],
        "interviewer_user.csv": ["used", "E453", "E431 interview_id", "E430 user_id"],
        "feedback_form.csv": ["message", "E456", "E455", "E424 user", "message"],
        "note.csv": ["message", "message", "E455", "E420 created_at"],
        "panel.csv": ["E457"],
    }


def test_times_of_a_warehouse_need_their_zone_declared() -> None:
    with pytest.raises(InputError, match="says no zone") as refused:
        reading(KIND)
    assert refused.value.code == "E409"


def test_interviewers_may_stand_in_the_table_of_newer_connectors(tmp_path: Path) -> None:
    tables(
        tmp_path,
        opportunity="id,contact,created_at\n1,c,2026-03-02 08:00:00Z\n",
        interview="id,opportunity_id,date\n5,1,2026-03-10 14:00:00Z\n",
        interview_user="interview_id,user_id\n5,u\n",
    )
    records, _ = reading(KIND, tmp_path)
    assert of_type(records, Membership, Message) == [
        "user:u is interviewer on lever:1",
        "03-10 14:00 meeting interview lever:interview:5: nobody -> user:u, contact:c; lever:1 ''",
    ]


def test_a_contact_who_may_be_stored_once_may_be_stored(tmp_path: Path) -> None:
    tables(
        tmp_path,
        opportunity="id,contact,created_at,is_anonymized\n1,c,2026-03-02 08:00:00Z,false\n2,c,,true\n",
        contact_email="contact_id,email\nc,cand-0001@example.org\n",
    )
    records, ledger = reading(KIND, tmp_path)
    assert fates(records, ledger, tmp_path) == {"opportunity.csv": ["used", "E454"], "contact_email.csv": ["used"]}


def test_the_first_stage_may_be_declared(tmp_path: Path) -> None:
    tables(tmp_path, opportunity="id,contact,created_at\n1,c,2026-03-02 08:00:00Z\n")
    records, _ = reading(KIND, tmp_path, How(first_stage="applied"))
    assert of_type(records, StageChange) == ["03-02 08:00 lever:1 enters 'applied' by nobody"]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    tables(tmp_path, calls="a,b\n1,2\n")
    with pytest.raises(InputError) as refused:
        reading(KIND, tmp_path)
    assert refused.value.code == "E407"
