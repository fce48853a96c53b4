"""Ways on which a guarded topic may go round the gatekeeper, hop by hop, and the rules that watch them.

A hop is a contact between two roles that can carry the topic in a message of which the gatekeeper is no party. Whether
it can is asked of the contact as a whole: topics, copies, channel and stage. A way must also be possible in time: a hop
in a late stage cannot be followed by one in an early stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, product

from analyzer.definitions.graph import stations, ways
from analyzer.definitions.lint.permitted import message, pairs
from analyzer.definitions.lint.possible import Alternative, alternatives, possible, together
from analyzer.definitions.lint.subject import Subject
from analyzer.definitions.model import AllOf, Contact, Fields, Forbid, Names, Not, Route, Rule
from analyzer.errors import Place

MOST_CHOICES = 64
"""So many choices of contacts are tried for the hops of one way."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One message of a way.

    Attributes
    ----------
    contact : Contact
        What permits it.
    alone : bool
        The topic may be all that the message is about; else it rides along with another one.
    watchers : tuple of str
        Rules that forbid every such message, excuses aside.
    """

    sender: str
    recipient: str
    contact: Contact
    alone: bool
    watchers: Names


@dataclass(frozen=True, slots=True)
class Detour:
    """A way from role to role that the gatekeeper has no part in.

    Attributes
    ----------
    hops : tuple of Hop
    watchers : tuple of str
        Rules that judge one of its messages or the chain of them, in the definition's order.
    stations : tuple of str
        Roles that every way round passes, the ends left out.
    closers : tuple of Place
        The contacts of this way without which no way round is left.
    """

    hops: tuple[Hop, ...]
    watchers: Names
    stations: Names = ()
    closers: tuple[Place, ...] = ()

    @property
    def roles(self) -> Names:
        """From the first sender to the last recipient."""
        return (self.hops[0].sender, *(hop.recipient for hop in self.hops))

    @property
    def alone(self) -> bool:
        """Whether the topic need not ride along anywhere."""
        return all(hop.alone for hop in self.hops)


Hops = Mapping[tuple[str, str], list[Hop]]


@dataclass(frozen=True)
class Search:
    """The ways of one topic round the gatekeeper.

    Attributes
    ----------
    subject : Subject
    topic : str
    """

    subject: Subject
    topic: str

    def detour(self, start: str, end: str) -> Detour | None:
        """Find the way round that matters most.

        One that no rule watches comes before one that is watched, one on which the topic goes alone before one on which
        it rides along, a short one before a long one.
        """
        chosen = self._first(start, end, watched=False) or self._first(start, end, watched=True)
        if chosen is None:
            return None
        passed = stations(self.hops, start, end)
        places = dict.fromkeys(hop.contact.place for hop in chosen.hops)
        closers = tuple(place for place in places if not self._without(place, start, end))
        return Detour(chosen.hops, chosen.watchers, passed, closers)

    @cached_property
    def hops(self) -> Hops:
        """Every hop by sender and recipient; those that no rule watches come first, then those that need no company."""
        found: dict[tuple[str, str], list[Hop]] = {}
        for contact in self.subject.definition.contacts:
            for pair in pairs(contact):
                hop = self._hop(contact, *pair)
                if hop is not None:
                    found.setdefault(pair, []).append(hop)
        return {pair: sorted(hops, key=lambda hop: (bool(hop.watchers), not hop.alone)) for pair, hops in found.items()}

    def _hop(self, contact: Contact, sender: str, recipient: str) -> Hop | None:
        gatekeeper = self.subject.definition.gatekeeper or ""
        past = Not(Fields(party=(gatekeeper,)))
        carries = AllOf((message(contact, sender, recipient), past, self.subject.in_force, Fields(about=(self.topic,))))
        carried = alternatives(carries)
        if gatekeeper in (sender, recipient) or carried == []:
            return None
        watchers = tuple(rule_id for rule_id, let_by in self._forbidding if not together(carried, let_by))
        return Hop(sender, recipient, contact, possible(carries, Fields(only_about=(self.topic,))), watchers)

    @cached_property
    def _forbidding(self) -> list[tuple[str, list[Alternative] | None]]:
        """The rules that forbid something in open cases, excuses aside, each with the events that it lets by."""
        return [
            (rule.id, alternatives(Not(rule.verb.event)))
            for rule in self.subject.definition.rules
            if isinstance(rule.verb, Forbid) and rule.verb.between is None and not (rule.when or rule.while_closed)
        ]

    def _of_kind(self, *, alone: bool) -> dict[tuple[str, str], list[Hop]]:
        """The hops on which the topic goes alone, or all."""
        kept = {pair: [hop for hop in hops if hop.alone or not alone] for pair, hops in self.hops.items()}
        return {pair: hops for pair, hops in kept.items() if hops}

    def _first(self, start: str, end: str, *, watched: bool) -> Detour | None:
        for alone in (True, False):
            left = self._of_kind(alone=alone)
            for roles in ways(left, start, end):
                for chosen in self._choices([left[pair] for pair in pairwise(roles)]):
                    watchers = self._watchers(chosen)
                    if watched or not watchers:
                        return Detour(chosen, watchers)
        return None

    def _without(self, place: Place, start: str, end: str) -> bool:
        """Whether a way round is left without the contact of one line, watched or not."""
        kept = {pair: [hop for hop in hops if hop.contact.place != place] for pair, hops in self.hops.items()}
        left = {pair: hops for pair, hops in kept.items() if hops}
        return any(
            True for roles in ways(left, start, end) for _ in self._choices([left[pair] for pair in pairwise(roles)])
        )

    def _choices(self, each: list[list[Hop]]) -> Iterator[tuple[Hop, ...]]:
        """One hop of each list, where their stages can come in this order."""
        return (chosen for chosen in islice(product(*each), MOST_CHOICES) if self._in_time(chosen))

    def _in_time(self, hops: tuple[Hop, ...]) -> bool:
        follows = self.subject.follows
        if follows is None:
            return True
        closing = set(self.subject.closing)
        stages = set(follows)
        for hop in hops:
            own = hop.contact.under.stage
            stages = {after for stage in stages for after in follows[stage]} - closing
            stages &= stages if own is None else set(own)
        return bool(stages)

    def _watchers(self, hops: tuple[Hop, ...]) -> Names:
        roles = (hops[0].sender, *(hop.recipient for hop in hops))
        named = {name for hop in hops for name in hop.watchers}
        return tuple(
            rule.id for rule in self.subject.definition.rules if rule.id in named or self._follows_chain(rule, roles)
        )

    def _follows_chain(self, rule: Rule, roles: Names) -> bool:
        """Whether a `route` rule judges the chain, or a part of it."""
        way = rule.verb
        if not isinstance(way, Route) or rule.when or way.through != self.subject.definition.gatekeeper:
            return False
        if self.topic not in way.about or way.sender not in roles or way.to not in roles:
            return False
        length = roles.index(way.to) - roles.index(way.sender)
        return length >= (2 if way.indirect else 1)
