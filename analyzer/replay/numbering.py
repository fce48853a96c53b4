"""Which shape each event of a block has: its kind, state, thread starter and further columns as one number.

The codes of all of these are combined into one, and the combinations that occur are entered in the book of shapes.
"""

from __future__ import annotations

from math import prod
from typing import Protocol

import numpy as np

from analyzer.events.log import EventLog
from analyzer.replay.scans import Positions, compact, occurring, places, spread
from analyzer.replay.shapes import ROLE_UNKNOWN
from analyzer.replay.stages import Marks
from analyzer.replay.threads import Cases, find_starters

MOST_CODES = 1 << 20
"""So many combinations of codes are numbered by a table; with more, those that occur are numbered first."""

Codes = tuple[Positions, int]
"""A code from 0 on for each event, and how many codes there could be."""


class Staged(Cases, Protocol):
    """What is needed of a block."""

    case_first: Positions

    def __len__(self) -> int:
        """How many events it has."""
        ...

    @property
    def marks(self) -> Marks:
        """Every instant at which a case names a stage."""
        ...


def find_shapes(log: EventLog, span: slice, block: Staged) -> Positions:
    """The number in the book of shapes of each event of a block, which is a span of a log.

    Returns
    -------
    array of int64, shape (n,)
    """
    facts = block.facts
    parts = [_states(block), _starters(log, span, block), *(_column(log, span, name) for name in facts.shapes.columns)]
    shape, size = block.kind.astype(np.int64), len(facts.kinds)
    decoded = np.arange(size)[:, None]
    waiting: list[int] = []
    for codes, radix in parts:
        waiting.append(radix)
        if radix > 1:
            shape *= radix
            shape += codes
        if size * prod(waiting) > MOST_CODES:
            shape, present = compact(shape, size * prod(waiting))
            decoded, waiting = _decoded(present, decoded, waiting), []
            size = len(decoded)
    present = occurring(shape, size * prod(waiting))
    return spread(shape, present, _numbers(block, _decoded(present, decoded, waiting)), size * prod(waiting))


def _numbers(block: Staged, decoded: Positions) -> Positions:
    """Numbers in the book of shapes of combinations of kind, state of this block, thread starter and columns."""
    shapes = block.facts.shapes
    states = (frozenset[int](), *block.marks.states)  # the unnamed one first
    decoded[:, 1] = np.array([shapes.state_number(state) for state in states], dtype=np.int64)[decoded[:, 1]]
    decoded[:, 2] += ROLE_UNKNOWN
    decoded[:, 3:] -= 1
    return shapes.numbers(decoded)


def _states(block: Staged) -> Codes:
    """State at each event, after the marks of its instant: 0 where no stage was named yet."""
    marks = block.marks
    if not len(marks.first):
        return _alike(len(block))
    begins = np.zeros(len(block), dtype=np.bool_)
    begins[marks.first] = True
    begins[block.case_first[:-1]] = True
    starts = np.flatnonzero(begins)
    state = np.zeros(len(starts), dtype=np.int64)
    state[places(starts, marks.first)] = marks.state + 1
    return np.repeat(state, np.diff(np.append(starts, len(block)))), len(marks.states) + 1


def _starters(log: EventLog, span: slice, block: Staged) -> Codes:
    """Role that started the thread of each event, counted from `ROLE_UNKNOWN`."""
    if not block.facts.uses_thread_starter:
        return _alike(len(block))
    starter = find_starters(log, span, block)
    starter -= ROLE_UNKNOWN
    return starter, len(block.facts.kinds.roles) - ROLE_UNKNOWN


def _column(log: EventLog, span: slice, name: str) -> Codes:
    """Code of a further column at each event; 0 for an empty cell."""
    if name not in log.extra:
        return _alike(span.stop - span.start)
    coded = log.extra[name]
    return coded.codes[span].astype(np.int64) + 1, len(coded.values) + 1


def _alike(events: int) -> Codes:
    """The only code there is, at every event."""
    return np.zeros(events, dtype=np.int64), 1


def _decoded(present: Positions, decoded: Positions, radices: list[int]) -> Positions:
    """What combined codes stand for: the columns of `decoded`, and one a radix."""
    columns = []
    for radix in reversed(radices):
        present, column = np.divmod(present, radix)
        columns.append(column)
    return np.column_stack([decoded[present], *reversed(columns)])
