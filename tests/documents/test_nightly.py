"""The script of `docs/how-to/run-every-night.md` in every situation that its table names."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.shell import ALLOWED, DEFINITION, PAST, write_log
from tests.documents.pages import DOCS, ROOT, blocks

PAGE = DOCS / "how-to" / "run-every-night.md"
DAY = "2026-03-05"


@dataclass(frozen=True)
class Room:
    """A folder with an export and a definition, the script, and a `mail` that keeps what it is to send."""

    folder: Path
    script: Path
    sent: Path
    environment: Mapping[str, str]

    def run(self, **more: str) -> subprocess.CompletedProcess[str]:
        call = ["bash", str(self.script), str(self.folder), DAY]
        return subprocess.run(call, env={**self.environment, **more}, capture_output=True, text=True, check=False)

    def mails(self) -> str:
        return self.sent.read_text(encoding="utf-8") if self.sent.exists() else ""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (script,) = [block for block in blocks(PAGE) if block.options.get("file") == "nightly.sh"]
    folder, programs, sent = tmp_path / "it's here", tmp_path / "programs", tmp_path / "sent"
    folder.mkdir()
    programs.mkdir()
    write_log(folder / "export.csv", ALLOWED)
    (folder / "ours.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "nightly.sh").write_text(script.text, encoding="utf-8")
    for name, text in (
        ("analyzer", f'exec "{sys.executable}" -m analyzer "$@"'),
        ("mail", f'echo "$@" >>"{sent}"\ncat >>"{sent}"'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return Room(folder, tmp_path / "nightly.sh", sent, {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)})


def test_a_night_within_limits_leaves_a_report_and_tells_nobody_however_often(room: Room) -> None:
    pages = []
    for _ in range(2):
        ran = room.run()
        assert (ran.returncode, ran.stdout, ran.stderr, room.mails()) == (0, "", "", "")
        pages.append((room.folder / "reports" / DAY / "report.html").read_bytes())
    assert pages[0] == pages[1]
    assert (room.folder / "logs" / f"{DAY}.log").read_text(encoding="utf-8").startswith("WITHIN LIMITS")


def test_findings_are_told_as_a_number_and_a_path_to_those_who_review(room: Room) -> None:
    write_log(room.folder / "export.csv", ALLOWED, PAST)
    assert room.run(MAIL_TO="reviewers").returncode == 1
    assert room.mails().splitlines() == [
        f"-s Hiring process, {DAY}: findings beyond the limit reviewers",
        "OUTSIDE LIMITS: 1 open finding of severity medium or above, where the limit is 0; 2 in all.",
        f"The report: {room.folder}/reports/{DAY}/report.html",
    ]
    assert (room.folder / "reports" / DAY / "report.html").exists()


@pytest.mark.parametrize(
    ("file", "text", "code", "subject", "named"),
    [
        pytest.param("ours.yaml", "format: 1\n", 2, "the definition or the call is wrong", "ours.yaml:1", id="rules"),
        pytest.param("export.csv", "a,b\n1,2\n", 3, "the export cannot be read", "export.csv", id="export"),
    ],
)  # fmt: skip
def test_faults_are_told_with_the_place_to_those_who_run_the_job(
    room: Room, file: str, text: str, code: int, subject: str, named: str
) -> None:
    (room.folder / file).write_text(text, encoding="utf-8")
    assert room.run(MAIL_ADMIN="admins").returncode == code
    head, *words = room.mails().splitlines()
    assert head == f"-s Hiring process, {DAY}: {subject} admins"
    assert named in "\n".join(words)
    assert not (room.folder / "reports" / DAY).exists()


def test_a_second_run_waits_for_nobody_and_touches_nothing(room: Room) -> None:
    with (room.folder / "nightly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = room.run()
    assert (ran.returncode, ran.stderr) == (75, "nightly.sh: the run before is not over yet\n")
    assert not list((room.folder / "reports").iterdir())


def test_old_reports_and_logs_go_and_nothing_else(room: Room) -> None:
    for name in ("reports/2025-11-01", "reports/2026-03-04", "reports/notes", "logs/2025-11-01.log"):
        (room.folder / name).mkdir(parents=True)
    for name in ("reports/2025-11-01", "reports/notes", "logs/2025-11-01.log"):
        os.utime(room.folder / name, (0, 0))
    (room.folder / "ours.yaml").write_text("format: 1\n", encoding="utf-8")  # quick, and even so
    assert room.run().returncode == 2
    assert {one.name for one in (room.folder / "reports").iterdir()} == {"2026-03-04", "notes"}
    assert {one.name for one in (room.folder / "logs").iterdir()} == {f"{DAY}.log"}


def test_the_script_is_sound_to_the_shell_itself(room: Room) -> None:
    assert subprocess.run(["bash", "-n", str(room.script)], capture_output=True, check=False).stderr == b""
