"""Every mistake is told: in the writer's words, at its place, all of them at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import analyzer.definitions
from analyzer.definitions import CODES, DefinitionError, load_definition
from tests.definitions.texts import problems_of, said, with_lines

MISTAKES = {
    # ------------------------------------------------------------ keys
    "unknown-key": (
        ["gatekeepr: recruiter"],
        "16:1 D102 unknown key 'gatekeepr' in a definition", "did you mean 'gatekeeper'?"),
    "unknown-key-in-a-rule": (
        ["rules: {r: {forbid: asks, severty: high}}"],
        "16:27 D102 unknown key 'severty' in rule 'r'", "did you mean 'severity'?"),
    "unknown-key-in-a-selector": (
        ["rules: {r: {forbid: {form: candidate}}}"],
        "16:22 D102 unknown key 'form' in rule 'r'", "did you mean 'from'?"),
    "unknown-key-in-a-contact": (
        ["contacts: [{between: [candidate, recruiter], abuot: status}]"],
        "16:46 D102 unknown key 'abuot' in a contact", "did you mean 'about'?"),
    "activity-in-a-contact": (
        ["contacts: [{between: [candidate, recruiter], activity: message}]"],
        "16:46 D102 unknown key 'activity' in a contact", None),
    "misspelt-condition": (
        ["rules: {r: {forbid: asks, unless: {copid: recruiter}}}"],
        "16:36 D102 unknown key 'copid' in rule 'r'", "did you mean 'copied'?"),
    "no-verb": (
        ["rules: {r: {title: nothing}}"],
        "16:12 D103 a rule needs a verb in rule 'r'", "one of forbid, require, limit, separate, same, route"),
    "require-without-when": (
        ["rules: {r: {require: asks}}"],
        "16:13 D103 `require` says not when in rule 'r'", "add one of before, after, next_after, by"),
    "require-after-without-limit": (
        ["rules: {r: {require: answers, after: asks}}"],
        "16:12 D103 `require .. after` lacks 'within' in rule 'r'", "within: How soon"),
    "route-incomplete": (
        ["rules: {r: {route: {from: candidate, to: hiring_manager, about: status, through: recruiter}}}"],
        "16:20 D103 `route` lacks 'within' in rule 'r'", None),
    "repair-without-limit": (
        ["rules: {r: {forbid: asks, settled_by: answers}}"],
        "16:27 D103 `settled_by` needs `settled_within` beside it in rule 'r'", None),
    "limit-without-repair": (
        ["rules: {r: {forbid: asks, settled_within: 1 day}}"],
        "16:27 D103 `settled_within` needs `settled_by` beside it in rule 'r'", None),
    "one-sided-contact": (
        ["contacts: [{from: candidate}]"],
        "16:12 D103 a contact lacks 'to'", "write `between: [a, b]`, or `from:` and `to:`"),
    "words-without-contacts": (
        ["contact_rule: {severity: low}"],
        "16:1 D103 `contact_rule` needs `contacts` beside it", None),
    "incomplete-condition": (
        ["rules: {r: {forbid: asks, unless: {unanswered: asks, by: answers}}}"],
        "16:35 D103 a condition lacks 'for' in rule 'r'", None),
    # ------------------------------------------------------------ names
    "unknown-role": (
        ["contacts: [{from: candidate, to: manager}]"],
        "16:34 D104 unknown role 'manager' in a contact", "did you mean 'hiring_manager'?"),
    "unknown-topic": (
        ["rules: {r: {forbid: {about: [staus]}}}"],
        "16:30 D104 unknown topic 'staus' in rule 'r'", "did you mean 'status'?"),
    "unknown-stage": (
        ["rules: {r: {forbid: {stage: intervew}}}"],
        "16:29 D104 unknown stage 'intervew' in rule 'r'", "did you mean 'interview'?"),
    "unknown-channel": (
        ["rules: {r: {forbid: {by: fax}}}"],
        "16:26 D104 unknown channel 'fax' in rule 'r'", "known channels: email, phone"),
    "unknown-event": (
        ["rules: {r: {forbid: aks}}"],
        "16:21 D104 unknown event 'aks' in rule 'r'", "did you mean 'asks'?"),
    "unknown-excuse": (
        ["rules: {r: {forbid: asks, unless: [in_coppy]}}"],
        "16:36 D104 unknown excuse 'in_coppy' in rule 'r'", "did you mean 'in-copy'?"),
    "unknown-rule": (
        ["rules: {r: {forbid: asks, when: {open: s}}}"],
        "16:40 D104 unknown rule 's' in rule 'r'", None),
    "unknown-next-stage": (
        ["rules: {r: {require: answers, by: offer}}"],
        "16:35 D104 unknown stage 'offer' in rule 'r'", None),
    "unknown-role-in-a-route": (
        ["rules: {r: {route: {from: candidate, to: boss, about: status, through: recruiter, within: 1 day}}}"],
        "16:42 D104 unknown role 'boss' in rule 'r'", None),
    # ------------------------------------------------------------ forms and values
    "text-for-a-mapping": (
        ["rules: {r: asks}"], "16:12 D105 a rule must be a mapping, not the text 'asks' in rule 'r'", None),
    "nothing-for-a-text": (
        ["title:"], "16:7 D105 `title` must be a text, not nothing", None),
    "list-for-a-selector": (
        ["rules: {r: {forbid: [asks, answers]}}"],
        "16:21 D105 `forbid` must be a mapping, not a list in rule 'r'", None),
    "empty-selector": (
        ["rules: {r: {forbid: {}}}"], "16:21 D105 `forbid` must be a mapping, not an empty mapping in rule 'r'", None),
    "empty-list": (
        ["rules: {r: {forbid: {about: []}}}"],
        "16:29 D105 `about` must be a name or a list of names, not an empty list in rule 'r'", None),
    "three-sides": (
        ["contacts: [{between: [candidate, recruiter, coordinator]}]"],
        "16:22 D105 `between` must be a list of two sides in a contact", None),
    "no-duration": (
        ["rules: {r: {require: answers, after: asks, within: soon}}"],
        "16:52 D106 `within`: 'soon' is not a duration in rule 'r'",
        "write a whole number and a unit: '30 minutes', '24 hours', '3 days', '1 week', '16 business hours' or "
        "'5 business days'"),
    "no-time-at-all": (
        ["rules: {r: {require: answers, after: asks, within: 0 days}}"],
        "16:52 D106 `within`: '0 days' is no time at all: a duration is longer than zero in rule 'r'", None),
    "unknown-severity": (
        ["rules: {r: {forbid: asks, severity: hihg}}"],
        "16:37 D108 `severity` must be one of low, medium, high, not 'hihg' in rule 'r'", "did you mean 'high'?"),
    "no-number": (
        ["rules: {r: {limit: asks, at_most: many}}"],
        "16:35 D108 `at_most` must be a whole number, 0 or more, not 'many' in rule 'r'", None),
    "no-flag": (
        ["rules: {r: {route: {from: candidate, to: hiring_manager, about: status, through: recruiter, within: 1 day,"
         " indirect: yes}}}"],
        "16:118 D108 `indirect` must be one of true, false, not 'yes' in rule 'r'", None),
    "copied-to-nobody": (
        ["rules: {r: {forbid: {not_copied: any}}}"],
        "16:34 D108 `not_copied: any` would never hold in rule 'r'", "name the roles"),
    "route-about-anything": (
        ["rules: {r: {route: {from: candidate, to: hiring_manager, about: any, through: recruiter, within: 1 day}}}"],
        "16:65 D108 `about: any` does not say what travels in rule 'r'", None),
    "open-of-the-wrong-rule": (
        ["rules: {r: {forbid: asks, when: {open: s}}, s: {forbid: answers}}"],
        "16:40 D108 `open` needs a `require .. after` rule, and 's' is none in rule 'r'", None),
    "nothing-unanswered": (
        ["rules: {r: {forbid: asks, unless: {unanswered: asks, by: answers, for: 1 day, at_least: 0}}}"],
        "16:89 D108 `at_least` must be a whole number, 1 or more, not '0' in rule 'r'", None),
    # ------------------------------------------------------------ what excludes what
    "two-verbs": (
        ["rules: {r: {forbid: asks, limit: asks, at_most: 3}}"],
        "16:27 D109 `limit` cannot stand beside `forbid` in rule 'r'", "make it two rules"),
    "before-and-after": (
        ["rules: {r: {require: answers, before: asks, after: asks, within: 1 day}}"],
        "16:45 D109 `after` cannot stand beside `before` in rule 'r'", "make it two rules"),
    "foreign-key": (
        ["rules: {r: {forbid: asks, within: 1 day}}"],
        "16:27 D109 `within` does not belong to `forbid` in rule 'r'",
        "it belongs to `require .. before` or `require .. after`"),
    "on-close-without-deadline": (
        ["rules: {r: {forbid: asks, on_close: cancel}}"],
        "16:27 D109 `on_close` does not belong to `forbid` in rule 'r'", None),
    "between-and-from": (
        ["contacts: [{between: [candidate, recruiter], from: candidate}]"],
        "16:46 D109 `from` cannot stand beside `between` in a contact", None),
    "two-conditions-in-one": (
        ["rules: {r: {forbid: asks, unless: {after: asks, copied: recruiter}}}"],
        "16:49 D109 `copied` cannot stand beside `after` in rule 'r'", "join two conditions with `all_of: [.., ..]`"),
    # ------------------------------------------------------------ names that cannot be
    "built-in-rule": (
        ["rules: {contact: {forbid: asks}}"],
        "16:9 D110 'contact' cannot be the name of a rule", "the words of this rule stand under `contact_rule:`"),
    "built-in-stage-rule": (
        ["rules: {stage-order: {forbid: asks}}"],
        "16:9 D110 'stage-order' cannot be the name of a rule", "choose another name"),
    "open-in-a-circle": (
        ["rules:", "  r: {require: answers, after: asks, within: 1 day, unless: {open: s}}",
         "  s: {require: answers, after: asks, within: 2 days, when: [{open: r}]}"],
        "17:61 D111 `open` goes in a circle: r -> s -> r in rule 'r'", None),
    "open-of-itself": (
        ["rules: {r: {require: answers, after: asks, within: 1 day, unless: {open: r}}}"],
        "16:67 D111 `open` goes in a circle: r -> r in rule 'r'", None),
    # ------------------------------------------------------------ modifiers of other verbs
    "each-of-no-questions": (
        ["rules: {r: {require: answers, before: asks, pairing: each}}"],
        "16:45 D109 `pairing` does not belong to `require .. before` in rule 'r'",
        "only `require .. after` pairs questions with answers"),
    "nothing-to-agree": (
        ["rules: {r: {limit: asks, at_most: 1, correlate: thread}}"],
        "16:38 D109 `correlate` does not belong to `limit` in rule 'r'",
        "the rule does not join two events that could agree"),
    "nothing-to-agree-with": (
        ["rules: {r: {forbid: asks, correlate: thread}}"],
        "16:27 D103 `correlate` needs `between` beside it in rule 'r'",
        "the events that must agree are those of `between`"),
    "next-across-cases": (
        ["rules: {r: {require: answers, next_after: asks, across: candidate}}"],
        "16:49 D109 `across` does not belong to `require .. next_after` in rule 'r'", None),
    "closed-and-by": (
        ["rules: {r: {require: answers, by: close, while: closed}}"],
        "16:42 D109 `while` does not belong to `require .. by` in rule 'r'", None),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "hint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_place_and_the_way_out(lines: list[str], expected: str, hint: str | None) -> None:
    problems = problems_of(with_lines(*lines))
    found = {said(problem): problem for problem in problems}
    assert expected in found, "\n".join(found)
    if hint is not None:
        assert found[expected].help == hint


@pytest.mark.parametrize("name", [name for name in MISTAKES if name not in ("open-in-a-circle", "unknown-next-stage")])
def test_one_mistake_gives_one_problem(name: str) -> None:
    lines, expected, _ = MISTAKES[name]
    assert [said(problem) for problem in problems_of(with_lines(*lines))] == [expected]


TEN = """\
format: 1
process: ten
process: again
roles: {candidate: Candidate, recruiter: Recruiter}
gatekeper: recruiter
topics: {status: {phrases: [news]}}
contacts:
  - {between: [candidate, recuiter]}
  - recruiter
rules:
  slow: {require: any, after: {from: candidate}, within: 2 dais}
  apart: {separate: [{from: candidate}, {from: recruiter}], pairing: each}
  loud: {forbid: any, severity: loud}
  both: {forbid: any, limit: any, at_most: 1}
  contact: {forbid: any}
"""


def test_an_answer_cannot_come_too_early_and_too_late_at_once() -> None:
    line = "rules: {r: {require: answers, after: asks, within: 1 day, not_before: 2 days}}"
    with pytest.raises(DefinitionError, match="D108 `not_before` is longer than `within` in rule 'r'"):
        load_definition(with_lines(line))


def test_ten_mistakes_give_ten_messages_each_with_its_own_line() -> None:
    assert [said(problem) for problem in problems_of(TEN)] == [
        "3:1 D101 'process' is written twice",
        "5:1 D102 unknown key 'gatekeper' in a definition",
        "6:18 D103 a topic lacks 'title' in topic 'status'",
        "8:27 D104 unknown role 'recuiter' in a contact",
        "9:5 D105 a contact must be a mapping, not the text 'recruiter'",
        "11:58 D106 `within`: '2 dais' is not a duration: there is no unit 'dais' in rule 'slow'",
        "12:61 D109 `pairing` does not belong to `separate` in rule 'apart'",
        "13:33 D108 `severity` must be one of low, medium, high, not 'loud' in rule 'loud'",
        "14:23 D109 `limit` cannot stand beside `forbid` in rule 'both'",
        "15:3 D110 'contact' cannot be the name of a rule",
    ]


def test_a_problem_shows_the_line_the_place_and_the_way_out() -> None:
    with pytest.raises(DefinitionError) as caught:
        load_definition(with_lines("rules:", "  r: {forbid: {about: [staus]}}"), path="mine/d.yaml")
    assert str(caught.value) == "\n".join(
        [
            "mine/d.yaml:17:24: D104 unknown topic 'staus' in rule 'r'",
            "  17 |   r: {forbid: {about: [staus]}}",
            "     |                        ^",
            "  help: did you mean 'status'?",
        ]
    )


def test_every_code_that_is_used_is_explained_and_every_explained_code_is_used() -> None:
    folder = Path(analyzer.definitions.__file__).parent
    others = [folder.parent / "analysis" / "observed.py"]
    paths = [path for path in folder.rglob("*.py") if path.name != "codes.py" and path.parent.name != "explained"]
    text = "".join(path.read_text() for path in [*paths, *others])
    used = set(re.findall(r'"(D[12][0-9]{2})"', text))
    explained = [code.code for code in CODES]
    assert sorted(used) == explained
    assert all(code.title and code.explanation.endswith(".") for code in CODES)
