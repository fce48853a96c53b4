"""Bullhorn: a folder or archive of JSON dumps of an agency's system.

One file an entity (`JobSubmission.json`), or one file a record in a folder of that name; results of queries
(`{"data": [...]}`), arrays, JSON Lines and single objects alike. A submission is the case; its job order is the
requisition.

References
----------
Bullhorn REST API, reference of entities; the package bullhorn-types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from analyzer.importing.ats.bullhorn import (
    CLIENT,
    CONSULTANT,
    PLACED,
    Known,
    candidate,
    client,
    job_id,
    many,
    name_of,
    person,
    submission_id,
    way_of,
)
from analyzer.importing.ats.cases import Case, Later, Outside
from analyzer.importing.ats.dumps import by_type, key_of, leave_out, mentions, nothing_of, read_all, settled
from analyzer.importing.ats.fields import (
    Fields,
    flag,
    identity,
    maybe_identity,
    moment_ms,
    needed,
    reference,
    text,
)
from analyzer.importing.ats.parties import addresses, email, known, phone, single
from analyzer.importing.ats.people import with_everybody
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.records import Membership, Message, Party, Person, Record, Requisition, Row, Side, StageChange

KIND: Final = "bullhorn"

COLUMNS: Final = (
    ("isDeleted", "a record that says so is left out"),
    ("CorporateUser: id, firstName, lastName, email, phone", "somebody of the agency"),
    ("Candidate: id, firstName, lastName, email, email2, email3, phone, mobile", "a candidate; anonymous ones are left "
     "out"),
    ("ClientContact: id, firstName, lastName, email, phone", "somebody at a client: outside"),
    ("JobOrder: id, title", "requisition"),
    ("JobOrder: owner, assignedUsers", "role consultant"),
    ("JobOrder: clientContact, reportToClientContact", "role client_manager"),
    ("JobSubmission: id, candidate, jobOrder, dateAdded, dateWebResponse", "application, from the earlier time on"),
    ("JobSubmission: sendingUser, owners", "role consultant on it"),
    ("JobSubmissionHistory: jobSubmission, status, dateAdded, modifyingUser", "change of stage"),
    ("Placement: jobSubmission, candidate, jobOrder, dateAdded", "stage `placed`, and the end of the application"),
    ("Sendout: candidate, jobOrder, clientContact, email, user, dateAdded", "message about `introduction`"),
    ("Appointment: dateBegin, dateEnd, type, communicationMethod, owner, candidateReference, clientContactReference, "
     "guests, jobOrder", "activity `interview`, or `meeting` for other types; of private ones no subject"),
    ("Appointment: parentAppointment", "its owner takes part in that one, and the record is a duplicate"),
    ("Note: action, commentingPerson, personReference, candidates, jobOrder, comments, dateAdded, minutesSpent",
     "a mail, call, voicemail, text, chat or meeting, as `action` says; else activity `note`"),
    ("UserMessage: externalFrom, externalTo, externalCC, sender, subject, comments, threadID, smtpSendDate",
     "mail; of private ones neither subject nor text, drafts are left out"),
    ("every other file", "not opened: one record left out for each file"),
)  # fmt: skip

_SIGNS: Final = {
    "jobsubmission": (b'"sendingUser"',),
    "jobsubmissionhistory": (b'"jobSubmission"', b'"status"'),
    "joborder": (b'"clientContact"',),
    "note": (b'"commentingPerson"',),
    "appointment": (b'"communicationMethod"',),
    "usermessage": (b'"externalFrom"',),
}
_MAILS: Final = ("email", "email2", "email3")
_PHONES: Final = ("phone", "phone2", "phone3", "mobile", "workPhone")
_MOST_LOOKED_AT: Final = 200
_MOST_MINUTES: Final = 100_000
_Step = Callable[[Row, dict[str, Any]], Iterable[Record]]


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members surely is of a Bullhorn dump."""
    return any(mentions(member, _SIGNS) for member in members[:_MOST_LOOKED_AT])


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read a dump: people and jobs first, then submissions, then what refers to them.

    Parameters
    ----------
    members : sequence of Member
        The files.
    how : How
        Region of phones, first stage.
    ledger : Ledger
        Counts the records of every file.

    Yields
    ------
    Record
        Applications last, when it is known whether they led to a placement.

    Raises
    ------
    InputError
        No file is of a type that is read (E407), or a file is damaged (E405).
    """
    dump = _Dump(how)
    steps = dump.steps()
    files, others = by_type(members, [key_of(name) for name in steps])
    if not any(files.values()):
        raise nothing_of(members, "users, candidates, job orders or submissions")
    yield from with_everybody(_records(dump, files, ledger), "bullhorn:client:")
    leave_out(others, ledger, KIND)


def _records(dump: _Dump, files: dict[str, list[Member]], ledger: Ledger) -> Iterator[Record]:
    for name, step in dump.steps().items():
        yield from read_all(files[key_of(name)], ledger, KIND, dump.kept(name, step), under=("data",))
    yield from dump.appointments()
    yield from dump.finished()


@dataclass(slots=True)
class _Dump:
    """A dump on its way, and what is known by now."""

    how: How
    known: Known = field(default_factory=Known)
    reached: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    waiting: dict[str, tuple[Row, Fields]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    invited: dict[str, list[tuple[Row, Fields]]] = field(default_factory=lambda: defaultdict(list))

    def steps(self) -> dict[str, _Step]:
        """Entities in the order in which they are read."""
        return {
            "CorporateUser": self._user, "Candidate": self._candidate, "ClientContact": self._client,
            "JobOrder": self._job, "JobSubmission": self._submission, "JobSubmissionHistory": self._history,
            "Placement": self._placement, "Sendout": self._sendout, "Appointment": self._appointment,
            "Note": self._note, "UserMessage": self._mail,
        }  # fmt: skip

    def kept(self, name: str, step: _Step) -> _Step:
        """Leave out records that are deleted in their system, with what refers to a deleted submission."""

        def read(row: Row, record: dict[str, Any]) -> Iterable[Record]:
            if flag(record, "isDeleted"):
                if name == "JobSubmission":
                    self.known.cases.leave_out(submission_id(maybe_identity(record, "id")), "E455")
                elif name == "Appointment":
                    self.deleted.add(maybe_identity(record, "id"))
                raise Outside("E455")
            return step(row, record)

        return read

    def finished(self) -> Iterator[Record]:
        """Yield all applications, with their declared beginnings."""
        for case in self.known.cases:
            yield case.application()
            if self.how.first_stage is not None and case.opened is not None:
                yield StageChange(case.row, case.id, case.opened, self.how.first_stage)

    # ------------------------------------------------------------ people and jobs

    def _person(self, row: Row, record: Fields, who: Party | None, side: Side) -> Person:
        mails = (email(text(record, name)) for name in _MAILS)
        phones = (phone(text(record, name), self.how.region) for name in _PHONES)
        return Person(row, known(who, *mails, *phones), name_of(record), side)

    def _user(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        found = self._person(row, record, person(id_), "staff")
        self.known.people["user"].add(id_)
        yield found

    def _client(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        found = self._person(row, record, client(id_), "outside")
        self.known.people["client"].add(id_)
        yield found

    def _candidate(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        if flag(record, "isAnonymized"):
            self.known.left_out[candidate(id_).value] = "E454"
            raise Outside("E454")
        found = self._person(row, record, candidate(id_), "candidate")
        self.known.people["candidate"].add(id_)
        yield found

    def _job(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = job_id(identity(record, "id"))
        consultants = [reference(record, "owner"), *(reference(each, "id") for each in many(record, "assignedUsers"))]
        clients = [reference(record, "clientContact"), reference(record, "reportToClientContact")]
        yield Requisition(row, id_, id_, text(record, "title"))
        for who in known(*(person(each) for each in consultants)):
            yield Membership(row, who, CONSULTANT, requisition=id_)
        for who in known(*(client(each) for each in clients)):
            yield Membership(row, who, CLIENT, requisition=id_)

    # ------------------------------------------------------------ submissions

    def _submission(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = submission_id(identity(record, "id"))
        who = candidate(reference(record, "candidate") or identity(record, "candidate"))
        if who.value in self.known.left_out:
            self.known.cases.leave_out(id_, self.known.left_out[who.value])
            raise Outside(self.known.left_out[who.value])
        job = reference(record, "jobOrder")
        times = [moment_ms(record, name) for name in ("dateWebResponse", "dateAdded")]
        opened = min((time for time in times if time), default=None)
        sender, owners = reference(record, "sendingUser"), many(record, "owners")
        team = known(person(sender), *(person(reference(each, "id")) for each in owners))
        self.known.cases.add(Case(row, id_, who, job_id(job) if job else None, opened))
        for each in team:
            yield Membership(row, each, CONSULTANT, application=id_)

    def _case(self, record: Fields, named: str = "jobSubmission") -> Case:
        told = reference(record, named) or identity(record, named)
        return self.known.cases.get(submission_id(told), named)

    def _history(self, row: Row, record: Fields) -> Iterable[Record]:
        case, stage = self._case(record), identity(record, "status")
        time = needed(moment_ms(record, "dateAdded"), "dateAdded")
        by = person(reference(record, "modifyingUser"))
        self.reached[case.id].add(stage.lower())
        yield StageChange(row, case.id, time, stage, by)

    def _placement(self, row: Row, record: Fields) -> Iterable[Record]:
        time = needed(moment_ms(record, "dateAdded"), "dateAdded")
        if reference(record, "jobSubmission"):
            case = self._case(record)
        else:
            found = self._about(record, "candidate")
            if len(found) != 1:
                raise Unusable("E437" if found else "E431", "jobSubmission")
            case = found[0]
        case.closed = time
        if PLACED not in self.reached[case.id]:  # else the history has said so
            yield StageChange(row, case.id, time, PLACED)

    def _about(self, record: Fields, named: str) -> list[Case]:
        """Find the submissions of the candidate to the job that a record names."""
        id_, job = reference(record, named), reference(record, "jobOrder")
        return self.known.about(candidate(id_) if id_ else None, job_id(job) if job else "")

    def _placed(self, message: Message, record: Fields, named: str) -> Message:
        """Say what a message belongs to: the submission, if only one fits; else candidate and job, as far as told."""
        id_, job, cases = reference(record, named), reference(record, "jobOrder"), self._about(record, named)
        if id_ and (code := self.known.left_out.get(candidate(id_).value)):
            raise Outside(code)
        message.candidate = candidate(id_) if id_ else None
        message.requisition = job_id(job) if job else None
        if job and len(cases) == 1:
            message.application = cases[0].id
        return message

    # ------------------------------------------------------------ messages

    def _sendout(self, row: Row, record: Fields) -> Iterable[Record]:
        id_, time = identity(record, "id"), needed(moment_ms(record, "dateAdded"), "dateAdded")
        sender = person(reference(record, "user"))
        to = client(reference(record, "clientContact")) or email(text(record, "email"))
        if sender is None:
            raise Unusable("E424", "user")
        if to is None:
            raise Unusable("E425", "clientContact")
        message = Message(
            row, time, "email", sender, (to,), message_id=f"bullhorn:sendout:{id_}", topics=("introduction",)
        )
        yield self._placed(message, record, "candidate")

    def _appointment(self, row: Row, record: Fields) -> Iterable[Record]:
        id_, parent = identity(record, "id"), reference(record, "parentAppointment")
        if parent:
            self.invited[parent].append((row, record))
        elif id_ in self.waiting:
            row.file.duplicate(row.number)
            return ()
        else:
            self.waiting[id_] = (row, record)
        raise Later

    def appointments(self) -> Iterator[Record]:
        """Give all appointments, each with those who have a copy of it in their calendar."""
        for id_, (row, record) in self.waiting.items():
            yield from settled(row, self._held, id_, record)
        for id_, copies in self.invited.items():
            for row, _ in copies:
                if id_ in self.waiting:
                    row.file.duplicate(row.number)
                elif id_ in self.deleted:
                    row.file.leave_out(row.number, "E455")
                else:
                    row.file.set_aside(row.number, "E431", "parentAppointment")

    def _held(self, row: Row, id_: str, record: Fields) -> Iterable[Record]:
        if flag(record, "isAllDay"):
            raise Unusable("E421", "isAllDay")
        time, end = needed(moment_ms(record, "dateBegin"), "dateBegin"), moment_ms(record, "dateEnd")
        who = reference(record, "candidateReference")
        guests = [self.known.anybody({"guests": each}, "guests") for each in many(record, "guests")]
        owners = [person(reference(copy, "owner")) for _, copy in self.invited.get(id_, ())]
        there = client(reference(record, "clientContactReference"))
        method, type_ = text(record, "communicationMethod").lower(), text(record, "type").lower()
        message = Message(
            row, time, "phone" if "phone" in method else "meeting", person(reference(record, "owner")),
            known(candidate(who) if who else None, there, *guests, *owners),
            activity="interview" if "interview" in type_ else "meeting",
            message_id=f"bullhorn:appointment:{id_}",
            subject="" if flag(record, "isPrivate") else text(record, "subject"),
            more=(("duration_s", str((end - time) // 1_000_000)),) if end is not None and end >= time else (),
        )  # fmt: skip
        yield self._placed(message, record, "candidateReference")

    def _note(self, row: Row, record: Fields) -> Iterable[Record]:
        id_, time = identity(record, "id"), needed(moment_ms(record, "dateAdded"), "dateAdded")
        by, other = (self.known.anybody(record, name) for name in ("commentingPerson", "personReference"))
        channel, inwards = way_of(text(record, "action"))
        minutes, body = record.get("minutesSpent"), text(record, "comments")
        sender, to = (other, by) if inwards else (by, other)
        if channel and sender is None:
            raise Unusable("E424", "personReference" if inwards else "commentingPerson")
        if channel and to is None:
            raise Unusable("E425", "commentingPerson" if inwards else "personReference")
        spent = isinstance(minutes, int) and not isinstance(minutes, bool) and 0 < minutes < _MOST_MINUTES
        message = Message(
            row, time, channel or "ats", sender if channel else by, known(to) if channel else (),
            activity="message" if channel else "note",
            message_id=f"bullhorn:note:{id_}",
            body=(lambda: body) if body else None,
            more=(("duration_s", str(int(minutes) * 60)),) if spent and minutes is not None else (),
        )  # fmt: skip
        yield self._placed(message, {**record, "candidate": self._noted(record, other)}, "candidate")

    @staticmethod
    def _noted(record: Fields, other: Party | None) -> str:
        """The id of the candidate on whose record a note stands: the person himself, or the only one it names."""
        prefix = candidate("").value
        if other is not None and other.value.startswith(prefix):
            return other.value.removeprefix(prefix)
        named = {found for each in many(record, "candidates") if (found := maybe_identity(each, "id"))}
        return named.pop() if len(named) == 1 else ""

    def _mail(self, row: Row, record: Fields) -> Iterable[Record]:
        if flag(record, "isDraft"):
            raise Outside("E456")
        time, thread = needed(moment_ms(record, "smtpSendDate"), "smtpSendDate"), maybe_identity(record, "threadID")
        sender = single(addresses(record.get("externalFrom"), "externalFrom")) or self.known.anybody(record, "sender")
        inside = [self.known.anybody({"toRecipients": each}, "toRecipients") for each in many(record, "toRecipients")]
        to = known(*addresses(record.get("externalTo"), "externalTo"), *inside)
        copied = addresses(record.get("externalCC"), "externalCC")
        hidden = flag(record, "isPrivate")
        subject, body = text(record, "subject"), text(record, "comments")
        if sender is None:
            raise Unusable("E424", "externalFrom")
        if not to and not copied:
            raise Unusable("E425", "externalTo")
        yield Message(
            row, time, "email", sender, to, copied, thread=f"bullhorn:thread:{thread}" if thread else "",
            subject="" if hidden else subject, body=(lambda: body) if body and not hidden else None,
        )  # fmt: skip
