"""Messages and facts to rows of the canonical log: roles at that time, names, ids, marks.

Texts from outside are cleaned here, in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from analyzer.events.columns import CANONICAL
from analyzer.events.log import UNKNOWN
from analyzer.importing.belonging import Belonging, Kept, event_id
from analyzer.importing.cases import Cases
from analyzer.importing.cleaning import CONTROL, clean, identifier, item
from analyzer.importing.directory import Directory
from analyzer.importing.parties import Seat
from analyzer.importing.records import Application, Requisition, StageChange
from analyzer.importing.roles import CANDIDATE, Teams
from analyzer.importing.unresolved import Unresolved

_LISTS: Final = ("recipients", "recipient_roles", "copied", "copied_roles", "topics")
_FURTHER: Final = ("opened_at", "topics_by", "marks")
_LONGEST_SUBJECT: Final = 1_000
_ACTIVITIES: Final = {"auto_reply": "auto_reply", "bounce": "bounce", "missed": "missed_call"}
"""What a message with such a mark is instead of a message: none of them answers anything."""


@dataclass(slots=True)
class Rows:
    """Collects the rows of the log.

    Parameters
    ----------
    directory, teams, cases, belonging
        Who is who, with which role, in which case.
    numbers : dict of str to str
        What people call each requisition.
    labelled : mapping of str to tuple of str
        Event id to the topics that people gave it: they go before all others.
    """

    directory: Directory
    teams: Teams
    cases: Cases
    belonging: Belonging
    numbers: dict[str, str]
    labelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unresolved: Unresolved = field(default_factory=Unresolved)
    rows: list[dict[str, Any]] = field(default_factory=list)
    unplaced_changes: int = 0
    unknown_stages: dict[str, int] = field(default_factory=dict)
    _further: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)

    def add_message(self, kept: Kept, application: Application) -> None:
        """Add a message as an event of a case."""
        message = kept.message
        key = message.message_id or "|".join(
            (str(message.time), message.channel, *(seat.key for seat in kept.seats.all()), message.subject)
        )
        row = self._row(application, message.time)
        row["event_id"] = self._new_id(application.id, key)
        row["activity"] = self._activity(kept)
        row["channel"] = clean(message.channel) or None
        if kept.seats.sender is not None:
            row["sender"] = self._name(kept.seats.sender)
            row["sender_role"] = self._role(kept.seats.sender, application, message.time)
        for name, seats in (("recipients", kept.seats.to), ("copied", kept.seats.copied)):
            present = [seat for seat in seats if not self._is_other_candidate(seat, application, message.time)]
            row[name] = [self._name(seat) for seat in present]
            roles = "recipient_roles" if name == "recipients" else "copied_roles"
            row[roles] = [self._role(seat, application, message.time) for seat in present]
        labelled = self.labelled.get(row["event_id"])
        row["topics"] = [item(topic) for topic in (kept.topics if labelled is None else labelled)]
        row["topics_by"] = kept.topics_by or None if labelled is None else "label"
        row["thread_id"] = self.belonging.thread_id(kept) or None
        if message.in_reply_to or message.references:
            row["in_reply_to"] = event_id(application.id, message.in_reply_to or message.references[-1])
        row["subject"] = clean(message.subject)[:_LONGEST_SUBJECT] or None
        row["source"] = message.row.file.kind
        if kept.text:
            row["body"] = CONTROL.sub(" ", kept.text)
            self._further.add("body")
        row["marks"] = ",".join(sorted(message.marks)) or None
        for column, value in message.more:
            if column not in CANONICAL and column not in _FURTHER:
                row[column] = clean(value) or None
                self._further.add(column)
        self.rows.append(row)

    def add_stage(self, change: StageChange) -> None:
        """Add a change of stage; one of an application that no export has is counted only."""
        application = self.cases.by_id.get(change.application)
        if application is None:
            self.unplaced_changes += 1
            return
        stages = dict(self.directory.settings.stages)
        stage = clean(stages.get(change.stage, change.stage))
        known = {*stages, *stages.values(), self.directory.settings.first_stage}
        if stages and change.stage not in known:
            self.unknown_stages[change.stage] = self.unknown_stages.get(change.stage, 0) + 1
        row = self._row(application, change.time)
        row["event_id"] = event_id(application.id, f"stage|{change.time}|{stage}")
        if row["event_id"] in self._ids:
            return  # two exports tell of it
        self._ids.add(row["event_id"])
        row |= {"activity": "stage", "channel": "ats", "stage": stage, "source": change.row.file.kind}
        if change.by is not None:
            seat = Seat(change.by, self.directory.find(change.by))
            row["sender"] = self._name(seat)
            row["sender_role"] = self._role(seat, application, change.time, counts=False)
        self.rows.append(row)

    def _new_id(self, application: str, key: str) -> str:
        """Name an event; equal ones without an id of their own (two calls at one instant) are numbered."""
        found, number = event_id(application, key), 1
        while found in self._ids:
            number += 1
            found = event_id(application, f"{key}|{number}")
        self._ids.add(found)
        return found

    def _row(self, application: Application, time: int) -> dict[str, Any]:
        individual = self.cases.candidate_of(application)
        requisition = application.requisition
        return {
            "timestamp": time,
            "case_id": identifier(application.id),
            "candidate_id": identifier(individual.candidate_id() if individual else application.candidate.value),
            "requisition_id": identifier(self.numbers.get(requisition, requisition)) if requisition else None,
            "opened_at": application.opened,
        }

    @staticmethod
    def _activity(kept: Kept) -> str:
        found = [_ACTIVITIES[mark] for mark in kept.message.marks if mark in _ACTIVITIES]
        return found[0] if found else clean(kept.message.activity)

    # ------------------------------------------------------------ parties

    def _is_other_candidate(self, seat: Seat, application: Application, time: int) -> bool:
        """Whether somebody is a candidate of other cases only: that he got it, too, is no business of this one."""
        individual = seat.found.individual
        if individual is None or "candidate" not in individual.sides or "staff" in individual.sides:
            return False
        own = self.cases.candidate_of(application)
        return (own is None or individual.id != own.id) and self.teams.role(individual.id, application, time) is None

    def _name(self, seat: Seat) -> str:
        individual = seat.found.individual
        if individual is None:
            return item(seat.party.value)
        if "candidate" in individual.sides and "staff" not in individual.sides:
            return item(individual.candidate_id())
        return item(individual.address() or individual.name or individual.id)

    def _role(self, seat: Seat, application: Application, time: int, *, counts: bool = True) -> str:
        found = seat.found
        if found.role is not None:
            return item(found.role)
        if found.individual is not None:
            candidate = self.cases.candidate_of(application)
            if candidate is not None and found.individual.id == candidate.id:
                return CANDIDATE
            role = self.teams.role(found.individual.id, application, time)
            if role is not None:
                return item(role)
        if counts:
            self.unresolved.add(seat, application, own=self.directory.is_own(seat.party))
        return UNKNOWN

    # ------------------------------------------------------------ the table

    def table(self) -> pa.Table:
        """Make the table of the log: canonical columns first, sorted by case, time and event id."""
        ordered = sorted(self.rows, key=lambda row: (row["case_id"], row["timestamp"], row["event_id"]))
        names = [*CANONICAL, *_FURTHER, *sorted(self._further)]
        return pa.table({name: _column(name, ordered) for name in names})


def _column(name: str, rows: Sequence[dict[str, Any]]) -> pa.Array:
    cells: Iterable[Any] = (row.get(name) for row in rows)
    if name in ("timestamp", "opened_at"):
        return pa.array(cells, pa.int64()).cast(pa.timestamp("us", "UTC"))
    if name in _LISTS:
        return pa.array(((cell or None) for cell in cells), pa.list_(pa.string()))
    return pa.array(cells, pa.string())


def numbers_of(requisitions: Iterable[Requisition]) -> dict[str, str]:
    """What people call each requisition; the id where two have the same number."""
    labels = {each.id: each.label for each in requisitions}
    counts: dict[str, int] = {}
    for label in labels.values():
        counts[label] = counts.get(label, 0) + 1
    return {each: label if counts[label] == 1 else each for each, label in labels.items()}
