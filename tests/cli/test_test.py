"""`test`: examples, and what they do not notice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.definitions import preset_names
from tests.cli.shell import DEFINITION, run


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Its example expects nothing, and two rules find something."""
    path = tmp_path / "wrong.yaml"
    path.write_text(DEFINITION.replace("| thank_you | email", "| status_inquiry | email"), encoding="utf-8")
    return path


def test_examples_that_pass(definition: Path) -> None:
    ran = run("test", definition)
    assert (ran.code, ran.out) == (0, "1 passed, 0 failed\n")
    assert "ok   " in run("test", definition, "-v").out


def test_an_example_that_fails_is_told_line_by_line(wrong: Path) -> None:
    ran = run("test", wrong)
    assert ran.code == 1
    head, line, contact, past, count = ran.out.splitlines()
    assert head == f"FAIL {wrong}:24: a thank-you is fine"
    assert line.strip() == "2026-03-02 10:00 | candidate -> hiring_manager | status_inquiry | email"
    assert contact.strip().startswith("+ contact: violated")
    assert past.strip() == "+ status-past-recruiter: violated   (rule: wrong.yaml:18)"
    assert count == "0 passed, 1 failed"


def test_programs_get_examples_as_json(wrong: Path, definition: Path) -> None:
    ran = run("test", wrong, definition, "--format", "json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert [one["definition"] for one in told] == [str(wrong), str(definition)]
    assert [one["examples"][0]["passed"] for one in told] == [False, True]
    assert {one["rule"] for one in told[0]["examples"][0]["differences"]} == {"contact", "status-past-recruiter"}


def test_a_workflow_gets_annotations(wrong: Path) -> None:
    ran = run("test", wrong, "--format", "github")
    (line,) = ran.out.splitlines()
    assert line.startswith(f"::error file={wrong},line=24,col=5,title=example::a thank-you is fine: contact: expected")


def test_examples_are_chosen_by_name(wrong: Path) -> None:
    assert run("test", wrong, "-k", "thank-you").code == 1
    ran = run("test", wrong, "-k", "interview")
    assert ran.code == 2
    assert "has 'interview' in its name" in ran.err


def test_a_definition_without_examples_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(DEFINITION.split("examples:")[0], encoding="utf-8")
    ran = run("test", path)
    assert (ran.code, ran.out) == (0, "0 passed, 0 failed\n")
    assert "has no examples" in ran.err


def test_the_presets_pass_their_own_examples() -> None:
    ran = run("test", *preset_names())
    assert ran.code == 0, ran.out


# ---------------------------------------------------------------- changes


def test_what_no_example_notices_is_named(definition: Path) -> None:
    ran = run("test", definition, "--mutate")
    assert ran.code == 0
    *lines, count = ran.out.splitlines()
    assert any(
        line == "no example notices that `to: hiring_manager` could be left out of rule 'status-past-recruiter': "
        "small.yaml:20"
        for line in lines
    )
    assert lines[1].startswith("    would notice: an example ")
    assert count.startswith(f"{definition}: ")
    assert "single changes" in count


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("100", 1)])
def test_a_share_can_be_asked_for(definition: Path, percent: str, code: int) -> None:
    assert run("test", definition, "--mutate", "--at-least", percent).code == code


def test_changes_for_programs_and_workflows(definition: Path) -> None:
    (told,) = json.loads(run("test", definition, "--mutate", "--format", "json").out)
    lines = run("test", definition, "--mutate", "--format", "github").out.splitlines()
    assert told["changes"] - told["noticed"] == len(told["unnoticed"]) == len(lines)
    assert lines[0].startswith(f"::warning file={definition},line={told['unnoticed'][0]['line']},")


def test_failing_examples_are_mended_first(wrong: Path) -> None:
    ran = run("test", wrong, "--mutate")
    assert ran.code == 2
    assert "fails as it is" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--mutate", "-k", "x"], "do not go together", id="mutate-some"),
        pytest.param(["--at-least", "90"], "--at-least belongs to --mutate", id="share-of-nothing"),
        pytest.param(["--mutate", "--at-least", "101"], "not in the range", id="more-than-all"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(definition: Path, options: list[str], words: str) -> None:
    ran = run("test", definition, *options)
    assert ran.code == 2
    assert words in ran.err
