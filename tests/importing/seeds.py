"""Undamaged exports of every kind, small: what `damage` spoils. Fixtures where there are some, else written here."""

from __future__ import annotations

import gzip
import io
import json
import warnings
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from analyzer.importing.kinds import KINDS
from tests.events import writing
from tests.events.sources import test_ocel as ocel, test_xes as xes
from tests.importing.together import month

FIXTURES: Final = Path(__file__).parent / "fixtures"
FOLDERS: Final = {
    "greenhouse": "ats/greenhouse",
    "greenhouse-tables": "ats/greenhouse-tables",
    "lever": "ats/lever",
    "lever-tables": "ats/lever-tables",
    "bullhorn": "ats/bullhorn",
    "slack": "slack/export",
    "mbox": "mail/box",
}
FILES: Final = {
    "mbox": ("mail/box/inbox.mbox", "mail/single.eml"),
    "message-trace": ("mail/trace.csv", "mail/historical.csv"),
    "graph-mail": ("mail/graph.json",),
    "ics": ("ics/march.ics",),
    "ringcentral": ("phone/ringcentral.json", "phone/ringcentral.csv"),
    "aircall": ("phone/aircall.json",),
}
FORMATS: Final = ("csv", "jsonl", "parquet", "excel", "xes", "ocel")
PARSERS: Final = (*(kind.name for kind in KINDS), *FORMATS, "settings")
"""Everything that reads bytes from outside: kinds of export, formats of tables, and the settings."""

APPLICATIONS: Final = """\
application_id,candidate_id,candidate_name,candidate_email,candidate_phone,requisition_id,requisition_title,opened_at,\
closed_at,recruiter,coordinator,hiring_manager,interviewers
app-1,c-1,Candidate 0001,cand-0001@example.org; c1@example.org,+1 202-555-0101,REQ-15,Engineer,2026-01-05T09:00:00Z,,\
Recruiter 03 <recruiter-03@example.com>,coordinator-01@example.com,manager-02@example.com,manager-07@example.com
app-2,c-2,Candidate 0002,cand-0002@example.org,+12025550199,REQ-16,Clerk,2026-01-06T09:00:00Z,2026-06-01T09:00:00Z,\
recruiter-03@example.com,,manager-07@example.com,
app-3,c-3,Candidate 0009,cand-0009@example.org,+12025550102,REQ-15,Engineer,2026-02-06T09:00:00+01:00,,\
recruiter-03@example.com,,manager-02@example.com,
"""
STAGES: Final = """\
application_id,timestamp,stage,changed_by
app-1,2026-01-05T09:00:00Z,applied,
app-1,2026-02-05T09:00:00Z,interview,recruiter-03@example.com
app-2,2026-02-07T10:00:00,offer,recruiter-03@example.com
"""
MESSAGES: Final = """\
timestamp,sender,recipients,copied,channel,subject,text,message_id,in_reply_to,thread_id,application_id,topics
2026-03-02T09:00:00Z,cand-0001@example.org,recruiter-03@example.com,,email,Salary,How much?,<m-1@x>,,t1,,salary
2026-03-02 10:30:00,recruiter-03@example.com,Candidate 0001 <cand-0001@example.org>,manager-02@example.com,email,\
AW: Salary,"Later, please",<m-2@x>,<m-1@x>,t1,,
2026-03-03T09:00:00+01:00,+1 202-555-0199,manager-07@example.com;recruiter-03@example.com,,text,,,,,,app-2,a;b
2026-03-04T09:00:00Z,nobody@example.net,manager-07@example.com,,email,Lunch,Noon?,,,,,
"""
SETTINGS: Final = """\
timezone: Europe/Berlin
phone_region: US
first_stage: applied
own_domains: [example.com]
stages: {applied: screening, interview: talk}
people:
  - {name: Recruiter 03, parties: [recruiter-03@example.com, "+49309018203"]}
roles: {hiring_manager: manager}
"""
LOG: Final = [
    writing.row(sender="cand-0001", thread_id="t1", subject="Hello; you", opened_at="2026-01-05"),
    writing.row(event_id="e2", timestamp="2026-03-03 11:00", sender_role="recruiter", recipient_roles="candidate"),
    writing.row(event_id="e3", case_id="APP-0002", topics="a;b", subject='say "no"\nor yes'),
    writing.row(event_id="e4", activity="stage", stage="offer", timestamp="2026-03-04"),
]


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it lies on disk.

    Attributes
    ----------
    kind : str
        As typed.
    name : str
        Of the file, or of the folder that holds the members.
    members : tuple of (str, bytes)
        Path within and content; the path is empty for a single file.
    packed : bool
        Whether the members are written as a zip archive instead of a folder.
    """

    kind: str
    name: str
    members: tuple[tuple[str, bytes], ...]
    packed: bool = False

    def write(self, folder: Path) -> Path:
        """Write it into an empty folder; the path to import."""
        path = folder / self.name
        if len(self.members) == 1 and not self.members[0][0]:
            path.write_bytes(self.members[0][1])
            return path
        if self.packed:
            path = path.with_suffix(".zip")
            path.write_bytes(zipped(self.members))
            return path
        path.mkdir()
        for inner, content in self.members:
            place = path / inner
            if place.exists() or any(each.is_file() for each in place.parents):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return path


def zipped(members: tuple[tuple[str, bytes], ...]) -> bytes:
    """An archive, with whatever names; equal ones stand in it twice."""
    archive = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for inner, content in members:
            entry = zipfile.ZipInfo(inner or "x")
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return archive.getvalue()


def single(kind: str, name: str, content: bytes) -> Export:
    return Export(kind, name, (("", content),))


@cache
def seeds(kind: str) -> tuple[Export, ...]:
    """All undamaged exports of a kind (or of a format of tables)."""
    if kind == "settings":
        return (single(kind, "settings.yaml", SETTINGS.encode()),)
    if kind in FORMATS:
        return tuple(single(kind, name, content) for name, content in _logs(kind).items())
    if kind in ("applications", "messages"):
        return _tables(kind)
    found = [single(kind, Path(name).name, (FIXTURES / name).read_bytes()) for name in FILES.get(kind, ())]
    if kind in FOLDERS:
        found.append(_folder(kind, FIXTURES / FOLDERS[kind]))
    return (*found, *_of_the_month(kind))


def _folder(kind: str, folder: Path) -> Export:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return Export(kind, "export", tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files))


def _of_the_month(kind: str) -> tuple[Export, ...]:
    with TemporaryDirectory() as folder:
        month.write_month(Path(folder))
        if kind == "greenhouse":
            return (_folder(kind, Path(folder) / "dump"),)
        name = {"mbox": "recruiter.mbox", "ics": "interviews.ics", "ringcentral": "calls.json"}.get(kind)
        return (single(kind, name, (Path(folder) / name).read_bytes()),) if name else ()


def _tables(kind: str) -> tuple[Export, ...]:
    texts = (APPLICATIONS, STAGES) if kind == "applications" else (MESSAGES,)
    found = [single(kind, "table.csv", text.encode()) for text in texts]
    with TemporaryDirectory() as folder:
        lines = texts[0].splitlines()
        names = lines[0].split(",")
        rows = [dict(zip(names, line.split(","), strict=False)) for line in lines[1:]]
        for name, write in writing.WRITERS.items():
            if name != "log.csv":
                write(Path(folder) / name, rows)
                found.append(single(kind, name, _timeless((Path(folder) / name).read_bytes())))
    return tuple(found)


def _logs(kind: str) -> dict[str, bytes]:
    """Logs of events in a format."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "ocel":
            for file, write in ocel.WRITERS.items():
                write(folder / file, ocel.whole())
        elif kind == "xes":
            text = xes.log_of(xes.trace(xes.EVENT, xes.EVENT), xes.trace(xes.EVENT, name="B"))
            (folder / "log.xes").write_text(text, encoding="utf-8")
            (folder / "log.xes.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        else:
            file = {"csv": "log.csv", "jsonl": "log.jsonl", "parquet": "log.parquet", "excel": "log.xlsx"}[kind]
            writing.WRITERS[file](folder / file, LOG)
            if kind == "csv":
                (folder / "log.csv.gz").write_bytes(gzip.compress((folder / "log.csv").read_bytes(), mtime=0))
            if kind == "jsonl":
                (folder / "array.json").write_text(json.dumps(LOG), encoding="utf-8")
        return {path.name: _timeless(path.read_bytes()) for path in sorted(folder.iterdir())}


def _timeless(content: bytes) -> bytes:
    """A workbook without the time at which it was written."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped(tuple((name, archive.read(name)) for name in archive.namelist() if "docProps" not in name))
