r"""What a phrase of a topic means: the one place that says when a text has it.

A phrase is an RE2 pattern, searched for anywhere in a text, whatever the case. The text is made plain before: any run
of blanks and line ends is one blank (mails are broken into lines anywhere), a curly apostrophe is a straight one. So
`^` is the beginning of the text, not of a line. Subject and body are two texts; no phrase reaches from one into the
other.

RE2 takes time in proportion to the text, whatever the pattern; how much a letter costs grows with the pattern's size,
so that has a limit, and so has the text that is looked at.
"""

from __future__ import annotations

from typing import Any, Final

MOST_STEPS: Final = 12_000
"""Instructions that a phrase may compile to. A usual one has 100; at the limit a text of 64,000 letters that was
written to be slow takes about two seconds, others a hundredth."""

LONGEST_TEXT: Final = 1 << 16
"""Characters of a text that are looked at."""

BLANKS: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What counts as blank: the characters at which `str.split` splits."""

_STRAIGHT: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'"})


class PhraseError(ValueError):
    """A phrase that cannot be used; says why."""


def compile_phrase(phrase: str) -> Any:  # noqa: ANN401 - re2 has no types
    """Compile a phrase as it is meant.

    Returns
    -------
    re2 pattern
        Of bytes; its `search` wants a plain text in UTF-8.

    Raises
    ------
    PhraseError
        It is no RE2 pattern, or too large.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        pattern = re2.compile(as_pattern(phrase).encode("utf-8", "replace"), options)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise PhraseError(f"not an RE2 pattern: {reason}") from None
    if pattern.programsize > MOST_STEPS:
        raise PhraseError(f"too large: it takes {pattern.programsize:,} steps a letter, {MOST_STEPS:,} at most")
    return pattern


def as_pattern(phrase: str) -> str:
    """Write a phrase as the pattern that is searched for in a plain text, but for the case."""
    return phrase.translate(_STRAIGHT)


def plain(text: str) -> str:
    r"""Make a text ready to be searched.

    Examples
    --------
    >>> plain("What are the\n next steps?  I haven\u2019t heard.")
    "What are the next steps? I haven't heard."
    """
    return " ".join(text[:LONGEST_TEXT].split()).translate(_STRAIGHT)


def alike(phrase: str) -> str:
    r"""Write phrases that differ in case only alike; escapes keep their case, which means something.

    Examples
    --------
    >>> alike(r"\bAny News\B")
    '\\bany news\\B'
    """
    parts: list[str] = []
    escaped = False
    for sign in as_pattern(phrase):
        parts.append(sign if escaped else sign.casefold())
        escaped = sign == "\\" and not escaped
    return "".join(parts)
