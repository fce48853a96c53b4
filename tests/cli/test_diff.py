"""`analyzer diff`: what another definition would change."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import DEFINITION, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The small definition with an excuse for the one finding of its rule."""
    path = tmp_path / "new.yaml"
    excuse = "severity: high\n    unless: [{about: status_inquiry}]"
    path.write_text(DEFINITION.replace("severity: high", excuse), encoding="utf-8")
    return path


def test_changes_are_told_and_make_the_exit_code_1(log: Path, definition: Path, new: Path) -> None:
    ran = run("diff", log, "-d", definition, "-d", new)
    assert ran.code == 1
    assert ran.out.startswith("CHANGES: 1 finding changes its verdict.\n")
    assert "verdict    violated -> excused (about" in " ".join(ran.out.split("     "))
    assert "(small.yaml:18 -> new.yaml:18)" in ran.out


def test_the_order_of_the_definitions_is_old_then_new(log: Path, definition: Path, new: Path) -> None:
    out = run("diff", log, "-d", new, "-d", definition).out
    assert "new.yaml:18 -> small.yaml:18" in out


def test_no_change_is_0(log: Path, definition: Path) -> None:
    ran = run("diff", log, "-d", definition, "-d", definition)
    assert ran.code == 0
    assert ran.out.startswith("NO CHANGE")


def test_json_for_programs(log: Path, definition: Path, new: Path) -> None:
    ran = run("diff", log, "-d", definition, "-d", new, "--format", "json", "-q")
    assert (ran.code, ran.err) == (1, "")
    told = json.loads(ran.out)
    assert [row["event_id"] for row in told["changes"]] == ["e2"]


@pytest.mark.parametrize("top", [0, 1])
def test_top_says_how_many_examples(log: Path, definition: Path, new: Path, top: int) -> None:
    out = run("diff", log, "-d", definition, "-d", new, "--top", top).out
    assert ("EXAMPLES" in out) == (top == 1)


@pytest.mark.parametrize("given", [0, 1, 3])
def test_two_definitions_are_needed(log: Path, definition: Path, given: int) -> None:
    ran = run("diff", log, *(["-d", definition] * given))
    assert ran.code == 2
    assert f"-d OLD -d NEW. Given: {given}" in ran.err


def test_mistakes_of_both_definitions_are_told_at_once(tmp_path: Path, log: Path) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text(DEFINITION.replace("about: status_inquiry}", "about: status}"), encoding="utf-8")
    ran = run("diff", log, "-d", paths[0], "-d", paths[1])
    assert ran.code == 2
    assert all(f"{path}:" in ran.err for path in paths)


def test_a_log_that_is_not_there_is_3(tmp_path: Path, definition: Path) -> None:
    ran = run("diff", tmp_path / "none.csv", "-d", definition, "-d", definition)
    assert ran.code == 3
    assert "none.csv" in ran.err


def test_a_horizon_without_zone_is_the_old_definitions_for_both(log: Path, definition: Path, tmp_path: Path) -> None:
    far = tmp_path / "far.yaml"
    zone = 'calendar: {timezone: Asia/Tokyo, hours: {mon-fri: ["09:00-17:00"]}}\ncontacts:'
    far.write_text(DEFINITION.replace("contacts:", zone, 1).replace("10:00 | cand", "19:00 | cand"), encoding="utf-8")
    told = [
        json.loads(run("diff", log, "-d", *pair, "--as-of", "2026-03-04", "--format", "json").out)["as_of"]
        for pair in ((definition, "-d", far), (far, "-d", definition))
    ]
    assert told == ["2026-03-04T00:00:00+00:00", "2026-03-03T15:00:00+00:00"]


# ---------------------------------------------------------------- the page of the manual


def blocks(kind: str) -> list[str]:
    page = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


@pytest.mark.skipif(os.name != "posix", reason="runs a shell")
def test_the_example_in_the_manual_is_what_its_commands_print(tmp_path: Path) -> None:
    for folder in ("sample_data", "process_definitions"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (commands,), (told,) = blocks("bash"), blocks("text")
    ran = subprocess.run(
        ["sh", "-c", commands.replace("analyzer diff", f"'{sys.executable}' -m analyzer diff")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in told.splitlines() if line != "..."]
    assert ran.returncode == 1, ran.stderr
    assert len(lines) > 20
    assert [line for line in lines if line not in ran.stdout.splitlines()] == []


def test_the_notebook_in_the_manual_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(code, "what-if.md", "exec"), names)
    assert "finding" in repr(names["comparison"])
