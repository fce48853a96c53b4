"""`analyzer topics`: what its commands write, and what they refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.shell import Row, csv_text, run

COLUMNS = ("event_id", "timestamp", "case_id", "sender_role", "recipient_roles", "topics", "subject")


def row(number: int, to: str, topics: str, subject: str) -> Row:
    return (f"e{number}", f"2026-03-02T10:00:{number:02}Z", "APP-0001", "candidate", to, topics, subject)


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    rows = [
        row(1, "hiring_manager", "", "Any news about my application?"),
        row(2, "hiring_manager", "", "=1+1"),
        row(3, "recruiter", "", "Hello"),
        row(4, "recruiter", "referral", "Any news about my application?"),
    ]
    path = tmp_path / "mails.csv"
    path.write_text(csv_text(rows, COLUMNS), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def filled(path: Path, topics: dict[str, str], by: str = "") -> Path:
    """A sheet as somebody filled it in."""
    rows = [line | {"topics": topics.get(line["event_id"], ""), "by": by} for line in read(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_sheet_is_written_filled_in_measured_and_applied(tmp_path: Path, mails: Path) -> None:
    sheet, tagged = tmp_path / "labels.csv", tmp_path / "tagged.csv"
    wrote = run("topics", "label", mails, "-d", "in-house", "-o", sheet)
    assert (wrote.code, wrote.out) == (0, "")
    assert "1 messages are not listed: the log says what they are about" in wrote.err
    assert [(line["event_id"], line["proposed"], line["subject"]) for line in read(sheet)] == [
        ("e2", "", "'=1+1"),
        ("e1", "status_inquiry", "Any news about my application?"),
        ("e3", "", "Hello"),
    ]
    filled(sheet, {"e1": "status_inquiry", "e2": "status_inquiry", "e3": "-"})
    measured = run("topics", "measure", mails, "-d", "in-house", "--labels", sheet, "--format", "json")
    assert measured.code == 0
    assert "subject" not in measured.out
    (asks,) = [one for one in json.loads(measured.out)["topics"] if one["topic"] == "status_inquiry"]
    assert (asks["precision"]["share"], asks["recall"]["share"]) == (1.0, 0.5)
    assert run("topics", "apply", mails, "-d", "in-house", "--labels", sheet, "-o", tagged).code == 0
    assert [(line["topics"], line["topics_by"]) for line in read(tagged)] == [
        ("status_inquiry", "label"),
        ("status_inquiry", "label"),
        ("other", "label"),
        ("referral", "log"),
    ]
    assert run("check", tagged, "-d", "in-house").code in (0, 1)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_log_with_topics_can_be_read_and_tagged_again(tmp_path: Path, mails: Path, ending: str) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    assert (
        "topics 0 by label, 1 by log, 1 by phrase" in run("topics", "apply", mails, "-d", "in-house", "-o", first).err
    )
    assert (
        "topics 0 by label, 1 by log, 1 by phrase" in run("topics", "apply", first, "-d", "in-house", "-o", second).err
    )


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_texts_of_people_are_shown_only_when_asked(tmp_path: Path, mails: Path, form: str) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("event_id,topics\ne1,thank_you\n", encoding="utf-8")
    asked = ("topics", "measure", mails, "-d", "in-house", "--labels", labels, "--format", form)
    plain, shown = run(*asked), run(*asked, "--examples")
    assert "Any news about" not in plain.out
    assert "Any news about" in shown.out
    assert run(*asked).out == plain.out


def test_disagreement_and_unknown_ids_are_told(tmp_path: Path, mails: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("event_id,topics,by\ne1,thank_you,a\ne1,-,b\n1E5,-,a\n", encoding="utf-8")
    ran = run("topics", "measure", mails, "-d", "in-house", "--labels", labels)
    assert ran.code == 0
    assert "people differ on 'e1': a says thank_you; b says -" in ran.err
    assert "1 labelled messages are not in the log, the first is '1E5'" in ran.err
    assert "kappa" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("label", "-o", "."), "is a folder", id="folder"),
        pytest.param(("label", "-o", "mails.csv"), "exists; choose another name, or --force", id="exists"),
        pytest.param(("apply", "-o", "x.json"), "a log ends in .csv", id="format"),
        pytest.param(("measure", "--labels", "no.csv"), "cannot be read", id="no-labels"),
        pytest.param(("measure", "--labels", "mails.csv"), "L502 unknown topic 'nonsense'", id="broken-labels"),
    ],
)
def test_what_cannot_be_meant_is_told(
    tmp_path: Path, mails: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    mails.write_text(mails.read_text(encoding="utf-8").replace("referral", "nonsense"), encoding="utf-8")
    command, *options = arguments
    ran = run("topics", command, "mails.csv", "-d", "in-house", *options)
    assert ran.code == 2
    assert said in ran.err
