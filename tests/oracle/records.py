"""What goes into the oracle and what comes out of it: plain records."""

from __future__ import annotations

from dataclasses import dataclass, field

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class OracleEvent:
    """One accepted event, as the log's row says it.

    `recipient_roles` and `copied_roles` may hold "?"; `topics` None is an empty cell; `has_reply` None means that the
    log has no such column.
    """

    event_id: str
    case_id: str
    time: int
    activity: str = "message"
    sender_role: str | None = None
    recipient_roles: frozenset[str] = frozenset()
    copied_roles: frozenset[str] = frozenset()
    channel: str | None = None
    topics: frozenset[str] | None = None
    stage: str | None = None
    thread: str | None = None
    has_reply: bool | None = None
    sender: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    candidate: str | None = None

    def sort_key(self) -> tuple[int, str]:
        return (self.time, self.event_id)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One line of a declaration of coverage: whose messages, on which channels (empty: all), in [since, until).

    `role` may be "any"; one of `role` and `person` is None, and so is a bound that is not set.
    """

    role: str | None
    person: str | None
    channels: tuple[str, ...]
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One judged activation.

    `answers` are the events any of which may be named as the answer; empty where none is (the caller compares the
    engine's one answer with it).
    """

    rule: str
    case_id: str
    event_id: str
    verdict: str
    excuse: str = ""
    reasons: tuple[str, ...] = ()
    due: int | None = None
    answers: frozenset[str] = field(default=frozenset())

    def key(self) -> tuple[str, str, str]:
        return (self.rule, self.case_id, self.event_id)
