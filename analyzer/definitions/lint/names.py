"""Names that are easily mistaken for each other, that nothing refers to, or that mean something else than they seem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from analyzer.definitions.grammar import ANY, MESSAGE, STAGE
from analyzer.definitions.lint.subject import Remark, Subject, scalars
from analyzer.definitions.nodes import Mapping, Node, Scalar, Sequence

SHORTEST_ALIKE = 6
"""Shorter names are often one letter apart on purpose."""

SECTIONS = (
    ("role", "roles"),
    ("channel", "channels"),
    ("topic", "topics"),
    ("stage", "stages"),
    ("event", "events"),
    ("excuse", "excuses"),
    ("rule", "rules"),
)


def unused_names(subject: Subject) -> Iterator[Remark]:
    """Find topics, events, excuses and roles that nothing refers to (D202)."""
    for declared in subject.definition.declared:
        if not declared.used:
            message = f"{declared.kind} {declared.name!r} is not used"
            yield Remark(declared.place, "D202", message, "use it, or delete the line")
    used = {scalar.text.strip() for scalar in _used_words(subject)}
    for role, _ in subject.definition.roles if used and ANY not in used else ():
        if role not in used:
            yield Remark(subject.key("roles", role), "D202", f"role {role!r} is not used", "use it, or delete the line")


def _used_words(subject: Subject) -> Iterator[Scalar]:
    """The words of a definition outside of the list of roles and the examples."""
    for name in ("gatekeeper", "contacts", "contact_rule", "events", "excuses", "rules"):
        yield from scalars(subject.node(name))


# ---------------------------------------------------------------- alike


def alike(subject: Subject) -> Iterator[Remark]:
    """Find names that differ in writing only (D232) or by a letter (D233), and one name for two things (D234)."""
    for kind, section in SECTIONS:
        names = [scalar.text.strip() for scalar in _declared(subject.node(section))]
        for first, second in combinations(names, 2):
            place = subject.key(section, second)
            if plain(first) == plain(second):
                message = f"the {kind}s {first!r} and {second!r} differ in writing only"
                yield Remark(place, "D232", message, "nobody will keep them apart: rename one, or make them one")
            elif _one_slip(plain(first), plain(second)):
                message = f"the {kind}s {first!r} and {second!r} are one letter apart"
                yield Remark(place, "D233", message, "if both are meant, give one a name of its own")
    events = {scalar.text.strip() for scalar in _declared(subject.node("events"))}
    for excuse in (scalar.text.strip() for scalar in _declared(subject.node("excuses"))):
        if excuse in events:
            message = f"{excuse!r} is an excuse and an event"
            hint = "`unless` and `when` take the excuse, selectors the event: rename one of them"
            yield Remark(subject.key("excuses", excuse), "D234", message, hint)
    for scalar in _values_of(subject, "activity"):
        meant = next((word for word in (MESSAGE, STAGE) if _slips_into(scalar.text.strip(), word)), None)
        if meant is not None:
            message = f"the activity {scalar.text.strip()!r} is much like {meant!r}"
            yield Remark(scalar.place, "D233", message, f"write {meant!r}, if that is meant")


def _slips_into(name: str, word: str) -> bool:
    return name != word and (plain(name) in (word, f"{word}s") or (len(name) > 4 and _one_slip(plain(name), word, 5)))


def plain(name: str) -> str:
    """A name without what people do not hear: case, hyphens, underscores, blanks.

    Examples
    --------
    >>> plain("Status-Inquiry") == plain("status_inquiry")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def _one_slip(one: str, other: str, shortest: int = SHORTEST_ALIKE) -> bool:
    """Whether one slip of the pen (a letter more, less, other, or two swapped) turns one into the other."""
    if min(len(one), len(other)) < shortest or re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return False  # round1 and round2 are meant
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]


# ---------------------------------------------------------------- columns

COLUMNS = {
    "activity": "activity",
    "sender_role": "from",
    "recipient_roles": "to",
    "copied_roles": "copied",
    "channel": "by",
    "topics": "about",
    "stage": "stage",
    **dict.fromkeys(("event_id", "timestamp", "case_id", "sender", "recipients", "copied", "thread_id"), ""),
    **dict.fromkeys(("in_reply_to", "candidate_id", "requisition_id", "subject", "source", "opened_at"), ""),
}
"""The log's own columns, which `where` does not look at, each with the key that does (empty: none)."""


def columns(subject: Subject) -> Iterator[Remark]:
    """Find `where` tests of a column that only a key of its own looks at (D239)."""
    for node in _entries_of(subject.root, "where"):
        for column in _declared(node) if isinstance(node, Mapping) else ():
            name = column.text.strip()
            if name in COLUMNS:
                key = COLUMNS[name]
                hint = (
                    f"write `{key}:` instead"
                    if key
                    else "test a further column of the log; this one is no list of values"
                )
                message = f"`where` does not look at the column {name!r}: the test never holds"
                yield Remark(column.place, "D239", message, hint)


# ---------------------------------------------------------------- in the text


def _declared(node: Node | None) -> Iterator[Scalar]:
    """The names that a section declares: keys of a mapping, items of a list."""
    match node:
        case Mapping(entries=entries):
            yield from (entry.key for entry in entries)
        case Sequence(items=items):
            yield from (item for item in items if isinstance(item, Scalar))


def _values_of(subject: Subject, key: str) -> Iterator[Scalar]:
    for node in _entries_of(subject.root, key):
        yield from scalars(node)


def _entries_of(node: Node | None, key: str) -> Iterator[Node]:
    """The values of every key of a name, wherever it stands."""
    parts: Iterable[Node] = ()
    match node:
        case Mapping(entries=entries):
            yield from (entry.value for entry in entries if entry.key.text == key)
            parts = (entry.value for entry in entries if entry.key.text != key)
        case Sequence(items=items):
            parts = items
    for part in parts:
        yield from _entries_of(part, key)
