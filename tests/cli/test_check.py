"""`analyzer check`: formats, limits and what is said on the way."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.shell import ALLOWED, DEFINITION, PAST, changed, least_seconds, run, write_log


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("low", 1), ("medium", 1), ("high", 1), ("never", 0)],
)
def test_an_open_finding_of_severity_high_fails_every_limit(log, definition, fail_on, code) -> None:
    assert run("check", log, "-d", definition, "--fail-on", fail_on).code == code


@pytest.mark.parametrize(("fail_on", "code"), [("low", 1), ("medium", 0), ("high", 0), ("never", 0)])
def test_a_finding_below_the_limit_is_within_limits(tmp_path, definition, fail_on, code) -> None:
    off_graph = changed(PAST, topics="other")  # no contact permits it; severity low
    log = write_log(tmp_path / "low.csv", ALLOWED, off_graph)
    ran = run("check", log, "-d", definition, "--fail-on", fail_on)
    assert ran.code == code
    assert "1 open" in ran.out


@pytest.mark.parametrize(("severity", "code"), [("low", 0), ("medium", 1), ("high", 1)])
def test_the_limit_is_medium_unless_told(tmp_path, severity, code) -> None:
    path = tmp_path / "process.yaml"
    path.write_text(DEFINITION.replace("contact_rule: {severity: low}", f"contact_rule: {{severity: {severity}}}"))
    off_graph = write_log(tmp_path / "log.csv", ALLOWED, changed(PAST, topics="other"))
    assert run("check", off_graph, "-d", path).code == code


def test_a_clean_log_is_within_limits(clean_log, definition) -> None:
    ran = run("check", clean_log, "-d", definition)
    assert ran.code == 0
    assert "WITHIN LIMITS" in ran.out


def test_the_text_names_rule_case_evidence_and_the_allowed_way(log, definition) -> None:
    out = run("check", log, "-d", definition).out
    for part in ("OUTSIDE LIMITS", "status-past-recruiter", "APP-0001", "e2", "Ask the recruiter.", "small.yaml:"):
        assert part in out


def test_top_limits_what_is_shown(log, definition) -> None:
    assert "APP-0001" not in run("check", log, "-d", definition, "--top", "0").out
    assert "OPEN FINDINGS (1 of 2" in run("check", log, "-d", definition, "--top", "1").out


def test_json_is_for_programs(log, definition) -> None:
    ran = run("check", log, "-d", definition, "--format", "json")
    told = json.loads(ran.out)
    assert {finding["rule"] for finding in told["findings"]} == {"status-past-recruiter", "contact"}
    assert ran.code == 1


def test_github_marks_the_rules_line(log, definition) -> None:
    notice, *lines = run("check", log, "-d", definition, "--format", "github").out.splitlines()
    assert notice.startswith("::notice title=analyzer::A small process, version 1 (small.yaml); complete before")
    assert len(lines) == 2
    assert any("small.yaml" in line and "status-past-recruiter" in line for line in lines)


def test_a_definition_that_cannot_be_used_is_annotated_where_it_is_wrong(log, definition) -> None:
    definition.write_text(DEFINITION.replace("to: hiring_manager, about: status_inquiry", "to: hiring_manger"))
    ran = run("check", log, "-d", definition, "--format", "github")
    assert ran.code == 2
    assert ran.out.startswith(f"::error file={definition},line=")
    assert "did you mean 'hiring_manager'?" in ran.out
    assert "did you mean 'hiring_manager'?" in ran.err, "people read it as ever"
    assert run("check", log, "-d", definition).out == ""


def test_a_preset_is_annotated_without_a_file(log) -> None:
    assumed = ("--assume", "stage=any", "--assume", "thread_started_by=none")
    lines = run("check", log, "-d", "in-house", "--format", "github", *assumed).out.splitlines()
    assert len(lines) > 1
    assert not [line for line in lines if "file=" in line]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_every_form_says_horizon_coverage_and_assumptions(log, definition, form) -> None:
    out = run("check", log, "-d", definition, "--format", form, "--as-of", "2026-03-05", "--assume", "stage=any").out
    for part in ("2026-03-05", "not declared", "stage"):
        assert part in out


def test_several_files_are_one_log(tmp_path, definition) -> None:
    first = write_log(tmp_path / "a.csv", ALLOWED)
    second = write_log(tmp_path / "b.csv", PAST)
    told = json.loads(run("check", first, second, "-d", definition, "--format", "json").out)
    assert len(told["findings"]) == 2


def test_events_at_or_after_the_horizon_are_ignored(log, definition) -> None:
    assert run("check", log, "-d", definition, "--as-of", "2026-03-03T10:00:00Z").code == 0
    assert run("check", log, "-d", definition, "--as-of", "2026-03-03T10:00:01Z").code == 1


def test_a_definition_is_required_and_the_presets_are_named(log) -> None:
    ran = run("check", log)
    assert ran.code == 2
    assert "-d PRESET" in ran.err
    assert "in-house" in ran.err


def test_undeclared_roles_and_topics_are_warned_about(tmp_path, definition) -> None:
    log = write_log(tmp_path / "log.csv", ALLOWED, changed(PAST, recipient_roles="agency", topics="weather"))
    err = run("check", log, "-d", definition).err
    assert "agency" in err
    assert "weather" in err


def test_warnings_beyond_a_screenful_are_counted(tmp_path, definition) -> None:
    rows = [changed(PAST, event_id=f"e{n}", topics=f"topic-{n:03}") for n in range(100)]
    err = run("check", write_log(tmp_path / "log.csv", *rows), "-d", definition).err
    assert len(err.splitlines()) == 21
    assert "more; summary.json has them all" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--assume", "stage"], "KEY=VALUE", id="no value"),
        pytest.param(["--assume", "stage=any", "--assume", "stage=none"], "twice", id="twice"),
        pytest.param(["--assume", "stages=any"], "stages", id="unknown key"),
        pytest.param(["--assume", "stage=all"], "all", id="unknown value"),
        pytest.param(["--max-quarantined", "2"], "share", id="share above one"),
        pytest.param(["--max-quarantined", "few"], "share", id="share in words"),
        pytest.param(["--as-of", "yesterday"], "as_of", id="horizon in words"),
        pytest.param(["--complete-from", "2026-02-31"], "complete_from", id="no such day"),
        pytest.param(["--as-of", "1999-01-01"], "the log runs from 2026-03-02 10:00 UTC to", id="before the log"),
        pytest.param(["--complete-from", "2030-01-01"], "does not lie before the horizon", id="complete too late"),
        pytest.param(["--fail-on", "severe"], "severe", id="severity"),
        pytest.param(["--format", "xml"], "xml", id="format"),
        pytest.param(["--top", "-1"], "-1", id="negative number"),
        pytest.param(["--as-off", "2026-03-31"], "--as-of", id="misspelt option"),
    ],
)
def test_an_argument_that_cannot_be_meant_is_2(log, definition, arguments, said) -> None:
    ran = run("check", log, "-d", definition, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("share", ["5%", "0.05", "100%", "0"])
def test_shares_are_written_either_way(log, definition, share) -> None:
    assert run("check", log, "-d", definition, "--max-quarantined", share).code == 1


def test_assumptions_are_printed(log, definition) -> None:
    ran = run("check", log, "-d", definition, "--assume", "stage=any")
    assert "stage=any" in (ran.out + ran.err).replace(" ", "")


def test_ten_thousand_events_take_less_than_two_seconds(tmp_path, definition) -> None:
    rows = [
        changed(row, event_id=f"{case}-{number}", case_id=f"APP-{case:05}")
        for case in range(1000)
        for number, row in enumerate((ALLOWED, PAST) * 5)
    ]
    log = write_log(tmp_path / "long.csv", *rows)
    command = [sys.executable, "-m", "analyzer", "check", str(log), "-d", str(definition), "--fail-on", "never"]
    # Two seconds, or on a slower or busier machine four times what it takes to import the libraries alone.
    libraries = least_seconds([sys.executable, "-c", "import pandas, pyarrow.compute"], enough=0, tries=3)
    limit = max(2, 4 * libraries)
    assert least_seconds(command, enough=limit) < limit
