"""Two mappings of selector fields, asked of one event: whether both can hold, and whether one follows from the other.

Answers only what can be seen from the fields; "no" may mean "cannot tell".
"""

from __future__ import annotations

from analyzer.definitions.model import Fields

_SINGLE = ("activity", "sender", "by", "stage", "thread_started_by")
"""Fields of which an event has one value."""

_ALL = (*_SINGLE, "to", "copied", "not_copied", "party", "about", "only_about")


def contradicts(known: Fields, tested: Fields) -> bool:
    """Tell whether no event can meet both.

    Examples
    --------
    >>> contradicts(Fields(sender=("candidate",)), Fields(sender=("recruiter",)))
    True
    >>> contradicts(Fields(about=("thanks",)), Fields(about=("news",)))
    False
    """
    apart = any(_apart(getattr(known, name), getattr(tested, name)) for name in _SINGLE)
    return apart or _copy(known, tested) or _copy(tested, known) or _topics(known, tested) or _topics(tested, known)


def implies(known: Fields, tested: Fields) -> bool:
    """Tell whether every event that meets `known` surely meets `tested`, which asks for something.

    Examples
    --------
    >>> implies(Fields(sender=("candidate",), about=("news",)), Fields(sender=("candidate", "referrer")))
    True
    """
    asked = [name for name in _ALL if getattr(tested, name) is not None]
    if not asked or tested.where:
        return False
    return all(_narrower(getattr(known, name), getattr(tested, name)) for name in asked)


def _apart(a: tuple[str, ...] | None, b: tuple[str, ...] | None) -> bool:
    return a is not None and b is not None and not set(a) & set(b)


def _narrower(a: tuple[str, ...] | None, b: tuple[str, ...]) -> bool:
    return a is not None and set(a) <= set(b)


def _copy(a: Fields, b: Fields) -> bool:
    """One wants a role left out that the other wants among the recipients."""
    wanted = (b.copied, b.to)
    return a.not_copied is not None and any(roles is not None and set(roles) <= set(a.not_copied) for roles in wanted)


def _topics(a: Fields, b: Fields) -> bool:
    """One wants listed topics only, and the other topics that are not among them."""
    return _apart(a.only_about, b.about) or _apart(a.only_about, b.only_about)
