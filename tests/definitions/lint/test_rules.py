"""Rules and excuses that cannot work, or not as they read."""

from __future__ import annotations

import pytest

from analyzer.definitions import lint, load_definition
from tests.definitions.lint.texts import said
from tests.definitions.texts import BASE

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


# ---------------------------------------------------------------- excuses


def excuse(text: str) -> list[str]:
    """What is said of a rule of the small process that other tests use."""
    lines = BASE + f"rules:\n  r: {text}\n  s: {{forbid: {{any_of: [asks, meeting, answers]}}, unless: in-copy}}\n"
    found = lint(load_definition(lines, path="d.yaml"))
    return [
        f"{one.place.line}:{one.place.column} {one.code} {one.message}"
        for one in found
        if one.code in ("D206", "D207", "D222")
    ]


HOLDS_NOT = "D206 excuse 'n' can never hold in rule 'r'"
HOLDS = "D207 excuse 'n' always holds in rule 'r'"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param("{forbid: asks, unless: {n: {from: recruiter}}}", f"17:30 {HOLDS_NOT}", id="sender"),
        pytest.param(
            "{forbid: {not_copied: recruiter}, unless: in-copy}",
            "17:48 D206 excuse 'in-copy' can never hold in rule 'r'",
            id="copy",
        ),
        pytest.param(
            "{forbid: {not_copied: recruiter}, unless: {n: {to: recruiter}}}", f"17:49 {HOLDS_NOT}", id="recipient"
        ),
        pytest.param("{forbid: asks, unless: {n: {only_about: thanks}}}", f"17:30 {HOLDS_NOT}", id="topics"),
        pytest.param(
            "{forbid: {copied: recruiter}, unless: {n: {not_copied: recruiter}}}",
            f"17:45 {HOLDS_NOT}",
            id="copy-the-other-way",
        ),
        pytest.param(
            "{forbid: {only_about: thanks}, unless: {n: {about: status}}}",
            f"17:46 {HOLDS_NOT}",
            id="topics-the-other-way",
        ),
        pytest.param(
            "{require: answers, before: asks, unless: {n: {from: recruiter}}}",
            f"17:48 {HOLDS_NOT}",
            id="the-judged-event-of-a-requirement",
        ),
        pytest.param("{forbid: asks, unless: {n: {about: thanks}}}", None, id="a-message-may-have-two-topics"),
        pytest.param(
            "{forbid: asks, unless: {n: {all_of: [{from: recruiter}, {after: meeting}]}}}",
            f"17:30 {HOLDS_NOT}",
            id="a-part",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {any_of: [{from: recruiter}, {after: meeting}]}}}", None, id="an-alternative"
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {any_of: [{from: recruiter}, {to: recruiter, not: {copied: recruiter}}]}}}",
            f"17:30 {HOLDS_NOT}",
            id="no-alternative",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {all_of: [{copied: recruiter}, {not_copied: recruiter}]}}}",
            f"17:30 {HOLDS_NOT}",
            id="parts-that-exclude-each-other",
        ),
        pytest.param("{forbid: asks, unless: {n: {activity: interview}}}", f"17:30 {HOLDS_NOT}", id="activity"),
        pytest.param("{forbid: asks, unless: {n: {stage: hired}}}", f"17:30 {HOLDS_NOT}", id="closed-stage"),
        pytest.param(
            "{forbid: asks, unless: {n: {after: {about: status, only_about: terms}}}}",
            f"17:30 {HOLDS_NOT}",
            id="after-what-cannot-be",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {not_after: {about: status, only_about: terms}}}}",
            f"17:30 {HOLDS}",
            id="not-after-what-cannot-be",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {unanswered: {about: status, only_about: terms}, by: answers, for: 2 days}}}",
            f"17:30 {HOLDS_NOT}",
            id="unanswered-what-cannot-be",
        ),
        pytest.param(
            "{forbid: asks, when: {w: {stage: applied}}, unless: {n: {stage: interview}}}",
            f"17:59 {HOLDS_NOT}",
            id="against-the-condition",
        ),
        pytest.param("{forbid: asks, unless: {n: {from: [candidate, recruiter]}}}", f"17:30 {HOLDS}", id="always"),
        pytest.param("{forbid: asks, unless: {n: {from: candidate, copied: recruiter}}}", None, id="sometimes"),
        pytest.param("{forbid: asks, unless: {n: {from: candidate, where: {a: b}}}}", None, id="a-column"),
        pytest.param(
            "{forbid: asks, unless: [{a: {copied: recruiter}}, {b: {not_copied: recruiter}}]}",
            "17:21 D207 the excuses 'a' and 'b' together always hold in rule 'r'",
            id="together",
        ),
        pytest.param(
            "{forbid: asks, unless: [{a: {copied: recruiter}}, {b: {not_copied: coordinator}}]}",
            None,
            id="not-together",
        ),
    ],
)
def test_excuses_that_never_or_always_hold_are_found(rule: str, expected: str | None) -> None:
    assert excuse(rule) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("first", "second", "behind"),
    [
        pytest.param("copied: recruiter", "copied: recruiter, about: thanks", True, id="narrower"),
        pytest.param("copied: recruiter, about: thanks", "copied: recruiter", False, id="wider"),
        pytest.param("copied: recruiter", "all_of: [{copied: recruiter}, {after: meeting}]", True, id="and-more"),
        pytest.param(
            "copied: recruiter",
            "any_of: [{copied: recruiter, about: thanks}, {to: recruiter}]",
            True,
            id="every-alternative",
        ),
        pytest.param(
            "copied: recruiter", "any_of: [{copied: recruiter}, {after: meeting}]", False, id="one-alternative"
        ),
        pytest.param("any_of: [{copied: recruiter}, {after: meeting}]", "after: meeting", True, id="one-of-the-first"),
        pytest.param(
            "all_of: [{copied: recruiter}, {after: meeting}]",
            "after: meeting, within: 2 days",
            False,
            id="less-than-the-first",
        ),
        pytest.param("after: meeting", "after: meeting, within: 2 days", True, id="sooner"),
        pytest.param("after: meeting, within: 2 days", "after: meeting", False, id="any-time"),
        pytest.param("after: meeting, within: 2 days", "after: meeting, within: 1 day", True, id="a-shorter-time"),
        pytest.param(
            "after: meeting, within: 2 days", "after: meeting, within: 1 business day", False, id="another-clock"
        ),
        pytest.param("not_after: meeting", "not_after: meeting, within: 2 days", False, id="not-after-a-shorter-time"),
        pytest.param("not_after: answers", "not_after: {from: recruiter}", True, id="not-after-a-wider-event"),
        pytest.param("not_after: {from: recruiter}", "not_after: answers", False, id="not-after-a-narrower-event"),
        pytest.param("not_after: meeting, within: 2 days", "not_after: meeting", True, id="not-after-at-all"),
        pytest.param("after: meeting", "not_after: meeting, within: 2 days", False, id="opposites"),
        pytest.param("after: {from: recruiter}", "after: answers", True, id="a-narrower-event"),
        pytest.param("after: answers", "after: {from: recruiter}", False, id="a-wider-event"),
        pytest.param(
            "unanswered: asks, by: answers, for: 2 days",
            "unanswered: asks, by: answers, for: 3 days, at_least: 2",
            True,
            id="waited-longer",
        ),
        pytest.param(
            "unanswered: asks, by: answers, for: 3 days",
            "unanswered: asks, by: answers, for: 2 days, at_least: 2",
            False,
            id="waited-less",
        ),
        pytest.param(
            "unanswered: asks, by: answers, for: 2 days, at_least: 3",
            "unanswered: asks, by: answers, for: 3 days, at_least: 2",
            False,
            id="fewer",
        ),
        pytest.param(
            "unanswered: asks, by: meeting, for: 2 days",
            "unanswered: asks, by: answers, for: 3 days",
            False,
            id="another-answer",
        ),
        pytest.param("copied: recruiter", "thread_started_by: recruiter", False, id="something-else"),
    ],
)
def test_an_excuse_behind_another_is_found(first: str, second: str, behind: bool) -> None:
    found = excuse(f"{{forbid: asks, unless: [{{a: {{{first}}}}}, {{b: {{{second}}}}}]}}")
    message = "D222 excuse 'b' is never the one that rule 'r' names"
    assert [line.partition(" ")[2] for line in found] == ([message] if behind else [])


def test_the_excuses_of_contact_are_looked_at_too() -> None:
    rule = "contact_rule:\n  unless:\n    - never: {activity: interview}\n    - copy: {copied: recruiter}\n"
    lines = "contacts:\n  - {between: [candidate, recruiter]}\n" + rule
    assert said(lines, "D206", "D222") == ["5:7 D206 excuse 'never' can never hold in rule 'contact'"]
