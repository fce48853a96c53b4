"""Exports in, verdicts out: both through the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.events import read_log
from tests.cli.shell import Ran, run
from tests.importing.ends.story import BYPASS, VERDICTS

PAST = ("contact", "status-past-recruiter")
Account = tuple[int, int, int, int]
"""Records used, set aside, copies, left out."""


@dataclass(frozen=True)
class Checked:
    """What the commands gave."""

    imported: Ran
    log: Path
    accounts: dict[str, Any]
    findings: list[dict[str, Any]]
    rows: dict[str, dict[str, Any]]

    def files(self) -> dict[str, Account]:
        """What became of the records of every file, by its name; each adds up."""
        found = {}
        for each in self.accounts["files"]:
            fates = tuple(each[name] for name in ("analysed", "quarantined", "duplicates", "out_of_scope"))
            assert each["rows"] == sum(fates), each
            found[each["file"]] = fates
        return found

    def verdicts(self, rule: str = PAST[1]) -> dict[str, str]:
        """Verdict, with its excuse, by the number of the application."""
        return {
            short(each["case_id"]): each["verdict"] + (f": {each['excuse']}" if each["excuse"] else "")
            for each in self.findings
            if each["rule"] == rule
        }

    def open(self, rules: tuple[str, ...] = PAST) -> list[tuple[str, str]]:
        """Cases and rules of what a person should look at."""
        return sorted((short(each["case_id"]), each["rule"]) for each in self.findings
                      if each["open"] and each["rule"] in rules)  # fmt: skip

    def witness(self, rule: str = PAST[1]) -> str:
        """The event that proves the only open finding of a rule, as the log tells it."""
        (finding,) = (each for each in self.findings if each["rule"] == rule and each["open"])
        row = self.rows[finding["event_id"]]
        assert finding["event_id"] in finding["witness"].split("; ")
        assert row["case_id"] == finding["case_id"]
        roles = row["recipient_roles"]
        to = ";".join(roles) if isinstance(roles, list) else roles
        return f"{row['timestamp']:%Y-%m-%dT%H:%M:%SZ} {row['sender_role']} -> {to}"


def short(case: str) -> str:
    """The number of an application, whatever its system puts before it."""
    return case.rpartition(":")[2].rpartition("-")[2]


def import_and_check(
    folder: Path, *what: object, log: str = "log.csv", definition: object = "in-house", checked: tuple[str, ...] = ()
) -> Checked:
    """Import into `folder`, and check what came of it; messages of both stand where they belong."""
    target = folder / log
    imported = run("import", *what, "-o", target)
    assert (imported.code, imported.out) == (0, ""), imported.err
    accounts = json.loads((folder / f"{log}.accounts.json").read_text(encoding="utf-8"))
    return Checked(imported, target, accounts, findings_of(target, definition, *checked), rows_of(target))


def findings_of(log: Path, definition: object, *more: str) -> list[dict[str, Any]]:
    judged = run("check", log, "-d", definition, "--format", "json", *more)
    assert judged.code in (0, 1), judged.err
    return list(json.loads(judged.out)["findings"])


def rows_of(log: Path) -> dict[str, dict[str, Any]]:
    read = read_log(log)
    assert read.quality.quarantined.num_rows == 0
    return {row["event_id"]: row for row in read.table.take(read.rows).to_pylist()}


def assert_the_story(found: Checked) -> None:
    """The planted question is the only one that is open, and each twin has its excuse."""
    assert found.verdicts() == VERDICTS
    assert found.open() == [("1", "contact"), ("1", "status-past-recruiter")]
    assert found.witness() == BYPASS
