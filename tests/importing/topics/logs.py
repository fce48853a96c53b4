"""Small logs and a definition with phrases for the tests of topics."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from analyzer.definitions import Definition, load_definition
from analyzer.events import EventLog, build_log

DEFINITION = r"""
format: 1
process: small
title: A small process
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, hiring_manager: Hiring manager}
channels: [email]
topics:
  status_inquiry: {title: Asks, phrases: ['\bany news\b', '\bwhere do i stand\b']}
  thank_you: {title: Thanks, phrases: ['\bthank(s| you)\b']}
  out_of_office: {title: Away, phrases: ['^automatic reply\b']}
  complaint: {title: Raises a concern, phrases: ['\bcomplain']}
  referral: Introduces somebody
guarded: [status_inquiry]
protected: [complaint]
contacts:
  - {between: [candidate, recruiter]}
  - {between: [recruiter, hiring_manager]}
"""


def definition() -> Definition:
    return load_definition(DEFINITION)


def log(rows: Iterable[dict[str, str]]) -> EventLog:
    """A log of messages; what a row does not say is usual."""
    usual = {
        "case_id": "APP-0001", "sender_role": "candidate", "recipient_roles": "recruiter", "copied_roles": "",
        "channel": "email", "activity": "message", "topics": "", "subject": "", "body": "",
    }  # fmt: skip
    told = [
        {"event_id": f"e{at}", "timestamp": f"2026-03-02T10:00:00.{at:06}Z"} | usual | row
        for at, row in enumerate(rows, start=1)
    ]
    return build_log(pa.table({name: [row[name] for row in told] for name in told[0]}))
