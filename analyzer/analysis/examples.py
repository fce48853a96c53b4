"""Run the examples that a definition carries, and say in words where a verdict differs from what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.analysis.horizon import clocks_for, default_horizon, until
from analyzer.definitions.model import Definition, Example, ExpectedVerdict
from analyzer.events import log_from_frame
from analyzer.events.log import EventLog
from analyzer.findings import Verdict
from analyzer.replay import REASONS, Replay, RuleResult, replay


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example came out.

    Attributes
    ----------
    example : Example
    differences : tuple of str
        One line each; empty where everything is as expected.
    """

    example: Example
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Everything is as expected."""
        return not self.differences


def run_examples(definition: Definition) -> list[Outcome]:
    """Run every example of a definition, in its order."""
    return [Outcome(example, tuple(differences(definition, example))) for example in definition.examples]


def example_log(example: Example) -> EventLog:
    """The events of an example as a log; a message without a thread begins one of its own."""
    rows = [
        {
            "event_id": f"line-{number:03}",
            "timestamp": pd.Timestamp(event.time, unit="us", tz="UTC"),
            "case_id": "example",
            "activity": event.activity,
            "sender": event.sender,
            "sender_role": event.sender_role,
            "recipient_roles": ";".join(event.recipient_roles) or None,
            "copied_roles": ";".join(event.copied_roles) or None,
            "channel": event.channel,
            "topics": ";".join(event.topics) or None,
            "stage": event.stage,
            "thread_id": event.thread or f"its-own-{number:03}",
            "in_reply_to": None,
            **dict(event.columns),
        }
        for number, event in enumerate(example.events, start=1)
    ]
    return log_from_frame(pd.DataFrame(rows))


def replay_example(definition: Definition, example: Example) -> Replay:
    """Replay an example: its first line is the beginning of the case unless it says `older: true`."""
    log = example_log(example)
    horizon = default_horizon(log) if example.as_of is None else example.as_of
    seen = until(log, horizon)
    older = np.full(len(seen.case_ids), example.older, dtype=np.bool_)
    return replay(seen, definition, clocks_for(seen, definition, horizon), as_of=horizon, older=older)


def differences(definition: Definition, example: Example) -> list[str]:
    """Where the verdicts differ from what an example expects (SEMANTICS section 7)."""
    results = replay_example(definition, example)
    expected = dict(example.expect)
    lines: list[str] = []
    for result in results.results:
        lines += _compare(result.rule.id, expected.get(result.rule.id), list(_found(results, result)))
    return lines


def _found(replayed: Replay, result: RuleResult) -> Iterator[_Found]:
    """Every activation of a rule that is not satisfied, in order of time."""
    rows = result.rows
    events = replayed.log.cells("event_id", rows.at)
    for place, event in enumerate(events):
        verdict = Verdict(int(rows.verdict[place]))
        if verdict is not Verdict.SATISFIED:
            reasons = [reason.value for bit, reason in enumerate(REASONS) if int(rows.reasons[place]) >> bit & 1]
            excuse = int(rows.excuse[place])
            note = result.rule.unless[excuse].name if excuse >= 0 else "; ".join(reasons)
            yield _Found(verdict.word, note, event)


@dataclass(frozen=True, slots=True)
class _Found:
    verdict: str
    note: str
    event: str

    def text(self) -> str:
        return f"{self.verdict} ({self.note})" if self.note else self.verdict

    def fits(self, expected: ExpectedVerdict) -> bool:
        if self.verdict != expected.verdict:
            return False
        return not expected.note or expected.note in self.note.split("; ")


def _compare(
    rule: str, expected: ExpectedVerdict | tuple[ExpectedVerdict, ...] | None, found: list[_Found]
) -> list[str]:
    named = () if expected is None else (expected,) if isinstance(expected, ExpectedVerdict) else expected
    if not any(one.verdict == "pending" for one in named):
        found = [one for one in found if one.verdict != "pending"]
    if isinstance(expected, tuple):
        fits = len(expected) == len(found) and all(f.fits(e) for e, f in zip(expected, found, strict=True))
        return [] if fits else [f"{rule}: expected {_list(expected)}, found {_texts(found)}"]
    if expected is None:
        return [f"{rule}: expected nothing, found {one.text()} at {one.event}" for one in found]
    if not found:
        return [f"{rule}: expected {_say(expected)}, found nothing of the kind"]
    return [
        f"{rule}: expected {_say(expected)}, found {one.text()} at {one.event}"
        for one in found
        if not one.fits(expected)
    ]


def _say(expected: ExpectedVerdict) -> str:
    return f"{expected.verdict} ({expected.note})" if expected.note else expected.verdict


def _list(expected: tuple[ExpectedVerdict, ...]) -> str:
    return "[" + ", ".join(map(_say, expected)) + "]"


def _texts(found: list[_Found]) -> str:
    return "[" + ", ".join(one.text() for one in found) + "]"
