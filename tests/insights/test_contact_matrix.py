"""Messages between roles: what is counted where."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.insights import contact_matrix
from tests.insights.fakes import CONTACT, activation, analysis, definition, log_of, message

CONTACTS = (("candidate", "recruiter"), ("recruiter", "candidate"), ("candidate", "coordinator"))


def matrix(*judged, contacts=CONTACTS):
    """Build the table of some messages; each is (verdict, kind)."""
    rows = [
        activation(CONTACT, verdict, "2026-03-02 15:00", event_id=f"m-{at}") for at, (verdict, _) in enumerate(judged)
    ]
    log = log_of(*[(f"m-{at}", kind) for at, (_, kind) in enumerate(judged)])
    return contact_matrix(analysis(definition(CONTACT, contacts=contacts), rows, log=log))


def cell(table, sender, recipient):
    row = table[(table["sender_role"] == sender) & (table["recipient_role"] == recipient)]
    return dict(row.iloc[0][["messages", "allowed", "off_graph", "excused", "undecided"]])


def counts(messages=0, allowed=0, off_graph=0, excused=0, undecided=0):
    return {
        "messages": messages, "allowed": allowed, "off_graph": off_graph, "excused": excused, "undecided": undecided
    }  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "counted"),
    [
        pytest.param("satisfied", counts(1, allowed=1), id="allowed"),
        pytest.param("violated", counts(1, off_graph=1), id="off the graph"),
        pytest.param("settled", counts(1, off_graph=1), id="settled: off the graph all the same"),
        pytest.param("excused", counts(1, off_graph=1, excused=1), id="excused"),
        pytest.param("waived", counts(1, off_graph=1, excused=1), id="waived"),
        pytest.param("undecided", counts(1, undecided=1), id="undecided"),
    ],
)
def test_a_message_is_counted_by_its_verdict(verdict, counted):
    assert cell(matrix((verdict, message("candidate", "recruiter"))), "candidate", "recruiter") == counted


def test_a_message_to_two_roles_counts_once_in_each_pair():
    table = matrix(("satisfied", message("candidate", "recruiter", "coordinator")))
    assert cell(table, "candidate", "recruiter") == cell(table, "candidate", "coordinator") == counts(1, allowed=1)
    assert table["messages"].sum() == 2


def test_of_a_message_off_the_graph_only_the_pair_without_any_contact_is_off():
    table = matrix(("violated", message("candidate", "recruiter", "hiring_manager")))
    assert cell(table, "candidate", "recruiter") == counts(1, allowed=1)
    assert cell(table, "candidate", "hiring_manager") == counts(1, off_graph=1)


def test_where_a_contact_joins_every_pair_all_are_taken_as_off():
    table = matrix(("violated", message("candidate", "recruiter", "coordinator")))
    assert cell(table, "candidate", "recruiter") == cell(table, "candidate", "coordinator") == counts(1, off_graph=1)


def test_those_in_copy_are_not_counted():
    table = matrix(("satisfied", message("candidate", "recruiter", copied=["hiring_manager"])))
    assert cell(table, "candidate", "hiring_manager") == counts()


def test_those_in_copy_stand_in_where_to_names_only_the_senders_own_role():
    table = matrix(("violated", message("candidate", "candidate", copied=["hiring_manager"])))
    assert cell(table, "candidate", "hiring_manager") == counts(1, off_graph=1)


def test_every_ordered_pair_of_different_roles_is_there_in_the_definitions_order():
    table = matrix(("satisfied", message("candidate", "recruiter")))
    roles = ["candidate", "recruiter", "coordinator", "hiring_manager"]
    pairs = [(sender, recipient) for sender in roles for recipient in roles if sender != recipient]
    assert list(zip(table["sender_role"], table["recipient_role"], strict=True)) == pairs


def test_other_roles_follow_sorted_and_the_unknown_role_is_last():
    table = matrix(
        ("undecided", message(None, "zebra")),
        ("violated", message("?", "agency")),
        ("violated", message("zoo", "candidate")),
    )
    assert list(table["sender_role"].unique())[4:] == ["agency", "zebra", "zoo", "?"]
    assert cell(table, "?", "zebra") == counts(1, undecided=1)


def test_the_table_says_which_pairs_are_agreed_whether_or_not_anybody_wrote():
    table = matrix(("satisfied", message("candidate", "recruiter")))
    assert [tuple(row) for row in table.loc[table["agreed"], ["sender_role", "recipient_role"]].to_numpy()] == [
        ("candidate", "recruiter"), ("candidate", "coordinator"), ("recruiter", "candidate")
    ]  # fmt: skip


def test_messages_that_were_not_judged_are_not_counted():
    kind = message("candidate", "recruiter")
    rows = [activation(CONTACT, "satisfied", "2026-03-02 15:00", event_id="m-1")]
    log = log_of(("m-0", kind), ("m-1", kind), ("m-2", kind))
    table = contact_matrix(analysis(definition(CONTACT, contacts=CONTACTS), rows, log=log))
    assert table["messages"].sum() == 1


def test_the_parts_add_up():
    verdicts = ["satisfied", "violated", "excused", "undecided", "waived", "settled", "satisfied"]
    table = matrix(*[(verdict, message("candidate", "recruiter", "hiring_manager")) for verdict in verdicts])
    assert np.array_equal(table["messages"], table["allowed"] + table["off_graph"] + table["undecided"])
    assert (table["excused"] <= table["off_graph"]).all()


def test_a_definition_without_contacts_gives_no_rows_but_the_columns():
    table = matrix(contacts=())
    assert table.empty
    assert list(table) == [
        "sender_role", "recipient_role", "messages", "allowed", "off_graph", "excused", "undecided", "agreed"
    ]  # fmt: skip


def test_a_log_without_messages_gives_zeros():
    assert matrix()["messages"].tolist() == [0] * 12
