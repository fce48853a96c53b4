"""What waivers do to the verdicts of a run."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.analysis import Analysis, analyze
from analyzer.events import log_from_frame
from tests.analysis.logs import definition
from tests.review.by_hand import waived
from tests.review.runs import BASE, ZONE, events_waived, read, rows, run, waived_by


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return run()


KEY = ["rule", "case_id", "event_id"]


def verdicts(analysis: Analysis) -> pd.Series[str]:
    return analysis.activations.set_index(KEY)["verdict"]


def test_the_run_has_verdicts_of_many_kinds(analysis: Analysis) -> None:
    assert {"satisfied", "violated", "excused", "undecided", "pending"} <= set(analysis.activations["verdict"])


# ---------------------------------------------------------------- by brute force


def some(names: list[str]) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from(names), st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))


EDGES = [
    "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-31",
    "2026-03-03 10:00", "2026-03-03 10:01", "2026-03-04 00:00", "2026-03-09 23:59", "2026-03-10T04:00:00Z",
    "2026-03-10T04:00:30+00:00",
]  # fmt: skip


@st.composite
def waivers(draw: st.DrawFn) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        begin, until = draw(st.sampled_from(EDGES)), draw(st.sampled_from([*EDGES, "2026-12-31"]))
        rule = draw(st.one_of(st.just("any"), some(["bypass", "answer", "contact", "stage-time"])))
        waiver = BASE | {"id": f"w{number}", "rule": rule, "from": begin, "until": until}
        del waiver["case"]
        keys = {
            "case": some(["A", "B", "C", "D", "no-such-case"]),
            "requisition": some(["req-0", "req-1", "req-9"]),
            "candidate": some(["cand-1", "cand-2", "cand-3"]),
            "owner": some(["person-A", "person-B", "rec-1", "rec-2", "nobody"]),
            "owner_role": some(["candidate", "recruiter", "hiring_manager"]),
        }
        for key in draw(st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=3, unique=True)):
            waiver[key] = draw(keys[key])
        made.append(waiver)
    return made


@settings(max_examples=150, deadline=None)
@given(written=waivers())
def test_waivers_cover_what_a_loop_over_the_findings_says(analysis: Analysis, written: list[dict[str, Any]]) -> None:
    from analyzer.errors import DefinitionError
    from analyzer.review import waive

    try:
        read_ones = read(*written)
    except DefinitionError as error:  # an empty span of time, and nothing else
        assert {problem.code for problem in error.problems} == {"D108"}
        return
    result = waive(analysis, read_ones)
    expected = waived(written, analysis.activations.to_dict("records"), ZONE)
    before, after = verdicts(analysis), verdicts(result)
    assert after[before.index].tolist() == ["waived" if key in expected else was for key, was in before.items()]
    findings = result.findings[result.findings["verdict"] == "waived"].set_index(KEY)
    assert findings["waiver"].to_dict() == expected
    assert set(result.findings.loc[result.findings["verdict"] != "waived", "waiver"]) <= {""}
    counts = {name: list(expected.values()).count(name) for name in result.waivers["waiver"]}
    assert dict(zip(result.waivers["waiver"], result.waivers["covered"], strict=True)) == counts
    assert result.summary["findings"]["waived"] == len(expected)
    assert len(result.findings) == len(analysis.findings), "nothing is deleted"


# ---------------------------------------------------------------- what is touched


def test_only_what_is_violated_or_settled_is_waived(analysis: Analysis) -> None:
    before, after = verdicts(analysis), verdicts(waived_by(analysis, {"rule": "any", "owner_role": "candidate"}))
    changed = before[before != after[before.index]]
    assert set(changed) == {"violated"}
    assert (before == "excused").any()
    assert (before == "undecided").any()


SETTLING = definition().source.replace(
    "    severity: high\n",
    "    severity: high\n    settled_by: {from: hiring_manager, to: candidate, about: thanks}\n"
    "    settled_within: 2 days\n",
)


def test_a_waiver_comes_before_a_repair() -> None:
    from analyzer.definitions import load_definition
    from analyzer.review import waive
    from tests.analysis.logs import log_of, message

    log = log_of(*rows(), message("A9", "2026-03-03 12:00", "hiring_manager", "candidate", "thanks"))
    plain = analyze(log, load_definition(SETTLING), as_of="2026-04-01")
    settled = plain.findings[plain.findings["verdict"] == "settled"]
    assert settled[["rule", "event_id"]].values.tolist() == [["bypass", "A1"]]
    result = waive(plain, read(BASE))
    row = result.findings.set_index(["rule", "event_id"]).loc[("bypass", "A1")]
    assert (row["verdict"], row["waiver"], row["settled_at"] is pd.NaT, row["open"]) == ("waived", "w", True, False)


def test_time_for_a_repair_does_not_run_on_for_what_is_waived() -> None:
    from analyzer.definitions import load_definition
    from analyzer.review import waive
    from tests.analysis.logs import log_of

    plain = analyze(log_of(*rows()), load_definition(SETTLING), as_of="2026-03-11")
    waiting = plain.findings[plain.findings["may_still_settle"]]
    assert len(waiting)
    assert not waive(plain, read(BASE)).findings["may_still_settle"].any()


# ---------------------------------------------------------------- boundaries


@pytest.mark.parametrize(
    ("begin", "until", "events"),
    [
        pytest.param("2026-03-03 10:00", "2026-03-03 10:01", ["A1"], id="from-the-instant-on"),
        pytest.param("2026-03-03 10:00:00.000001", "2026-03-03 12:00", [], id="a-moment-after-it"),
        pytest.param("2026-03-02", "2026-03-03 10:00", [], id="not-at-the-instant-it-ends"),
        pytest.param("2026-03-02", "2026-03-03 10:00:00.000001", ["A1"], id="until-a-moment-later"),
        pytest.param("2026-03-04", "2026-03-04", ["B1"], id="from-midnight-on"),
        pytest.param("2026-03-09", "2026-03-09", ["C1"], id="to-the-end-of-the-last-day"),
        pytest.param("2026-03-05", "2026-03-09", ["C1"], id="not-the-midnight-after-the-last-day"),
        pytest.param("2026-03-10", "2026-03-10", ["D1"], id="a-single-day"),
        pytest.param("2026-03-04T05:00:00Z", "2026-03-04T05:00:01Z", ["B1"], id="an-instant-with-its-own-zone"),
    ],
)
def test_a_waiver_is_in_force_from_its_first_instant_to_the_end_of_its_last_day(
    analysis: Analysis, begin: str, until: str, events: list[str]
) -> None:
    assert events_waived(waived_by(analysis, {"from": begin, "until": until})) == events


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        pytest.param({"from": "2026-03-03", "until": "2026-03-03"}, "waived", id="the-whole-day"),
        pytest.param({"from": "2026-03-03 06:00", "until": "2026-03-04"}, "undecided", id="from-its-morning"),
        pytest.param({"from": "2026-03-02", "until": "2026-03-03 06:00"}, "undecided", id="until-its-morning"),
        pytest.param({"from": "2026-03-02", "until": "2026-03-03 00:00"}, "violated", id="until-it-begins"),
        pytest.param({"from": "2026-03-04", "until": "2026-03-05"}, "violated", id="after-it"),
        pytest.param(
            {"from": "2026-03-03", "until": "2026-03-03 23:59:59.999999"}, "undecided", id="all-but-its-last-moment"
        ),
    ],
)
def test_a_stamp_of_a_day_leaves_open_what_begins_or_ends_within_it(day: dict[str, str], verdict: str) -> None:
    frame = pd.DataFrame(
        [("e1", "2026-03-03", "A", "message", "candidate", "hiring_manager", "status", "email")],
        columns=["event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles", "topics", "channel"],
    )
    analysis = analyze(log_from_frame(frame, mapping=_days()), definition(), as_of="2026-04-01", older=[])
    rule = {"rule": "bypass"}
    result = waived_by(analysis, rule | day)
    row = result.findings.set_index("rule").loc["bypass"]
    assert analysis.findings.set_index("rule").loc["bypass", "verdict"] == "violated"
    assert (row["verdict"], row["reasons"]) == (verdict, "clock-precision" if verdict == "undecided" else "")
    assert ("too coarse" in " ".join(result.notes)) == (verdict == "undecided")


def test_a_waiver_that_surely_covers_decides_where_one_before_it_may_not() -> None:
    frame = pd.DataFrame(
        [("e1", "2026-03-03", "A", "message", "candidate", "hiring_manager", "status", "email")],
        columns=["event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles", "topics", "channel"],
    )
    analysis = analyze(log_from_frame(frame, mapping=_days()), definition(), as_of="2026-04-01", older=[])
    result = waived_by(analysis, {"until": "2026-03-03 06:00"}, {"id": "whole"})
    row = result.findings.set_index("rule").loc["bypass"]
    assert (row["verdict"], row["waiver"], row["reasons"]) == ("waived", "whole", "")
    assert "too coarse" not in " ".join(result.notes)


def test_one_of_several_roles_that_may_answer_is_enough() -> None:
    from analyzer.definitions import load_definition
    from analyzer.review import waive
    from tests.analysis.logs import log_of

    text = definition().source.replace(
        "require: {from: recruiter, to: candidate}", "require: {from: [recruiter, hiring_manager], to: candidate}"
    )
    plain = analyze(log_of(*rows()), load_definition(text), as_of="2026-04-01")
    late = plain.findings[plain.findings["rule"] == "answer"]
    assert set(late["owner_role"]) == {"recruiter/hiring_manager"}
    for role, expected in (("hiring_manager", len(late)), ("recruiter", len(late)), ("candidate", 0)):
        change = {"rule": "answer", "owner_role": role}
        written = {key: value for key, value in (BASE | change).items() if key != "case"}
        assert waive(plain, read(written)).summary["findings"]["waived"] == expected


def _days() -> Any:
    from analyzer.events.mapping_file import parse_mapping

    return parse_mapping("precision: day\ntimezone: America/New_York\n")


# ---------------------------------------------------------------- the table and the notes


def told(analysis: Analysis, **change: Any) -> tuple[str, str]:
    row = waived_by(analysis, change).waivers.iloc[0]
    return row["state"], row["remark"]


@pytest.mark.parametrize(
    ("change", "state", "remark"),
    [
        pytest.param({"until": "2026-04-30"}, "in force", "", id="in-force"),
        pytest.param({"until": "2026-04-15"}, "in force", "", id="a-day-more-than-two-weeks-left"),
        pytest.param({"until": "2026-04-14"}, "ending soon", "", id="two-weeks-left"),
        pytest.param({"until": "2026-04-01"}, "ending soon", "", id="on-its-last-day"),
        pytest.param({"until": "2026-03-31"}, "ended", "", id="ended-the-day-before"),
        pytest.param({"from": "2026-04-01", "until": "2026-05-01"}, "ending soon", None, id="begins-at-the-horizon"),
        pytest.param({"from": "2026-04-02", "until": "2026-05-01"}, "not begun", "", id="not-begun"),
        pytest.param({"case": "E"}, "ended", "matches nothing", id="matches-nothing"),
        pytest.param(
            {"from": "2026-01-01", "until": "2026-03-02 09:00"},
            "ended",
            "ended before the log's first event",
            id="ended-at-the-first-event",
        ),
        pytest.param(
            {"from": "2026-01-01", "until": "2026-03-01"}, "ended", "ended before the log's first event", id="too-early"
        ),
    ],
)
def test_the_table_tells_how_each_waiver_stands(
    analysis: Analysis, change: dict[str, str], state: str, remark: str | None
) -> None:
    found = told(analysis, **change)
    if remark is None:
        assert found[0] in ("in force", "ending soon")
    else:
        assert found == (state, remark)


def test_the_first_of_two_waivers_covers_and_both_are_told(analysis: Analysis) -> None:
    result = waived_by(analysis, {"case": "B"}, {"id": "wide"}, {"id": "last", "case": ["A", "B"]})
    table = result.waivers
    assert table[["waiver", "covered", "shared"]].values.tolist() == [["w", 1, 0], ["wide", 3, 1], ["last", 0, 2]]
    assert table["remark"].tolist() == [
        "",
        "1 that it matches is covered by 'w', further up in the file",
        "2 that it matches are covered by 'w', 'wide', further up in the file",
    ]


def test_a_waiver_that_matches_nothing_and_one_that_ends_soon_are_told_in_the_notes(analysis: Analysis) -> None:
    notes = waived_by(analysis, {"case": "E", "until": "2026-04-05"}).notes
    assert notes[-3:] == (
        "1 waiver was read from waivers.yaml: 0 findings are waived",
        "waiver 'w' (waivers.yaml:1): matches nothing",
        "waiver 'w' (waivers.yaml:1) ends soon: 2026-04-05",
    )


def test_a_column_that_the_log_does_not_have_is_named_where_nothing_matches() -> None:
    from tests.analysis.logs import message

    frame = pd.DataFrame([message("e1", "2026-03-03T15:00:00Z", "candidate", "hiring_manager", "status")])
    analysis = analyze(log_from_frame(frame), definition(), as_of="2026-04-01")
    assert told(analysis, case=None, candidate="cand-1")[1] == ("matches nothing; the log has no column 'candidate_id'")


# ---------------------------------------------------------------- the result


def test_the_findings_name_the_waiver_who_granted_it_until_when_and_why(analysis: Analysis) -> None:
    result = waived_by(analysis, {"case": "A"})
    row = result.findings[result.findings["verdict"] == "waived"].iloc[0]
    assert row[["waiver", "waived_by", "waived_until", "waived_why"]].tolist() == [
        "w", "people-office", "2026-03-31", "agreed in the kick-off",
    ]  # fmt: skip
    assert "waived by people-office until 2026-03-31: agreed in the kick-off [w]" in result.case("A").explain(120)


def test_numbers_of_the_whole_leave_waived_findings_out_of_the_open_ones(analysis: Analysis) -> None:
    result = waived_by(analysis)
    before, after = analysis.summary, result.summary
    assert after["findings"]["open"] == before["findings"]["open"] - 4
    assert after["verdicts"]["bypass"]["waived"] == 4
    assert after["waivers"]["covered"] == {"w": 4}
    assert before["waivers"] == {"covered": {}, "digest": ""}
    assert result.cases["open_findings"].sum() == after["findings"]["open"]
    assert result.cases["findings"].sum() == analysis.cases["findings"].sum()


def test_the_analysis_it_was_made_from_stays_as_it_is(analysis: Analysis) -> None:
    before = verdicts(analysis)
    result = waived_by(analysis)
    assert verdicts(analysis).equals(before)
    assert result.unwaived is analysis
    assert analysis.unwaived is analysis
    assert analysis.waivers.empty


def test_waiving_again_replaces_the_waivers(analysis: Analysis) -> None:
    again = waived_by(waived_by(analysis, {"case": "A"}), {"case": "B"})
    assert events_waived(again) == ["B1"]
    assert again.unwaived is analysis


def test_another_definition_is_judged_with_the_same_waivers(analysis: Analysis) -> None:
    other = definition().replace(version="2")
    result = waived_by(analysis)
    assert events_waived(result.under(other)) == events_waived(result) == ["A1", "B1", "C1", "D1"]
    assert result.compare(result.under(other)).same


def test_a_duty_that_is_waived_is_due_no_longer(analysis: Analysis) -> None:
    result = waived_by(analysis, {"rule": "answer", "case": None, "owner": "rec-2"})
    (before,), (after,) = analysis.summary["duties"], result.summary["duties"]
    assert (before["due"] - after["due"], after["waived"]) == (2, 2)
