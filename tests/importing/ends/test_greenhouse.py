"""Greenhouse as JSON: mails in the activity feed, stages told in sentences, interviews and scorecards beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importing.ends.judging import BYPASS, PAST, Checked, import_and_check
from tests.importing.ends.story import CANDIDATES, MANAGER, RECRUITER, STORY, VERDICTS, Said, candidate, phone
from tests.importing.ends.test_mbox import write_mbox

IDS = {RECRUITER: 3, MANAGER: 2}
SETTINGS = "first_stage: applied\nstages: {Application Review: applied, Face to Face: interview}\n"


def write_dump(folder: Path, told: tuple[Said, ...] = STORY) -> None:
    """Six files, as Harvest gives them, and a feed for each candidate."""
    users = [
        {"id": id, "name": f"User {id}", "primary_email_address": mail, "emails": [mail]} for mail, id in IDS.items()
    ]
    team = {"hiring_managers": [{"id": 2}], "recruiters": [{"id": 3, "responsible": True}], "coordinators": []}
    jobs = [{"id": 15, "name": "Engineer", "requisition_id": "REQ-15", "hiring_team": team}]
    files: dict[str, Any] = {
        "users.json": users,
        "jobs.json": jobs,
        "candidates.json": [_candidate(number) for number in CANDIDATES],
        "applications.json": [_application(number) for number in CANDIDATES],
    } | {f"activity_feed/{number}.json": _feed(number, told) for number in CANDIDATES}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))


def _candidate(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "first_name": "Candidate",
        "last_name": f"000{number}",
        "email_addresses": [{"value": candidate(number), "type": "personal"}],
        "phone_numbers": [{"value": phone(number), "type": "mobile"}],
    }


def _application(number: int) -> dict[str, Any]:
    return {
        "id": 100 + number,
        "candidate_id": number,
        "applied_at": "2026-03-02T08:00:00Z",
        "status": "active",
        "prospect": False,
        "jobs": [{"id": 15, "name": "Engineer"}],
    }


def _feed(number: int, told: tuple[Said, ...]) -> dict[str, Any]:
    """What stands on a candidate's page; mails have lost their Message-ID there, and what they answer."""
    emails = [
        {
            "id": place,
            "created_at": said.iso.replace("Z", ".000Z"),
            "subject": said.subject,
            "body": said.text,
            "from": said.sender,
            "to": said.to,
            "cc": said.copied or None,
            "user": None,
        }
        for place, said in enumerate(told)
        if said.number == number
    ]
    moved = {
        "id": number,
        "created_at": "2026-03-03T08:30:00.000Z",
        "subject": "Candidate Stage Change",
        "body": f"Candidate 000{number} was moved into Face to Face for Engineer on 03/03/2026 by User 3",
        "user": {"id": 3, "name": "User 3"},
    }
    return {"notes": [], "emails": emails, "activities": [moved]}


def imported(folder: Path, *more: object, assume: tuple[str, ...] = ()) -> Checked:
    (folder / "settings.yaml").write_text(SETTINGS)
    return import_and_check(
        folder, folder / "dump", *more, "-d", "in-house", "--settings", folder / "settings.yaml", checked=assume
    )


def by_number(verdicts: dict[str, str]) -> dict[str, str]:
    return {case.removeprefix("10"): verdict for case, verdict in verdicts.items()}


def test_a_feed_tells_the_story_but_for_who_wrote_first(tmp_path: Path) -> None:
    write_dump(tmp_path / "dump")
    found = imported(tmp_path)
    assert by_number(found.verdicts()) == VERDICTS | {"1": "undecided", "5": "undecided"}
    assert found.open() == []
    fates = found.files()
    assert fates[f"{tmp_path / 'dump'}/applications.json"] == (5, 0, 0, 0)
    assert fates[f"{tmp_path / 'dump'}/activity_feed/4.json"] == (5, 0, 0, 0)  # the feed, three mails, a change
    assert {each[1:] for each in fates.values()} == {(0, 0, 0)}
    assert {row["stage"] for row in found.rows.values() if row["activity"] == "stage"} == {"applied", "interview"}


def test_with_the_managers_mailbox_it_tells_all_of_it(tmp_path: Path) -> None:
    """The mailbox has the same mails with their ids, so that it is known which of them answers which."""
    write_dump(tmp_path / "dump")
    write_mbox(tmp_path / "manager.mbox", [said for said in STORY if MANAGER in (said.sender, said.to)])
    found = imported(tmp_path, tmp_path / "manager.mbox")
    assert by_number(found.verdicts()) == VERDICTS
    assert found.open() == [("101", rule) for rule in PAST]
    assert found.witness() == BYPASS
    copies = sum(each[2] for each in found.files().values())
    assert copies == 6, "each mail of the manager's is in the feed, too"


def test_without_the_mailbox_it_may_be_assumed_that_nobody_wrote_first(tmp_path: Path) -> None:
    write_dump(tmp_path / "dump", tuple(said for said in STORY if said.number != 5))
    found = imported(tmp_path, assume=("--assume", "thread_started_by=none"))
    assert found.open() == [("101", rule) for rule in PAST]
    assert found.witness() == BYPASS


def test_mails_of_another_time_are_left_out(tmp_path: Path) -> None:
    write_dump(tmp_path / "dump")
    found = imported(tmp_path, "--since", "2026-03-10", "--until", "2026-03-17")
    assert {each["code"]: each["records"] for each in found.accounts["left_out"]} == {"E458": 3}
    assert found.files()[f"{tmp_path / 'dump'}/activity_feed/4.json"] == (2, 0, 0, 3)
    assert sum(row["activity"] == "stage" for row in found.rows.values()) == 10, "stages are facts, and stay"
