"""Scripts: what happens in an application, step by step, before anybody has a name and any day has a date.

A `Step` is one event and how long it comes after an earlier one, in working minutes; a `Segment` is a few steps that
belong together; a `Story` is a whole application, compiled to arrays. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

PARTIES: tuple[str, ...] = (
    "candidate", "recruiter", "coordinator", "hiring_manager", "interviewer", "second_interviewer", "referrer",
)  # fmt: skip
"""Who may take part in an application; a requisition names one person for each."""

UNTHREADED = frozenset({"phone", "voicemail", "text", "meeting"})
"""Channels whose exports know neither threads nor subjects."""

BEGIN = ""
"""The name of a segment's beginning, for `Step.after`."""


def role(party: str) -> str:
    """Tell the role of a party.

    Examples
    --------
    >>> role("second_interviewer")
    'interviewer'
    """
    return "interviewer" if party == "second_interviewer" else party


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a script.

    Attributes
    ----------
    name : str
        Unique in its segment.
    after : str
        The step this one follows, in the same segment; `BEGIN` for the segment's beginning.
    wait : pair of int
        Fewest and most working minutes after that step. Two zeros: at the same instant.
    sender, to, copied
        Parties.
    about : tuple of str
        One of these is drawn; a text may hold several topics, joined by `;`, or none.
    channel : tuple of str
        One of these is drawn.
    thread : str
        Name of the thread in its segment; empty where there is none. Its first step names the subject.
    reply : str
        The step that this one answers in its thread.
    source : str
        The system that the event is read from; empty: the usual one of the channel.
    evening : float
        Chance that it is put off to after the day's end; `wait` then ends with the day.
    group, chance
        Steps of one named group happen together or not at all, with this chance.
    unlabelled : bool
        Whether the topic may be missing from the log (a few percent) without making any verdict doubtful.
    """

    name: str
    after: str
    wait: tuple[int, int]
    activity: str = "message"
    sender: str = ""
    to: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    about: tuple[str, ...] = ("",)
    channel: tuple[str, ...] = ("",)
    stage: str = ""
    thread: str = ""
    reply: str = ""
    subject: str = ""
    needs_reply: str = ""
    source: str = ""
    evening: float = 0.0
    group: str = ""
    chance: float = 1.0
    unlabelled: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """What a step comes to under one rule.

    Attributes
    ----------
    step : str
        The activating event, a step of the same segment.
    rule, verdict, excuse : str
        As the analysis should put them; `excuse` is an excuse's name, a reason where the verdict is `undecided`, or
        empty.
    """

    step: str
    rule: str
    verdict: str = "violated"
    excuse: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Steps that belong together.

    Attributes
    ----------
    steps : tuple of Step
        Each after those that it names.
    end : str
        The step that the next segment follows.
    departures : tuple of Departure
        All that the analysis should find in it.
    """

    steps: tuple[Step, ...]
    end: str
    departures: tuple[Departure, ...] = ()


def moves(name: str, after: str, wait: tuple[int, int], *, group: str = "", chance: float = 1.0) -> Step:
    """Write a step in which the application enters the stage `name`."""
    return Step(
        name, after, wait, activity="stage", stage=name, channel=("ats",), source="ats", group=group, chance=chance
    )


def says(
    name: str,
    after: str,
    wait: tuple[int, int],
    parties: str,
    about: str | Sequence[str],
    *,
    channel: str | Sequence[str] = "email",
    copied: str = "",
    thread: str = "",
    reply: str = "",
    subject: str = "",
    source: str = "",
    needs_reply: str = "",
    evening: float = 0.0,
    group: str = "",
    chance: float = 1.0,
    unlabelled: bool = False,
) -> Step:
    """Write a message.

    Parameters
    ----------
    parties : str
        `candidate -> recruiter`, or several after the arrow, separated by commas.
    about, channel
        One, or several to draw from.

    Examples
    --------
    >>> says("ask", BEGIN, (30, 60), "candidate -> recruiter", "status_inquiry").to
    ('recruiter',)
    """
    sender, _, recipients = (part.strip() for part in parties.partition("->"))
    channels = (channel,) if isinstance(channel, str) else tuple(channel)
    return Step(
        name, after, wait,
        sender=sender,
        to=tuple(part.strip() for part in recipients.split(",")),
        copied=(copied,) if copied else (),
        about=(about,) if isinstance(about, str) else tuple(about),
        channel=channels,
        thread=thread or reply or name,
        reply=reply,
        subject=subject or "application",
        needs_reply=needs_reply or ("no" if sender == "recruiter" and "candidate" in recipients else ""),
        source=source,
        evening=evening, group=group, chance=chance, unlabelled=unlabelled,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """A departure in a story: `step` is a position."""

    step: int
    rule: str
    verdict: str
    excuse: str


@dataclass(frozen=True, slots=True)
class Story:
    """A whole application, compiled.

    Attributes
    ----------
    name, pattern : str
        The path through the stages, and the departure planted in it (empty for none).
    steps : tuple of Step
        All steps; a step's `thread` is unique in the story now.
    after : array of int64, shape (s,)
        Position of the step that each one follows; -1 for the application's beginning.
    fewest, spread : array of int64, shape (s,)
        Working seconds of the wait: at least, and how many more there may be.
    evening, chance : array of float64, shape (s,)
        See `Step`.
    group : array of int64, shape (s,)
        Equal for steps that happen together; the number of one of them.
    reply : array of int64, shape (s,)
        Position of the step answered, or -1.
    thread : array of int64, shape (s,)
        Position of the thread's first step, or -1.
    planted : tuple of Planted
        What the analysis should find.
    watched : array of int64
        Positions of the steps that the truth of `planted` rests on.
    """

    name: str
    pattern: str
    steps: tuple[Step, ...]
    after: NDArray[np.int64]
    fewest: NDArray[np.int64]
    spread: NDArray[np.int64]
    evening: NDArray[np.float64]
    chance: NDArray[np.float64]
    group: NDArray[np.int64]
    reply: NDArray[np.int64]
    thread: NDArray[np.int64]
    planted: tuple[Planted, ...] = ()
    watched: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def compile_story(name: str, pattern: str, segments: Iterable[Segment], *, marked: int = -1) -> Story:
    """Join segments end to end.

    Parameters
    ----------
    marked : int
        Position of the segment that holds the planted departures; -1 for none.

    Raises
    ------
    ValueError
        A step names one that does not come before it, or answers a channel without threads.
    """
    flat: list[Step] = []
    after: list[int] = []
    reply: list[int] = []
    planted: list[Planted] = []
    watched: range = range(0)
    end = -1
    for number, segment in enumerate(segments):
        places = {BEGIN: end}
        for step in segment.steps:
            _check(step, places, flat)
            places[step.name] = len(flat)
            after.append(places[step.after])
            reply.append(places[step.reply] if step.reply else -1)
            flat.append(_renamed(step, number, flat))
        planted += [Planted(places[d.step], d.rule, d.verdict, d.excuse) for d in segment.departures]
        if number == marked:
            watched = range(len(flat) - len(segment.steps), len(flat))
        end = places[segment.end]
    return _story(name, pattern, flat, after, reply, planted, watched)


def _check(step: Step, places: dict[str, int], flat: list[Step]) -> None:
    for named in (step.after, step.reply):
        if named not in places:
            raise ValueError(f"step {step.name!r} names {named!r}, which does not come before it")
    if step.reply and UNTHREADED & {*step.channel, *flat[places[step.reply]].channel}:
        raise ValueError(f"step {step.name!r} is a reply, and a channel of it or of {step.reply!r} knows no threads")


def _renamed(step: Step, segment: int, flat: list[Step]) -> Step:
    """Make thread and group unique in the story, and let a thread have one subject."""
    thread = f"{segment}.{step.thread}" if step.thread else ""
    group = f"{segment}.{step.group}" if step.group else ""
    subjects = [earlier.subject for earlier in flat if thread and earlier.thread == thread]
    return replace(step, thread=thread, group=group, subject=(*subjects, step.subject)[0])


def _story(
    name: str,
    pattern: str,
    flat: list[Step],
    after: list[int],
    reply: list[int],
    planted: list[Planted],
    watched: range,
) -> Story:
    threads: dict[str, int] = {}
    groups: dict[str, int] = {}
    for place, step in enumerate(flat):
        threads.setdefault(step.thread or f"none {place}", place)
        groups.setdefault(step.group or f"alone {place}", place)
    return Story(
        name=name,
        pattern=pattern,
        steps=tuple(flat),
        after=np.array(after, np.int64),
        fewest=np.array([step.wait[0] * 60 for step in flat], np.int64),
        spread=np.array([(step.wait[1] - step.wait[0]) * 60 for step in flat], np.int64),
        evening=np.array([step.evening for step in flat]),
        chance=np.array([step.chance for step in flat]),
        group=np.array([groups[s.group or f"alone {p}"] for p, s in enumerate(flat)], np.int64),
        reply=np.array(reply, np.int64),
        thread=np.array([threads[s.thread] if s.thread else -1 for s in flat], np.int64),
        planted=tuple(planted),
        watched=np.array(watched, np.int64),
    )
