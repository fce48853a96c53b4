"""What two writings of one address, number or name have in common.

Nothing here knows a person; it only says which texts are the same party, and how sure that is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from analyzer.importing.records import Party

_SPACES: Final = re.compile(r"\s+")
_BESIDE: Final = re.compile(r"\s*[(\[<].*$")
_NUMBER: Final = re.compile(r"\(?\+?\(?[0-9][0-9 ()./-]{3,}")


def party_of(text: str) -> Party:
    """Read a party as settings write it.

    Parameters
    ----------
    text : str
        An address, a number, `/o=...`, a system's id such as `greenhouse:user:7`, or a name.

    Returns
    -------
    Party

    Examples
    --------
    >>> party_of("Jobs@Example.com")
    Party(kind='email', value='jobs@example.com', name='')
    >>> party_of("slack:U012").kind, party_of("+49 30 901820").value, party_of("Recruiter 3").kind
    ('user', '+4930901820', 'name')
    >>> party_of("(202) 555-0101").value
    '2025550101'
    """
    stripped = text.strip()
    if stripped.startswith("/"):
        return Party("x500", stripped.lower())
    if "@" in stripped and " " not in stripped:
        return Party("email", stripped.lower())
    if _NUMBER.fullmatch(stripped):
        return Party("phone", re.sub(r"[^0-9+]", "", stripped))
    if ":" in stripped and " " not in stripped:
        return Party("user", stripped)
    return Party("name", stripped)


def without_plus(address: str) -> str | None:
    """The address that mail to `name+tag@domain` reaches; None if there is no tag.

    Examples
    --------
    >>> without_plus("cand-1+jobs@example.org")
    'cand-1@example.org'
    >>> without_plus("cand-1@example.org")
    """
    local, at, domain = address.rpartition("@")
    base, plus, _ = local.partition("+")
    return f"{base}@{domain}" if plus and base and at else None


def domain_of(address: str) -> str:
    """The domain of an address; empty if it has none."""
    return address.rpartition("@")[2] if "@" in address else ""


def name_key(name: str) -> str:
    """What two writings of a name have in common: case, spaces, order around a comma, and what stands in brackets.

    Examples
    --------
    >>> name_key("Three,  Recruiter (HR)") == name_key("recruiter three")
    True
    """
    plain = _BESIDE.sub("", unicodedata.normalize("NFKC", name).strip().strip("'\""))
    last, comma, first = plain.partition(",")
    turned = f"{first} {last}" if comma and first.strip() and "," not in first else plain
    return _SPACES.sub(" ", turned).strip().casefold()
