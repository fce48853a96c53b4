"""The page on presets names every preset, every rule of it, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.definitions import preset_names, read_definition

PAGE = (Path(__file__).parents[2] / "docs" / "presets.md").read_text(encoding="utf-8")
BUILT_IN = {"contact", "stage-time", "stage-order"}


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of a table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def names_of(preset: str) -> set[str]:
    """Rules and excuses of a preset."""
    definition = read_definition(preset)
    excuses = {declared.name for declared in definition.declared if declared.kind == "excuse"}
    return {rule.id for rule in definition.rules} | excuses | BUILT_IN


WHERE = section("Where each rule of the field went")
HEAD = next(line for line in WHERE.splitlines() if line.startswith("| # "))
COLUMNS = [cell.strip().strip("`") for cell in HEAD.strip("|").split("|")]


def test_every_preset_stands_in_the_first_table() -> None:
    listed = {name for row in rows(PAGE.split("**Choose one")[0]) for name in quoted(row[0])}
    assert listed == set(preset_names())


@pytest.mark.parametrize("name", preset_names())
def test_every_rule_of_a_preset_has_its_line(name: str) -> None:
    told = {rule for row in rows(section(f"`{name}`")) for rule in quoted(row[0])}
    definition = read_definition(name)
    assert told >= {rule.id for rule in definition.rules} - BUILT_IN
    assert told <= names_of(name) | {stage.id for stage in definition.stages}


def test_every_rule_of_the_field_is_told_once() -> None:
    assert [row[0] for row in rows(WHERE)] == [f"R{number}" for number in range(1, 26)]


@pytest.mark.parametrize("name", preset_names())
def test_what_stands_for_a_rule_of_the_field_is_there(name: str) -> None:
    assert name in COLUMNS
    place = COLUMNS.index(name)
    told = {quote for row in rows(WHERE) for quote in quoted(row[place])}
    assert told
    assert told <= names_of(name)


def test_a_rule_of_the_field_has_a_place_or_a_reason() -> None:
    for row in rows(WHERE):
        assert any(quoted(cell) for cell in row[2:-1]) or len(row[-1]) > 20, row[0]
