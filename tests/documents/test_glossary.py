"""The glossary holds every word that reports and commands use, and each once."""

from __future__ import annotations

import pytest

from analyzer.findings import VERDICT_WORDS, Reason
from analyzer.reports.glossary import GLOSSARY
from analyzer.reports.words import VERDICTS
from tests.documents.glossary import PAGE, own, page, terms


def test_the_page_is_the_one_that_the_code_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_report_explains_its_own_words_and_nothing_explains_them_anew() -> None:
    assert not set(own()) & {term for term, _ in GLOSSARY}


@pytest.mark.parametrize("word", [*VERDICT_WORDS, *VERDICTS.values(), "activation", "horizon", "gatekeeper", "slack"])
def test_a_word_that_outputs_use_is_explained(word: str) -> None:
    assert word.capitalize() in terms()


def test_every_reason_of_an_undecided_verdict_is_explained() -> None:
    assert not [reason for reason in Reason if f"| `{reason}` |" not in page()]


def test_the_terms_stand_in_the_order_of_the_alphabet() -> None:
    assert list(own()) == sorted(own(), key=str.casefold)
