"""The result document: findings with their evidence and words, cases, summary, notes, and wrong arguments."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import analyzer
from analyzer.analysis.columns import ACTIVATIONS, CASES, EVENTS, FINDINGS
from analyzer.analysis.summary import wilson
from analyzer.calendars import Duration
from analyzer.errors import UsageError
from tests.analysis.logs import ROWS, definition, log_of, message, stage

AS_OF = "2026-03-09"


@pytest.fixture(scope="module")
def analysis():
    return analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF)


def found(analysis, event_id, rule):
    rows = analysis.findings.query("event_id == @event_id and rule == @rule")
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("table", "columns"),
    [("activations", ACTIVATIONS), ("findings", FINDINGS), ("cases", CASES)],
    ids=["activations", "findings", "cases"],
)
def test_tables_have_exactly_the_documented_columns(analysis, table, columns):
    assert list(getattr(analysis, table).columns) == [column.name for column in columns]


def test_an_empty_result_has_the_columns_too():
    nothing = analyzer.analyze(
        log_of(message("x", "2026-03-02 10:00", "candidate", "recruiter", "thanks")), definition()
    )
    assert nothing.findings.empty
    assert list(nothing.findings.columns) == [column.name for column in FINDINGS]


def test_a_finding_says_who_when_where_and_why(analysis):
    row = found(analysis, "e2", "bypass")
    assert (row["verdict"], row["open"], row["severity"]) == ("violated", True, "high")
    assert (row["case_id"], row["candidate_id"], row["sender"]) == ("A", "cand-1", "cand-1")
    assert (row["sender_role"], row["recipient_roles"], row["topics"]) == ("candidate", "hiring_manager", "status")
    assert row["stage"] == "applied"
    assert row["timestamp"] == pd.Timestamp("2026-03-03 15:00", tz="UTC")
    assert row["rule_place"].startswith("small.yaml:")
    assert row["instead"] == "Ask the recruiter."
    assert row["owner_role"] == "candidate"


def test_a_finding_says_by_how_much_each_excuse_failed(analysis):
    tried = found(analysis, "e2", "bypass")["excuses_tried"]
    assert tried == (
        "in-copy: not with recruiter among the recipients; "
        "silent: 1 of 2 unanswered questions, the first 1 business day of 2 business days old"
    )


def test_a_late_answer_is_named_with_the_time_that_was_lacking(analysis):
    row = found(analysis, "e1", "answer")
    assert (row["verdict"], row["answer_event_id"], row["clock"]) == ("violated", "e3", "business days")
    assert row["slack_seconds"] == -2 * 86_400
    assert row["due"] == pd.Timestamp("2026-03-04 15:00", tz="UTC")
    assert row["owner_role"] == "recruiter"
    assert row["owner"] == "rec-1"
    assert row["witness"] == "e1; e3"


def test_an_absence_is_proven_by_where_it_was_looked_for():
    result = analyzer.analyze(log_of(*ROWS[:3]), definition(), as_of=AS_OF)
    row = found(result, "e1", "answer")
    assert row["searched_from"] == pd.Timestamp("2026-03-02 15:00", tz="UTC")
    assert row["searched_until"] == pd.Timestamp("2026-03-09 04:00", tz="UTC")


def test_an_excused_finding_carries_its_excuse_and_is_not_open(analysis):
    row = found(analysis, "f1", "bypass")
    assert (row["verdict"], row["excuse"], row["open"]) == ("excused", "in-copy", False)


def test_the_allowed_way_off_the_graph_names_the_contacts(analysis):
    row = found(analysis, "e2", "contact")
    line = next(c.place.line for c in definition().contacts if c.under.only_about)
    assert row["instead"] == (
        f"candidate may write to hiring_manager about nothing but thanks (line {line}); "
        f"candidate may write to hiring_manager with recruiter among the recipients (line {line + 1})"
    )


def test_protected_events_are_nowhere(analysis):
    everything = analysis.findings.to_csv() + analysis.activations.to_csv() + analysis.case("C").events.to_csv()
    assert "g1" in everything
    assert "g2" not in everything
    assert "g2" not in analysis.case("C").explain()
    assert analysis.summary["protected_events"] == 1


def test_a_finding_keeps_its_id_from_run_to_run(analysis):
    again = analyzer.analyze(log_of(*reversed(ROWS)), definition(), as_of="2026-03-20")
    assert set(analysis.findings["finding_id"]) <= set(again.findings["finding_id"])
    assert analysis.findings["finding_id"].is_unique
    assert analysis.findings["finding_id"].str.fullmatch("[0-9a-f]{12}").all()


def test_findings_that_share_an_event_are_one_incident(analysis):
    shared = analysis.findings.query("event_id == 'e2'")
    assert len(shared) == 2
    assert shared["incident"].nunique() == 1
    assert analysis.summary["incidents"] == 2


def test_cases_are_summed_up_by_the_gravest_verdict(analysis):
    verdicts = analysis.cases.set_index("case_id")["verdict"]
    assert verdicts.to_dict() == {"A": "violated", "B": "kept", "C": "kept"}
    row = analysis.cases.set_index("case_id").loc["A"]
    assert (row["events"], row["messages"], row["stage"], row["closed"]) == (4, 3, "applied", False)
    assert (row["open_findings"], row["findings"]) == (3, 3)


def test_the_summary_adds_up_and_is_json(analysis):
    summary = json.loads(json.dumps(analysis.summary))
    counted = analysis.activations["verdict"].value_counts()
    assert sum(sum(verdicts.values()) for verdicts in summary["verdicts"].values()) == counted.sum()
    assert summary["findings"]["open"] == counted["violated"] == len(analysis.findings.query("open"))
    assert summary["contact"]["judged"] == len(
        analysis.activations.query("rule == 'contact' and verdict != 'undecided'")
    )
    assert summary["duties"][0]["late"] == 1
    assert summary["past_recruiter"]["candidates"] == 1


def test_the_horizon_is_an_argument_in_the_definitions_zone():
    before = analyzer.analyze(log_of(*ROWS), definition(), as_of="2026-03-03 10:00")
    assert before.as_of == pd.Timestamp("2026-03-03 15:00", tz="UTC")
    assert before.summary["events"] == 2
    assert before.findings.empty
    assert before.activations.query("rule == 'answer'")["verdict"].tolist() == ["pending"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        pytest.param({"as_of": "soon"}, "as_of", id="no-instant"),
        pytest.param({"as_of": "2026-03-08 02:30"}, "as_of", id="an-hour-that-the-clock-skips"),
        pytest.param({"as_of": "1999-01-01"}, "the log runs from 2026-03-02 09:00 EST to", id="before-the-log"),
        pytest.param({"as_of": "2026-03-02 09:00"}, "no event of the log lies before it", id="at-the-first-event"),
        pytest.param({"complete_from": "2027-01-01"}, "does not lie before the horizon", id="complete-after-the-log"),
        pytest.param(
            {"as_of": "2026-03-03", "complete_from": "2026-03-03"},
            "does not lie before the horizon, 2026-03-03 00:00 EST",
            id="complete-from-the-horizon-on",
        ),
        pytest.param({"assume": {"stage": "offer"}}, "stage=any", id="no-such-assumption"),
        pytest.param({"assume": {"weather": "fine"}}, "cannot assume weather=fine", id="no-such-key"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(arguments, part):
    with pytest.raises(UsageError, match=part):
        analyzer.analyze(log_of(*ROWS), definition(), **arguments)


@pytest.mark.parametrize(
    ("log", "process", "said"),
    [
        pytest.param("q1.csv", definition(), r"an event log, not a text; .* read_log\('q1.csv'\)", id="path"),
        pytest.param(Path("q1.csv"), definition(), r"not a \w+Path; .* read_log\('q1.csv'\)", id="path object"),
        pytest.param(pd.DataFrame(), definition(), r"not a DataFrame; .* log_from_frame\(frame\)", id="frame"),
        pytest.param(None, definition(), r"not None; .* read_log\(path\)", id="nothing"),
        pytest.param(
            log_of(*ROWS), "in-house", r"a definition, not a text; .* read_definition\('in-house'\)", id="name"
        ),
    ],
)
def test_what_is_no_log_or_no_definition_is_refused_with_the_right_call(log, process, said):
    with pytest.raises(TypeError, match=said):
        analyzer.analyze(log, process)


def test_an_unknown_case_is_refused_with_a_suggestion(analysis):
    with pytest.raises(UsageError, match=r"no case 'AA'.*did you mean 'A'"):
        analysis.case("AA")


def test_a_case_is_told_event_by_event(analysis):
    told = analysis.case("A").explain()
    assert told.splitlines()[0] == "A: 4 events, times in America/New_York"
    assert "2026-03-03 10:00 EST  message  candidate -> hiring_manager  status  email  [e2]" in told
    assert told.index("violated: bypass") < told.index("allowed way: Ask the recruiter.")


def test_a_case_is_told_with_definition_horizon_coverage_and_assumptions():
    told = analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF, assume={"stage": "any"}).case("A").explain()
    head = told.split("\n\n")[0].splitlines()[1:]
    assert head[0].startswith("definition  A small process, version 1 (small.yaml, ")
    assert head[1] == "as of       2026-03-09 00:00 EDT; the log is taken as complete before it"
    assert head[2].startswith("coverage    not declared: where the log shows no answer")
    assert head[3] == "assumed     stage = any"
    assert analyzer.analyze(log_of(*ROWS), definition()).case("A").run[-1] == ("assumed", "nothing")


def test_a_declared_coverage_is_told_and_counted(tmp_path):
    declared = tmp_path / "coverage.yaml"
    declared.write_text("- {role: any}\n", encoding="utf-8")
    covered = analyzer.analyze(log_of(*ROWS), definition(), coverage=declared)
    assert dict(covered.case("A").run)["coverage"].startswith("declared in 1 line: ")
    assert covered.summary["coverage_declared"] is True


def test_a_late_answer_is_told_with_its_due_moment_and_what_was_lacking(analysis):
    told = analysis.case("A").explain(width=200)
    assert "violated: answer [medium] - Recruiter answers" in told
    assert "due 2026-03-04 10:00 EST; answered 2026-03-06 10:00 EST [e3], 2 business days late" in told


def test_an_answer_that_was_not_seen_is_told_with_how_long_it_is_overdue():
    told = analyzer.analyze(log_of(*ROWS[:3]), definition(), as_of="2026-03-05 11:00").case("A").explain()
    assert "due 2026-03-04 10:00 EST; no answer seen, 1.12 business days overdue" in told


def test_an_answer_that_may_still_come_is_told_with_its_due_moment():
    told = analyzer.analyze(log_of(*ROWS[:2]), definition(), as_of="2026-03-03").case("A").explain()
    assert "pending: answer [medium]" in told
    assert "due 2026-03-04 10:00 EST; still in time" in told


def test_a_stage_that_took_too_long_is_told_as_a_stage():
    rows = (ROWS[0], stage("z", "2026-03-10 09:00", "interview"))
    told = analyzer.analyze(log_of(*rows), definition()).case("A").explain()
    assert "due 2026-03-06 17:00 EST; the stage was left 2026-03-10 09:00 EDT [z], 1 business day late" in told
    still = analyzer.analyze(log_of(*ROWS[:1]), definition(), as_of="2026-03-10 09:00").case("A").explain()
    assert "the stage was not seen to be left, 1 business day overdue" in still


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        pytest.param("2026-03-03 11:00", "may still be settled", id="while-the-time-runs"),
        pytest.param("2026-03-06 10:01", "settled 2026-03-06 10:00 EST", id="repaired"),
    ],
)
def test_a_repair_is_told(as_of, said):
    repairable = definition().replace_rule(
        "bypass",
        settled_by=definition().rule("answer").verb.require,
        settled_within=Duration.parse("3 business days"),
    )
    told = analyzer.analyze(log_of(*ROWS), repairable, as_of=as_of).case("A").explain()
    assert said in told
    assert said not in analyzer.analyze(log_of(*ROWS), definition(), as_of=as_of).case("A").explain()


@pytest.mark.parametrize("width", [10, 60, 100, 150])
def test_a_case_is_told_in_lines_of_the_width_asked_for(analysis, width):
    lines = analysis.case("A").explain(width=width).splitlines()
    assert max(map(len, lines)) <= max(width, 60)
    assert lines == [line.rstrip() for line in lines]


def test_a_case_tells_what_a_log_says_without_obeying_it():
    evil = message("x", "2026-03-02 10:00", "candidate", "recruiter", subject="a\x1b[31m\u202eb\nviolated: forged")
    told = analyzer.analyze(log_of(evil), definition()).case("A").explain(width=200)
    assert "a\\x1b[31m\\u202eb\\nviolated: forged" in told


def test_events_of_cases_have_the_documented_columns(analysis):
    events = analysis.events_of(["A", "B"])
    assert list(events.columns) == [column.name for column in EVENTS]
    assert events["case_id"].unique().tolist() == ["A", "B"]


OLDER = (stage("e0", "2026-03-02 09:00", "interview"), ROWS[2])
"""A case whose first stage seen is one that another leads to."""


def verdicts_of_older(*rows, **options):
    excused = definition().replace_rule("bypass", unless=definition().rule("bypass").unless[1:])
    found = analyzer.analyze(log_of(*rows), excused, as_of=AS_OF, **options).findings
    return found.query("rule == 'bypass'")[["verdict", "reasons"]].to_numpy().tolist()


def test_the_way_out_named_for_a_case_older_than_the_log_does_decide():
    undecided = [["undecided", "case-older-than-log"]]
    assert verdicts_of_older(*OLDER) == undecided
    assert verdicts_of_older(*OLDER, complete_from="2026-01-01") == undecided  # never decides: it is not advised
    assert verdicts_of_older(*OLDER, older=[]) == [["violated", ""]]
    assert verdicts_of_older(stage("s", "2026-02-20 09:00", "applied"), *OLDER) == [["violated", ""]]


def test_the_words_for_a_case_older_than_the_log_name_what_decides():
    from analyzer.reports.words import REASONS

    advice = REASONS["case-older-than-log"][1]
    assert "Export from before these cases began" in advice
    assert "older=[]" in advice
    assert "complete" not in advice


def test_names_that_only_the_log_has_are_noted_with_a_suggestion():
    odd = log_of(message("x", "2026-03-02 10:00", "recuiter", "candidate", "thanks"))
    notes = analyzer.analyze(odd, definition()).notes
    assert "the log has the role 'recuiter', which the definition does not declare; did you mean 'recruiter'?" in notes


def test_assumptions_are_printed_and_settle_what_is_unknown():
    plain = log_of(message("x", "2026-03-02 10:00", "candidate", "hiring_manager"))
    open_ones = analyzer.analyze(plain, definition())
    assert open_ones.findings["reasons"].unique().tolist() == ["topic-unknown"]
    settled = analyzer.analyze(plain, definition(), assume={"topic": "other"})
    assert settled.findings["verdict"].tolist() == ["violated"]
    assert "assumed: topic = other wherever the log does not tell" in settled.notes


def test_the_notebook_view_escapes_what_the_log_says():
    odd = log_of(message("<b>x", "2026-03-02 10:00", "candidate", "hiring_manager", "status", case="<script>"))
    result = analyzer.analyze(odd, definition())
    assert "<script>" not in result._repr_html_() + result.case("<script>")._repr_html_()


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_the_interval_of_a_share(count, of, low, high):
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


def test_blocks_change_nothing():
    rows = [
        dict(row, case_id=f"{row['case_id']}{number}", event_id=f"{row['event_id']}-{number}")
        for number in range(40)
        for row in ROWS
    ]
    rows.append(stage("end", "2026-03-05 09:00", "rejected", case="A7"))
    log = log_of(*rows)
    whole = analyzer.analyze(log, definition(), as_of=AS_OF)
    for size in (1, 7, 64):
        small = analyzer.analyze(log, definition(), as_of=AS_OF, block_events=size)
        pd.testing.assert_frame_equal(whole.activations, small.activations)
        pd.testing.assert_frame_equal(whole.findings, small.findings)
        pd.testing.assert_frame_equal(whole.cases, small.cases)
        assert whole.summary == small.summary


def test_every_key_of_the_summary_is_in_the_manual(analysis):
    page = (Path(__file__).parents[2] / "docs" / "summary.md").read_text(encoding="utf-8").split("\n## ")[0]
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented == set(analysis.summary)
