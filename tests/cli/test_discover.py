"""`analyzer discover`: what it writes, where to, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import COLUMNS, csv_text, run
from tests.discovery.logs import STAGES, TALK, rows_of

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "quarter.csv"


@pytest.fixture
def usual(tmp_path: Path) -> Path:
    """Twenty cases in which the recruiter stands between."""
    rows = rows_of((20, *STAGES, *TALK))
    cells = [tuple(str(row[column]) for column in COLUMNS) for row in rows]
    path = tmp_path / "usual.csv"
    path.write_text(csv_text(cells), encoding="utf-8")
    return path


def test_a_draft_can_be_linted_and_run_on_its_log(tmp_path: Path, usual: Path) -> None:
    draft = tmp_path / "draft.yaml"
    wrote = run("discover", usual, "-o", draft)
    assert (wrote.code, wrote.out) == (0, "")
    assert "4 contacts proposed, 1 question to decide" in wrote.err
    assert "A draft, and no policy" in wrote.err
    assert run("lint", draft).code == 0
    assert run("check", usual, "-d", draft).code in (0, 1)


def test_standard_output_holds_the_same_draft(tmp_path: Path, usual: Path) -> None:
    run("discover", usual, "-o", tmp_path / "draft.yaml")
    text = (tmp_path / "draft.yaml").read_text(encoding="utf-8")
    assert text.startswith('# DRAFT, and no policy. It describes what happened in "usual.csv";')
    assert run("discover", usual).out == run("discover", usual, "-o", "-").out == text


def test_a_file_is_not_written_over_unless_told_to(tmp_path: Path, usual: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("mine", encoding="utf-8")
    ran = run("discover", usual, "-o", draft)
    assert ran.code == 2
    assert "draft.yaml exists; choose another name, or --force to write over it" in ran.err
    assert draft.read_text(encoding="utf-8") == "mine"
    assert run("discover", usual, "-o", draft, "--force").code == 0
    assert draft.read_text(encoding="utf-8").startswith("# DRAFT")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        pytest.param(".", "is a folder; name a file with -o", id="a folder"),
        pytest.param("nowhere/draft.yaml", "there is no folder", id="in no folder"),
    ],
)
def test_where_nothing_can_be_written_is_told_before_the_work(tmp_path: Path, output: str, message: str) -> None:
    ran = run("discover", tmp_path / "missing.csv", "-o", tmp_path / output)
    assert ran.code == 2
    assert message in ran.err


def test_json_holds_the_draft_and_every_table(usual: Path) -> None:
    from analyzer.discovery.columns import TABLES

    document = json.loads(run("discover", usual, "--format", "json").out)
    assert document["text"] == run("discover", usual).out
    assert list(document["tables"]) == list(TABLES)
    assert document["gatekeeper"]["role"] == "recruiter"
    waits = document["tables"]["response_times"]
    assert {row["hours_90"] for row in waits if row["status"] == "too few answers"} == {None}


def test_options_reach_the_draft(usual: Path) -> None:
    hours = ("--hours", "mon-thu 08:00-12:00 13:00-16:00", "--hours", "fri 08:00-12:00")
    ran = run("discover", usual, *hours, "--timezone", "Europe/Paris", "--holidays", "FR", "--gatekeeper", "recruiter")
    assert '  timezone: "Europe/Paris"\n' in ran.out
    assert '    mon-thu: ["08:00-12:00", "13:00-16:00"]\n    fri: ["08:00-12:00"]\n  holidays: FR\n' in ran.out
    assert "\ngatekeeper: recruiter\n" in ran.out
    none = run("discover", usual, "--min-support", "21").out
    assert "# contacts:" in none
    assert "in 21 cases or more" in none


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        pytest.param(("--hours", "mon-fri"), 2, "does not read 'mon-fri 09:00-17:00'", id="hours without times"),
        pytest.param(("--hours", "mon-fri 9-5"), 2, "is not a time of day", id="times that are none"),
        pytest.param(("--candidate", "candidat"), 2, "did you mean 'candidate'?", id="unknown candidate"),
        pytest.param(("--min-support", "0"), 2, "--min-support", id="support"),
        pytest.param(("--min-share", "5%"), 2, "--min-share", id="share"),
        pytest.param(("--as-of", "2020-01-01"), 2, "no event before as_of", id="before the log"),
        pytest.param(("--holidays", "US", "--as-of", "soon"), 2, "as_of", id="as of"),
    ],
)
def test_arguments_that_cannot_be_meant(usual: Path, options: tuple[str, ...], code: int, message: str) -> None:
    ran = run("discover", usual, *options)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


def test_an_empty_log_is_told(tmp_path: Path) -> None:
    log = tmp_path / "empty.csv"
    log.write_text(csv_text([]), encoding="utf-8")
    ran = run("discover", log)
    assert (ran.code, ran.out) == (3, "")
    assert "there are headings, but no rows" in ran.err


def test_what_the_log_lacks_is_a_warning_unless_quiet(usual: Path) -> None:
    assert "warning: missing from the log. Channels: the draft lists none." in run("discover", usual).err
    assert run("discover", usual, "-q").err == ""


def test_the_draft_in_the_manual_is_what_the_program_writes() -> None:
    page = (ROOT / "docs" / "discover.md").read_text(encoding="utf-8")
    examples = page.split("```yaml\n")[1:]
    ran = run("discover", SAMPLE, "--timezone", "America/New_York", "--as-of", "2026-04-01")
    lines = [line for example in examples for line in example.split("```")[0].splitlines() if line.strip() != "..."]
    assert len(lines) > 20
    assert [line for line in lines if line and line not in ran.out.splitlines()] == []
