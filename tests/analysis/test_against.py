"""A definition held against a log: what is never exercised, and what is not mentioned or declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analyzer.analysis import Analysis, analyze
from analyzer.analysis.examples import example_log
from analyzer.definitions import load_definition, read_definition
from analyzer.definitions.codes import REMARKS, Code
from analyzer.events import log_from_frame, read_log
from analyzer.insights import contact_matrix, excuses_used, exercised, lint_against, undeclared, unmentioned
from tests.definitions.lint.texts import read

SHOWN = [code for code in REMARKS if code.code > "D250" and code.wrong]
SAMPLE = Path(__file__).parents[2] / "sample_data" / "quarter.csv"


def codes_of(lines: str) -> dict[str, str]:
    """What is said of a definition whose first example is taken for the log."""
    definition = read(lines)
    analysis = analyze(example_log(definition.examples[0]), definition)
    return {problem.code: problem.severity for problem in lint_against(analysis)}


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.code)
def test_what_the_manual_shows_is_so(code: Code) -> None:
    assert codes_of(code.wrong).get(code.code) == code.severity
    assert code.code not in codes_of(code.mended)


DEFINITION = """\
format: 1
process: small
gatekeeper: recruiter
roles: [candidate, recruiter, hiring_manager, interviewer]
channels: [email, phone]
topics: [news, thanks, times, harm]
protected: [harm]
stages: {applied: {next: [interview]}, interview: {next: [hired]}, hired: {closes: true}}
contacts:
  - {between: [candidate, recruiter]}
  - {from: candidate, to: hiring_manager, only_about: thanks, stage: interview}
  - {from: hiring_manager, to: candidate, about: [thanks, times]}
  - {between: [recruiter, interviewer]}
rules:
  asks:
    forbid: {from: candidate, to: hiring_manager, about: news}
    unless: [{copy: {copied: recruiter}}, {late: {stage: interview}}]
  answers: {require: {from: recruiter}, after: {from: candidate, to: recruiter, about: news}, within: 2 days}
"""


def analysed(*rows: dict[str, Any]) -> Analysis:
    """Messages of one case in minutes that count up; `stage` makes a row a change of stage."""
    frame = pd.DataFrame(
        {
            "timestamp": pd.Timestamp("2026-03-02T10:00Z") + pd.Timedelta(minutes=number),
            "case_id": "APP-1",
            "sender_role": row.get("sender"),
            "recipient_roles": row.get("to"),
            "copied_roles": row.get("copied"),
            "topics": row.get("about"),
            "stage": row.get("stage"),
            "channel": row.get("by", "email"),
        }
        for number, row in enumerate(rows)
    )
    return analyze(log_from_frame(frame), load_definition(DEFINITION, path="d.yaml"))


def ask(sender: str, to: str, about: str | None, **more: str) -> dict[str, Any]:
    return {"sender": sender, "to": to, "about": about, **more}


APPLIED, INTERVIEW, HIRED = ({"stage": stage} for stage in ("applied", "interview", "hired"))


def counts(analysis: Analysis, kind: str) -> dict[str, int]:
    table = exercised(analysis)
    return dict(table.loc[table["kind"] == kind, ["name", "count"]].to_numpy().tolist())


def test_a_contact_is_used_by_the_messages_that_it_permits() -> None:
    analysis = analysed(
        APPLIED,
        ask("candidate", "hiring_manager", "thanks"),  # not in this stage
        INTERVIEW,
        ask("candidate", "hiring_manager", "thanks"),
        ask("candidate", "hiring_manager", "thanks;news"),  # something else besides
        ask("candidate", "hiring_manager", None),  # who knows
        ask("candidate", "hiring_manager;recruiter", "thanks"),
        ask("hiring_manager", "candidate", "times;news"),
        ask("candidate", "candidate", "news", copied="recruiter"),  # cc stands in
        ask("candidate", "recruiter", "harm"),  # protected
        HIRED,
        ask("candidate", "recruiter", "news"),  # closed
    )
    used = exercised(analysis)
    used = used[used["kind"] == "contact"]
    assert used[["name", "place", "count"]].to_numpy().tolist() == [
        ["candidate -> recruiter", "d.yaml:10:5", 2],
        ["recruiter -> candidate", "d.yaml:10:5", 0],
        ["candidate -> hiring_manager, about nothing but thanks in stage interview", "d.yaml:11:5", 2],
        ["hiring_manager -> candidate, about thanks or times", "d.yaml:12:5", 1],
        ["recruiter -> interviewer", "d.yaml:13:5", 0],
        ["interviewer -> recruiter", "d.yaml:13:5", 0],
    ]
    told = [problem for problem in lint_against(analysis) if problem.code == "D251"]
    assert [(problem.place.line, problem.place.column) for problem in told] == [(13, 5)]


def test_an_excuse_is_counted_wherever_it_holds_and_not_only_where_it_is_named() -> None:
    analysis = analysed(
        APPLIED,
        ask("candidate", "hiring_manager", "news"),
        INTERVIEW,
        ask("candidate", "hiring_manager", "news", copied="recruiter"),
        ask("candidate", "hiring_manager", "news"),
    )
    table = exercised(analysis)
    rows = table.loc[table["kind"] == "excuse", ["name", "count", "tried"]].to_numpy().tolist()
    assert rows == [["copy", 1, 3], ["late", 2, 3]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([ask("candidate", "hiring_manager", "news")] * 1, "was tried once and never held", id="once"),
        pytest.param([ask("candidate", "hiring_manager", "news")] * 2, "was tried 2 times and never held", id="twice"),
        pytest.param([ask("candidate", "recruiter", "thanks")], "was never tried", id="never"),
        pytest.param([ask("candidate", "hiring_manager", "news", copied="recruiter")], None, id="held"),
    ],
)
def test_an_excuse_that_never_held_is_told(rows: list[dict[str, Any]], expected: str | None) -> None:
    told = [one.message for one in lint_against(analysed(APPLIED, *rows)) if "excuse 'copy'" in one.message]
    assert told == ([] if expected is None else [f"excuse 'copy' {expected}"])


def test_rules_names_and_protected_topics() -> None:
    analysis = analysed(
        APPLIED, ask("candidate", "recruiter", "news"), ask("candidate", "recruiter", "harm", by="phone")
    )
    assert counts(analysis, "rule") == {"contact": 1, "stage-order": 0, "asks": 0, "answers": 1}
    assert counts(analysis, "role") == {"candidate": 1, "recruiter": 1, "hiring_manager": 0, "interviewer": 0}
    assert counts(analysis, "topic") == {"news": 1, "thanks": 0, "times": 0}
    assert counts(analysis, "stage") == {"applied": 1, "interview": 0, "hired": 0}
    assert counts(analysis, "channel") == {"email": 2, "phone": 0}
    places = {problem.message: problem.place.column for problem in lint_against(analysis) if problem.code == "D254"}
    assert places["the channel 'phone' does not occur in the log"] == 19
    assert places["the stage 'interview' does not occur in the log"] == 40


def test_traffic_that_no_contact_mentions() -> None:
    analysis = analysed(
        APPLIED,
        ask("interviewer", "candidate", "news"),  # not joined
        ask("interviewer", "candidate;recruiter", None),  # one pair of two
        ask("hiring_manager", "candidate", "news;thanks"),  # rides along
        ask("hiring_manager", "candidate", "news"),
        ask("hiring_manager", "candidate", "harm"),  # protected
        ask("hiring_manager", "candidate", None),  # nobody knows about what
        ask("candidate", "?", "news"),
        ask("recruiter", "recruiter", "news"),  # within a role
        HIRED,
        ask("interviewer", "candidate", "news"),  # closed
    )
    assert unmentioned(analysis).to_numpy().tolist() == [
        ["hiring_manager", "candidate", "news", 2],
        ["interviewer", "candidate", "", 2],
    ]
    told = [(one.place.line, one.message) for one in lint_against(analysis) if one.code == "D255"]
    assert told == [
        (9, "no contact from hiring_manager to candidate lists what the log has messages about: news (2)"),
        (9, "no contact joins interviewer and candidate in this direction, and the log has 2 messages"),
    ]


def test_names_that_only_the_log_has_come_with_a_suggestion() -> None:
    analysis = analysed(
        {"stage": "Applied"},
        ask("candidate", "hiring manager", "weather", by="fax"),
        ask("boss", "candidate", "thank;harm"),  # protected: as if it were not there
    )
    assert undeclared(analysis).to_numpy().tolist() == [
        ["role", "hiring manager", 1, "hiring_manager"],
        ["topic", "weather", 1, ""],
        ["stage", "Applied", 1, "applied"],
        ["channel", "fax", 1, ""],
    ]
    (told,) = (one for one in lint_against(analysis) if "'hiring manager'" in one.message and one.code == "D256")
    assert (told.place.line, told.message) == (
        4,
        "the log has the role 'hiring manager' in 1 event, and it is not declared",
    )
    assert told.help == "did you mean 'hiring_manager'? declare it, or turn it into another with a mapping (`values:`)"


def test_an_empty_log_exercises_nothing() -> None:
    analysis = analysed(APPLIED)
    assert set(counts(analysis, "contact").values()) == {0}
    assert unmentioned(analysis).empty
    assert list(unmentioned(analysis).columns) == ["sender_role", "recipient_role", "topic", "messages"]


def test_the_sample_agrees_with_the_tables_of_the_report() -> None:
    analysis = analyze(read_log(SAMPLE), read_definition("in-house"), as_of="2026-04-01")
    matrix = contact_matrix(analysis)
    joined = matrix[matrix["agreed"]]
    one_way = counts(analysis, "contact")["recruiter -> candidate"]
    pair = joined[(joined["sender_role"] == "recruiter") & (joined["recipient_role"] == "candidate")]
    assert one_way == int(pair["allowed"].iloc[0]) > 1000
    named = excuses_used(analysis).groupby("excuse")["activations"].sum().to_dict()
    held = counts(analysis, "excuse")
    assert set(named) <= set(held)
    assert all(held[name] >= named[name] for name in named)
    activations = analysis.activations.groupby("rule").size().to_dict()
    assert counts(analysis, "rule") == {rule.id: activations.get(rule.id, 0) for rule in analysis.definition.rules}


def test_messages_within_a_role_use_no_contact() -> None:
    text = DEFINITION.replace("{between: [candidate, recruiter]}", "{between: [any, any]}")
    frame = pd.DataFrame(
        {
            "timestamp": ["2026-03-02T10:00Z", "2026-03-02T11:00Z"],
            "case_id": "APP-1",
            "sender_role": ["recruiter", "recruiter"],
            "recipient_roles": ["recruiter", "recruiter;interviewer"],
            "topics": "news",
            "stage": "applied",
            "activity": "message",
        }
    )
    table = exercised(analyze(log_from_frame(frame), load_definition(text, path="d.yaml")))
    assert table.loc[table["place"] == "d.yaml:10:5", "count"].tolist() == [1, 1]
