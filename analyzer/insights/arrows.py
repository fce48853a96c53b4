"""The rows of the contact graph put together as a reader sees them: one arrow a way, two heads where both agree.

What the picture and the text formats have in common, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

Kind = Literal["agreed", "unused", "off", "unclear"]
Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of the contact graph.

    Attributes
    ----------
    sender, recipient : str
        Roles.
    kind : str
        agreed, unused (agreed, and nobody wrote), off (messages that no contact permits) or unclear (messages on a way
        that is not agreed, of which it cannot be known).
    both : bool
        It leads both ways, on the same terms.
    label, terms, lines : str
        As in the table; empty where nothing is agreed.
    messages, back : int or None
        Messages from sender to recipient and, with `both`, back; None without a log.
    unclear, unclear_back : int
        Messages on an agreed way that cannot be judged, not counted in `messages`.
    told : bool
        False where the arrow back stands on the same terms, so that they need not be said twice.
    """

    sender: str
    recipient: str
    kind: Kind
    both: bool = False
    label: str = ""
    terms: str = ""
    lines: str = ""
    messages: int | None = None
    back: int | None = None
    unclear: int = 0
    unclear_back: int = 0
    told: bool = True


def arrows(table: pd.DataFrame) -> list[Arrow]:
    """Put the rows of `process_graph` together as arrows.

    Two ways between the same roles are one arrow where both are agreed on the same terms and (with a log) both are used
    or both are not.

    Parameters
    ----------
    table : DataFrame
        As `insights.process_graph` makes it.

    Returns
    -------
    list of Arrow
        In the order of the table; what is off the graph after what is agreed.
    """
    rows: dict[tuple[str, str], Row] = {
        (row["sender_role"], row["recipient_role"]): row for row in table.to_dict("records")
    }
    found: list[Arrow] = []
    joined: set[tuple[str, str]] = set()
    for pair, row in rows.items():
        other = rows.get(pair[::-1])
        if row["agreed"] and pair not in joined:
            arrow = _agreed(row)
            if other is not None and _alike(row, other) and _used(row) == _used(other):
                joined.add(pair[::-1])
                back = _agreed(other)
                arrow = replace(arrow, both=True, back=back.messages, unclear_back=back.unclear)
            elif other is not None and _alike(row, other):
                arrow = replace(arrow, told=bool(_used(row)))
            found.append(arrow)
        found += _not_agreed(row)
    return found


def _alike(row: Row, other: Row) -> bool:
    return bool(row["agreed"] and other["agreed"] and row["terms"] == other["terms"])


def _used(row: Row) -> bool | None:
    """Whether an agreed way carried a message that may have been allowed; None without a log."""
    return row["messages"] > row["off_graph"] if "messages" in row else None


def _agreed(row: Row) -> Arrow:
    arrow = Arrow(
        row["sender_role"], row["recipient_role"], "agreed", label=row["label"], terms=row["terms"], lines=row["lines"]
    )
    if "messages" not in row:
        return arrow
    kind: Kind = "agreed" if _used(row) else "unused"
    return replace(arrow, kind=kind, messages=int(row["allowed"]), unclear=int(row["undecided"]))


def _not_agreed(row: Row) -> Iterator[Arrow]:
    if row.get("off_graph"):
        yield Arrow(row["sender_role"], row["recipient_role"], "off", messages=int(row["off_graph"]))
    if row.get("undecided") and not row["agreed"]:
        yield Arrow(row["sender_role"], row["recipient_role"], "unclear", messages=int(row["undecided"]))
