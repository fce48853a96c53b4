"""Names out of a log as YAML: quoted where they must be, shortened in comments, refused where the language has no way.

Text in, text out. Whatever a name holds, it can neither end a line nor begin a comment or a key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from analyzer.definitions.grammar import CLOSE, RESERVED_NAMES
from analyzer.definitions.scope import SEPARATORS

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = Any
"""A row of a table, as `itertuples` gives it."""

WIDTH = 118
LONGEST_SHOWN = 60
LONGEST_KEY = 1_000
"""A longer key is written in YAML's explicit form: parsers look for the colon of a plain one no farther than this."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?: [A-Za-z0-9_-]+)*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
"""Other readers of YAML take these for something else than text."""

_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(name: str) -> str:
    r"""Write a text as a YAML scalar, in quotes where it needs them.

    Examples
    --------
    >>> [quoted(name) for name in ("recruiter", "no", "9:00", "a: b # c", 'say "x"', "line\nend")]
    ['recruiter', '"no"', '"9:00"', '"a: b # c"', '"say \\"x\\""', '"line\\nend"']
    """
    if _PLAIN.fullmatch(name) and name.casefold() not in _WORDS:
        return name
    return f'"{"".join(_escaped(sign) for sign in name)}"'


def _escaped(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    if sign.isprintable():
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(name: str) -> str:
    """Write a name for people, within a comment: quoted as in YAML, and cut where it is very long."""
    return quoted(name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}...")


def key(name: str, indent: int) -> str:
    """Write a key with its colon; a very long one in YAML's explicit form, over two lines."""
    text = quoted(name)
    blanks = " " * indent
    return f"{blanks}{text}:" if len(text) <= LONGEST_KEY else f"{blanks}? {text}\n{blanks}:"


def listed(names: Iterable[str]) -> str:
    """Write names as a YAML list on one line; a single one without brackets."""
    texts = [quoted(name) for name in names]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def title(name: str) -> str:
    """Make a title of a name: `hiring_manager` is a Hiring manager; other names are their own titles.

    Examples
    --------
    >>> title("hiring_manager"), title("A/B")
    ('Hiring manager', 'A/B')
    """
    return name.replace("_", " ").capitalize() if re.fullmatch(r"[a-z]+(?:_[a-z]+)*", name) else name


def refusal(name: str, *, kind: str = "") -> str:
    """Say why the language has no way to declare a name; empty where it has one.

    Parameters
    ----------
    name : str
        As it stands in the log.
    kind : str
        `stage` has a word of its own that is taken.

    Examples
    --------
    >>> refusal("a, b"), refusal("none"), refusal("a: b")
    ("it holds ','", 'it is a word of the language', '')
    """
    if name in RESERVED_NAMES or (kind == "stage" and name == CLOSE):
        return "it is a word of the language"
    separator = next((each for each in SEPARATORS if each in name), None)
    if separator is not None:
        return f"it holds {separator!r}"
    if name != name.strip() or not name:
        return "it begins or ends with a blank"
    return ""


def comment(text: str, indent: int = 0, *, hanging: int = 0) -> list[str]:
    """Write a text as lines of comment, wrapped; `hanging` indents all lines but the first."""
    lead = f"{' ' * indent}# "
    lines = wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=lead + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [lead.rstrip()]


def counted(messages: int, cases: int, what: str = "message") -> str:
    """Say a support in words.

    Examples
    --------
    >>> counted(1234, 1)
    '1,234 messages in 1 case'
    """
    return f"{times(messages, what)} in {times(cases, 'case')}"


def times(number: int, what: str) -> str:
    """Say a number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def where(table: pd.DataFrame, column: str, keep: Callable[[str], bool]) -> pd.DataFrame:
    """Keep the rows whose cell passes a test; also of a table without rows."""
    kept = np.array([keep(cell) for cell in table[column]], dtype=np.bool_)
    return table[kept].reset_index(drop=True)


def rows_of(table: pd.DataFrame) -> list[Row]:
    """Give the rows of a table, each with its columns as attributes."""
    return list(table.itertuples(index=False))
