"""Examples in definitions: what counts as expected, several cases of a candidate, and how a difference is told."""

from __future__ import annotations

import numpy as np
import pytest

import analyzer
from analyzer.analysis.example_logs import horizon_of, log_of
from analyzer.analysis.examples import Found, compare_rule, differences
from analyzer.definitions import Definition, load_definition
from analyzer.definitions.model import ExpectedVerdict
from analyzer.errors import UsageError

BASE = """\
format: 1
process: small
roles: {candidate: Candidate, recruiter: Recruiter, hiring_manager: Hiring manager}
channels: [email]
topics: {status: Asks for status, thanks: Says thanks}
stages: {applied: {next: [interview]}, interview: {closes: true}}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
events:
  asks: {from: candidate, to: recruiter, about: status}
  bypass: {from: candidate, to: hiring_manager, about: status}
  answers: {from: recruiter, to: candidate}
excuses:
  in-copy: {copied: recruiter}
  silent: {unanswered: asks, by: answers, for: 2 business days, at_least: 2}
rules:
  past:
    forbid: bypass
    unless: [in-copy, silent]
    settled_by: {from: hiring_manager, to: candidate}
    settled_within: 1 day
  answer: {require: answers, after: asks, within: 2 business days}
  often: {limit: asks, at_most: 1, across: candidate}
"""
ASK = "2026-03-02 10:00 | candidate -> recruiter | status | email"
PAST = "2026-03-03 10:00 | candidate -> hiring_manager | status | email"


def definition(*lines: str, expect: str, more: str = "") -> Definition:
    events = "".join(f"      - {line}\n" for line in lines)
    head = "examples:\n  - name: the one\n" + (f"    {more}\n" if more else "")
    return load_definition(f"{BASE}{head}    events:\n{events}    expect: {expect}\n", path="small.yaml")


def differing(*lines: str, expect: str, more: str = "") -> list[str]:
    read = definition(*lines, expect=expect, more=more)
    return [str(one) for one in differences(read, read.examples[0])]


def timeline(*lines: str, expect: str, more: str = "") -> list[str]:
    return analyzer.run_examples(definition(*lines, expect=expect, more=more))[0].timeline().splitlines()


# ---------------------------------------------------------------- what counts

E, F = ExpectedVerdict, Found


@pytest.mark.parametrize(
    ("expected", "found", "wrong"),
    [
        pytest.param(None, [F(0, "satisfied"), F(1, "pending")], [], id="none-passes-over-satisfied-and-pending"),
        pytest.param(None, [F(1, "violated")], ["expected nothing, found violated at line 2"], id="none"),
        pytest.param(E("violated"), [F(0, "satisfied"), F(1, "violated"), F(2, "violated")], [], id="all-of-them"),
        pytest.param(
            E("violated"),
            [F(0, "violated"), F(1, "excused", "x")],
            ["expected violated, found excused (x) at line 2"],
            id="all-but-one",
        ),
        pytest.param(
            E("violated"), [F(0, "satisfied")], ["expected violated, found nothing of the kind"], id="at-least-one"
        ),
        pytest.param(E("pending"), [F(0, "pending"), F(1, "satisfied")], [], id="pending-when-named"),
        pytest.param(
            E("pending"),
            [F(0, "pending"), F(1, "violated")],
            ["expected pending, found violated at line 2"],
            id="not-pending",
        ),
        pytest.param(E("satisfied"), [F(0, "satisfied"), F(1, "pending")], [], id="satisfied-when-named"),
        pytest.param(E("satisfied"), [], ["expected satisfied, found nothing of the kind"], id="not-even-judged"),
        pytest.param((E("violated"), E("settled")), [F(0, "violated"), F(1, "settled")], [], id="exactly-these"),
        pytest.param(
            (E("violated"), E("satisfied")),
            [F(0, "satisfied"), F(1, "violated")],
            ["expected violated, found nothing of the kind", "expected nothing, found violated at line 2"],
            id="another-order",
        ),
        pytest.param(
            (E("violated"), E("settled"), E("violated")),
            [F(1, "settled"), F(2, "violated")],
            ["expected violated, found nothing of the kind"],
            id="one-is-missing-and-the-rest-is-lined-up",
        ),
        pytest.param(
            (E("violated"),),
            [F(0, "settled"), F(1, "settled")],
            ["expected violated, found settled at line 1", "expected nothing, found settled at line 2"],
            id="another-verdict-and-one-too-many",
        ),
        pytest.param((), [F(0, "violated")], ["expected nothing, found violated at line 1"], id="an-empty-list"),
        pytest.param(
            E("excused", "y"),
            [F(0, "excused", "x")],
            ["expected excused (y), found excused (x) at line 1"],
            id="another-excuse",
        ),
        pytest.param(E("excused"), [F(0, "excused", "x")], [], id="whatever-excuse"),
        pytest.param(E("undecided", "a"), [F(0, "undecided", "a; b")], [], id="one-of-several-reasons"),
        pytest.param(E("undecided", "b; a"), [F(0, "undecided", "a; b")], [], id="all-reasons-in-any-order"),
        pytest.param(
            E("undecided", "a; c"),
            [F(0, "undecided", "a; b")],
            ["expected undecided (a; c), found undecided (a; b) at line 1"],
            id="a-reason-that-is-none",
        ),
    ],
)  # fmt: skip
def test_what_is_expected_of_a_rule(expected: object, found: list[Found], wrong: list[str]) -> None:
    assert [str(one) for one in compare_rule("r", expected, found)] == [f"r: {one}" for one in wrong]  # type: ignore[arg-type]


def test_an_example_that_comes_out_as_expected_differs_nowhere() -> None:
    assert differing(ASK, PAST, expect="{past: violated}") == []
    assert differing(ASK, PAST, expect="{past: violated, answer: pending, often: satisfied}") == []


def test_a_message_without_a_thread_begins_one_of_its_own() -> None:
    log = log_of([(0, definition(ASK, PAST, f"{ASK} | thread a", f"{PAST} | thread a", expect="none").examples[0])])
    threads = log.cells("thread_id", np.arange(4))
    assert len(set(threads)) == 3


# ---------------------------------------------------------------- horizon, age, cases


def test_an_example_is_complete_up_to_just_after_its_last_event() -> None:
    example = definition(PAST, ASK, expect="none").examples[0]
    assert horizon_of(example) == example.events[0].time + 1


def test_what_lies_beyond_as_of_is_not_seen() -> None:
    assert differing(ASK, PAST, expect="none", more="as_of: 2026-03-03 10:00") == []
    assert differing(ASK, PAST, expect="none", more="as_of: 2026-03-01 10:00") == []
    assert differing(ASK, PAST, expect="{past: violated}", more="as_of: 2026-03-03 10:01") == []


def test_an_older_example_began_before_its_first_line() -> None:
    first = "2026-03-03 09:00 | candidate -> recruiter | thanks | email"
    assert differing(first, PAST, expect="{past: undecided (case-older-than-log)}", more="older: true") == []
    assert differing(first, PAST, expect="{past: violated}") == []


def test_a_line_may_lie_in_another_case_of_the_candidate() -> None:
    again = "2026-03-02 11:00 | candidate -> recruiter | status | email | case_id=second"
    assert differing(ASK, again, expect="{often: violated}") == []
    replied = "2026-03-02 12:00 | recruiter -> candidate | thanks | email | case_id=second"
    late = "as_of: 2026-03-10 00:00"
    assert differing(ASK, again, replied, expect="{often: violated, answer: violated}", more=late) == []


def test_the_verdicts_of_several_cases_are_in_the_order_of_time() -> None:
    second = PAST.replace("03-03", "03-02") + " | copied recruiter | case_id=b"
    first_line_is_later = [PAST, second, PAST.replace("03-03", "03-04") + " | case_id=a"]
    assert differing(*first_line_is_later, expect="{past: [excused (in-copy), violated, violated]}") == []


def test_each_case_of_an_example_begins_with_its_own_first_line() -> None:
    stages = ["2026-03-02 10:00 | stage | interview", "2026-03-03 10:00 | stage | applied | case_id=second"]
    assert differing(*stages, expect="none") == []  # neither is a change of stage


# ---------------------------------------------------------------- how it is told


def test_a_difference_stands_below_its_line_with_the_rule_and_what_each_excuse_lacks() -> None:
    assert timeline(ASK, PAST, expect="{past: excused (silent)}") == [
        ASK,
        "    answer: pending",
        PAST,
        "  - past: excused (silent)",
        "  + past: violated   (rule: small.yaml:16)",
        "      no excuse: in-copy: not with recruiter among the recipients; "
        "silent: 1 of 2 unanswered questions, the first 1 business day of 2 business days old",
    ]


def test_what_was_not_expected_stands_alone() -> None:
    assert timeline(PAST, expect="none")[1] == "  + past: violated   (rule: small.yaml:16)"


def test_what_was_found_nowhere_stands_at_the_end() -> None:
    assert timeline(ASK, expect="{past: violated, answer: violated}") == [
        ASK,
        "    answer: pending",
        "expected, and found at no line",
        "  - past: violated   (rule: small.yaml:16)",
        "  - answer: violated   (rule: small.yaml:21)",
        "      past judges no line of this example",
    ]


def test_a_rule_that_differs_shows_where_it_is_kept() -> None:
    reply = "2026-03-03 10:00 | recruiter -> candidate | thanks | email"
    told = timeline(ASK, reply, expect="{answer: violated}")
    assert told[:2] == [ASK, "    answer: satisfied"]


def test_an_answer_that_is_late_says_by_how_much() -> None:
    reply = "2026-03-05 10:00 | recruiter -> candidate | thanks | email"
    (_, _, why, _) = timeline(ASK, reply, expect="none")
    assert why == "      due 2026-03-04 10:00, answered 2026-03-05 10:00: 1 business day too late"


def test_an_answer_that_never_came_says_until_when_it_was_due() -> None:
    told = timeline(ASK, expect="none", more="as_of: 2026-03-10 00:00")
    assert told[-1] == "      due 2026-03-04 10:00, no answer"


def test_a_repair_that_may_still_come_is_told_where_it_was_expected() -> None:
    told = timeline(PAST, expect="{past: settled}")
    assert told[-1] == "      the time for a repair still runs at the end of the example; `as_of` can set a later one"


def test_a_line_beyond_as_of_says_that_it_is_not_seen() -> None:
    told = timeline(ASK, PAST, expect="{past: violated}", more="as_of: 2026-03-03 10:00")
    assert f"{PAST}   (not before `as_of`, so not seen)" in told


def test_an_outcome_is_ready_for_json() -> None:
    (outcome,) = analyzer.run_examples(definition(ASK, PAST, expect="{past: excused (in-copy)}"))
    told = outcome.as_dict()
    (difference,) = told.pop("differences")
    assert told == {"name": "the one", "file": "small.yaml", "line": 24, "passed": False}
    assert difference["rule"] == "past"
    assert (difference["expected"], difference["found"]) == ("excused (in-copy)", "violated")
    assert (difference["event"], difference["event_line"]) == (PAST, 27)
    assert difference["why"][0].startswith("no excuse: in-copy")


# ---------------------------------------------------------------- in a notebook


def test_a_run_is_a_sequence_and_a_table() -> None:
    run = analyzer.run_examples(definition(PAST, expect="none"))
    assert (len(run), len(run.failed), run[0].passed) == (1, 1, False)
    assert list(run.frame.columns) == ["example", "place", "passed", "differences"]
    assert run.frame.iloc[0].tolist() == [
        "the one", "small.yaml:24", False, "past: expected nothing, found violated at line 1",
    ]  # fmt: skip
    assert repr(run) == "<1 examples of small: 1 fail>"


def test_a_notebook_shows_the_timeline_as_text() -> None:
    page = analyzer.run_examples(definition(PAST, expect="none"))._repr_html_()
    assert "candidate -&gt; hiring_manager" in page
    assert "+ past: violated" in page


def test_examples_are_chosen_by_a_part_of_their_name() -> None:
    read = definition(PAST, expect="none")
    assert len(analyzer.run_examples(read, name="THE")) == 1
    with pytest.raises(UsageError, match=r"no example of small\.yaml has 'other' in its name"):
        analyzer.run_examples(read, name="other")
