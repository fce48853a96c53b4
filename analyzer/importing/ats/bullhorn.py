"""What Bullhorn means: who a reference points at, which submission a record is about, which way a note tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from analyzer.importing.ats.cases import Case, Cases
from analyzer.importing.ats.fields import Fields, inner, maybe_identity, objects, reference, text
from analyzer.importing.ats.parties import user
from analyzer.importing.ledger import Unusable
from analyzer.importing.records import Party

CONSULTANT: Final = "consultant"
CLIENT: Final = "client_manager"
PLACED: Final = "placed"

_KINDS: Final = {"candidate": "candidate", "clientcontact": "client", "corporateuser": "user"}
_WAYS: Final = tuple(
    (channel, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for channel, words in (
        ("voicemail", "left message|left vm|left voice|voice ?mail"),
        ("email", "e-?mail"),
        ("text", "sms|text"),
        ("chat", "linkedin|inmail|whatsapp|chat"),
        ("phone", "call|phone"),
        ("meeting", "meeting|met|visit"),
    )
)
_INWARDS: Final = ("inbound", "incoming", "received")


def person(id_: str, name: str = "") -> Party | None:
    """The party of a user of the system; None without an id."""
    return user("bullhorn:user", id_, name)


def client(id_: str, name: str = "") -> Party | None:
    """The party of a contact at a client; None without an id."""
    return user("bullhorn:client", id_, name)


def candidate(id_: str) -> Party:
    """The party of a candidate."""
    return Party("user", f"bullhorn:candidate:{id_}")


def submission_id(id_: str) -> str:
    """The id of a submission: what people see as the case."""
    return f"bullhorn:{id_}"


def job_id(id_: str) -> str:
    """The id of a job order: the requisition of the log."""
    return f"bullhorn:job:{id_}"


def name_of(record: Fields) -> str:
    """The name of a person, as people read it."""
    return text(record, "name") or f"{text(record, 'firstName')} {text(record, 'lastName')}".strip()


def many(record: Fields, field_: str) -> list[dict[str, Any]]:
    """Read what a record has many of: `{"total": 2, "data": [...]}`, or a list."""
    value = record.get(field_)
    return objects(inner(record, field_), "data") if isinstance(value, dict) else objects(record, field_)


def way_of(action: str) -> tuple[str, bool]:
    """Tell by which channel somebody was reached, and whether he was the one who did.

    Parameters
    ----------
    action : str
        As the agency has configured it.

    Returns
    -------
    (str, bool)
        A channel, empty for a note that tells of no contact; and whether it came in.

    Examples
    --------
    >>> way_of("Left Message"), way_of("Inbound Call"), way_of("Prescreen")
    (('voicemail', False), ('phone', True), ('', False))
    """
    channel = next((name for name, words in _WAYS if words.search(action)), "")
    return channel, action.lower().startswith(_INWARDS)


@dataclass(slots=True)
class Known:
    """What the records of an export refer to.

    Attributes
    ----------
    cases : Cases
        Submissions.
    people : dict of str to set of str
        Ids of the persons whom a record tells of, by `candidate`, `client` and `user`.
    left_out : dict of str to str
        Candidates who are no concern of the log, and why.
    """

    cases: Cases = field(default_factory=Cases)
    people: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in _KINDS.values()})
    left_out: dict[str, str] = field(default_factory=dict)
    _of_candidate: dict[str, list[Case]] | None = None

    def anybody(self, record: Fields, field_: str) -> Party | None:
        """Find whom a reference to a person points at; None if there is none.

        Raises
        ------
        Unusable
            It does not say of which kind he is, and the export has no such person (E431), or several (E432).
        """
        id_ = reference(record, field_)
        if not id_:
            return None
        value = record.get(field_)
        named = maybe_identity(value, "_subtype") if isinstance(value, dict) else ""
        kinds = [kind for kind, ids in self.people.items() if id_ in ids]
        kind = _KINDS.get(named.lower()) or (kinds[0] if len(kinds) == 1 else "")
        if not kind:
            raise Unusable("E432" if kinds else "E431", field_)
        return Party("user", f"bullhorn:{kind}:{id_}", name_of(value) if isinstance(value, dict) else "")

    def about(self, who: Party | None, job: str) -> list[Case]:
        """Find the submissions of a candidate, to one job if it is known."""
        if who is None:
            return []
        if self._of_candidate is None:
            self._of_candidate = self.cases.of_candidates()
        found = self._of_candidate.get(who.value, [])
        return [case for case in found if not job or case.requisition == job]
