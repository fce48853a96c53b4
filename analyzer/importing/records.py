"""What readers of exports hand on: who is who, what was applied for, who wrote to whom.

Values as the export has them, cleaned but not interpreted: nothing here knows who a party is, or which case a message
belongs to. Instants are UTC microseconds since 1970. Ids of a system are made unique by its name: `greenhouse:4711`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from analyzer.importing.ledger import FileLedger

PartyKind = Literal["email", "phone", "user", "x500", "name"]
Side = Literal["candidate", "staff", "outside"]
Mark = Literal["auto_reply", "receipt", "bounce", "calendar", "quoted", "missed", "list"]


@dataclass(frozen=True, slots=True)
class Party:
    """One who sends or receives, as an export names him.

    Attributes
    ----------
    kind : str
        `email`; `phone` (E.164, such as `+4930901820`); `user`: an id of a system (`greenhouse:4711`, `slack:U012`);
        `x500`: an address within Exchange (`/o=.../cn=...`); `name`: nothing but a displayed name.
    value : str
        The address, id or name; never empty. E-mail addresses in lower case.
    name : str
        The name shown beside it; may be empty.
    """

    kind: PartyKind
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Where a record stands.

    Attributes
    ----------
    file : FileLedger
        Counts the records of its file and knows what became of each.
    number : int
        Counted from 1 within the file.
    also : tuple of int
        Further records of the same file that tell of the same thing, such as one row for each recipient of a mail: what
        becomes of this record becomes of them.
    """

    file: FileLedger
    number: int
    also: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its own number and those of the records that share its fate."""
        return (self.number, *self.also)

    def with_also(self, others: Iterable[Row]) -> Row:
        """Take in further records of the same file, which share the fate from now on."""
        added = tuple(number for other in others for number in other.numbers)
        return Row(self.file, self.number, self.also + added)

    def use(self) -> None:
        """Say that it gave a fact or an event."""
        for number in self.numbers:
            self.file.use(number)

    def set_aside(self, code: str, detail: str = "") -> None:
        """Say why it cannot be used."""
        for number in self.numbers:
            self.file.set_aside(number, code, detail)

    def leave_out(self, code: str) -> None:
        """Say why it is no concern of the log."""
        for number in self.numbers:
            self.file.leave_out(number, code)

    def duplicate(self) -> None:
        """Say that another record says the same."""
        for number in self.numbers:
            self.file.duplicate(number)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a system, with everything that stands for him in other exports.

    Attributes
    ----------
    row : Row
        Where it was found.
    parties : tuple of Party
        Ids, addresses, phones and names that are his; the first is the id that this system uses elsewhere.
    name : str
        As people read it; may be empty.
    side : str
        `candidate`, `staff`, or `outside` (agencies, clients).
    """

    row: Row
    parties: tuple[Party, ...]
    name: str
    side: Side


@dataclass(frozen=True, slots=True)
class Requisition:
    """An opening.

    Attributes
    ----------
    row : Row
        Where it was found.
    id : str
        The system's own, such as `greenhouse:88`.
    label : str
        What people call it: the requisition number if it has one, else the id.
    title : str
        Of the job; may be empty.
    """

    row: Row
    id: str
    label: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A role of somebody on a requisition, or on one application only, for a time.

    Attributes
    ----------
    row : Row
        Where it was found.
    person : Party
        Any party of his, mostly the system's id.
    role : str
        `recruiter`, `coordinator`, `hiring_manager`, `sourcer`, `interviewer`, ...; settings may rename it.
    requisition, application : str or None
        At least one is given: the ids of the system.
    since, until : int or None
        From this instant on and before that one; None: from the beginning, without end.
    """

    row: Row
    person: Party
    role: str
    requisition: str | None = None
    application: str | None = None
    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        if self.requisition is None and self.application is None:
            raise ValueError("a role is held on a requisition or on an application")


@dataclass(frozen=True, slots=True)
class Application:
    """One candidate on one requisition: a case.

    Attributes
    ----------
    row : Row
        Where it was found.
    id : str
        The system's own, such as `greenhouse:4711`; becomes the case id.
    candidate : Party
        The candidate's id in the system.
    requisition : str or None
        Its id; None where the export does not say.
    opened, closed : int or None
        When it began and when it ended; None: not told, not yet.
    """

    row: Row
    id: str
    candidate: Party
    requisition: str | None
    opened: int | None = None
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class StageChange:
    """An application enters a stage.

    Attributes
    ----------
    row : Row
        Where it was found.
    application : str
        The system's id.
    time : int
        When.
    stage : str
        As the system calls it; settings rename it to what the definition calls it.
    by : Party or None
        Who moved it.
    """

    row: Row
    application: str
    time: int
    stage: str
    by: Party | None = None


@dataclass(slots=True)
class Message:
    """Somebody to somebody: a mail, call, chat message, meeting, or note.

    Attributes
    ----------
    row : Row
        Where it was found.
    time : int
        When it was sent, or took place.
    channel : str
        `email`, `phone`, `voicemail`, `text`, `chat`, `meeting` or `ats`.
    sender : Party or None
        Who wrote, called or invited; None where the export does not say.
    recipients, copied : tuple of Party
        In the order written, each once.
    activity : str
        `message` unless it is something else, such as `interview` or `feedback`.
    message_id : str
        The same in every copy of the message (for mail: Message-ID without brackets); empty if it has none.
    in_reply_to : str
        The `message_id` of what is answered; empty if it opens a conversation.
    references : tuple of str
        Ids of earlier messages of the conversation, oldest first.
    thread : str
        The system's own id of the conversation, made unique by its name; empty if it has none.
    begins : bool
        Whether it is known to answer nothing: its system says of each message what it answers, and here it says
        nothing. False where a system does not tell (traces, calls): who wrote first is then unknown, not the sender.
    subject : str
        As written.
    body : callable or None
        Gives the text when asked; None where the export has none. Nothing keeps what it gives.
    application, requisition : str or None
        The system's ids, where the export itself says what the message belongs to.
    candidate : Party or None
        On whose record the export keeps it, where it says no application; he may be no party of it.
    marks : tuple of str
        `auto_reply` (an absence note and the like), `receipt`, `bounce`, `calendar` (an invitation sent as mail),
        `quoted` (seen only as a quotation in another mail), `missed` (a call nobody took), `list` (sent to many).
    topics : tuple of str
        What it is about, where the export itself says so.
    more : tuple of (str, str)
        Further columns, such as (`duration_s`, `62`).
    """

    row: Row
    time: int
    channel: str
    sender: Party | None
    recipients: tuple[Party, ...]
    copied: tuple[Party, ...] = ()
    activity: str = "message"
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread: str = ""
    begins: bool = False
    subject: str = ""
    body: Callable[[], str] | None = None
    application: str | None = None
    requisition: str | None = None
    candidate: Party | None = None
    marks: tuple[Mark, ...] = ()
    topics: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


Record = Person | Requisition | Membership | Application | StageChange | Message
"""Whatever a reader yields."""
