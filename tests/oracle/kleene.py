"""Three-valued truth that remembers why it is not known.

A truth is `True`, `False`, or a non-empty frozenset of reason words: not known, for these reasons. Every unknown is
taken as independent of every other one (Kleene's logic knows no better), and nothing here knows events or rules.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

Truth = bool | frozenset[str]


def unknown(reason: str) -> Truth:
    """Not known, for one reason."""
    return frozenset({str(reason)})


def is_unknown(value: Truth) -> bool:
    return not isinstance(value, bool)


def possibly(value: Truth) -> bool:
    """Whether some reading makes it true."""
    return value is not False


def reasons_of(value: Truth) -> frozenset[str]:
    return frozenset() if isinstance(value, bool) else value


def negation(value: Truth) -> Truth:
    return not value if isinstance(value, bool) else value


def conjunction(values: Iterable[Truth]) -> Truth:
    """All of them; a false one settles it, else every unknown one could change it."""
    reasons: frozenset[str] = frozenset()
    for value in values:
        if value is False:
            return False
        reasons |= reasons_of(value)
    return reasons or True


def disjunction(values: Iterable[Truth]) -> Truth:
    """At least one of them; a true one settles it, else every unknown one could change it."""
    reasons: frozenset[str] = frozenset()
    for value in values:
        if value is True:
            return True
        reasons |= reasons_of(value)
    return reasons or False


def some_way(ways: Iterable[Mapping[Hashable, Truth]]) -> Truth:
    """A disjunction of conjunctions whose parts may recur: exactly which unknowns could change it.

    Each way maps the key of a part to its truth. A key stands for one unknown and always occurs with the same sign,
    so the function is monotone in it, and an unknown matters just when it is in a way that no smaller way makes
    superfluous.
    """
    still_open: list[dict[Hashable, Truth]] = []
    for way in ways:
        if any(value is False for value in way.values()):
            continue
        doubts = {key: value for key, value in way.items() if value is not True}
        if not doubts:
            return True
        still_open.append(doubts)
    if not still_open:
        return False
    needed = [
        way for way in still_open if not any(other.keys() < way.keys() for other in still_open if other is not way)
    ]
    return frozenset().union(*(reasons_of(value) for way in needed for value in way.values()))
