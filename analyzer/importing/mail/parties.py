"""Address lists of mail headers to parties.

What a header means is what the standard library says it means; the shapes that nearly all mails have are read by
patterns first, which give the same and are a hundred times as quick.
"""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from functools import lru_cache
from typing import Any, Final

from analyzer.importing.ledger import Unusable
from analyzer.importing.mail.words import unfolded, words
from analyzer.importing.records import Party

MOST_RECIPIENTS: Final = 1000
"""Recipients that a message may have."""

_LONGEST: Final = 256 << 10
_LONGEST_ITEM: Final = 2000
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]++(?:\.[\w!#$%&'*+/=?^`{|}~-]++)*+"
_ADDRESS: Final = rf"{_ATOM}@{_ATOM}"
_PLAIN: Final = re.compile(
    rf"""\s*+(?:
        (?: "([^"\\]*+)" \s*+ | ([^"<>(),:;\\\[\]]*+) ) < ({_ADDRESS}) >
        | ({_ADDRESS})
    )\s*+(?:[,;]|\Z)""",
    re.VERBOSE,
)
_GROUP: Final = re.compile(r'\s*+(?:"[^"\\]{0,300}+"|[^"<>(),:;@\\\[\]]*+)\s*+:')
_ITEM: Final = re.compile(
    r"""(?: "(?:[^"\\]|\\.){0,300}+" | <[^<>]{0,2000}+> | \[[^\[\]]{0,100}+\]
        | \((?: [^()\\] | \\. | \((?:[^()\\]|\\.){0,300}+\) ){0,300}+\)
        | [^",;<(\[]++ | ["<(\[] )*+ [,;]?""",
    re.VERBOSE | re.DOTALL,
)
_EXCHANGE: Final = re.compile(r'\s*"?([^"<>]*?)"?\s*<?\s*"?(/o=[^<>"]+)"?\s*>?\s*', re.IGNORECASE)
_ANYWHERE: Final = re.compile(_ADDRESS)
_IMCEA: Final = re.compile(r"imcea([a-z0-9]{1,20})-(.+)@[^@]*\Z", re.IGNORECASE | re.DOTALL)
_ESCAPED: Final = re.compile(r"\+([0-9A-Fa-f]{2})")
_FAULTS: Final = (MessageError, IndexError, AttributeError, ValueError, TypeError, KeyError, RecursionError)
"""What the standard library's parser is known to raise on damaged addresses; `HeaderParseError` is a MessageError."""


def parties(value: str, header: str = "To") -> tuple[Party, ...]:
    """Read a list of addresses.

    Parameters
    ----------
    value : str
        Of a header such as `To`; folded or not.
    header : str
        Its name, for what is told of a record set aside.

    Returns
    -------
    tuple of Party
        In the order written, each once. Members of groups stand alone; an empty group gives nothing.

    Raises
    ------
    Unusable
        More than `MOST_RECIPIENTS` (E426), or a value of more than 256 kB (E432).

    References
    ----------
    RFC 5322, section 3.4, and 4.4 for obsolete forms; `;` between addresses, as Outlook shows them, is accepted.

    Examples
    --------
    >>> [(each.kind, each.value) for each in parties('"Mail, Support" <Support@Example.com>, Candidate 0001')]
    [('email', 'support@example.com'), ('name', 'Candidate 0001')]
    """
    return _remembered(value, header) if len(value) < _LONGEST_ITEM else _read(value, header)


def _read(value: str, header: str) -> tuple[Party, ...]:
    found: dict[tuple[str, str], Party] = {}
    if len(value) > _LONGEST:
        raise Unusable("E426" if value.count("@") > MOST_RECIPIENTS else "E432", header)
    at = count = 0
    while at < len(value):
        plain = _PLAIN.match(value, at)
        if plain is not None:
            quoted, phrase, shown, bare = plain.groups()
            read: tuple[Party, ...] = (_party(shown or bare, quoted or phrase or ""),)
            at = plain.end()
        elif (group := _GROUP.match(value, at)) is not None:
            at = group.end()
            continue
        else:
            item = _ITEM.match(value, at)
            end = item.end() if item is not None and item.end() > at else at + 1
            read = _odd(value[at:end].rstrip(",;"))
            at = end
        for party in read:
            found.setdefault((party.kind, party.value), party)
        count += len(read)
        if count > MOST_RECIPIENTS:
            raise Unusable("E426", header)
    return tuple(found.values())


_remembered: Final = lru_cache(1 << 14)(_read)
"""The same few people write to each other: lists of ordinary length are read once."""


def _party(address: str, name: str) -> Party:
    shown = words(name)
    legacy = _IMCEA.match(address)
    if legacy is not None:
        return _of_legacy(legacy[1].upper(), legacy[2], address, shown)
    value = address.lower()
    return Party("email", value, "" if shown.lower() == value else shown)


def _of_legacy(kind: str, text: str, address: str, name: str) -> Party:
    """Decode an address that Exchange wrapped: `_` stands for `/`, `+XX` for a character.

    References
    ----------
    [MS-OXCMAIL], IMCEA encapsulation of addresses that are not SMTP.
    """
    said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.replace("_", "/"))
    smtp = _ANYWHERE.findall(said)
    if kind == "SMTP" and smtp:
        return Party("email", smtp[0].lower(), name)
    if "=" in said:
        return Party("x500", unfolded(said).lower(), name)
    if len(smtp) == 1 and f"<{smtp[0]}>" in said:
        return Party("email", smtp[0].lower(), name or unfolded(said.partition("<")[0]))
    return Party("email", address.lower(), name)


def _odd(item: str) -> tuple[Party, ...]:
    """Read one address that has no plain shape, as the standard library does; where it fails, what can be saved."""
    if not item.strip():
        return ()
    exchange = _EXCHANGE.fullmatch(item) if len(item) <= _LONGEST_ITEM else None
    if exchange is not None:
        return (Party("x500", unfolded(exchange[2]).lower(), words(exchange[1])),)
    read = _by_library(item) if len(item) <= _LONGEST_ITEM else ()
    if any(party.kind != "name" for party in read) or (read and "@" not in item):
        return read
    saved = _ANYWHERE.findall(item[:_LONGEST_ITEM])
    if saved:
        return (_party(saved[-1], ""),)
    name = words(item[:_LONGEST_ITEM]).strip("\"'<>() ")
    return (Party("name", name),) if name else ()


def _by_library(item: str) -> tuple[Party, ...]:
    try:
        header: Any = policy.default.header_factory("To", "".join(item.splitlines()))
        read = [(each.username, each.domain, each.display_name) for each in header.addresses]
    except _FAULTS:
        return ()
    return tuple(party for each in read if (party := _of_parts(*each)) is not None)


def _of_parts(user: str, domain: str, name: str) -> Party | None:
    user, domain = unfolded(user or ""), unfolded(domain or "")
    if user and domain:
        return _party(f"{user}@{domain}", name or "")
    shown = words(name or "") or user
    return Party("name", shown) if shown else None
