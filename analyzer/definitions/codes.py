"""The kinds of mistake in a definition and the remarks of the linter: one table, for messages and for the manual."""

from __future__ import annotations

from analyzer.definitions.explained import BASE, REMARKS
from analyzer.definitions.explained.code import Code

__all__ = ["BASE", "CODES", "REMARKS", "UNUSABLE", "Code", "severity_of"]

UNUSABLE: tuple[Code, ...] = (
    Code("D100", "Not YAML", "The file is empty, is not UTF-8 text, or breaks the syntax of YAML."),
    Code("D101", "Written twice", "A key, a name or a column stands twice; one of the two would be lost. Keep one."),
    Code("D102", "Unknown key", "The key has no meaning at this place. The keys that have one are listed in the help."),
    Code("D103", "Something is missing", "A key or a section that is needed here has not been written."),
    Code(
        "D104",
        "Unknown name",
        "A role, topic, stage, channel, event, excuse or rule that the definition does not declare. Names are never "
        "guessed, since a misspelt name would silently match nothing.",
    ),
    Code("D105", "Wrong form", "A text stands where a list or a mapping is needed, or the other way round."),
    Code("D106", "Not a duration", "A duration is a number and a unit: `30 minutes`, `2 business days`."),
    Code("D108", "Not an allowed value", "The value is not one of the words, or not in the range, allowed here."),
    Code("D109", "Keys that exclude each other", "Two keys stand together that cannot both be meant."),
    Code(
        "D110",
        "Unusable name",
        "A name that the language keeps for itself (`any`, `guarded`, `contact`, ...) or that holds a separator of "
        "event logs (`;`, `,`, `|`, `->`).",
    ),
    Code("D111", "Circle", "Names that are defined by each other mean nothing."),
    Code("D112", "No working time", "A limit in business hours or days needs `calendar:` with `hours:`."),
    Code("D113", "Unusable calendar", "A time zone, a country, a date or working hours that do not exist."),
    Code(
        "D114", "Unusable phrase", "A phrase of a topic is not an RE2 pattern, is too large, or would match every text."
    ),
    Code(
        "D115",
        "Anchors, aliases and tags",
        "YAML's `&name`, `*name` and `!tag` are refused: name things under `events:` and `excuses:` instead.",
    ),
    Code("D116", "Too large", "The file is larger, deeper or has more nodes than any definition needs."),
    Code("D117", "Not an example line", "The line of an example is not in the notation for events."),
    Code(
        "D118", "No such moment", "The local time is skipped or repeated by a change of clocks, or is no time at all."
    ),
)
"""What makes a definition unusable, in order."""

CODES: tuple[Code, ...] = (*UNUSABLE, *REMARKS)
"""Every code that this package uses, in order."""

_SEVERITY = {code.code: code.severity for code in CODES}


def severity_of(code: str) -> str:
    """Tell how grave a problem of a code is: error, warning or note."""
    return _SEVERITY[code]
