"""Lever as JSON: who applied for what and who is on the team; mails come from a mailbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.importing.ends.judging import BYPASS, PAST, import_and_check
from tests.importing.ends.story import CANDIDATES, MANAGER, RECRUITER, TOLD, VERDICTS, candidate, milliseconds
from tests.importing.ends.test_mbox import write_mbox

SETTINGS = "stages: {New: applied, On-site: interview}\n"


def write_dump(folder: Path) -> None:
    files: dict[str, list[dict[str, Any]]] = {
        "users": [
            {"id": "u-3", "name": "Recruiter 03", "email": RECRUITER},
            {"id": "u-2", "name": "Manager 02", "email": MANAGER},
        ],
        "postings": [
            {"id": "p-15", "text": "Engineer", "owner": "u-3", "hiringManager": "u-2", "requisitionCodes": ["REQ-15"]}
        ],
        "stages": [{"id": "s-1", "text": "New"}, {"id": "s-2", "text": "On-site"}],
        "opportunities": [_opportunity(number) for number in CANDIDATES],
        "applications": [
            {"id": f"a-{number}", "opportunityId": f"o-10{number}", "posting": "p-15", "type": "user"}
            for number in CANDIDATES
        ],
        "notes": [
            {"id": "n-1", "opportunityId": "o-101", "user": "u-3", "secret": True, "text": "Nobody may read this",
             "createdAt": milliseconds("05 09:00")},
        ],
    }  # fmt: skip
    folder.mkdir()
    for name, records in files.items():
        (folder / f"{name}.json").write_text(json.dumps({"data": records, "hasNext": False}))
    (folder / "eeo.json").write_text("{}")


def _opportunity(number: int) -> dict[str, Any]:
    return {
        "id": f"o-10{number}",
        "contact": f"k-{number}",
        "name": f"Candidate 000{number}",
        "emails": [candidate(number)],
        "phones": [],
        "createdAt": milliseconds("02 08:00"),
        "owner": "u-3",
        "stageChanges": [
            {"toStageId": "s-1", "updatedAt": milliseconds("02 08:00"), "userId": "u-3"},
            {"toStageId": "s-2", "updatedAt": milliseconds("03 08:00"), "userId": "u-3"},
        ],
    }


def test_a_dump_and_a_mailbox_tell_the_story(tmp_path: Path) -> None:
    write_dump(tmp_path / "dump")
    write_mbox(tmp_path / "all.mbox", TOLD)
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    found = import_and_check(
        tmp_path, tmp_path / "dump", tmp_path / "all.mbox", "-d", "in-house", "--settings", tmp_path / "settings.yaml"
    )
    assert {case.removeprefix("10"): verdict for case, verdict in found.verdicts().items()} == VERDICTS
    assert found.open() == [("101", rule) for rule in PAST]
    assert found.witness() == BYPASS
    fates = {Path(name).name: fates for name, fates in found.files().items()}
    assert fates == {
        "users.json": (2, 0, 0, 0),
        "postings.json": (1, 0, 0, 0),
        "stages.json": (2, 0, 0, 0),
        "opportunities.json": (5, 0, 0, 0),
        "applications.json": (5, 0, 0, 0),
        "notes.json": (1, 0, 0, 0),
        "eeo.json": (0, 0, 0, 1),
        "all.mbox": (8, 0, 0, 1),
    }
    assert "Nobody may read this" not in found.log.read_text()
