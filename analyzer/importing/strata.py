"""Strata: the parts of the messages from which some are drawn to be labelled, and how their sizes are written down.

Every message is in one stratum at most, so what people say of those drawn can be weighed by what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.definitions import Definition
from analyzer.definitions.lint.gatekeeper import guarded_directions
from analyzer.events import EventLog, Kind
from analyzer.importing.topics import BODY, Tagger, has_topics, hits_of, messages_of, texts_of

STRATA: Final = {
    "guarded-contact": "on a guarded contact without the gatekeeper, and no phrase says what it is about",
    "guarded-topic": "a phrase says that it is about a guarded topic: is that right?",
    "untagged": "no phrase says what it is about: is one missing?",
    "other-topic": "a phrase says that it is about another topic: is that right?",
}
"""Name to why a message of it is listed; in the order of the list."""

_SIZE: Final = re.compile(r"([a-z-]+)=([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Stratified:
    """The messages of a log that may be labelled.

    Attributes
    ----------
    events : array of int64, shape (k,)
        Their positions in the log, ascending.
    stratum : array of int64, shape (k,)
        Position in `STRATA`.
    hits : array of bool, shape (k, number of phrases)
        Which phrases match.
    left_out : dict of str to int
        Why other messages are in no stratum, and how many.
    """

    events: NDArray[np.int64]
    stratum: NDArray[np.int64]
    hits: NDArray[np.bool_]
    left_out: dict[str, int]

    @property
    def sizes(self) -> dict[str, int]:
        """How many messages each stratum has."""
        counts = np.bincount(self.stratum, minlength=len(STRATA)).tolist()
        return dict(zip(STRATA, counts, strict=True))


def stratify(log: EventLog, definition: Definition, tagger: Tagger) -> Stratified:
    """Put the messages of a log into strata.

    Parameters
    ----------
    log : EventLog
    definition : Definition
        Its guarded topics, and between whom they must not pass directly.
    tagger : Tagger
        Of that definition.

    Returns
    -------
    Stratified
        Without messages of which the log says the topics, those without any text, and those in which a phrase finds a
        protected topic: nobody is asked to look at these.
    """
    messages, known = messages_of(log), has_topics(log)
    silent = ~(_has_text(log, "subject") | _has_text(log, BODY))
    open_events = np.flatnonzero(messages & ~known & ~silent)
    hits = hits_of(log, tagger, open_events)
    about = tagger.about(hits)
    protected, guarded = (
        about[:, [topic in names for topic in tagger.tagged]].any(axis=1)
        for names in (definition.protected, definition.guarded)
    )
    on_guarded_contact = np.array([_passes_by(kind, definition) for kind in log.kinds] + [False])[log.kind[open_events]]
    tagged = about.any(axis=1)
    stratum = np.select([~tagged & on_guarded_contact, guarded, ~tagged], [0, 1, 2], default=3)
    left_out = {
        "the log says what they are about": int(np.count_nonzero(messages & known)),
        "they have no text": int(np.count_nonzero(messages & ~known & silent)),
        "a phrase finds a protected topic": int(np.count_nonzero(protected)),
    }
    return Stratified(open_events[~protected], stratum[~protected], hits[~protected], left_out)


def _has_text(log: EventLog, column: str) -> NDArray[np.bool_]:
    texts = pc.utf8_trim_whitespace(pc.fill_null(texts_of(log, column), ""))
    found: NDArray[np.bool_] = pc.not_equal(texts, pa.scalar("")).to_numpy(zero_copy_only=False)
    return found


def _passes_by(kind: Kind, definition: Definition) -> bool:
    """Whether a message goes directly between two roles between whom the gatekeeper should stand."""
    parties = {kind.sender_role, *kind.recipient_roles, *kind.copied_roles}
    if definition.gatekeeper in parties:
        return False
    pairs = {frozenset(pair) for pair in guarded_directions(definition)}
    return any(frozenset((kind.sender_role, role)) in pairs for role in kind.recipient_roles)


def write_sizes(sizes: Mapping[str, int]) -> str:
    """Write the sizes of the strata into one cell.

    Examples
    --------
    >>> write_sizes({"untagged": 12, "other-topic": 3})
    'untagged=12 other-topic=3'
    """
    return " ".join(f"{name}={size}" for name, size in sizes.items())


def read_sizes(text: str) -> dict[str, int] | None:
    """Read what `write_sizes` wrote; None if it is nothing of the kind.

    Examples
    --------
    >>> read_sizes("untagged=12 other-topic=3")
    {'untagged': 12, 'other-topic': 3}
    """
    found = [_SIZE.fullmatch(part) for part in text.split()]
    sizes = {each[1]: int(each[2]) for each in found if each is not None and each[1] in STRATA}
    return sizes if found and len(sizes) == len(found) else None
