"""Phrases: what they find, in one message and in a column, and that none can hang a run."""

from __future__ import annotations

import re
import time

import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.definitions import DefinitionError, load_definition
from analyzer.importing import Tagger, tag_topics
from analyzer.importing.labels import Label, Labels
from tests.importing.topics.logs import DEFINITION, definition, log

LETTERS = st.text("anywsthkoudeirc  \n\t'\u2019>:-.\xa0éß", max_size=60)
PIECES = st.lists(st.sampled_from(["any", "news", "Thank you", "\n", " ", "complain", "Automatic reply", "> x", "x"]))
TEXTS = st.one_of(LETTERS, PIECES.map(" ".join))
SAFE = {
    topic: [re.compile(phrase, re.IGNORECASE) for phrase in phrases]
    for topic, phrases in (
        ("status_inquiry", [r"\bany news\b", r"\bwhere do i stand\b"]),
        ("thank_you", [r"\bthank(s| you)\b"]),
        ("out_of_office", [r"^automatic reply\b"]),
        ("complaint", [r"\bcomplain"]),
    )
}


@pytest.mark.parametrize(
    ("subject", "body", "topics"),
    [
        pytest.param("ANY NEWS?", "", ("status_inquiry",), id="whatever-the-case"),
        pytest.param("Thanks, any news?", "", ("status_inquiry", "thank_you"), id="several-in-the-definitions-order"),
        pytest.param("Re: Interview", "Do you have any\n  news?", ("status_inquiry",), id="over-a-line-end"),
        pytest.param("Any", "news", (), id="not-from-subject-into-body"),
        pytest.param("Re: x", "No.\n> any news?", (), id="not-in-a-quotation"),
        pytest.param("Re: x", "Hello\nAutomatic reply", (), id="a-caret-is-the-texts-beginning"),
        pytest.param("Something else", "", (), id="nothing-is-not-other"),
        pytest.param("any \ud800 news, thanks", "", ("thank_you",), id="half-a-letter"),
    ],
)
def test_topics_of_a_message(subject: str, body: str, topics: tuple[str, ...]) -> None:
    assert Tagger(definition()).topics(subject, body) == topics


def oracle(text: str) -> set[str]:
    """The same, written with Python's own `re`."""
    told = " ".join(text.split()).replace("\u2019", "'")
    return {topic for topic, phrases in SAFE.items() if any(phrase.search(told) for phrase in phrases)}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("anywsthkou  \n'", max_size=40) | PIECES.map(" ".join), max_size=6))
def test_a_column_is_tagged_as_each_text_and_as_another_engine_says(texts: list[str]) -> None:
    tagger = Tagger(definition())
    column = tagger.tag(pa.array(texts, pa.string())).to_pylist()
    assert [tuple(topics) for topics in column] == [tagger.topics(text) for text in texts]
    assert [set(topics) for topics in column] == [oracle(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_a_column_with_bodies_is_tagged_as_each_message(messages: list[tuple[str, str]]) -> None:
    tagger = Tagger(definition())
    subjects, bodies = (pa.array([each[at] for each in messages], pa.string()) for at in (0, 1))
    column = tagger.tag(subjects, bodies).to_pylist()
    assert [tuple(topics) for topics in column] == [tagger.topics(*each) for each in messages]


def test_nulls_and_chunks_are_texts_without_topics() -> None:
    column = pa.chunked_array([pa.array([None, "any news"]), pa.array([], pa.string()), pa.array(["x"])])
    assert Tagger(definition()).tag(column).to_pylist() == [[], ["status_inquiry"], []]


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param("(x+x+)+y", id="catastrophic-elsewhere"),
        pytest.param("(.*)*(.*)*(.*)*y", id="nested-stars"),
        pytest.param("(x?){500}(x){500}", id="counted"),
    ],
)
def test_no_phrase_hangs_on_any_text(phrase: str) -> None:
    tagger = Tagger(load_definition(DEFINITION.replace(r"'\bcomplain'", f"'{phrase}'")))
    began = time.process_time()
    for text in ("x" * 5_000_000, "x " * 100_000, "x" * 40):
        tagger.topics(text, text)
        tagger.tag(pa.array([text]), pa.array([text]))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        pytest.param("(.?){1000}(.?){1000}", "too large", id="too-large"),
        pytest.param("(?<=a)b", "not an RE2 pattern", id="look-behind"),
        pytest.param("x*", "would match every text", id="matches-all"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_told_with_the_definition(phrase: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        load_definition(DEFINITION.replace(r"'\bcomplain'", f"'{phrase}'"))


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    tagger = Tagger(definition())
    assert tagger.topics("x" * 65_000 + " any news") == ("status_inquiry",)
    assert tagger.topics("x" * 66_000 + " any news") == ()


def test_labels_go_before_the_log_and_the_log_before_phrases() -> None:
    events = log(
        [
            {"subject": "any news", "topics": "referral"},
            {"subject": "any news", "topics": "referral"},
            {"subject": "any news"},
            {"subject": "any news"},
            {"subject": "hello"},
            {"subject": "any news"},
        ]
    )
    rows = [Label("e1", ("thank_you",)), Label("e3", ()), Label("e6", ("thank_you",), "a"), Label("e6", (), "b")]
    table = tag_topics(events, definition(), labels=Labels("l.csv", tuple(rows)))
    told = list(zip(*(table.column(name).to_pylist() for name in ("topics", "topics_by")), strict=True))
    assert told == [
        ("thank_you", "label"),
        ("referral", "log"),
        ("other", "label"),
        ("status_inquiry", "phrase"),
        (None, None),
        ("status_inquiry", "phrase"),
    ]


def test_a_log_that_says_itself_where_its_topics_come_from_is_believed() -> None:
    events = log(
        {"subject": "hello", "topics": "thank_you" if by else "", "topics_by": by}
        for by in ("phrase", "label", "log", "")
    )
    table = tag_topics(events, definition())
    assert table.column("topics_by").to_pylist() == ["phrase", "label", "log", None]
