"""Which changes to a definition do its examples notice? Every mutant is tried on the examples until one differs.

The examples' events are built once. A mutant is replayed only with the rules that the change can reach, and examples
are replayed side by side in one log wherever a horizon of their own cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import Any

import pandas as pd

from analyzer.analysis.example_logs import horizon_of, log_of
from analyzer.analysis.examples import Found, compare_rule, found_in, replay_side_by_side
from analyzer.analysis.kinds import insist_on_definition
from analyzer.analysis.showing import frame_html
from analyzer.definitions.model import AllConditions, AnyCondition, Condition, Definition, Open, Rule
from analyzer.definitions.mutations import Mutant, mutants
from analyzer.errors import UsageError
from analyzer.events.log import EventLog
from analyzer.replay.verbs import code_of

COLUMNS = ("place", "change", "noticed_by", "hint")


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, and the name of the example that noticed it; empty where none did."""

    mutant: Mutant
    noticed_by: str

    @property
    def place(self) -> str:
        """File and line of the change."""
        return f"{PurePath(self.mutant.place.file).name}:{self.mutant.place.line}"

    def __str__(self) -> str:
        if self.noticed_by:
            return f"{self.noticed_by!r} notices that {self.mutant.what}: {self.place}"
        return f"no example notices that {self.mutant.what}: {self.place}"


class MutationRun:
    """What the examples of a definition notice.

    Attributes
    ----------
    definition : Definition
    trials : tuple of Trial
        Every mutant, in the order of the file's sections.
    """

    def __init__(self, definition: Definition, trials: Sequence[Trial]) -> None:
        self.definition = definition
        self.trials = tuple(trials)

    @property
    def unnoticed(self) -> tuple[Trial, ...]:
        """The mutants that no example notices."""
        return tuple(one for one in self.trials if not one.noticed_by)

    @property
    def noticed(self) -> int:
        """How many mutants an example notices."""
        return len(self.trials) - len(self.unnoticed)

    @property
    def rate(self) -> float:
        """The share of mutants that an example notices, 0 to 1; 1 where there is nothing to change."""
        return self.noticed / len(self.trials) if self.trials else 1.0

    @property
    def frame(self) -> pd.DataFrame:
        """One row a mutant: place, change, the example that notices it (empty: none), and what one would show."""
        rows = [(one.place, one.mutant.what, one.noticed_by, one.mutant.hint) for one in self.trials]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def as_dict(self) -> dict[str, Any]:
        """The numbers and the mutants that no example notices, ready for JSON."""
        return {
            "definition": self.definition.path,
            "changes": len(self.trials),
            "noticed": self.noticed,
            "rate": round(self.rate, 4),
            "unnoticed": [
                {
                    "file": one.mutant.place.file,
                    "line": one.mutant.place.line,
                    "column": one.mutant.place.column,
                    "change": one.mutant.what,
                    "hint": one.mutant.hint,
                }
                for one in self.unnoticed
            ],
        }

    def __repr__(self) -> str:
        return (
            f"<{len(self.trials)} single changes to {self.definition.process}: its examples notice {self.noticed} "
            f"({self.rate:.1%})>"
        )

    def _repr_html_(self) -> str:
        """The run for a notebook: the mutants that no example notices."""
        left = self.frame[self.frame["noticed_by"] == ""].drop(columns="noticed_by")
        return f"<p><b>{escape(repr(self)[1:-1])}</b></p>{frame_html(left)}"


def run_mutants(definition: Definition, *, progress: Callable[[str, float], None] | None = None) -> MutationRun:
    """Try every single change to a definition on its examples.

    Parameters
    ----------
    definition : Definition
        Its examples must come out as they expect.
    progress : callable, optional
        Called with a word and the share done.

    Raises
    ------
    UsageError
        There are no examples, or one fails as it is.
    """
    insist_on_definition(definition, "run_mutants")
    if not definition.examples:
        raise UsageError(f"{definition.path} has no examples that could notice a change; write some under `examples:`")
    bench = _Bench(definition)
    failing = bench.first_difference(definition, {rule.id for rule in definition.rules})
    if failing:
        raise UsageError(f"example {failing!r} of {definition.path} fails as it is; mend it first (`analyzer test`)")
    every = list(mutants(definition))
    trials = []
    for number, mutant in enumerate(every):
        trials.append(Trial(mutant, bench.notice(mutant)))
        if progress is not None:
            progress("trying changes", (number + 1) / len(every))
    return MutationRun(definition, trials)


# ---------------------------------------------------------------- examples side by side


@dataclass(frozen=True, slots=True)
class _Group:
    """Some examples in one log, up to one horizon; `numbers` are their places in the definition."""

    numbers: tuple[int, ...]
    log: EventLog
    as_of: int


class _Bench:
    """The examples of a definition, ready to be replayed with other rules."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.examples = definition.examples
        self.expect = [dict(example.expect) for example in self.examples]
        numbers = range(len(self.examples))
        self._together = self._group(numbers)
        horizons: dict[int, list[int]] = {}
        for number in numbers:
            horizons.setdefault(horizon_of(self.examples[number]), []).append(number)
        self._by_horizon = [self._group(of_one) for of_one in horizons.values()]

    def _group(self, numbers: Iterable[int]) -> _Group:
        chosen = tuple(numbers)
        horizon = max(horizon_of(self.examples[number]) for number in chosen)
        return _Group(chosen, log_of([(number, self.examples[number]) for number in chosen]), horizon)

    def notice(self, mutant: Mutant) -> str:
        """The name of the first example found that notices a mutant; empty if none does."""
        return self.first_difference(mutant.definition, _reached(self.definition, mutant.definition))

    def first_difference(self, definition: Definition, reached: set[str]) -> str:
        """The name of the first example found whose expectation of some rules is not met; empty if there is none.

        Rules whose verdicts do not depend on the horizon are tried first, on all examples at once; then the others,
        beginning with the examples that expect something of them.
        """
        lost = reached - {rule.id for rule in definition.rules}
        for number, expect in enumerate(self.expect):
            if lost & expect.keys():
                return self.examples[number].name
        timed = {rule.id for rule in definition.rules if rule.id in reached and _depends_on_horizon(rule)}
        groups = sorted(self._by_horizon, key=lambda group: not self._expects(group, timed))
        attempts = [(self._together, reached - lost - timed), *((group, timed) for group in groups)]
        differing = (name for group, rules in attempts if rules for name in self._differing(definition, group, rules))
        return next(differing, "")

    def _expects(self, group: _Group, rules: set[str]) -> bool:
        return any(rules & self.expect[number].keys() for number in group.numbers)

    def _differing(self, definition: Definition, group: _Group, rules: set[str]) -> Iterator[str]:
        """Names of the examples of a group in which some rules say something else than is expected."""
        replayed = replay_side_by_side(_only(definition, rules), group.log, self.examples, group.as_of)
        for result in replayed.results:
            if result.rule.id in rules:
                found: dict[int, list[Found]] = {number: [] for number in group.numbers}
                for number, one in found_in(replayed, result):
                    found[number].append(one)
                for number, ones in found.items():
                    if compare_rule(result.rule.id, self.expect[number].get(result.rule.id), ones):
                        yield self.examples[number].name


def _depends_on_horizon(rule: Rule) -> bool:
    """Whether verdicts of a rule can change with the horizon alone: where a limit runs on after the last event."""
    return code_of(rule).limits is not None


# ---------------------------------------------------------------- which rules a change can reach


def _reached(before: Definition, after: Definition) -> set[str]:
    """Ids of the rules whose verdicts the change from one definition to another can touch."""
    if (before.stages, before.protected) != (after.stages, after.protected):
        return {rule.id for rule in (*before.rules, *after.rules)}
    old, new = ({rule.id: rule for rule in each.rules} for each in (before, after))
    reached = {rule for rule in old | new if old.get(rule) != new.get(rule)}
    if before.contacts != after.contacts:
        reached.add("contact")
    return reached | {rule.id for rule in after.rules if reached & _opened(after, rule)}


def _opened(definition: Definition, rule: Rule) -> set[str]:
    """Ids of the rules that a rule asks about with `open:`, by way of others too."""
    asked = {name for named in (*rule.when, *rule.unless) for name in _asks(named.condition)}
    return asked.union(*(_opened(definition, definition.rule(name)) for name in asked))


def _asks(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Open):
        yield condition.rule
    elif isinstance(condition, AllConditions | AnyCondition):
        for part in condition.parts:
            yield from _asks(part)


def _only(definition: Definition, rules: set[str]) -> Definition:
    """A definition with some rules and those that they ask about."""
    needed = rules.union(*(_opened(definition, definition.rule(rule)) for rule in rules))
    contacts = definition.contacts if "contact" in needed else ()
    return definition.replace(rules=tuple(rule for rule in definition.rules if rule.id in needed), contacts=contacts)
