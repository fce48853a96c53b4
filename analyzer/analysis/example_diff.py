"""How the examples of a definition came out, told line by line: what was expected, what was found, and why.

Words and tables only: what differs is decided in `examples`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import PurePath
from typing import Any, overload

import pandas as pd

from analyzer.analysis.example_logs import horizon_of, line_of
from analyzer.analysis.examples import Difference, Found, compare, found_in, replay_example, say
from analyzer.analysis.kinds import insist_on_definition
from analyzer.analysis.result import Analysis
from analyzer.analysis.showing import frame_html, preformatted_html
from analyzer.calendars import ClockKind, describe
from analyzer.definitions.model import Definition, Example
from analyzer.errors import Place, UsageError
from analyzer.replay import Replay

COLUMNS = ("example", "place", "passed", "differences")


@dataclass(frozen=True)
class Outcome:
    """How one example came out.

    Attributes
    ----------
    definition : Definition
    example : Example
    found : dict
        By rule, every verdict in order of time, satisfied and pending ones included.
    differences : tuple of Difference
        Empty where everything is as expected.
    """

    definition: Definition
    example: Example
    found: dict[str, list[Found]]
    differences: tuple[Difference, ...]
    _replayed: Replay

    @property
    def passed(self) -> bool:
        """Everything is as expected."""
        return not self.differences

    def timeline(self) -> str:
        """Tell the lines of the example, each with the verdicts found there; empty where the example passes.

        ``-`` stands before what was expected, ``+`` before what was found instead. Rules that differ show their
        satisfied and pending activations too.
        """
        return "\n".join(self._timeline()) if self.differences else ""

    def _timeline(self) -> Iterator[str]:
        horizon = horizon_of(self.example)
        for number, event in enumerate(self.example.events):
            yield event.text if event.time < horizon else f"{event.text}   (not before `as_of`, so not seen)"
            yield from (f"  {line}" for line in self._at(number))
        missing = [(one.rule, one.expected) for one in self.differences if one.found is None and one.expected]
        if missing:
            yield "expected, and found at no line"
            yield from (f"  - {rule}: {say(expected)}   (rule: {self._place(rule)})" for rule, expected in missing)
        silent = dict.fromkeys(rule for rule, _ in missing if not self.found.get(rule))
        yield from (f"      {rule} judges no line of this example" for rule in silent)

    def _at(self, number: int) -> Iterator[str]:
        """What is to be said of one line."""
        differing = {one.rule for one in self.differences}
        for difference in self.differences:
            if difference.found is not None and difference.found.line == number:
                if difference.expected is not None:
                    yield f"- {difference.rule}: {say(difference.expected)}"
                yield f"+ {difference.rule}: {difference.found}   (rule: {self._place(difference.rule)})"
                yield from (f"    {line}" for line in self.reasons(difference))
        told = {(one.rule, one.found) for one in self.differences}
        for rule, found in self.found.items():
            for one in found:
                if one.line == number and (rule, one) not in told and (rule in differing or one.verdict != "satisfied"):
                    yield f"  {rule}: {one}"

    def _place(self, rule: str) -> str:
        return _short(self.definition.rule(rule).place)

    def reasons(self, difference: Difference) -> list[str]:
        """Why an activation came to its verdict: how the time ran, and what each excuse lacks."""
        found = difference.found
        if found is None:
            return []
        row = self._rows.get((difference.rule, found.line), {})
        said = [_timing(row, self.definition)]
        if difference.expected is None or difference.expected.verdict in ("excused", "undecided"):
            tried = row.get("excuses_tried", "")
            said += [f"no excuse: {tried}" if tried else ""]
        if row.get("may_still_settle") and difference.expected and difference.expected.verdict == "settled":
            said.append("the time for a repair still runs at the end of the example; `as_of` can set a later one")
        return [one for one in said if one]

    @cached_property
    def _rows(self) -> dict[tuple[str, int], dict[str, Any]]:
        """What the tables of an analysis say of each activation, by rule and line."""
        analysis = Analysis(self._replayed)
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for frame in (analysis.activations, analysis.findings):
            for row in frame.to_dict("records"):
                key = (str(row["rule"]), line_of(str(row["event_id"]))[1])
                rows[key] = {str(name): value for name, value in row.items()}
        return rows

    def as_dict(self) -> dict[str, Any]:
        """The outcome ready for JSON."""
        return {
            "name": self.example.name,
            "file": self.example.place.file,
            "line": self.example.place.line,
            "passed": self.passed,
            "differences": [self._as_dict(one) for one in self.differences],
        }

    def _as_dict(self, difference: Difference) -> dict[str, Any]:
        found = difference.found
        event = None if found is None else self.example.events[found.line]
        return {
            "rule": difference.rule,
            "rule_place": self._place(difference.rule),
            "expected": None if difference.expected is None else say(difference.expected),
            "found": None if found is None else str(found),
            "event": None if event is None else event.text,
            "event_line": None if event is None else event.place.line,
            "why": self.reasons(difference),
        }


def _short(place: Place) -> str:
    return f"{PurePath(place.file).name}:{place.line}"


def _timing(row: dict[str, Any], definition: Definition) -> str:
    """How the time ran: when the answer was due, whether one came, and by how much it was late."""
    due = row.get("due", pd.NaT)
    if due is pd.NaT or row["verdict"] not in ("satisfied", "violated", "settled", "pending", "waived"):
        return ""
    answered, slack = row["answered_at"], row["slack_seconds"]
    words = f"due {_local(due, definition)}"
    if answered is pd.NaT:
        return f"{words}, no answer"
    words += f", answered {_local(answered, definition)}"
    if slack == slack and slack < 0:
        words += f": {describe(ClockKind(row['clock']), round(-slack * 1_000_000))} too late"
    return words


def _local(instant: pd.Timestamp, definition: Definition) -> str:
    zone = definition.calendar.timezone if definition.calendar else "UTC"
    return str(instant.tz_convert(zone).strftime("%Y-%m-%d %H:%M"))


class ExampleRun(Sequence[Outcome]):
    """How the examples of a definition came out, in its order; what `run_examples` gives.

    Attributes
    ----------
    definition : Definition
    outcomes : tuple of Outcome
    """

    def __init__(self, definition: Definition, outcomes: Sequence[Outcome]) -> None:
        self.definition = definition
        self.outcomes = tuple(outcomes)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        return self.outcomes[index]

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The examples that came out otherwise than expected."""
        return tuple(one for one in self.outcomes if not one.passed)

    @property
    def frame(self) -> pd.DataFrame:
        """One row an example: its name, place, whether it passes, and what differs, separated by "; "."""
        rows = [
            (one.example.name, _short(one.example.place), one.passed, "; ".join(map(str, one.differences)))
            for one in self.outcomes
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def __repr__(self) -> str:
        return f"<{len(self)} examples of {self.definition.process}: {len(self.failed)} fail>"

    def _repr_html_(self) -> str:
        """The run for a notebook: a table, and the timeline of each example that fails."""
        timelines = "".join(
            f"<p><b>{escape(one.example.name)}</b></p>{preformatted_html(one.timeline())}" for one in self.failed
        )
        return f"<p><b>{escape(repr(self)[1:-1])}</b></p>{frame_html(self.frame)}{timelines}"


def run_examples(definition: Definition, *, name: str | None = None) -> ExampleRun:
    """Run the examples of a definition.

    Parameters
    ----------
    definition : Definition
    name : str, optional
        Only those whose name holds this text, whatever its case.

    Returns
    -------
    ExampleRun
        A sequence of outcomes, in the definition's order; shown as a table in a notebook.

    Raises
    ------
    UsageError
        No example has such a name.
    """
    insist_on_definition(definition, "run_examples")
    chosen = [one for one in definition.examples if name is None or name.casefold() in one.name.casefold()]
    if name is not None and not chosen:
        raise UsageError(f"no example of {definition.path} has {name!r} in its name; `-v` names all of them")
    return ExampleRun(definition, [_outcome(definition, example) for example in chosen])


def _outcome(definition: Definition, example: Example) -> Outcome:
    replayed = replay_example(definition, example)
    found = {result.rule.id: [one for _, one in found_in(replayed, result)] for result in replayed.results}
    return Outcome(definition, example, found, tuple(compare(example, found)), replayed)
