"""A definition held against a log: what of it the log never exercises, and what the log holds that it leaves out.

Counts only: what is judged, and how, was decided by the replay. Events about protected topics are not counted, nor are
messages in closed cases, which no contact is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.columns import EXERCISED, UNDECLARED, UNMENTIONED, Column
from analyzer.analysis.result import Analysis
from analyzer.analysis.words import describe_fields
from analyzer.definitions.lint.subject import Subject
from analyzer.definitions.model import Contact, Definition, NamedCondition
from analyzer.definitions.suggest import closest
from analyzer.events.log import UNKNOWN, Kind
from analyzer.findings import Verdict
from analyzer.replay import Replay, RuleResult
from analyzer.replay.block import Block
from analyzer.replay.conditions import condition_holds
from analyzer.replay.engine import BLOCK_EVENTS
from analyzer.replay.reading import TRUE, WORST

NOT_KEPT = (Verdict.VIOLATED, Verdict.SETTLED, Verdict.EXCUSED, Verdict.WAIVED)
"""Verdicts of activations on which excuses are tried."""

Counts = NDArray[np.int64]


def exercised(analysis: Analysis) -> pd.DataFrame:
    """Count what each part of a definition came to in a log.

    Parameters
    ----------
    analysis : Analysis
        From `analyze`.

    Returns
    -------
    DataFrame
        One row for each contact and direction, excuse, rule, role, topic, stage and channel, in the definition's order;
        see `columns.EXERCISED`. A count of 0 is something that the log never exercises. Protected topics are left out.
    """
    replay = analysis._replay
    subject = Subject(replay.facts.definition)
    rows = [*_contacts(replay), *_excuses(replay), *_rules(replay), *_names(replay, subject)]
    return _frame(rows, EXERCISED)


def unmentioned(analysis: Analysis) -> pd.DataFrame:
    """Count the messages between roles, or about topics, that no contact mentions.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        One row for each sender's and recipient's role that no contact joins in this direction (`topic` is empty), and
        one for each topic that no contact between two joined roles lists; the most messages first, then by name; see
        `columns.UNMENTIONED`. Roles and topics that the log does not say are left out. No rows without contacts.
    """
    replay = analysis._replay
    definition = replay.facts.definition
    counts: Counter[tuple[str, str, str]] = Counter()
    for kind, messages in _messages(replay) if definition.contacts else ():
        for pair in _pairs_of(kind):
            lists = [contact for contact in definition.contacts if _joins(contact, *pair)]
            topics = [topic for topic in sorted(kind.topics or ()) if not any(_mentions(one, topic) for one in lists)]
            for topic in topics if lists else ("",):
                counts[*pair, topic] += messages
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return _frame([(*names, count) for names, count in rows], UNMENTIONED)


def undeclared(analysis: Analysis) -> pd.DataFrame:
    """List the roles, topics, stages and channels of a log that its definition does not declare.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        By kind and name; see `columns.UNDECLARED`. Kinds of which the definition declares none are left out.
    """
    replay = analysis._replay
    rows = []
    for kind, declared, seen in _vocabulary(replay):
        for name in sorted(set(seen) - set(declared)) if declared else ():
            rows.append((kind, name, seen[name], closest(name, declared) or ""))
    return _frame(rows, UNDECLARED)


def _frame(rows: Iterable[tuple[object, ...]], columns: tuple[Column, ...]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    kinds = {column.name: "int64" if column.kind == "count" else "str" for column in columns}
    return table.astype(kinds)


# ---------------------------------------------------------------- blocks of whole cases


def _blocks(replay: Replay) -> Iterator[Block]:
    """The log again in blocks of whole cases, as it was replayed."""
    log, start = replay.log, 0
    while start < len(log):
        last = log.case[min(start + BLOCK_EVENTS, len(log)) - 1]
        stop = int(np.searchsorted(log.case, last, side="right"))
        yield Block(replay.facts, log, start, stop)
        start = stop


def _messages_by_shape(replay: Replay) -> Counts:
    """How many messages of each shape contacts are asked about."""
    facts = replay.facts
    counts = np.zeros(0, dtype=np.int64)
    for block in _blocks(replay):
        asked = facts.kinds.is_message[block.kind] & ~facts.protected[block.kind] & block.before_close
        of_block = np.bincount(block.shape_of(np.flatnonzero(asked)), minlength=len(facts.shapes))
        of_block[: len(counts)] += counts
        counts = of_block
    return counts


# ---------------------------------------------------------------- contacts, excuses, rules


def _contacts(replay: Replay) -> Iterator[tuple[object, ...]]:
    contacts = replay.facts.definition.contacts
    if not contacts:
        return
    counts, shapes = _messages_by_shape(replay), replay.facts.shapes
    kinds = shapes.kinds
    written_to = np.where((kinds.cc_stands_in == TRUE)[:, None], kinds.cc, kinds.to)
    own = kinds.sender[:, None] == np.arange(len(kinds.roles))[None, :]
    for contact in contacts:
        pair = np.isin(kinds.sender, kinds.codes(contact.senders))
        pair &= (written_to & ~own)[:, kinds.codes(contact.recipients)].any(axis=1)
        permitted = shapes.mask(contact.under, WORST, wanted=True) & pair[shapes.kind] if len(counts) else counts > 0
        yield "contact", said(contact), str(contact.place), int(counts[permitted].sum()), 0


def said(contact: Contact) -> str:
    """A contact in a line: `candidate -> recruiter, only about thank_you`."""
    terms = describe_fields(contact.under)
    way = f"{' or '.join(contact.senders)} -> {' or '.join(contact.recipients)}"
    return f"{way}, {terms}" if terms else way


def _excuses(replay: Replay) -> Iterator[tuple[object, ...]]:
    held: dict[tuple[str, str], int] = {}
    tried: dict[tuple[str, str], int] = {}
    for result in replay.results:
        at = result.rows.at[np.isin(result.rows.verdict, NOT_KEPT)]
        for named in result.rule.unless:
            key = (named.name, str(named.place))
            tried[key] = tried.get(key, 0) + len(at)
            held[key] = held.get(key, 0) + (_times_held(replay, named, at) if len(at) else 0)
    for key in sorted(tried, key=lambda key: _position(replay.facts.definition, key)):
        yield "excuse", *key, held[key], tried[key]


def _position(definition: Definition, key: tuple[str, str]) -> tuple[int, int]:
    places = [named.place for rule in definition.rules for named in rule.unless if str(named.place) == key[1]]
    return places[0].line, places[0].column


def _times_held(replay: Replay, named: NamedCondition, at: Counts) -> int:
    """At how many activations an excuse surely held, whichever was named."""
    times = 0
    for block in _blocks(replay):
        here = at[(at >= block.start) & (at < block.start + len(block))] - block.start
        if len(here):
            times += int(condition_holds(block, named.condition, here, WORST, wanted=True).sum())
    return times


def _rules(replay: Replay) -> Iterator[tuple[object, ...]]:
    for result in replay.results:
        yield "rule", result.rule.id, str(result.rule.place), _activations(result), 0


def _activations(result: RuleResult) -> int:
    return len(result.rows.at) + len(result.rows.plain)


# ---------------------------------------------------------------- names


def _names(replay: Replay, subject: Subject) -> Iterator[tuple[object, ...]]:
    protected = set(replay.facts.definition.protected)
    for kind, declared, seen in _vocabulary(replay):
        for name in declared:
            if name not in protected or kind != "topic":
                yield kind, name, str(subject.key(f"{kind}s", name)), seen[name], 0


def _vocabulary(replay: Replay) -> Iterator[tuple[str, list[str], Counter[str]]]:
    """Of each kind of name, those declared and how many events have each."""
    definition = replay.facts.definition
    found: dict[str, Counter[str]] = {kind: Counter() for kind in ("role", "topic", "stage", "channel")}
    counts = np.bincount(replay.log.kind, minlength=len(replay.log.kinds))
    for code in np.flatnonzero(counts * ~replay.facts.protected).tolist():
        kind, events = replay.log.kinds[code], int(counts[code])
        roles = kind.recipient_roles | kind.copied_roles | {kind.sender_role or UNKNOWN}
        for name, names in (
            ("role", roles - {UNKNOWN}),
            ("topic", kind.topics or ()),
            ("stage", {kind.stage} - {None}),
            ("channel", {kind.channel} - {None}),
        ):
            found[name].update(dict.fromkeys((str(one) for one in names), events))
    declared = {
        "role": [role for role, _ in definition.roles],
        "topic": [topic.id for topic in definition.topics],
        "stage": [stage.id for stage in definition.stages],
        "channel": list(definition.channels),
    }
    for name, counter in found.items():
        yield name, declared[name], counter


# ---------------------------------------------------------------- traffic


def _messages(replay: Replay) -> Iterator[tuple[Kind, int]]:
    """How many messages of each kind contacts are asked about."""
    by_shape = _messages_by_shape(replay)
    if not len(by_shape):
        return
    counts = np.bincount(replay.facts.shapes.kind, weights=by_shape, minlength=len(replay.log.kinds))
    for code in np.flatnonzero(counts).tolist():
        yield replay.log.kinds[code], int(counts[code])


def _pairs_of(kind: Kind) -> list[tuple[str, str]]:
    """Whom a message goes from and to, as contacts see it: those in cc where `to` names nobody else."""
    if kind.sender_role in (None, UNKNOWN):
        return []
    for roles in (kind.recipient_roles, kind.copied_roles):
        others = roles - {kind.sender_role}
        if others:
            return [(str(kind.sender_role), role) for role in sorted(others - {UNKNOWN})]
    return []


def _joins(contact: Contact, sender: str, recipient: str) -> bool:
    return sender in contact.senders and recipient in contact.recipients


def _mentions(contact: Contact, topic: str) -> bool:
    listed = contact.under.only_about or contact.under.about
    return listed is None or topic in listed
