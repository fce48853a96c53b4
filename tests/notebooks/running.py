"""Runs the notebooks and writes them down so that the same notebook gives the same bytes.

The text (`notebooks/*.py`, percent format) is what people edit; the notebook (`notebooks/*.ipynb`) is the same cells
with their outputs. `python -m tests.notebooks.running` (or `make notebooks`) writes the second from the first.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
TEXTS = sorted(FOLDER.glob("[0-9]*.py"))
SECONDS_A_CELL = 60


def written(text: Path) -> NotebookNode:
    """Read the cells of a text, without outputs; ids are the cells' numbers, as random ones would differ."""
    notebook = jupytext.read(text)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number:02}"
        cell["metadata"] = {}
    notebook["metadata"] = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def executed(text: Path, *, environment: Mapping[str, str] | None = None) -> NotebookNode:
    """Run a text's cells in a new kernel, in the folder of the notebooks as Jupyter would.

    A cell that fails raises `nbclient.exceptions.CellExecutionError`, with the cell and the traceback.
    """
    notebook = written(text)
    settings = dict(notebook["metadata"])
    with tempfile.TemporaryDirectory() as home:
        own = {"PYTHONPATH": str(ROOT), "IPYTHONDIR": home, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        client = NotebookClient(
            notebook,
            timeout=SECONDS_A_CELL,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(FOLDER)}},
        )
        manager = client.create_kernel_manager()
        if os.name == "posix":  # sockets in the file system: no port that others could reach or hold
            manager.transport, manager.ip = "ipc", str(Path(home) / "kernel")
        asyncio.run(client.async_execute(env={**os.environ, **own, **(environment or {})}))
    notebook["metadata"] = settings  # the kernel adds the release of its Python
    return notebook


def as_text(notebook: NotebookNode) -> str:
    """The bytes of the `.ipynb` file."""
    return nbformat.writes(notebook) + "\n"


def main(names: Iterable[str]) -> None:
    """Write the notebooks of all texts, or of those whose name holds one of some words."""
    wanted = list(names)
    for text in TEXTS:
        if not wanted or any(word in text.name for word in wanted):
            text.with_suffix(".ipynb").write_text(as_text(executed(text)), encoding="utf-8", newline="\n")
            sys.stderr.write(f"written: notebooks/{text.stem}.ipynb\n")


if __name__ == "__main__":
    main(sys.argv[1:])
