"""What another definition would change, in text and in JSON."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import analyzer
from analyzer.reports import comparison_as_json, comparison_text
from analyzer.reports.comparison import examples
from tests.analysis.logs import DEFINITION, ROWS, log_of
from tests.analysis.test_comparison import NO_EXCUSE, RULE_MORE, analysis_of, compared, rewritten


def without_notes(text):
    return [line for line in text.splitlines() if not line.startswith(("Note", " " * 16))]


def test_the_text_says_what_changes_where_and_in_which_line():
    lines = without_notes(comparison_text(compared(*NO_EXCUSE)))
    old = next(at for at, line in enumerate(DEFINITION.splitlines(), 1) if line.startswith("  bypass:"))
    assert lines[0] == "CHANGES: 1 finding changes its verdict."
    assert any(line.startswith("Old definition  A small process, version 1 (small.yaml, ") for line in lines)
    assert any(line.startswith("New definition  A small process, version 1 (new.yaml, ") for line in lines)
    assert "Log             7 events in 3 cases, complete before 2026-03-09 00:00 EDT" in lines
    (counts,) = [line for line in lines if line.startswith("  Candidate asks the manager")]
    assert counts.split()[-8:] == ["0", "0", "1", "0", "0", "1", "->", "2"]
    assert lines[-5:] == [
        "  1. Candidate asks the manager [high]",
        "     when       2026-03-03 10:00 EST, case B, event f1",
        "     who        Candidate -> Hiring manager, copied to Recruiter, about status, by email",
        "     verdict    excused (in-copy) -> violated",
        f"     rule       bypass (small.yaml:{old} -> new.yaml:{old})",
    ]


def test_rules_that_only_one_definition_has_stand_apart():
    before = analysis_of()
    comparison = before.compare(before.under(rewritten("rules:\n", RULE_MORE)))
    text = comparison_text(comparison)
    told = text.split("RULES ONLY IN THE NEW DEFINITION\n")[1].split("\n\n")[0]
    assert " ".join(told.split()).startswith("Candidate thanks the manager [low]: 1 finding, 1 of them open (again,")
    assert "CHANGES BY RULE" not in text
    assert "     verdict    violated; only the new definition has the rule" in text
    back = comparison_text(comparison.after.compare(comparison.before))
    assert "RULES ONLY IN THE OLD DEFINITION" in back


def test_another_severity_is_told():
    text = comparison_text(compared("severity: high", "severity: low"))
    assert "RULES WITH ANOTHER SEVERITY\n  Candidate asks the manager: high -> low (bypass)\n" in text


def test_no_change_says_so_first():
    before = analysis_of()
    text = comparison_text(before.compare(before.under(before.definition)))
    assert text.startswith("NO CHANGE: Nothing differs")
    assert "EXAMPLES" not in text


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_lines_keep_to_the_width(width):
    before = analysis_of()
    comparison = before.compare(before.under(rewritten("rules:\n", RULE_MORE)))
    for text in (comparison_text(comparison, width=width), comparison_text(compared(*NO_EXCUSE), width=width)):
        assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("top", [0, 1, 3])
def test_as_many_examples_are_shown_as_were_asked_for(top):
    comparison = compared("forbid: {from: candidate, to: hiring_manager, about: status}",
                          "forbid: {from: candidate, to: hiring_manager, about: thanks}")  # fmt: skip
    text = comparison_text(comparison, top=top)
    assert len(comparison.changes) == 3
    assert text.count("     verdict ") == top
    assert (f"EXAMPLES ({top} of 3" in text) == (top > 0)


def change(number, rule, kind="verdict", severity="medium", **cells):
    return {
        "rule": rule, "change": kind, "case_id": f"C{number}", "event_id": f"e{number}",
        "timestamp": pd.Timestamp(f"2026-03-{number:02d}", tz="UTC"), "verdict_before": "excused",
        "verdict_after": "violated", "excuse_before": "", "excuse_after": "",
        "severity_before": severity, "severity_after": severity, **cells,
    }  # fmt: skip


def test_examples_show_one_of_every_kind_before_a_second_of_any_the_gravest_rules_first():
    changes = pd.DataFrame([
        change(1, "low", severity="low"), change(2, "many"), change(3, "many"), change(4, "many"),
        change(5, "grave", severity="high"), change(6, "many", "appears", verdict_before="satisfied"),
        change(7, "many", "quiet"), change(8, "eased", severity_before="high", severity_after="low"),
    ])  # fmt: skip
    chosen = [row["event_id"] for row in examples(changes, 8)]
    assert chosen == ["e5", "e8", "e6", "e2", "e7", "e1", "e3", "e4"]
    assert [row["event_id"] for row in examples(changes, 2)] == ["e5", "e8"]


def test_json_holds_every_change_and_the_counts():
    comparison = compared(*NO_EXCUSE)
    told = json.loads(comparison_as_json(comparison))
    assert set(told) == {"after", "as_of", "before", "by_rule", "changes", "headline", "notes", "same"}
    assert (told["same"], told["as_of"]) == (False, "2026-03-09T04:00:00+00:00")
    assert (told["before"]["path"], told["after"]["path"]) == ("small.yaml", "new.yaml")
    (row,) = told["changes"]
    assert (row["event_id"], row["verdict_after"], row["timestamp"]) == ("f1", "violated", "2026-03-03T15:00:00+00:00")
    assert {row["rule"]: row["other_verdict"] for row in told["by_rule"]}["bypass"] == 1


def test_foreign_text_cannot_move_the_cursor_or_begin_a_line():
    rows = [{**row, "channel": "mail\x1b[31m\nCHANGES: none"} if row.get("case_id") == "B" else row for row in ROWS]
    before = analyzer.analyze(log_of(*rows), analysis_of().definition, as_of="2026-03-09")
    text = comparison_text(before.compare(before.under(rewritten(*NO_EXCUSE))))
    assert "mail" in text
    assert "\x1b" not in text
    assert "\nCHANGES: none" not in text
