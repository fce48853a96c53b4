"""How an analysis remembers that it is part of another: of which, which part, and what its readers must be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.definitions.model import Definition
from analyzer.replay import Replay

if TYPE_CHECKING:
    from analyzer.analysis.result import Analysis


@dataclass(frozen=True, slots=True)
class Part:
    """What an analysis is part of.

    Attributes
    ----------
    whole : Analysis
    again : callable
        Takes the same part of another analysis of the same log.
    said : str
        What the part holds, such as "those of requisition req-015".
    cases : int
        How many cases were chosen.
    hides_candidates : bool
        Whatever is about a candidate is left out.
    """

    whole: Analysis
    again: Callable[[Analysis], Analysis]
    said: str
    cases: int
    hides_candidates: bool = False

    @property
    def sentence(self) -> str:
        """What a reader must know first, without a full stop."""
        return f"this holds {self.cases:,} of {self._of['of_cases']:,} cases, {self.holds}"

    @property
    def holds(self) -> str:
        """What the part holds, whatever it is part of told first."""
        outer = self.whole.part
        if outer is None:
            return self.said
        narrower = self.said.removeprefix("every one; ")
        return f"{outer.holds}; {narrower}" if narrower != self.said else f"{outer.holds}; of these, {self.said}"

    @property
    def _of(self) -> dict[str, Any]:
        """How large the whole is that nothing was taken from."""
        whole = self.whole.summary
        return whole["part"] or {"of_cases": whole["cases"]["total"], "of_events": whole["events"]}

    @property
    def summary(self) -> dict[str, Any]:
        """What the summary of a part has otherwise than that of a whole."""
        own = {"holds": self.holds, "without_candidates": self.without_candidates}
        told: dict[str, Any] = {"part": {**self._of, **own}}
        if self.without_candidates:
            # A protected event may prove that something was kept; that there is one is for the gatekeeper alone.
            told |= {"past_recruiter": None, "protected_events": 0}
        return told

    @property
    def without_candidates(self) -> bool:
        """Whether this part, or what it is part of, leaves out what is about candidates."""
        outer = self.whole.part
        return self.hides_candidates or (outer is not None and outer.without_candidates)


def cut_definition(result: Replay) -> Definition:
    """The definition with the rules that a part tells of."""
    definition = result.facts.definition
    here = {judged.rule.id for judged in result.results}
    return definition.replace(rules=tuple(rule for rule in definition.rules if rule.id in here))
