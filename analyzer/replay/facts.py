"""What a run knows beyond the events: the definition's names as codes, the horizon, assumptions, clocks.

One value a run, shared by all blocks; it holds nothing of any single case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import ClockKind, Clocks, Duration
from analyzer.definitions.model import (
    AllOf,
    ContactRule,
    Definition,
    Fields,
    Not,
    Open,
    RequireNext,
    Route,
    Rule,
    SameSender,
    Selector,
    StageOrder,
    StageTime,
)
from analyzer.errors import Place
from analyzer.events.log import EventLog
from analyzer.findings import Reason
from analyzer.replay.keys import PERSON
from analyzer.replay.kinds import KindTests
from analyzer.replay.reading import REASONS, Assumptions
from analyzer.replay.shapes import Shapes
from analyzer.replay.stages import Transitions


@dataclass(frozen=True, slots=True)
class Facts:
    """What every block of a run is replayed with.

    Attributes
    ----------
    as_of, complete_from : int
        Instants; `complete_from` is None where the run does not say.
    kinds : KindTests
        Tests of the log's kinds.
    kind_stage : array of int64, shape (kinds,)
        Code of the stage an event of the kind names, -1 for none.
    protected : array of bool, shape (kinds,)
        The kind is about a protected topic.
    stage_code : mapping of str to int
        Stage names of definition and log.
    columns : tuple of str
        Further columns that selectors test.
    shapes : Shapes
        The book of shapes; it grows as blocks are read.
    uses_thread_starter : bool
        Whether any selector asks who started a thread.
    keys : mapping of str to array of int32, shape (n,)
        For each column that rules compare, the code of every event's cell; -1 for an empty one.
    older : array of bool, shape (cases,), or None
        Cases declared older than the log, or declared not to be (then no case is judged by its stages); None: judge.
    """

    definition: Definition
    as_of: int
    complete_from: int | None
    assume: Assumptions
    clocks: Clocks
    kinds: KindTests
    kind_stage: NDArray[np.int64]
    protected: NDArray[np.bool_]
    stage_code: Mapping[str, int]
    closing: NDArray[np.bool_]
    transitions: Transitions
    columns: tuple[str, ...]
    shapes: Shapes
    uses_thread_starter: bool
    keys: Mapping[str, NDArray[np.int32]]
    older: NDArray[np.bool_] | None
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    horizons: dict[ClockKind, int] = field(default_factory=dict)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Stage names by code."""
        return tuple(self.stage_code)

    def horizon(self, clock: ClockKind) -> int:
        """What a clock reads at the horizon."""
        if clock not in self.horizons:
            self.horizons[clock] = int(self.clocks.read(clock, np.array([self.as_of], dtype=np.int64)).item())
        return self.horizons[clock]

    def reasons_of(self, rule: Rule) -> tuple[Reason, ...]:
        """Reasons for which a verdict of a rule may be unknown in this log, cases older than it aside."""
        if rule.id not in self.reasons:
            self.reasons[rule.id] = self._find_reasons(rule)
        return self.reasons[rule.id]

    def _find_reasons(self, rule: Rule) -> tuple[Reason, ...]:
        verb, fields = rule.verb, list(_walk(rule))
        if isinstance(verb, ContactRule):
            fields += [one for contact in self.definition.contacts for one in _walk(contact)]
        fields += [one for named in _opened_by(rule) for one in _walk(self.rule(named))]
        of_topic = isinstance(verb, Route) or any(one.about or one.only_about for one in fields)
        of_stage = isinstance(verb, StageOrder | StageTime)
        kinds = self.kinds
        possible = {
            Reason.TOPIC: of_topic and not self.assume.other_topic and self.kinds.topics_missing,
            Reason.STAGE: of_stage or (any(one.stage for one in fields) and not self.assume.any_stage),
            Reason.THREAD: any(one.thread_started_by for one in fields) and not self.assume.no_thread_excuse,
            Reason.ROLE: bool(kinds.sender_unknown.any() or kinds.to_unknown.any() or kinds.cc_unknown.any()),
        }
        for one in (rule, *(self.rule(named) for named in _opened_by(rule))):
            compared = compared_column(one)
            if compared is not None and bool((self.keys[compared] < 0).any()):
                possible[GAPS.get(type(one.verb), Reason.KEY)] = True
        return tuple(reason for reason in REASONS if possible.get(reason))

    def rule(self, rule_id: str) -> Rule:
        """The definition's rule of this id."""
        return self.definition.rule(rule_id)


def gather_facts(
    definition: Definition,
    log: EventLog,
    clocks: Clocks,
    *,
    as_of: int,
    complete_from: int | None,
    assume: Assumptions,
    older: NDArray[np.bool_] | None,
    compared: tuple[str, ...] = (),
) -> Facts:
    """Code the names of a definition and a log for a run; `compared` are columns compared besides those of rules."""
    declared = [stage.id for stage in definition.stages]
    others = sorted({kind.stage for kind in log.kinds if kind.stage} - set(declared))
    stage_code = {name: code for code, name in enumerate([*declared, *others])}
    roles = [role for role, _ in definition.roles]
    protected = frozenset(definition.protected)
    fields = list(fields_of(definition))
    columns = tuple(sorted({column for one in fields for column, _ in one.where}))
    kinds = KindTests(log.kinds, assume, roles)
    of_topic = np.array([bool((kind.topics or frozenset()) & protected) for kind in log.kinds], dtype=np.bool_)
    values = {column: log.extra[column].values if column in log.extra else () for column in columns}
    return Facts(
        definition=definition,
        as_of=as_of,
        complete_from=complete_from,
        assume=assume,
        clocks=clocks,
        kinds=kinds,
        kind_stage=np.array([stage_code.get(kind.stage or "", -1) for kind in log.kinds], dtype=np.int64),
        protected=of_topic,
        stage_code=stage_code,
        closing=np.array([stage.closes for stage in definition.stages] + [False] * len(others), dtype=np.bool_),
        transitions=Transitions(definition.stages, stage_code),
        columns=columns,
        shapes=Shapes(kinds, of_topic, stage_code, values, assume),
        uses_thread_starter=any(one.thread_started_by is not None for one in fields),
        keys={column: keys_of(log, definition, column) for column in {*compared, *_compared_columns(definition)}},
        older=older,
    )


THREADS = ("thread", "thread_id")
"""Names of the column that says which thread a message belongs to."""

GAPS: Mapping[type, Reason] = {SameSender: Reason.PERSON, RequireNext: Reason.THREAD}
"""What an empty cell of the compared column leaves unknown, where that is not the correlation key."""


def compared_column(rule: Rule) -> str | None:
    """The column whose cells a rule compares between events."""
    if isinstance(rule.verb, SameSender):
        return PERSON
    return "thread" if isinstance(rule.verb, RequireNext) and rule.verb.in_thread else rule.correlate


def _compared_columns(definition: Definition) -> Iterator[str]:
    return (column for column in map(compared_column, definition.rules) if column is not None)


def keys_of(log: EventLog, definition: Definition, column: str) -> NDArray[np.int32]:
    """The code of every event's cell; threads are those of one case, unless a rule compares them across cases."""
    own_case = column in THREADS and not any(_compares_across(definition, rule, column) for rule in definition.rules)
    return log.thread if own_case and log.thread is not None else log.keys(column)


def _compares_across(definition: Definition, rule: Rule, column: str) -> bool:
    looked_at = (rule, *(definition.rule(named) for named in _opened_by(rule)))
    return rule.across is not None and any(compared_column(one) == column for one in looked_at)


def fields_of(definition: Definition) -> Iterator[Fields]:
    """Every mapping of selector fields anywhere in a definition."""
    for value in (*definition.rules, *definition.contacts):
        yield from _walk(value)


def _values_in(value: object) -> Iterator[object]:
    """A frozen value of the model and all values inside it."""
    if isinstance(value, tuple):
        for one in value:
            yield from _values_in(one)
    elif is_dataclass(value) and not isinstance(value, Place | Duration):
        yield value
        for name in value.__dataclass_fields__:
            inner = getattr(value, name)
            if inner is not None and not isinstance(inner, str):
                yield from _values_in(inner)


def _walk(value: object) -> Iterator[Fields]:
    return (one for one in _values_in(value) if isinstance(one, Fields))


def _opened_by(rule: Rule) -> tuple[str, ...]:
    """Rules that a rule's conditions ask about with `open`."""
    return tuple(one.rule for one in _values_in(rule) if isinstance(one, Open))


def route_selectors(route: Route, topic: str) -> Selector:
    """A hop of a route: a message about the topic that the gatekeeper has no part in."""
    return AllOf((Fields(activity=("message",), about=(topic,)), Not(Fields(party=(route.through,)))))
