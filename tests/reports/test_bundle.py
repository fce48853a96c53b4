import csv
import json
import re
from pathlib import Path

import pytest

from analyzer.errors import UsageError
from analyzer.reports import Envelope, bundle, files, write_report
from analyzer.reports.recipients import FOLDER, INDEX
from tests.reports import fakes
from tests.reports.test_reviewed import changed

CHARTS = ["case_swimlane", "contact_matrix", "findings_by_week", "response_times"]
NAMES = sorted(
    ["findings.csv", "findings.parquet", "findings.xlsx", "manifest.json", "quarantined.csv", "report.html"]
    + ["activations.parquet", "cases.csv", "cases.parquet", "columns.csv", "duties.csv", "duties.parquet"]
    + ["evidence.parquet", "stays.parquet", "summary.json", "summary.md"]
    + [f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")]
)


@pytest.fixture(autouse=True)
def drawings(monkeypatch):
    """Charts cost seconds and have tests of their own; here a file each will do."""
    drawn = [(f"{name}.{kind}", name.encode()) for name in CHARTS for kind in ("svg", "png")]
    monkeypatch.setattr(bundle, "chart_files", lambda _: iter(drawn))


def inside(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_folder_holds_every_form_of_the_report(analysis, tmp_path):
    said = []
    written = write_report(analysis, tmp_path / "out", progress=said.append)
    assert inside(tmp_path / "out") == NAMES
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in written) == NAMES
    assert said[0] == "report.html"
    assert inside(tmp_path) == [f"out/{name}" for name in NAMES], "nothing is left beside the folder"


def test_the_manifest_vouches_for_every_other_file(analysis, tmp_path):
    write_report(analysis, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest) == [name for name in NAMES if name != "manifest.json"]
    for name, told in manifest.items():
        path = tmp_path / "out" / name
        assert told == {"bytes": path.stat().st_size, "sha256": files.sha256(path)}


def test_equal_analyses_give_equal_folders(analysis, tmp_path):
    write_report(analysis, tmp_path / "a")
    write_report(fakes.small(), tmp_path / "b")
    assert (tmp_path / "a" / "manifest.json").read_bytes() == (tmp_path / "b" / "manifest.json").read_bytes()


def test_an_earlier_report_is_replaced_and_other_files_stay(analysis, tmp_path):
    out = tmp_path / "out"
    write_report(analysis, out)
    (out / "charts" / "old.svg").write_text("old")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    (out / "manifest.json").write_text(json.dumps(manifest | {"charts/old.svg": {}, "../outside.txt": {}}))
    (out / "run.json").write_text("{}")
    (out / "notes.txt").write_text("mine")
    (tmp_path / "outside.txt").write_text("not ours")
    write_report(analysis, out)
    assert inside(out) == sorted([*NAMES, "notes.txt", "run.json"])
    assert (tmp_path / "outside.txt").exists(), "a manifest cannot name files outside its folder"
    assert "notes.txt" not in json.loads((out / "manifest.json").read_text(encoding="utf-8"))


def test_an_empty_folder_is_filled(analysis, tmp_path):
    (tmp_path / "out").mkdir()
    write_report(analysis, tmp_path / "out")
    assert inside(tmp_path / "out") == NAMES


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_other_peoples_files_are_not_overwritten(analysis, tmp_path, kind):
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
        (out / "thesis.doc").write_text("mine")
    else:
        out.write_text("mine")
    with pytest.raises(UsageError, match=r"choose another folder|is a file"):
        write_report(analysis, out)
    assert inside(tmp_path) == (["out/thesis.doc"] if kind == "folder" else ["out"])


def test_a_report_that_fails_leaves_the_earlier_one_whole(analysis, tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_report(analysis, out)
    before = {name: (out / name).read_bytes() for name in NAMES}

    def fails(*_):
        raise RuntimeError("full")

    monkeypatch.setattr(bundle, "write_summary", fails)
    analysis.findings["subject"] = "another"
    with pytest.raises(RuntimeError):
        write_report(analysis, out)
    assert {name: (out / name).read_bytes() for name in NAMES} == before
    assert inside(tmp_path) == [f"out/{name}" for name in NAMES]


@pytest.mark.parametrize("error", [RuntimeError("full"), KeyboardInterrupt()], ids=["failure", "interruption"])
def test_a_first_report_that_fails_leaves_no_folder(analysis, tmp_path, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(bundle, "write_summary", fails)
    with pytest.raises(type(error)):
        write_report(analysis, tmp_path / "new" / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


def test_folders_that_were_there_stay_when_a_report_fails(analysis, tmp_path, monkeypatch):
    (tmp_path / "mine" / "out").mkdir(parents=True)
    monkeypatch.setattr(bundle, "write_tables", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(analysis, tmp_path / "mine" / "out")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "out"]


@pytest.mark.parametrize("name", ["", "  "])
def test_a_folder_needs_a_name(analysis, name):
    with pytest.raises(UsageError, match="empty name"):
        write_report(analysis, name)


def test_a_folder_that_cannot_be_made_leaves_nothing(analysis, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UsageError, match="cannot write"):
        write_report(analysis, tmp_path / "taken" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_every_row_set_aside_is_in_a_table_that_no_spreadsheet_takes_for_formulas(analysis, tmp_path):
    write_report(analysis, tmp_path / "out")
    text = (tmp_path / "out" / "quarantined.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["file"], row["row"], row["code"]) for row in rows] == [
        ("quarter.csv", "7", "E325"),
        ("quarter.csv", "12", "E325"),
        (fakes.HOSTILE[1], "3", "E325"),
        (f"'{fakes.HOSTILE[0]}", "4", "E325"),
    ]
    assert fakes.SECRET not in text


def test_the_manifest_is_moved_last(analysis, tmp_path, monkeypatch):
    moved = []
    move = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, to: (moved.append(to), move(path, to))[1])
    write_report(analysis, tmp_path / "out")
    assert [path for path in moved if path.is_relative_to(tmp_path / "out")][-1].name == "manifest.json"


def test_an_unknown_limit_is_found_before_anything_is_written(analysis, tmp_path):
    with pytest.raises(UsageError, match="limit"):
        write_report(analysis, tmp_path / "out", fail_on="grave")
    assert inside(tmp_path) == []


def test_the_manual_lists_every_file_of_the_folder(analysis, tmp_path):
    envelope = Envelope("a@example.org", ("b@example.org",))
    analysis.waivers = fakes.waivers({})
    written = write_report(analysis, tmp_path / "out", digest=envelope, changes=changed())
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}
    names |= {"run.json", "report.pdf", INDEX, f"{FOLDER}/"}  # not made here
    page = (Path(__file__).parents[2] / "docs" / "outputs.md").read_text(encoding="utf-8")
    table = page.split("| file | what it is |")[1].split("\n\n")[0]
    told = {name for line in table.splitlines() for name in re.findall(r"`([^`]+)`", line.split("|")[1]) if line}
    assert told == {re.sub(r"^charts/\w+", "charts/*", name) for name in names}
