"""Putting bytes where they belong: whole or not at all.

Every file of a report is written beside its place and then renamed, so that a reader (or a nightly copy) never meets
half of one. Nothing here knows what a report says.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analyzer.errors import UsageError

_BLOCK = 1 << 20


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """Give a scratch path beside `path`; what is written there takes the place of `path` when the block ends well.

    Raises
    ------
    UsageError
        The folder does not exist or cannot be written to.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error
    os.close(handle)
    scratch = Path(name)
    try:
        yield scratch
        scratch.chmod(0o666 & ~_umask())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def write_bytes(path: Path | str, content: bytes) -> Path:
    """Write a whole file atomically and return its path."""
    with replacing(path) as scratch:
        scratch.write_bytes(content)
    return Path(path)


def as_json(value: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Write JSON with sorted keys, so that equal values give equal bytes; a NaN is an error, never `NaN` in a file."""
    return json.dumps(value, indent=indent, sort_keys=True, ensure_ascii=False, allow_nan=False, default=_plain)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _plain(value: object) -> object:
    """Turn NumPy scalars and timestamps into what JSON knows."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _umask() -> int:
    """Read the process's file mode mask (there is no way to read it without setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
