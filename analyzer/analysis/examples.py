"""Run the examples that a definition carries, and find where a verdict differs from what was expected.

What is expected stands in SEMANTICS section 7 and `docs/definitions.md`; how a difference is told in `example_diff`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from analyzer.analysis.example_logs import example_of, horizon_of, line_of, log_of
from analyzer.analysis.horizon import clocks_for
from analyzer.definitions.model import Definition, Example, ExpectedVerdict
from analyzer.events.log import EventLog
from analyzer.findings import Verdict
from analyzer.replay import REASONS, Replay, RuleResult, replay

Expected = ExpectedVerdict | tuple[ExpectedVerdict, ...] | None
ONLY_IF_NAMED = ("satisfied", "pending")
"""Verdicts that an example passes over unless it names them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The verdict of one activation.

    Attributes
    ----------
    line : int
        The number of the event's line in the example, from 0.
    verdict : str
    note : str
        The excuse, or the reasons separated by "; "; empty.
    """

    line: int
    verdict: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.verdict} ({self.note})" if self.note else self.verdict

    def fits(self, expected: ExpectedVerdict) -> bool:
        """Whether this is what was expected; of several reasons an expectation may name some."""
        if self.verdict != expected.verdict:
            return False
        return not expected.note or expected.note == self.note or _reasons(expected.note) <= _reasons(self.note)


def _reasons(note: str) -> set[str]:
    return {reason.strip() for reason in note.split(";")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One point at which a rule says something else than an example expects.

    Attributes
    ----------
    rule : str
    expected : ExpectedVerdict or None
        None where nothing was expected.
    found : Found or None
        None where nothing was found that could be held against it.
    """

    rule: str
    expected: ExpectedVerdict | None
    found: Found | None

    def __str__(self) -> str:
        expected = "nothing" if self.expected is None else say(self.expected)
        found = "nothing of the kind" if self.found is None else f"{self.found} at line {self.found.line + 1}"
        return f"{self.rule}: expected {expected}, found {found}"


def example_log(example: Example) -> EventLog:
    """The events of an example as a log, those at or after its `as_of` left out."""
    return log_of([(0, example)])


def replay_example(definition: Definition, example: Example) -> Replay:
    """Replay an example: its first line is the beginning of its cases unless it says `older: true`."""
    return replay_side_by_side(definition, example_log(example), [example], horizon_of(example))


def replay_side_by_side(definition: Definition, log: EventLog, examples: Sequence[Example], as_of: int) -> Replay:
    """Replay a log of examples up to one horizon.

    Parameters
    ----------
    log : EventLog
        From `log_of`, which numbered the examples by their places in `examples`.
    as_of : int
        UTC microseconds.
    """
    older = np.array([examples[example_of(case)].older for case in log.case_ids.to_pylist()], dtype=np.bool_)
    return replay(log, definition, clocks_for(log, definition, as_of), as_of=as_of, older=older)


def differences(definition: Definition, example: Example) -> list[Difference]:
    """Where the verdicts differ from what an example expects."""
    replayed = replay_example(definition, example)
    found = {result.rule.id: [one for _, one in found_in(replayed, result)] for result in replayed.results}
    return compare(example, found)


def found_in(replayed: Replay, result: RuleResult) -> Iterator[tuple[int, Found]]:
    """Every activation of a rule with the number of its example, by example, time and line."""
    rows = result.rows
    at = np.concatenate([rows.at, rows.plain])
    times = replayed.log.time[at].tolist()
    lines = [line_of(event) for event in replayed.log.cells("event_id", at)]
    for place in sorted(range(len(at)), key=lambda place: (lines[place][0], times[place], lines[place][1])):
        example, line = lines[place]
        if place >= len(rows.at):
            yield example, Found(line, "satisfied")
        else:
            yield example, Found(line, Verdict(int(rows.verdict[place])).word, _note(result, place))


def _note(result: RuleResult, place: int) -> str:
    excuse, bits = int(result.rows.excuse[place]), int(result.rows.reasons[place])
    if excuse >= 0:
        return result.rule.unless[excuse].name
    return "; ".join(reason.value for bit, reason in enumerate(REASONS) if bits >> bit & 1)


# ---------------------------------------------------------------- expected and found


def compare(example: Example, found: dict[str, list[Found]]) -> list[Difference]:
    """Where the verdicts of some rules differ from what an example expects.

    Parameters
    ----------
    found : dict
        By rule, its activations in order of time. A rule that the example names and that is not in it fails; one that
        is to be passed over must not be asked for.
    """
    expected: dict[str, Expected] = dict(example.expect)
    rules = [*found, *(rule for rule in expected if rule not in found)]
    return [one for rule in rules for one in compare_rule(rule, expected.get(rule), found.get(rule, []))]


def compare_rule(rule: str, expected: Expected, found: Sequence[Found]) -> list[Difference]:
    """Where the verdicts of one rule differ from what is expected of it."""
    named = {one.verdict for one in as_tuple(expected)}
    counted = [one for one in found if one.verdict not in ONLY_IF_NAMED or one.verdict in named]
    if isinstance(expected, tuple):
        return _differing(rule, expected, counted)
    if expected is None:
        return [Difference(rule, None, one) for one in counted]
    wrong = [Difference(rule, expected, one) for one in counted if not one.fits(expected)]
    return wrong if counted else [Difference(rule, expected, None)]


def as_tuple(expected: Expected) -> tuple[ExpectedVerdict, ...]:
    """The verdicts that an expectation names."""
    return () if expected is None else (expected,) if isinstance(expected, ExpectedVerdict) else expected


def _differing(rule: str, expected: tuple[ExpectedVerdict, ...], found: list[Found]) -> list[Difference]:
    """Line up two lists so that most verdicts agree; what stands between agreements is told pair by pair."""
    differing: list[Difference] = []
    past_expected = past_found = 0
    for one, other in [*_common(expected, found), (len(expected), len(found))]:
        left, right = expected[past_expected:one], found[past_found:other]
        differing += [Difference(rule, *pair) for pair in zip_longest(left, right)]
        past_expected, past_found = one + 1, other + 1
    return differing


def _common(expected: tuple[ExpectedVerdict, ...], found: list[Found]) -> list[tuple[int, int]]:
    """The places of a longest common subsequence of two short lists."""
    best: list[list[list[tuple[int, int]]]] = [[[] for _ in range(len(found) + 1)] for _ in range(len(expected) + 1)]
    for one in reversed(range(len(expected))):
        for other in reversed(range(len(found))):
            if found[other].fits(expected[one]):
                best[one][other] = [(one, other), *best[one + 1][other + 1]]
            else:
                best[one][other] = max(best[one + 1][other], best[one][other + 1], key=len)
    return best[0][0]


def say(expected: ExpectedVerdict) -> str:
    """An expected verdict as it is written."""
    return f"{expected.verdict} ({expected.note})" if expected.note else expected.verdict
