"""Contacts against rules, and contacts for nothing."""

from __future__ import annotations

import pytest

from tests.definitions.lint.texts import said

PAIR = "from: candidate, to: hiring_manager"


def contacts(*lines: str, rules: str = "") -> str:
    return (
        "contacts:\n" + "".join(f"  - {line}\n" for line in lines) + (f"rules: {{r: {{{rules}}}}}\n" if rules else "")
    )


@pytest.mark.parametrize(
    ("contact", "rule", "expected"),
    [
        pytest.param(f"{{{PAIR}}}", f"forbid: {{{PAIR}}}", "candidate -> hiring_manager", id="the-whole-contact"),
        pytest.param(
            "{between: [candidate, [hiring_manager, coordinator]]}",
            f"forbid: {{{PAIR}}}",
            "candidate -> hiring_manager",
            id="one-pair-of-it",
        ),
        pytest.param(
            "{between: [candidate, [hiring_manager, coordinator]]}",
            "forbid: {from: candidate}",
            "candidate -> hiring_manager, candidate -> coordinator",
            id="two-pairs",
        ),
        pytest.param(
            f"{{{PAIR}, about: [terms, thanks, times]}}",
            f"forbid: {{{PAIR}, about: [terms, times]}}",
            "candidate -> hiring_manager about terms, times",
            id="two-topics-of-it",
        ),
        pytest.param(f"{{{PAIR}}}", f"forbid: {{{PAIR}, about: terms}}", None, id="a-topic-that-it-does-not-list"),
        pytest.param(f"{{{PAIR}}}", f"forbid: {{{PAIR}, not_copied: recruiter}}", None, id="only-without-a-copy"),
        pytest.param(
            f"{{{PAIR}, not_copied: recruiter}}",
            f"forbid: {{{PAIR}, not_copied: recruiter}}",
            "candidate -> hiring_manager",
            id="both-without-a-copy",
        ),
        pytest.param(
            f"{{{PAIR}}}", f"forbid: {{{PAIR}}}, unless: {{x: {{copied: recruiter}}}}", None, id="with-an-excuse"
        ),
        pytest.param(
            f"{{{PAIR}}}", f"forbid: {{{PAIR}}}, when: {{x: {{copied: recruiter}}}}", None, id="with-a-condition"
        ),
        pytest.param(f"{{{PAIR}}}", f"forbid: {{{PAIR}}}, while: closed", None, id="of-closed-cases"),
        pytest.param(
            f"{{{PAIR}}}",
            f"forbid: {{{PAIR}}}, between: [{{from: recruiter}}, {{from: candidate}}]",
            None,
            id="in-an-interval",
        ),
        pytest.param(f"{{{PAIR}}}", "forbid: {from: hiring_manager, to: candidate}", None, id="the-other-direction"),
        pytest.param(
            f"{{{PAIR}, stage: interview}}",
            f"forbid: {{{PAIR}, stage: [interview, hired]}}",
            "candidate -> hiring_manager",
            id="stage",
        ),
    ],
)
def test_what_is_permitted_and_always_forbidden_is_found(contact: str, rule: str, expected: str | None) -> None:
    found = said(contacts(contact, rules=rule), "D212")
    assert found == (
        [] if expected is None else [f"2:5 D212 {expected} is permitted here, and rule 'r' (d.yaml:11) forbids it"]
    )


@pytest.mark.parametrize(
    ("contact", "rule", "twice"),
    [
        pytest.param("{between: [candidate, recruiter]}", f"forbid: {{{PAIR}}}", True, id="not-joined"),
        pytest.param(f"{{{PAIR}}}", f"forbid: {{{PAIR}, about: news}}", False, id="joined"),
        pytest.param(
            f"{{{PAIR}, only_about: thanks}}", f"forbid: {{{PAIR}, about: news}}", True, id="about-something-else"
        ),
        pytest.param(f"{{{PAIR}, about: thanks}}", f"forbid: {{{PAIR}, about: news}}", False, id="riding-along"),
        pytest.param(f"{{{PAIR}, copied: recruiter}}", f"forbid: {{{PAIR}}}", False, id="permitted-in-the-open"),
        pytest.param(
            f"{{{PAIR}, copied: recruiter}}",
            f"forbid: {{{PAIR}}}, unless: {{x: {{copied: recruiter}}}}",
            True,
            id="but-for-an-excuse",
        ),
        pytest.param("{between: [candidate, recruiter]}", "forbid: {from: candidate}", False, id="to-anybody"),
        pytest.param("{between: [candidate, recruiter]}", "forbid: {to: hiring_manager}", False, id="from-anybody"),
        pytest.param(
            "{between: [candidate, recruiter]}", f"forbid: {{activity: any, {PAIR}}}", False, id="whatever-it-is"
        ),
        pytest.param(
            "{between: [candidate, recruiter]}", f"forbid: {{{PAIR}}}, while: closed", False, id="closed-cases"
        ),
        pytest.param(
            "{between: [candidate, recruiter]}",
            "forbid: {from: candidate, to: [recruiter, hiring_manager]}",
            False,
            id="one-of-two",
        ),
        pytest.param(
            "{from: recruiter, to: candidate}", "forbid: {from: candidate, to: candidate}", False, id="within-a-role"
        ),
    ],
)
def test_a_rule_of_which_every_finding_is_one_of_contact_too_is_told(contact: str, rule: str, twice: bool) -> None:
    found = said(contacts(contact, rules=rule), "D214")
    message = "1:1 D214 no contact permits what 'r' (d.yaml:11) forbids: `contact` reports it as well"
    assert found == ([message] if twice else [])


def test_rules_that_are_found_twice_are_told_together() -> None:
    lines = (
        contacts("{between: [candidate, recruiter]}")
        + "rules:\n"
        + "".join(
            f"  {name}: {{forbid: {{{PAIR}, about: {topic}}}}}\n" for name, topic in (("r", "news"), ("s", "terms"))
        )
    )
    (found,) = said(lines, "D214")
    assert "what 'r' (d.yaml:12), 's' (d.yaml:13) forbid: `contact`" in found


def test_contact_may_ask_for_something_before_it_judges() -> None:
    lines = contacts("{between: [candidate, recruiter]}", rules=f"forbid: {{{PAIR}}}")
    assert said(lines + "contact_rule: {when: {x: {stage: interview}}}\n", "D214") == []


ASKED = "after: {from: candidate}, within: 2 days"


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        pytest.param(f"require: {{{PAIR}}}, {ASKED}", True, id="after"),
        pytest.param(f"require: {{{PAIR}}}, before: {{activity: interview}}", True, id="before"),
        pytest.param(f"require: {{{PAIR}}}, next_after: {{from: recruiter}}", True, id="next-after"),
        pytest.param(f"require: {{{PAIR}}}, by: interview", True, id="by-a-stage"),
        pytest.param(
            f"require: {{from: candidate, to: [recruiter, hiring_manager]}}, {ASKED}", False, id="or-to-another"
        ),
        pytest.param(f"require: {{from: candidate, copied: hiring_manager}}, {ASKED}", False, id="in-copy-will-do"),
        pytest.param(f"require: {{activity: interview}}, {ASKED}", False, id="no-message"),
    ],
)
def test_a_message_that_is_required_and_not_permitted_is_found(rule: str, missing: bool) -> None:
    found = said(contacts("{between: [candidate, recruiter]}", rules=rule), "D215")
    assert found == (["3:13 D215 rule 'r' requires a message that no contact permits"] if missing else [])


def test_without_contacts_everything_is_permitted() -> None:
    assert said(f"rules: {{r: {{require: {{{PAIR}}}, {ASKED}}}}}\n", "D212", "D214", "D215") == []


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        pytest.param("{between: [recruiter, recruiter]}", "", id="within-a-role"),
        pytest.param(f"{{{PAIR}, copied: recruiter, not_copied: recruiter}}", "", id="copies"),
        pytest.param(f"{{{PAIR}, stage: hired}}", "", id="closed-cases"),
        pytest.param(f"{{{PAIR}, only_about: thanks, about: news}}", "", id="topics"),
        pytest.param(f"{{{PAIR}, stage: [interview, hired]}}", None, id="open-or-closed"),
        pytest.param("{between: [recruiter, [recruiter, candidate]]}", None, id="a-role-and-another"),
        pytest.param(f"{{{PAIR}, not_copied: hiring_manager}}", "", id="not-to-whom-it-goes"),
    ],
)
def test_contacts_that_permit_nothing_are_found(contact: str, why: str | None) -> None:
    found = said(contacts(contact), "D216")
    assert found == ([] if why is None else ["2:5 D216 this contact permits nothing"])


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        pytest.param(f"{{{PAIR}}}", f"{{{PAIR}, stage: interview}}", 3, id="narrower"),
        pytest.param(f"{{{PAIR}, stage: interview}}", f"{{{PAIR}}}", 2, id="narrower-first"),
        pytest.param(f"{{{PAIR}}}", f"{{{PAIR}}}", 3, id="the-same-twice"),
        pytest.param("{between: [candidate, hiring_manager]}", f"{{{PAIR}}}", 3, id="one-direction-of-both"),
        pytest.param(f"{{{PAIR}}}", "{between: [candidate, hiring_manager]}", 2, id="both-directions-after-one"),
        pytest.param(f"{{{PAIR}, only_about: thanks}}", f"{{{PAIR}, about: thanks}}", 2, id="only-about-within-about"),
        pytest.param(f"{{{PAIR}, about: thanks}}", f"{{{PAIR}, about: times}}", None, id="other-topics"),
        pytest.param(f"{{{PAIR}, stage: interview}}", f"{{{PAIR}, about: thanks}}", None, id="overlapping"),
    ],
)
def test_contacts_that_add_nothing_are_found(first: str, second: str, line: int | None) -> None:
    found = said(contacts(first, second), "D217")
    other = 10 if line == 3 else 11
    text = f"{line}:5 D217 everything that this contact permits is permitted at d.yaml:{other} already"
    assert found == ([] if line is None else [text])
