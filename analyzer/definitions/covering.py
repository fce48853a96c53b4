"""Which ways a list of contacts opens: two lists that open the same ways permit the same messages.

Sure but not complete: lists that are found equal are; lists that are found different may still be equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.definitions.model import Contact, Fields, Names

Ways = frozenset[tuple[str, str, Fields]]


def ways(contacts: Iterable[Contact]) -> Ways:
    """Sender, recipient and fields of every way that no other one covers.

    Pairs of equal roles are left out, since they are not judged.
    """
    by_pair: dict[tuple[str, str], list[Fields]] = {}
    for contact in contacts:
        for sender in contact.senders:
            for recipient in contact.recipients:
                if sender != recipient:
                    by_pair.setdefault((sender, recipient), []).append(_in_order(contact.under))
    return frozenset((*pair, under) for pair, all_under in by_pair.items() for under in _widest(all_under))


def _widest(all_under: list[Fields]) -> set[Fields]:
    distinct = set(all_under)
    return {one for one in distinct if not any(covers(other, one) for other in distinct - {one})}


def _in_order(under: Fields) -> Fields:
    """The same fields with their alternatives in one order."""
    values = {name: getattr(under, name) for name in Fields.__dataclass_fields__ if name != "where"}
    where = tuple(sorted((column, tuple(sorted(names))) for column, names in under.where))
    return Fields(
        **{name: None if names is None else tuple(sorted(names)) for name, names in values.items()}, where=where
    )


def covers(wide: Fields, narrow: Fields) -> bool:
    """Whether every event that has the narrow fields has the wide ones too."""
    for name in ("activity", "sender", "to", "copied", "party", "only_about", "by", "stage", "thread_started_by"):
        if not _within(getattr(narrow, name), getattr(wide, name)):
            return False
    about = _within(narrow.about, wide.about) or _within(narrow.only_about, wide.about)
    not_copied = wide.not_copied is None or set(wide.not_copied) <= set(narrow.not_copied or ())
    own = dict(narrow.where)
    columns = all(column in own and set(own[column]) <= set(names) for column, names in wide.where)
    return about and not_copied and columns


def _within(narrow: Names | None, wide: Names | None) -> bool:
    return wide is None or (narrow is not None and set(narrow) <= set(wide))
