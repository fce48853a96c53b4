"""Runs every table of cases under tests/cases: a definition and its examples a file, no Python needed to add one."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.analysis.examples import differences
from analyzer.definitions import read_definition

TABLES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))


def _cases():
    for path in TABLES:
        definition = read_definition(str(path))
        for example in definition.examples:
            yield pytest.param(definition, example, id=f"{path.stem}: {example.name}")


@pytest.mark.parametrize(("definition", "example"), list(_cases()))
def test_a_case_comes_out_as_its_table_says(definition, example):
    assert differences(definition, example) == []


def test_every_table_has_cases():
    assert len(TABLES) >= 7
    assert all(read_definition(str(path)).examples for path in TABLES)
