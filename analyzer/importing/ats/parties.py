"""Parties as applicant systems write them: ids of the system, addresses in one text, phone numbers."""

from __future__ import annotations

import re
from typing import Final

from analyzer.importing.ledger import Unusable
from analyzer.importing.phones import phone_party
from analyzer.importing.records import Party

MOST_RECIPIENTS: Final = 1_000
_LONGEST: Final = 256 << 10
_LONGEST_NAME: Final = 200
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()@]{1,200}@[^\s<>,;:\"()@]{1,250}")
_ITEM: Final = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^",;<]|["<])*?(?:[,;]|\Z)')


def user(system: str, id_: str, name: str = "") -> Party | None:
    """Make the party of a system's id; None if there is no id.

    Examples
    --------
    >>> user("greenhouse:candidate", "11")
    Party(kind='user', value='greenhouse:candidate:11', name='')
    """
    return Party("user", f"{system}:{id_}", name) if id_ else None


def email(text: str, name: str = "") -> Party | None:
    """Make the party of a single address; None if the text is none.

    Examples
    --------
    >>> email(" Cand-0001@example.org ")
    Party(kind='email', value='cand-0001@example.org', name='')
    """
    found = _ADDRESS.fullmatch(text.strip())
    return Party("email", found[0].lower(), name) if found else None


def phone(text: str, region: str | None) -> Party | None:
    """Make the party of a phone number; None if the text is none.

    Parameters
    ----------
    text : str
        As the export writes it.
    region : str or None
        ISO 3166 country of numbers without a country code.

    Examples
    --------
    >>> phone("+1 (202) 555-0101", None)
    Party(kind='phone', value='+12025550101', name='')
    """
    return phone_party(text, region)


def addresses(value: object, field: str) -> tuple[Party, ...]:
    """Read the parties of a mail.

    Parameters
    ----------
    value : object
        A text such as `Name <a@x>, b@y`, a list of such texts, or nothing.
    field : str
        Its name, for what is told of a record set aside.

    Returns
    -------
    tuple of Party
        In the order written, each once; who has no address is known by name.

    Raises
    ------
    Unusable
        It is of another form (E432), or names more than 1,000 (E426).
    """
    texts = [] if value is None else value if isinstance(value, list) else [value]
    found: dict[tuple[str, str], Party] = {}
    for each in texts:
        if not isinstance(each, str) or len(each) > _LONGEST:
            raise Unusable("E432", field)
        for item in _ITEM.findall(each):
            party = _one(item.rstrip(",;").strip())
            if party is not None:
                found.setdefault((party.kind, party.value), party)
        if len(found) > MOST_RECIPIENTS:
            raise Unusable("E426", field)
    return tuple(found.values())


def _one(item: str) -> Party | None:
    """Read one item: `Name <address>`, an address, or a name."""
    address = _ADDRESS.search(item[item.rfind("<") + 1 :]) or _ADDRESS.search(item)
    if address is None:
        name = item.strip("\"'<> ")[:_LONGEST_NAME]
        return Party("name", name) if name else None
    shown = item[: item.rfind("<")].strip("\"' ") if "<" in item else ""
    value = address[0].lower()
    return Party("email", value, "" if shown.lower() == value else shown[:_LONGEST_NAME])


def single(parties: tuple[Party, ...]) -> Party | None:
    """The first of some parties; None if there is none."""
    return parties[0] if parties else None


def known(*parties: Party | None) -> tuple[Party, ...]:
    """Those that there are, each once, in the order given."""
    return tuple({(each.kind, each.value): each for each in parties if each is not None}.values())
