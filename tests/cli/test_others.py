"""`report`, `explain` and `schema`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
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
    assert ran.code == 1, "a finding of severity high is open"
    written = files_in(folder / "out")
    expected = ["report.html", "findings.xlsx", "findings.csv", "findings.parquet", "summary.json", "manifest.json"]
    for name in (*expected, "quarantined.csv", "run.json"):
        assert name in written
    head, files = ran.out.split("\n\n")
    told = [str(Path(line).relative_to(folder / "out")) for line in files.splitlines()]
    assert sorted(told) == sorted(set(written) - {"run.json"})
    assert head.splitlines() == [
        "OUTSIDE LIMITS: 1 open finding of severity medium or above, where the limit is 0; 2 in all.",
        f"Open {folder / 'out' / 'report.html'} in a browser. All files:",
    ]


def test_equal_runs_write_equal_bytes_save_for_the_run_itself(reported: tuple[Ran, Path]) -> None:
    _, folder = reported
    run("report", folder / "log.csv", "-d", folder / "small.yaml", "-o", folder / "again")
    one, two = files_in(folder / "out"), files_in(folder / "again")
    told = json.loads(one.pop("run.json"))
    two.pop("run.json")
    assert one == two
    assert {"began", "seconds", "host"} <= set(told)


@pytest.mark.usefixtures("drawn_before")
def test_a_report_without_a_limit_never_fails(tmp_path: Path, log: Path, definition: Path) -> None:
    ran = run("report", log, "-d", definition, "-o", tmp_path / "out", "--fail-on", "never")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "NO LIMIT SET: 2 open findings.")
    assert "<title>No limit set: " in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("drawn_before")
def test_rows_set_aside_are_counted_alike_and_listed_where_the_warning_says(tmp_path: Path, definition: Path) -> None:
    late = changed(PAST, event_id="e9", timestamp="2026-04-01T10:00:00Z")
    log = write_log(tmp_path / "log.csv", ALLOWED, PAST, PAST, late, changed(PAST, event_id="e3", timestamp="soon"))
    arguments = (log, "-d", definition, "--max-quarantined", "50%", "--as-of", "2026-03-20")
    checked = run("check", *arguments)
    ran = run("report", *arguments, "-o", tmp_path / "out")
    for err in (checked.err, ran.err):
        assert "1 row was set aside, of 5; `analyzer report` lists which and why" in err
    assert "Rows set aside      1 of 5; beside these 1 repeated, 1 after the horizon" in checked.out
    page = " ".join((tmp_path / "out" / "report.html").read_text(encoding="utf-8").split())
    assert "1 of 5</a> <small>beside these 1 repeated, 1 after the horizon</small>" in page
    (row,) = (tmp_path / "out" / "quarantined.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert row.startswith(f"{log},6,E325,timestamp,")
    assert "soon" not in row


@pytest.mark.usefixtures("drawn_before")
@pytest.mark.parametrize("there", [True, False], ids=["the-folder-was-there", "the-folder-was-not"])
@pytest.mark.parametrize(
    ("breaks", "error", "code"),
    [
        pytest.param("analyzer.events.read_log", KeyboardInterrupt(), 130, id="interrupted-while-reading"),
        pytest.param("analyzer.reports.bundle.write_excel", KeyboardInterrupt(), 130, id="interrupted-while-writing"),
        pytest.param("analyzer.reports.bundle.write_html", OSError(28, "No space left"), 4, id="disk-full"),
        pytest.param(None, None, 3, id="log-that-cannot-be-read"),
    ],
)
def test_a_report_that_fails_leaves_nothing(
    tmp_path: Path,
    log: Path,
    definition: Path,
    monkeypatch: pytest.MonkeyPatch,
    breaks: str | None,
    error: BaseException,
    code: int,
    there: bool,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    (place := tmp_path / "place").mkdir()
    if there:
        (place / "out").mkdir()
    if breaks:
        monkeypatch.setattr(breaks, fails)
    ran = run("report", log if breaks else tmp_path / "nowhere.csv", "-d", definition, "-o", place / "out")
    assert ran.code == code
    assert list(place.rglob("*")) == ([place / "out"] if there else [])


def test_an_empty_name_is_no_folder(log: Path, definition: Path) -> None:
    ran = run("report", log, "-d", definition, "-o", "")
    assert ran.code == 2
    assert "the folder to write to has an empty name" in ran.err


def test_a_run_leaves_nothing_outside_its_folder(tmp_path: Path, log: Path, definition: Path) -> None:
    """In a process of its own: drawing is loaded there for the first time, and a home that is empty stays so."""
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "MPLCONFIGDIR")}
    for place in places.values():
        place.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MPL"))}
    command = [sys.executable, "-B", "-m", "analyzer", "report", log, "-d", definition, "-o", tmp_path / "out"]
    command += ["--pdf"] if find_spec("weasyprint") else []  # it has fonts to look for, too
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=kept | {name: str(place) for name, place in places.items()},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "out" / "charts" / "contact_matrix.png").is_file()
    assert [path for place in places.values() for path in place.rglob("*")] == []


def test_hostile_text_stays_text_in_page_and_workbook(tmp_path: Path, definition: Path) -> None:
    names = ("=HYPERLINK(http://x)", "<script>alert(1)</script>", "+1+1", "@sum(a1)")
    rows = [
        changed(PAST, event_id=f"e{number}", case_id=f"APP-{number}", sender=name) for number, name in enumerate(names)
    ]
    log = write_log(tmp_path / "log.csv", *rows)
    assert run("report", log, "-d", definition, "-o", tmp_path / "out").code == 1
    assert "<script>alert" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == names[0] for cell in cells)
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert all(cell.column == 1 and cell.value.startswith('=HYPERLINK("#') for cell in formulas)  # to another row


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


def test_a_case_is_told_with_the_run_that_judged_it(log: Path, definition: Path) -> None:
    ran = run("explain", "APP-0001", log, "-d", definition, "--as-of", "2026-03-05", "--assume", "stage=any")
    head = ran.out.split("\n\n")[0].splitlines()
    assert head[0] == "APP-0001: 2 events, times in UTC"
    assert head[1].startswith("definition  A small process, version 1 (small.yaml, ")
    assert head[2] == "as of       2026-03-05 00:00 UTC; the log is taken as complete before it"
    assert head[3].startswith("coverage    not declared: ")
    assert head[4] == "assumed     stage = any"


def test_no_line_of_a_case_is_wider_than_a_hundred_columns(tmp_path: Path, definition: Path) -> None:
    long = changed(PAST, event_id="e" * 300, topics="status_inquiry;" + ";".join(f"topic-{n}" for n in range(40)))
    ran = run("explain", "APP-0001", write_log(tmp_path / "log.csv", ALLOWED, long), "-d", definition)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 100


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
