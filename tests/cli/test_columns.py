"""`analyzer columns` and `analyzer schema`."""

from __future__ import annotations

import csv
import json

import pytest

from tests.cli.shell import run


def test_the_columns_of_one_table_are_told() -> None:
    ran = run("columns", "findings")
    assert ran.code == 0
    assert ran.out.startswith("FINDINGS\n")
    assert "finding_id " in ran.out


def test_without_a_table_all_are_told() -> None:
    out = run("columns", "--format", "csv").out
    named = {row["table"] for row in csv.DictReader(out.splitlines())}
    assert {"log", "findings", "cases", "evidence", "duties", "quarantined", "draft.roles"} <= named


def test_json_is_for_programs() -> None:
    rows = json.loads(run("columns", "log", "--format", "json").out)
    assert {"table": "log", "column": "timestamp"}.items() <= rows[1].items()


def test_an_unknown_table_is_2_and_gets_a_suggestion() -> None:
    ran = run("columns", "findngs")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: there is no table 'findngs'; did you mean 'findings'?\n"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_table_is_told_for_people(form: str) -> None:
    assert "when it happened" in run("columns", "findings", "--format", form).out
