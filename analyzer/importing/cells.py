"""Cells of files that people open in a spreadsheet: no text from outside may become a formula there.

A spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula, also behind a separator if it splits the file
in another way than it was written. An apostrophe before the sign prevents it; it is visible, and taken away again
when the file is read back, so that every text comes back as it was.
"""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = r"[^\S\t\r\n]*"
_START: Final = rf"(\A\s*|[,;\t\r\n|]{_BLANK}(?:\"{_BLANK})?)"
_SIGN: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_DANGEROUS: Final = re.compile(rf"{_START}('*{_SIGN})")
_GUARDED: Final = re.compile(rf"{_START}'('*{_SIGN})")


def guarded(text: str) -> str:
    r"""Keep a text from being a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("see; @home"), guarded("'=x"), guarded("a-b")
    ("'=1+1", "see; '@home", "''=x", 'a-b')
    """
    return _DANGEROUS.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """Give back what `guarded` was given; other texts stay as they are.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("-5"), unguarded("'quoted'")
    ('=1+1', '-5', "'quoted'")
    """
    return _GUARDED.sub(r"\1\2", text)
