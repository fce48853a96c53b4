"""What another definition would change: which activations differ, how they are counted, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

import analyzer
from analyzer.analysis.columns import BY_RULE, CHANGES
from analyzer.definitions import load_definition, read_definition
from analyzer.errors import UsageError
from tests.analysis.logs import DEFINITION, ROWS, definition, log_of, message

AS_OF = "2026-03-09"


def analysis_of(*rows, of=None, **options):
    return analyzer.analyze(log_of(*(rows or ROWS)), of or definition(), as_of=AS_OF, **options)


def rewritten(old, new):
    """The definition with one piece of its text replaced."""
    assert old in DEFINITION
    return load_definition(DEFINITION.replace(old, new), path="new.yaml")


def compared(old, new, *rows):
    """What the change of one piece of the definition's text changes."""
    before = analysis_of(*rows)
    return before.compare(before.under(rewritten(old, new)))


def row_of(comparison, rule):
    (row,) = comparison.by_rule[comparison.by_rule["rule"] == rule].to_dict("records")
    return row


NO_EXCUSE = ("unless: [in-copy, silent]", "unless: [silent]")


@pytest.mark.parametrize(
    ("old", "new", "event", "rule", "change", "was", "now"),
    [
        pytest.param(*NO_EXCUSE, "f1", "bypass", "verdict", "excused", "violated", id="an excuse is dropped"),
        pytest.param("at_least: 2", "at_least: 1", "e2", "bypass", "verdict", "violated", "violated", id="none"),
        pytest.param(
            "within: 2 business days", "within: 4 business days", "e1", "answer", "vanishes", "violated", "satisfied",
            id="a longer window",
        ),
        pytest.param(
            "only_about: [thanks]", "only_about: [status]", "g1", "contact", "appears", "satisfied", "violated",
            id="a contact is narrowed",
        ),
        pytest.param(
            "forbid: {from: candidate, to: hiring_manager, about: status}",
            "forbid: {from: candidate, to: hiring_manager, about: thanks}",
            "g1", "bypass", "appears", "", "violated", id="judged for the first time",
        ),
        pytest.param(
            "forbid: {from: candidate, to: hiring_manager, about: status}",
            "forbid: {from: candidate, to: hiring_manager, about: thanks}",
            "e2", "bypass", "vanishes", "violated", "", id="not judged any more",
        ),
    ],
)  # fmt: skip
def test_an_activation_differs_in_one_of_these_ways(old, new, event, rule, change, was, now):
    changes = compared(old, new).changes.query("event_id == @event and rule == @rule")
    if was == now:
        assert changes.empty
        return
    (found,) = changes.to_dict("records")
    assert (found["change"], found["verdict_before"], found["verdict_after"]) == (change, was, now)


def test_a_change_names_excuse_case_and_the_rules_line_in_either_definition():
    comparison = compared("rules:\n  bypass:", "rules:\n  # a line more\n  bypass:")
    assert comparison.same
    comparison = compared("unless: [in-copy, silent]\n", "unless: [silent]\n    why: Nobody is let off for a copy.\n")
    (row,) = comparison.changes.to_dict("records")
    assert (row["case_id"], row["event_id"], row["excuse_before"], row["excuse_after"]) == ("B", "f1", "in-copy", "")
    assert row["timestamp"] == pd.Timestamp("2026-03-03 15:00", tz="UTC")
    assert (row["sender_role"], row["recipient_roles"], row["topics"]) == ("candidate", "hiring_manager", "status")
    assert re.fullmatch(r"small\.yaml:\d+", row["rule_place_before"])
    assert row["rule_place_after"].startswith("new.yaml:")


def test_another_excuse_for_the_same_verdict_is_a_change_of_grounds():
    renamed = ("in-copy", "recruiter-reads-it")
    before = analysis_of()
    text = DEFINITION.replace(*renamed)
    comparison = before.compare(before.under(load_definition(text, path="new.yaml")))
    (row,) = comparison.changes.to_dict("records")
    assert (row["change"], row["excuse_before"], row["excuse_after"]) == ("grounds", *renamed)
    assert row_of(comparison, "bypass")["other_grounds"] == 1


def test_the_place_of_an_excuse_in_the_list_is_no_ground():
    assert compared("unless: [in-copy, silent]", "unless: [silent, in-copy]").same


def test_what_is_no_finding_before_or_after_is_counted_as_quiet():
    thanks = message("g1", "2026-03-03 10:00", "candidate", "recruiter", "thanks")
    comparison = compared("after: {from: candidate, to: recruiter, about: status}",
                          "after: {from: candidate, to: recruiter, about: thanks}",
                          thanks, message("g2", "2026-03-03 11:00", "recruiter", "candidate", "thanks"))  # fmt: skip
    (row,) = comparison.changes.to_dict("records")
    assert (row["change"], row["verdict_before"], row["verdict_after"]) == ("quiet", "", "satisfied")
    assert row_of(comparison, "answer")["quiet"] == 1
    assert not comparison.same


def test_counts_by_rule_are_those_of_both_analyses_and_of_the_changes():
    comparison = compared(*NO_EXCUSE)
    for side, analysis in (("before", comparison.before), ("after", comparison.after)):
        for row in comparison.by_rule.to_dict("records"):
            of_rule = analysis.findings.query("rule == @row['rule']")
            assert row[f"findings_{side}"] == len(of_rule)
            assert row[f"open_{side}"] == of_rule["open"].sum()
            assert row[f"activations_{side}"] == len(analysis.activations.query("rule == @row['rule']"))
    row = row_of(comparison, "bypass")
    assert (row["open_before"], row["open_after"], row["other_verdict"]) == (1, 2, 1)
    assert (row["appear"], row["vanish"], row["other_grounds"], row["quiet"]) == (0, 0, 0, 0)


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_rule_that_only_one_definition_has_is_told_apart_from_changes(side):
    small = analysis_of()
    large = small.under(rewritten("rules:\n", RULE_MORE))
    comparison = small.compare(large) if side == "after" else large.compare(small)
    row = row_of(comparison, "again")
    assert (row["only_in"], row[f"findings_{side}"], row[f"severity_{side}"]) == (side, 1, "low")
    other = "before" if side == "after" else "after"
    assert (row[f"findings_{other}"], row[f"severity_{other}"], row[f"rule_place_{other}"]) == (0, "", "")
    assert [row[name] for name in ("appear", "vanish", "other_verdict", "other_grounds", "quiet")] == [0] * 5
    (change,) = comparison.changes.to_dict("records")
    assert change["change"] == ("rule added" if side == "after" else "rule removed")
    assert (change["event_id"], change[f"verdict_{side}"], change[f"verdict_{other}"]) == ("g1", "violated", "")
    assert not comparison.same


RULE_MORE = """rules:
  again:
    title: Candidate thanks the manager
    forbid: {from: candidate, to: hiring_manager, only_about: thanks}
    severity: low
"""


def test_another_severity_alone_is_a_difference():
    comparison = compared("severity: high", "severity: low")
    assert comparison.changes.empty
    assert not comparison.same
    assert comparison.headline == "1 rule has another severity."


def test_a_definition_compared_with_itself_changes_nothing():
    before = analysis_of()
    comparison = before.compare(before.under(definition()))
    assert comparison.same
    assert comparison.changes.empty
    assert list(comparison.changes.columns) == [column.name for column in CHANGES]
    assert "the two definitions are the same" in comparison.notes


def test_tables_have_exactly_the_documented_columns():
    comparison = compared(*NO_EXCUSE)
    assert list(comparison.changes.columns) == [column.name for column in CHANGES]
    assert list(comparison.by_rule.columns) == [column.name for column in BY_RULE]


def test_the_other_way_round_everything_is_mirrored():
    there = compared("within: 2 business days", "within: 4 business days")
    back = there.after.compare(there.before)
    assert there.by_rule["vanish"].tolist() == back.by_rule["appear"].tolist()
    assert there.changes["verdict_before"].tolist() == back.changes["verdict_after"].tolist()


def test_a_definition_changed_in_memory_is_told_so():
    before = analysis_of()
    changed = before.definition.replace_rule("bypass", unless=())
    assert any("changed in memory" in note for note in before.compare(before.under(changed)).notes)


def test_events_about_topics_that_one_definition_protects_are_counted_and_not_shown():
    comparison = compared("protected: [complaint]", "protected: [complaint, thanks]")
    assert "g1" not in set(comparison.changes["event_id"])
    assert any("counted here only" in note for note in comparison.notes)


def test_a_notebook_shows_the_counts_with_foreign_text_escaped():
    before = analysis_of()
    html = before.compare(before.under(rewritten("rules:\n", RULE_MORE.replace("again", "<b>again")))).\
        _repr_html_()  # fmt: skip
    assert "1 rule is only in the new definition" in html
    assert "&lt;b&gt;again" in html
    assert "<b>again" not in html


# ---------------------------------------------------------------- like with like


def test_an_analysis_under_another_definition_keeps_horizon_beginning_and_assumptions():
    before = analysis_of(assume={"stage": "any"}, older=["B"])
    again = before.under(definition())
    assert again.as_of == before.as_of
    assert again.assume == {"stage": "any"}
    assert again.cases["older_than_log"].tolist() == before.cases["older_than_log"].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"as_of": "2026-03-08"}, "different horizons", id="horizon"),
        pytest.param({"assume": {"topic": "other"}}, "assume different things", id="assumptions"),
        pytest.param({"older": ["A"]}, "older than the log", id="beginning"),
        pytest.param({"complete_from": "2026-03-02"}, "older than the log", id="complete from"),
    ],
)
def test_analyses_made_in_different_ways_are_refused(options, said):
    other = analyzer.analyze(log_of(*ROWS), definition(), **{"as_of": AS_OF, **options})
    with pytest.raises(UsageError, match=said):
        analysis_of().compare(other)


SWAPPED = {"g1": "status", "f1": "status", "e2": "thanks"}
"""Topics with which the log has the same kinds of events as before, at other places."""


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(ROWS[:-1], id="an event less"),
        pytest.param((*ROWS[:-1], {**ROWS[-1], "event_id": "g9"}), id="another id"),
        pytest.param((*ROWS[:-1], {**ROWS[-1], "timestamp": "2026-03-03 11:01"}), id="another time"),
        pytest.param((*ROWS[:-1], {**ROWS[-1], "case_id": "B"}), id="another case"),
        pytest.param((*ROWS[:-1], {**ROWS[-1], "topics": "thanks"}), id="another topic"),
        pytest.param(
            tuple({**row, "topics": SWAPPED.get(row["event_id"], row.get("topics"))} for row in ROWS),
            id="swapped topics",
        ),
    ],
)
def test_other_events_are_refused(rows):
    with pytest.raises(UsageError, match="not about the same events"):
        analysis_of().compare(analysis_of(*rows))


def test_the_same_log_read_twice_in_another_order_will_do():
    assert analysis_of().compare(analysis_of(*reversed(ROWS))).same


# ---------------------------------------------------------------- the sample


def test_on_the_sample_positions_mean_what_ids_mean():
    """The comparison of positions equals a merge of both tables of activations by rule, case and event."""
    log = analyzer.read_log("sample_data/quarter.csv")
    before = analyzer.analyze(log, read_definition("in-house"), as_of="2026-04-01")
    rule = before.definition.rule("status-past-recruiter")
    contacts = tuple(contact for contact in before.definition.contacts if "coordinator" not in contact.senders)
    changed = before.definition.replace_rule(rule.id, unless=rule.unless[:1]).replace_rule("chasing", verb=replace(
        before.definition.rule("chasing").verb, at_most=1)).replace(contacts=contacts)  # fmt: skip
    comparison = before.compare(before.under(changed))
    key = ["rule", "case_id", "event_id"]
    assert not before.activations.duplicated(key).any()
    both = before.activations.merge(
        comparison.after.activations, on=key, how="outer", suffixes=("_before", "_after")
    ).fillna({"verdict_before": "", "verdict_after": ""})
    both = both[both["verdict_before"] != both["verdict_after"]].sort_values(key)
    found = comparison.changes.query("change != 'grounds'").sort_values(key)
    columns = [*key, "verdict_before", "verdict_after"]
    assert len(found) > 100
    assert found[columns].to_numpy().tolist() == both[columns].to_numpy().tolist()
