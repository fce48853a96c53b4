"""Remarks that need a log: what it never exercises, and what it holds that the definition leaves out."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code

_TO_RECRUITER = "2026-03-02 10:00 | candidate -> recruiter | thanks"
_TO_MANAGER = "2026-03-02 11:00 | candidate -> hiring_manager | news"


def _log(*lines: str) -> str:
    """An example, of which the events are taken for the log."""
    events = "".join(f"      - {line}\n" for line in lines)
    return f"examples:\n  - name: the log\n    events:\n{events}    expect: none\n"


_RULE = (
    "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: news}, unless: {copy: {copied: recruiter}}}\n"
)

OBSERVED: tuple[Code, ...] = (
    Code(
        "D251",
        "Contact never used",
        "No message of the log is permitted by this contact, in neither direction.",
        "note",
        "contacts:\n  - {between: [candidate, recruiter]}\n  - {between: [recruiter, coordinator]}\n"
        + _log(_TO_RECRUITER),
        "contacts:\n  - {between: [candidate, recruiter]}\n" + _log(_TO_RECRUITER),
    ),
    Code(
        "D252",
        "Excuse that never held",
        "Either the excuse was tried on findings and never held, or no rule that names it had anything to excuse.",
        "note",
        _RULE + _log(_TO_MANAGER),
        _RULE + _log(f"{_TO_MANAGER} | copied recruiter"),
    ),
    Code(
        "D253",
        "Rule with nothing to judge",
        "The log holds no activation of the rule. That is not the same as a rule that is kept.",
        "note",
        "# stages:\n" + _RULE + _log(_TO_RECRUITER),
        "# stages:\n" + _RULE + _log(_TO_MANAGER),
    ),
    Code(
        "D254",
        "Name never seen",
        "A role, topic, stage or channel that the definition declares does not occur in the log.",
        "note",
        "roles: [candidate, recruiter, coordinator]\ntopics: [thanks]\n# gatekeeper:\n# guarded:\n# stages:\n"
        + _log(_TO_RECRUITER),
        "roles: [candidate, recruiter]\ntopics: [thanks]\n# gatekeeper:\n# guarded:\n# stages:\n" + _log(_TO_RECRUITER),
    ),
    Code(
        "D255",
        "Traffic that no contact mentions",
        "Messages go from one role to another that no contact joins in this direction, or about topics that no "
        "contact between the two lists (such a topic can at most ride along with another). Here is how much of it "
        "there is.",
        "warning",
        "contacts:\n  - {between: [candidate, recruiter]}\n" + _log(_TO_RECRUITER, _TO_MANAGER),
        "contacts:\n  - {between: [candidate, [recruiter, hiring_manager]]}\n" + _log(_TO_RECRUITER, _TO_MANAGER),
    ),
    Code(
        "D256",
        "Name that only the log has",
        "A role, topic, stage or channel of the log is not declared, such as `hiring manager` for `hiring_manager`: "
        "rules that ask for the declared name pass it by. Declare it, or let a mapping turn it into the declared "
        "one.",
        "warning",
    ),
)
