"""The nearest event of a set for each of some events, on the column that a rule correlates by, if it does."""

from __future__ import annotations

from analyzer.definitions.model import Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block
from analyzer.replay.reading import Reading
from analyzer.replay.scans import Positions, earliest, latest


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
