"""Did you mean: the nearest known name, or the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN = 12
"""So many names are still read in a message; of more, none is listed."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """Find the known name that is most like a word.

    Case, hyphens, underscores and spaces count for nothing. Of equally near names the last in the alphabet.

    Examples
    --------
    >>> closest("status-inqury", ["status_inquiry", "next_steps"])
    'status_inquiry'
    >>> closest("x", ["status_inquiry"]) is None
    True
    """
    plain = {_plain(name): name for name in sorted(known)}
    near = get_close_matches(_plain(word), sorted(plain), n=1, cutoff=0.6)
    if near:
        return plain[near[0]]
    # A part of a name, such as "topic" for "topic-unknown", is too short to be alike; it must not fit two names.
    parts = [name for name in plain if len(word) > 3 and _plain(word) in name]
    return plain[parts[0]] if len(parts) == 1 else None


def did_you_mean(word: str, known: Iterable[str], *, plural: str) -> str:
    """Write the help for an unknown name.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str
        What could have been meant.
    plural : str
        What the names are, as in "known topics: ...".

    Examples
    --------
    >>> did_you_mean("recuiter", ["recruiter", "candidate"], plural="roles")
    "did you mean 'recruiter'?"
    >>> did_you_mean("boss", ["recruiter", "candidate"], plural="roles")
    'known roles: recruiter, candidate'
    """
    names = list(known)
    near = closest(word, names)
    if near is not None:
        return f"did you mean {near!r}?"
    if not names:
        return f"the definition has no {plural}"
    return f"known {plural}: {', '.join(names)}" if len(names) <= SHOWN else ""


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
