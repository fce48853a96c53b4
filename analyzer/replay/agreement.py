"""The nearest event of a set for each of some events, on the column that a rule correlates by, if it does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyzer.calendars import Duration
from analyzer.definitions.model import Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions, earliest, first_reaching, latest


def last_up_to(
    block: Block, rule: Rule, among: Positions, at: Positions, floor: Positions, reading: Reading, *, wanted: bool
) -> Positions:
    """The last of a set up to the instant of each event, the event itself not, no earlier than a floor; `NONE`.

    Parameters
    ----------
    among : array of int64, sorted
        The set.
    at, floor : array of int64, shape (k,)
        The events, and the first positions that still count.
    wanted : bool
        Whether there being one makes a finding less likely.
    """
    if rule.correlate is None:
        return latest(among, block.instant_last(at), floor, apart_from=at)
    agrees = reading.unknown_as(Reason.KEY, wanted=wanted)
    return block.keys(rule.correlate).latest(among, at, block.instant_last(at), floor, unknown_agrees=agrees)


def first_from(
    block: Block, rule: Rule, among: Positions, at: Positions, start: Positions, reading: Reading, *, wanted: bool
) -> Positions:
    """The first of a set from a position on, in the case of each event, the event itself not; see `last_up_to`."""
    if rule.correlate is None:
        return earliest(among, start, block.end(at), apart_from=at)
    agrees = reading.unknown_as(Reason.KEY, wanted=wanted)
    return block.keys(rule.correlate).earliest(among, at, start, block.end(at), unknown_agrees=agrees)


def first_not_early(
    block: Block, least: Duration | None, at: Positions, search: Callable[[Positions, Positions], Positions]
) -> Positions:
    """The first event that a search finds from the instant of each event on, but no sooner than `least` after it.

    Parameters
    ----------
    at : array of int64, shape (k,)
        The events.
    search : callable
        From some of the events, and the positions to begin at, to what is found; `NONE` for nothing.
    """
    found = search(at, block.instant_first(at))
    if least is None:
        return found
    clock = block.clock_of_all(least.clock)
    some = np.flatnonzero(found != NONE)
    early = some[clock[found[some]] - clock[at[some]] < least.amount]
    asked = at[early]
    found[early] = search(asked, first_reaching(clock, asked, block.end(asked), clock[asked] + least.amount))
    return found
