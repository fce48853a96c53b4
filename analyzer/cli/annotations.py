"""Workflow commands of GitHub: a line that marks a place in a file."""

from __future__ import annotations

from analyzer.errors import Place, Problem

_LEVELS = {"note": "notice", "warning": "warning", "error": "error"}
"""What GitHub calls a severity."""


def annotation(level: str, place: Place, title: str, said: str, *, is_file: bool = True) -> str:
    """One workflow command; what a definition says must not end it early, hence the escapes.

    Parameters
    ----------
    is_file : bool
        Whether the place lies in a file of the user's repository; else it stands in the message.

    Examples
    --------
    >>> annotation("error", Place("a.yaml", 3, 1), "D104", "100% wrong")
    '::error file=a.yaml,line=3,col=1,title=D104::100%25 wrong'
    """
    where = f"file={_escaped(place.file, ',:')},line={place.line},col={place.column}," if is_file else ""
    said = said if is_file else f"{place}: {said}"
    return f"::{level} {where}title={_escaped(title, ',:')}::{_escaped(said)}"


def annotation_of(problem: Problem, *, is_file: bool) -> str:
    """A problem of a definition, with the way out; a preset is no file of the user's repository."""
    said = f"{problem.message}; {problem.help}" if problem.help else problem.message
    return annotation(_LEVELS[problem.severity], problem.place, problem.code, said, is_file=is_file)


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in text)
