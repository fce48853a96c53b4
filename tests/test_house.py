"""The house itself: documentation says what the code does, and the code keeps to its budget."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import analyzer

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MODULES = sorted((ROOT / "analyzer").rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def names_of(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def rows(page: str, head: str) -> list[str]:
    """First cells of the tables whose head line begins with `head`, in all sections of a page."""
    found, inside = [], False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if line.startswith(f"| {head} |"):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found += re.findall(r"`([^`]+)`", line.split("|")[1])
    return found


def section(page: str, heading: str) -> str:
    """Text below a heading up to the next heading of whatever level."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading!r}"
    return found.group(1)


def keys_in(text: str, head: str = "key") -> set[str]:
    table = re.search(rf"^\| {head} \|.*?\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table, f"no table with the head {head!r}"
    return {key for line in table.group(1).splitlines()[1:] for key in re.findall(r"`([a-z_]+)`", line.split("|")[1])}


# ---------------------------------------------------------------- documentation says what the code does


def test_every_package_is_in_the_architecture() -> None:
    told = set(rows("architecture.md", "package"))
    packages = {
        path.stem
        for path in (ROOT / "analyzer").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("__")
    }
    assert told == {f"analyzer.{name}" for name in packages}


def test_the_layers_of_the_architecture_are_those_that_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    checked = [f"analyzer.{name}" for layer in layers for name in re.split(r" \| ", layer) if name != "__main__"]
    assert rows("architecture.md", "package") == checked


@pytest.mark.parametrize(
    ("heading", "head", "table"),
    [
        pytest.param("The file", "key", "DEFINITION", id="definition"),
        pytest.param("Topics", "key", "TOPIC", id="topic"),
        pytest.param("Stages", "key", "STAGES", id="stage"),
        pytest.param("Calendar", "key", "CALENDAR", id="calendar"),
        pytest.param("Calendar", "key of holidays", "HOLIDAYS", id="holidays"),
        pytest.param("Selectors", "key", "SELECTOR", id="selector"),
        pytest.param("Contacts", "key", "CONTACT", id="contact"),
        pytest.param("Rules", "key of a rule", "RULE", id="rule"),
        pytest.param("Rules", "key of a route", "ROUTE", id="route"),
        pytest.param("Examples", "key", "EXAMPLE", id="example"),
    ],
)
def test_every_key_of_the_definition_language_is_documented(heading: str, head: str, table: str) -> None:
    from analyzer.definitions import grammar

    assert keys_in(section("definitions.md", heading), head) == {key.name for key in getattr(grammar, table)}


def test_every_key_of_a_condition_is_documented() -> None:
    from analyzer.definitions import grammar

    forms = (*grammar.CONDITION_FORMS, grammar.ALL_CONDITIONS, grammar.ANY_CONDITION)
    known = {key.name for form in forms for key in form} - {"within"}  # told with `after`
    assert keys_in(section("definitions.md", "Conditions")) == known


def test_every_verb_is_documented_with_all_its_keys() -> None:
    from analyzer.definitions import grammar

    told = [set(re.findall(r"`([a-z_]+):", line)) for line in section("definitions.md", "Rules").splitlines()]
    for verb in grammar.VERBS:
        assert {key.name for key in verb.keys} in told, verb.name


def test_the_keys_of_the_contact_rule_are_documented() -> None:
    from analyzer.definitions import grammar

    (line,) = [line for line in section("definitions.md", "Rules").splitlines() if line.startswith("`contact_rule:`")]
    assert set(re.findall(r"`([a-z_]+)`", line)) == {key.name for key in grammar.CONTACT_RULE}


def test_the_modifiers_of_each_verb_are_told() -> None:
    from analyzer.definitions import grammar

    told = dict(re.findall(r"^\| `(\w+)` \| (`.*) \|$", section("definitions.md", "Rules"), re.MULTILINE))
    for modifier in grammar.MODIFIERS:
        named = set(re.findall(r"`([a-z_ .]+)`", told[modifier])) - {"between"}
        assert named == {form.name for form in grammar.VERBS if modifier in form.modifiers}, modifier


def test_every_verdict_is_documented() -> None:
    from analyzer.findings import VERDICT_WORDS

    assert set(rows("definitions.md", "verdict")) == set(VERDICT_WORDS)


@pytest.mark.parametrize(
    "page", ["cli", "codes", "columns", "reference/exports", "reference/import-settings", "reference/verbs"]
)
def test_generated_pages_are_up_to_date(page: str) -> None:
    from analyzer.cli import manual

    assert (DOCS / f"{page}.md").read_text(encoding="utf-8") == manual.PAGES[page](), "run `make docs`"


def test_every_command_has_its_chapter_in_the_manual() -> None:
    from analyzer.cli.app import COMMANDS

    assert re.findall(r"^## analyzer (\w+)$", (DOCS / "cli.md").read_text(encoding="utf-8"), re.MULTILINE) == [
        name for name, _ in COMMANDS
    ]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_that_are_told_exist(name: str) -> None:
    told = re.findall(
        r"\bmake(?: [A-Z]+=\S+)? ([a-z][a-z-]+)(?= *(?:$|[#`;,.)]))", (ROOT / name).read_text(), re.MULTILINE
    )
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert told
    assert set(told) <= targets


def test_analyzer_commands_that_the_readme_tells_exist() -> None:
    from analyzer.cli.app import COMMANDS

    told = set(re.findall(r"^\s*(?:\.venv/bin/)?analyzer (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert told
    assert told <= {name for name, _ in COMMANDS}


def test_the_changelog_knows_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^##? .*$", text, re.MULTILINE)[:2] == ["# Changelog", "## [Unreleased]"]
    assert f"## [{analyzer.__version__}]" in text


def test_ci_does_what_a_developer_does() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "make" in line and not line.startswith("#")] == ["exec make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


# ---------------------------------------------------------------- words

FORBIDDEN = {
    "judgement on people": r"\b(cheat\w*|guilty|rogue|suspicious|offender\w*|culprit\w*|disobe\w*|misbehav\w*)\b",
    "a score of people": r"\b(risk score|candidate score|trust score|blacklist\w*)\b",
    "machine paths": r"(?<![\w.])/(?:work|tmp|home|root|opt)/",
    "package registries": r"\b(pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b",
}
ALLOWED = {"tests/test_house.py"}


def written_files() -> list[Path]:
    kinds = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".j2", ".js", ".css", ".ipynb"}
    folders = ("analyzer", "docs", "process_definitions", "notebooks", "benchmarks", "tests", "sample_data")
    inside = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [ROOT / "Makefile", *sorted(path for path in [*inside, *ROOT.glob("*")] if path.suffix in kinds)]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds_words_that_do_not_belong(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {hit.group(0)}"
        for path in written_files()
        if str(path.relative_to(ROOT)) not in ALLOWED
        for hit in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found


# ---------------------------------------------------------------- budget and docstrings


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=names_of(MODULES))
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for function in functions(path):
        assert (function.end_lineno or 0) - function.lineno < LONGEST_FUNCTION, function.name


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not any("overload" in ast.dump(decorator) for decorator in node.decorator_list):
                yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", MODULES, ids=names_of(MODULES))
def test_modules_and_public_names_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    source = path.read_text(encoding="utf-8").splitlines()
    for name, node in public(tree.body):
        excused = "D102" in source[node.lineno - 1]  # properties of protocols
        assert excused or ast.get_docstring(node), name  # type: ignore[arg-type]


# ---------------------------------------------------------------- the package


@pytest.mark.parametrize("name", [name for name in analyzer.__all__ if name != "__version__"])
def test_every_name_of_the_package_is_there_and_documented(name: str) -> None:
    assert getattr(analyzer, name).__doc__


def test_a_name_that_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        _ = analyzer.analyse
    assert set(analyzer.__all__) <= set(dir(analyzer))


@pytest.mark.parametrize(
    ("statement", "too_much"),
    [
        pytest.param("import analyzer", ["pandas", "numpy", "pyarrow", "matplotlib", "click", "yaml"], id="package"),
        pytest.param(
            "import analyzer.cli",
            ["pandas", "numpy", "pyarrow", "matplotlib", "rich", "yaml", "jinja2", "networkx"],
            id="command line",
        ),
        pytest.param("import analyzer.definitions", ["pandas", "pyarrow", "matplotlib"], id="definitions"),
    ],
)
def test_imports_stay_cheap(statement: str, too_much: list[str]) -> None:
    asked = f"import sys; {statement}; print(*sorted(set({too_much!r}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.split() == []


def test_every_module_can_be_imported() -> None:
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            importlib.import_module(".".join(parts).removesuffix(".__init__"))


def test_every_dependency_is_pinned() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*settings["dependencies"], *settings["optional-dependencies"]["dev"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    assert {re.sub(r"[-_.]+", "-", re.split(r"[<>=~! ;\[]", name)[0]).lower() for name in asked} <= pins
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+", line) for line in lines), "names and versions, nothing else"
    assert lines == sorted(lines, key=str.upper)


def test_every_key_of_a_mapping_is_documented() -> None:
    from analyzer.events.mapping import MAPPING_KEYS

    assert rows("mapping.md", "key") == [key.key for key in MAPPING_KEYS]


def test_every_key_of_a_waiver_is_documented() -> None:
    from analyzer.review.waiver import WAIVER

    assert rows("waivers.md", "key") == [key.name for key in WAIVER]
