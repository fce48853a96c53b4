"""Filters that chain, and what each recipient may see: held against the tables of the whole, read row by row."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analyzer as hpa
from analyzer.errors import UsageError
from tests.analysis.logs import ROWS, definition, log_of, message, stage

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "quarter.csv"
TABLES = ("activations", "findings", "cases", "stays")


@pytest.fixture(scope="module")
def whole():
    return hpa.analyze(hpa.read_log(SAMPLE), hpa.read_definition("in-house"), as_of="2026-04-01")


@pytest.fixture(scope="module")
def rows():
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people(row, *columns):
    """Persons in some columns of a row, each with its role."""
    for column, roles in columns or (("sender", "sender_role"), ("recipients", "recipient_roles"),
                                     ("copied", "copied_roles")):  # fmt: skip
        names = [name for name in row[column].split(";") if name]
        yield from zip(names, row[roles].split(";"), strict=False)


def cases_of(rows, person, role):
    return {row["case_id"] for row in rows if (person, role) in set(people(row))}


def same(part, expected):
    pd.testing.assert_frame_equal(part.reset_index(drop=True), expected.reset_index(drop=True), check_dtype=False)


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("asked", "column", "values"),
    [
        ({"case": "APP-0238"}, "case_id", ["APP-0238"]),
        ({"requisition": ["req-003", "req-015"]}, "requisition_id", ["req-003", "req-015"]),
        ({"candidate": "cand-0238"}, "candidate_id", ["cand-0238"]),
        ({"rule": ["contact", "chasing"]}, "rule", ["contact", "chasing"]),
        ({"severity": "high"}, "severity", ["high"]),
        ({"owner": "recruiter-02"}, "owner", ["recruiter-02"]),
        ({"owner_role": "recruiter"}, "owner_role", ["recruiter"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_filter_keeps_what_the_same_filter_keeps_of_the_tables(whole, asked, column, values):
    part = whole.where(**asked)
    for table in ("findings", "activations"):
        frame = getattr(whole, table)
        expected = frame[frame[column].isin(values)]
        assert len(expected)
        same(getattr(part, table), expected)
    if column in whole.cases:
        for table in ("cases", "stays"):
            frame = getattr(whole, table)
            chosen = whole.cases.loc[whole.cases[column].isin(values), "case_id"]
            same(getattr(part, table), frame[frame["case_id"].isin(chosen)])


def test_a_person_chooses_the_cases_in_which_they_take_part(whole, rows):
    part = whole.where(person="interviewer-25")
    expected = {row["case_id"] for row in rows if "interviewer-25" in {name for name, _ in people(row)}}
    assert set(part.cases["case_id"]) == expected
    same(part.findings, whole.findings[whole.findings["case_id"].isin(expected)])


def test_a_role_that_owes_together_with_another_is_found(whole):
    part = whole.where(owner_role="hiring_manager")
    roles = whole.findings["owner_role"].str.split("/")
    same(part.findings, whole.findings[[("hiring_manager" in each) for each in roles]])


def test_filters_chain_in_any_order(whole):
    one = whole.where(requisition="req-003").where(severity="high").where(owner_role="candidate")
    other = whole.where(owner_role="candidate", severity="high", requisition="req-003")
    for table in TABLES:
        same(getattr(one, table), getattr(other, table))
    assert len(one.findings)


def test_the_summary_of_a_part_counts_the_part(whole):
    part = whole.where(requisition="req-003")
    summary = part.summary
    assert summary["cases"]["total"] == len(part.cases) < len(whole.cases)
    assert summary["events"] == part.cases["events"].sum() == len(part.log)
    assert summary["findings"]["open"] == part.findings["open"].sum()
    past = part.findings[part.findings["open"] & part.findings["past_recruiter"]]
    assert summary["past_recruiter"]["candidates"] == past["candidate_id"].nunique()
    assert summary["part"] == {
        "of_cases": 1000,
        "of_events": whole.summary["events"],
        "holds": "those of requisition req-003",
        "without_candidates": False,
    }
    assert whole.summary["part"] is None
    assert part.notes[0] == f"this holds {len(part.cases)} of 1,000 cases, those of requisition req-003"
    assert part.notes[1] == whole.notes[0]


def test_a_part_under_another_definition_is_the_part_of_the_whole_under_it(whole):
    other = whole.definition.replace_rule("chasing", severity=whole.definition.rule("contact").severity)
    one = whole.where(requisition="req-003").where(rule="chasing").under(other)
    same(one.activations, whole.under(other).where(requisition="req-003", rule="chasing").activations)
    assert one.part is not None


def test_two_parts_are_compared_like_the_whole(whole):
    other = whole.definition.replace(rules=tuple(rule for rule in whole.definition.rules if rule.id != "contact"))
    part = whole.where(requisition=["req-003", "req-004", "req-005"])
    changes = part.compare(part.under(other)).changes
    every = whole.compare(whole.under(other)).changes
    same(changes, every[every["requisition_id"].isin(["req-003", "req-004", "req-005"])])
    assert len(changes)


def test_a_filter_that_nothing_meets_together_with_another_leaves_an_empty_part(whole):
    part = whole.where(case="APP-0238").where(requisition=[])
    assert part.summary["events"] == 0
    assert [len(getattr(part, table)) for table in TABLES] == [0, 0, 0, 0]
    assert part.notes[0] == "this holds 0 of 1,000 cases, those of case APP-0238; of these, those of requisition none"
    assert "0 open findings" in part._repr_html_()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"rule": "contct"}, "there is no rule 'contct' here; did you mean 'contact'?"),
        ({"case": "APP-9999"}, "there is no case 'APP-9999' here"),
        ({"requisition": "req-0015"}, "there is no requisition 'req-0015' here; did you mean 'req-015'?"),
        ({"candidate": "recruiter-02"}, "there is no candidate 'recruiter-02' here"),
        ({"person": "recruter-02"}, "there is no person 'recruter-02' here; did you mean 'recruiter-02'?"),
        ({"owner": "recruter-02"}, "there is no person 'recruter-02' here; did you mean 'recruiter-02'?"),
        ({"severity": "grave"}, "there is no severity 'grave' here; known severities: low, medium, high"),
        ({"owner_role": "recuiter"}, "there is no role 'recuiter' here; did you mean 'recruiter'?"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_name_that_is_not_there_is_no_empty_result(whole, asked, message):
    with pytest.raises(UsageError) as caught:
        whole.where(**asked)
    assert str(caught.value).startswith(message)


def test_a_case_of_a_part_tells_what_the_whole_tells_of_it(whole):
    assert whole.where(requisition=whole.case("APP-0238").events["case_id"].map(
        whole.cases.set_index("case_id")["requisition_id"])[0]).case("APP-0238").explain() == whole.case(
        "APP-0238").explain()  # fmt: skip


# ---------------------------------------------------------------- recipients


@pytest.mark.parametrize("each", ["recruiter", "hiring_manager", "interviewer", "coordinator", "referrer"])
def test_recipients_are_the_persons_seen_in_a_role_with_their_cases(whole, rows, each):
    found = whole.recipients(each)
    expected = sorted({name for row in rows for name, role in people(row) if role == each})
    assert found["recipient"].tolist() == expected
    for name, cases in list(found.itertuples(index=False))[:5]:
        assert cases == len(cases_of(rows, name, each))


def test_requisitions_are_recipients_too(whole):
    found = whole.recipients("requisition").set_index("recipient")["cases"]
    assert found.to_dict() == whole.cases["requisition_id"].value_counts().to_dict()


def test_a_recruiter_sees_everything_of_their_cases(whole, rows):
    part = whole.cut_for("recruiter", "recruiter-03")
    cases = cases_of(rows, "recruiter-03", "recruiter")
    for table in TABLES:
        frame = getattr(whole, table)
        same(getattr(part, table), frame[frame["case_id"].isin(cases)])
    assert part.summary["past_recruiter"]["candidates"] > 0
    assert len(part.case(min(cases)).events) == len(whole.case(min(cases)).events)


def recipients_of(whole, each):
    return [(each, name) for name in whole.recipients(each)["recipient"]]


@pytest.mark.parametrize("each", ["hiring_manager", "interviewer", "coordinator"])
def test_nobody_but_the_recruiter_sees_what_was_judged_about_candidates(whole, rows, each):
    seen = 0
    for _, name in recipients_of(whole, each)[:12]:
        part = whole.cut_for(each, name)
        cases = cases_of(rows, name, each)
        frame = whole.activations
        mine = (frame["owner"] == name) | (
            (frame["owner"] == "") & frame["owner_role"].str.split("/").map(lambda roles: each in roles)
        )
        past = set(whole.findings.loc[whole.findings["past_recruiter"], "finding_id"])
        expected = frame[mine & frame["case_id"].isin(cases)]
        hidden = whole.findings[whole.findings["finding_id"].isin(past)][["rule", "event_id"]].apply(tuple, axis=1)
        expected = expected[~expected[["rule", "event_id"]].apply(tuple, axis=1).isin(set(hidden))]
        same(part.activations, expected)
        assert not part.findings["past_recruiter"].any()
        assert "candidate" not in set("/".join(part.activations["owner_role"]).split("/"))
        assert part.summary["past_recruiter"] is None
        assert part.summary["part"]["without_candidates"]
        assert "status-past-recruiter" not in [rule.id for rule in part.definition.rules]
        seen += len(part.findings)
    assert seen


def test_a_manager_sees_only_messages_that_they_took_part_in_or_that_prove_a_finding_of_theirs(whole, rows):
    by_id = {row["event_id"]: row for row in rows}
    for _, name in recipients_of(whole, "hiring_manager"):
        part = whole.cut_for("hiring_manager", name)
        proof = {event for cell in part.findings["witness"] for event in cell.split("; ")}
        proof |= set(part.activations["event_id"]) | set(part.activations["answer_event_id"])
        events = part.events_of(part.cases["case_id"])
        for event in events["event_id"]:
            parties = {person for person, _ in people(by_id[event])}
            assert not parties or name in parties or event in proof, event
        theirs = [row for row in rows if name in {person for person, _ in people(row)}]
        shown = set(whole.events_of(part.cases["case_id"])["event_id"])
        here = set(part.cases["case_id"])
        assert here == cases_of(rows, name, "hiring_manager")
        assert {row["event_id"] for row in theirs if row["case_id"] in here} & shown <= set(events["event_id"])
        same(part.stays, whole.stays[whole.stays["case_id"].isin(here)])


def test_a_requisition_shows_whole_cases_without_what_was_judged_about_candidates(whole):
    left_out = 0
    for name in whole.cases["requisition_id"].unique()[:12]:
        part = whole.cut_for("requisition", name)
        frame = whole.findings[whole.findings["requisition_id"] == name]
        about = frame["past_recruiter"] | (frame["owner_role"] == "candidate")
        same(part.findings, frame[~about])
        shown = whole.events_of(part.cases["case_id"])  # without those about protected topics
        counted = shown["case_id"].value_counts().sort_index()
        assert part.cases["events"].tolist() == counted.tolist()
        assert part.summary["protected_events"] == 0
        left_out += ((frame["rule"] == "contact") & about).sum()
    assert left_out, "of the rule that is about everybody as well"


def test_what_a_person_owns_is_cut_from_every_case(whole):
    part = whole.cut_for("owner", "recruiter-02")
    same(part.findings, whole.findings[whole.findings["owner"] == "recruiter-02"])
    assert len(part.findings)


def test_a_part_of_a_part_without_candidates_is_without_them_too(whole):
    part = whole.cut_for("hiring_manager", "manager-07").where(rule="feedback-after-interview")
    assert part.summary["past_recruiter"] is None
    assert part.summary["part"]["without_candidates"]
    assert part.summary["part"]["of_cases"] == 1000


@pytest.mark.parametrize(
    ("each", "name", "message"),
    [
        ("candidate", "cand-0001", "no report is written for each candidate: reports go to those who work on cases"),
        ("recuiter", "recruiter-01", "'recuiter' is nobody that a report could be written for each of; did you mean"),
        ("recruiter", "manager-07", "the log names no recruiter 'manager-07'"),
        ("requisition", "req-0015", "the log names no requisition 'req-0015'; did you mean 'req-015'?"),
        ("owner", "nobody", "the log names no person 'nobody'"),
    ],
)
def test_a_recipient_that_is_not_there_is_named(whole, each, name, message):
    with pytest.raises(UsageError, match="^" + message.replace("?", r"\?")):
        whole.cut_for(each, name)


# ---------------------------------------------------------------- small logs


def test_a_message_whose_persons_the_log_does_not_name_is_nobody_s_own():
    log = log_of(
        stage("s1", "2026-03-02 09:00", "applied"),
        message("m1", "2026-03-02 10:00", "candidate", "recruiter", "status"),
        message("m2", "2026-03-02 11:00", "recruiter", "hiring_manager", "status", sender="r", recipients="h"),
    )
    part = hpa.analyze(log, definition(), as_of="2026-03-09").cut_for("hiring_manager", "h")
    assert part.events_of(part.cases["case_id"])["event_id"].tolist() == ["s1", "m2"]


def test_an_interview_between_named_persons_is_not_everybody_s_own():
    log = log_of(
        stage("s1", "2026-03-02 09:00", "applied"),
        message("i1", "2026-03-02 10:00", "", "", activity="interview", sender="other", recipients="c"),
        message("m2", "2026-03-02 11:00", "recruiter", "hiring_manager", "status", sender="r", recipients="h"),
    )
    part = hpa.analyze(log, definition(), as_of="2026-03-09").cut_for("hiring_manager", "h")
    assert part.events_of(part.cases["case_id"])["event_id"].tolist() == ["s1", "m2"]


def test_a_protected_message_makes_nobody_a_recipient():
    log = log_of(
        message("m1", "2026-03-02 10:00", "candidate", "hiring_manager", "complaint", sender="c", recipients="h1"),
        message("m2", "2026-03-02 11:00", "recruiter", "hiring_manager", "status", sender="r", recipients="h2"),
    )
    whole = hpa.analyze(log, definition(), as_of="2026-03-09")
    assert whole.recipients("hiring_manager")["recipient"].tolist() == ["h2"]


def test_what_a_candidate_asks_for_about_themselves_is_theirs():
    whole = hpa.analyze(log_of(*ROWS), definition(), as_of="2026-03-09")
    part = whole.cut_for("owner", "cand-1")
    same(part.findings, whole.findings[whole.findings["owner"] == "cand-1"])
    assert part.findings["past_recruiter"].any()
    assert part.summary["past_recruiter"]["candidates"] == 1


def test_persons_and_roles_of_different_number_are_paired_by_nobody():
    log = log_of(
        message("m1", "2026-03-02 10:00", "recruiter", "hiring_manager", "status", sender="r", recipients="h1;h2"),
    )
    whole = hpa.analyze(log, definition(), as_of="2026-03-09")
    assert whole.recipients("hiring_manager")["recipient"].tolist() == []
    assert whole.recipients("recruiter")["recipient"].tolist() == ["r"]
    assert np.array_equal(whole.where(person="h2").cases["case_id"], whole.cases["case_id"])


def test_the_stage_of_an_event_stays_that_of_the_whole_where_the_message_that_set_it_is_not_shown():
    log = log_of(
        message(
            "m1", "2026-03-02 10:00", "candidate", "recruiter", "status", sender="c", recipients="r", stage="applied"
        ),
        message("m2", "2026-03-02 11:00", "recruiter", "hiring_manager", "status", sender="r", recipients="h"),
    )
    whole = hpa.analyze(log, definition(), as_of="2026-03-09")
    part = whole.cut_for("hiring_manager", "h")
    events = part.events_of(part.cases["case_id"])
    assert events[["event_id", "stage"]].to_numpy().tolist() == [["m2", "applied"]]
    assert part.cases["stage"].tolist() == ["applied"]
    same(part.stays, whole.stays)
