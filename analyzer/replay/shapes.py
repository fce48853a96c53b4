"""Shapes of events: what selectors are evaluated on.

Events of one **shape** are alike in everything that a selector can test: their kind, the state of the case at that
moment, who started the thread, and the further columns that the definition names. There are few shapes and many events,
so a selector is evaluated on shapes and spread to events by one look-up. The book of shapes grows as blocks are read,
and tables with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Names, Not, Selector
from analyzer.findings import Reason
from analyzer.replay.kinds import TESTS, KindTests
from analyzer.replay.reading import TRUE, UNKNOWN, Assumptions, Reading, Truth
from analyzer.replay.scans import Positions

Flags = NDArray[np.bool_]
State = frozenset[int]

THREAD_UNKNOWN = -2
ROLE_UNKNOWN = -3
NOBODY = -1
"""Stand in for the role that started a thread: unknown, of an unknown role, no message."""


class Shapes:
    """The book of shapes of a run.

    Parameters
    ----------
    kinds : KindTests
        The log's kinds.
    protected : array of bool, shape (kinds,)
        Kinds about a protected topic.
    stage_code : mapping of str to int
        Stage names of definition and log.
    columns : mapping of str to sequence of str
        Values of each further column that selectors test, by code.
    """

    def __init__(
        self,
        kinds: KindTests,
        protected: Flags,
        stage_code: Mapping[str, int],
        columns: Mapping[str, Sequence[str]],
        assume: Assumptions,
    ) -> None:
        self.kinds = kinds
        self.stage_code = stage_code
        self.columns = columns
        self.assume = assume
        self.states: list[State] = [frozenset()]
        self.kind: Positions = np.zeros(0, dtype=np.int64)
        self.protected: Flags = np.zeros(0, dtype=np.bool_)
        self._protected_kinds = protected
        self._state_number: dict[State, int] = {frozenset(): 0}
        self._number: dict[tuple[int, ...], int] = {}
        self._parts: NDArray[np.int64] = np.zeros((0, 3 + len(columns)), dtype=np.int64)
        self._tables: dict[object, NDArray[Any]] = {}

    def __len__(self) -> int:
        return len(self.kind)

    # ------------------------------------------------------------ the book

    def state_number(self, state: State) -> int:
        """The number of a state; the empty one stands for a case that has named no stage yet."""
        if state not in self._state_number:
            self._state_number[state] = len(self.states)
            self.states.append(state)
        return self._state_number[state]

    def numbers(self, parts: NDArray[np.int64]) -> Positions:
        """The numbers of some shapes, entering those that are new.

        Parameters
        ----------
        parts : array of int64, shape (s, 3 + columns)
            Kind, state number, thread starter and code of each further column.
        """
        found = [self._number.setdefault(key, len(self._number)) for key in map(tuple, parts.tolist())]
        if len(self._number) > len(self):
            self._parts = np.array(list(self._number), dtype=np.int64)
            self.kind = self._parts[:, 0]
            self.protected = self._protected_kinds[self.kind]
        return np.array(found, dtype=np.int64)

    @property
    def state(self) -> Positions:
        """The state number of each shape."""
        column: Positions = self._parts[:, 1]
        return column

    def table(self, key: object, make: Callable[[int], NDArray[Any]]) -> NDArray[Any]:
        """A table over shapes, lengthened when the book has grown.

        Parameters
        ----------
        key : object
            Names the table.
        make : callable
            Gives its rows from some shape on.
        """
        made = self._tables.get(key)
        if made is None:
            made = self._tables[key] = make(0)
        elif len(made) != len(self):
            made = self._tables[key] = np.concatenate([made, make(len(made))])
        return made

    def spread(self, of_kinds: NDArray[Any], since: int) -> NDArray[Any]:
        """A table over kinds as a table over shapes, from some shape on."""
        return of_kinds[self.kind[since:]]

    def single_stage(self, since: int) -> Positions:
        """The stage of each shape from some shape on; -1 where it is unknown."""
        single = [next(iter(state)) if len(state) == 1 else -1 for state in self.states]
        return np.array(single, dtype=np.int64)[self.state[since:]]

    # ------------------------------------------------------------ selectors

    def mask(self, selector: Selector, reading: Reading, *, wanted: bool) -> Flags:
        """Whether events of each shape match, under a reading.

        Parameters
        ----------
        wanted : bool
            The answer that makes a finding less likely at the place that asks.

        Returns
        -------
        array of bool, shape (shapes,)
        """
        return self.table(
            (selector, reading, wanted), lambda since: self._evaluate(selector, reading, since, wanted=wanted)
        )

    def _evaluate(self, selector: Selector, reading: Reading, since: int, *, wanted: bool) -> Flags:
        match selector:
            case Anything():
                return np.ones(len(self) - since, dtype=np.bool_)
            case Not(part):
                return ~self.mask(part, reading, wanted=not wanted)[since:]
            case AllOf(parts):
                return np.asarray(self._each(parts, reading, since, wanted=wanted).all(axis=0))
            case AnyOf(parts):
                return np.asarray(self._each(parts, reading, since, wanted=wanted).any(axis=0))
            case Fields():
                return self._fields(selector, reading, since, wanted=wanted)

    def _each(self, parts: tuple[Selector, ...], reading: Reading, since: int, *, wanted: bool) -> Flags:
        return np.stack([self.mask(part, reading, wanted=wanted)[since:] for part in parts])

    def _fields(self, fields: Fields, reading: Reading, since: int, *, wanted: bool) -> Flags:
        result = np.ones(len(self) - since, dtype=np.bool_)
        for name, (_, reason) in TESTS.items():
            names = getattr(fields, name)
            if names is not None:
                truth = self.spread(self.kinds.test(name, names), since)
                result &= reading.settle(truth, reason, wanted=wanted)
        if fields.stage is not None:
            result &= reading.settle(self._stage(fields.stage, since), Reason.STAGE, wanted=wanted)
        if fields.thread_started_by is not None:
            result &= self._started_by(fields.thread_started_by, reading, since, wanted=wanted)
        for column, values in fields.where:
            result &= self._where(column, values, since)
        return result

    def _stage(self, names: Names, since: int) -> Truth:
        unknown = TRUE if self.assume.any_stage else UNKNOWN
        listed = frozenset(self.stage_code[name] for name in names if name in self.stage_code)
        truth = [
            unknown if not state or (state & listed and not state <= listed) else np.int8(state <= listed)
            for state in self.states
        ]
        return np.array(truth, dtype=np.int8)[self.state[since:]]

    def _started_by(self, names: Names, reading: Reading, since: int, *, wanted: bool) -> Flags:
        starter = self._parts[since:, 2]
        result = np.isin(starter, self.kinds.codes(names))
        if not self.assume.no_thread_excuse:
            if reading.unknown_as(Reason.THREAD, wanted=wanted):
                result |= starter == THREAD_UNKNOWN
            if reading.unknown_as(Reason.ROLE, wanted=wanted):
                result |= starter == ROLE_UNKNOWN
        return result

    def _where(self, column: str, values: Names, since: int) -> Flags:
        place = list(self.columns).index(column)
        known = self.columns[column]
        codes = [known.index(value) for value in values if value in known]
        return np.isin(self._parts[since:, 3 + place], codes)
