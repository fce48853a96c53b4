"""Which departure goes where: patterns, how often each is shown, and the stories they make of the paths.

The segments themselves are in `departures`; nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from analyzer.simulate import departures
from analyzer.simulate.background import PATHS, SEGMENTS
from analyzer.simulate.scripts import Segment, Story, compile_story


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of departure.

    Attributes
    ----------
    name : str
    share : int
        How many applications in ten thousand are meant to show it.
    hook : str
        The segment that it touches; only paths that have it can show the pattern.
    place : {"after", "instead"}
        Where it goes.
    segment : Segment
    note : str
        What happens, for people.
    without : tuple of str
        Segments that are left out of the path.
    """

    name: str
    share: int
    hook: str
    place: Literal["after", "instead"]
    segment: Segment
    note: str
    without: tuple[str, ...] = ()


_ROUND = "round-1"

PATTERNS: tuple[Pattern, ...] = (
    Pattern("status-bypass", 165, _ROUND, "after", departures.BYPASS, "asks the hiring manager where things stand"),
    Pattern(
        "status-bypass-in-thanks",
        60,
        _ROUND,
        "after",
        departures.BYPASS_IN_THANKS,
        "a thank-you that also asks for news",
    ),
    Pattern(
        "status-bypass-redirected",
        105,
        _ROUND,
        "after",
        departures.SETTLED,
        "asks the manager, who redirects within 2 business days",
    ),
    Pattern(
        "status-bypass-redirected-late",
        40,
        _ROUND,
        "after",
        departures.REDIRECTED_LATE,
        "asks the manager, who redirects too late",
    ),
    Pattern(
        "recruiter-in-copy", 90, _ROUND, "after", departures.IN_COPY, "asks the manager with the recruiter in copy"
    ),
    Pattern(
        "asked-both", 45, _ROUND, "after", departures.ASKED_BOTH, "asks the recruiter and the manager in one message"
    ),
    Pattern(
        "manager-wrote-first",
        90,
        _ROUND,
        "after",
        departures.MANAGER_WROTE_FIRST,
        "answers a thread the manager opened",
    ),
    Pattern(
        "recruiter-silent",
        90,
        _ROUND,
        "after",
        departures.RECRUITER_SILENT,
        "writes to the manager after two unanswered questions and over 5 business days",
    ),
    Pattern(
        "too-soon",
        60,
        _ROUND,
        "after",
        departures.TOO_SOON,
        "writes to the manager after one unanswered question and less than 5 business days",
    ),
    Pattern(
        "went-round",
        75,
        _ROUND,
        "after",
        departures.WENT_ROUND,
        "writes to the manager, and answers the recruiter too late",
    ),
    Pattern(
        "went-round-answered",
        40,
        _ROUND,
        "after",
        departures.WENT_ROUND_AND_ANSWERED,
        "writes to the manager first, but answers the recruiter in time",
    ),
    Pattern(
        "no-topic",
        40,
        _ROUND,
        "after",
        departures.NO_TOPIC,
        "a message to the manager whose topic the log does not say",
    ),
    Pattern("no-thread", 40, _ROUND, "after", departures.NO_THREAD, "a text to the manager; texts have no thread"),
    Pattern("asks-interviewer", 45, _ROUND, "after", departures.ASKS_INTERVIEWER, "asks an interviewer for news"),
    Pattern(
        "early-contact", 60, "screen", "instead", departures.EARLY_CONTACT, "writes to the manager before any interview"
    ),
    Pattern("terms-to-manager", 60, "offer", "after", departures.TERMS_TO_MANAGER, "discusses terms with the manager"),
    Pattern(
        "manager-gives-status",
        105,
        _ROUND,
        "after",
        departures.MANAGER_GIVES_STATUS,
        "the manager tells, in a thank-you",
    ),
    Pattern(
        "interviewer-tells", 40, _ROUND, "after", departures.INTERVIEWER_TELLS, "an interviewer says what happens next"
    ),
    Pattern(
        "leak-by-coordinator", 50, _ROUND, "after", departures.LEAK_BY_COORDINATOR, "news asked in a scheduling mail"
    ),
    Pattern("leak-off-graph", 30, _ROUND, "after", departures.LEAK_OFF_GRAPH, "news asked by way of the coordinator"),
    Pattern(
        "leak-by-interviewer",
        35,
        _ROUND,
        "after",
        departures.LEAK_BY_INTERVIEWER,
        "news asked by way of an interviewer",
    ),
    Pattern(
        "no-answer", 120, _ROUND, "after", departures.NO_ANSWER, "two attempts of the recruiter, answered too late"
    ),
    Pattern("away", 75, _ROUND, "after", departures.AWAY, "an automatic reply says that the candidate is away"),
    Pattern("recruiter-late", 270, _ROUND, "after", departures.RECRUITER_LATE, "a status question answered too late"),
    Pattern("chasing", 60, _ROUND, "after", departures.CHASING, "five status questions in a week, all answered"),
    Pattern(
        "feedback-late", 195, _ROUND, "instead", departures.FEEDBACK_LATE, "feedback of an interviewer comes too late"
    ),
    Pattern(
        "manager-feedback-late",
        90,
        "round-2",
        "instead",
        departures.MANAGER_FEEDBACK_LATE,
        "feedback of the hiring manager comes too late",
    ),
    Pattern(
        "feedback-missing", 105, _ROUND, "instead", departures.FEEDBACK_MISSING, "no feedback reaches the recruiter"
    ),
    Pattern("coaching-late", 120, _ROUND, "instead", departures.COACHING_LATE, "feedback is passed on too late"),
    Pattern("coaching-missing", 75, _ROUND, "instead", departures.COACHING_MISSING, "feedback is not passed on"),
    Pattern(
        "applied-long", 105, "apply", "instead", departures.APPLIED_LONG, "more than 5 business days before screening"
    ),
    Pattern(
        "screened-long", 90, "screen", "instead", departures.SCREENED_LONG, "more than 10 business days in screening"
    ),
    Pattern(
        "not-screened",
        45,
        _ROUND,
        "instead",
        departures.NOT_SCREENED,
        "from applied to interview directly",
        without=("screen",),
    ),
    Pattern("manager-names-terms", 60, "offer", "after", departures.MANAGER_NAMES_TERMS, "the manager names terms"),
    Pattern("coordinator-tells", 45, _ROUND, "after", departures.COORDINATOR_TELLS, "the coordinator passes news on"),
    Pattern(
        "application-to-manager",
        45,
        "apply",
        "instead",
        departures.APPLICATION_TO_MANAGER,
        "applies to the manager too",
    ),
    Pattern("leak-by-referrer", 35, _ROUND, "after", departures.LEAK_BY_REFERRER, "news asked by way of a referrer"),
    Pattern(
        "recruiter-unheard",
        45,
        _ROUND,
        "instead",
        departures.RECRUITER_UNHEARD,
        "no word from the recruiter before the interview",
        without=("apply", "screen"),
    ),
)
"""All patterns. The order is part of the output's identity: add new ones at the end."""

_LEFT_ALONE = frozenset({"adjustment", "concern", "lapsed"})


def paths_of(pattern: Pattern) -> tuple[int, ...]:
    """Find the paths (positions in `PATHS`) that can show a pattern.

    Those with protected messages, or with a duty that lapses, are left alone, so that what they show is nothing.
    """
    return tuple(
        number for number, (_, path) in enumerate(PATHS) if pattern.hook in path and not _LEFT_ALONE.intersection(path)
    )


@cache
def story(path: int, pattern: int) -> Story:
    """Compile one path with one pattern.

    Parameters
    ----------
    path : int
        Position in `PATHS`.
    pattern : int
        Position in `PATTERNS`, or -1 for an application that keeps to the process.
    """
    names = PATHS[path][1]
    if pattern < 0:
        return compile_story(" ".join(names), "", [SEGMENTS[name]() for name in names])
    planted = PATTERNS[pattern]
    segments: list[Segment] = []
    marked = -1
    for name in names:
        if name in planted.without:
            continue
        if name != planted.hook or planted.place == "after":
            segments.append(SEGMENTS[name](asks=False))
        if name == planted.hook:
            marked = len(segments)
            segments.append(planted.segment)
    return compile_story(" ".join(names), planted.name, segments, marked=marked)
