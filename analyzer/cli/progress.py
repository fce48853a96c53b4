"""Telling a person who waits that work goes on: a line on standard error, only on a terminal, only after a second.

Shows nothing of the log and changes nothing in the result.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from analyzer.cli.console import printable

PATIENCE = 1.0
"""Seconds of work before anything is shown."""


class Progress:
    """A line that tells what is being done; it appears once the work has taken longer than `PATIENCE`.

    Parameters
    ----------
    shown : bool
        False: never show anything (quiet, or nobody is looking).
    """

    def __init__(self, *, shown: bool) -> None:
        self._doing = "starting"
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint, daemon=True) if shown else None
        if self._painter:
            self._painter.start()

    def doing(self, what: str, share: float | None = None) -> None:
        """Say what is done now, such as `reading quarter.csv`, and which share of it is (0 to 1)."""
        with self._lock:
            self._doing = what if share is None else f"{what} ({share:.0%})"

    def close(self) -> None:
        """Take the line away."""
        self._over.set()
        if self._painter:
            self._painter.join()

    def _paint(self) -> None:
        if self._over.wait(PATIENCE):
            return
        from rich.console import Console
        from rich.text import Text  # as text: a file's name is not to be read as markup

        with Console(stderr=True).status(Text("working")) as line:
            while not self._over.wait(0.2):
                with self._lock:
                    line.update(Text(printable(self._doing)))


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Show progress while the block runs, if somebody is looking at standard error."""
    line = Progress(shown=not quiet and sys.stderr.isatty())
    try:
        yield line
    finally:
        line.close()
