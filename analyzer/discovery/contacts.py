"""Who wrote to whom about what and in which stage, and what becomes of it in a draft: a proposal, a question, a remark.

Frequent is not allowed: whatever joins the candidate and somebody past the gatekeeper is a question, however often it
was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.discovery.counting import Expanded, Ints, expand, shares, tally, tally_cases
from analyzer.discovery.names import refusal
from analyzer.discovery.parties import MOST_OF, Pair, pairs_of
from analyzer.discovery.stages import UNTOLD, History
from analyzer.discovery.thresholds import Thresholds
from analyzer.events.log import UNKNOWN, EventLog, Kind
from analyzer.replay.scans import compact

NO_TOPIC = ""
Item = tuple[str, str, str]
"""Sender's role, recipient's role, topic (`NO_TOPIC` where the message has none)."""

PROPOSED, QUESTION, SELDOM, UNTOLD_TOPIC, UNNAMED = "proposed", "question", "seldom", "no topic", "cannot be named"

LEAST_EXPECTED = 5.0
"""A stage restricts a contact only if the other stages would have held so many of its messages had it made no
difference: nothing seen where nothing was to be expected says nothing."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Candidate and gatekeeper, as far as they are known.

    Attributes
    ----------
    candidate, gatekeeper : str or None
    brought : frozenset of str
        Topics that come from the candidate for the most part: from others, they may be carried past the gatekeeper.
    """

    candidate: str | None
    gatekeeper: str | None
    brought: frozenset[str] = frozenset()

    def must_be_asked(self, sender: str, recipient: str, topic: str) -> bool:
        """Tell whether a contact is a question to decide.

        It is one if it joins the candidate and somebody else than the gatekeeper, or if it carries on to somebody else
        what candidates bring up. Without a candidate, every contact may be one of these.
        """
        if self.candidate is None:
            return True
        if self.candidate in (sender, recipient):
            return self.gatekeeper not in (sender, recipient)
        return topic in self.brought and self.gatekeeper not in (sender, recipient)


def brought_by(candidate: str | None, items: Expanded[Item]) -> frozenset[str]:
    """Find the topics of which the candidate sends more than half."""
    sent: dict[str, list[int]] = {}
    for (sender, _, topic), number in zip(items.keys, tally(items.code, len(items.keys)).tolist(), strict=True):
        own, everybody = sent.get(topic, [0, 0])
        sent[topic] = [own + number * (sender == candidate), everybody + number]
    return frozenset(topic for topic, (own, everybody) in sent.items() if topic and own > everybody * MOST_OF)


def items_of(log: EventLog, *, has_topics: bool) -> Expanded[Item]:
    """Spread messages over sender, recipient and topic; one about two topics counts under each."""
    return expand(log.kind, [_items(kind, has_topics=has_topics) for kind in log.kinds])


def _items(kind: Kind, *, has_topics: bool) -> list[Item]:
    topics = sorted(kind.topics or {NO_TOPIC}) if has_topics else [NO_TOPIC]
    return [(sender, recipient, topic) for sender, recipient in pairs_of(kind) for topic in topics]


def contact_tables(
    log: EventLog,
    pairs: Expanded[Pair],
    items: Expanded[Item],
    history: History,
    sides: Sides,
    least: Thresholds,
    *,
    has_topics: bool,
    stages: Sequence[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count contacts, and contacts by stage.

    Parameters
    ----------
    pairs, items : Expanded
        Rows of messages in open cases only.
    has_topics : bool
        Whether the log has any topics; without, a contact's share is of all that its sender's role writes.
    stages : sequence of str
        In the order of a case's usual way.

    Returns
    -------
    contacts, by_stage : DataFrame
        Columns as `analyzer.discovery.columns` tells; most messages first within a pair.
    """
    size = len(items.keys)
    messages, cases = tally(items.code, size), tally_cases(items.code, log.case[items.event], size)
    share = shares(messages, _whole(pairs, items, by_sender=not has_topics))
    in_copy = _with_gatekeeper(log, items, sides.gatekeeper)
    by_stage = _by_stage(log, items, history)
    restrictions = _restrictions(items, by_stage, history, least, stages)
    status = [_status(item, n, part, sides, least, has_topics=has_topics) for item, n, part in zip(
        items.keys, cases.tolist(), share.tolist(), strict=True)]  # fmt: skip
    table = pd.DataFrame(
        {
            **_parties(items.keys, range(size)),
            "messages": messages,
            "cases": cases,
            "share": share,
            "with_gatekeeper": in_copy,
            "stages": pd.Series(["; ".join(names) for names in restrictions], dtype="str"),
            "status": pd.Series(status, dtype="str"),
        }
    )
    table = table[table["messages"] > 0]
    busiest = table.groupby(["sender_role", "recipient_role"])["messages"].transform("sum")
    order = np.lexsort(
        (table["topic"], -table["messages"], table["recipient_role"], table["sender_role"], -busiest.to_numpy())
    )
    by_stage["stage"] = pd.Series([_stage_name(history, code) for code in by_stage["stage"]], dtype="str")
    by_stage = pd.DataFrame({**_parties(items.keys, by_stage.pop("item")), **by_stage})
    return table.iloc[order].reset_index(drop=True), by_stage


def _stage_name(history: History, code: int) -> str:
    return "" if code == UNTOLD else history.names[code]


def _parties(keys: tuple[Item, ...], at: Iterable[int]) -> dict[str, pd.Series]:
    chosen = [keys[place] for place in at]
    names = ("sender_role", "recipient_role", "topic")
    return {name: pd.Series([key[part] for key in chosen], dtype="str") for part, name in enumerate(names)}


def _whole(pairs: Expanded[Pair], items: Expanded[Item], *, by_sender: bool) -> Ints:
    """What each item is a share of: its pair's messages, or without topics all that its sender's role writes."""
    counts: dict[object, int] = {}
    for pair, number in zip(pairs.keys, tally(pairs.code, len(pairs.keys)).tolist(), strict=True):
        whole = pair[0] if by_sender else pair
        counts[whole] = counts.get(whole, 0) + number
    return np.array([counts.get(key[0] if by_sender else key[:2], 0) for key in items.keys], dtype=np.int64)


def _with_gatekeeper(log: EventLog, items: Expanded[Item], gatekeeper: str | None) -> Ints:
    """How many messages of each item have the gatekeeper among the recipients."""
    told = np.array([gatekeeper in kind.recipient_roles | kind.copied_roles for kind in log.kinds], dtype=np.bool_)
    return tally(items.code[told[log.kind[items.event]]], len(items.keys))


def _status(item: Item, cases: int, share: float, sides: Sides, least: Thresholds, *, has_topics: bool) -> str:
    sender, recipient, topic = item
    if has_topics and topic == NO_TOPIC:
        return UNTOLD_TOPIC
    if any(role == UNKNOWN or refusal(role) for role in (sender, recipient)) or (topic and refusal(topic)):
        return UNNAMED
    if not least.reached(cases, share):
        return SELDOM
    return QUESTION if sides.must_be_asked(sender, recipient, topic) else PROPOSED


# ---------------------------------------------------------------- stages


def _by_stage(log: EventLog, items: Expanded[Item], history: History) -> pd.DataFrame:
    """Messages and cases by item and stage code, in this order."""
    width = len(history.names) + 1
    cell = items.code * width + history.at_event[items.event] + 1
    code, different = compact(cell, max(len(items.keys), 1) * width)
    return pd.DataFrame(
        {
            "item": different // width,
            "stage": different % width - 1,
            "messages": tally(code, len(different)),
            "cases": tally_cases(code, log.case[items.event], len(different)),
        }
    )


def _restrictions(
    items: Expanded[Item], by_stage: pd.DataFrame, history: History, least: Thresholds, stages: Sequence[str]
) -> list[tuple[str, ...]]:
    """The stages that really restrict each item; none where stages make no difference that could be seen."""
    width = len(history.names) + 1
    table = np.zeros((2, len(items.keys), width), dtype=np.int64)
    for part, column in enumerate(("messages", "cases")):
        table[part, by_stage["item"], by_stage["stage"] + 1] = by_stage[column]
    messages, cases = table
    total = messages.sum(axis=1, keepdims=True)
    kept = (cases >= least.cases) & (messages >= total * least.share) & (messages > 0)
    kept[:, 0] = False  # before the first stage: a stage test would be unknown there
    outside = np.where(kept, 0, messages).sum(axis=1)
    messages_at = items.event[np.diff(items.event, prepend=-1) != 0]
    everything = np.bincount(history.at_event[messages_at] + 1, minlength=width)
    usual = everything / max(int(everything.sum()), 1)
    expected = np.where(kept, 0.0, total * usual)[:, 1:].sum(axis=1)
    restricts = kept.any(axis=1) & (outside <= total[:, 0] * least.share) & (expected >= LEAST_EXPECTED)
    able = np.array([not refusal(name, kind="stage") for name in history.names], dtype=np.bool_)
    restricts &= ~(kept[:, 1:] & ~able).any(axis=1)
    place = {name: number for number, name in enumerate(stages)}
    return [
        tuple(sorted((history.names[code] for code in np.flatnonzero(row[1:])), key=place.get)) if really else ()  # type: ignore[arg-type]
        for row, really in zip(kept, restricts.tolist(), strict=True)
    ]
