"""Whom the number "past the recruiter" counts, and that the table of findings explains it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import analyzer
from analyzer.analysis.past import PAST_RECRUITER
from analyzer.definitions import load_definition
from tests.analysis.logs import DEFINITION, ROWS, log_of, message

ROOT = Path(__file__).parents[2]
AS_OF = "2026-03-09"
RULES = """
rules:
  round:
    title: Round the recruiter
    route: {from: candidate, to: hiring_manager, about: status, through: recruiter, within: 3 days, indirect: true}
  asks:
    title: Asks the manager
    forbid: {from: candidate, to: hiring_manager, about: status}
  tells:
    title: The manager tells
    forbid: {from: hiring_manager, to: candidate}
  chasing:
    title: More than one question
    limit: {from: candidate, about: status}
    at_most: 1
"""
CONTACTS = """
  - {between: [candidate, coordinator]}
  - {between: [coordinator, hiring_manager]}
excuses:"""
PAST = load_definition(
    DEFINITION.partition("rules:")[0]
    .replace("recruiter: Recruiter,", "recruiter: Recruiter, coordinator: Coordinator, interviewer: Interviewer,")
    .replace("\nexcuses:", CONTACTS)
    + RULES.removeprefix("\n"),
    path="past.yaml",
)


def past(*rows):
    """Findings and the number of the summary."""
    result = analyzer.analyze(log_of(*rows), PAST, as_of=AS_OF)
    return result.findings, result.summary["past_recruiter"]


@pytest.mark.parametrize(
    ("sender", "to", "copied", "candidates"),
    [
        pytest.param("candidate", "hiring_manager", "", 1, id="to-the-manager"),
        pytest.param("candidate", "interviewer", "", 1, id="to-somebody-else"),
        pytest.param("candidate", "interviewer", "recruiter", 0, id="recruiter-in-copy"),
        pytest.param("candidate", "hiring_manager;recruiter", "", 0, id="recruiter-among-the-recipients"),
        pytest.param("candidate", "hiring_manager;?", "", 0, id="perhaps-the-recruiter"),
        pytest.param("hiring_manager", "candidate", "", 0, id="the-manager-writes"),
        pytest.param("interviewer", "hiring_manager", "", 0, id="others-off-the-contacts"),
    ],
)
def test_an_open_finding_counts_if_a_candidate_reached_somebody_without_the_recruiter(sender, to, copied, candidates):
    findings, told = past(message("e1", "2026-03-02 10:00", sender, to, "status", copied=copied))
    assert findings["open"].any()
    assert told["candidates"] == candidates
    assert findings["past_recruiter"].any() == bool(candidates)


def test_findings_of_other_kinds_do_not_count():
    asks = ("candidate", "coordinator", "status")
    findings, told = past(message("a", "2026-03-02 10:00", *asks), message("b", "2026-03-02 11:00", *asks))
    assert findings[["rule", "open", "past_recruiter"]].to_numpy().tolist() == [["chasing", True, False]]
    assert told["candidates"] == 0


def test_a_chain_counts_though_somebody_else_sent_its_last_message():
    findings, told = past(
        message("e1", "2026-03-02 10:00", "candidate", "coordinator", "status"),
        message("e2", "2026-03-03 10:00", "coordinator", "hiring_manager", "status"),
    )
    (row,) = findings.to_dict("records")
    assert (row["rule"], row["sender_role"], row["witness"]) == ("round", "coordinator", "e1; e2")
    assert row["past_recruiter"]
    assert told["candidates"] == 1


def test_candidates_are_counted_not_cases_and_a_case_without_one_counts_by_itself():
    asks = ("candidate", "hiring_manager", "status")
    findings, told = past(
        message("a", "2026-03-02 10:00", *asks, case="A", candidate_id="cand-1"),
        message("b", "2026-03-02 10:00", *asks, case="B", candidate_id="cand-1"),
        message("c", "2026-03-02 10:00", *asks, case="C"),
        message("d", "2026-03-02 10:00", *asks, case="D"),
        message("e", "2026-03-02 10:00", "candidate", "recruiter", "status", case="E", candidate_id="cand-2"),
    )
    assert (told["candidates"], told["of"]) == (3, 4)
    assert findings["case_id"].nunique() == 4


def test_without_a_gatekeeper_nobody_is_past_one():
    text = DEFINITION.replace("gatekeeper: recruiter\n", "").replace("guarded: [status]\n", "")
    free = load_definition(text, path="free.yaml")
    result = analyzer.analyze(log_of(*ROWS), free, as_of=AS_OF)
    assert result.summary["findings"]["open"]
    assert (result.summary["past_recruiter"]["candidates"], result.findings["past_recruiter"].any()) == (0, False)


def test_a_finding_names_the_candidate_of_its_case_whichever_event_says_it():
    analysis = analyzer.analyze(log_of(*ROWS), PAST, as_of=AS_OF)
    assert analysis.findings.query("case_id == 'A'")["candidate_id"].unique().tolist() == ["cand-1"]
    assert analysis.activations.query("event_id == 'e1'")["candidate_id"].unique().tolist() == ["cand-1"]


# ---------------------------------------------------------------- the manual


def documented_query():
    page = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    return re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1)


def test_the_documented_query_finds_the_number_of_the_sample_again():
    log = analyzer.read_log(ROOT / "sample_data" / "quarter.csv")
    analysis = analyzer.analyze(log, analyzer.read_definition("in-house"), as_of="2026-04-01")
    names = {"analysis": analysis}
    exec(documented_query(), names)
    told = analysis.summary["past_recruiter"]["candidates"]
    assert names["candidates"] == told > 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Past the recruiter  {told} of {analysis.summary['past_recruiter']['of']} candidates" in readme


@pytest.mark.parametrize("page", ["claims.md", "summary.md"])
def test_the_manual_says_whom_it_counts_in_the_words_of_every_output(page):
    text = " ".join((ROOT / "docs" / page).read_text(encoding="utf-8").split())
    assert PAST_RECRUITER in text
    assert past(*ROWS)[1]["counts"] == PAST_RECRUITER
