"""What is huge, or unpacks to something huge, is read or refused in bounded memory and time.

Each is imported by a program of its own, which may have no more than 2 GB of addresses, and tells its own peak.
"""

from __future__ import annotations

import gzip
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.importing.seeds import APPLICATIONS

MB: Final = 1 << 20
CANDIDATE: Final = "cand-0001@example.org"
RECRUITER: Final = "recruiter-03@example.com"

CHILD: Final = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from pathlib import Path
from analyzer.errors import AnalyzerError
from analyzer.importing import How, Source, import_log, read_settings
from analyzer.importing.topics import Tagger
from analyzer.importing.pipeline import Telling
began = time.monotonic()
kind, path, beside = sys.argv[1:]
try:
    if kind == "settings":
        said = repr(read_settings(path))[:100]
    else:
        tables = kind in ("xes", "csv", "jsonl")
        sources = [Source((path,), kind), *([] if tables else [Source((beside,), "applications")])]
        imported = import_log(
            sources, how=How("Europe/Berlin", "US", quoted=True, first_stage="applied", until=4_900_000_000_000_000
            if kind == "ics" else None), telling=Telling(keeps_text=True), max_quarantined=1.0,
        )
        said = "log " + " ".join(
            f"{each['code']}:{each.get('rows', each.get('records'))}"
            for each in [*imported.to_dict()["set_aside"], *imported.to_dict()["left_out"]]
        )
except AnalyzerError as error:
    said = getattr(error, "code", "") or type(error).__name__ + " " + error.problems[0].code
status = Path("/proc/self/status").read_text()  # of this program alone; what getrusage tells includes its parent
peak = int(status.partition("VmHWM:")[2].split()[0]) >> 10
print(json.dumps([said.strip(), peak, time.monotonic() - began]))
"""


@dataclass(frozen=True, slots=True)
class Huge:
    """An export of which too much may come.

    Attributes
    ----------
    kind, name : str
        Of the export and its file.
    write : callable
        Writes the file.
    said : str
        What the import says: a code, or `log` with the codes of its records.
    megabytes, seconds : int
        The most that it may take, of memory at its peak and of time.
    """

    kind: str
    name: str
    write: Callable[[Path], None]
    said: str
    megabytes: int = 500
    seconds: int = 60


def pieces(begin: bytes, piece: bytes, times: int, end: bytes = b"") -> Callable[[Path], None]:
    """A file of a beginning, a piece many times, and an end."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(begin)
            for _ in range(times):
                file.write(piece)
            file.write(end)

    return write


def zeros(path: Path) -> None:
    """Ten gigabytes of zeros, packed: one gigabyte, ten times."""
    packed = gzip.compress(bytes(256 * MB), 9, mtime=0)
    path.write_bytes(packed * 40)


def liar(path: Path) -> None:
    """An archive whose one member says that it is small."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("calls.json", "w") as entry:
        for _ in range(512):
            entry.write(b" " * MB)
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 512 * MB), struct.pack("<L", 100)))


def nested(path: Path) -> None:
    """An archive in an archive, ten deep, the innermost a bomb."""
    content = bytes(200 * MB)
    for depth in range(10):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{depth}.zip", content)
        content = path.read_bytes()


def text(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(content, encoding="utf-8") and None  # type: ignore[return-value]


def mail(*headers: str) -> bytes:
    head = (f"From {RECRUITER} Mon Mar  2 09:00:00 2026", f"From: {CANDIDATE}", "Date: Mon, 2 Mar 2026 09:00:00 +0000")
    return ("\n".join((*head, *headers, "", "")) + "\n").encode()


def multipart(depth: int) -> Iterator[str]:
    """A body of parts in parts in parts."""
    for level in range(depth):
        yield f"--b{level}\nContent-Type: multipart/mixed; boundary=b{level + 1}\n\n"
    yield f"--b{depth}\nContent-Type: text/plain\n\nHello\n"
    for level in range(depth, -1, -1):
        yield f"--b{level}--\n"


def event(*lines: str) -> bytes:
    begin = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:u1", "DTSTART:20260304T100000Z")
    people = (f"ORGANIZER:mailto:{RECRUITER}", f"ATTENDEE:mailto:{CANDIDATE}")
    return "\r\n".join((*begin, *people, *lines)).encode()


END: Final = b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
TRACE: Final = b"Received,SenderAddress,RecipientAddress,Status,MessageId\n2026-03-02T09:00:00,a@example.org,"
TABLE: Final = b"timestamp,sender,recipients\n2026-03-02T09:00:00Z,cand-0001@example.org,recruiter-03@example.com\n"
LAUGHS: Final = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))
XES: Final = (
    '<?xml version="1.0"?>\n<!DOCTYPE log [{}]><log><trace><event><string key="a" value="{}"/></event></trace></log>'
)
X: Final = b"x" * MB
HUGE: Final = {
    "a line of 1 GB in a mailbox": Huge("mbox", "in.mbox", pieces(mail(f"To: {RECRUITER}"), X, 1024), "log"),
    "a header of 1 GB in a mailbox": Huge("mbox", "in.mbox", pieces(mail()[:-2] + b"To: ", X, 1024), "log E427:1"),
    "a line of 1 GB in a message trace": Huge("message-trace", "t.csv", pieces(TRACE, X, 1024), "E405"),
    "a line of 1 GB in a table of messages": Huge("messages", "t.csv", pieces(TABLE, X, 1024), "E314"),
    "a line of 1 GB in a log": Huge("csv", "t.csv", pieces(b"case_id,timestamp,activity,stage\n", X, 1024), "E314"),
    "a line of 1 GB in a log as JSON": Huge("jsonl", "t.jsonl", pieces(b'{"case_id": "', X, 1024), "E314"),
    "a text of 1 GB in JSON": Huge("aircall", "calls.json", pieces(b'[{"id": "', X, 1024), "E406", 700),
    "a text of 1 GB in XES": Huge("xes", "log.xes", pieces(b"<log><trace><event><a>", X, 1024), "E314"),
    "a line of 1 GB in a calendar": Huge("ics", "c.ics", pieces(event("SUMMARY:"), X, 1024, END), "log E432:1"),
    "10 GB of zeros, packed": Huge("aircall", "calls.json.gz", zeros, "E407"),
    "10 GB of zeros, packed, as a mailbox": Huge("mbox", "in.mbox.gz", zeros, "E403"),
    "10 GB of zeros, packed, as a log": Huge("csv", "log.csv.gz", zeros, "E314"),
    "a member that lies about its size": Huge("aircall", "calls.zip", liar, "E405"),
    "archives in archives": Huge("slack", "export.zip", nested, "E407"),
    "a billion laughs": Huge("xes", "log.xes", text(XES.format('<!ENTITY l0 "ha">' + LAUGHS, "&l11;")), "E313"),
    "quadratic growth": Huge(
        "xes", "log.xes", text(XES.format(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000)), "E313"
    ),
    "an external entity": Huge(
        "xes", "log.xes", text(XES.format('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")), "E313"
    ),
    "a mail to 10,000": Huge(
        "mbox",
        "in.mbox",
        text(mail(f"To: {', '.join(f'p{n}@example.com' for n in range(10_000))}").decode()),
        "log E426:1",
    ),
    "parts a thousand deep": Huge(
        "mbox",
        "in.mbox",
        text(
            mail(f"To: {RECRUITER}", "Content-Type: multipart/mixed; boundary=b0").decode() + "".join(multipart(1000))
        ),
        "log",
    ),
    "an attachment of 200 MB": Huge(
        "mbox",
        "in.mbox",
        pieces(mail(f"To: {RECRUITER}", "Content-Type: application/pdf"), (b"QUJD" * 19 + b"\n") * 13_618, 200),
        "log",
        300,
    ),
    "every second for 100 years": Huge(
        "ics", "c.ics", pieces(event("RRULE:FREQ=SECONDLY;UNTIL=21260304T100000Z"), b"", 0, END), "log E432:1"
    ),
    "every day for 100 years": Huge(
        "ics", "c.ics", pieces(event("RRULE:FREQ=DAILY;UNTIL=21260304T100000Z"), b"", 0, END), "log E439:1"
    ),
    "aliases without end": Huge(
        "settings",
        "s.yaml",
        text("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))),
        "DefinitionError E361",
    ),
    "settings of 1 GB": Huge("settings", "s.yaml", pieces(b"", b"a: b\n" * 200_000, 1024), "DefinitionError E368"),
}


def imported(huge: Huge, folder: Path) -> tuple[str, int, float]:
    path, beside = folder / huge.name, folder / "beside.csv"
    huge.write(path)
    beside.write_text(APPLICATIONS, encoding="utf-8")
    run = [sys.executable, "-c", CHILD, huge.kind, str(path), str(beside)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=huge.seconds + 240)
    path.unlink()
    assert done.returncode == 0, done.stderr[-2000:]
    said, peak, seconds = json.loads(done.stdout)
    return said, peak, seconds


@pytest.mark.deep
@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_read_or_refused_in_bounded_memory(tmp_path: Path, name: str) -> None:
    said, peak, seconds = imported(HUGE[name], tmp_path)
    assert said == HUGE[name].said
    assert peak < HUGE[name].megabytes
    assert seconds < HUGE[name].seconds
