"""Call logs: a call has no words, so that a person says what it was about, in a file of labels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.importing.ends.judging import Checked, import_and_check
from tests.importing.ends.story import CANDIDATES, candidate, csv_text, moment, phone

MANAGER, RECRUITER, STRANGER = "+493090182002", "+493090182003", "+493055555555"
SETTINGS = f"""\
people:
  - {{name: Manager 02, parties: [manager-02@example.com, "{MANAGER}"]}}
  - {{name: Recruiter 03, parties: [recruiter-03@example.com, "{RECRUITER}"]}}
"""


@dataclass(frozen=True)
class Call:
    """Somebody rang somebody; `local` numbers are written as in Berlin, without a country code."""

    id: str
    day: str
    caller: str
    called: str
    about: str = ""
    taken: bool = True

    @property
    def outbound(self) -> bool:
        return self.caller in (MANAGER, RECRUITER)

    @property
    def outside(self) -> str:
        return local(self.called if self.outbound else self.caller)

    @property
    def inside(self) -> str:
        return local(self.caller if self.outbound else self.called)


CALLS = (
    Call("1", "12 09:00", phone(1), MANAGER, about="status_inquiry"),  # past the recruiter
    Call("2", "12 10:00", phone(2), MANAGER, taken=False),  # nobody took it
    Call("3", "12 11:00", phone(3), MANAGER, about="thank_you"),
    Call("4", "04 09:00", phone(4), RECRUITER, about="status_inquiry"),
    Call("5", "06 09:00", phone(4), RECRUITER, about="status_inquiry"),
    Call("6", "17 09:00", phone(4), MANAGER, about="status_inquiry"),  # the recruiter had not called back
    Call("7", "10 09:00", MANAGER, phone(5), about="redirect"),
    Call("8", "10 09:30", STRANGER, MANAGER),
)
LABELLED = {call.day: call.about for call in CALLS if call.about}


def local(number: str) -> str:
    return number.replace("+49", "0", 1)


def write_applications(folder: Path) -> Path:
    """With numbers as people write them."""
    heads = ("application_id", "candidate_email", "candidate_phone", "requisition_id", "opened_at", "recruiter",
             "hiring_manager")  # fmt: skip
    rows = [
        (f"APP-{each}", candidate(each), f"({local(phone(each))[:3]}) {local(phone(each))[3:]}", "REQ-15",
         "2026-03-02T08:00:00Z", "recruiter-03@example.com", "manager-02@example.com")
        for each in CANDIDATES
    ]  # fmt: skip
    (folder / "applications.csv").write_text(csv_text(heads, rows))
    return folder / "applications.csv"


def write_ringcentral_json(folder: Path) -> Path:
    records = [
        {
            "id": f"r{call.id}",
            "sessionId": f"s{call.id}",
            "startTime": f"{moment(call.day):%Y-%m-%dT%H:%M:%S.000Z}",
            "duration": 60 if call.taken else 0,
            "type": "Voice",
            "direction": "Outbound" if call.outbound else "Inbound",
            "result": "Accepted" if call.taken else "Missed",
            "from": {"phoneNumber": local(call.caller)},
            "to": {"phoneNumber": local(call.called)},
        }
        for call in CALLS
    ]
    (folder / "calls.json").write_text(json.dumps({"records": [*records, records[0] | {"id": "r1b", "leg": 2}]}))
    return folder / "calls.json"


def write_ringcentral_csv(folder: Path) -> Path:
    heads = ("id", "sessionId", "startTime", "duration", "type", "direction", "result", "from.phoneNumber",
             "to.phoneNumber")  # fmt: skip
    rows = [
        (f"r{call.id}", f"s{call.id}", f"{moment(call.day):%Y-%m-%dT%H:%M:%SZ}", 60 if call.taken else 0, "Voice",
         "Outbound" if call.outbound else "Inbound", "Accepted" if call.taken else "Missed", local(call.caller),
         local(call.called))
        for call in CALLS
    ]  # fmt: skip
    (folder / "calls.csv").write_text(csv_text(heads, [*rows, ("r1b", *rows[0][1:])]))
    return folder / "calls.csv"


def write_aircall(folder: Path) -> Path:
    """Who is on the employer's side is a user with an address; without one it is the line."""
    mails = {MANAGER: "manager-02@example.com", RECRUITER: "recruiter-03@example.com"}
    calls = [
        {
            "id": int(call.id),
            "direction": "outbound" if call.outbound else "inbound",
            "status": "done",
            "started_at": int(moment(call.day).timestamp()),
            "answered_at": int(moment(call.day).timestamp()) + 5 if call.taken else None,
            "missed_call_reason": None if call.taken else "no_available_agent",
            "duration": 60,
            "raw_digits": call.outside,
            "user": {
                "id": 5,
                "name": "A colleague",
                "email": mails[call.caller if call.outbound else call.called],
            } if call.taken else None,
            "number": {"digits": call.inside, "name": "Hiring"},
        }
        for call in CALLS
    ]  # fmt: skip
    (folder / "aircall.json").write_text(json.dumps({"meta": {}, "calls": [*calls, calls[0]]}))
    return folder / "aircall.json"


WRITERS = {
    "ringcentral-json": write_ringcentral_json,
    "ringcentral-csv": write_ringcentral_csv,
    "aircall": write_aircall,
}


def imported(folder: Path, calls: Path, *more: object, assume: tuple[str, ...] = ()) -> Checked:
    (folder / "settings.yaml").write_text(SETTINGS)
    return import_and_check(
        folder, write_applications(folder), calls, "-d", "in-house", "--settings", folder / "settings.yaml",
        "--phone-region", "DE", *more, checked=assume,
    )  # fmt: skip


def label(folder: Path, found: Checked) -> Path:
    """What a person who knows the calls writes down, by the ids of the first import."""
    rows = [
        (id, about)
        for id, row in found.rows.items()
        if row["activity"] == "message" and (about := LABELLED.get(f"{row['timestamp']:%d %H:%M}"))
    ]
    assert len(rows) == len(LABELLED)
    (folder / "labels.csv").write_text(csv_text(("event_id", "topics"), rows))
    return folder / "labels.csv"


@pytest.mark.parametrize("form", list(WRITERS))
def test_calls_that_a_person_has_labelled_tell_the_story(tmp_path: Path, form: str) -> None:
    calls = WRITERS[form](tmp_path)
    unlabelled = imported(tmp_path, calls)
    assert unlabelled.open() == [], "without words nothing is held against anybody"
    labels = label(tmp_path, unlabelled)
    found = imported(tmp_path, calls, "--labels", labels, "--force", assume=("--assume", "thread_started_by=none"))
    assert found.verdicts() == {"1": "violated", "4": "excused: recruiter-silent"}
    assert found.open() == [("1", "contact"), ("1", "status-past-recruiter")]
    assert found.witness() == "2026-03-12T09:00:00Z candidate -> hiring_manager"
    assert found.files()[str(calls)] == (7, 0, 1, 1)  # one call rang twice; a stranger
    assert [row["activity"] for row in found.rows.values() if row["case_id"] == "APP-2"] == ["missed_call"]


def test_a_call_after_the_managers_own_is_not_taken_for_the_first_word(tmp_path: Path) -> None:
    """No call log says what a call answers, so that nobody can say who began."""
    calls = write_ringcentral_json(tmp_path)
    labels = label(tmp_path, imported(tmp_path, calls))
    found = imported(tmp_path, calls, "--labels", labels, "--force")
    assert found.verdicts() == {"1": "undecided", "4": "excused: recruiter-silent"}
    assert found.open() == []
