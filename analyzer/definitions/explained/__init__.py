"""What the remarks of the linter mean, each with lines that call for it and the same lines mended.

The lines take the place of the sections of the same names in `BASE`; together they are a whole definition.
"""

from analyzer.definitions.explained.code import Code
from analyzer.definitions.explained.contacts import CONTACTS
from analyzer.definitions.explained.leftovers import LEFTOVERS
from analyzer.definitions.explained.observed import OBSERVED
from analyzer.definitions.explained.rules import RULES
from analyzer.definitions.explained.times import TIMES

__all__ = ["BASE", "REMARKS", "Code"]

BASE = """\
format: 1
process: example
gatekeeper: recruiter
roles: [candidate, recruiter, coordinator, hiring_manager]
topics: [news, terms, times, thanks]
guarded: [news]
stages: {applied: {next: [interview]}, interview: {next: [hired]}, hired: {closes: true}}
calendar: {timezone: Europe/Berlin, hours: {mon-fri: ["09:00-17:00"]}}
"""
"""What the examples below leave out."""

REMARKS: tuple[Code, ...] = tuple(
    sorted((*CONTACTS, *RULES, *TIMES, *LEFTOVERS, *OBSERVED), key=lambda code: code.code)
)
"""Every remark, in the order of codes."""
