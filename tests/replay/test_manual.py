"""The pages of the verbs: every verb has one, with all its sections, and its example is a rule."""

from __future__ import annotations

import pytest

from analyzer.definitions import load_definition
from analyzer.definitions.grammar import VERBS as FORMS
from analyzer.replay.manual import SECTIONS, VERB_PAGES, VerbPage
from analyzer.replay.verbs import VERBS

BASE = """\
format: 1
process: small
roles: [candidate, recruiter, hiring_manager, interviewer]
channels: [email]
topics: {status_inquiry: Asks for status, coaching: Passes feedback, redirect: Sends to the recruiter}
guarded: [status_inquiry]
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
excuses: {recruiter-in-copy: {copied: recruiter}}
"""

pages = pytest.mark.parametrize("page", VERB_PAGES, ids=lambda page: page.names[0])


def test_every_verb_has_its_page() -> None:
    modules = {code.judge.__module__ for _, code in VERBS}
    assert {page.module for page in VERB_PAGES} == modules
    names = {name for page in VERB_PAGES for name in page.names}
    sentences = {form.name.replace(" .. ", "-").replace("_", "-") for form in FORMS}
    assert names == sentences | {"contact", "stage-order", "stage-time"}


@pages
def test_a_page_has_all_its_sections(page: VerbPage) -> None:
    assert [heading for heading in page.sections if heading in SECTIONS] == list(SECTIONS)
    assert all(page.sections[heading] for heading in SECTIONS)


@pages
def test_the_example_of_a_page_is_a_rule(page: VerbPage) -> None:
    example = page.sections["Example"]
    if example.startswith(("contacts:", "stages:")):
        definition = load_definition(f"{BASE}{example}\n")
    else:
        body = "\n".join(f"    {line}" for line in example.splitlines())
        definition = load_definition(f"{BASE}rules:\n  example:\n{body}\n")
    judged = {next(code for kind, code in VERBS if isinstance(rule.verb, kind)) for rule in definition.rules}
    assert {code.judge.__module__ for code in judged} == {page.module}


@pages
def test_a_page_as_text_has_everything(page: VerbPage) -> None:
    text = page.text()
    assert all(heading in text for heading in page.sections)
    assert page.sections["Example"].splitlines()[0] in text
    assert page.summary.endswith(".")
    assert "\n" not in page.summary
