"""Lever: a folder or archive of JSON dumps of its API.

One file an object type, or one file a record in a folder of that name; pages (`{"data": [...]}`), arrays, JSON Lines
and single objects alike. Interviews, feedback, notes, offers and referrals do not say which opportunity they are of:
either the dump adds an `opportunityId`, or they lie in `opportunities/ID/`.

An opportunity is the case; its posting is the requisition. What Lever may no longer store, or has made anonymous, is
left out with all that hangs on it; whether a permission to store has expired is judged by the latest time that any
opportunity shows. A permission to contact is no matter of a log.

References
----------
Lever Postings and Data API, version 1; fields as in the connector source-lever-hiring of Airbyte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from analyzer.importing.ats.cases import Case, Later, Outside
from analyzer.importing.ats.dumps import by_type, key_of, leave_out, mentions, nothing_of, read_all, settled, within
from analyzer.importing.ats.fields import (
    Fields,
    flag,
    identity,
    inner,
    listed,
    maybe_identity,
    moment_ms,
    needed,
    objects,
    reference,
    references,
    text,
    texts,
)
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
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger
from analyzer.importing.opening import Member
from analyzer.importing.records import Membership, Message, Party, Person, Record, Requisition, Row, StageChange

KIND: Final = "lever"

COLUMNS: Final = (
    ("users: id, name, email", "a colleague"),
    ("postings: id, text, requisitionCodes", "requisition; its code, if there is one only, is what people call it"),
    ("postings: owner, hiringManager", "roles recruiter and hiring_manager"),
    ("requisitions: postings, owner, hiringManager", "the same roles on all of its postings"),
    ("stages: id, text", "names of stages"),
    ("archive_reasons: id, text, type", "how an opportunity ended; without this file: `archived`"),
    ("opportunities: id, contact, name, emails, phones", "application and candidate"),
    ("opportunities: createdAt, archived", "its beginning and its end; stage: `hired`, or the reason's name"),
    ("opportunities: stageChanges (toStageId, updatedAt, userId)", "changes of stage"),
    ("opportunities: owner, followers, sourcedBy", "roles recruiter, follower, sourcer on it"),
    ("opportunities: dataProtection.store, isAnonymized", "whether it may be used at all"),
    ("opportunities: confidentiality", "of confidential ones no text of notes and no subject of interviews"),
    ("applications: opportunityId, posting, archived", "which posting an opportunity is for"),
    ("applications: postingHiringManager, postingOwner", "roles hiring_manager and recruiter on it"),
    ("applications: type, user", "role referrer, where the type is `referral`"),
    ("applications: requisitionForHire", "that the candidate was hired"),
    ("applications: email, phone", "an address or phone of the candidate"),
    ("interviews: date, duration, interviewers, user, subject", "interview; role interviewer from `createdAt` on"),
    ("interviews: canceledAt", "left out"),
    ("feedback: completedAt, user", "message about `feedback` to who recruits; drafts and deleted ones are left out"),
    ("notes: createdAt, user, text, fields", "activity `note`; of secret ones no text"),
    ("offers: sentAt, creator", "activity `offer` to the candidate; drafts are left out, terms are not read"),
    ("referrals: referrer", "role referrer"),
    ("eeo, demographics, every other file", "not opened: one record left out for each file"),
)  # fmt: skip

_SIGNS: Final = {
    "opportunity": (b'"stageChanges"', b'"contact"'),
    "application": (b'"opportunityId"', b'"posting"'),
    "posting": (b'"requisitionCodes"',),
    "interview": (b'"feedbackForms"', b'"panel"'),
}
_MOST_LOOKED_AT: Final = 200
_WORDS: Final = frozenset({"note", "text", "textarea"})
_Step = Callable[[Row, dict[str, Any]], Iterable[Record]]


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether one of the first members surely is of a Lever dump."""
    return any(mentions(member, _SIGNS) for member in members[:_MOST_LOOKED_AT])


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read a dump: people and postings first, then opportunities, then what hangs on them.

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
        Applications last, when it is known how they ended.

    Raises
    ------
    InputError
        No file is of a type that is read (E407), or a file is damaged (E405).
    """
    dump = _Dump(how)
    steps = dump.steps()
    files, others = by_type(members, [key_of(name) for name in steps])
    if not any(files.values()):
        raise nothing_of(members, "users, postings, opportunities or applications")
    yield from with_everybody(_records(dump, files, ledger))
    leave_out(others, ledger, KIND)


def _records(dump: _Dump, files: dict[str, list[Member]], ledger: Ledger) -> Iterator[Record]:
    for name, step in dump.steps().items():
        for member in files[key_of(name)]:
            dump.within = within(member, "opportunities")
            yield from read_all([member], ledger, KIND, step, under=("data",))
        yield from dump.after(name)
    yield from finished(dump.known, dump.how.first_stage)


@dataclass(slots=True)
class _Dump:
    """A dump on its way, and what is known by now."""

    how: How
    known: Known = field(default_factory=Known)
    within: str = ""
    latest: int = 0
    waiting: list[tuple[Row, Fields]] = field(default_factory=list)
    users: set[str] = field(default_factory=set)

    def steps(self) -> dict[str, _Step]:
        """Types in the order in which they are read."""
        return {
            "users": self._user, "postings": self._posting, "requisitions": self._requisition,
            "stages": self._stage, "archive_reasons": self._reason, "opportunities": self._opportunity,
            "applications": self._application, "interviews": self._interview, "feedback": self._feedback,
            "feedback_forms": self._feedback, "notes": self._note, "offers": self._offer,
            "referrals": self._referral,
        }  # fmt: skip

    def after(self, name: str) -> Iterator[Record]:
        """Do what can be done only when all records of a type are read."""
        if name == "opportunities":
            for row, record in self.waiting:
                yield from settled(row, self._candidacy, record)
        elif name == "applications":
            self.known.complete()

    # ------------------------------------------------------------ people and postings

    def _user(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = identity(record, "id")
        mail, name = email(text(record, "email")), text(record, "name")
        self.users.add(id_)
        yield Person(row, known(person(id_), mail), name, "staff")

    def _posting(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = posting_id(identity(record, "id"))
        codes = texts(record, "requisitionCodes")
        owner, manager = person(reference(record, "owner")), person(reference(record, "hiringManager"))
        yield Requisition(row, id_, codes[0] if len(codes) == 1 else id_, text(record, "text"))
        yield from self._team(row, id_, owner, manager)

    def _requisition(self, row: Row, record: Fields) -> Iterable[Record]:
        identity(record, "id")
        owner, manager = person(reference(record, "owner")), person(reference(record, "hiringManager"))
        postings = references(record, "postings")
        if not postings:
            raise Outside("E457")
        for each in postings:
            yield from self._team(row, posting_id(each), owner, manager)

    def _team(self, row: Row, posting: str, owner: Party | None, manager: Party | None) -> Iterable[Record]:
        if owner is not None:
            self.known.recruiters.setdefault(posting, owner)
            yield Membership(row, owner, "recruiter", requisition=posting)
        if manager is not None:
            yield Membership(row, manager, "hiring_manager", requisition=posting)

    def _stage(self, row: Row, record: Fields) -> Iterable[Record]:
        del row
        self.known.stages[identity(record, "id")] = text(record, "text")
        return ()

    def _reason(self, row: Row, record: Fields) -> Iterable[Record]:
        del row
        id_, name, type_ = identity(record, "id"), text(record, "text"), text(record, "type")
        self.known.reasons[id_] = name
        if type_ == HIRED or (not type_ and name.lower() == HIRED):
            self.known.hires.add(id_)
        return ()

    # ------------------------------------------------------------ opportunities

    def _opportunity(self, row: Row, record: Fields) -> Iterable[Record]:
        """Look at the times of an opportunity only: by the latest of them, permissions are judged."""
        times = [moment_ms(record, name) for name in ("createdAt", "updatedAt", "lastInteractionAt")]
        self.latest = max(self.latest, *(time or 0 for time in times))
        self.waiting.append((row, record))
        raise Later

    def _candidacy(self, row: Row, record: Fields) -> Iterable[Record]:
        id_ = opportunity_id(identity(record, "id"))
        if not self._may_be_used(record):
            self.known.cases.leave_out(id_, "E454")
            raise Outside("E454")
        who = contact(reference(record, "contact") or identity(record, "contact"))
        mails = [email(each) for each in texts(record, "emails")]
        phones = [phone(text(each, "value"), self.how.region) for each in objects(record, "phones")]
        archived = inner(record, "archived")
        case = Case(row, id_, who, opened=moment_ms(record, "createdAt"), closed=moment_ms(archived, "archivedAt"))
        case.silent = text(record, "confidentiality") == "confidential"
        roles = [
            ("recruiter", reference(record, "owner")),
            ("sourcer", reference(record, "sourcedBy")),
            *(("follower", each) for each in references(record, "followers")),
        ]
        changes = [self._change(row, id_, each) for each in objects(record, "stageChanges")]
        reason, name = maybe_identity(archived, "reason"), text(record, "name")
        nested = [self._applied(each) for each in listed(record, "applications") if isinstance(each, dict)]
        case.recruiters = known(person(roles[0][1]))
        self.known.reason_of[id_] = reason
        self.known.applied[id_] += nested
        self.known.cases.add(case)
        yield Person(row, known(who, *mails, *phones), name, "candidate")
        for role, each in roles:
            if (party := person(each)) is not None:
                yield Membership(row, party, role, application=id_)
        yield from changes

    def _may_be_used(self, record: Fields) -> bool:
        store = inner(inner(record, "dataProtection"), "store")
        expires = moment_ms(store, "expiresAt")
        forbidden = store.get("allowed") is not None and not flag(store, "allowed")
        return not (flag(record, "isAnonymized") or forbidden or (expires is not None and expires <= self.latest))

    def _change(self, row: Row, opportunity: str, record: Fields) -> StageChange:
        stage, time = identity(record, "toStageId"), needed(moment_ms(record, "updatedAt"), "updatedAt")
        return StageChange(row, opportunity, time, self.known.stage(stage), person(reference(record, "userId")))

    def _case(self, record: Fields) -> Case:
        """Find the opportunity that a record is of: as it says, or as its folder does."""
        told = next((found for name in _OF if (found := reference(record, name))), self.within)
        return self.known.cases.get(opportunity_id(identity({"opportunityId": told}, "opportunityId")), "opportunityId")

    # ------------------------------------------------------------ applications

    @staticmethod
    def _applied(record: Fields) -> Applied:
        posting = reference(record, "posting")
        archived, hired = bool(inner(record, "archived")), bool(reference(record, "requisitionForHire"))
        return Applied(posting_id(posting) if posting else "", archived, hired)

    def _application(self, row: Row, record: Fields) -> Iterable[Record]:
        case, applied = self._case(record), self._applied(record)
        number = text(inner(record, "phone"), "value")
        parties = known(case.candidate, email(text(record, "email")), phone(number, self.how.region))
        roles = [("hiring_manager", reference(record, "postingHiringManager"))]
        roles.append(("recruiter", reference(record, "postingOwner")))
        if text(record, "type") == "referral":
            roles.append(("referrer", reference(record, "user")))
        self.known.applied[case.id].append(applied)
        if len(parties) > 1:
            yield Person(row, parties, text(record, "name"), "candidate")
        for role, each in roles:
            if (party := person(each)) is not None:
                yield Membership(row, party, role, application=case.id)

    # ------------------------------------------------------------ what hangs on opportunities

    def _interview(self, row: Row, record: Fields) -> Iterable[Record]:
        case, id_ = self._case(record), identity(record, "id")
        if moment_ms(record, "canceledAt") is not None:
            raise Outside("E453")
        since, start = moment_ms(record, "createdAt"), needed(moment_ms(record, "date"), "date")
        invited = objects(record, "interviewers")
        parties = known(*(_interviewer(each) for each in invited))
        minutes, subject = text(record, "duration"), text(record, "subject")
        for each in invited:
            told = maybe_identity(each, "id")
            mail = email(text(each, "email"))
            if told and told not in self.users and mail is not None:
                yield Person(row, known(person(told), mail), text(each, "name"), "staff")
        yield from (interviewer(row, case, who, since) for who in parties)
        held = Interview(id_, subject, start, minutes, person(reference(record, "user")), parties)
        yield interview(row, case, held)

    def _feedback(self, row: Row, record: Fields) -> Iterable[Record]:
        case, id_ = self._case(record), identity(record, "id")
        _refuse_deleted(record)
        completed = moment_ms(record, "completedAt")
        if completed is None:
            raise Outside("E456")
        yield feedback(row, case, id_, completed, person(reference(record, "user")))

    def _note(self, row: Row, record: Fields) -> Iterable[Record]:
        case, id_ = self._case(record), identity(record, "id")
        _refuse_deleted(record)
        time = needed(moment_ms(record, "createdAt"), "createdAt")
        said = [text(each, "value") for each in objects(record, "fields") if text(each, "type") in _WORDS]
        body = "\n".join(each for each in said if each) or text(record, "text")
        hidden = flag(record, "secret")
        yield note(row, case, id_, time, person(reference(record, "user")), "" if hidden else body)

    def _offer(self, row: Row, record: Fields) -> Iterable[Record]:
        case, id_ = self._case(record), identity(record, "id")
        sent, creator = moment_ms(record, "sentAt"), person(reference(record, "creator"))
        if sent is None:
            raise Outside("E456")
        yield Message(
            row, sent, "ats", creator, (case.candidate,), activity="offer", message_id=f"lever:offer:{id_}",
            application=case.id,
        )  # fmt: skip

    def _referral(self, row: Row, record: Fields) -> Iterable[Record]:
        case, who = self._case(record), person(reference(record, "referrer") or identity(record, "referrer"))
        if who is not None:
            yield Membership(row, who, "referrer", application=case.id)


_OF: Final = ("opportunityId", "opportunity", "candidateId")
"""Where a record may name its opportunity; `candidateId` is the name of former times."""


def _interviewer(record: Fields) -> Party | None:
    name = text(record, "name")
    return person(maybe_identity(record, "id"), name) or email(text(record, "email"), name)


def _refuse_deleted(record: Fields) -> None:
    if moment_ms(record, "deletedAt") is not None:
        raise Outside("E455")
