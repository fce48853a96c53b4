"""Calendars: candidate and manager meet, and the recruiter is not invited.

The presets judge messages, and hold nothing against a meeting; who wants meetings judged adds a rule to a copy.
"""

from __future__ import annotations

from pathlib import Path

from tests.importing.ends.judging import import_and_check
from tests.importing.ends.story import MANAGER, RECRUITER, candidate, write_applications

RULE = """
  meets-past-recruiter:
    title: Candidate and manager meet without the recruiter
    forbid: {activity: meeting, from: hiring_manager, to: candidate, not_copied: recruiter}
    severity: medium
"""


def entry(uid: str, day: str, *invited: str, organizer: str = MANAGER, more: str = "") -> str:
    begin = f"202603{day.replace(' ', 'T').replace(':', '')}00Z"
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260301T080000Z", f"DTSTART:{begin}", "DURATION:PT30M",
             "SUMMARY:A talk", f"ORGANIZER:mailto:{organizer}", *more.split(),
             *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{each}" for each in invited), "END:VEVENT"]  # fmt: skip
    return "\r\n".join(lines)


ENTRIES = (
    entry("past", "12 15:00", candidate(1)),
    entry("with-recruiter", "12 15:00", candidate(2), RECRUITER),
    entry("called-off", "12 16:00", candidate(3), more="STATUS:CANCELLED"),
    entry("by-recruiter", "12 17:00", candidate(4), organizer=RECRUITER),
    entry("weekly", "03 10:00", candidate(5), RECRUITER, more="RRULE:FREQ=WEEKLY;COUNT=3"),
    entry("team", "12 18:00", RECRUITER),
    entry("secret", "12 19:00", candidate(3), more="CLASS:PRIVATE"),
)


def write_calendar(path: Path) -> Path:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//calendar//EN", *ENTRIES, "END:VCALENDAR", ""]
    path.write_bytes("\r\n".join(lines).encode())
    return path


def with_rule(folder: Path) -> Path:
    preset = Path(__file__).parents[3] / "process_definitions" / "in_house.yaml"
    text = preset.read_text(encoding="utf-8").replace("\nrules:\n", f"\nrules:{RULE}", 1)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder / "own.yaml"


def test_a_meeting_without_the_recruiter_is_found_by_a_rule_for_it(tmp_path: Path) -> None:
    calendar = write_calendar(tmp_path / "talks.ics")
    applications = write_applications(tmp_path / "applications.csv")
    found = import_and_check(tmp_path, applications, calendar, definition=with_rule(tmp_path))
    assert found.open(("meets-past-recruiter", "contact")) == [("1", "meets-past-recruiter")]
    assert found.witness("meets-past-recruiter") == "2026-03-12T15:00:00Z hiring_manager -> candidate"
    assert found.files()[str(calendar)] == (4, 0, 0, 3)  # a series is one record, and three meetings
    assert sum(row["case_id"] == "APP-5" for row in found.rows.values()) == 3
    assert {each["code"]: each["records"] for each in found.accounts["left_out"]} == {"E450": 1, "E453": 1, "E454": 1}


def test_the_preset_holds_no_meeting_against_anybody(tmp_path: Path) -> None:
    calendar = write_calendar(tmp_path / "talks.ics")
    found = import_and_check(tmp_path, write_applications(tmp_path / "applications.csv"), calendar)
    assert found.open() == []
