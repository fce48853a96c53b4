from importlib import import_module
from inspect import signature

import pytest

from analyzer.errors import UsageError
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import (
    LIMITS,
    summary_text,
    verdict_text,
    within_limits,
    write_excel,
    write_html,
    write_report,
)
from analyzer.reports.facts import facts_of


@pytest.mark.parametrize(
    ("fail_on", "over", "headline"),
    [
        pytest.param("low", 3, "Outside limits", id="any"),
        pytest.param("medium", 3, "Outside limits", id="medium-or-above"),
        pytest.param("high", 1, "Outside limits", id="high-only"),
        pytest.param("never", 0, "No limit set", id="no-limit"),
        pytest.param(None, 0, "No limit set", id="none-is-no-limit-either"),
    ],
)
def test_open_findings_at_or_above_the_severity_count_against_the_limit(analysis, fail_on, over, headline):
    limit = facts_of(analysis, fail_on=fail_on).limit
    assert (limit.over, limit.headline) == (over, headline)
    assert within_limits(analysis, fail_on=fail_on) is (over == 0)


def test_excused_settled_waived_and_undecided_findings_count_against_no_limit(analysis):
    analysis.summary["findings"]["by_severity"] = {"low": 0, "medium": 0, "high": 0}
    assert within_limits(analysis)


def test_an_unknown_limit_is_a_usage_error(analysis):
    with pytest.raises(UsageError, match="low, medium, high, never"):
        facts_of(analysis, fail_on="grave")


def test_rules_with_open_findings_come_first_the_gravest_on_top(analysis):
    facts = facts_of(analysis)
    assert [line.rule for line in facts.rules_broken] == ["status-past-recruiter", "contact", "answer-the-candidate"]
    assert [line.rule for line in facts.rules][3:] == ["answer-the-recruiter", "feedback-after-interview"]


def test_a_rule_of_low_severity_with_open_findings_stands_before_one_without(analysis):
    analysis.definition.rules[-1].severity = "low"
    analysis.summary["verdicts"]["feedback-after-interview"] = {"violated": 1}
    assert [line.rule for line in facts_of(analysis).rules][3:] == ["feedback-after-interview", "answer-the-recruiter"]


def test_duties_stand_recruiter_first_and_candidate_last(analysis):
    assert [line.role for line in facts_of(analysis).duties_by_role] == ["Recruiter", "Hiring manager", "Candidate"]


def test_a_duty_that_either_of_two_roles_may_answer_names_both(analysis):
    analysis.summary["duties"][0]["owner_role"] = "hiring_manager/interviewer"
    assert "Hiring manager or Interviewer" in {line.role for line in facts_of(analysis).duties}


def test_the_share_in_time_is_of_what_was_due_and_none_where_nothing_was(analysis):
    analysis.summary["duties"][0].update(due=0, in_time=0, late=0, unanswered=0)
    shares = {line.rule: line.share for line in facts_of(analysis).duties}
    assert shares["answer-the-candidate"] is None
    assert shares["feedback-after-interview"] == 0.6


def test_rows_set_aside_are_those_that_could_not_be_read_and_others_are_told_beside_them(analysis):
    analysis.summary["quality"]["analysed"] += 7
    facts = facts_of(analysis)
    assert facts.set_aside == 4
    assert facts.left_out == "5 repeated, 1 out of scope, 7 after the horizon"


def test_without_a_limit_nothing_is_within_or_outside_it_and_the_open_findings_are_told(analysis):
    limit = facts_of(analysis, fail_on=None).limit
    assert limit.state == "unset"
    assert (limit.headline, limit.sentence) == ("No limit set", "3 open findings.")
    analysis.summary["findings"] |= {"open": 0, "by_severity": {"low": 0, "medium": 0, "high": 0}}
    assert facts_of(analysis, fail_on="never").limit.state == "unset", "not even then within limits"


def test_the_limit_tells_what_it_does_not_count(analysis):
    assert facts_of(analysis, fail_on="high").limit.sentence == (
        "1 open finding of severity high, where the limit is 0; 3 in all."
    )


@pytest.mark.parametrize(
    "takes_a_limit",
    [facts_of, within_limits, summary_text, verdict_text, write_html, write_excel, write_report],
    ids=lambda function: function.__name__,
)
def test_every_call_has_the_default_of_the_command_line(takes_a_limit):
    default = signature(takes_a_limit).parameters["fail_on"].default
    options = [
        option
        for name in ("check", "report")
        for option in import_module(f"analyzer.cli.commands.{name}").command.params
        if option.name == "fail_on"
    ]
    assert [default, *(option.default for option in options)] == [DEFAULT_LIMIT] * 3
    assert [tuple(option.type.choices) for option in options] == [LIMITS] * 2


def test_duties_of_which_nothing_was_due_are_named_together(analysis):
    for place, changes in ((0, {"pending": 2}), (2, {"pending": 0, "excused": 0})):
        analysis.summary["duties"][place].update({"due": 0, "in_time": 0, "late": 0, "unanswered": 0} | changes)
    assert facts_of(analysis).nothing_due == (
        "Recruiter answers a status question (Recruiter: 2 pending); Candidate answers the recruiter (Candidate)"
    )


def test_coverage_is_said_to_be_undeclared_unless_it_was_declared(analysis):
    assert facts_of(analysis).coverage.startswith("not declared")
    analysis.summary["coverage_declared"] = True
    assert facts_of(analysis).coverage == "declared"


def test_notes_that_the_table_of_undecided_verdicts_says_are_not_repeated(analysis):
    analysis.notes = ("1 verdict is undecided: topic-unknown", "coverage was not declared")
    assert facts_of(analysis).notes == ("Coverage was not declared.",)
