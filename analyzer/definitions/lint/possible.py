"""Whether one event can meet several selectors at once, from what selectors mean and nothing else.

"No" is certain; "yes" may mean "cannot tell". So "A follows from B" is asked as "can an event meet B and not A?", and a
"no" is a proof. A selector becomes a list of alternatives, each a list of plain tests that must all hold or fail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Names, Not, Selector

SINGLE = ("activity", "sender", "by", "stage", "thread_started_by")
"""Fields of which an event has one value."""

FIELDS = (*SINGLE, "to", "copied", "not_copied", "party", "about", "only_about")
MOST_ALTERNATIVES = 400
"""Beyond this the answer is "cannot tell"."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One field (or `where: COLUMN`) that has, or has not, one of some values."""

    name: str
    values: frozenset[str]
    holds: bool


Alternative = tuple[Probe, ...]


class _TooManyError(Exception):
    """There are too many alternatives to look at."""


def possible(*selectors: Selector) -> bool:
    """Tell whether an event may meet all selectors.

    Examples
    --------
    >>> possible(Fields(sender=("candidate",)), Fields(sender=("recruiter",)))
    False
    >>> possible(Fields(about=("thanks",)), Fields(about=("news",)))
    True
    """
    found = alternatives(AllOf(selectors))
    return found is None or bool(found)


def follows(known: Selector, *, than: Selector) -> bool:
    """Tell whether every event that meets `known` surely meets `than`.

    Examples
    --------
    >>> follows(Fields(sender=("candidate",), about=("news",)), than=Fields(sender=("candidate", "referrer")))
    True
    """
    return not possible(known, Not(than))


def alternatives(selector: Selector) -> list[Alternative] | None:
    """Write a selector as alternatives, those that no event can meet left out; None if there are too many."""
    try:
        return [each for each in _alternatives(selector, holds=True) if _can_be(each)]
    except _TooManyError:
        return None


def together(some: list[Alternative] | None, others: list[Alternative] | None) -> bool:
    """Tell whether an event may meet one of some alternatives and one of others; None for either is "cannot tell"."""
    if some is None or others is None:
        return True
    return any(_can_be((*one, *other)) for one in some for other in others)


def _alternatives(selector: Selector, *, holds: bool) -> list[Alternative]:
    match selector:
        case Anything():
            return [()] if holds else []
        case Not(part=part):
            return _alternatives(part, holds=not holds)
        case Fields():
            tests = list(_tests(selector))
            negated: list[Alternative] = [(Probe(test.name, test.values, holds=not test.holds),) for test in tests]
            return [tuple(tests)] if holds else negated
        case AllOf(parts=parts) | AnyOf(parts=parts):
            each = [_alternatives(part, holds=holds) for part in parts]
            return _joined(each) if isinstance(selector, AllOf) == holds else [one for some in each for one in some]


def _joined(each: list[list[Alternative]]) -> list[Alternative]:
    """One of each list, in every combination that an event can meet."""
    joined: list[Alternative] = [()]
    for some in each:
        joined = [one for one in ((*first, *second) for first in joined for second in some) if _can_be(one)]
        if len(joined) > MOST_ALTERNATIVES:
            raise _TooManyError
    return joined


def _tests(fields: Fields) -> Iterable[Probe]:
    for name in FIELDS:
        values: Names | None = getattr(fields, name)
        if values is not None and name == "not_copied":
            yield Probe("copied", frozenset(values), holds=False)
        elif values is not None:
            yield Probe(name, frozenset(values), holds=True)
    for column, allowed in fields.where:
        yield Probe(f"where {column}", frozenset(allowed), holds=True)


# ---------------------------------------------------------------- one alternative


@dataclass(slots=True)
class _Asked:
    """The tests of one alternative by field: sets of which one value must, or none may, be there."""

    some: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))
    none: dict[str, frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))
    not_only: list[frozenset[str]] = field(default_factory=list)


def _can_be(tests: Alternative) -> bool:
    asked = _Asked()
    for test in tests:
        if test.holds:
            asked.some[test.name].append(test.values)
        elif test.name == "only_about":
            asked.not_only.append(test.values)
        else:
            asked.none[test.name] |= test.values
    return _single_can_be(asked) and _parties_can_be(asked) and _topics_can_be(asked)


def _single_can_be(asked: _Asked) -> bool:
    names = [name for name in asked.some if name in SINGLE or name.startswith("where ")]
    return all(_values(asked, name) for name in names)


def _values(asked: _Asked, name: str) -> frozenset[str]:
    """The values that a field with one value may have, where some are asked for."""
    return frozenset.intersection(*asked.some[name]) - asked.none[name]


def _parties_can_be(asked: _Asked) -> bool:
    """Recipients: those written to are among all recipients, whether or not `cc` stands in for `to`."""
    absent = asked.none["copied"] | asked.none["party"]
    written_to = all(wanted - absent - asked.none["to"] for wanted in asked.some["to"])
    received = all(wanted - absent for wanted in asked.some["copied"])
    senders = _values(asked, "sender") - asked.none["party"] if asked.some["sender"] else None
    not_sent = asked.none["sender"] | asked.none["party"]
    took_part = all(
        wanted - absent or (wanted - not_sent if senders is None else wanted & senders)
        for wanted in asked.some["party"]
    )
    return written_to and received and took_part and (senders is None or bool(senders))


def _topics_can_be(asked: _Asked) -> bool:
    listed = frozenset.intersection(*asked.some["only_about"]) if asked.some["only_about"] else None
    if listed is None:
        return all(wanted - asked.none["about"] for wanted in asked.some["about"])
    allowed = listed - asked.none["about"]
    about = all(wanted & allowed for wanted in asked.some["about"])
    return about and bool(allowed) and all(allowed - some for some in asked.not_only)
