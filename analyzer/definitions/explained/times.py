"""Remarks on stages and limits."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code


def _stages(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("stages:", *(f"  {line}" for line in lines)))


def _within(within: str, *more: str) -> str:
    return "".join(
        f"{line}\n"
        for line in (
            "rules:",
            "  r:",
            "    require: {from: recruiter, to: candidate}",
            "    after: {from: candidate, to: recruiter}",
            f"    within: {within}",
            *(f"    {line}" for line in more),
        )
    )


TIMES: tuple[Code, ...] = (
    Code(
        "D203",
        "Stage out of reach",
        "No chain of transitions leads from the first stage to this one.",
        "warning",
        _stages(
            "applied: {next: [interview]}",
            "interview: {next: [hired]}",
            "hired: {closes: true}",
            "offer: {next: [hired]}",
        ),
        _stages(
            "applied: {next: [interview]}",
            "interview: {next: [offer]}",
            "offer: {next: [hired]}",
            "hired: {closes: true}",
        ),
    ),
    Code(
        "D204",
        "Stage without an end",
        "No stage follows, or none that ever leads to one that closes the case, and the stage itself does not close "
        "it.",
        "warning",
        _stages("applied: {next: [interview]}", "interview: {at_most: 3 weeks}"),
        _stages(
            "applied: {next: [interview]}", "interview: {next: [hired], at_most: 3 weeks}", "hired: {closes: true}"
        ),
    ),
    Code(
        "D224",
        "Closing stage that leads on",
        "A case is closed from its first event into a stage that closes, whatever comes later. What may follow is "
        "still checked by `stage-order`, but no other rule looks at it.",
        "warning",
        _stages("applied: {next: [hired]}", "hired: {closes: true, next: [applied]}"),
        _stages("applied: {next: [hired]}", "hired: {closes: true}"),
    ),
    Code(
        "D225",
        "Closing stage with a limit",
        "A case stays in the stage that closes it, so that every closed case exceeds the limit sooner or later.",
        "error",
        _stages("applied: {next: [hired]}", "hired: {closes: true, at_most: 5 days}"),
        _stages("applied: {next: [hired], at_most: 5 days}", "hired: {closes: true}"),
    ),
    Code(
        "D226",
        "Window that never opens",
        "Whenever the question comes, `within` is over before `not_before` is, at least in a week without holidays.",
        "error",
        _within("12 hours", "not_before: 2 business days"),
        _within("5 business days", "not_before: 2 business days"),
    ),
    Code(
        "D227",
        "Window that does not always open",
        "For questions at some times of the week, `within` is over before `not_before` is. One is named.",
        "warning",
        _within("2 days", "not_before: 1 business day"),
        _within("2 business days", "not_before: 1 business day"),
    ),
    Code(
        "D228",
        "Window of one moment",
        "`within` and `not_before` are equal: the answer would have to come at that very moment.",
        "warning",
        _within("1 day", "not_before: 1 day"),
        _within("2 days", "not_before: 1 day"),
    ),
    Code(
        "D229",
        "Limit shorter than the time off",
        "The limit counts time by the clock, and the calendar has a longer time off: asked at its beginning, the "
        "answer is due before anybody is back. Fine where that is meant.",
        "note",
        _within("24 hours"),
        _within("1 business day"),
    ),
    Code(
        "D230",
        "Working hours counted like the clock's",
        "24 business hours are three working days of eight hours, not one. Fine where that is meant.",
        "note",
        _within("48 business hours"),
        _within("2 business days"),
    ),
    Code(
        "D231",
        "Limit beyond the calendar",
        "The limit runs longer than the country's days off are known for, so that it cannot be counted.",
        "error",
        'calendar: {timezone: America/New_York, hours: {mon: ["09:00-17:00"]}, holidays: US}\n'
        + _within("9000 business days"),
        'calendar: {timezone: America/New_York, hours: {mon: ["09:00-17:00"]}, holidays: US}\n'
        + _within("9 business days"),
    ),
)
