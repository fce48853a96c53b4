"""Waivers as a table: what each covers, how it stands at the horizon, and what should be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

import numpy as np
import pandas as pd

from analyzer.analysis.columns import WAIVERS
from analyzer.analysis.frames import instants
from analyzer.calendars import DAY
from analyzer.definitions.grammar import ANY
from analyzer.replay import Replay
from analyzer.review.waiver import Waiver, Waivers

SOON = 14 * DAY
"""A waiver that ends within this time of the horizon is told, so that somebody can decide what comes after it."""

_OF_COLUMN = {"requisition": "requisition_id", "candidate": "candidate_id"}


def state_of(waiver: Waiver, as_of: int) -> str:
    """How a waiver stands at the horizon."""
    if as_of < waiver.begins:
        return "not begun"
    if as_of >= waiver.ends:
        return "ended"
    return "ending soon" if waiver.ends - as_of <= SOON else "in force"


def table_of(
    replay: Replay,
    waivers: Waivers,
    covered: Sequence[int],
    shared: Sequence[int],
    others: Sequence[set[int]],
) -> pd.DataFrame:
    """One row a waiver, in the file's order; see `analysis.columns.WAIVERS`.

    Parameters
    ----------
    covered, shared, others : sequences, one item a waiver
        Findings that it covers, those that others cover first, and the places of these others.
    """
    every = waivers.waivers
    remarks = [_remark(replay, waivers, place, covered, shared, others) for place in range(len(every))]
    frame = pd.DataFrame(
        {
            "waiver": [waiver.id for waiver in every],
            "rules": [", ".join(waiver.rules) or ANY for waiver in every],
            "scope": [waiver.scope for waiver in every],
            "begins": instants(np.array([waiver.begins for waiver in every], dtype=np.int64)),
            "ends": instants(np.array([waiver.ends for waiver in every], dtype=np.int64)),
            "from": [waiver.begin for waiver in every],
            "until": [waiver.until for waiver in every],
            "granted_by": [waiver.granted_by for waiver in every],
            "reason": [waiver.reason for waiver in every],
            "note": [waiver.note for waiver in every],
            "state": [state_of(waiver, replay.facts.as_of) for waiver in every],
            "covered": list(covered),
            "shared": list(shared),
            "remark": remarks,
            "place": [f"{PurePath(waiver.place.file).name}:{waiver.place.line}" for waiver in every],
        }
    )
    return frame[[column.name for column in WAIVERS]]


def _remark(
    replay: Replay,
    waivers: Waivers,
    place: int,
    covered: Sequence[int],
    shared: Sequence[int],
    others: Sequence[set[int]],
) -> str:
    waiver = waivers.waivers[place]
    said = []
    if len(replay.log) and waiver.ends <= int(replay.log.time.min()):
        said.append("ended before the log's first event")
    elif not covered[place] and not shared[place] and waiver.begins < replay.facts.as_of:
        said.append("matches nothing")
        said += _why_nothing(replay, waiver)
    if shared[place]:
        first = ", ".join(repr(waivers.waivers[other].id) for other in sorted(others[place]))
        more = "is covered" if shared[place] == 1 else "are covered"
        said.append(f"{shared[place]:,} that it matches {more} by {first}, further up in the file")
    return "; ".join(said)


def _why_nothing(replay: Replay, waiver: Waiver) -> Iterator[str]:
    """What makes it sure that a waiver cannot match."""
    here = {result.rule.id for result in replay.results}
    if waiver.rules and here.isdisjoint(waiver.rules):
        yield "the definition has none of its rules"
    for key, _ in waiver.narrowed:
        column = _OF_COLUMN.get(key)
        if column is not None and column not in replay.log.table.column_names:
            yield f"the log has no column '{column}'"


def told_of(replay: Replay, waivers: Waivers, table: pd.DataFrame, unsure: int) -> tuple[str, ...]:
    """What a reader must know of the waivers; sentences without a full stop, in the file's order."""
    return tuple(_told(replay, waivers, table, unsure))


def _told(replay: Replay, waivers: Waivers, table: pd.DataFrame, unsure: int) -> Iterator[str]:
    total = int(table["covered"].sum())
    count = "1 waiver was" if len(waivers) == 1 else f"{len(waivers):,} waivers were"
    findings = "1 finding is" if total == 1 else f"{total:,} findings are"
    yield f"{count} read from {PurePath(waivers.path).name}: {findings} waived"
    for row in table.to_dict("records"):
        if row["remark"]:
            yield f"waiver '{row['waiver']}' ({row['place']}): {row['remark']}"
        if row["state"] == "ending soon":
            yield f"waiver '{row['waiver']}' ({row['place']}) ends soon: {row['until']}"
    if unsure:
        verdicts = "1 verdict is" if unsure == 1 else f"{unsure:,} verdicts are"
        yield f"{verdicts} undecided because a time stamp is too coarse to tell whether a waiver was in force"
