"""What a call is given by mistake: a path for a log, a name for a definition, a definition for an analysis.

A notebook makes these slips easily, and Python would answer with an attribute that nobody has asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from analyzer.definitions.model import Definition
from analyzer.events.log import EventLog


def insist_on_log(log: object, call: str) -> None:
    """Refuse what is no log, naming the call that makes one.

    Parameters
    ----------
    log : object
    call : str
        Who needs it, as a notebook writes it.

    Raises
    ------
    TypeError
        Paths and data frames are easily given instead.
    """
    if not isinstance(log, EventLog):
        way = "log_from_frame(frame)" if hasattr(log, "columns") else f"read_log({_shown(log, 'path')})"
        raise TypeError(f"{call} needs an event log, not {kind_of(log)}; make one first: {way}")


def insist_on_definition(definition: object, call: str) -> None:
    """Refuse what is no definition, naming the call that makes one.

    Raises
    ------
    TypeError
        Names and paths are easily given instead.
    """
    if not isinstance(definition, Definition):
        way = f"read_definition({_shown(definition, 'name_or_path')})"
        raise TypeError(f"{call} needs a definition, not {kind_of(definition)}; make one first: {way}")


def insist_on(value: object, kind: type, *, call: str, needs: str, way: str) -> None:
    """Refuse what is of another kind, naming the call that makes one.

    Raises
    ------
    TypeError
        With the way out.
    """
    if not isinstance(value, kind):
        raise TypeError(f"{call} needs {needs}, not {kind_of(value)}; first: {way}")


def several(value: Iterable[object], name: str) -> list[object]:
    """The values of a filter that are more than one: a list, a column of a frame, an array.

    Raises
    ------
    TypeError
        It is a single value, and no text.
    """
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} takes a text or several, not {kind_of(value)}")
    return list(value)


def kind_of(value: object) -> str:
    """What a value is, for a message.

    Examples
    --------
    >>> kind_of("in-house"), kind_of(3), kind_of(None)
    ('a text', 'an int', 'None')
    """
    if value is None:
        return "None"
    name = "text" if isinstance(value, str) else type(value).__name__
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"


def _shown(value: object, otherwise: str) -> str:
    return repr(str(value)) if isinstance(value, str | PurePath) else otherwise
