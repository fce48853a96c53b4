"""`init` and `rule`; and that no command chooses a preset by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.definitions import preset_names, preset_text
from tests.cli.shell import run

# ---------------------------------------------------------------- init


def test_a_preset_is_copied_and_what_to_do_next_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("init", "in-house")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "in_house.yaml"
    assert (tmp_path / "in_house.yaml").read_text(encoding="utf-8") == preset_text("in-house")
    for command in ("lint", "test", "check LOG -d"):
        assert f"analyzer {command} in_house.yaml" in ran.out


def test_a_copy_goes_where_it_is_asked_to(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    assert run("init", "in-house", "-o", path).code == 0
    assert run("test", path, "-k", "thank-you").code == 0


def test_a_file_is_overwritten_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("mine", encoding="utf-8")
    ran = run("init", "in-house", "-o", path)
    assert ran.code == 2
    assert "is there already; --force overwrites it" in ran.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("init", "in-house", "-o", path, "--force").code == 0
    assert path.read_text(encoding="utf-8") == preset_text("in-house")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = run("init", "in-house", "-o", tmp_path / "no" / "ours.yaml")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_an_unknown_preset_gets_a_suggestion() -> None:
    ran = run("init", "inhouse")
    assert ran.code == 2
    assert "did you mean 'in-house'?" in ran.err


@pytest.mark.parametrize("command", ["check", "report", "explain", "lint", "test", "init", "graph", "diff"])
def test_no_command_chooses_a_preset_by_itself(command: str, log: Path) -> None:
    arguments = {"check": [log], "report": [log, "-o", log.parent / "out"], "explain": ["APP-0001", log], "diff": [log]}
    ran = run(command, *arguments.get(command, []))
    assert ran.code == 2
    assert f"Presets: {', '.join(preset_names())}." in ran.err


# ---------------------------------------------------------------- rule


def test_the_verbs_are_listed() -> None:
    ran = run("rule")
    assert ran.code == 0
    assert "require-after\n    After an A, a B follows within W.\n" in ran.out
    assert "separate, same\n" in ran.out


@pytest.mark.parametrize("name", ["require-after", "require_after", "require .. after", "Require After"])
def test_a_verb_is_found_however_it_is_written(name: str) -> None:
    ran = run("rule", name)
    assert ran.code == 0
    assert ran.out.startswith("require: B after: A within: W\n\nSentence\n    After an A")
    assert "\nExample\n    require: {from: recruiter, to: candidate}\n    after: " in ran.out


def test_an_unknown_verb_gets_a_suggestion() -> None:
    ran = run("rule", "forbidden")
    assert ran.code == 2
    assert "there is no verb 'forbidden' (did you mean 'forbid'?)" in ran.err


def test_the_rules_of_a_definition_are_listed_and_shown(definition: Path) -> None:
    listed = run("rule", "-d", definition)
    assert listed.code == 0
    assert "status-past-recruiter\n    Candidate asks the hiring manager for status" in listed.out
    shown = run("rule", "status-past-recruiter", "-d", definition)
    assert shown.code == 0
    assert shown.out.startswith(f"{definition}:18: Candidate asks the hiring manager")
    assert "forbid: {from: candidate, to: hiring_manager, about: status_inquiry}" in shown.out
    assert "An A is not to happen." in shown.out
    assert run("rule", "status-past", "-d", definition).code == 2
