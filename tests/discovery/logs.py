"""Small logs to discover drafts from: a few lines a case, the same in many cases."""

from __future__ import annotations

import pandas as pd

from analyzer.events import log_from_frame

COLUMNS = (
    "event_id", "timestamp", "case_id", "activity", "sender", "sender_role", "recipient_roles", "copied_roles",
    "topics", "stage", "channel", "candidate_id",
)  # fmt: skip
MONDAY = pd.Timestamp("2026-03-02 09:00", tz="UTC")


def says(sender, to, topics="", *, at=0.0, copied="", channel="email", **cells):
    """A message, `at` hours after Monday, 9:00."""
    return {
        "hours": at,
        "activity": "message",
        "sender_role": sender,
        "recipient_roles": to,
        "topics": topics,
        "copied_roles": copied,
        "channel": channel,
        **cells,
    }


def enters(stage, *, at=0.0):
    """A stage event."""
    return {"hours": at, "activity": "stage", "stage": stage}


def rows_of(*scripts, columns=COLUMNS):
    """Rows of a log; each script is (number of cases, event, event, ...)."""
    rows = []
    for number, (cases, *events) in enumerate(scripts):
        for copy in range(cases):
            for place, event in enumerate(events):
                row = dict.fromkeys(columns, "") | event
                row["event_id"] = f"e-{number}-{copy}-{place}"
                row["case_id"] = f"case-{number}-{copy}"
                row["timestamp"] = MONDAY + pd.Timedelta(hours=row.pop("hours"))
                rows.append(row)
    return rows


def log_of(*scripts, without=()):
    """A log of scripts, without some columns."""
    return log_from_frame(pd.DataFrame(rows_of(*scripts)).drop(columns=list(without)))


STAGES = (enters("applied"), enters("interview", at=24), enters("hired", at=120))
TALK = (
    says("candidate", "recruiter", "news", at=1),
    says("recruiter", "candidate", "update", at=3),
    says("recruiter", "hiring_manager", "update", at=26),
    says("hiring_manager", "recruiter", "feedback", at=30),
    says("candidate", "hiring_manager", "thanks", at=31),
)
USUAL = (20, *STAGES, *TALK)
"""Twenty cases in which the recruiter stands between, and the candidate thanks the manager."""
