"""The contact graph as a table and as arrows: terms in few words and in full, counts, and which ways are one arrow."""

from __future__ import annotations

import pandas as pd
import pytest

from analyzer import insights
from analyzer.definitions.model import Contact, Fields
from analyzer.insights import Arrow, arrows, process_graph
from analyzer.insights.graph import full_terms, short_terms
from tests.insights.fakes import CONTACT, HERE, activation, analysis, definition, log_of, message

COUNTS = ["messages", "allowed", "off_graph", "excused", "undecided"]


def contact(**under):
    return Contact(("a",), ("b",), Fields(**under), HERE)


@pytest.mark.parametrize(
    ("contacts", "lines"),
    [
        pytest.param([{}], ["any topic"], id="no condition"),
        pytest.param([{"about": ("scheduling",)}], ["about scheduling"], id="one topic is named"),
        pytest.param([{"about": ("x", "y", "z")}], ["about 3 topics"], id="more are counted"),
        pytest.param([{"only_about": ("thank_you",)}], ["only thank you"], id="nothing else may ride along"),
        pytest.param(
            [{"only_about": ("x", "y"), "stage": ("interview", "offer")}], ["only 2 topics, in 2 stages"], id="stages"
        ),
        pytest.param([{"stage": ("offer",), "by": ("email",)}], ["any topic, in offer, by email"], id="channel"),
        pytest.param([{"copied": ("recruiter",)}], ["any topic, recruiter copied"], id="copy"),
        pytest.param(
            [{"not_copied": ("hiring_manager", "recruiter")}],
            ["any topic, hiring manager or recruiter not copied"],
            id="two roles are named",
        ),
        pytest.param(
            [{"thread_started_by": ("recruiter",), "where": (("office", ("x", "y")),)}],
            ["any topic, thread begun by recruiter, office 2 values"],
            id="thread and column",
        ),
        pytest.param([{"about": ("x",)}, {}], ["any topic"], id="a way without conditions makes the others idle"),
        pytest.param([{"about": ("x",)}, {"about": ("x",)}], ["about x"], id="the same way twice"),
        pytest.param(
            [{"about": (topic,)} for topic in "pqr"], ["about p", "about q", "about r"], id="three ways are named"
        ),
        pytest.param(
            [{"about": (topic,)} for topic in "pqrst"], ["about p", "about q", "or 3 more ways"], id="of more, two"
        ),
    ],
)
def test_terms_in_few_words(contacts, lines):
    assert short_terms([contact(**under) for under in contacts]) == lines


def test_terms_in_full_name_everything():
    ways = [contact(only_about=("x", "y", "z"), stage=("offer",)), contact(copied=("recruiter",))]
    assert full_terms(ways) == ["about nothing but x, y or z in stage offer", "with recruiter among the recipients"]
    assert full_terms([*ways, contact()]) == ["any topic"]


def test_a_definition_gives_the_agreed_ways_alone_in_its_own_order():
    table = process_graph(definition(contacts=[("recruiter", "candidate"), ("candidate", "recruiter")]))
    assert list(table.columns) == ["sender_role", "recipient_role", "agreed", "label", "terms", "lines"]
    assert table["sender_role"].tolist() == ["candidate", "recruiter"]
    assert table["agreed"].all()
    assert table["lines"].tolist() == ["1", "1"]


def test_a_role_on_both_sides_of_a_contact_does_not_write_to_itself():
    made = definition().replace(contacts=(Contact(("candidate", "recruiter"), ("recruiter",), Fields(), HERE),))
    assert process_graph(made)[["sender_role", "recipient_role"]].to_numpy().tolist() == [["candidate", "recruiter"]]


def seen(*messages, contacts):
    """An analysis in which these messages were judged: (verdict, sender, recipient)."""
    rows = [activation(CONTACT, verdict, "2026-03-02 15:00", event_id=f"m-{at}")
            for at, (verdict, _, _) in enumerate(messages)]  # fmt: skip
    log = log_of(*((f"m-{at}", message(sender, to)) for at, (_, sender, to) in enumerate(messages)))
    return analysis(definition(CONTACT, contacts=contacts), rows, log=log)


def test_an_analysis_adds_the_counts_and_the_ways_that_nobody_agreed():
    result = seen(
        ("satisfied", "candidate", "recruiter"),
        ("violated", "candidate", "hiring_manager"),
        ("excused", "candidate", "hiring_manager"),
        contacts=[("candidate", "recruiter"), ("recruiter", "candidate")],
    )
    table = process_graph(result)
    assert list(table.columns)[-5:] == COUNTS
    found = {(row["sender_role"], row["recipient_role"]): row for row in table.to_dict("records")}
    assert set(found) == {("candidate", "recruiter"), ("candidate", "hiring_manager"), ("recruiter", "candidate")}
    off = found["candidate", "hiring_manager"]
    assert (off["agreed"], off["label"], off["terms"], off["lines"]) == (False, "", "", "")
    assert [off[name] for name in COUNTS] == [2, 0, 2, 1, 0]
    assert found["recruiter", "candidate"]["messages"] == 0
    matrix = insights.contact_matrix(result)
    assert table[COUNTS].sum().tolist() == matrix[COUNTS].sum().tolist()


@pytest.mark.parametrize("source", [definition(), seen(contacts=[])], ids=["definition", "analysis"])
def test_no_contacts_give_an_empty_table(source):
    table = process_graph(source)
    assert table.empty
    assert arrows(table) == []


# ---------------------------------------------------------------- arrows


def graph(*rows):
    """A table from (sender, recipient, terms, counts); without counts, as of a definition."""
    made = []
    for sender, recipient, terms, *counts in rows:
        row = {"sender_role": sender, "recipient_role": recipient, "agreed": bool(terms), "label": terms,
               "terms": terms, "lines": "7" if terms else ""}  # fmt: skip
        if counts:
            allowed, off, undecided = counts
            row |= {"messages": allowed + off + undecided, "allowed": allowed, "off_graph": off, "excused": 0,
                    "undecided": undecided}  # fmt: skip
        made.append(row)
    return pd.DataFrame(made)


def test_both_ways_on_the_same_terms_are_one_arrow():
    (arrow,) = arrows(graph(("a", "b", "x"), ("b", "a", "x")))
    assert arrow == Arrow("a", "b", "agreed", both=True, label="x", terms="x", lines="7")


def test_both_ways_on_other_terms_are_two():
    found = arrows(graph(("a", "b", "x"), ("b", "a", "y")))
    assert [(arrow.sender, arrow.both, arrow.label, arrow.told) for arrow in found] == [
        ("a", False, "x", True), ("b", False, "y", True),
    ]  # fmt: skip


def test_with_a_log_an_arrow_counts_either_direction():
    (arrow,) = arrows(graph(("a", "b", "x", 5, 0, 1), ("b", "a", "x", 7, 0, 0)))
    assert (arrow.both, arrow.messages, arrow.back, arrow.unclear, arrow.unclear_back) == (True, 5, 7, 1, 0)


def test_a_used_and_an_unused_way_are_two_arrows_and_the_terms_are_told_once():
    found = arrows(graph(("a", "b", "x", 0, 0, 0), ("b", "a", "x", 7, 0, 0)))
    assert [(arrow.sender, arrow.kind, arrow.both, arrow.told) for arrow in found] == [
        ("a", "unused", False, False), ("b", "agreed", False, True),
    ]  # fmt: skip


def test_two_unused_ways_on_the_same_terms_are_one_arrow_that_tells_them():
    (arrow,) = arrows(graph(("a", "b", "x", 0, 0, 0), ("b", "a", "x", 0, 0, 0)))
    assert (arrow.kind, arrow.both, arrow.told) == ("unused", True, True)


def test_messages_that_no_contact_permits_are_an_arrow_of_their_own_beside_the_agreed_one():
    found = arrows(graph(("a", "b", "x", 5, 3, 0)))
    assert [(arrow.kind, arrow.messages, arrow.terms) for arrow in found] == [("agreed", 5, "x"), ("off", 3, "")]


def test_a_way_on_which_every_message_was_off_is_unused():
    found = arrows(graph(("a", "b", "x", 0, 3, 0)))
    assert [(arrow.kind, arrow.messages) for arrow in found] == [("unused", 0), ("off", 3)]


def test_off_an_agreed_way_what_cannot_be_known_is_an_arrow_too():
    found = arrows(graph(("a", "b", "", 0, 0, 2)))
    assert [(arrow.kind, arrow.messages) for arrow in found] == [("unclear", 2)]
