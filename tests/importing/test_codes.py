"""Every code of trouble with an export has an export that provokes it, and stands in the manual."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from analyzer.errors import InputError
from analyzer.events.export_codes import EXPORT_CODES
from analyzer.importing import How, Imported, Source, import_log, json_records
from tests.importing.seeds import APPLICATIONS, FIXTURES

MANUAL: Final = Path(__file__).parents[2] / "docs" / "codes.md"
ZONE: Final = How(timezone="Europe/Berlin")
CANDIDATE: Final = "cand-0001@example.org"
RECRUITER: Final = "recruiter-03@example.com"
HEADINGS: Final = "timestamp,sender,recipients,message_id,in_reply_to,application_id"


@dataclass(frozen=True, slots=True)
class Given:
    """What an example hands to `import_log`."""

    sources: list[Source]
    how: How = ZONE
    max_quarantined: float = 1.0


Example = Callable[[Path], Given]


def _file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def export(
    kind: str | None, name: str, content: str | bytes, *, applications: str = APPLICATIONS, **more: Any
) -> Example:
    """One file of a kind, beside applications."""

    def write(folder: Path) -> Given:
        path = _file(folder, name, content)
        beside = _file(folder, "beside.csv", applications)
        return Given([Source((str(beside),), "applications"), Source((str(path),), kind)], **more)

    return write


def alone(kind: str, name: str, content: str | bytes, **more: Any) -> Example:
    """One file of a kind, and nothing else."""
    return lambda folder: Given([Source((str(_file(folder, name, content)),), kind)], **more)


def fixture(kind: str, name: str) -> Example:
    """An export of the fixtures."""
    return lambda folder: Given([Source((str(FIXTURES / name),), kind)])


def messages(*rows: str, **more: Any) -> Example:
    """A table of messages."""
    return export("messages", "table.csv", "\n".join((HEADINGS, *rows, "")), **more)


def calls(**changed: Any) -> Example:
    """One call, with some fields changed."""
    call = {
        "id": "c1", "sessionId": "s1", "startTime": "2026-03-04T09:30:00Z", "type": "Voice", "direction": "Inbound",
        "result": "Accepted", "from": {"phoneNumber": "+12025550101"}, "to": {"phoneNumber": "+12025550199"},
    }  # fmt: skip
    return export("ringcentral", "calls.json", json.dumps([call | changed]))


def mail(*headers: str, body: str = "Hello", **more: Any) -> Example:
    """One mail in a mailbox."""
    begin = f"From {RECRUITER} Mon Mar  2 09:00:00 2026"
    return export("mbox", "in.mbox", "\n".join((begin, *headers, "", body, "")), **more)


def entry(*lines: str, **more: Any) -> Example:
    """One entry of a calendar."""
    begin = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:u1", "DTSTART:20260304T100000Z")
    people = (f"ORGANIZER:mailto:{RECRUITER}", f"ATTENDEE:mailto:{CANDIDATE}")
    text = "\r\n".join((*begin, *people, *lines, "END:VEVENT", "END:VCALENDAR", ""))
    return export("ics", "c.ics", text, **more)


def trace(*rows: str) -> Example:
    """A message trace."""
    headings = "Received,SenderAddress,RecipientAddress,Status,MessageId"
    return export("message-trace", "t.csv", "\n".join((headings, *rows, "")))


def zipped(name: str) -> Example:
    """An archive that holds a file of some name."""

    def write(folder: Path) -> Given:
        with zipfile.ZipFile(folder / "x.zip", "w") as archive:
            archive.writestr(name, b"{}")
        return Given([Source((str(folder / "x.zip"),), "slack")])

    return write


TWO_OF_A_NAME: Final = """\
application_id,candidate_id,candidate_name,candidate_email,opened_at
app-1,c-1,Candidate 0001,c1@example.org,2026-01-05T09:00:00Z
app-2,c-2,Candidate 0001,c2@example.org,2026-01-05T09:00:00Z
"""
TWO_APPLICATIONS: Final = """\
application_id,candidate_id,candidate_email,opened_at
app-1,c-1,cand-0001@example.org,2026-01-05T09:00:00Z
app-2,c-1,cand-0001@example.org,2026-01-05T09:00:00Z
"""
AT: Final = "2026-03-02T09:00:00Z"
FROM, TO, DATE = f"From: {CANDIDATE}", f"To: {RECRUITER}", "Date: Mon, 2 Mar 2026 09:00:00 +0000"
MANY: Final = ";".join(f"p{number}@example.com" for number in range(1_001))

EXAMPLES: Final[dict[str, Example]] = {
    "E401": export(None, "something.bin", b"\x00\x01\x02"),
    "E402": zipped("../users.json"),
    "E403": export("aircall", "calls.json.gz", gzip.compress(b"[" + b" " * (101 << 20), 9)),
    "E405": export("aircall", "calls.json", '[{"id": 1'),
    "E406": export("aircall", "calls.json", '[{"id": "' + "x" * 5_000),
    "E407": export("mbox", "in.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "E409": messages(f"2026-03-02 09:00,{CANDIDATE},{RECRUITER},,,", how=How()),
    "E410": alone("messages", "table.csv", f"{HEADINGS}\n{AT},{CANDIDATE},{RECRUITER},,,\n"),
    "E411": messages(f"{AT},nobody@example.net,{RECRUITER},,,"),
    "E412": messages(f"soon,{CANDIDATE},{RECRUITER},,,", f"{AT},{CANDIDATE},{RECRUITER},,,", max_quarantined=0.1),
    "E420": messages(f",{CANDIDATE},{RECRUITER},,,"),
    "E421": messages(f"soon,{CANDIDATE},{RECRUITER},,,"),
    "E422": messages(f"2026-03-29T02:30:00,{CANDIDATE},{RECRUITER},,,"),
    "E423": messages(f"1900-01-01T09:00:00Z,{CANDIDATE},{RECRUITER},,,"),
    "E424": messages(f"{AT},,{RECRUITER},,,"),
    "E425": mail(FROM, DATE),
    "E426": messages(f"{AT},{CANDIDATE},{MANY},,,"),
    "E427": mail(FROM, TO, DATE, *["X-A: " + "a" * 70] * 16_000),
    "E428": mail(body="No headers at all."),
    "E429": export("ringcentral", "c.csv", b"id,startTime,direction,result\nr\xff,2026-03-04T09:30:00Z,Inbound,Busy\n"),
    "E430": calls(id=None, sessionId=None),
    "E431": messages(f"{AT},{CANDIDATE},{RECRUITER},,,app-unknown"),
    "E432": calls(direction="Sideways"),
    "E433": entry("RRULE:FREQ=DAILY"),
    "E434": export("aircall", "calls.json", "[1]"),
    "E435": trace(f"3/4/2026 10:00,{CANDIDATE},{RECRUITER},Delivered,<a@b>"),
    "E437": fixture("greenhouse", "ats/greenhouse"),
    "E438": fixture("greenhouse-tables", "ats/greenhouse-tables"),
    "E439": entry("RRULE:FREQ=DAILY", how=How(until=1_900_000_000_000_000)),
    "E440": messages(f"{AT},{CANDIDATE},{RECRUITER},,,", applications=TWO_APPLICATIONS),
    "E442": messages(f"{AT},{CANDIDATE},{RECRUITER},<a@b>,,", f"{AT},{RECRUITER},{CANDIDATE},<a@b>,,"),
    "E443": messages(f"{AT},Candidate 0001,{RECRUITER},,,", applications=TWO_OF_A_NAME),
    "E450": messages(f"{AT},nobody@example.net,{RECRUITER},,,"),
    "E451": messages(f"2025-03-02T09:00:00Z,{CANDIDATE},{RECRUITER},,,"),
    "E452": mail(FROM, TO, DATE, "Content-Type: multipart/report; report-type=disposition-notification; boundary=x"),
    "E453": entry("STATUS:CANCELLED"),
    "E454": entry("CLASS:PRIVATE"),
    "E455": calls(deleted=True),
    "E456": trace(f"2026-03-02T09:00:00,{CANDIDATE},{RECRUITER},Failed,<a@b>"),
    "E457": calls(type="Fax"),
    "E458": entry(how=How(until=1_772_500_000_000_000)),
}  # fmt: skip


SINCE, UNTIL = 1_772_500_000_000_000, 1_773_000_000_000_000
"""From 3 to 8 March 2026."""
SPANS: Final[dict[str, Example]] = {
    "mail": mail(FROM, TO, DATE, how=How(since=SINCE)),
    "mail, too late": mail(FROM, TO, DATE, how=How(until=SINCE)),
    "call": export("ringcentral", "c.csv", (FIXTURES / "phone/ringcentral.csv").read_bytes(), how=How(since=UNTIL)),
    "applicant system": lambda folder: Given(
        fixture("lever", "ats/lever")(folder).sources, How("Europe/Berlin", until=1_600_000_000_000_000)
    ),
    "chat": lambda folder: Given(
        [
            *alone("applications", "a.csv", APPLICATIONS)(folder).sources,
            *fixture("slack", "slack/export")(folder).sources,
        ],
        How("Europe/Berlin", since=1_800_000_000_000_000),
    ),
}


def fates(imported: Imported) -> Counter[str]:
    return Counter(
        file.code(number) for file in imported.ledger.files for number in range(1, file.rows + 1) if file.code(number)
    )


def test_every_code_has_an_example() -> None:
    assert list(EXAMPLES) == list(EXPORT_CODES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_code_is_given(tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if code == "E406":
        monkeypatch.setattr(json_records, "LONGEST_RECORD", 1_000)
    given = EXAMPLES[code](tmp_path)
    if EXPORT_CODES[code].where == "file":
        with pytest.raises(InputError) as caught:
            import_log(given.sources, how=given.how, max_quarantined=given.max_quarantined)
        assert caught.value.code == code
        assert caught.value.help
        return
    beside = _file(tmp_path, "more/table.csv", f"{HEADINGS}\n{AT},c9@example.org,{RECRUITER},,,\n")
    applied = _file(
        tmp_path, "more/apps.csv", "application_id,candidate_id,candidate_email\napp-9,c-9,c9@example.org\n"
    )
    sources = [*given.sources, Source((str(applied),), "applications"), Source((str(beside),), "messages")]
    imported = import_log(sources, how=given.how, max_quarantined=given.max_quarantined)
    assert fates(imported)[code] > 0, fates(imported)
    assert len(imported.log) > 0
    set_aside = {each["code"] for each in imported.to_dict()["set_aside"]}
    left_out = {each["code"] for each in imported.to_dict()["left_out"]}
    assert code in (left_out if EXPORT_CODES[code].where == "scope" else set_aside)


@pytest.mark.parametrize("code", EXPORT_CODES)
def test_the_code_stands_in_the_manual(code: str) -> None:
    (row,) = (line for line in MANUAL.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {code} |"))
    assert EXPORT_CODES[code].title.replace("|", "\\|") in row


@pytest.mark.parametrize("name", SPANS)
def test_what_was_sent_outside_of_the_time_asked_for_is_left_out(tmp_path: Path, name: str) -> None:
    given = SPANS[name](tmp_path)
    beside = _file(tmp_path, "more/table.csv", f"{HEADINGS}\n2026-03-04T09:00:00Z,c9@example.org,{RECRUITER},,,\n")
    applied = _file(
        tmp_path, "more/apps.csv", "application_id,candidate_id,candidate_email\napp-9,c-9,c9@example.org\n"
    )
    stages = _file(tmp_path, "more/stages.csv", f"application_id,timestamp,stage\napp-9,{AT},offer\n")
    more = [Source((str(applied), str(stages)), "applications"), Source((str(beside),), "messages")]
    imported = import_log([*given.sources, *more], how=given.how, max_quarantined=1.0)
    assert fates(imported)["E458"] > 0
    log = imported.log
    kinds = log.cells("activity", np.arange(len(log)))
    times = [time for time, kind in zip(log.time.tolist(), kinds, strict=True) if kind != "stage"]
    assert all(given.how.since is None or given.how.since <= time for time in times)
    assert all(given.how.until is None or time < given.how.until for time in times)
