"""Greenhouse and Lever as warehouse tables, in CSV and Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.importing.ends.judging import BYPASS, PAST, import_and_check
from tests.importing.ends.story import CANDIDATES, MANAGER, RECRUITER, STORY, TOLD, VERDICTS, candidate, csv_text
from tests.importing.ends.test_mbox import write_mbox

Table = list[dict[str, str]]
FORMS = ("csv", "parquet")
SETTINGS = "timezone: UTC\nstages: {New: applied, On-site: interview}\n"


def write_tables(folder: Path, tables: Mapping[str, Table], form: str) -> None:
    folder.mkdir()
    for name, rows in tables.items():
        if form == "csv":
            text = csv_text(rows[0], [list(row.values()) for row in rows])
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        else:
            pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")


def greenhouse() -> dict[str, Table]:
    """A note of type email is a mail; its conversation is lost."""
    return {
        "users": [{"id": "3", "name": "Recruiter 03"}, {"id": "2", "name": "Manager 02"}],
        "user_email": [{"user_id": "3", "email": RECRUITER}, {"user_id": "2", "email": MANAGER}],
        "candidate": [{"id": f"{each}", "first_name": "Candidate", "last_name": f"000{each}"} for each in CANDIDATES],
        "email_address": [{"candidate_id": f"{each}", "value": candidate(each)} for each in CANDIDATES],
        "job": [{"id": "15", "name": "Engineer", "requisition_id": "REQ-15"}],
        "hiring_team": [
            {"job_id": "15", "user_id": "3", "role": "recruiters", "responsible": "true"},
            {"job_id": "15", "user_id": "2", "role": "hiring_managers", "responsible": ""},
        ],
        "job_stage": [{"id": "501", "name": "New"}, {"id": "502", "name": "On-site"}],
        "job_application": [{"application_id": f"10{each}", "job_id": "15"} for each in CANDIDATES],
        "application": [
            {"id": f"10{each}", "candidate_id": f"{each}", "applied_at": "2026-03-02 08:00:00", "status": "active"}
            for each in CANDIDATES
        ],
        "application_history": [
            {"application_id": f"10{each}", "updated_at": f"2026-03-0{day} 08:00:00", "new_stage_id": stage,
             "new_status": "active"}
            for each in CANDIDATES for day, stage in ((2, "501"), (3, "502"))
        ],
        "note": [
            {"id": said.id, "candidate_id": f"{said.number}", "application_id": f"10{said.number}",
             "created_at": f"{said.when:%Y-%m-%d %H:%M:%S}", "email_from": said.sender, "email_to": said.to,
             "email_cc": said.copied, "subject": said.subject, "body": said.text, "type": "email",
             "visibility": "public"}
            for said in STORY
        ],
    }  # fmt: skip


def lever() -> dict[str, Table]:
    """Lever's tables have no mails."""
    return {
        "users": [{"id": "u3", "name": "Recruiter 03", "email": RECRUITER},
                  {"id": "u2", "name": "Manager 02", "email": MANAGER}],
        "posting": [{"id": "p15", "text": "Engineer", "requisition_code": "REQ-15", "owner_id": "u3"}],
        "requisition": [{"id": "r15", "hiring_manager_id": "u2", "owner_id": "u3"}],
        "requisition_posting": [{"requisition_id": "r15", "posting_id": "p15"}],
        "stage": [{"id": "s1", "text": "New"}, {"id": "s2", "text": "On-site"}],
        "opportunity": [
            {"id": f"10{each}", "contact": f"k{each}", "name": f"Candidate 000{each}",
             "created_at": "2026-03-02 08:00:00", "owner_id": "u3"}
            for each in CANDIDATES
        ],
        "contact_email": [{"contact_id": f"k{each}", "email": candidate(each)} for each in CANDIDATES],
        "application": [{"id": f"a{each}", "opportunity_id": f"10{each}", "posting_id": "p15"} for each in CANDIDATES],
        "opportunity_stage_history": [
            {"opportunity_id": f"10{each}", "stage_id": stage, "updated_at": f"2026-03-0{day} 08:00:00",
             "updater_id": "u3"}
            for each in CANDIDATES for day, stage in ((2, "s1"), (3, "s2"))
        ],
    }  # fmt: skip


def settings(folder: Path) -> Path:
    (folder / "settings.yaml").write_text(SETTINGS)
    return folder / "settings.yaml"


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_greenhouse_tell_the_story_but_for_who_wrote_first(tmp_path: Path, form: str) -> None:
    write_tables(tmp_path / "tables", greenhouse(), form)
    found = import_and_check(
        tmp_path, tmp_path / "tables", "-d", "in-house", "--settings", settings(tmp_path),
        checked=("--assume", "thread_started_by=none"),
    )  # fmt: skip
    verdicts = {case.removeprefix("10"): verdict for case, verdict in found.verdicts().items()}
    assert verdicts == VERDICTS | {"5": "violated"}, "the last cannot be told from the first without a conversation"
    assert found.open() == [(case, rule) for case in ("101", "105") for rule in PAST]
    fates = {Path(name).stem: fates for name, fates in found.files().items()}
    assert fates == {name: (len(rows), 0, 0, 0) for name, rows in greenhouse().items()}


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_lever_and_a_mailbox_tell_the_story(tmp_path: Path, form: str) -> None:
    write_tables(tmp_path / "tables", lever(), form)
    write_mbox(tmp_path / "all.mbox", TOLD)
    found = import_and_check(
        tmp_path, tmp_path / "tables", tmp_path / "all.mbox", "-d", "in-house", "--settings", settings(tmp_path)
    )
    assert found.witness() == BYPASS
    assert found.open() == [("101", rule) for rule in PAST]
    assert {case.removeprefix("10"): verdict for case, verdict in found.verdicts().items()} == VERDICTS
    fates = {Path(name).stem: fates for name, fates in found.files().items()}
    assert fates == {name: (len(rows), 0, 0, 0) for name, rows in lever().items()} | {"all": (8, 0, 0, 1)}
