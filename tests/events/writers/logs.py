"""Small logs whose cells hold whatever text can hold."""

from __future__ import annotations

import random

import pandas as pd

from analyzer.events import EventLog, build_log, to_frame
from tests.events.writing import Row, table_of

PIECES = (
    "a", "Süd", " ", "  x ", '"', "'", ",", ";", "\t", "\n", "\r\n", "\r", "|", "&amp;", "<b>", "]]>", "=1+1", "@x",
    "-", "\\", "\\n", "null", "\N{GRINNING FACE}", "\x7f", "\x85", "\u2028", "{}", "%", "#", "''", '""',
)  # fmt: skip
TIMES = ("2026-03-02T10:00:00Z", "2026-03-02T11:00:00.000123+01:00", "1970-01-01T00:00:00Z")
BEYOND_XML = ("\x00", "\x0b", "\ufffe")


def cell(draw: random.Random, pieces: tuple[str, ...]) -> str:
    return "" if draw.random() < 0.3 else "".join(draw.choice(pieces) for _ in range(draw.randrange(1, 5)))


def some_log(seed: int, *, beyond_xml: bool = False) -> EventLog:
    """A log of a few events with columns of every kind; some empty, some told of the case."""
    draw = random.Random(seed)
    pieces = (*PIECES, *BEYOND_XML) if beyond_xml else PIECES
    rows: list[Row] = []
    for number in range(draw.randrange(1, 9)):
        case = draw.choice(["APP-1", "APP-2", "Büro; <3>"])
        row = {
            "event_id": f"e{number}",
            "timestamp": draw.choice(
                ["2026-03-02T10:00:00Z", "2026-03-02T11:00:00.000123+01:00", "1970-01-01T00:00:00Z"]
            ),
            "case_id": case,
            "activity": draw.choice(["message", "interview", "stage"]),
            "sender": cell(draw, ("rec-1", "rec-2")),
            "sender_role": draw.choice(["candidate", "?", ""]),
            "recipient_roles": draw.choice(["recruiter;coordinator", "recruiter", ""]),
            "channel": "",
            "subject": cell(draw, pieces),
            "opened_at": draw.choice(["2026-01-01T00:00:00Z", ""]),
            "odd; na,me": cell(draw, pieces),
            "case:office": f"of {case}" if seed % 3 else cell(draw, pieces),
            "case:empty": "",
        }
        rows.append({name: row[name] for name in draw.sample(sorted(row), len(row))})
    return build_log(table_of(rows), max_quarantined=1)


def shown(log: EventLog) -> pd.DataFrame:
    """All that a log holds; an empty cell is an empty cell, whichever way it is empty."""
    frame = to_frame(log)
    texts = frame[sorted(frame.columns)]
    return texts.astype(object).where(texts.notna(), "")
