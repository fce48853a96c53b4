"""Messages as a table: one row each, parties by address, number, id or name.

For every mail log, chat or telephone system without an importer of its own; headings that differ are named by
`columns:` in the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from analyzer.importing.codes import refusal
from analyzer.importing.how import How
from analyzer.importing.instants import instant
from analyzer.importing.ledger import Ledger, Unusable
from analyzer.importing.opening import Member
from analyzer.importing.party_tables import Cells, headings, is_table, parties, read_table
from analyzer.importing.records import Message, Record, Row

COLUMNS: Final = (
    ("timestamp", "when it was sent; needed"),
    ("sender", "address, number, id or name; needed"),
    ("recipients, copied", "the same; several with `;` between them"),
    ("channel", "`email` if left out"),
    ("subject, text", "for topics; the text is never stored unless asked for"),
    ("message_id, in_reply_to, thread_id", "its conversation"),
    ("application_id", "the case, where the system knows it"),
    ("topics", "what it is about; several with `;` between them"),
)

_FIELDS: Final = (
    "timestamp", "sender", "recipients", "copied", "channel", "subject", "text", "message_id", "in_reply_to",
    "thread_id", "application_id", "topics",
)  # fmt: skip
_NEEDED: Final = ("timestamp", "sender")
_MOST_PARTIES: Final = 1_000


def looks_like(members: Sequence[Member]) -> bool:
    """Tell whether a file is a CSV table with these headings, and no log of events of known cases."""
    if len(members) != 1:
        return False
    found = set(headings(members[0]))
    return {"timestamp", "sender", "recipients"} <= found and not {"case_id", "sender_role"} & found


def read(members: Sequence[Member], how: How, ledger: Ledger) -> Iterator[Record]:
    """Read tables of messages.

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
    Message
        In order of the rows.

    Raises
    ------
    InputError
        No table, or a needed column is missing (E407).
    """
    for member in members:
        if not is_table(member):
            raise refusal("E407", f"{member.shown}: no table")
        file = ledger.file(member.shown, "messages")
        table = read_table(member, _FIELDS, _NEEDED, dict(how.columns))
        tells_answers = "in_reply_to" in table.columns
        for row, cells in table.rows(file):
            try:
                yield _message(row, cells, how, tells_answers=tells_answers)
            except Unusable as error:
                row.set_aside(error.code, error.detail)


def _message(row: Row, cells: Cells, how: How, *, tells_answers: bool) -> Message:
    time = instant(cells.get("timestamp"), zone=how.timezone, where=row.file.file)
    senders = parties(cells.get("sender", ""), how.region)
    if len(senders) != 1:
        raise Unusable("E424", "sender")
    to, copied = (parties(cells.get(field, ""), how.region) for field in ("recipients", "copied"))
    if len(to) + len(copied) > _MOST_PARTIES:
        raise Unusable("E426")
    return Message(
        row,
        time,
        cells.get("channel", "email"),
        senders[0],
        to,
        copied,
        message_id=cells.get("message_id", "").strip("<>"),
        in_reply_to=cells.get("in_reply_to", "").strip("<>"),
        thread=f"messages:{cells['thread_id']}" if "thread_id" in cells else "",
        begins=tells_answers and "in_reply_to" not in cells,
        subject=cells.get("subject", ""),
        body=partial(str, cells["text"]) if "text" in cells else None,
        application=cells.get("application_id"),
        topics=tuple(topic.strip() for topic in cells.get("topics", "").split(";") if topic.strip()),
    )
