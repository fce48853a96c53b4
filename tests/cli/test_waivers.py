"""`--waivers` and `--since` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import ALLOWED, PAST, Ran, changed, run, write_log

WAIVERS = """\
- id: agreed
  rule: [status-past-recruiter, contact]
  case: APP-0001
  from: 2026-03-01
  until: 2026-03-31
  granted_by: people-office
  reason: no recruiter yet
"""
AS_OF = ("--as-of", "2026-04-01")


@pytest.fixture
def waivers(tmp_path: Path) -> Path:
    path = tmp_path / "waivers.yaml"
    path.write_text(WAIVERS, encoding="utf-8")
    return path


def test_what_is_waived_counts_against_no_limit(log: Path, definition: Path, waivers: Path) -> None:
    assert run("check", log, "-d", definition, *AS_OF, "--fail-on", "low").code == 1
    ran = run("check", log, "-d", definition, *AS_OF, "--fail-on", "low", "--waivers", waivers)
    assert ran.code == 0
    assert "0 excused, 2 waived" in ran.out
    assert "agreed: 2 findings waived, ended (until 2026-03-31)" in ran.out


def test_findings_as_json_name_their_waiver(log: Path, definition: Path, waivers: Path) -> None:
    told = json.loads(run("check", log, "-d", definition, *AS_OF, "--waivers", waivers, "--format", "json").out)
    assert {(row["verdict"], row["waiver"], row["waived_by"]) for row in told["findings"]} == {
        ("waived", "agreed", "people-office")
    }


def test_a_case_is_told_with_its_waiver(log: Path, definition: Path, waivers: Path) -> None:
    said = run("explain", "APP-0001", log, "-d", definition, "--waivers", waivers).out
    assert "waived by people-office until 2026-03-31: no recruiter yet [agreed]" in said


def test_diff_judges_both_definitions_with_the_waivers(
    tmp_path: Path, log: Path, definition: Path, waivers: Path
) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(definition.read_text(encoding="utf-8").replace("status-past-recruiter", "past"), encoding="utf-8")
    waivers.write_text(WAIVERS.replace("[status-past-recruiter,", "[status-past-recruiter, past,"), encoding="utf-8")
    ran = run("diff", log, "-d", definition, "-d", new, "--waivers", waivers, "--format", "json")
    rows = json.loads(ran.out)["changes"]
    assert {row["verdict_before"] or row["verdict_after"] for row in rows} == {"waived"}


@pytest.mark.parametrize("command", ["check", "explain", "report", "lint"])
def test_waivers_that_cannot_be_used_are_2_with_their_place(
    command: str, tmp_path: Path, log: Path, definition: Path, waivers: Path
) -> None:
    waivers.write_text(WAIVERS.replace("contact]", "contacts]").replace("until", "untl"), encoding="utf-8")
    more = {"check": [log], "explain": ["APP-0001", log], "report": [log, "-o", tmp_path / "out"], "lint": []}[command]
    given = [definition] if command == "lint" else ["-d", definition]
    ran = run(command, *more, *given, "--waivers", waivers)
    shown = ran.out if command == "lint" else ran.err
    assert ran.code == 2
    assert f"{waivers}:2:33: D104 unknown rule 'contacts' in waiver 'agreed'" in shown
    assert f"{waivers}:5:3: D102 unknown key 'untl' in a waiver" in shown
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


def test_a_file_of_waivers_that_is_not_there_is_2(log: Path, definition: Path, tmp_path: Path) -> None:
    ran = run("check", log, "-d", definition, "--waivers", tmp_path / "none.yaml")
    assert ran.code == 2
    assert "no such file" in ran.err


def test_what_to_look_at_in_waivers_is_a_warning(log: Path, definition: Path, waivers: Path) -> None:
    waivers.write_text(WAIVERS.replace("2026-03-31", "2027-12-31").replace("APP-0001", "any"), encoding="utf-8")
    ran = run("check", log, "-d", definition, *AS_OF, "--waivers", waivers)
    assert "W401 waiver 'agreed' lasts longer than a year" in ran.err
    assert "W402 waiver 'agreed' covers every case" in ran.err
    linted = run("lint", definition, "--waivers", waivers)
    assert linted.code == 1
    assert f"{waivers}:1:3: W401 warning: waiver 'agreed' lasts longer than a year" in linted.out


def test_lint_holds_waivers_against_a_log(log: Path, definition: Path, waivers: Path) -> None:
    waivers.write_text(WAIVERS.replace("APP-0001", "APP-1000"), encoding="utf-8")
    assert "W4" not in run("lint", definition, "--waivers", waivers).out
    ran = run("lint", definition, "--waivers", waivers, "--against", log, "--as-of", "2026-03-25")
    assert "W411 warning: waiver 'agreed' does not fit the log: matches nothing" in ran.out
    assert "W412 note: waiver 'agreed' ends soon: 2026-03-31" in ran.out


def test_what_is_wrong_with_waivers_is_at_its_line_in_a_workflow_even_under_a_preset(waivers: Path) -> None:
    waivers.write_text(WAIVERS.replace("contact]", "contacts]"), encoding="utf-8")
    told = run("lint", "in-house", "--waivers", waivers, "--format", "github").out
    assert f"::error file={waivers},line=2,col=33,title=D104::" in told


def test_graph_without_a_log_has_nothing_to_waive(definition: Path, waivers: Path) -> None:
    ran = run("graph", definition, "--format", "dot", "--waivers", waivers)
    assert ran.code == 2
    assert "--waivers says how to read a log, and no LOG is given" in ran.err


# ---------------------------------------------------------------- since


def report(log: Path, definition: Path, folder: Path, *more: object) -> Ran:
    return run("report", log, "-d", definition, "-o", folder, "--fail-on", "never", *more)


@pytest.mark.usefixtures("drawn_before")
def test_a_report_tells_what_has_changed_since_the_one_in_its_place(tmp_path: Path, definition: Path) -> None:
    folder = tmp_path / "out"
    assert report(write_log(tmp_path / "a.csv", ALLOWED, PAST), definition, folder, "--as-of", "2026-03-04").code == 0
    again = changed(PAST, event_id="e3", timestamp="2026-03-05T10:00:00Z")
    ran = report(
        write_log(tmp_path / "b.csv", ALLOWED, PAST, again), definition, folder, "--as-of", "2026-03-06",
        "--since", folder,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "Since 2026-03-04 00:00 UTC: 2 new, 0 reopened, 0 no longer open, 2 still open.\n" in ran.out
    assert (folder / "changes.csv").is_file()
    assert json.loads((folder / "changes.json").read_text(encoding="utf-8"))["counts"]["new"] == 2
    assert "What has changed since 2026-03-04?" in (folder / "report.html").read_text(encoding="utf-8")


def test_an_earlier_report_that_is_none_is_2_before_the_work_begins(
    tmp_path: Path, log: Path, definition: Path
) -> None:
    (tmp_path / "empty").mkdir()
    ran = report(log, definition, tmp_path / "out", "--since", tmp_path / "empty")
    assert ran.code == 2
    assert "holds no earlier report (no manifest.json)" in ran.err
    assert not (tmp_path / "out").exists()
