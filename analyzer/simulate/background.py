"""What goes as it should: the segments of an application that keeps to the in-house process.

Every wait is short enough that the rules of `process_definitions/in_house.yaml` hold by construction, the longest
draws, evenings and weekends included: an answer that is due within two business days (960 working minutes) takes at
most 940, and one that may be put off to the end of a day at most 940 less a day. A topic may be missing only where no
reading of it would change a verdict: on messages of the recruiter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from analyzer.simulate.scripts import BEGIN, Segment, Step, moves, says

_EVENING = 0.3
_QUESTIONS = ("status_inquiry", "status_inquiry", "next_steps")


def apply(*, asks: bool = True) -> Segment:
    """Application, acknowledgement, now and then a referral or a first question."""
    steps = [
        moves("applied", BEGIN, (0, 0)),
        says("submit", "applied", (0, 0), "candidate -> recruiter", "application_submission", channel="ats"),
        says("acknowledge", "submit", (2, 240), "recruiter -> candidate", "status_update", channel="ats",
             reply="submit", thread="submit", unlabelled=True),
        says("refer", "applied", (30, 400), "referrer -> hiring_manager", "referral", subject="referral",
             group="referral", chance=0.15),
        says("pass-on", "refer", (20, 400), "hiring_manager -> recruiter", "referral", thread="passed-on",
             subject="referral", group="referral", chance=0.15),
    ]  # fmt: skip
    return Segment((*steps, *(_question("applied", (260, 500), chance=0.3) if asks else ())), end="applied")


def _question(after: str, wait: tuple[int, int], *, chance: float) -> tuple[Step, Step]:
    """Let the candidate ask the recruiter, and the recruiter answer in time."""
    return (
        says("ask", after, wait, "candidate -> recruiter", _QUESTIONS, subject="question", evening=_EVENING,
             group="ask", chance=chance),
        says("answer", "ask", (20, 700), "recruiter -> candidate", "status_update", reply="ask", thread="ask",
             subject="question", group="ask", chance=chance, unlabelled=True),
    )  # fmt: skip


def screen(*, asks: bool = True, moved: tuple[int, int] = (500, 1900), decided: tuple[int, int] = (60, 700)) -> Segment:
    """Screening call, and what the recruiter and the hiring manager make of it.

    Parameters
    ----------
    asks : bool
        Whether the candidate may ask where things stand.
    moved : pair of int
        When the application enters the stage, in working minutes.
    decided : pair of int
        When the hiring manager answers the recruiter's summary.
    """
    steps = (
        moves("screening", BEGIN, moved),
        says("invite", "screening", (5, 120), "recruiter -> candidate", "scheduling", needs_reply="yes",
             subject="call"),
        says("retry", "invite", (150, 400), "recruiter -> candidate", "scheduling", channel=("voicemail", "text"),
             needs_reply="yes", group="retry", chance=0.2),
        says("call-back", "retry", (15, 430), "candidate -> recruiter", "scheduling", channel=("phone", "text"),
             group="retry", chance=0.2),
        says("accept", "invite", (20, 450), "candidate -> recruiter", "scheduling", reply="invite", thread="invite",
             subject="call", evening=_EVENING),
        says("call", "accept", (240, 900), "recruiter -> candidate", ("role_question", "logistics"), channel="phone",
             unlabelled=True),
        says("documents", "call", (30, 400), "candidate -> coordinator", "materials", subject="documents",
             evening=_EVENING, group="documents", chance=0.2),
        says("brief", "call", (20, 300), "recruiter -> hiring_manager", "status_update", channel=("email", "chat"),
             subject="summary", unlabelled=True),
        says("decide", "brief", decided, "hiring_manager -> recruiter", "status_update", channel=("email", "chat"),
             thread="decision", subject="summary"),
    )  # fmt: skip
    return Segment((*steps, *(_question("call", (480, 900), chance=0.2) if asks else ())), end="decide")


def interview(
    *,
    asks: bool = True,
    enter: bool = True,
    by: str = "interviewer",
    feedback: tuple[int, int] | None = (45, 800),
    coached: tuple[int, int] | None = (30, 800),
) -> Segment:
    """One round: a time is found, the interview takes place, feedback comes back and is passed on.

    Parameters
    ----------
    enter : bool
        Whether the application enters the stage with it (the first round).
    by : str
        Who holds the interview.
    feedback, coached : pair of int or None
        When the recruiter has the feedback, and when the candidate has it after that; None for never.
    """
    opening = (moves("interview", BEGIN, (20, 800)),) if enter else ()
    arranged = _arranged("interview" if enter else BEGIN, by)
    after = list(_afterwards(by))
    if asks:
        after += _question("meet", (480, 960), chance=0.3)
    if feedback is None:
        after.append(_update("meet", (1500, 2200)))
        return Segment((*opening, *arranged, *after), end="update")
    after.append(_feedback(by, feedback))
    if coached is None:
        after.append(_update("feedback", (1000, 1600)))
        return Segment((*opening, *arranged, *after), end="update")
    after.append(
        says("coach", "feedback", coached, "recruiter -> candidate", ("coaching", "feedback;coaching"),
             channel=("email", "email", "phone"), subject="after")
    )  # fmt: skip
    return Segment((*opening, *arranged, *after), end="coach")


def _feedback(by: str, wait: tuple[int, int]) -> Step:
    """Let the recruiter have the feedback, or a copy of it."""
    if by == "second_interviewer":
        return says("feedback", "meet", wait, f"{by} -> hiring_manager", "feedback", copied="recruiter",
                    subject="feedback")  # fmt: skip
    return says("feedback", "meet", wait, f"{by} -> recruiter", "feedback", channel=("email", "ats"),
                subject="feedback")  # fmt: skip


def _update(after: str, wait: tuple[int, int]) -> Step:
    return says("update", after, wait, "recruiter -> candidate", "status_update", subject="after")


def _arranged(after: str, by: str) -> tuple[Step, ...]:
    """Find a time and meet."""
    return (
        says("hand-over", after, (5, 120), "recruiter -> coordinator", "scheduling", channel=("chat", "email"),
             subject="times", unlabelled=True),
        says("ask-times", "hand-over", (10, 240), "coordinator -> candidate", "scheduling", subject="times"),
        says("give-times", "ask-times", (30, 600), "candidate -> coordinator", "scheduling", reply="ask-times",
             thread="ask-times", subject="times", evening=_EVENING),
        says("ask-panel", "give-times", (10, 200), f"coordinator -> {by}", "scheduling", copied=_other(by),
             subject="times"),
        says("panel-free", "ask-panel", (10, 300), f"{by} -> coordinator", "scheduling", reply="ask-panel",
             thread="ask-panel", subject="times"),
        says("invite", "panel-free", (5, 120), f"coordinator -> candidate, {by}", "scheduling", source="calendar",
             subject="invitation"),
        says("question", "invite", (60, 240), f"candidate -> {by}", "role_question", subject="role", evening=_EVENING,
             group="question", chance=0.15),
        says("explain", "question", (20, 300), f"{by} -> candidate", ("role_answer", "role_answer;thank_you"),
             reply="question", thread="question", subject="role", group="question", chance=0.15),
        Step("meet", "invite", (480, 2200), activity="interview", sender=by, to=("candidate",),
             channel=("meeting", "meeting", "phone"), source="calendar"),
    )  # fmt: skip


def _other(by: str) -> str:
    return "recruiter" if by == "hiring_manager" else "hiring_manager"


def _afterwards(by: str) -> tuple[Step, ...]:
    """Thanks to who held the interview, now and then to somebody who is away, and a word inside the panel."""
    away = "interviewer" if by == "hiring_manager" else "hiring_manager"
    panel = "hiring_manager -> interviewer" if by == "hiring_manager" else f"{by} -> hiring_manager"
    return (
        says("thanks", "meet", (40, 420), f"candidate -> {by}", ("thank_you", "thank_you", "thank_you;role_question"),
             subject="thanks", evening=_EVENING, group="thanks", chance=0.6),
        says("thanks-too", "meet", (60, 600), f"candidate -> {away}", "thank_you", subject="thanks",
             group="away", chance=0.06),
        says("automatic", "thanks-too", (1, 2), f"{away} -> candidate", "out_of_office", reply="thanks-too",
             thread="thanks-too", subject="thanks", group="away", chance=0.06),
        says("debrief", "meet", (30, 500), panel, "feedback", channel=("chat", "email"), subject="feedback",
             group="debrief", chance=0.5),
    )  # fmt: skip


def offer() -> Segment:
    """Offer, terms by way of the recruiter, and the answer."""
    return Segment(
        (
            moves("offer", BEGIN, (120, 1200)),
            says("tell", "offer", (10, 200), "recruiter -> candidate", "offer_terms", channel="phone"),
            says("letter", "tell", (20, 200), "recruiter -> candidate", "offer_terms", needs_reply="yes",
                 subject="offer"),
            says("terms", "letter", (20, 200), "candidate -> recruiter", "offer_terms", reply="letter",
                 thread="letter", subject="offer", group="terms", chance=0.5),
            says("explain", "terms", (20, 200), "recruiter -> candidate", "offer_terms", reply="terms",
                 thread="letter", subject="offer", group="terms", chance=0.5),
            says("reply", "letter", (420, 460), "candidate -> recruiter", "offer_terms", reply="letter",
                 thread="letter", subject="offer", evening=_EVENING),
        ),
        end="reply",
    )  # fmt: skip


def hired() -> Segment:
    """Accept the offer."""
    return Segment(
        (
            says("accept", BEGIN, (60, 900), "candidate -> recruiter", "acceptance", subject="offer",
                 evening=_EVENING),
            says("tell", "accept", (10, 300), "recruiter -> hiring_manager", "status_update", subject="summary"),
            moves("hired", "accept", (30, 600)),
            says("welcome", "hired", (30, 900), "recruiter -> candidate", "logistics", subject="first-day",
                 unlabelled=True),
        ),
        end="welcome",
    )  # fmt: skip


def rejected() -> Segment:
    """Decline; now and then the candidate writes to the manager after that, which no rule judges."""
    return Segment(
        (
            moves("rejected", BEGIN, (300, 1400)),
            says("decline", "rejected", (0, 0), "recruiter -> candidate", "status_update", channel=("email", "ats"),
                 subject="application", unlabelled=True),
            says("regret", "decline", (60, 900), "candidate -> recruiter", "thank_you", subject="thanks",
                 evening=_EVENING, group="regret", chance=0.2),
            says("why", "decline", (300, 2000), "candidate -> hiring_manager", ("status_inquiry", "next_steps"),
                 subject="question", evening=_EVENING, group="why", chance=0.04),
        ),
        end="decline",
    )  # fmt: skip


def withdrawn() -> Segment:
    """Withdraw the application."""
    return Segment(
        (
            says("withdraw", BEGIN, (60, 900), "candidate -> recruiter", "withdrawal", subject="application",
                 evening=_EVENING),
            moves("withdrawn", "withdraw", (15, 400)),
        ),
        end="withdrawn",
    )  # fmt: skip


def withdrawn_while_asked() -> Segment:
    """Withdraw while the recruiter still waits for an answer: the duty lapses."""
    return Segment(
        (
            says("try", BEGIN, (60, 400), "recruiter -> candidate", "logistics", channel=("email", "voicemail"),
                 needs_reply="yes", subject="call"),
            moves("withdrawn", "try", (120, 800)),
        ),
        end="withdrawn",
    )  # fmt: skip


def on_hold() -> Segment:
    """Rest, with a word of it from the recruiter; the application stays open."""
    return Segment(
        (
            says("hold", BEGIN, (60, 900), "recruiter -> candidate", "hold_notice", subject="application"),
            says("noted", "hold", (60, 600), "candidate -> recruiter", "thank_you", reply="hold", thread="hold",
                 subject="application", evening=_EVENING),
            says("still", "noted", (2400, 3600), "recruiter -> candidate", "hold_notice", subject="application"),
        ),
        end="still",
    )  # fmt: skip


def adjustment() -> Segment:
    """Ask for an adjustment: protected, so that no rule may ever speak of it, whoever it goes to."""
    return Segment(
        (
            says("request", BEGIN, (20, 300), "candidate -> recruiter, hiring_manager", "accommodation",
                 subject="visit", evening=_EVENING),
            says("grant", "request", (30, 600), "recruiter -> candidate", "accommodation", reply="request",
                 thread="request", subject="visit"),
            says("repeat", "grant", (60, 400), "candidate -> hiring_manager", "accommodation;status_inquiry",
                 subject="visit"),
        ),
        end=BEGIN,  # beside what follows: the request is no reason to wait
    )  # fmt: skip


def concern() -> Segment:
    """Raise a concern past the recruiter: protected as well."""
    return Segment(
        (
            says("raise", BEGIN, (20, 600), "candidate -> hiring_manager", ("complaint", "complaint;next_steps"),
                 subject="visit", evening=_EVENING),
            says("receipt", "raise", (30, 600), "hiring_manager -> candidate", "complaint", reply="raise",
                 thread="raise", subject="visit"),
        ),
        end="receipt",
    )  # fmt: skip


def _round(**fixed: object) -> Callable[..., Segment]:
    def build(*, asks: bool = True) -> Segment:
        return interview(asks=asks, **fixed)  # type: ignore[arg-type]

    return build


def _plain(build: Callable[[], Segment]) -> Callable[..., Segment]:
    """Give a segment without questions the same call as the others."""

    def same(*, asks: bool = True) -> Segment:
        return build()

    return same


SEGMENTS: Mapping[str, Callable[..., Segment]] = MappingProxyType(
    {
        "apply": apply,
        "screen": screen,
        "round-1": _round(),
        "round-2": _round(enter=False, by="hiring_manager"),
        "round-3": _round(enter=False, by="second_interviewer"),
        "offer": _plain(offer),
        "hired": _plain(hired),
        "rejected": _plain(rejected),
        "withdrawn": _plain(withdrawn),
        "lapsed": _plain(withdrawn_while_asked),
        "on-hold": _plain(on_hold),
        "adjustment": _plain(adjustment),
        "concern": _plain(concern),
    }
)
"""Builders by name; each takes `asks`."""

PATHS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (110, ("apply", "rejected")),
    (220, ("apply", "screen", "rejected")),
    (25, ("apply", "screen", "withdrawn")),
    (20, ("apply", "screen", "lapsed")),
    (195, ("apply", "screen", "round-1", "rejected")),
    (18, ("apply", "screen", "adjustment", "round-1", "rejected")),
    (17, ("apply", "screen", "round-1", "concern", "rejected")),
    (30, ("apply", "screen", "round-1", "withdrawn")),
    (15, ("apply", "screen", "round-1", "lapsed")),
    (20, ("apply", "screen", "round-1", "on-hold")),
    (130, ("apply", "screen", "round-1", "round-2", "rejected")),
    (25, ("apply", "screen", "round-1", "round-2", "round-3", "rejected")),
    (90, ("apply", "screen", "round-1", "round-2", "offer", "hired")),
    (25, ("apply", "screen", "round-1", "round-2", "offer", "withdrawn")),
    (60, ("apply", "screen", "round-1", "round-2", "round-3", "offer", "hired")),
)
"""The ways through the stages and how many applications in a thousand take each."""
