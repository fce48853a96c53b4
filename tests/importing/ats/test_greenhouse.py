"""Greenhouse dumps: what every record of the fixture gives, and what becomes of it."""

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

ROOT = FIXTURES / "greenhouse"


def dump(folder: Path, **files: Any) -> Path:
    """Write a dump of its own: name of a file to its content."""
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


APPLICATION = {
    "id": 1, "candidate_id": 2, "applied_at": "2026-03-02T08:00:00Z", "status": "active",
    "jobs": [{"id": 3, "name": "Engineer"}],
}  # fmt: skip


def test_people_are_told_with_all_that_stands_for_them() -> None:
    records, _ = reading("greenhouse")
    assert of_type(records, Person) == [
        "staff 'Recruiter 03': user:7, recruiter-03@example.com, r3@example.com",
        "staff 'Manager 01': user:8, manager-01@example.com",
        "staff 'Coordinator 02': user:9, coordinator-02@example.com",
        "staff 'Interviewer 04': user:11, interviewer-04@example.com",
        "candidate 'Candidate 0001': candidate:11, cand-0001@example.org, +12025550101",
        "candidate 'Candidate 0002': candidate:12, cand-0002@example.org",
        "candidate 'Candidate 0003': candidate:13",
        "candidate '0004': candidate:14, cand-0004@example.org",
        "staff 'Interviewer 07': user:20, interviewer-07@example.com",
        "staff 'Recruiter 06': user:10",
        "staff 'Guest 01': guest-01@example.com",
    ]


def test_requisitions_are_called_as_people_call_them() -> None:
    records, _ = reading("greenhouse")
    assert of_type(records, Requisition) == [
        "requisition greenhouse:job:88 'REQ-88' 'Engineer'",
        "requisition greenhouse:job:89 'greenhouse:job:89' 'Engineer on call'",
        "requisition greenhouse:job:90 'greenhouse:job:90' 'Analyst'",
    ]


def test_roles_are_held_on_jobs_on_applications_and_by_who_interviews() -> None:
    records, _ = reading("greenhouse")
    assert of_type(records, Membership) == [
        "user:8 is hiring_manager on greenhouse:job:88",
        "user:7 is recruiter on greenhouse:job:88",
        "user:10 is recruiter on greenhouse:job:88",
        "user:9 is coordinator on greenhouse:job:88",
        "user:7 is recruiter on greenhouse:job:89",
        "user:10 is recruiter on greenhouse:4711",
        "user:9 is coordinator on greenhouse:4711",
        "user:8 is interviewer on greenhouse:4711 since 03-06 10:00",
        "user:20 is interviewer on greenhouse:4711 since 03-06 10:00",
        "guest-01@example.com is interviewer on greenhouse:4711 since 03-06 10:00",
    ]


def test_applications_have_their_time_and_prospects_are_none() -> None:
    records, _ = reading("greenhouse")
    assert of_type(records, Application) == [
        "application greenhouse:4711 of candidate:11 to greenhouse:job:88 from 03-02 08:00 to 03-18 15:30",
        "application greenhouse:4712 of candidate:12 to greenhouse:job:88 from 03-03 08:00 to 03-09 16:00",
        "application greenhouse:4713 of candidate:12 to greenhouse:job:88 from 03-10 08:00 to 03-12 16:00",
        "application greenhouse:4715 of candidate:14 to greenhouse:job:90 from 03-05 08:00 to ?",
        "application greenhouse:4716 of candidate:12 to greenhouse:job:89 from 03-11 08:00 to ?",
        "application greenhouse:4721 of candidate:99 to None from ? to ?",
    ]


def test_changes_of_stage_come_from_sentences_offers_and_rejections() -> None:
    records, _ = reading("greenhouse")
    assert sorted(of_type(records, StageChange)) == [
        "03-04 09:30 greenhouse:4712 enters 'Screen for Fit' by user:7",
        "03-05 08:00 greenhouse:4715 enters 'Application Review' by nobody",
        "03-05 09:30 greenhouse:4711 enters 'Screen for Fit' by user:7",
        "03-09 16:00 greenhouse:4712 enters 'rejected' by nobody",
        "03-12 09:30 greenhouse:4716 enters 'Screen' by user:7",
        "03-12 16:00 greenhouse:4713 enters 'withdrawn' by nobody",
        "03-13 09:30 greenhouse:4716 enters 'rejected' by nobody",
        "03-14 16:00 greenhouse:4716 enters 'rejected' by user:7",
        "03-18 15:30 greenhouse:4711 enters 'hired' by nobody",
    ]


def test_messages_are_interviews_feedback_notes_and_mails() -> None:
    records, _ = reading("greenhouse")
    assert of_type(records, Message) == [
        "03-10 14:00 meeting interview ics:event-301: user:9 -> user:8, user:20, guest-01@example.com,"
        " candidate:11; greenhouse:4711 'Screen' external_event_id=event-301 duration_s=2700",
        "03-11 14:00 meeting interview greenhouse:interview:306: nobody -> candidate:12; greenhouse:4712 ''",
        "03-11 09:00 ats message greenhouse:scorecard:401: user:8 -> user:10 about feedback; greenhouse:4711 ''",
        "03-08 09:00 ats message greenhouse:scorecard:402: user:10 ->  about feedback; greenhouse:4712 ''",
        "03-11 09:00 ats message greenhouse:scorecard:406: user:8 ->  about feedback; greenhouse:4715 ''",
        "03-03 10:00 ats note greenhouse:note:1001: user:7 -> ; on candidate:11 '' 'Public words'",
        "03-03 11:00 ats note greenhouse:note:1002: user:7 -> ; on candidate:11 ''",
        "03-03 12:00 ats note greenhouse:note:1003: nobody -> ; on candidate:11 ''",
        "03-04 09:00 email message -: cand-0001@example.org -> manager-01@example.com,"
        " recruiter-03@example.com; on candidate:11 'Any news?' 'Hello'",
        "03-04 10:00 email message -: user:7 -> cand-0001@example.org, Candidate 0002 cc"
        " coordinator-02@example.com, recruiter-03@example.com; on candidate:11 ''",
        "03-09 09:00 email message -: cand-0001@example.org -> manager-01@example.com; on candidate:11 'Any"
        " news about my application?' '<p>Hello</p>'",
    ]


def test_every_record_has_its_fate() -> None:
    records, ledger = reading("greenhouse")
    assert fates(records, ledger, ROOT) == {
        "users.json": ["used", "used", "used", "used", "E430 id", "E432 emails"],
        "jobs.json": ["used", "used", "used", "E430 id"],
        "job_stages.jsonl": ["used", "used", "used", "used", "E432 id", "E434"],
        "candidates.json": ["used", "used", "used", "used", "E432 email_addresses", "E434"],
        "applications.json": [
            "used",
            "used",
            "used",
            "E457",
            "used",
            "used",
            "E430 candidate_id",
            "E421 applied_at",
            "E423 applied_at: 1926-03-05",
            "E432 prospect",
            "used",
        ],
        "offers.json": ["used", "used", "E431 application_id", "E457"],
        "scheduled_interviews.json": [
            "used",
            "E421 start.date",
            "E420 start.date_time",
            "E431 application_id",
            "E457",
            "message",
            "E432 start",
            "E432 interviewers",
        ],
        "scorecards.json": [
            "message",
            "message",
            "E456",
            "E424 submitted_by_user_id",
            "E430 application_id",
            "message",
        ],
        "activity_feed.json": ["used", "E431 candidate_id", "E430 candidate_id", "E432 notes"],
        "activity_feed/12.json": ["used", "used", "used", "E437 body", "used", "E437 body", "used"],
        "candidates/11/activity_feed.json": [
            "used",
            "message",
            "message",
            "message",
            "E420 created_at",
            "E434 notes",
            "message",
            "message",
            "E424 from",
            "E425 to",
            "E432 from",
            "message",
            "E457",
            "used",
            "E432 body",
            "E431 body",
            "duplicate",
        ],
        "eeoc.json": ["E457"],
        "offices.json": ["E457"],
        "readme.txt": ["E457"],
    }


def test_an_archive_gives_what_the_folder_gives(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "dump"), "zip", ROOT))
    packed, _ = reading("greenhouse", archive)
    plain, _ = reading("greenhouse")
    types = (Person, Requisition, Membership, Application, StageChange, Message)
    assert of_type(packed, *types) == of_type(plain, *types)


def test_who_is_told_about_equal_opportunity_is_never_read(tmp_path: Path) -> None:
    dump(tmp_path, applications=[APPLICATION])
    (tmp_path / "eeoc.json").write_bytes(b"\xff\x00 whatever")
    (tmp_path / "demographics").mkdir()
    (tmp_path / "demographics" / "2.json").write_bytes(b"{")
    records, ledger = reading("greenhouse", tmp_path)
    assert fates(records, ledger, tmp_path) == {
        "applications.json": ["used"], "demographics/2.json": ["E457"], "eeoc.json": ["E457"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "zone", "told"),
    [
        pytest.param("2026-03-02T08:00:00Z", None, "03-02 08:00", id="utc"),
        pytest.param("2026-03-02T08:00:00+01:00", "America/New_York", "03-02 07:00", id="its-own-zone-counts"),
        pytest.param("2026-03-02T08:00:00", "Europe/Berlin", "03-02 07:00", id="the-declared-zone"),
    ],
)
def test_a_time_without_a_zone_has_the_declared_one(tmp_path: Path, written: str, zone: str | None, told: str) -> None:
    dump(tmp_path, applications=[APPLICATION | {"applied_at": written}])
    records, _ = reading("greenhouse", tmp_path, How(timezone=zone))
    assert of_type(records, Application) == [
        f"application greenhouse:1 of candidate:2 to greenhouse:job:3 from {told} to ?"
    ]


def test_a_time_without_any_zone_stops_the_import(tmp_path: Path) -> None:
    dump(tmp_path, applications=[APPLICATION | {"applied_at": "2026-03-02T08:00:00"}])
    with pytest.raises(InputError, match="says no zone") as refused:
        reading("greenhouse", tmp_path)
    assert refused.value.code == "E409"


def test_a_local_time_that_the_clock_made_twice_is_set_aside(tmp_path: Path) -> None:
    dump(tmp_path, applications=[APPLICATION | {"applied_at": "2026-10-25T02:30:00"}])
    records, ledger = reading("greenhouse", tmp_path, How(timezone="Europe/Berlin"))
    assert fates(records, ledger, tmp_path) == {"applications.json": ["E422 applied_at: 2026-10-25 02:30:00"]}


def test_the_declared_first_stage_is_entered_when_the_application_begins(tmp_path: Path) -> None:
    dump(tmp_path, applications=[APPLICATION, APPLICATION | {"id": 4, "applied_at": None}])
    records, _ = reading("greenhouse", tmp_path, How(first_stage="applied"))
    assert of_type(records, StageChange) == ["03-02 08:00 greenhouse:1 enters 'applied' by nobody"]


@pytest.mark.parametrize(
    ("stage", "feed", "told"),
    [
        pytest.param("Review", True, True, id="never-moved-and-in-the-first"),
        pytest.param("Review", False, False, id="nobody-says-that-it-never-moved"),
        pytest.param("Screen", True, False, id="not-in-the-first"),
    ],
)
def test_the_first_stage_is_told_only_where_it_is_sure(tmp_path: Path, stage: str, feed: bool, told: bool) -> None:
    dump(
        tmp_path,
        applications=[APPLICATION | {"current_stage": {"id": 5, "name": stage}}],
        job_stages=[
            {"id": 6, "name": "Screen", "job_id": 3, "priority": 1, "active": True},
            {"id": 5, "name": "Review", "job_id": 3, "priority": 0, "active": True},
            {"id": 4, "name": "Before", "job_id": 3, "priority": -1, "active": False},
        ],
        activity_feed=[{"candidate_id": 2, "notes": [], "emails": [], "activities": []}] if feed else [],
    )
    records, _ = reading("greenhouse", tmp_path)
    assert bool(of_type(records, StageChange)) is told


def test_applications_within_candidates_are_read_where_there_is_no_file_of_them(tmp_path: Path) -> None:
    prospect = {"id": 9, "prospect": True, "jobs": []}
    team = {"recruiter": {"id": 7}}
    dump(tmp_path, candidates=[{"id": 2, "last_name": "0002", "applications": [APPLICATION, prospect], **team}])
    records, ledger = reading("greenhouse", tmp_path)
    assert of_type(records, Person, Membership, Application) == [
        "candidate '0002': candidate:2",
        "user:7 is recruiter on greenhouse:1",
        "application greenhouse:1 of candidate:2 to greenhouse:job:3 from 03-02 08:00 to ?",
        "staff '': user:7",
    ]
    assert fates(records, ledger, tmp_path) == {"candidates.json": ["used"]}


def test_of_a_candidate_with_a_broken_application_nothing_is_taken(tmp_path: Path) -> None:
    dump(tmp_path, candidates=[{"id": 2, "applications": [APPLICATION, {"id": None}]}])
    records, ledger = reading("greenhouse", tmp_path)
    assert records == []
    assert fates(records, ledger, tmp_path) == {"candidates.json": ["E430 id"]}


def test_feeds_may_be_keyed_by_candidate(tmp_path: Path) -> None:
    item = {"id": 5, "created_at": "2026-03-03T10:00:00Z", "body": "Words"}
    feed = {"notes": [item], "emails": [], "activities": []}
    dump(tmp_path, applications=[APPLICATION], activity_feed={"2": feed, "3": feed})
    records, ledger = reading("greenhouse", tmp_path)
    assert of_type(records, Message) == [
        "03-03 10:00 ats note greenhouse:note:5: nobody -> ; on candidate:2 '' 'Words'"
    ]
    assert fates(records, ledger, tmp_path)["activity_feed.json"] == ["used", "used", "message", "E431 candidate_id"]


def test_who_was_hired_without_an_offer_was_hired_when_the_feed_says(tmp_path: Path) -> None:
    hired = {"id": 5, "created_at": "2026-03-20T10:00:00Z", "subject": "Candidate Hired", "body": "", "user": {"id": 7}}
    feed = {"candidate_id": 2, "notes": [], "emails": [], "activities": [hired]}
    dump(tmp_path, applications=[APPLICATION | {"status": "hired"}], activity_feed=[feed])
    records, _ = reading("greenhouse", tmp_path)
    assert of_type(records, StageChange, Application) == [
        "03-20 10:00 greenhouse:1 enters 'hired' by user:7",
        "application greenhouse:1 of candidate:2 to greenhouse:job:3 from 03-02 08:00 to 03-20 10:00",
    ]


def test_two_interviews_of_one_calendar_event_stay_two(tmp_path: Path) -> None:
    held = {"application_id": 1, "external_event_id": "e", "start": {"date_time": "2026-03-10T14:00:00Z"}}
    dump(tmp_path, applications=[APPLICATION], scheduled_interviews=[held | {"id": 1}, held | {"id": 2}])
    records, _ = reading("greenhouse", tmp_path)
    assert [each.message_id for each in records if isinstance(each, Message)] == ["ics:e", "greenhouse:interview:2"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        pytest.param("X was moved into Offer for Engineer on Mar 5, 2026 by Y", "Offer", id="as-documented"),
        pytest.param("X was moved into Offer for Engineer", "Offer", id="without-date"),
        pytest.param("X was moved into Offer for Engineer by Y", "Offer", id="without-date-but-who"),
        pytest.param("X was moved into Call for Us for Engineer on Mar 5", "Call for Us", id="for-within"),
        pytest.param("X was moved into Offer for Engineering on Mar 5", None, id="another-job"),
        pytest.param("X was moved to Offer", None, id="other-words"),
    ],
)
def test_the_stage_is_what_stands_before_the_job(tmp_path: Path, sentence: str, told: str | None) -> None:
    item = {"id": 5, "created_at": "2026-03-05T10:00:00Z", "subject": "Candidate Stage Change", "body": sentence}
    feed = {"candidate_id": 2, "notes": [], "emails": [], "activities": [item]}
    dump(tmp_path, applications=[APPLICATION], activity_feed=[feed])
    records, _ = reading("greenhouse", tmp_path)
    assert [each.stage for each in records if isinstance(each, StageChange)] == ([told] if told else [])


@pytest.mark.parametrize(
    ("first_ends", "told"),
    [
        pytest.param(None, [], id="both-are-open"),
        pytest.param("2026-03-04T10:00:00Z", ["greenhouse:2"], id="only-one-is-open"),
        pytest.param("2026-03-06T10:00:00Z", [], id="both-were-open"),
    ],
)
def test_of_two_applications_to_one_job_the_one_open_then_is_moved(
    tmp_path: Path, first_ends: str | None, told: list[str]
) -> None:
    moved = {"created_at": "2026-03-05T10:00:00Z", "body": "X was moved into Offer for Engineer on Mar 5"}
    feed = {"candidate_id": 2, "notes": [], "emails": [], "activities": [moved]}
    applications = [APPLICATION | {"rejected_at": first_ends}, APPLICATION | {"id": 2}]
    dump(tmp_path, applications=applications, activity_feed=[feed])
    records, ledger = reading("greenhouse", tmp_path)
    changed = [each.application for each in records if isinstance(each, StageChange) and each.stage == "Offer"]
    assert changed == told
    assert fates(records, ledger, tmp_path)["activity_feed.json"] == ["used", "used" if told else "E437 body"]


@pytest.mark.parametrize(
    ("written", "times"),
    [
        pytest.param("2026-03-09T16:05:00Z", ["03-09 16:00"], id="the-same-rejection"),
        pytest.param("2026-03-06T16:00:00Z", ["03-06 16:00", "03-09 16:00"], id="an-earlier-one-that-was-undone"),
    ],
)
def test_a_rejection_is_told_once(tmp_path: Path, written: str, times: list[str]) -> None:
    item = {"created_at": written, "subject": "Candidate Rejected", "body": "Candidate 2 was rejected for Engineer"}
    feed = {"candidate_id": 2, "notes": [], "emails": [], "activities": [item]}
    rejected = APPLICATION | {"status": "rejected", "rejected_at": "2026-03-09T16:00:00Z"}
    dump(tmp_path, applications=[rejected], activity_feed=[feed])
    records, _ = reading("greenhouse", tmp_path)
    assert sorted(of_type(records, StageChange)) == [
        f"{each} greenhouse:1 enters 'rejected' by nobody" for each in times
    ]


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        pytest.param({}, False, id="nothing-said"),
        pytest.param({"private": False, "visibility": "public"}, False, id="public"),
        pytest.param({"private": True}, True, id="private"),
        pytest.param({"visibility": "private"}, True, id="visible-to-some"),
        pytest.param({"visiblity": "admin_only"}, True, id="in-the-spelling-of-the-system"),
    ],
)
def test_of_hidden_notes_no_text_is_kept(tmp_path: Path, said: dict[str, object], hidden: bool) -> None:
    item = {"id": 5, "created_at": "2026-03-03T10:00:00Z", "body": "Words", **said}
    feed = {"candidate_id": 2, "notes": [item], "emails": [], "activities": []}
    dump(tmp_path, applications=[APPLICATION], activity_feed=[feed])
    records, _ = reading("greenhouse", tmp_path)
    assert [each.body is None for each in records if isinstance(each, Message)] == [hidden]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        reading("greenhouse", tmp_path)
    assert refused.value.code == "E407"
