"""`analyzer import`: from exports to a log, and what is said to somebody who slips."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli.shell import run
from tests.importing.together.month import write_month

APPLICATIONS = """\
application_id,candidate_id,candidate_email,candidate_phone,requisition_id,opened_at,recruiter,hiring_manager
A-1,c-1,c1@example.org,030 1234501,R-1,2026-03-01T09:00Z,r1@example.com,m1@example.com
A-2,c-1,c1@example.org,,R-2,2026-03-01T09:00Z,r1@example.com,m2@example.com
A-3,c-3,c3@example.org,,R-1,2026-03-01T09:00Z,r1@example.com,m1@example.com
"""
MESSAGES = """\
timestamp,sender,recipients,message_id
2026-03-02T09:00Z,c1@example.org,r1@example.com,<m-1@example.org>
2026-03-02T10:00Z,c3@example.org,r1@example.com,m-2@example.org
"""


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """Applications and messages as CSV."""
    (tmp_path / "applications.csv").write_text(APPLICATIONS, encoding="utf-8")
    (tmp_path / "messages.csv").write_text(MESSAGES, encoding="utf-8")
    return tmp_path / "applications.csv", tmp_path / "messages.csv"


def as_workbook(table: Path) -> Path:
    target = table.with_suffix(".xlsx")
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table.read_text(encoding="utf-8").splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return target


def test_a_month_of_exports_becomes_a_log_in_which_check_finds_the_bypass(tmp_path: Path) -> None:
    paths = write_month(tmp_path)
    log = tmp_path / "log.csv"
    ran = run("import", *paths, "--settings", tmp_path / "settings.yaml", "-d", "in-house", "-o", log)
    assert (ran.code, ran.out) == (0, "")
    told = json.loads(run("check", log, "-d", "in-house", "--as-of", "2026-04-01", "--format", "json").out)
    found = [each["case_id"] for each in told["findings"] if each["rule"] == "status-past-recruiter" and each["open"]]
    assert found == ["greenhouse:101"]


def test_the_accounts_beside_the_log_list_every_record_that_was_set_aside(tables: tuple[Path, Path]) -> None:
    log = tables[0].with_name("log.csv")
    ran = run("import", *tables, "-o", log)
    assert ran.code == 0
    accounts = json.loads(log.with_name("log.csv.accounts.json").read_text(encoding="utf-8"))
    (record,) = accounts["records_set_aside"]
    assert (Path(record["file"]).name, record["record"], record["code"]) == ("messages.csv", 1, "E440")
    assert accounts["ambiguous"][0]["message"] == "m-1@example.org"
    assert "c1@example.org" not in log.with_name("log.csv.accounts.json").read_text(encoding="utf-8")


def test_the_report_names_the_message_that_the_settings_have_to_name(tables: tuple[Path, Path]) -> None:
    ran = run("import", *tables, "--report")
    assert f"record 1 of {tables[1]}, <m-1@example.org>: A-1 or A-2" in ran.out
    assert "Phone numbers of people without a country code (1)" in ran.out


def test_an_application_named_amiss_is_told_and_the_run_refused(tables: tuple[Path, Path]) -> None:
    settings = tables[0].with_name("settings.yaml")
    settings.write_text("applications: [{message: m-1@example.org, application: A-9}]\n", encoding="utf-8")
    refused = run("import", *tables, "--settings", settings, "--report")
    assert refused.code == 3
    assert "E431 refers to something that is not in the export (application A-9)" in refused.err
    ran = run("import", *tables, "--settings", settings, "--report", "--max-quarantined", "50%")
    assert "`applications`: no export has the application 'A-9'" in ran.out


@pytest.mark.parametrize("number", [pytest.param(0, id="applications"), pytest.param(1, id="messages")])
def test_a_workbook_is_known_by_its_headings(tables: tuple[Path, Path], number: int) -> None:
    paths = [as_workbook(table) if place == number else table for place, table in enumerate(tables)]
    ran = run("import", *paths, "--report")
    assert ran.code == 0, ran.err
    assert "1 message and 0 changes of stage, of 3 applications" in ran.out


def test_a_workbook_of_stages_is_read_as_stages(tables: tuple[Path, Path]) -> None:
    stages = tables[0].with_name("stages.csv")
    stages.write_text("application_id,timestamp,stage\nA-3,2026-03-01T09:00Z,applied\n", encoding="utf-8")
    ran = run("import", *tables, as_workbook(stages), "--report")
    assert ran.code == 0, ran.err
    assert "1 message and 1 change of stage" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["aplications", "{0}", "{1}"], "did you mean 'applications'", id="first-word"),
        pytest.param(["message_trace:{1}"], "did you mean 'message-trace'", id="prefix"),
        pytest.param(["{1}"], "E410 no export says who applied: {1}", id="nobody-applied"),
        pytest.param(["{0}"], "E411 no event came of 3 records of 1 file: no message is among them", id="no-message"),
        pytest.param(["{0}x"], "E405 {0}x: no such file", id="no-such-file"),
    ],
)
def test_a_slip_gets_the_way_out(tables: tuple[Path, Path], words: list[str], said: str) -> None:
    ran = run("import", *(word.format(*tables) for word in words), "--report")
    assert ran.code in (2, 3)
    assert said.format(*tables) in ran.err


def test_no_event_of_many_records_says_why(tables: tuple[Path, Path]) -> None:
    tables[1].write_text(MESSAGES.replace("c1@", "x1@").replace("c3@", "x3@"), encoding="utf-8")
    ran = run("import", *tables, "--report")
    assert "no event came of 5 records of 2 files: 2 E450 nobody in it is a candidate" in ran.err


def test_the_help_lists_the_kinds() -> None:
    from analyzer.importing import KIND_NAMES

    told = run("import", "--help").out
    assert not [name for name in KIND_NAMES if name not in told]


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        pytest.param(["--since", "2026-03-12"], 7, id="since"),
        pytest.param(["--until", "2026-03-10"], 4, id="until"),
        pytest.param(["--since", "2026-03-12T09:00Z", "--until", "2026-03-12T11:00Z"], 1, id="of-two-only-the-first"),
    ],
)
def test_only_messages_of_the_time_that_was_asked_for_are_looked_at(
    tmp_path: Path, options: list[str], messages: int
) -> None:
    paths = write_month(tmp_path)
    ran = run("import", *paths, "--settings", tmp_path / "settings.yaml", *options, "--report", "--format", "json")
    told = json.loads(ran.out)
    assert told["counts"]["events"] == messages
    assert told["counts"]["stage_changes"] == 9
    assert "E458" in {each["code"] for each in told["left_out"]}


def test_a_time_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    ran = run("import", *write_month(tmp_path), "--since", "2026-03-12", "--until", "2026-03-12", "--report")
    assert (ran.code, ran.err) == (2, "error: until does not lie after since; swap them\n")


def test_an_export_that_is_named_twice_is_refused(tables: tuple[Path, Path]) -> None:
    settings = tables[0].with_name("settings.yaml")
    settings.write_text("sources: [{path: messages.csv}]\n", encoding="utf-8")
    ran = run("import", *tables, "--settings", settings, "--report")
    assert ran.code == 2
    assert "messages.csv is named twice" in ran.err


def test_a_mailbox_that_is_named_beside_its_folder_is_refused(tmp_path: Path) -> None:
    paths = write_month(tmp_path)
    (tmp_path / "boxes").mkdir()
    box = paths[1].rename(tmp_path / "boxes" / paths[1].name)
    ran = run("import", tmp_path / "dump", tmp_path / "boxes", box, "--report")
    assert (ran.code, ran.err) == (2, f"error: {box} would be read twice; name it once, or its folder only\n")


def test_an_option_leaves_what_else_the_settings_say(tables: tuple[Path, Path]) -> None:
    tables[0].write_text(APPLICATIONS.replace("09:00Z", "09:00"), encoding="utf-8")
    settings = tables[0].with_name("settings.yaml")
    settings.write_text("{timezone: UTC, first_stage: applied}\n", encoding="utf-8")
    ran = run("import", *tables, "--settings", settings, "--phone-region", "DE", "--report")
    assert "1 message and 3 changes of stage" in ran.out
    assert "country code" not in ran.out


def test_events_of_a_log_that_is_taken_as_it_is_are_counted_as_such(tables: tuple[Path, Path], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("timestamp,case_id,stage\n2026-03-01T09:00Z,A-3,applied\n", encoding="utf-8")
    assert run("import", log, "--report").out.startswith("1 event of event logs, as they are\n")
    both = " ".join(run("import", log, *tables, "--report").out.split())
    assert "requisitions; 1 event of event logs, as they are file" in both
