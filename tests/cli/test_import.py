"""`analyzer import`: what it takes, what it writes, what it says, and how it refuses."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Ran, run
from tests.importing.ends import test_lever, test_slack
from tests.importing.ends.story import CANDIDATES, MANAGER, TOLD, Said, candidate, csv_text, write_applications
from tests.importing.ends.test_mbox import as_mail, mailbox_of, write_mbox

ROOT = Path(__file__).parents[2]
GAVE = "8 messages and 0 changes of stage, of 5 applications on 1 requisition; 1 message in which nobody is a candidate"
REPORT = """\
8 messages and 0 changes of stage, of 5 applications on 1 requisition; 1 message in which nobody is
a candidate was looked at and not kept

file              records       used  set aside     copies   left out
apps.csv                5          5          0          0          0
manager.mbox            8          6          1          0          1
recruiter.mbox          3          2          0          1          0

Set aside: cannot be used as they are
          1  E420  no time
  record 8 of manager.mbox: E420 no time (Date)

Left out: no concern of the log, not stored
          1  E450  nobody in it is a candidate
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with applications, a mailbox, a broken one, and what is no export."""
    monkeypatch.chdir(tmp_path)
    write_applications(tmp_path / "apps.csv")
    write_mbox(tmp_path / "all.mbox", TOLD)
    (tmp_path / "broken.mbox").write_bytes((tmp_path / "all.mbox").read_bytes() + _undated())
    (tmp_path / "letter.json").write_text('["Dear diary"]')
    (tmp_path / "empty").mkdir()
    (tmp_path / "old.csv").write_text("kept")
    return tmp_path


def _undated() -> bytes:
    mail = as_mail(TOLD[0])
    del mail["Date"], mail["Message-ID"]
    return b"From x@example.com Mon Mar  2 09:00:00 2026\n" + mail.as_bytes() + b"\n"


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_text(encoding="utf-8"))))


def messages(path: str) -> list[str]:
    """Ids and times are many words for one thing; who wrote when is enough."""
    return sorted(f"{row['timestamp'][8:16]} {row['sender_role']}" for row in rows(path) if row["activity"] != "stage")


ALL = sorted(
    f"{said.day.replace(' ', 'T')} {'hiring_manager' if said.sender == MANAGER else 'candidate'}"
    for said in TOLD
    if said.number
)


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(["apps.csv", "all.mbox"], id="told-from-the-content"),
        pytest.param(["applications:apps.csv", "mbox:all.mbox"], id="named-before-each"),
        pytest.param(["apps.csv", "mbox:all.mbox"], id="named-before-one"),
    ],
)
def test_a_kind_is_told_or_named(here: Path, what: list[str]) -> None:
    ran = run("import", *what, "-o", "log.csv")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"log.csv: {GAVE} was looked at and not kept. Accounts: log.csv.accounts.json\n"
    assert messages("log.csv") == ALL


def test_a_kind_named_first_is_that_of_all_paths(here: Path) -> None:
    for name, numbers in (("a", CANDIDATES[:2]), ("b", CANDIDATES[2:])):
        write_applications(here / f"{name}.list.csv", numbers)
        heads, *lines = rows_of_text(here / f"{name}.list.csv")
        stages = [(f"APP-{each}", "2026-03-02T08:00:00Z", "applied") for each in numbers]
        (here / f"{name}.stages.csv").write_text(csv_text(("application_id", "timestamp", "stage"), stages))
        assert heads[0] == "application_id" and len(lines) == len(numbers)
    paths = [f"{name}.{what}.csv" for name in "ab" for what in ("list", "stages")]
    ran = run("import", "applications", *paths, "-o", "log.csv")
    assert ran.code == 0, ran.err
    assert {row["case_id"] for row in rows("log.csv")} == {f"APP-{each}" for each in CANDIDATES}
    assert {row["stage"] for row in rows("log.csv")} == {"applied"}


def rows_of_text(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_a_file_that_has_the_name_of_a_kind_is_a_file(here: Path) -> None:
    (here / "mbox").write_bytes((here / "all.mbox").read_bytes())
    assert run("import", "mbox", "apps.csv", "-o", "log.csv").code == 0
    assert messages("log.csv") == ALL


def test_a_folder_of_two_exports_is_not_clear(here: Path) -> None:
    (here / "both").mkdir()
    test_lever.write_dump(here / "both" / "lever")
    test_slack.write_folder(here / "both" / "slack", test_slack.export())
    ran = run("import", "both", "-o", "log.csv")
    assert ran.code == 3
    assert ran.err == (
        "error: E401 both: the kind of export is not clear: it may be lever or slack\n"
        "  help: Name it: analyzer import KIND PATH, or KIND:PATH; of a folder with exports of several kinds, "
        "name each.\n"
    )


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param("apps.csv all.mbox", 2, "say where the log goes: -o LOG; or --report", id="no-output"),
        pytest.param("-o log.csv", 2, "nothing to import; name files or folders", id="no-path"),
        pytest.param("mbox -o log.csv", 2, "name what to import, behind the kind mbox", id="kind-alone"),
        pytest.param("apps.csv all.mbox -o old.csv", 2, "old.csv exists; choose another name, or --force", id="exists"),
        pytest.param("apps.csv all.mbox -o log.txt", 2, "log.txt: a log ends in .csv, .csv.gz, .jsonl", id="ending"),
        pytest.param("apps.csv all.mbox -o no/log.csv", 2, "there is no folder no", id="no-folder"),
        pytest.param("letter.json -o log.csv", 3, "E401 letter.json: the kind of export is not clear", id="unknown"),
        pytest.param("mbx all.mbox -o log.csv", 2, "there is no kind of export 'mbx'; did you mean 'mbox'?",
                     id="misspelt-kind"),
        pytest.param("apps.csv mbx:all.mbox -o log.csv", 2, "did you mean 'mbox'?", id="misspelt-prefix"),
        pytest.param("apps.csv no.mbox -o log.csv", 3, "no.mbox: no such file or directory", id="missing"),
        pytest.param("empty -o log.csv", 3, "E407 empty: an empty folder", id="empty-folder"),
        pytest.param("all.mbox -o log.csv", 3, "E410 no export says who applied: all.mbox", id="nobody-applied"),
        pytest.param("applications apps.csv -o log.csv", 3, "E411 no event came of 5 records of 1 file: no message",
                     id="no-event"),
        pytest.param("apps.csv broken.mbox -o log.csv", 3, "E412 1 record was set aside, which is 7.1%; the first"
                     " is record 10 of broken.mbox: E420 no time (Date)", id="too-much-set-aside"),
        pytest.param("apps.csv all.mbox apps.csv -o log.csv", 2, "apps.csv is named twice; name it once", id="twice"),
        pytest.param("greenhouse all.mbox -o log.csv", 3, "E407 all.mbox: no file of users, candidates",
                     id="another-kind"),
        pytest.param("apps.csv all.mbox -o log.csv --labels l.csv", 2, "--labels needs the definition", id="labels"),
        pytest.param("apps.csv all.mbox -o log.csv --mapping m.yaml", 2, "the mapping m.yaml is for event logs (csv,",
                     id="unused-mapping"),
        pytest.param("apps.csv all.mbox -o log.csv --query q", 2, "a query is for kind sql, and apps.csv is "
                     "applications", id="unused-query"),
        pytest.param("sql sqlite:///a.db -o log.csv", 2, "a database needs a query: --query SQL", id="no-query"),
        pytest.param("apps.csv all.mbox -o log.csv --settings s.yaml", 2, "the settings file 's.yaml' cannot be read",
                     id="no-settings"),
        pytest.param("apps.csv all.mbox -o log.csv --timezone Mars", 2, "there is no time zone 'Mars'", id="zone"),
        pytest.param("apps.csv all.mbox -o log.csv --phone-region XX", 2, "there is no country 'XX'", id="region"),
        pytest.param("apps.csv all.mbox -o log.csv --since soon", 2, "'soon' is no date or time; write 2026-03-01",
                     id="since"),
        pytest.param("apps.csv all.mbox -o log.csv --since 2026-03-09 --until 2026-03-02", 2,
                     "until does not lie after since; swap them", id="until-before-since"),
        pytest.param("apps.csv all.mbox -o log.csv --max-quarantined lots", 2, "'lots' is no share of rows",
                     id="share"),
        pytest.param("apps.csv all.mbox --guess-mapping", 2, "--guess-mapping reads one table", id="guess-two"),
        pytest.param("all.mbox --guess-mapping", 3, "E308 all.mbox: cannot tell the format", id="guess-no-table"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_or_read_says_the_way_out(here: Path, arguments: str, code: int, said: str) -> None:
    before = {path.name for path in here.iterdir()}
    ran = run("import", *arguments.split())
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "internal error" not in ran.err
    assert {path.name for path in here.iterdir()} == before, "nothing is left behind"
    assert (here / "old.csv").read_text() == "kept"


def test_settings_are_refused_with_every_problem_at_its_place(here: Path) -> None:
    (here / "s.yaml").write_text("timezone: Europe/Berln\nteam:\n  - {person: a@x.example, role: r}\nnonsense: 1\n")
    ran = run("import", "apps.csv", "all.mbox", "--settings", "s.yaml", "-o", "log.csv")
    assert (ran.code, ran.out) == (2, "")
    assert [line for line in ran.err.splitlines() if line.startswith("s.yaml")] == [
        "s.yaml:1:11: E365 there is no time zone 'Europe/Berln'",
        "s.yaml:3:5: E367 a role needs either `requisition` or `application`",
        "s.yaml:4:1: E363 unknown key 'nonsense'",
    ]
    assert "did you mean 'Europe/Berlin'?" in ran.err


# ---------------------------------------------------------------- what is written


def test_force_writes_over_a_log(here: Path) -> None:
    assert run("import", "apps.csv", "all.mbox", "-o", "old.csv", "--force").code == 0
    assert messages("old.csv") == ALL


@pytest.mark.parametrize("name", ["log.csv.gz", "log.jsonl", "log.jsonl.gz", "log.parquet", "log.xes", "log.xes.gz"])
def test_every_ending_is_a_log_that_can_be_checked(here: Path, name: str) -> None:
    assert run("import", "apps.csv", "all.mbox", "-o", name, "-d", "in-house").code == 0
    judged = run("check", name, "-d", "in-house", "--format", "json")
    past = [each["case_id"] for each in json.loads(judged.out)["findings"] if each["verdict"] == "violated"
            and each["rule"] == "status-past-recruiter"]  # fmt: skip
    assert past == ["APP-1"]
    assert json.loads(Path(f"{name}.accounts.json").read_text())["counts"]["events"] == 8


def imported_boxes(order: list[str], *more: str) -> Ran:
    return run("import", *order, "-d", "in-house", "--max-quarantined", "20%", *more)


@pytest.fixture
def boxes(here: Path) -> list[str]:
    """Two mailboxes with a mail in common; the last mail of one has no date."""
    write_mbox(here / "manager.mbox", mailbox_of(MANAGER))
    with (here / "manager.mbox").open("ab") as box:
        box.write(_undated())
    recruiter = [said for said in TOLD if said.id in ("asked-1", "asked-2", "in-copy")]
    write_mbox(here / "recruiter.mbox", recruiter)
    return ["apps.csv", "manager.mbox", "recruiter.mbox"]


def test_the_report_reads_the_same_whatever_the_order(boxes: list[str]) -> None:
    for order in itertools.permutations(boxes):
        ran = imported_boxes(list(order), "--report")
        assert ran.code == 0
        assert ran.out == REPORT
        assert ran.err == "warning: 1 record was set aside; the accounts list each with its reason\n"


def test_the_report_is_there_for_programs_and_equals_the_file(boxes: list[str]) -> None:
    ran = imported_boxes(boxes, "--report", "--format", "json", "-o", "log.csv", "-q")
    accounts = json.loads(ran.out)
    assert accounts == json.loads(Path("log.csv.accounts.json").read_text())
    assert accounts["records_set_aside"] == [
        {"file": "manager.mbox", "record": 8, "code": "E420", "reason": "no time (Date)"}
    ]
    assert "candidate" not in json.dumps(accounts["unresolved"])


def test_a_role_that_nobody_knows_and_a_case_that_is_not_clear_are_told(here: Path) -> None:
    """The first candidate has applied twice, and somebody wrote to him whom no export has."""
    with (here / "apps.csv").open("a") as table:
        table.write(f"APP-9,{candidate(1)},,REQ-16,2026-03-02T08:00:00Z,,{MANAGER}\n")
    write_mbox(here / "more.mbox", [*TOLD, Said("odd", 2, "13 09:00", "who@example.com", candidate(2), "Hello")])
    ran = run("import", "apps.csv", "more.mbox", "--report", "-d", "in-house")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        "warning: 1 party has no known role",
        "warning: 1 message may belong to several applications, and to none until it is said",
    ]
    assert "who@example.com" in ran.out
    assert "record 1 of more.mbox, <bypass@mail.example.com>: APP-1 or APP-9" in ran.out


SLIPS = """\
team:
  - {person: nobody@example.com, role: recruiter, requisition: REQ-15}
  - {person: manager-02@example.com, role: recruiter, requisition: REQ-51}
  - {person: manager-02@example.com, role: recruiter, application: APP-51}
  - {person: manager-02@example.com, role: hiring_manager, requisition: REQ-15}
delegates:
  - {address: office@example.com, for: nobody@example.com}
applications:
  - {message: "<bypass@mail.example.com>", application: APP-52}
"""


def test_what_was_declared_and_fits_nothing_is_told(here: Path) -> None:
    (here / "s.yaml").write_text(SLIPS)
    (here / "labels.csv").write_text("event_id,topics\nm-1,thank_you\n")
    asked = ("--settings", "s.yaml", "-d", "in-house", "--labels", "labels.csv", "--report", "--max-quarantined", "10%")
    ran = run("import", "apps.csv", "all.mbox", *asked)
    assert ran.code == 0
    said = [
        "`applications`: no export has the application 'APP-52'",
        "`team`: nobody@example.com is no person of the exports, nor of `people`",
        "`team`: no export has the requisition 'REQ-51'",
        "`team`: no export has the application 'APP-51'",
        "`delegates`: nobody@example.com is no person of the exports, nor of `people`",
        "`--labels`: 1 message is not in the log, the first is 'm-1'",
    ]
    assert [line.strip() for line in ran.out.partition("came to nothing (6)\n")[2].splitlines()] == said
    assert [f"warning: settings that came to nothing: {each}" for each in said] == ran.err.splitlines()[-6:]


def test_progress_and_warnings_go_to_stderr_and_may_be_silenced(boxes: list[str]) -> None:
    loud, quiet = (imported_boxes(boxes, "-o", name, *more) for name, more in (("a.csv", ()), ("b.csv", ("-q",))))
    assert (loud.out, quiet.out) == ("", "")
    assert "warning" in loud.err
    assert "warning" not in quiet.err
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()


# ---------------------------------------------------------------- options


def test_since_and_until_hold_for_every_export(here: Path) -> None:
    test_slack.write_folder(here / "slack", test_slack.export())
    for export in ("all.mbox", "slack"):
        asked = ("--since", "2026-03-10", "--until", "2026-03-12T10:00Z", "--force")
        assert run("import", "apps.csv", export, "-o", "log.csv", *asked).code == 0
        assert messages("log.csv") == ["10T09:00 hiring_manager", "10T15:00 candidate", "12T09:00 candidate"]
        accounts = json.loads(Path("log.csv.accounts.json").read_text())
        left = {each["code"]: each["records"] for each in accounts["left_out"]}
        assert left == {"E458": 6}, "the private one is of another time, too"


def test_quoted_mails_are_taken_only_if_asked_for(here: Path) -> None:
    """The manager's answer quotes a question that stands in no mailbox."""
    text = f"Please ask your recruiter.\n\nOn Mon, 9 Mar 2026 at 10:00, {candidate(1)} wrote:\n> Any news?\n"
    answer = Said("answer", 1, "09 12:00", MANAGER, candidate(1), text, reply="lost")
    write_mbox(here / "one.mbox", [answer])
    asked = ("--timezone", "UTC", "--force", "-o", "log.csv")
    assert run("import", "apps.csv", "one.mbox", *asked).code == 0
    assert messages("log.csv") == ["09T12:00 hiring_manager"]
    assert run("import", "apps.csv", "one.mbox", "--quoted", *asked).code == 0
    assert messages("log.csv") == ["09T10:00 candidate", "09T12:00 hiring_manager"]


def test_what_messages_say_is_kept_only_if_asked_for(here: Path) -> None:
    assert run("import", "apps.csv", "all.mbox", "-o", "a.csv").code == 0
    assert run("import", "apps.csv", "all.mbox", "-o", "b.csv", "--keep-text").code == 0
    assert "any news" not in Path("a.csv").read_text()
    assert "Is there any news about my application?" in {row["body"] for row in rows("b.csv")}
    assert "Lunch" not in Path("b.csv").read_text(), "a private mail is not kept, whatever is asked for"


def test_max_quarantined_is_the_reader_s_to_raise(here: Path) -> None:
    assert run("import", "apps.csv", "broken.mbox", "-o", "log.csv", "--max-quarantined", "10%").code == 0
    assert messages("log.csv") == ALL


def test_two_tables_of_different_shape_have_a_mapping_each(here: Path) -> None:
    """One command, one log: a CSV of mails with German headings, and a sheet of calls as JSON lines."""
    (here / "post.csv").write_text("Nr;Zeit;Von;An\nA-1;02.03.2026 10:00;Bewerber;Recruiting\n")
    (here / "calls.jsonl").write_text('{"ref": "A-1", "at": 1772532000, "by": "cand", "who": "mgr"}\n')
    (here / "post.yaml").write_text(
        'timezone: Europe/Berlin\ncolumns:\n  case_id: Nr\n  timestamp: {column: Zeit, format: "%d.%m.%Y %H:%M"}\n'
        "  sender_role: {column: Von, values: {Bewerber: candidate}}\n"
        "  recipient_roles: {column: An, values: {Recruiting: recruiter}}\n  channel: {constant: email}\n"
    )
    (here / "calls.yaml").write_text(
        "columns:\n  case_id: ref\n  timestamp: {column: at, format: epoch-seconds}\n"
        "  sender_role: {column: by, values: {cand: candidate}}\n"
        "  recipient_roles: {column: who, values: {mgr: hiring_manager}}\n  channel: {constant: phone}\n"
    )
    (here / "s.yaml").write_text(
        "sources:\n  - {path: post.csv, kind: csv, mapping: post.yaml}\n"
        "  - {path: calls.jsonl, kind: jsonl, mapping: calls.yaml}\n"
    )
    ran = run("import", "--settings", "s.yaml", "-o", "log.csv")
    assert ran.code == 0, ran.err
    assert ran.err.startswith("log.csv: 2 events of event logs, as they are. ")
    assert [(row["timestamp"], row["case_id"], row["recipient_roles"], row["channel"]) for row in rows("log.csv")] == [
        ("2026-03-02T09:00:00Z", "A-1", "recruiter", "email"),
        ("2026-03-03T10:00:00Z", "A-1", "hiring_manager", "phone"),
    ]


def test_a_guessed_mapping_is_shown_or_written_and_writes_over_nothing(here: Path) -> None:
    shown = run("import", "csv", "apps.csv", "--guess-mapping")
    assert shown.code == 0
    assert "# A first mapping" in shown.out
    written = run("import", "apps.csv", "--guess-mapping", "-o", "m.yaml")
    assert (written.code, written.out) == (0, "")
    assert Path("m.yaml").read_text(encoding="utf-8") == shown.out
    refused = run("import", "apps.csv", "--guess-mapping", "-o", "old.csv")
    assert (refused.code, Path("old.csv").read_text()) == (2, "kept")


# ---------------------------------------------------------------- same input, same bytes

PROCESSES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "40"},
)


def test_two_processes_write_the_same_bytes(boxes: list[str], here: Path) -> None:
    test_slack.write_folder(here / "slack", test_slack.export())
    wrote = []
    for number, process in enumerate(PROCESSES):
        command = [sys.executable, "-m", "analyzer", "import", *boxes, "slack", "-d", "in-house", "-q",
                   "--max-quarantined", "20%", "-o", f"{number}.csv"]  # fmt: skip
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | process
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (0, b""), done.stderr
        wrote.append([(here / f"{number}{end}").read_bytes() for end in (".csv", ".csv.accounts.json")])
    assert wrote[0] == wrote[1]
    assert len(wrote[0][0].splitlines()) > 10
