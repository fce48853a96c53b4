"""The canonical columns of an event log: names, which are lists, which are needed, which are ids."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

CANONICAL: Final = (
    "event_id", "timestamp", "case_id", "activity", "sender", "sender_role", "recipients", "recipient_roles", "copied",
    "copied_roles", "channel", "topics", "stage", "thread_id", "in_reply_to", "candidate_id", "requisition_id",
    "subject", "source",
)  # fmt: skip
"""In the order in which tables show them."""

NEEDED: Final = ("timestamp", "case_id")
NEEDED_FOR_MESSAGES: Final = ("sender_role", "recipient_roles")
LISTS: Final = ("recipients", "recipient_roles", "copied", "copied_roles", "topics")
IDS: Final = ("event_id", "case_id", "thread_id", "in_reply_to", "candidate_id", "requisition_id")
TIMES: Final = ("timestamp", "opened_at")
KNOWN: Final = (*CANONICAL, "opened_at")
"""The canonical columns, and the one further column that the analysis itself looks at."""

MOST_ID_CHARACTERS: Final = 4_096

WHAT_THEY_HOLD: Final = {
    "event_id": "A text that no other event has; made from the row's content where it is empty.",
    "timestamp": "When it happened: ISO 8601 with a zone, or a declared zone.",
    "case_id": "The application: one candidate on one requisition.",
    "activity": "`message`, `stage`, `interview`, ...; empty: `message` if a party is named, else `stage`.",
    "sender": "Who wrote, as an id or address.",
    "sender_role": "The writer's role on this requisition; `?` if it could not be mapped.",
    "recipients": "To whom, as ids or addresses (list).",
    "recipient_roles": "The recipients' roles (list); `?` for a party whose role could not be mapped.",
    "copied": "Who was in copy (list).",
    "copied_roles": "The roles in copy (list).",
    "channel": "By which way: `email`, `phone`, ...",
    "topics": "What it is about (list).",
    "stage": "The stage that the case is in from this instant on.",
    "thread_id": "The conversation.",
    "in_reply_to": "The id of the message answered.",
    "candidate_id": "The candidate.",
    "requisition_id": "The opening.",
    "subject": "The subject line, for people to read.",
    "source": "Which system the row comes from; two rows that differ in nothing else are duplicates.",
    "opened_at": "When the application was opened, if that was before its first event.",
}


_LONGEST_MEANT: Final = 200
"""No name is so long; what is, is damage, and would fill the screen."""


def did_you_mean(name: str, names: list[str] | tuple[str, ...]) -> str:
    """Suggest the nearest of some names, whatever its case and separators; empty if none is near.

    Examples
    --------
    >>> did_you_mean("case_id", ["Case ID", "When"])
    "did you mean 'Case ID'?"
    """
    plain = {_plain(each): each for each in reversed(names) if len(each) <= _LONGEST_MEANT}
    near = get_close_matches(_plain(name), list(plain), n=1, cutoff=0.75)
    return f"did you mean {plain[near[0]]!r}?" if near else ""


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
