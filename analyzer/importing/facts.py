"""Who is who and who applied for what, as all exports together say."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.importing.records import Application, Membership, Message, Person, Record, Requisition, StageChange


@dataclass(slots=True)
class Facts:
    """Records by kind, in the order in which they were read."""

    people: list[Person] = field(default_factory=list)
    requisitions: list[Requisition] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    changes: list[StageChange] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Put a record where it belongs."""
        match record:
            case Person():
                self.people.append(record)
            case Requisition():
                self.requisitions.append(record)
            case Membership():
                self.memberships.append(record)
            case Application():
                self.applications.append(record)
            case StageChange():
                self.changes.append(record)
            case Message():
                self.messages.append(record)

    def everybody(self) -> list[Person]:
        """All people; an applicant of whom no record tells is known by the id in his application."""
        told = {(party.kind, party.value) for person in self.people for party in person.parties}
        implied = [
            Person(each.row, (each.candidate,), each.candidate.name, "candidate")
            for each in self.applications
            if (each.candidate.kind, each.candidate.value) not in told
        ]
        return [*self.people, *implied]
