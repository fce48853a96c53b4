"""Greenhouse as warehouse tables: what every row of the fixture gives, and what becomes of it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.records import Application, Membership, Message, Person, Requisition, StageChange
from tests.importing.ats.showing import FIXTURES, fates, of_type, reading

KIND = "greenhouse-tables"
WAREHOUSE = How(timezone="UTC")


def tables(folder: Path, **files: str) -> Path:
    """Write tables of its own: name to lines, cells between commas."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def test_every_row_of_people_gives_what_it_knows() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Person) == [
        "staff 'Recruiter 03': user:7",
        "staff 'Manager 01': user:8",
        "staff '': user:7, recruiter-03@example.com",
        "staff '': user:8, manager-01@example.com",
        "candidate 'Candidate 0001': candidate:11",
        "candidate 'Candidate 0002': candidate:12",
        "candidate '': candidate:11, cand-0001@example.org",
        "candidate '': candidate:11, +12025550101",
        "staff '': user:10",
        "staff '': user:9",
    ]


def test_jobs_and_roles() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Requisition, Membership) == [
        "requisition greenhouse:job:88 'REQ-88' 'Engineer'",
        "requisition greenhouse:job:89 'greenhouse:job:89' 'Analyst'",
        "user:8 is hiring_manager on greenhouse:job:88",
        "user:7 is recruiter on greenhouse:job:88",
        "user:10 is recruiter on greenhouse:job:88",
        "user:9 is coordinator on greenhouse:job:88",
        "user:10 is recruiter on greenhouse:4711",
        "user:9 is coordinator on greenhouse:4711",
        "user:8 is interviewer on greenhouse:4711 since 03-06 10:00",
    ]


def test_applications_and_their_stages() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Application) == [
        "application greenhouse:4711 of candidate:11 to greenhouse:job:88 from 03-02 08:00 to 03-18 15:30",
        "application greenhouse:4712 of candidate:12 to greenhouse:job:88 from 03-03 08:00 to 03-09 16:00",
        "application greenhouse:4713 of candidate:12 to greenhouse:job:89 from 03-10 08:00 to 03-20 12:00",
        "application greenhouse:4715 of candidate:12 to None from 03-05 07:00 to ?",
    ]
    assert of_type(records, StageChange) == [
        "03-02 08:00 greenhouse:4711 enters 'Application Review' by nobody",
        "03-05 09:30 greenhouse:4711 enters 'Screen for Fit' by nobody",
        "03-18 15:30 greenhouse:4711 enters 'hired' by nobody",
        "03-09 16:00 greenhouse:4712 enters 'rejected' by nobody",
        "03-17 09:30 greenhouse:4711 enters 'Offer' by user:7",
        "03-04 09:30 greenhouse:4712 enters 'Offer' by user:7",
        "03-20 12:00 greenhouse:4713 enters 'hired' by nobody",
    ]


def test_messages_are_interviews_feedback_notes_and_what_mails_the_notes_keep() -> None:
    records, _ = reading(KIND, how=WAREHOUSE)
    assert of_type(records, Message) == [
        "03-10 14:00 meeting interview greenhouse:interview:301: user:9 -> user:8, candidate:11;"
        " greenhouse:4711 '' duration_s=2700",
        "03-11 14:00 meeting interview greenhouse:interview:304: nobody -> candidate:12; greenhouse:4712 ''",
        "03-11 09:00 ats message greenhouse:scorecard:401: user:8 -> user:10 about feedback; greenhouse:4711 ''",
        "03-11 09:00 ats message greenhouse:scorecard:403: user:8 -> user:7 about feedback; greenhouse:4712 ''",
        "03-03 10:00 ats note greenhouse:note:1001: user:7 -> ; greenhouse:4711 '' 'Public words'",
        "03-03 11:00 ats note greenhouse:note:1002: user:7 -> ; on candidate:11 ''",
        "03-04 09:00 email message -: cand-0001@example.org -> manager-01@example.com cc"
        " recruiter-03@example.com; on candidate:11 'Any news?' 'Hello'",
        "03-09 09:00 email message -: cand-0001@example.org -> manager-01@example.com; greenhouse:4711 'Any"
        " news about my application?' 'Hello'",
    ]


def test_every_row_has_its_fate() -> None:
    records, ledger = reading(KIND, how=WAREHOUSE)
    assert fates(records, ledger, FIXTURES / KIND) == {
        "users.csv": ["used", "used", "E455", "E430 id"],
        "user_email.csv": ["used", "used", "E432 email", "E455"],
        "candidate.csv": ["used", "used", "E455", "E432 _fivetran_deleted"],
        "email_address.csv": ["used", "E430 value"],
        "phone_number.csv": ["used", "E432 value"],
        "job.csv": ["used", "used", "E455"],
        "hiring_team.csv": ["used", "used", "used", "used", "E432 role"],
        "job_stage.csv": ["used", "used"],
        "job_application.csv": ["used", "used", "used", "used", "used"],
        "application.csv": [
            "used",
            "used",
            "used",
            "E457",
            "used",
            "E455",
            "E430 candidate_id",
            "E421 applied_at: 2026-03-04",
            "E438",
        ],
        "offer.csv": ["used", "used", "used", "E431 application_id"],
        "application_history.csv": [
            "used",
            "used",
            "duplicate",
            "used",
            "used",
            "E431 new_stage_id",
            "E430 new_stage_id",
            "E420 updated_at",
            "E457",
            "E455",
        ],
        "scheduled_interview.csv": ["message", "E420 start", "E431 application_id", "message", "duplicate", "E455"],
        "scheduled_interviewer.csv": ["used", "E453", "E455", "E430 interviewer_id", "E431 scheduled_interview_id"],
        "scorecard.csv": ["message", "E456", "message", "E424 submitted_by_user_id", "E455"],
        "note.csv": ["message", "message", "message", "E431 application_id", "E431 candidate_id", "E425 to", "message"],
        "activity.csv": ["E457", "duplicate", "used", "E455", "used"],
        "department.csv": ["E457"],
        "eeoc.csv": ["E457"],
    }


def test_times_of_a_warehouse_need_their_zone_declared() -> None:
    with pytest.raises(InputError, match="says no zone") as refused:
        reading(KIND)
    assert refused.value.code == "E409"


def test_typed_columns_of_parquet_are_read_as_the_texts_of_csv(tmp_path: Path) -> None:
    began = datetime(2026, 3, 2, 8, tzinfo=UTC)
    pq.write_table(
        pa.table(
            {
                "ID": pa.array([4711.0, None], pa.float64()),
                "candidate_id": pa.array([11, 12], pa.int32()),
                "applied_at": pa.array([began, began], pa.timestamp("ns", "America/New_York")),
                "rejected_at": pa.array([None, began], pa.timestamp("ms", "UTC")),
                "status": pa.array(["active", "rejected"]).dictionary_encode(),
                "prospect": pa.array([False, None]),
                "keyed_custom_fields": pa.array([["a"], None], pa.list_(pa.string())),
                "score": pa.array([0.5, None], pa.float32()),
            }
        ),
        tmp_path / "application.parquet",
    )
    records, ledger = reading(KIND, tmp_path)
    assert of_type(records, Application) == [
        "application greenhouse:4711 of candidate:11 to None from 03-02 08:00 to ?"
    ]
    assert fates(records, ledger, tmp_path) == {"application.parquet": ["used", "E430 id"]}


def test_bytes_that_are_no_text_are_set_aside_alone(tmp_path: Path) -> None:
    (tmp_path / "job.csv").write_bytes(b"id,name\n1,Engineer\n2,\xff\n3,Analyst\n")
    records, ledger = reading(KIND, tmp_path)
    assert fates(records, ledger, tmp_path) == {"job.csv": ["used", "E429", "used"]}


def test_the_first_stage_may_be_declared(tmp_path: Path) -> None:
    tables(tmp_path, application="id,candidate_id,applied_at\n1,2,2026-03-02 08:00:00Z\n")
    records, _ = reading(KIND, tmp_path, How(first_stage="applied"))
    assert of_type(records, StageChange) == ["03-02 08:00 greenhouse:1 enters 'applied' by nobody"]


def test_what_a_rejection_undone_leaves_is_told_by_the_history(tmp_path: Path) -> None:
    tables(
        tmp_path,
        application="id,candidate_id,applied_at,status\n1,2,2026-03-02 08:00:00Z,active\n",
        job_stage="id,name\n5,Review\n",
        application_history="application_id,updated_at,new_stage_id,new_status\n"
        "1,2026-03-03 08:00:00Z,5,rejected\n1,2026-03-04 08:00:00Z,5,active\n",
    )
    records, _ = reading(KIND, tmp_path)
    assert of_type(records, StageChange, Application) == [
        "03-03 08:00 greenhouse:1 enters 'rejected' by nobody",
        "03-04 08:00 greenhouse:1 enters 'Review' by nobody",
        "application greenhouse:1 of candidate:2 to None from 03-02 08:00 to ?",
    ]


def test_tables_in_an_archive_are_refused(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "tables"), "zip", FIXTURES / KIND))
    with pytest.raises(InputError, match="archive") as refused:
        reading(KIND, archive, WAREHOUSE)
    assert refused.value.code == "E407"


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    tables(tmp_path, calls="a,b\n1,2\n")
    with pytest.raises(InputError) as refused:
        reading(KIND, tmp_path)
    assert refused.value.code == "E407"
