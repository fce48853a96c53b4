"""Phrases of topics that stand in two topics, or within one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.definitions.phrases import alike

_BOUNDARY = r"\b"


def phrases(subject: Subject) -> Iterator[Remark]:
    """Find phrases that two topics share (D235), and phrases that find what a shorter one finds too (D236)."""
    told = [(topic.id, phrase) for topic in subject.definition.topics for phrase in topic.phrases]
    seen: dict[str, str] = {}
    for topic, phrase in told:
        first = seen.setdefault(alike(phrase), topic)
        if first != topic:
            message = f"the phrase {phrase!r} belongs to the topics {first!r} and {topic!r}"
            hint = "a message that has it gets both: keep it where it belongs"
            yield Remark(subject.word(phrase, "topics", topic, "phrases"), "D235", message, hint)
    for (topic, phrase), (other, longer) in permutations(told, 2):
        if alike(phrase) != alike(longer) and stands_within(alike(phrase), alike(longer)):
            yield _within(subject, (topic, phrase), (other, longer))


def _within(subject: Subject, short: tuple[str, str], long: tuple[str, str]) -> Remark:
    (topic, phrase), (other, longer) = short, long
    place = subject.word(longer, "topics", other, "phrases")
    if topic == other:
        message = f"the phrase {longer!r} finds nothing that {phrase!r} does not find"
        return Remark(place, "D236", message, "leave it out")
    message = f"whatever has the phrase {longer!r} of {other!r} has {phrase!r} of {topic!r} too"
    return Remark(
        place, "D236", message, f"such a message gets both topics: narrow the phrase of {topic!r} if one is meant"
    )


def stands_within(short: str, long: str) -> bool:
    r"""Tell whether whatever has the longer phrase surely has the shorter one too.

    Looks for the shorter pattern as a whole piece of the longer one, outside of brackets and with nothing behind it
    that would make its end optional.

    Examples
    --------
    >>> stands_within("next steps", r"\bwhat are the next steps\b")
    True
    >>> stands_within("step", "next (step|time)")
    False
    """
    begins, ends = short.startswith(_BOUNDARY), short.endswith(_BOUNDARY)
    bare = short.removeprefix(_BOUNDARY).removesuffix(_BOUNDARY)
    if not bare or len(short) > len(long) + 4 or not _plain(bare) or "|" in _outside(long):
        return False
    at = long.find(bare)
    while at >= 0:
        end = at + len(bare)
        before, after = long[:at], long[end:]
        whole = not (begins and not _parted(before, _BOUNDARY)) and not (
            ends and not _parted(after[::-1], _BOUNDARY[::-1])
        )
        if _depth(before) == 0 and not before.endswith("\\") and after[:1] not in ("?", "*", "{", "+") and whole:
            return True
        at = long.find(bare, at + 1)
    return False


def _plain(pattern: str) -> bool:
    """Whether a pattern is words and blanks only."""
    return not set(pattern) & set("\\|()[]{}?*+.^$")


def _parted(beside: str, boundary: str) -> bool:
    """Whether a word surely ends at the end of the text beside it."""
    return beside.endswith(boundary) or beside.endswith((" ", ",", "'"))


def _depth(pattern: str) -> int:
    """How many brackets are open at the end of a pattern."""
    depth, skip = 0, False
    for sign in pattern:
        if skip:
            skip = False
        elif sign == "\\":
            skip = True
        else:
            depth += (sign in "([") - (sign in ")]")
    return depth


def _outside(pattern: str) -> str:
    """A pattern without what stands in its brackets."""
    return "".join(sign for at, sign in enumerate(pattern) if _depth(pattern[:at]) == 0)
