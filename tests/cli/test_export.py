"""`analyzer export`: any log to a file, and a database to a log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analyzer.events import read_log, to_frame
from tests.cli.shell import run
from tests.events.writing import row, write_csv


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    write_csv(path, [row(), row(event_id="e2", subject="a\x0bb"), row(event_id="e2", subject="a\x0bb", source="b")])
    return path


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xes", "out.xes"),
        ("xes", "out.xes.gz"),
        ("csv", "out.csv.gz"),
        ("jsonl", "out.jsonl"),
        ("parquet", "out.parquet"),
    ],
)
def test_a_log_is_written_in_every_format(tmp_path: Path, log: Path, form: str, name: str) -> None:
    ran = run("export", form, log, "-o", tmp_path / name)
    assert (ran.code, ran.out) == (0, "")
    assert f"{tmp_path / name}: 2 events in 1 case; left out: 1 duplicate, 0 rows out of scope" in ran.err
    assert ("E353 1 character that" in ran.err) == (form == "xes")
    assert to_frame(read_log(tmp_path / name))["event_id"].tolist() == ["e1", "e2"]


def test_a_table_may_have_the_names_of_pm4py(tmp_path: Path, log: Path) -> None:
    assert run("export", "csv", log, "-o", tmp_path / "out.csv", "--columns", "pm4py").code == 0
    head = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[0]
    assert {'"case:concept:name"', '"concept:name"', '"time:timestamp"'} <= set(head.split(","))


def test_a_database_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(tmp_path / "ats.db")) as base, base:
        base.execute("CREATE TABLE e (case_id, timestamp, stage)")
        base.execute("INSERT INTO e VALUES ('A', '2026-03-02 10:00', 'offer')")
    asked = ("--query", "SELECT * FROM e", "--timezone", "UTC", "-o", tmp_path / "out.csv", "--force")
    assert run("export", "csv", "--sql-url", f"sqlite:///{tmp_path / 'ats.db'}", *asked).code == 0
    monkeypatch.setenv("ANALYZER_SQL_URL", f"sqlite:///{tmp_path / 'ats.db'}")
    assert run("export", "csv", *asked).code == 0
    assert to_frame(read_log(tmp_path / "out.csv"))["stage"].tolist() == ["offer"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["csv", "LOG", "-o", "out.jsonl"], "ends in .csv or .csv.gz", id="another-ending"),
        pytest.param(["csv", "-o", "out.csv"], "give either LOG, or --sql-url and --query", id="nothing-to-read"),
        pytest.param(["csv", "LOG", "--query", "SELECT 1", "-o", "out.csv"], "give either LOG", id="both"),
        pytest.param(["csv", "--query", "SELECT 1", "-o", "out.csv"], "--query needs a database", id="no-url"),
        pytest.param(["csv", "LOG", "-o", "log.csv"], "exists", id="exists"),
        pytest.param(["csv", "LOG", "-o", "nowhere/out.csv"], "there is no folder", id="no-folder"),
        pytest.param(["pdf", "LOG", "-o", "out.pdf"], "'pdf' is not one of", id="format"),
        pytest.param(["csv", "LOG"], "missing option '-o'", id="no-output"),
    ],
)
def test_a_wrong_argument_says_the_way_out(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANALYZER_SQL_URL", raising=False)
    ran = run("export", *[log.name if each == "LOG" else each for each in arguments])
    assert ran.code == 2
    assert said in ran.err
    assert [each.name for each in tmp_path.iterdir()] == ["log.csv"]
