"""Excuses that never hold, always hold, or stand behind another."""

from __future__ import annotations

import pytest

from analyzer.definitions import lint, load_definition
from tests.definitions.lint.texts import said
from tests.definitions.texts import BASE


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
