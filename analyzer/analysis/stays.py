"""Stays: from when until when each case was in each stage; see `columns.STAYS`.

Stages are those that the replay found at each instant; nothing here judges how long a stay may be.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.analysis.columns import STAYS
from analyzer.analysis.frames import instants
from analyzer.events.parts import events_where
from analyzer.replay import Replay
from analyzer.replay.judged import NO_TIME


def stays(replay: Replay) -> pd.DataFrame:
    """One row a stay, sorted by case and time.

    A stay begins where the case's stage is another than before and ends where it is another again. What an instant
    only passes through is no stay. Where the stage is not known there is no row.
    """
    log = events_where(replay.log, replay.facts.kind_stage[replay.log.kind] >= 0)
    stage = replay.stages_of(log)
    begins = np.ones(len(log), dtype=np.bool_)
    begins[1:] = (log.case[1:] != log.case[:-1]) | (stage[1:] != stage[:-1])
    at = np.flatnonzero(begins)
    case, stage, entered = log.case[at], stage[at], log.time[at]
    follows = np.zeros(len(at), dtype=np.bool_)
    follows[:-1] = case[1:] == case[:-1]
    known_after = np.append(stage[1:], -1) >= 0
    until = np.where(follows, np.append(entered[1:], NO_TIME), replay.facts.as_of)
    first = np.ones(len(at), dtype=np.bool_)
    first[1:] = ~follows[:-1]
    unknown_before = ~first & (np.concatenate([[-1], stage[:-1]]) < 0)[: len(at)]
    ids = np.array(log.case_ids.to_pylist(), dtype=object)[case] if len(at) else np.empty(0, dtype=object)
    older = dict(zip(replay.log.case_ids.to_pylist(), replay.older.tolist(), strict=True))
    began_before = first & np.array([older[name] for name in ids], dtype=np.bool_)
    frame = pd.DataFrame(
        {
            "case_id": ids,
            "stage": np.array([*replay.stage_names, ""], dtype=object)[stage],
            "entered": instants(entered),
            "left": instants(np.where(follows & known_after, until, NO_TIME)),
            "seen_until": instants(until),
            "entry_seen": ~(began_before | unknown_before),
        }
    )
    return frame.loc[stage >= 0, [column.name for column in STAYS]].reset_index(drop=True)
