"""`route: {from: X, to: Y, about: T, through: G, within: W}`.

Sentence
    What X sends to Y about T passes G, also when it travels by way of others.

Formula
    A chain of messages X -> r1 -> ... -> Y, all about one topic of T, each strictly later than the one before and at
    most W after it, none of which has G as a party. X only begins a chain and Y only ends one. A chain of one message
    is direct; with `indirect: true` only chains of two or more are judged.

Unfinished case
    Final at once.

Evidence
    The whole chain, the fewest messages that reach Y.

Method
    Per topic, messages that can be reached from X are found in rounds: one more hop each. For a sender of role r only
    the latest message that reached r before matters, since its lag is the smallest.

Example
    route: {from: candidate, to: hiring_manager, about: guarded, through: recruiter, within: 3 business days}
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.definitions.model import Route, Rule
from analyzer.replay.block import Block, Flags
from analyzer.replay.facts import route_selectors
from analyzer.replay.judged import Candidates, Judged, VerbCode, empty, never, nobody
from analyzer.replay.reading import FALSE, TRUE, WORST, Reading
from analyzer.replay.scans import NONE, Positions, latest


def _verb(rule: Rule) -> Route:
    assert isinstance(rule.verb, Route)
    return rule.verb


@dataclass(frozen=True, slots=True)
class Hops:
    """Messages about one topic that the gatekeeper has no part in; arrays over messages, in order.

    Attributes
    ----------
    at : array of int64, shape (h,)
    sent, reached : array of bool, shape (h, roles)
        Whether a role sent the message, and whether it got it.
    """

    at: Positions
    sent: Flags
    reached: Flags


@dataclass(frozen=True, slots=True)
class Chains:
    """The shortest chains from X that each hop ends; arrays over hops.

    Attributes
    ----------
    direct : array of bool
        X sent the hop, or may have: a chain of one message.
    length : array of int64
        Messages in the shortest chain by way of others; 0 where there is none.
    before : array of int64
        The hop before it in that chain, `NONE`.
    """

    hops: Hops
    direct: Flags
    length: Positions
    before: Positions


def _hops(block: Block, route: Route, topic: str, reading: Reading) -> Hops:
    # A party whose role is unknown may be the gatekeeper. Where such messages are hops nevertheless, unknown roles are
    # taken the unfavourable way: as any that there is.
    at = block.positions(route_selectors(route, topic), reading, wanted=False)
    kinds, kind = block.facts.kinds, block.kind[at]
    sent = kinds.sender[kind][:, None] == np.arange(len(kinds.roles))[None, :]
    sent |= kinds.sender_unknown[kind][:, None]
    to = kinds.to[kind] | kinds.to_unknown[kind][:, None]
    cc = kinds.cc[kind] | kinds.cc_unknown[kind][:, None]
    stands_in = kinds.cc_stands_in[kind][:, None]
    return Hops(at, sent, np.where(stands_in == FALSE, to, np.where(stands_in == TRUE, cc, to | cc)))


def _chains(block: Block, route: Route, hops: Hops) -> Chains:
    """Reach messages from X, one more hop a round, until nothing new is reached."""
    roles = block.facts.kinds.role_code
    ends = {roles[route.sender], roles[route.to]}
    middle = [code for code in range(len(roles)) if code not in ends and hops.reached[:, code].any()]
    direct = hops.sent[:, roles[route.sender]]
    length = np.zeros(len(hops.at), dtype=np.int64)
    before = np.full(len(hops.at), NONE, dtype=np.int64)
    fresh, depth = True, 1
    while fresh:
        depth += 1
        arrived = direct | (length > 0)
        fresh = False
        for role in middle:
            waiting = np.flatnonzero(hops.sent[:, role] & (length == 0))
            carriers = np.flatnonzero(arrived & hops.reached[:, role])
            at = hops.at[waiting]
            last = latest(hops.at[carriers], block.instant_first(at) - 1, block.begin(at))
            linked = block.within(last, at, route.within)
            if linked.any():
                fresh = True
                length[waiting[linked]] = depth
                before[waiting[linked]] = last[linked]
    return Chains(hops, direct, length, before)


def _ending(block: Block, route: Route, topic: str, reading: Reading) -> tuple[Positions, Chains]:
    """Messages that end a chain about one topic."""
    return block.once((route, topic, reading), lambda: _find_ending(block, route, topic, reading))


def _find_ending(block: Block, route: Route, topic: str, reading: Reading) -> tuple[Positions, Chains]:
    hops = _hops(block, route, topic, reading)
    chains = _chains(block, route, hops)
    ends = hops.reached[:, block.facts.kinds.role_code[route.to]]
    arrives = chains.length > 0 if route.indirect else (chains.length > 0) | chains.direct
    return hops.at[ends & arrives], chains


def _activations(block: Block, rule: Rule, reading: Reading) -> Positions:
    route = _verb(rule)
    found = [_ending(block, route, topic, reading)[0] for topic in route.about]
    return np.unique(np.concatenate([empty(), *found]))


def candidates(block: Block, rule: Rule) -> Candidates:
    """Messages that may end a chain."""
    return Candidates(_activations(block, rule, WORST), empty())


def active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Messages that end a chain."""
    return np.isin(at, _activations(block, rule, reading))


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """No message that ends a chain is kept."""
    del block, rule, reading
    return Judged(never(at), nobody(at))


def chain(block: Block, rule: Rule, at: Positions) -> Positions:
    """The messages of the shortest chain that each event ends, the first topic deciding between equals."""
    route = _verb(rule)
    best = np.zeros((len(at), 0), dtype=np.int64)
    shortest = np.full(len(at), np.iinfo(np.int64).max, dtype=np.int64)
    for topic in route.about:
        ending, chains = _ending(block, route, topic, WORST)
        here = np.flatnonzero(np.isin(at, ending))
        index = np.searchsorted(chains.hops.at, at[here])
        at_once = chains.direct & (not route.indirect)
        length = np.where(at_once, 1, chains.length)
        shorter = length[index] < shortest[here]
        here, index = here[shorter], index[shorter]
        shortest[here] = length[index]
        best = _widen(best, int(length[index].max(initial=0)))
        best[here] = NONE
        going_on, place = ~at_once[index], 0
        while len(here):
            best[here, place] = chains.hops.at[index]
            here, previous = here[going_on], chains.before[index[going_on]]
            index = np.searchsorted(chains.hops.at, previous)
            going_on = ~chains.direct[index] & (chains.before[index] != NONE)
            place += 1
    return best


def _widen(table: Positions, width: int) -> Positions:
    """The table with at least `width` columns, new ones `NONE`."""
    missing = max(width - table.shape[1], 0)
    return np.concatenate([table, np.full((len(table), missing), NONE, dtype=np.int64)], axis=1)


CODE = VerbCode("route", candidates, active, judge, chain=chain)
