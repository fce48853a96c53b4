"""What departs from the process, and all that the analysis should find in it.

Each segment comes with every verdict that follows from it under `process_definitions/in_house.yaml`, by-products
included: a status question to the manager breaks `status-past-recruiter` and is off the contact graph too. Some are
lookalikes: what they do is excused, or cannot be known, and the truth says so. Where they go is said in `patterns`.
"""

from __future__ import annotations

from dataclasses import replace

from analyzer.simulate.background import apply, interview, screen
from analyzer.simulate.scripts import BEGIN, Departure, Segment, Step, moves, says

_ASKS = ("status_inquiry", "next_steps")


def _past_recruiter(step: str, verdict: str = "violated", excuse: str = "") -> tuple[Departure, Departure]:
    """List what a status question to the manager comes to when no repair is in sight."""
    return (
        Departure(step, "status-past-recruiter", verdict, excuse),
        Departure(step, "contact", verdict, excuse),
    )


def _asks_manager(after: str = BEGIN, wait: tuple[int, int] = (60, 900), about: str | tuple[str, ...] = _ASKS) -> Step:
    return says("bypass", after, wait, "candidate -> hiring_manager", about, subject="question")


def _passes_on(after: str = "bypass") -> tuple[Step, Step]:
    """Let the manager hand the question to the recruiter, who answers it."""
    return (
        says("hand-on", after, (30, 300), "hiring_manager -> recruiter", "status_inquiry", channel=("email", "chat"),
             subject="question"),
        says("update", "hand-on", (30, 400), "recruiter -> candidate", "status_update", subject="application"),
    )  # fmt: skip


def _redirects(wait: tuple[int, int]) -> Step:
    return says("redirect", "bypass", wait, "hiring_manager -> candidate", "redirect", reply="bypass", thread="bypass",
                subject="question")  # fmt: skip


def _asks(name: str, after: str, wait: tuple[int, int]) -> Step:
    return says(name, after, wait, "candidate -> recruiter", _ASKS, subject="question")


def _answers(name: str, after: str, wait: tuple[int, int]) -> Step:
    return says(name, after, wait, "recruiter -> candidate", "status_update", reply=after, thread=after,
                subject="question")  # fmt: skip


def _tries(name: str, after: str, wait: tuple[int, int], channel: str = "email") -> Step:
    return says(name, after, wait, "recruiter -> candidate", "logistics", channel=channel, needs_reply="yes",
                subject="call")  # fmt: skip


def _later(after: str, wait: tuple[int, int]) -> Step:
    """Let more than five business days go by, so that no later attempt falls under an excuse of this segment."""
    return says("later", after, wait, "recruiter -> candidate", "status_update", subject="application")


# ---------------------------------------------------------------- status questions past the recruiter

BYPASS = Segment((_asks_manager(), *_passes_on()), "update", _past_recruiter("bypass"))

BYPASS_IN_THANKS = Segment(
    (
        _asks_manager(about=("thank_you;status_inquiry", "next_steps;thank_you")),
        *_passes_on(),
    ),
    "update",
    _past_recruiter("bypass"),
)

SETTLED = Segment(
    (_asks_manager(), _redirects((20, 900)), _answers("update", "bypass", (200, 900))),
    "update",
    (Departure("bypass", "status-past-recruiter", "settled"), Departure("bypass", "contact")),
)

REDIRECTED_LATE = Segment((_asks_manager(), _redirects((1000, 1900))), "redirect", _past_recruiter("bypass"))

IN_COPY = Segment(
    (
        replace(_asks_manager(), copied=("recruiter",)),
        says("in-the-open", "bypass", (30, 600), "hiring_manager -> candidate", "status_update", copied="recruiter",
             reply="bypass", thread="bypass", subject="question"),
    ),
    "in-the-open",
    (Departure("bypass", "status-past-recruiter", "excused", "recruiter-in-copy"),),
)  # fmt: skip

ASKED_BOTH = Segment(
    (
        replace(_asks_manager(), to=("recruiter", "hiring_manager")),
        _answers("update", "bypass", (30, 800)),
    ),
    "update",
    (Departure("bypass", "status-past-recruiter", "excused", "recruiter-in-copy"),),
)

MANAGER_WROTE_FIRST = Segment(
    (
        says("opens", BEGIN, (60, 600), "hiring_manager -> candidate", "role_question", subject="role"),
        says("bypass", "opens", (30, 600), "candidate -> hiring_manager", ("role_question;status_inquiry", *_ASKS),
             reply="opens", thread="opens", subject="role"),
    ),
    "bypass",
    _past_recruiter("bypass", "excused", "manager-wrote-first"),
)  # fmt: skip

RECRUITER_SILENT = Segment(
    (
        _asks("first", BEGIN, (60, 400)),
        _asks("second", "first", (500, 1400)),
        _asks_manager("first", (2420, 3300)),
        _answers("update", "second", (3400, 4200)),
    ),
    "update",
    (
        Departure("first", "answer-the-candidate"),
        Departure("second", "answer-the-candidate"),
        *_past_recruiter("bypass", "excused", "recruiter-silent"),
    ),
)

TOO_SOON = Segment(
    (
        _asks("first", BEGIN, (60, 400)),
        _asks_manager("first", (1000, 1500)),
        _answers("update", "first", (1600, 2200)),
    ),
    "update",
    (Departure("first", "answer-the-candidate"), *_past_recruiter("bypass")),
)

WENT_ROUND = Segment(
    (
        _tries("try", BEGIN, (60, 400)),
        _asks_manager("try", (200, 900)),
        says("reply", "try", (1000, 1900), "candidate -> recruiter", "logistics", reply="try", thread="try",
             subject="call"),
    ),
    "reply",
    (
        Departure("try", "answer-the-recruiter"),
        *_past_recruiter("bypass"),
        Departure("bypass", "went-round-while-asked"),
    ),
)  # fmt: skip

WENT_ROUND_AND_ANSWERED = Segment(
    (
        _tries("try", BEGIN, (60, 400)),
        _asks_manager("try", (200, 600)),
        says("reply", "bypass", (30, 300), "candidate -> recruiter", "logistics", reply="try", thread="try",
             subject="call"),
    ),
    "reply",
    (*_past_recruiter("bypass"), Departure("bypass", "went-round-while-asked")),
)  # fmt: skip

NO_TOPIC = Segment(
    (_asks_manager(about=""), _later("bypass", (2450, 2900))),
    "later",
    _past_recruiter("bypass", "undecided", "topic-unknown"),
)

NO_THREAD = Segment(
    (replace(_asks_manager(), channel=("text",)),),
    "bypass",
    _past_recruiter("bypass", "undecided", "thread-unknown"),
)

# ---------------------------------------------------------------- other ways off the contact graph

ASKS_INTERVIEWER = Segment(
    (
        says("bypass", BEGIN, (60, 900), "candidate -> interviewer", _ASKS, subject="question"),
        says("redirect", "bypass", (30, 600), "interviewer -> candidate", "redirect", reply="bypass", thread="bypass",
             subject="question"),
    ),
    "redirect",
    (Departure("bypass", "contact"),),
)  # fmt: skip

EARLY_CONTACT = Segment(
    (
        *screen(asks=False).steps,
        says("bypass", "call", (30, 400), "candidate -> hiring_manager", "role_question", subject="role"),
    ),
    "decide",
    (Departure("bypass", "contact"),),
)

TERMS_TO_MANAGER = Segment(
    (
        says("bypass", BEGIN, (20, 300), "candidate -> hiring_manager", "offer_terms", subject="offer"),
        _redirects((30, 400)),
    ),
    "redirect",
    (Departure("bypass", "contact"),),
)

MANAGER_GIVES_STATUS = Segment(
    (
        says("note", BEGIN, (20, 300), "candidate -> hiring_manager", "thank_you", subject="thanks"),
        says("tells", "note", (30, 600), "hiring_manager -> candidate", ("status_update", "next_steps", "hold_notice"),
             reply="note", thread="note", subject="thanks"),
    ),
    "tells",
    (Departure("tells", "manager-gives-status"), Departure("tells", "contact")),
)  # fmt: skip

MANAGER_NAMES_TERMS = Segment(
    (says("tells", BEGIN, (20, 300), "hiring_manager -> candidate", "offer_terms", channel=("email", "text"),
          subject="offer"),),
    "tells",
    (Departure("tells", "manager-gives-status"), Departure("tells", "contact")),
)  # fmt: skip

COORDINATOR_TELLS = Segment(
    (
        says("times", BEGIN, (20, 300), "candidate -> coordinator", "scheduling", subject="times"),
        says("tells", "times", (30, 600), "coordinator -> candidate", "scheduling;status_update", reply="times",
             thread="times", subject="times"),
    ),
    "tells",
    (Departure("tells", "contact"),),
)  # fmt: skip

APPLICATION_TO_MANAGER = Segment(
    (
        *apply(asks=False).steps,
        says("bypass", "submit", (30, 400), "candidate -> hiring_manager", "application_submission",
             subject="application"),
        says("hand-on", "bypass", (30, 400), "hiring_manager -> recruiter", "application_submission",
             subject="application"),
    ),
    "applied",
    (Departure("bypass", "contact"),),
)  # fmt: skip

INTERVIEWER_TELLS = Segment(
    (
        says("note", BEGIN, (20, 300), "candidate -> interviewer", "thank_you", subject="thanks"),
        says("tells", "note", (30, 600), "interviewer -> candidate", "next_steps", reply="note", thread="note",
             subject="thanks"),
    ),
    "tells",
    (Departure("tells", "contact"),),
)  # fmt: skip

LEAK_BY_COORDINATOR = Segment(
    (
        says("mention", BEGIN, (30, 600), "candidate -> coordinator", "scheduling;status_inquiry", subject="times"),
        says("leak", "mention", (30, 900), "coordinator -> hiring_manager", "scheduling;status_inquiry",
             subject="times"),
    ),
    "leak",
    (Departure("leak", "status-leaks-round"),),
)  # fmt: skip

LEAK_OFF_GRAPH = Segment(
    (
        says("mention", BEGIN, (30, 600), "candidate -> coordinator", "status_inquiry", subject="question"),
        says("leak", "mention", (30, 900), "coordinator -> hiring_manager", "status_inquiry", subject="question"),
    ),
    "leak",
    (Departure("mention", "contact"), Departure("leak", "contact"), Departure("leak", "status-leaks-round")),
)

LEAK_BY_INTERVIEWER = Segment(
    (
        says("mention", BEGIN, (30, 600), "candidate -> interviewer", "next_steps", subject="question"),
        says("leak", "mention", (30, 900), "interviewer -> hiring_manager", "next_steps", channel=("email", "chat"),
             subject="question"),
    ),
    "leak",
    (Departure("mention", "contact"), Departure("leak", "status-leaks-round")),
)  # fmt: skip

LEAK_BY_REFERRER = Segment(
    (
        says("mention", BEGIN, (30, 600), "candidate -> referrer", "status_inquiry", channel=("email", "chat"),
             subject="question"),
        says("leak", "mention", (30, 900), "referrer -> hiring_manager", "status_inquiry", channel=("email", "chat"),
             subject="question"),
    ),
    "leak",
    (Departure("leak", "contact"), Departure("leak", "status-leaks-round")),
)  # fmt: skip

# ---------------------------------------------------------------- duties

NO_ANSWER = Segment(
    (
        _tries("try", BEGIN, (60, 400)),
        _tries("again", "try", (500, 900), channel="voicemail"),
        says("reply", "again", (1000, 1600), "candidate -> recruiter", "logistics", subject="call"),
    ),
    "reply",
    (Departure("try", "answer-the-recruiter"), Departure("again", "answer-the-recruiter")),
)

AWAY = Segment(
    (
        _tries("try", BEGIN, (60, 400)),
        says("automatic", "try", (1, 2), "candidate -> recruiter", "out_of_office", reply="try", thread="try",
             subject="call"),
        _tries("again", "try", (480, 900)),
        says("back", "again", (1000, 1700), "candidate -> recruiter", "logistics", reply="again", thread="again",
             subject="call"),
        _later("back", (1000, 1500)),
    ),
    "later",
    (Departure("again", "answer-the-recruiter", "excused", "away"),),
)  # fmt: skip

RECRUITER_LATE = Segment(
    (_asks("ask", BEGIN, (60, 600)), _answers("update", "ask", (1000, 2200))),
    "update",
    (Departure("ask", "answer-the-candidate"),),
)

CHASING = Segment(
    (
        _asks("ask-1", BEGIN, (30, 200)),
        _answers("answer-1", "ask-1", (20, 130)),
        _asks("ask-2", "ask-1", (150, 350)),
        _answers("answer-2", "ask-2", (20, 130)),
        _asks("ask-3", "ask-2", (150, 350)),
        _answers("answer-3", "ask-3", (20, 130)),
        _asks("ask-4", "ask-3", (150, 350)),
        _answers("answer-4", "ask-4", (20, 130)),
        _asks("ask-5", "ask-4", (150, 350)),
        _answers("answer-5", "ask-5", (20, 130)),
    ),
    "answer-5",
    (Departure("ask-4", "chasing"), Departure("ask-5", "chasing")),
)


def _of(segment: Segment, *departures: Departure) -> Segment:
    return replace(segment, departures=departures)


FEEDBACK_LATE = _of(
    interview(asks=False, feedback=(1000, 2200)),
    Departure("meet", "feedback-after-interview"),
)
MANAGER_FEEDBACK_LATE = _of(
    interview(asks=False, enter=False, by="hiring_manager", feedback=(1000, 2200)),
    Departure("meet", "feedback-after-interview"),
)
FEEDBACK_MISSING = _of(interview(asks=False, feedback=None), Departure("meet", "feedback-after-interview"))
COACHING_LATE = _of(interview(asks=False, coached=(1000, 2000)), Departure("feedback", "coach-after-feedback"))
COACHING_MISSING = _of(interview(asks=False, coached=None), Departure("feedback", "coach-after-feedback"))

RECRUITER_UNHEARD = Segment(
    (
        moves("applied", BEGIN, (0, 0)),
        says("submit", "applied", (0, 0), "candidate -> recruiter", "application_submission", channel="ats"),
        says("refer", "applied", (30, 400), "referrer -> hiring_manager", "referral", subject="referral"),
        says("pass-on", "refer", (20, 400), "hiring_manager -> recruiter", "referral", subject="referral"),
        moves("screening", "pass-on", (20, 400)),
        *(replace(step, after=step.after or "screening") for step in interview(asks=False).steps),
    ),
    "coach",
    (Departure("meet", "recruiter-before-interview"),),
)

# ---------------------------------------------------------------- stages

APPLIED_LONG = Segment(
    (
        *apply(asks=False).steps,
        says("wait", "applied", (2400, 3200), "recruiter -> candidate", "hold_notice", subject="application"),
    ),
    "wait",
    (Departure("applied", "stage-time"),),
)
SCREENED_LONG = _of(screen(asks=False, decided=(4900, 5800)), Departure("screening", "stage-time"))
NOT_SCREENED = _of(interview(asks=False), Departure("interview", "stage-order"))
