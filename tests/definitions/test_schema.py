"""The JSON Schema for editors accepts what the loader accepts, and marks typical mistakes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from analyzer.definitions import json_schema, load_definition, preset_names, preset_text
from analyzer.definitions.grammar import VERBS
from analyzer.definitions.nodes import Mapping, Node, Scalar, Sequence, compose
from tests.definitions import test_meaning, test_mistakes
from tests.definitions.texts import BASE, with_lines

VALIDATOR = Draft202012Validator(json_schema())


def plain(node: Node | None) -> Any:
    match node:
        case Mapping(entries=entries):
            return {entry.key.text: plain(entry.value) for entry in entries}
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Scalar(text=text):
            return text
    raise AssertionError(node)


def as_text(text: str) -> Any:
    """What the loader sees: every scalar a text."""
    return plain(compose(text, "d.yaml")[0])


def as_editors_see_it(text: str) -> Any:
    """What an editor's plug-in sees: numbers and true/false typed (YAML 1.2 leaves dates and 9:00 alone)."""
    data = as_text(text)

    def typed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: typed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [typed(each) for each in value]
        return yaml.safe_load(value) if value in ("true", "false") or value.isdigit() else value

    return typed(data)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("see", [as_text, as_editors_see_it])
@pytest.mark.parametrize("name", preset_names())
def test_presets_are_valid(name: str, see: Any) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(see(preset_text(name)))] == []


def parameters(test: Any, index: int) -> list[Any]:
    """The cases of another test's table, one column of them."""
    (mark,) = [mark for mark in test.pytestmark if isinstance(mark.args[0], tuple)]
    return [pytest.param(case.values[index], id=case.id) for case in mark.args[1]]


@pytest.mark.parametrize("text", parameters(test_meaning.test_a_verb_is_read, 0))
def test_every_verb_is_valid(text: str) -> None:
    assert VALIDATOR.is_valid(as_text(with_lines(f"rules: {{r: {{{text}}}}}")))


@pytest.mark.parametrize("text", parameters(test_meaning.test_a_selector_is_read, 0))
def test_every_selector_is_valid(text: str) -> None:
    assert VALIDATOR.is_valid(as_text(with_lines(f"rules: {{r: {{forbid: {text}}}}}")))


@pytest.mark.parametrize("text", parameters(test_meaning.test_a_condition_is_read, 0))
def test_every_condition_is_valid(text: str) -> None:
    assert VALIDATOR.is_valid(as_text(with_lines(f"rules: {{r: {{forbid: asks, unless: {text}}}}}")))


FORMS = ("D102", "D103", "D105", "D106", "D108", "D109")
ONLY_THE_LOADER_SEES = {
    "misspelt-condition",
    "nothing-unanswered",
    "no-time-at-all",
    "copied-to-nobody",
    "route-about-anything",
    "open-of-the-wrong-rule",
}
SEEN = {
    name: lines
    for name, (lines, expected, _) in test_mistakes.MISTAKES.items()
    if expected.split()[1] in FORMS and name not in ONLY_THE_LOADER_SEES
}


@pytest.mark.parametrize("lines", SEEN.values(), ids=SEEN.keys())
def test_mistakes_of_form_are_marked(lines: list[str]) -> None:
    assert not VALIDATOR.is_valid(as_text(with_lines(*lines)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("format: 1", "format: 2", id="format"),
        pytest.param("process: mini\n", "", id="no-process"),
        pytest.param("{closes: true}", "{closes: yes}", id="no-flag"),
        pytest.param('"09:00-17:00"', '"nine to five"', id="hours"),
        pytest.param("[email, phone]", "email", id="channels"),
        pytest.param("{next: [interview]}", "{nxt: [interview]}", id="stage-key"),
    ],
)
def test_mistakes_in_the_vocabulary_are_marked(old: str, new: str) -> None:
    assert old in BASE
    assert VALIDATOR.is_valid(as_text(BASE))
    assert not VALIDATOR.is_valid(as_text(BASE.replace(old, new, 1)))


def test_every_key_is_described() -> None:
    schema = json_schema()
    rules = schema["$defs"]["rule"]["anyOf"]
    assert len(rules) == len(VERBS)
    tables = [schema, *rules, *(each for each in schema["$defs"].values() if "properties" in each)]
    assert all(key["description"] for table in tables for key in table["properties"].values())


def test_what_the_schema_accepts_the_loader_accepts_but_for_names() -> None:
    load_definition(BASE)
    assert VALIDATOR.is_valid(as_text(BASE))
