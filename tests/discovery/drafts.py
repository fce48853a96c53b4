"""What the tests of drafts look at: who may write to whom, what is asked, and whether a draft can be used."""

from __future__ import annotations

import analyzer as hpa
from analyzer.definitions import lint, load_definition


def active(draft):
    """Who may write to whom under the draft, with topics and stages."""
    return {
        (sender, recipient): (contact.under.only_about, contact.under.stage)
        for contact in draft.definition.contacts
        for sender in contact.senders
        for recipient in contact.recipients
    }


def questions(draft):
    return [line.strip() for line in draft.text.splitlines() if line.endswith(": allowed?")]


def remarks(definition):
    """What `lint` has against a draft; that its rules have no examples yet goes without saying."""
    return [remark for remark in lint(definition) if remark.code != "D238"]


def assert_usable(draft, log):
    definition = load_definition(draft.text)
    assert remarks(definition) == []
    assert hpa.analyze(log, definition).summary["events"] == len(log)
