"""Small logs and definitions for the tests of the analysis."""

from __future__ import annotations

import pandas as pd

from analyzer.definitions import load_definition
from analyzer.events import log_from_frame

DEFINITION = """
format: 1
process: small
title: A small process
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, hiring_manager: Hiring manager}
channels: [email]
topics: {status: Status, thanks: Thanks, complaint: Complaint}
guarded: [status]
protected: [complaint]
stages:
  applied: {next: [interview, rejected], at_most: 5 business days}
  interview: {next: [rejected]}
  rejected: {closes: true}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}, holidays: US}
contacts:
  - {between: [candidate, recruiter]}
  - {between: [recruiter, hiring_manager]}
  - {from: candidate, to: hiring_manager, only_about: [thanks]}
  - {between: [candidate, hiring_manager], copied: recruiter}
excuses:
  in-copy: {copied: recruiter}
  silent:
    unanswered: {from: candidate, to: recruiter, about: status}
    by: {from: recruiter, to: candidate}
    for: 2 business days
    at_least: 2
rules:
  bypass:
    title: Candidate asks the manager
    forbid: {from: candidate, to: hiring_manager, about: status}
    unless: [in-copy, silent]
    severity: high
    instead: Ask the recruiter.
  answer:
    title: Recruiter answers
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter, about: status}
    within: 2 business days
"""

COLUMNS = ("event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles", "copied_roles", "topics")
COLUMNS += (
    "stage",
    "sender",
    "recipients",
    "candidate_id",
    "requisition_id",
    "thread_id",
    "in_reply_to",
    "subject",
    "channel",
)


def definition():
    return load_definition(DEFINITION, path="small.yaml")


def message(event_id, time, sender_role, to, topics="", *, case="A", copied="", **cells):
    return {
        "event_id": event_id,
        "timestamp": time,
        "case_id": case,
        "activity": "message",
        "sender_role": sender_role,
        "recipient_roles": to,
        "copied_roles": copied,
        "topics": topics,
        "channel": "email",
        **cells,
    }


def stage(event_id, time, name, *, case="A"):
    return {"event_id": event_id, "timestamp": time, "case_id": case, "activity": "stage", "stage": name}


def log_of(*rows):
    frame = pd.DataFrame([dict.fromkeys(COLUMNS, "") | row for row in rows])
    frame["timestamp"] = pd.to_datetime(frame["timestamp"]).dt.tz_localize("America/New_York")
    return log_from_frame(frame)


ROWS = (
    stage("e0", "2026-03-02 09:00", "applied"),
    message("e1", "2026-03-02 10:00", "candidate", "recruiter", "status", sender="cand-1", recipients="rec-1"),
    message("e2", "2026-03-03 10:00", "candidate", "hiring_manager", "status", sender="cand-1", candidate_id="cand-1"),
    message("e3", "2026-03-06 10:00", "recruiter", "candidate", "thanks", sender="rec-1"),
    message("f1", "2026-03-03 10:00", "candidate", "hiring_manager", "status", case="B", copied="recruiter"),
    message("g1", "2026-03-03 10:00", "candidate", "hiring_manager", "thanks", case="C"),
    message("g2", "2026-03-03 11:00", "candidate", "hiring_manager", "status;complaint", case="C"),
)
