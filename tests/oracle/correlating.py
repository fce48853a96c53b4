"""`correlate`: events that must agree on a column of the log, or on their thread; an empty cell is not known."""

from __future__ import annotations

from analyzer.findings import Reason
from tests.oracle.kleene import Truth, unknown
from tests.oracle.records import OracleEvent

THREAD = "thread"


def key_of(event: OracleEvent, column: str) -> str | None:
    """The cell of an event in a column, None where it is empty."""
    return (event.thread if column == THREAD else dict(event.columns).get(column)) or None


def agreed(column: str | None, one: OracleEvent, other: OracleEvent) -> Truth:
    """Whether two events agree on a column; without a column they always do, and an event agrees with itself."""
    if column is None or one is other:
        return True
    keys = (key_of(one, column), key_of(other, column))
    return unknown(Reason.KEY) if None in keys else keys[0] == keys[1]


def agreed_with_unseen(column: str | None, event: OracleEvent) -> Truth:
    """Whether an event may agree with one that the log does not hold; that there may be one at all is another doubt."""
    return True if column is None or key_of(event, column) is not None else unknown(Reason.KEY)
