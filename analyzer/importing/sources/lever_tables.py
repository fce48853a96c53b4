"""Lever as warehouse tables: a folder of CSV or Parquet files, one a table, as Fivetran writes them.

An opportunity is the case; its posting is the requisition. Times that the warehouse writes without a zone are UTC, and
have to be declared so. What Lever may no longer store, or has made anonymous, is left out with all that hangs on it;
whether a permission to store has expired is judged by the latest time that any opportunity shows.

References
----------
Tables of Fivetran's connector, as the packages dbt_lever and dbt_lever_source read them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from analyzer.importing.ats.cases import Case, Later, Outside
from analyzer.importing.ats.dumps import by_type, key_of, leave_out, nothing_of, settled
from analyzer.importing.ats.fields import flag, identity, maybe_identity, moment, needed, text
from analyzer.importing.ats.lever import (
    HIRED,
    Applied,
    Interview,
    Known,
    contact,
    feedback,
    finished,
    interview,
    interviewer,
    note,
    opportunity_id,
    person,
    posting_id,
)
from analyzer.importing.ats.parties import email, known, phone
from analyzer.importing.ats.people import with_everybody
from analyzer.importing.ats.tables import ENDINGS, Cells, has_columns, read_tables
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Membership, Message, Party, Person, Record, Requisition, Row, StageChange

KIND: Final = "lever-tables"

COLUMNS: Final = (
    ("_fivetran_deleted", "a row that says so is left out"),
    ("every time", "UTC where the warehouse writes no zone, which has to be declared: `--timezone UTC`"),
    ("users (user): id, name, email", "a colleague"),
    ("posting: id, text, requisition_code, owner_id", "requisition; role recruiter"),
    ("requisition: id, hiring_manager_id, owner_id", "roles hiring_manager and recruiter on its postings"),
    ("requisition_posting: requisition_id, posting_id", "which postings a requisition has"),
    ("stage, archive_reason: id, text", "names of stages, and how an opportunity ended"),
    ("opportunity: id, contact, name, created_at, archived_at, archived_reason_id", "application and candidate"),
    ("opportunity: owner_id", "role recruiter on it"),
    ("opportunity: data_protection_store_allowed, data_protection_store_expires_at, is_anonymized",
     "whether it may be used at all"),
    ("contact_email: contact_id, email; contact_phone: contact_id, value", "an address or phone of a candidate"),
    ("application: opportunity_id, posting_id, archived_at", "which posting an opportunity is for"),
    ("application: posting_hiring_manager_id, posting_owner_id, referrer_id",
     "roles hiring_manager, recruiter, referrer on it"),
    ("application: requisition_for_hire_id", "that the candidate was hired"),
    ("opportunity_stage_history: opportunity_id, stage_id, updated_at, updater_id", "change of stage"),
    ("interview: id, opportunity_id, date, duration, creator_id, subject, canceled_at",
     "interview; cancelled ones are left out"),
    ("interviewer_user (interview_user): interview_id, user_id", "role interviewer"),
    ("feedback_form: id, opportunity_id, creator_id, completed_at, deleted_at",
     "message about `feedback` to who recruits; drafts and deleted ones are left out"),
    ("note: id, opportunity_id, user_id, text, secret, created_at", "activity `note`; of secret ones no text"),
    ("interview_feedback, every other table", "not opened: one record left out for each file"),
)  # fmt: skip

_SIGNS: Final = {
    "opportunity": ("contact", "created_at"),
    "opportunitystagehistory": ("opportunity_id", "stage_id"),
    "application": ("opportunity_id", "posting_id"),
    "requisitionposting": ("requisition_id", "posting_id"),
}
_Step = Callable[[Row, Cells], Iterable[Record]]


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether a file is named as a table of Lever and has its columns."""
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
        Applications last, when it is known how they ended.

    Raises
    ------
    InputError
        No file is a table that is read (E407), a file is damaged (E3xx), a time has no zone (E409).
    """
    tables = _Tables(how)
    steps = tables.steps()
    files, others = by_type(members, [key_of(name) for name in steps], ENDINGS)
    if not any(files.values()):
        raise nothing_of(members, "a table of users, postings, opportunities or applications")
    yield from with_everybody(_records(tables, files, ledger))
    leave_out(others, ledger, KIND)


def _records(tables: _Tables, files: dict[str, list[Member]], ledger: Ledger) -> Iterator[Record]:
    for name, step in tables.steps().items():
        yield from read_tables(files[key_of(name)], ledger, KIND, tables.kept(step))
        yield from tables.after(name)
    yield from finished(tables.known, tables.how.first_stage)


@dataclass(slots=True)
class _Tables:
    """Tables on their way, and what is known by now."""

    how: How
    known: Known = field(default_factory=Known)
    postings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    waiting: list[tuple[Row, Cells]] = field(default_factory=list)
    latest: int = 0
    contacts: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    interviews: dict[str, tuple[Row, Case, Interview, int | None]] = field(default_factory=dict)
    cancelled: dict[str, str] = field(default_factory=dict)
    interviewers: dict[str, list[Party]] = field(default_factory=lambda: defaultdict(list))

    def steps(self) -> dict[str, _Step]:
        """Tables in the order in which they are read."""
        return {
            "user": self._user, "posting": self._posting, "requisition_posting": self._link,
            "requisition": self._requisition, "stage": self._stage, "archive_reason": self._reason,
            "opportunity": self._opportunity, "contact_email": self._email, "contact_phone": self._phone,
            "application": self._application, "opportunity_stage_history": self._history,
            "interview": self._interview, "interviewer_user": self._interviewer,
            "interview_user": self._interviewer, "feedback_form": self._feedback, "note": self._note,
        }  # fmt: skip

    @staticmethod
    def kept(step: _Step) -> _Step:
        """Leave out rows that are deleted in their system."""

        def read(row: Row, cells: Cells) -> Iterable[Record]:
            if flag(cells, "_fivetran_deleted"):
                raise Outside("E455")
            return step(row, cells)

        return read

    def after(self, name: str) -> Iterator[Record]:
        """Give what is known only when a whole table is read."""
        if name == "opportunity":
            for row, cells in self.waiting:
                yield from settled(row, self._candidacy, cells)
        elif name == "application":
            self.known.complete()
        elif name == "interview_user":
            yield from self._held()

    def _time(self, row: Row, cells: Cells, name: str) -> int | None:
        return moment(cells, name, self.how.timezone, row.file.file)

    # ------------------------------------------------------------ people and postings

    def _user(self, row: Row, cells: Cells) -> Iterable[Record]:
        who = person(identity(cells, "id"))
        yield Person(row, known(who, email(text(cells, "email"))), text(cells, "name"), "staff")

    def _posting(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_, code = posting_id(identity(cells, "id")), text(cells, "requisition_code").strip('[]" ')
        yield Requisition(row, id_, code if code and "," not in code else id_, text(cells, "text"))
        yield from self._team(row, id_, cells)

    def _link(self, row: Row, cells: Cells) -> Iterable[Record]:
        del row
        requisition, posting = identity(cells, "requisition_id"), identity(cells, "posting_id")
        self.postings[requisition].append(posting_id(posting))
        return ()

    def _requisition(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_ = identity(cells, "id")
        if id_ not in self.postings:
            raise Outside("E457")
        for posting in self.postings[id_]:
            yield from self._team(row, posting, cells)

    def _team(self, row: Row, posting: str, cells: Cells) -> Iterable[Record]:
        owner, manager = person(text(cells, "owner_id")), person(text(cells, "hiring_manager_id"))
        if owner is not None:
            self.known.recruiters.setdefault(posting, owner)
            yield Membership(row, owner, "recruiter", requisition=posting)
        if manager is not None:
            yield Membership(row, manager, "hiring_manager", requisition=posting)

    def _stage(self, row: Row, cells: Cells) -> Iterable[Record]:
        del row
        self.known.stages[identity(cells, "id")] = text(cells, "text")
        return ()

    def _reason(self, row: Row, cells: Cells) -> Iterable[Record]:
        del row
        id_, name = identity(cells, "id"), text(cells, "text")
        self.known.reasons[id_] = name
        if name.lower() == HIRED:
            self.known.hires.add(id_)
        return ()

    # ------------------------------------------------------------ opportunities

    def _opportunity(self, row: Row, cells: Cells) -> Iterable[Record]:
        """Look at the times of an opportunity only: by the latest of them, permissions are judged."""
        times = [self._time(row, cells, name) for name in ("created_at", "updated_at", "last_interaction_at")]
        self.latest = max(self.latest, *(time or 0 for time in times))
        self.waiting.append((row, cells))
        raise Later

    def _candidacy(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_ = opportunity_id(identity(cells, "id"))
        expires = self._time(row, cells, "data_protection_store_expires_at")
        forbidden = bool(text(cells, "data_protection_store_allowed")) and not flag(
            cells, "data_protection_store_allowed"
        )
        if flag(cells, "is_anonymized") or forbidden or (expires is not None and expires <= self.latest):
            self.known.cases.leave_out(id_, "E454")
            self.silent.add(contact(text(cells, "contact")).value)
            raise Outside("E454")
        who, owner = contact(identity(cells, "contact")), person(text(cells, "owner_id"))
        opened, closed = self._time(row, cells, "created_at"), self._time(row, cells, "archived_at")
        case = Case(row, id_, who, opened=opened, closed=closed, recruiters=known(owner))
        self.known.reason_of[id_] = maybe_identity(cells, "archived_reason_id")
        self.known.cases.add(case)
        self.contacts.add(who.value)
        yield Person(row, (who,), text(cells, "name"), "candidate")
        if owner is not None:
            yield Membership(row, owner, "recruiter", application=id_)

    def _email(self, row: Row, cells: Cells) -> Iterable[Record]:
        return self._reached(row, cells, email(identity(cells, "email")), "email")

    def _phone(self, row: Row, cells: Cells) -> Iterable[Record]:
        return self._reached(row, cells, phone(identity(cells, "value"), self.how.region), "value")

    def _reached(self, row: Row, cells: Cells, party: Party | None, named: str) -> Iterable[Record]:
        who = contact(identity(cells, "contact_id"))
        if who.value in self.silent - self.contacts:
            raise Outside("E454")
        if who.value not in self.contacts:
            raise Unusable("E431", "contact_id")
        if party is None:
            raise Unusable("E432", named)
        yield Person(row, (who, party), "", "candidate")

    def _case(self, cells: Cells) -> Case:
        return self.known.cases.get(opportunity_id(identity(cells, "opportunity_id")), "opportunity_id")

    def _application(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, posting = self._case(cells), maybe_identity(cells, "posting_id")
        archived, hired = bool(text(cells, "archived_at")), bool(text(cells, "requisition_for_hire_id"))
        self.known.applied[case.id].append(Applied(posting_id(posting) if posting else "", archived, hired))
        for role, name in _ROLES.items():
            if (party := person(text(cells, name))) is not None:
                yield Membership(row, party, role, application=case.id)

    def _history(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, stage = self._case(cells), identity(cells, "stage_id")
        time = needed(self._time(row, cells, "updated_at"), "updated_at")
        yield StageChange(row, case.id, time, self.known.stage(stage), person(text(cells, "updater_id")))

    # ------------------------------------------------------------ what hangs on opportunities

    def _interview(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, id_ = self._case(cells), identity(cells, "id")
        if self._time(row, cells, "canceled_at") is not None:
            self.cancelled[id_] = "E453"
            raise Outside("E453")
        start, since = needed(self._time(row, cells, "date"), "date"), self._time(row, cells, "created_at")
        if id_ in self.interviews:
            row.file.duplicate(row.number)
            return ()
        organizer = person(text(cells, "creator_id"))
        held = Interview(id_, text(cells, "subject"), start, text(cells, "duration"), organizer, ())
        self.interviews[id_] = (row, case, held, since)
        raise Later

    def _interviewer(self, row: Row, cells: Cells) -> Iterable[Record]:
        id_, who = identity(cells, "interview_id"), person(identity(cells, "user_id"))
        if id_ in self.cancelled:
            raise Outside(self.cancelled[id_])
        if id_ not in self.interviews:
            raise Unusable("E431", "interview_id")
        _, case, _, since = self.interviews[id_]
        if who is not None:
            self.interviewers[id_].append(who)
            yield interviewer(row, case, who, since)

    def _held(self) -> Iterator[Message]:
        for id_, (row, case, held, _) in self.interviews.items():
            yield interview(row, case, replace(held, interviewers=known(*self.interviewers.get(id_, ()))))

    def _feedback(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, id_ = self._case(cells), identity(cells, "id")
        self._refuse_deleted(row, cells)
        completed = self._time(row, cells, "completed_at")
        if completed is None:
            raise Outside("E456")
        yield feedback(row, case, id_, completed, person(text(cells, "creator_id") or text(cells, "user_id")))

    def _note(self, row: Row, cells: Cells) -> Iterable[Record]:
        case, id_ = self._case(cells), identity(cells, "id")
        self._refuse_deleted(row, cells)
        time = needed(self._time(row, cells, "created_at"), "created_at")
        body = "" if flag(cells, "secret") else text(cells, "text")
        yield note(row, case, id_, time, person(text(cells, "user_id") or text(cells, "creator_id")), body)

    def _refuse_deleted(self, row: Row, cells: Cells) -> None:
        if self._time(row, cells, "deleted_at") is not None:
            raise Outside("E455")


_ROLES: Final = {
    "hiring_manager": "posting_hiring_manager_id",
    "recruiter": "posting_owner_id",
    "referrer": "referrer_id",
}
"""Role to the column that names who has it."""
