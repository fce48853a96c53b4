"""Workflow commands of GitHub: a line that marks a place in a file."""

from __future__ import annotations

from analyzer.errors import Place


def annotation(level: str, place: Place, title: str, said: str) -> str:
    """One workflow command; what a definition says must not end it early, hence the escapes.

    Examples
    --------
    >>> annotation("error", Place("a.yaml", 3, 1), "D104", "100% wrong")
    '::error file=a.yaml,line=3,col=1,title=D104::100%25 wrong'
    """
    where = f"file={_escaped(place.file, ',:')},line={place.line},col={place.column},title={_escaped(title, ',:')}"
    return f"::{level} {where}::{_escaped(said)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in text)
