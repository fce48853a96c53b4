"""A log as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from analyzer.notebook_tables import table_html

if TYPE_CHECKING:
    from analyzer.events.log import EventLog


def log_html(log: EventLog) -> str:
    """Write what a log holds and where its rows went."""
    quality = log.quality
    went = (
        ("rows read", quality.rows),
        ("analysed", quality.analysed),
        ("repeated", quality.duplicates),
        ("out of scope", quality.out_of_scope),
        ("set aside", quality.quarantined.num_rows),
    )
    files = [(f"of {each.file}", each.rows) for each in quality.files] if len(quality.files) > 1 else []
    remarks = "".join(
        f"<li>{escape(each.code)} {escape(each.message)}{f' ({each.count:,})' if each.count else ''}</li>"
        for each in quality.remarks
    )
    table = table_html(("rows", "number"), [went[0], *files, *went[1:]])
    return f"<p><b>{escape(repr(log)[1:-1])}</b></p>{table}<ul>{remarks}</ul>"
