"""Remarks on waivers that can be used but should be looked at: one table, for messages and for the manual."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code

REMARKS: tuple[Code, ...] = (
    Code(
        "W401",
        "A waiver for more than a year",
        "It is in force for more than 366 days. A rule that is waived for years is a rule that should be changed; or "
        "decide again each year.",
        "warning",
    ),
    Code(
        "W402",
        "A waiver for every case",
        "`case: any` and nothing else: for its time the rule is as good as switched off. Name the requisitions, "
        "candidates, roles or people, if only some were meant.",
        "warning",
    ),
    Code(
        "W403",
        "A waiver behind another",
        "One further up in the file covers everything that this one could, so it never covers anything.",
        "warning",
    ),
    Code(
        "W411",
        "A waiver that does not fit the log",
        "Against a log (`--against`): it matches nothing there, ended before the log's first event, or is for findings "
        "that one further up in the file covers. A slip in a name looks like this; so does a waiver that is not needed "
        "any more.",
        "warning",
    ),
    Code(
        "W412",
        "A waiver that ends soon",
        "Against a log: it ends within 14 days of the horizon. What it covers will be open findings again after that.",
        "note",
    ),
)
"""In order."""

SEVERITY = {code.code: code.severity for code in REMARKS}
