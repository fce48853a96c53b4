"""Which contacts a draft proposes, about which topics and in which stages."""

from __future__ import annotations

import pytest

import analyzer as hpa
from tests.discovery.drafts import active, assert_usable, questions
from tests.discovery.logs import STAGES, TALK, USUAL, enters, log_of, says


def test_nothing_is_hidden():
    draft = hpa.discover(log_of(USUAL, (3, says("recruiter", "referrer", "thanks"))))
    assert "#   recruiter -> referrer about thanks: 3 messages in 3 cases (100.0%)" in draft.text
    assert "# referrer" not in str(active(draft))
    listed = sum(len(topics) for topics, _ in active(draft).values()) + len(questions(draft))
    seldom = (draft.contacts["status"] == "seldom").sum()
    assert listed + seldom == len(draft.contacts)


@pytest.mark.parametrize(
    ("cases", "others", "proposed"),
    [
        pytest.param(5, 10, True, id="enough"),
        pytest.param(4, 10, False, id="too few cases"),
        pytest.param(5, 495, True, id="exactly the share"),
        pytest.param(5, 496, False, id="less than the share"),
    ],
)
def test_thresholds_are_kept_at_their_edges(cases, others, proposed):
    known = (others, *TALK[:2], says("recruiter", "hiring_manager", "update", at=9))
    draft = hpa.discover(log_of(known, (cases, says("recruiter", "hiring_manager", "rare"))))
    assert ("rare" in active(draft)["recruiter", "hiring_manager"][0]) == proposed


def test_many_messages_of_few_cases_are_not_enough():
    chatty = [says("recruiter", "hiring_manager", "rare", at=number) for number in range(40)]
    draft = hpa.discover(log_of(USUAL, (4, *chatty)))
    assert "rare" not in active(draft)["recruiter", "hiring_manager"][0]


def test_both_ways_alike_become_between():
    both = (says("coordinator", "hiring_manager", "dates", at=2), says("hiring_manager", "coordinator", "dates", at=3))
    text = hpa.discover(log_of((20, *STAGES, *TALK, *both))).text
    assert BETWEEN in text


BETWEEN = """\
  - between: [coordinator, hiring_manager]
    only_about:
      - dates  # 20 messages in 20 cases; back: 20 in 20
    stage: applied
"""


def test_without_topics_a_contact_is_one_line():
    bare = [row | {"topics": ""} for row in TALK]
    draft = hpa.discover(log_of((20, *bare)))
    assert active(draft)["candidate", "recruiter"] == (None, None)
    assert "  - between: [candidate, recruiter]  # 20 messages in 20 cases; back: 20 in 20\n" in draft.text
    assert any(sentence.startswith("Topics:") for sentence in draft.missing)


@pytest.mark.parametrize(
    ("elsewhere", "restricted"),
    [
        pytest.param(20, True, id="other stages hold as many messages"),
        pytest.param(1, False, id="other stages are all but silent"),
    ],
)
def test_a_stage_restricts_only_where_its_absence_elsewhere_tells_something(elsewhere, restricted):
    inside = (says("recruiter", "hiring_manager", "plan", at=25), TALK[0], TALK[1])
    talk = [(elsewhere, *STAGES, says("recruiter", "coordinator", "dates", at=2))]
    draft = hpa.discover(log_of((10, *STAGES, inside[0]), *talk), candidate="coordinator", gatekeeper="recruiter")
    assert active(draft)["recruiter", "hiring_manager"] == (("plan",), ("interview",) if restricted else None)


@pytest.mark.parametrize(
    "stray",
    [
        pytest.param((2, *STAGES, says("recruiter", "hiring_manager", "plan", at=2)), id="in another stage"),
        pytest.param((9, says("recruiter", "hiring_manager", "plan", at=2)), id="before any stage"),
    ],
)
def test_a_contact_seen_elsewhere_is_not_restricted(stray):
    talk = (20, *STAGES, says("recruiter", "coordinator", "dates", at=2))
    scripts = [(10, *STAGES, says("recruiter", "hiring_manager", "plan", at=25)), talk, stray]
    draft = hpa.discover(log_of(*scripts), candidate="coordinator", gatekeeper="recruiter")
    assert active(draft)["recruiter", "hiring_manager"] == (("plan",), None)


def test_a_contact_whose_topics_together_fill_every_stage_is_not_restricted():
    talk = [says("recruiter", "hiring_manager", "early", at=2), says("recruiter", "hiring_manager", "late", at=26)]
    draft = hpa.discover(log_of((20, *STAGES, *talk)), candidate="recruiter", gatekeeper="hiring_manager")
    assert active(draft)["recruiter", "hiring_manager"] == (("early", "late"), None)
    assert "- early  # 20 messages in 20 cases; only in applied\n" in draft.text


def test_both_ways_in_other_stages_stay_apart():
    both = (says("coordinator", "hiring_manager", "dates", at=2), says("hiring_manager", "coordinator", "dates", at=30))
    draft = hpa.discover(log_of((20, *STAGES, *TALK, *both)))
    assert active(draft)["coordinator", "hiring_manager"] == (("dates",), ("applied",))
    assert active(draft)["hiring_manager", "coordinator"] == (("dates",), ("interview",))


def test_without_transitions_no_stage_closes_a_case():
    draft = hpa.discover(log_of((20, enters("here"), *TALK)))
    assert [(stage.id, stage.closes) for stage in draft.definition.stages] == [("here", False)]
    assert len(draft.contacts) == len(TALK)


@pytest.mark.parametrize("at", [120, 130], ids=["at the close", "later"])
def test_messages_after_the_close_are_not_counted(at):
    late = says("recruiter", "hiring_manager", "late", at=at)
    draft = hpa.discover(log_of((20, *STAGES, *TALK, late)))
    assert "late" not in set(draft.contacts["topic"])
    assert "# 20 messages came after a case had closed: not judged, and not counted here." in draft.text


def test_a_message_about_two_topics_counts_under_each():
    draft = hpa.discover(log_of(USUAL, (5, says("recruiter", "hiring_manager", "update;plan"))))
    table = draft.contacts.query("sender_role == 'recruiter' and recipient_role == 'hiring_manager'")
    assert dict(zip(table["topic"], table["messages"], strict=True)) == {"update": 25, "plan": 5}


def test_topics_that_may_have_to_be_protected_are_left_out_of_every_count():
    hurt = [
        says("candidate", "hiring_manager", "Complaint", at=2),
        says("candidate", "recruiter", "Complaint;news", at=3),
    ]
    log = log_of((20, *STAGES, *TALK, *hurt))
    draft = hpa.discover(log)
    assert draft.definition.protected == ("Complaint",)
    assert "Complaint" not in set(draft.contacts["topic"]) | set(draft.response_times["topic"])
    assert "the 40 messages about them" in draft.text
    assert draft.contacts.query("topic == 'news'")["messages"].tolist() == [20]
    assert_usable(draft, log)
