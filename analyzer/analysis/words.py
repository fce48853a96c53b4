"""Sentences of a finding: what a selector says, why an excuse did not hold, what would have been the allowed way.

Neutral words: a finding is a question to a person. Text in, text out; nothing here decides a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.calendars import ClockKind, describe
from analyzer.definitions.model import (
    After,
    AllConditions,
    AllOf,
    AnyCondition,
    AnyOf,
    Anything,
    Condition,
    Contact,
    Definition,
    Fields,
    Matches,
    Not,
    Open,
    Selector,
    Unanswered,
)

ORDERED_FIELDS: tuple[tuple[str, str], ...] = (
    ("sender", "from {}"),
    ("to", "to {}"),
    ("party", "with {} as a party"),
    ("copied", "with {} among the recipients"),
    ("not_copied", "without {} among the recipients"),
    ("about", "about {}"),
    ("only_about", "about nothing but {}"),
    ("by", "by {}"),
    ("stage", "in stage {}"),
    ("thread_started_by", "in a thread started by {}"),
)


def any_of(names: Sequence[str]) -> str:
    """Names joined by commas and "or".

    Examples
    --------
    >>> any_of(["offer", "interview", "hired"])
    'offer, interview or hired'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "nothing"


def describe_selector(selector: Selector) -> str:
    """A selector as a phrase.

    Examples
    --------
    >>> describe_selector(Fields(activity=("message",), sender=("candidate",), about=("status_inquiry",)))
    'a message from candidate about status_inquiry'
    """
    parts = list(selector.parts) if isinstance(selector, AllOf) else [selector]
    activity = next((f"{' or '.join(one.activity)}" for one in parts if isinstance(one, Fields) and one.activity), "")
    words = " ".join(filter(None, (describe_fields(one) for one in parts)))
    article = ("an " if activity[:1] in "aeiou" else "a ") if activity else ""
    return f"{article}{activity} {words}".strip() or "any event"


def describe_fields(selector: Selector) -> str:
    """The fields of a selector as a phrase, its activity aside."""
    match selector:
        case Anything():
            return ""
        case Not(part):
            return f"not ({describe_fields(part)})"
        case AllOf(parts):
            return " and ".join(filter(None, (describe_fields(part) for part in parts)))
        case AnyOf(parts):
            return "(" + " or ".join(describe_fields(part) or "any event" for part in parts) + ")"
        case Fields():
            words = [text.format(any_of(names)) for name, text in ORDERED_FIELDS if (names := getattr(selector, name))]
            words += [f"with {column} {any_of(values)}" for column, values in selector.where]
            return " ".join(words)


def describe_condition(condition: Condition) -> str:
    """A condition as a phrase."""
    match condition:
        case Matches(selector):
            return describe_fields(selector)
        case After(event, within, negated):
            window = f" within {within}" if within else ""
            return f"{'not ' if negated else ''}after {describe_selector(event)}{window}"
        case Unanswered(question, _, waited, at_least):
            times = f" {at_least} times" if at_least > 1 else ""
            return f"{describe_selector(question)} was unanswered{times} for {waited}"
        case Open(rule):
            return f"{rule} has an open question"
        case AllConditions(parts):
            return " and ".join(map(describe_condition, parts))
        case AnyCondition(parts):
            return " or ".join(map(describe_condition, parts))


def shortfall_text(condition: Condition, *, may_hold: bool, count: int, passed: int | None) -> str:
    """By how much one condition of an excuse failed.

    Parameters
    ----------
    may_hold : bool
        It would hold if what the log does not tell were so.
    count : int
        Open questions seen, for `unanswered`.
    passed : int or None
        Time on the condition's clock since the event it looks at; None where there is none.
    """
    if may_hold:
        return f"the log does not tell whether {describe_condition(condition)}"
    match condition:
        case Unanswered(_, _, waited, at_least):
            if passed is None:
                return "no unanswered question"
            asked = f"{count} of {at_least} unanswered questions"
            return f"{asked}, the first {describe(waited.clock, passed)} of {waited} old"
        case After(_, within, negated) if within is not None and not negated:
            if passed is None:
                return "nothing of the kind before"
            return (
                f"the last one {describe(within.clock, passed)} before, {_over(within.clock, passed - within.amount)}"
            )
        case After(_, _, negated):
            return "it had happened before" if negated else "nothing of the kind before"
        case Open():
            return "nothing was open"
        case _:
            return f"not {describe_condition(condition)}"


def _over(clock: ClockKind, amount: int) -> str:
    return f"{describe(clock, amount)} too long ago"


def allowed_ways(definition: Definition, sender: str, recipients: Sequence[str]) -> str:
    """Which contacts of the definition let a role write to others, and under what conditions."""
    ways = [
        f"{sender} may write to {any_of([role for role in recipients if role in contact.recipients])}"
        f"{_under(contact)} (line {contact.place.line})"
        for contact in definition.contacts
        if sender in contact.senders and set(contact.recipients) & set(recipients)
    ]
    if ways:
        return "; ".join(ways)
    through = definition.gatekeeper
    towards = any_of(list(recipients)) if recipients else "them"
    if through and sender != through:
        return f"no contact from {sender} to {towards} is agreed; write to {through}"
    return f"no contact from {sender or 'this sender'} to {towards} is agreed"


def _under(contact: Contact) -> str:
    words = describe_fields(contact.under)
    return f" {words}" if words else ""
