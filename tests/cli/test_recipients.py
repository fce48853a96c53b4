"""Reports cut to their recipients, from the command line to the bytes in the folder."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.shell import ALLOWED, Ran, run, write_log
from tests.pictures import FILES, draw_once
from tests.reports.decoding import blocks

SAMPLE = Path(__file__).parents[2] / "sample_data" / "quarter.csv"
HOW = ("-d", "in-house", "--as-of", "2026-04-01", "-q")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The applications of two requisitions, so that few reports are written."""
    return some(tmp_path_factory.mktemp("log") / "some.csv", "req-003", "req-004")


def some(path: Path, *requisitions: str) -> Path:
    whole = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    whole[whole["requisition_id"].isin(requisitions)].to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def written(log: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """The figures of every page are its own; those in the folder of the whole, which no recipient gets, are not."""
    place = tmp_path_factory.mktemp("out") / "q1"
    with pytest.MonkeyPatch.context() as patch:
        draw_once(patch, FILES)
        return run("report", log, *HOW, "-o", place, "--each", "hiring_manager", "--each", "requisition"), place


def index(place: Path) -> list[dict[str, str]]:
    with (place / "recipients.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_pass_writes_the_whole_and_one_report_for_each(written: tuple[Ran, Path], log: Path) -> None:
    ran, place = written
    assert ran.code == 1
    events = pd.read_csv(log, dtype=str, keep_default_na=False)
    managers = set(events.loc[events["sender_role"] == "hiring_manager", "sender"])
    reports = index(place)
    assert managers <= {row["recipient"] for row in reports if row["each"] == "hiring_manager"}
    assert [row["recipient"] for row in reports if row["each"] == "requisition"] == ["req-003", "req-004"]
    for row in reports:
        folder = place / row["folder"]
        inside = {path.name for path in folder.iterdir()}
        assert {"report.html", "findings.xlsx", "findings.csv", "summary.json", "summary.md", "manifest.json"} <= inside
        findings = pd.read_csv(folder / "findings.csv", keep_default_na=False)
        assert int(row["open_findings"]) == (findings["open"] == True).sum()  # noqa: E712 - texts or truth values
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert f"{reports[0]['folder']}/report.html" in manifest


def test_the_console_names_the_folder_of_each_recipient_and_not_its_files(written: tuple[Ran, Path]) -> None:
    ran, place = written
    told = ran.out.split("\n\n")[1].splitlines()
    assert {str(place / row["folder"]) for row in index(place)} <= set(told)
    below = [line for line in told if Path(line).is_relative_to(place / "recipients")]
    assert len(below) == len(index(place))
    assert str(place / "report.html") in told


@pytest.mark.usefixtures("drawn_before")
def test_a_kind_of_which_the_log_names_nobody_is_told(tmp_path: Path) -> None:
    write_log(tmp_path / "log.csv", ALLOWED)
    where = ("report", tmp_path / "log.csv", "-d", "in-house", "-o", tmp_path / "out", "--each", "referrer")
    said = "warning: --each referrer wrote no report: the log names none\n"
    assert said in run(*where).err
    assert said not in run(*where, "--quiet").err


def test_nothing_about_candidates_is_in_any_file_for_a_manager_or_a_requisition(written: tuple[Ran, Path]) -> None:
    _, place = written
    whole = pd.read_csv(place / "findings.csv", keep_default_na=False, dtype=str)
    hidden = whole[(whole["owner_role"] == "candidate") | (whole["past_recruiter"] == "true")]
    assert len(hidden) > 3
    for row in index(place):
        folder = place / row["folder"]
        findings = pd.read_parquet(folder / "findings.parquet")
        assert not set(hidden["finding_id"]) & set(findings["finding_id"])
        page = (folder / "report.html").read_text(encoding="utf-8")
        packed = json.dumps(blocks(page))
        for finding in hidden["finding_id"]:
            assert finding not in packed
            assert finding not in page
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        assert summary["past_recruiter"] is None
        assert summary["part"]["without_candidates"]
        for table in folder.glob("*.parquet"):
            frame = pd.read_parquet(table)
            if "rule" in frame:
                assert not frame["rule"].isin(["status-past-recruiter", "went-round-while-asked", "chasing"]).any()
        assert "status-past-recruiter" not in (folder / "summary.md").read_text(encoding="utf-8")


def test_every_cut_report_says_first_what_it_holds(written: tuple[Ran, Path]) -> None:
    _, place = written
    for row in index(place):
        said = json.loads((place / row["folder"] / "summary.json").read_text(encoding="utf-8"))["notes"][0]
        assert row["recipient"] in said
        page = (place / row["folder"] / "report.html").read_text(encoding="utf-8")
        head = page.partition("</header>")[0] + page.partition("</header>")[2][:6000]
        assert f"{said[0].upper()}{said[1:]}." in head
        assert "left out" in page


@pytest.mark.usefixtures("drawn_before")
def test_an_earlier_recipient_s_report_is_taken_away(tmp_path: Path) -> None:
    place = tmp_path / "q"
    log = some(tmp_path / "one.csv", "req-003")
    run("report", log, *HOW, "-o", place, "--each", "requisition")
    assert (place / "recipients" / "requisition" / "req-003" / "report.html").is_file()
    run("report", log, *HOW, "-o", place)
    assert not (place / "recipients").exists()
    assert not (place / "recipients.csv").exists()


def test_only_what_one_person_owns_is_checked(log: Path) -> None:
    whole = json.loads(run("check", log, *HOW, "--format", "json").out)["findings"]
    owners = [row["owner"] for row in whole if row["owner_role"] == "recruiter" and row["owner"]]
    owner = max(set(owners), key=lambda name: (owners.count(name), name))
    ran = run("check", log, *HOW, "--format", "json", "--only-owner", owner)
    assert json.loads(ran.out)["findings"] == [row for row in whole if row["owner"] == owner]
    told = run("check", log, *HOW, "--only-owner", owner).out
    assert "left out: nothing that was judged about candidates" in " ".join(told.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--each", "candidate"), "no report is written for each candidate: reports go to those who work on cases"),
        (("--each", "recuiter"), "did you mean 'recruiter'?"),
        (("--only-owner", "nobody"), "the log names no person 'nobody'"),
        (("--only-owner", "x", "--each", "recruiter"), "--only-owner cuts the report to one person"),
    ],
    ids=["candidate", "typing-error", "nobody", "both"],
)
def test_a_recipient_that_cannot_be_meant_is_refused(
    log: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    ran = run("report", log, *HOW, "-o", tmp_path / "out", *arguments)
    assert ran.code == 2
    assert message in " ".join(ran.err.split())
    assert not (tmp_path / "out").exists()
