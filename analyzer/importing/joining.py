"""Messages of all sources to events of cases: strangers' mail dropped, copies brought together, each with its case.

Messages come as a stream. Of one in which nobody is a candidate only hashed ids are remembered, so that it can be
asked for again if it turns out to hang on a case's conversation.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from analyzer.importing.belonging import Belonging, Belongs, Kept
from analyzer.importing.codes import IMPORT_CODES
from analyzer.importing.copies import bring_together
from analyzer.importing.directory import Individual
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger
from analyzer.importing.own_words import own_words
from analyzer.importing.parties import Seating, Seats
from analyzer.importing.records import Application, Message, Row
from analyzer.importing.threads import Strangers, ids_of

_TECHNICAL: Final = frozenset({"receipt", "calendar"})
_TELL_EVERY: Final = 1_000
_CALENDAR: Final = "ics:"


class Tagger(Protocol):
    """Tells topics from a subject and a text."""

    def topics(self, subject: str, body: str = "") -> tuple[str, ...]:
        """Name the topics, in the definition's order; none if no phrase matches."""
        ...


Read = Callable[[Ledger], Iterator[Message]]
"""Reads a source from its beginning, opening its records in a ledger; each call gives the same messages."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A message that may belong to several applications.

    Attributes
    ----------
    file, record
        Where it stands.
    possible : tuple of str
        Ids of the applications.
    message : str
        Its id, by which settings may name it; empty if it has none.
    """

    file: str
    record: int
    possible: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A source that was looked through once."""

    read: Read
    ledger: Ledger
    first: int
    numbers: array[int]


@dataclass(slots=True)
class Join:
    """Takes in messages, source by source; then decides about all of them together.

    Attributes
    ----------
    seating, belonging
        Who is who, and which case it is.
    tagger : Tagger or None
        Tells topics where the export does not.
    keeps_text : bool
        Whether texts become a column of the log; a person asked for it.
    how : How
        Its `since` and `until` are kept here, for all sources alike: what was sent at another time is not looked at.
    strangers : Strangers
        What is remembered of messages in which nobody is a candidate.
    fetched : int
        How many of those were kept after all, for their conversation.
    copies : int
        Records that are copies of others.
    ambiguous : list of Ambiguous
        In order of time.
    """

    seating: Seating
    belonging: Belonging
    tagger: Tagger | None = None
    keeps_text: bool = False
    how: How = field(default_factory=How)
    strangers: Strangers = field(default_factory=Strangers)
    fetched: int = 0
    copies: int = 0
    ambiguous: list[Ambiguous] = field(default_factory=list)
    _kept: list[Kept] = field(default_factory=list)
    _sources: list[_Taken] = field(default_factory=list)

    def take(self, read: Read, ledger: Ledger) -> Iterator[int]:
        """Take in the messages of a source.

        Parameters
        ----------
        read : callable
            The source; asked a second time only if a stranger's mail hangs on a case's conversation.
        ledger : Ledger
            Of this source.

        Yields
        ------
        int
            How many messages were looked at so far, now and then.
        """
        taken = _Taken(read, ledger, len(self.strangers), array("L"))
        source = len(self._sources)
        self._sources.append(taken)
        for number, message in enumerate(_with_meetings_named(read(ledger))):
            if self._is_stranger(message, (source, number)):
                self.strangers.add(ids_of(message))
                taken.numbers.append(number)
            if number % _TELL_EVERY == 0:
                yield number

    def _is_stranger(self, message: Message, order: tuple[int, int]) -> bool:
        """Keep a message or leave it out; true if nobody in it is a candidate."""
        if not self.how.wants(message.time):
            message.row.leave_out("E458")
            return False
        if not _TECHNICAL.isdisjoint(message.marks):
            message.row.leave_out("E452")
            return False
        seats = self.seating.seats(message)
        candidates = self.belonging.candidates(message, seats)
        if not candidates and message.application is None:
            if self.belonging.may_concern(seats):
                message.row.set_aside("E443")
                return False
            message.row.leave_out("E450")
            return True
        self._keep(message, seats, order, candidates)
        return False

    def _keep(self, message: Message, seats: Seats, order: tuple[int, int], candidates: tuple[Individual, ...]) -> None:
        """Keep a message without its text; what the text is about is told now."""
        tags = not message.topics and self.tagger is not None
        text = message.body() if message.body is not None and (tags or self.keeps_text) else ""
        topics, by = message.topics, "log"
        if tags and self.tagger is not None:
            topics, by = self.tagger.topics(message.subject, text), "phrase"
        message.body = None
        kept = Kept(message, seats, order, ids_of(message), candidates, topics, by if topics else "")
        kept.text = own_words(text) if self.keeps_text else ""
        self._kept.append(kept)

    def fetch_strangers(self) -> Iterator[int]:
        """Read again what hangs on a case's conversation, now that all of them are known.

        Yields
        ------
        int
            How many were fetched so far, once a source.
        """
        wanted = self.strangers.on_threads_of(one for kept in self._kept for one in kept.ids)
        for source, taken in enumerate(self._sources):
            last = taken.first + len(taken.numbers)
            here = wanted[(wanted >= taken.first) & (wanted < last)] - taken.first
            if len(here):
                self._fetch(source, taken, {taken.numbers[int(each)] for each in here})
            yield self.fetched

    def _fetch(self, source: int, taken: _Taken, numbers: set[int]) -> None:
        scratch = Ledger()
        last = max(numbers)
        for number, message in enumerate(_with_meetings_named(taken.read(scratch))):
            if number in numbers:
                message.row = _in_ledger(message.row, scratch, taken.ledger)
                self._keep(message, self.seating.seats(message), (source, number), ())
                self.fetched += 1
            if number == last:
                break

    def events(self) -> Iterator[tuple[Kept, Application]]:
        """Decide about all messages, and say in the ledger what became of each.

        Yields
        ------
        (Kept, Application)
            Once for each case that a message belongs to; in order of time.
        """
        messages = bring_together(self._kept)
        for kept, belongs in zip(messages, self.belonging.decide(messages), strict=True):
            for application in belongs.applications:
                yield kept, application
            self._settle(kept, belongs)

    def message_ids(self) -> set[str]:
        """Collect the ids of all messages that were kept so far."""
        return {kept.message.message_id for kept in self._kept}

    def _settle(self, kept: Kept, belongs: Belongs) -> None:
        row = kept.message.row
        if belongs.code == "E440":
            self.ambiguous.append(Ambiguous(row.file.file, row.number, belongs.possible, kept.message.message_id))
        if belongs.applications:
            row.use()
            for copy in kept.copies:
                copy.duplicate()
            self.copies += len(kept.copies)
            return
        for each in (row, *kept.copies):
            if IMPORT_CODES[belongs.code].where == "scope":
                each.leave_out(belongs.code)
            else:
                each.set_aside(belongs.code, f"application {belongs.possible[0]}" if belongs.code == "E431" else "")


def _with_meetings_named(messages: Iterator[Message]) -> Iterator[Message]:
    """Give an interview of an applicant system the id that its entry in a calendar has.

    Systems keep the calendar's own id of an entry; Google's calendars write it with their domain behind.
    """
    for message in messages:
        if message.channel == "meeting":
            kept = dict(message.more).get("external_event_id", "")
            name = message.message_id or (f"{_CALENDAR}{kept}" if kept else "")
            message.message_id = name.removesuffix("@google.com")
        yield message


def _in_ledger(row: Row, scratch: Ledger, real: Ledger) -> Row:
    """Find the record in the ledger that counts; a source that holds its messages in memory has it there already."""
    for place, file in enumerate(scratch.files):
        if file is row.file:
            return Row(real.files[place], row.number, row.also)
    return row
