"""Lever dumps: what every record of the fixture gives, and what becomes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.records import Application, Membership, Message, Person, Requisition, StageChange
from tests.importing.ats.showing import FIXTURES, fates, of_type, reading

ROOT = FIXTURES / "lever"
OPPORTUNITY = {"id": "0001", "contact": "c", "createdAt": 1_772_438_400_000, "stageChanges": [], "emails": []}
"""Created at 8 o'clock on 2 March 2026, UTC."""


def dump(folder: Path, **files: Any) -> Path:
    """Write a dump of its own: name of a file to its content."""
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_people_are_told_with_all_that_stands_for_them() -> None:
    records, _ = reading("lever")
    assert of_type(records, Person) == [
        "staff 'Recruiter 03': user:u-0003, recruiter-03@example.com",
        "staff 'Manager 01': user:u-0001, manager-01@example.com",
        "staff 'Interviewer 04': user:u-0004",
        "candidate 'Candidate 0001': contact:c-0001, cand-0001@example.org, +12025550101",
        "candidate 'Candidate 0002': contact:c-0002, cand-0002@example.org",
        "candidate 'Candidate 0006': contact:c-0006, cand-0006@example.org",
        "candidate 'Candidate 0001': contact:c-0001, c1@example.org, +12025550111",
        "staff 'Interviewer 09': user:u-0009, interviewer-09@example.com",
        "staff '': user:u-0006",
        "staff '': user:u-0007",
        "staff '': user:u-0008",
        "staff 'Guest': guest-01@example.com",
    ]


def test_postings_and_their_teams() -> None:
    records, _ = reading("lever")
    assert of_type(records, Requisition) == [
        "requisition lever:posting:p-0088 'REQ-88' 'Engineer'",
        "requisition lever:posting:p-0089 'lever:posting:p-0089' 'Analyst'",
    ]
    assert of_type(records, Membership) == [
        "user:u-0003 is recruiter on lever:posting:p-0088",
        "user:u-0001 is hiring_manager on lever:posting:p-0088",
        "user:u-0006 is recruiter on lever:posting:p-0089",
        "user:u-0001 is hiring_manager on lever:posting:p-0089",
        "user:u-0003 is recruiter on lever:0a0a0001-0001",
        "user:u-0007 is sourcer on lever:0a0a0001-0001",
        "user:u-0001 is follower on lever:0a0a0001-0001",
        "user:u-0003 is follower on lever:0a0a0001-0001",
        "user:u-0003 is recruiter on lever:0a0a0006-0006",
        "user:u-0001 is hiring_manager on lever:0a0a0001-0001",
        "user:u-0003 is recruiter on lever:0a0a0001-0001",
        "user:u-0008 is referrer on lever:0a0a0001-0001",
        "user:u-0003 is recruiter on lever:0a0a0006-0006",
        "user:u-0001 is interviewer on lever:0a0a0001-0001 since 03-06 10:00",
        "user:u-0009 is interviewer on lever:0a0a0001-0001 since 03-06 10:00",
        "guest-01@example.com is interviewer on lever:0a0a0001-0001 since 03-06 10:00",
        "user:u-0008 is referrer on lever:0a0a0006-0006",
    ]


def test_opportunities_are_the_cases_and_their_stages_have_the_names_people_read() -> None:
    records, _ = reading("lever")
    assert of_type(records, Application) == [
        "application lever:0a0a0001-0001 of contact:c-0001 to lever:posting:p-0088 from 03-02 08:00 to 03-18 15:30",
        "application lever:0a0a0002-0002 of contact:c-0002 to lever:posting:p-0089 from 03-02 08:00 to 03-10 10:00",
        "application lever:0a0a0006-0006 of contact:c-0006 to lever:posting:p-0089 from 03-02 08:00 to 03-11 10:00",
    ]
    assert of_type(records, StageChange) == [
        "03-02 08:00 lever:0a0a0001-0001 enters 'New applicant' by nobody",
        "03-05 09:30 lever:0a0a0001-0001 enters 'On-site interview' by user:u-0003",
        "03-12 09:30 lever:0a0a0001-0001 enters 's-gone' by user:u-0003",
        "03-18 15:30 lever:0a0a0001-0001 enters 'hired' by nobody",
        "03-10 10:00 lever:0a0a0002-0002 enters 'Withdrew' by nobody",
        "03-11 10:00 lever:0a0a0006-0006 enters 'archived' by nobody",
    ]


def test_messages_are_interviews_feedback_notes_and_offers() -> None:
    records, _ = reading("lever")
    assert of_type(records, Message) == [
        "03-09 14:00 meeting interview lever:interview:i-5: nobody -> contact:c-0002; lever:0a0a0002-0002 ''",
        "03-10 14:00 meeting interview lever:interview:i-1: user:u-0003 -> user:u-0001, user:u-0009,"
        " guest-01@example.com, contact:c-0001; lever:0a0a0001-0001 'On-site interview - Candidate 0001'"
        " duration_s=2700",
        "03-11 09:00 ats message lever:feedback:f-1: user:u-0001 -> user:u-0003 about feedback; lever:0a0a0001-0001 ''",
        "03-03 12:00 ats note lever:note:n-5: user:u-0003 -> ; lever:0a0a0002-0002 ''",
        "03-03 10:00 ats note lever:note:n-1: user:u-0003 -> ; lever:0a0a0001-0001 '' 'Public words'",
        "03-03 11:00 ats note lever:note:n-2: user:u-0003 -> ; lever:0a0a0001-0001 ''",
        "03-15 10:00 ats offer lever:offer:o-1: user:u-0003 -> contact:c-0001; lever:0a0a0001-0001 ''",
    ]


def test_every_record_has_its_fate() -> None:
    records, ledger = reading("lever")
    assert fates(records, ledger, ROOT) == {
        "users.json": ["used", "used", "used", "E430 id", "E432 name"],
        "postings.json": ["used", "used", "E432 requisitionCodes"],
        "requisitions.jsonl": ["used", "E457"],
        "stages.json": ["used", "used", "used", "E430 id"],
        "archive_reasons.json": ["used", "used", "used"],
        "opportunities.json": [
            "used",
            "used",
            "E454",
            "E454",
            "E454",
            "used",
            "E430 contact",
            "E421 createdAt",
            "E420 updatedAt",
            "E430 toStageId",
            "E432 emails",
            "E423 createdAt",
        ],
        "applications.json": ["used", "used", "used", "E454", "E431 opportunityId", "E430 opportunityId"],
        "interviews.json": ["message", "E430 opportunityId", "E454"],
        "opportunities/0a0a0001-0001/interviews.json": ["used", "E453", "E420 date", "E432 interviewers"],
        "opportunities/0a0a0001-0001/feedback.json": ["message", "E456", "E455", "E424 user"],
        "notes.json": ["message"],
        "opportunities/0a0a0001-0001/notes.json": ["message", "message", "E455", "E420 createdAt", "E430 id"],
        "offers.json": ["message", "E456"],
        "referrals.json": ["used", "E430 referrer"],
        "eeo.json": ["E457"],
    }


def test_an_archive_gives_what_the_folder_gives(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "dump"), "zip", ROOT))
    packed, _ = reading("lever", archive)
    plain, _ = reading("lever")
    types = (Person, Requisition, Membership, Application, StageChange, Message)
    assert of_type(packed, *types) == of_type(plain, *types)


@pytest.mark.parametrize(
    ("protection", "used"),
    [
        pytest.param(None, True, id="nothing-said"),
        pytest.param({"store": {"allowed": True, "expiresAt": None}}, True, id="allowed"),
        pytest.param({"store": {"allowed": False, "expiresAt": None}}, False, id="not-allowed"),
        pytest.param({"store": {"allowed": True, "expiresAt": 1_772_438_400_001}}, True, id="until-later"),
        pytest.param({"store": {"allowed": True, "expiresAt": 1_772_438_400_000}}, False, id="until-then"),
        pytest.param({"contact": {"allowed": False, "expiresAt": 0}}, True, id="contact-is-another-matter"),
    ],
)
def test_what_may_not_be_stored_is_left_out_with_all_that_hangs_on_it(
    tmp_path: Path, protection: object, used: bool
) -> None:
    note = {"id": "n", "opportunityId": "0001", "text": "Words", "createdAt": 1_772_438_400_000}
    dump(tmp_path, opportunities=[OPPORTUNITY | {"dataProtection": protection}], notes=[note])
    records, ledger = reading("lever", tmp_path)
    assert fates(records, ledger, tmp_path) == {
        "opportunities.json": ["used" if used else "E454"], "notes.json": ["message" if used else "E454"],
    }  # fmt: skip
    assert bool(records) is used


@pytest.mark.parametrize(
    ("applications", "posting"),
    [
        pytest.param([("p1", None)], "lever:posting:p1", id="one"),
        pytest.param([("p1", {"archivedAt": 1}), ("p2", None)], "lever:posting:p2", id="the-one-that-is-not-archived"),
        pytest.param([("p1", None), ("p2", None)], None, id="of-two-none-is-sure"),
        pytest.param([("p1", None), ("p1", None)], "lever:posting:p1", id="twice-the-same"),
        pytest.param([], None, id="none"),
    ],
)
def test_the_requisition_is_the_posting_of_the_application(
    tmp_path: Path, applications: list[tuple[str, object]], posting: str | None
) -> None:
    applied = [
        {"id": place, "opportunityId": "0001", "posting": name, "archived": archived}
        for place, (name, archived) in enumerate(applications)
    ]
    dump(tmp_path, opportunities=[OPPORTUNITY], applications=applied)
    records, _ = reading("lever", tmp_path)
    assert [each.requisition for each in records if isinstance(each, Application)] == [posting]


def test_the_first_stage_may_be_declared(tmp_path: Path) -> None:
    dump(tmp_path, opportunities=[OPPORTUNITY])
    records, _ = reading("lever", tmp_path, How(first_stage="applied"))
    assert of_type(records, StageChange) == ["03-02 08:00 lever:0001 enters 'applied' by nobody"]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    dump(tmp_path, events=[{"id": 1}])
    with pytest.raises(InputError) as refused:
        reading("lever", tmp_path)
    assert refused.value.code == "E407"
