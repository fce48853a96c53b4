"""What a draft proposes, what it asks, and that it can be used as it stands."""

from __future__ import annotations

import random
import re

import pandas as pd
import pytest
import yaml

import analyzer as hpa
from analyzer.definitions import lint, load_definition
from analyzer.discovery.columns import TABLES
from analyzer.errors import UsageError
from analyzer.events import log_from_frame
from tests.discovery.logs import COLUMNS, STAGES, TALK, USUAL, enters, log_of, rows_of, says


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


# ---------------------------------------------------------------- it can be used


def remarks(definition):
    """What `lint` has against a draft; that its rules have no examples yet goes without saying."""
    return [remark for remark in lint(definition) if remark.code != "D238"]


def assert_usable(draft, log):
    definition = load_definition(draft.text)
    assert remarks(definition) == []
    assert hpa.analyze(log, definition).summary["events"] == len(log)


LOGS = {
    "usual": (USUAL,),
    "five events": ((1, *STAGES[:2], *TALK[:3]),),
    "one message": ((1, TALK[0]),),
    "stages only": ((20, *STAGES),),
    "no topics": ((20, says("candidate", "recruiter", at=1), says("recruiter", "candidate", at=2)),),
    "a role that could not be mapped": ((20, says("?", "recruiter", "news"), says("recruiter", "?", "news", at=1)),),
    "messages within one role": ((20, says("recruiter", "recruiter", "news")),),
    "another activity": ((20, {"hours": 0, "activity": "email", "sender_role": "candidate"}),),
    "two first stages": (USUAL, (7, enters("sourced"), enters("interview", at=5), enters("hired", at=9))),
    "a stage that is seldom reached": (
        USUAL,
        (2, enters("applied"), enters("on_hold", at=5), enters("interview", at=9)),
    ),
    "a circle": ((20, enters("a"), enters("b", at=1), enters("a", at=2), enters("b", at=3)),),
    "several stages at one instant": (
        (20, enters("a"), enters("b"), enters("c", at=2)),
        (20, enters("c"), enters("a", at=1)),
    ),
    "a case reopened": ((50, *STAGES), (5, *STAGES, enters("interview", at=130))),
}


@pytest.mark.parametrize("scripts", LOGS.values(), ids=list(LOGS))
@pytest.mark.parametrize("support", [1, 5])
def test_a_draft_loads_lints_clean_and_judges_its_log(scripts, support):
    log = log_of(*scripts)
    assert_usable(hpa.discover(log, min_support=support), log)


def test_drafts_of_random_logs_can_be_used():
    draw = random.Random(20260302)
    roles, topics, stages = (
        ["candidate", "recruiter", "boss", "?", ""],
        ["a", "b", "c;a", ""],
        ["s", "t", "u", "v", "w"],
    )
    for _ in range(60):
        scripts = [
            (
                draw.randint(1, 9),
                *(enters(draw.choice(stages), at=draw.randint(0, 9)) for _ in range(draw.randint(0, 5))),
                *(
                    says(draw.choice(roles), draw.choice(roles[:4]), draw.choice(topics), at=draw.randint(0, 9))
                    for _ in range(draw.randint(1, 6))
                ),
            )
            for _ in range(draw.randint(1, 8))
        ]
        log = log_of(*scripts)
        assert_usable(hpa.discover(log, min_support=draw.randint(1, 4), min_share=draw.choice([0, 0.01, 0.3])), log)


HOSTILE = [
    "no", "9:00", "1.5", "~", "null", "a: b", "say \"x\" # not", "back\\slash\\", "tab\there", "{a}", "[b]", "*al",
    "&an", "!t", "%d", "@at", "`b", "- dash", "? q", "'single'", "<<", "Ünïcode 招聘", "e\u0301", "\u202ertl",
    "emoji 😀", "\x1b[31mred", "x" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=[f"name {place}" for place in range(len(HOSTILE))])
def test_any_name_is_written_so_that_it_means_itself(name):
    log = log_of(
        (
            20,
            enters("first"),
            enters(name, at=4),
            enters("last", at=9),
            says("candidate", "recruiter", name, at=1, channel=name),
            says("recruiter", name, name, at=2),
            says(name, "recruiter", name, at=3),
        )
    )
    draft = hpa.discover(log)
    assert_usable(draft, log)
    assert name in yaml.safe_load(draft.text)["roles"], "to other readers of YAML it is a text, too"
    assert name in dict(draft.definition.roles)
    assert name in [topic.id for topic in draft.definition.topics]
    assert name in [stage.id for stage in draft.definition.stages]
    assert name in draft.definition.channels
    assert active(draft)["recruiter", name] == ((name,), None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("a, b", "it holds ','", id="comma"),
        pytest.param("a|b", "it holds '|'", id="bar"),
        pytest.param("a->b", "it holds '->'", id="arrow"),
        pytest.param("any", "it is a word of the language", id="reserved"),
        pytest.param("guarded", "it is a word of the language", id="guarded"),
    ],
)
def test_a_name_that_the_language_cannot_express_is_told(name, why):
    said = [says("recruiter", name, name, at=2), says(name, "recruiter", "x", at=3)]
    log = log_of((20, enters(name), enters("last", at=9), says("candidate", "recruiter", "x", at=1), *said))
    draft = hpa.discover(log)
    assert_usable(draft, log)
    assert name not in dict(draft.definition.roles)
    for kind in ("Role", "Topic", "Stage"):
        assert re.search(rf"# {kind} \S* ?\S* ?(is left out|cannot be declared): {re.escape(why)}", draft.text), kind
    assert set(draft.contacts.query("recipient_role == @name")["status"]) == {"cannot be named"}


def test_no_name_can_leave_its_comment():
    name = "x\nprocess: mine\u2028gatekeeper: me\x85roles: {a: b}"
    log = log_of((1, says("candidate", "recruiter", "t"), says(name, "recruiter", name, at=1, channel=name)))
    draft = hpa.discover(log)
    assert_usable(draft, log)
    assert draft.definition.process == "draft"


def test_more_names_than_a_definition_can_hold_are_refused():
    scripts = [(1, says("candidate", "recruiter", f"{number}{'x' * 3000}")) for number in range(400)]
    with pytest.raises(UsageError, match="too many names"):
        hpa.discover(log_of(*scripts), min_support=1, min_share=0)


# ---------------------------------------------------------------- frequent is not allowed


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


# ---------------------------------------------------------------- contacts


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
