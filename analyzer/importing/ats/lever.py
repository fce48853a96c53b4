"""What Lever means, however it is exported: opportunities, their stages and ends, and who is what on them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from analyzer.importing.ats.cases import Case, Cases
from analyzer.importing.ats.parties import known, user
from analyzer.importing.ledger import Unusable
from analyzer.importing.records import Membership, Message, Party, Record, Row, StageChange

HIRED: Final = "hired"
ARCHIVED: Final = "archived"
_MINUTES: Final = re.compile("[0-9]{1,5}")


def person(id_: str, name: str = "") -> Party | None:
    """The party of a user of the system; None without an id."""
    return user("lever:user", id_, name)


def contact(id_: str) -> Party:
    """The party of a candidate: the same in all his opportunities."""
    return Party("user", f"lever:contact:{id_}")


def opportunity_id(id_: str) -> str:
    """The id of an opportunity: what people see as the case."""
    return f"lever:{id_}"


def posting_id(id_: str) -> str:
    """The id of a posting: the requisition of the log."""
    return f"lever:posting:{id_}"


@dataclass(frozen=True, slots=True)
class Applied:
    """An application: what an opportunity says of a posting.

    Attributes
    ----------
    posting : str
        Empty if it names none.
    archived : bool
        Whether it is put aside.
    hired : bool
        Whether it names the requisition that it filled.
    """

    posting: str
    archived: bool
    hired: bool


@dataclass(slots=True)
class Known:
    """What the records of an export refer to.

    Attributes
    ----------
    cases : Cases
        Opportunities.
    stages, reasons : dict of str to str
        Id of a stage or of a reason for archiving to what people call it.
    hires : set of str
        Ids of reasons that mean a hire.
    recruiters : dict of str to Party
        Posting to whom it belongs.
    applied : dict of str to list of Applied
        Opportunity to its applications.
    reason_of : dict of str to str
        Opportunity to the id of the reason for archiving it.
    """

    cases: Cases = field(default_factory=Cases)
    stages: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    hires: set[str] = field(default_factory=set)
    recruiters: dict[str, Party] = field(default_factory=dict)
    applied: dict[str, list[Applied]] = field(default_factory=lambda: defaultdict(list))
    reason_of: dict[str, str] = field(default_factory=dict)

    def stage(self, id_: str) -> str:
        """What people call a stage; its id where no file of stages has it."""
        return self.stages.get(id_) or id_

    def complete(self) -> None:
        """Give every opportunity its posting and its end; all applications are read."""
        for case in self.cases:
            applied = self.applied.get(case.id, [])
            case.requisition = _only({each.posting for each in applied if each.posting and not each.archived}) or _only(
                {each.posting for each in applied if each.posting}
            )
            recruiter = self.recruiters.get(case.requisition or "")
            case.recruiters = known(*case.recruiters, *([] if case.recruiters else [recruiter]))
            if case.closed is not None:
                reason = self.reason_of.get(case.id, "")
                hired = reason in self.hires or any(each.hired for each in applied)
                case.ended = HIRED if hired else self.reasons.get(reason) or ARCHIVED


def _only(found: set[str]) -> str | None:
    """The one there is; of several, none is sure."""
    return next(iter(found)) if len(found) == 1 else None


def finished(known_: Known, first_stage: str | None) -> Iterator[Record]:
    """Yield all applications with their ends and declared beginnings; `complete` was called."""
    for case in known_.cases:
        yield case.application()
        if case.closed is not None and case.ended:
            yield StageChange(case.row, case.id, case.closed, case.ended)
        if first_stage is not None and case.opened is not None:
            yield StageChange(case.row, case.id, case.opened, first_stage)


# ---------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Interview:
    """A scheduled interview.

    Attributes
    ----------
    id, subject : str
        Of the system, and as written.
    start : int
        UTC microseconds.
    minutes : str
        How long it takes, as written; empty if unknown.
    organizer : Party or None
        Who scheduled it.
    interviewers : tuple of Party
        Who takes part beside the candidate.
    """

    id: str
    subject: str
    start: int
    minutes: str
    organizer: Party | None
    interviewers: tuple[Party, ...]


def interview(row: Row, case: Case, held: Interview) -> Message:
    """An interview as an event."""
    seconds = str(int(held.minutes) * 60) if _MINUTES.fullmatch(held.minutes) else ""
    return Message(
        row,
        held.start,
        "meeting",
        held.organizer,
        known(*held.interviewers, case.candidate),
        activity="interview",
        message_id=f"lever:interview:{held.id}",
        subject="" if case.silent else held.subject,
        application=case.id,
        more=(("duration_s", seconds),) if seconds else (),
    )


def interviewer(row: Row, case: Case, who: Party, since: int | None) -> Membership:
    """An interviewer, from the scheduling of the interview on."""
    return Membership(row, who, "interviewer", application=case.id, since=since)


def feedback(row: Row, case: Case, id_: str, time: int, sender: Party | None) -> Message:
    """A completed feedback form, as feedback to whoever recruits."""
    if sender is None:
        raise Unusable("E424", "user")
    return Message(
        row,
        time,
        "ats",
        sender,
        tuple(each for each in case.recruiters if each.value != sender.value),
        message_id=f"lever:feedback:{id_}",
        application=case.id,
        topics=("feedback",),
    )


def note(row: Row, case: Case, id_: str, time: int, by: Party | None, body: str) -> Message:
    """A note on an opportunity; an empty body is none, or one that not everybody may read."""
    return Message(
        row,
        time,
        "ats",
        by,
        (),
        activity="note",
        message_id=f"lever:note:{id_}",
        body=(lambda: body) if body and not case.silent else None,
        application=case.id,
    )
