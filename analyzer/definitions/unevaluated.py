"""What the language has and the engine cannot evaluate yet: refused aloud, never left out in silence.

To let a construct pass once the engine knows it, delete its line from `UNEVALUATED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.definitions.nodes import Entry, Scalar
from analyzer.definitions.reader import Reader


@dataclass(frozen=True, slots=True)
class Construct:
    """A key of a rule, or one value of it, that is not evaluated.

    Attributes
    ----------
    key : str
        The key in the rule.
    name : str
        What messages call the construct.
    value : str or None
        The value that is not evaluated; None for every value.
    """

    key: str
    name: str
    value: str | None = None


UNEVALUATED: tuple[Construct, ...] = (
    Construct("between", "`forbid .. between`"),
    Construct("next_after", "`require .. next_after`"),
    Construct("by", "`require .. by`"),
    Construct("not_before", "`not_before`"),
    Construct("separate", "`separate`"),
    Construct("same", "`same`"),
    Construct("pairing", "`pairing: each`", "each"),
    Construct("correlate", "`correlate`"),
    Construct("across", "`across`"),
    Construct("while", "`while: closed`", "closed"),
)


def refuse_unevaluated(reader: Reader, found: Mapping[str, Entry]) -> None:
    """Report the constructs of one rule that the engine cannot evaluate (D107).

    Parameters
    ----------
    found : mapping of str to Entry
        The rule's keys.
    """
    for construct in UNEVALUATED:
        entry = found.get(construct.key)
        if entry is not None and construct.value in (None, _text(entry)):
            hint = "leave it out, or use a version that evaluates it: a rule that judges nothing would look kept"
            reader.report(entry.key, "D107", f"{construct.name} is not evaluated by this version", hint)


def _text(entry: Entry) -> str | None:
    return entry.value.text if isinstance(entry.value, Scalar) else None
