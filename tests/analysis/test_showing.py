"""What a notebook shows of a definition, a run, a case: escaped, columns kept."""

from __future__ import annotations

import pickle
import re
from html import escape

import pandas as pd
import pytest

import analyzer
from analyzer.analysis.columns import LISTING
from analyzer.analysis.showing import frame_html, preformatted_html
from analyzer.definitions import lint as problems_of, load_definition, read_definition
from tests.analysis.logs import DEFINITION, ROWS, definition, log_of, message


def test_a_text_is_escaped_and_keeps_its_columns() -> None:
    shown = preformatted_html("a  b\n<script>")
    assert "a  b\n&lt;script&gt;" in shown
    assert "monospace" in shown


def test_a_definition_is_shown_as_its_rules() -> None:
    definition = read_definition("in-house")
    shown = definition._repr_html_()
    assert all(f">{rule.id}</td>" in shown and rule.title in shown for rule in definition.rules)
    assert "recruiter-in-copy, manager-wrote-first, recruiter-silent" in shown


def test_a_definition_says_in_a_line_what_it_holds() -> None:
    definition = read_definition("in-house")
    said = repr(definition)
    assert said.startswith(f"<definition in-house {definition.version}: ")
    assert f"{len(definition.rules)} rules, {len(definition.examples)} examples>" in said


def test_the_title_and_rules_of_a_definition_are_escaped() -> None:
    definition = read_definition("in-house").replace(title="<b>").replace_rule("chasing", title="<i>")
    assert "<i>" not in definition._repr_html_()
    assert "&lt;b&gt;" in definition._repr_html_()


AS_OF = "2026-03-09"


def test_a_case_is_shown_event_by_event_with_what_is_said_below() -> None:
    analysis = analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF)
    case = analysis.case("A")
    shown = case._repr_html_()
    assert shown.count("<tr>") == 1 + len(case.events) + len(
        {*case.activations.query("verdict != 'satisfied'").event_id}
    )
    for line in case.explain(10_000).splitlines():
        if line.startswith("    "):
            assert escape(line.strip()).partition(":")[2] in shown, line
    assert "<b>violated:</b> bypass [high] - Candidate asks the manager" in shown
    assert shown.index("e2</td>") < shown.index("<b>violated:</b> bypass") < shown.index("e3</td>")


def test_cells_of_a_case_are_escaped() -> None:
    hostile = message(
        "<script>", "2026-03-02 10:00", "candidate", "hiring_manager", "status", subject="</td><img src=x>"
    )
    shown = analyzer.analyze(log_of(hostile), definition(), as_of=AS_OF).case("A")._repr_html_()
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "&lt;/td&gt;&lt;img src=x&gt;" in shown


def test_a_table_has_texts_to_the_left_and_numbers_to_the_right() -> None:
    frame = pd.DataFrame({"name": ["<a>", "b"], "yes": [True, False], "n": [1234, 5], "share": [0.25, float("nan")]})
    heads, first, second = frame_html(frame).split("<tr>")[1:]
    assert [cell.partition('"')[2].partition(";")[0] for cell in heads.split("<th ")[1:]] == [
        "text-align:left", "text-align:left", "text-align:right", "text-align:right"]  # fmt: skip
    assert [cell.partition(">")[2].partition("<")[0] for cell in first.split("<td ")[1:]] == [
        "&lt;a&gt;", "yes", "1,234", "0.250"]  # fmt: skip
    assert [cell.partition(">")[2].partition("<")[0] for cell in second.split("<td ")[1:]] == ["b", "", "5", ""]


def test_a_log_is_shown_with_the_way_of_its_rows() -> None:
    shown = log_of(*ROWS)._repr_html_()
    assert f"event log of {len(ROWS)} events in 3 cases" in shown
    for name, count in (("rows read", len(ROWS)), ("analysed", len(ROWS)), ("set aside", 0)):
        assert f'{name}</td><td style="text-align:right;vertical-align:top">{count}</td>' in shown


def test_remarks_are_a_tuple_a_table_and_a_text() -> None:
    remarks = analyzer.lint(definition())
    assert remarks == problems_of(definition())
    assert remarks.frame["code"].tolist() == [one.code for one in remarks]
    assert remarks.frame["place"][0] == str(remarks[0].place)
    assert str(remarks) == "\n\n".join(one.render() for one in remarks)
    shown = remarks._repr_html_()
    assert all(escape(one.message) in shown for one in remarks)
    assert f"{sum(one.severity == 'note' for one in remarks)} notes" in shown


def test_no_remarks_are_said_too() -> None:
    nothing = type(analyzer.lint(definition()))()
    assert str(nothing) == "nothing to remark"
    assert nothing._repr_html_() == "<p><b>nothing to remark</b></p>"
    assert list(nothing.frame.columns) == ["place", "code", "severity", "message", "help"]


def test_the_listing_has_the_findings_in_local_time() -> None:
    analysis = analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF)
    listing, findings = analysis.listing, analysis.findings
    assert listing.columns.tolist() == [column.name for column in LISTING]
    assert listing["finding_id"].tolist() == findings["finding_id"].tolist()
    assert str(listing["when"].dt.tz) == "America/New_York"
    assert (listing["when"] == findings["timestamp"]).all()
    of = listing.set_index("finding_id")
    excused = findings[findings["excuse"] != ""].iloc[0]
    assert of.loc[excused["finding_id"], "note"] == excused["excuse"]
    unexcused = findings[(findings["excuse"] == "") & (findings["reasons"] == "")].iloc[0]
    assert of.loc[unexcused["finding_id"], "note"] == ""


@pytest.mark.parametrize(
    ("rule", "limits", "problem"),
    [
        ("answr", {"within": "1 hour"}, "there is no rule 'answr'; did you mean 'answer'?"),
        ("answer", {"at_most": 3}, "the rule 'answer' has no limit 'at_most'; it has within"),
        ("bypass", {"within": "1 hour"}, "the rule 'bypass' has no limit 'within'; it has none"),
        ("answer", {"within": "soon"}, "within: 'soon' is not a duration"),
    ],
)
def test_a_limit_that_cannot_be_meant_is_told(rule, limits, problem) -> None:
    with pytest.raises(analyzer.UsageError) as caught:
        definition().with_limit(rule, **limits)
    assert str(caught.value).startswith(problem)


def test_another_limit_is_what_the_file_with_it_would_be() -> None:
    changed = definition().with_limit("answer", within="1 business day")
    written = load_definition(DEFINITION.replace("    within: 2 business days\n", "    within: 1 business day\n"))
    assert changed.rule("answer").verb == written.rule("answer").verb
    assert changed.rule("answer").text.endswith("# changed in memory: within: 1 business day")
    assert changed.rule("bypass") == definition().rule("bypass")


def test_a_limit_in_business_time_needs_a_calendar() -> None:
    with pytest.raises(analyzer.UsageError, match="needs a calendar"):
        definition().replace(calendar=None).with_limit("answer", within="1 business day")


def test_a_number_and_a_repair_are_limits_too() -> None:
    preset = read_definition("in-house")
    assert preset.with_limit("chasing", at_most=5).rule("chasing").verb.at_most == 5
    with pytest.raises(analyzer.UsageError, match="at_most is a whole number, not '5'"):
        preset.with_limit("chasing", at_most="5")


# ---------------------------------------------------------------- frames to be read


def test_the_listing_is_shown_to_be_read_and_is_a_frame_for_everything_else():
    found = analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF)
    listing = found.listing
    page = listing.head(2)._repr_html_()
    assert f'white-space:nowrap">{listing["finding_id"].iloc[0]}</td>' in page
    assert f'white-space:nowrap">{listing["when"].iloc[0]:%Y-%m-%d %H:%M} EST</td>' in page
    assert page.count("<tr>") == 3
    assert escape(found.findings["title"].iloc[0]) in page
    counted = listing.groupby("verdict").size().to_frame("findings")
    assert counted._repr_html_() == pd.DataFrame(counted)._repr_html_(), "whose index tells what is counted"
    assert len(pickle.loads(pickle.dumps(listing))) == len(listing) > 2
    with pd.option_context("display.max_rows", 2, "display.min_rows", 1):
        assert listing._repr_html_().endswith(f"<p>1 of {len(listing)} rows</p>")


def test_what_a_case_says_keeps_its_gaps():
    shown = analyzer.analyze(log_of(*ROWS), definition(), as_of=AS_OF).case("A")._repr_html_()
    assert re.search(r"white-space:pre-wrap;[^>]*>evidence: e2  +rule: ", shown)


@pytest.mark.parametrize("name", ["findings", "Findings.csv", "by-rule"])
def test_the_columns_of_a_table_are_a_frame(name):
    told = analyzer.columns(name)
    assert list(told.columns) == ["table", "column", "kind", "meaning"]
    assert set(told["table"]) == {name.split(".")[0].lower().replace("-", " ")}
    whole = analyzer.columns()
    pd.testing.assert_frame_equal(whole[whole["table"].isin(told["table"])].reset_index(drop=True), told)
    assert "<td" in told._repr_html_()
