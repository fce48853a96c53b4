"""What Greenhouse means, however it is exported: jobs, stages, applications, and the sentences of its activity feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from analyzer.importing.ats.cases import Case, Cases, Outside
from analyzer.importing.ats.parties import known, user
from analyzer.importing.ledger import Unusable
from analyzer.importing.records import Membership, Message, Party, Record, Row, StageChange

ROLES: Final = {
    "hiring_managers": "hiring_manager",
    "recruiters": "recruiter",
    "coordinators": "coordinator",
    "sourcers": "sourcer",
}
"""Part of the hiring team to role."""

HIRED: Final = "hired"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"
THEY_REJECTED_US: Final = "they rejected us"
"""Type of the rejection reasons of candidates who withdrew."""

_MOVED: Final = re.compile(r"\bwas moved into ", re.IGNORECASE)
_AFTER_JOB: Final = re.compile(r"\.?\s*\Z| on | by ")
_SAME_REJECTION: Final = 10 * 60 * 1_000_000
_STAGE_CHANGE: Final = "candidate stage change"
_ENDINGS: Final = {"candidate rejected": REJECTED, "candidate hired": HIRED}


def person(id_: str, name: str = "") -> Party | None:
    """The party of a user of the system; None without an id."""
    return user("greenhouse:user", id_, name)


def candidate(id_: str, name: str = "") -> Party:
    """The party of a candidate."""
    return Party("user", f"greenhouse:candidate:{id_}", name)


def application_id(id_: str) -> str:
    """The id of an application: what people see as the case."""
    return f"greenhouse:{id_}"


def job_id(id_: str) -> str:
    """The id of a requisition."""
    return f"greenhouse:job:{id_}"


@dataclass(slots=True)
class Job:
    """A job, as far as others refer to it.

    Attributes
    ----------
    name : str
        As sentences call it.
    recruiters : list of (Party, bool)
        Of its team, and whether new candidates are assigned to them.
    first_stage : (int, str) or None
        The least priority of its active stages, and the name of that stage.
    """

    name: str = ""
    recruiters: list[tuple[Party, bool]] = field(default_factory=list)
    first_stage: tuple[int, str] | None = None


@dataclass(slots=True)
class Known:
    """What the records of an export refer to.

    Attributes
    ----------
    cases : Cases
        Applications.
    jobs : dict of str to Job
        By id with the system's name.
    stages : dict of str to str
        Stage id to name.
    candidates : set of str
        Ids of candidates that have a record of their own.
    current : dict of str to str
        Application to the name of the stage it is in.
    told : set of str
        Candidates whose activity feed is there.
    moved : set of str
        Applications with a change of stage.
    events : set of str
        Calendar events of interviews.
    """

    cases: Cases = field(default_factory=Cases)
    jobs: dict[str, Job] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    candidates: set[str] = field(default_factory=set)
    current: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    _of_candidate: dict[str, list[Case]] | None = None

    def job(self, id_: str) -> Job:
        """Find or begin a job."""
        return self.jobs.setdefault(id_, Job())

    def of_candidate(self, party: Party) -> list[Case]:
        """Find the applications of a candidate; ask only when all of them are read."""
        if self._of_candidate is None:
            self._of_candidate = self.cases.of_candidates()
        return self._of_candidate.get(party.value, [])

    def meeting(self, held: Interview) -> str:
        """Name an interview as its calendar does, so that it is found there; a second one of the same event by its id.

        Several calendars give their events the id that also stands in iCalendar files; where one does not, nothing is
        found, and nothing is lost.
        """
        if not held.event or held.event in self.events:
            return f"greenhouse:interview:{held.id}"
        self.events.add(held.event)
        return f"ics:{held.event}"

    def complete(self) -> None:
        """Give every application what its job says of it; all jobs and applications are read."""
        for case in self.cases:
            job = self.jobs.get(case.requisition or "")
            if job is not None:
                case.job = job.name or case.job
                assigned = known(*(party for party, responsible in job.recruiters if responsible))
                case.recruiters = case.recruiters or assigned or known(*(party for party, _ in job.recruiters))


# ---------------------------------------------------------------- the end of an application, and its beginning


def endings(case: Case) -> Iterator[StageChange]:
    """Say in which stage an application ended, if it has."""
    if case.ended and case.closed is not None:
        yield StageChange(case.row, case.id, case.closed, case.ended)


def beginnings(case: Case, known_: Known, first_stage: str | None) -> Iterator[StageChange]:
    """Say in which stage an application began, if that is declared or sure.

    It is sure if the feed of the candidate tells of no change of stage, and the application is in the first stage of
    its job.
    """
    if case.opened is None:
        return
    job = known_.jobs.get(case.requisition or "")
    first = job.first_stage[1] if job is not None and job.first_stage is not None else None
    never_moved = case.candidate.value in known_.told and case.id not in known_.moved
    if first_stage is not None:
        yield StageChange(case.row, case.id, case.opened, first_stage)
    elif never_moved and first is not None and known_.current.get(case.id) == first:
        yield StageChange(case.row, case.id, case.opened, first)


# ---------------------------------------------------------------- sentences of the activity feed


def activity(
    row: Row, who: Party, time: int, words: tuple[str, str], by: Party | None, known_: Known
) -> Iterable[StageChange]:
    """Read an activity: a sentence that tells of a change of stage.

    Parameters
    ----------
    row : Row
        Its record.
    who : Party
        The candidate.
    time : int
        When it was written down; the sentence has the date only.
    words : (str, str)
        Subject and body.
    by : Party or None
        Who did it.
    known_ : Known
        With all applications.

    Returns
    -------
    iterable of StageChange
        Empty if the application says the same of its end; the record is then marked as a duplicate.

    Raises
    ------
    Outside
        It tells of something else (E457).
    Unusable
        It fits several applications (E437), none (E431), or says it in words not known (E432).
    """
    subject, body = words[0].lower(), words[1]
    if subject in _ENDINGS:
        return _ended(row, _about(who, time, body, known_), time, _ENDINGS[subject], by)
    moved = _MOVED.search(body)
    if moved is None:
        if subject == _STAGE_CHANGE:
            raise Unusable("E432", "body")
        raise Outside("E457")
    case, stage = _moved(who, time, body[moved.end() :], known_)
    known_.moved.add(case.id)
    return (StageChange(row, case.id, time, stage, by),)


def _ended(row: Row, case: Case, time: int, stage: str, by: Party | None) -> Iterable[StageChange]:
    if case.closed is not None and (
        (stage == HIRED and case.ended == HIRED)
        or (stage == REJECTED and case.ended in (REJECTED, WITHDRAWN) and abs(case.closed - time) <= _SAME_REJECTION)
    ):
        row.file.duplicate(row.number)
        return ()
    if stage == HIRED and case.ended == HIRED:
        case.closed = time
        case.ended = ""
    return (StageChange(row, case.id, time, stage, by),)


def _moved(who: Party, time: int, said: str, known_: Known) -> tuple[Case, str]:
    """Find the application and the stage in `STAGE for JOB on DATE by USER`."""
    cases = known_.of_candidate(who)
    found = [(case, stage) for case in cases if case.job and (stage := _before_job(said, case.job))]
    if not found and len(cases) == 1 and not cases[0].job:
        names = (name for name in known_.stages.values() if said.startswith(f"{name} for "))
        stage = max(names, key=len, default="")
        if not stage:
            raise Unusable("E432", "body")
        return cases[0], stage
    longest = max((len(case.job) for case, _ in found), default=0)
    return _only([(case, stage) for case, stage in found if len(case.job) == longest], time)


def _before_job(said: str, job: str) -> str:
    """What stands before ` for JOB`, where the sentence goes on as it should; else empty."""
    place = said.find(f" for {job}")
    while place >= 0:
        if _AFTER_JOB.match(said, place + len(" for ") + len(job)):
            return said[:place].strip()
        place = said.find(f" for {job}", place + 1)
    return ""


def _about(who: Party, time: int, body: str, known_: Known) -> Case:
    """Find the application that a sentence is about: by the job that it names, or because there is but one."""
    cases = known_.of_candidate(who)
    named = [case for case in cases if case.job and _before_job(f"{body} ", case.job)]
    longest = max((len(case.job) for case in named), default=0)
    chosen = [case for case in named if len(case.job) == longest] or cases
    return _only([(case, "") for case in chosen], time)[0]


def _only(found: list[tuple[Case, str]], time: int) -> tuple[Case, str]:
    """The one that fits; of several, the one that was open then."""
    if not found:
        raise Unusable("E431", "body")
    still = found if len(found) == 1 else [each for each in found if each[0].was_open(time)]
    if len(still) != 1:
        raise Unusable("E437", "body")
    return still[0]


# ---------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Interview:
    """A scheduled interview.

    Attributes
    ----------
    id : str
        Of the system.
    start, end, created : int or None
        UTC microseconds; `start` is needed.
    organizer : Party or None
        Who invited.
    interviewers : tuple of Party
        Who did not decline.
    event : str
        Its id in the calendar; empty if unknown.
    title : str
        What kind of interview it is.
    """

    id: str
    start: int
    end: int | None
    created: int | None
    organizer: Party | None
    interviewers: tuple[Party, ...]
    event: str = ""
    title: str = ""


def interview_records(row: Row, case: Case, held: Interview, known_: Known) -> Iterator[Record]:
    """An interview as an event, and its interviewers as such from its scheduling on."""
    for interviewer in held.interviewers:
        yield Membership(row, interviewer, "interviewer", application=case.id, since=held.created)
    more = [("external_event_id", held.event)] if held.event else []
    if held.end is not None and held.end >= held.start:
        more.append(("duration_s", str((held.end - held.start) // 1_000_000)))
    yield Message(
        row,
        held.start,
        "meeting",
        held.organizer,
        known(*held.interviewers, case.candidate),
        activity="interview",
        message_id=known_.meeting(held),
        subject=held.title,
        application=case.id,
        more=tuple(more),
    )


def feedback(row: Row, case: Case, id_: str, time: int, sender: Party | None) -> Message:
    """A scorecard as feedback to the recruiters of the application."""
    if sender is None:
        raise Unusable("E424", "submitted_by_user_id")
    return Message(
        row,
        time,
        "ats",
        sender,
        tuple(each for each in case.recruiters if each.value != sender.value),
        message_id=f"greenhouse:scorecard:{id_}",
        application=case.id,
        topics=("feedback",),
    )


def note(row: Row, who: Party, id_: str, time: int, by: Party | None, body: str) -> Message:
    """A note on a candidate's record; an empty body is none, or one that not everybody may read."""
    return Message(
        row,
        time,
        "ats",
        by,
        (),
        activity="note",
        message_id=f"greenhouse:note:{id_}" if id_ else "",
        body=(lambda: body) if body else None,
        candidate=who,
    )


def mail(
    row: Row,
    time: int,
    parties: tuple[Party | None, tuple[Party, ...], tuple[Party, ...]],
    words: tuple[str, str],
    *,
    candidate: Party | None,
    application: str | None = None,
) -> Message:
    """A mail on a candidate's record; Greenhouse keeps no Message-ID.

    Parameters
    ----------
    row, time
        Its record, and when it was sent.
    parties : (Party or None, tuple of Party, tuple of Party)
        Sender, recipients, copied.
    words : (str, str)
        Subject and body; an empty body is none.
    candidate, application
        On whose record it stands, or what it belongs to.

    Raises
    ------
    Unusable
        Nobody sent it (E424) or received it (E425).
    """
    sender, to, copied = parties
    subject, body = words
    if sender is None:
        raise Unusable("E424", "from")
    if not to and not copied:
        raise Unusable("E425", "to")
    return Message(
        row,
        time,
        "email",
        sender,
        to,
        copied,
        subject=subject,
        body=(lambda: body) if body else None,
        candidate=candidate,
        application=application,
    )
