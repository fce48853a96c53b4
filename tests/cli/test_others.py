"""`report`, `explain` and `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml

from tests.cli.shell import ALLOWED, DEFINITION, PAST, Ran, changed, run, write_log

ROOT = Path(__file__).parents[2]


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- report


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """One report, which several tests look at."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "small.yaml").write_text(DEFINITION, encoding="utf-8")
    write_log(folder / "log.csv", ALLOWED, PAST)
    return run("report", folder / "log.csv", "-d", folder / "small.yaml", "-o", folder / "out"), folder


def test_a_report_is_written_and_told(reported: tuple[Ran, Path]) -> None:
    ran, folder = reported
    assert ran.code == 0
    written = files_in(folder / "out")
    expected = ["report.html", "findings.xlsx", "findings.csv", "findings.parquet", "summary.json", "manifest.json"]
    for name in (*expected, "run.json"):
        assert name in written
    told = [str(Path(line).relative_to(folder / "out")) for line in ran.out.splitlines()]
    assert sorted(told) == sorted(set(written) - {"run.json"})


def test_equal_runs_write_equal_bytes_save_for_the_run_itself(reported: tuple[Ran, Path]) -> None:
    _, folder = reported
    run("report", folder / "log.csv", "-d", folder / "small.yaml", "-o", folder / "again")
    one, two = files_in(folder / "out"), files_in(folder / "again")
    told = json.loads(one.pop("run.json"))
    two.pop("run.json")
    assert one == two
    assert {"began", "seconds", "host"} <= set(told)


def test_a_report_fails_only_when_asked_to(tmp_path: Path, log: Path, definition: Path) -> None:
    assert run("report", log, "-d", definition, "-o", tmp_path / "out", "--fail-on", "high").code == 1
    assert (tmp_path / "out" / "report.html").exists()


def test_hostile_text_stays_text_in_page_and_workbook(tmp_path: Path, definition: Path) -> None:
    names = ("=HYPERLINK(http://x)", "<script>alert(1)</script>", "+1+1", "@sum(a1)")
    rows = [
        changed(PAST, event_id=f"e{number}", case_id=f"APP-{number}", sender=name) for number, name in enumerate(names)
    ]
    log = write_log(tmp_path / "log.csv", *rows)
    assert run("report", log, "-d", definition, "-o", tmp_path / "out").code == 0
    assert "<script>alert" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == names[0] for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_a_folder_that_cannot_be_made_is_told_before_the_work(tmp_path: Path, definition: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ran = run("report", tmp_path / "nowhere.csv", "-d", definition, "-o", tmp_path / "taken")
    assert ran.code == 2
    assert "taken is a file, not a folder" in ran.err


def test_a_report_needs_a_folder(log: Path, definition: Path) -> None:
    ran = run("report", log, "-d", definition)
    assert ran.code == 2
    assert "--output" in ran.err


# ---------------------------------------------------------------- explain


def test_a_case_is_told_event_by_event(log: Path, definition: Path) -> None:
    ran = run("explain", "APP-0001", log, "-d", definition)
    assert ran.code == 0
    for part in ("APP-0001", "status-past-recruiter", "e1", "e2", "Ask the recruiter."):
        assert part in ran.out


def test_an_unknown_case_gets_a_suggestion(log: Path, definition: Path) -> None:
    ran = run("explain", "APP-001", log, "-d", definition)
    assert ran.code == 2
    assert "did you mean 'APP-0001'?" in ran.err


# ---------------------------------------------------------------- schema


def test_the_schema_accepts_a_definition_and_refuses_a_typing_error() -> None:
    ran = run("schema")
    schema = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = yaml.load(DEFINITION, yaml.BaseLoader)  # every scalar as text, as the language has it
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "contcts": []}, schema)


# ---------------------------------------------------------------- the first page


def test_the_example_in_the_readme_is_what_the_program_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.split("```text\n")[1].split("```")[0].splitlines()
    sample = ROOT / "sample_data" / "quarter.csv"
    ran = run("check", sample, "-d", "in-house", "--as-of", "2026-04-01", "--top", "1")
    assert len(example) > 10
    assert [line for line in example if line != "..." and line not in ran.out.splitlines()] == []
