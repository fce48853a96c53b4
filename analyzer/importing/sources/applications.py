"""Applications as a table: one row each with candidate and team, or one row for each change of stage.

For every applicant system without an importer of its own: any report can be brought into this shape, by its headings or
by `columns:` in the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.importing.codes import refusal
from analyzer.importing.how import How
from analyzer.importing.instants import instant
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.party_tables import Cells, headings, is_table, parties, read_table
from analyzer.importing.records import (
    Application,
    Membership,
    Party,
    Person,
    Record,
    Requisition,
    Row,
    StageChange,
)

COLUMNS: Final = (
    ("application_id", "case id; needed"),
    ("candidate_id", "the candidate's id in the system; without it the first address stands for him"),
    ("candidate_name", "for parties shown by name only"),
    ("candidate_email, candidate_phone", "what joins mails and calls; several with `;` between them"),
    ("requisition_id, requisition_title", "the opening"),
    ("opened_at, closed_at", "when it began and ended"),
    ("recruiter, coordinator, hiring_manager, interviewers", "addresses or ids of the team; several with `;`"),
    ("timestamp, stage, changed_by", "in a table of stages: when which stage was entered, and who moved it"),
)

_TEAM: Final = ("recruiter", "coordinator", "hiring_manager", "interviewers")
_FIELDS: Final = (
    "application_id", "candidate_id", "candidate_name", "candidate_email", "candidate_phone", "requisition_id",
    "requisition_title", "opened_at", "closed_at", *_TEAM,
)  # fmt: skip
_STAGES: Final = ("application_id", "timestamp", "stage", "changed_by")
_SYSTEM: Final = "applications"


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether a file is a CSV table with these headings."""
    if len(members) != 1:
        return False
    found = set(headings(members[0]))
    return {"application_id", "candidate_email"} <= found or {"application_id", "timestamp", "stage"} == found - {
        "changed_by"
    }


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read tables of applications and of stages.

    Parameters
    ----------
    members : sequence of Member
        CSV, Excel, Parquet or JSON Lines.
    how : How
        `columns` names headings that differ, `timezone` is for times without one.
    ledger : Ledger
        Gets a file for each.

    Yields
    ------
    Person, Requisition, Application, Membership, StageChange
        In order of the rows.

    Raises
    ------
    InputError
        No table, or a needed column is missing (E407).
    """
    columns = dict(how.columns)
    for member in members:
        if not is_table(member):
            raise refusal("E407", f"{member.shown}: no table")
        file = ledger.file(member.shown, _SYSTEM)
        stages = _is_of_stages(member, columns)
        fields, needed = (_STAGES, _STAGES[:3]) if stages else (_FIELDS, _FIELDS[:1])
        for row, cells in read_table(member, fields, needed, columns).rows(file):
            try:
                records = _change(row, cells, how) if stages else _application(row, cells, how)
            except Unusable as error:
                row.set_aside(error.code, error.detail)
                continue
            row.use()
            yield from records


def _is_of_stages(member: Member, columns: dict[str, str]) -> bool:
    found = set(headings(member))
    return {columns.get(field, field) for field in _STAGES[:3]} <= found


def _change(row: Row, cells: Cells, how: How) -> list[Record]:
    if "application_id" not in cells or "stage" not in cells:
        raise Unusable("E430", "application_id" if "application_id" not in cells else "stage")
    time = instant(cells.get("timestamp"), zone=how.timezone, where=row.file.file)
    by = parties(cells.get("changed_by", ""), how.region)
    return [StageChange(row, cells["application_id"], time, cells["stage"], by[0] if by else None)]


def _application(row: Row, cells: Cells, how: How) -> list[Record]:
    if "application_id" not in cells:
        raise Unusable("E430", "application_id")
    known = (
        *parties(cells.get("candidate_email", ""), how.region),
        *parties(cells.get("candidate_phone", ""), how.region),
    )
    ids = (Party("user", cells["candidate_id"]),) if "candidate_id" in cells else ()
    if not ids and not known:
        raise Unusable("E430", "candidate_id")
    application, requisition = cells["application_id"], cells.get("requisition_id")
    opened, closed = (_moment(cells, field, how, row) for field in ("opened_at", "closed_at"))
    records: list[Record] = [
        Person(row, (*ids, *known), cells.get("candidate_name", ""), "candidate"),
        Application(row, application, (*ids, *known)[0], requisition, opened, closed),
    ]
    if requisition:
        records.append(Requisition(row, requisition, requisition, cells.get("requisition_title", "")))
    for field in _TEAM:
        for party in parties(cells.get(field, ""), how.region):
            records.append(Person(row, (party,), party.name, "staff"))
            records.append(Membership(row, party, field.removesuffix("s"), application=application))
    if how.first_stage and opened is not None:
        records.append(StageChange(row, application, opened, how.first_stage))
    return records


def _moment(cells: Cells, field: str, how: How, row: Row) -> int | None:
    return instant(cells[field], zone=how.timezone, where=row.file.file) if field in cells else None
