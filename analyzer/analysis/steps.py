"""A change of stage that is not listed, in words: from where to where, and where the process goes on from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzer.analysis.words import any_of
from analyzer.events.parts import events_where
from analyzer.replay import Replay
from analyzer.replay.scans import NONE

Positions = NDArray[np.int64]


def steps_told(replay: Replay, at: Positions) -> list[str]:
    """Say of some events that entered a stage which stage came before, and which could have followed it.

    Parameters
    ----------
    replay : Replay
    at : array of int64, shape (k,)
        Positions of the events in the log.

    Returns
    -------
    list of str, length k
        "" where the stage before, or the one entered, cannot be known.
    """
    log, stages = replay.log, {stage.id: stage for stage in replay.facts.definition.stages}
    before = _stages_before(replay, at)
    entered = [log.kinds[kind].stage or "" for kind in log.kind[at].tolist()]
    names = [*replay.stage_names, ""]
    told = []
    for left, stage in zip(before.tolist(), entered, strict=True):
        known = stages.get(names[left])
        if known is None or not stage:
            told.append("")
            continue
        told.append(f"from {known.id} the process goes on to {any_of(known.next or ())}, not to {stage}")
    return told


def _stages_before(replay: Replay, at: Positions) -> Positions:
    """Code of the stage that each event's case was in at the last instant before the event's own; `NONE`."""
    log = replay.log
    chosen = np.zeros(len(log.case_ids), dtype=np.bool_)
    chosen[log.case[at]] = True
    here = np.flatnonzero(chosen[log.case])
    part = events_where(log, chosen[log.case])
    stages = replay.stages_of(part)
    place = np.searchsorted(here, at)
    begins = np.ones(len(part), dtype=np.bool_)
    begins[1:] = (part.case[1:] != part.case[:-1]) | (part.time[1:] != part.time[:-1])
    first_of_instant = np.maximum.accumulate(np.where(begins, np.arange(len(part)), 0))[place]
    earlier = np.maximum(first_of_instant - 1, 0)
    same_case = (first_of_instant > 0) & (part.case[earlier] == part.case[place])
    return np.where(same_case, stages[earlier], NONE)
