"""What an import gave: the log, what became of every record, who could not be told, and what was left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analyzer.events.log import EventLog
from analyzer.events.quality import QUARANTINE_SCHEMA, FileQuality, Quality
from analyzer.importing.codes import IMPORT_CODES
from analyzer.importing.directory import Directory
from analyzer.importing.joining import Ambiguous
from analyzer.importing.ledger import DUPLICATE, OUT_OF_SCOPE, QUARANTINED, USED, Ledger
from analyzer.importing.unresolved import WAYS_OUT, UnresolvedParty


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened on the way.

    Attributes
    ----------
    people, applications, requisitions : int
        Persons after records were brought together; cases; openings.
    strangers : int
        Messages in which nobody is a candidate: looked at, counted, and not kept.
    fetched : int
        Of those, kept after all, because they hang on a case's conversation.
    copies : int
        Records of a message that another record tells more of.
    events, stage_changes : int
        Rows of the log that are messages and the like; that are changes of stage.
    unplaced_changes, unplaced_roles : int
        Changes of applications, and roles of people, that no export has.
    logged : int
        Rows of the log that come from event logs (tables, XES, OCEL, databases), where nothing was joined.
    """

    people: int = 0
    applications: int = 0
    requisitions: int = 0
    strangers: int = 0
    fetched: int = 0
    copies: int = 0
    events: int = 0
    stage_changes: int = 0
    unplaced_changes: int = 0
    unplaced_roles: int = 0
    logged: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import.

    Attributes
    ----------
    log : EventLog
        Ready to be analysed; its `quality` has the accounts of every file.
    ledger : Ledger
        What became of every record of exports of parties (tables of events are accounted for in `log.quality`).
    directory : Directory
        Who is who, with every merger and its reason.
    unresolved : tuple of UnresolvedParty
        Whose role is not known, the most frequent first.
    ambiguous : tuple of Ambiguous
        Messages that may belong to several applications.
    unknown_stages : tuple of (str, int)
        Stages that `stages` of the settings does not list, with how often they were entered.
    unmatched : tuple of str
        Entries of the settings, and labels, that fit nothing in the exports.
    counts : Counts
        What happened on the way.
    """

    log: EventLog
    ledger: Ledger
    directory: Directory
    unresolved: tuple[UnresolvedParty, ...]
    ambiguous: tuple[Ambiguous, ...]
    unknown_stages: tuple[tuple[str, int], ...]
    unmatched: tuple[str, ...]
    counts: Counts

    def to_dict(self) -> dict[str, Any]:
        """Write the accounts as JSON-ready values; addresses of candidates are not among them."""
        return {
            "counts": {name: getattr(self.counts, name) for name in Counts.__dataclass_fields__},
            "files": [
                {name: getattr(each, name) for name in FileQuality.__dataclass_fields__}
                for each in self.log.quality.files
            ],
            "left_out": [
                {"code": code, "title": IMPORT_CODES[code].title, "records": count}
                for code, count in self.left_out().items()
            ],
            "set_aside": self.log.quality.to_dict()["reasons"],
            "set_aside_records": [
                {"file": file, "record": number, "code": code, "why": why}
                for file, number, code, why in zip(
                    *(self.log.quality.quarantined[name].to_pylist() for name in ("file", "row", "code", "reason")),
                    strict=True,
                )
            ],
            "unresolved": [
                {
                    "party": each.party,
                    "why": each.why,
                    "help": WAYS_OUT[each.why],
                    "messages": each.messages,
                    "cases": each.cases,
                }
                for each in self.unresolved
            ],
            "ambiguous": [
                {"file": each.file, "record": each.record, "possible": list(each.possible)} for each in self.ambiguous
            ],
            "mergers": [
                {"person": each.individual, "records": list(each.records), "reason": each.reason}
                for each in self.directory.mergers
            ],
            "kept_apart": [list(pair) for pair in self.directory.kept_apart],
            "unknown_stages": [{"stage": stage, "changes": count} for stage, count in self.unknown_stages],
            "unmatched": list(self.unmatched),
        }

    def left_out(self) -> dict[str, int]:
        """Count the records that are no concern of the log, by code."""
        counts: dict[str, int] = {}
        for file in self.ledger.files:
            for code, count in file.out_of_scope().items():
                counts[code] = counts.get(code, 0) + count
        return dict(sorted(counts.items()))


def quality_of(ledger: Ledger, tables: Quality, joined: str) -> Quality:
    """Make the accounts of all files: exports from the ledger, tables from their own.

    Parameters
    ----------
    ledger : Ledger
        With a fate for every record.
    tables : Quality
        Of the rows that were put together; what became of records stands there under `joined`.
    joined : str
        The name that stands for the rows which exports gave.

    Returns
    -------
    Quality
    """
    files, listed = [], []
    for file in ledger.files:
        file.check()
        files.append(
            FileQuality(
                file.file, file.rows, *(file.count(fate) for fate in (USED, QUARANTINED, DUPLICATE, OUT_OF_SCOPE))
            )
        )
        for number, code, detail in file.set_aside_rows():
            title = IMPORT_CODES[code].title
            reason = f"{title} ({detail})" if detail else title
            listed.append((file.file, number, code, "", reason, "{}"))
    table = pa.Table.from_arrays(
        [
            pa.array(column, kind)
            for column, kind in zip(zip(*listed, strict=True), QUARANTINE_SCHEMA.types, strict=True)
        ]
        if listed
        else [pa.array([], kind) for kind in QUARANTINE_SCHEMA.types],
        schema=QUARANTINE_SCHEMA,
    )
    others = tuple(each for each in tables.files if each.file != joined)
    return Quality((*files, *others), pa.concat_tables([table, tables.quarantined]), tables.remarks)
