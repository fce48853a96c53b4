"""The definitions that come with the program can be used, stand up to the linter, and load quickly."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyzer.definitions import DefinitionError, lint, load_definition, preset_names, preset_text, read_definition
from analyzer.definitions.model import Forbid, RequireAfter
from analyzer.definitions.walk import verb_selectors
from analyzer.errors import UsageError

TOPICS = {
    "application_submission",
    "status_inquiry",
    "next_steps",
    "status_update",
    "hold_notice",
    "offer_terms",
    "acceptance",
    "withdrawal",
    "thank_you",
    "scheduling",
    "logistics",
    "role_question",
    "role_answer",
    "materials",
    "referral",
    "feedback",
    "coaching",
    "redirect",
    "out_of_office",
    "accommodation",
    "complaint",
}


NOTES = {
    "D211",  # a way round that one of its rules watches: how such questions travel, and what the rule is there for
    "D214",  # a rule that says in its own words, and with its own severity, what `contact` finds too
}
"""What the linter may note of a preset: true, and known."""


@pytest.mark.parametrize("name", preset_names())
def test_the_linter_has_nothing_but_known_notes_on_a_preset(name: str) -> None:
    assert {problem.code for problem in lint(read_definition(name))} <= NOTES


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_shows_its_rules_at_work(name: str) -> None:
    definition = read_definition(name)
    assert len(definition.examples) >= 15
    shown = {rule for example in definition.examples for rule, _ in example.expect}
    assert shown >= {rule.id for rule in definition.rules}


def test_the_in_house_preset_covers_every_verdict_an_example_can_show() -> None:
    verdicts = set()
    for example in read_definition("in-house").examples:
        for _, expected in example.expect:
            verdicts |= {each.verdict for each in (expected if isinstance(expected, tuple) else (expected,))}
    assert verdicts == {"violated", "settled", "excused", "pending", "cancelled", "undecided"}


def test_the_in_house_preset_knows_the_topics_of_real_mail() -> None:
    definition = read_definition("in-house")
    assert {topic.id for topic in definition.topics} == TOPICS
    assert definition.protected == ("accommodation", "complaint")


def test_the_manager_gives_no_status_but_in_the_open() -> None:
    verb = read_definition("in-house").rule("manager-gives-status").verb
    assert isinstance(verb, Forbid)
    (event,) = verb_selectors(verb)
    assert {"status_update", "hold_notice", "next_steps", "offer_terms"} <= set(getattr(event, "about", ()))
    assert getattr(event, "not_copied", None) == ("recruiter",)


def test_every_duty_of_the_in_house_preset_says_why_and_what_instead() -> None:
    for rule in read_definition("in-house").rules:
        if not rule.id.startswith("stage-"):
            assert rule.why, rule.id
            assert rule.instead, rule.id
        assert isinstance(rule.verb, RequireAfter) or rule.on_close == "due"


def test_a_preset_is_known_by_its_file_name_with_hyphens() -> None:
    assert "in-house" in preset_names()
    assert read_definition("in-house").path == "in_house.yaml"
    assert read_definition("in-house").source == preset_text("in-house")


def test_an_unknown_preset_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match=r"there is no preset 'inhouse' \(did you mean 'in-house'\?\)"):
        read_definition("inhouse")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file .*in_house\.yaml'"):
        read_definition(tmp_path / "in_house.yaml")
    with pytest.raises(UsageError, match=r"there is no file 'mine\.yaml'"):
        read_definition("mine.yaml")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_definition(tmp_path)


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(preset_text("in-house"), encoding="utf-8")
    for name in (path, str(path)):
        definition = read_definition(name)
        assert definition.path == str(path)
        assert definition.digest == read_definition("in-house").digest


def test_a_preset_goes_before_a_file_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in-house", "mine"):
        (tmp_path / name).write_text("{format: 1, process: mine, roles: [a]}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_definition("in-house").process == "in-house"
    assert read_definition("mine").process == "mine"


def test_a_problem_names_the_path_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("format: 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DefinitionError, match=r"^mine\.yaml:1:1: D103"):
        read_definition("mine.yaml")


def test_the_same_text_gives_an_equal_definition() -> None:
    text = preset_text("in-house")
    assert load_definition(text) == load_definition(text)


def test_loading_is_quick() -> None:
    text = preset_text("in-house")
    load_definition(text)  # imports, time zones and holidays on first use

    def once() -> float:
        began = time.process_time()  # what others do on the machine meanwhile does not count
        load_definition(text)
        return time.process_time() - began

    assert min(once() for _ in range(7)) < 0.06


def test_importing_definitions_loads_nothing_heavy() -> None:
    heavy = "pandas pyarrow networkx re2 jsonschema holidays matplotlib"
    code = f"import sys, analyzer.definitions; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
