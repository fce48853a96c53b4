"""What happened at a small employer in March 2026: one question past the recruiter, and its four innocent twins.

Every family of exports tells this story in its own form; the log that comes of it has to give the same verdicts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RECRUITER = "recruiter-03@example.com"
MANAGER = "manager-02@example.com"
FRIEND = "friend@example.net"
CANDIDATES = (1, 2, 3, 4, 5)
ASKS = "Is there any news about my application?"


def candidate(number: int) -> str:
    return f"c{number}@example.org"


@dataclass(frozen=True)
class Said:
    """Somebody wrote to somebody; `day` as `12 09:00`, in UTC; `number` is the candidate's."""

    id: str
    number: int
    day: str
    sender: str
    to: str
    text: str
    copied: str = ""
    reply: str = ""

    @property
    def when(self) -> datetime:
        return moment(self.day)

    @property
    def iso(self) -> str:
        return f"{self.when:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def subject(self) -> str:
        """Says nothing of what the message is about."""
        return f"{'Re: ' if self.reply else ''}Hello {self.number}"


STORY = (
    Said("bypass", 1, "12 09:00", candidate(1), MANAGER, ASKS),
    Said("in-copy", 2, "12 10:00", candidate(2), MANAGER, ASKS, copied=RECRUITER),
    Said("thanks", 3, "12 11:00", candidate(3), MANAGER, "Thank you for your time."),
    Said("asked-1", 4, "04 09:00", candidate(4), RECRUITER, "Where do we stand?"),
    Said("asked-2", 4, "06 09:00", candidate(4), RECRUITER, "Where do we stand?"),
    Said("unheard", 4, "17 09:00", candidate(4), MANAGER, "Where do we stand?"),
    Said("invites", 5, "10 09:00", MANAGER, candidate(5), "For the times please ask your recruiter."),
    Said("replies", 5, "10 15:00", candidate(5), MANAGER, ASKS, reply="invites"),
)
PRIVATE = Said("private", 0, "12 12:00", MANAGER, FRIEND, "Lunch at noon?")
TOLD = (*STORY, PRIVATE)
"""With a mail that is nobody's business."""

VERDICTS = {
    "1": "violated",
    "2": "excused: recruiter-in-copy",
    "4": "excused: recruiter-silent",
    "5": "excused: manager-wrote-first",
}
"""Of the rule that forbids such questions; the third candidate only says thanks."""

BYPASS = "2026-03-12T09:00:00Z candidate -> hiring_manager"


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day}").replace(tzinfo=UTC)


def milliseconds(day: str) -> int:
    return int(moment(day).timestamp()) * 1000


def csv_text(heads: Iterable[str], rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([list(heads), *rows])
    return text.getvalue()


def write_applications(path: Path, numbers: Iterable[int] = CANDIDATES) -> Path:
    """The applications of all candidates for one opening, as any applicant system can report them."""
    heads = ("application_id", "candidate_email", "candidate_phone", "requisition_id", "opened_at", "recruiter",
             "hiring_manager")  # fmt: skip
    rows = [
        (f"APP-{number}", candidate(number), phone(number), "REQ-15", "2026-03-02T08:00:00Z", RECRUITER, MANAGER)
        for number in numbers
    ]
    path.write_text(csv_text(heads, rows), encoding="utf-8")
    return path


def phone(number: int) -> str:
    return f"+4930123450{number}"
