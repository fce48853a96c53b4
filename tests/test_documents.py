"""What the documents say: every command in them is run on the sample, and every file that they show is used.

Pages that are followed step by step are followed by `tests/documents/test_told_pages.py`.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import run
from tests.documents.pages import TOLD
from tests.pictures import draw_once

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted(page for page in (ROOT / "docs").glob("*.md") if page not in TOLD))
CODES = {
    "analyzer check sample_data/quarter.csv -d in-house --as-of 2026-04-01": 1,
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 -o q1": 1,
    "analyzer explain APP-0238 sample_data/quarter.csv -d in-house": 0,
    "analyzer graph in-house -o graph.svg": 0,
    "analyzer graph in-house sample_data/quarter.csv --as-of 2026-04-01 -o traffic.png": 0,
    "analyzer graph in-house": 0,
    "analyzer graph in-house --format dot": 0,
    "analyzer diff sample_data/quarter.csv -d in-house -d my_process.yaml": 0,
    "analyzer diff sample_data/quarter.csv -d in-house -d stricter.yaml --as-of 2026-04-01 --top 2": 1,
    "analyzer check sample_data/quarter.csv -d in-house --as-of 2026-04-01 --coverage coverage.yaml": 1,
    "analyzer lint in-house --waivers waivers.yaml": 0,
    "analyzer check sample_data/quarter.csv -d in-house --as-of 2026-04-01 --waivers waivers.yaml": 1,
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-03-15 -o last": 1,
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 --since last -o this": 1,
    "analyzer discover sample_data/quarter.csv -o draft.yaml": 0,
    "analyzer discover sample_data/quarter.csv --timezone America/New_York --as-of 2026-04-01 -o draft.yaml": 0,
    "analyzer lint draft.yaml": 0,
    "analyzer topics label sample_data/quarter.csv -d in-house -o labels.csv": 0,
    "analyzer topics measure sample_data/quarter.csv -d in-house --labels labels.csv": 0,
    "analyzer topics apply sample_data/quarter.csv -d in-house --labels labels.csv -o tagged.csv": 0,
    "analyzer check sample_data/quarter.csv -d draft.yaml --as-of 2026-04-01": 1,
    "analyzer lint my_process.yaml": 0,
    "analyzer columns findings": 0,
    "analyzer columns --format csv": 0,
    "analyzer check sample_data/quarter.csv -d in-house --as-of 2026-04-01 --format markdown": 1,
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 --digest --from recruiting@example.org "
    "--to ops@example.org -o mailed": 1,
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 --each recruiter -o cut": 1,
    "analyzer check sample_data/quarter.csv -d in-house --as-of 2026-04-01 --only-owner recruiter-02": 1,
    "analyzer init in-house -o my_process.yaml": 0,
    "analyzer test my_process.yaml --mutate": 0,
    "analyzer export xes sample_data/quarter.csv -o quarter.xes.gz": 0,
    "analyzer export csv sample_data/quarter.csv --columns pm4py -o quarter_pm4py.csv": 0,
    "analyzer check mails.jsonl --mapping sample_data/mappings/labelled_mails.yaml -d in-house": 1,
}
"""Every command of the documents, without what only a shell does, and how it ends."""

LONG = (
    "analyzer test my_process.yaml --mutate",
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 --each recruiter -o cut",
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-03-15 -o last",
    "analyzer report sample_data/quarter.csv -d in-house --as-of 2026-04-01 --since last -o this",
)
"""Commands that take too long for every run of the tests."""


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def commands(page: Path) -> list[str]:
    """The lines that call the program, without comments and redirections."""
    lines = [line for block in blocks(page, "bash") for line in block.splitlines() if line.startswith("analyzer ")]
    return [re.split(r"\s+[#>]", line)[0].strip() for line in lines]


def mails() -> str:
    (block,) = blocks(ROOT / "docs" / "mapping.md", "json")
    return block


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder such as the documents have in mind: the sample, and definitions of one's own."""
    made = tmp_path_factory.mktemp("documents")
    shutil.copytree(ROOT / "sample_data", made / "sample_data")
    own = (ROOT / "process_definitions" / "in_house.yaml").read_text(encoding="utf-8")
    (made / "my_process.yaml").write_text(own, encoding="utf-8")
    stricter = re.sub(r"at_most: 3$", "at_most: 2", own, flags=re.MULTILINE)
    (made / "stricter.yaml").write_text(stricter, encoding="utf-8")
    (made / "mails.jsonl").write_text(mails(), encoding="utf-8")
    declared = next(block for block in blocks(ROOT / "docs" / "coverage.md", "yaml") if "coverage.yaml" in block)
    (made / "coverage.yaml").write_text(declared, encoding="utf-8")
    waivers = next(block for block in blocks(ROOT / "docs" / "waivers.md", "yaml") if "waivers.yaml" in block)
    (made / "waivers.yaml").write_text(waivers, encoding="utf-8")
    run("discover", made / "sample_data" / "quarter.csv", "-o", made / "draft.yaml")
    run("topics", "label", made / "sample_data" / "quarter.csv", "-d", "in-house", "-o", made / "labels.csv")
    return made


def test_every_command_of_the_documents_is_run_here() -> None:
    assert {command for page in PAGES for command in commands(page)} == set(CODES)


@pytest.mark.parametrize(
    "command", [pytest.param(one, marks=[pytest.mark.deep] if one in LONG else []) for one in CODES]
)
def test_a_command_of_the_documents_ends_as_it_should(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    if "--digest" in command:  # the same report again, but for the mail
        draw_once(monkeypatch)
    written = folder / shlex.split(command)[-1] if " -o " in command else None
    if written is not None:
        shutil.rmtree(written) if written.is_dir() else written.unlink(missing_ok=True)
    for earlier in re.findall(r"--since (\S+)", command):
        run("report", "sample_data/quarter.csv", "-d", "in-house", "--as-of", "2026-03-01", "-o", earlier)
    ran = run(*shlex.split(command)[1:])
    assert ran.code == CODES[command], ran.err
    assert "error:" not in ran.err
    assert written is None or written.exists()


def test_the_labelled_mails_of_the_manual_are_read_and_judged_as_it_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (command,) = commands(ROOT / "docs" / "mapping.md")
    told = json.loads(run(*shlex.split(command)[1:], "--format", "json").out)
    found = {(finding["case_id"], finding["event_id"]) for finding in told["findings"] if finding["open"]}
    assert found == {("7003", "7003-01")}
    assert "manager-gives-status" in {finding["rule"] for finding in told["findings"]}
    assert told["summary"]["quality"]["analysed"] == len(mails().splitlines()) == 5
    assert not [mail for mail in map(json.loads, mails().splitlines()) if mail["text"] in json.dumps(told)]


def test_what_the_manual_says_of_threads_decides_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the manager's first mail the candidate began the thread."""
    monkeypatch.chdir(ROOT)
    log = tmp_path / "mails.jsonl"
    later = mails().splitlines()[1].replace('"thank_you"', '"status_update"')
    mapping = ("--mapping", "sample_data/mappings/labelled_mails.yaml", "--assume", "stage=any")
    for lines, expected in (([mails().splitlines()[0], later], set()), ([later], {"7001-02"})):
        log.write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = json.loads(run("check", log, "-d", "in-house", *mapping, "--format", "json").out)
        assert {finding["event_id"] for finding in told["findings"] if finding["open"]} == expected
