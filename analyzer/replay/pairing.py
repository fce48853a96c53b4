"""`pairing: each`: every answer discharges one question, the oldest open one in whose window it falls.

Questions and answers are numbered in the order of their groups (a case, or a case and a correlation key) and of time.
An answer may take the questions numbered from `low` to `high`; both never fall from one answer of a group to the next.
What it does to the first question not yet taken, x, is therefore ``min(max(x, low) + 1, high + 1)``. Functions of the
form ``min(max(x + s, a), b)`` are closed under composition, so that all answers are worked through in as many rounds as
the number of answers of the fullest group has binary digits (a parallel prefix scan; Blelloch 1990, "Prefix sums and
their applications").

An event that is question and answer at once must not answer itself; groups that hold one are worked through answer by
answer, all such groups at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.replay.scans import NONE, Positions


@dataclass(frozen=True, slots=True)
class Choices:
    """What each answer may take; arrays of shape (k,), sorted by group, then time.

    Attributes
    ----------
    group : array of int64
        Non-decreasing.
    low, high : array of int64
        Questions that it may take, numbers in [low, high]; neither falls within a group.
    begin : array of int64
        The first question of its group.
    itself : array of int64
        The question that it is itself; `NONE`.
    """

    group: Positions
    low: Positions
    high: Positions
    begin: Positions
    itself: Positions

    def of(self, chosen: Positions) -> Choices:
        """Those of some of the answers."""
        return Choices(*(getattr(self, name)[chosen] for name in Choices.__dataclass_fields__))


def pair(choices: Choices) -> Positions:
    """Which question each answer discharges; `NONE` for none.

    Examples
    --------
    Two answers to the questions 0 and 1, of which the second answer comes too late for the first question:

    >>> two = np.array([0, 0])
    >>> pair(Choices(two, low=np.array([0, 1]), high=np.array([0, 1]), begin=two, itself=two - 1)).tolist()
    [0, 1]
    """
    taken = np.full(len(choices.group), NONE, dtype=np.int64)
    useful = np.flatnonzero(choices.low <= choices.high)
    some = choices.of(useful)
    alone = _without_itself(some)
    for chosen, way in ((np.flatnonzero(alone), _at_once), (np.flatnonzero(~alone), _in_turns)):
        if len(chosen):
            taken[useful[chosen]] = way(some.of(chosen))
    return taken


def _without_itself(choices: Choices) -> NDArray[np.bool_]:
    """Answers in whose group no answer is a question."""
    run = np.cumsum(np.diff(choices.group, prepend=-1) != 0) - 1
    with_itself = np.zeros(int(run[-1]) + 1 if len(run) else 0, dtype=np.bool_)
    with_itself[run[choices.itself != NONE]] = True
    without: NDArray[np.bool_] = ~with_itself[run]
    return without


def _at_once(choices: Choices) -> Positions:
    """Compose what the answers of each group do to the first question not yet taken."""
    added = np.ones(len(choices.group), dtype=np.int64)
    least, most = choices.low + 1, choices.high + 1
    step = 1
    while step < len(added):
        same = np.flatnonzero(choices.group[step:] == choices.group[:-step])
        if not len(same):
            break
        later, earlier = same + step, same
        shift = added[later]
        least_later, most_later = least[later], most[later]
        merged = (
            added[earlier] + shift,
            np.minimum(np.maximum(least[earlier] + shift, least_later), most_later),
            np.minimum(np.maximum(most[earlier] + shift, least_later), most_later),
        )
        added[later], least[later], most[later] = merged
        step *= 2
    # No group begins beyond `low`: its first question comes to the same as any before it, to the least there is.
    first = np.ones(len(least), dtype=np.bool_)
    first[1:] = choices.group[1:] != choices.group[:-1]
    free = np.where(first, choices.begin, np.roll(least, 1))
    wanted = np.maximum(free, choices.low)
    return np.where(wanted <= choices.high, wanted, NONE)


def _in_turns(choices: Choices) -> Positions:
    """Let one answer of each group choose after the other.

    `free` is the first question of a group that is not taken, and `next_free` the next one after it: an answer that
    leaves itself out leaves one question behind, and never two.
    """
    first = np.flatnonzero(np.diff(choices.group, prepend=-1))
    sizes = np.diff(np.append(first, len(choices.group)))
    free, next_free = choices.begin[first].copy(), choices.begin[first] + 1
    taken = np.full(len(choices.group), NONE, dtype=np.int64)
    for turn in range(int(sizes.max())):
        here = np.flatnonzero(sizes > turn)
        answer = first[here] + turn
        low, high, itself = choices.low[answer], choices.high[answer], choices.itself[answer]
        late = free[here] < low
        free[here[late]] = np.maximum(next_free[here[late]], low[late])
        next_free[here[late]] = free[here[late]] + 1
        leaves_out = free[here] == itself
        wanted = np.where(leaves_out, next_free[here], free[here])
        takes = wanted <= high
        taken[answer[takes]] = wanted[takes]
        passed = takes & ~leaves_out
        free[here[passed]] = next_free[here[passed]]
        next_free[here[takes]] = np.maximum(next_free[here[takes]], free[here[takes]]) + 1
    return taken
