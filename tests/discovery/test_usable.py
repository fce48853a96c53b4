"""Whatever the log and the names in it, a draft can be used as it stands."""

from __future__ import annotations

import random
import re

import pytest
import yaml

import analyzer as hpa
from analyzer.errors import UsageError
from tests.discovery.drafts import active, assert_usable
from tests.discovery.logs import STAGES, TALK, USUAL, enters, log_of, says

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
