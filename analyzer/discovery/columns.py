"""The tables behind a draft: their columns, and what each holds. The manual's table is checked against this one."""

from __future__ import annotations

from typing import Final

TABLES: Final[dict[str, dict[str, str]]] = {
    "roles": {
        "role": "role; `?` stands for parties whose role could not be mapped",
        "sent": "events that it sent",
        "received": "events that it received",
        "copied": "events that it had in copy",
        "cases": "cases in which it takes part",
    },
    "gatekeepers": {
        "role": "role, other than the candidate",
        "messages": "messages between it and the candidate",
        "cases": "cases with such messages",
        "between": "those of them in which it also talks with somebody else",
        "share": "`between` of all cases in which the candidate talks with anybody",
    },
    "activities": {
        "activity": "activity",
        "events": "events",
        "cases": "cases",
    },
    "channels": {
        "channel": "channel",
        "events": "events",
        "cases": "cases",
    },
    "topics": {
        "topic": "topic; empty for messages without one",
        "events": "events",
        "cases": "cases",
    },
    "stages": {
        "stage": "stage",
        "entries": "times that a case entered it",
        "cases": "cases that did",
        "begins": "cases that begin with it",
        "left": "entries after which the case went on to another stage",
        "ends": "entries after which it did not: `entries - left`",
        "messages": "messages while a case was in it",
        "closes": "whether the draft proposes that it closes the case",
        "median_stay": "business days within which half the stays end (Kaplan-Meier)",
        "stay_90": "business days within which nine of ten end",
    },
    "transitions": {
        "from_stage": "stage that is left",
        "to_stage": "stage that is entered next",
        "changes": "times",
        "cases": "cases",
        "share": "`changes` of all that leave `from_stage`",
        "proposed": "whether the thresholds are reached",
    },
    "contacts": {
        "sender_role": "role that writes",
        "recipient_role": "role that is written to",
        "topic": "topic; empty for messages without one",
        "messages": "messages in open cases",
        "cases": "cases with such messages",
        "share": "`messages` of all from this role to that one; in a log without topics, of all that the sender writes",
        "with_gatekeeper": "messages that have the gatekeeper among the recipients",
        "stages": "the stages that really restrict it, separated by `;`; empty if none do",
        "status": "`proposed`, `question`, `seldom`, `no topic` or `cannot be named`",
    },
    "contact_stages": {
        "sender_role": "role that writes",
        "recipient_role": "role that is written to",
        "topic": "topic; empty for messages without one",
        "stage": "the case's stage; empty where the log does not tell",
        "messages": "messages in open cases",
        "cases": "cases with such messages",
    },
    "response_times": {
        "asking_role": "role that wrote",
        "answering_role": "role that was written to, and wrote back or did not",
        "topic": "topic of the question; empty for messages without one",
        "questions": "such messages in open cases",
        "cases": "cases with such messages",
        "answered": "questions after which a message came back",
        "median_hours": "business hours within which half were answered (Kaplan-Meier; open ones censored)",
        "hours_90": "business hours within which nine of ten were",
        "median_days": "business days within which half were answered",
        "days_90": "business days within which nine of ten were",
        "limit": "the 90% point, rounded up to whole hours, or to days if longer than a working day",
        "due": "questions that were answered, or that have waited longer than the limit",
        "in_time": "questions answered within the limit",
        "status": "`proposed`, `question`, `seldom`, `too few answers`, `too long`, "
        "`no contact` (the answer is none that is proposed), `no topic` or `cannot be named`",
    },
}
"""Columns of each table of a `Draft`, in order."""
