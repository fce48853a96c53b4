"""How reports put numbers, times and other people's text into words.

Pure functions of their arguments; nothing here knows an analysis. Text from a log is foreign: it may hold control
characters that move a terminal's cursor, or marks that turn the reading direction round, so `clean` comes first.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

import pandas as pd

CUT = 240
"""Longest piece of foreign text that a page for reading shows; files for machines keep it whole."""

# C0 and C1 controls, line and paragraph separators, marks and overrides of direction, byte order mark, lone surrogates
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")

REASONS: dict[str, tuple[str, str]] = {
    "topic-unknown": ("The log does not say what the message was about.", "Fill `topics`, or assume topic=other."),
    "stage-unknown": ("The case's stage at that moment is not known.", "Add stage events, or assume stage=any."),
    "thread-unknown": (
        "It is not known who began the thread.",
        "Fill `thread_id` and `in_reply_to`, or assume thread_started_by=none.",
    ),
    "role-unknown": (
        "A party's role on this requisition is not known.",
        "Write the missing roles into the log, or map them.",
    ),
    "person-unknown": ("It is not known which person sent the message.", "Fill `sender`."),
    "no-correlation-key": ("Question and answer cannot be matched.", "Fill the column that the rule correlates by."),
    "case-older-than-log": (
        "The case began before the log did.",
        "Export from before these cases began, their first stages included; if the first stage seen is where a case "
        "really began, say so in a notebook: analyze(..., older=[]) takes no case as older than the log.",
    ),
    "channel-not-covered": (
        "An answer may have come by a channel that the log does not cover.",
        "Export that channel too, or declare it covered.",
    ),
    "clock-precision": ("Time stamps are too coarse to tell.", "Export time stamps with seconds."),
}
"""Reason of an undecided verdict -> what it means, and what would decide it."""

VERDICTS: dict[str, str] = {
    "violated": "open",
    "settled": "settled",
    "excused": "excused",
    "waived": "waived",
    "undecided": "undecided",
    "pending": "pending",
    "satisfied": "kept",
    "cancelled": "cancelled",
}
"""Verdict of the engine -> the word that reports use; `violated` is called open, for it is a question to a person."""


def clean(text: object, *, cut: int | None = None) -> str:
    r"""Make foreign text safe to show on one line.

    Parameters
    ----------
    text : object
        Anything; None and NaN give "".
    cut : int, optional
        Longest result in characters; what is cut off is counted in the text.

    Examples
    --------
    >>> clean("a\nb") == "a b" and clean("\x1b") == "\ufffd"
    True
    >>> clean("abcdefghij", cut=4)
    'abcd… (10 characters)'
    """
    if text is None or text != text:
        return ""
    safe = _BLANKS.sub(" ", _UNSAFE.sub("\ufffd", str(text).replace("\r", " "))).strip()
    if cut is not None and len(safe) > cut:
        return f"{safe[:cut]}… ({number(len(safe))} characters)"
    return safe


def parts(cell: object) -> list[str]:
    """Split a list cell (`recruiter; coordinator`) into its parts.

    Examples
    --------
    >>> parts("recruiter; coordinator")
    ['recruiter', 'coordinator']
    """
    return [part.strip() for part in clean(cell).split(";") if part.strip()]


def number(value: float) -> str:
    """Write a whole number with thousands marks.

    Examples
    --------
    >>> number(12345)
    '12,345'
    """
    return f"{int(value):,}"


def percent(share: float | None) -> str:
    """Write a share as a percentage, never 0 % or 100 % unless it is exactly that; a dash where there is none.

    Examples
    --------
    >>> percent(0.1234), percent(0.9999), percent(1)
    ('12.3%', '>99.9%', '100%')
    """
    if share is None or share != share:
        return "\u2013"
    if share in (0, 1):
        return f"{share:.0%}"
    if share < 0.0005:
        return "<0.1%"
    return ">99.9%" if share > 0.9994 else f"{share:.1%}"


def count(n: float, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> count(1, "case"), count(2, "case"), count(0, "duty", "duties")
    ('1 case', '2 cases', '0 duties')
    """
    return f"{number(n)} {one if n == 1 else (many or one + 's')}"


def decimal(value: float) -> str:
    """Write a number with one decimal, without one where it is whole; "" for NaN.

    Examples
    --------
    >>> decimal(2.96), decimal(5.0), decimal(float("nan"))
    ('3', '5', '')
    """
    return "" if value != value else f"{value:,.1f}".removesuffix(".0")


def measure(value: float, unit: str) -> str:
    """Write a length of time in a unit that is named in the plural; "not reached" for NaN.

    Examples
    --------
    >>> measure(1.04, "business days"), measure(2.5, "days"), measure(float("nan"), "days")
    ('1 business day', '2.5 days', 'not reached')
    """
    told = decimal(value)
    if not told:
        return "not reached"
    return f"{told} {unit.removesuffix('s') if told == '1' else unit}"


def role_name(role: str) -> str:
    """Write a role's id as words, for roles that the definition gives no title.

    Examples
    --------
    >>> role_name("hiring_manager")
    'Hiring manager'
    """
    words = clean(role).replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def instant(moment: object, zone: str = "UTC") -> str:
    """Write an instant in a zone, to the minute, with the zone's letters; "" where there is none.

    Examples
    --------
    >>> instant("2026-03-04T14:30:00Z", "America/New_York")
    '2026-03-04 09:30 EST'
    """
    stamp = _stamp(moment)
    return "" if stamp is None else f"{stamp.tz_convert(zone):%Y-%m-%d %H:%M %Z}"


def day(moment: object, zone: str = "UTC") -> str:
    """Write the day of an instant in a zone; "" where there is none.

    Examples
    --------
    >>> day("2026-03-04T02:30:00Z", "America/New_York")
    '2026-03-03'
    """
    stamp = _stamp(moment)
    return "" if stamp is None else f"{stamp.tz_convert(zone):%Y-%m-%d}"


def span(seconds: float, clock: str = "elapsed") -> str:
    """Write a length of time in the largest unit that reads well.

    Examples
    --------
    >>> span(9000), span(200000), span(86400, "business days")
    ('2.5 hours', '2.3 days', '1 business day')
    """
    seconds = abs(seconds)
    if clock == "business days":
        return _unit(seconds / 86400, "business day")
    prefix = "business " if clock == "business hours" else ""
    if seconds < 90:
        return _unit(seconds, f"{prefix}second")
    if seconds < 5400:
        return _unit(seconds / 60, f"{prefix}minute")
    if prefix or seconds < 129600:
        return _unit(seconds / 3600, f"{prefix}hour")
    return _unit(seconds / 86400, "day")


def wrap(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Wrap text to a width, with what stands before the first and before every later line."""
    later = " " * len(first) if rest is None else rest
    wrapped = textwrap.wrap(text, max(width, 16), initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    return wrapped or [first.rstrip()]


def sentence(text: object) -> str:
    """Give a remark its capital letter and its full stop.

    Examples
    --------
    >>> sentence("coverage was not declared")
    'Coverage was not declared.'
    """
    said = clean(text)
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) else "." * bool(said))


def listing(words: Iterable[str], *, empty: str = "nobody") -> str:
    """Join words as in a sentence.

    Examples
    --------
    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    listed = list(words)
    if len(listed) < 2:
        return listed[0] if listed else empty
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def _unit(amount: float, noun: str) -> str:
    text = f"{amount:.1f}".removesuffix(".0")
    return f"{text} {noun if text == '1' else noun + 's'}"


def _stamp(moment: object) -> pd.Timestamp | None:
    if moment is None or moment is pd.NaT or moment == "":
        return None
    stamp = pd.Timestamp(moment)  # type: ignore[arg-type]
    return stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp
