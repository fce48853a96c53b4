"""Events to canonical columns: what a step says, in the words of the log.

Positions and codes in, a table out. Nothing here draws or knows when anything happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.simulate.background import PATHS
from analyzer.simulate.patterns import PATTERNS, paths_of, story
from analyzer.simulate.people import Cast
from analyzer.simulate.scripts import PARTIES, UNTHREADED, Step, Story, role

VARIANTS = 6
"""Topics and channels of a step are drawn from this many cells (a multiple of every number of alternatives)."""

STEPS_PER_STORY = 128
"""More than any story has: an event's number is its application's times this, plus its place in the story."""

SUBJECTS: dict[str, tuple[str, str, str]] = {
    "after": ("After your interview", "Your interview", "Feedback"),
    "application": ("Your application", "Application", "About your application"),
    "call": ("A short call", "Time for a call", "Call this week"),
    "documents": ("Documents", "The documents you asked for", "Attached documents"),
    "feedback": ("Interview feedback", "Feedback on the interview", "Notes on the interview"),
    "first-day": ("Your first day", "Welcome", "Before you start"),
    "invitation": ("Invitation: interview", "Interview", "Invitation"),
    "offer": ("Your offer", "Offer", "About the offer"),
    "question": ("A question", "Quick question", "Question about my application"),
    "referral": ("Referral", "A referral for this role", "Someone for this role"),
    "role": ("About the role", "A question about the role", "The team and the role"),
    "summary": ("Summary", "Where this one stands", "Shortlist"),
    "thanks": ("Thank you", "Thanks for today", "Following the interview"),
    "times": ("Times for an interview", "Availability", "Finding a time"),
    "visit": ("Your visit", "The interview day", "Something about the visit"),
}
"""Neutral subjects by family; no rule reads them."""

COLUMNS: tuple[str, ...] = (
    "event_id", "timestamp", "case_id", "activity", "sender", "sender_role", "recipients", "recipient_roles", "copied",
    "copied_roles", "channel", "topics", "stage", "thread_id", "in_reply_to", "candidate_id", "requisition_id",
    "subject", "source", "needs_reply",
)  # fmt: skip
"""The columns of the log, in order: the canonical ones and `needs_reply`."""


SOURCES = {
    "email": "mail", "ats": "ats", "chat": "chat", "phone": "phone", "voicemail": "phone", "text": "phone",
    "meeting": "calendar",
}  # fmt: skip
"""The system that events of a channel are read from."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The events of some applications, ordered by application, instant and place.

    Attributes
    ----------
    row : array of int64, shape (n,)
        Position of the application in its `Cast`.
    number : array of int64, shape (n,)
        The application's number.
    step : array of int64, shape (n,)
        Position in the `Catalogue`.
    place : array of int64, shape (n,)
        Place in the story.
    instant : array of int64, shape (n,)
        UTC seconds since 1970.
    topic, channel, subject : array of int64, shape (n,)
        Which alternative: 0 to `VARIANTS` - 1, for topics also `VARIANTS` (not labelled); subjects 0 to 2.
    """

    row: NDArray[np.int64]
    number: NDArray[np.int64]
    step: NDArray[np.int64]
    place: NDArray[np.int64]
    instant: NDArray[np.int64]
    topic: NDArray[np.int64]
    channel: NDArray[np.int64]
    subject: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The steps of all stories, one after the other, as columns.

    Attributes
    ----------
    stories : mapping of (path, pattern) to (Story, int)
        Each story and the position of its first step.
    texts : dict of str to pyarrow string array
        What a step says whatever is drawn.
    channels, sources, topics : pyarrow string array
        `VARIANTS` cells a step for channels and sources, one more for topics.
    subjects : pyarrow string array
        Three subjects a step, then three as replies.
    threaded, titled : array of bool
        Whether a channel's cell has threads, and subjects.
    parties : dict of str to array of int64
        `sender`, `recipients`, `copied`: places in `PARTIES`, -1 for nobody; the latter two with a second axis.
    reply, thread : array of int64
        Places in the story, or -1.
    """

    stories: dict[tuple[int, int], tuple[Story, int]]
    texts: dict[str, pa.Array]
    channels: pa.Array
    sources: pa.Array
    topics: pa.Array
    subjects: pa.Array
    threaded: NDArray[np.bool_]
    titled: NDArray[np.bool_]
    parties: dict[str, NDArray[np.int64]]
    reply: NDArray[np.int64]
    thread: NDArray[np.int64]


@cache
def catalogue() -> Catalogue:
    """Compile every story there is."""
    stories: dict[tuple[int, int], tuple[Story, int]] = {}
    steps: list[Step] = []
    for pattern in range(-1, len(PATTERNS)):
        for path in range(len(PATHS)) if pattern < 0 else paths_of(PATTERNS[pattern]):
            compiled = story(path, pattern)
            stories[path, pattern] = (compiled, len(steps))
            steps += compiled.steps
    channels = [channel for step in steps for channel in _spread(step.channel)]
    return Catalogue(
        stories=stories,
        texts={name: pa.array([text(step) or None for step in steps], pa.string()) for name, text in _TEXTS.items()},
        channels=pa.array([channel or None for channel in channels], pa.string()),
        sources=pa.array([step.source or SOURCES[channel] for step in steps for channel in _spread(step.channel)]),
        topics=pa.array([about or None for step in steps for about in (*_spread(step.about), "")], pa.string()),
        subjects=pa.array([subject for step in steps for subject in _subjects(step)], pa.string()),
        threaded=np.array([channel not in UNTHREADED for channel in channels]),
        titled=np.array([channel in {"email", "ats"} for channel in channels]),
        parties={
            "sender": np.array([_places((step.sender,), 1)[0] for step in steps], np.int64),
            "recipients": np.array([_places(step.to, 2) for step in steps], np.int64),
            "copied": np.array([_places(step.copied, 2) for step in steps], np.int64),
        },
        reply=np.concatenate([compiled.reply for compiled, _ in stories.values()]),
        thread=np.concatenate([compiled.thread for compiled, _ in stories.values()]),
    )


_TEXTS: dict[str, Callable[[Step], str]] = {
    "activity": lambda step: step.activity,
    "sender_role": lambda step: role(step.sender),
    "recipient_roles": lambda step: _roles(step.to),
    "copied_roles": lambda step: _roles(step.copied),
    "stage": lambda step: step.stage,
    "needs_reply": lambda step: step.needs_reply,
}


def _spread(alternatives: tuple[str, ...]) -> list[str]:
    return [alternatives[cell % len(alternatives)] for cell in range(VARIANTS)]


def _subjects(step: Step) -> list[str | None]:
    if not step.thread:
        return [None] * 6
    plain = SUBJECTS[step.subject]
    return [*plain, *(f"Re: {text}" for text in plain)]


def _roles(parties: Sequence[str]) -> str:
    return ";".join(role(party) for party in parties)


def _places(parties: Sequence[str], width: int) -> list[int]:
    places = [PARTIES.index(party) for party in parties if party]
    return places + [-1] * (width - len(places))


def to_table(events: Drawn, people: Cast) -> pa.Table:
    """Write events as a table.

    Returns
    -------
    pyarrow.Table
        `COLUMNS`; `timestamp` in microseconds UTC, everything else text, null where empty.
    """
    known = catalogue()
    steps = pa.array(events.step)
    row = pa.array(events.row)
    channel = events.step * VARIANTS + events.channel
    threaded = known.threaded[channel]
    replies = known.reply[events.step] >= 0  # never on a channel without threads: see `compile_story`
    threads = threaded & (known.thread[events.step] >= 0)
    first = events.number * STEPS_PER_STORY
    cells: dict[str, pa.Array] = {name: texts.take(steps) for name, texts in known.texts.items()}
    cells |= {name: _people(events, people, places) for name, places in known.parties.items()}
    cells |= {
        "event_id": event_ids(first + events.place),
        "timestamp": pa.array(events.instant * 1_000_000).cast(pa.timestamp("us", tz="UTC")),
        "case_id": people.cases.take(row),
        "channel": known.channels.take(pa.array(channel)),
        "source": known.sources.take(pa.array(channel)),
        "topics": known.topics.take(pa.array(events.step * (VARIANTS + 1) + events.topic)),
        "thread_id": _ids("t-", first + known.thread[events.step], threads),
        "in_reply_to": _ids("m-", first + known.reply[events.step], replies),
        "candidate_id": people.candidates.take(row),
        "requisition_id": people.requisitions.take(row),
        "subject": known.subjects.take(
            pa.array(events.step * 6 + 3 * replies + events.subject, mask=~(threads & known.titled[channel]))
        ),
    }
    return pa.table({name: cells[name] for name in COLUMNS})


def event_ids(numbers: NDArray[np.int64]) -> pa.Array:
    """Write the ids of events: an application's number times `STEPS_PER_STORY`, plus the place in its story."""
    return _ids("m-", numbers)


def _ids(prefix: str, numbers: NDArray[np.int64], written: NDArray[np.bool_] | None = None) -> pa.Array:
    """Write numbers as opaque ids; null where not `written`."""
    texts = pc.cast(pa.array(numbers, mask=None if written is None else ~written), pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(texts, width=8, padding="0"), "")


def _people(events: Drawn, people: Cast, places: NDArray[np.int64]) -> pa.Array:
    """Write the ids of one or two parties."""
    parties = np.atleast_2d(places[events.step].T)
    texts = [
        people.persons.take(pa.array(people.places[events.row, np.maximum(party, 0)], mask=party < 0))
        for party in parties
    ]
    if len(texts) == 1:
        return texts[0]
    return pc.coalesce(pc.binary_join_element_wise(*texts, ";"), texts[0])
