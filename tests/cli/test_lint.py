"""`analyzer lint`, and definitions that cannot be used, wherever they are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.errors import Place, Problem
from tests.cli.shell import DEFINITION, run

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def broken(old: str, new: str) -> str:
    assert old in DEFINITION
    return DEFINITION.replace(old, new)


UNUSABLE = [
    pytest.param(
        broken("about: status_inquiry", "about: status_inqury"), "D104", "did you mean 'status_inquiry'?", id="name"
    ),
    pytest.param(broken("severity: high", "severty: high"), "D102", "severity", id="key"),
    pytest.param(broken("severity: high", "severity: severe"), "D108", "high", id="value"),
    pytest.param(DEFINITION + "title: Again\n", "D101", "title", id="duplicate key"),
    pytest.param(DEFINITION + "events: {a: [\n", "D100", "", id="syntax"),
    pytest.param("", "D100", "empty", id="empty"),
    pytest.param("- a\n- b\n", "D1", "", id="a list"),
    pytest.param(BOMB, "D115", "", id="alias bomb"),
    pytest.param("[" * 5000, "D1", "", id="depth"),
    pytest.param(
        DEFINITION + "format: !!python/object/apply:os.system ['true']\n", "D1", "", id="a tag that runs something"
    ),
]


@pytest.mark.parametrize(("text", "code", "said"), UNUSABLE)
@pytest.mark.parametrize("command", ["lint", "check", "test"])
def test_an_unusable_definition_is_2_with_its_place(tmp_path: Path, log: Path, command, text, code, said) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    ran = (
        run("lint", path)
        if command == "lint"
        else run("test", path)
        if command == "test"
        else run("check", log, "-d", path)
    )
    shown = ran.out if command == "lint" else ran.err
    assert ran.code == 2
    assert f"{path}:" in shown
    assert code in shown
    assert said in shown
    assert "Traceback" not in ran.err


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(b"\xff\xfe\x00process")
    assert run("lint", path).code == 2


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(
        broken("severity: high", "severity: severe").replace("about: status_inquiry", "about: x"), encoding="utf-8"
    )
    ran = run("lint", path)
    assert "D104" in ran.out
    assert "D108" in ran.out
    assert "2 problems" in ran.err


@pytest.mark.parametrize("command", [("lint",), ("test",), ("check", "log.csv", "-d")])
def test_a_preset_that_does_not_exist_gets_a_suggestion(command: tuple[str, ...]) -> None:
    ran = run(*command, "in-hous")
    assert ran.code == 2
    assert "in-house" in ran.err


def test_a_definition_that_is_missing(tmp_path: Path) -> None:
    ran = run("lint", tmp_path / "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml" in ran.err


def test_a_clean_definition_is_0(definition: Path) -> None:
    ran = run("lint", definition)
    assert (ran.code, ran.out) == (0, "")
    assert "1 definition read, no problems" in ran.err


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """The contacts let a guarded topic pass without the gatekeeper."""
    path = tmp_path / "doubtful.yaml"
    path.write_text(broken("only_about: [thank_you]", "about: [status_inquiry]"), encoding="utf-8")
    return path


@pytest.mark.parametrize(("fail_on", "code"), [("remark", 1), ("error", 0)])
def test_remarks_are_1_unless_told_otherwise(doubtful: Path, fail_on: str, code: int) -> None:
    ran = run("lint", doubtful, "--fail-on", fail_on)
    assert ran.code == code
    assert "D201" in ran.out


def test_json(doubtful: Path) -> None:
    (first, *_) = json.loads(run("lint", doubtful, "--format", "json").out)
    assert first["code"].startswith("D2")
    assert first["place"]["file"] == str(doubtful)
    assert set(first) == {"place", "code", "message", "help", "source"}


def test_github_annotations_carry_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a,b:c.yaml"
    path.write_text(broken("severity: high", "severity: severe"), encoding="utf-8")
    (line,) = run("lint", path, "--format", "github").out.splitlines()
    assert line.startswith("::error file=")
    assert "a%2Cb%3Ac.yaml,line=" in line
    assert "title=D108::" in line


def test_several_definitions(definition: Path, doubtful: Path) -> None:
    ran = run("lint", definition, doubtful)
    assert ran.code == 1
    assert "2 definitions read" in ran.err


def test_github_annotations_of_a_preset_name_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(Place("in_house.yaml", 7, 3), "D201", "a way round", "close it")
    monkeypatch.setattr("analyzer.definitions.lint", lambda _: [problem])
    (line,) = run("lint", "in-house", "--format", "github").out.splitlines()
    assert line == "::warning title=D201::in_house.yaml:7:3: a way round; close it"
