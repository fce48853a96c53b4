"""Greenhouse as warehouse tables: a folder of CSV or Parquet files, one a table, as Fivetran writes them.

Times that the warehouse writes without a zone are UTC, and have to be declared so. Answers about equal opportunity,
also where they are merged into the table of applications, are never looked at.

References
----------
Tables of Fivetran's connector, as the packages dbt_greenhouse and dbt_greenhouse_source read them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from analyzer.importing.ats.cases import Case, Later, Outside
from analyzer.importing.ats.dumps import by_type, key_of, leave_out, nothing_of
from analyzer.importing.ats.fields import flag, identity, maybe_identity, moment, needed, text
from analyzer.importing.ats.greenhouse import (
    HIRED,
    REJECTED,
    ROLES,
    Interview,
    Known,
    activity,
    application_id,
    beginnings,
    candidate,
    endings,
    feedback,
    interview_records,
    job_id,
    mail,
    note,
    person,
)
from analyzer.importing.ats.greenhouse_feeds import is_hidden
from analyzer.importing.ats.parties import addresses, email, known, phone, single
from analyzer.importing.ats.people import with_everybody
from analyzer.importing.ats.tables import ENDINGS, Cells, has_columns, read_tables
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Membership, Message, Party, Person, Record, Requisition, Row, StageChange

KIND: Final = "greenhouse-tables"

COLUMNS: Final = (
    ("_fivetran_deleted", "a row that says so is left out"),
    ("every time", "UTC where the warehouse writes no zone, which has to be declared: `--timezone UTC`"),
    ("users (user): id, name, first_name, last_name, email", "a colleague"),
    ("user_email: user_id, email", "an address of a colleague"),
    ("candidate: id, first_name, last_name", "a candidate"),
    ("candidate: recruiter_id, coordinator_id", "roles on his applications"),
    ("email_address, phone_number: candidate_id, value", "an address or phone of a candidate"),
    ("job: id, requisition_id, name", "requisition; `requisition_id` is what people call it"),
    ("hiring_team: job_id, user_id, role, responsible", "roles hiring_manager, recruiter, coordinator, sourcer"),
    ("job_stage: id, name", "names of stages"),
    ("job_application: application_id, job_id", "the requisition of an application"),
    ("application: id, candidate_id, applied_at, rejected_at, status, prospect",
     "application; prospects are left out"),
    ("application_history: application_id, updated_at, new_stage_id, new_status",
     "changes of stage; `hired` and `rejected` are stages, too; a row that changes neither is a duplicate"),
    ("offer: application_id, status, resolved_at", "when an applicant was hired, where no history says it"),
    ("scheduled_interview: id, application_id, start, end, organizer_id, created_at", "interview"),
    ("scheduled_interviewer: scheduled_interview_id, interviewer_id, response_status",
     "role interviewer; who declined is none"),
    ("scorecard: id, application_id, submitted_at, submitted_by_user_id", "message about `feedback` to the recruiters"),
    ("note: candidate_id, application_id, created_at, user_id, body, visibility",
     "activity `note`; of private ones and those for administrators no text"),
    ("note: email_from, email_to, email_cc, subject",
     "a mail, where there is a sender or recipient; it has no Message-ID"),
    ("activity: candidate_id, created_at, subject, body, user_id",
     "change of stage, told in a sentence; the parties of mails are lost in this table, so that others are left out"),
    ("eeoc, demographics, every other table", "not opened: one record left out for each file"),
)  # fmt: skip

_Step = Callable[[Row, Cells], Iterable[Record]]

_SIGNS: Final = {
    "application": ("candidate_id", "applied_at"),
    "applicationhistory": ("application_id", "new_status"),
    "hiringteam": ("job_id", "user_id", "role"),
    "jobapplication": ("application_id", "job_id"),
}
_REPEATED: Final = 10 * 60 * 1_000_000


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether a file is named as a table of Greenhouse and has its columns."""
    return any(has_columns(member, _SIGNS) for member in members)


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read tables, in an order in which what is referred to comes first.

    Parameters
    ----------
    members : sequence of Member
        The files.
    how : How
        Zone, region of phones, first stage.
    ledger : Ledger
        Counts the rows of every table.

    Yields
    ------
    Record
        Applications last, when it is known when they ended.

    Raises
    ------
    InputError
        No file is a table that is read (E407), a file is damaged (E3xx), a time has no zone (E409).
    """
    tables = _Tables(how)
    steps = tables.steps()
    files, others = by_type(members, [key_of(name) for name in steps], ENDINGS)
    if not any(files.values()):
        raise nothing_of(members, "a table of users, candidates, jobs or applications")
    yield from with_everybody(_records(tables, files, ledger))
    leave_out(others, ledger, KIND)


def _records(tables: _Tables, files: dict[str, list[Member]], ledger: Ledger) -> Iterator[Record]:
    for name, step in tables.steps().items():
        yield from read_tables(files[key_of(name)], ledger, KIND, tables.kept(name, step))
        yield from tables.after(name)
    for case in tables.known.cases:
        yield case.application()
        yield from endings(case)
        yield from beginnings(case, tables.known, tables.how.first_stage)


@dataclass(frozen=True, slots=True)
class _Entered:
    """A row of the history."""

    row: Row
    time: int
    stage: str


@dataclass(slots=True)
class _Tables:
    """Tables on their way, and what is known by now."""

    how: How
    known: Known = field(default_factory=Known)
    jobs: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[tuple[Party, str]]] = field(default_factory=dict)
    history: dict[str, list[_Entered]] = field(default_factory=lambda: defaultdict(list))
    interviews: dict[str, tuple[Row, Case, Cells]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    interviewers: dict[str, list[Party]] = field(default_factory=lambda: defaultdict(list))

    def steps(self) -> dict[str, _Step]:
        """Tables in the order in which they are read."""
        return {
            "user": self._user, "user_email": self._user_email, "candidate": self._candidate,
            "email_address": self._email, "phone_number": self._phone, "job": self._job,
            "hiring_team": self._team, "job_stage": self._stage, "job_application": self._link,
            "application": self._application, "offer": self._offer, "application_history": self._history,
            "scheduled_interview": self._interview, "scheduled_interviewer": self._interviewer,
            "scorecard": self._scorecard, "note": self._note, "activity": self._activity,
        }  # fmt: skip

    def kept(self, name: str, step: _Step) -> _Step:
        """Leave out rows that are deleted in their system, and remember them for the rows that refer to them."""

        def read(row: Row, cells: Cells) -> Iterable[Record]:
            if flag(cells, "_fivetran_deleted") or flag(cells, "is_deleted"):
                if name == "application":
                    self.known.cases.leave_out(application_id(maybe_identity(cells, "id")), "E455")
                elif name == "scheduled_interview":
                    self.deleted.add(maybe_identity(cells, "id"))
                raise Outside("E455")
            return step(row, cells)

        return read

    def after(self, name: str) -> Iterator[Record]:
        """Give what is known only when a whole table is read."""
        if name == "application":
            self.known.complete()
        elif name == "application_history":
            for case in self.known.cases:
                yield from self._entered(case)
        elif name == "scheduled_interviewer":
            for id_ in self.interviews:
                yield from self._held(id_)

    def _time(self, row: Row, cells: Cells, name: str) -> int | None:
        return moment(cells, name, self.how.timezone, row.file.file)

    # ------------------------------------------------------------ people and jobs

    def _user(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_ = identity(cells, "id")
        yield Person(row, known(person(id_), email(text(cells, "email"))), _name(cells), "staff")

    def _user_email(self, row: Row, cells: Cells) -> Iterable[Record]:
        who, address = person(identity(cells, "user_id")), email(identity(cells, "email"))
        if address is None:
            raise Unusable("E432", "email")
        yield Person(row, known(who, address), "", "staff")

    def _candidate(self, row: Row, cells: Cells) -> Iterable[Record]:
        who = candidate(identity(cells, "id"))
        found = ((person(text(cells, f"{role}_id")), role) for role in ("recruiter", "coordinator"))
        self.teams[who.value] = [(party, role) for party, role in found if party is not None]
        self.known.candidates.add(who.value)
        yield Person(row, (who,), _name(cells), "candidate")

    def _email(self, row: Row, cells: Cells) -> Iterable[Record]:
        who, address = candidate(identity(cells, "candidate_id")), email(identity(cells, "value"))
        if address is None:
            raise Unusable("E432", "value")
        yield Person(row, (who, address), "", "candidate")

    def _phone(self, row: Row, cells: Cells) -> Iterable[Record]:
        who, number = candidate(identity(cells, "candidate_id")), phone(identity(cells, "value"), self.how.region)
        if number is None:
            raise Unusable("E432", "value")
        yield Person(row, (who, number), "", "candidate")

    def _job(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_ = job_id(identity(cells, "id"))
        self.known.job(id_).name = text(cells, "name")
        yield Requisition(row, id_, text(cells, "requisition_id") or id_, text(cells, "name"))

    def _team(self, row: Row, cells: Cells) -> Iterable[Record]:
        job, who = job_id(identity(cells, "job_id")), person(identity(cells, "user_id"))
        written = text(cells, "role").lower().replace(" ", "_")
        role = ROLES.get(written) or (written if written in ROLES.values() else "")
        responsible = flag(cells, "responsible")
        if not role:
            raise Unusable("E432", "role")
        if who is not None:
            if role == "recruiter":
                self.known.job(job).recruiters.append((who, responsible))
            yield Membership(row, who, role, requisition=job)

    def _stage(self, row: Row, cells: Cells) -> Iterable[Record]:
        del row
        self.known.stages[identity(cells, "id")] = text(cells, "name")
        return ()

    # ------------------------------------------------------------ applications

    def _link(self, row: Row, cells: Cells) -> Iterable[Record]:
        del row
        id_, job = application_id(identity(cells, "application_id")), job_id(identity(cells, "job_id"))
        self.jobs[id_] = job if self.jobs.get(id_, job) == job else ""  # of several, none is sure
        return ()

    def _application(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_, who = application_id(identity(cells, "id")), candidate(identity(cells, "candidate_id"))
        if flag(cells, "prospect") or text(cells, "status") == "converted":
            self.known.cases.leave_out(id_, "E457")
            raise Outside("E457")
        rejected = self._time(row, cells, "rejected_at")
        case = Case(row, id_, who, self.jobs.get(id_) or None, opened=self._time(row, cells, "applied_at"))
        if text(cells, "status") == HIRED:
            case.ended = HIRED
        elif rejected is not None:
            case.closed, case.ended = rejected, REJECTED
        team = self.teams.get(who.value, [])
        case.recruiters = tuple(party for party, role in team if role == "recruiter")
        self.known.cases.add(case)
        for party, role in team:
            yield Membership(row, party, role, application=id_)

    def _case(self, cells: Cells) -> Case:
        return self.known.cases.get(application_id(identity(cells, "application_id")), "application_id")

    def _offer(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, resolved = self._case(cells), self._time(row, cells, "resolved_at")
        if text(cells, "status") == "accepted" and resolved is not None and case.ended == HIRED:
            case.closed = max(resolved, case.closed or 0)
        return ()

    def _history(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, time = self._case(cells), needed(self._time(row, cells, "updated_at"), "updated_at")
        status, id_ = text(cells, "new_status").lower(), maybe_identity(cells, "new_stage_id")
        if status in (HIRED, REJECTED):
            stage = status
        elif id_ and id_ in self.known.stages:
            stage = self.known.stages[id_]
        elif id_:
            raise Unusable("E431", "new_stage_id")
        else:
            raise Unusable("E430", "new_stage_id")
        self.history[case.id].append(_Entered(row, time, stage))
        raise Later

    def _entered(self, case: Case) -> Iterator[Record]:
        """Give the changes of stage of an application; rows that repeat the stage are duplicates."""
        last, since = "", 0
        for each in sorted(self.history.get(case.id, ()), key=lambda entered: entered.time):
            if each.stage == last:
                each.row.file.duplicate(each.row.number)
                continue
            last, since = each.stage, each.time
            each.row.file.use(each.row.number)
            self.known.moved.add(case.id)
            yield StageChange(each.row, case.id, each.time, each.stage)
        if last and last == case.ended:
            case.closed = since if case.closed is None or last == HIRED else case.closed
            case.ended = ""  # told by the history

    # ------------------------------------------------------------ interviews and scorecards

    def _interview(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_, case = identity(cells, "id"), self._case(cells)
        for name in ("start", "end", "created_at"):
            self._time(row, cells, name)
        needed(self._time(row, cells, "start"), "start")
        if id_ in self.interviews:
            row.file.duplicate(row.number)
            return ()
        self.interviews[id_] = (row, case, cells)
        raise Later

    def _interviewer(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_, who = identity(cells, "scheduled_interview_id"), person(identity(cells, "interviewer_id"))
        if id_ in self.deleted:
            raise Outside("E455")
        if id_ not in self.interviews:
            raise Unusable("E431", "scheduled_interview_id")
        if text(cells, "response_status") == "declined":
            raise Outside("E453")
        held_in, case, interview = self.interviews[id_]
        if who is not None:
            self.interviewers[id_].append(who)
            since = self._time(held_in, interview, "created_at")
            yield Membership(row, who, "interviewer", application=case.id, since=since)

    def _held(self, id_: str) -> Iterator[Record]:
        row, case, cells = self.interviews[id_]
        held = Interview(
            id_,
            needed(self._time(row, cells, "start"), "start"),
            self._time(row, cells, "end"),
            self._time(row, cells, "created_at"),
            person(text(cells, "organizer_id")),
            known(*self.interviewers.get(id_, ())),
            text(cells, "external_event_id"),
        )
        yield from (each for each in interview_records(row, case, held, self.known) if isinstance(each, Message))

    def _scorecard(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, id_ = self._case(cells), identity(cells, "id")
        submitted = self._time(row, cells, "submitted_at")
        if submitted is None:
            raise Outside("E456")
        yield feedback(row, case, id_, submitted, person(text(cells, "submitted_by_user_id")))

    # ------------------------------------------------------------ what stands on a candidate's record

    def _owner(self, cells: Cells) -> Party:
        who = candidate(identity(cells, "candidate_id"))
        if who.value not in self.known.candidates and not self.known.of_candidate(who):
            raise Unusable("E431", "candidate_id")
        return who

    def _note(self, row: Row, cells: Cells) -> Iterable[Record]:
        who, time = self._owner(cells), needed(self._time(row, cells, "created_at"), "created_at")
        told = maybe_identity(cells, "application_id")
        case = self._case(cells) if told else None
        by, body = person(text(cells, "user_id")), "" if is_hidden(cells) else text(cells, "body")
        if text(cells, "email_from") or text(cells, "email_to"):
            sender = single(addresses(cells.get("email_from"), "email_from")) or by
            to, copied = (addresses(cells.get(name), name) for name in ("email_to", "email_cc"))
            found = mail(row, time, (sender, to, copied), (text(cells, "subject"), body), candidate=who)
        else:
            found = note(row, who, maybe_identity(cells, "id"), time, by, body)
        found.application = case.id if case is not None else None
        yield found

    def _activity(self, row: Row, cells: Cells) -> Iterable[Record]:
        who, time = self._owner(cells), needed(self._time(row, cells, "created_at"), "created_at")
        words = text(cells, "subject"), text(cells, "body")
        changes = tuple(activity(row, who, time, words, person(text(cells, "user_id")), self.known))
        for change in changes:
            told = self.history.get(change.application, ())
            if any(each.stage == change.stage and abs(each.time - time) <= _REPEATED for each in told):
                row.file.duplicate(row.number)
                return ()
        return changes


def _name(cells: Cells) -> str:
    return text(cells, "name") or f"{text(cells, 'first_name')} {text(cells, 'last_name')}".strip()
