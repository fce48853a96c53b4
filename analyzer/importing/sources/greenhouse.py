"""Greenhouse Harvest: a folder or archive of JSON dumps.

One file an object type (`applications.json`, `applications-0002.json`), or one file a record in a folder of that name
(`applications/4711.json`). Activity feeds: `activity_feed.json` (objects with a `candidate_id`, or an object keyed by
candidate), `activity_feed/ID.json`, or `candidates/ID/activity_feed.json`. Arrays, JSON Lines and single objects alike.
In a feed, the feed itself and each of its notes, emails and activities are a record of their own.

References
----------
Greenhouse Harvest API, objects of versions 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from analyzer.importing.ats.cases import Case, Outside
from analyzer.importing.ats.dumps import by_type, leave_out, mentions, nothing_of, read_all
from analyzer.importing.ats.fields import (
    Fields,
    flag,
    identity,
    inner,
    maybe_identity,
    moment,
    needed,
    objects,
    text,
    texts,
)
from analyzer.importing.ats.greenhouse import (
    HIRED,
    REJECTED,
    ROLES,
    THEY_REJECTED_US,
    WITHDRAWN,
    Interview,
    Known,
    application_id,
    beginnings,
    candidate,
    endings,
    feedback,
    interview_records,
    job_id,
    person,
)
from analyzer.importing.ats.greenhouse_feeds import feeds
from analyzer.importing.ats.parties import email, known, phone
from analyzer.importing.ats.people import with_everybody
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Membership, Party, Person, Record, Requisition, Row

KIND: Final = "greenhouse"

COLUMNS: Final = (
    ("users: id, name, primary_email_address, emails", "a colleague and his addresses"),
    ("candidates: id, first_name, last_name, email_addresses, phone_numbers", "a candidate, addresses and phones"),
    ("candidates: recruiter, coordinator", "roles on his applications that name none themselves"),
    ("candidates: applications", "applications, where no file of applications is there"),
    ("jobs: id, requisition_id, name", "requisition; `requisition_id` is what people call it"),
    ("jobs: hiring_team", "roles hiring_manager, recruiter, coordinator, sourcer; `responsible` gets feedback"),
    ("job_stages: id, job_id, name, priority, active", "names of stages, and which is the first of a job"),
    ("applications: id, candidate_id, jobs", "application, candidate, requisition; prospects are left out"),
    ("applications: applied_at, rejected_at, rejection_reason", "its beginning; stage `rejected`, or `withdrawn` where "
     "the reason is of the type `They rejected us`"),
    ("applications: status, current_stage", "whether it ended; the first stage, if the feed tells of no change"),
    ("applications: recruiter, coordinator", "roles on this application"),
    ("offers: application_id, status, resolved_at", "when an applicant was hired: stage `hired`"),
    ("scheduled_interviews: application_id, start, end, organizer, interviewers", "interview and its participants; who "
     "declined is none, who is interviewer is so from `created_at` on"),
    ("scheduled_interviews: external_event_id", "the same interview in a calendar; further column of this name"),
    ("scorecards: application_id, submitted_at, submitted_by_user_id", "message about `feedback` to the recruiters; "
     "drafts are left out, ratings are not read"),
    ("activity_feed: notes", "activity `note`; of private ones and those for administrators no text"),
    ("activity_feed: emails (from, to, cc, subject, body, created_at)",
     "mail; it has no Message-ID: who began the conversation is known only where a mailbox has the same mail"),
    ("activity_feed: activities (subject, body, created_at, user)", "change of stage, told in a sentence; others are "
     "left out"),
    ("eeoc, demographics, every other file", "not opened: one record left out for each file"),
)  # fmt: skip

_USERS, _JOBS, _STAGES, _CANDIDATES = "user", "job", "jobstage", "candidate"
_APPLICATIONS, _OFFERS, _INTERVIEWS, _SCORECARDS, _FEED = (
    "application", "offer", "scheduledinterview", "scorecard", "activityfeed",
)  # fmt: skip
_TYPES: Final = (
    _USERS, _JOBS, _STAGES, _CANDIDATES, _APPLICATIONS, _OFFERS, _INTERVIEWS, _SCORECARDS, _FEED,
)  # fmt: skip
_SIGNS: Final = {
    _APPLICATIONS: (b'"candidate_id"', b'"applied_at"'),
    _FEED: (b'"notes"', b'"emails"', b'"activities"'),
    _CANDIDATES: (b'"email_addresses"', b'"phone_numbers"'),
    _JOBS: (b'"hiring_team"',),
}
_FEED_PARTS: Final = ("notes", "emails", "activities")
_HIDDEN: Final = frozenset({"private", "admin_only"})
_MOST_LOOKED_AT: Final = 200


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members surely is of a Greenhouse dump."""
    return any(mentions(member, _SIGNS) for member in members[:_MOST_LOOKED_AT])


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read a dump: people and jobs first, then applications, then what refers to them.

    Parameters
    ----------
    members : sequence of Member
        The files.
    how : How
        Zone, region of phones, first stage.
    ledger : Ledger
        Counts the records of every file.

    Yields
    ------
    Record
        Applications last, when it is known when they ended.

    Raises
    ------
    InputError
        No file is of a type that is read (E407), a file is damaged (E405), a time has no zone (E409).
    """
    files, others = by_type(members, _TYPES)
    if not any(files.values()):
        raise nothing_of(members, "users, candidates, jobs, applications or activity feeds")
    yield from with_everybody(_Dump(how, ledger, files).read())
    leave_out(others, ledger, KIND)


@dataclass(frozen=True, slots=True)
class _Read:
    """An application as read; without a case it is a prospect."""

    id: str
    case: Case | None = None
    stage: str = ""
    team: Sequence[tuple[Party, str]] = ()


@dataclass(slots=True)
class _Dump:
    """A dump on its way: its files by type, and what is known by now."""

    how: How
    ledger: Ledger
    files: dict[str, list[Member]]
    known: Known = field(default_factory=Known)
    offers: dict[str, int] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    teams: dict[str, list[tuple[Party, str]]] = field(default_factory=dict)

    def read(self) -> Iterator[Record]:
        steps = {
            _USERS: self._user,
            _JOBS: self._job,
            _STAGES: self._stage,
            _CANDIDATES: self._candidate,
            _APPLICATIONS: self._application,
        }
        for type_, step in steps.items():
            yield from read_all(self.files[type_], self.ledger, KIND, step)
        self.known.complete()
        for type_, later in ((_OFFERS, self._offer), (_INTERVIEWS, self._interview), (_SCORECARDS, self._scorecard)):
            yield from read_all(self.files[type_], self.ledger, KIND, later)
        self._hire()
        yield from feeds(self.files[_FEED], self.how, self.ledger, KIND, self.known)
        for case in self.known.cases:
            yield case.application()
            yield from endings(case)
            yield from beginnings(case, self.known, self.how.first_stage)

    def _time(self, row: Row, record: Fields, name: str) -> int | None:
        return moment(record, name, self.how.timezone, row.file.file)

    # ------------------------------------------------------------ people and jobs

    def _user(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        name = text(record, "name") or f"{text(record, 'first_name')} {text(record, 'last_name')}".strip()
        mails = [text(record, "primary_email_address"), *texts(record, "emails")]
        self.users.add(id_)
        yield Person(row, known(person(id_), *(email(each) for each in mails)), name, "staff")

    def _candidate(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        who = candidate(id_)
        name = f"{text(record, 'first_name')} {text(record, 'last_name')}".strip()
        mails = [email(text(each, "value")) for each in objects(record, "email_addresses")]
        phones = [phone(text(each, "value"), self.how.region) for each in objects(record, "phone_numbers")]
        team = self._assigned(record)
        nested = objects(record, "applications") if not self.files[_APPLICATIONS] else []
        self.teams[who.value] = team
        read = [self._read_application(row, {"candidate_id": id_, **each}) for each in nested]
        self.known.candidates.add(who.value)
        yield Person(row, known(who, *mails, *phones), name, "candidate")
        for one in read:
            yield from self._take(one)

    def _assigned(self, record: Fields) -> list[tuple[Party, str]]:
        """Recruiter and coordinator of a candidate or an application."""
        named = ((inner(record, role), role) for role in ("recruiter", "coordinator"))
        found = [(person(maybe_identity(each, "id"), text(each, "name")), role) for each, role in named]
        return [(party, role) for party, role in found if party is not None]

    def _job(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = job_id(identity(record, "id"))
        team = inner(record, "hiring_team")
        members = [
            (role, party, flag(each, "responsible"))
            for part, role in ROLES.items()
            for each in objects(team, part)
            if (party := person(maybe_identity(each, "id"), text(each, "name"))) is not None
        ]
        name, label = text(record, "name"), text(record, "requisition_id") or id_
        job = self.known.job(id_)
        job.name = name
        job.recruiters += [(party, responsible) for role, party, responsible in members if role == "recruiter"]
        yield Requisition(row, id_, label, name)
        for role, party, _ in members:
            yield Membership(row, party, role, requisition=id_)

    def _stage(self, row: Row, record: Fields) -> Iterable[Record]:
        del row
        id_, name, job = identity(record, "id"), text(record, "name"), maybe_identity(record, "job_id")
        active = record.get("active") is None or flag(record, "active")
        priority = record.get("priority")
        self.known.stages[id_] = name
        if job and active and isinstance(priority, int):
            known_job = self.known.job(job_id(job))
            known_job.first_stage = min(known_job.first_stage or (priority, name), (priority, name))
        return ()

    # ------------------------------------------------------------ applications

    def _application(self, row: Row, record: Fields) -> Iterable[Record]:
        read = self._read_application(row, record)
        if read.case is None:
            self.known.cases.leave_out(read.id, "E457")
            raise Outside("E457")
        return self._take(read)

    def _read_application(self, row: Row, record: Fields) -> _Read:
        """Read an application without taking it in, so that a record is used whole or not at all."""
        id_ = application_id(identity(record, "id"))
        who = candidate(identity(record, "candidate_id"))
        status, jobs = text(record, "status"), objects(record, "jobs")
        if flag(record, "prospect") or status == "converted":
            return _Read(id_)
        rejected = self._time(row, record, "rejected_at")
        case = Case(row, id_, who, opened=self._time(row, record, "applied_at"))
        if len(jobs) == 1:
            case.requisition, case.job = job_id(identity(jobs[0], "id")), text(jobs[0], "name")
        if status == HIRED:
            case.ended = HIRED
        elif rejected is not None:
            kind = text(inner(inner(record, "rejection_reason"), "type"), "name").lower()
            case.closed, case.ended = rejected, WITHDRAWN if kind == THEY_REJECTED_US else REJECTED
        own = self._assigned(record)
        named = {role for _, role in own}
        team = own + [each for each in self.teams.get(who.value, []) if each[1] not in named]
        case.recruiters = tuple(party for party, role in team if role == "recruiter")
        return _Read(id_, case, text(inner(record, "current_stage"), "name"), team)

    def _take(self, read: _Read) -> Iterator[Record]:
        if read.case is None:
            self.known.cases.leave_out(read.id, "E457")
            return
        self.known.current[read.id] = read.stage
        self.known.cases.add(read.case)
        for party, role in read.team:
            yield Membership(read.case.row, party, role, application=read.id)

    def _offer(self, row: Row, record: Fields) -> Iterable[Record]:
        case = self._case(record)
        resolved = self._time(row, record, "resolved_at")
        if text(record, "status") == "accepted" and resolved is not None:
            self.offers[case.id] = max(resolved, self.offers.get(case.id, 0))
        return ()

    def _hire(self) -> None:
        """Give those who were hired the time at which they accepted."""
        for case in self.known.cases:
            if case.ended == HIRED:
                case.closed = self.offers.get(case.id)

    def _case(self, record: Fields) -> Case:
        return self.known.cases.get(application_id(identity(record, "application_id")), "application_id")

    # ------------------------------------------------------------ interviews and scorecards

    def _interview(self, row: Row, record: Fields) -> Iterable[Record]:
        case = self._case(record)
        invited = [each for each in objects(record, "interviewers") if text(each, "response_status") != "declined"]
        for each in invited:
            yield from self._stranger(row, each)
        start, end = inner(record, "start"), inner(record, "end")
        begins = self._time(row, start, "date_time")
        if begins is None and text(start, "date"):
            raise Unusable("E421", "start.date")
        organizer = inner(record, "organizer")
        held = Interview(
            identity(record, "id"),
            needed(begins, "start.date_time"),
            self._time(row, end, "date_time"),
            self._time(row, record, "created_at"),
            person(maybe_identity(organizer, "id"), text(organizer, "name")),
            known(*(_interviewer(each) for each in invited)),
            text(record, "external_event_id"),
            text(inner(record, "interview"), "name"),
        )
        yield from interview_records(row, case, held, self.known)

    def _stranger(self, row: Row, record: Fields) -> Iterable[Record]:
        """Tell of an interviewer of whom no file of users does."""
        id_ = maybe_identity(record, "id")
        if id_ and id_ not in self.users:
            yield Person(row, known(person(id_), email(text(record, "email"))), text(record, "name"), "staff")

    def _scorecard(self, row: Row, record: Fields) -> Iterable[Record]:
        case, id_ = self._case(record), identity(record, "id")
        submitted = self._time(row, record, "submitted_at")
        if submitted is None:
            raise Outside("E456")
        by = maybe_identity(record, "submitted_by_user_id") or maybe_identity(inner(record, "submitted_by"), "id")
        yield feedback(row, case, id_, submitted, person(by))


def _interviewer(record: Fields) -> Party | None:
    name = text(record, "name")
    return person(maybe_identity(record, "id"), name) or email(text(record, "email"), name)
