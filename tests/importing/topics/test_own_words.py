"""A mail's own words: what is left out, and what may never happen."""

from __future__ import annotations

import time

import pytest
import quotequail
from hypothesis import given, settings, strategies as st

from analyzer.importing.own_words import own_words

BLOCK = "From: recruiter-03@example.com\nSent: Monday, 2 March 2026 10:00\nTo: cand-0001@example.org\nSubject: x\n\nOld"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        pytest.param("New.\n\n> old\n> old", "New.", id="marked-quotation"),
        pytest.param("> old?\nNew.\n> old\nAlso.", "New.\n\nAlso.", id="answers-in-between"),
        pytest.param("New.\n\nOn 2 Mar 2026, x wrote:\n> old", "New.", id="english"),
        pytest.param("New.\n\nOn 2 Mar 2026, x\n<x@example.org>\nwrote:\n\n> old", "New.", id="broken-over-lines"),
        pytest.param("New.\n\nAm 2. März 2026 schrieb x <x@example.org>:\nAlt", "New.", id="german-unmarked"),
        pytest.param("New.\n\nLe 2 mars 2026 à 10:00, x a écrit\xa0:\n> vieux", "New.", id="french"),
        pytest.param("New.\n\nEl 2 mar 2026, x escribió:\n> viejo", "New.", id="spanish"),
        pytest.param("On Monday the team wrote:\nwe are busy.", "On Monday the team wrote:\nwe are busy.", id="prose"),
        pytest.param("New.\n-----Original Message-----\nOld", "New.", id="original-message"),
        pytest.param("New.\n---------- Forwarded message ---------\nOld", "New.", id="forwarded"),
        pytest.param("New.\n-----Ursprüngliche Nachricht-----\nAlt", "New.", id="original-message-german"),
        pytest.param(f"New.\n\n{BLOCK}", "New.", id="outlook-headers"),
        pytest.param("New.\n\nVon: x\nGesendet: Montag\nAn: y\n\nAlt", "New.", id="outlook-headers-german"),
        pytest.param("New.\n\nDe : x\nEnvoyé : lundi\n\nVieux", "New.", id="outlook-headers-french"),
        pytest.param("From: our side\nall is well", "From: our side\nall is well", id="one-header-is-prose"),
        pytest.param("New.\n-- \nCandidate 0001\n+1 555", "New.", id="signature"),
        pytest.param("New.\n\nSent from my phone\nMore.", "New.\n\nMore.", id="device"),
        pytest.param("New.\r\n\r\n> old\r\n", "New.", id="windows-line-ends"),
        pytest.param("> old", "", id="nothing-of-ones-own"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_is_left_out(text: str, own: str) -> None:
    assert own_words(text) == own


PIECES = st.sampled_from(
    [
        "> q",
        "",
        "On 3 Mar 2026",
        "x wrote:",
        "On Monday x wrote:",
        "Am 3. März schrieb X:",
        "schrieb X:",
        "-- ",
        "--",
        "-----Original Message-----",
        "From: a",
        "Sent: b",
        "To: c",
        "hello",
        "  hello",
        "Sent from my phone",
        "\t> y",
        "_" * 32,
        "a\r",
        "x:",
        "Le 3 mars, x a écrit\xa0:",
    ]
)
ANYTHING = st.one_of(st.lists(PIECES, max_size=12).map("\n".join), st.text(max_size=200))


@settings(max_examples=500, deadline=None)
@given(ANYTHING)
def test_nothing_is_added_and_a_second_time_changes_nothing(text: str) -> None:
    own = own_words(text)
    assert own_words(own) == own
    lines = iter([line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")])
    assert all(any(line == other for other in lines) for line in own.split("\n") if line)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(">\n" * 100_000, id="quoted-lines"),
        pytest.param(">" * 1_000_000, id="one-quoted-line"),
        pytest.param("On x wrote:\n" * 100_000, id="announcements"),
        pytest.param("Am schrieb " * 100_000, id="one-long-announcement"),
        pytest.param("a:\n\n> y\n" * 50_000, id="colons-before-quotations"),
        pytest.param("From: a\n" * 100_000, id="headers"),
        pytest.param("\r" * 1_000_000, id="line-ends"),
    ],
)
def test_the_time_is_linear_on_hostile_texts(text: str) -> None:
    began = time.process_time()
    own_words(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("intro", ["On 2 Mar 2026, x wrote:", "Begin forwarded message:", "Am 2.3. schrieb x:"])
def test_on_plain_replies_it_agrees_with_quotequail(intro: str) -> None:
    text = f"New.\n\n{intro}\n> old"
    assert own_words(text) == quotequail.quote(text, quote_intro_line=True)[0][1].strip()
