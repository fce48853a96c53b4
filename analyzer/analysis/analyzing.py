"""`analyze`: a log and a definition in, the result document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.analysis.horizon import Instant, clocks_for, seen_part
from analyzer.analysis.kinds import insist_on_definition, insist_on_log
from analyzer.analysis.result import Analysis
from analyzer.definitions.model import Definition
from analyzer.events.coverage import Covered, read_coverage
from analyzer.events.log import EventLog
from analyzer.replay import Assumptions, replay
from analyzer.replay.engine import BLOCK_EVENTS


def analyze(
    log: EventLog,
    definition: Definition,
    *,
    as_of: Instant | None = None,
    complete_from: Instant | None = None,
    assume: Mapping[str, str] | None = None,
    older: Sequence[str] | None = None,
    coverage: str | Path | Sequence[Covered] | None = None,
    block_events: int = BLOCK_EVENTS,
    progress: Callable[[str, float], None] | None = None,
) -> Analysis:
    """Replay a log through a definition.

    Parameters
    ----------
    log : EventLog
        From `read_log` or `log_from_frame`.
    definition : Definition
        From `read_definition`.
    as_of : str, datetime or Timestamp, optional
        The horizon: the log is complete before it; later events are left out. Without a zone it is in the definition's.
        Default: just after the log's last event.
    complete_from : str, datetime or Timestamp, optional
        Cases whose `opened_at` lies before this instant are older than the log.
    assume : mapping, optional
        What to settle openly: some of ``{"stage": "any", "thread_started_by": "none", "topic": "other"}``.
    older : sequence of str, optional
        The cases that began before the log (`[]` for none), instead of judging by their first stage.
    coverage : path or sequence of Covered, optional
        What the log covers (a file, or what `read_coverage` gave): silence beyond it proves nothing. Default: all.
    block_events : int
        About how many events are replayed at a time; changes nothing but speed.
    progress : callable, optional
        Called with a word and the share done.

    Raises
    ------
    UsageError, DefinitionError
        An instant, an assumption or a declaration of coverage that cannot be meant; no event lies before `as_of`.
    TypeError
        The log or the definition is something else, such as the path of one.
    """
    insist_on_log(log, "analyze")
    insist_on_definition(definition, "analyze")
    seen, horizon, beginning = seen_part(log, definition, as_of=as_of, complete_from=complete_from)
    result = replay(
        seen,
        definition,
        clocks_for(seen, definition, horizon),
        as_of=horizon,
        complete_from=beginning,
        assume=Assumptions.parse(assume),
        older=None if older is None else _listed(seen, older),
        coverage=read_coverage(coverage) if isinstance(coverage, str | Path) else coverage,
        block_events=block_events,
        progress=progress,
    )
    return Analysis(result)


def _listed(log: EventLog, case_ids: Sequence[str]) -> NDArray[np.bool_]:
    """Which cases of a log are among some."""
    return np.isin(np.array(log.case_ids.to_pylist(), dtype=object), list(case_ids))
