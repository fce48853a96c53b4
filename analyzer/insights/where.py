"""Where messages leave the agreed ways: stage by stage, topic by topic.

Counts messages that the rules about ways judged; it judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.insights.source import JUDGED, KEPT, Result
from analyzer.insights.verdicts import with_share

WAYS = ("contact", "forbid", "route")
"""Verbs of rules that say which way a message may take."""
COUNTS = ("messages", "off_ways", "open")


def stage_by_topic(result: Result) -> pd.DataFrame:
    """Messages of every stage and topic, and how many of them left the agreed ways.

    Parameters
    ----------
    result : Analysis

    Returns
    -------
    DataFrame
        One row for each stage and each topic that a judged message has, stages and topics in the definition's order,
        others after them, sorted, unknown ones last:

        - ``stage`` : str, the case's stage at that moment; empty where it is unknown. What is sent at the very instant
          of a change counts in the later stage
        - ``topic`` : str, empty for messages of which the topic is not known
        - ``messages`` : int, messages that a rule `contact`, `forbid` or `route` judged with a known outcome; one with
          two topics counts under each
        - ``off_ways`` : int, of them those that some such rule was not kept by, let off or not
        - ``open`` : int, of them those with an open finding of such a rule
        - ``open_share``, ``low``, ``high`` : float, open out of messages, with Wilson's 95% interval; NaN where there
          are no messages
    """
    messages = _messages(result)
    topics = [sorted(kind.topics or ()) or [""] for kind in result.log.kinds]
    counted = messages.groupby(["stage", "kind"], sort=True)[list(COUNTS)].sum().reset_index()
    counted["topic"] = [topics[kind] for kind in counted["kind"]]
    counts = counted.explode("topic").groupby(["stage", "topic"])[list(COUNTS)].sum()
    stages = _ordered((stage.id for stage in result.definition.stages), counts.index.get_level_values("stage"))
    names = _ordered((topic.id for topic in result.definition.topics), counts.index.get_level_values("topic"))
    every = pd.MultiIndex.from_product([stages, names], names=["stage", "topic"])
    table = counts.reindex(every, fill_value=0).reset_index()
    kinds = {"stage": "str", "topic": "str"} | dict.fromkeys(COUNTS, "int64")
    return with_share(table.astype(kinds), "open", "messages", "open_share")


def _messages(result: Result) -> pd.DataFrame:
    """One row for each judged message: its kind, stage, and whether it is off the ways and open."""
    log, seen = result.log, result.activations
    seen = seen[seen["verb"].isin(WAYS) & seen["verdict"].isin(JUDGED)]
    ids = pd.Index(log.cells("event_id", np.arange(len(log.kind), dtype=np.int64)))
    seen = seen.assign(at=ids.get_indexer(pd.Index(seen["event_id"])))
    seen = seen.assign(
        kind=np.asarray(log.kind, dtype=np.int64)[seen["at"]],
        messages=1,
        off_ways=(~seen["verdict"].isin(KEPT)).astype(np.int64),
        open=(seen["verdict"] == "violated").astype(np.int64),
    )
    seen = seen[_are_messages(result)[seen["kind"]]]
    cells = ["case_id", "timestamp", "kind", *COUNTS]
    of_each = dict.fromkeys(("case_id", "timestamp", "kind"), "first") | dict.fromkeys(COUNTS, "max")
    messages = seen.groupby("at")[cells].agg(of_each)
    return messages.assign(stage=_stages(result, messages))


def _are_messages(result: Result) -> NDArray[np.bool_]:
    return np.array([kind.activity == "message" for kind in result.log.kinds], dtype=np.bool_)


def _stages(result: Result, messages: pd.DataFrame) -> NDArray[np.object_]:
    """Stage of each message's case at its instant; empty text where no stay covers it."""
    if messages.empty or result.stays.empty:
        return np.full(len(messages), "", dtype=object)
    # Texts may come as objects or as strings; the two do not join.
    stays = result.stays[["case_id", "stage", "entered", "seen_until"]].astype({"case_id": "str"})
    stays = stays.sort_values("entered", kind="stable")
    asked = messages[["case_id", "timestamp"]].astype({"case_id": "str"}).assign(row=np.arange(len(messages)))
    asked = asked.sort_values("timestamp", kind="stable")
    found = pd.merge_asof(asked, stays, left_on="timestamp", right_on="entered", by="case_id").set_index("row")
    inside = found["timestamp"] < found["seen_until"]
    stages: NDArray[np.object_] = found["stage"].where(inside, "").sort_index().to_numpy(dtype=object)
    return stages


def _ordered(declared: Iterable[str], seen: Iterable[str]) -> list[str]:
    """Order the names seen: those declared first, others sorted, the unknown one last."""
    place = {name: at for at, name in enumerate(declared)}
    return sorted(set(seen), key=lambda name: (name == "", place.get(name, len(place)), name))
