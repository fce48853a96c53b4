"""The notebooks: run without an error, in time, the same each time; what is stored is what they give."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode

from tests.notebooks.running import FOLDER, ROOT, TEXTS, as_text, executed, written

SECONDS = 60
PICTURE = "image/png"
every_notebook = pytest.mark.parametrize("text", TEXTS, ids=[text.stem for text in TEXTS])
TWICE = [
    pytest.param(text, id=text.stem, marks=[pytest.mark.deep] * (text.stem != "02_response_times")) for text in TEXTS
]
NOT_STORED = {
    "an absolute path": r"(?<![\w.:/<])/(?:[\w.-]+/)+[\w.-]+|\b[A-Z]:\\\\",
    "a place in memory": r"\b0x[0-9a-f]{6,}",
    "a time of running": r"\bWall time\b|\bCPU times\b",
    "a warning": r"Warning\b",
}


def stored(text: Path) -> NotebookNode:
    return nbformat.read(text.with_suffix(".ipynb"), as_version=4)


def outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)


def said(notebook: NotebookNode) -> list[dict[str, str]]:
    """Everything that the outputs say in text, by kind; of a picture only that it is there.

    The bytes of a picture depend on the release of the library that draws it, what it says stands beside it as text.
    """
    return [
        {"stream": output.text}
        if output.output_type == "stream"
        else {**output.data, **dict.fromkeys(kept(output), "")}
        for output in outputs(notebook)
    ]


def kept(output: NotebookNode) -> list[str]:
    return [kind for kind in output.data if kind == PICTURE]


def sources(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_every_text_has_its_notebook_and_every_notebook_its_text() -> None:
    assert [text.stem for text in TEXTS] == sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    assert len(TEXTS) >= 4


@every_notebook
def test_a_notebook_holds_the_cells_of_its_text(text: Path) -> None:
    assert sources(stored(text)) == sources(jupytext.read(text)), "run `make notebooks`"


@every_notebook
def test_a_stored_notebook_has_nothing_of_the_run_but_its_outputs(text: Path) -> None:
    notebook = stored(text)
    assert notebook.metadata == written(text).metadata
    assert [cell.id for cell in notebook.cells] == [f"cell-{number:02}" for number in range(1, len(notebook.cells) + 1)]
    assert not any(cell.metadata for cell in notebook.cells)
    nbformat.validate(notebook)


@every_notebook
def test_a_notebook_runs_in_time_and_gives_what_is_stored(text: Path) -> None:
    """What is stored was given in another process: that another hash seed and zone give the same text is seen here."""
    began = time.monotonic()
    made = executed(text, environment={"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"})
    assert time.monotonic() - began < SECONDS
    assert said(made) == said(stored(text)), "run `make notebooks`"


@pytest.mark.parametrize("text", TWICE)
def test_a_notebook_gives_the_same_bytes_twice(text: Path) -> None:
    """Those of its pictures, too, of which the test above looks at none."""
    first, second = (
        executed(text, environment=process)
        for process in ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "UTC"})
    )
    assert as_text(first) == as_text(second)


@every_notebook
@pytest.mark.parametrize("what", NOT_STORED)
def test_no_output_tells_where_or_when_it_was_made(text: Path, what: str) -> None:
    for output in said(stored(text)):
        for told in output.values():
            assert not re.search(NOT_STORED[what], told), f"{what} in {told[:200]!r}"


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("an absolute path", "read from /srv/somebody/quarter.csv"),
        ("a place in memory", "<Styler at 0x7ff0c92bcc50>"),
        ("a time of running", "Wall time: 3 s"),
        ("a warning", "DeprecationWarning: do not"),
    ],
)
def test_what_should_not_be_stored_would_be_noticed(what: str, told: str) -> None:
    assert re.search(NOT_STORED[what], told)


@every_notebook
def test_no_notebook_says_anything_on_stderr(text: Path) -> None:
    assert [output for output in outputs(stored(text)) if output.get("name") == "stderr"] == []


@every_notebook
def test_a_notebook_tells_a_story_with_pictures(text: Path) -> None:
    notebook = stored(text)
    assert notebook.cells[0].source.startswith("# ")
    assert sum(PICTURE in output.get("data", {}) for output in outputs(notebook)) >= 2


@every_notebook
def test_links_of_a_notebook_lead_somewhere(text: Path) -> None:
    told = " ".join(cell.source for cell in stored(text).cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)]+)\)", told):
        assert (FOLDER / target).resolve().is_relative_to(ROOT)
        assert (FOLDER / target).exists(), target
