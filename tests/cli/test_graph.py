"""`analyzer graph`: the contact graph as a picture or as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.shell import run


def test_without_an_output_mermaid_is_printed(definition: Path) -> None:
    ran = run("graph", definition)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith('flowchart LR\n  r0["Candidate"]\n  r1[["Recruiter<br/>gatekeeper"]]\n')


def test_dot_is_printed_when_asked_for(definition: Path) -> None:
    assert run("graph", definition, "--format", "dot").out.startswith("digraph contacts {\n")


def test_with_a_log_traffic_is_added(definition: Path, log: Path) -> None:
    out = run("graph", definition, log, "-q").out
    assert "1 message off the graph" in out
    assert "used by nobody" in out


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        pytest.param("g.png", b"\x89PNG", id="png"),
        pytest.param("g.svg", b"<?xml", id="svg"),
        pytest.param("g.SVG", b"<?xml", id="capitals"),
        pytest.param("g.mmd", b"flowchart", id="mmd"),
        pytest.param("g.mermaid", b"flowchart", id="mermaid"),
        pytest.param("g.dot", b"digraph", id="dot"),
        pytest.param("g.gv", b"digraph", id="gv"),
    ],
)
def test_the_ending_of_the_output_says_the_format(tmp_path: Path, definition: Path, name: str, begins: bytes) -> None:
    ran = run("graph", definition, "-o", tmp_path / name)
    assert (ran.code, ran.out) == (0, f"{tmp_path / name}\n")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_format_that_is_named_is_stronger_than_the_ending(tmp_path: Path, definition: Path) -> None:
    run("graph", definition, "--format", "dot", "-o", tmp_path / "g.txt")
    assert (tmp_path / "g.txt").read_text(encoding="utf-8").startswith("digraph")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_same_bytes_every_time(tmp_path: Path, definition: Path, log: Path, form: str) -> None:
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    for path in (one, two):
        assert run("graph", definition, log, "-q", "-o", path).code == 0
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--format", "png"), "-o graph.png", id="a picture needs a place"),
        pytest.param(("-o", "g.pdf"), "'g.pdf' does not say which format is meant", id="another ending"),
        pytest.param(("--as-of", "2026-03-09"), "--as-of says how to read a log", id="a horizon without a log"),
        pytest.param(("--max-quarantined", "2%"), "--max-quarantined says how", id="a limit without a log"),
        pytest.param(("--assume", "stage=any"), "--assume says how", id="an assumption without a log"),
    ],
)
def test_what_cannot_be_meant_is_2(definition: Path, options: tuple[str, ...], said: str) -> None:
    ran = run("graph", definition, *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_place_that_cannot_be_written_is_2(tmp_path: Path, definition: Path) -> None:
    (tmp_path / "g.png").mkdir()
    for place in (tmp_path / "g.png", tmp_path / "none" / "g.png"):
        ran = run("graph", definition, "-o", place)
        assert ran.code == 2
        assert f"cannot write {place}" in ran.err


def test_a_definition_that_cannot_be_used_is_2_and_a_log_that_is_not_there_3(tmp_path: Path, definition: Path) -> None:
    assert run("graph", "in-huose").code == 2
    assert run("graph", definition, tmp_path / "none.csv").code == 3


def test_the_example_in_the_manual_is_what_is_printed(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "graph.md").read_text(encoding="utf-8")
    (text,), (told,) = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("yaml", "mermaid"))
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")
    assert run("graph", tmp_path / "small.yaml").out == told
