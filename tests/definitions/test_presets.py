"""The definitions that come with the program can be used, stand up to the linter, and load quickly."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from analyzer.analysis import run_examples
from analyzer.definitions import DefinitionError, lint, load_definition, preset_names, preset_text, read_definition
from analyzer.definitions.graph import permits
from analyzer.definitions.model import After, Forbid, RequireAfter, RequireNext
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


@pytest.mark.parametrize("name", preset_names())
def test_the_examples_of_a_preset_come_out_as_they_expect(name: str) -> None:
    failing = [outcome.example.name for outcome in run_examples(read_definition(name)) if not outcome.passed]
    assert failing == []


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_shows_every_verdict_that_its_rules_can_come_to(name: str) -> None:
    definition = read_definition(name)
    possible = {"violated", "undecided"}
    for rule in definition.rules:
        possible |= {"pending"} if isinstance(rule.verb, RequireAfter | RequireNext) else set()
        possible |= {"excused"} if rule.unless else set()
        possible |= {"settled"} if rule.settled_by is not None else set()
        possible |= {"cancelled"} if rule.on_close == "cancel" else set()
    shown = set()
    for example in definition.examples:
        for _, expected in example.expect:
            shown |= {each.verdict for each in (expected if isinstance(expected, tuple) else (expected,))}
    assert shown == possible
    assert any(not example.expect for example in definition.examples), "what is fine is shown, too"


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_is_about_candidates_and_those_who_stand_between(name: str) -> None:
    definition = read_definition(name)
    assert definition.process == name
    assert "candidate" in dict(definition.roles), "counts of candidates look for this role"
    assert definition.gatekeeper in dict(definition.roles)
    assert definition.guarded
    assert {"accommodation", "complaint"} <= set(definition.protected)
    assert all(len(title) <= 40 for _, title in definition.roles), "titles stand in tables and drawings"


@pytest.mark.parametrize("name", [name for name in preset_names() if name != "in-house"])
@pytest.mark.parametrize(
    "asked", ["Whom it is for", "takes for granted", "to adapt", "How it differs", "How to feed it"]
)
def test_the_header_of_a_preset_says_what_one_must_know_to_choose_it(name: str, asked: str) -> None:
    header = preset_text(name).partition("\nformat:")[0]
    assert asked in header
    assert all(line.startswith("#") or not line for line in header.splitlines())


@pytest.mark.parametrize(
    ("name", "rule", "within"),
    [
        pytest.param("agency", "client-reports-contact", "1 business day", id="a-client-reports-by-the-next-day"),
        pytest.param("agency", "client-answers-introduction", "2 business days", id="a-client-answers-an-introduction"),
        pytest.param("msp", "desk-answers-supplier", "2 business days", id="the-desk-answers"),
        pytest.param("executive-search", "news-after-interview", "3 business days", id="news-after-an-interview"),
        pytest.param("public-sector", "contact-answers", "2 business days", id="the-named-contact-answers"),
        pytest.param("campus", "news-after-interview", "3 business days", id="students-hear-after-an-interview"),
        pytest.param("internal-mobility", "contact-named", "2 business days", id="hr-names-a-contact"),
    ],
)
def test_answers_are_due_when_the_field_says(name: str, rule: str, within: str) -> None:
    verb = read_definition(name).rule(rule).verb
    assert isinstance(verb, RequireAfter)
    assert verb.within.text == within


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param("agency", "client-goes-direct", id="an-introduction"),
        pytest.param("agency", "client-comes-back-later", id="an-introduction-after-the-close"),
        pytest.param("agency", "hired-without-the-agency", id="a-start-of-work"),
        pytest.param("executive-search", "off-limits", id="whoever-was-placed"),
    ],
)
def test_protection_lasts_twelve_months(name: str, rule: str) -> None:
    conditions = [named.condition for named in read_definition(name).rule(rule).when]
    (protected,) = [condition for condition in conditions if isinstance(condition, After)]
    assert protected.within is not None
    assert protected.within.text == "365 days"


@pytest.mark.parametrize(
    ("name", "manager", "free"),
    [
        pytest.param("in-house", "hiring_manager", True, id="in-house"),
        pytest.param("agency", "client_manager", True, id="agency"),
        pytest.param("msp", "client_manager", False, id="msp"),
        pytest.param("executive-search", "client_chair", False, id="executive-search"),
        pytest.param("public-sector", "panel", False, id="public-sector"),
        pytest.param("campus", "hiring_manager", True, id="campus"),
        pytest.param("internal-mobility", "hiring_manager", True, id="internal-mobility"),
    ],
)
def test_presets_conflict_on_purpose(name: str, manager: str, free: bool) -> None:
    """A candidate may thank whoever held the interview in some settings, and not in others."""
    ways = [
        contact
        for contact in read_definition(name).contacts
        if "candidate" in contact.senders
        and manager in contact.recipients
        and permits(contact, "thank_you")
        and not contact.under.copied
        and (contact.under.stage is None or "interview" in contact.under.stage)
    ]
    assert bool(ways) is free


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


@pytest.mark.parametrize("name", preset_names())
def test_every_rule_of_a_preset_says_why_and_what_instead(name: str) -> None:
    for rule in read_definition(name).rules:
        if not rule.id.startswith("stage-"):
            assert rule.why, rule.id
            assert rule.instead, rule.id


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
