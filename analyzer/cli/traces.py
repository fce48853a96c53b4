"""Leaving nothing behind: whatever a library keeps between runs goes to a folder that is removed when the run ends.

matplotlib writes a list of the machine's fonts, and the system's font library may refresh its own cache. Both would lie
in the user's home, where nobody who deletes a report would look for them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLES = ("MPLCONFIGDIR", "XDG_CACHE_HOME")
"""Where matplotlib and the font library look for a place of their own."""


@contextmanager
def no_traces() -> Iterator[None]:
    """Point those libraries to a temporary folder while the block runs, whatever they were told before."""
    before = {name: os.environ.get(name) for name in VARIABLES}
    with tempfile.TemporaryDirectory(prefix="analyzer-", ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(VARIABLES, folder))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
