"""Definitions and logs out of a few lines, for the tests of the replay; nothing here knows the replay itself."""

from __future__ import annotations

from functools import cache
from textwrap import dedent

import pandas as pd

from analyzer.calendars import parse_instant
from analyzer.definitions import load_definition
from analyzer.definitions.model import Definition
from analyzer.events import log_from_frame
from analyzer.events.log import EventLog

HEAD = """
format: 1
process: small
title: Small
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, coordinator: Coordinator, hiring_manager: Hiring manager}
channels: [email, phone]
topics: {status: Status, thanks: Thanks, redirect: Redirect, complaint: Complaint}
guarded: [status]
protected: [complaint]
stages:
  applied: {next: [interview, rejected]}
  interview: {next: [offer, rejected], at_most: 2 days}
  offer: {next: [hired, rejected]}
  hired: {closes: true}
  rejected: {closes: true}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
"""
ZONE = "America/New_York"
CANDIDATE = "of_candidate"
"""An example has one candidate and refuses `candidate_id`; the cases of a world may have several."""


def instant(text: str) -> int:
    """The instant of a local time in New York."""
    return parse_instant(text, ZONE)


def _own_words(lines: str) -> str:
    return lines.replace("candidate_id=", f"{CANDIDATE}=")


@cache
def world(text: str, **cases: str) -> tuple[Definition, EventLog]:
    """A definition that has some sections besides `HEAD`, and a log of cases, each given as lines.

    Lines are those of examples (SEMANTICS section 7); the events of case `a` have the ids `a1`, `a2`, ... in the order
    in which they are written. A message without a thread begins one of its own. The same text is read once.
    """
    examples = "".join(
        f"  - name: {case}\n    expect: none\n    events:\n"
        + "".join(f"      - {line.strip()}\n" for line in _own_words(lines).strip().splitlines())
        for case, lines in cases.items()
    )
    definition = load_definition(f"{HEAD}{dedent(text)}\nexamples:\n{examples}", path="small.yaml")
    rows = [
        {
            "event_id": f"{example.name}{number}",
            "case_id": example.name,
            "timestamp": pd.Timestamp(event.time, unit="us", tz="UTC"),
            "activity": event.activity,
            "sender": event.sender,
            "sender_role": event.sender_role,
            "recipient_roles": ";".join(event.recipient_roles) or None,
            "copied_roles": ";".join(event.copied_roles) or None,
            "channel": event.channel,
            "topics": ";".join(event.topics) or None,
            "stage": event.stage,
            "thread_id": event.thread or f"its-own-{example.name}{number}",
            "in_reply_to": None,
            **{"candidate_id" if name == CANDIDATE else name: value for name, value in event.columns},
        }
        for example in definition.examples
        for number, event in enumerate(example.events, start=1)
    ]
    return definition, log_from_frame(pd.DataFrame(rows))
