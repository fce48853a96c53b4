"""What a draft proposes, what it asks, and that it can be used as it stands."""

from __future__ import annotations

import random
import re

import pandas as pd
import pytest

import analyzer as hpa
from analyzer.definitions import load_definition
from analyzer.discovery.columns import TABLES
from analyzer.errors import UsageError
from analyzer.events import log_from_frame
from tests.discovery.drafts import active, assert_usable, questions, remarks
from tests.discovery.logs import COLUMNS, STAGES, TALK, USUAL, enters, log_of, rows_of, says


def test_what_passes_by_the_gatekeeper_is_a_question_however_frequent():
    log = log_of((200, *STAGES, *TALK))
    draft = hpa.discover(log)
    assert draft.gatekeeper == "recruiter"
    assert set(active(draft)) == {
        ("candidate", "recruiter"),
        ("recruiter", "candidate"),
        ("recruiter", "hiring_manager"),
        ("hiring_manager", "recruiter"),
    }
    assert questions(draft) == [
        "# - {from: candidate, to: hiring_manager, only_about: thanks, stage: interview}  "
        "# 200 messages in 200 cases: allowed?"
    ]


def test_the_header_says_that_it_is_no_policy():
    first = hpa.discover(log_of(USUAL)).text.splitlines()[0]
    assert first == "# DRAFT, and no policy. It describes what happened in data frame; it does not say what is allowed."


def test_a_proposed_gatekeeper_is_only_a_comment_and_a_given_one_stands():
    log = log_of(USUAL)
    assert hpa.discover(log).definition.gatekeeper is None
    assert "# gatekeeper: recruiter" in hpa.discover(log).text
    assert hpa.discover(log, gatekeeper="recruiter").definition.gatekeeper == "recruiter"


def test_without_a_gatekeeper_every_contact_of_the_candidate_is_a_question():
    says_to_manager = (20, says("candidate", "hiring_manager", "x"), says("hiring_manager", "candidate", "y", at=1))
    draft = hpa.discover(log_of(says_to_manager, (20, says("recruiter", "hiring_manager", "y"))))
    assert draft.gatekeeper is None
    assert set(active(draft)) == {("recruiter", "hiring_manager")}
    assert len(questions(draft)) == 2


def test_the_busiest_manager_is_no_gatekeeper():
    script = (50, says("candidate", "hiring_manager", "x"), says("hiring_manager", "interviewer", "y", at=1))
    draft = hpa.discover(log_of(script))
    assert draft.gatekeeper is None
    assert set(active(draft)) == {("hiring_manager", "interviewer")}


def test_what_candidates_bring_up_is_a_question_where_others_carry_it_on():
    relayed = [says("candidate", "recruiter", "news", at=2), says("coordinator", "hiring_manager", "news", at=32)]
    draft = hpa.discover(log_of((20, *STAGES, *TALK, *relayed)))
    assert ("coordinator", "hiring_manager") not in active(draft)
    assert any("from: coordinator, to: hiring_manager, only_about: news" in line for line in questions(draft))


def test_a_question_tells_how_often_the_gatekeeper_was_in_copy():
    copied = (4, says("candidate", "hiring_manager", "thanks", at=50, copied="recruiter"))
    (line,) = questions(hpa.discover(log_of(USUAL, copied)))
    assert line.endswith("# 24 messages in 24 cases, 4 with recruiter among the recipients: allowed?")


def test_a_question_can_be_taken_up_by_taking_the_marks_away():
    text = hpa.discover(log_of(USUAL)).text
    text = text.replace("  # - {from: candidate", "  - {from: candidate").replace("  # thanks:", "  thanks:")
    assert remarks(load_definition(text)) == []
    assert any(contact.recipients == ("hiring_manager",) for contact in load_definition(text).contacts if
               contact.senders == ("candidate",))  # fmt: skip


def test_a_role_that_no_line_names_is_declared_in_a_comment():
    draft = hpa.discover(log_of(USUAL, (3, says("recruiter", "referrer", "thanks"))))
    assert "  # referrer: Referrer  # sent 0, received 3, in 3 cases" in draft.text
    assert "referrer" not in dict(draft.definition.roles)
    assert set(dict(hpa.discover(log_of(USUAL), min_support=99).definition.roles)) == {
        "candidate",
        "recruiter",
        "hiring_manager",
    }


# ---------------------------------------------------------------- who is the candidate


def test_a_candidate_of_another_name_is_found_by_the_ids():
    rows = [dict(row) for row in (TALK[0], TALK[1], TALK[2])]
    for row in rows:
        row |= {
            key: cell.replace("candidate", "person") for key, cell in row.items() if key.endswith(("role", "roles"))
        }
        row |= {"candidate_id": "p-1", "sender": "p-1" if row["sender_role"] == "person" else "r-1"}
    draft = hpa.discover(log_of((20, *rows)))
    assert (draft.candidate, draft.gatekeeper) == ("person", "recruiter")
    assert "# Taken for the candidate: person (100% of its messages come from the case's candidate_id)." in draft.text


def test_an_unknown_candidate_makes_every_contact_a_question():
    draft = hpa.discover(log_of((20, says("a", "b", "x"), says("b", "a", "x", at=1))))
    assert draft.candidate is None
    assert not draft.definition.contacts
    assert len(questions(draft)) == 2
    assert any("--candidate ROLE" in sentence for sentence in draft.missing)


def test_a_candidate_that_is_given_is_taken():
    script = (20, says("a", "b", "x"), says("b", "a", "y", at=1), says("b", "c", "y", at=2), says("a", "c", "x", at=3))
    draft = hpa.discover(log_of(script), candidate="a", gatekeeper="b")
    assert set(active(draft)) == {("a", "b"), ("b", "a"), ("b", "c")}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"candidate": "candidat"}, "no role 'candidat'; did you mean 'candidate'", id="candidate"),
        pytest.param({"gatekeeper": "x"}, "gatekeeper: the log has no role 'x'", id="gatekeeper"),
        pytest.param({"min_support": 0}, "min_support is a number of cases", id="support"),
        pytest.param({"min_share": 1.5}, "min_share is a share", id="share"),
        pytest.param({"timezone": "Mars"}, "the working calendar: there is no time zone 'Mars'", id="zone"),
        pytest.param({"hours": {"mon": ["9-17"]}}, "is not a time of day", id="hours"),
        pytest.param({"holidays": "XX"}, "the working calendar", id="holidays"),
        pytest.param({"as_of": "2020-01-01"}, "no event before as_of", id="before the log"),
        pytest.param({"as_of": "soon"}, "as_of", id="as_of"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(options, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        hpa.discover(log_of(USUAL), **options)


# ---------------------------------------------------------------- the object


def test_the_same_log_in_any_order_gives_the_same_bytes():
    rows = rows_of(USUAL, (7, *STAGES[:2], TALK[4]), (3, TALK[2]))
    draft = hpa.discover(log_from_frame(pd.DataFrame(rows)))
    random.Random(1).shuffle(rows)
    again = hpa.discover(log_from_frame(pd.DataFrame(rows)))
    assert draft.text == again.text
    assert draft.to_json() == again.to_json()


def test_tables_have_the_columns_that_are_documented():
    for log in (log_of(USUAL), log_of((1, enters("a"))), log_of((1, TALK[0]), without=("candidate_id", "channel"))):
        draft = hpa.discover(log)
        assert {name: list(table.columns) for name, table in draft.tables.items()} == {
            name: list(columns) for name, columns in TABLES.items()
        }
        assert all(getattr(draft, name) is table for name, table in draft.tables.items())


def test_a_table_that_does_not_exist_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no 'contcts'"):
        _ = hpa.discover(log_of(USUAL)).contcts


def test_a_notebook_gets_a_summary_with_everything_escaped():
    draft = hpa.discover(log_of(USUAL, (20, says("recruiter", "<script>", "<b>"))))
    page = draft._repr_html_()
    assert "<script>" not in page
    assert "<b>&lt;b" not in page
    assert "1 question to decide" in page
    assert repr(draft).startswith("<draft of a definition from 180 events in 40 cases: ")


def test_the_draft_says_what_the_log_lacks():
    draft = hpa.discover(log_of((20, TALK[0]), without=("channel", "topics", "stage")))
    heads = [sentence.split(":")[0].split(" (")[0] for sentence in draft.missing]
    assert heads == ["Topics", "Stages", "Threads", "Channels"]
    assert all(f"# - {sentence[:30]}" in draft.text for sentence in draft.missing)


def test_no_column_is_needed_beyond_those_of_a_log():
    needed = {"event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles"}
    log = log_of(USUAL, without=[name for name in COLUMNS if name not in needed and name != "stage"])
    assert_usable(hpa.discover(log), log)
