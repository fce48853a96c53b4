"""The events of examples as logs: one example alone, or many side by side, each a candidate of its own.

Knows how an example's lines become events, and nothing of what is expected of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analyzer.definitions.model import Example, ExampleEvent
from analyzer.events import log_from_frame
from analyzer.events.log import EventLog
from analyzer.events.parts import events_where

LINE = "line-"
"""An event's id is this and the number of its line, counted from 1; before it stands its example's number."""


def log_of(examples: Sequence[tuple[int, Example]]) -> EventLog:
    """Some examples as one log: separate cases and candidates, so that none can change what is found in another.

    Parameters
    ----------
    examples : sequence of (int, Example)
        Each with a number of its own, by which its events are found again; events at or after its `as_of` are left out.
    """
    rows = [row for number, example in examples for row in _rows(number, example)]
    log = log_from_frame(pd.DataFrame(rows))
    horizons = {number: horizon_of(example) for number, example in examples}
    of_case = np.array([horizons[example_of(case)] for case in log.case_ids.to_pylist()], dtype=np.int64)
    keep = log.time < of_case[log.case]
    return log if keep.all() else events_where(log, keep)


def horizon_of(example: Example) -> int:
    """Up to which instant an example is complete, in UTC microseconds: what it says, else just after its last event."""
    if example.as_of is not None:
        return example.as_of
    return max((event.time for event in example.events), default=-1) + 1


def example_of(case_id: str) -> int:
    """The number of the example that a case of `log_of` belongs to."""
    return int(case_id.split("/")[0])


def line_of(event_id: str) -> tuple[int, int]:
    """The number of the example and the number of the line, from 0, that an event id of `log_of` stands for.

    Examples
    --------
    >>> line_of("0012/line-003")
    (12, 2)
    """
    case, line = event_id.split("/")
    return example_of(case), int(line.removeprefix(LINE)) - 1


def _rows(number: int, example: Example) -> Iterator[dict[str, Any]]:
    return (_row(number, line, event) for line, event in enumerate(example.events, start=1))


def _row(number: int, line: int, event: ExampleEvent) -> dict[str, Any]:
    """One event; a message without a thread begins one of its own."""
    name = f"{number:04}/{LINE}{line:03}"
    return {
        "event_id": name,
        "timestamp": pd.Timestamp(event.time, unit="us", tz="UTC"),
        "case_id": f"{number:04}" if event.case is None else f"{number:04}/{event.case}",
        "candidate_id": f"{number:04}",
        "activity": event.activity,
        "sender": event.sender,
        "sender_role": event.sender_role,
        "recipient_roles": ";".join(event.recipient_roles) or None,
        "copied_roles": ";".join(event.copied_roles) or None,
        "channel": event.channel,
        "topics": ";".join(event.topics) or None,
        "stage": event.stage,
        "thread_id": event.thread or f"thread of {name}",
        "in_reply_to": None,
        **dict(event.columns),
    }
