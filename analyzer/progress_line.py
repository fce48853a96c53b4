"""A line that tells how far the work is, in a notebook and in a terminal; nothing where nobody looks.

Every function that takes a while takes ``progress=``, something to call with what is being done and the share done.
This is such a something. It knows nothing of logs, and changes no result.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

PATIENCE = 0.5
"""Seconds of work before anything is shown."""
PAUSE = 0.1
"""Seconds between two paintings."""
WIDTH = 24


class Canvas(Protocol):
    """Where a line is shown, repainted and taken away again."""

    def paint(self, what: str, share: float | None) -> None:
        """Show what is done now, in place of what was shown before."""

    def clear(self) -> None:
        """Take it away."""


class Terminal:
    """One line of a terminal, painted over itself."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._length = 0

    def paint(self, what: str, share: float | None) -> None:
        """Show what is done now."""
        done = "" if share is None else f" {'█' * round(WIDTH * share):·<{WIDTH}} {share:4.0%}"
        line = f"{what[:48]:<20}{done}"
        self._write(f"\r{line:<{self._length}}")
        self._length = len(line)

    def clear(self) -> None:
        """Leave an empty line."""
        self._write(f"\r{'':<{self._length}}\r")

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "ascii"
        self._stream.write(text.encode(encoding, "replace").decode(encoding))
        self._stream.flush()


class Notebook:
    """A bar below the cell."""

    def __init__(self, display: Any) -> None:  # noqa: ANN401 - IPython.display, loaded only where it is there
        self._display = display
        self._handle: Any = None

    def paint(self, what: str, share: float | None) -> None:
        """Show what is done now."""
        value = "" if share is None else f' value="{share:.3f}"'
        self._show(f'<progress max="1"{value}></progress> {escape(what)}{"" if share is None else f" {share:.0%}"}')

    def clear(self) -> None:
        """Leave nothing in the notebook."""
        self._show("")

    def _show(self, html: str) -> None:
        shown = self._display.HTML(html)
        if self._handle is None:
            self._handle = self._display.display(shown, display_id=True)
        else:
            self._handle.update(shown)


class Progress:
    """Something to pass as ``progress=``; it shows what it is called with once the work has taken half a second.

    Parameters
    ----------
    canvas : Canvas or None
        None: nobody looks.
    clock : callable
        Seconds, for the pauses between paintings only.
    """

    def __init__(self, canvas: Canvas | None, *, clock: Any = time.monotonic) -> None:  # noqa: ANN401
        self._canvas = canvas
        self._clock = clock
        self._next = clock() + PATIENCE
        self._painted = False

    def __call__(self, what: str, share: float | None = None) -> None:
        """Say what is done now and which share of it is, 0 to 1."""
        if self._canvas is None or self._clock() < self._next:
            return
        self._canvas.paint("".join(each if each.isprintable() else "?" for each in what), share)
        self._painted = True
        self._next = self._clock() + PAUSE

    def close(self) -> None:
        """Take the line away."""
        if self._canvas is not None and self._painted:
            self._canvas.clear()
        self._canvas = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far the work is, while the block runs.

    In a notebook a bar below the cell, in a terminal a line of standard error; elsewhere (a script whose errors go into
    a file) nothing. It goes away at the end, so that a notebook run twice holds the same.

    Yields
    ------
    Progress
        To be passed as ``progress=`` to `read_log`, `analyze`, `discover`, `run_mutants` or `reports.write_report`.

    Examples
    --------
    >>> with progress() as tell:
    ...     tell("reading quarter.csv", 0.5)
    """
    with Progress(canvas_here()) as line:
        yield line


def canvas_here() -> Canvas | None:
    """Where somebody looks: a notebook's cell, a terminal, or nowhere."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is not None and hasattr(shell, "kernel"):
        from IPython import display

        return Notebook(display)
    return Terminal(sys.stderr) if sys.stderr is not None and sys.stderr.isatty() else None
