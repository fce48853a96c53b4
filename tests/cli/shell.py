"""Running commands in this process, and small definitions and logs to run them on."""

from __future__ import annotations

import contextlib
import io
import math
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analyzer.cli import main

DEFINITION = """\
format: 1
process: small
title: A small process
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, hiring_manager: Hiring manager}
channels: [email]
topics:
  status_inquiry: Asks where the application stands
  thank_you: Thanks for an interview
guarded: [status_inquiry]
contacts:
  - {between: [candidate, recruiter]}
  - {between: [recruiter, hiring_manager]}
  - {from: candidate, to: hiring_manager, only_about: [thank_you]}
contact_rule: {severity: low}
rules:
  status-past-recruiter:
    title: Candidate asks the hiring manager for status, past the recruiter
    forbid: {from: candidate, to: hiring_manager, about: status_inquiry}
    severity: high
    instead: Ask the recruiter.
examples:
  - name: a thank-you is fine
    events:
      - 2026-03-02 10:00 | candidate -> hiring_manager | thank_you | email
    expect: none
"""

COLUMNS = (
    "event_id",
    "timestamp",
    "case_id",
    "activity",
    "sender",
    "sender_role",
    "recipient_roles",
    "topics",
    "stage",
)

Row = tuple[str, ...]

ALLOWED: Row = (
    "e1", "2026-03-02T10:00:00Z", "APP-0001", "message", "cand-0001", "candidate", "recruiter",
    "status_inquiry", "applied",
)  # fmt: skip
PAST: Row = (
    "e2", "2026-03-03T10:00:00Z", "APP-0001", "message", "cand-0001", "candidate", "hiring_manager",
    "status_inquiry", "",
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Ran:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def changed(row: Row, **cells: str) -> Row:
    """The row with other cells."""
    return tuple(cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True))


def csv_text(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> str:
    """Write rows as CSV, every cell quoted."""
    lines = [tuple(columns), *rows]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines)


def write_log(path: Path, *rows: Row) -> Path:
    """Write a CSV log."""
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def least_seconds(command: list[str], *, enough: float, tries: int = 10) -> float:
    """How long a process takes at its quickest, by the wall or the processor, whichever is less.

    The machine may be busy with other tests, which is not the command's fault.
    """
    least = math.inf
    for _ in range(tries):
        began, used = time.perf_counter(), _used_by_children()
        subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True)
        least = min(least, time.perf_counter() - began, _used_by_children() - used)
        if least < enough:
            break
    return least


def _used_by_children() -> float:
    times = os.times()
    return times.children_user + times.children_system
