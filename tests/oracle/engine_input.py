"""The engine's side of a run: events as a data frame with the canonical columns, and as an event log."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from analyzer.errors import Place
from analyzer.events import EventLog, log_from_frame
from analyzer.events.coverage import Covered
from tests.oracle.randomdefinitions import KEY_COLUMN
from tests.oracle.randomlogs import COLUMN, Run


def to_frame(run: Run) -> pd.DataFrame:
    """The events as a data frame with the canonical columns, shuffled by the seed."""
    events = list(run.events)
    random.Random(run.seed).shuffle(events)
    opened = [run.opened_at.get(event.case_id) for event in events]
    frame = pd.DataFrame(
        {
            "event_id": [event.event_id for event in events],
            "case_id": [event.case_id for event in events],
            "timestamp": pd.to_datetime([event.time for event in events], unit="us", utc=True),
            "activity": [event.activity for event in events],
            "sender_role": [event.sender_role or "" for event in events],
            "recipient_roles": ["; ".join(sorted(event.recipient_roles)) for event in events],
            "copied_roles": ["; ".join(sorted(event.copied_roles)) for event in events],
            "channel": [event.channel or "" for event in events],
            "topics": ["; ".join(sorted(event.topics or ())) for event in events],
            "stage": [event.stage or "" for event in events],
            "thread_id": [event.thread or "" for event in events],
            "sender": [event.sender or "" for event in events],
            "candidate_id": [event.candidate or "" for event in events],
            KEY_COLUMN: [dict(event.columns).get(KEY_COLUMN, "") for event in events],
            COLUMN: [dict(event.columns).get(COLUMN, "") for event in events],
        }
    )
    if any(event.has_reply is not None for event in events):
        frame["in_reply_to"] = ["earlier" if event.has_reply else "" for event in events]
    if run.opened_at:
        frame["opened_at"] = pd.to_datetime(opened, unit="us", utc=True)
    return frame


def to_coverage(run: Run) -> tuple[Covered, ...] | None:
    """The declaration as the engine takes it: bounds as texts."""
    if run.coverage is None:
        return None
    place = Place("coverage.yaml", 1, 1)
    return tuple(
        Covered(one.role, one.person, one.channels, _text(one.since), _text(one.until), place) for one in run.coverage
    )


def _text(instant: int | None) -> str | None:
    if instant is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).isoformat(sep=" ")


def to_log(run: Run) -> EventLog:
    log = log_from_frame(to_frame(run))
    if not run.widths:
        return log
    ids = log.cells("event_id", np.arange(len(log)))
    return replace(log, width=np.array([run.widths.get(one, 0) for one in ids], dtype=np.int64))
