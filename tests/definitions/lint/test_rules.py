"""Rules that cannot work, or not as they read."""

from __future__ import annotations

import pytest

from tests.definitions.lint.texts import said

ASKS = "{from: candidate, to: hiring_manager, about: news}"


def rule(*lines: str, head: str = "") -> str:
    return head + "rules:\n  r:\n" + "".join(f"    {line}\n" for line in lines)


NEVER = "rule 'r' never applies: "


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["forbid: {about: news, only_about: thanks}"],
            f"3:5 D208 {NEVER}no event can be what it judges",
            id="topics",
        ),
        pytest.param(["forbid: {about: news, only_about: [thanks, news]}"], None, id="topics-that-go-together"),
        pytest.param(
            ["limit: {all_of: [{activity: interview}, {activity: message}]}", "at_most: 2"],
            f"3:5 D208 {NEVER}no event can be what it judges",
            id="activities",
        ),
        pytest.param(
            ["require: {from: recruiter}", "after: {from: candidate, not: {from: candidate}}", "within: 2 days"],
            f"4:5 D208 {NEVER}no event can be what it judges",
            id="and-not",
        ),
        pytest.param(
            ["forbid: {stage: hired}"], "3:5 D208 rule 'r' asks for a stage that closes the case", id="closed-stage"
        ),
        pytest.param(["forbid: {stage: [interview, hired]}"], None, id="open-or-closed-stage"),
        pytest.param(["forbid: {stage: hired}", "while: closed"], None, id="closed-stage-while-closed"),
        pytest.param(
            ["forbid: {stage: interview}", "while: closed"],
            "3:5 D208 rule 'r' asks for a closed case in a stage that no closed case is in",
            id="open-stage-while-closed",
        ),
        pytest.param(
            [
                "forbid: {from: candidate, about: news, to: hiring_manager}",
                "between: [{about: news, only_about: terms}, any]",
            ],
            f"4:5 D208 {NEVER}what opens the interval cannot be",
            id="interval",
        ),
        pytest.param(
            ["forbid: {from: candidate}", "between: [{from: recruiter}, {about: news, only_about: terms}]"],
            None,
            id="interval-without-an-end",
        ),
        pytest.param(
            ["separate: [{from: recruiter}, {copied: recruiter, not_copied: recruiter}]"],
            f"3:5 D208 {NEVER}the earlier event cannot be",
            id="separate",
        ),
        pytest.param(
            ["same: [{from: recruiter}, {copied: recruiter, not_copied: recruiter}]"],
            f"3:5 D208 {NEVER}the earlier event cannot be",
            id="same",
        ),
        pytest.param(
            [f"forbid: {ASKS}", "when: {x: {copied: hiring_manager}, y: {not_copied: hiring_manager}}"],
            f"4:41 D208 {NEVER}its condition 'y' can never hold",
            id="condition",
        ),
        pytest.param(
            [f"forbid: {ASKS}", "when: {x: {copied: recruiter}, y: {not_copied: recruiter}}"],
            f"4:5 D208 {NEVER}no event meets all of `when`",
            id="conditions-together",
        ),
        pytest.param(
            ["route: {from: candidate, to: hiring_manager, about: news, through: candidate, within: 2 days}"],
            f"3:63 D208 {NEVER}no chain of messages is one",
            id="route-through-its-beginning",
        ),
        pytest.param(
            ["route: {from: candidate, to: candidate, about: news, through: recruiter, within: 2 days}"],
            f"3:30 D208 {NEVER}no chain of messages is one",
            id="route-to-its-beginning",
        ),
        pytest.param(
            ["route: {from: candidate, to: hiring_manager, about: news, through: recruiter, within: 2 days}"],
            None,
            id="route",
        ),
    ],
)
def test_rules_that_never_apply_are_found(lines: list[str], expected: str | None) -> None:
    assert said(rule(*lines), "D208") == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["forbid: {from: candidate}", "while: closed"], id="while-closed"),
        pytest.param(["require: {from: recruiter}", "by: close"], id="by-close"),
    ],
)
def test_rules_about_the_close_need_a_stage_that_closes(lines: list[str]) -> None:
    found = said(rule(*lines, head="stages: [applied, interview]\n"), "D208")
    assert found == [f"5:5 D208 {NEVER}no stage closes a case"]
    assert said(rule(*lines), "D208") == []


def test_stages_without_an_order_may_come_after_the_close() -> None:
    stages = "stages: {a: {closes: true}, b: {at_most: 3 weeks}}\n"
    assert said(rule("forbid: {stage: b}", "while: closed", head=stages), "D208") == []


def test_what_is_required_by_a_stage_may_be_in_a_stage_that_closes() -> None:
    assert said(rule("require: {stage: hired}", "by: hired"), "D208", "D220") == []


def test_a_rule_that_sees_protected_messages_only_never_applies() -> None:
    head = "protected: [terms, times]\n"
    assert said(rule("forbid: {about: [terms, times]}", head=head), "D208", "D237") == [
        f"4:5 D208 {NEVER}it judges only messages about a protected topic"
    ]
    assert said(rule("forbid: {about: [terms, news]}", head=head), "D208", "D237") == [
        "3:3 D237 rule 'r' names the protected topic 'terms', which it will never see"
    ]
    route = "route: {from: candidate, to: hiring_manager, about: terms, through: recruiter, within: 2 days}"
    assert said(rule(route, head=head), "D208") == [f"4:50 D208 {NEVER}no chain of messages is one"]


def test_an_answer_may_be_about_a_protected_topic() -> None:
    lines = rule(
        "require: {from: recruiter, about: terms}",
        "after: {from: candidate}",
        "within: 2 days",
        head="protected: terms\n",
    )
    assert said(lines, "D208", "D218", "D237") == []


def test_a_guarded_topic_cannot_be_protected_too() -> None:
    assert said("guarded: [news, terms]\nprotected: [terms]\n", "D237") == [
        "1:17 D237 'terms' is guarded and protected"
    ]


def test_what_waits_for_a_rule_that_never_applies_never_applies_either() -> None:
    lines = (
        "rules:\n"
        "  asks: {forbid: {from: candidate}, when: {x: {open: dead}}}\n"
        "  dead: {require: {from: recruiter}, after: {from: candidate, stage: hired}, within: 2 days}\n"
        "  also: {forbid: {from: recruiter}, unless: {x: {open: dead}}}\n"
    )
    assert said(lines, "D208") == [
        "2:44 D208 rule 'asks' never applies: its condition 'x' can never hold",
        "3:38 D208 rule 'dead' asks for a stage that closes the case",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["require: {about: news, only_about: thanks}", "before: {activity: interview}"],
            "3:5 D218 rule 'r' can never be kept: nothing can be what it requires",
            id="answer",
        ),
        pytest.param(
            ["require: {from: recruiter}", "before: {from: [recruiter, coordinator]}"],
            "3:5 D218 rule 'r' can hardly be kept: whatever it requires needs another one earlier",
            id="answer-that-asks-again",
        ),
        pytest.param(
            [
                "require: {from: recruiter}",
                "before: {from: [recruiter, coordinator]}",
                "unless: {x: {copied: candidate}}",
            ],
            None,
            id="but-for-an-excuse",
        ),
        pytest.param(
            ["require: {from: recruiter}", "before: {from: recruiter, about: news}"], None, id="answers-that-do-not-ask"
        ),
        pytest.param(
            ["require: {from: recruiter}", "after: {from: recruiter}", "within: 2 days"], None, id="until-the-close"
        ),
        pytest.param(
            ["require: {activity: interview}", "next_after: {from: recruiter}"],
            "3:5 D218 rule 'r' can never be kept: the next message is to be something that is no message",
            id="next-message",
        ),
        pytest.param(
            ["require: {from: candidate}", "next_after: {activity: interview}"],
            None,
            id="next-message-after-an-interview",
        ),
        pytest.param(
            ["limit: {from: candidate}", "at_most: 0"], "4:5 D219 rule 'r' allows none at all", id="limit-of-zero"
        ),
        pytest.param(["limit: {from: candidate}", "at_most: 1"], None, id="limit-of-one"),
    ],
)
def test_rules_that_are_never_kept_are_found(lines: list[str], expected: str | None) -> None:
    assert said(rule(*lines), "D218", "D219") == ([] if expected is None else [expected])


def test_an_answer_that_asks_again_without_an_end() -> None:
    lines = rule("require: {from: recruiter}", "after: {from: recruiter}", "within: 2 days", head="stages: [applied]\n")
    assert said(lines, "D218") == ["4:5 D218 rule 'r' can hardly be kept: whatever it requires needs another one later"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ["require: {stage: interview}", "before: {stage: applied}"],
            "4:5 D220 no transition leads from 'interview' to 'applied'",
            id="before",
        ),
        pytest.param(["require: {stage: applied}", "before: {stage: interview}"], None, id="before-in-order"),
        pytest.param(["require: {stage: interview}", "before: {stage: interview}"], None, id="the-same-stage"),
        pytest.param(
            ["require: {stage: applied}", "after: {stage: interview}", "within: 2 days"],
            "4:5 D220 no transition leads from 'interview' to 'applied'",
            id="after",
        ),
        pytest.param(
            ["require: {stage: [applied, hired]}", "after: {stage: interview}", "within: 2 days"], None, id="one-of-two"
        ),
        pytest.param(
            ["require: {stage: hired}", "by: interview"],
            "4:5 D220 no transition leads from 'hired' to 'interview'",
            id="by",
        ),
        pytest.param(["require: {stage: applied}", "by: interview"], None, id="by-in-order"),
        pytest.param(["require: {from: recruiter}", "by: interview"], None, id="by-in-any-stage"),
    ],
)
def test_stages_in_the_wrong_order_are_found(lines: list[str], expected: str | None) -> None:
    assert said(rule(*lines), "D220") == ([] if expected is None else [f"{expected}, as rule 'r' needs"])
    assert said(rule(*lines, head="stages: [applied, interview, hired]\n"), "D220") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [f"forbid: {ASKS}", "when: {x: {about: [news, terms]}}"],
            "4:12 D221 condition 'x' always holds in rule 'r'",
            id="when",
        ),
        pytest.param([f"forbid: {ASKS}", "when: {x: {about: terms}}"], None, id="when-sometimes"),
        pytest.param(
            [f"forbid: {ASKS}", "when: {x: {not: {stage: hired}}}"],
            "4:12 D221 condition 'x' always holds in rule 'r'",
            id="not-closed",
        ),
        pytest.param(
            [f"forbid: {ASKS}", "settled_by: {copied: recruiter, not_copied: recruiter}", "settled_within: 2 days"],
            "4:5 D223 nothing can settle a finding of rule 'r'",
            id="repair",
        ),
        pytest.param(
            [f"forbid: {ASKS}", "settled_by: {copied: recruiter}", "settled_within: 2 days"],
            None,
            id="repair-that-can-be",
        ),
    ],
)
def test_words_that_change_nothing_are_found(lines: list[str], expected: str | None) -> None:
    assert said(rule(*lines), "D221", "D223") == ([] if expected is None else [expected])
