"""Remarks on names, phrases and examples."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code

_FEW = "roles: [candidate, recruiter, hiring_manager]\ntopics: [news]\nexcuses: {in-copy: {copied: recruiter}}\n"
_RULE = "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: news}%s}\n"
_EXAMPLE = (
    "examples:\n  - name: a question to the manager\n    events:\n"
    "      - 2026-03-02 10:00 | stage | interview\n"
    "      - 2026-03-02 11:00 | candidate -> hiring_manager | news\n"
)

LEFTOVERS: tuple[Code, ...] = (
    Code(
        "D202",
        "Unused name",
        "A topic, event, excuse or role is declared and nothing refers to it: a leftover, or something that was to "
        "be listed in a rule and is not.",
        "warning",
        _FEW + _RULE % "",
        _FEW + _RULE % ", unless: in-copy",
    ),
    Code(
        "D232",
        "Names that differ in writing only",
        "Two names of one kind differ in case, hyphens, underscores or blanks. In a log the one will stand for the "
        "other.",
        "warning",
        "topics: [news, terms, times, thanks, role-question, role_question]\n",
        "topics: [news, terms, times, thanks, role-question]\n",
    ),
    Code(
        "D233",
        "Names one letter apart",
        "Two names of one kind are one slip of the pen apart (a letter more, less, other, or two swapped), or an "
        "activity is that near to `message` or `stage`.",
        "note",
        "topics: [news, terms, times, thanks, scheduling, schedulling]\n",
        "topics: [news, terms, times, thanks, scheduling]\n",
    ),
    Code(
        "D234",
        "Excuse and event of one name",
        "Where conditions stand, the name means the excuse; where selectors stand, the event.",
        "warning",
        "events: {answered: {from: recruiter}}\nexcuses: {answered: {after: answered}}\n",
        "events: {recruiter_writes: {from: recruiter}}\nexcuses: {answered: {after: recruiter_writes}}\n",
    ),
    Code(
        "D235",
        "One phrase in two topics",
        "A message that has the phrase gets both topics.",
        "warning",
        "topics:\n  news: {title: Asks for news, phrases: ['any news']}\n  terms: Pay\n  times: Dates\n"
        "  thanks: {title: Thanks, phrases: ['any news']}\n",
        "topics:\n  news: {title: Asks for news, phrases: ['any news']}\n  terms: Pay\n  times: Dates\n"
        "  thanks: {title: Thanks, phrases: ['thank you']}\n",
    ),
    Code(
        "D236",
        "A phrase within another",
        "Whatever has the longer phrase has the shorter one too: in one topic the longer one finds nothing new, in "
        "two a message gets both.",
        "note",
        "topics:\n  news: {title: Asks for news, phrases: ['news', 'any news']}\n  terms: Pay\n  times: Dates\n"
        "  thanks: Thanks\n",
        "topics:\n  news: {title: Asks for news, phrases: ['any news']}\n  terms: Pay\n  times: Dates\n"
        "  thanks: Thanks\n",
    ),
    Code(
        "D238",
        "Rules without an example",
        "No example expects a verdict of the rule, so that `analyzer test` says nothing of it. Whether examples "
        "hold is for that command to say.",
        "note",
        _RULE % "",
        "stages: [interview]\n" + _RULE % "" + _EXAMPLE + "    expect: {r: violated}\n",
    ),
    Code(
        "D239",
        "Column that `where` does not look at",
        "`where` tests further columns of a log. Channel, topics, roles and the like have keys of their own, and "
        "ids and times cannot be tested at all.",
        "error",
        "rules:\n  r: {forbid: {from: candidate, where: {channel: phone}}}\n",
        "channels: [phone]\nrules:\n  r: {forbid: {from: candidate, by: phone}}\n",
    ),
)
