"""What became of the findings of an earlier report."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analyzer.analysis import Analysis, analyze
from analyzer.analysis.columns import SINCE
from analyzer.definitions import load_definition
from analyzer.errors import UsageError
from analyzer.reports.bundle import MANIFEST as WRITTEN, manifest_of
from analyzer.reports.tables import write_summary, write_tables
from analyzer.review import Changes, changes, read_report
from analyzer.review.earlier import MANIFEST
from tests.analysis.logs import definition, log_of, message
from tests.review.runs import rows, run, waived_by


def written(analysis: Analysis, folder: Path) -> Path:
    """The part of a report that is read back: no page, workbook and charts, which take their time."""
    folder.mkdir()
    write_tables(analysis, folder)
    write_summary(analysis, folder / "summary.json")
    (folder / MANIFEST).write_text(json.dumps(manifest_of(folder)), encoding="utf-8")
    return folder


def compared(before: Analysis, after: Analysis, folder: Path) -> Changes:
    return changes(after, written(before, folder / "earlier"))


def by_event(found: Changes) -> dict[tuple[str, str], tuple[str, str]]:
    """Change and detail of everything that is not still open, by rule and event."""
    table = found.table[found.table["change"] != "still open"]
    return {(row["rule"], row["event_id"]): (row["change"], row["detail"]) for row in table.to_dict("records")}


def without(*events: str) -> list[dict[str, Any]]:
    return [row for row in rows() if row["event_id"] not in events]


def judged(made: list[dict[str, Any]], *, text: str | None = None, as_of: str = "2026-04-01") -> Analysis:
    return analyze(log_of(*made), definition() if text is None else load_definition(text), as_of=as_of)


def test_the_name_of_the_manifest_is_the_one_that_reports_write() -> None:
    assert MANIFEST == WRITTEN


# ---------------------------------------------------------------- by brute force


OTHER = definition().source.replace("severity: high", "severity: low")
FEWER = definition().source[: definition().source.index("  answer:")]
RUNS: dict[str, Any] = {
    "early": lambda: run(as_of="2026-03-05"),
    "middle": lambda: run(as_of="2026-03-10"),
    "late": run,
    "waived": lambda: waived_by(run(), {"case": ["A", "B"]}),
    "fewer events": lambda: judged(without("A1", "B2")),
    "fewer cases": lambda: judged([row for row in rows() if row["case_id"] != "B"]),
    "fewer rules": lambda: judged(rows(), text=FEWER),
    "answered": lambda: run(message("A8", "2026-03-03 11:00", "recruiter", "candidate", "status")),
}


@pytest.mark.parametrize("after", RUNS)
@pytest.mark.parametrize("before", RUNS)
def test_every_finding_that_is_open_in_one_of_two_runs_has_its_change(before: str, after: str, tmp_path: Path) -> None:
    old, new = RUNS[before](), RUNS[after]()
    found = compared(old, new, tmp_path)
    then = {row["finding_id"]: row["verdict"] for row in old.findings.to_dict("records")}
    now = {row["finding_id"]: row["verdict"] for row in new.findings.to_dict("records")}
    expected = {}
    for finding in {*then, *now}:
        was, is_now = then.get(finding) == "violated", now.get(finding) == "violated"
        if is_now:
            expected[finding] = "still open" if was else "reopened" if finding in then else "new"
        elif was:
            expected[finding] = "no longer open"
    table = found.table
    assert dict(zip(table["finding_id"], table["change"], strict=True)) == expected
    assert not table["finding_id"].duplicated().any()
    counts = found.counts
    assert counts["open_now"] == new.summary["findings"]["open"]
    assert counts["open_before"] == old.summary["findings"]["open"]
    assert sum(counts["became"].values()) == counts["no_longer_open"]
    for side, analysis in (("before", old), ("now", new)):
        past = analysis.findings[analysis.findings["open"] & analysis.findings["past_recruiter"]]
        assert counts[f"past_recruiter_{side}"] == past["case_id"].nunique(), "each case is somebody else's here"
    verdict = {row["finding_id"]: (row["verdict_before"], row["verdict"]) for row in table.to_dict("records")}
    kept = ("satisfied", "pending", "cancelled", "")
    for finding, (was_then, is_now) in verdict.items():
        assert was_then == then.get(finding, "")
        assert is_now == now[finding] if finding in now else is_now in kept
    assert list(table.columns) == [column.name for column in SINCE]


# ---------------------------------------------------------------- details


def test_new_findings_say_whether_they_happened_or_fell_due_since(tmp_path: Path) -> None:
    found = by_event(compared(run(as_of="2026-03-04 09:00"), run(as_of="2026-03-10"), tmp_path))
    assert found["bypass", "C1"] == ("new", "happened since")
    assert found["answer", "A2"] == ("new", "fell due since")


def test_an_event_at_the_earlier_horizon_happened_since(tmp_path: Path) -> None:
    """A run judges what lies before its horizon."""
    found = by_event(compared(run(as_of="2026-03-09 23:50"), run(as_of="2026-03-11"), tmp_path))
    assert found["bypass", "C1"] == ("new", "happened since")


def test_a_log_that_tells_more_of_the_past_makes_findings_about_earlier_events(tmp_path: Path) -> None:
    found = by_event(compared(judged(without("A1")), run(), tmp_path))
    assert found["bypass", "A1"] == ("new", "about an earlier event")


def test_findings_of_a_rule_that_was_not_there_say_so(tmp_path: Path) -> None:
    found = compared(judged(rows(), text=FEWER), run(), tmp_path)
    assert by_event(found)["answer", "A2"] == ("new", "rule is new")


@pytest.mark.parametrize(
    ("after", "key", "detail"),
    [
        pytest.param("waived", ("bypass", "A1"), "waived", id="waived"),
        pytest.param("answered", ("answer", "A2"), "kept", id="kept"),
        pytest.param("fewer events", ("bypass", "A1"), "event gone", id="event-gone"),
        pytest.param("fewer cases", ("bypass", "B1"), "case gone", id="case-gone"),
        pytest.param("fewer rules", ("answer", "A2"), "rule gone", id="rule-gone"),
        pytest.param("middle", ("answer", "C2"), "pending", id="pending"),
    ],
)
def test_what_became_of_a_finding_that_is_no_longer_open_is_told(
    after: str, key: tuple[str, str], detail: str, tmp_path: Path
) -> None:
    assert by_event(compared(run(), RUNS[after](), tmp_path))[key] == ("no longer open", detail)


def test_a_rule_that_no_longer_applies_judges_no_more(tmp_path: Path) -> None:
    other = definition().source.replace("about: status}\n    unless", "about: complaint}\n    unless")
    found = by_event(compared(run(), judged(rows(), text=other), tmp_path))
    assert found["bypass", "A1"] == ("no longer open", "not judged any more")


def test_a_finding_that_was_waived_and_is_open_again_is_reopened(tmp_path: Path) -> None:
    found = by_event(compared(waived_by(run(), {"case": "A"}), run(), tmp_path))
    assert found == {("bypass", "A1"): ("reopened", "waived")}


def test_new_ones_come_first_then_reopened_closed_and_those_that_go_on(tmp_path: Path) -> None:
    table = compared(RUNS["waived"](), RUNS["fewer events"](), tmp_path).table
    order = ["new", "reopened", "no longer open", "still open"]
    places = [order.index(change) for change in table["change"]]
    assert places == sorted(places)
    for _, part in table.groupby("change"):
        assert part["timestamp"].is_monotonic_increasing


# ---------------------------------------------------------------- runs that are not alike


def notes(before: Analysis, after: Analysis, folder: Path) -> str:
    return "\n".join(compared(before, after, folder).notes)


def test_the_run_before_is_told_without_notes(tmp_path: Path) -> None:
    assert notes(run(as_of="2026-03-10"), run(), tmp_path) == ""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("late", "fewer events", "both runs are complete before 2026-04-01 00:00 EDT", id="same-horizon"),
        pytest.param("late", "early", "the earlier report looks further (2026-04-01 00:00 EDT)", id="looks-further"),
        pytest.param("late", "waived", "the waivers are others", id="waivers"),
        pytest.param("late", "fewer rules", "rules that only the earlier has: answer", id="rule-removed"),
        pytest.param("fewer rules", "late", "rules that only this one has: answer", id="rule-added"),
    ],
)
def test_in_what_two_runs_are_not_alike_is_told(before: str, after: str, said: str, tmp_path: Path) -> None:
    assert said in notes(RUNS[before](), RUNS[after](), tmp_path)


def test_another_severity_is_told_with_the_rule_and_that_its_lines_differ(tmp_path: Path) -> None:
    said = notes(run(), judged(rows(), text=OTHER), tmp_path)
    assert "rules whose own lines differ: bypass; rules of another severity: bypass" in said


def test_assumptions_and_coverage_are_told(tmp_path: Path) -> None:
    other = analyze(log_of(*rows()), definition(), as_of="2026-04-02", assume={"topic": "other"}, coverage=_all())
    said = notes(run(), other, tmp_path)
    assert "assumed then: nothing; now: topic = other" in said
    assert "coverage was not declared then and is declared now" in said


def _all() -> Any:
    from analyzer.errors import Place
    from analyzer.events.coverage import Covered

    return (Covered("any", None, (), None, None, Place("c.yaml", 1, 1)),)


def test_logs_of_other_days_are_told(tmp_path: Path) -> None:
    later = judged(
        [message("X1", "2026-05-04 10:00", "candidate", "recruiter", "status", case="X")], as_of="2026-06-01"
    )
    assert "the two logs have no day in common" in notes(run(), later, tmp_path)
    some = judged(rows()[4:], as_of="2026-04-02")
    (tmp_path / "more").mkdir()
    assert "the earlier log begins 2026-03-02 09:00 EST, this one 2026-03-03" in notes(run(), some, tmp_path / "more")


# ---------------------------------------------------------------- folders


def test_the_report_of_another_process_is_refused(tmp_path: Path) -> None:
    other = judged(rows(), text=definition().source.replace("process: small", "process: other"))
    with pytest.raises(UsageError, match="is of the process 'small', this run of 'other'"):
        compared(run(), other, tmp_path)


def edit(folder: Path, name: str, content: bytes, *, honest: bool = False) -> None:
    (folder / name).write_bytes(content)
    if honest:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed[name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
        (folder / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")


def respell(folder: Path, **keys: Any) -> None:
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8")) | keys
    edit(folder, "summary.json", json.dumps(told).encode(), honest=True)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda f: (f / MANIFEST).unlink(), "holds no earlier report", id="no-manifest"),
        pytest.param(
            lambda f: (f / MANIFEST).write_text("["), "cannot be read as JSON: .*; name another", id="manifest-cut-off"
        ),
        pytest.param(
            lambda f: (f / MANIFEST).write_text("[]"), "is no manifest of a report; name another", id="manifest-of-what"
        ),
        pytest.param(lambda f: (f / MANIFEST).write_text("{}"), "does not list summary.json", id="nothing-listed"),
        pytest.param(
            lambda f: (f / "summary.json").unlink(),
            "cannot be read: no such file or directory; name another",
            id="file-missing",
        ),
        pytest.param(
            lambda f: edit(f, "summary.json", b"{}"), "it was changed after the run; name another", id="edited"
        ),
        pytest.param(lambda f: edit(f, "findings.parquet", b"PAR1"), "it was changed after the run", id="edited-too"),
        pytest.param(lambda f: edit(f, "summary.json", b"[]", honest=True), "lacks as_of", id="another-summary"),
        pytest.param(lambda f: edit(f, "summary.json", b"{}", honest=True), "lacks as_of", id="older-summary"),
        pytest.param(
            lambda f: edit(f, "findings.parquet", b"x", honest=True),
            "cannot be read: .*; name another",
            id="no-parquet",
        ),
        pytest.param(lambda f: (f / MANIFEST).write_text("[" * 200_000), "nested too deeply", id="nested"),
        pytest.param(lambda f: respell(f, as_of=1), "something unexpected under as_of", id="no-text"),
        pytest.param(lambda f: respell(f, as_of="soon"), "something unexpected under as_of", id="no-instant"),
        pytest.param(lambda f: respell(f, period={"first": 1}), "unexpected under period.first", id="inner"),
        pytest.param(lambda f: respell(f, past_recruiter=[]), "unexpected under past_recruiter", id="no-mapping"),
    ],
)
def test_a_folder_that_is_no_whole_report_is_a_wrong_argument(spoil: Any, said: str, tmp_path: Path) -> None:
    folder = written(run(), tmp_path / "earlier")
    spoil(folder)
    with pytest.raises(UsageError, match=said):
        read_report(folder)


def test_a_table_that_lacks_columns_is_a_wrong_argument(tmp_path: Path) -> None:
    folder = written(run(), tmp_path / "earlier")
    pd.DataFrame({"finding_id": ["a"]}).to_parquet(tmp_path / "x.parquet")
    edit(folder, "findings.parquet", (tmp_path / "x.parquet").read_bytes(), honest=True)
    with pytest.raises(UsageError, match="lacks the columns rule, title"):
        read_report(folder)


def test_runs_without_events_have_no_changes(tmp_path: Path) -> None:
    empty = judged(
        [message("X1", "2026-05-04 10:00", "candidate", "recruiter", "thanks", case="X")], as_of="2026-06-01"
    )
    found = compared(empty, empty, tmp_path)
    assert found.table.empty
    assert found.counts["open_now"] == found.counts["open_before"] == 0
    assert str(found.table["timestamp"].dtype) == "datetime64[us, UTC]"


def test_a_notebook_shows_the_counts_and_what_is_new(tmp_path: Path) -> None:
    found = compared(run(as_of="2026-03-10"), run(), tmp_path)
    assert repr(found).startswith("<changes since 2026-03-10T04:00:00+00:00: ")
    assert "happened since" in found._repr_html_()
    assert "no longer open" not in found._repr_html_().split("<table")[1]


def test_a_notebook_says_how_many_of_the_new_ones_it_shows(tmp_path: Path) -> None:
    found = compared(run(as_of="2026-03-10"), run(), tmp_path)
    assert " of " not in found._repr_html_()
    many = replace(found, table=pd.concat([found.table] * 40, ignore_index=True))
    count = int(many.table["change"].isin(["new", "reopened"]).sum())
    assert f"<p>20 of {count}; all are in <code>table</code></p>" in many._repr_html_()
