"""Which case a message belongs to: told by its export, by the settings, by its conversation, or by what was open then.

Nothing is guessed: where several applications remain, the message is set aside and listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.importing.cases import Cases
from analyzer.importing.directory import Directory, Individual
from analyzer.importing.parties import Seats
from analyzer.importing.records import Application, Message, Row
from analyzer.importing.roles import Teams
from analyzer.importing.threads import Conversations, hashed


@dataclass(slots=True)
class Kept:
    """A message that is about a candidate, or hangs on a conversation that is.

    Attributes
    ----------
    message : Message
        Without its text.
    seats : Seats
        Who is who in it.
    order : tuple of int
        Its place among all messages: source, then number within it.
    ids : tuple of int
        Hashed ids of its conversation.
    candidates : tuple of Individual
        Those whom it is about; empty for a stranger's mail.
    topics : tuple of str
        What it is about.
    topics_by : str
        Who says so: `log` (its export) or `phrase`; empty without topics.
    copies : tuple of Row
        Other records of the same message.
    text : str
        What it says, only where a person asked to keep it.
    """

    message: Message
    seats: Seats
    order: tuple[int, int]
    ids: tuple[int, ...]
    candidates: tuple[Individual, ...]
    topics: tuple[str, ...] = ()
    topics_by: str = ""
    copies: tuple[Row, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Belongs:
    """What a message belongs to.

    Attributes
    ----------
    applications : tuple of Application
        One for each candidate that it is about; empty: none, and `code` says why.
    code : str
        Why something was left open: E431, E440, E450 or E451; empty if nothing was.
    possible : tuple of str
        Ids of the applications between which nothing decides; with E431 the one that is not there.
    """

    applications: tuple[Application, ...] = ()
    code: str = ""
    possible: tuple[str, ...] = ()


@dataclass(slots=True)
class Belonging:
    """Decides for all messages together, because conversations carry what one of their messages says."""

    directory: Directory
    teams: Teams
    cases: Cases
    conversations: Conversations = field(default_factory=Conversations)
    _told: dict[str, str] = field(default_factory=dict)
    _on_thread: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _sorted: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._told = dict(self.directory.settings.applications)

    # ------------------------------------------------------------ whom it is about

    def candidates(self, message: Message, seats: Seats) -> tuple[Individual, ...]:
        """Find the candidates whom a message is about.

        A colleague who applies is one only where somebody on the team of his application takes part: whatever else he
        writes is no concern of the log. If a candidate writes it himself, it is about him alone.
        """
        if message.candidate is not None:
            kept_for = self.directory.find(message.candidate).individual
            if kept_for is not None and self.cases.of(kept_for):
                return (kept_for,)
        found = [each for each in seats.persons() if self._concerns(each, seats, message.time)]
        sender = seats.sender.found.individual if seats.sender else None
        return (sender,) if sender is not None and sender in found else tuple(found)

    def may_concern(self, seats: Seats) -> bool:
        """Whether a party may be one of several persons, and one of those is a candidate."""
        several = {one for seat in seats.all() for one in seat.found.several}
        return any(self.cases.has(one) for one in several)

    def _concerns(self, individual: Individual, seats: Seats, time: int) -> bool:
        applications = self.cases.of(individual)
        if not applications or "staff" not in individual.sides:
            return bool(applications)
        others = [each for each in seats.persons() if each.id != individual.id]
        return any(self.teams.role(each.id, one, time) for one in applications for each in others)

    # ------------------------------------------------------------ what it belongs to

    def decide(self, messages: Iterable[Kept]) -> list[Belongs]:
        """Decide for every message.

        Parameters
        ----------
        messages : iterable of Kept
            All that were kept, in any order: the outcome does not depend on it.

        Returns
        -------
        list of Belongs
            In the order given.
        """
        kept = list(messages)
        for each in kept:
            self.conversations.add(each.ids)
        first = [self._by_itself(each) for each in kept]
        for each, belongs in zip(kept, first, strict=True):
            if each.ids:
                told = self._on_thread[self.conversations.of(each.ids[0])]
                told.update(application.id for application in belongs.applications)
        return [
            self._by_thread(each, belongs) if belongs.code == "E440" or not each.candidates else belongs
            for each, belongs in zip(kept, first, strict=True)
        ]

    def _by_itself(self, kept: Kept) -> Belongs:
        message = kept.message
        told = self._told.get(message.message_id) or message.application
        if told is not None:
            known = self.cases.by_id.get(told)
            return Belongs((known,)) if known else Belongs(code="E431", possible=(told,))
        if not kept.candidates:
            return Belongs(code="E450")
        decided, open_between, code = [], [], ""
        for candidate in kept.candidates:
            possible = self._possible(candidate, kept)
            if len(possible) == 1:
                decided.append(possible[0])
            elif possible:
                open_between += [each.id for each in possible]
            else:
                code = "E451"
        if open_between:
            return Belongs(tuple(decided), "E440", tuple(open_between))
        return Belongs(tuple(decided), "" if decided else code)

    def _possible(self, candidate: Individual, kept: Kept) -> tuple[Application, ...]:
        time, message = kept.message.time, kept.message
        possible = self.cases.at(candidate, time)
        if message.requisition is not None:
            possible = tuple(each for each in possible if each.requisition == message.requisition) or possible
        if len(possible) > 1 and self.directory.settings.several_open == "team":
            persons = [each for each in kept.seats.persons() if each.id != candidate.id]
            on_team = [each for each in possible if any(self.teams.role(person.id, each, time) for person in persons)]
            return tuple(on_team) if len(on_team) == 1 else possible
        return possible

    def _by_thread(self, kept: Kept, belongs: Belongs) -> Belongs:
        """Let the conversation decide, if all that is sure about it is one application."""
        told = self._told_on(self.conversations.of(kept.ids[0])) if kept.ids else ()
        fitting = tuple(each for each in told if each in belongs.possible) if belongs.code == "E440" else told
        if len(fitting) == 1:
            known = self.cases.by_id[fitting[0]]
            return Belongs((*belongs.applications, known)) if known not in belongs.applications else belongs
        if kept.candidates:
            return belongs
        return Belongs(code="E440", possible=fitting) if fitting else belongs

    def _told_on(self, conversation: int) -> tuple[str, ...]:
        """What is sure about a conversation, sorted once for all of its messages."""
        if conversation not in self._sorted:
            self._sorted[conversation] = tuple(sorted(self._on_thread[conversation]))
        return self._sorted[conversation]

    def thread_id(self, kept: Kept) -> str:
        """Name the conversation of a message; empty where it is not known.

        A message of its own id alone, which no other names, is a conversation only if it is known to begin one: most
        systems do not say what a message answers, and then nobody knows who wrote first.
        """
        if not kept.ids:
            return ""
        message, conversation = kept.message, self.conversations.of(kept.ids[0])
        known = message.begins or message.thread or self.conversations.size(conversation) > 1
        return f"t-{conversation:016x}" if known else ""


def event_id(application: str, key: str) -> str:
    """Name an event: the same for the same message in the same case, on every run."""
    return f"m-{hashed('|'.join((application, key))):016x}"
