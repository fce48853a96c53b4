import json
from pathlib import Path

import pytest

from analyzer.analysis.past import PAST_RECRUITER
from analyzer.reports import findings_as_github, findings_as_json, summary_text, verdict_text
from tests.reports import fakes


def test_the_summary_says_what_a_person_needs_to_know_first(analysis):
    text = summary_text(analysis, width=140)
    assert text.startswith("OUTSIDE LIMITS: 3 open findings of severity medium or above, where the limit is 0.\n")
    for part in (
        "2026-01-05 to 2026-03-30, complete before 2026-03-31 00:00 EDT",
        "In-house hiring <one> recruiter, version 2026.1 (process_definitions/in_house.yaml, abababababab)",
        "4: 3 complete, 1 open",
        "not declared: every channel is taken as covered",
        "4 of 26; beside these 5 repeated, 1 out of scope",
        "1 of 4 candidates with an open finding past the recruiter (25.0%, 95% interval 11.0% to 42.0%)",
        "90 of 120 messages (75.0%)",
        "3 open (1 high, 2 medium, 0 low) in 2 incidents; 1 settled, 1 excused, 1 waived, 1 undecided",
    ):
        assert part in text


def test_the_summary_says_whom_the_number_past_the_recruiter_counts(analysis):
    assert PAST_RECRUITER in " ".join(summary_text(analysis).split())
    analysis.definition.gatekeeper = None
    assert "Past the recruiter  no gatekeeper is named" in summary_text(analysis)


@pytest.mark.parametrize("fail_on", ["never", None])
def test_without_a_limit_the_summary_says_so_first(analysis, fail_on):
    assert summary_text(analysis, fail_on=fail_on).startswith("NO LIMIT SET: 3 open findings.\n")
    assert verdict_text(analysis, fail_on=fail_on) == "NO LIMIT SET: 3 open findings."


def test_duties_with_nothing_due_are_one_line(analysis):
    for duty in analysis.summary["duties"][1:]:
        duty.update(due=0, in_time=0, late=0, unanswered=0, pending=0, excused=0)
    part = summary_text(analysis, width=200).split("DUTIES IN TIME")[1].split("\n\n")[0]
    assert "0 of 0" not in part
    assert part.count("Nothing due: ") == 1
    assert len(part.splitlines()) == 3


def test_a_finding_carries_all_that_a_person_needs_to_judge_it(analysis):
    block = summary_text(analysis, width=200).split("  3. ")[1].split("\n\n")[0]
    assert block.startswith("Recruiter answers a status question [medium]")
    for part in (
        "when       2026-01-06 06:00 EST, case APP-2, finding 000000000003",
        "who        Candidate (cand-0001) -> Hiring manager, about status_inquiry, by email",
        "due        2026-01-08 06:00 EST; none seen, 0.1 business days overdue",
        "why        The recruiter cannot answer what it never saw.",
        "evidence   APP-2-e1, APP-2-e2",
        "no excuse  recruiter-in-copy: the recruiter was not in copy; recruiter-silent: 1 of 2 questions",
        "allowed    Ask the recruiter first.",
        "rule       answer-the-candidate (in_house.yaml:5)",
    ):
        assert part in block


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_no_line_is_wider_than_the_console(analysis, width):
    lines = summary_text(analysis, width=width).splitlines()
    assert max(map(len, lines)) <= max(width, 60)
    assert lines == [line.rstrip() for line in lines]


def test_only_as_many_findings_are_shown_as_asked_for_gravest_rules_first(analysis):
    text = summary_text(analysis, top=1)
    assert "OPEN FINDINGS (1 of 3" in text
    assert "  1. Candidate asks the hiring manager" in text
    assert "  2. " not in text
    assert "OPEN FINDINGS" not in summary_text(analysis, top=0)


def test_nothing_in_the_summary_can_steer_a_terminal():
    analysis = fakes.small()
    analysis.findings["sender"] = "\x1b[31m\u202eevil\r\n"
    text = summary_text(analysis)
    assert not set(text) & {"\x1b", "\u202e", "\r", "\x07"}


def test_the_summary_says_that_findings_are_questions(analysis):
    assert "A finding is a question to a person" in summary_text(analysis)


def test_no_findings_read_as_within_limits():
    analysis = fakes.small()
    nothing = fakes.assembled(analysis.findings.iloc[:0].copy(), analysis.events_of(["APP-1"]))
    text = summary_text(nothing)
    assert text.startswith("WITHIN LIMITS: 0 open findings")
    assert "RULES BROKEN" not in text


def test_a_log_without_events_has_no_period():
    analysis = fakes.small()
    analysis.summary["period"] = {"first": "", "last": ""}
    assert "Period              no events, complete before 2026-03-31" in summary_text(analysis)


def test_findings_as_json_hold_every_finding_with_its_numbers(analysis):
    told = json.loads(findings_as_json(analysis))
    assert [row["finding_id"] for row in told["findings"]] == list(analysis.findings["finding_id"])
    third = told["findings"][2]
    assert third["due"] == "2026-01-08T11:00:00+00:00"
    assert (third["slack_seconds"], third["answered_at"], third["open"]) == (-7200.0, None, True)
    assert told["findings"][0]["slack_seconds"] is None
    assert told["findings"][0]["subject"] == fakes.HOSTILE[0]


def test_github_remarks_are_one_line_each_and_cannot_be_forged():
    analysis = fakes.small()
    analysis.findings.loc[0, "case_id"] = "APP-1\n::error file=x::forged 100%,:"
    notice, *lines = findings_as_github(analysis).splitlines()
    assert notice.startswith("::notice title=analyzer::In-house hiring <one> recruiter, version 2026.1")
    assert len(lines) == 3
    assert all(line.startswith("::warning file=process_definitions/in_house.yaml,line=") for line in lines)
    assert "100%25" in lines[0]
    assert ",title=status-past-recruiter (high)::" in lines[0]


def test_github_remarks_stand_at_the_rules_line_and_low_ones_are_notices(analysis):
    analysis.findings["severity"] = "low"
    _, *lines = findings_as_github(analysis).splitlines()
    assert all(line.startswith("::notice ") for line in lines)
    assert [line.split("line=")[1].split(",")[0] for line in lines] == ["4", "2", "5"]


def test_the_first_github_remark_says_under_what_the_log_was_judged(analysis):
    analysis.summary["assume"] = {"stage": "any"}
    notice = findings_as_github(analysis).splitlines()[0]
    for part in ("complete before 2026-03-31 00:00 EDT", "coverage not declared", "assumed: stage = any", "3 open"):
        assert part in notice


def test_a_preset_is_no_file_of_the_users_repository(analysis):
    analysis.definition.preset = "in-house"
    _, *lines = findings_as_github(analysis).splitlines()
    assert not [line for line in lines if "file=" in line or ",line=" in line]
    assert lines[0].startswith("::warning title=status-past-recruiter (high)::")
    assert lines[0].endswith(", rule in_house.yaml:4")


def test_json_says_under_what_the_log_was_judged(analysis):
    analysis.summary["assume"] = {"stage": "any"}
    summary = json.loads(findings_as_json(analysis))["summary"]
    assert summary["as_of"] == analysis.summary["as_of"]
    assert summary["assume"] == {"stage": "any"}
    assert summary["coverage"] == "not declared"
    assert summary["notes"] == list(analysis.notes)
    assert summary["quality"] == analysis.summary["quality"]
    analysis.summary["coverage_declared"] = True
    assert json.loads(findings_as_json(analysis))["summary"]["coverage"] == "declared"


def test_every_key_of_the_json_is_in_the_manual(analysis):
    told = json.loads(findings_as_json(analysis))
    manual = (Path(__file__).parents[2] / "docs" / "summary.md").read_text(encoding="utf-8").split("## ")[1]
    keys = [*told, *(f"summary.{key}" for key in told["summary"])]
    assert [key for key in keys if f"\n| `{key}` |" not in manual] == []
    assert manual.count("\n| `") == len(keys)
