"""The words of a result: verdicts, reasons why one cannot be known, severities.

Values only; nothing here knows logs, rules or files. The numbers of the enums are what the columns of `replay` hold.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Verdict(IntEnum):
    """What one activation came to (exactly one each)."""

    SATISFIED = 0
    VIOLATED = 1
    SETTLED = 2
    EXCUSED = 3
    WAIVED = 4
    PENDING = 5
    CANCELLED = 6
    UNDECIDED = 7

    @property
    def word(self) -> str:
        """The verdict as users write it.

        Examples
        --------
        >>> Verdict.SETTLED.word
        'settled'
        """
        return self.name.lower()


VERDICT_WORDS: tuple[str, ...] = tuple(verdict.word for verdict in Verdict)


class Reason(StrEnum):
    """Why a verdict cannot be known."""

    TOPIC = "topic-unknown"
    STAGE = "stage-unknown"
    THREAD = "thread-unknown"
    ROLE = "role-unknown"
    PERSON = "person-unknown"
    KEY = "no-correlation-key"
    OLDER = "case-older-than-log"
    COVERAGE = "channel-not-covered"
    PRECISION = "clock-precision"


class Severity(StrEnum):
    """How much attention a finding of a rule asks for, as the definition says; it says nothing about a person."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Larger asks for more attention.

        Examples
        --------
        >>> Severity.HIGH.rank > Severity.LOW.rank
        True
        """
        return list(Severity).index(self)


NO_LIMIT = "never"
LIMITS: tuple[str, ...] = (*(severity.value for severity in Severity), NO_LIMIT)
"""What a run may be held against: no open finding of this severity or above, or no limit at all."""
DEFAULT_LIMIT: str = Severity.MEDIUM.value
"""The limit wherever nobody sets another: every command, every report, every call."""
