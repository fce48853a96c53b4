"""How much support a line of a draft needs. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.errors import UsageError

MIN_SUPPORT = 5
MIN_SHARE = 0.01
ENOUGH = 0.9
"""The share of answers, or of stays, that a proposed limit would have held."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on something is proposed.

    Attributes
    ----------
    cases : int
        In how many different cases it must have been seen; 1 or more.
    share : float
        What share of its like it must be, from 0 to 1: of a role's messages to another role, of the changes out of a
        stage.

    Raises
    ------
    UsageError
        A number that cannot be meant.
    """

    cases: int = MIN_SUPPORT
    share: float = MIN_SHARE

    def __post_init__(self) -> None:
        if self.cases < 1:
            raise UsageError(f"min_support is a number of cases, 1 or more, not {self.cases}")
        if not 0 <= self.share <= 1:
            raise UsageError(f"min_share is a share from 0 to 1, not {self.share}")

    def reached(self, cases: int, share: float) -> bool:
        """Tell whether so many cases and such a share are enough."""
        return cases >= self.cases and share >= self.share

    def below(self) -> str:
        """Say what does not reach the thresholds."""
        cases = "no case" if self.cases == 1 else f"fewer than {self.cases:,} cases"
        return f"in {cases}, or less than {self.share * 100:.3g}% of its like"

    def __str__(self) -> str:
        cases = "1 case" if self.cases == 1 else f"{self.cases:,} cases"
        return f"{cases} or more, and {self.share * 100:.3g}% or more of its like"
