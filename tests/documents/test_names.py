"""Every name of the product that a document mentions is there: functions, commands, options, keys, codes, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import matplotlib.pyplot as plt
import pytest
import yaml

import analyzer as hpa
from analyzer.analysis.columns import TABLES
from analyzer.cli.app import app
from analyzer.definitions.codes import REMARKS, UNUSABLE
from analyzer.definitions.schema import json_schema
from analyzer.events.codes import CODES
from analyzer.events.coverage import COVERAGE_KEYS
from analyzer.events.mapping import MAPPING_KEYS
from analyzer.importing.settings import SETTINGS_KEYS
from analyzer.reports.bundle import MANIFEST, manifest_of
from analyzer.reports.files import as_json, write_bytes
from analyzer.review.waiver import WAIVER
from tests.documents.pages import DOCS, ROOT, blocks, pages, prose

ABOUT_THE_CODE = {"CHANGELOG.md", "CONTRIBUTING.md", "architecture.md"}
PAGES = [page for page in pages() if page.name not in ABOUT_THE_CODE and page.parent.name != "decisions"]
EACH = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES]
FREE = {
    "assume", "channels", "columns", "events", "excuses", "expect", "holidays", "hours", "only", "roles",
    "rules", "stages", "topics", "unless", "values", "when", "where", "agencies", "lists", "shared",
}  # fmt: skip
"""Keys below which names are the writer's own."""


def spans(page: Path) -> list[str]:
    """What stands between backquotes."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def code(page: Path) -> str:
    """Everything that is set as code, notes in shell and output aside."""
    return "\n".join([*spans(page), *(block.text for block in blocks(page) if block.language == "python")])


# ---------------------------------------------------------------- the interface of notebooks


def resolve(dotted: str) -> object:
    """What a dotted name of the package stands for."""
    found: Any = hpa
    for number, part in enumerate(dotted.split(".")[1:], start=2):
        try:
            found = getattr(found, part)
        except AttributeError:
            found = import_module(".".join(["analyzer", *dotted.split(".")[1:number]]))
    return found


@pytest.mark.parametrize("page", EACH)
def test_every_function_that_a_page_names_is_there(page: Path) -> None:
    for dotted in re.findall(r"\b(?:hpa|analyzer)(?:\.[a-zA-Z_]\w*)+", code(page)):
        assert resolve(dotted) is not None


@pytest.fixture(scope="module")
def analysis() -> hpa.Analysis:
    log = hpa.read_log(ROOT / "sample_data" / "quarter.csv")
    return hpa.analyze(log, hpa.read_definition("in-house"), as_of="2026-04-01")


@pytest.fixture(scope="module")
def written(analysis: hpa.Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pages read of a report: its tables and its summary."""
    folder = tmp_path_factory.mktemp("written") / "q1"
    folder.mkdir()
    hpa.reports.write_tables(analysis, folder)
    hpa.reports.write_summary(analysis, folder / "summary.json")
    write_bytes(folder / MANIFEST, as_json(manifest_of(folder)).encode())
    return folder


@pytest.mark.parametrize("page", [one for one in EACH if one.values[0].parent.name != "how-to"])
def test_the_python_of_a_page_runs_from_top_to_bottom(
    page: Path, analysis: hpa.Analysis, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may go on from the sample, read and judged, as they all do; and from a report of it."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    for name in ("q1", "last"):
        (tmp_path / name).symlink_to(written)
    for block in blocks(page):
        if block.language == "yaml" and (named := re.match(r"# (\w+\.yaml)\n", block.text)):
            (tmp_path / named[1]).write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names = {"hpa": hpa, "analysis": analysis, "definition": analysis.definition, "log": analysis.log}
    for block in blocks(page):
        if block.language == "python":
            exec(compile(block.text, page.name, "exec"), names)
    plt.close("all")


@pytest.mark.parametrize("page", EACH)
def test_what_a_page_says_of_an_analysis_is_there(page: Path, analysis: hpa.Analysis) -> None:
    for name in re.findall(r"\banalysis\.([a-z]\w*)", code(page)):
        assert hasattr(analysis, name), name


# ---------------------------------------------------------------- the command line


def options_of(command: click.Command) -> set[str]:
    """The options of a command and, if it is a group, of all commands in it."""
    own = {name for option in command.params if isinstance(option, click.Option) for name in option.opts}
    within = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*(options_of(each) for each in within))


CONTEXT = click.Context(app, info_name="analyzer")
OF_COMMAND = {name: options_of(app.get_command(CONTEXT, name)) for name in app.list_commands(CONTEXT)}
OPTIONS = {"--help", "--version"}.union(*OF_COMMAND.values())


@pytest.mark.parametrize("page", EACH)
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    text = "\n".join([*spans(page), *(block.text for block in blocks(page) if block.language == "bash")])
    for name in re.findall(r"^analyzer ([a-z]\w*)", text, flags=re.MULTILINE):
        assert name in OF_COMMAND


@pytest.mark.parametrize("page", EACH)
def test_every_option_that_a_page_names_belongs_to_a_command(page: Path) -> None:
    for span in spans(page):
        command = re.match(r"(?:analyzer )?([a-z]+) ", span)
        known = OF_COMMAND.get(command[1] if command else "", OPTIONS)
        if span.startswith(("-", "analyzer ")):
            assert set(re.findall(r"(?<!\S)--[a-z][a-z-]*", span)) <= known | {"--help"}, span


# ---------------------------------------------------------------- keys, codes and columns


def properties(schema: object) -> Iterator[str]:
    """All keys of the definition language."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)


KEYS = {
    *properties(json_schema()),
    *(part for key in MAPPING_KEYS for part in key.key.split(".")),
    *(part for key in SETTINGS_KEYS for part in key.key.split("[].")),
    *COVERAGE_KEYS,
    *(key.name for key in WAIVER),
}


def unknown_keys(node: object) -> Iterator[str]:
    """Keys of a block that no definition, mapping, declaration of coverage or settings of an import has."""
    if isinstance(node, list):
        for part in node:
            yield from unknown_keys(part)
    elif isinstance(node, dict):
        for key, part in node.items():
            if key not in KEYS:
                yield key
            below = part.values() if key in FREE and isinstance(part, dict) else [part]
            for one in below:
                yield from unknown_keys(one)


@pytest.mark.parametrize("page", EACH)
def test_every_key_of_a_block_is_one_of_the_languages(page: Path) -> None:
    for block in blocks(page):
        if block.language == "yaml":
            text = re.sub(r"^\s*\.\.\.$", "", block.text, flags=re.MULTILINE)
            assert not [*unknown_keys(yaml.load(text, Loader=yaml.BaseLoader))], block.text


@pytest.mark.parametrize("page", [one for one in EACH if one.id != "docs/reference/exports.md"])
def test_every_key_that_a_page_names_is_one_of_the_languages(page: Path) -> None:
    for key in re.findall(r"^([a-z_]+):(?: |$)", "\n".join(spans(page)), flags=re.MULTILINE):
        assert key in KEYS | {"rule", "warning"}, (
            key
        )  # "rule: verdict" stands for a rule's name; a line that is printed


@pytest.mark.parametrize("page", EACH)
def test_every_code_that_a_page_names_is_there(page: Path) -> None:
    known = {*CODES, *(one.code for one in UNUSABLE), *(one.code for one in REMARKS)}
    assert {*re.findall(r"\b[DE]\d{3}\b", page.read_text(encoding="utf-8"))} <= known


@pytest.mark.parametrize("page", EACH)
def test_every_column_that_a_question_to_a_table_names_is_there(page: Path) -> None:
    columns = {column.name for columns in TABLES.values() for column in columns}
    asked = re.findall(r"(?:findings|activations|changes)\.query\(\"([^\"]+)\"\)", code(page))
    for question in asked:
        words = set(re.findall(r"[a-z_]+", re.sub(r"'[^']*'", "", question))) - {"and", "or", "not"}
        assert words <= columns


def test_the_pages_are_those_of_the_documents() -> None:
    assert DOCS / "definitions.md" in PAGES
    assert len(KEYS) > 60
    assert {"--fail-on", "--mutate"} <= OPTIONS
