"""Tests of one event that its kind alone decides: activity, parties, topics, channel.

Arrays here run over the kinds of a log (few), never over its events. What depends on the case (stage, thread, further
columns) is joined in `block`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.definitions.model import Names
from analyzer.events.log import UNKNOWN as UNKNOWN_ROLE, Kind
from analyzer.findings import Reason
from analyzer.replay.reading import FALSE, TRUE, UNKNOWN, Assumptions, Truth

Flags = NDArray[np.bool_]


def both_or_unknown(first: Truth, second: Truth, either: Truth) -> Truth:
    """`first` where `either` is FALSE, `second` where it is TRUE, and what both agree on where that is unknown."""
    agreed = np.where(first == second, first, UNKNOWN)
    return np.where(either == FALSE, first, np.where(either == TRUE, second, agreed)).astype(np.int8)


class KindTests:
    """The kinds of a log as columns, and three-valued tests on them.

    Parameters
    ----------
    kinds : sequence of Kind
        The log's kinds.
    assume : Assumptions
        What the run settles openly.
    roles : iterable of str
        Roles that tests may name though no event has them.
    """

    def __init__(self, kinds: Sequence[Kind], assume: Assumptions, roles: Iterable[str] = ()) -> None:
        self.kinds = kinds
        self.assume = assume
        seen = {role for kind in kinds for role in kind.recipient_roles | kind.copied_roles | {kind.sender_role or ""}}
        self.roles: tuple[str, ...] = tuple(sorted((seen | set(roles)) - {UNKNOWN_ROLE, ""}))
        self.role_code = {role: code for code, role in enumerate(self.roles)}
        self.is_message = np.array([kind.activity == "message" for kind in kinds], dtype=np.bool_)
        senders = [kind.sender_role for kind in kinds]
        self.sender = np.array([self.role_code.get(role or "", -1) for role in senders], dtype=np.int64)
        unmapped = np.array([role == UNKNOWN_ROLE for role in senders], dtype=np.bool_)
        empty = np.array([role is None for role in senders], dtype=np.bool_)
        # Only a message must have a sender: an empty cell of another activity means that there is none.
        self.sender_unknown: Flags = unmapped | (empty & self.is_message)
        self.to, self.to_unknown = self._members([kind.recipient_roles for kind in kinds])
        self.cc, self.cc_unknown = self._members([kind.copied_roles for kind in kinds])
        self.cc_stands_in = self._cc_stands_in()
        self.topics_missing = any(kind.topics is None for kind in kinds)
        self._cache: dict[tuple[str, Names], Truth] = {}

    def __len__(self) -> int:
        return len(self.kinds)

    def _members(self, parties: Sequence[frozenset[str]]) -> tuple[Flags, Flags]:
        """Role sets as a matrix (kind, role), and which of them hold an unknown role."""
        member = np.zeros((len(self.kinds), len(self.roles)), dtype=np.bool_)
        for row, roles in enumerate(parties):
            member[row, self.codes(roles)] = True
        return member, np.array([UNKNOWN_ROLE in roles for roles in parties], dtype=np.bool_)

    def stands_in(self, sender: NDArray[np.int64]) -> Truth:
        """Whether `to` names nobody but the sender's own role, so that those in cc are taken for the recipients.

        Parameters
        ----------
        sender : array of int64, shape (kinds,)
            Code of each kind's sender.
        """
        own = sender[:, None] == np.arange(len(self.roles))[None, :]
        to_others = (self.to & ~own).any(axis=1) | ~(self.cc.any(axis=1) | self.cc_unknown)
        return np.where(to_others, FALSE, np.where(self.to_unknown, UNKNOWN, TRUE)).astype(np.int8)

    def _cc_stands_in(self) -> Truth:
        """The same with what is known of the sender."""
        somebody_in_cc = self.cc.any(axis=1) | self.cc_unknown
        unsure = somebody_in_cc & (self.to.sum(axis=1) <= 1) & (self.to.any(axis=1) | self.to_unknown)
        with_unknown = np.where(somebody_in_cc, np.where(unsure, UNKNOWN, self.to.sum(axis=1) == 0), FALSE)
        return np.where(self.sender_unknown, with_unknown, self.stands_in(self.sender)).astype(np.int8)

    def codes(self, names: Iterable[str]) -> list[int]:
        """The codes of role names; a role that no event has is left out."""
        return [self.role_code[name] for name in names if name in self.role_code]

    # ------------------------------------------------------------ tests

    def test(self, name: str, names: Names) -> Truth:
        """Evaluate one selector field on all kinds.

        Parameters
        ----------
        name : str
            A field of `Fields` that the kind alone decides.
        names : tuple of str
            Its values.

        Returns
        -------
        array of int8, shape (kinds,)
        """
        key = (name, names)
        if key not in self._cache:
            self._cache[key] = TESTS[name][0](self, names)
        return self._cache[key]

    def _activity(self, names: Names) -> Truth:
        return np.array([kind.activity in names for kind in self.kinds], dtype=np.int8)

    def _by(self, names: Names) -> Truth:
        return np.array([kind.channel in names for kind in self.kinds], dtype=np.int8)

    def _sender(self, names: Names) -> Truth:
        member = np.isin(self.sender, self.codes(names))
        return np.where(self.sender_unknown, UNKNOWN, member).astype(np.int8)

    def _among(self, member: Flags, unknown: Flags, names: Names) -> Truth:
        holds = member[:, self.codes(names)].any(axis=1)
        return np.where(holds, TRUE, np.where(unknown, UNKNOWN, FALSE)).astype(np.int8)

    def _to(self, names: Names) -> Truth:
        to = self._among(self.to, self.to_unknown, names)
        cc = self._among(self.cc, self.cc_unknown, names)
        # Where it hangs on an unknown role whether cc stands in, that role is the sender's own if it does; if it does
        # not, it is another, so that it can only be one of the other names.
        own_only = np.isin(self.sender, self.codes(names)) & (len(set(self.codes(names))) == 1)
        unsure = (self.cc_stands_in == UNKNOWN) & (to == UNKNOWN)
        to = np.where(unsure & own_only, FALSE, to).astype(np.int8)
        return both_or_unknown(to, cc, self.cc_stands_in)

    def _copied(self, names: Names) -> Truth:
        return self._among(self.to | self.cc, self.to_unknown | self.cc_unknown, names)

    def _not_copied(self, names: Names) -> Truth:
        copied = self._copied(names)
        return np.where(copied == UNKNOWN, UNKNOWN, 1 - copied).astype(np.int8)

    def _party(self, names: Names) -> Truth:
        sender, copied = self._sender(names), self._copied(names)
        surely = (sender == TRUE) | (copied == TRUE)
        maybe = (sender == UNKNOWN) | (copied == UNKNOWN)
        return np.where(surely, TRUE, np.where(maybe, UNKNOWN, FALSE)).astype(np.int8)

    def _topics(self, holds: Callable[[frozenset[str]], bool]) -> Truth:
        absent = FALSE if self.assume.other_topic else UNKNOWN
        return np.array([absent if kind.topics is None else holds(kind.topics) for kind in self.kinds], dtype=np.int8)

    def _about(self, names: Names) -> Truth:
        listed = frozenset(names)
        return self._topics(lambda topics: bool(topics & listed))

    def _only_about(self, names: Names) -> Truth:
        listed = frozenset(names)
        return self._topics(lambda topics: topics <= listed)


TESTS: dict[str, tuple[Callable[[KindTests, Names], Truth], Reason]] = {
    "activity": (KindTests._activity, Reason.ROLE),
    "by": (KindTests._by, Reason.ROLE),
    "sender": (KindTests._sender, Reason.ROLE),
    "to": (KindTests._to, Reason.ROLE),
    "copied": (KindTests._copied, Reason.ROLE),
    "not_copied": (KindTests._not_copied, Reason.ROLE),
    "party": (KindTests._party, Reason.ROLE),
    "about": (KindTests._about, Reason.TOPIC),
    "only_about": (KindTests._only_about, Reason.TOPIC),
}
"""How each field is tested, and why it is unknown where it is (activity and channel never are)."""
